/* test_ranking.c - oracle and unit tests of estimators/mse/ranking.h */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/mse/rank_order.h"
#include "estimators/mse/ranking.h"
#include "tests/estimators/mse/enumerate.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

static uc_ranking ranking_of(const char *name, uc_selection_rule rule,
                             unsigned max_order)
{
    uc_capture_table table = published_capture(name);
    uc_ranking ranking;
    uc_error err = {0};

    if (uc_mse_rank(&table, rule, max_order, NULL, &ranking, &err) != UC_OK)
        fail_msg("%s: %s", name, err.msg);
    uc_capture_table_clear(&table);
    return ranking;
}

typedef struct row {
    char model[64];
    double bic;
} row;

/* The admissible models of the oracle's list, which is in the order of BIC. */
static size_t read_oracle(const char *name, row rows[], size_t *n_all)
{
    char path[128], line[1024];
    size_t n = 0;
    FILE *file;

    (void)snprintf(path, sizeof path, "tests/oracle/mse/models_%s.csv", name);
    file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    for (*n_all = 0; fgets(line, sizeof line, file) != NULL; ++*n_all) {
        char *cursor = line;

        (void)snprintf(rows[n].model, sizeof rows[n].model, "%s",
                       published_field(&cursor));
        (void)published_field(&cursor);
        if (strcmp(published_field(&cursor), "0") != 0)
            continue;
        for (size_t skip = 0; skip < 3; skip++)
            (void)published_field(&cursor);
        rows[n++].bic = strtod(published_field(&cursor), NULL);
    }
    (void)fclose(file);
    return n;
}

static int by_bic(const void *a, const void *b)
{
    const double x = ((const row *)a)->bic, y = ((const row *)b)->bic;

    return (x > y) - (x < y);
}

/* BIC by rank is the oracle's; so is the model, where no other has that BIC. */
static void check_order(const char *name, size_t n_models, size_t n_admissible)
{
    static row rows[7000];
    uc_ranking r = ranking_of(name, UC_RULE_BIC, 0);
    size_t n_all, n_named = 0, n = read_oracle(name, rows, &n_all);

    qsort(rows, n, sizeof *rows, by_bic);
    assert_int_equal(n_all, n_models);
    assert_int_equal(n, n_admissible);
    assert_true(r.complete);
    assert_int_equal(r.n_models, n_models);
    assert_int_equal(r.n_admissible, n_admissible);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(r.model[i].existence, 0);
        assert_rel(r.model[i].bic, rows[i].bic, 1e-8);
        if ((i > 0 && rows[i].bic - rows[i - 1].bic < 1e-6) ||
            (i + 1 < n && rows[i + 1].bic - rows[i].bic < 1e-6))
            continue;
        assert_string_equal(text_of(&r.model[i].model), rows[i].model);
        n_named++;
    }
    assert_true(2 * n_named > n);
    for (size_t i = n; i < n_models; i++) {
        assert_int_not_equal(r.model[i].existence, 0);
        assert_true(isnan(r.model[i].estimate) && isnan(r.model[i].bic));
    }
    uc_ranking_clear(&r);
    uc_ranking_clear(&r); /* empty is allowed */
}

/* MultipleSystemsEstimation 1.2.0. */
static void order_and_counts_are_the_oracles(void **state)
{
    (void)state;
    check_order("Artificial_3", 8, 4);
    check_order("UKdat_5", 6893, 6519);
}

/* Every tie rule, against enumeration; by AIC and AICc; with an order. */
static void order_equals_enumeration(void **state)
{
    static const char *const names[] = {"Western", "Australia", "NewOrl_5"};
    static size_t position[7000];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        uc_dense table = published_table(names[i]);
        listing l = enumerate_models(&table, 0);

        for (unsigned rule = UC_RULE_BIC; rule <= UC_RULE_AICC; rule++)
            for (unsigned order = 2; order < table.n_lists; order += 2) {
                uc_ranking r = ranking_of(names[i], (uc_selection_rule)rule, order);
                const size_t n =
                    listing_ranked(&l, (uc_selection_rule)rule, order, position);

                assert_true(r.n_admissible >= n); /* AICc may be infinite */
                for (size_t k = 0; k < n; k++) {
                    assert_string_equal(text_of(&r.model[k].model),
                                        listing_text(&l, position[k]));
                    assert_true(r.model[k].order <= order);
                }
                uc_ranking_clear(&r);
            }
        listing_free(&l);
        uc_dense_free(&table);
    }
}

