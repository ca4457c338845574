/** @file glm.h
 * Poisson log-linear models of any design: for models whose terms are not sets of
 * lists.
 *
 * Rows are cells or groups of cells, with a log exposure each. Columns can be told to
 * keep a coefficient of 0 or more (Chao's lower bound): while one is negative, the
 * first such column is left out and the rest fitted again.
 */
#ifndef UC_GLM_H
#define UC_GLM_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"

typedef struct uc_glm_design {
    size_t n_rows, n_columns;
    double *x;             /* n_rows x n_columns; column 0 is the intercept's; owned */
    double *offset;        /* n_rows: log exposure; owned */
    size_t first_positive; /* columns from here on have coefficients of 0 or more;
                              n_columns: none has */
} uc_glm_design;

/** Allocates a design of zeros. @return UC_OK or UC_ENOMEM. */
uc_status uc_glm_design_alloc(size_t n_rows, size_t n_columns, uc_glm_design *design,
                              uc_error *err) UC_MUST_CHECK;
void uc_glm_design_free(uc_glm_design *design);

typedef enum uc_glm_end {
    UC_GLM_OK,
    UC_GLM_NO_ESTIMATE,      /* the likelihood has no finite maximum */
    UC_GLM_NOT_IDENTIFIABLE, /* dependent columns */
    UC_GLM_NOT_REACHED       /* there is one, out of reach in double precision */
} uc_glm_end;

/** A fit and its scratch; one per thread. Sized by uc_glm_reserve(). */
typedef struct uc_glm {
    size_t max_rows, max_columns;
    uc_glm_end end;
    size_t n_active; /* columns not left out */
    size_t *active;  /* their numbers, ascending */
    double *beta;    /* by column; 0 where left out */
    double *eta;     /* linear predictor by row, offset included */
    double *mu;      /* exp(eta) */
    double loglik;   /* sum of count x beta - mu: constants and offsets left out */
    double *inverse; /* of the information, n_active^2 with stride max_columns; filled
                        by uc_glm_variance() */
    double *h, *inv_d, *b, *column, *change, *room; /* scratch */
} uc_glm;

/** Makes room for designs of that size; a zeroed one is a valid start. */
uc_status uc_glm_reserve(uc_glm *glm, size_t n_rows, size_t n_columns,
                         uc_error *err) UC_MUST_CHECK;
void uc_glm_free(uc_glm *glm);

/** Fits counts (whole or not, negative ones only with `warm`) by Newton's method.
 *
 * A last step that changes every predictor by more than -1/2 exhibits a positive
 * solution of X'x = X'n, so that the estimate exists; otherwise a linear programme
 * decides (existence.h).
 *
 * @param warm  Start from the means that the fit before left, of the same design.
 * @return UC_OK, see glm->end; UC_ENOMEM; UC_ENUMERIC. Cost per step rows x columns^2.
 */
uc_status uc_glm_fit(uc_glm *glm, const uc_glm_design *design, const double count[],
                     bool warm, uc_error *err) UC_MUST_CHECK;

/** Inverse information of a fit that ended well; cov(i, j) of the active columns. */
void uc_glm_variance(uc_glm *glm, const uc_glm_design *design);
double uc_glm_covariance(const uc_glm *glm, size_t i, size_t j);

#endif
