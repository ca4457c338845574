/* test_posterior.c - methods with a posterior as estimates: draws, totals, averages */
#include "tests/support.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/bayes/graphs/graph_posterior.h"
#include "estimators/core/quantile.h"
#include "estimators/core/variates.h"
#include "estimators/mse/total.h"
#include "tests/estimators/bayes/uniform.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

static const char *const methods[] = {"decomposable", "latent-class", "bayes-threshold",
                                      "bma"};

/* The median of 4,000 draws is within four standard errors of the posterior's. */
static void draws_are_of_the_posterior(void **state)
{
    uc_mse_settings s = settings_of(NULL);

    (void)state;
    for (size_t m = 0; m < 4; m++) {
        uc_estimate e = published_estimate("NewOrl_5", methods[m], &s);
        const size_t n = e.draws.n_chains * e.draws.n_draws;
        const double slack = m == 1 || m == 2 ? 16.0 : 4.0; /* chains: fewer count */
        double *sorted = malloc(n * sizeof *sorted), low, high;

        assert_int_equal(e.status, UC_MSE_OK);
        assert_in_range(n, UC_DRAWS_KEPT - 3, UC_DRAWS_KEPT);
        memcpy(sorted, e.draws.persons, n * sizeof *sorted);
        uc_sort_doubles(sorted, n);
        low = uc_quantile8(sorted, n, 0.5 - slack * sqrt(0.25 / (double)n));
        high = uc_quantile8(sorted, n, 0.5 + slack * sqrt(0.25 / (double)n));
        assert_true(e.estimate >= low && e.estimate <= high);
        assert_int_equal(e.n_intervals, 1);
        assert_int_equal(e.interval[0].kind, UC_INTERVAL_CREDIBLE);
        assert_true(e.interval[0].low < e.estimate && e.estimate < e.interval[0].high);
        assert_true(sorted[0] >= 186.0);
        free(sorted);
        uc_estimate_clear(&e);
    }
}

static void same_bytes_for_any_number_of_threads(void **state)
{
    uc_mse_settings s = settings_of(NULL);
    uc_capture_table table = published_capture("NewOrl_5");

    (void)state;
    for (size_t m = 0; m < 4; m++) {
        const uc_batch_item item = {&table, 2013, uc_registry_find(methods[m]),
                                    &s,     NULL, 0};
        const uc_batch_opts one = {.n_threads = 1}, five = {.n_threads = 5};
        uc_estimate a = {0}, b = {0};

        assert_int_equal(uc_mse_batch(&item, 1, &one, &a, NULL), UC_OK);
        assert_int_equal(uc_mse_batch(&item, 1, &five, &b, NULL), UC_OK);
        assert_memory_equal(&a.estimate, &b.estimate, sizeof a.estimate);
        assert_memory_equal(a.draws.persons, b.draws.persons,
                            a.draws.n_chains * a.draws.n_draws *
                                sizeof *a.draws.persons);
        uc_estimate_clear(&a);
        uc_estimate_clear(&b);
    }
    uc_capture_table_clear(&table);
}

static void streams_hang_on_seed_and_names(void **state)
{
    uc_mse_settings s = settings_of(NULL), other = settings_of("seed", "2", NULL);
    uc_capture_table table = published_capture("Korea");
    const uc_batch_item item[] = {
        {&table, 1, uc_registry_find("decomposable"), &s, NULL, 0},
        {&table, 2, uc_registry_find("decomposable"), &s, NULL, 0},
        {&table, 1, uc_registry_find("decomposable"), &other, NULL, 0}};
    uc_estimate e[3] = {{0}};

    (void)state;
    assert_int_equal(uc_mse_batch(item, 3, NULL, e, NULL), UC_OK);
    assert_true(e[0].estimate == e[1].estimate); /* the posterior itself is the same */
    assert_true(memcmp(e[0].draws.persons, e[1].draws.persons, 800) != 0);
    assert_true(memcmp(e[0].draws.persons, e[2].draws.persons, 800) != 0);
    for (size_t i = 0; i < 3; i++)
        uc_estimate_clear(&e[i]);
    uc_capture_table_clear(&table);
}

