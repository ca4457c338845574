/** @file batch.h
 * Many estimates at once: every stratum with every method, bootstrap replicates
 * included, as one flat list of tasks for a pool of threads, for other machines, or
 * from a store.
 */
#ifndef UC_BATCH_H
#define UC_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/hash.h"
#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/core/cancel.h"
#include "estimators/core/parallel.h"
#include "estimators/mse/estimate.h"

/** One estimate asked for. */
typedef struct uc_batch_item {
    const uc_capture_table *table;
    uint64_t key; /* of dataset and stratum names; random streams hang on it */
    const uc_method *method;
    const uc_mse_settings *settings;
    /* Versions of the table as good as it is (linkages drawn): replicate r resamples
     * version r modulo their number, and their spread enters the standard error; a
     * posterior is the mixture over them.
     * Borrowed; none: n_imputations is 0. */
    const uc_capture_table *imputation;
    size_t n_imputations;
} uc_batch_item;

/** Names a task: a bootstrap replicate of an item, or one of its delete-one tables. */
typedef struct uc_task_id {
    size_t item;
    bool jackknife;
    uint64_t index; /* of the replicate, or of the history in the table */
} uc_task_id;

/** What one task found, for every --top of the item. */
typedef struct uc_task_answer {
    double estimate; /* persons; NAN unless status is UC_MSE_OK */
    uc_mse_status status;
    char *model; /* bracket notation, or NULL; owned */
} uc_task_answer;

typedef struct uc_task_result {
    size_t n_tops;
    uc_task_answer by_top[UC_MAX_TOPS];
} uc_task_result;

void uc_task_result_clear(uc_task_result *result);

typedef struct uc_batch uc_batch;
typedef struct uc_batch_worker uc_batch_worker;

/** Where results of tasks are kept beyond a run. Both functions are called by several
 * threads at once. */
typedef struct uc_batch_store {
    /* Fills in the result of a task; false when it is not there. */
    bool (*load)(void *ctx, const uc_task_id *id, uc_task_result *result);
    /* Keeps a result, which stays the caller's. */
    uc_status (*save)(void *ctx, const uc_task_id *id, const uc_task_result *result,
                      uc_error *err);
    void *ctx;
} uc_batch_store;

typedef struct uc_batch_opts {
    size_t n_threads;  /* 0: as many as the machine has */
    uc_cancel *cancel; /* or NULL */
    uc_progress_fn *progress;
    void *progress_ctx;
    const uc_batch_store *store; /* or NULL */
    size_t shard, n_shards; /* does tasks whose number leaves `shard` when divided by
                               n_shards; 0 shards: all. Results then hold points only */
    /* Does the round's tasks in another way (on other machines): for every number below
     * n_tasks, uc_batch_keep() must be called once with the result. */
    uc_status (*distribute)(void *ctx, uc_batch *batch, size_t n_tasks, uc_error *err);
    void *distribute_ctx;
} uc_batch_opts;

/** Makes all the estimates. Results do not depend on the number of threads nor on the
 * order of the items; methods with one key share their resampled tables.
 *
 * @param results  n_items estimates, zeroed by the caller; on UC_OK each is filled and
 *                 owned by the caller (uc_estimate_clear).
 * @return UC_OK all done, findings included; UC_EINVAL; UC_ENOMEM; UC_ENUMERIC;
 *         UC_ECANCELED stopped by the token; what a store or distribute returned. On
 *         failure every result is empty.
 */
uc_status uc_mse_batch(const uc_batch_item items[], size_t n_items,
                       const uc_batch_opts *opts, uc_estimate results[],
                       uc_error *err) UC_MUST_CHECK;

/** Hash of all that the tasks of an item hang on: its table, key, method and the
 * settings that a replicate feels (not the number of replicates, nor kinds of
 * interval). */
void uc_batch_item_hash(const uc_batch_item *item, char hex[UC_SHA256_HEX]);

/* For those who distribute tasks. */

/** The tasks of the items without the machinery around them: for a process that only
 * computes for another. Items must outlive the batch. */
uc_status uc_batch_alloc(const uc_batch_item items[], size_t n_items, uc_batch **batch,
                         uc_error *err) UC_MUST_CHECK;
void uc_batch_free(uc_batch *batch);

/** The items of a batch. */
const uc_batch_item *uc_batch_items(const uc_batch *batch, size_t *n_items);

/** The task of that number in the current round. */
uc_task_id uc_batch_task(const uc_batch *batch, size_t task);

uc_status uc_batch_worker_alloc(uc_cancel *cancel, uc_batch_worker **worker,
                                uc_error *err) UC_MUST_CHECK;
void uc_batch_worker_free(uc_batch_worker *worker);

/** Computes one task. An item's point estimate is made when first needed, so a batch of
 * one's own (uc_batch_alloc) must be used by one thread only. */
uc_status uc_batch_compute(uc_batch *batch, uc_batch_worker *worker,
                           const uc_task_id *id, uc_task_result *result,
                           uc_error *err) UC_MUST_CHECK;

/** Puts a result in its place; what it owns passes to the batch. Calls for different
 * tasks may come from several threads at once. */
void uc_batch_keep(uc_batch *batch, const uc_task_id *id, uc_task_result *result);

/** Fetches a task's result from the run's store; false without a store or result. */
bool uc_batch_load(uc_batch *batch, const uc_task_id *id, uc_task_result *result);

/** Hands a result to the run's store, if there is one. */
uc_status uc_batch_save(uc_batch *batch, const uc_task_id *id,
                        const uc_task_result *result, uc_error *err) UC_MUST_CHECK;

#endif
