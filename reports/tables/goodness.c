/* goodness.c - fit of models, and histories over time */
#include "reports/tables/goodness.h"

#include <math.h>
#include <stdlib.h>

#include "data/base/sink.h"
#include "estimators/mse/model.h"
#include "reports/tables/model_text.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static void label_cells(const uc_goodness_row *row, uc_table *table)
{
    if (row->stratum != NULL)
        uc_table_text(table, row->stratum);
    else
        uc_table_missing(table, "not_applicable");
    uc_table_text(table, row->estimate->method->name);
}

static void missing_cells(size_t n, const char *reason, uc_table *table)
{
    for (size_t i = 0; i < n; i++)
        uc_table_missing(table, reason);
}

/* Why there is no fit. */
static const char *reason_of(const uc_goodness_row *row)
{
    if (row->fit != NULL)
        return uc_mse_status_name(row->fit->status);
    return row->estimate->status != UC_MSE_OK
               ? uc_mse_status_name(row->estimate->status)
               : "no_loglinear_model";
}

void uc_goodness_table(const uc_goodness_row rows[], size_t n, uc_table *table)
{
    static const uc_column columns[] = {
        {"stratum", "Stratum", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
        {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"model", "Model", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
        {"df", "df", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
        {"deviance", "Deviance", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
        {"p_deviance", "p", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
        {"p_deviance_mcse", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
        {"pearson", "Pearson", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
        {"p_pearson", "p", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
        {"p_pearson_mcse", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
        {"replicates", "Replicates", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    };

    uc_table_init(table, "goodness", "Does the model fit?");
    uc_table_add_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < n; i++) {
        const uc_goodness *g = rows[i].fit;

        label_cells(&rows[i], table);
        uc_estimate_model_cell(rows[i].estimate, reason_of(&rows[i]), table);
        if (g == NULL || g->status != UC_MSE_OK) {
            missing_cells(8, reason_of(&rows[i]), table);
            continue;
        }
        uc_table_real(table, (double)g->df, "not_available");
        uc_table_real(table, g->deviance, "not_available");
        uc_table_real(table, g->p_deviance, "no_usable_replicates");
        uc_table_real(table, g->error_deviance, "no_usable_replicates");
        uc_table_real(table, g->pearson, "not_available");
        uc_table_real(table, g->p_pearson, "no_usable_replicates");
        uc_table_real(table, g->error_pearson, "no_usable_replicates");
        uc_table_count(table, g->n_usable);
    }
    (void)uc_table_footnote(
        table,
        "p: share of tables drawn from the fitted model, and fitted again, that "
        "fit no better; a small one says that the model does not fit. A good fit "
        "says nothing about those on no list");
}

static int by_size(const void *a, const void *b)
{
    const uc_residual *x = a, *y = b;
    const double p = fabs(x->anscombe), q = fabs(y->anscombe);

    if (p != q)
        return p > q ? -1 : 1;
    return (x->history > y->history) - (x->history < y->history);
}

static void residual_cells(const uc_goodness_row *row, const uc_residual *r,
                           const uc_capture_set *set, uc_table *table)
{
    uc_sink text;

    label_cells(row, table);
    uc_sink_memory(&text);
    uc_term_write_names(r->history, set->n_lists, set->list_names, &text);
    uc_table_text(table, text.text);
    uc_sink_clear(&text);
    uc_table_real(table, r->observed, "not_available");
    uc_table_real(table, r->expected, "not_available");
    uc_table_real(table, r->anscombe, "not_available");
}

void uc_residual_table(const uc_goodness_row rows[], size_t n,
                       const uc_capture_set *set, size_t largest, uc_table *table)
{
    static const uc_column columns[] = {
        {"stratum", "Stratum", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
        {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"history", "On exactly", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
        {"observed", "Observed", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
        {"expected", "Expected", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
        {"anscombe", "Anscombe residual", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    };

    uc_table_init(table, "residuals", "Histories and what the model expects");
    uc_table_add_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < n; i++) {
        const uc_goodness *g = rows[i].fit;
        uc_residual *sorted;

        if (g == NULL || g->n_residuals == 0)
            continue;
        sorted = malloc(g->n_residuals * sizeof *sorted);
        if (sorted == NULL) {
            table->status = UC_ENOMEM;
            return;
        }
        for (size_t k = 0; k < g->n_residuals; k++)
            sorted[k] = g->residual[k];
        if (largest > 0)
            qsort(sorted, g->n_residuals, sizeof *sorted, by_size);
        for (size_t k = 0; k < g->n_residuals && (largest == 0 || k < largest); k++)
            residual_cells(&rows[i], &sorted[k], set, table);
        free(sorted);
    }
    (void)uc_table_footnote(table, "beyond 2 or 3 either way a history is not as the "
                                   "model says");
}

void uc_periods_table(const uc_capture_set *set, uc_table *table)
{
    static const uc_column fixed[] = {
        {"period", "Period", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
        {"people", "Persons", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
        {"several", "On several lists", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 1},
    };

    uc_table_init(table, "periods", "Lists over time");
    uc_table_add_columns(table, fixed, COUNT_OF(fixed));
    for (size_t j = 0; j < set->n_lists; j++) {
        const uc_column list = {set->list_names[j], set->list_names[j], UC_COLUMN_SHARE,
                                UC_ROLE_PLAIN, 1};

        uc_table_add_columns(table, &list, 1);
    }
    for (size_t t = 0; t < set->n_strata; t++) {
        const uc_capture_table *c = &set->strata[t].table;
        double several = 0.0, on[UC_CAPTURE_MAX_LISTS] = {0.0};

        for (size_t i = 0; i < c->n_histories; i++) {
            several += uc_term_order(c->history[i]) > 1 ? (double)c->count[i] : 0.0;
            for (size_t j = 0; j < set->n_lists; j++)
                on[j] += (c->history[i] >> j & 1u) != 0 ? (double)c->count[i] : 0.0;
        }
        uc_table_text(table, set->strata[t].value[0]);
        uc_table_count(table, c->n_people);
        uc_table_real(table, several / (double)c->n_people, "no_people");
        for (size_t j = 0; j < set->n_lists; j++)
            uc_table_real(table, on[j] / (double)c->n_people, "no_people");
    }
}

static void drift_row(const char *what, const uc_drift_test *test, uc_table *table)
{
    uc_table_text(table, what);
    uc_table_real(table, test->statistic, "not_available");
    uc_table_real(table, test->p, "no_usable_replicates");
    uc_table_real(table, test->error, "no_usable_replicates");
}

void uc_drift_table(const uc_drift *drift, const uc_capture_set *set, uc_table *table)
{
    static const uc_column columns[] = {
        {"of", "Same in every period?", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
        {"statistic", "Likelihood ratio", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
        {"p", "p", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
        {"p_mcse", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
    };

    uc_table_init(table, "drift", "Is the population closed, are the lists steady?");
    uc_table_add_columns(table, columns, COUNT_OF(columns));
    drift_row("all histories", &drift->histories, table);
    for (size_t j = 0; j < drift->n_lists; j++)
        drift_row(set->list_names[j], &drift->list[j], table);
    (void)uc_table_footnote(
        table, "small p: histories change over time, so persons come and go or lists "
               "change; estimate by period, or say so");
}
