/** @file variates.h
 * Random variates whose every decision is the same on all processors.
 *
 * GSL's samplers compare with logarithms of the C library, whose last digit differs
 * between processors; a chain that hangs on such a comparison would part ways. These
 * use the project's own elementary functions and plain arithmetic only.
 */
#ifndef UC_VARIATES_H
#define UC_VARIATES_H

#include <stddef.h>
#include <stdint.h>

#include "estimators/core/rng.h"

/** Standard normal, by inversion: one uniform each. */
double uc_draw_normal(uc_rng *rng);

/** Gamma of that shape and scale 1: Marsaglia & Tsang (2000) ACM TOMS 26:363.
 * @param shape  Above 0; below about 1e-3 the value may be 0, see the log. */
double uc_draw_gamma(uc_rng *rng, double shape);

/** Logarithm of such a variate, finite for the smallest shapes. */
double uc_draw_log_gamma(uc_rng *rng, double shape);

/** Beta(a, b), from two gammas; a and b above 0. */
double uc_draw_beta(uc_rng *rng, double a, double b);

/** Poisson of that mean, 0 up to 1e15: inversion up to 10, then transformed rejection
 * with squeeze, Hormann (1993) Insurance: Mathematics and Economics 12:39. */
double uc_draw_poisson(uc_rng *rng, double mean);

/** Binomial(n, p): inversion where n min(p, 1-p) < 10, then transformed rejection,
 * Hormann (1993) J. Stat. Comput. Simul. 46:101. @param n  A whole number below 2^53.
 */
double uc_draw_binomial(uc_rng *rng, double n, double p);

/** Failures before the n-th success with success probability p: Poisson of a gamma.
 * @param n  Above 0. @param p  In (0, 1]. */
double uc_draw_negative_binomial(uc_rng *rng, double n, double p);

/** Divides n over the categories in proportion to weight: conditional binomials.
 * @param weight  Not negative, of positive sum. @param counts  n_categories values. */
void uc_draw_multinomial(uc_rng *rng, double n, size_t n_categories,
                         const double weight[], double counts[]);

#endif
