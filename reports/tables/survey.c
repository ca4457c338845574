/* survey.c - estimates from a survey as tables */
#include "reports/tables/survey.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reports/reasons.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

#define MAX_BY 256

/* Columns that group any of the views, each once. */
static size_t collect_by(const uc_survey_view view[], size_t n, const char *by[MAX_BY])
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

static void add_group_columns(const char *const by[], size_t n_by, uc_table *table)
{
    size_t i;

    for (i = 0; i < n_by; i++) {
        const uc_column column = {
            .name = by[i], .title = by[i], .kind = UC_COLUMN_TEXT};

        uc_table_add_columns(table, &column, 1);
    }
}

static void group_cells(const uc_survey_view *view, const uc_survey_row *row,
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

/* For people the group is one cell: its values, or "all". */
static void group_in_words(const uc_survey_view *view, const uc_survey_row *row,
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

static void number(uc_table *table, const uc_survey_row *row, double value)
{
    if (row->withheld)
        uc_table_missing(table, "withheld");
    else
        uc_table_real(table, value,
                      strcmp(row->status, "ok") == 0 ? "not_applicable" : row->status);
}

static void events(uc_table *table, const uc_survey_row *row)
{
    if (!row->counts_events)
        uc_table_missing(table, "not_applicable");
    else if (row->withheld)
        uc_table_missing(table, "withheld");
    else
        uc_table_count(table, row->events);
}

static const uc_column tidy_before[] = {
    {"dataset", "Data set", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
};

static const uc_column tidy_after[] = {
    {"statistic", "Statistic", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"variable", "Variable", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"category", "Category", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"probability", "Probability", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
    {"n", "Respondents", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"events", "Events", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"std.error", "Standard error", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"conf.low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 4},
    {"conf.high", "Interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 4},
    {"conf.level", "Level", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"conf.method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"df", "Degrees of freedom", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"deff", "Design effect", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"per", "Per", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"rate", "Rate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"rate.low", "Rate interval", UC_COLUMN_REAL, UC_ROLE_LOW, 2},
    {"rate.high", "Rate interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 2},
    {"persons", "Persons", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"persons.std.error", "Standard error", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"persons.low", "Persons interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"persons.high", "Persons interval", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"psu.limit", "Limit by sampling units", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"status", "Status", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

static void tidy_row(const uc_survey_view *view, const uc_survey_row *row,
                     const char *const by[], size_t n_by, uc_table *table)
{
    const double per = row->has_rate ? view->per : (double)NAN;

    uc_table_text(table, view->dataset);
    group_cells(view, row, by, n_by, table);
    uc_table_text(table, row->statistic);
    uc_table_text(table, row->variable);
    if (row->level != NULL)
        uc_table_text(table, row->level);
    else
        uc_table_missing(table, "not_applicable");
    uc_table_real(table, row->probability, "not_applicable");
    uc_table_count(table, row->n);
    events(table, row);
    number(table, row, row->estimate);
    number(table, row, row->se);
    number(table, row, row->low);
    number(table, row, row->high);
    uc_table_real(table, view->level, "not_applicable");
    uc_table_text(table, row->method);
    uc_table_real(table, row->df, "not_applicable");
    number(table, row, row->deff);
    uc_table_real(table, per, "not_applicable");
    number(table, row, row->estimate * per);
    number(table, row, row->low * per);
    number(table, row, row->high * per);
    number(table, row, row->persons);
    number(table, row, row->persons_se);
    number(table, row, row->persons_low);
    number(table, row, row->persons_high);
    number(table, row, row->psu_limit);
    uc_table_text(table, row->withheld ? "withheld" : row->status);
}

void uc_survey_tidy_table(const uc_survey_view view[], size_t n, uc_table *table)
{
    const char *by[MAX_BY];
    const size_t n_by = collect_by(view, n, by);
    size_t v, i;

    uc_table_init(table, "survey", "Survey estimates");
    uc_table_add_columns(table, tidy_before, COUNT_OF(tidy_before));
    add_group_columns(by, n_by, table);
    uc_table_add_columns(table, tidy_after, COUNT_OF(tidy_after));
    for (v = 0; v < n; v++)
        for (i = 0; i < view[v].n_rows; i++)
            tidy_row(&view[v], &view[v].row[i], by, n_by, table);
}

/* -- For people -------------------------------------------------------------------- */

/* Of a rule: with every unknown status as no, and as yes. */
static bool is_bound(const uc_survey_row *row)
{
    return strcmp(row->level, "lowest") == 0 || strcmp(row->level, "highest") == 0;
}

static void name_of(const uc_survey_row *row, char *out, size_t size)
{
    const bool plain = strcmp(row->statistic, "proportion") == 0 ||
                       strcmp(row->statistic, "mean") == 0;
    char p[32] = "";

    if (!isnan(row->probability))
        (void)snprintf(p, sizeof p, " %g", row->probability);
    (void)snprintf(out, size, "%s%s%s%s%s%s", plain ? "" : row->statistic, p,
                   plain ? "" : " of ", row->variable,
                   row->level == NULL ? ""
                   : is_bound(row)    ? ", "
                                      : " = ",
                   row->level != NULL ? row->level : "");
}

static void mark_status(const uc_survey_view *view, const uc_survey_row *row,
                        uc_table *table)
{
    char text[400];

    if (strcmp(row->status, "ok") == 0 || row->withheld)
        return;
    if (strcmp(row->status, "few_events") == 0)
        (void)snprintf(text, sizeof text,
                       "rests on fewer than %zu events in the sample: not to be "
                       "published by itself",
                       view->min_events);
    else if (isfinite(row->psu_limit))
        (void)snprintf(
            text, sizeof text,
            "%s; it counts on no design effect beyond that of the weights, "
            "which a cluster sample seldom keeps to: declare one with --deff. "
            "By sampling units alone the limit would be %.4g per %g",
            uc_reason_text(row->status), row->psu_limit * view->per, view->per);
    else
        (void)snprintf(text, sizeof text, "%s", uc_reason_text(row->status));
    uc_table_mark(table, uc_table_footnote(table, text));
}

static void rate_columns(const uc_survey_view *view, uc_table *table)
{
    char rate[60], interval[60];
    const uc_column columns[] = {
        {"n", "n", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
        {"events", "Events", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
        {"rate", rate, UC_COLUMN_REAL, UC_ROLE_PLAIN, 1},
        {"rate.low", interval, UC_COLUMN_REAL, UC_ROLE_LOW, 1},
        {"rate.high", interval, UC_COLUMN_REAL, UC_ROLE_HIGH, 1},
        {"persons", "Persons", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
        {"persons.low", interval, UC_COLUMN_REAL, UC_ROLE_LOW, 0},
        {"persons.high", interval, UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    };

    (void)snprintf(rate, sizeof rate, "Per %g", view->per);
    (void)snprintf(interval, sizeof interval, "%g%% interval", 100 * view->level);
    uc_table_add_columns(table, columns, COUNT_OF(columns));
}

static void rate_cells(const uc_survey_view *view, const uc_survey_row *row,
                       uc_table *table)
{
    uc_table_count(table, row->n);
    events(table, row);
    number(table, row, row->estimate * view->per);
    mark_status(view, row, table);
    number(table, row, row->low * view->per);
    number(table, row, row->high * view->per);
    number(table, row, row->persons);
    number(table, row, row->persons_low);
    number(table, row, row->persons_high);
}

static void value_columns(const uc_survey_view *view, uc_table *table)
{
    char interval[60];
    const uc_column columns[] = {
        {"n", "n", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
        {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
        {"std.error", "Standard error", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
        {"conf.low", interval, UC_COLUMN_REAL, UC_ROLE_LOW, 3},
        {"conf.high", interval, UC_COLUMN_REAL, UC_ROLE_HIGH, 3},
        {"deff", "Design effect", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    };

    (void)snprintf(interval, sizeof interval, "%g%% interval", 100 * view->level);
    uc_table_add_columns(table, columns, COUNT_OF(columns));
}

static void value_cells(const uc_survey_view *view, const uc_survey_row *row,
                        uc_table *table)
{
    uc_table_count(table, row->n);
    number(table, row, row->estimate);
    mark_status(view, row, table);
    number(table, row, row->se);
    number(table, row, row->low);
    number(table, row, row->high);
    number(table, row, row->deff);
}

void uc_survey_table(const uc_survey_view *view, bool rates, uc_table *table)
{
    const uc_column first = {"estimated", "Estimate of", UC_COLUMN_TEXT, UC_ROLE_PLAIN,
                             0};
    const uc_column group = {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0};
    char name[300];
    size_t i;

    uc_table_init(table, rates ? "prevalence" : "values",
                  rates ? "Prevalence" : "Means, totals, ratios and quantiles");
    uc_table_add_columns(table, &first, 1);
    if (view->n_by > 0)
        uc_table_add_columns(table, &group, 1);
    if (rates)
        rate_columns(view, table);
    else
        value_columns(view, table);
    for (i = 0; i < view->n_rows; i++) {
        const uc_survey_row *row = &view->row[i];

        if (row->has_rate != rates)
            continue;
        name_of(row, name, sizeof name);
        uc_table_text(table, name);
        if (view->n_by > 0)
            group_in_words(view, row, table);
        if (rates)
            rate_cells(view, row, table);
        else
            value_cells(view, row, table);
    }
}

static const uc_column tally_columns[] = {
    {"kind", "Kind", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"name", "Name", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"yes", "Met", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"no", "Not met", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"unknown", "Unknown", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"share.yes", "Met, weighted", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 2},
    {"share.unknown", "Unknown, weighted", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 2},
};

static void tally_count(uc_table *table, uint64_t count, size_t min_events,
                        bool withhold)
{
    if (withhold && count > 0 && count < min_events)
        uc_table_missing(table, "withheld");
    else
        uc_table_count(table, count);
}

void uc_survey_tally_table(const uc_survey_tally tally[], size_t n, size_t min_events,
                           bool withhold, uc_table *table)
{
    size_t i;

    uc_table_init(table, "indicators", "Respondents by indicator, group and rule");
    uc_table_add_columns(table, tally_columns, COUNT_OF(tally_columns));
    for (i = 0; i < n; i++) {
        const uc_survey_tally *t = &tally[i];
        const bool few = withhold && ((t->yes > 0 && t->yes < min_events) ||
                                      (t->no > 0 && t->no < min_events) ||
                                      (t->unknown > 0 && t->unknown < min_events));

        uc_table_text(table, t->kind);
        uc_table_text(table, t->name);
        /* One count that is left out could be taken from the other two and the total:
         * all of them are. */
        tally_count(table, t->yes, few ? t->yes + 1 : min_events, few);
        tally_count(table, t->no, few ? t->no + 1 : min_events, few);
        tally_count(table, t->unknown, few ? t->unknown + 1 : min_events, few);
        uc_table_real(table, few ? (double)NAN : t->share_yes,
                      few ? "withheld" : "no_data");
        uc_table_real(table, few ? (double)NAN : t->share_unknown,
                      few ? "withheld" : "no_data");
    }
}
