/* repeated.c - repeated counts on one list as tables */
#include "reports/tables/repeated.h"

#include <math.h>
#include <stdio.h>

#include "estimators/core/elementary.h"
#include "estimators/mse/bootstrap.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* One group: all, or a level; q is its place among the bootstrap's quantities. */
typedef struct group {
    size_t covariate, level, q;
} group;

/* Steps to the next group; begins with {SIZE_MAX, 0, 0} for all. */
static bool next_group(const uc_repeated_data *data, group *g)
{
    g->q++;
    g->level = g->covariate == SIZE_MAX ? 0 : g->level + 1;
    g->covariate = g->covariate == SIZE_MAX ? 0 : g->covariate;
    while (g->covariate < data->n_covariates &&
           g->level >= uc_repeated_n_levels(data, g->covariate)) {
        g->covariate++;
        g->level = 0;
    }
    return g->covariate < data->n_covariates;
}

static const char *group_name(const uc_repeated_data *data, const group *g)
{
    size_t a;

    for (a = 0; a < data->n_columns; a++)
        if (data->column[a].covariate == g->covariate)
            return data->column[a].name;
    return NULL;
}

static void group_cells(const uc_repeated_data *data, const group *g, uc_table *table)
{
    if (g->covariate == SIZE_MAX) {
        uc_table_missing(table, "all_groups");
        uc_table_missing(table, "all_groups");
    } else {
        uc_table_text(table, group_name(data, g));
        uc_table_text(table, uc_repeated_level(data, g->covariate, g->level));
    }
}

static void group_in_words(const uc_repeated_data *data, const group *g,
                           uc_table *table)
{
    char text[600];

    if (g->covariate == SIZE_MAX) {
        uc_table_text(table, "all");
        return;
    }
    (void)snprintf(text, sizeof text, "%s: %s", group_name(data, g),
                   uc_repeated_level(data, g->covariate, g->level));
    uc_table_text(table, text);
}

static double observed_in(const uc_repeated_data *data, const group *g)
{
    double sum = 0.0;
    size_t c;

    for (c = 0; c < data->n_cells; c++)
        if (g->covariate == SIZE_MAX ||
            data->level[data->pattern[c] * data->n_covariates + g->covariate] ==
                g->level)
            sum += data->people[c];
    return sum;
}

/* A total, all of it NAN when the model has no estimate. */
static uc_repeated_total total_of(const uc_repeated_view *view,
                                  const uc_repeated_fit *fit, const group *g)
{
    const double none = (double)NAN;
    uc_repeated_total t = {.observed = observed_in(view->data, g),
                           .hidden = none,
                           .total = none,
                           .variance = none,
                           .low = none,
                           .high = none,
                           .normal_low = none,
                           .normal_high = none};

    if (fit->end == UC_REPEATED_OK)
        uc_repeated_sum(view->data, fit, NULL, g->covariate, g->level,
                        uc_normal_quantile_exact(0.5 + view->level / 2.0), &t);
    return t;
}

static uc_repeated_boot_one boot_of(const uc_repeated_model_view *model, const group *g)
{
    if (model->boot == NULL)
        return (uc_repeated_boot_one){(double)NAN, (double)NAN, (double)NAN};
    return model->boot->one[g->q];
}

static const char *why(const uc_repeated_fit *fit, const char *otherwise)
{
    return fit->end == UC_REPEATED_OK ? otherwise : uc_repeated_end_name(fit->end);
}

/* -- For programs ------------------------------------------------------------------ */

