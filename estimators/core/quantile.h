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

/** Monte-Carlo standard error of a quantile of n replicates: half the distance between
 * the quantiles one binomial standard error below and above p. */
double uc_quantile_mcse(const double sorted[], size_t n, double p);

/** Level at which the BCa limit for level p is read: Phi(z0 + (z0+z)/(1-a(z0+z))),
 * z = Phi^-1(p). Efron (1987) JASA 82:171. NAN when z0 or a is not finite; 0 or 1 where
 * the correction passes its pole. */
double uc_bca_level(double z0, double acceleration, double p);

/** Distribution function and quantile of the standard normal law (GSL). */
double uc_normal_cdf(double z);
double uc_normal_quantile(double p);

#endif
