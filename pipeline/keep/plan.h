/** @file plan.h
 * Which parts of a run have to be made anew, and why: what --explain prints and
 * --dry-run stops at.
 */
#ifndef UC_PLAN_H
#define UC_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/pool.h"
#include "data/base/sink.h"
#include "data/base/status.h"
#include "pipeline/keep/cache.h"

typedef struct uc_plan {
    uc_cache *cache;    /* or NULL: nothing is kept; owned */
    const char *absent; /* why there is none; static */
    bool force;         /* make everything anew */
    bool dry;           /* make nothing, say what would be made */
    bool resume;        /* go on from the replicates of a run that did not end */
    char *replicates;   /* store of this run's replicates, or NULL; borrowed */
    uc_pool *codes;     /* of estimates taken from the cache; owned */
    uc_sink lines;      /* one for every part that is made: what and why */
    size_t n_estimated, n_estimates_kept;
    size_t n_ranked, n_rankings_kept;
} uc_plan;

/** Prepares a plan. @return UC_OK; UC_ENOMEM. */
uc_status uc_plan_init(uc_plan *plan, uc_error *err) UC_MUST_CHECK;
void uc_plan_clear(uc_plan *plan);

/** Looks for a finished part. Where there is none it has to be made, and the reason is
 * noted. @param bytes  Borrowed until the plan is cleared. */
bool uc_plan_fetch(uc_plan *plan, const uc_part *part, const void **bytes, size_t *len);

/** Notes that a part is made, and why. */
void uc_plan_note(uc_plan *plan, const char *stage, const char *label, const char *why);

/** Keeps a part that was made; nothing to do without a cache. */
uc_status uc_plan_keep(uc_plan *plan, const uc_part *part, uc_sink *bytes,
                       uc_error *err) UC_MUST_CHECK;

#endif
