/* test_departure.c - unit tests of estimators/trust/departure.h */
#include "tests/support.h"

#include "estimators/trust/departure.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

static double offset(const uc_dense *table, const char *model, uint32_t pair,
                     double odds, uc_mse_status *status)
{
    uc_model m = model_of(model, table->n_lists);
    double estimate = 0.0;

    assert_int_equal(
        uc_departure_offset(table, &m, pair, odds, &estimate, status, NULL), UC_OK);
    uc_model_clear(&m);
    return estimate;
}

/* hidden = n10 n01 / n11 times the odds ratio: 20 30 / 10 = 60, Petersen. */
static void two_lists_follow_the_odds_ratio(void **state)
{
    const double count[] = {0, 20, 30, 10};
    uc_dense dense = table_of(2, count);
    uc_capture_table table = published_sparse(&dense);
    uc_mse_status status;

    (void)state;
    assert_rel(uc_departure_two_lists(&table, 0, 1, 1.0), 60 + 60, TOL_EXACT);
    assert_rel(uc_departure_two_lists(&table, 0, 1, 2.5), 60 + 150, TOL_EXACT);
    assert_rel(uc_departure_highest(60.0, 2, 2.5), 150.0, TOL_EXACT);
    assert_rel(uc_departure_highest(60.0, 3, 2.0), 30.0, TOL_EXACT);
    /* the same pair held in a log-linear model of two lists */
    assert_rel(offset(&dense, "[1,2]", 3, 2.5, &status), 60 + 150, TOL_CLOSED);
    uc_capture_table_clear(&table);
    uc_dense_free(&dense);
}

/* A pair that the model does not hold has odds ratio 1 in it. */
static void odds_ratio_one_is_the_model_itself(void **state)
{
    uc_dense dense = published_table("UKdat_5");
    uc_mse_status status;

    (void)state;
    assert_rel(offset(&dense, "[123,25,34]", 1u << 0 | 1u << 4, 1.0, &status),
               fit_of(&dense, "[123,25,34]").estimate, TOL_CLOSED);
    assert_int_equal(status, UC_MSE_OK);
    uc_dense_free(&dense);
}

/* Held at the value that the fit would give it, the pair gives back the fit. */
static void the_fitted_odds_ratio_gives_back_the_fit(void **state)
{
    uc_dense dense = published_table("UKdat_5");
    uc_loglin_ws ws = loglin_for(&dense);
    uc_model model = model_of("[12,3,4,5]", 5);
    uc_loglin_fit fit;
    uc_mse_status status;

    (void)state;
    assert_int_equal(
        uc_loglin_fit_terms(&ws, &dense, model.term, model.n_terms, NULL, &fit, NULL),
        UC_OK);
    assert_rel(offset(&dense, "[12,3,4,5]", 3, exp(ws.point.alpha[3]), &status),
               fit.estimate, TOL_CLOSED);
    uc_model_clear(&model);
    uc_loglin_ws_free(&ws);
    uc_dense_free(&dense);
}

/* More positive dependence of two lists: more hidden people. */
static void the_estimate_grows_with_the_odds_ratio(void **state)
{
    uc_dense dense = published_table("UKdat_5");
    uc_mse_status status;
    double last = 0.0;

    (void)state;
    for (double odds = 0.25; odds <= 4.0; odds *= 2.0) {
        const double now =
            offset(&dense, "[1,2,3,4,5]", 1u << 2 | 1u << 3, odds, &status);

        assert_true(now > last);
        last = now;
    }
    uc_dense_free(&dense);
}

static void what_cannot_be_is_refused_or_found(void **state)
{
    const double alone[] = {0, 20, 30, 0};
    uc_dense dense = table_of(2, alone);
    uc_capture_table table = published_sparse(&dense);
    uc_model model = model_of("[1,2]", 2);
    uc_mse_status status = UC_MSE_OK;
    double estimate;

    (void)state;
    assert_true(isnan(uc_departure_two_lists(&table, 0, 1, 1.0)));
    assert_true(isnan(offset(&dense, "[1,2]", 3, 1.0, &status)));
    assert_int_not_equal(status, UC_MSE_OK);
    assert_int_equal(
        uc_departure_offset(&dense, &model, 1, 1.0, &estimate, &status, NULL),
        UC_EINVAL);
    assert_int_equal(
        uc_departure_offset(&dense, &model, 3, 0.0, &estimate, &status, NULL),
        UC_EINVAL);
    uc_model_clear(&model);
    uc_capture_table_clear(&table);
    uc_dense_free(&dense);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_lists_follow_the_odds_ratio),
        cmocka_unit_test(odds_ratio_one_is_the_model_itself),
        cmocka_unit_test(the_fitted_odds_ratio_gives_back_the_fit),
        cmocka_unit_test(the_estimate_grows_with_the_odds_ratio),
        cmocka_unit_test(what_cannot_be_is_refused_or_found),
    };

    return cmocka_run_group_tests_name("departure", tests, NULL, NULL);
}
