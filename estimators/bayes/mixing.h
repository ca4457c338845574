/** @file mixing.h
 * How far Markov chains can be trusted: rank-normalised split R-hat and effective
 * sample sizes.
 *
 * Ref Vehtari, Gelman, Simpson, Carpenter & Burkner (2021) Bayesian Analysis 16:667.
 */
#ifndef UC_MIXING_H
#define UC_MIXING_H

#include <stddef.h>

#include "data/base/status.h"

/** Above this the chains have not mixed. */
#define UC_MIXING_MAX_RHAT 1.01

typedef struct uc_mixing {
    double rhat;     /* the larger of that of ranks and of folded ranks; INFINITY when
                        chains stand still at different values */
    double ess_bulk; /* of the rank-normalised draws */
    double ess_tail; /* the lesser of those of the 5% and 95% quantile indicators */
} uc_mixing;

/** Computes all three for one quantity.
 * @param draw  n_chains x n_draws, chain after chain; finite.
 * @param n_draws  At least 8. Chains that never move have no effective draws: 0.
 * @return UC_OK; UC_ENOMEM. Cost n log n and n times the autocorrelation time. */
uc_status uc_mixing_of(const double draw[], size_t n_chains, size_t n_draws,
                       uc_mixing *mixing, uc_error *err) UC_MUST_CHECK;

/** Monte-Carlo standard error of the quantile at p: half the distance between the
 * quantiles at the 16% and 84% limits of the level, given its effective draws.
 * @param sorted  All draws, ascending. */
uc_status uc_mixing_quantile_mcse(const double draw[], size_t n_chains, size_t n_draws,
                                  const double sorted[], double p, double *mcse,
                                  uc_error *err) UC_MUST_CHECK;

#endif
