/** @file effects.h
 * Posterior of the effects of one log-linear model under normal or flat priors: the
 * sampler.
 */
#ifndef UC_EFFECTS_H
#define UC_EFFECTS_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/bayes/chains.h"
#include "estimators/mse/dense.h"

/** A model, its prior, its mode and the curvature there. */
typedef struct uc_effects {
    const uc_dense *table; /* borrowed */
    size_t n_terms;
    uint32_t *term;    /* term[0] = 0, the intercept; owned */
    double *keep;      /* n_cells: 1 for cells of the model */
    double *mean;      /* n_terms: of the normal priors */
    double *precision; /* n_terms: 0 is a flat prior */
    double *mode;      /* n_terms */
    double *root;      /* n_terms x n_terms: lower Cholesky factor of the curvature */
} uc_effects;

/** Lays out a model and finds the posterior mode by Newton's method.
 *
 * @param terms      n_terms masks, terms[0] = 0.
 * @param keep       n_cells flags: cells that have a Poisson law; cell 0 has none.
 * @param mean       Prior means, or NULL: 0.
 * @param precision  Prior precisions, 0 for flat.
 * @return UC_OK; UC_ENOMEM; UC_ENUMERIC no mode was found: with flat priors the caller
 *         has to know that there is one. */
uc_status uc_effects_init(const uc_dense *table, const uint32_t terms[], size_t n_terms,
                          const double keep[], const double mean[],
                          const double precision[], uc_effects *effects,
                          uc_error *err) UC_MUST_CHECK;
void uc_effects_clear(uc_effects *effects);

/** Hamiltonian Monte Carlo in the coordinates in which the curvature at the mode is the
 * identity. Records: hidden persons, Poisson of e^intercept, then the n_terms effects.
 * The step adapts between rounds of chains only. The gradient is a superset sum.
 * Ref Neal (2011) Handbook of MCMC, chapter 5. Cost of an iteration a few times
 * t 2^t + n_terms^2. */
uc_sampler uc_effects_sampler(const uc_effects *effects);

#endif