/* Draw r of the total is the sum of draw r of the strata. */
static void totals_add_draws(void **state)
{
    uc_mse_settings s = settings_of("level", "0.95,0.5", NULL);
    uc_estimate a = published_estimate("Korea", "decomposable", &s);
    uc_estimate b = published_estimate("NewOrl_5", "bma", &s);
    const uc_estimate *const both[] = {&a, &b};
    double sums[UC_DRAWS_KEPT];
    uc_mse_total total;

    (void)state;
    for (size_t r = 0; r < UC_DRAWS_KEPT; r++)
        sums[r] = a.draws.persons[r] + b.draws.persons[r];
    uc_sort_doubles(sums, UC_DRAWS_KEPT);
    assert_int_equal(uc_mse_total_of(both, 2, &s, &total, NULL), UC_OK);
    assert_int_equal(total.n_intervals, 2);
    assert_int_equal(total.interval[1].kind, UC_INTERVAL_CREDIBLE);
    assert_true(total.estimate == uc_quantile8(sums, UC_DRAWS_KEPT, 0.5));
    assert_true(total.interval[0].low ==
                uc_quantile8(sums, UC_DRAWS_KEPT, 0.5 * (1.0 - 0.95)));
    assert_true(total.interval[1].high ==
                uc_quantile8(sums, UC_DRAWS_KEPT, 0.5 * (1.0 + 0.5)));
    assert_rel(total.hidden, total.estimate - 309.0, TOL_CLOSED);
    uc_mse_total_clear(&total);
    uc_estimate_clear(&a);
    uc_estimate_clear(&b);
}

/* Weights by BIC alone: those of the ranking, exp(-BIC/2), within the cut. */
static void weights_by_bic_are_those_of_the_ranking(void **state)
{
    uc_mse_settings s = settings_of("weights", "bic", "cut", "12", NULL);
    uc_estimate e = published_estimate("Kosovo", "bma", &s);
    uc_dense table = published_table("Kosovo");
    const uc_loglin_fit best = fit_of(&table, "[123,134]");
    const uc_loglin_fit next = fit_of(&table, "[123,14,34]");
    double first = NAN, second = NAN;

    (void)state;
    for (size_t i = 0; i < e.n_facts; i++)
        if (strcmp(e.fact[i].code, "models") == 0) {
            const char *a = strstr(e.fact[i].text, "[123,134] ");
            const char *b = strstr(e.fact[i].text, "[123,14,34] ");

            assert_non_null(a);
            assert_non_null(b);
            first = atof(a + strlen("[123,134] "));
            second = atof(b + strlen("[123,14,34] "));
        }
    /* printed to three digits */
    assert_true(fabs(second / first - exp(0.5 * (best.bic - next.bic))) < 0.01);
    uc_dense_free(&table);
    uc_estimate_clear(&e);
}

/* The reference samples models under another prior with few effective draws (ess): its
 * median's error is about 1.25 sd/sqrt(ess), the sd a quarter of its interval. */
static void near_the_reference_for_pairs(void **state)
{
    static const char *const name[] = {"Korea", "UKdat_5"};
    uc_mse_settings s = settings_of("max-order", "2", NULL);

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        uc_estimate e = published_estimate(name[k], "bma", &s);
        char path[128];
        json_t *json, *q;
        double sd, want;

        (void)snprintf(path, sizeof path, "tests/oracle/conting/bict_%s_SBH_seed1.json",
                       name[k]);
        json = json_load_file(path, 0, NULL);
        assert_non_null(json);
        q = json_object_get(json, "quantiles");
        want = json_number_value(json_object_get(json, "median"));
        sd = 0.25 * (json_number_value(json_object_get(q, "97.5%")) -
                     json_number_value(json_object_get(q, "2.5%")));
        if (k == 0) /* Korea: 4 models, which the reference visits all */
            assert_true(fabs(e.estimate - want) <
                        3.0 * 1.25 * sd /
                            sqrt(json_number_value(json_object_get(json, "ess"))));
        else /* it never leaves one mode of two; ours has to hold its median */
            assert_true(e.interval[0].low < want && want < e.interval[0].high);
        json_decref(json);
        uc_estimate_clear(&e);
    }
}

