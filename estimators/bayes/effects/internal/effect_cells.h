/** @file effect_cells.h
 * The posterior of effects at a point, and the triangular systems around its mode.
 */
#ifndef UC_EFFECT_CELLS_H
#define UC_EFFECT_CELLS_H

#include "estimators/bayes/effects/effects.h"

/** Room for cells: predictors, and means or their superset sums. */
typedef struct uc_effect_cells {
    double *eta, *mu;
} uc_effect_cells;

/** Log posterior up to a constant; -INFINITY where a mean overflows.
 * @param gradient  NULL, or n_terms of it; mu then holds the superset sums of the
 * means.
 */
double uc_effects_log_posterior(const uc_effects *m, const double beta[],
                                uc_effect_cells *c, double gradient[]);

/** x becomes root^-1 x. @param root  n x n, lower triangular. */
void uc_effects_solve_lower(size_t n, const double root[], double x[]);

/** x becomes root^-T x. */
void uc_effects_solve_upper(size_t n, const double root[], double x[]);

#endif
