/* test_bootstrap.c - unit tests of estimators/mse/bootstrap.h on hand-made replicates
 */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "estimators/core/quantile.h"
#include "estimators/mse/bootstrap.h"
#include "tests/estimators/mse/fixtures.h"

/* Limits are rounded to 12 significant digits on purpose. */
#define TOL_ROUNDED 1e-11

static uc_replicates replicates_of(const double values[], size_t n, double estimate,
                                   bool ties_half)
{
    uc_replicates reps;

    assert_int_equal(uc_replicates_of(values, n, estimate, ties_half, &reps, NULL),
                     UC_OK);
    return reps;
}

/* 1, 2, ..., n */
static double *counting(size_t n)
{
    double *values = malloc(n * sizeof *values);

    assert_non_null(values);
    for (size_t i = 0; i < n; i++)
        values[i] = (double)(n - i);
    return values;
}

static void replicates_are_sorted_counted_and_compared(void **state)
{
    const double values[] = {30, NAN, 10, INFINITY, 20, 40, -INFINITY, 20};
    uc_replicates reps = replicates_of(values, 8, 25, false);

    (void)state;
    assert_int_equal(reps.n, 5);
    assert_true(reps.sorted[0] == 10 && reps.sorted[2] == 20 && reps.sorted[4] == 40);
    assert_rel(reps.z0, uc_normal_quantile(3.0 / 5), TOL_ROUNDED);
    assert_int_equal(reps.ties, 0);
    assert_rel(reps.std_error, sqrt((14 * 14 + 2 * 4 * 4 + 6 * 6 + 16 * 16) / 4.0),
               TOL_EXACT);
    uc_replicates_clear(&reps);
    assert_null(reps.sorted);
}

/* Within 1e-9 of the estimate is a tie, on either side; not below, or half below. */
static void ties_are_told_and_counted_as_asked(void **state)
{
    const double values[] = {
        90,  100, 100 * (1 - 0.9e-9), 100 * (1 + 0.9e-9), 100 * (1 - 2e-9), 110,
        120, 130};
    uc_replicates strict = replicates_of(values, 8, 100, false);
    uc_replicates half = replicates_of(values, 8, 100, true);

    (void)state;
    assert_int_equal(strict.ties, 3);
    assert_int_equal(half.ties, 3);
    assert_rel(strict.z0, uc_normal_quantile(2.0 / 8), TOL_ROUNDED);
    assert_rel(half.z0, uc_normal_quantile(3.5 / 8), TOL_ROUNDED);
    uc_replicates_clear(&strict);
    uc_replicates_clear(&half);
}

static uc_interval interval_of(const uc_replicates *reps, uc_interval_kind kind,
                               double acceleration)
{
    uc_interval interval = {.kind = kind, .level = 0.95, .note = "stale"};

    interval.note = NULL;
    uc_replicates_interval(reps, acceleration, &interval);
    return interval;
}

static void assert_no_limits(const uc_interval *interval, const char *note)
{
    assert_true(isnan(interval->low) && isnan(interval->high));
    assert_true(isnan(interval->adjusted_low) && isnan(interval->adjusted_high));
    assert_true(isnan(interval->mcse_low) && isnan(interval->mcse_high));
    assert_false(interval->few_low || interval->few_high);
    assert_string_equal(interval->note, note);
}

static void limits_that_do_not_exist_say_why(void **state)
{
    const double below[] = {1, 2, 3}, nothing[] = {NAN, NAN}, spread[] = {1, 2, 5};
    uc_replicates reps = replicates_of(below, 3, 10, false);
    uc_interval interval = interval_of(&reps, UC_INTERVAL_BCA, 0.1);

    (void)state;
    assert_true(isnan(reps.z0));
    assert_no_limits(&interval, "replicates_on_one_side");
    interval = interval_of(&reps, UC_INTERVAL_PERCENTILE, NAN); /* needs neither */
    assert_null(interval.note);
    assert_true(interval.low == 1 && interval.high == 3);
    uc_replicates_clear(&reps);

    reps = replicates_of(below, 3, 0.5, false); /* all above */
    interval = interval_of(&reps, UC_INTERVAL_BCA, 0.1);
    assert_no_limits(&interval, "replicates_on_one_side");
    uc_replicates_clear(&reps);

    reps = replicates_of(nothing, 2, 10, false);
    assert_int_equal(reps.n, 0);
    assert_true(isnan(reps.std_error));
    interval = interval_of(&reps, UC_INTERVAL_BCA, 0.1);
    assert_no_limits(&interval, "no_usable_replicates");
    interval = interval_of(&reps, UC_INTERVAL_PERCENTILE, 0.1);
    assert_no_limits(&interval, "no_usable_replicates");
    uc_replicates_clear(&reps);

    reps = replicates_of(spread, 3, 2.5, false);
    interval = interval_of(&reps, UC_INTERVAL_BCA, NAN);
    assert_no_limits(&interval, "no_jackknife");
    uc_replicates_clear(&reps);
}

