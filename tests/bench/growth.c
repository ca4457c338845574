/* growth.c - how cost grows, one dimension at a time */
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

#include "estimators/core/parallel.h"
#include "estimators/core/quantile.h"
#include "estimators/mse/batch.h"
#include "estimators/mse/loglin.h"
#include "estimators/mse/search.h"

#define N_RUNS 3

/* Median seconds of bic on `n_strata` tables with `n_boot` replicates each. */
static double time_of(const uc_capture_table *table, size_t n_strata, size_t n_boot,
                      size_t n_threads)
{
    const uc_batch_opts opts = {.n_threads = n_threads};
    uc_batch_item *item = calloc(n_strata, sizeof *item);
    uc_estimate *e = calloc(n_strata, sizeof *e);
    uc_error err = {.msg = "no memory"};
    uc_mse_settings settings;
    double wall[N_RUNS];

    uc_mse_settings_init(&settings);
    settings.n_boot = n_boot;
    if (item == NULL || e == NULL)
        bench_give_up("growth", &err);
    for (size_t r = 0; r < N_RUNS; r++) {
        const double start = bench_seconds(CLOCK_MONOTONIC);

        for (size_t i = 0; i < n_strata; i++)
            item[i] = (uc_batch_item){.table = table,
                                      .key = i,
                                      .method = uc_registry_find("bic"),
                                      .settings = &settings};
        if (uc_mse_batch(item, n_strata, &opts, e, &err) != UC_OK)
            bench_give_up("growth", &err);
        wall[r] = bench_seconds(CLOCK_MONOTONIC) - start;
        for (size_t i = 0; i < n_strata; i++)
            uc_estimate_clear(&e[i]);
    }
    free(item);
    free(e);
    uc_sort_doubles(wall, N_RUNS);
    return wall[N_RUNS / 2];
}

static void head(const char *what, const char *constant)
{
    (void)printf("\n%s (%s)\n%12s %12s %12s\n", what, constant, "", "seconds", "each");
}

/* `each` divides the time: replicates, people, ... */
static void line(size_t n, double time, double each)
{
    (void)printf("%12zu %12.4f %12.3g\n", n, time, time / each);
}

static void by_lists(void)
{
    head("Lists", "made tables of 5,000 people, search over all orders, B = 20; NewOrl "
                  "shows 8 lists");
    for (unsigned t = 3; t <= 7; t++) {
        uc_capture_table table = bench_made_table(t, 5000);

        line(t, time_of(&table, 1, 20, 1), 20.0 + (double)table.n_histories);
        uc_capture_table_clear(&table);
    }
}

/* Warm fits of six lists with more and more pairs. */
static void by_terms(void)
{
    uc_dense table = bench_dense("UKdat");
    uc_loglin_ws ws;
    uc_loglin_fit fit;
    uc_error err = {0};
    uint32_t term[32];
    size_t n = 0;

    head("Terms", "UKdat, 20,000 fits from the last one's solution");
    for (unsigned j = 0; j < 6; j++)
        term[n++] = 1U << j;
    if (uc_loglin_ws_alloc(table.n_lists, table.n_cells, &ws, &err) != UC_OK)
        bench_give_up("terms", &err);
    for (unsigned a = 0; a < 6; a++) {
        double start;

        for (unsigned b = a + 1; b < 6; b++)
            term[n++] = 1U << a | 1U << b;
        start = bench_seconds(CLOCK_MONOTONIC);
        for (size_t i = 0; i < 20000; i++)
            if (uc_loglin_fit_terms(&ws, &table, term, n, i > 0 ? &ws.base : NULL, &fit,
                                    &err) != UC_OK)
                bench_give_up("terms", &err);
            else if (i == 0)
                uc_newton_point_copy(table.n_cells, &ws.base, &ws.point);
        if (a < 5)
            line(n + 1, bench_seconds(CLOCK_MONOTONIC) - start, 20000.0);
    }
    uc_loglin_ws_free(&ws);
    uc_dense_free(&table);
}

static void by_people(void)
{
    head("People", "made tables of 5 lists, B = 200");
    for (size_t n = 1000; n <= 1000000; n *= 10) {
        uc_capture_table table = bench_made_table(5, n);

        line((size_t)table.n_people, time_of(&table, 1, 200, 1), 200.0);
        uc_capture_table_clear(&table);
    }
}

static void by_strata_replicates_threads(void)
{
    uc_capture_table table = bench_table("UKdat_5");

    head("Strata", "UKdat_5, B = 20, all threads");
    for (size_t n = 1; n <= 1000; n *= 10)
        line(n, time_of(&table, n, 20, 0), (double)n);
    head("Replicates", "UKdat_5, all threads");
    for (size_t n = 100; n <= 10000; n *= 10)
        line(n, time_of(&table, 1, n, 0), (double)n);
    head("Threads", "UKdat_5, B = 2,000");
    for (size_t n = 1; n <= uc_parallel_n_processors(); n++)
        line(n, time_of(&table, 1, 2000, n), 2000.0);
    uc_capture_table_clear(&table);
}

void bench_growth(void)
{
    (void)printf("How cost grows: median of %d runs, in seconds; 'each' is per table, "
                 "fit, replicate or stratum\n",
                 N_RUNS);
    by_lists();
    by_terms();
    by_people();
    by_strata_replicates_threads();
}
