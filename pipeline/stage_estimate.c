/* stage_estimate.c - the estimate stage */
#include "pipeline/stage_estimate.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "estimators/mse/ranking.h"
#include "pipeline/distribute.h"
#include "pipeline/message.h"
#include "pipeline/progress.h"
#include "pipeline/store.h"

/* Key of a stratum's random streams: of names, never of positions. */
static uc_status stratum_key(const uc_capture_set *set, size_t stratum, uint64_t *key,
                             uc_error *err)
{
    const size_t n = 1 + 2 * set->n_by;
    const char **names = malloc(n * sizeof *names);
    size_t i;

    if (names == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a stratum's key");
    names[0] = set->dataset;
    for (i = 0; i < set->n_by; i++) {
        names[1 + 2 * i] = set->by_names[i];
        names[2 + 2 * i] = set->strata[stratum].value[i];
    }
    *key = uc_hash_names(names, n);
    free(names);
    return UC_OK;
}

uc_status uc_estimate_job_item(const uc_estimate_job *job, size_t stratum,
                               size_t method, uc_batch_item *item, uc_error *err)
{
    const uc_capture_stratum *from = &job->set->strata[stratum];
    uint64_t key = 0;
    const uc_status status = stratum_key(job->set, stratum, &key, err);

    if (status == UC_OK)
        *item = (uc_batch_item){.table = &from->table,
                                .key = key,
                                .method = job->method[method],
                                .settings = job->settings,
                                .imputation = from->imputation,
                                .n_imputations = from->n_imputations};
    return status;
}

static uc_status fill_items(const uc_estimate_job *job, uc_batch_item items[],
                            uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t s = 0; s < job->set->n_strata; s++)
        for (size_t m = 0; m < job->n_methods && status == UC_OK; m++)
            status =
                uc_estimate_job_item(job, s, m, &items[s * job->n_methods + m], err);
    return status;
}

