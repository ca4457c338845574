/** @file repeated_data.h
 * People counted again and again on one list, grouped by covariates and number of
 * counts.
 *
 * Categories enter as indicators of every level but the first, in the order of their
 * texts; measures as they are, centred at their mean and divided by their standard
 * deviation for the fit, which coefficients undo. Columns that earlier ones determine
 * are left out and named. Cells are sorted by value, so that the order of the rows of a
 * file cannot change a bit of any result.
 */
#ifndef UC_REPEATED_DATA_H
#define UC_REPEATED_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"

#define UC_REPEATED_MAX_COVARIATES 16
#define UC_REPEATED_MAX_COLUMNS    200
#define UC_REPEATED_MAX_COUNT      100000

/** One covariate of n rows as read; borrowed. */
typedef struct uc_repeated_covariate {
    const char *name;
    const uint32_t *code;     /* n: level of each row; NULL for a measure */
    const char *const *level; /* text of each code */
    size_t n_levels;
    const double *measure; /* n: finite values; NULL for categories */
} uc_repeated_covariate;

typedef enum uc_column_fate {
    UC_COLUMN_KEPT,
    UC_COLUMN_CONSTANT, /* a measure of one value, or a category of one level */
    UC_COLUMN_ALIASED   /* the columns before it determine it */
} uc_column_fate;

/** One column of the design: the intercept (covariate SIZE_MAX), a level, a measure. */
typedef struct uc_repeated_column {
    size_t covariate,
        level; /* level: its place in the order of texts; 0 for measures */
    const char *name, *text; /* of covariate and level; text NULL for a measure */
    uc_column_fate fate;
    double centre, scale; /* of a measure */
} uc_repeated_column;

typedef struct uc_repeated_data {
    size_t n_cells;
    uint64_t *count; /* n_cells: times counted; owned, as all below */
    double *people;  /* n_cells */
    size_t *pattern; /* n_cells: which combination of covariates, ascending */
    size_t n_patterns;
    double *x; /* n_patterns x n_kept */
    size_t n_covariates;
    uint32_t *level; /* n_patterns x n_covariates: level in the order of texts; 0 for a
                        measure */
    size_t n_columns, n_kept;
    uc_repeated_column *column;
    size_t *kept;       /* n_kept: their columns */
    const char **texts; /* sorted levels of all categories, one after another */
    size_t first_text[UC_REPEATED_MAX_COVARIATES + 1];
    double n_people;
} uc_repeated_data;

/** Groups rows.
 * @param count   n: 1 to UC_REPEATED_MAX_COUNT.
 * @param people  n: people of that row, whole numbers, or NULL: one each.
 * @param data    Set on UC_OK; names and texts stay borrowed from the covariates.
 * @return UC_OK; UC_EINVAL too many columns or a count out of range; UC_ENOMEM.
 * Cost n log n. */
uc_status uc_repeated_group(size_t n, const uint64_t count[], const double people[],
                            const uc_repeated_covariate covariate[],
                            size_t n_covariates, uc_repeated_data *data,
                            uc_error *err) UC_MUST_CHECK;
void uc_repeated_data_clear(uc_repeated_data *data);

/** Number of levels of a category; 0 for a measure. */
size_t uc_repeated_n_levels(const uc_repeated_data *data, size_t covariate);

/** Text of a level by its place in the order of texts. */
const char *uc_repeated_level(const uc_repeated_data *data, size_t covariate,
                              size_t level);

#endif
