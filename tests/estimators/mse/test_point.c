/* test_point.c - unit and oracle tests of the point estimate: estimate.h, point.h */
#include "tests/support.h"

#include <string.h>

#include "estimators/mse/point.h"
#include "tests/estimators/mse/enumerate.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

/* -- Every status -------------------------------------------------------------------
 */

static uc_capture_table sparse_of(size_t n_lists, const uint64_t by_history[], size_t n)
{
    uc_capture_table table;

    uc_capture_table_init(&table, n_lists);
    for (uint32_t w = 1; w < n; w++)
        if (by_history[w] > 0)
            assert_int_equal(uc_capture_table_add(&table, w, by_history[w], NULL),
                             UC_OK);
    return table;
}

static void check_status(uc_capture_table table, const char *method, uc_mse_settings s,
                         uc_mse_status want)
{
    uc_estimate e = estimate_of(&table, method, &s);

    if (e.status != want)
        fail_msg("%s: %s, want %s", method, uc_mse_status_name(e.status),
                 uc_mse_status_name(want));
    assert_true(isnan(e.estimate) && isnan(e.hidden) && isnan(e.std_error));
    assert_true(isnan(e.bic) && isnan(e.aic) && isnan(e.loglik) && isnan(e.deviance));
    assert_int_equal(e.n_observed, table.n_people);
    assert_int_equal(e.n_lists, table.n_lists);
    assert_int_equal(e.n_intervals, 0);
    assert_int_equal(e.n_bootstraps, 0);
    assert_null(e.coefficient);
    uc_estimate_clear(&e);
    uc_mse_settings_clear(&s);
    uc_capture_table_clear(&table);
}

static void tables_that_a_method_cannot_take(void **state)
{
    static const uint64_t one[] = {0, 7};
    static const char *const methods[] = {"bic",          "aic",  "aicc",    "stepwise",
                                          "aic-stepwise", "main", "downhill"};

    (void)state;
    for (size_t i = 0; i < 7; i++) {
        check_status(sparse_of(1, one, 2), methods[i], settings_of(NULL),
                     UC_MSE_TOO_FEW_LISTS);
        check_status(sparse_of(17, one, 2), methods[i], settings_of(NULL),
                     UC_MSE_TOO_MANY_LISTS);
        check_status(sparse_of(3, one, 0), methods[i], settings_of(NULL),
                     UC_MSE_NO_PEOPLE);
    }
    check_status(sparse_of(1, one, 2), "fixed", settings_of("model", "[1]", NULL),
                 UC_MSE_TOO_FEW_LISTS);
}

static void models_without_an_estimate(void **state)
{
    static const uint64_t apart[] = {0, 9, 8, 0};

    (void)state;
    check_status(published_capture("Artificial_3"), "fixed",
                 settings_of("model", "[12,3]", "bootstrap", "5", NULL),
                 UC_MSE_NO_FINITE_ESTIMATE);
    check_status(published_capture("Artificial_3"), "fixed",
                 settings_of("model", "[12,13,23]", NULL), UC_MSE_NOT_IDENTIFIABLE);
    check_status(published_capture("UKdat_5"), "fixed",
                 settings_of("model", "[1234,1235,1245,1345]", NULL),
                 UC_MSE_NO_FINITE_ESTIMATE_AND_NOT_IDENTIFIABLE);
    check_status(sparse_of(2, apart, 4), "bic", settings_of("bootstrap", "5", NULL),
                 UC_MSE_NO_ADMISSIBLE_MODEL);
    check_status(sparse_of(2, apart, 4), "main", settings_of(NULL),
                 UC_MSE_NO_FINITE_ESTIMATE);
}

/* No model of these lists has an estimate, but one fit is too few to prove it. */
static void a_search_stopped_before_any_model(void **state)
{
    static const uint64_t apart[] = {0, 9, 8, 0, 7, 0, 0, 0};

    (void)state;
    check_status(sparse_of(3, apart, 8), "bic", settings_of("search-limit", "1", NULL),
                 UC_MSE_STOPPED);
    check_status(sparse_of(3, apart, 8), "bic", settings_of(NULL),
                 UC_MSE_NO_ADMISSIBLE_MODEL);
}

static void a_fixed_model_of_other_lists_does_not_fit(void **state)
{
    uc_mse_settings s = settings_of("model", "[14,2]", NULL);
    uc_estimate e = published_estimate("Korea", "fixed", &s);

    (void)state;
    assert_int_equal(e.status, UC_MSE_MODEL_DOES_NOT_FIT);
    assert_int_equal(e.n_warnings, 1);
    assert_string_equal(e.warning[0].code, "model_does_not_fit");
    assert_string_equal(e.warning[0].text,
                        "model '[14,2]': list 4; the table has lists 1 to 3");
    assert_int_equal(e.model.n_terms, 0);
    uc_estimate_clear(&e);
    uc_mse_settings_clear(&s);
}

