/** @file terms.h
 * Rows of a model matrix that is never held: numbers, and factors as 0/1 columns.
 */
#ifndef UC_SURVEY_TERMS_H
#define UC_SURVEY_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** One term; borrowed. A factor has one column for each level, a number one. */
typedef struct uc_term {
    const double *value;  /* n numbers; NULL: a factor, or 1 in every row */
    const uint32_t *code; /* n codes below n_levels; NULL: not a factor */
    size_t n_levels;
} uc_term;

typedef struct uc_terms {
    size_t n; /* rows */
    const uc_term *term;
    size_t n_terms;
} uc_terms;

/** Number of columns. */
size_t uc_terms_width(const uc_terms *terms);

/** x'b of a row. */
double uc_terms_dot(const uc_terms *terms, size_t row, const double b[]);

/** sum += a x of a row. */
void uc_terms_add(const uc_terms *terms, size_t row, double a, double sum[]);

/** cross += a x x' of a row; lower triangle of a width x width matrix. */
void uc_terms_cross(const uc_terms *terms, size_t row, double a, double cross[]);

/** Cholesky factor with pivoting of a positive semidefinite matrix. */
typedef struct uc_psd {
    size_t p, rank;
    double *factor; /* p x p; owned */
    size_t *pivot;  /* owned */
} uc_psd;

/** Factorises the lower triangle of `matrix` (p x p). Columns that depend on others to
 * 1e-10 of their size are left out. @return false when memory is short. */
bool uc_psd_make(const double matrix[], size_t p, uc_psd *psd);
void uc_psd_clear(uc_psd *psd);

/** Solves matrix x = b; x is 0 in the columns left out. x may be b. */
void uc_psd_solve(const uc_psd *psd, const double b[], double x[]);

#endif
