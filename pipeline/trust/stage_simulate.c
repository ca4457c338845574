/* stage_simulate.c - the simulate stage */
#include "pipeline/trust/stage_simulate.h"

#include <stdlib.h>

#include "estimators/core/parallel.h"
#include "pipeline/message.h"
#include "pipeline/progress.h"
#include "pipeline/trust/trial_store.h"

typedef struct work {
    const uc_trial_plan *plan;
    const uc_simulate_run *run;
    uc_trial *trial;     /* n_repeats */
    unsigned char *done; /* n_repeats flags */
    size_t *todo;        /* repeats to do; n_todo */
    size_t n_todo;
    uc_trial_store *store; /* or NULL */
} work;

typedef struct worker {
    uc_drawing drawing;
} worker;

static void worker_free(void *state)
{
    uc_drawing_free(&((worker *)state)->drawing);
}

static uc_status do_repeat(void *ctx, void *state, size_t task, uc_error *err)
{
    work *w = ctx;
    worker *mine = state;
    const size_t repeat = w->todo[task];
    uc_status status = UC_OK;

    if (mine->drawing.person == NULL)
        status = uc_drawing_alloc(w->plan->truth, &mine->drawing, err);
    if (status == UC_OK)
        status = uc_trial_run(w->plan, &mine->drawing, repeat, w->run->cancel,
                              &w->trial[repeat], err);
    if (status == UC_OK && w->store != NULL)
        status = uc_trial_store_add(w->store, w->plan, repeat, &w->trial[repeat], err);
    return status;
}

static uc_status alloc_work(work *w, uc_error *err)
{
    const size_t n = w->run->n_repeats;
    uc_status status = UC_OK;

    w->trial = calloc(n + 1, sizeof *w->trial);
    w->done = calloc(n + 1, sizeof *w->done);
    w->todo = calloc(n + 1, sizeof *w->todo);
    if (w->trial == NULL || w->done == NULL || w->todo == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu repeats", n);
    for (size_t i = 0; i < n && status == UC_OK; i++)
        status = uc_trial_alloc(w->plan, &w->trial[i], err);
    return status;
}

static void free_work(work *w)
{
    for (size_t i = 0; w->trial != NULL && i < w->run->n_repeats; i++)
        uc_trial_clear(&w->trial[i]);
    free(w->trial);
    free(w->done);
    free(w->todo);
}

/* What was done before. */
static uc_status load(work *w, uc_error *err)
{
    const uc_common_options *options = w->run->options;
    char hash[UC_SHA256_HEX];
    uc_status status = UC_OK;

    uc_trial_hash(w->plan, w->run->truth, hash);
    for (size_t k = 0; k < options->n_parts && status == UC_OK; k++) {
        size_t whole;

        status = uc_trial_store_read(options->part[k], hash, w->plan, w->trial, w->done,
                                     w->run->n_repeats, &whole, err);
    }
    if (status != UC_OK || options->store == NULL)
        return status;
    return uc_trial_store_open(options->store, hash, w->plan, w->trial, w->done,
                               w->run->n_repeats, &w->store, err);
}

static uc_status list_todo(work *w, uc_error *err)
{
    const uc_common_options *options = w->run->options;

    for (size_t i = 0; i < w->run->n_repeats; i++) {
        if (w->done[i] != 0 ||
            (options->n_shards > 1 && i % options->n_shards != options->shard))
            continue;
        if (options->n_parts > 0)
            return uc_fail(err, UC_EDATA, "no part holds repeat %zu", i + 1);
        w->todo[w->n_todo++] = i;
    }
    return UC_OK;
}

static uc_status run_pool(work *w, uc_error *err)
{
    uc_progress progress;
    const uc_parallel pool = {.n_threads = w->run->options->threads,
                              .task = do_repeat,
                              .ctx = w,
                              .worker_size = sizeof(worker),
                              .worker_free = worker_free,
                              .cancel = w->run->cancel,
                              .progress = uc_progress_report,
                              .progress_ctx = &progress};
    uc_status status;

    uc_progress_start(&progress, w->run->options->quiet);
    status = uc_parallel_run(&pool, w->n_todo, err);
    uc_progress_end(&progress);
    return status;
}

uc_status uc_stage_simulate(const uc_trial_plan *plan, const uc_simulate_run *run,
                            uc_scores *scores, bool *sharded, uc_error *err)
{
    const bool is_shard = run->options->n_shards > 1;
    work w = {.plan = plan, .run = run};
    uc_error closing;
    uc_status status = alloc_work(&w, err), closed;

    if (status == UC_OK)
        status = load(&w, err);
    if (status == UC_OK)
        status = list_todo(&w, err);
    if (status == UC_OK)
        status = run_pool(&w, err);
    closed = uc_trial_store_close(w.store, &closing);
    if (status == UC_OK && closed != UC_OK) {
        *err = closing;
        status = closed;
    }
    if (status == UC_OK && run->options->store != NULL && !run->options->quiet)
        uc_message("%s: %zu repeats added", run->options->store, w.n_todo);
    if (status == UC_OK && !is_shard)
        status = uc_scores_of(plan, w.trial, run->n_repeats, scores, err);
    if (status == UC_OK)
        *sharded = is_shard;
    free_work(&w);
    return status;
}