/* 1 ... 1000 and an estimate in the middle: z0 = 0, so without acceleration bca equals
 * percentile; limits at 1/3 + p (n + 1/3). */
static void percentile_and_bca_of_a_thousand(void **state)
{
    double *values = counting(1000);
    uc_replicates reps = replicates_of(values, 1000, 500.5, false);
    const uc_interval plain = interval_of(&reps, UC_INTERVAL_PERCENTILE, NAN);
    const uc_interval zero = interval_of(&reps, UC_INTERVAL_BCA, 0.0);
    const uc_interval moved = interval_of(&reps, UC_INTERVAL_BCA, 0.05);
    const double n = 1000 + 1.0 / 3, se = sqrt(0.025 * 0.975 / 1000);
    const double level = uc_bca_level(0.0, 0.05, 0.975);

    (void)state;
    assert_rel(plain.low, 1.0 / 3 + 0.025 * n, TOL_ROUNDED);
    assert_rel(plain.high, 1.0 / 3 + 0.975 * n, TOL_ROUNDED);
    assert_rel(plain.adjusted_low, 0.025, TOL_ROUNDED);
    assert_rel(plain.adjusted_high, 0.975, TOL_ROUNDED);
    assert_rel(plain.mcse_low, se * n, 1e-9);
    assert_false(plain.few_low || plain.few_high);
    assert_rel(zero.low, plain.low, 1e-9);
    assert_rel(zero.high, plain.high, 1e-9);
    assert_rel(moved.adjusted_high, level, TOL_ROUNDED);
    assert_rel(moved.high, 1.0 / 3 + level * n, 1e-9);
    assert_true(moved.low > plain.low && moved.high > plain.high);
    uc_replicates_clear(&reps);
    free(values);
}

/* Ten replicates beyond a limit are enough, nine are few; told for each side. */
static void few_replicates_beyond_a_limit_are_told(void **state)
{
    double *values = counting(400);
    uc_replicates reps;
    uc_interval interval;

    (void)state;
    reps = replicates_of(values, 400, 200.5, false);
    interval =
        interval_of(&reps, UC_INTERVAL_PERCENTILE, NAN); /* limit 10.3: 10 below */
    assert_false(interval.few_low || interval.few_high);
    uc_replicates_clear(&reps);
    reps = replicates_of(values + 40, 360, 180.5, false); /* 9.3: 9 below */
    interval = interval_of(&reps, UC_INTERVAL_PERCENTILE, NAN);
    assert_true(interval.few_low && interval.few_high);
    uc_replicates_clear(&reps);
    reps = replicates_of(values, 400, 200.5, false);
    interval = interval_of(&reps, UC_INTERVAL_BCA, 0.2); /* reads further up */
    assert_false(interval.few_low);
    assert_true(interval.few_high);
    uc_replicates_clear(&reps);
    free(values);
}

/* -- Log-normal, jackknife -----------------------------------------------------------
 */

static void lognormal_interval_in_closed_form(void **state)
{
    const double c = exp(1.959963984540054 * sqrt(log(1 + 1600.0 / (200.0 * 200.0))));
    uc_interval interval = {.level = 0.95};

    (void)state;
    uc_lognormal_interval(100, 200, 1600, &interval);
    assert_rel(interval.low, 100 + 200 / c, TOL_ROUNDED);
    assert_rel(interval.high, 100 + 200 * c, TOL_ROUNDED);
    assert_true(isnan(interval.adjusted_low) && isnan(interval.mcse_low));
    assert_null(interval.note);
    uc_lognormal_interval(100, 200, 0.0, &interval); /* no spread: a point */
    assert_rel(interval.low, 300, TOL_ROUNDED);
    assert_rel(interval.high, 300, TOL_ROUNDED);
}

static void without_variance_there_is_no_lognormal_interval(void **state)
{
    uc_interval interval = {.level = 0.95};

    (void)state;
    uc_lognormal_interval(100, 0.0, 1600, &interval);
    assert_no_limits(&interval, "no_variance");
    uc_lognormal_interval(100, 200, NAN, &interval);
    assert_no_limits(&interval, "no_variance");
    uc_lognormal_interval(100, 200, INFINITY, &interval);
    assert_no_limits(&interval, "no_variance");
}

