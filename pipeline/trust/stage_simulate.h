/** @file stage_simulate.h
 * The simulate stage: a truth in, scores of methods out.
 */
#ifndef UC_STAGE_SIMULATE_H
#define UC_STAGE_SIMULATE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"
#include "estimators/core/cancel.h"
#include "estimators/simulate/score.h"
#include "pipeline/common_options.h"

/** How the repeats are done; results do not depend on it. */
typedef struct uc_simulate_run {
    const uc_common_options *options; /* threads, store, shard, parts, quiet */
    const char *truth;                /* in words: a part of the store's hash */
    size_t n_repeats;
    uc_cancel *cancel;
} uc_simulate_run;

/** Draws and estimates all repeats, or those of the shard; repeats that the store or
 * the parts hold are not done again.
 * @param scores   Set on UC_OK unless sharded; uc_scores_clear() it.
 * @param sharded  Set on UC_OK: only a part was done, and kept in the store.
 * @return UC_OK; UC_EDATA parts lack a repeat; UC_ENOMEM; UC_ENUMERIC; UC_ECANCELED;
 *         what a store returned. */
uc_status uc_stage_simulate(const uc_trial_plan *plan, const uc_simulate_run *run,
                            uc_scores *scores, bool *sharded,
                            uc_error *err) UC_MUST_CHECK;

#endif
