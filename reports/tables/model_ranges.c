/* model_ranges.c - how much each estimate hangs on the choice of a model */
#include <math.h>

#include "reports/tables/estimates.h"

static const uc_column columns[] = {
    {"dataset", "Dataset", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"stratum", "Stratum", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"within2.low", "Models within 2 units", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"within2.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"within2.models", "Models", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"within6.low", "Models within 6 units", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"within6.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"within6.models", "Models", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
};

static void range_cells(const uc_estimate *e, size_t i, uc_table *table)
{
    const uc_model_range *range = &e->range[i];

    if (!e->has_range) {
        uc_table_missing(table, "models_not_compared");
        uc_table_missing(table, "models_not_compared");
        uc_table_missing(table, "models_not_compared");
        return;
    }
    uc_table_real(table, range->low, "no_admissible_model");
    uc_table_real(table, range->high, "no_admissible_model");
    uc_table_count(table, range->n_models);
    if (!range->complete)
        uc_table_mark(table, uc_table_footnote(table, "at least: not all were kept"));
}

static void stratum_cell(const uc_estimates *all, size_t s, uc_table *table)
{
    uc_sink text;

    if (all->set->n_by == 0) {
        uc_table_missing(table, "not_applicable");
        return;
    }
    uc_sink_memory(&text);
    uc_estimates_write_stratum(all->set, s, ", ", &text);
    uc_table_text(table, text.text);
    uc_sink_clear(&text);
}

void uc_estimates_sensitivity(const uc_estimates all[], size_t n_all, uc_table *table)
{
    size_t i, s, m, k;

    uc_table_init(table, "sensitivity", "Sensitivity");
    uc_table_add_columns(table, columns, sizeof columns / sizeof columns[0]);
    for (i = 0; i < n_all; i++)
        for (s = 0; s < all[i].set->n_strata; s++)
            for (m = 0; m < all[i].n_methods; m++) {
                const uc_estimate *e = uc_estimates_at(&all[i], s, m);

                uc_table_text(table, all[i].capture != NULL ? all[i].capture
                                                            : all[i].set->dataset);
                stratum_cell(&all[i], s, table);
                uc_table_text(table, e->method->name);
                uc_table_real(table, e->estimate, uc_mse_status_name(e->status));
                for (k = 0; k < 2; k++)
                    range_cells(e, k, table);
            }
}
