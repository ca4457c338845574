/* test_doubly.c - the doubly robust estimator: closed forms, properties, truth */
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/rng.h"
#include "estimators/core/variates.h"
#include "estimators/doubly/doubly.h"
#include "estimators/doubly/nuisance.h"
#include "tests/support.h"

#define MAX_PEOPLE 20000

typedef struct sample {
    double x[2 * MAX_PEOPLE];
    uint8_t on1[MAX_PEOPLE], on2[MAX_PEOPLE];
    size_t n;
} sample;

static const bool both_measures[] = {true, true};

/* A population whose chances of both lists rise with x1 (curved: with its square) and
 * fall with x2; independent given them. */
static sample *draw(size_t population, bool curved, uint64_t replicate)
{
    sample *s = calloc(1, sizeof *s);
    uc_rng rng;
    size_t i;

    assert_non_null(s);
    uc_rng_start(&rng, 3, 9, UC_RNG_SIMULATE, replicate);
    for (i = 0; i < population; i++) {
        const double a = uc_draw_normal(&rng), b = uc_rng_uniform(&rng);
        const double pull = curved ? a * a - 1.0 : a;
        const double p1 = 1.0 / (1.0 + uc_exp(0.7 - 0.8 * pull + 0.5 * b));
        const double p2 = 1.0 / (1.0 + uc_exp(0.4 - 0.8 * pull));
        const uint8_t y1 = uc_rng_uniform(&rng) < p1, y2 = uc_rng_uniform(&rng) < p2;

        s->x[2 * s->n] = a;
        s->x[2 * s->n + 1] = b;
        s->on1[s->n] = y1;
        s->on2[s->n] = y2;
        s->n += y1 + y2 > 0;
    }
    return s;
}

static uc_doubly_result estimate(const sample *s, size_t d, uc_nuisance nuisance,
                                 size_t folds)
{
    const uc_doubly_opts opts = {
        .nuisance = nuisance, .n_folds = folds, .seed = 1, .key = 2, .least = 0.005};
    uc_doubly_result r;

    assert_int_equal(uc_doubly_robust(s->n, d, s->x, both_measures, s->on1, s->on2,
                                      &opts, NULL, &r, NULL),
                     UC_OK);
    return r;
}

/* Without covariates and folds: Lincoln and Petersen's n1 n2 / n12, and the paper's
 * variance in closed form. With folds it differs by the folds' chance only. */
static void no_covariates_is_petersen(void **state)
{
    sample *s = draw(4000, false, 1);
    size_t m;

    (void)state;
    for (m = 0; m < UC_N_NUISANCES; m++) {
        const uc_doubly_result r = estimate(s, 0, (uc_nuisance)m, 1);
        const uc_doubly_result folded = estimate(s, 0, (uc_nuisance)m, 5);
        const double n1 = (double)r.n1, n2 = (double)r.n2, n12 = (double)r.n12;
        const double n = (double)r.n, total = n1 * n2 / n12, g = total / n;
        const double only1 = g * n / n1, only2 = g * n / n2;
        const double both = g * (n / n1 + n / n2 - n / n12);

        assert_rel(r.total, total, TOL_CLOSED);
        assert_rel(r.plug_in, total, TOL_CLOSED);
        assert_rel(r.variance,
                   (n1 - n12) * (only1 - g) * (only1 - g) +
                       (n2 - n12) * (only2 - g) * (only2 - g) +
                       n12 * (both - g) * (both - g) + n * g * (g - 1.0),
                   TOL_CLOSED);
        assert_rel(folded.total, total, 0.005);
    }
    free(s);
}

/* Chances that hang on covariates bias Petersen's; given them every nuisance that can
 * follow the curve removes it. */
static void covariates_remove_bias(void **state)
{
    size_t curved, m;

    (void)state;
    for (curved = 0; curved < 2; curved++) {
        sample *s = draw(12000, curved, 2);
        const uc_doubly_result without = estimate(s, 0, UC_NUISANCE_LOGISTIC, 5);

        assert_true(without.total < 12000 - 4 * sqrt(without.variance));
        for (m = 0; m < UC_N_NUISANCES; m++) {
            const uc_doubly_result r = estimate(s, 2, (uc_nuisance)m, 5);

            if (curved && m == UC_NUISANCE_LOGISTIC)
                assert_true(r.total < 12000 - 4 * sqrt(r.variance));
            else if (fabs(r.total - 12000) > 3.5 * sqrt(r.variance))
                fail_msg("%s: %.0f, standard error %.0f, truth 12000",
                         uc_nuisance_name((uc_nuisance)m), r.total, sqrt(r.variance));
        }
        free(s);
    }
}

/* The interval that is reported: log-normal in the hidden part. */
static bool covers(const uc_doubly_result *r, double truth)
{
    double low, high;

    uc_doubly_interval(r, 1.959964, &low, &high);
    return low <= truth && truth <= high;
}

/* Of 200 intervals of 95 %, 183 to 198 hold the truth with probability above 99.7 %. */
static void intervals_cover(void **state)
{
    size_t i, held = 0;

    (void)state;
    for (i = 0; i < 200; i++) {
        sample *s = draw(1500, false, 100 + i);
        const uc_doubly_result r = estimate(s, 2, UC_NUISANCE_LOGISTIC, 2);

        held += covers(&r, 1500);
        free(s);
    }
    assert_in_range(held, 183, 198);
}

