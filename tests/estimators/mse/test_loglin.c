/* test_loglin.c - unit and oracle tests of estimators/mse/loglin.h */
#include "tests/support.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/estimators/core/scale.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

/* N from R's glm with its default stopping rule, which stops at about 2e-8. */
#define TOL_GLM_DEFAULT 1e-7
/* Criteria at a maximum: the square of that, plus rounding of two programs. */
#define TOL_CRITERION 1e-10
/* Converged glm (epsilon 1e-14), coefficients printed to 15 digits. */
#define TOL_GLM_CONVERGED 1e-9

/* -- Closed forms ---------------------------------------------------------------- */

/* Lincoln-Petersen; Sekar & Deming (1949). Counts share no factor, so a swapped cell
 * cannot cancel. */
static void two_lists_in_closed_form(void **state)
{
    const double n10 = 211, n01 = 158, n11 = 37, count[] = {0, 211, 158, 37};
    uc_dense table = table_of(2, count);
    uc_loglin_ws ws = loglin_for(&table);
    const uint32_t terms[] = {1, 2};
    uc_loglin_fit fit;

    (void)state;
    assert_int_equal(uc_loglin_fit_terms(&ws, &table, terms, 2, NULL, &fit, NULL),
                     UC_OK);
    uc_loglin_variance(&ws);
    assert_int_equal(fit.existence, 0);
    assert_int_equal(fit.df, 0);
    assert_int_equal(fit.n_parameters, 3);
    assert_rel(fit.hidden, n10 * n01 / n11, TOL_CLOSED);
    assert_rel(fit.estimate, (n10 + n11) * (n01 + n11) / n11, TOL_CLOSED);
    assert_rel(uc_loglin_std_error(&ws, &fit),
               sqrt((n10 + n11) * (n01 + n11) * n10 * n01 / (n11 * n11 * n11)),
               TOL_CLOSED);
    assert_true(fabs(fit.deviance) < TOL_CRITERION);
    assert_rel(fit.bic, fit.aic + 3.0 * (log(406.0) - 2.0), TOL_CLOSED);
    assert_rel(fit.aicc, fit.aic + 2.0 * 3 * 4 / (406.0 - 4), TOL_CLOSED);
    uc_loglin_ws_free(&ws);
    uc_dense_free(&table);
}

static void three_lists_in_closed_form(void **state)
{
    const double n[] = {0, 101, 67, 23, 89, 31, 13, 7}; /* 1, 2, 12, 3, 13, 23, 123 */
    uc_dense table = table_of(3, n);

    (void)state;
    /* no interaction of all three: Darroch (1958) */
    assert_rel(fit_of(&table, "[12,13,23]").hidden,
               n[7] * n[1] * n[2] * n[4] / (n[3] * n[5] * n[6]), TOL_CLOSED);
    /* 1 and 3 independent given 2: two lists among those not on 2 */
    assert_rel(fit_of(&table, "[12,23]").hidden, n[1] * n[4] / n[5], TOL_CLOSED);
    /* 3 independent of 1 and 2 jointly */
    assert_rel(fit_of(&table, "[12,3]").hidden,
               n[4] * (n[1] + n[2] + n[3]) / (n[5] + n[6] + n[7]), TOL_CLOSED);
    uc_dense_free(&table);
}

static void an_empty_overlap_is_an_outcome(void **state)
{
    const double count[] = {0, 211, 158, 0};
    uc_dense table = table_of(2, count);
    const uc_loglin_fit fit = fit_of(&table, "[1,2]");

    (void)state;
    assert_int_equal(fit.existence, UC_EXISTENCE_NO_ESTIMATE);
    assert_true(isnan(fit.estimate) && isnan(fit.hidden) && isnan(fit.bic) &&
                isnan(fit.aic) && isnan(fit.aicc) && isnan(fit.deviance) &&
                isnan(fit.loglik));
    assert_int_equal(fit.n_parameters, 3);
    uc_dense_free(&table);
}