/* For a mean, delete-one estimates are (n mean - x)/(n-1): the jackknife variance is
 * s^2/n, and a = sum (x-mean)^3 / (6 (sum (x-mean)^2)^1.5) (Efron 1987). Here x = 1
 * five times, 4 three times, 10 twice. */
static void jackknife_of_a_mean(void **state)
{
    const double x[] = {1, 4, 10};
    const uint64_t count[] = {5, 3, 2};
    const double n = 10, mean = 3.7;
    double delete_one[3], squares = 0, cubes = 0, acceleration, std_error;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        delete_one[i] = (n * mean - x[i]) / (n - 1);
        squares += (double)count[i] * pow(x[i] - mean, 2);
        cubes += (double)count[i] * pow(x[i] - mean, 3);
    }
    uc_jackknife_of(delete_one, count, 3, &acceleration, &std_error);
    assert_rel(std_error, sqrt(squares / (n - 1) / n), 1e-12);
    assert_rel(acceleration, cubes / (6 * pow(squares, 1.5)), 1e-12);
}

static void a_jackknife_that_does_not_exist_is_nan(void **state)
{
    const double missing[] = {3, NAN}, same[] = {3, 3};
    const uint64_t count[] = {4, 2};
    double acceleration = 1, std_error = 1;

    (void)state;
    uc_jackknife_of(missing, count, 2, &acceleration, &std_error);
    assert_true(isnan(acceleration) && isnan(std_error));
    acceleration = std_error = 1;
    uc_jackknife_of(same, count, 2, &acceleration, &std_error);
    assert_true(isnan(acceleration) && isnan(std_error));
    acceleration = std_error = 1;
    uc_jackknife_of(same, count, 0, &acceleration, &std_error);
    assert_true(isnan(acceleration) && isnan(std_error));
}

/* -- Together
 * -------------------------------------------------------------------------- */

/* An estimate of 100 + 200 with replicates 1 ... 200 in two bootstraps. */
static uc_estimate hand_made(double *values, size_t n)
{
    static uint64_t count[] = {60, 40};
    static double delete_one[] = {299, 301.5};
    uc_estimate e = {.status = UC_MSE_OK,
                     .n_observed = 100,
                     .estimate = 300,
                     .hidden = 200,
                     .std_error = 40,
                     .n_bootstraps = 2};

    e.bootstrap = calloc(2, sizeof *e.bootstrap);
    assert_non_null(e.bootstrap);
    for (size_t i = 0; i < 2; i++)
        e.bootstrap[i] = (uc_bootstrap){.top = i == 0 ? 5 : UC_TOP_ALL,
                                        .replicates = n,
                                        .estimate = values,
                                        .n_jackknife = 2,
                                        .jackknife = delete_one,
                                        .jackknife_count = count};
    return e;
}

static void let_go(uc_estimate *e)
{
    free(e->bootstrap);
    free(e->interval);
}

/* Kind, then top, then level, the widest first; normal has no top. */
static void intervals_come_in_order(void **state)
{
    uc_mse_settings s = settings_of("interval", "normal,percentile,bca,jackknife",
                                    "level", "0.8,0.95", "bootstrap", "400", NULL);
    double *values = counting(400);
    uc_estimate e = hand_made(values, 400);
    static const uc_interval_kind kinds[] = {
        UC_INTERVAL_BCA,        UC_INTERVAL_BCA,        UC_INTERVAL_BCA,
        UC_INTERVAL_BCA,        UC_INTERVAL_PERCENTILE, UC_INTERVAL_PERCENTILE,
        UC_INTERVAL_PERCENTILE, UC_INTERVAL_PERCENTILE, UC_INTERVAL_NORMAL,
        UC_INTERVAL_NORMAL,     UC_INTERVAL_JACKKNIFE,  UC_INTERVAL_JACKKNIFE,
        UC_INTERVAL_JACKKNIFE,  UC_INTERVAL_JACKKNIFE};

    (void)state;
    values[0] = NAN;
    assert_int_equal(uc_bootstrap_conclude(&s, &e, NULL), UC_OK);
    assert_int_equal(e.n_intervals, 14);
    for (size_t i = 0; i < 14; i++) {
        const bool normal = e.interval[i].kind == UC_INTERVAL_NORMAL;

        assert_int_equal(e.interval[i].kind, kinds[i]);
        assert_true(e.interval[i].level == (i % 2 ? 0.8 : 0.95));
        assert_true(e.interval[i].top == (normal                 ? 0
                                          : i % 4 / 2 != (i > 8) ? UC_TOP_ALL
                                                                 : 5));
    }
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(e.bootstrap[i].usable, 399);
        assert_int_equal(e.bootstrap[i].failed, 1);
        assert_rel(e.bootstrap[i].z0, uc_normal_quantile(299.0 / 399), TOL_ROUNDED);
        assert_int_equal(e.bootstrap[i].ties, 1);
        /* residuals 1 (60 times) and -1.5 (40 times): squares 150, cubes -75 */
        assert_rel(e.bootstrap[i].acceleration, -75 / (6 * pow(150, 1.5)), 1e-12);
        assert_rel(e.bootstrap[i].jackknife_std_error, sqrt(0.99 * 150), 1e-12);
    }
    let_go(&e);
    free(values);
}

