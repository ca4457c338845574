/* repeated_boot.c - bootstrap of totals from repeated counts */
#include "estimators/repeated/repeated_boot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/parallel.h"
#include "estimators/core/quantile.h"
#include "estimators/core/rng.h"
#include "estimators/core/variates.h"

typedef struct context {
    const uc_repeated_data *data;
    const uc_repeated_fit *fit;
    const uc_repeated_boot_opts *opts;
    size_t n_quantities;
    double population; /* the estimate, to a whole number */
    double *value;     /* replicates x quantities */
    uc_repeated_end *end;
} context;

typedef struct worker {
    double *people; /* n_cells */
} worker;

static void worker_free(void *p)
{
    free(((worker *)p)->people);
}

/* Totals of one replicate: of all, then of each level. */
static void totals(const context *ctx, const uc_repeated_fit *fit,
                   const double people[], double value[])
{
    const uc_repeated_data *data = ctx->data;
    uc_repeated_total total;
    size_t c, l, q = 0;

    uc_repeated_sum(data, fit, people, SIZE_MAX, 0, 0.0, &total);
    value[q++] = total.total;
    for (c = 0; c < data->n_covariates; c++)
        for (l = 0; l < uc_repeated_n_levels(data, c); l++) {
            uc_repeated_sum(data, fit, people, c, l, 0.0, &total);
            value[q++] = total.total;
        }
}

static uc_status replicate(void *p, void *w, size_t task, uc_error *err)
{
    const context *ctx = p;
    worker *mine = w;
    uc_repeated_fit fit;
    uc_rng rng;
    double n;
    uc_status status;

    if (mine->people == NULL)
        mine->people = calloc(ctx->data->n_cells + 1, sizeof *mine->people);
    if (mine->people == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the bootstrap");
    uc_rng_start(&rng, ctx->opts->seed, ctx->opts->key, UC_RNG_REPEATED, task);
    n = uc_draw_binomial(&rng, ctx->population, ctx->data->n_people / ctx->population);
    uc_draw_multinomial(&rng, n, ctx->data->n_cells, ctx->data->people, mine->people);
    status = uc_repeated_fit_model(ctx->data, ctx->fit->model, mine->people, &fit, err);
    if (status != UC_OK)
        return status;
    ctx->end[task] = fit.end;
    if (fit.end == UC_REPEATED_OK)
        totals(ctx, &fit, mine->people, ctx->value + task * ctx->n_quantities);
    uc_repeated_fit_clear(&fit);
    return UC_OK;
}

static void summarise(const context *ctx, size_t q, double room[],
                      uc_repeated_boot_one *one)
{
    const double alpha = (1.0 - ctx->opts->level) / 2.0;
    double mean = 0.0, squares = 0.0;
    size_t i, n = 0;

    for (i = 0; i < ctx->opts->n_replicates; i++)
        if (ctx->end[i] == UC_REPEATED_OK)
            room[n++] = ctx->value[i * ctx->n_quantities + q];
    *one = (uc_repeated_boot_one){(double)NAN, (double)NAN, (double)NAN};
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

static uc_status gather(const context *ctx, uc_repeated_boot *boot, uc_error *err)
{
    const size_t b = ctx->opts->n_replicates;
    double *room = calloc(b + 1, sizeof *room);
    size_t i, q;

    boot->one = calloc(ctx->n_quantities, sizeof *boot->one);
    if (room == NULL || boot->one == NULL) {
        free(room);
        return uc_fail(err, UC_ENOMEM, "no memory for the bootstrap");
    }
    boot->n_asked = b;
    boot->n_quantities = ctx->n_quantities;
    for (i = 0; i < b; i++) {
        boot->n_usable += ctx->end[i] == UC_REPEATED_OK;
        boot->n_failed[ctx->end[i]] += ctx->end[i] != UC_REPEATED_OK;
    }
    for (q = 0; q < ctx->n_quantities; q++)
        summarise(ctx, q, room, &boot->one[q]);
    free(room);
    return UC_OK;
}

uc_status uc_repeated_bootstrap(const uc_repeated_data *data,
                                const uc_repeated_fit *fit,
                                const uc_repeated_boot_opts *opts,
                                uc_repeated_boot *boot, uc_error *err)
{
    uc_repeated_boot made = {.n_asked = 0};
    uc_repeated_total total;
    context ctx = {.data = data, .fit = fit, .opts = opts, .n_quantities = 1};
    const uc_parallel pool = {.n_threads = opts->n_threads,
                              .task = replicate,
                              .ctx = &ctx,
                              .worker_size = sizeof(worker),
                              .worker_free = worker_free,
                              .cancel = opts->cancel};
    uc_status status = UC_OK;
    size_t c;

    for (c = 0; c < data->n_covariates; c++)
        ctx.n_quantities += uc_repeated_n_levels(data, c);
    uc_repeated_sum(data, fit, NULL, SIZE_MAX, 0, 0.0, &total);
    ctx.population = fmax(floor(total.total + 0.5), data->n_people);
    if (!(ctx.population < 9e15))
        return uc_fail(err, UC_ENUMERIC, "the population is too large to draw from");
    ctx.value = calloc(opts->n_replicates * ctx.n_quantities + 1, sizeof *ctx.value);
    ctx.end = calloc(opts->n_replicates + 1, sizeof *ctx.end);
    if (ctx.value == NULL || ctx.end == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for the bootstrap");
    if (status == UC_OK)
        status = uc_parallel_run(&pool, opts->n_replicates, err);
    if (status == UC_OK)
        status = gather(&ctx, &made, err);
    free(ctx.value);
    free(ctx.end);
    if (status == UC_OK)
        *boot = made;
    else
        uc_repeated_boot_clear(&made);
    return status;
}

void uc_repeated_boot_clear(uc_repeated_boot *boot)
{
    free(boot->one);
    memset(boot, 0, sizeof *boot);
}
