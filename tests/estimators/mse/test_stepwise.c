/* test_stepwise.c - oracle and unit tests of the rules that choose a model: stepwise.h,
 * select.h */
#include "tests/support.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "estimators/mse/select.h"
#include "tests/estimators/core/scale.h"
#include "tests/estimators/mse/enumerate.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

/* R's glm with its default stopping rule is right to about 2e-8. */
#define TOL_GLM_DEFAULT 1e-7

static uc_selection select_on(const uc_dense *table, const char *method,
                              const uc_mse_settings *settings)
{
    uc_select_ws ws = {0};
    uc_selection made;
    uc_error err = {0};

    if (uc_select(&ws, table, uc_registry_find(method), settings, NULL, NULL, 0, &made,
                  &err) != UC_OK)
        fail_msg("%s: %s", method, err.msg);
    uc_select_ws_free(&ws);
    return made;
}

static void check(const char *name, const char *method, uc_mse_settings settings,
                  const char *model, double estimate, double tol)
{
    uc_dense table = published_table(name);
    uc_selection made = select_on(&table, method, &settings);

    assert_int_equal(made.status, UC_MSE_OK);
    if (model != NULL)
        assert_string_equal(text_of(&made.model), model);
    assert_rel(made.estimate, estimate, tol);
    uc_selection_clear(&made);
    uc_mse_settings_clear(&settings);
    uc_dense_free(&table);
}

/* The issue; printed to 6 and more digits. */
static void stepwise_gives_the_issues_numbers(void **state)
{
    const uc_mse_settings s = settings_of("p-threshold", "0.02", NULL);

    (void)state;
    check("UKdat", "stepwise", s, "[12,13,24,25,35,36,45]", 11417.9910915, 1e-8);
    check("UKdat_5", "stepwise", s, "[12,13,24,25,35,45]", 11312.990289, 1e-8);
    check("Western", "stepwise", s, NULL, 2483.38, 2e-6);
    check("NewOrl_5_185", "stepwise", s, NULL, 1034.15, 5e-6);
    check("Korea", "stepwise", s, "[12,3]", 268.7778, TOL_ORACLE);
}

/* Silverman (2014): 11,418 on the six lists of the United Kingdom. */
static void aic_stepwise_gives_the_published_estimate(void **state)
{
    (void)state;
    check("UKdat", "aic-stepwise", settings_of(NULL), NULL, 11418.0, 1e-5);
}

/* On HAV the best pair lowers AIC, but its Wald p value is above 0.05: it is not taken.
 */
static void aic_stepwise_stops_at_an_uncertain_pair(void **state)
{
    static const char *const one_pair[] = {"[12,3]", "[13,2]", "[23,1]"};
    uc_dense table = published_table("HAV");
    const uc_loglin_fit main_effects = fit_of(&table, "[1,2,3]");
    double least = INFINITY;

    (void)state;
    for (size_t i = 0; i < 3; i++)
        least = fmin(least, fit_of(&table, one_pair[i]).aic);
    assert_true(least < main_effects.aic - 0.1);
    assert_true(table.margin[3] > 0 && table.margin[5] > 0 && table.margin[6] > 0);
    check("HAV", "aic-stepwise", settings_of(NULL), "[1,2,3]", main_effects.estimate,
          TOL_CLOSED);
    uc_dense_free(&table);
}

/* Silverman, Chan & Vincent (2024): local minima of BIC. */
static void downhill_ends_where_published(void **state)
{
    (void)state;
    check("UKdat_5", "downhill", settings_of(NULL), "[12,13,25,35,45]",
          12262.4124205469, TOL_GLM_DEFAULT);
    check("Kosovo", "downhill", settings_of(NULL), "[123,14,34]", 10356.518957251817,
          TOL_GLM_DEFAULT);
    check("Kosovo", "downhill", settings_of("max-order", "2", NULL), "[12,13,14,23,34]",
          14341.6638004271, TOL_GLM_DEFAULT);
}

/* -- point_*.json ------------------------------------------------------------------ */

