/* test_classes.c - unit tests of estimators/bayes/classes/classes.h and method
 * latent-class */
#include "tests/support.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/bayes/classes/classes.h"
#include "estimators/core/quantile.h"
#include "estimators/core/variates.h"
#include "tests/estimators/bayes/uniform.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

static uc_chains run(const uc_dense *table, size_t n_classes, size_t most,
                     double target, size_t n_threads, uint64_t key)
{
    const uc_chains_opts opts = {.seed = 1,
                                 .key = key,
                                 .purpose = UC_RNG_CLASSES,
                                 .n_chains = 4,
                                 .first_round = 500,
                                 .most = most,
                                 .target = target,
                                 .n_monitored = 2,
                                 .n_threads = n_threads};
    uc_classes classes;
    uc_sampler sampler;
    uc_chains chains;

    assert_int_equal(uc_classes_init(table, n_classes, &classes, NULL), UC_OK);
    sampler = uc_classes_sampler(&classes);
    assert_int_equal(uc_chains_run(&sampler, &opts, &chains, NULL), UC_OK);
    uc_classes_clear(&classes);
    return chains;
}

/* One class is independence, whose posterior is known:
 * p(N) = 1/N N!/(N-n)! prod_j B(n_j + 1, N - n_j + 1). */
static double exact_median(const uc_dense *t)
{
    double mass[20000], sum = 0.0, half = 0.0;
    size_t m = 0;

    for (; m < 20000; m++) {
        const double big = t->n_people + (double)m;
        double x = lgamma(big) - lgamma((double)m + 1.0);

        for (unsigned j = 0; j < t->n_lists; j++)
            x += lgamma(big - t->margin[1u << j] + 1.0) - lgamma(big + 2.0);
        mass[m] = x;
    }
    for (m = 0; m < 20000; m++)
        sum += exp(mass[m] - mass[500]);
    for (m = 0; half < 0.5 * sum; m++)
        half += exp(mass[m] - mass[500]);
    return t->n_people + (double)m - 1.0;
}

static double median_of(const uc_chains *chains, double n_people)
{
    const size_t n = chains->n_chains * chains->n_draws;
    double *sorted = malloc(n * sizeof *sorted), median;

    memcpy(sorted, uc_chains_of(chains, UC_CLASSES_HIDDEN), n * sizeof *sorted);
    uc_sort_doubles(sorted, n);
    median = n_people + uc_quantile8(sorted, n, 0.5);
    free(sorted);
    return median;
}

static void one_class_is_independence(void **state)
{
    uc_dense table = published_table("NewOrl");
    uc_chains chains = run(&table, 1, 200000, 4000.0, 2, 1);

    (void)state;
    assert_true(chains.mixed);
    /* posterior sd 135: four standard errors of the median of 4,000 draws are 10.7 */
    assert_true(fabs(median_of(&chains, table.n_people) - exact_median(&table)) < 10.7);
    uc_chains_clear(&chains);
    uc_dense_free(&table);
}

/* A draw from the prior, n persons seen, and the hidden number: given n, the counts are
 * multinomial and the hidden number negative binomial, both proper. */
static double prior_predictive(uc_rng *rng, size_t n_classes, double n, uc_dense *table,
                               double *log_miss)
{
    const double alpha = fmax(uc_draw_gamma(rng, 0.25) / 0.25, 1e-12);
    double cell[8] = {0}, rest = 1.0, none;

    for (size_t k = 0; k < n_classes; k++) {
        const double stick = k + 1 < n_classes ? uc_draw_beta(rng, 1.0, alpha) : 1.0;
        double capture[3];

        for (unsigned j = 0; j < 3; j++)
            capture[j] = uc_rng_uniform(rng);
        for (unsigned w = 0; w < 8; w++) {
            double p = rest * stick;

            for (unsigned j = 0; j < 3; j++)
                p *= (w >> j & 1u) != 0 ? capture[j] : 1.0 - capture[j];
            cell[w] += p;
        }
        rest *= 1.0 - stick;
    }
    none = cell[0];
    *log_miss = log(none / (1.0 - none));
    cell[0] = 0.0;
    uc_draw_multinomial(rng, n, 8, cell, table->count);
    uc_dense_refresh(table);
    return uc_draw_negative_binomial(rng, n, 1.0 - none);
}

