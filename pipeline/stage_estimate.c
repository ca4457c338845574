/* stage_estimate.c - the estimate stage */
#include "pipeline/stage_estimate.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/base/hash.h"
#include "pipeline/distribute.h"
#include "pipeline/keep/estimate_parts.h"
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

/* Opens the store of a run's own replicates. Without --resume one that is there is of
 * no use; a file that is no store is damage, and its replicates are made again. */
static uc_status open_own_store(const uc_estimate_run *run, const uc_batch_item items[],
                                size_t n_items, uc_store **store, size_t *torn,
                                uc_error *err)
{
    const char *path = run->plan->replicates;
    uc_status status;

    if (!run->plan->resume && unlink(path) == 0)
        uc_message("note: the last run did not end; --resume would have gone on from "
                   "its replicates");
    status = uc_store_open(path, run->command, run->n_command, items, n_items, store,
                           torn, err);
    if (status != UC_EDATA)
        return status;
    uc_message("note: %s is damaged; its replicates are made again", path);
    (void)unlink(path);
    return uc_store_open(path, run->command, run->n_command, items, n_items, store,
                         torn, err);
}

/* The store of the run's own, if it keeps one: without replicates there is nothing to.
 */
static const char *own_store(const uc_estimate_run *run, const uc_batch_item items[],
                             size_t n_items)
{
    if (run->plan == NULL || run->plan->replicates == NULL)
        return NULL;
    for (size_t i = 0; i < n_items; i++)
        if (items[i].settings->n_boot > 0 || items[i].settings->boot_auto)
            return run->plan->replicates;
    return NULL;
}

/* Opens the store that the options name, or the parts that they name, or the run's own;
 * none of them: *store is NULL. */
static uc_status open_store(const uc_estimate_run *run, const uc_batch_item items[],
                            size_t n_items, uc_store **store, uc_error *err)
{
    const uc_common_options *options = run->options;
    const char *path = options->store;
    size_t torn = 0;
    uc_status status;

    *store = NULL;
    if (options->n_parts > 0)
        return uc_store_open_parts((char *const *)options->part, options->n_parts,
                                   items, n_items, store, err);
    if (path == NULL)
        path = own_store(run, items, n_items);
    if (path == NULL)
        return UC_OK;
    if (path == options->store)
        status = uc_store_open(path, run->command, run->n_command, items, n_items,
                               store, &torn, err);
    else
        status = open_own_store(run, items, n_items, store, &torn, err);
    if (status == UC_OK && torn > 0)
        uc_message("%s: note: %zu bytes of a torn end were cut off", path, torn);
    return status;
}

/* One line about the store, unless all was computed afresh without one. */
static void say_store(const uc_estimate_run *run, const uc_store *store)
{
    const uc_common_options *options = run->options;

    if (store == NULL || options->quiet)
        return;
    if (options->store == NULL) {
        if (run->plan != NULL && run->plan->resume)
            uc_log_line(
                UC_LOG_INFO, "resume",
                "resumed: %zu replicates and delete-one estimates were there, %zu "
                "added",
                uc_store_n_found(store), uc_store_n_added(store));
        return;
    }
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

/* The items of a batch with the parts that they are, where there is a plan. */
typedef struct work {
    size_t n;
    uc_batch_item *item;
    uc_estimate *result;
    uc_part *part;       /* or NULL: no plan */
    uc_batch_item *todo; /* those that have to be estimated */
    size_t *at;          /* where each of them stands among the items */
    uc_estimate *made;   /* their results */
    size_t n_todo;
} work;

static uc_status work_alloc(work *w, size_t n, bool planned, uc_error *err)
{
    *w = (work){.n = n};
    w->item = calloc(n + 1, sizeof *w->item);
    w->result = calloc(n + 1, sizeof *w->result);
    w->part = planned ? calloc(n + 1, sizeof *w->part) : NULL;
    w->todo = calloc(n + 1, sizeof *w->todo);
    w->at = calloc(n + 1, sizeof *w->at);
    w->made = calloc(n + 1, sizeof *w->made);
    if (w->item == NULL || w->result == NULL || w->todo == NULL || w->at == NULL ||
        w->made == NULL || (planned && w->part == NULL))
        return uc_fail(err, UC_ENOMEM, "no memory for %zu estimates", n);
    return UC_OK;
}

/* Results that were not handed out are cleared; the others are empty here. */
static void work_free(work *w)
{
    for (size_t i = 0; i < w->n && w->part != NULL; i++)
        uc_part_clear(&w->part[i]);
    for (size_t i = 0; i < w->n && w->result != NULL; i++)
        uc_estimate_clear(&w->result[i]);
    for (size_t i = 0; i < w->n_todo && w->made != NULL; i++)
        uc_estimate_clear(&w->made[i]);
    free(w->item);
    free(w->result);
    free(w->part);
    free(w->todo);
    free(w->at);
    free(w->made);
}

/* Takes from the plan what it has; what is left is to be done. */
static void find_todo(work *w, const uc_estimate_job jobs[], size_t n_jobs,
                      uc_plan *plan)
{
    size_t i, k, at = 0;

    for (i = 0; i < n_jobs; i++)
        for (k = 0; k < job_size(&jobs[i]); k++, at++) {
            if (w->part != NULL) {
                uc_estimate_part(jobs[i].capture, jobs[i].set, k / jobs[i].n_methods,
                                 &w->item[at], &w->part[at]);
                if (uc_estimate_fetch(plan, &w->part[at], w->item[at].method,
                                      &w->result[at]))
                    continue;
            }
            w->todo[w->n_todo] = w->item[at];
            w->at[w->n_todo++] = at;
        }
}

/* Puts what was made among the results, and keeps it for the next run. */
static uc_status keep_made(work *w, const uc_estimate_run *run, uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t i = 0; i < w->n_todo; i++) {
        const size_t at = w->at[i];

        w->result[at] = w->made[i];
        memset(&w->made[i], 0, sizeof w->made[i]);
        if (status == UC_OK && w->part != NULL)
            status = uc_estimate_keep(run->plan, &w->part[at], &w->result[at], err);
    }
    return status;
}

static uc_status do_work(work *w, uc_estimate_job jobs[], size_t n_jobs,
                         const uc_estimate_run *run, bool sharded, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i, at = 0;

    for (i = 0; status == UC_OK && i < n_jobs; i++) {
        status = fill_items(&jobs[i], w->item + at, err);
        at += job_size(&jobs[i]);
    }
    if (status != UC_OK)
        return status;
    find_todo(w, jobs, n_jobs, run->plan);
    if (run->plan != NULL && run->plan->dry)
        return UC_OK;
    if (w->n_todo > 0)
        status = run_items(w->todo, w->n_todo, run, w->made, err);
    if (status == UC_OK)
        status = keep_made(w, run, err);
    if (status == UC_OK) {
        status = hand_out(jobs, n_jobs, w->result, !sharded, err);
        memset(w->result, 0, w->n * sizeof *w->result); /* the jobs have them now */
    }
    return status;
}

static uc_status run_batch(uc_estimate_job jobs[], size_t n_jobs, size_t n_items,
                           const uc_estimate_run *run, bool sharded, uc_error *err)
{
    work w;
    uc_status status = work_alloc(&w, n_items, run->plan != NULL, err);

    if (status == UC_OK)
        status = do_work(&w, jobs, n_jobs, run, sharded, err);
    work_free(&w);
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
