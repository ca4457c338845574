/** @file distribution.h
 * Quantiles of Student's t, beta and chi-squared, and normal tails, solved to the last
 * places.
 *
 * GSL's inverse functions stop early or call the error handler; these solve its
 * distribution functions instead. They pass through libm, so what is printed of them is
 * rounded to 12 digits.
 */
#ifndef UC_DISTRIBUTION_H
#define UC_DISTRIBUTION_H

/** P(T > t) for Student's t with df > 0 degrees of freedom; df infinite: normal. */
double uc_student_upper(double t, double df);

/** The t with P(T <= t) = p. NAN unless 0 < p < 1 and df > 0. */
double uc_student_quantile(double p, double df);

/** The x with I_x(a, b) = p. NAN unless a, b > 0 and 0 <= p <= 1. */
double uc_beta_quantile(double p, double a, double b);

/** The x with P(chi2_df <= x) = p. NAN unless df > 0 and 0 <= p < 1. */
double uc_chi2_quantile(double p, double df);

/** P(chi2_df > x). */
double uc_chi2_upper(double x, double df);

#endif
