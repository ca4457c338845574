/** @file pairs.h
 * Two lists at a time: Lincoln-Petersen and Chapman.
 */
#ifndef UC_PAIRS_H
#define UC_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

#include "estimators/mse/dense.h"

/** One pair of lists. */
typedef struct uc_pair {
    unsigned i, j;         /* lists, from 0; i < j */
    double n_i, n_j, both; /* people on each list, and on both */
    double observed;       /* people on either */
    double petersen;       /* NAN without overlap */
    double petersen_error; /* NAN without overlap */
    double chapman;
    double chapman_error;
} uc_pair;

/** A pair's estimates: n_i n_j/m and (n_i+1)(n_j+1)/(m+1) - 1, with variances
 * n_i n_j (n_i-m)(n_j-m)/m^3 and (n_i+1)(n_j+1)(n_i-m)(n_j-m)/((m+1)^2 (m+2)).
 * Sekar & Deming (1949) JASA 44:101; Chapman (1951); Seber (1970) Biometrics 26:313. */
uc_pair uc_pair_of(const uc_dense *table, unsigned i, unsigned j);

/** All lists at once: products of list sizes over overlaps, both summed over pairs; of
 * two lists that is the pair's own estimate. Chapman's with 1 added to every list and
 * overlap. Variance by the delta method for a multinomial of N persons, that of
 * Chapman's pair by its formula.
 * @param estimate, std_error  NAN where no two lists overlap (Petersen). */
void uc_pairs_pooled(const uc_dense *table, bool chapman, double *estimate,
                     double *std_error);

#endif
