/* batch.c - points, replicates and delete-one tables as tasks */
#include "estimators/mse/batch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/bayes/versions.h"
#include "estimators/mse/bootstrap.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/family.h"
#include "estimators/mse/point.h"
#include "estimators/mse/sampler.h"

/* --bootstrap auto goes no further than this. */
#define MAX_AUTO 100000
/* Fewer batches than this are warned of. */
#define FEW_BATCHES 20

/* One estimate in the making. */
typedef struct job {
    const uc_batch_item *item;
    uc_estimate *estimate;
    uc_point_work work;
    uc_sampler sampler;  /* of the table */
    uc_sampler *version; /* of each version of the table; or NULL */
    size_t n_versions;
    bool prepared;
    size_t n_jackknife;     /* delete-one tables of the current round */
    size_t first_replicate; /* replicates of the current round: from here */
    size_t n_replicates;    /* up to here */
    size_t first_task;
} job;

struct uc_batch {
    const uc_batch_item *item;
    job *job;
    size_t n_jobs;
    const uc_batch_opts *opts;
    uc_estimate *own; /* estimates of a batch that only computes; or NULL */
};

/* One thread's workspace. */
struct uc_batch_worker {
    uc_select_ws select;
    uc_dense dense;
    double *drawn; /* counts of a sample, by history of the table */
    size_t n_drawn;
};

void uc_task_result_clear(uc_task_result *result)
{
    for (size_t i = 0; i < result->n_tops; i++)
        free(result->by_top[i].model);
    result->n_tops = 0;
}

static void worker_clear(void *workspace)
{
    uc_batch_worker *w = workspace;

    uc_select_ws_free(&w->select);
    uc_dense_free(&w->dense);
    free(w->drawn);
}

uc_status uc_batch_worker_alloc(uc_cancel *cancel, uc_batch_worker **worker,
                                uc_error *err)
{
    uc_batch_worker *made = calloc(1, sizeof *made);

    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a worker");
    made->select.cancel = cancel;
    *worker = made;
    return UC_OK;
}

void uc_batch_worker_free(uc_batch_worker *worker)
{
    if (worker == NULL)
        return;
    worker_clear(worker);
    free(worker);
}

