/* test_graph_grid.c - the graph posterior on the grid of Binette & Steorts (2022)
 *
 * Their program sums over 1,000 hidden counts, evenly spaced from 1 to 30 times the
 * observed, and no others. On that grid our weights must give every number that they
 * print; 'undercount reproduce bs2022' differs from them by the grid alone.
 */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "data/capture_reader.h"
#include "data/paper.h"
#include "estimators/bayes/graphs/graph_posterior.h"
#include "estimators/trust/variant.h"

#define POINTS 1000

static uc_dense table_of_row(const uc_paper_row *row)
{
    static const uc_capture_opts opts;
    uc_faults faults = {0};
    uc_capture_set set;
    uc_dense dense;
    char path[64];

    (void)snprintf(path, sizeof path, "data:%s", row->dataset);
    assert_int_equal(uc_capture_read(path, &opts, &faults, &set, NULL), UC_OK);
    if (row->within[0] != '\0') {
        uc_capture_table *table = &set.strata[0].table, within;
        uint64_t known;
        size_t j = 0;

        while (strcmp(set.list_names[j], row->within) != 0)
            j++;
        assert_int_equal(uc_variant_within(table, j, &within, &known, NULL), UC_OK);
        uc_capture_table_clear(table);
        *table = within;
    }
    assert_int_equal(
        uc_dense_alloc((unsigned)set.strata[0].table.n_lists, &dense, NULL), UC_OK);
    uc_dense_load(&dense, &set.strata[0].table);
    uc_capture_set_clear(&set);
    return dense;
}

/* Replaces the posterior by that of the row's table; returns the people of the table.
 */
static double posterior_of(const uc_paper_row *row, uc_graph_posterior *posterior)
{
    uc_dense dense = table_of_row(row);
    const double n = dense.n_people;
    const uc_graph_opts opts = {
        .first = 1, .last = (uint64_t)(30.0 * n), .n_threads = 1};

    uc_graph_posterior_clear(posterior);
    assert_int_equal(uc_graph_posterior_of(&dense, &opts, posterior, NULL), UC_OK);
    uc_dense_free(&dense);
    return n;
}

/* The first count of the grid at which the cumulated weight exceeds p. */
static double quantile_on_grid(const uc_graph_posterior *posterior, double n, double p)
{
    double sum = 0.0, all = 0.0, last = 0.0;

    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < POINTS; i++) {
            const double at = 1.0 + i * (30.0 * n - 1.0) / (POINTS - 1), m = rint(at);
            const double mass = posterior->mass[(size_t)m - 1];

            if (i > 0 && m == rint(1.0 + (i - 1) * (30.0 * n - 1.0) / (POINTS - 1)))
                continue; /* counted already */
            if (pass == 0) {
                all += mass;
                continue;
            }
            sum += mass;
            last = m;
            if (sum > p * all)
                return n + m;
        }
    return n + last;
}

static void every_published_number_is_that_of_the_grid(void **state)
{
    uc_paper paper = {0};
    uc_faults faults = {0};
    uc_graph_posterior posterior = {0};
    const uc_paper_row *last = NULL;
    double n = 0.0;
    size_t n_rows = 0;

    (void)state;
    assert_int_equal(uc_paper_read(&paper, "data:bs2022", &faults, NULL), UC_OK);
    for (size_t i = 0; i < paper.n_rows; i++) {
        const uc_paper_row *row = &paper.row[i];
        double p = 0.5, ours;

        if (strcmp(row->method, "decomposable") != 0 ||
            row->statistic > UC_PAPER_HIGH || isnan(row->published))
            continue;
        if (row->statistic != UC_PAPER_ESTIMATE)
            p = 0.5 *
                (row->statistic == UC_PAPER_LOW ? 1.0 - row->level : 1.0 + row->level);
        if (last == NULL || strcmp(row->dataset, last->dataset) != 0 ||
            strcmp(row->within, last->within) != 0)
            n = posterior_of(row, &posterior);
        last = row;
        ours = quantile_on_grid(&posterior, n, p);
        if (ours != row->published)
            fail_msg("%s within '%s', %g: %g on their grid, published %g", row->dataset,
                     row->within, p, ours, row->published);
        n_rows++;
    }
    uc_graph_posterior_clear(&posterior);
    assert_int_equal(n_rows, 61);
    uc_paper_clear(&paper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_published_number_is_that_of_the_grid),
    };
    return cmocka_run_group_tests_name("graph_grid", tests, NULL, NULL);
}
