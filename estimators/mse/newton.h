/** @file newton.h
 * Newton steps for Poisson log-linear models on the subset lattice, with a proven bound
 * on the likelihood at every step.
 *
 * With M* the superset sums of the fitted means, the information matrix is a lookup,
 * H[a,b] = M*[a|b], and the score is N* - M*. A step changes the linear predictor of
 * cell w by d_w; x = mu (1 + d) then has the observed margins, so where no d_w is below
 * -1 the sum of x log x - x bounds the log-likelihood from above (weak duality), from
 * any starting means at all. See methods: Fienberg & Rinaldo (2012) Ann. Statist.
 * 40:996.
 *
 * Log-likelihoods here leave out the constant -sum log(N!).
 */
#ifndef UC_NEWTON_H
#define UC_NEWTON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/mse/dense.h"

/** What is fitted: terms with a finite estimate on the cells that are kept. */
typedef struct uc_newton_model {
    const uint32_t *term; /* n_terms masks, term[0] = 0 the intercept */
    size_t n_terms;
    const double *keep; /* n_cells: 1 for cells of the model, 0 for the others and 0 */
} uc_newton_model;

/** Where a fit stands. All arrays have n_cells values; owned by uc_newton_point_alloc.
 */
typedef struct uc_newton_point {
    double *alpha;  /* coefficients by term, 0 for terms that are absent */
    double *eta;    /* linear predictor by history; eta[0] = log of the hidden count */
    double *mu;     /* exp(eta) by history, kept or not */
    double *margin; /* superset sums of mu over kept cells */
    double loglik;  /* of this point; -INFINITY when it is not in the model yet */
} uc_newton_point;

typedef enum uc_newton_end {
    UC_NEWTON_CONVERGED, /* the last step changed no predictor by more than tol */
    UC_NEWTON_BOUNDED,   /* the proven gap is at most `gap` */
    UC_NEWTON_ABANDONED, /* the proven bound is below `abandon_below` */
    UC_NEWTON_MAX_STEPS
} uc_newton_end;

typedef struct uc_newton_stop {
    double tol;           /* largest change of a linear predictor */
    double gap;           /* log-likelihood units; negative: never stop for it */
    double abandon_below; /* -INFINITY: never */
    unsigned max_steps;
} uc_newton_stop;

typedef struct uc_newton_result {
    uc_newton_end end;
    unsigned n_steps;
    double upper; /* proven upper bound of the supremum; INFINITY when none found */
    double min_change; /* smallest d_w of the last step: above -1/2 with all pivots
                          kept, a finite estimate exists */
    size_t n_skipped;  /* pivots skipped in the last step: 0 or terms look dependent */
} uc_newton_result;

typedef struct uc_newton uc_newton; /* scratch; one per thread */

/** Allocates scratch for tables of `n_lists` and models of up to max_terms terms.
 * @return NULL when memory is short. Free with uc_newton_free(). */
uc_newton *uc_newton_alloc(unsigned n_lists, size_t max_terms);
void uc_newton_free(uc_newton *ws);

uc_status uc_newton_point_alloc(size_t n_cells, uc_newton_point *point,
                                uc_error *err) UC_MUST_CHECK;
void uc_newton_point_free(uc_newton_point *point);
void uc_newton_point_copy(size_t n_cells, uc_newton_point *to,
                          const uc_newton_point *from);

/** Puts the point where a fit without better knowledge starts: means N + 1/2. */
void uc_newton_start_cold(const uc_dense *table, const uc_newton_model *model,
                          uc_newton_point *point);

/** Fits by Newton steps from `point`, which may be any means whatever: the predictor
 * need not lie in the model. Allocates nothing.
 *
 * @param point  In: eta and mu = exp(eta); nothing else is read. Out: the last point
 *               reached; loglik is -INFINITY when no step was taken.
 * Cost          per step t 2^t + n_terms^3/6. */
void uc_newton_fit(uc_newton *ws, const uc_dense *table, const uc_newton_model *model,
                   const uc_newton_stop *stop, uc_newton_point *point,
                   uc_newton_result *result);

/** How bounds on smaller models can be had at a point. */
typedef enum uc_newton_bounds {
    UC_NEWTON_NO_BOUNDS,  /* the Newton step leaves some cell negative */
    UC_NEWTON_BOUNDS,     /* uc_newton_bound_without() */
    UC_NEWTON_STEP_BOUNDS /* terms are dependent: only uc_newton_bound_by_step() */
} uc_newton_bounds;

/** Readies bounds on smaller models at a point in the model: the information and the
 * Newton step there. Cost n_terms^3 / 6. */
uc_newton_bounds uc_newton_ready_bounds(uc_newton *ws, const uc_dense *table,
                                        const uc_newton_model *model,
                                        const uc_newton_point *point);

/** Proven upper bound of the log-likelihood of the model without some terms, without
 * fitting it: along a direction that changes no other margin, x = mu (1 + X d) has the
 * margins that the smaller model must reproduce, wherever x >= 0 (weak duality); the
 * direction is the one that brings the block's coefficients to 0, about the Wald
 * statistic of the block. Call after uc_newton_ready_bounds() at the same point.
 *
 * @param block     n_block positions in model->term.
 * @param keep      Cells of the smaller model, n_cells values: those of `model` and,
 *                  where an empty term is dropped, the cells it freed. NULL: the same.
 * @return          The bound; never above that of the whole model by more than
 * rounding. Cost t 2^t, and n_terms^2 where cells come back. */
double uc_newton_bound_without(uc_newton *ws, const uc_dense *table,
                               const uc_newton_model *model,
                               const uc_newton_point *point, const size_t block[],
                               size_t n_block, const double keep[]);

/** As uc_newton_bound_without(), from a whole Newton step in the smaller model; between
 * the two dual points the bound is taken as near the step's as no cell turns negative.
 * @param smaller  A model whose terms are among those made ready; its cells include
 *                 theirs. Cost n_terms^3 / 6. */
double uc_newton_bound_by_step(uc_newton *ws, const uc_dense *table,
                               const uc_newton_model *smaller,
                               const uc_newton_point *point);

#endif
