/* test_face.c - facial sets: face.h, and what rests on it
 *
 * Numbers of models admitted and the Australian ones were computed apart, with a
 * sequence of linear programmes over the marginal cone; 2440.40 is Rcapture's too.
 */
#include "tests/support.h"

#include "estimators/mse/diagnose.h"
#include "estimators/mse/face.h"
#include "estimators/mse/hierarchy.h"
#include "estimators/mse/ranking.h"
#include "estimators/mse/search.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

static uc_loglin_fit facial_fit(const uc_dense *table, const char *text)
{
    uc_model model = model_of(text, table->n_lists);
    uc_loglin_ws ws = loglin_for(table);
    uc_loglin_fit fit;

    ws.facial = true;
    assert_int_equal(
        uc_loglin_fit_terms(&ws, table, model.term, model.n_terms, NULL, &fit, NULL),
        UC_OK);
    if (fit.existence == 0) {
        uc_loglin_variance(&ws);
        fit.loglik = uc_loglin_std_error(&ws, &fit); /* carried out in its place */
    }
    uc_loglin_ws_free(&ws);
    uc_model_clear(&model);
    return fit;
}

static void the_australian_model(void **state)
{
    uc_dense table = published_table("Australia");
    const uc_loglin_fit strict = fit_of(&table, "[12,234]");
    const uc_loglin_fit fit = facial_fit(&table, "[12,234]");

    (void)state;
    assert_int_equal(strict.existence, 1);
    assert_int_equal(fit.existence, 0);
    assert_true(fit.on_face);
    assert_rel(fit.estimate, 2440.40, 1e-5);
    assert_rel(fit.loglik, 978.69, 1e-5);
    assert_int_equal(fit.n_parameters, 10);
    assert_int_equal(fit.df, 13 - 9);
    assert_rel(fit.bic, 114.5358, 1e-6);
    uc_dense_free(&table);
}

static void selection_changes_as_it_must(void **state)
{
    uc_mse_settings strict = settings_of(NULL);
    uc_mse_settings facial = settings_of("existence", "facial", NULL);
    uc_estimate aic = published_estimate("Australia", "aic", &strict);
    uc_estimate aic_facial = published_estimate("Australia", "aic", &facial);
    uc_estimate bic_facial = published_estimate("Australia", "bic", &facial);

    (void)state;
    assert_rel(aic.estimate, 24014.0, 1e-4);
    assert_string_equal(uc_estimate_status_name(&aic), "ok");
    assert_rel(aic_facial.estimate, 2440.40, 1e-5);
    assert_string_equal(uc_estimate_status_name(&aic_facial), "ok_on_face");
    assert_true(aic_facial.search.proved_optimal);
    assert_string_equal(text_of(&aic_facial.model), "[234,12]");
    assert_string_equal(text_of(&bic_facial.model), "[12,23,24]");
    assert_rel(bic_facial.estimate, 6496.0, 1e-4);
    assert_false(bic_facial.on_face);
    uc_estimate_clear(&aic);
    uc_estimate_clear(&aic_facial);
    uc_estimate_clear(&bic_facial);
    uc_mse_settings_clear(&strict);
    uc_mse_settings_clear(&facial);
}

typedef struct tally {
    const uc_dense *table;
    uc_loglin_ws ws;
    size_t failing, admitted;
} tally;

static uc_status count_model(void *ctx, const uint32_t terms[], size_t n, uc_error *err)
{
    tally *t = ctx;
    uc_loglin_fit fit;

    t->ws.facial = false;
    assert_int_equal(uc_loglin_fit_terms(&t->ws, t->table, terms, n, NULL, &fit, err),
                     UC_OK);
    if (fit.existence == 0)
        return UC_OK;
    t->failing++;
    t->ws.facial = true;
    assert_int_equal(uc_loglin_fit_terms(&t->ws, t->table, terms, n, NULL, &fit, err),
                     UC_OK);
    t->admitted += fit.existence == 0;
    return UC_OK;
}

static void check_tally(const char *set, unsigned max_order, size_t failing,
                        size_t admitted)
{
    uc_dense table = published_table(set);
    tally t = {.table = &table, .ws = loglin_for(&table)};

    assert_int_equal(uc_hierarchy_walk(table.n_lists, max_order, count_model, &t, NULL),
                     UC_OK);
    assert_int_equal(t.failing, failing);
    assert_int_equal(t.admitted, admitted);
    uc_loglin_ws_free(&t.ws);
    uc_dense_free(&table);
}

static void models_admitted_on_a_face(void **state)
{
    (void)state;
    check_tally("Western", 4, 3518, 2165);
    check_tally("NewOrl_5", 4, 566, 0);
}

