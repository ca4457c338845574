/* reproduction.c - published numbers beside ours */
#include "reports/tables/reproduction.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/sink.h"
#include "reports/tables/model_text.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
    const char *name, *meaning;
} findings[UC_REPRODUCTION_N_FINDINGS] = {
    [UC_REPRODUCTION_NEW] = {"new", "the paper has no number"},
    [UC_REPRODUCTION_AGREES] = {"agrees", "equal as far as the paper rounds"},
    [UC_REPRODUCTION_WITHIN] = {"simulation",
                                "not further apart than three standard errors of two "
                                "independent simulations"},
    [UC_REPRODUCTION_FEW] = {"few_beyond",
                             "fewer than 10 replicates lie beyond the limit, which "
                             "moves freely from one simulation to the next"},
    [UC_REPRODUCTION_WAITS] = {"no_method", "this program does not have the method"},
    [UC_REPRODUCTION_EXPLAINED] = {"explained", "differs, or does not exist, for the "
                                                "reason given beside it"},
    [UC_REPRODUCTION_DIFFERS] = {"differs", "further apart than simulation explains"},
    [UC_REPRODUCTION_NONE] = {"no_value", "ours does not exist, for the reason given"},
};

static const uc_column columns[] = {
    {"table", "Table", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"dataset", "Data", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"max_order", "Order", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"top", "Top", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"settings", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"within", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"truth", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"statistic", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"level", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"number", "Number", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"published", "Published", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"ours", "Ours", UC_COLUMN_REAL, UC_ROLE_PLAIN, 1},
    {"difference", "Difference", UC_COLUMN_REAL, UC_ROLE_PLAIN, 1},
    {"simulation_error", "Sim. error", UC_COLUMN_REAL, UC_ROLE_PLAIN, 1},
    {"explanation", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"finding", "Finding", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

uc_reproduction_finding uc_reproduction_compare(const uc_paper_row *row,
                                                const uc_reproduced *ours)
{
    const double rounding = 0.5 * row->rounding * (1.0 + 1e-9);
    const double error =
        row->error > 0.0 ? hypot(ours->error, row->error) : sqrt(2.0) * ours->error;
    const double apart = fabs(ours->value - row->published);
    const bool explained = row->explanation != NULL && row->explanation[0] != '\0';

    if (ours->no_method)
        return UC_REPRODUCTION_WAITS;
    if (!isfinite(ours->value))
        return explained ? UC_REPRODUCTION_EXPLAINED : UC_REPRODUCTION_NONE;
    if (!isfinite(row->published))
        return UC_REPRODUCTION_NEW;
    if (apart <= rounding)
        return UC_REPRODUCTION_AGREES;
    if (isnan(ours->error))
        return UC_REPRODUCTION_FEW;
    if (apart <= rounding + 3.0 * error)
        return UC_REPRODUCTION_WITHIN;
    return explained ? UC_REPRODUCTION_EXPLAINED : UC_REPRODUCTION_DIFFERS;
}

const char *uc_reproduction_finding_name(uc_reproduction_finding finding)
{
    return (unsigned)finding < UC_REPRODUCTION_N_FINDINGS ? findings[finding].name
                                                          : "unknown";
}

/* A statistic as people read it. */
static const char *words_of(uc_paper_statistic statistic)
{
    switch (statistic) {
    case UC_PAPER_LOG_RATIO:
        return "mean log ratio";
    case UC_PAPER_COVERED:
        return "known number covered";
    case UC_PAPER_RMSE:
        return "root mean square error";
    case UC_PAPER_LOG_RMSE:
        return "the same of logarithms";
    default:
        return "estimate";
    }
}

static void number_cell(const uc_paper_row *row, uc_table *table)
{
    char text[64];

    switch (row->statistic) {
    case UC_PAPER_LOW:
    case UC_PAPER_HIGH:
        (void)snprintf(text, sizeof text, "%g%% %s limit", 100.0 * row->level,
                       row->statistic == UC_PAPER_LOW ? "lower" : "upper");
        break;
    case UC_PAPER_RANK:
        (void)snprintf(text, sizeof text, "best is in first %.0f", row->level);
        break;
    case UC_PAPER_COVERAGE:
        (void)snprintf(text, sizeof text, "coverage of %g%% interval",
                       100.0 * row->level);
        break;
    case UC_PAPER_LOG_RATIO:
    case UC_PAPER_COVERED:
    case UC_PAPER_RMSE:
    case UC_PAPER_LOG_RMSE:
        (void)snprintf(text, sizeof text, "%s", words_of(row->statistic));
        break;
    default:
        (void)snprintf(text, sizeof text, "estimate");
    }
    uc_table_text(table, text);
}

static void fill_row(const uc_paper_row *row, const uc_reproduced *ours,
                     uc_reproduction_finding finding, uc_table *table)
{
    uc_table_text(table, row->table);
    uc_table_text(table, row->dataset);
    uc_table_text(table, row->method);
    uc_table_text(table, row->max_order == 0 ? "all" : row->order_text);
    uc_table_text(table, row->top_text);
    uc_table_text(table, row->settings);
    uc_table_text(table, row->within);
    uc_table_text(table, row->truth);
    uc_table_text(table, row->statistic_text);
    uc_table_text(table, row->level_text);
    number_cell(row, table);
    uc_table_real(table, row->published, "not_published");
    if (row->note[0] != '\0')
        uc_table_mark(table, uc_table_footnote(table, row->note));
    uc_table_real(table, ours->value,
                  ours->reason != NULL ? ours->reason : "not_available");
    uc_table_real(table, ours->value - row->published,
                  isnan(ours->value) ? "not_available" : "not_published");
    uc_table_real(table, ours->error == 0.0 ? NAN : ours->error,
                  ours->error == 0.0 ? "not_simulated" : "few_replicates");
    uc_table_text(table, row->explanation);
    uc_table_text(table, findings[finding].name);
}

/* What the findings mean, and how many there are of each. */
static void count_findings(const uc_paper *paper, const uc_reproduced ours[],
                           uc_table *table)
{
    size_t n[UC_REPRODUCTION_N_FINDINGS] = {0};

    for (size_t i = 0; i < paper->n_rows; i++)
        n[uc_reproduction_compare(&paper->row[i], &ours[i])]++;
    for (size_t k = 0; k < UC_REPRODUCTION_N_FINDINGS; k++) {
        char text[256];

        if (n[k] == 0)
            continue;
        (void)snprintf(text, sizeof text, "%s: %zu of %zu numbers; %s",
                       findings[k].name, n[k], paper->n_rows, findings[k].meaning);
        (void)uc_table_footnote(table, text);
    }
}

void uc_reproduction_table(const uc_paper *paper, const uc_reproduced ours[],
                           const char *title, uc_table *table)
{
    uc_table_init(table, "reproduction", title);
    uc_table_add_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < paper->n_rows; i++)
        fill_row(&paper->row[i], &ours[i],
                 uc_reproduction_compare(&paper->row[i], &ours[i]), table);
    count_findings(paper, ours, table);
}

/* -- For people: an interval in one row, a table for each of the paper's ---------- */

static const uc_column people_columns[] = {
    {"of", "Estimate", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"number", "Number", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"published", "Published", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"ours", "Ours", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"finding", "Finding", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

/* Persons are whole; shares and logarithms have two digits. */
static void write_value(double value, uc_sink *text)
{
    if (isfinite(value))
        uc_write_number(value, fabs(value) < 1.5 ? 2 : 0, text);
    else
        uc_sink_puts(text, "-");
}

/* A number, or two limits; "-" where there is nothing at all. */
static void write_values(const double value[], bool pair, uc_sink *text)
{
    write_value(value[0], text);
    if (!pair || (!isfinite(value[0]) && !isfinite(value[1])))
        return;
    uc_sink_puts(text, " to ");
    write_value(value[1], text);
}

/* Adds what was written as a cell, and empties the sink. */
static void text_cell(uc_sink *text, uc_table *table)
{
    char *taken = uc_sink_take(text);

    if (taken == NULL && table->status == UC_OK)
        table->status = UC_ENOMEM;
    else
        uc_table_text(table, taken);
    free(taken);
    uc_sink_memory(text);
}

/* Whether row i + 1 is the upper limit to the lower one of row i. */
static bool is_pair(const uc_paper *paper, size_t i)
{
    const uc_paper_row *a = &paper->row[i], *b = a + 1;

    return i + 1 < paper->n_rows && a->statistic == UC_PAPER_LOW &&
           b->statistic == UC_PAPER_HIGH && a->level == b->level && a->top == b->top &&
           a->max_order == b->max_order && strcmp(a->table, b->table) == 0 &&
           strcmp(a->within, b->within) == 0 && strcmp(a->settings, b->settings) == 0 &&
           strcmp(a->dataset, b->dataset) == 0 && strcmp(a->method, b->method) == 0;
}

static void number_words(const uc_paper_row *row, bool pair, uc_sink *text)
{
    if (row->statistic == UC_PAPER_RANK)
        uc_sink_printf(text, "best is in first %.0f", row->level);
    else if (row->statistic == UC_PAPER_COVERAGE)
        uc_sink_printf(text, "coverage, %g%%", 100.0 * row->level);
    else if (row->statistic != UC_PAPER_LOW && row->statistic != UC_PAPER_HIGH)
        uc_sink_puts(text, words_of(row->statistic));
    else
        uc_sink_printf(text, "%g%% %s", 100.0 * row->level,
                       pair                             ? "interval"
                       : row->statistic == UC_PAPER_LOW ? "lower limit"
                                                        : "upper limit");
    if (row->top != SIZE_MAX)
        uc_sink_printf(text, ", top %zu", row->top);
}

/* One row for people, of one number or of the two limits of an interval. */
static void people_row(const uc_paper *paper, const uc_reproduced ours[], size_t i,
                       bool pair, uc_table *table)
{
    const uc_paper_row *row = &paper->row[i];
    const double published[] = {row->published, pair ? row[1].published : NAN};
    const double computed[] = {ours[i].value, pair ? ours[i + 1].value : NAN};
    uc_reproduction_finding finding = uc_reproduction_compare(row, &ours[i]), upper;
    uc_sink text;

    uc_sink_memory(&text);
    uc_sink_printf(&text, "%s %s", row->dataset, row->method);
    if (row->max_order != 0)
        uc_sink_printf(&text, ", order %u", row->max_order);
    if (row->within[0] != '\0')
        uc_sink_printf(&text, ", within %s", row->within);
    if (row->settings[0] != '\0')
        uc_sink_printf(&text, ", %s", row->settings);
    text_cell(&text, table);
    number_words(row, pair, &text);
    text_cell(&text, table);
    write_values(published, pair, &text);
    text_cell(&text, table);
    if (row->note[0] != '\0')
        uc_table_mark(table, uc_table_footnote(table, row->note));
    write_values(computed, pair, &text);
    text_cell(&text, table);
    uc_sink_clear(&text);
    upper = pair ? uc_reproduction_compare(row + 1, &ours[i + 1]) : finding;
    finding = upper > finding ? upper : finding;
    uc_table_text(table, findings[finding].name);
    if (finding == UC_REPRODUCTION_EXPLAINED)
        uc_table_mark(table, uc_table_footnote(table, row->explanation[0] != '\0'
                                                          ? row->explanation
                                                          : row[1].explanation));
}

size_t uc_reproduction_people_table(const uc_paper *paper, const uc_reproduced ours[],
                                    size_t first, uc_table *table)
{
    const char *name = paper->row[first].table;
    size_t i = first;

    uc_table_init(table, "reproduction", name);
    uc_table_add_columns(table, people_columns, COUNT_OF(people_columns));
    while (i < paper->n_rows && strcmp(paper->row[i].table, name) == 0) {
        const bool pair = is_pair(paper, i);

        people_row(paper, ours, i, pair, table);
        i += pair ? 2 : 1;
    }
    if (i == paper->n_rows)
        count_findings(paper, ours, table);
    return i;
}
