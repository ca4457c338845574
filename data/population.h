/** @file population.h
 * Populations, for rates.
 *
 * Columns (other names in brackets): area (area_code, code); period (year); population
 * (pop, count, n); and, where given, sex (gender), age_group (age), source (url). A
 * blank sex or age group is "" and means all.
 */
#ifndef UC_POPULATION_H
#define UC_POPULATION_H

#include <stddef.h>
#include <stdint.h>

#include "data/areas.h"
#include "data/base/faults.h"
#include "data/base/pool.h"
#include "data/base/source.h"
#include "data/base/status.h"
#include "data/csv_reader.h"
#include "data/row_reader.h"

typedef struct uc_population_row {
    /* Never NULL; borrowed from the table. "" means all, or not given. */
    const char *area, *period, *sex, *age_group, *source;
    uint64_t population; /* persons, 1 or more */
    size_t file;         /* index into the table's files */
    size_t line;         /* 1-based line in it */
} uc_population_row;

/** Rows of one or more files, in the order read. Zeroed: empty. */
typedef struct uc_population {
    uc_population_row *row; /* owned */
    size_t n_rows, capacity;
    uc_row_file *file; /* owned */
    size_t n_files;
    uc_pool *pool; /* of all texts; owned */
} uc_population;

/** Appends the rows of one file.
 *
 * A second number for the same area, period, sex and age group, in this file or an
 * earlier one, is a fault that names both lines, also when it is the same number.
 *
 * @param population  Zeroed, or filled by earlier calls. Unchanged when faults were
 * added.
 * @param path        A path, "-" or "data:NAME".
 * @param opts        NULL for the default.
 * @return UC_OK also when faults were added, a file that cannot be opened or read among
 *         them (UC_ENOINPUT, UC_EIO); UC_EINVAL an option is out of range; UC_ENOMEM.
 */
UC_API uc_status uc_population_read(uc_population *population, const char *path,
                                    const uc_csv_opts *opts, uc_faults *faults,
                                    uc_error *err) UC_MUST_CHECK;

/** As uc_population_read(), from an open source (borrowed). */
UC_API uc_status uc_population_read_source(uc_population *population, uc_source *source,
                                           const uc_csv_opts *opts, uc_faults *faults,
                                           uc_error *err) UC_MUST_CHECK;

/** Adds a fault for every row whose area is not in `areas`. */
UC_API void uc_population_check_areas(const uc_population *population,
                                      const uc_areas *areas, uc_faults *faults);

/** Returns the row with exactly this key ("" for all), or NULL; borrowed. */
UC_API const uc_population_row *uc_population_find(const uc_population *population,
                                                   const char *area, const char *period,
                                                   const char *sex,
                                                   const char *age_group);

/** Releases everything; a zeroed table is allowed. */
UC_API void uc_population_clear(uc_population *population);

#endif
