/* test_quantile.c - unit tests of estimators/core/quantile.h */
#include "tests/support.h"

#include "estimators/core/quantile.h"
#include "estimators/core/rng.h"

/* By hand, as type 8 of R's quantile(): the position is
 * 1/3 + p (n + 1/3), between neighbours linear. */
static void quantiles_of_five_numbers(void **state)
{
    static const double x[] = {1, 4, 9, 16, 30};

    (void)state;
    assert_rel(uc_quantile8(x, 5, 0.5), 9.0, TOL_EXACT);
    assert_rel(uc_quantile8(x, 5, 0.25), 3.0, TOL_EXACT);           /* at 5/3 */
    assert_rel(uc_quantile8(x, 5, 0.3), 1 + 14.0 / 15 * 3, 1e-15);  /* at 29/15 */
    assert_rel(uc_quantile8(x, 5, 0.75), 16 + 14.0 / 3, TOL_EXACT); /* at 13/3 */
    assert_rel(uc_quantile8(x, 5, 0.1), 1.0, TOL_EXACT);            /* below 1 */
    assert_rel(uc_quantile8(x, 5, 0.9), 30.0, TOL_EXACT);           /* beyond 5 */
    assert_rel(uc_quantile8(x, 5, 0.0), 1.0, TOL_EXACT);
    assert_rel(uc_quantile8(x, 5, 1.0), 30.0, TOL_EXACT);
    assert_rel(uc_quantile8(x, 5, -0.5), 1.0, TOL_EXACT);
    assert_rel(uc_quantile8(x, 5, 1.5), 30.0, TOL_EXACT);
}

/* At p = (k - 1/3)/(n + 1/3) the quantile is the k-th value itself, whatever the
 * neighbours: rounding of the position must not reach for them. */
static void plotting_positions_return_the_values(void **state)
{
    double x[40];

    (void)state;
    for (size_t n = 1; n <= 40; n++) {
        for (size_t k = 0; k < n; k++)
            x[k] = exp(2.0 * (double)k);
        for (size_t k = 1; k <= n; k++)
            assert_rel(
                uc_quantile8(x, n, ((double)k - 1.0 / 3) / ((double)n + 1.0 / 3)),
                x[k - 1], 1e-13);
    }
}

static void quantiles_never_decrease(void **state)
{
    double x[25], last = -INFINITY;
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 47, 0, UC_RNG_BOOTSTRAP, 0);
    for (size_t i = 0; i < 25; i++)
        x[i] = uc_rng_uniform(&rng);
    x[7] = x[3];
    uc_sort_doubles(x, 25);
    for (size_t i = 0; i + 1 < 25; i++)
        assert_true(x[i] <= x[i + 1]);
    for (size_t i = 0; i <= 1000; i++) {
        const double q = uc_quantile8(x, 25, (double)i / 1000.0);

        assert_true(q >= last && q >= x[0] && q <= x[24]);
        last = q;
    }
}

/* Equally spaced values: half the distance of the quantiles one standard error to each
 * side is the standard error in ranks, sqrt(p (1-p)/n) (n + 1/3). */
static void monte_carlo_error_of_equally_spaced_values(void **state)
{
    double x[1000];

    (void)state;
    for (size_t i = 0; i < 1000; i++)
        x[i] = (double)i;
    assert_rel(uc_quantile_mcse(x, 1000, 0.5, 0.02), 0.02 * (1000 + 1.0 / 3), 1e-12);
    assert_rel(uc_quantile_mcse(x, 1000, 0.1, 0.01), 0.01 * (1000 + 1.0 / 3), 1e-12);
    assert_true(uc_quantile_mcse(x, 1, 0.5, 0.1) == 0.0);
}

/* Replicates of a uniform law on (0, 1), where a level and its quantile are the same
 * number: the spread of BCa limits over many bootstraps is what one bootstrap says of
 * it. z0 comes from the same replicates, and hides or adds to the error of the
 * quantile. */