static void no_estimate_has_no_intervals(void **state)
{
    uc_mse_settings s = settings_of(NULL);
    uc_estimate e = {.status = UC_MSE_NO_PEOPLE};

    (void)state;
    assert_int_equal(uc_bootstrap_conclude(&s, &e, NULL), UC_OK);
    assert_int_equal(e.n_intervals, 0);
    let_go(&e);
}

static void a_jackknife_interval_without_jackknife_says_so(void **state)
{
    uc_mse_settings s = settings_of("interval", "jackknife,normal", NULL);
    double *values = counting(50);
    uc_estimate e = hand_made(values, 50);

    (void)state;
    e.n_bootstraps = 1;
    e.bootstrap[0].n_jackknife = 0;
    assert_int_equal(uc_bootstrap_conclude(&s, &e, NULL), UC_OK);
    assert_int_equal(e.n_intervals, 2);
    assert_null(e.interval[0].note);
    assert_int_equal(e.interval[1].kind, UC_INTERVAL_JACKKNIFE);
    assert_no_limits(&e.interval[1], "no_jackknife");
    let_go(&e);
    free(values);
}

/* 12 replicates beyond a limit of level 0.001 take 12,000; an unreachable one, no
 * number. */
static void replicates_needed(void **state)
{
    uc_interval interval[2] = {
        {.adjusted_low = 0.025, .adjusted_high = 0.999, .few_high = true},
        {.adjusted_low = 0.025, .adjusted_high = 0.975}};
    uc_estimate e = {.interval = interval, .n_intervals = 2};

    (void)state;
    assert_int_equal(uc_bootstrap_needed(&e, 1000), 12000);
    interval[0].adjusted_high =
        0.98; /* 600 would do, but did not: half as many again */
    assert_int_equal(uc_bootstrap_needed(&e, 1000), 1500);
    interval[0].few_high = false;
    assert_int_equal(uc_bootstrap_needed(&e, 1000), 1000);
    interval[1].few_low = true;
    interval[1].adjusted_low = 0.0;
    assert_true(uc_bootstrap_needed(&e, 1000) == SIZE_MAX);
    interval[1].adjusted_low = NAN; /* no limit, no need */
    assert_int_equal(uc_bootstrap_needed(&e, 1000), 1000);
}

static void rounding_to_twelve_digits(void **state)
{
    (void)state;
    assert_true(uc_round12(1.0 / 3) == 0.333333333333);
    assert_true(uc_round12(-123456.7890123456) == -123456.789012);
    assert_true(uc_round12(0.0) == 0.0);
    assert_true(isnan(uc_round12(NAN)));
    assert_true(isinf(uc_round12(INFINITY)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replicates_are_sorted_counted_and_compared),
        cmocka_unit_test(ties_are_told_and_counted_as_asked),
        cmocka_unit_test(limits_that_do_not_exist_say_why),
        cmocka_unit_test(percentile_and_bca_of_a_thousand),
        cmocka_unit_test(few_replicates_beyond_a_limit_are_told),
        cmocka_unit_test(lognormal_interval_in_closed_form),
        cmocka_unit_test(without_variance_there_is_no_lognormal_interval),
        cmocka_unit_test(jackknife_of_a_mean),
        cmocka_unit_test(a_jackknife_that_does_not_exist_is_nan),
        cmocka_unit_test(intervals_come_in_order),
        cmocka_unit_test(no_estimate_has_no_intervals),
        cmocka_unit_test(a_jackknife_interval_without_jackknife_says_so),
        cmocka_unit_test(replicates_needed),
        cmocka_unit_test(rounding_to_twelve_digits),
    };
    return cmocka_run_group_tests_name("bootstrap", tests, NULL, NULL);
}
