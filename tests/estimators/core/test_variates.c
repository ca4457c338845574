/* test_variates.c - unit tests of estimators/core/variates.h, and of the log gamma and
 * normal quantile that they rest on */
#include "tests/support.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "estimators/core/elementary.h"
#include "estimators/core/variates.h"

/* Ten bins equally likely under the law: chi-square of 9 degrees of freedom stays below
 * its 1e-5 quantile at the fixed seed. */
#define N_DRAWS 20000
#define N_BINS  10
#define CHI2_9  38.2

static void log_gamma_is_the_c_librarys(void **state)
{
    (void)state;
    for (double x = 1e-12; x < 1e9; x *= 1.37) {
        const double want = lgamma(x);

        /* the shift subtracts numbers near 40 */
        assert_true(fabs(uc_log_gamma(x) - want) <= 2e-14 * fmax(1.0, fabs(want)));
    }
    assert_true(isnan(uc_log_gamma(0.0)));
    assert_true(isnan(uc_log_gamma(-1.5)));
}

static void normal_quantile_is_gsls(void **state)
{
    (void)state;
    for (double p = 1e-18; p < 0.5; p *= 1.21) {
        assert_rel(uc_normal_quantile_exact(p), gsl_cdf_ugaussian_Pinv(p), 1e-12);
        if (p > 1e-10)
            assert_rel(uc_normal_quantile_exact(1.0 - p),
                       gsl_cdf_ugaussian_Pinv(1.0 - p), 1e-12);
    }
    assert_true(isnan(uc_normal_quantile_exact(0.0)));
    assert_true(isnan(uc_normal_quantile_exact(1.0)));
}

/* Chi-square of the probability transforms of draws. */
static double chi_square(const double cdf[])
{
    double n[N_BINS] = {0}, sum = 0.0;
    const double want = (double)N_DRAWS / N_BINS;

    for (size_t i = 0; i < N_DRAWS; i++) {
        size_t bin = (size_t)(cdf[i] * N_BINS);

        n[bin < N_BINS ? bin : N_BINS - 1] += 1.0;
    }
    for (size_t b = 0; b < N_BINS; b++)
        sum += (n[b] - want) * (n[b] - want) / want;
    return sum;
}

static double cdf[N_DRAWS];

static void continuous_laws(void **state)
{
    static const double shape[] = {0.05, 0.4, 1.0, 3.5, 250.0};
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 7, 1, UC_RNG_CLASSES, 0);
    for (size_t k = 0; k < 5; k++) {
        for (size_t i = 0; i < N_DRAWS; i++)
            cdf[i] = gsl_cdf_gamma_P(uc_draw_gamma(&rng, shape[k]), shape[k], 1.0);
        assert_true(chi_square(cdf) < CHI2_9);
        for (size_t i = 0; i < N_DRAWS; i++)
            cdf[i] = gsl_cdf_beta_P(uc_draw_beta(&rng, shape[k], 2.0), shape[k], 2.0);
        assert_true(chi_square(cdf) < CHI2_9);
    }
    for (size_t i = 0; i < N_DRAWS; i++)
        cdf[i] = gsl_cdf_ugaussian_P(uc_draw_normal(&rng));
    assert_true(chi_square(cdf) < CHI2_9);
}

/* The randomised probability transform of a discrete draw is uniform. */
static double randomised(uc_rng *rng, double upper, double mass)
{
    return upper - mass * uc_rng_uniform(rng);
}

static void poisson_law(void **state)
{
    static const double mean[] = {0.02, 0.9, 9.5, 10.5, 40.0, 3000.0, 3e4};
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 7, 2, UC_RNG_CLASSES, 0);
    for (size_t k = 0; k < 7; k++) {
        for (size_t i = 0; i < N_DRAWS; i++) {
            const unsigned x = (unsigned)uc_draw_poisson(&rng, mean[k]);

            cdf[i] = randomised(&rng, gsl_cdf_poisson_P(x, mean[k]),
                                gsl_ran_poisson_pdf(x, mean[k]));
        }
        assert_true(chi_square(cdf) < CHI2_9);
    }
    assert_true(uc_draw_poisson(&rng, 0.0) == 0.0);
}

static void binomial_law(void **state)
{
    static const struct {
        unsigned n;
        double p;
    } law[] = {{1, 0.3}, {12, 0.5}, {30, 0.9}, {50, 0.41}, {4000, 0.001}, {90000, 0.3}};
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 7, 3, UC_RNG_CLASSES, 0);
    for (size_t k = 0; k < 6; k++) {
        for (size_t i = 0; i < N_DRAWS; i++) {
            const unsigned x = (unsigned)uc_draw_binomial(&rng, law[k].n, law[k].p);

            assert_true(x <= law[k].n);
            cdf[i] = randomised(&rng, gsl_cdf_binomial_P(x, law[k].p, law[k].n),
                                gsl_ran_binomial_pdf(x, law[k].p, law[k].n));
        }
        assert_true(chi_square(cdf) < CHI2_9);
    }
    assert_true(uc_draw_binomial(&rng, 5.0, 1.0) == 5.0);
    assert_true(uc_draw_binomial(&rng, 5.0, 0.0) == 0.0);
    assert_true(uc_draw_binomial(&rng, 0.0, 0.5) == 0.0);
}

static void negative_binomial_law(void **state)
{
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 7, 4, UC_RNG_CLASSES, 0);
    for (size_t i = 0; i < N_DRAWS; i++) {
        const unsigned x = (unsigned)uc_draw_negative_binomial(&rng, 40.0, 0.1);

        cdf[i] = randomised(&rng, gsl_cdf_negative_binomial_P(x, 0.1, 40.0),
                            gsl_ran_negative_binomial_pdf(x, 0.1, 40.0));
    }
    assert_true(chi_square(cdf) < CHI2_9);
}

static void multinomial_keeps_the_sum_and_the_shares(void **state)
{
    const double weight[] = {0.0, 3.0, 0.0, 1.0, 6.0, 0.0};
    double sum[6] = {0}, counts[6];
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 7, 5, UC_RNG_CLASSES, 0);
    for (size_t i = 0; i < 1000; i++) {
        double n = 0.0;

        uc_draw_multinomial(&rng, 100.0, 6, weight, counts);
        for (size_t k = 0; k < 6; k++) {
            n += counts[k];
            sum[k] += counts[k];
        }
        assert_true(n == 100.0);
    }
    assert_true(sum[0] == 0.0 && sum[2] == 0.0 && sum[5] == 0.0);
    for (size_t k = 0; k < 6; k++) /* four binomial standard errors */
        assert_true(fabs(sum[k] / 1e5 - weight[k] / 10.0) <
                    4.0 * sqrt(0.25 / 1e5) + 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_gamma_is_the_c_librarys),
        cmocka_unit_test(normal_quantile_is_gsls),
        cmocka_unit_test(continuous_laws),
        cmocka_unit_test(poisson_law),
        cmocka_unit_test(binomial_law),
        cmocka_unit_test(negative_binomial_law),
        cmocka_unit_test(multinomial_keeps_the_sum_and_the_shares),
    };
    return cmocka_run_group_tests_name("variates", tests, NULL, NULL);
}
