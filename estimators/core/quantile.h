/** @file quantile.h
 * Sample quantiles, and what a bootstrap distribution says about an estimate.
 */
#ifndef UC_QUANTILE_H
#define UC_QUANTILE_H

#include <stddef.h>

/** Quantile of type 8 of Hyndman & Fan (1996) Am. Stat. 50:361, median-unbiased.
 * @param sorted  n ascending finite values, n >= 1.
 * @param p       Level; values outside [0, 1] are taken as 0 or 1. */
double uc_quantile8(const double sorted[], size_t n, double p);

/** Sorts n finite values in ascending order. */
void uc_sort_doubles(double values[], size_t n);

/** Monte-Carlo standard error of a quantile of n replicates whose level is uncertain by
 * `se`: half the distance between the quantiles at p - se and p + se. For a fixed
 * level, se is sqrt(p(1-p)/n). */
double uc_quantile_mcse(const double sorted[], size_t n, double p, double se);

/** Level at which the BCa limit for level p is read: Phi(z0 + (z0+z)/(1-a(z0+z))),
 * z = Phi^-1(p). Efron (1987) JASA 82:171. NAN when z0 or a is not finite; 0 or 1 where
 * the correction passes its pole. */
double uc_bca_level(double z0, double acceleration, double p);

/** Monte-Carlo standard error, on the scale of levels, of the BCa limit for level p
 * from n replicates: that of the quantile and of z0, which come from the same
 * replicates, by the delta method. With q the adjusted level, P = Phi(z0) and c =
 * (dq/dz0) / phi(z0): sqrt((q(1-q) + c^2 P(1-P) - 2c(min(q,P) - qP)) / n). NAN where z0
 * or a is not finite or the correction passes its pole. */
double uc_bca_level_error(double z0, double acceleration, double p, size_t n);

/** Distribution function, density and quantile of the standard normal law (GSL). */
double uc_normal_cdf(double z);
double uc_normal_pdf(double z);
double uc_normal_quantile(double p);

#endif