/* Ten people cannot carry nine parameters: AICc is infinite, AIC is not. */
static void aicc_is_infinite_with_too_few_people(void **state)
{
    const double four[] = {0, 1, 1, 1}, five[] = {0, 2, 1, 2};
    uc_dense few = table_of(2, four), more = table_of(2, five);

    (void)state;
    assert_true(isinf(fit_of(&few, "[1,2]").aicc)); /* 3 parameters, 3 people */
    assert_true(isfinite(fit_of(&few, "[1,2]").aic));
    assert_true(isfinite(fit_of(&more, "[1,2]").aicc)); /* 5 people */
    uc_dense_free(&few);
    uc_dense_free(&more);
}

/* -- Every model of the oracle ---------------------------------------------------- */

typedef struct row {
    char *model;
    unsigned order, status;
    size_t n_parameters, n_boundary;
    double estimate, bic, aic, deviance;
} row;

static row read_row(char *line)
{
    row r = {.model = published_field(&line)};

    r.order = (unsigned)atoi(published_field(&line));
    r.status = (unsigned)atoi(published_field(&line));
    r.n_parameters = (size_t)atoi(published_field(&line));
    r.n_boundary = (size_t)atoi(published_field(&line));
    r.estimate = strtod(published_field(&line), NULL);
    r.bic = strtod(published_field(&line), NULL);
    r.aic = strtod(published_field(&line), NULL);
    r.deviance = strtod(published_field(&line), NULL);
    return r;
}

static void assert_near(const char *what, const row *r, double got, double want,
                        double tol)
{
    if (!(fabs(got - want) <= tol * (1.0 + fabs(want))))
        fail_msg("%s of %s is %.17g, want %.17g", what, r->model, got, want);
}

static void check_row(uc_loglin_ws *ws, const uc_dense *table, const row *r)
{
    uc_model model = model_of(r->model, table->n_lists);
    uc_loglin_fit fit;

    assert_string_equal(text_of(&model), r->model);
    assert_int_equal(uc_model_order(&model), r->order);
    assert_int_equal(
        uc_loglin_fit_terms(ws, table, model.term, model.n_terms, NULL, &fit, NULL),
        UC_OK);
    if (fit.existence != r->status)
        fail_msg("%s: existence %u, want %u", r->model, fit.existence, r->status);
    assert_int_equal(fit.n_parameters, r->n_parameters);
    assert_int_equal(fit.n_boundary, r->n_boundary);
    if (fit.existence == 0) {
        assert_near("N", r, fit.estimate, r->estimate, TOL_GLM_DEFAULT);
        assert_near("BIC", r, fit.bic, r->bic, TOL_CRITERION);
        assert_near("AIC", r, fit.aic, r->aic, TOL_CRITERION);
        assert_near("deviance", r, fit.deviance, r->deviance, TOL_CRITERION);
        assert_true(uc_loglin_score(ws, table) <= 1e-9 * table->n_people);
    }
    uc_model_clear(&model);
}

static void check_models_of(const char *name, size_t n_models)
{
    uc_dense table = published_table(name);
    uc_loglin_ws ws = loglin_for(&table);
    char path[128], line[1024];
    size_t n = 0;
    FILE *file;

    (void)snprintf(path, sizeof path, "tests/oracle/mse/models_%s.csv", name);
    file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        const row r = read_row(line);

        check_row(&ws, &table, &r);
        n++;
    }
    (void)fclose(file);
    assert_int_equal(n, n_models);
    uc_loglin_ws_free(&ws);
    uc_dense_free(&table);
}

/* MultipleSystemsEstimation 1.2.0; see tests/oracle/mse/README.md. */
static void every_model_of_the_oracle_agrees(void **state)
{
    (void)state;
    check_models_of("Artificial_3", 8);
    check_models_of("Korea", 8);
    check_models_of("spina", 8);
    check_models_of("HIV", 113);
    check_models_of("Kosovo", 113);
    check_models_of("UKdat_4", 113);
    check_models_of("UKdat_5", 6893);
    check_models_of("NewOrl_5", 6893);
}

/* -- glm -------------------------------------------------------------------------- */