static const char *string_at(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static double number_at(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

/* Thresholds 0 to 1; 0 adds nothing and cannot be asked for on the command line. */
static void check_thresholds(const uc_dense *table, const json_t *steps)
{
    size_t i;
    const json_t *step;

    assert_int_equal(json_array_size(steps), 7);
    json_array_foreach(steps, i, step)
    {
        uc_mse_settings settings = settings_of(NULL);
        uc_selection made;

        settings.p_threshold = number_at(step, "pthresh");
        made = select_on(table, "stepwise", &settings);
        assert_int_equal(made.status, UC_MSE_OK);
        assert_string_equal(text_of(&made.model), string_at(step, "model"));
        assert_rel(made.estimate, number_at(step, "estimate"), TOL_GLM_DEFAULT);
        uc_selection_clear(&made);
    }
}

static void check_best(const uc_dense *table, const json_t *want, const char *method,
                       unsigned max_order)
{
    uc_mse_settings settings = settings_of(NULL);
    uc_selection made;

    if (want == NULL)
        return;
    settings.max_order = max_order;
    made = select_on(table, method, &settings);
    assert_true(made.proved);
    assert_string_equal(text_of(&made.model), string_at(want, "model"));
    assert_rel(made.estimate, number_at(want, "abundance"), TOL_GLM_DEFAULT);
    uc_selection_clear(&made);
}

static void check_point(const char *name, bool has_best)
{
    char path[128];
    uc_dense table = published_table(name);
    uc_mse_settings settings = settings_of(NULL);
    uc_selection made = select_on(&table, "main", &settings);
    json_t *root;

    (void)snprintf(path, sizeof path, "tests/oracle/mse/point_%s.json", name);
    root = json_load_file(path, 0, NULL);
    assert_non_null(root);
    assert_rel(made.estimate,
               number_at(json_object_get(root, "main_effects"), "abundance"),
               TOL_GLM_DEFAULT);
    uc_selection_clear(&made);
    check_thresholds(&table, json_object_get(root, "stepwise"));
    assert_true(has_best == (json_object_get(root, "best_BIC_full") != NULL));
    check_best(&table, json_object_get(root, "best_BIC_order2"), "bic", 2);
    check_best(&table, json_object_get(root, "best_BIC_order3"), "bic", 3);
    check_best(&table, json_object_get(root, "best_BIC_full"), "bic", 0);
    check_best(&table, json_object_get(root, "best_AIC_order2"), "aic", 2);
    check_best(&table, json_object_get(root, "best_AIC_order3"), "aic", 3);
    check_best(&table, json_object_get(root, "best_AIC_full"), "aic", 0);
    json_decref(root);
    uc_dense_free(&table);
}

/* MultipleSystemsEstimation 1.2.0. */
static void seven_thresholds_and_the_best_models_agree(void **state)
{
    (void)state;
    check_point("Artificial_3", true);
    check_point("HIV", true);
    check_point("Korea", true);
    check_point("Kosovo", true);
    check_point("NewOrl_5", true);
    check_point("UKdat_4", true);
    check_point("UKdat_5", true);
    check_point("spina", true);
    check_point("NewOrl", false);
    check_point("UKdat", false);
}

/* -- Findings ---------------------------------------------------------------------- */

/* UKdat's first empty pair has the least AIC of the last step: published behaviour, to
 * be told. */
static void a_stop_at_an_empty_pair_is_told(void **state)
{
    static const char *const names[] = {"Artificial_3", "Korea",    "Kosovo",
                                        "UKdat_5",      "UKdat",    "Western",
                                        "NewOrl",       "NewOrl_5", "Ned"};
    size_t n_stopped = 0;

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        uc_dense table = published_table(names[i]);
        uc_mse_settings settings = settings_of(NULL);
        uc_selection made = select_on(&table, "aic-stepwise", &settings);

        n_stopped += made.stopped_at_empty_pair;
        uc_selection_clear(&made);
        uc_dense_free(&table);
    }
    assert_int_equal(n_stopped, 6); /* methods.md 2: it decides 6 of 9 tables */
}

/* Main effects without a finite estimate: nothing to start from. */
static void steps_need_main_effects(void **state)
{
    static const char *const methods[] = {"stepwise", "aic-stepwise", "downhill",
                                          "main"};
    const double count[] = {0, 9, 8, 0};
    uc_dense table = table_of(2, count);

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        uc_mse_settings settings = settings_of(NULL);
        uc_selection made = select_on(&table, methods[i], &settings);

        assert_int_equal(made.status, UC_MSE_NO_FINITE_ESTIMATE);
        assert_true(isnan(made.estimate));
        assert_string_equal(text_of(&made.model), "[1,2]");
        uc_selection_clear(&made);
    }
    uc_dense_free(&table);
}

static void nobody_is_a_finding(void **state)
{
    const double count[8] = {0};
    uc_dense table = table_of(3, count);
    uc_mse_settings settings = settings_of(NULL);
    uc_selection made = select_on(&table, "bic", &settings);

    (void)state;
    assert_int_equal(made.status, UC_MSE_NO_PEOPLE);
    assert_int_equal(made.model.n_terms, 0);
    assert_true(isnan(made.estimate));
    uc_dense_free(&table);
}

/* Lists 1 and 2 mirror 3 and 4: pairs 13 and 24 are alike, the first is taken. */
static void tied_pairs_go_to_the_first(void **state)
{
    double count[16] = {0};
    uc_dense table;
    uc_mse_settings settings = settings_of(NULL);
    uc_selection made;

    (void)state;
    count[1] = count[2] = count[4] = count[8] = 40;
    count[3] = count[12] = 30; /* 12 and 34 alike */
    count[5] = count[6] = count[9] = count[10] = 5;
    table = table_of(4, count);
    made = select_on(&table, "stepwise", &settings);
    assert_true(made.n_ties >= 1);
    assert_true(uc_model_has_term(&made.model, 3));
    uc_selection_clear(&made);
    uc_dense_free(&table);
}