static void every_status_has_a_name_and_a_text(void **state)
{
    (void)state;
    for (unsigned i = 0; i < UC_MSE_N_STATUS; i++) {
        const char *name = uc_mse_status_name((uc_mse_status)i);

        assert_true(strlen(name) >= 2 &&
                    strspn(name, "abcdefghijklmnopqrstuvwxyz_") == strlen(name));
        assert_true(strlen(uc_mse_status_text((uc_mse_status)i)) > 10);
        for (unsigned j = 0; j < i; j++)
            assert_string_not_equal(name, uc_mse_status_name((uc_mse_status)j));
    }
    assert_string_equal(uc_mse_status_name(UC_MSE_N_STATUS), "unknown");
    assert_string_equal(uc_mse_status_text(UC_MSE_N_STATUS), "unknown");
}

/* -- Numbers -------------------------------------------------------------------------
 */

static void ukdat_has_all_its_numbers(void **state)
{
    uc_mse_settings s = settings_of("model", "[12,13,15,25,35,36,45]", NULL);
    uc_estimate e = published_estimate("UKdat", "fixed", &s);
    uc_dense table = published_table("UKdat");
    const uc_loglin_fit fit = fit_of(&table, "[12,13,15,25,35,36,45]");

    (void)state;
    assert_int_equal(e.status, UC_MSE_OK);
    assert_int_equal(e.n_observed, 2744);
    assert_rel(e.estimate, fit.estimate, TOL_EXACT);
    assert_rel(e.hidden, e.estimate - 2744, 1e-12);
    assert_rel(e.bic, fit.bic, TOL_EXACT);
    assert_rel(e.aicc, fit.aicc, TOL_EXACT);
    assert_int_equal(e.n_parameters, 14);
    assert_int_equal(e.n_boundary, 1); /* LA and GP share nobody */
    assert_int_equal(e.df, fit.df);
    assert_int_equal(e.n_coefficients, 14);
    assert_int_equal(e.coefficient[0].term, 0);
    assert_rel(exp(e.coefficient[0].estimate), e.hidden, 1e-12);
    assert_rel(e.hidden + pow(e.hidden * e.coefficient[0].std_error, 2),
               pow(e.std_error, 2), 1e-12);
    for (size_t i = 1; i < 14; i++) {
        assert_int_equal(e.coefficient[i].term, e.model.term[i - 1]);
        assert_true(e.coefficient[i].boundary == (e.coefficient[i].term == 17));
        assert_true(isnan(e.coefficient[i].estimate) == e.coefficient[i].boundary);
        assert_true(isnan(e.coefficient[i].std_error) == e.coefficient[i].boundary);
    }
    assert_false(e.search.searched);
    assert_true(e.search.proved_optimal);
    assert_int_equal(e.search.max_order, 5);
    uc_estimate_clear(&e);
    uc_mse_settings_clear(&s);
    uc_dense_free(&table);
}

/* The issue: proved optimal over all models. */
static void the_search_is_reported(void **state)
{
    uc_mse_settings s = settings_of(NULL), order = settings_of("max-order", "2", NULL);
    uc_estimate e = published_estimate("UKdat", "bic", &s);

    (void)state;
    assert_rel(e.estimate, 12349.5869536, 1e-9);
    assert_rel(e.bic, 244.119346, 1e-8);
    assert_string_equal(text_of(&e.model), "[12,13,25,35,36,45]");
    assert_true(e.search.searched && e.search.proved_optimal);
    assert_true(e.search.criterion_gap == 0.0);
    assert_int_equal(e.search.max_order, 5);
    assert_true(e.search.n_fits > 10);
    assert_int_equal(e.n_intervals, 1);
    assert_int_equal(e.interval[0].kind, UC_INTERVAL_NORMAL);
    uc_estimate_clear(&e);
    e = published_estimate("UKdat_5", "bic", &order);
    assert_int_equal(e.search.max_order, 2);
    assert_rel(e.estimate, 22991.3313141602, 1e-9);
    uc_estimate_clear(&e);
}

static void check_range(const uc_model_range *range, const listing *l,
                        uc_selection_rule rule, double best)
{
    double low = INFINITY, high = -INFINITY;
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++) {
        const listed *m = &l->model[i];

        if (m->existence != 0 || m->above_empty ||
            !(m->criterion[rule] <= best + range->within))
            continue;
        low = fmin(low, m->estimate);
        high = fmax(high, m->estimate);
        n++;
    }
    assert_int_equal(range->n_models, n);
    assert_rel(range->low, low, 1e-8);
    assert_rel(range->high, high, 1e-8);
    assert_true(range->complete);
}

