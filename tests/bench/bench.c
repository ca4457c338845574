/* bench.c - what the engine takes: one table on stdout, never a test
 *
 *   make bench             the jobs that take seconds
 *   UC_LONG=1 make bench   also NewOrl with 1,000 replicates, and 1,000 strata
 *   UC_GROWTH=1 make bench how cost grows, instead
 *
 * Processor time is of all threads. Memory is the largest the process has had, up to
 * and including the job; each job runs in a process of its own. Run from the root of
 * the tree.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/bench.h"

#include "estimators/core/parallel.h"
#include "estimators/core/quantile.h"
#include "estimators/mse/batch.h"
#include "estimators/mse/hierarchy.h"
#include "estimators/mse/loglin.h"
#include "estimators/mse/search.h"

#define MOST_RUNS 9

/* What one run did. */
typedef struct tally {
    double replicates; /* bootstrap and delete-one tables */
    double fits;       /* 0: not counted */
} tally;

typedef struct bench_job {
    const char *name;
    const char *goal;
    const char *set;
    const char *method; /* of an estimate; NULL: `work` is called alone */
    size_t n_boot;
    size_t n_runs;
    bool only_long;
    tally (*work)(const struct bench_job *job);
} bench_job;

/* -- Work ------------------------------------------------------------------------- */

#define N_WARM 200000

/* A fit of 5 lists and 12 terms from the solution of a table one person apart. */
static tally warm_fits(const bench_job *job)
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
    return (tally){.fits = N_WARM};
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
static tally enumerate_once(const bench_job *job)
{
    uc_dense table = bench_dense(job->set);
    walk w = {.table = &table, .best = 1e300};
    uc_error err = {0};

    if (uc_loglin_ws_alloc(table.n_lists, table.n_cells, &w.ws, &err) != UC_OK ||
        uc_hierarchy_walk(table.n_lists, 0, fit_model, &w, &err) != UC_OK)
        bench_give_up(job->name, &err);
    uc_loglin_ws_free(&w.ws);
    uc_dense_free(&table);
    return (tally){.replicates = 1.0, .fits = (double)w.n};
}

/* The same choice by the search, often enough to be timed. */
#define N_SEARCHES 200

