/** @file published.h
 * Published estimates, as their sources print them.
 *
 * Columns (other names in brackets): area (area_code, code); period (year); definition
 * (measure); estimate (value, number); and, where given, low (lo, lower, conf_low),
 * high (hi, upper, conf_high), level (conf_level), sex (gender), age_group (age),
 * form (form_of_exploitation, exploitation), source (url), note (notes). A blank sex,
 * age group or form means all. A limit that is not published stays missing. The
 * estimate may be missing where a limit is given.
 */
#ifndef UC_PUBLISHED_H
#define UC_PUBLISHED_H

#include <stddef.h>

#include "data/areas.h"
#include "data/base/faults.h"
#include "data/base/pool.h"
#include "data/base/source.h"
#include "data/base/status.h"
#include "data/csv_reader.h"
#include "data/row_reader.h"

typedef struct uc_published_row {
    /* Never NULL; borrowed from the table. "" where not given. */
    const char *area, *period, *definition, *sex, *age_group, *form, *source, *note;
    double estimate, low, high; /* persons, 0 or more, low <= estimate <= high; NAN:
                                   not published. At least one of them is. */
    double level;               /* of the interval, in (0, 1); NAN: not published */
    const double *draw;         /* n_draws, where given; borrowed; else NULL */
    size_t n_draws;
    const char *method; /* NULL: published elsewhere; borrowed */
    size_t file;        /* index into the table's files */
    size_t line;        /* 1-based line in it */
} uc_published_row;

/** Rows of one or more files, in the order read. Zeroed: empty. */
typedef struct uc_published {
    uc_published_row *row; /* owned */
    size_t n_rows, capacity;
    uc_row_file *file; /* owned */
    size_t n_files;
    uc_pool *pool; /* of all texts; owned */
} uc_published;

/** Appends the rows of one file.
 *
 * A level may be written 95 or 0.95. Two rows with the same area, period, definition,
 * sex, age group, form, source and note are a fault that names both lines; different
 * sources may differ.
 *
 * @param published  Zeroed, or filled by earlier calls. Unchanged when faults were
 * added.
 * @param path       A path, "-" or "data:NAME".
 * @param opts       NULL for the default.
 * @return UC_OK also when faults were added, a file that cannot be opened or read among
 *         them (UC_ENOINPUT, UC_EIO); UC_EINVAL an option is out of range; UC_ENOMEM.
 */
UC_API uc_status uc_published_read(uc_published *published, const char *path,
                                   const uc_csv_opts *opts, uc_faults *faults,
                                   uc_error *err) UC_MUST_CHECK;

/** As uc_published_read(), from an open source (borrowed). */
UC_API uc_status uc_published_read_source(uc_published *published, uc_source *source,
                                          const uc_csv_opts *opts, uc_faults *faults,
                                          uc_error *err) UC_MUST_CHECK;

/** Adds a fault for every row whose area is not in `areas`. */
UC_API void uc_published_check_areas(const uc_published *published,
                                     const uc_areas *areas, uc_faults *faults);

/** Releases everything; a zeroed table is allowed. */
UC_API void uc_published_clear(uc_published *published);

#endif