static void bca_error_is_the_spread_of_limits(void **state)
{
    enum { N_BOOT = 1000, N_TIMES = 4000 };
    static const struct {
        double estimate, acceleration, p;
    } cases[] = {
        {0.5, 0.0, 0.1}, {0.35, 0.05, 0.9}, {0.7, -0.1, 0.975}, {0.6, 0.1, 0.1}};

    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const double true_z0 = uc_normal_quantile(cases[c].estimate);
        double sum = 0.0, squares = 0.0, mean;

        for (uint64_t t = 0; t < N_TIMES; t++) {
            double x[N_BOOT], below = 0.0, limit;
            uc_rng rng;

            uc_rng_start(&rng, 48, c, UC_RNG_BOOTSTRAP, t);
            for (size_t i = 0; i < N_BOOT; i++) {
                x[i] = uc_rng_uniform(&rng);
                below += x[i] < cases[c].estimate;
            }
            uc_sort_doubles(x, N_BOOT);
            limit = uc_quantile8(x, N_BOOT,
                                 uc_bca_level(uc_normal_quantile(below / N_BOOT),
                                              cases[c].acceleration, cases[c].p));
            sum += limit;
            squares += limit * limit;
        }
        mean = sum / N_TIMES;
        /* a standard deviation from 4,000 values is good to 1.1 % */
        assert_rel(
            sqrt(squares / N_TIMES - mean * mean),
            uc_bca_level_error(true_z0, cases[c].acceleration, cases[c].p, N_BOOT),
            0.05);
    }
}

static void bca_levels_in_closed_form(void **state)
{
    const double z = uc_normal_quantile(0.975), z0 = 0.2, a = 0.1;

    (void)state;
    assert_rel(uc_bca_level(0.0, 0.0, 0.025), 0.025, 1e-14);
    assert_rel(uc_bca_level(z0, 0.0, 0.975), uc_normal_cdf(2 * z0 + z), 1e-14);
    assert_rel(uc_bca_level(0.0, a, 0.975), uc_normal_cdf(z / (1 - a * z)), 1e-14);
    assert_rel(uc_bca_level(z0, a, 0.025),
               uc_normal_cdf(z0 + (z0 - z) / (1 - a * (z0 - z))), 1e-14);
    /* mirrored: both signs changed, the other tail */
    assert_rel(uc_bca_level(-z0, -a, 0.975), 1.0 - uc_bca_level(z0, a, 0.025), 1e-14);
}

static void beyond_the_pole_the_level_is_0_or_1(void **state)
{
    (void)state;
    assert_true(uc_bca_level(0.0, 1.0, 0.975) == 1.0);
    assert_true(uc_bca_level(0.0, -1.0, 0.025) == 0.0);
    assert_true(uc_bca_level(0.0, 1.0 / uc_normal_quantile(0.975), 0.975) == 1.0);
    assert_true(isnan(uc_bca_level(NAN, 0.1, 0.5)));
    assert_true(isnan(uc_bca_level(0.1, NAN, 0.5)));
    assert_true(isnan(uc_bca_level(INFINITY, 0.1, 0.5)));
}

/* Abramowitz & Stegun table 26.1. */
static void normal_law(void **state)
{
    (void)state;
    assert_rel(uc_normal_cdf(1.0), 0.841344746068543, 1e-14);
    assert_rel(uc_normal_cdf(-3.0), 0.00134989803163009, 1e-14);
    assert_rel(uc_normal_quantile(0.975), 1.95996398454005, 1e-14);
    assert_true(uc_normal_quantile(0.5) == 0.0);
    for (double p = 1e-9; p < 1.0; p += 0.0371)
        assert_rel(uc_normal_cdf(uc_normal_quantile(p)), p, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_of_five_numbers),
        cmocka_unit_test(plotting_positions_return_the_values),
        cmocka_unit_test(quantiles_never_decrease),
        cmocka_unit_test(monte_carlo_error_of_equally_spaced_values),
        cmocka_unit_test(bca_error_is_the_spread_of_limits),
        cmocka_unit_test(bca_levels_in_closed_form),
        cmocka_unit_test(beyond_the_pole_the_level_is_0_or_1),
        cmocka_unit_test(normal_law),
    };
    return cmocka_run_group_tests_name("quantile", tests, NULL, NULL);
}
