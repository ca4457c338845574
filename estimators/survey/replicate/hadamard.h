/** @file hadamard.h
 * Hadamard matrices for balanced half-samples: by Sylvester's doubling and Paley's two
 * constructions.
 */
#ifndef UC_SURVEY_HADAMARD_H
#define UC_SURVEY_HADAMARD_H

#include <stddef.h>

/** Returns the smallest order above `n` that these constructions reach. */
size_t uc_hadamard_order(size_t n);

/** Returns the entry, 1 or -1, of the matrix of an order that uc_hadamard_order() can
 * return. Row 0 is all 1. Cost O(log order). */
int uc_hadamard_entry(size_t order, size_t row, size_t column);

#endif