static void ranks_of_the_truth_are_uniform(void **state)
{
    const double zeros[8] = {0};
    uc_dense table = table_of(3, zeros);
    uniform hidden = {{0}, 0}, miss = {{0}, 0};

    (void)state;
    for (uint64_t r = 0; r < 200; r++) {
        uc_rng rng;
        double truth, log_miss;
        uc_chains chains;
        size_t n;

        uc_rng_start(&rng, 2026, r, UC_RNG_BOOTSTRAP, 0);
        truth = prior_predictive(&rng, 3, 50.0, &table, &log_miss);
        chains = run(&table, 3, 1500, 1e9, 2, r);
        n = chains.n_chains * chains.n_draws;
        uniform_add(&hidden, uniform_rank(uc_chains_of(&chains, UC_CLASSES_HIDDEN), n,
                                          truth, uc_rng_uniform(&rng)));
        uniform_add(&miss, uniform_rank(uc_chains_of(&chains, UC_CLASSES_LOG_MISS), n,
                                        log_miss, 0.5));
        uc_chains_clear(&chains);
    }
    assert_true(uniform_chi2(&hidden) < UNIFORM_LIMIT);
    assert_true(uniform_chi2(&miss) < UNIFORM_LIMIT);
    uc_dense_free(&table);
}

/* The reference's four seeds pooled; its spread between seeds is its error, ours the
 * simulation error of the median (1.25 sd/sqrt(effective draws)). Three of both. */
static void agrees_with_the_reference(void **state)
{
    static const char *const name[] = {"NewOrl", "NewOrl_5", "UKdat", "UKdat_5",
                                       "Kosovo"};

    (void)state;
    for (size_t k = 0; k < 5; k++) {
        uc_mse_settings s = settings_of("effective", "2000", NULL);
        uc_estimate e = published_estimate(name[k], "latent-class", &s);
        char path[128];
        json_t *want, *pooled, *spread;
        double error, ess = NAN;

        (void)snprintf(path, sizeof path, "tests/oracle/lcmcr/lcmcr_%s.json", name[k]);
        want = json_load_file(path, 0, NULL);
        assert_non_null(want);
        pooled = json_object_get(want, "pooled");
        spread = json_object_get(want, "between_seed_sd");
        for (size_t i = 0; i < e.n_facts; i++)
            if (strcmp(e.fact[i].code, "ess_bulk") == 0)
                ess = e.fact[i].value;
        if (!e.draws.mixed || ess < 2000.0)
            fail_msg("%s: %s", name[k], e.n_warnings > 0 ? e.warning[0].text : "few");
        error = hypot(json_number_value(json_object_get(spread, "median")),
                      1.25 * e.std_error / sqrt(ess));
        assert_true(fabs(e.estimate - json_number_value(json_object_get(
                                          pooled, "median"))) < 3.0 * error);
        assert_true(fabs(e.interval[0].low -
                         json_number_value(json_object_get(pooled, "q025"))) <
                    3.0 * (e.interval[0].mcse_low +
                           json_number_value(json_object_get(spread, "q025"))));
        assert_true(fabs(e.interval[0].high -
                         json_number_value(json_object_get(pooled, "q975"))) <
                    3.0 * (e.interval[0].mcse_high +
                           json_number_value(json_object_get(spread, "q975"))));
        json_decref(want);
        uc_estimate_clear(&e);
    }
}

/* The Netherlands have two modes, and it must be said. */
static void chains_that_do_not_mix_are_said_so(void **state)
{
    uc_mse_settings s = settings_of("iterations", "7000", NULL);
    uc_estimate e = published_estimate("Ned_5", "latent-class", &s);

    (void)state;
    assert_int_equal(e.status, UC_MSE_OK);
    assert_false(e.draws.mixed);
    assert_true(has_warning(&e, "chains_not_mixed"));
    uc_estimate_clear(&e);
}

static void threads_change_no_bit(void **state)
{
    uc_dense table = published_table("NewOrl_5");
    uc_chains one = run(&table, 10, 3500, 1e9, 1, 3);
    uc_chains four = run(&table, 10, 3500, 1e9, 4, 3);

    (void)state;
    assert_int_equal(one.n_draws, four.n_draws);
    assert_memory_equal(one.draw, four.draw,
                        one.n_recorded * 4 * one.n_draws * sizeof *one.draw);
    uc_chains_clear(&one);
    uc_chains_clear(&four);
    uc_dense_free(&table);
}

static void numbers_of_classes_out_of_range_are_refused(void **state)
{
    uc_dense table = published_table("Korea");
    uc_classes classes = {.n_classes = 5};

    (void)state;
    assert_int_equal(uc_classes_init(&table, 0, &classes, NULL), UC_EINVAL);
    assert_int_equal(uc_classes_init(&table, 65, &classes, NULL), UC_EINVAL);
    assert_int_equal(classes.n_classes, 5);
    uc_dense_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_class_is_independence),
        cmocka_unit_test(ranks_of_the_truth_are_uniform),
        cmocka_unit_test(agrees_with_the_reference),
        cmocka_unit_test(chains_that_do_not_mix_are_said_so),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(numbers_of_classes_out_of_range_are_refused),
    };
    return cmocka_run_group_tests_name("classes", tests, NULL, NULL);
}
