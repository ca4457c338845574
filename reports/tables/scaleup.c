/* scaleup.c - sizes by network scale-up as tables */
#include "reports/tables/scaleup.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_BY      256

static const char *status_of(const uc_scaleup_row *row)
{
    return uc_scaleup_status_name(row->e.status);
}

static void number(uc_table *table, const uc_scaleup_row *row, double value)
{
    uc_table_real(table, value,
                  row->e.status == UC_SCALEUP_OK ? "not_applicable" : status_of(row));
}

/* For people the respondents are one cell: their values, or "all". */
static void respondents(const uc_scaleup_view *view, const uc_scaleup_row *row,
                        uc_table *table)
{
    char text[600] = "";
    size_t i, end = 0;

    for (i = 0; row->group != NULL && i < view->n_by; i++)
        if (row->group[i] != NULL && end < sizeof text) {
            const int used = snprintf(text + end, sizeof text - end, "%s%s",
                                      end > 0 ? ", " : "", row->group[i]);

            end += used > 0 ? (size_t)used : 0;
        }
    uc_table_text(table, end > 0 ? text : "all");
}

static const uc_column columns[] = {
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"of", "According to", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"n", "Respondents", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"degree", "Mean degree", UC_COLUMN_REAL, UC_ROLE_PLAIN, 1},
    {"estimate", "Persons", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"high", "Interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"se", "Error", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"binomial", "Binomial", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
};

void uc_scaleup_table(const uc_scaleup_view *view, uc_table *table)
{
    const bool grouped = view->n_by > 0;
    size_t i;

    uc_table_init(table, "scaleup", "Sizes by network scale-up");
    uc_table_add_columns(table, columns, 1);
    if (grouped)
        uc_table_add_columns(table, &columns[1], 1);
    uc_table_add_columns(table, &columns[2], COUNT_OF(columns) - 2);
    for (i = 0; i < view->n_rows; i++) {
        const uc_scaleup_row *row = &view->row[i];

        uc_table_text(table, row->name);
        if (grouped)
            respondents(view, row, table);
        uc_table_count(table, row->e.n);
        number(table, row, row->e.mean_degree);
        number(table, row, row->e.size);
        number(table, row, row->low);
        number(table, row, row->high);
        number(table, row, row->e.se);
        number(table, row, row->e.killworth_se);
    }
    (void)uc_table_footnote(table,
                            "Error: standard error under the design. Binomial: that of "
                            "Killworth et al. (1998), which takes all reports as "
                            "independent and is too small.");
}

static const uc_column check_columns[] = {
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"known", "Known size", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimated", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"high", "Interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"ratio", "Estimated over known", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
};

void uc_scaleup_check_table(const uc_scaleup_view *view, uc_table *table)
{
    size_t i;

    uc_table_init(table, "scaleup_check",
                  "Known groups, each estimated from the others");
    uc_table_add_columns(table, check_columns, COUNT_OF(check_columns));
    for (i = 0; i < view->n_checks; i++) {
        const uc_scaleup_row *row = &view->check[i];

        uc_table_text(table, row->name);
        uc_table_real(table, row->known, "not_applicable");
        number(table, row, row->e.size);
        number(table, row, row->low);
        number(table, row, row->high);
        number(table, row, row->e.size / row->known);
    }
}

/* -- Tidy ----------------------------------------------------------------------------
 */

static const uc_column tidy_before[] = {
    {"dataset", "Data set", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
};

static const uc_column tidy_after[] = {
    {"row", "Row", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"n", "Respondents", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"n.zero.degree", "Of degree 0", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"reports", "Persons known", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"mean.degree", "Mean degree", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"unadjusted", "Unadjusted", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"std.error", "Standard error", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"conf.low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 4},
    {"conf.high", "Interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 4},
    {"conf.level", "Level", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"conf.method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"df", "Degrees of freedom", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"binomial.std.error", "Binomial error", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"known", "Known size", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"population", "Population", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"status", "Status", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

/* Columns that group any of the views, each once. */
static size_t collect_by(const uc_scaleup_view view[], size_t n, const char *by[MAX_BY])
{
    size_t v, i, k, n_by = 0;

    for (v = 0; v < n; v++)
        for (i = 0; i < view[v].n_by; i++) {
            for (k = 0; k < n_by && strcmp(by[k], view[v].by[i]) != 0; k++)
                ;
            if (k == n_by && n_by < MAX_BY)
                by[n_by++] = view[v].by[i];
        }
    return n_by;
}

static void group_cells(const uc_scaleup_view *view, const uc_scaleup_row *row,
                        const char *const by[], size_t n_by, uc_table *table)
{
    size_t i, k;

    for (k = 0; k < n_by; k++) {
        const char *text = NULL;

        for (i = 0; row->group != NULL && i < view->n_by; i++)
            if (strcmp(view->by[i], by[k]) == 0)
                text = row->group[i];
        if (text != NULL)
            uc_table_text(table, text);
        else
            uc_table_missing(table, "all_groups");
    }
}

static void tidy_row(const uc_scaleup_view *view, const uc_scaleup_row *row,
                     const char *kind, const char *const by[], size_t n_by,
                     uc_table *table)
{
    const uc_scaleup_estimate *e = &row->e;

    uc_table_text(table, view->dataset);
    group_cells(view, row, by, n_by, table);
    uc_table_text(table, kind);
    uc_table_text(table, row->name);
    uc_table_count(table, e->n);
    uc_table_count(table, e->n_zero);
    uc_table_real(table, e->reports, "not_applicable");
    number(table, row, e->mean_degree);
    number(table, row, e->unadjusted);
    number(table, row, e->size);
    number(table, row, e->se);
    number(table, row, row->low);
    number(table, row, row->high);
    uc_table_real(table, view->level, "not_applicable");
    uc_table_text(table, row->method);
    uc_table_real(table, e->df, "not_applicable");
    number(table, row, e->killworth_se);
    uc_table_real(table, row->known, "not_applicable");
    uc_table_real(table, view->population, "not_applicable");
    uc_table_text(table, status_of(row));
}

void uc_scaleup_tidy_table(const uc_scaleup_view view[], size_t n, uc_table *table)
{
    const char *by[MAX_BY];
    const size_t n_by = collect_by(view, n, by);
    size_t v, i;

    uc_table_init(table, "scaleup", "Sizes by network scale-up");
    uc_table_add_columns(table, tidy_before, COUNT_OF(tidy_before));
    for (i = 0; i < n_by; i++)
        uc_table_add_columns(
            table, &(uc_column){.name = by[i], .title = by[i], .kind = UC_COLUMN_TEXT},
            1);
    uc_table_add_columns(table, tidy_after, COUNT_OF(tidy_after));
    for (v = 0; v < n; v++) {
        for (i = 0; i < view[v].n_rows; i++)
            tidy_row(&view[v], &view[v].row[i], "estimate", by, n_by, table);
        for (i = 0; i < view[v].n_checks; i++)
            tidy_row(&view[v], &view[v].check[i], "check", by, n_by, table);
    }
}