static uc_status worker_reserve(uc_batch_worker *w, const job *j, uc_error *err)
{
    const uc_capture_table *table = j->item->table;
    size_t n_histories = table->n_histories;
    uc_status status = UC_OK;

    for (size_t i = 0; i < j->item->n_imputations; i++)
        if (j->item->imputation[i].n_histories > n_histories)
            n_histories = j->item->imputation[i].n_histories;
    if (w->n_drawn < n_histories) {
        double *grown = realloc(w->drawn, n_histories * sizeof *grown);

        if (grown == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for a sample");
        w->drawn = grown;
        w->n_drawn = n_histories;
    }
    if (w->dense.n_lists != table->n_lists) {
        uc_dense_free(&w->dense);
        status = uc_dense_alloc((unsigned)table->n_lists, &w->dense, err);
    }
    return status;
}

static bool wants_jackknife(const uc_mse_settings *settings)
{
    return (uc_mse_settings_intervals(settings) &
            (UC_INTERVAL_BCA | UC_INTERVAL_JACKKNIFE)) != 0;
}

/* Makes room for replicates up to `n`; earlier ones stay. */
static uc_status grow_bootstrap(uc_bootstrap *boot, size_t n, uc_error *err)
{
    double *estimate = realloc(boot->estimate, (n + 1) * sizeof *estimate);
    char **model;
    uc_mse_status *status;

    if (estimate != NULL)
        boot->estimate = estimate;
    model = realloc(boot->model, (n + 1) * sizeof *model);
    if (model != NULL)
        boot->model = model;
    status = realloc(boot->status, (n + 1) * sizeof *status);
    if (status != NULL)
        boot->status = status;
    if (estimate == NULL || model == NULL || status == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu replicates", n);
    for (size_t r = boot->replicates; r < n; r++) {
        boot->estimate[r] = NAN;
        boot->model[r] = NULL;
        boot->status[r] = UC_MSE_OK;
    }
    boot->replicates = n;
    return UC_OK;
}

static uc_status room_for_jackknife(const uc_sampler *sampler, uc_bootstrap *boot,
                                    uc_error *err)
{
    const size_t n = uc_sampler_n_deletes(sampler);

    boot->jackknife = malloc((n + 1) * sizeof *boot->jackknife);
    boot->jackknife_count = malloc((n + 1) * sizeof *boot->jackknife_count);
    if (boot->jackknife == NULL || boot->jackknife_count == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a jackknife");
    boot->n_jackknife = n;
    for (size_t i = 0; i < n; i++) {
        boot->jackknife[i] = NAN;
        boot->jackknife_count[i] = uc_sampler_weight(sampler, i);
    }
    return UC_OK;
}

/* The table that a replicate is drawn from. */
static const uc_capture_table *version_of(const uc_batch_item *item, uint64_t replicate)
{
    return item->n_imputations > 0 ? &item->imputation[replicate % item->n_imputations]
                                   : item->table;
}

/* A sampler for every linked version of the table; a fitted model needs none. */
static uc_status start_versions(job *j, uc_error *err)
{
    const size_t n = j->item->n_imputations;
    uc_status status = UC_OK;

    if (n == 0 || j->sampler.kind == UC_BOOTSTRAP_PARAMETRIC)
        return UC_OK;
    j->version = calloc(n, sizeof *j->version);
    if (j->version == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for samples");
    for (size_t i = 0; i < n && status == UC_OK; i++) {
        status = uc_sampler_init(&j->version[i], j->sampler.kind,
                                 version_of(j->item, i), NULL, err);
        j->n_versions += status == UC_OK;
    }
    return status;
}

/* Says what is resampled where it is not people. */
static uc_status say_kind(const job *j, uc_error *err)
{
    const uc_capture_table *table = j->item->table;
    const size_t n = table->batches.n_batches;

    if (j->sampler.kind == UC_BOOTSTRAP_PARAMETRIC)
        return uc_estimate_fact(j->estimate, err, "bootstrap_kind", "Replicates",
                                (double)j->sampler.n_people,
                                "of %llu persons each, drawn from the fitted model",
                                (unsigned long long)j->sampler.n_people);
    if (j->sampler.kind != UC_BOOTSTRAP_BATCHES)
        return UC_OK;
    if (n < FEW_BATCHES) {
        const uc_status status =
            uc_estimate_warn(j->estimate, err, "few_batches",
                             "%zu batch%s: too few to say how far the estimate varies",
                             n, n == 1 ? "" : "es");

        if (status != UC_OK)
            return status;
    }
    return uc_estimate_fact(j->estimate, err, "bootstrap_kind", "Replicates", (double)n,
                            "of %zu whole batches each, as many as there are", n);
}

static uc_status start_sampler(job *j, uc_error *err)
{
    const uc_mse_settings *s = j->item->settings;
    const uc_bootstrap_kind kind = uc_sampler_kind(s, j->item->table);
    uc_status status;

    if (kind == UC_BOOTSTRAP_PARAMETRIC && j->work.fitted == NULL)
        return uc_fail(err, UC_EINVAL,
                       "method %s has no fitted model for a parametric bootstrap",
                       j->item->method->name);
    status = uc_sampler_init(&j->sampler, kind, j->item->table, j->work.fitted, err);
    if (status == UC_OK)
        status = start_versions(j, err);
    return status == UC_OK ? say_kind(j, err) : status;
}

/* One bootstrap for every --top of a criterion; one for other methods. Without
 * replicates, one for the jackknife if it is asked for. */
static uc_status start_bootstraps(job *j, uc_error *err)
{
    const uc_mse_settings *s = j->item->settings;
    uc_estimate *e = j->estimate;
    const bool jackknife = wants_jackknife(s);
    const bool by_top = uc_rule_is_criterion(j->item->method->rule) && s->n_boot > 0;
    const size_t n = by_top ? s->n_tops : 1;
    uc_status status = UC_OK;

    if (e->status != UC_MSE_OK || (s->n_boot == 0 && !jackknife) ||
        j->item->method->family->again == NULL)
        return UC_OK;
    status = start_sampler(j, err);
    if (status != UC_OK)
        return status;
    e->bootstrap = calloc(n, sizeof *e->bootstrap);
    if (e->bootstrap == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a bootstrap");
    e->n_bootstraps = n;
    for (size_t i = 0; i < n && status == UC_OK; i++) {
        e->bootstrap[i].top = by_top ? s->top[i] : UC_TOP_ALL;
        if (jackknife)
            status = room_for_jackknife(&j->sampler, &e->bootstrap[i], err);
    }
    j->n_jackknife = jackknife ? uc_sampler_n_deletes(&j->sampler) : 0;
    j->n_replicates = s->n_boot;
    return status;
}

/* Widens the standard error by the spread of the estimates over the versions of the
 * table: total variance = within + (1 + 1/M) between (Rubin 1987, Multiple Imputation
 * for Nonresponse in Surveys). */
static void widen(uc_estimate *e, const double made[], size_t n)
{
    double mean = 0.0, between = 0.0;

    for (size_t i = 0; i < n; i++)
        mean += made[i] / (double)n;
    for (size_t i = 0; i < n && n > 1; i++)
        between += (made[i] - mean) * (made[i] - mean) / (double)(n - 1);
    e->std_error =
        sqrt(e->std_error * e->std_error + (1.0 + 1.0 / (double)n) * between);
}

static uc_status warn_of_versions(uc_estimate *e, const double made[], size_t n,
                                  size_t n_all, uc_error *err)
{
    double low = INFINITY, high = -INFINITY;

    for (size_t i = 0; i < n; i++) {
        low = fmin(low, made[i]);
        high = fmax(high, made[i]);
    }
    if (n == 0)
        return uc_estimate_warn(e, err, "linkage_uncertain",
                                "none of %zu linked versions has an estimate", n_all);
    return uc_estimate_warn(e, err, "linkage_uncertain",
                            "over %zu linked versions (%zu with an estimate) the "
                            "estimate runs from %.0f to %.0f; intervals include this",
                            n_all, n, low, high);
}

/* Repeats the selection on every version of the table. */
static uc_status spread_of_versions(job *j, uc_batch_worker *w, uc_dense *dense,
                                    uc_error *err)
{
    const uc_batch_item *item = j->item;
    double *made = malloc((item->n_imputations + 1) * sizeof *made);
    uc_status status = UC_OK;
    size_t n = 0;

    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for linked versions");
    w->select.facial = item->settings->facial;
    for (size_t i = 0; i < item->n_imputations && status == UC_OK; i++) {
        uc_selection chosen = {0};

        if (uc_point_applies(&item->imputation[i], item->method) != UC_MSE_OK)
            continue;
        uc_dense_load(dense, &item->imputation[i]);
        status = item->method->family->again(&w->select, dense, item->method,
                                             item->settings, &j->work, &chosen, err);
        if (status == UC_OK && chosen.status == UC_MSE_OK)
            made[n++] = chosen.estimate;
        if (status == UC_OK)
            uc_selection_clear(&chosen);
    }
    if (status == UC_OK && n > 0)
        widen(j->estimate, made, n);
    if (status == UC_OK)
        status = warn_of_versions(j->estimate, made, n, item->n_imputations, err);
    free(made);
    return status;
}

/* Makes a job's point estimate and readies its bootstrap. */
static uc_status prepare(job *j, uc_batch_worker *w, uc_error *err)
{
    const uc_batch_item *item = j->item;
    uc_dense dense = {0};
    uc_status status = UC_OK;

    if (uc_point_applies(item->table, item->method) == UC_MSE_OK) {
        status = uc_dense_alloc((unsigned)item->table->n_lists, &dense, err);
        if (status == UC_OK)
            uc_dense_load(&dense, item->table);
    }
    if (status == UC_OK)
        j->work.key = item->key;
    if (status == UC_OK)
        status = uc_point_estimate(&w->select, item->table, &dense, item->method,
                                   item->settings, &j->work, j->estimate, err);
    if (status == UC_OK && item->n_imputations > 0 &&
        j->estimate->status == UC_MSE_OK && item->method->family->again != NULL)
        status = spread_of_versions(j, w, &dense, err);
    if (status == UC_OK && item->n_imputations > 0 && j->estimate->draws.n_chains > 0)
        status = uc_posterior_over_versions(&w->select, item->imputation,
                                            item->n_imputations, &dense, &j->work,
                                            j->estimate, item->settings, err);
    if (status == UC_OK)
        status = start_bootstraps(j, err);
    j->prepared = status == UC_OK;
    uc_dense_free(&dense);
    return status;
}

/* Points: one task a job. */
static uc_status point_task(void *ctx, void *workspace, size_t task, uc_error *err)
{
    const uc_batch *b = ctx;
    uc_batch_worker *w = workspace;

    w->select.cancel = b->opts->cancel;
    return prepare(&b->job[task], w, err);
}

/* Repeats the selection on the worker's table, for every --top: all finite ones at
 * once. */
static uc_status reselect(uc_batch_worker *w, const job *j, uc_selection made[],
                          uc_error *err)
{
    const uc_mse_settings *s = j->item->settings;
    const uc_method *method = j->item->method;
    const size_t n = j->estimate->n_bootstraps;
    size_t n_finite = 0;
    uc_status status = UC_OK;

    w->select.facial = s->facial;
    while (n_finite < n && j->estimate->bootstrap[n_finite].top != UC_TOP_ALL)
        n_finite++;
    if (n_finite > 0)
        status = uc_select_among(&w->select, &w->dense, method->rule, j->work.top,
                                 j->work.n_top, s->top, n_finite, made, err);
    if (status == UC_OK && n_finite < n) {
        status = method->family->again(&w->select, &w->dense, method, s, &j->work,
                                       &made[n_finite], err);
        for (size_t i = 0; status != UC_OK && i < n_finite; i++)
            uc_selection_clear(&made[i]);
    }
    return status;
}

/* Draws the replicate, or takes the person or the batch away, and loads the table. */
static void load_task(uc_batch_worker *w, const job *j, const uc_task_id *id)
{
    const uint64_t replicate = id->index;
    const uc_sampler *sampler =
        j->n_versions > 0 ? &j->version[replicate % j->n_versions] : &j->sampler;

    if (id->jackknife)
        uc_sampler_delete(&j->sampler, (size_t)id->index, &w->dense);
    else
        uc_sampler_draw(sampler, j->item->settings->seed, j->item->key, replicate,
                        w->drawn, &w->dense);
}

static uc_status answer_of(const uc_selection *made, uc_task_answer *answer,
                           uc_error *err)
{
    uc_sink text;

    *answer =
        (uc_task_answer){.estimate = made->status == UC_MSE_OK ? made->estimate : NAN,
                         .status = made->status};
    if (made->label == NULL && made->model.n_terms == 0)
        return UC_OK;
    uc_sink_memory(&text);
    if (made->label != NULL)
        uc_sink_puts(&text, made->label);
    else
        uc_model_write(&made->model, &text);
    answer->model = uc_sink_take(&text);
    if (answer->model == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a replicate");
    return UC_OK;
}

/* A version of the table may have nobody in the stratum. */
static void no_people(uc_selection made[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        made[i] = (uc_selection){.status = UC_MSE_NO_PEOPLE, .estimate = NAN};
}

static uc_status compute(const job *j, uc_batch_worker *w, const uc_task_id *id,
                         uc_task_result *result, uc_error *err)
{
    uc_selection made[UC_MAX_TOPS] = {0};
    uc_task_result answers = {.n_tops = j->estimate->n_bootstraps};
    uc_status status = worker_reserve(w, j, err);

    if (status == UC_OK) {
        load_task(w, j, id);
        if (w->dense.n_people > 0.0)
            status = reselect(w, j, made, err);
        else
            no_people(made, answers.n_tops);
    }
    for (size_t i = 0; i < answers.n_tops; i++) {
        if (status == UC_OK)
            status = answer_of(&made[i], &answers.by_top[i], err);
        uc_selection_clear(&made[i]);
    }
    if (status != UC_OK) {
        uc_task_result_clear(&answers);
        return status;
    }
    *result = answers;
    return UC_OK;
}

uc_status uc_batch_compute(uc_batch *batch, uc_batch_worker *worker,
                           const uc_task_id *id, uc_task_result *result, uc_error *err)
{
    job *j = &batch->job[id->item];

    if (!j->prepared) {
        uc_status status = prepare(j, worker, err);

        if (status != UC_OK)
            return status;
    }
    return compute(j, worker, id, result, err);
}

void uc_batch_keep(uc_batch *batch, const uc_task_id *id, uc_task_result *result)
{
    const job *j = &batch->job[id->item];

    for (size_t i = 0; i < j->estimate->n_bootstraps && i < result->n_tops; i++) {
        uc_bootstrap *boot = &j->estimate->bootstrap[i];
        uc_task_answer *answer = &result->by_top[i];

        if (id->jackknife) {
            boot->jackknife[id->index] = answer->estimate;
            continue;
        }
        boot->estimate[id->index] = answer->estimate;
        boot->status[id->index] = answer->status;
        boot->model[id->index] = answer->model;
        answer->model = NULL;
    }
    uc_task_result_clear(result);
}

/* The job that a task of the round belongs to. */
static const job *job_of(const uc_batch *b, size_t task)
{
    size_t low = 0, high = b->n_jobs;

    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (b->job[middle].first_task <= task)
            low = middle;
        else
            high = middle;
    }
    return &b->job[low];
}

uc_task_id uc_batch_task(const uc_batch *batch, size_t task)
{
    const job *j = job_of(batch, task);
    const size_t nth = task - j->first_task, item = (size_t)(j - batch->job);

    if (nth < j->n_jackknife)
        return (uc_task_id){item, true, nth};
    return (uc_task_id){item, false, j->first_replicate + nth - j->n_jackknife};
}

bool uc_batch_load(uc_batch *batch, const uc_task_id *id, uc_task_result *result)
{
    const uc_batch_store *store = batch->opts->store;

    return store != NULL && store->load(store->ctx, id, result);
}

uc_status uc_batch_save(uc_batch *batch, const uc_task_id *id,
                        const uc_task_result *result, uc_error *err)
{
    const uc_batch_store *store = batch->opts->store;

    return store != NULL ? store->save(store->ctx, id, result, err) : UC_OK;
}

static uc_status resample_task(void *ctx, void *workspace, size_t task, uc_error *err)
{
    uc_batch *b = ctx;
    uc_batch_worker *w = workspace;
    const uc_task_id id = uc_batch_task(b, task);
    uc_task_result result;

    if (b->opts->n_shards > 1 && task % b->opts->n_shards != b->opts->shard)
        return UC_OK;
    w->select.cancel = b->opts->cancel;
    if (!uc_batch_load(b, &id, &result)) {
        uc_status status = compute(&b->job[id.item], w, &id, &result, err);

        if (status != UC_OK)
            return status;
        status = uc_batch_save(b, &id, &result, err);
        if (status != UC_OK) {
            uc_task_result_clear(&result);
            return status;
        }
    }
    uc_batch_keep(b, &id, &result);
    return UC_OK;
}

static uc_status run_tasks(uc_batch *b, uc_task_fn *task, size_t n_tasks,
                           bool with_progress, uc_error *err)
{
    const uc_parallel pool = {.n_threads = b->opts->n_threads,
                              .task = task,
                              .ctx = b,
                              .worker_size = sizeof(uc_batch_worker),
                              .worker_free = worker_clear,
                              .cancel = b->opts->cancel,
                              .progress = with_progress ? b->opts->progress : NULL,
                              .progress_ctx = b->opts->progress_ctx};

    return uc_parallel_run(&pool, n_tasks, err);
}

/* Does the tasks of one round: replicates from first_replicate up to n_replicates. */
static uc_status do_round(uc_batch *b, uc_error *err)
{
    size_t n_tasks = 0;

    for (size_t i = 0; i < b->n_jobs; i++) {
        job *j = &b->job[i];

        j->first_task = n_tasks;
        for (size_t k = 0; k < j->estimate->n_bootstraps; k++) {
            uc_status status =
                grow_bootstrap(&j->estimate->bootstrap[k], j->n_replicates, err);

            if (status != UC_OK)
                return status;
        }
        n_tasks += j->n_jackknife + (j->n_replicates - j->first_replicate);
    }
    if (b->opts->distribute != NULL && n_tasks > 0)
        return b->opts->distribute(b->opts->distribute_ctx, b, n_tasks, err);
    return run_tasks(b, resample_task, n_tasks, true, err);
}

/* After a round: intervals, and the replicates that --bootstrap auto asks for next.
 * Returns whether there is another round. */
static uc_status plan_next(uc_batch *b, bool *more, uc_error *err)
{
    *more = false;
    for (size_t i = 0; i < b->n_jobs; i++) {
        job *j = &b->job[i];
        size_t needed;
        uc_status status = uc_bootstrap_conclude(j->item->settings, j->estimate, err);

        if (status != UC_OK)
            return status;
        needed = uc_bootstrap_needed(j->estimate, j->n_replicates);
        j->first_replicate = j->n_replicates;
        j->n_jackknife = 0;
        if (!j->item->settings->boot_auto || needed > MAX_AUTO ||
            needed <= j->n_replicates)
            continue;
        j->n_replicates = (needed + 999) / 1000 * 1000;
        if (j->n_replicates > MAX_AUTO)
            j->n_replicates = MAX_AUTO;
        *more = true;
    }
    return UC_OK;
}

static uc_status warn_of_limits(const job *j, uc_error *err)
{
    const size_t n_boot = j->n_replicates;
    const size_t needed = uc_bootstrap_needed(j->estimate, n_boot);
    const bool is_auto = j->item->settings->boot_auto;
    bool few = false;

    for (size_t i = 0; i < j->estimate->n_intervals; i++)
        few = few || j->estimate->interval[i].few_low ||
              j->estimate->interval[i].few_high;
    if (!few)
        return UC_OK;
    if (needed == SIZE_MAX)
        return uc_estimate_warn(j->estimate, err, "few_replicates_beyond_limit",
                                "fewer than %d of %zu replicates lie beyond a limit, "
                                "whose adjusted level is "
                                "0 or 1: no number of replicates would do",
                                UC_BOOTSTRAP_MIN_BEYOND, n_boot);
    return uc_estimate_warn(
        j->estimate, err, "few_replicates_beyond_limit",
        "fewer than %d of %zu replicates lie beyond a limit; about %zu would be "
        "needed%s",
        UC_BOOTSTRAP_MIN_BEYOND, n_boot, needed,
        is_auto ? ", more than --bootstrap auto takes" : "");
}

static uc_status warn_of_bootstraps(const job *j, uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t i = 0; i < j->estimate->n_bootstraps && status == UC_OK; i++) {
        const uc_bootstrap *boot = &j->estimate->bootstrap[i];

        if (boot->failed > 0)
            status = uc_estimate_warn(j->estimate, err, "replicates_without_estimate",
                                      "%zu of %zu replicates have no estimate and are "
                                      "left out of the interval",
                                      boot->failed, boot->replicates);
    }
    if (status == UC_OK)
        status = warn_of_limits(j, err);
    return status;
}

/* Rounds of replicates, and what they say. */
static uc_status do_replicates(uc_batch *b, uc_error *err)
{
    bool more = true;
    uc_status status = UC_OK;

    while (status == UC_OK && more) {
        status = do_round(b, err);
        if (b->opts->n_shards > 1)
            return status;
        if (status == UC_OK)
            status = plan_next(b, &more, err);
    }
    for (size_t i = 0; i < b->n_jobs && status == UC_OK; i++)
        status = warn_of_bootstraps(&b->job[i], err);
    return status;
}

static void free_jobs(uc_batch *b)
{
    for (size_t i = 0; i < b->n_jobs; i++) {
        uc_point_work_clear(&b->job[i].work);
        uc_sampler_free(&b->job[i].sampler);
        for (size_t k = 0; k < b->job[i].n_versions; k++)
            uc_sampler_free(&b->job[i].version[k]);
        free(b->job[i].version);
    }
    free(b->job);
}

static uc_status make_jobs(uc_batch *b, uc_estimate results[], uc_error *err)
{
    b->job = calloc(b->n_jobs + 1, sizeof *b->job);
    if (b->job == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu estimates", b->n_jobs);
    for (size_t i = 0; i < b->n_jobs; i++)
        b->job[i] = (job){.item = &b->item[i], .estimate = &results[i]};
    return UC_OK;
}

/* Threads that the points leave idle go to the chains and grids within them. */
static void share_threads(const uc_batch *b)
{
    const size_t n =
        b->opts->n_threads > 0 ? b->opts->n_threads : uc_parallel_n_processors();

    for (size_t i = 0; i < b->n_jobs; i++)
        b->job[i].work.n_threads = n > b->n_jobs ? n / b->n_jobs : 1;
}

static const uc_batch_opts default_opts;

uc_status uc_mse_batch(const uc_batch_item items[], size_t n_items,
                       const uc_batch_opts *opts, uc_estimate results[], uc_error *err)
{
    uc_batch b = {
        .item = items, .n_jobs = n_items, .opts = opts != NULL ? opts : &default_opts};
    uc_status status = make_jobs(&b, results, err);

    if (status != UC_OK)
        return status;
    share_threads(&b);
    status = run_tasks(&b, point_task, n_items, false, err);
    if (status == UC_OK)
        status = do_replicates(&b, err);
    free_jobs(&b);
    for (size_t i = 0; i < n_items && status != UC_OK; i++)
        uc_estimate_clear(&results[i]);
    return status;
}

uc_status uc_batch_alloc(const uc_batch_item items[], size_t n_items, uc_batch **batch,
                         uc_error *err)
{
    uc_batch *made = calloc(1, sizeof *made);
    uc_estimate *own = calloc(n_items + 1, sizeof *own);
    uc_status status = UC_ENOMEM;

    if (made != NULL && own != NULL) {
        *made = (uc_batch){
            .item = items, .n_jobs = n_items, .opts = &default_opts, .own = own};
        status = make_jobs(made, own, err);
    }
    if (status != UC_OK) {
        free(own);
        free(made);
        return uc_fail(err, UC_ENOMEM, "no memory for %zu estimates", n_items);
    }
    *batch = made;
    return UC_OK;
}

void uc_batch_free(uc_batch *batch)
{
    if (batch == NULL)
        return;
    free_jobs(batch);
    for (size_t i = 0; i < batch->n_jobs; i++)
        uc_estimate_clear(&batch->own[i]);
    free(batch->own);
    free(batch);
}

const uc_batch_item *uc_batch_items(const uc_batch *batch, size_t *n_items)
{
    *n_items = batch->n_jobs;
    return batch->item;
}

static void hash_number(uc_sha256 *hash, uint64_t number)
{
    unsigned char bytes[8];

    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    uc_sha256_update(hash, bytes, sizeof bytes);
}

static void hash_text(uc_sha256 *hash, const char *text)
{
    hash_number(hash, strlen(text));
    uc_sha256_update(hash, text, strlen(text));
}

static void hash_table(uc_sha256 *hash, const uc_capture_table *table)
{
    hash_number(hash, table->n_lists);
    for (size_t i = 0; i < table->n_histories; i++) {
        hash_number(hash, table->history[i]);
        hash_number(hash, table->count[i]);
    }
    for (size_t i = 0; i < table->n_impossible; i++) {
        hash_number(hash, 0); /* no history: what follows is impossible */
        hash_number(hash, table->impossible[i]);
    }
    for (size_t b = 0; b < table->batches.n_batches; b++) {
        const uc_capture_batches *batches = &table->batches;

        hash_number(hash, batches->start[b + 1] - batches->start[b]);
        for (size_t k = batches->start[b]; k < batches->start[b + 1]; k++) {
            hash_number(hash, batches->history[k]);
            hash_number(hash, batches->count[k]);
        }
    }
}

void uc_batch_item_hash(const uc_batch_item *item, char hex[UC_SHA256_HEX])
{
    static const char *const felt[] = {"max-order", "p-threshold", "top", "seed",
                                       "search-limit"};
    /* added later: those not given leave the hash, and older stores, as they were */
    static const char *const further[] = {"bootstrap-kind", "cut", "existence", "theta",
                                          "bias-corrected"};
    const uc_capture_table *table = item->table;
    uc_sha256 hash;
    char value[512];

    uc_sha256_init(&hash);
    hash_number(&hash, item->key);
    hash_text(&hash, item->method->name);
    hash_text(&hash, item->settings->model != NULL ? item->settings->model : "");
    for (size_t i = 0; i < sizeof felt / sizeof *felt; i++) {
        uc_mse_setting_find(felt[i])->write(item->settings, value, sizeof value);
        hash_text(&hash, value);
    }
    for (size_t i = 0; i < sizeof further / sizeof *further; i++) {
        uc_mse_setting_find(further[i])->write(item->settings, value, sizeof value);
        if (value[0] == '\0')
            continue;
        hash_text(&hash, further[i]);
        hash_text(&hash, value);
    }
    hash_table(&hash, table);
    for (size_t i = 0; i < item->n_imputations; i++)
        hash_table(&hash, &item->imputation[i]);
    uc_sha256_final(&hash, hex);
}
