/* simulation.c - how methods fared, as tables */
#include "reports/tables/simulation.h"

#include <math.h>
#include <stdio.h>

#include "data/base/sink.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static const char in_truth[] =
    "in units of the true population; in brackets the Monte-Carlo standard error";

/* "0.123 (0.004)", for people. */
static void figure_cell(uc_figure figure, int decimals, const char *reason,
                        uc_table *table)
{
    char text[64];

    if (!isfinite(figure.value)) {
        uc_table_missing(table, reason);
        return;
    }
    if (isfinite(figure.error))
        (void)snprintf(text, sizeof text, "%.*f (%.*f)", decimals, figure.value,
                       decimals, figure.error);
    else
        (void)snprintf(text, sizeof text, "%.*f", decimals, figure.value);
    uc_table_text(table, text);
}

/* Answers of chains that have not mixed count, and it is said how many they are. */
static void note_unmixed(const uc_scores *scores, uc_table *table)
{
    for (size_t i = 0; i < scores->n_scores; i++) {
        const uc_score *s = &scores->score[i];
        char text[160];

        if (!(s->unmixed.value > 0.0))
            continue;
        (void)snprintf(
            text, sizeof text,
            "%s: chains had not mixed in %.0f of %zu repeats, which count all "
            "the same",
            s->method->name, s->unmixed.value * (double)s->n_estimates, s->n_estimates);
        (void)uc_table_footnote(table, text);
    }
}

void uc_simulation_table(const uc_scores *scores, uc_table *table)
{
    static const uc_column columns[] = {
        {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"repeats", "Repeats", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
        {"failures", "Failures", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"bias", "Bias", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"rmse", "RMSE", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"log_rmse", "Log RMSE", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"median", "Median", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    };

    uc_table_init(table, "simulation", "Estimates");
    uc_table_add_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < scores->n_scores; i++) {
        const uc_score *s = &scores->score[i];

        uc_table_text(table, s->method->name);
        uc_table_count(table, s->n_repeats);
        figure_cell(s->failures, 3, "no_repeats", table);
        figure_cell(s->bias, 3, "no_estimate", table);
        figure_cell(s->rmse, 3, "no_estimate", table);
        figure_cell(s->log_rmse, 3, "no_estimate", table);
        uc_table_real(table, s->median, "no_estimate");
    }
    (void)uc_table_footnote(table, in_truth);
    note_unmixed(scores, table);
}

void uc_simulation_interval_table(const uc_scores *scores, uc_table *table)
{
    static const uc_column columns[] = {
        {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"interval", "Interval", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"level", "Level", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 0},
        {"intervals", "Intervals", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
        {"coverage", "Coverage", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"too_low", "Too low", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"width", "Mean width", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"median_width", "Median", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    };

    uc_table_init(table, "simulation_intervals", "Intervals");
    uc_table_add_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < scores->n_intervals; i++) {
        const uc_interval_score *s = &scores->interval[i];

        uc_table_text(table, s->method->name);
        uc_table_text(table, uc_interval_kind_name(s->kind));
        uc_table_real(table, s->level, "not_available");
        uc_table_count(table, s->n_intervals);
        figure_cell(s->coverage, 3, "no_interval", table);
        figure_cell(s->too_low, 3, "no_interval", table);
        figure_cell(s->width, 3, "no_interval", table);
        uc_table_real(table, s->median_width, "no_interval");
    }
    (void)uc_table_footnote(table, in_truth);
    (void)uc_table_footnote(table,
                            "coverage is over the repeats that have an interval");
}

static void long_row(const char *method, const char *interval, double level,
                     const char *name, uc_figure figure, uc_table *table)
{
    uc_table_text(table, method);
    if (interval != NULL)
        uc_table_text(table, interval);
    else
        uc_table_missing(table, "not_applicable");
    uc_table_real(table, level, "not_applicable");
    uc_table_text(table, name);
    uc_table_real(table, figure.value, "no_estimate");
    uc_table_real(table, figure.error, "not_available");
}

static void long_score(const uc_score *s, uc_table *table)
{
    const char *name = s->method->name;

    long_row(name, NULL, NAN, "repeats", (uc_figure){(double)s->n_repeats, NAN}, table);
    long_row(name, NULL, NAN, "failures", s->failures, table);
    if (isfinite(s->unmixed.value))
        long_row(name, NULL, NAN, "unmixed", s->unmixed, table);
    long_row(name, NULL, NAN, "bias", s->bias, table);
    long_row(name, NULL, NAN, "rmse", s->rmse, table);
    long_row(name, NULL, NAN, "log_bias", s->log_bias, table);
    long_row(name, NULL, NAN, "log_rmse", s->log_rmse, table);
    long_row(name, NULL, NAN, "median", (uc_figure){s->median, NAN}, table);
}

static void long_interval(const uc_interval_score *s, uc_table *table)
{
    const char *name = s->method->name, *kind = uc_interval_kind_name(s->kind);

    long_row(name, kind, s->level, "intervals",
             (uc_figure){(double)s->n_intervals, NAN}, table);
    long_row(name, kind, s->level, "coverage", s->coverage, table);
    long_row(name, kind, s->level, "too_low", s->too_low, table);
    long_row(name, kind, s->level, "width", s->width, table);
    long_row(name, kind, s->level, "median_width", (uc_figure){s->median_width, NAN},
             table);
}

void uc_simulation_long_table(const uc_scores *scores, uc_table *table)
{
    static const uc_column columns[] = {
        {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"interval", "Interval", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"level", "Level", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
        {"figure", "Figure", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"value", "Value", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
        {"mcse", "Sim. error", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    };

    uc_table_init(table, "simulation", "How methods fared over simulated tables");
    uc_table_add_columns(table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < scores->n_scores; i++)
        long_score(&scores->score[i], table);
    for (size_t i = 0; i < scores->n_intervals; i++)
        long_interval(&scores->interval[i], table);
}