/* The range over models within 2 and 6 units, by the method's criterion, else BIC. */
static void near_best_models_are_those_of_enumeration(void **state)
{
    static const char *const names[] = {"UKdat_5", "Kosovo", "Western"};
    static const char *const methods[] = {"bic", "aic", "main"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        uc_dense table = published_table(names[i]);
        listing l = enumerate_models(&table, 0);

        for (size_t k = 0; k < 3; k++) {
            const uc_selection_rule rule = k == 1 ? UC_RULE_AIC : UC_RULE_BIC;
            uc_mse_settings s = settings_of(NULL);
            uc_estimate e = published_estimate(names[i], methods[k], &s);
            double best = INFINITY;

            for (size_t m = 0; m < l.n; m++)
                if (l.model[m].existence == 0)
                    best = fmin(best, l.model[m].criterion[rule]);
            assert_true(e.has_range);
            assert_true(e.range[0].within == 2 && e.range[1].within == 6);
            for (size_t r = 0; r < 2; r++)
                check_range(&e.range[r], &l, rule, best);
            uc_estimate_clear(&e);
        }
        listing_free(&l);
        uc_dense_free(&table);
    }
}

/* -- Warnings
 * -------------------------------------------------------------------------- */

static void warnings_stand_beside_the_estimate(void **state)
{
    uc_mse_settings s = settings_of(NULL),
                    limit = settings_of("search-limit", "3", NULL);
    uc_estimate e = published_estimate("UKdat_5", "bic", &limit);

    (void)state;
    assert_true(has_warning(&e, "not_proved_optimal"));
    assert_false(e.search.proved_optimal);
    assert_true(e.search.criterion_gap > 0.0);
    uc_estimate_clear(&e);
    e = published_estimate("UKdat_5", "bic", &s);
    assert_false(has_warning(&e, "not_proved_optimal"));
    uc_estimate_clear(&e);
    e = published_estimate("UKdat", "aic-stepwise", &s);
    assert_true(has_warning(&e, "stopped_at_empty_pair"));
    uc_estimate_clear(&e);
    e = published_estimate("Kosovo", "bic", &s); /* 10,356 to 18,393 within 2 units */
    assert_true(has_warning(&e, "depends_on_model"));
    uc_estimate_clear(&e);
}

/* The first random table whose two best models tie. */
static void tied_models_are_told(void **state)
{
    uc_mse_settings s = settings_of(NULL);
    uc_capture_table table;
    uc_dense dense;
    uc_estimate e;
    uc_rng rng;
    size_t position[8], n = 0;

    (void)state;
    assert_int_equal(uc_dense_alloc(3, &dense, NULL), UC_OK);
    uc_rng_start(&rng, 89, 0, UC_RNG_BOOTSTRAP, 0);
    for (double gap = 1.0; !(gap < 1e-9);) {
        listing l;

        random_table(&rng, &dense);
        l = enumerate_models(&dense, 0);
        n = listing_ranked(&l, UC_RULE_AIC, 2, position);
        if (n > 1)
            gap = l.model[position[1]].criterion[UC_RULE_AIC] -
                  l.model[position[0]].criterion[UC_RULE_AIC];
        listing_free(&l);
    }
    table = published_sparse(&dense);
    e = estimate_of(&table, "aic", &s);
    assert_true(e.search.n_ties >= 1);
    assert_true(has_warning(&e, "tied_models"));
    uc_estimate_clear(&e);
    uc_capture_table_clear(&table);
    uc_dense_free(&dense);
}

static void lists_without_information_are_told(void **state)
{
    static const uint64_t counts[] = {0, 20, 30, 8, 0, 0, 0, 0, 9};
    uc_capture_table table = sparse_of(4, counts, 9);
    uc_mse_settings s = settings_of(NULL);
    uc_estimate e = estimate_of(&table, "main", &s);
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < e.n_warnings; i++)
        if (strcmp(e.warning[i].code, "uninformative_list") == 0) {
            assert_string_equal(e.warning[i].text,
                                n == 0 ? "list 3 has nobody on it"
                                       : "list 4 shares nobody with any other list");
            n++;
        }
    assert_int_equal(n, 2);
    uc_estimate_clear(&e);
    uc_capture_table_clear(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_that_a_method_cannot_take),
        cmocka_unit_test(models_without_an_estimate),
        cmocka_unit_test(a_search_stopped_before_any_model),
        cmocka_unit_test(a_fixed_model_of_other_lists_does_not_fit),
        cmocka_unit_test(every_status_has_a_name_and_a_text),
        cmocka_unit_test(ukdat_has_all_its_numbers),
        cmocka_unit_test(the_search_is_reported),
        cmocka_unit_test(near_best_models_are_those_of_enumeration),
        cmocka_unit_test(warnings_stand_beside_the_estimate),
        cmocka_unit_test(tied_models_are_told),
        cmocka_unit_test(lists_without_information_are_told),
    };
    return cmocka_run_group_tests_name("point", tests, NULL, NULL);
}