static const char *const glm_tables[] = {"Korea",        "hare",    "UKdat_4", "NewOrl",
                                         "UKdat",        "HIV",     "Kosovo",  "spina",
                                         "Artificial_3", "UKdat_5", "NewOrl_5"};

/* Mask of a coefficient's name: "(Intercept)", "LA" or "LA:NG". */
static uint32_t mask_of(const json_t *lists, const char *name)
{
    uint32_t mask = 0;
    size_t i;
    const json_t *list;

    json_array_foreach(lists, i, list)
    {
        const char *text = json_string_value(list), *at = strstr(name, text);
        const size_t len = strlen(text);

        for (; at != NULL; at = strstr(at + 1, text))
            if ((at == name || at[-1] == ':') && (at[len] == ':' || at[len] == '\0'))
                mask |= 1u << i;
    }
    return mask;
}

static void check_coefficients(const uc_loglin_ws *ws, const json_t *lists,
                               const json_t *fit)
{
    const size_t n = ws->layout.n_terms;
    const json_t *value;
    const char *name;

    assert_int_equal(json_object_size(json_object_get(fit, "coefficients")), n);
    json_object_foreach(json_object_get(fit, "coefficients"), name, value)
    {
        const uint32_t mask = mask_of(lists, name);
        const double se = json_number_value(
            json_object_get(json_object_get(fit, "std_errors"), name));
        size_t k = 0;

        while (k < n && ws->layout.term[k] != mask)
            k++;
        assert_true(k < n);
        if (!(fabs(ws->point.alpha[mask] - json_number_value(value)) <
              TOL_GLM_CONVERGED))
            fail_msg("%s is %.17g, want %.17g", name, ws->point.alpha[mask],
                     json_number_value(value));
        assert_rel(sqrt(uc_loglin_covariance(ws, k, k)), se,
                   1e-7); /* not iterated upon */
    }
}

static size_t check_glm_fit(const uc_dense *table, const json_t *lists,
                            const json_t *want, const uint32_t terms[], size_t n_terms)
{
    uc_loglin_ws ws = loglin_for(table);
    uc_loglin_fit fit;

    assert_int_equal(uc_loglin_fit_terms(&ws, table, terms, n_terms, NULL, &fit, NULL),
                     UC_OK);
    if (fit.existence != 0) {
        uc_loglin_ws_free(&ws);
        return 0;
    }
    uc_loglin_variance(&ws);
    check_coefficients(&ws, lists, want);
    assert_rel(fit.estimate, json_number_value(json_object_get(want, "N")),
               TOL_GLM_CONVERGED);
    assert_true(fabs(fit.deviance -
                     json_number_value(json_object_get(want, "deviance"))) < 1e-9);
    assert_true(fabs(fit.aic - json_number_value(json_object_get(want, "AIC"))) < 1e-9);
    assert_true(fabs(fit.bic - json_number_value(json_object_get(want, "BIC_cases"))) <
                1e-9);
    uc_loglin_ws_free(&ws);
    return 1;
}

/* Base R glm, epsilon 1e-14. All pairs only where every pair has an overlap: a plain
 * fit knows nothing of estimates at infinity. */
static void check_glm(const char *name, size_t *n_all_pairs)
{
    char path[128];
    uc_dense table = published_table(name);
    json_t *root;
    uint32_t terms[64];
    size_t n = 0;

    (void)snprintf(path, sizeof path, "tests/oracle/glm/glm_%s.json", name);
    root = json_load_file(path, 0, NULL);
    assert_non_null(root);
    for (unsigned j = 0; j < table.n_lists; j++)
        terms[n++] = 1u << j;
    assert_int_equal(check_glm_fit(&table, json_object_get(root, "lists"),
                                   json_object_get(root, "main"), terms, n),
                     1);
    for (unsigned i = 0; i < table.n_lists; i++)
        for (unsigned j = i + 1; j < table.n_lists; j++)
            terms[n++] = 1u << i | 1u << j;
    if (json_array_size(json_object_get(root, "empty_pairs")) == 0)
        *n_all_pairs +=
            check_glm_fit(&table, json_object_get(root, "lists"),
                          json_object_get(root, "all_pairs_plain_glm"), terms, n);
    json_decref(root);
    uc_dense_free(&table);
}