static void the_token_stops_every_rule(void **state)
{
    static const char *const methods[] = {"bic", "stepwise", "aic-stepwise",
                                          "downhill"};
    static const volatile sig_atomic_t stop = 1;
    uc_dense table = published_table("UKdat_5");

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        uc_select_ws ws = {.cancel = &stop};
        uc_mse_settings settings = settings_of(NULL);
        uc_selection made = {.n_ties = 77};

        assert_int_equal(uc_select(&ws, &table, uc_registry_find(methods[i]), &settings,
                                   NULL, NULL, 0, &made, NULL),
                         UC_ECANCELED);
        assert_int_equal(made.n_ties, 77); /* unchanged on failure */
        uc_select_ws_free(&ws);
    }
    uc_dense_free(&table);
}

/* -- Among given models -------------------------------------------------------------
 */

/* Each prefix gives the best of the prefix; a prefix longer than the list, the best of
 * all; a list with nothing admissible, no model. */
static void prefixes_of_a_list_choose_their_best(void **state)
{
    static const char *const texts[] = {"[12,3]", "[1,2,3]", "[23,1]", "[12,23]"};
    static const size_t top[] = {1, 2, 3, 4, 9};
    uc_dense table = published_table("Korea");
    uc_model models[4];
    uc_select_ws ws = {0};
    uc_selection made[5];
    static const char *const want[] = {"[12,3]", "[12,3]", "[12,3]", "[12,23]",
                                       "[12,23]"};

    (void)state;
    for (size_t i = 0; i < 4; i++)
        models[i] = model_of(texts[i], 3);
    assert_int_equal(
        uc_select_among(&ws, &table, UC_RULE_BIC, models, 4, top, 5, made, NULL),
        UC_OK);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(made[i].status, UC_MSE_OK);
        assert_string_equal(text_of(&made[i].model), want[i]);
        assert_rel(made[i].estimate, fit_of(&table, want[i]).estimate, TOL_CLOSED);
        uc_selection_clear(&made[i]);
    }
    assert_int_equal(
        uc_select_among(&ws, &table, UC_RULE_BIC, models, 0, top, 1, made, NULL),
        UC_OK);
    assert_int_equal(made[0].status, UC_MSE_NO_ADMISSIBLE_MODEL);
    assert_true(isnan(made[0].estimate));
    for (size_t i = 0; i < 4; i++)
        uc_model_clear(&models[i]);
    uc_select_ws_free(&ws);
    uc_dense_free(&table);
}

static void too_large_a_model_is_refused(void **state)
{
    uc_select_ws ws = {0};
    uc_error err = {0};

    (void)state;
    assert_int_equal(uc_select_reserve(&ws, 16, 2049, &err), UC_EINVAL);
    assert_string_equal(err.msg, "a model of 2049 terms; at most 2048");
    uc_select_ws_free(&ws);
}

static void small_functions(void **state)
{
    const uc_loglin_fit fit = {.bic = 3, .aic = 2, .aicc = 1};

    (void)state;
    assert_int_equal(uc_status_of_existence(0), UC_MSE_OK);
    assert_int_equal(uc_status_of_existence(1), UC_MSE_NO_FINITE_ESTIMATE);
    assert_int_equal(uc_status_of_existence(2), UC_MSE_NOT_IDENTIFIABLE);
    assert_int_equal(uc_status_of_existence(3),
                     UC_MSE_NO_FINITE_ESTIMATE_AND_NOT_IDENTIFIABLE);
    assert_true(uc_rule_is_criterion(UC_RULE_AICC));
    assert_false(uc_rule_is_criterion(UC_RULE_DOWNHILL));
    assert_true(uc_rule_criterion(UC_RULE_BIC, &fit) == 3);
    assert_true(uc_rule_criterion(UC_RULE_AIC, &fit) == 2);
    assert_true(uc_rule_criterion(UC_RULE_AICC, &fit) == 1);
    assert_true(uc_rule_criterion(UC_RULE_STEPWISE, &fit) == 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stepwise_gives_the_issues_numbers),
        cmocka_unit_test(aic_stepwise_gives_the_published_estimate),
        cmocka_unit_test(aic_stepwise_stops_at_an_uncertain_pair),
        cmocka_unit_test(downhill_ends_where_published),
        cmocka_unit_test(seven_thresholds_and_the_best_models_agree),
        cmocka_unit_test(a_stop_at_an_empty_pair_is_told),
        cmocka_unit_test(steps_need_main_effects),
        cmocka_unit_test(nobody_is_a_finding),
        cmocka_unit_test(tied_pairs_go_to_the_first),
        cmocka_unit_test(the_token_stops_every_rule),
        cmocka_unit_test(prefixes_of_a_list_choose_their_best),
        cmocka_unit_test(too_large_a_model_is_refused),
        cmocka_unit_test(small_functions),
    };
    return cmocka_run_group_tests_name("stepwise", tests, NULL, NULL);
}