static int order_of(uc_rank_key a, uc_rank_key b)
{
    const int order = uc_rank_compare(&a, &b), back = uc_rank_compare(&b, &a);

    assert_int_equal((order > 0) - (order < 0), (back < 0) - (back > 0));
    return (order > 0) - (order < 0);
}

/* Criterion, unless within 1e-9 of 1 + itself; then fewest terms; then estimate. */
static void ties_are_decided_in_turn(void **state)
{
    const uc_rank_key key = {200.0, 9, 1000.0};

    (void)state;
    assert_int_equal(order_of(key, (uc_rank_key){200.0 + 3e-7, 8, 900.0}), -1);
    assert_int_equal(order_of(key, (uc_rank_key){200.0 + 1e-7, 8, 1100.0}), 1);
    assert_int_equal(order_of(key, (uc_rank_key){200.0 - 1e-7, 10, 900.0}), -1);
    assert_int_equal(order_of(key, (uc_rank_key){200.0 - 1e-7, 9, 1000.01}), -1);
    assert_int_equal(order_of(key, (uc_rank_key){200.0, 9, 1000.0 + 5e-7}), 0);
    assert_true(uc_rank_tied(-5.0, -5.0 - 5e-9));
    assert_false(uc_rank_tied(-5.0, -5.0 - 7e-9));
}

static void numbers_are_those_of_the_fit(void **state)
{
    uc_dense table = published_table("UKdat_5");
    const uc_loglin_fit fit = fit_of(&table, "[123,25,34]");
    uc_ranking r = ranking_of("UKdat_5", UC_RULE_BIC, 0);

    (void)state;
    assert_string_equal(text_of(&r.model[0].model), "[123,25,34]");
    assert_int_equal(r.model[0].order, 3);
    assert_int_equal(r.model[0].n_parameters, 12);
    assert_int_equal(r.model[0].n_boundary, 0);
    assert_rel(r.model[0].estimate, fit.estimate, TOL_EXACT);
    assert_rel(r.model[0].bic, fit.bic, TOL_EXACT);
    assert_rel(r.model[0].aic, fit.aic, TOL_EXACT);
    assert_rel(r.model[0].aicc, fit.aicc, TOL_EXACT);
    assert_rel(r.model[0].deviance, fit.deviance, TOL_EXACT);
    uc_ranking_clear(&r);
    uc_dense_free(&table);
}

static void beyond_five_lists_the_best_thousand(void **state)
{
    uc_ranking r = ranking_of("UKdat", UC_RULE_BIC, 2);

    (void)state;
    assert_false(r.complete);
    assert_int_equal(r.n_models, 1000);
    assert_int_equal(r.n_admissible, 1000);
    assert_string_equal(text_of(&r.model[0].model), "[12,13,25,35,36,45]");
    for (size_t i = 0; i + 1 < r.n_models; i++) {
        assert_true(r.model[i].bic <= r.model[i + 1].bic + 1e-6);
        assert_false(uc_model_equal(&r.model[i].model, &r.model[i + 1].model));
    }
    uc_ranking_clear(&r);
}

static void what_cannot_be_ranked_is_refused(void **state)
{
    static const volatile sig_atomic_t stop = 1;
    uc_capture_table table = published_capture("Korea"), one;
    uc_ranking ranking = {.n_models = 99};
    uc_error err = {0};

    (void)state;
    assert_int_equal(uc_mse_rank(&table, UC_RULE_BIC, 0, &stop, &ranking, &err),
                     UC_ECANCELED);
    uc_capture_table_clear(&table);
    uc_capture_table_init(&one, 1);
    assert_int_equal(uc_capture_table_add(&one, 1, 5, NULL), UC_OK);
    assert_int_equal(uc_mse_rank(&one, UC_RULE_BIC, 0, NULL, &ranking, &err),
                     UC_EINVAL);
    assert_string_equal(err.msg, "models are ranked for 2 to 16 lists with people");
    uc_capture_table_clear(&one);
    uc_capture_table_init(&one, 3);
    assert_int_equal(uc_mse_rank(&one, UC_RULE_BIC, 0, NULL, &ranking, NULL),
                     UC_EINVAL);
    assert_int_equal(ranking.n_models, 99); /* unchanged on failure */
    uc_capture_table_clear(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_and_counts_are_the_oracles),
        cmocka_unit_test(order_equals_enumeration),
        cmocka_unit_test(ties_are_decided_in_turn),
        cmocka_unit_test(numbers_are_those_of_the_fit),
        cmocka_unit_test(beyond_five_lists_the_best_thousand),
        cmocka_unit_test(what_cannot_be_ranked_is_refused),
    };
    return cmocka_run_group_tests_name("ranking", tests, NULL, NULL);
}