static void order_of_people_changes_no_bit(void **state)
{
    sample *s = draw(800, false, 3), *back = calloc(1, sizeof *back);
    size_t i, m;

    (void)state;
    back->n = s->n;
    for (i = 0; i < s->n; i++) {
        const size_t j = s->n - 1 - i;

        memcpy(back->x + 2 * i, s->x + 2 * j, 2 * sizeof *s->x);
        back->on1[i] = s->on1[j];
        back->on2[i] = s->on2[j];
    }
    for (m = 0; m < UC_N_NUISANCES; m++) {
        const uc_doubly_result a = estimate(s, 2, (uc_nuisance)m, 5);
        const uc_doubly_result b = estimate(back, 2, (uc_nuisance)m, 5);

        assert_true(a.total == b.total && a.variance == b.variance);
    }
    free(s);
    free(back);
}

/* The influence of people adds up to the total; lists swap places. */
static void lists_swap(void **state)
{
    sample *s = draw(1000, false, 4);
    const uc_doubly_opts opts = {.nuisance = UC_NUISANCE_SPLINE,
                                 .n_folds = 1,
                                 .seed = 1,
                                 .key = 2,
                                 .least = 0.005};
    double *phi = calloc(s->n, sizeof *phi), sum = 0.0;
    uc_doubly_result a, b;
    size_t i;

    (void)state;
    assert_int_equal(uc_doubly_robust(s->n, 2, s->x, both_measures, s->on1, s->on2,
                                      &opts, phi, &a, NULL),
                     UC_OK);
    assert_int_equal(uc_doubly_robust(s->n, 2, s->x, both_measures, s->on2, s->on1,
                                      &opts, NULL, &b, NULL),
                     UC_OK);
    for (i = 0; i < s->n; i++)
        sum += phi[i];
    assert_rel(sum, a.total, 1e-11);
    assert_rel(b.total, a.total, TOL_CLOSED);
    free(phi);
    free(s);
}

/* Natural splines are straight beyond the last knot and reproduce lines. */
static void splines_are_natural(void **state)
{
    const double knot[] = {-1.0, -0.2, 0.1, 0.8, 2.0};
    double a[3], b[3], c[3];
    size_t k;

    (void)state;
    uc_spline_basis(5.0, knot, 5, a);
    uc_spline_basis(6.0, knot, 5, b);
    uc_spline_basis(7.0, knot, 5, c);
    for (k = 0; k < 3; k++)
        assert_rel(c[k] - b[k], b[k] - a[k], 1e-9);
    uc_spline_basis(-3.0, knot, 5, a);
    for (k = 0; k < 3; k++)
        assert_true(a[k] == 0.0);
}

static void hostile_samples_have_outcomes(void **state)
{
    sample s = {.x = {0, 1, 1, 0}, .on1 = {1, 0}, .on2 = {0, 1}, .n = 2};
    uc_doubly_opts none = {.n_folds = 0};
    uc_doubly_result r;

    (void)state;
    assert_int_equal(estimate(&s, 2, UC_NUISANCE_LOGISTIC, 2).end,
                     UC_DOUBLY_NO_OVERLAP);
    assert_true(isnan(estimate(&s, 2, UC_NUISANCE_LOGISTIC, 2).total));
    s.on2[0] = 1; /* one overlap: outside its fold there is none */
    assert_int_equal(estimate(&s, 2, UC_NUISANCE_LOGISTIC, 2).end,
                     UC_DOUBLY_FEW_OVERLAP);
    s.n = 0;
    assert_int_equal(estimate(&s, 2, UC_NUISANCE_NEAREST, 2).end, UC_DOUBLY_NO_PEOPLE);
    assert_int_equal(
        uc_doubly_robust(0, 0, s.x, both_measures, s.on1, s.on2, &none, NULL, &r, NULL),
        UC_EINVAL);
}

/* A covariate that decides who is on list 1 separates: probabilities are bounded, the
 * people told, and there is a total or a reason. A constant covariate changes nothing.
 */
static void separation_is_bounded(void **state)
{
    sample *s = draw(1500, false, 5);
    uc_doubly_result r;
    size_t i;

    (void)state;
    for (i = 0; i < s->n; i++)
        s->x[2 * i + 1] = s->on1[i];
    r = estimate(s, 2, UC_NUISANCE_LOGISTIC, 2);
    assert_true(r.n_bounded > 0);
    assert_true(r.end == UC_DOUBLY_BELOW ? isnan(r.total)
                                         : r.total >= (double)r.n && r.variance > 0);
    for (i = 0; i < s->n; i++)
        s->x[2 * i] = s->x[2 * i + 1] = 7.0;
    r = estimate(s, 2, UC_NUISANCE_SPLINE, 1);
    assert_rel(r.total, (double)r.n1 * (double)r.n2 / (double)r.n12, TOL_CLOSED);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_covariates_is_petersen),
        cmocka_unit_test(covariates_remove_bias),
        cmocka_unit_test(intervals_cover),
        cmocka_unit_test(order_of_people_changes_no_bit),
        cmocka_unit_test(lists_swap),
        cmocka_unit_test(splines_are_natural),
        cmocka_unit_test(hostile_samples_have_outcomes),
        cmocka_unit_test(separation_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
