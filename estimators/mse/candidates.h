/** @file candidates.h
 * The interactions that a best model can hold, and sets of them.
 *
 * A term with nobody on it (zero margin) costs a parameter and frees the cells above
 * it; a further term above it would cost one more and change nothing. So the best model
 * never holds a term strictly above an empty one, and the candidates are the terms all
 * of whose proper subsets have people. Sets are bit sets over the candidates.
 */
#ifndef UC_CANDIDATES_H
#define UC_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "data/base/status.h"
#include "estimators/mse/dense.h"

/** More candidates than this are cut off at a lower order. */
#define UC_CANDIDATES_MAX 2048

typedef struct uc_candidates {
    size_t n;
    size_t n_words;     /* 64-bit words of a set */
    unsigned max_order; /* largest order kept */
    bool complete;      /* false: higher orders were cut off */
    uint32_t *term;     /* masks, by size, then in list order; owned */
    uint64_t *up;       /* n x n_words: candidates that contain i, i included */
    uint64_t *down;     /* n x n_words: candidates contained in i, i included */
} uc_candidates;

/** Lists the candidates of a table up to max_order. Free with uc_candidates_free(). */
uc_status uc_candidates_find(const uc_dense *table, unsigned max_order,
                             uc_candidates *candidates, uc_error *err) UC_MUST_CHECK;
void uc_candidates_free(uc_candidates *candidates);

static inline bool uc_set_has(const uint64_t set[], size_t i)
{
    return set[i / 64] >> (i % 64) & 1u;
}

static inline void uc_set_add(uint64_t set[], size_t i)
{
    set[i / 64] |= (uint64_t)1 << (i % 64);
}

static inline size_t uc_set_count(size_t n_words, const uint64_t set[])
{
    size_t n = 0;

    for (size_t k = 0; k < n_words; k++)
        n += (size_t)__builtin_popcountll(set[k]);
    return n;
}

/** Size of the union of two sets. */
static inline size_t uc_set_count_union(size_t n_words, const uint64_t a[],
                                        const uint64_t b[])
{
    size_t n = 0;

    for (size_t k = 0; k < n_words; k++)
        n += (size_t)__builtin_popcountll(a[k] | b[k]);
    return n;
}

static inline void uc_set_unite(size_t n_words, uint64_t set[], const uint64_t other[])
{
    for (size_t k = 0; k < n_words; k++)
        set[k] |= other[k];
}

static inline void uc_set_subtract(size_t n_words, uint64_t set[],
                                   const uint64_t other[])
{
    for (size_t k = 0; k < n_words; k++)
        set[k] &= ~other[k];
}

#endif
