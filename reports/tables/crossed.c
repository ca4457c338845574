/* crossed.c - totals of lists crossed with covariates as tables */
#include "reports/tables/crossed.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static const uc_column tidy_columns[] = {
    {"dataset", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"covariate", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"group", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"n.observed", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"hidden", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"estimate", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"std.error", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"conf.low", NULL, UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"conf.high", NULL, UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"conf.level", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"boot.std.error", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"boot.low", NULL, UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"boot.high", NULL, UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"replicates", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"usable", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"seed", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"model", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"n.parameters", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"criterion", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"criterion.value", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"proved", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"status", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

static const char *why(const uc_crossed_row *row, const char *otherwise)
{
    return strcmp(row->status, "ok") == 0 ? otherwise : row->status;
}

static const char *no_boot(const uc_crossed_view *view)
{
    return view->n_replicates > 0 ? "no_usable_replicates" : "no_bootstrap";
}

static void text_or_all(uc_table *table, const char *text)
{
    if (text != NULL)
        uc_table_text(table, text);
    else
        uc_table_missing(table, "all_groups");
}

static void tidy_row(const uc_crossed_view *view, const uc_crossed_row *row,
                     uc_table *table)
{
    const uc_crossed_total *t = &row->total;

    uc_table_text(table, view->dataset);
    text_or_all(table, row->covariate);
    text_or_all(table, row->group);
    uc_table_real(table, t->observed, "not_available");
    uc_table_real(table, t->hidden, why(row, "not_reached"));
    uc_table_real(table, t->observed + t->hidden, why(row, "not_reached"));
    uc_table_real(table, sqrt(t->variance), why(row, "needs_bootstrap"));
    uc_table_real(table, t->low, why(row, "needs_bootstrap"));
    uc_table_real(table, t->high, why(row, "needs_bootstrap"));
    uc_table_real(table, view->level, "not_applicable");
    uc_table_real(table, row->boot.std_error, why(row, no_boot(view)));
    uc_table_real(table, row->boot.low, why(row, no_boot(view)));
    uc_table_real(table, row->boot.high, why(row, no_boot(view)));
    uc_table_count(table, view->n_replicates);
    uc_table_count(table, view->n_usable);
    uc_table_count(table, view->seed);
    uc_table_text(table, view->model);
    uc_table_count(table, view->n_parameters);
    uc_table_text(table, view->criterion_name);
    uc_table_real(table, view->criterion, why(row, "not_reached"));
    uc_table_text(table, view->proved ? "yes" : "no");
    uc_table_text(table, row->status);
}

void uc_crossed_tidy_table(const uc_crossed_view *view, uc_table *table)
{
    size_t i;

    uc_table_init(table, "covariates", "Totals by covariate");
    uc_table_add_columns(table, tidy_columns, COUNT_OF(tidy_columns));
    for (i = 0; i < view->n_rows; i++)
        tidy_row(view, &view->row[i], table);
}

static const uc_column total_columns[] = {
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"n.observed", "On lists", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"hidden", "Hidden", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"conf.low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"conf.high", "Interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"boot.low", "Bootstrap interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"boot.high", "Bootstrap interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
};

void uc_crossed_total_table(const uc_crossed_view *view, uc_table *table)
{
    const bool boot = view->n_replicates > 0;
    size_t i;

    uc_table_init(table, "covariates", "Totals");
    uc_table_add_columns(table, total_columns,
                         COUNT_OF(total_columns) - (boot ? 0 : 2));
    for (i = 0; i < view->n_rows; i++) {
        const uc_crossed_row *row = &view->row[i];
        char name[600] = "all";

        if (row->covariate != NULL)
            (void)snprintf(name, sizeof name, "%s: %s", row->covariate, row->group);
        uc_table_text(table, name);
        uc_table_real(table, row->total.observed, "not_available");
        uc_table_real(table, row->total.hidden, why(row, "not_reached"));
        uc_table_real(table, row->total.observed + row->total.hidden,
                      why(row, "not_reached"));
        uc_table_real(table, row->total.low, why(row, "needs_bootstrap"));
        uc_table_real(table, row->total.high, why(row, "needs_bootstrap"));
        if (boot) {
            uc_table_real(table, row->boot.low, why(row, no_boot(view)));
            uc_table_real(table, row->boot.high, why(row, no_boot(view)));
        }
    }
}