static const uc_column tidy_columns[] = {
    {"dataset", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"covariate", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"group", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"model", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"n.observed", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"estimate", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"hidden", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"std.error", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"conf.low", NULL, UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"conf.high", NULL, UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"conf.level", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"normal.low", NULL, UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"normal.high", NULL, UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"boot.std.error", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"boot.low", NULL, UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"boot.high", NULL, UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"replicates", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"usable", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"seed", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"status", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

static void tidy_row(const uc_repeated_view *view, const uc_repeated_model_view *model,
                     const group *g, uc_table *table)
{
    const uc_repeated_total t = total_of(view, model->fit, g);
    const uc_repeated_boot_one b = boot_of(model, g);
    const char *no_boot = model->boot != NULL ? "no_usable_replicates" : "no_bootstrap";

    uc_table_text(table, view->dataset);
    group_cells(view->data, g, table);
    uc_table_text(table, uc_repeated_model_name(model->fit->model));
    uc_table_count(table, (uint64_t)t.observed);
    uc_table_real(table, t.total, why(model->fit, "not_reached"));
    uc_table_real(table, t.hidden, why(model->fit, "not_reached"));
    uc_table_real(table, sqrt(t.variance), why(model->fit, "no_variance"));
    uc_table_real(table, t.low, why(model->fit, "no_variance"));
    uc_table_real(table, t.high, why(model->fit, "no_variance"));
    uc_table_real(table, view->level, "not_applicable");
    uc_table_real(table, t.normal_low, why(model->fit, "no_variance"));
    uc_table_real(table, t.normal_high, why(model->fit, "no_variance"));
    uc_table_real(table, b.std_error, why(model->fit, no_boot));
    uc_table_real(table, b.low, why(model->fit, no_boot));
    uc_table_real(table, b.high, why(model->fit, no_boot));
    uc_table_count(table, model->boot != NULL ? model->boot->n_asked : 0);
    uc_table_count(table, model->boot != NULL ? model->boot->n_usable : 0);
    uc_table_count(table, view->seed);
    uc_table_text(table, uc_repeated_end_name(model->fit->end));
}

void uc_repeated_tidy_table(const uc_repeated_view view[], size_t n, uc_table *table)
{
    size_t v, i;

    uc_table_init(table, "repeated", "Totals from repeated counts");
    uc_table_add_columns(table, tidy_columns, COUNT_OF(tidy_columns));
    for (v = 0; v < n; v++)
        for (i = 0; i < view[v].n_models; i++) {
            group g = {SIZE_MAX, 0, 0};

            do
                tidy_row(&view[v], &view[v].model[i], &g, table);
            while (next_group(view[v].data, &g));
        }
}

/* -- For people -------------------------------------------------------------------- */

static const uc_column total_columns[] = {
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"model", "Model", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"n.observed", "Counted", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"conf.low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"conf.high", "Interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"boot.low", "Bootstrap interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"boot.high", "Bootstrap interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
};

static bool any_boot(const uc_repeated_view *view)
{
    size_t i;

    for (i = 0; i < view->n_models; i++)
        if (view->model[i].boot != NULL)
            return true;
    return false;
}

void uc_repeated_total_table(const uc_repeated_view *view, uc_table *table)
{
    const bool boot = any_boot(view);
    group g = {SIZE_MAX, 0, 0};
    size_t i;

    uc_table_init(table, "repeated", "Totals");
    uc_table_add_columns(table, total_columns,
                         COUNT_OF(total_columns) - (boot ? 0 : 2));
    do
        for (i = 0; i < view->n_models; i++) {
            const uc_repeated_model_view *model = &view->model[i];
            const uc_repeated_total t = total_of(view, model->fit, &g);
            const uc_repeated_boot_one b = boot_of(model, &g);

            group_in_words(view->data, &g, table);
            uc_table_text(table, uc_repeated_model_name(model->fit->model));
            uc_table_count(table, (uint64_t)t.observed);
            uc_table_real(table, t.total, why(model->fit, "not_reached"));
            uc_table_real(table, t.low, why(model->fit, "no_variance"));
            uc_table_real(table, t.high, why(model->fit, "no_variance"));
            if (boot) {
                uc_table_real(table, b.low, why(model->fit, "no_usable_replicates"));
                uc_table_real(table, b.high, why(model->fit, "no_usable_replicates"));
            }
        }
    while (next_group(view->data, &g));
}

static const uc_column model_columns[] = {
    {"model", "Model", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"n.used", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"n.parameters", "Parameters", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"log.likelihood", "Log-likelihood", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
    {"aic", "AIC", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"bic", "BIC", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"alpha", "Alpha", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"lm.statistic", "LM test", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"lm.p.value", "p value", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"status", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

void uc_repeated_model_table(const uc_repeated_view *view, uc_table *table)
{
    size_t i;

    uc_table_init(table, "models", "Models");
    uc_table_add_columns(table, model_columns, COUNT_OF(model_columns));
    for (i = 0; i < view->n_models; i++) {
        const uc_repeated_fit *fit = view->model[i].fit;
        const uc_repeated_test *test = view->model[i].test;
        const bool ok = fit->end == UC_REPEATED_OK;
        const double none = (double)NAN, k = (double)fit->n_parameters;

        uc_table_text(table, uc_repeated_model_name(fit->model));
        uc_table_count(table, (uint64_t)fit->n_used);
        uc_table_count(table, fit->n_parameters);
        uc_table_real(table, ok ? fit->loglik : none, why(fit, "not_reached"));
        uc_table_real(table, ok ? 2.0 * (k - fit->loglik) : none,
                      why(fit, "not_reached"));
        uc_table_real(table, ok ? k * uc_log(fit->n_used) - 2.0 * fit->loglik : none,
                      why(fit, "not_reached"));
        uc_table_real(table,
                      ok && fit->model == UC_REPEATED_NEGATIVE_BINOMIAL ? 1.0 / fit->r
                                                                        : none,
                      why(fit, "not_applicable"));
        uc_table_real(table, test != NULL ? test->statistic : none,
                      why(fit, "not_applicable"));
        uc_table_real(table, test != NULL ? uc_round12(test->p_value) : none,
                      why(fit, "not_applicable"));
        uc_table_text(table, uc_repeated_end_name(fit->end));
    }
}

static const uc_column coefficient_columns[] = {
    {"model", "Model", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"term", "Term", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"level", "Level", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"estimate", "Coefficient", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"std.error", "Standard error", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
};

static const char *fate_reason(uc_column_fate fate)
{
    return fate == UC_COLUMN_CONSTANT ? "constant_covariate" : "aliased_covariate";
}

static void coefficients_of(const uc_repeated_view *view, const uc_repeated_fit *fit,
                            uc_table *table)
{
    const uc_repeated_data *data = view->data;
    size_t a, kept = 0;

    for (a = 0; a < data->n_columns; a++) {
        const uc_repeated_column *column = &data->column[a];
        double value = (double)NAN, se = (double)NAN;

        uc_table_text(table, uc_repeated_model_name(fit->model));
        uc_table_text(table, column->name);
        if (column->text != NULL)
            uc_table_text(table, column->text);
        else
            uc_table_missing(table, "not_applicable");
        if (column->fate == UC_COLUMN_KEPT)
            uc_repeated_coefficient(data, fit, kept++, &value, &se);
        uc_table_real(table, value, fate_reason(column->fate));
        uc_table_real(table, se, fate_reason(column->fate));
    }
}

void uc_repeated_coefficient_table(const uc_repeated_view *view, uc_table *table)
{
    size_t i;

    uc_table_init(table, "coefficients", "Coefficients");
    uc_table_add_columns(table, coefficient_columns, COUNT_OF(coefficient_columns));
    for (i = 0; i < view->n_models; i++)
        if (view->model[i].fit->end == UC_REPEATED_OK)
            coefficients_of(view, view->model[i].fit, table);
}

static const uc_column residual_columns[] = {
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"model", "Model", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"times", "Times counted", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"observed", "Observed", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"expected", "Expected", UC_COLUMN_REAL, UC_ROLE_PLAIN, 1},
    {"residual", "Residual", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
};

static void residuals_of(const uc_repeated_view *view, const uc_repeated_fit *fit,
                         const group *g, uc_table *table)
{
    static const char *const times[UC_REPEATED_CLASSES] = {"1", "2", "3",
                                                           "4", "5", "6+"};
    const bool two =
        fit->model == UC_REPEATED_CHAO || fit->model == UC_REPEATED_ZELTERMAN;
    uc_repeated_classes classes;
    size_t k;

    uc_repeated_classify(view->data, fit, g->covariate, g->level, &classes);
    for (k = 0; k < (two ? 2 : UC_REPEATED_CLASSES); k++) {
        group_in_words(view->data, g, table);
        uc_table_text(table, uc_repeated_model_name(fit->model));
        uc_table_text(table, times[k]);
        uc_table_count(table, (uint64_t)classes.observed[k]);
        uc_table_real(table, classes.expected[k], "not_applicable");
        uc_table_real(table, uc_repeated_residual(&classes, k), "not_applicable");
    }
}

static void residuals(const uc_repeated_view *view, bool by_group, uc_table *table)
{
    group g = {SIZE_MAX, 0, 0};
    size_t i;

    uc_table_init(table, "residuals", "Residuals");
    uc_table_add_columns(table, residual_columns, COUNT_OF(residual_columns));
    do
        for (i = 0; i < view->n_models; i++)
            if (view->model[i].fit->end == UC_REPEATED_OK)
                residuals_of(view, view->model[i].fit, &g, table);
    while (by_group && next_group(view->data, &g));
}

void uc_repeated_residual_table(const uc_repeated_view *view, uc_table *table)
{
    residuals(view, false, table);
}

void uc_repeated_group_residual_table(const uc_repeated_view *view, uc_table *table)
{
    residuals(view, true, table);
}