static void coefficients_equal_glm(void **state)
{
    size_t n_all_pairs = 0;

    (void)state;
    for (size_t i = 0; i < sizeof glm_tables / sizeof *glm_tables; i++)
        check_glm(glm_tables[i], &n_all_pairs);
    assert_int_equal(n_all_pairs, 5); /* HIV, Korea, Kosovo, UKdat_4, hare */
}

/* -- Properties ------------------------------------------------------------------- */

/* A start from another model's means changes the way, not the end. */
static void a_warm_start_ends_at_the_same_place(void **state)
{
    uc_dense table = published_table("UKdat_5");
    uc_loglin_ws ws = loglin_for(&table);
    uc_model near = model_of("[12,13,23,25,34]", 5), far = model_of("[123,124,45]", 5);
    uc_loglin_fit cold, warm;

    (void)state;
    assert_int_equal(
        uc_loglin_fit_terms(&ws, &table, near.term, near.n_terms, NULL, &cold, NULL),
        UC_OK);
    assert_int_equal(
        uc_loglin_fit_terms(&ws, &table, far.term, far.n_terms, NULL, &warm, NULL),
        UC_OK);
    uc_newton_point_copy(table.n_cells, &ws.base, &ws.point);
    assert_int_equal(uc_loglin_fit_terms(&ws, &table, near.term, near.n_terms, &ws.base,
                                         &warm, NULL),
                     UC_OK);
    assert_rel(warm.estimate, cold.estimate, 1e-12);
    assert_rel(warm.bic, cold.bic, 1e-13);
    uc_model_clear(&near);
    uc_model_clear(&far);
    uc_loglin_ws_free(&ws);
    uc_dense_free(&table);
}

/* Relabelling lists moves the terms and nothing else; multiplying all counts by 10
 * multiplies the hidden people by 10. */
static void relabelling_and_scaling(void **state)
{
    static const unsigned to[] = {2, 0, 3, 1};
    uc_dense table;
    uc_rng rng;

    (void)state;
    assert_int_equal(uc_dense_alloc(4, &table, NULL), UC_OK);
    uc_rng_start(&rng, 59, 0, UC_RNG_BOOTSTRAP, 0);
    for (size_t round = 0; round < scaled(500, 5000); round++) {
        uc_dense moved;
        uc_loglin_fit fit, other;

        random_table(&rng, &table);
        moved = relabelled(&table, to);
        fit = fit_of(&table, "[123,14]");
        other = fit_of(&moved, "[134,23]");
        assert_int_equal(fit.existence, other.existence);
        if (fit.existence == 0) {
            assert_rel(other.estimate, fit.estimate, TOL_CLOSED);
            assert_rel(other.bic, fit.bic, TOL_CLOSED);
        }
        for (size_t w = 0; w < table.n_cells; w++)
            moved.count[w] = 10.0 * table.count[w];
        uc_dense_refresh(&moved);
        other = fit_of(&moved, "[123,14]");
        assert_int_equal(fit.existence, other.existence);
        if (fit.existence == 0)
            assert_rel(other.hidden, 10.0 * fit.hidden, TOL_CLOSED);
        uc_dense_free(&moved);
    }
    uc_dense_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_lists_in_closed_form),
        cmocka_unit_test(three_lists_in_closed_form),
        cmocka_unit_test(an_empty_overlap_is_an_outcome),
        cmocka_unit_test(aicc_is_infinite_with_too_few_people),
        cmocka_unit_test(every_model_of_the_oracle_agrees),
        cmocka_unit_test(coefficients_equal_glm),
        cmocka_unit_test(a_warm_start_ends_at_the_same_place),
        cmocka_unit_test(relabelling_and_scaling),
    };
    return cmocka_run_group_tests_name("loglin", tests, NULL, NULL);
}
