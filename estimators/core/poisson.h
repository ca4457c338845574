/** @file poisson.h
 * Tails of the Poisson law on the log scale, where they never underflow.
 */
#ifndef UC_POISSON_H
#define UC_POISSON_H

/** log P(X >= k) and log P(X <= k), X ~ Poisson(mean), k a whole number.
 * @param k     0 or more. @param mean  0 or more, finite.
 * Series of positive terms from the mode outwards; cost about sqrt(mean) terms. */
double uc_poisson_log_upper(double k, double mean);
double uc_poisson_log_lower(double k, double mean);

#endif