static tally search_often(const bench_job *job)
{
    uc_dense table = bench_dense(job->set);
    uc_search *search = uc_search_alloc(table.n_lists);
    const uc_search_opts opts = {.rule = UC_RULE_BIC, .n_best = 1};
    const uc_search_result *result;
    uc_error err = {0};
    tally t = {.replicates = N_SEARCHES};

    for (size_t i = 0; i < N_SEARCHES; i++) {
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

static tally estimate_once(const bench_job *job)
{
    uc_capture_table table = bench_table(job->set);
    const uc_mse_settings settings = settings_for(job);
    const uc_batch_item item = {&table,    1,    uc_registry_find(job->method),
                                &settings, NULL, 0};
    uc_estimate e = {0};
    uc_error err = {0};
    tally t;

    if (uc_mse_batch(&item, 1, NULL, &e, &err) != UC_OK)
        bench_give_up(job->name, &err);
    t = (tally){(double)job->n_boot, fits_of(job, &e)};
    if (job->n_boot > 0)
        t.replicates += (double)table.n_histories;
    uc_estimate_clear(&e);
    uc_capture_table_clear(&table);
    return t;
}

/* Many strata at once: the same table under different keys. */
#define N_STRATA 1000

static tally estimate_strata(const bench_job *job)
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
    return (tally){.replicates = (double)N_STRATA * (double)job->n_boot};
}

static tally scaleup(const bench_job *job)
{
    (void)job;
    bench_scaleup();
    return (tally){2000, 0};
}

static tally successive(const bench_job *job)
{
    (void)job;
    bench_successive();
    return (tally){500, 0};
}

static tally survey(const bench_job *job)
{
    bench_survey(job->set, job->method);
    return (tally){.replicates = 0};
}

static const bench_job jobs[] = {
    {"200,000 warm fits, 5 lists, 12 terms", "3 us each", "UKdat_5", NULL, 0, 7, false,
     warm_fits},
    {"UKdat_5: all 6,893 models fitted", "", "UKdat_5", NULL, 0, 5, false,
     enumerate_once},
    {"UKdat_5: 200 searches", "", "UKdat_5", NULL, 0, 5, false, search_often},
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

#define N_JOBS (sizeof jobs / sizeof *jobs)

/* -- Timing ----------------------------------------------------------------------- */

typedef struct measure {
    double wall[MOST_RUNS]; /* seconds, ascending */
    size_t n_runs;
    double processor; /* seconds, mean of a run */
    tally done;       /* by one run */
    double memory;    /* MiB */
} measure;

static measure measure_job(const bench_job *job)
{
    measure m = {.n_runs = job->n_runs};
    const double before = bench_seconds(CLOCK_PROCESS_CPUTIME_ID);
    struct rusage usage;

    for (size_t r = 0; r < m.n_runs; r++) {
        const double start = bench_seconds(CLOCK_MONOTONIC);

        m.done = job->work(job);
        m.wall[r] = bench_seconds(CLOCK_MONOTONIC) - start;
    }
    m.processor = (bench_seconds(CLOCK_PROCESS_CPUTIME_ID) - before) / (double)m.n_runs;
    uc_sort_doubles(m.wall, m.n_runs);
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        m.memory = (double)usage.ru_maxrss / 1024.0;
    return m;
}

/* Measures in a child, so that memory is the job's own. False when it failed. */
static bool measure_apart(const bench_job *job, measure *m)
{
    int ends[2], status = 1;
    ssize_t n;
    pid_t child;

    if (pipe(ends) != 0)
        return false;
    (void)fflush(stdout);
    child = fork();
    if (child == 0) {
        const measure made = measure_job(job);

        n = write(ends[1], &made, sizeof made);
        _exit(n == (ssize_t)sizeof made ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    (void)close(ends[1]);
    do
        n = child < 0 ? -1 : read(ends[0], m, sizeof *m);
    while (n < 0 && errno == EINTR);
    (void)close(ends[0]);
    if (child > 0)
        (void)waitpid(child, &status, 0);
    return n == (ssize_t)sizeof *m && status == 0;
}

/* -- The table --------------------------------------------------------------------- */

static void print_rate(double amount, double time)
{
    if (amount > 0.0 && time > 0.0)
        (void)printf(" %11.0f", amount / time);
    else
        (void)printf(" %11s", "");
}

static void print_row(const bench_job *job, const measure *m)
{
    const double median = m->wall[m->n_runs / 2];

    (void)printf("%-37s %9.4f %8.4f %8.4f %9.4f", job->name, median, m->wall[0],
                 m->wall[m->n_runs - 1], m->processor);
    print_rate(m->done.replicates, median);
    print_rate(m->done.fits, median);
    (void)printf(" %7.1f  %s\n", m->memory, job->goal);
}

/* The same choice by search and by enumeration, in time and fits. */
static void print_ratio(const measure *all, const measure *search)
{
    const double by_search = search->wall[search->n_runs / 2] / N_SEARCHES;

    (void)printf("\nUKdat_5, one exact choice of a model: enumeration takes %.0f times "
                 "as long as the search (%.0f fits against %.0f).\n",
                 all->wall[all->n_runs / 2] / by_search, all->done.fits,
                 search->done.fits / N_SEARCHES);
}

int main(void)
{
    const char *text = getenv("UC_LONG");
    const bool everything = text != NULL && strcmp(text, "1") == 0;
    static measure m[N_JOBS];

    if (getenv("UC_GROWTH") != NULL) {
        bench_growth();
        return EXIT_SUCCESS;
    }
    (void)printf("%zu processors; seconds; tables are bootstrap and delete-one\n\n",
                 uc_parallel_n_processors());
    (void)printf("%-37s %9s %8s %8s %9s %11s %11s %7s  %s\n", "job", "median", "least",
                 "most", "processor", "tables/s", "fits/s", "MiB", "goal");
    for (size_t i = 0; i < N_JOBS; i++) {
        if (jobs[i].only_long && !everything)
            continue;
        if (!measure_apart(&jobs[i], &m[i])) {
            (void)fprintf(stderr, "bench: %s failed\n", jobs[i].name);
            return EXIT_FAILURE;
        }
        print_row(&jobs[i], &m[i]);
    }
    print_ratio(&m[1], &m[2]);
    return EXIT_SUCCESS;
}