static uc_status sum_one(uc_estimate_job *job, size_t m, uc_error *err)
{
    const size_t n = job->set->n_strata;
    const uc_estimate **parts = malloc((n + 1) * sizeof *parts);
    uc_status status;
    size_t s;

    if (parts == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a total");
    for (s = 0; s < n; s++)
        parts[s] = &job->estimate[s * job->n_methods + m];
    status = uc_mse_total_of(parts, n, job->settings, &job->sum[m], err);
    free(parts);
    return status;
}

static uc_status sum_all(uc_estimate_job *job, uc_error *err)
{
    uc_status status = UC_OK;
    size_t m;

    if (!job->total)
        return UC_OK;
    job->sum = calloc(job->n_methods, sizeof *job->sum);
    if (job->sum == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for totals");
    for (m = 0; status == UC_OK && m < job->n_methods; m++)
        status = sum_one(job, m, err);
    return status;
}

static size_t job_size(const uc_estimate_job *job)
{
    return job->set->n_strata * job->n_methods;
}

/* Moves the results of the batch into the jobs. */
static uc_status hand_out(uc_estimate_job jobs[], size_t n_jobs, uc_estimate results[],
                          bool with_sums, uc_error *err)
{
    size_t i, at = 0;

    for (i = 0; i < n_jobs; i++) {
        const size_t n = job_size(&jobs[i]);

        memcpy(jobs[i].estimate, results + at, n * sizeof *results);
        at += n;
    }
    for (i = 0; with_sums && i < n_jobs; i++) {
        const uc_status status = sum_all(&jobs[i], err);

        if (status != UC_OK)
            return status;
    }
    return UC_OK;
}

/* Opens the store that the options name, or the parts that they name; none of them:
 * *store is NULL. */
static uc_status open_store(const uc_estimate_run *run, const uc_batch_item items[],
                            size_t n_items, uc_store **store, uc_error *err)
{
    const uc_common_options *options = run->options;
    size_t torn = 0;
    uc_status status;

    *store = NULL;
    if (options->n_parts > 0)
        return uc_store_open_parts((char *const *)options->part, options->n_parts,
                                   items, n_items, store, err);
    if (options->store == NULL)
        return UC_OK;
    status = uc_store_open(options->store, run->command, run->n_command, items, n_items,
                           store, &torn, err);
    if (status == UC_OK && torn > 0)
        uc_message("%s: note: %zu bytes of a torn end were cut off", options->store,
                   torn);
    return status;
}

/* One line about the store, unless all was computed afresh without one. */
static void say_store(const uc_estimate_run *run, const uc_store *store)
{
    const uc_common_options *options = run->options;

    if (store == NULL || options->store == NULL || options->quiet)
        return;
    if (options->n_shards > 1)
        uc_message(
            "%s: shard %zu of %zu: %zu replicates and delete-one estimates added, "
            "%zu were there; 'undercount merge' makes the report",
            options->store, options->shard + 1, options->n_shards,
            uc_store_n_added(store), uc_store_n_found(store));
    else
        uc_message("%s: %zu replicates and delete-one estimates added, %zu were there",
                   options->store, uc_store_n_added(store), uc_store_n_found(store));
}

/* The batch, with store and progress around it. */
static uc_status run_items(const uc_batch_item items[], size_t n_items,
                           const uc_estimate_run *run, uc_estimate results[],
                           uc_error *err)
{
    uc_batch_store hooks;
    uc_progress progress;
    uc_batch_opts opts = {.n_threads = run->options->threads,
                          .cancel = run->cancel,
                          .progress = uc_progress_report,
                          .progress_ctx = &progress,
                          .shard = run->options->shard,
                          .n_shards = run->options->n_shards};
    uc_store *store = NULL;
    uc_error closing;
    uc_status status = open_store(run, items, n_items, &store, err), closed;

    if (status != UC_OK)
        return status;
    if (store != NULL) {
        hooks = uc_store_hooks(store);
        opts.store = &hooks;
    }
    if (opts.n_shards <= 1)
        uc_distribute_set(&opts);
    uc_progress_start(&progress, run->options->quiet);
    status = uc_mse_batch(items, n_items, &opts, results, err);
    uc_progress_end(&progress);
    if (status == UC_OK)
        say_store(run, store);
    closed = uc_store_close(store, &closing);
    if (status == UC_OK && closed != UC_OK) {
        for (size_t i = 0; i < n_items; i++)
            uc_estimate_clear(&results[i]);
        *err = closing;
        return closed;
    }
    return status;
}

static uc_status run_batch(uc_estimate_job jobs[], size_t n_jobs, size_t n_items,
                           const uc_estimate_run *run, bool sharded, uc_error *err)
{
    uc_batch_item *items = calloc(n_items + 1, sizeof *items);
    uc_estimate *results = calloc(n_items + 1, sizeof *results);
    uc_status status = UC_OK;
    size_t i, at = 0;

    if (items == NULL || results == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for %zu estimates", n_items);
    for (i = 0; status == UC_OK && i < n_jobs; i++) {
        status = fill_items(&jobs[i], items + at, err);
        at += job_size(&jobs[i]);
    }
    if (status == UC_OK && n_items > 0)
        status = run_items(items, n_items, run, results, err);
    if (status == UC_OK)
        status = hand_out(jobs, n_jobs, results, !sharded, err);
    free(items);
    free(results);
    return status;
}

uc_status uc_stage_estimate(uc_estimate_job jobs[], size_t n_jobs,
                            const uc_estimate_run *run, bool *sharded, uc_error *err)
{
    const bool is_shard = run->options->n_shards > 1;
    uc_status status = UC_OK;
    size_t i, n_items = 0;

    for (i = 0; i < n_jobs && status == UC_OK; i++) {
        jobs[i].estimate = calloc(job_size(&jobs[i]) + 1, sizeof *jobs[i].estimate);
        jobs[i].sum = NULL;
        if (jobs[i].estimate == NULL)
            status = uc_fail(err, UC_ENOMEM, "no memory for the estimates");
        n_items += job_size(&jobs[i]);
    }
    if (status == UC_OK)
        status = run_batch(jobs, n_jobs, n_items, run, is_shard, err);
    for (i = 0; i < n_jobs && status != UC_OK; i++)
        uc_estimate_job_clear(&jobs[i]);
    if (status == UC_OK)
        *sharded = is_shard;
    return status;
}

void uc_estimate_job_clear(uc_estimate_job *job)
{
    size_t i;

    for (i = 0; job->estimate != NULL && i < job_size(job); i++)
        uc_estimate_clear(&job->estimate[i]);
    for (i = 0; job->sum != NULL && i < job->n_methods; i++)
        uc_mse_total_clear(&job->sum[i]);
    free(job->estimate);
    free(job->sum);
    job->estimate = NULL;
    job->sum = NULL;
}

uc_estimates uc_estimate_job_view(const uc_estimate_job *job)
{
    return (uc_estimates){.capture = job->capture,
                          .set = job->set,
                          .settings = job->settings,
                          .method = job->method,
                          .n_methods = job->n_methods,
                          .estimate = job->estimate,
                          .total = job->sum};
}

bool uc_estimate_job_incomplete(const uc_estimate_job *job)
{
    size_t i;

    for (i = 0; i < job_size(job); i++)
        if (job->estimate[i].status != UC_MSE_OK)
            return true;
    return false;
}
