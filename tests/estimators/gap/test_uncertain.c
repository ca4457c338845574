/* test_uncertain.c - sums, changes and cascades of estimates */
#include <math.h>
#include <stdlib.h>

#include "estimators/core/quantile.h"
#include "estimators/gap/cascade.h"
#include "estimators/gap/uncertain.h"
#include "tests/support.h"

#define N 500

static uc_uncertain limits(double value, double low, double high)
{
    return (uc_uncertain){.figure = uc_figure_of(value, low, high, NULL, NULL),
                          .level = 0.95};
}

static void totals_add_up(void **state)
{
    const uc_uncertain part[] = {limits(100, 80, 130), limits(50, 40, 70),
                                 limits(7, 5, 10)};
    uc_uncertain_basis basis;
    uc_figure sum;

    (void)state;
    assert_int_equal(uc_uncertain_sum(part, 3, 0.95, &sum, &basis, NULL), UC_OK);
    assert_int_equal(basis, UC_UNCERTAIN_LIMITS);
    assert_rel(sum.value, 157, TOL_EXACT);
    /* Zou & Donner (2008), eq. 2, by hand: 157 - sqrt(400 + 100 + 4) */
    assert_rel(sum.low, 157 - sqrt(504), TOL_CLOSED);
    assert_rel(sum.high, 157 + sqrt(900 + 400 + 9), TOL_CLOSED);
}

static void a_missing_part_is_no_zero(void **state)
{
    uc_uncertain part[] = {
        limits(100, 80, 130),
        {.figure = uc_figure_of(NAN, NAN, NAN, "no_estimate", NULL)}};
    uc_uncertain_basis basis;
    uc_figure sum;

    (void)state;
    assert_int_equal(uc_uncertain_sum(part, 2, 0.95, &sum, &basis, NULL), UC_OK);
    assert_rel(sum.value, 100, TOL_EXACT); /* of what there is; the caller says so */
    assert_int_equal(uc_uncertain_sum(part + 1, 1, 0.95, &sum, &basis, NULL), UC_OK);
    assert_true(isnan(sum.value));
    assert_string_equal(sum.no_value, "no_estimate");
    assert_int_equal(basis, UC_UNCERTAIN_NONE);
}

static void a_part_without_limits_takes_them_away(void **state)
{
    const uc_uncertain part[] = {limits(100, 80, 130), limits(10, NAN, NAN)};
    uc_uncertain_basis basis;
    uc_figure sum;

    (void)state;
    assert_int_equal(uc_uncertain_sum(part, 2, 0.95, &sum, &basis, NULL), UC_OK);
    assert_int_equal(basis, UC_UNCERTAIN_NONE);
    assert_non_null(sum.no_low);
}

/* Draws that move together: the difference is certain, however wide each is. */
static void what_is_shared_cancels(void **state)
{
    double a[N], b[N];
    uc_uncertain x = limits(250, 10, 490), y = limits(260, 20, 500);
    uc_change change;

    (void)state;
    for (size_t r = 0; r < N; r++) {
        a[r] = (double)(1 + r * 7919 % N);
        b[r] = a[r] + 10;
    }
    x.draw = a;
    y.draw = b;
    x.n_draws = y.n_draws = N;
    assert_int_equal(uc_uncertain_change(&x, &y, 0.95, &change, NULL), UC_OK);
    assert_int_equal(change.basis, UC_UNCERTAIN_DRAWS);
    assert_rel(change.difference.low, 10, TOL_CLOSED);
    assert_rel(change.difference.high, 10, TOL_CLOSED);
    assert_rel(change.probability, 1, TOL_EXACT);
    y.draw = NULL; /* by limits the same change is uncertain */
    assert_int_equal(uc_uncertain_change(&x, &y, 0.95, &change, NULL), UC_OK);
    assert_int_equal(change.basis, UC_UNCERTAIN_LIMITS);
    assert_true(change.difference.low < 0 && change.difference.high > 0);
    assert_true(change.probability > 0.4 && change.probability < 0.6);
}

static void changes_turn_round(void **state)
{
    const uc_uncertain a = limits(100, 70, 140), b = limits(180, 120, 250);
    uc_change up, down;

    (void)state;
    assert_int_equal(uc_uncertain_change(&a, &b, 0.95, &up, NULL), UC_OK);
    assert_int_equal(uc_uncertain_change(&b, &a, 0.95, &down, NULL), UC_OK);
    assert_rel(up.ratio.low, 1 / down.ratio.high, TOL_CLOSED);
    assert_rel(up.difference.low, -down.difference.high, TOL_CLOSED);
    assert_rel(up.probability, 1 - down.probability, TOL_CLOSED);
    /* the log-normal law through the limits */
    assert_rel(
        up.probability,
        uc_normal_cdf(log(1.8) / hypot(log(140.0 / 70) / 2 / 1.959963984540054,
                                       log(250.0 / 120) / 2 / 1.959963984540054)),
        TOL_CLOSED);
}

static void failed_replicates_are_left_out(void **state)
{
    double a[N], b[N];
    uc_uncertain x = limits(100, 90, 110), y = limits(200, 190, 210);
    uc_change change;

    (void)state;
    for (size_t r = 0; r < N; r++) {
        a[r] = r % 20 == 0 ? 100 : NAN; /* 25 are left: too few for limits */
        b[r] = 200;
    }
    x.draw = a;
    y.draw = b;
    x.n_draws = y.n_draws = N;
    assert_int_equal(uc_uncertain_change(&x, &y, 0.95, &change, NULL), UC_OK);
    assert_int_equal(change.basis, UC_UNCERTAIN_LIMITS);
}

static void cascade_by_hand(void **state)
{
    const uc_figure estimate = uc_figure_of(1000, 500, 2000, NULL, NULL);
    const double count[] = {100, NAN, 90, 10};
    const char *const why[] = {NULL, "suppressed", NULL, NULL};
    uc_cascade_stage s[5];

    (void)state;
    uc_cascade_compute(&estimate, count, why, 4, s);
    assert_rel(s[1].of_estimate.low, 0.05, TOL_EXACT);
    assert_rel(s[1].of_estimate.high, 0.2, TOL_EXACT);
    assert_rel(s[1].lost.value, 900, TOL_EXACT);
    assert_true(s[1].largest_loss && !s[3].largest_loss && !s[4].largest_loss);
    assert_string_equal(s[2].of_previous.no_value, "suppressed");
    assert_rel(s[3].of_previous.value, 0.9, TOL_EXACT); /* of the stage that is known */
    assert_rel(s[4].lost.value, 80, TOL_EXACT);
}

static void a_cascade_that_widens_is_a_finding(void **state)
{
    const uc_figure estimate = uc_figure_of(80, 60, 90, NULL, NULL);
    const double count[] = {100, 120};
    const char *const why[] = {NULL, NULL};
    uc_cascade_stage s[3];

    (void)state;
    uc_cascade_compute(&estimate, count, why, 2, s);
    assert_true(s[1].above_previous && s[2].above_previous);
    assert_rel(s[1].lost.value, -20, TOL_EXACT); /* not clipped */
    assert_false(s[1].largest_loss || s[2].largest_loss);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals_add_up),
        cmocka_unit_test(a_missing_part_is_no_zero),
        cmocka_unit_test(a_part_without_limits_takes_them_away),
        cmocka_unit_test(what_is_shared_cancels),
        cmocka_unit_test(changes_turn_round),
        cmocka_unit_test(failed_replicates_are_left_out),
        cmocka_unit_test(cascade_by_hand),
        cmocka_unit_test(a_cascade_that_widens_is_a_finding),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
