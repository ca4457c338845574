/** @file total.h
 * Sums of estimates over strata that share no people.
 */
#ifndef UC_TOTAL_H
#define UC_TOTAL_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/mse/estimate.h"

/** Sum of estimates over strata that share no people. */
typedef struct uc_mse_total {
    size_t n_strata; /* asked for */
    size_t n_with_estimate;
    uint64_t n_observed; /* over all strata */
    double estimate;     /* over strata with an estimate; NAN when there is none */
    double hidden;
    double std_error; /* independent strata */
    uc_interval *interval;
    size_t n_intervals;
    size_t replicates, usable; /* summed replicates in which every stratum counts */
} uc_mse_total;

/** Adds up estimates of one method over strata. Replicate r of the total is the sum of
 * replicate r of every stratum; the acceleration comes from the strata's jackknife
 * residuals, each centred within its stratum, pooled. The log-normal interval uses the
 * sum of variances. Of posteriors, draws are summed: the total is the median of the
 * sums, not the sum of the medians.
 * @param estimates  n_estimates of the same method and settings; those without an
 *                   estimate are left out of the sums and counted. */
uc_status uc_mse_total_of(const uc_estimate *const estimates[], size_t n_estimates,
                          const uc_mse_settings *settings, uc_mse_total *total,
                          uc_error *err) UC_MUST_CHECK;

void uc_mse_total_clear(uc_mse_total *total);

#endif
