/* test_combine.c - copies by Rubin's rules, strata pooled in part: by hand, by limits,
 * by simulation */
#include "estimators/combine/combine.h"

#include "estimators/core/distribution.h"
#include "estimators/core/elementary.h"
#include "estimators/core/rng.h"
#include "estimators/core/variates.h"
#include "tests/support.h"

/* Three copies by hand: logs of 100, 200, 400. */
static void rubin_by_hand(void **state)
{
    const uc_combine_item item[] = {{50, 100, 10}, {50, 200, 20}, {56, 400, 40}};
    const double step = uc_log(2.0), between = step * step, within = 0.01;
    const double variance = within + 4.0 / 3.0 * between;
    const double missing = 4.0 / 3.0 * between / variance;
    uc_rubin r;
    double t;

    (void)state;
    assert_int_equal(uc_combine_copies(item, 3, 0.95, &r, NULL), UC_OK);
    assert_rel(r.hidden, 200.0, TOL_CLOSED);
    assert_rel(r.observed, 52.0, TOL_CLOSED);
    assert_rel(r.between, between, TOL_CLOSED);
    assert_rel(r.within, within, TOL_CLOSED);
    assert_rel(r.variance, variance, TOL_CLOSED);
    assert_rel(r.df, 2.0 / (missing * missing), TOL_CLOSED);
    t = uc_student_quantile(0.975, r.df);
    assert_rel(r.high, 52.0 + 200.0 * uc_exp(t * sqrt(variance)), TOL_CLOSED);
}

/* Copies all alike change nothing: the log-normal interval of one of them. */
static void equal_copies_are_one(void **state)
{
    const uc_combine_item item[] = {{50, 120, 30}, {50, 120, 30}, {50, 120, 30}};
    uc_rubin r;

    (void)state;
    assert_int_equal(uc_combine_copies(item, 3, 0.95, &r, NULL), UC_OK);
    assert_true(isinf(r.df) && r.missing == 0.0);
    assert_rel(r.total, 170.0, TOL_CLOSED);
    assert_rel(r.low, 50.0 + 120.0 * uc_exp(-1.959963984540054 * 0.25), TOL_CLOSED);
}

/* Strata that agree exactly have no variance between them: each becomes the mean. Far
 * apart and well known, each stays as it is. */
static void limits_of_shrinkage(void **state)
{
    const uc_combine_item alike[] = {
        {10, 20, 8}, {30, 60, 10}, {40, 80, 30}, {50, 100, 12}};
    const uc_combine_item apart[] = {
        {10, 10, .001}, {10, 100, .01}, {10, 1000, .1}, {10, 5000, .5}};
    uc_shrunk s[4];
    uc_shrinkage all;
    size_t i;

    (void)state;
    assert_int_equal(uc_combine_strata(alike, 4, 0.95, s, &all, NULL), UC_OK);
    for (i = 0; i < 4; i++) {
        assert_rel(s[i].own, 1.0 - 1.0 / 3.0, 1e-4); /* (k-3)/(k-1), tau^2 0 */
        assert_rel(s[i].hidden, alike[i].hidden, TOL_ORACLE);
    }
    assert_rel(all.total, 390.0, TOL_ORACLE);
    assert_int_equal(uc_combine_strata(apart, 4, 0.95, s, &all, NULL), UC_OK);
    for (i = 0; i < 4; i++) {
        assert_true(s[i].own > 1.0 - 1e-6);
        assert_rel(s[i].hidden, apart[i].hidden, TOL_ORACLE);
    }
}

/* True log ratios normal, estimates normal about them: of 2,400 strata the intervals
 * hold 93.5 to 96.5 % (2,244 to 2,316; eight strata share a tau, so that the share is
 * less sure than of 2,400 apart), and pooling errs less than the strata alone. */
static void shrinkage_covers_and_helps(void **state)
{
    double alone = 0.0, pooled = 0.0;
    size_t t, i, held = 0, held_sum = 0;

    (void)state;
    for (t = 0; t < 200; t++) {
        uc_combine_item item[12];
        uc_shrunk s[12];
        uc_shrinkage all;
        double truth[12], sum = 0.0;
        uc_rng rng;

        uc_rng_start(&rng, 8, 8, UC_RNG_SIMULATE, t);
        for (i = 0; i < 12; i++) {
            const double se = i % 2 == 0 ? 0.2 : 0.7;
            const double ratio = 1.0 + 0.4 * uc_draw_normal(&rng);

            truth[i] = 40.0 * uc_exp(ratio);
            item[i].observed = 40.0;
            item[i].hidden = 40.0 * uc_exp(ratio + se * uc_draw_normal(&rng));
            item[i].std_error = se * item[i].hidden;
            sum += 40.0 + truth[i];
        }
        assert_int_equal(uc_combine_strata(item, 12, 0.95, s, &all, NULL), UC_OK);
        held_sum += all.low <= sum && sum <= all.high;
        for (i = 0; i < 12; i++) {
            const double a = uc_log(item[i].hidden) - uc_log(truth[i]);
            const double b = uc_log(s[i].hidden) - uc_log(truth[i]);

            held += s[i].low <= 40.0 + truth[i] && 40.0 + truth[i] <= s[i].high;
            alone += a * a;
            pooled += b * b;
        }
    }
    assert_true(pooled < 0.65 * alone);
    if (held < 2244 || held > 2316 || held_sum < 180 || held_sum > 198)
        fail_msg("%zu of 2400 strata, %zu of 200 sums are held", held, held_sum);
}

static void bad_estimates_are_refused(void **state)
{
    const uc_combine_item good[] = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}};
    const uc_combine_item bad[][4] = {
        {{1, 0, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
        {{1, 1, 0}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
        {{1, INFINITY, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
        {{1, NAN, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}}};
    uc_shrunk s[4];
    uc_shrinkage all;
    uc_rubin r;
    size_t i;

    (void)state;
    assert_int_equal(uc_combine_copies(good, 1, 0.95, &r, NULL), UC_EINVAL);
    assert_int_equal(uc_combine_strata(good, 3, 0.95, s, &all, NULL), UC_EINVAL);
    for (i = 0; i < 4; i++) {
        assert_int_equal(uc_combine_copies(bad[i], 3, 0.95, &r, NULL), UC_EINVAL);
        assert_int_equal(uc_combine_strata(bad[i], 4, 0.95, s, &all, NULL), UC_EINVAL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rubin_by_hand),
        cmocka_unit_test(equal_copies_are_one),
        cmocka_unit_test(limits_of_shrinkage),
        cmocka_unit_test(shrinkage_covers_and_helps),
        cmocka_unit_test(bad_estimates_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
