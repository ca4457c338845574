/** @file rank_order.h
 * The order of two models: by criterion; ties by fewest parameters, then the smaller
 * estimate, then (the caller's part) the model string.
 */
#ifndef UC_RANK_ORDER_H
#define UC_RANK_ORDER_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/** Criteria, and estimates, closer than this relative to 1 + size are a tie. */
#define UC_RANK_TIE 1e-9

typedef struct uc_rank_key {
    double criterion;
    size_t n_parameters;
    double estimate;
} uc_rank_key;

static inline bool uc_rank_tied(double a, double b)
{
    return fabs(a - b) <= UC_RANK_TIE * (1.0 + fabs(a < b ? a : b));
}

/** Negative when a comes first, positive when b does, 0 when only the model string can
 * tell. */
static inline int uc_rank_compare(const uc_rank_key *a, const uc_rank_key *b)
{
    if (!uc_rank_tied(a->criterion, b->criterion))
        return a->criterion < b->criterion ? -1 : 1;
    if (a->n_parameters != b->n_parameters)
        return a->n_parameters < b->n_parameters ? -1 : 1;
    if (!uc_rank_tied(a->estimate, b->estimate))
        return a->estimate < b->estimate ? -1 : 1;
    return 0;
}

#endif
