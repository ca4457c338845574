/** @file recruitment.h
 * A recruitment forest: who recruited whom, from seeds that nobody recruited.
 */
#ifndef UC_RECRUITMENT_H
#define UC_RECRUITMENT_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"

/** Recruiter of a seed. */
#define UC_RECRUITMENT_SEED UINT32_MAX

typedef struct uc_recruitment {
    size_t n;
    uint32_t *recruiter; /* n; UC_RECRUITMENT_SEED */
    uint32_t *first;     /* n + 1: recruits of i are recruit[first[i]] ... */
    uint32_t *recruit;   /* in ascending order */
    uint32_t *wave;      /* n; 0 for seeds */
    uint32_t *root;      /* n: the seed that each comes from */
    uint32_t *by_wave;   /* n: everybody, by wave, then by number */
    uint32_t *seed;      /* n_seeds, ascending */
    size_t n_seeds;
} uc_recruitment;

/** Finds people who recruited each other in a circle.
 * @param recruiter  n numbers below n, or UC_RECRUITMENT_SEED.
 * @param cycle      Room for n: members of the circle with the least member, each
 *                   followed by his recruiter.
 * @param n_cycle    Set to their number; 0: none.
 * @return UC_OK; UC_ENOMEM. Cost  O(n). */
UC_API uc_status uc_recruitment_find_cycle(const uint32_t recruiter[], size_t n,
                                           uint32_t cycle[], size_t *n_cycle,
                                           uc_error *err) UC_MUST_CHECK;

/** Builds a forest.
 * @param recruiter  As above, without a circle; n of at least 1.
 * @param forest     Set on UC_OK; uc_recruitment_clear() it.
 * @return UC_OK; UC_EDATA a circle; UC_EINVAL a number out of range; UC_ENOMEM. */
UC_API uc_status uc_recruitment_make(const uint32_t recruiter[], size_t n,
                                     uc_recruitment *forest,
                                     uc_error *err) UC_MUST_CHECK;
UC_API void uc_recruitment_clear(uc_recruitment *forest);

#endif
