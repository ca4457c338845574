/* jobs.c - what is timed */
#include "tests/bench/bench.h"

#include <stdlib.h>

#include "estimators/mse/batch.h"
#include "estimators/mse/hierarchy.h"
#include "estimators/mse/loglin.h"
#include "estimators/mse/search.h"

#define N_WARM 200000

/* A fit of 5 lists and 12 terms from the solution of a table one person apart. */
static bench_tally warm_fits(const bench_job *job)
{
    static const uint32_t terms[] = {1, 2, 4,  8,  16, 3,
                                     5, 6, 18, 12, 7}; /* [123,25,34] */
    const size_t n_terms = sizeof terms / sizeof *terms;
    uc_dense table = bench_dense(job->set);
    uc_loglin_ws ws;
    uc_loglin_fit fit;
    uc_error err = {0};

    if (uc_loglin_ws_alloc(table.n_lists, table.n_cells, &ws, &err) != UC_OK)
        bench_give_up(job->name, &err);
    for (size_t i = 0; i <= N_WARM; i++) {
        if (uc_loglin_fit_terms(&ws, &table, terms, n_terms, i > 0 ? &ws.base : NULL,
                                &fit, &err) != UC_OK)
            bench_give_up(job->name, &err);
        if (i == 0) {
            uc_newton_point_copy(table.n_cells, &ws.base, &ws.point);
            table.count[3] += 1.0;
            uc_dense_refresh(&table);
        }
    }
    uc_loglin_ws_free(&ws);
    uc_dense_free(&table);
    return (bench_tally){.fits = N_WARM};
}

typedef struct walk {
    const uc_dense *table;
    uc_loglin_ws ws;
    double best;
    size_t n;
} walk;

static uc_status fit_model(void *ctx, const uint32_t terms[], size_t n, uc_error *err)
{
    walk *w = ctx;
    uc_loglin_fit fit;
    uc_status status = uc_loglin_fit_terms(&w->ws, w->table, terms, n, NULL, &fit, err);

    if (status == UC_OK && fit.existence == 0 && fit.bic < w->best)
        w->best = fit.bic;
    w->n++;
    return status;
}

/* Every model of all orders, by the fit code of the search. */
static bench_tally enumerate_once(const bench_job *job)
{
    uc_dense table = bench_dense(job->set);
    walk w = {.table = &table, .best = 1e300};
    uc_error err = {0};

    if (uc_loglin_ws_alloc(table.n_lists, table.n_cells, &w.ws, &err) != UC_OK ||
        uc_hierarchy_walk(table.n_lists, 0, fit_model, &w, &err) != UC_OK)
        bench_give_up(job->name, &err);
    uc_loglin_ws_free(&w.ws);
    uc_dense_free(&table);
    return (bench_tally){.replicates = 1.0, .fits = (double)w.n};
}

/* The same choice by the search, often enough to be timed. */

static bench_tally search_often(const bench_job *job)
{
    uc_dense table = bench_dense(job->set);
    uc_search *search = uc_search_alloc(table.n_lists);
    const uc_search_opts opts = {.rule = UC_RULE_BIC, .n_best = 1};
    const uc_search_result *result;
    uc_error err = {0};
    bench_tally t = {.replicates = BENCH_SEARCHES};

    for (size_t i = 0; i < BENCH_SEARCHES; i++) {
        if (search == NULL ||
            uc_search_run(search, &table, &opts, &result, &err) != UC_OK)
            bench_give_up(job->name, &err);
        t.fits += (double)result->n_fits;
    }
    uc_search_free(search);
    uc_dense_free(&table);
    return t;
}

/* Fits of the point estimate alone; those of the replicates are not counted. */
static double fits_of(const bench_job *job, const uc_estimate *e)
{
    return job->n_boot == 0 ? (double)e->search.n_fits : 0.0;
}

static uc_mse_settings settings_for(const bench_job *job)
{
    uc_mse_settings settings;

    uc_mse_settings_init(&settings);
    settings.n_boot = job->n_boot;
    return settings;
}

static bench_tally estimate_once(const bench_job *job)
{
    uc_capture_table table = bench_table(job->set);
    const uc_mse_settings settings = settings_for(job);
    const uc_batch_item item = {&table,    1,    uc_registry_find(job->method),
                                &settings, NULL, 0};
    uc_estimate e = {0};
    uc_error err = {0};
    bench_tally t;

    if (uc_mse_batch(&item, 1, NULL, &e, &err) != UC_OK)
        bench_give_up(job->name, &err);
    t = (bench_tally){.replicates = (double)job->n_boot, .fits = fits_of(job, &e)};
    if (job->n_boot > 0)
        t.replicates += (double)table.n_histories;
    uc_estimate_clear(&e);
    uc_capture_table_clear(&table);
    return t;
}

