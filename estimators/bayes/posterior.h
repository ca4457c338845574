/** @file posterior.h
 * From a posterior to an estimate: median, spread, credible intervals, draws, and how
 * far chains can be trusted.
 */
#ifndef UC_POSTERIOR_H
#define UC_POSTERIOR_H

#include <stddef.h>

#include "data/base/status.h"
#include "estimators/bayes/chains.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/point.h"

/** What every method here assumes, as the log-linear ones do. */
#define UC_POSTERIOR_ASSUMPTIONS                                                       \
    "the lists cover one closed population of persons, and each list only members of " \
    "it;",                                                                             \
        "records of one person on several lists are linked without error;"

/** Code of the fact that holds the simulation standard error of an estimate. */
#define UC_POSTERIOR_ERROR "simulation_error"

/** The quantile of a posterior at p, persons. */
typedef double uc_posterior_quantile(const void *ctx, double p);

/** Sets estimate, hidden (the median) and the credible intervals of every level of the
 * settings, in order, from a distribution known without simulation.
 * @return UC_OK or UC_ENOMEM. */
uc_status uc_posterior_set(const uc_mse_settings *settings,
                           uc_posterior_quantile *quantile, const void *ctx,
                           uc_estimate *estimate, uc_error *err) UC_MUST_CHECK;

/** Makes room for UC_DRAWS_KEPT independent draws, which the caller fills in. */
uc_status uc_posterior_draws(uc_estimate *estimate, uc_error *err) UC_MUST_CHECK;

/** Sets all of that from chains: the first record is the number of hidden persons. Adds
 * the facts of the chains (mean, length, R-hat, effective draws) and, where they have
 * not mixed, the warning "chains_not_mixed".
 * @return UC_OK or UC_ENOMEM. */
uc_status uc_posterior_from_chains(const uc_mse_settings *settings,
                                   const uc_chains *chains, uc_estimate *estimate,
                                   uc_error *err) UC_MUST_CHECK;

/** Options of chains as the settings ask for, on the streams of `purpose`. */
uc_chains_opts uc_posterior_chains(const uc_mse_settings *settings,
                                   const uc_point_work *work, uc_rng_purpose purpose,
                                   uc_cancel *cancel);

#endif
