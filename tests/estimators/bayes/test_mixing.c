/* test_mixing.c - unit tests of estimators/bayes/mixing.h and chains.h */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "estimators/bayes/chains.h"
#include "estimators/core/quantile.h"
#include "estimators/core/variates.h"

#define N_CHAINS 4
#define N_DRAWS  4000

static double draw[N_CHAINS * N_DRAWS];

/* Autoregressive chains of unit variance: n (1-rho)/(1+rho) effective draws. */
static void fill(double rho, const double shift[N_CHAINS])
{
    uc_rng rng;

    for (size_t c = 0; c < N_CHAINS; c++) {
        double x;

        uc_rng_start(&rng, 1, 2, UC_RNG_CLASSES, c);
        x = uc_draw_normal(&rng);
        for (size_t i = 0; i < N_DRAWS; i++) {
            x = rho * x + sqrt(1.0 - rho * rho) * uc_draw_normal(&rng);
            draw[c * N_DRAWS + i] = x + shift[c];
        }
    }
}

static const double none[N_CHAINS] = {0};

static uc_mixing mixing(void)
{
    uc_mixing m;

    assert_int_equal(uc_mixing_of(draw, N_CHAINS, N_DRAWS, &m, NULL), UC_OK);
    return m;
}

static void independent_draws_are_all_effective(void **state)
{
    uc_mixing m;

    (void)state;
    fill(0.0, none);
    m = mixing();
    assert_true(m.rhat < 1.003);
    assert_true(fabs(m.ess_bulk / (N_CHAINS * N_DRAWS) - 1.0) < 0.1);
    assert_true(fabs(m.ess_tail / (N_CHAINS * N_DRAWS) - 1.0) < 0.15);
}

static void autocorrelation_costs_what_theory_says(void **state)
{
    static const double rho[] = {0.5, 0.8, 0.9};

    (void)state;
    for (size_t k = 0; k < 3; k++) {
        const double want = N_CHAINS * N_DRAWS * (1.0 - rho[k]) / (1.0 + rho[k]);

        fill(rho[k], none);
        assert_true(fabs(mixing().ess_bulk / want - 1.0) < 0.25);
    }
    fill(-0.5, none); /* better than independent */
    assert_true(mixing().ess_bulk > 2.0 * N_CHAINS * N_DRAWS);
}

static void a_chain_elsewhere_is_found(void **state)
{
    static const double shift[N_CHAINS] = {0.0, 0.0, 0.0, 2.0};

    (void)state;
    fill(0.0, shift);
    assert_true(mixing().rhat > 1.1);
    assert_true(mixing().ess_bulk < 100.0);
}

/* Same centre, other scale: only the folded ranks see it. */
static void a_chain_of_another_scale_is_found(void **state)
{
    (void)state;
    fill(0.0, none);
    for (size_t i = 0; i < N_DRAWS; i++)
        draw[i] *= 4.0;
    assert_true(mixing().rhat > 1.1);
}

/* A drift within every chain alike: only the halves differ. */
static void a_drift_is_found(void **state)
{
    (void)state;
    fill(0.0, none);
    for (size_t i = 0; i < N_CHAINS * N_DRAWS; i++)
        draw[i] += (double)(i % N_DRAWS) / N_DRAWS * 2.0;
    assert_true(mixing().rhat > 1.1);
}

static void chains_that_stand_still_have_no_draws(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_CHAINS * N_DRAWS; i++)
        draw[i] = (double)(i / N_DRAWS);
    assert_true(isinf(mixing().rhat));
    assert_true(mixing().ess_bulk == 0.0);
}

static void transformations_change_nothing(void **state)
{
    uc_mixing before, after;

    (void)state;
    fill(0.9, none);
    before = mixing();
    for (size_t i = 0; i < N_CHAINS * N_DRAWS; i++)
        draw[i] = exp(draw[i]);
    after = mixing();
    assert_true(before.ess_bulk == after.ess_bulk);
    assert_true(before.ess_tail == after.ess_tail);
}

/* sqrt(p(1-p)/n) over the normal density there. */
static void error_of_a_quantile_is_that_of_theory(void **state)
{
    static double sorted[N_CHAINS * N_DRAWS];
    const double p = 0.975, density = 0.05844507;
    double mcse;

    (void)state;
    fill(0.0, none);
    memcpy(sorted, draw, sizeof draw);
    uc_sort_doubles(sorted, N_CHAINS * N_DRAWS);
    assert_int_equal(
        uc_mixing_quantile_mcse(draw, N_CHAINS, N_DRAWS, sorted, p, &mcse, NULL),
        UC_OK);
    assert_true(
        fabs(mcse / (sqrt(p * (1 - p) / (N_CHAINS * N_DRAWS)) / density) - 1.0) < 0.3);
}

