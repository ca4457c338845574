/* draws.c - posterior draws as a table */
#include "reports/tables/models.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static const uc_column capture_column = {"capture", "Capture", UC_COLUMN_TEXT,
                                         UC_ROLE_PLAIN, 0};
static const uc_column columns[] = {
    {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"chain", "Chain", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"draw", "Draw", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"persons", "Persons", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
};

static void draw_rows(const uc_estimates *all, size_t stratum, size_t method,
                      size_t n_by, uc_table *table)
{
    const uc_estimate *e = uc_estimates_at(all, stratum, method);
    const size_t first = all->capture != NULL ? 1 : 0;
    size_t c, i;

    for (c = 0; c < e->draws.n_chains; c++)
        for (i = 0; i < e->draws.n_draws && table->status == UC_OK; i++) {
            if (all->capture != NULL)
                uc_table_text(table, all->capture);
            uc_estimates_stratum_cells(all, stratum, first, n_by, table);
            uc_table_text(table, e->method->name);
            uc_table_count(table, c + 1);
            uc_table_count(table, i + 1);
            uc_table_real(table, e->draws.persons[c * e->draws.n_draws + i],
                          "not_finite");
        }
}

void uc_draws_table(const uc_estimates all[], size_t n_all, uc_table *table)
{
    const size_t first = n_all > 0 && all[0].capture != NULL ? 1 : 0;
    size_t i, s, m, n_by;

    uc_table_init(table, "draws", "Posterior draws");
    uc_table_add_columns(table, &capture_column, first);
    uc_estimates_stratum_columns(all, n_all, table);
    n_by = table->n_columns - first;
    uc_table_add_columns(table, columns, COUNT_OF(columns));
    for (i = 0; i < n_all; i++)
        for (s = 0; s < all[i].set->n_strata; s++)
            for (m = 0; m < all[i].n_methods; m++)
                draw_rows(&all[i], s, m, n_by, table);
}

bool uc_estimates_have_draws(const uc_estimates all[], size_t n_all)
{
    size_t i, k;

    for (i = 0; i < n_all; i++)
        for (k = 0; k < all[i].set->n_strata * all[i].n_methods; k++)
            if (all[i].estimate[k].draws.n_chains > 0)
                return true;
    return false;
}
