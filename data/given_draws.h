/** @file given_draws.h
 * Draws of estimates made elsewhere: posterior draws, bootstrap replicates.
 *
 * Columns (other names in brackets): area (area_code, code); period (year); definition
 * (measure); draw (replicate, iteration), from 1; value (estimate, number); and, where
 * given, sex, age_group, form, source as in published estimates. Draws of one number
 * belong together, over all estimates of a file: sums and changes take draw with draw.
 */
#ifndef UC_GIVEN_DRAWS_H
#define UC_GIVEN_DRAWS_H

#include <stddef.h>
#include <stdint.h>

#include "data/areas.h"
#include "data/published.h"

#define UC_GIVEN_DRAWS_MAX   1000000 /* highest number of a draw */
#define UC_GIVEN_DRAWS_LEVEL 0.95    /* of the limits of an estimate made of draws */

typedef struct uc_given_draws_row {
    const char *area, *period, *definition, *sex, *age_group, *form, *source, *number;
    double value;
    uint64_t draw;
    size_t file, line;
} uc_given_draws_row;

/** Rows of one or more files, in the order read. Zeroed: empty. */
typedef struct uc_given_draws {
    uc_given_draws_row *row; /* owned */
    size_t n_rows, capacity;
    uc_row_file *file; /* owned */
    size_t n_files;
    uc_pool *pool; /* of all texts; owned */
    double **kept; /* draws in order, one array per estimate made of them; owned */
    size_t n_kept;
} uc_given_draws;

/** Appends the rows of one file. A second value for one draw is a fault; see
 * uc_published_read(). */
UC_API uc_status uc_given_draws_read(uc_given_draws *draws, const char *path,
                                     const uc_csv_opts *opts, uc_faults *faults,
                                     uc_error *err) UC_MUST_CHECK;

/** Adds an estimate per place to the published ones: the median of its draws, limits
 * their quantiles at UC_GIVEN_DRAWS_LEVEL, the draws themselves beside it (NAN where a
 * number is left out). Texts and draws are borrowed from `draws`.
 * @return UC_OK; UC_ENOMEM. */
UC_API uc_status uc_given_draws_publish(uc_given_draws *draws, uc_published *published,
                                        uc_error *err) UC_MUST_CHECK;

/** Adds a fault for every row whose area is not in `areas`. */
UC_API void uc_given_draws_check_areas(const uc_given_draws *draws,
                                       const uc_areas *areas, uc_faults *faults);

UC_API void uc_given_draws_clear(uc_given_draws *draws);

#endif
