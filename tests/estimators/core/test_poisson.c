/* test_poisson.c - unit tests of estimators/core/poisson.h */
#include "tests/support.h"

#include <gsl/gsl_cdf.h>

#include "estimators/core/poisson.h"

/* Log probabilities are compared by |difference|, which is the relative error of the
 * probability. GSL's own is about 1e-13 here. */
#define TOL_GSL 1e-11

static void assert_log(double got, double want, double tol)
{
    if (!(fabs(got - want) <= tol))
        fail_msg("log probability %.17g, want %.17g", got, want);
}

static void moderate_tails_equal_gsl(void **state)
{
    static const double means[] = {0.001, 0.3, 1, 2.5, 17, 60.25, 200};

    (void)state;
    for (size_t m = 0; m < sizeof means / sizeof *means; m++)
        for (unsigned k = 0; k <= 260; k++) {
            const double lower = gsl_cdf_poisson_P(k, means[m]);
            const double upper = k == 0 ? 1.0 : gsl_cdf_poisson_Q(k - 1, means[m]);

            if (lower > 1e-290)
                assert_log(uc_poisson_log_lower(k, means[m]), log(lower), TOL_GSL);
            if (upper > 1e-290)
                assert_log(uc_poisson_log_upper(k, means[m]), log(upper), TOL_GSL);
        }
}

/* Summed with 60 digits (mpmath 1.3). Log probabilities of thousands carry the rounding
 * of their parts, about 1e-16 of the largest part (1e6 log 1e6). */
static void extreme_tails_do_not_underflow(void **state)
{
    (void)state;
    assert_rel(uc_poisson_log_upper(1000, 1), -5913.1271789888282654, 1e-14);
    assert_rel(uc_poisson_log_upper(50, 1e-8), -1069.5118041591952272, 1e-14);
    assert_rel(uc_poisson_log_upper(3000, 2000), -220.22085026509393314, 1e-12);
    assert_rel(uc_poisson_log_upper(1e6, 9e5), -5366.0398566076870475, 1e-11);
    assert_rel(uc_poisson_log_lower(1, 10000), -9990.789559633023484, 1e-14);
    assert_rel(uc_poisson_log_lower(5, 3000), -2964.7539864044695316, 1e-14);
    assert_rel(uc_poisson_log_lower(9e5, 1e6), -5181.0074264882458346, 1e-11);
}

static void closed_forms(void **state)
{
    (void)state;
    assert_rel(uc_poisson_log_lower(0, 750), -750.0, TOL_EXACT);
    assert_rel(uc_poisson_log_upper(1, 1e-10), log(-expm1(-1e-10)), 1e-14);
    assert_rel(uc_poisson_log_upper(1, 3), log(-expm1(-3.0)), 1e-14);
    assert_true(uc_poisson_log_upper(0, 4) == 0.0);
    assert_true(uc_poisson_log_upper(-1, 4) == 0.0);
    assert_true(uc_poisson_log_lower(-1, 4) == -INFINITY);
    assert_true(uc_poisson_log_upper(1, 0) == -INFINITY);
    assert_true(uc_poisson_log_upper(0, 0) == 0.0);
    assert_true(uc_poisson_log_lower(0, 0) == 0.0);
}

/* P(X >= k) + P(X <= k-1) = 1, over and under the mode. */
static void tails_complete_each_other(void **state)
{
    (void)state;
    for (double mean = 0.25; mean < 3000; mean *= 2.7)
        for (double k = 1; k < 2 * mean + 5; k += 1 + floor(mean / 9)) {
            const double sum = exp(uc_poisson_log_upper(k, mean)) +
                               exp(uc_poisson_log_lower(k - 1, mean));

            assert_rel(sum, 1.0, 1e-11);
            assert_true(uc_poisson_log_upper(k, mean) <= 0.0);
            assert_true(uc_poisson_log_lower(k, mean) <= 0.0);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moderate_tails_equal_gsl),
        cmocka_unit_test(extreme_tails_do_not_underflow),
        cmocka_unit_test(closed_forms),
        cmocka_unit_test(tails_complete_each_other),
    };
    return cmocka_run_group_tests_name("poisson", tests, NULL, NULL);
}
