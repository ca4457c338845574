/* doubly.c - totals by the doubly robust estimator as a table */
#include "reports/tables/doubly.h"

#include <math.h>
#include <stdio.h>

#include "estimators/core/elementary.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static const uc_column tidy_columns[] = {
    {"dataset", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"list1", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"list2", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"nuisance", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"n.observed", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"n.list1", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"n.list2", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"n.both", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"n.bounded", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"estimate", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"std.error", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"conf.low", NULL, UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"conf.high", NULL, UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"conf.level", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"plug.in", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"folds", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"seed", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"status", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

static const char *why(const uc_doubly_result *r)
{
    return r->end == UC_DOUBLY_OK ? "no_variance" : uc_doubly_end_name(r->end);
}

static void limits(const uc_doubly_view *view, const uc_doubly_result *r, double *low,
                   double *high)
{
    *low = *high = (double)NAN;
    if (r->end == UC_DOUBLY_OK)
        uc_doubly_interval(r, uc_normal_quantile_exact(0.5 + view->level / 2.0), low,
                           high);
}

void uc_doubly_tidy_table(const uc_doubly_view *view, uc_table *table)
{
    size_t i;

    uc_table_init(table, "doubly", "Doubly robust totals");
    uc_table_add_columns(table, tidy_columns, COUNT_OF(tidy_columns));
    for (i = 0; i < view->n_rows; i++) {
        const uc_doubly_row *row = &view->row[i];
        const uc_doubly_result *r = &row->result;
        double low, high;

        limits(view, r, &low, &high);
        uc_table_text(table, view->dataset);
        uc_table_text(table, row->list1);
        uc_table_text(table, row->list2);
        uc_table_text(table, uc_nuisance_name(row->nuisance));
        uc_table_count(table, r->n);
        uc_table_count(table, r->n1);
        uc_table_count(table, r->n2);
        uc_table_count(table, r->n12);
        uc_table_count(table, r->n_bounded);
        uc_table_real(table, r->total, why(r));
        uc_table_real(table, sqrt(r->variance), why(r));
        uc_table_real(table, low, why(r));
        uc_table_real(table, high, why(r));
        uc_table_real(table, view->level, "not_applicable");
        uc_table_real(table, r->plug_in, why(r));
        uc_table_count(table, view->n_folds);
        uc_table_count(table, view->seed);
        uc_table_text(table, uc_doubly_end_name(r->end));
    }
}

static const uc_column total_columns[] = {
    {"lists", "Lists", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"nuisance", "Regressions", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"n.observed", "On lists", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"n.both", "On both", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"conf.low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"conf.high", "Interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"n.bounded", "Bounded", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
};

void uc_doubly_total_table(const uc_doubly_view *view, uc_table *table)
{
    size_t i;

    uc_table_init(table, "doubly", "Totals");
    uc_table_add_columns(table, total_columns, COUNT_OF(total_columns));
    for (i = 0; i < view->n_rows; i++) {
        const uc_doubly_row *row = &view->row[i];
        const uc_doubly_result *r = &row->result;
        double low, high;
        char lists[600];

        limits(view, r, &low, &high);
        (void)snprintf(lists, sizeof lists, "%s, %s", row->list1, row->list2);
        uc_table_text(table, lists);
        uc_table_text(table, uc_nuisance_name(row->nuisance));
        uc_table_count(table, r->n);
        uc_table_count(table, r->n12);
        uc_table_real(table, r->total, why(r));
        uc_table_real(table, low, why(r));
        uc_table_real(table, high, why(r));
        uc_table_count(table, r->n_bounded);
    }
}
