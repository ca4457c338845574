/* rds.c - shares by respondent-driven sampling as tables */
#include "reports/tables/rds.h"

#include <math.h>
#include <string.h>

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static void number(uc_table *table, const uc_rds_row *row, double value,
                   const char *else_reason)
{
    uc_table_real(table, value,
                  strcmp(row->status, "ok") == 0 ? else_reason : row->status);
}

static const char *no_error(const uc_rds_row *row)
{
    return row->bootstrap == NULL ? "no_bootstrap" : "no_variance";
}

static const uc_column columns[] = {
    {"variable", "Variable", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"category", "Category", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"crude", "In the sample", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
    {"share", "Share", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
    {"low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 3},
    {"high", "Interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 3},
};

static const uc_column person_columns[] = {
    {"persons", "Persons", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"persons_low", "Persons interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"persons_high", "Persons interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
};

void uc_rds_table(const uc_rds_view *view, uc_table *table)
{
    const bool persons = !isnan(view->population);
    size_t i;

    uc_table_init(table, "rds", "Shares by respondent-driven sampling");
    uc_table_add_columns(table, columns, COUNT_OF(columns));
    if (persons)
        uc_table_add_columns(table, person_columns, COUNT_OF(person_columns));
    for (i = 0; i < view->n_rows; i++) {
        const uc_rds_row *row = &view->row[i];

        uc_table_text(table, row->variable);
        uc_table_text(table, row->category);
        uc_table_text(table, row->method);
        uc_table_real(table, row->crude, "no_answers");
        number(table, row, row->share, "not_applicable");
        number(table, row, row->low, no_error(row));
        number(table, row, row->high, no_error(row));
        if (!persons)
            continue;
        number(table, row, row->persons, "not_applicable");
        number(table, row, row->persons_low, no_error(row));
        number(table, row, row->persons_high, no_error(row));
    }
}

static const uc_column link_columns[] = {
    {"variable", "Variable", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"category", "Category", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"n", "Respondents", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"degree", "Harmonic mean degree", UC_COLUMN_REAL, UC_ROLE_PLAIN, 1},
    {"recruits", "Recruits", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"own", "Of their own group", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"homophily", "Homophily", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
};

void uc_rds_link_table(const uc_rds_view *view, uc_table *table)
{
    size_t i;

    uc_table_init(table, "rds_recruitment", "Recruitment by group");
    uc_table_add_columns(table, link_columns, COUNT_OF(link_columns));
    for (i = 0; i < view->n_links; i++) {
        const uc_rds_link *link = &view->link[i];

        uc_table_text(table, link->variable);
        uc_table_text(table, link->category);
        uc_table_count(table, link->n);
        uc_table_real(table, link->mean_degree, "no_answers");
        uc_table_real(table, link->recruits, "no_recruits");
        uc_table_real(table, link->own, "no_recruits");
        uc_table_real(table, link->homophily, "no_recruits");
    }
}

/* -- Tidy ----------------------------------------------------------------------------
 */

static const uc_column tidy_columns[] = {
    {"dataset", "Data set", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"variable", "Variable", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"category", "Category", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"n", "Respondents", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"crude", "In the sample", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"std.error", "Standard error", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"conf.low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 4},
    {"conf.high", "Interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 4},
    {"conf.level", "Level", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"conf.method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"bootstrap", "Bootstrap", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"replicates", "Replicates", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"replicates.usable", "Usable", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"population", "Population", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"persons", "Persons", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"persons.std.error", "Standard error", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"persons.low", "Persons interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"persons.high", "Persons interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"status", "Status", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

static void tidy_row(const uc_rds_view *view, const uc_rds_row *row, uc_table *table)
{
    const char *no_persons = isnan(view->population) ? "no_population" : no_error(row);

    uc_table_text(table, view->dataset);
    uc_table_text(table, row->variable);
    uc_table_text(table, row->category);
    uc_table_text(table, row->method);
    uc_table_count(table, row->n);
    uc_table_real(table, row->crude, "no_answers");
    number(table, row, row->share, "not_applicable");
    number(table, row, row->se, no_error(row));
    number(table, row, row->low, no_error(row));
    number(table, row, row->high, no_error(row));
    uc_table_real(table, view->level, "not_applicable");
    uc_table_text(table, row->interval);
    if (row->bootstrap != NULL)
        uc_table_text(table, row->bootstrap);
    else
        uc_table_missing(table, "no_bootstrap");
    uc_table_count(table, row->n_replicates);
    uc_table_count(table, row->n_usable);
    uc_table_real(table, view->population, "no_population");
    number(table, row, row->persons, no_persons);
    number(table, row, row->persons_se, no_persons);
    number(table, row, row->persons_low, no_persons);
    number(table, row, row->persons_high, no_persons);
    uc_table_text(table, row->status);
}

void uc_rds_tidy_table(const uc_rds_view view[], size_t n, uc_table *table)
{
    size_t v, i;

    uc_table_init(table, "rds", "Shares by respondent-driven sampling");
    uc_table_add_columns(table, tidy_columns, COUNT_OF(tidy_columns));
    for (v = 0; v < n; v++)
        for (i = 0; i < view[v].n_rows; i++)
            tidy_row(&view[v], &view[v].row[i], table);
}
