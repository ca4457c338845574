/** @file lattice.h
 * Sums over the subset lattice: what replaces the design matrix.
 *
 * An array over histories has 2^t cells, indexed by bit mask. The subset sum turns
 * coefficients by term into linear predictors by history; the superset sum turns counts
 * by history into margins by term. Ref Yates (1937); Bjorklund et al. (2007) STOC:67.
 */
#ifndef UC_LATTICE_H
#define UC_LATTICE_H

#include <stddef.h>

/** a[w] becomes the sum of a[s] over all s that are subsets of w.
 * @param n_bits  t, 0 to 31. @param a 2^t values, in place. Cost t 2^(t-1) additions.
 */
void uc_lattice_subset_sum(unsigned n_bits, double a[]);

/** a[w] becomes the sum of a[v] over all v that contain w. Cost as above. */
void uc_lattice_superset_sum(unsigned n_bits, double a[]);

/** a[w] becomes the product of a[s] over all s that are subsets of w. Cost as above. */
void uc_lattice_subset_product(unsigned n_bits, double a[]);

#endif
