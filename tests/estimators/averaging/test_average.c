/* test_average.c - property and unit tests of estimators/averaging/average.h */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "estimators/averaging/average.h"
#include "estimators/core/quantile.h"
#include "estimators/mse/ranking.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

/* Whether a term of the model stands above another that nobody has: the same model
 * without it has the same likelihood, and counts in its place. */
static bool is_repeat(const uc_dense *table, const uc_model *model)
{
    for (size_t i = 0; i < model->n_terms; i++)
        for (size_t k = 0; k < i; k++)
            if ((model->term[i] & model->term[k]) == model->term[k] &&
                !(table->margin[model->term[k]] > 0.0))
                return true;
    return false;
}

static double criterion_of(const uc_ranked_model *model, uc_selection_rule rule)
{
    return rule == UC_RULE_BIC ? model->bic : model->aic;
}

/* The average from every hierarchical model, fitted one by one. */
static void check_average(const char *set, const char *method, uc_selection_rule rule,
                          const char *cut_text)
{
    uc_mse_settings s = settings_of("cut", cut_text, NULL);
    uc_dense table = published_table(set);
    uc_capture_table sparse = published_sparse(&table);
    uc_estimate e = estimate_of(&sparse, method, &s);
    double by_term[64] = {0}, sum = 0.0, mean = 0.0, error = 0.0, squares = 0.0;
    size_t n = 0;
    uc_ranking all;

    assert_int_equal(uc_mse_rank(&sparse, rule, 0, NULL, &all, NULL), UC_OK);
    for (unsigned pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < all.n_admissible; i++) {
            const uc_ranked_model *m = &all.model[i];
            const double delta = criterion_of(m, rule) - criterion_of(all.model, rule);
            const double w = exp(-0.5 * delta);

            if (delta > s.cut || is_repeat(&table, &m->model))
                continue;
            if (pass == 0) {
                sum += w;
                mean += w * m->estimate;
                n++;
                continue;
            }
            for (size_t k = 0; k < m->model.n_terms; k++)
                by_term[m->model.term[k]] += w / sum;
            squares += w / sum * (w / sum);
            {
                uc_loglin_ws ws = loglin_for(&table);
                uc_loglin_fit fit;
                double v;

                assert_int_equal(uc_loglin_fit_terms(&ws, &table, m->model.term,
                                                     m->model.n_terms, NULL, &fit,
                                                     NULL),
                                 UC_OK);
                uc_loglin_variance(&ws);
                v = uc_loglin_std_error(&ws, &fit);
                error += w / sum *
                         sqrt(v * v + (fit.estimate - mean / sum) *
                                          (fit.estimate - mean / sum));
                uc_loglin_ws_free(&ws);
            }
        }
    assert_int_equal((size_t)e.fact[0].value, n);
    assert_rel(e.estimate, mean / sum, 1e-7);
    assert_rel(e.std_error, error, 1e-7);
    assert_rel(e.fact[1].value, 1.0 / squares, 1e-6);
    for (size_t i = 0; i < e.n_weights; i++)
        assert_rel(e.weight[i].weight, by_term[e.weight[i].term], 1e-6);
    uc_ranking_clear(&all);
    uc_estimate_clear(&e);
    uc_capture_table_clear(&sparse);
    uc_dense_free(&table);
    uc_mse_settings_clear(&s);
}

static void averages_are_those_of_every_model(void **state)
{
    (void)state;
    check_average("Korea", "average", UC_RULE_BIC, "100");
    check_average("Kosovo", "average", UC_RULE_BIC, "10");
    check_average("HIV", "aic-average", UC_RULE_AIC, "6");
    check_average("UKdat_4", "average", UC_RULE_BIC, "4");
    check_average("UKdat_5", "average", UC_RULE_BIC, "10");
    check_average("UKdat_5", "aic-average", UC_RULE_AIC, "5");
    check_average("NewOrl_5", "aic-average", UC_RULE_AIC, "7");
}

/* A mixture of one is that log-normal; of two far apart, each half by itself. */
static void quantiles_of_mixtures(void **state)
{
    const double one[] = {1.0}, m[] = {100.0, 1e9}, s[] = {0.3, 0.5};
    const double half[] = {0.5, 0.5};

    (void)state;
    assert_rel(uc_average_quantile(one, m, s, 1, 0.975),
               100.0 * exp(0.3 * uc_normal_quantile(0.975)), 1e-11);
    assert_rel(uc_average_quantile(half, m, s, 2, 0.25), 100.0, 1e-11);
    assert_rel(uc_average_quantile(half, m, s, 2, 0.75), 1e9, 1e-11);
}

static void weights_sum_to_one(void **state)
{
    const double criterion[] = {1e5, 1e5 + 2.0, 1e5 + 2000.0};
    double weight[3];

    (void)state;
    uc_average_weights(criterion, 3, weight);
    assert_rel(weight[1] / weight[0], exp(-1.0), 1e-12);
    assert_rel(weight[0] + weight[1], 1.0, 1e-15);
    assert_true(weight[2] >= 0.0 && weight[2] < 1e-300);
}

/* Replicates are averages too, and the mixture stands where normal was asked for. */
static void in_the_bootstrap_and_the_intervals(void **state)
{
    uc_mse_settings s = settings_of("bootstrap", "30", "interval", "normal,percentile",
                                    "level", "0.95,0.5", NULL);
    uc_estimate e = published_estimate("UKdat_5", "average", &s);

    (void)state;
    assert_int_equal(e.n_intervals, 4);
    assert_int_equal(e.interval[0].kind, UC_INTERVAL_PERCENTILE);
    assert_int_equal(e.interval[2].kind, UC_INTERVAL_MIXTURE);
    assert_true(e.interval[2].low < e.interval[3].low);
    assert_true(e.interval[3].high < e.interval[2].high);
    assert_true(e.interval[2].low < e.estimate && e.estimate < e.interval[2].high);
    assert_int_equal(e.bootstrap[0].usable, 30);
    assert_int_equal(strncmp(e.bootstrap[0].model[0], "average of ", 11), 0);
    uc_estimate_clear(&e);
    uc_mse_settings_clear(&s);
}

static void no_admissible_model_is_an_outcome(void **state)
{
    const double apart[] = {0, 9, 8, 0};
    uc_mse_settings s = settings_of(NULL);
    uc_dense table = table_of(2, apart);
    uc_capture_table sparse = published_sparse(&table);
    uc_estimate e = estimate_of(&sparse, "average", &s);

    (void)state;
    assert_int_equal(e.status, UC_MSE_NO_ADMISSIBLE_MODEL);
    assert_true(isnan(e.estimate) && isnan(e.std_error));
    assert_int_equal(e.n_intervals, 0);
    uc_estimate_clear(&e);
    uc_capture_table_clear(&sparse);
    uc_dense_free(&table);
    uc_mse_settings_clear(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(averages_are_those_of_every_model),
        cmocka_unit_test(quantiles_of_mixtures),
        cmocka_unit_test(weights_sum_to_one),
        cmocka_unit_test(in_the_bootstrap_and_the_intervals),
        cmocka_unit_test(no_admissible_model_is_an_outcome),
    };
    return cmocka_run_group_tests_name("average", tests, NULL, NULL);
}
