/* crossed_boot.c - bootstrap of lists and covariates */
#include "estimators/crossed/crossed_boot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/parallel.h"
#include "estimators/core/quantile.h"
#include "estimators/core/rng.h"
#include "estimators/core/variates.h"

typedef struct context {
    const uc_crossed_table *table;
    const uc_crossed_terms *terms;
    const uc_crossed_boot_opts *opts;
    size_t n_quantities;
    double *value; /* replicates x quantities */
    uint64_t *set;
    bool *usable;
} context;

typedef struct worker {
    uc_crossed_fit fit;
    double *people;
} worker;

static void worker_free(void *p)
{
    worker *w = p;

    uc_crossed_fit_free(&w->fit);
    free(w->people);
}

static uc_status worker_ready(const context *ctx, worker *w, uc_error *err)
{
    if (w->people != NULL)
        return UC_OK;
    w->people = calloc(ctx->table->n_rows + 1, sizeof *w->people);
    if (w->people == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the bootstrap");
    return uc_crossed_fit_alloc(ctx->table, ctx->terms, &w->fit, err);
}

static uc_status choose(const context *ctx, worker *w, uc_crossed_choice *choice,
                        uc_error *err)
{
    uc_crossed_end end;
    uc_status status;

    if (!ctx->opts->fixed)
        return uc_crossed_search(&w->fit, ctx->opts->aic, ctx->opts->set,
                                 ctx->opts->limit, ctx->opts->cancel, choice, err);
    uc_crossed_fit_model(&w->fit, ctx->opts->set);
    status = uc_crossed_exists(&w->fit, &end, err);
    *choice = (uc_crossed_choice){.set = ctx->opts->set,
                                  .found = status == UC_OK && end == UC_CROSSED_OK};
    return status;
}

static uc_status replicate(void *p, void *worker_p, size_t task, uc_error *err)
{
    const context *ctx = p;
    worker *w = worker_p;
    uc_crossed_choice choice = {.found = false};
    uc_crossed_total total;
    uc_rng rng;
    size_t c, l, q = 0;
    double *value = ctx->value + task * ctx->n_quantities;
    uc_status status = worker_ready(ctx, w, err);

    if (status != UC_OK)
        return status;
    uc_rng_start(&rng, ctx->opts->seed, ctx->opts->key, UC_RNG_CROSSED, task);
    uc_draw_multinomial(&rng, ctx->table->n_people, ctx->table->n_rows,
                        ctx->table->people, w->people);
    uc_crossed_load(&w->fit, w->people);
    status = choose(ctx, w, &choice, err);
    if (status != UC_OK || !choice.found)
        return status;
    ctx->usable[task] = true;
    ctx->set[task] = choice.set;
    uc_crossed_sum(&w->fit, SIZE_MAX, 0, 0.0, &total);
    value[q++] = total.observed + total.hidden;
    for (c = 0; c < ctx->table->n_covariates; c++)
        for (l = 0; l < ctx->table->n_levels[c]; l++) {
            uc_crossed_sum(&w->fit, c, l, 0.0, &total);
            value[q++] = total.observed + total.hidden;
        }
    return UC_OK;
}

static void summarise(const context *ctx, size_t q, double room[],
                      uc_crossed_boot_one *one)
{
    const double alpha = (1.0 - ctx->opts->level) / 2.0;
    double mean = 0.0, squares = 0.0;
    size_t i, n = 0;

    for (i = 0; i < ctx->opts->n_replicates; i++)
        if (ctx->usable[i])
            room[n++] = ctx->value[i * ctx->n_quantities + q];
    *one = (uc_crossed_boot_one){(double)NAN, (double)NAN, (double)NAN};
    if (n < 2)
        return;
    for (i = 0; i < n; i++)
        mean += room[i] / (double)n;
    for (i = 0; i < n; i++)
        squares += (room[i] - mean) * (room[i] - mean);
    uc_sort_doubles(room, n);
    one->std_error = sqrt(squares / (double)(n - 1));
    one->low = uc_quantile8(room, n, alpha);
    one->high = uc_quantile8(room, n, 1.0 - alpha);
}

static uc_status gather(const context *ctx, uc_crossed_boot *boot, uc_error *err)
{
    double *room = calloc(ctx->opts->n_replicates + 1, sizeof *room);
    size_t i, q;

    boot->one = calloc(ctx->n_quantities, sizeof *boot->one);
    if (room == NULL || boot->one == NULL) {
        free(room);
        return uc_fail(err, UC_ENOMEM, "no memory for the bootstrap");
    }
    boot->n_asked = ctx->opts->n_replicates;
    boot->n_quantities = ctx->n_quantities;
    for (i = 0; i < boot->n_asked; i++) {
        boot->n_usable += ctx->usable[i];
        boot->n_same += ctx->usable[i] && ctx->set[i] == ctx->opts->set;
    }
    for (q = 0; q < ctx->n_quantities; q++)
        summarise(ctx, q, room, &boot->one[q]);
    free(room);
    return UC_OK;
}

uc_status uc_crossed_bootstrap(const uc_crossed_table *table,
                               const uc_crossed_terms *terms,
                               const uc_crossed_boot_opts *opts, uc_crossed_boot *boot,
                               uc_error *err)
{
    const size_t n = opts->n_replicates;
    context ctx = {.table = table, .terms = terms, .opts = opts, .n_quantities = 1};
    const uc_parallel pool = {.n_threads = opts->n_threads,
                              .task = replicate,
                              .ctx = &ctx,
                              .worker_size = sizeof(worker),
                              .worker_free = worker_free,
                              .cancel = opts->cancel};
    uc_crossed_boot made = {.n_asked = 0};
    uc_status status = UC_OK;
    size_t c;

    for (c = 0; c < table->n_covariates; c++)
        ctx.n_quantities += table->n_levels[c];
    ctx.value = calloc(n * ctx.n_quantities + 1, sizeof *ctx.value);
    ctx.set = calloc(n + 1, sizeof *ctx.set);
    ctx.usable = calloc(n + 1, sizeof *ctx.usable);
    if (ctx.value == NULL || ctx.set == NULL || ctx.usable == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for the bootstrap");
    if (status == UC_OK)
        status = uc_parallel_run(&pool, n, err);
    if (status == UC_OK)
        status = gather(&ctx, &made, err);
    free(ctx.value);
    free(ctx.set);
    free(ctx.usable);
    if (status == UC_OK)
        *boot = made;
    else
        uc_crossed_boot_clear(&made);
    return status;
}

void uc_crossed_boot_clear(uc_crossed_boot *boot)
{
    free(boot->one);
    memset(boot, 0, sizeof *boot);
}
