/* test_goodness.c - unit tests of estimators/trust/goodness.h and drift.h */
#include "tests/support.h"

#include "estimators/trust/drift.h"
#include "estimators/trust/goodness.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

static uc_goodness goodness(const char *name, const char *text, size_t n_boot)
{
    uc_capture_table table = published_capture(name);
    uc_model model = model_of(text, table.n_lists);
    uc_goodness found;

    assert_int_equal(uc_goodness_of(&table, &model, n_boot, 1, 2, NULL, &found, NULL),
                     UC_OK);
    uc_model_clear(&model);
    uc_capture_table_clear(&table);
    return found;
}

static void residuals_add_up_to_what_the_statistics_say(void **state)
{
    uc_goodness g = goodness("UKdat_5", "[1,2,3,4,5]", 0);
    double pearson = 0.0, off = 0.0;

    (void)state;
    assert_int_equal(g.n_residuals, 31);
    for (size_t i = 0; i < g.n_residuals; i++) {
        const uc_residual *r = &g.residual[i];
        const double d = r->observed - r->expected;

        pearson += d * d / r->expected;
        off += d;
        assert_true(d * r->anscombe >= 0.0); /* the sign is that of the difference */
        assert_rel(
            r->anscombe,
            1.5 * (cbrt(r->observed * r->observed) - cbrt(r->expected * r->expected)) /
                pow(r->expected, 1.0 / 6.0),
            TOL_CLOSED);
    }
    assert_rel(pearson, g.pearson, TOL_CLOSED);
    assert_true(fabs(off) < 1e-6); /* the likelihood equations */
    assert_true(isnan(g.p_deviance));
    uc_goodness_clear(&g);
}

/* Main effects do not fit these data, the best model does. */
static void a_model_that_does_not_fit_is_found_out(void **state)
{
    uc_goodness bad = goodness("UKdat_5", "[1,2,3,4,5]", 199);
    uc_goodness good = goodness("UKdat_5", "[123,25,34]", 199);

    (void)state;
    assert_rel(bad.p_deviance, 1.0 / 200.0, TOL_EXACT); /* none of 199 */
    assert_true(good.p_deviance > 0.1 && good.p_pearson > 0.1);
    assert_int_equal(good.n_usable, 199);
    assert_true(good.error_deviance > 0.0);
    uc_goodness_clear(&bad);
    uc_goodness_clear(&good);
}

static uc_capture_table two_lists(uint64_t a, uint64_t b, uint64_t both)
{
    uc_capture_table table;

    uc_capture_table_init(&table, 2);
    assert_int_equal(uc_capture_table_add(&table, 1, a, NULL), UC_OK);
    assert_int_equal(uc_capture_table_add(&table, 2, b, NULL), UC_OK);
    assert_int_equal(uc_capture_table_add(&table, 3, both, NULL), UC_OK);
    return table;
}

static void steady_histories_have_no_statistic_at_all(void **state)
{
    uc_capture_table one = two_lists(50, 40, 10), two = two_lists(100, 80, 20);
    const uc_capture_table *const periods[] = {&one, &two};
    uc_drift drift;

    (void)state;
    assert_int_equal(uc_drift_of(periods, 2, 99, 1, 2, NULL, &drift, NULL), UC_OK);
    assert_true(fabs(drift.histories.statistic) < 1e-9);
    assert_rel(drift.histories.p, 1.0, TOL_EXACT);
    uc_drift_clear(&drift);
    uc_capture_table_clear(&one);
    uc_capture_table_clear(&two);
}

/* Closed form: list 1 has 60 of 100, then 20 of 100. */
static void histories_that_change_are_found(void **state)
{
    uc_capture_table one = two_lists(50, 40, 10), two = two_lists(10, 80, 10);
    const uc_capture_table *const periods[] = {&one, &two};
    const double lr = 2.0 * (60 * log(60 / 40.0) + 40 * log(40 / 60.0) +
                             20 * log(20 / 40.0) + 80 * log(80 / 60.0));
    uc_drift drift;

    (void)state;
    assert_int_equal(uc_drift_of(periods, 2, 99, 1, 2, NULL, &drift, NULL), UC_OK);
    assert_rel(drift.list[0].statistic, lr, TOL_CLOSED);
    assert_rel(drift.list[0].p, 0.01, TOL_EXACT);
    assert_rel(drift.histories.p, 0.01, TOL_EXACT);
    assert_int_equal(uc_drift_of(periods, 0, 99, 1, 2, NULL, &drift, NULL), UC_EINVAL);
    uc_drift_clear(&drift);
    uc_capture_table_clear(&one);
    uc_capture_table_clear(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(residuals_add_up_to_what_the_statistics_say),
        cmocka_unit_test(a_model_that_does_not_fit_is_found_out),
        cmocka_unit_test(steady_histories_have_no_statistic_at_all),
        cmocka_unit_test(histories_that_change_are_found),
    };

    return cmocka_run_group_tests_name("goodness", tests, NULL, NULL);
}
