/* test_distribution.c - quantiles of t, beta and chi-squared */
#include "tests/support.h"

#include "estimators/core/distribution.h"

/* R 4.2.2, qt(), qbeta(), qchisq(), printed to 17 digits; closed forms where there are.
 */
static void known_values(void **state)
{
    (void)state;
    assert_rel(uc_student_quantile(0.975, 1), tan(3.14159265358979323846 * 0.475),
               1e-13);
    assert_rel(uc_student_quantile(0.975, 2), 0.95 / sqrt(2 * 0.975 * 0.025), 1e-13);
    assert_rel(uc_student_quantile(0.975, 14), 2.1447866879169277, 1e-12);
    assert_rel(uc_student_quantile(0.025, 14), -2.1447866879169277, 1e-12);
    assert_rel(uc_student_quantile(0.975, INFINITY), 1.9599639845400545, 1e-13);
    assert_rel(uc_beta_quantile(0.3, 1, 7), 1 - pow(0.7, 1.0 / 7), 1e-13);
    assert_rel(uc_beta_quantile(0.3, 7, 1), pow(0.3, 1.0 / 7), 1e-13);
    assert_rel(uc_chi2_quantile(0.4, 2), -2 * log(0.6), 1e-13);
    assert_true(uc_chi2_quantile(0, 3) <= 0);
}

static void quantiles_invert_their_distribution(void **state)
{
    const double p[] = {1e-6, 0.01, 0.3, 0.5, 0.8, 0.9999};
    const double df[] = {0.7, 1, 5, 29, 31, 199, 1e5};
    size_t i, j;

    (void)state;
    for (i = 0; i < 6; i++)
        for (j = 0; j < 7; j++)
            assert_rel(uc_student_upper(uc_student_quantile(p[i], df[j]), df[j]),
                       1 - p[i], 1e-10);
}

static void outside_their_range(void **state)
{
    (void)state;
    assert_true(isnan(uc_student_quantile(0, 3)));
    assert_true(isnan(uc_student_quantile(0.5, 0)));
    assert_true(isnan(uc_beta_quantile(0.5, 0, 1)));
    assert_true(isnan(uc_chi2_quantile(1, 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_values),
        cmocka_unit_test(quantiles_invert_their_distribution),
        cmocka_unit_test(outside_their_range),
    };
    return cmocka_run_group_tests_name("distribution", tests, NULL, NULL);
}