static void a_cut_leaves_models_out_and_weights_matter(void **state)
{
    uc_mse_settings narrow = settings_of("cut", "0.01", NULL), wide = settings_of(NULL);
    uc_estimate a = published_estimate("Kosovo", "bma", &narrow);
    uc_estimate b = published_estimate("Kosovo", "bma", &wide);
    uc_estimate one = published_estimate("Kosovo", "bic", &narrow);

    (void)state;
    /* one model: the log-normal law of its fit, whose median is the fit */
    assert_rel(a.estimate, one.estimate, TOL_CLOSED);
    uc_estimate_clear(&one);
    assert_true(b.std_error > a.std_error);
    uc_estimate_clear(&a);
    uc_estimate_clear(&b);
}

/* -- Calibration of decomposable graphs ------------------------------------------- */

/* Dirichlet with delta in each cell of the margin of `set`. */
static void draw_margin(uc_rng *rng, unsigned set, double delta, double cell[8])
{
    const unsigned outside = 3u - (unsigned)__builtin_popcount(set);
    double sum = 0.0;

    for (unsigned c = 0; c < 8; c++) {
        cell[c] = (c & ~set) == 0 ? uc_draw_gamma(rng, delta * (1u << outside)) : 0.0;
        sum += cell[c];
    }
    for (unsigned c = 0; c < 8; c++)
        cell[c] /= sum;
}

/* Cell probabilities of a graph: the first clique, then each next one given its
 * separator. Hyper-Dirichlet: Dawid & Lauritzen (1993). */
static void draw_cells(uc_rng *rng, const uc_graph *g, double delta, double p[8])
{
    for (unsigned w = 0; w < 8; w++)
        p[w] = 1.0;
    for (size_t k = 0; k < g->n_cliques; k++) {
        const unsigned set = g->clique[k];
        const unsigned given = k > 0 ? g->separator[k - 1] : 0;
        double cell[8], margin[8] = {0};

        draw_margin(rng, set, delta, cell);
        for (unsigned c = 0; c < 8; c++)
            margin[c & given] += cell[c];
        for (unsigned w = 0; w < 8; w++)
            p[w] *= cell[w & set] / margin[w & given];
    }
}

static void ranks_of_the_truth_are_uniform(void **state)
{
    const uc_graph_opts opts = {
        .delta = 0.5, .prior = {UC_PRIOR_NEGBIN, 120.0, 4.0}, .n_threads = 1};
    const double zeros[8] = {0};
    uc_dense table = table_of(3, zeros);
    uc_graph *graphs;
    uniform ranks = {{0}, 0};
    size_t n_graphs;

    (void)state;
    assert_int_equal(uc_graphs_all(3, &graphs, &n_graphs, NULL), UC_OK);
    for (uint64_t r = 0; r < 1000; r++) {
        double p[8], hidden, below = 0.0;
        uc_graph_posterior posterior;
        uc_rng rng;

        uc_rng_start(&rng, 2026, r, UC_RNG_BOOTSTRAP, 0);
        draw_cells(&rng, &graphs[uc_rng_below(&rng, (uint32_t)n_graphs)], opts.delta,
                   p);
        uc_draw_multinomial(&rng, uc_draw_negative_binomial(&rng, 4.0, 4.0 / 124.0), 8,
                            p, table.count);
        hidden = table.count[0];
        table.count[0] = 0.0;
        uc_dense_refresh(&table);
        if (!(table.n_people > 0.0))
            continue; /* nobody seen: no table to estimate from, whatever was drawn */
        assert_int_equal(uc_graph_posterior_of(&table, &opts, &posterior, NULL), UC_OK);
        for (size_t m = 0; m < posterior.n_points && (double)m <= hidden; m++)
            below +=
                posterior.mass[m] * ((double)m < hidden ? 1.0 : uc_rng_uniform(&rng));
        uniform_add(&ranks, below);
        uc_graph_posterior_clear(&posterior);
    }
    assert_true(ranks.n > 950.0);
    assert_true(uniform_chi2(&ranks) < UNIFORM_LIMIT);
    free(graphs);
    uc_dense_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_are_of_the_posterior),
        cmocka_unit_test(same_bytes_for_any_number_of_threads),
        cmocka_unit_test(streams_hang_on_seed_and_names),
        cmocka_unit_test(totals_add_draws),
        cmocka_unit_test(weights_by_bic_are_those_of_the_ranking),
        cmocka_unit_test(near_the_reference_for_pairs),
        cmocka_unit_test(a_cut_leaves_models_out_and_weights_matter),
        cmocka_unit_test(ranks_of_the_truth_are_uniform),
    };
    return cmocka_run_group_tests_name("posterior", tests, NULL, NULL);
}
