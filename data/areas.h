/** @file areas.h
 * Areas: codes, names and groupings.
 *
 * Columns (other names in brackets): code (area, area_code, iso3), an ISO 3166-1
 * alpha-3 code or one of the user's own; name (area_name). Every further column is a
 * grouping; its cell says which group the area is in, blank for none.
 */
#ifndef UC_AREAS_H
#define UC_AREAS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/faults.h"
#include "data/base/pool.h"
#include "data/base/source.h"
#include "data/base/status.h"
#include "data/csv_reader.h"
#include "data/row_reader.h"

typedef struct uc_areas_row {
    const char *code, *name; /* never blank; borrowed from the table */
    const char **group;      /* one per grouping, "" for none; owned */
    size_t line;             /* 1-based */
} uc_areas_row;

/** The areas of one file. Zeroed: empty. */
typedef struct uc_areas {
    uc_areas_row *row; /* in file order; owned */
    size_t n_rows, capacity;
    const char **grouping; /* names of the groupings, in file order; owned */
    size_t n_groupings;
    size_t *by_code; /* rows in byte order of the code; owned */
    uc_row_file file;
    uc_pool *pool; /* of all texts; owned */
} uc_areas;

/** Reads a file of areas. A code given twice is a fault that names both lines.
 *
 * @param path   A path, "-" or "data:NAME".
 * @param opts   NULL for the default.
 * @param areas  Set on UC_OK when no fault was added, else unchanged.
 * @return UC_OK also when faults were added, a file that cannot be opened or read among
 *         them (UC_ENOINPUT, UC_EIO); UC_EINVAL an option is out of range; UC_ENOMEM.
 */
UC_API uc_status uc_areas_read(const char *path, const uc_csv_opts *opts,
                               uc_faults *faults, uc_areas *areas,
                               uc_error *err) UC_MUST_CHECK;

/** As uc_areas_read(), from an open source (borrowed). */
UC_API uc_status uc_areas_read_source(uc_source *source, const uc_csv_opts *opts,
                                      uc_faults *faults, uc_areas *areas,
                                      uc_error *err) UC_MUST_CHECK;

/** Returns the area with exactly this code, or NULL; borrowed. Cost O(log n). */
UC_API const uc_areas_row *uc_areas_find(const uc_areas *areas, const char *code);

/** Returns the index of the grouping called `name`, or n_groupings. */
UC_API size_t uc_areas_grouping(const uc_areas *areas, const char *name);

/** Adds a fault, with a suggestion, unless `code` is an area.
 * @return whether it is. */
UC_API bool uc_areas_check(const uc_areas *areas, const char *code, const char *path,
                           size_t line, size_t column, uc_faults *faults);

/** Releases everything; a zeroed table is allowed. */
UC_API void uc_areas_clear(uc_areas *areas);

#endif
