/* test_total.c - unit tests of estimators/mse/total.h */
#include "tests/support.h"

#include <stdlib.h>

#include "estimators/core/quantile.h"
#include "estimators/mse/bootstrap.h"
#include "estimators/mse/total.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

#define TOL_ROUNDED 1e-11

static uc_mse_total total_of(const uc_estimate *const e[], size_t n,
                             const uc_mse_settings *s)
{
    uc_mse_total total;

    assert_int_equal(uc_mse_total_of(e, n, s, &total, NULL), UC_OK);
    return total;
}

static const char all_kinds[] = "normal,percentile,bca,jackknife";

static void one_stratum_is_its_own_total(void **state)
{
    uc_mse_settings s = settings_of("bootstrap", "200", "interval", all_kinds, "level",
                                    "0.95,0.8", "top", "1,all", NULL);
    uc_estimate e = published_estimate("Korea", "bic", &s);
    const uc_estimate *one[] = {&e};
    uc_mse_total total = total_of(one, 1, &s);

    (void)state;
    assert_int_equal(total.n_strata, 1);
    assert_int_equal(total.n_with_estimate, 1);
    assert_int_equal(total.n_observed, 123);
    assert_true(total.estimate == e.estimate && total.hidden == e.hidden);
    assert_rel(total.std_error, e.std_error, TOL_EXACT);
    assert_int_equal(total.n_intervals, e.n_intervals);
    assert_int_equal(e.n_intervals, 14);
    for (size_t i = 0; i < e.n_intervals; i++) {
        const uc_interval *got = &total.interval[i], *want = &e.interval[i];

        assert_int_equal(got->kind, want->kind);
        assert_true(got->level == want->level && got->top == want->top);
        assert_rel(got->low, want->low, TOL_ROUNDED);
        assert_rel(got->high, want->high, TOL_ROUNDED);
        assert_int_equal(got->few_high, want->few_high);
        if (want->kind == UC_INTERVAL_BCA)
            assert_rel(got->adjusted_high, want->adjusted_high, TOL_ROUNDED);
    }
    assert_int_equal(total.replicates, 200);
    uc_mse_total_clear(&total);
    uc_estimate_clear(&e);
}

/* A stratum made by hand: 100 observed, replicates estimate + 1, 2, ... or -1, -2, ...
 */
#define N_BOOT 400

typedef struct stratum {
    double replicate[N_BOOT];
    double delete_one[2];
    uint64_t count[2];
    uc_bootstrap boot;
    uc_interval interval[4];
    uc_estimate e;
} stratum;

static void make(stratum *s, double estimate, double step, size_t n_boot)
{
    for (size_t r = 0; r < n_boot; r++)
        s->replicate[r] = estimate + step * ((double)r - 150.5);
    s->delete_one[0] = estimate - step;
    s->delete_one[1] = estimate + 4 * step;
    s->count[0] = 80;
    s->count[1] = 20;
    s->boot = (uc_bootstrap){.top = UC_TOP_ALL,
                             .replicates = n_boot,
                             .estimate = s->replicate,
                             .n_jackknife = 2,
                             .jackknife = s->delete_one,
                             .jackknife_count = s->count};
    s->interval[0] = (uc_interval){UC_INTERVAL_BCA, .level = 0.95, .top = UC_TOP_ALL};
    s->interval[1] =
        (uc_interval){UC_INTERVAL_PERCENTILE, .level = 0.95, .top = UC_TOP_ALL};
    s->interval[2] = (uc_interval){UC_INTERVAL_NORMAL, .level = 0.95};
    s->interval[3] =
        (uc_interval){UC_INTERVAL_JACKKNIFE, .level = 0.95, .top = UC_TOP_ALL};
    s->e = (uc_estimate){.status = UC_MSE_OK,
                         .n_observed = 100,
                         .estimate = estimate,
                         .hidden = estimate - 100,
                         .std_error = 10 * step,
                         .bootstrap = &s->boot,
                         .n_bootstraps = 1,
                         .interval = s->interval,
                         .n_intervals = 4};
}

static stratum a, b;

/* Replicate r of the sum is the sum of the strata's: 700 + 4 (r - 150.5); delete-one
 * residuals -+ step, centred: squares 80 step^2 + 20 (4 step)^2 = 400 step^2, cubes
 * (80 - 20 64) step^3 = -1200 step^3. Hence pooled over steps 1 and 3: squares 4000,
 * cubes -1200 28. */
