/* capture.c - capture tables as a file */
#include "reports/tables/capture.h"

#include <string.h>

#include "data/capture_reader.h"

static void add_columns(const uc_capture_set *set, bool imputed, uc_table *table)
{
    uc_column column = {NULL, NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0};

    for (size_t j = 0; j < set->n_by; j++) {
        column.name = column.title = set->by_names[j];
        uc_table_add_columns(table, &column, 1);
    }
    column.kind = UC_COLUMN_COUNT;
    for (size_t j = 0; j < set->n_lists; j++) {
        column.name = column.title = set->list_names[j];
        uc_table_add_columns(table, &column, 1);
    }
    column.name = column.title = "count";
    uc_table_add_columns(table, &column, 1);
    column.name = column.title = UC_CAPTURE_IDENTIFIED_COUNT;
    if (set->has_identified)
        uc_table_add_columns(table, &column, 1);
    column.name = column.title = UC_CAPTURE_STRUCTURAL_ZERO;
    if (set->has_zeros)
        uc_table_add_columns(table, &column, 1);
    column.name = column.title = UC_CAPTURE_IMPUTATION;
    if (imputed)
        uc_table_add_columns(table, &column, 1);
}

/* What all rows of one table share. */
typedef struct rows {
    const uc_capture_set *set;
    const uc_capture_stratum *stratum;
    size_t imputation;
    bool imputed;
    uc_table *table;
} rows;

/* Those identified, in the version of the rows. */
static const uc_capture_table *identified_of(const rows *r)
{
    return r->imputation > 0 && r->stratum->imputed_identified != NULL
               ? &r->stratum->imputed_identified[r->imputation - 1]
               : &r->stratum->identified;
}

static void add_row(const rows *r, uint32_t history, uint64_t count, bool impossible)
{
    for (size_t j = 0; j < r->set->n_by; j++)
        uc_table_text(r->table, r->stratum->value[j]);
    for (size_t j = 0; j < r->set->n_lists; j++)
        uc_table_count(r->table, history >> j & 1u);
    uc_table_count(r->table, count);
    if (r->set->has_identified)
        uc_table_count(r->table, uc_capture_table_count(identified_of(r), history));
    if (r->set->has_zeros)
        uc_table_count(r->table, impossible);
    if (r->imputed)
        uc_table_count(r->table, r->imputation);
}

static void add_table(const rows *r, const uc_capture_table *counts)
{
    for (size_t i = 0; i < counts->n_histories; i++)
        add_row(r, counts->history[i], counts->count[i], false);
    for (size_t i = 0; i < counts->n_impossible && r->imputation == 0; i++)
        add_row(r, counts->impossible[i], 0, true);
    if (counts->n_histories + counts->n_impossible == 0)
        add_row(r, 1, 0, false); /* a stratum without people stays a stratum */
}

void uc_capture_set_table(const uc_capture_set *set, uc_table *table)
{
    bool imputed = false;

    for (size_t s = 0; s < set->n_strata; s++)
        imputed = imputed || set->strata[s].n_imputations > 0;
    uc_table_init(table, "capture", "Capture table");
    add_columns(set, imputed, table);
    for (size_t s = 0; s < set->n_strata; s++) {
        rows r = {
            .set = set, .stratum = &set->strata[s], .imputed = imputed, .table = table};

        add_table(&r, &set->strata[s].table);
        for (size_t m = 0; m < set->strata[s].n_imputations; m++) {
            r.imputation = m + 1;
            add_table(&r, &set->strata[s].imputation[m]);
        }
    }
}