/* -- Chains ----------------------------------------------------------------------- */

/* An autoregression as a sampler; its coefficient is the context. */
static uc_status ar_start(const void *ctx, void *state, size_t chain, uc_rng *rng,
                          uc_error *err)
{
    (void)ctx;
    (void)rng;
    (void)err;
    *(double *)state = 50.0 * (double)chain;
    return UC_OK;
}

static void ar_step(const void *ctx, void *state, uc_rng *rng)
{
    const double rho = *(const double *)ctx;
    double *x = state;

    *x = rho * *x + sqrt(1.0 - rho * rho) * uc_draw_normal(rng);
}

static void ar_record(const void *ctx, const void *state, double out[])
{
    (void)ctx;
    out[0] = *(const double *)state;
}

static uc_chains run_ar(double rho, size_t most, size_t n_threads)
{
    const uc_sampler sampler = {.ctx = &rho,
                                .state_size = sizeof(double),
                                .n_recorded = 1,
                                .start = ar_start,
                                .step = ar_step,
                                .record = ar_record};
    const uc_chains_opts opts = {.seed = 4,
                                 .key = 5,
                                 .purpose = UC_RNG_CLASSES,
                                 .n_chains = 4,
                                 .first_round = 100,
                                 .most = most,
                                 .target = 400.0,
                                 .n_monitored = 1,
                                 .n_threads = n_threads};
    uc_chains chains;

    assert_int_equal(uc_chains_run(&sampler, &opts, &chains, NULL), UC_OK);
    return chains;
}

static void slower_chains_run_longer(void **state)
{
    uc_chains fast = run_ar(0.1, 1000000, 1), slow = run_ar(0.99, 1000000, 1);

    (void)state;
    assert_true(fast.mixed && slow.mixed);
    assert_true(fast.n_warm_up >= 100);
    assert_true(slow.n_kept >= 8 * fast.n_kept);
    assert_true(slow.worst.ess_bulk >= 400.0 && slow.worst.rhat <= 1.01);
    assert_true(slow.thin > 1 ? slow.n_draws <= UC_CHAINS_KEEP : 1);
    uc_chains_clear(&fast);
    uc_chains_clear(&slow);
}

static void chains_that_may_not_run_on_have_not_mixed(void **state)
{
    uc_chains chains = run_ar(0.999, 2000, 1);

    (void)state;
    assert_false(chains.mixed);
    assert_true(chains.n_warm_up + chains.n_kept <= 2000);
    uc_chains_clear(&chains);
}

static void threads_change_no_draw(void **state)
{
    uc_chains one = run_ar(0.9, 100000, 1), three = run_ar(0.9, 100000, 3);

    (void)state;
    assert_int_equal(one.n_draws, three.n_draws);
    assert_memory_equal(one.draw, three.draw, 4 * one.n_draws * sizeof *one.draw);
    uc_chains_clear(&one);
    uc_chains_clear(&three);
}

static void one_chain_is_refused(void **state)
{
    const uc_sampler sampler = {.n_recorded = 1};
    const uc_chains_opts opts = {.n_chains = 1, .first_round = 100, .n_monitored = 1};
    uc_chains chains = {.n_chains = 7};

    (void)state;
    assert_int_equal(uc_chains_run(&sampler, &opts, &chains, NULL), UC_EINVAL);
    assert_int_equal(chains.n_chains, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(independent_draws_are_all_effective),
        cmocka_unit_test(autocorrelation_costs_what_theory_says),
        cmocka_unit_test(a_chain_elsewhere_is_found),
        cmocka_unit_test(a_chain_of_another_scale_is_found),
        cmocka_unit_test(a_drift_is_found),
        cmocka_unit_test(chains_that_stand_still_have_no_draws),
        cmocka_unit_test(transformations_change_nothing),
        cmocka_unit_test(error_of_a_quantile_is_that_of_theory),
        cmocka_unit_test(slower_chains_run_longer),
        cmocka_unit_test(chains_that_may_not_run_on_have_not_mixed),
        cmocka_unit_test(threads_change_no_draw),
        cmocka_unit_test(one_chain_is_refused),
    };
    return cmocka_run_group_tests_name("mixing", tests, NULL, NULL);
}