/* Exactness: the search's best model is the best of every model fitted one by one. */
static void check_search(const uc_dense *table, uc_selection_rule rule)
{
    const uc_search_opts opts = {.rule = rule, .facial = true, .n_best = 5};
    uc_capture_table sparse = published_sparse(table);
    uc_search *search = uc_search_alloc(table->n_lists);
    const uc_search_result *found;
    uc_ranking ranking;

    assert_int_equal(uc_search_run(search, table, &opts, &found, NULL), UC_OK);
    assert_int_equal(uc_mse_rank_facial(&sparse, rule, 0, true, NULL, &ranking, NULL),
                     UC_OK);
    assert_true(found->proved);
    assert_int_equal(found->n_found > 0, ranking.n_admissible > 0);
    if (found->n_found > 0) {
        const double best =
            rule == UC_RULE_BIC ? ranking.model[0].bic : ranking.model[0].aic;

        assert_true(fabs(found->best[0].criterion - best) <= 1e-8 * (1 + fabs(best)));
        assert_rel(found->best[0].estimate, ranking.model[0].estimate, 1e-6);
    }
    uc_ranking_clear(&ranking);
    uc_search_free(search);
    uc_capture_table_clear(&sparse);
}

static void the_search_stays_exact(void **state)
{
    static const char *const sets[] = {"Australia", "Korea", "Artificial_3", "Kosovo",
                                       "NewOrl_5"};
    uc_rng rng;

    (void)state;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        uc_dense table = published_table(sets[i]);

        check_search(&table, UC_RULE_BIC);
        check_search(&table, UC_RULE_AIC);
        uc_dense_free(&table);
    }
    uc_rng_start(&rng, 8, 8, UC_RNG_BOOTSTRAP, 0);
    for (unsigned k = 0; k < 120; k++) {
        uc_dense table;

        assert_int_equal(uc_dense_alloc(3 + k % 2, &table, NULL), UC_OK);
        random_table(&rng, &table);
        check_search(&table, k % 4 < 2 ? UC_RULE_BIC : UC_RULE_AIC);
        uc_dense_free(&table);
    }
}

/* Where a model exists in the strict sense, facial sets change nothing. */
static void strict_estimates_stay(void **state)
{
    uc_dense table = published_table("Kosovo");
    const uc_loglin_fit strict = fit_of(&table, "[12,13,4]");
    const uc_loglin_fit facial = facial_fit(&table, "[12,13,4]");

    (void)state;
    assert_false(facial.on_face);
    assert_true(strict.estimate == facial.estimate && strict.bic == facial.bic);
    uc_dense_free(&table);
}

static void the_check_tells_of_both(void **state)
{
    uc_capture_table table = published_capture("Australia");
    uc_diagnosis d;

    (void)state;
    assert_int_equal(uc_diagnose(&table, &d, NULL), UC_OK);
    assert_rel(d.best[0][0].estimate, 6496.0, 1e-4);
    assert_rel(d.best[0][1].estimate, 6496.0, 1e-4);
    assert_rel(d.best[1][0].estimate, 24014.0, 1e-4);
    assert_rel(d.best[1][1].estimate, 2440.40, 1e-5);
    uc_diagnosis_clear(&d);
    uc_capture_table_clear(&table);
}

/* The bootstrap repeats the choice with faces: more replicates have an estimate. */
static void replicates_are_chosen_on_faces_too(void **state)
{
    uc_mse_settings strict =
        settings_of("bootstrap", "60", "interval", "percentile", NULL);
    uc_mse_settings facial = settings_of("bootstrap", "60", "interval", "percentile",
                                         "existence", "facial", NULL);
    uc_estimate a = published_estimate("Australia", "aic", &strict);
    uc_estimate b = published_estimate("Australia", "aic", &facial);
    size_t differ = 0;

    (void)state;
    for (size_t r = 0; r < 60; r++)
        differ += a.bootstrap[0].estimate[r] != b.bootstrap[0].estimate[r];
    assert_true(differ > 10);
    uc_estimate_clear(&a);
    uc_estimate_clear(&b);
    uc_mse_settings_clear(&strict);
    uc_mse_settings_clear(&facial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_australian_model),
        cmocka_unit_test(selection_changes_as_it_must),
        cmocka_unit_test(models_admitted_on_a_face),
        cmocka_unit_test(the_search_stays_exact),
        cmocka_unit_test(strict_estimates_stay),
        cmocka_unit_test(the_check_tells_of_both),
        cmocka_unit_test(replicates_are_chosen_on_faces_too),
    };
    return cmocka_run_group_tests_name("face", tests, NULL, NULL);
}
