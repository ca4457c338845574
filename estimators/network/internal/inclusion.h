/** @file inclusion.h
 * Inclusion probabilities of successive sampling from a known population, without
 * simulation; for the files of this folder only.
 */
#ifndef UC_NETWORK_INCLUSION_H
#define UC_NETWORK_INCLUSION_H

#include <stdbool.h>
#include <stddef.h>

/** Probabilities that a person of each class is among the first n.
 *
 * Successive sampling is a race: a person of degree d arrives at an exponential time of
 * rate d, and the first n are the sample (Rosen 1972 Ann. Math. Stat. 43:373). A person
 * is in it if fewer than n others have arrived before, so
 *   pi = integral of d exp(-d t) P(others by t < n) dt,
 * where the others by t are a sum of binomials: normal with continuity and skewness
 * corrected, an error of order 1 / variance that the integral averages out.
 *
 * @param degree       n_classes, above 0.
 * @param persons      n_classes, above 0; need not be whole; their sum exceeds n.
 * @param probability  n_classes, set when true is returned.
 * @return false where the sum of binomials varies too little for a normal law (a sample
 *         of a few, or nearly everybody): simulate instead.
 * Cost  O(n_classes) with a factor of some 10^2. */
bool uc_inclusion_by_quadrature(const double degree[], const double persons[],
                                size_t n_classes, double n, double probability[]);

/** Normal distribution function, from the project's own exponential: the same digits on
 * all processors. Hart (1968), as arranged by West (2005) Wilmott Magazine May:70. */
double uc_inclusion_normal(double z);

#endif
