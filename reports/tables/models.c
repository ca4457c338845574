/* models.c - rankings and replicates as tables */
#include "reports/tables/models.h"

#include <stdio.h>
#include <stdlib.h>

#include "reports/tables/model_text.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static const uc_column capture_column = {"capture", "Capture", UC_COLUMN_TEXT,
                                         UC_ROLE_PLAIN, 0};
static const uc_column model_columns[] = {
    {"rank", "Rank", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"model", "Model", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"order", "Order", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"n_parameters", "Parameters", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"n_boundary", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"bic", "BIC", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
    {"aic", "AIC", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
    {"deviance", "Deviance", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
    {"existence", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"status", "Status", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

void uc_models_table_init(const uc_estimates all[], size_t n_all, uc_table *table)
{
    uc_table_init(table, "models", "Models, best first");
    if (n_all > 0 && all[0].capture != NULL)
        uc_table_add_columns(table, &capture_column, 1);
    uc_estimates_stratum_columns(all, n_all, table);
    uc_table_add_columns(table, model_columns, COUNT_OF(model_columns));
}

static const char *status_of(unsigned existence)
{
    static const uc_mse_status status[] = {
        UC_MSE_OK, UC_MSE_NO_FINITE_ESTIMATE, UC_MSE_NOT_IDENTIFIABLE,
        UC_MSE_NO_FINITE_ESTIMATE_AND_NOT_IDENTIFIABLE};

    return uc_mse_status_name(status[existence & 3U]);
}

static void model_row(const uc_ranked_model *model, size_t rank, uc_table *table)
{
    const char *status = status_of(model->existence);

    uc_table_count(table, rank);
    uc_model_cell(&model->model, status, table);
    uc_table_count(table, model->order);
    uc_table_count(table, model->n_parameters);
    uc_table_count(table, model->n_boundary);
    uc_table_real(table, model->estimate, status);
    uc_table_real(table, model->bic, "not_finite");
    uc_table_real(table, model->aic, "not_finite");
    uc_table_real(table, model->deviance, "not_finite");
    uc_table_count(table, model->existence);
    uc_table_text(table, status);
}

void uc_models_table_add(const uc_estimates *all, size_t stratum,
                         const uc_ranking *ranking, uc_table *table)
{
    const size_t first = all->capture != NULL ? 1 : 0;
    const size_t n = table->n_columns - first - COUNT_OF(model_columns);
    size_t i;

    for (i = 0; i < ranking->n_models && table->status == UC_OK; i++) {
        if (all->capture != NULL)
            uc_table_text(table, all->capture);
        uc_estimates_stratum_cells(all, stratum, first, n, table);
        model_row(&ranking->model[i], i + 1, table);
    }
}

static const uc_column replicate_columns[] = {
    {"replicate", "Replicate", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"stratum", "Stratum", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"model", "Model", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"status", "Status", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};
static const uc_column further_columns[] = {
    {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"top", "Top", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

static void replicate_rows(const uc_estimate *e, const uc_bootstrap *boot,
                           const char *stratum, bool further, uc_table *table)
{
    char top[32] = "all";
    size_t i;

    if (boot->top != UC_TOP_ALL)
        (void)snprintf(top, sizeof top, "%zu", boot->top);
    for (i = 0; i < boot->replicates && table->status == UC_OK; i++) {
        const char *status = uc_mse_status_name(boot->status[i]);

        uc_table_count(table, i + 1);
        uc_table_text(table, stratum);
        uc_table_real(table, boot->estimate[i], status);
        if (boot->model[i] != NULL)
            uc_table_text(table, boot->model[i]);
        else
            uc_table_missing(table, status);
        uc_table_text(table, status);
        if (further) {
            uc_table_text(table, e->method->name);
            uc_table_text(table, top);
        }
    }
}

static void stratum_rows(const uc_estimates *all, size_t s, bool further,
                         uc_table *table)
{
    uc_sink name;
    char *stratum;
    size_t m, i;

    uc_sink_memory(&name);
    uc_estimates_write_stratum(all->set, s, ";", &name);
    stratum = uc_sink_take(&name);
    uc_sink_clear(&name);
    if (stratum == NULL && table->status == UC_OK)
        table->status = UC_ENOMEM;
    for (m = 0; stratum != NULL && m < all->n_methods; m++) {
        const uc_estimate *e = uc_estimates_at(all, s, m);

        for (i = 0; i < e->n_bootstraps; i++)
            replicate_rows(e, &e->bootstrap[i], stratum, further, table);
    }
    free(stratum);
}

void uc_replicates_table(const uc_estimates *all, uc_table *table)
{
    const bool further = all->n_methods > 1 || all->settings->n_tops > 1;
    size_t s;

    uc_table_init(table, "replicates", "Bootstrap replicates");
    uc_table_add_columns(table, replicate_columns, COUNT_OF(replicate_columns));
    if (further)
        uc_table_add_columns(table, further_columns, COUNT_OF(further_columns));
    for (s = 0; s < all->set->n_strata; s++)
        stratum_rows(all, s, further, table);
}
