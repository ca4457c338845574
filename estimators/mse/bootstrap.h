/** @file bootstrap.h
 * What replicates and delete-one estimates say: standard errors and intervals.
 */
#ifndef UC_BOOTSTRAP_H
#define UC_BOOTSTRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/settings.h"

/** Fewer replicates than this beyond a limit make the limit unreliable. */
#define UC_BOOTSTRAP_MIN_BEYOND 10

/** The limit of a distribution of replicates. */
typedef struct uc_replicates {
    double *sorted; /* finite replicates in ascending order; owned */
    size_t n;
    double z0;   /* NAN: all on one side, or none */
    size_t ties; /* equal to the estimate within 1e-9 of it */
    double std_error;
} uc_replicates;

/** Sorts the finite values of `values` and relates them to the estimate.
 * @param ties_half  Count ties half below; otherwise not (the published strict rule,
 *                   made independent of rounding). */
uc_status uc_replicates_of(const double values[], size_t n_values, double estimate,
                           bool ties_half, uc_replicates *replicates,
                           uc_error *err) UC_MUST_CHECK;
void uc_replicates_clear(uc_replicates *replicates);

/** Fills in an interval of kind bca or percentile from replicates. */
void uc_replicates_interval(const uc_replicates *replicates, double acceleration,
                            uc_interval *interval);

/** Log-normal interval n + hidden C^(-1, +1), C = exp(z sqrt(log(1 + var/hidden^2))).
 * Burnham et al. (1987) Am. Fish. Soc. Monogr. 5. */
void uc_lognormal_interval(double n_observed, double hidden, double variance,
                           uc_interval *interval);

/** Acceleration and jackknife standard error from delete-one estimates: with residuals
 * r_w = mean - N_(w), a = sum N r^3 / (6 (sum N r^2)^1.5), Var = (n-1)/n sum N r^2.
 * Both NAN when an estimate is missing or there is no spread. */
void uc_jackknife_of(const double delete_one[], const uint64_t count[], size_t n,
                     double *acceleration, double *std_error);

/** Computes every interval that the settings ask for, and the figures of each
 * bootstrap, from the replicates in the estimate. */
uc_status uc_bootstrap_conclude(const uc_mse_settings *settings, uc_estimate *estimate,
                                uc_error *err) UC_MUST_CHECK;

/** Replicates that the limits of an estimate need, with some to spare: n_boot when it
 * is enough, SIZE_MAX when a limit's level is 0 or 1. */
size_t uc_bootstrap_needed(const uc_estimate *estimate, size_t n_boot);

/** Rounds to 12 significant digits, what is the same on all processors after functions
 * of the C library or GSL. */
double uc_round12(double value);

#endif
