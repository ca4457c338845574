/** @file leaders.h
 * The best models found so far, in order, with ties decided by rule.
 */
#ifndef UC_LEADERS_H
#define UC_LEADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/mse/candidates.h"

typedef struct uc_found uc_found;

typedef struct uc_leaders {
    uc_found *item; /* n of them, best first */
    size_t n, capacity;
    double within;  /* criterion units above the best that are of interest */
    size_t room;    /* items allocated: capacity and one to spare */
    uint64_t *sets; /* room * n_words */
    const uc_candidates *candidates; /* borrowed */
    unsigned n_lists;
    uint64_t *early; /* sets offered before counting, which may come again */
    size_t n_early;
    bool counting;    /* ties are counted: every model is offered once from now on */
    double best;      /* least criterion counted */
    size_t n_at_best; /* models within a tie of it, kept or not */
} uc_leaders;

/** @param within  Models whose criterion exceeds the best by more are of no interest;
 *                 INFINITY: all are. */
uc_status uc_leaders_alloc(uc_leaders *leaders, size_t capacity, double within,
                           const uc_candidates *candidates, unsigned n_lists,
                           uc_error *err) UC_MUST_CHECK;
void uc_leaders_free(uc_leaders *leaders);

/** Criterion above which a model is of no interest: that of the worst one kept once
 * there is no room, or the best one's and `within`. */
double uc_leaders_threshold(const uc_leaders *leaders);

/** Keeps a model if it belongs among the best; one that is there already is ignored.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_leaders_offer(uc_leaders *leaders, const uint64_t set[],
                           size_t n_parameters, double criterion, double estimate,
                           uc_error *err) UC_MUST_CHECK;

/** Models tied with the best, itself not counted. */
size_t uc_leaders_n_ties(const uc_leaders *leaders);

#endif
