/** @file elementary.h
 * exp and log that give the same bits on every processor.
 *
 * The C library's differ between processors with and without fused multiply-add, which
 * would make results depend on the machine. These use plain IEEE additions and
 * multiplications in a fixed order (the build switches contraction off) and are within
 * 1 unit in the last place; tests compare them with MPFR.
 */
#ifndef UC_ELEMENTARY_H
#define UC_ELEMENTARY_H

#include <stddef.h>
#include <stdint.h>

/** e^x. 0 below -708, infinity above 709.78; NAN stays NAN. */
double uc_exp(double x);

/** Natural logarithm. -INFINITY at 0; NAN below. Subnormal numbers count as 0. */
double uc_log(double x);

/** out[i] = e^in[i] for n values; in and out may be the same array. Same bits as
 * uc_exp(). */
void uc_exp_array(size_t n, const double in[], double out[]);

/** out[i] = log(in[i]) for n normal positive numbers; in and out may be the same array.
 * Same bits as uc_log(). */
void uc_log_array(size_t n, const double in[], double out[]);

/** Returns the sum over i of x_i log(x_i) - x_i, 0 where x_i <= 0. Fixed order. */
double uc_sum_xlogx_minus_x(size_t n, const double x[]);

/** log(n!). Exact to the last places; no table to initialise. */
double uc_log_factorial(uint64_t n);

/** log of the gamma function, for x above 0 and finite; else NAN. Stirling's series,
 * after a shift to 20 or more; relative error about 1e-15 away from its zeros. */
double uc_log_gamma(double x);

/** Quantile of the standard normal law: Wichura (1988) Appl. Stat. 37:477, algorithm
 * AS 241, with the functions above. @param p  In (0, 1). Relative error about 1e-16. */
double uc_normal_quantile_exact(double p);

#endif