/* Many strata at once: the same table under different keys. */
#define N_STRATA 1000

static bench_tally estimate_strata(const bench_job *job)
{
    uc_capture_table table = bench_table(job->set);
    const uc_mse_settings settings = settings_for(job);
    uc_batch_item *item = calloc(N_STRATA, sizeof *item);
    uc_estimate *e = calloc(N_STRATA, sizeof *e);
    uc_error err = {.msg = "no memory"};

    if (item == NULL || e == NULL)
        bench_give_up(job->name, &err);
    for (size_t i = 0; i < N_STRATA; i++)
        item[i] = (uc_batch_item){&table,    i,    uc_registry_find(job->method),
                                  &settings, NULL, 0};
    if (uc_mse_batch(item, N_STRATA, NULL, e, &err) != UC_OK)
        bench_give_up(job->name, &err);
    for (size_t i = 0; i < N_STRATA; i++)
        uc_estimate_clear(&e[i]);
    free(item);
    free(e);
    uc_capture_table_clear(&table);
    return (bench_tally){.replicates = (double)N_STRATA * (double)job->n_boot};
}

static bench_tally scaleup(const bench_job *job)
{
    (void)job;
    bench_scaleup();
    return (bench_tally){.replicates = 2000};
}

static bench_tally successive(const bench_job *job)
{
    (void)job;
    bench_successive();
    return (bench_tally){.replicates = 500};
}

static bench_tally survey(const bench_job *job)
{
    bench_survey(job->set, job->method);
    return (bench_tally){.replicates = 0};
}

static bench_tally classes(const bench_job *job)
{
    return (bench_tally){.draws = bench_classes(job->set)};
}

const bench_job bench_jobs[] = {
    {"200,000 warm fits, 5 lists, 12 terms", "3 us each", "UKdat_5", NULL, 0, 7, false,
     warm_fits},
    {BENCH_ALL_MODELS, "", "UKdat_5", NULL, 0, 5, false, enumerate_once},
    {BENCH_SEARCH, "", "UKdat_5", NULL, 0, 5, false, search_often},
    {"UKdat: 200 searches", "", "UKdat", NULL, 0, 3, false, search_often},
    {"UKdat_5 bic, B = 1,000", "1.5 s", "UKdat_5", "bic", 1000, 5, false,
     estimate_once},
    {"UKdat bic, B = 1,000", "10 s", "UKdat", "bic", 1000, 3, false, estimate_once},
    {"Ned bic, B = 1,000", "30 s", "Ned", "bic", 1000, 3, false, estimate_once},
    {"NewOrl bic, point", "0.3 s", "NewOrl", "bic", 0, 5, false, estimate_once},
    {"stepwise UKdat, B = 1,000", "0.5 s", "UKdat", "stepwise", 1000, 5, false,
     estimate_once},
    {"UKdat_5 decomposable", "0.4 s", "UKdat_5", "decomposable", 0, 3, false,
     estimate_once},
    {"UKdat decomposable", "3 s", "UKdat", "decomposable", 0, 3, false, estimate_once},
    {"UKdat latent-class", "", "UKdat", "latent-class", 0, 1, false, estimate_once},
    {"Kosovo latent-class", "", "Kosovo", "latent-class", 0, 1, false, estimate_once},
    {"Kosovo, four chains of 10 classes", "372 draws/s", "Kosovo", NULL, 0, 3, false,
     classes},
    {"UKdat, four chains of 10 classes", "480 draws/s", "UKdat", NULL, 0, 3, false,
     classes},
    {"UKdat_5 bic, B = 200", "", "UKdat_5", "bic", 200, 5, false, estimate_once},
    {"1,000 strata UKdat_5 bic, B = 200", "1.2 x 1,000 of these", "UKdat_5", "bic", 200,
     1, true, estimate_strata},
    {"survey, 1,000,000 rows, 160 groups", "3 s, 300 MiB", "a,b", "taylor", 0, 3, false,
     survey},
    {"survey, 10 groups, bootstrap 500", "15 s", "d", "bootstrap", 0, 3, false, survey},
    {"scale-up, 100,000 x 22, rescaled 2,000", "10 s", NULL, NULL, 0, 3, false,
     scaleup},
    {"successive sampling, 500, bootstrap 500", "20 s", NULL, NULL, 0, 3, false,
     successive},
    {"survey, 10 groups, jkn 10,000 units", "seconds", "d", "jkn", 0, 3, false, survey},
    {"NewOrl bic, B = 1,000", "90 s", "NewOrl", "bic", 1000, 1, true, estimate_once},
};

_Static_assert(sizeof bench_jobs / sizeof *bench_jobs <= BENCH_MOST_JOBS, "room");

const size_t bench_n_jobs = sizeof bench_jobs / sizeof *bench_jobs;