static void two_strata_add_up(void **state)
{
    uc_mse_settings s = settings_of(NULL);
    const uc_estimate *two[] = {&a.e, &b.e};
    uc_mse_total total;
    uc_interval want = {.level = 0.95};
    const double acceleration = -1200.0 * 28 / (6 * pow(4000, 1.5));
    const double z0 = uc_normal_quantile(151.0 / N_BOOT);

    (void)state;
    make(&a, 300, 1, N_BOOT);
    make(&b, 400, 3, N_BOOT);
    total = total_of(two, 2, &s);
    assert_int_equal(total.n_with_estimate, 2);
    assert_int_equal(total.n_observed, 200);
    assert_true(total.estimate == 700 && total.hidden == 500);
    assert_rel(total.std_error, sqrt(100 + 900), TOL_EXACT);
    assert_int_equal(total.usable, N_BOOT);
    assert_rel(total.interval[1].low,
               700 + 4 * (1.0 / 3 + 0.025 * (N_BOOT + 1.0 / 3) - 151.5), TOL_ROUNDED);
    assert_rel(total.interval[0].adjusted_low, uc_bca_level(z0, acceleration, 0.025),
               1e-10);
    uc_lognormal_interval(200, 500, 1000, &want);
    assert_rel(total.interval[2].low, want.low, TOL_ROUNDED);
    uc_lognormal_interval(200, 500, 0.99 * 4000, &want);
    assert_rel(total.interval[3].high, want.high, TOL_ROUNDED);
    uc_mse_total_clear(&total);
}

static void replicates_with_a_gap_are_not_usable(void **state)
{
    uc_mse_settings s = settings_of(NULL);
    const uc_estimate *two[] = {&a.e, &b.e};
    uc_mse_total total;

    (void)state;
    make(&a, 300, 1, N_BOOT);
    make(&b, 400, 3, 350); /* fewer: the total has as many */
    a.replicate[7] = NAN;
    b.replicate[9] = NAN;
    total = total_of(two, 2, &s);
    assert_int_equal(total.replicates, 350);
    assert_int_equal(total.usable, 348);
    uc_mse_total_clear(&total);
}

static void a_missing_stratum_is_counted_and_left_out(void **state)
{
    uc_mse_settings s = settings_of(NULL);
    const uc_estimate none = {.status = UC_MSE_NO_FINITE_ESTIMATE,
                              .n_observed = 17,
                              .estimate = NAN,
                              .hidden = NAN,
                              .std_error = NAN};
    const uc_estimate *two[] = {&none, &a.e};
    uc_mse_total total;

    (void)state;
    make(&a, 300, 1, N_BOOT);
    total = total_of(two, 2, &s);
    assert_int_equal(total.n_strata, 2);
    assert_int_equal(total.n_with_estimate, 1);
    assert_int_equal(total.n_observed, 117);
    assert_true(total.estimate == 300);
    assert_int_equal(total.usable, N_BOOT);
    assert_int_equal(total.n_intervals, 4);
    uc_mse_total_clear(&total);
    total = total_of(two, 1, &s);
    assert_int_equal(total.n_with_estimate, 0);
    assert_true(isnan(total.estimate) && isnan(total.hidden) && isnan(total.std_error));
    assert_int_equal(total.n_intervals, 0);
    uc_mse_total_clear(&total);
}

static void without_jackknife_bca_and_jackknife_say_so(void **state)
{
    uc_mse_settings s = settings_of(NULL);
    const uc_estimate *two[] = {&a.e, &b.e};
    uc_mse_total total;

    (void)state;
    make(&a, 300, 1, N_BOOT);
    make(&b, 400, 3, N_BOOT);
    b.boot.n_jackknife = 0;
    total = total_of(two, 2, &s);
    assert_string_equal(total.interval[0].note, "no_jackknife");
    assert_true(isnan(total.interval[0].low));
    assert_null(total.interval[1].note);
    assert_string_equal(total.interval[3].note, "no_jackknife");
    uc_mse_total_clear(&total);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_stratum_is_its_own_total),
        cmocka_unit_test(two_strata_add_up),
        cmocka_unit_test(replicates_with_a_gap_are_not_usable),
        cmocka_unit_test(a_missing_stratum_is_counted_and_left_out),
        cmocka_unit_test(without_jackknife_bca_and_jackknife_say_so),
    };
    return cmocka_run_group_tests_name("total", tests, NULL, NULL);
}
