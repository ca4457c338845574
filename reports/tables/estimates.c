/* estimates.c - multiple systems estimates as a tidy table */
#include "reports/tables/estimates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/tables/model_text.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

const uc_estimate *uc_estimates_at(const uc_estimates *all, size_t stratum,
                                   size_t method)
{
    return &all->estimate[stratum * all->n_methods + method];
}

const char *uc_interval_name(uc_interval_kind kind)
{
    switch (kind) {
    case UC_INTERVAL_NORMAL:
        return "normal";
    case UC_INTERVAL_PERCENTILE:
        return "percentile";
    case UC_INTERVAL_BCA:
        return "bca";
    case UC_INTERVAL_JACKKNIFE:
        return "jackknife";
    case UC_INTERVAL_PROFILE:
        return "profile";
    case UC_INTERVAL_PROFILE_POISSON:
        return "profile-poisson";
    case UC_INTERVAL_MIXTURE:
        return "mixture";
    case UC_INTERVAL_CREDIBLE:
        return "credible";
    }
    return "unknown";
}

void uc_estimates_write_stratum(const uc_capture_set *set, size_t stratum,
                                const char *separator, uc_sink *out)
{
    size_t i;

    for (i = 0; i < set->n_by; i++) {
        if (i > 0)
            uc_sink_puts(out, separator);
        uc_sink_printf(out, "%s=%s", set->by_names[i], set->strata[stratum].value[i]);
    }
}

static bool has_column(const uc_table *table, size_t first, const char *name)
{
    size_t i;

    for (i = first; i < table->n_columns; i++)
        if (table->column[i].name != NULL && strcmp(table->column[i].name, name) == 0)
            return true;
    return false;
}

void uc_estimates_stratum_columns(const uc_estimates all[], size_t n_all,
                                  uc_table *table)
{
    const size_t first = table->n_columns;
    size_t i, j;

    for (i = 0; i < n_all; i++)
        for (j = 0; j < all[i].set->n_by; j++) {
            const char *name = all[i].set->by_names[j];
            const uc_column column = {.name = name, .title = name};

            if (!has_column(table, first, name))
                uc_table_add_columns(table, &column, 1);
        }
}

static void stratum_cell(const uc_capture_set *set, size_t stratum, const char *name,
                         uc_table *table)
{
    size_t i;

    for (i = 0; i < set->n_by; i++)
        if (strcmp(set->by_names[i], name) == 0) {
            uc_table_text(table, stratum < set->n_strata ? set->strata[stratum].value[i]
                                                         : "(all)");
            return;
        }
    uc_table_missing(table, "not_applicable");
}

void uc_estimates_stratum_cells(const uc_estimates *all, size_t stratum, size_t first,
                                size_t n, uc_table *table)
{
    size_t i;

    for (i = first; i < first + n && table->status == UC_OK; i++)
        stratum_cell(all->set, stratum, table->column[i].name, table);
}

static const uc_column capture_column = {
    .name = "capture", .title = "Capture", .kind = UC_COLUMN_TEXT};
static const uc_column dataset_column = {
    .name = "dataset", .title = NULL, .kind = UC_COLUMN_TEXT};
static const uc_column columns[] = {
    {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"model", "Model", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"n_lists", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"n_observed", "Observed", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"hidden", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"std.error", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"conf.low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"conf.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"conf.level", "Level", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 0},
    {"conf.method", "Kind", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"top", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"n_boot", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"n_boot_usable", NULL, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"status", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"warnings", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

/* Where a row stands: set, columns of strata, stratum. */
typedef struct place {
    const uc_estimates *all;
    size_t first, n; /* stratum columns of the table */
    size_t stratum;
} place;

static void lead_cells(const place *at, uc_table *table)
{
    if (at->all->capture != NULL)
        uc_table_text(table, at->all->capture);
    uc_table_text(table, at->all->set->dataset);
    uc_estimates_stratum_cells(at->all, at->stratum, at->first, at->n, table);
}

static void top_cell(const uc_interval *interval, uc_table *table)
{
    char text[32];

    if (interval->top == 0) {
        uc_table_missing(table, "not_applicable");
    } else if (interval->top == UC_TOP_ALL) {
        uc_table_text(table, "all");
    } else {
        (void)snprintf(text, sizeof text, "%zu", interval->top);
        uc_table_text(table, text);
    }
}

static void interval_cells(const uc_interval *interval, uc_table *table)
{
    const char *note;

    if (interval == NULL) {
        size_t i;

        for (i = 0; i < 5; i++)
            uc_table_missing(table, "no_interval");
        return;
    }
    note = interval->note != NULL ? interval->note : "not_finite";
    uc_table_real(table, interval->low, note);
    uc_table_real(table, interval->high, note);
    uc_table_real(table, interval->level, "not_applicable");
    uc_table_text(table, uc_interval_name(interval->kind));
    top_cell(interval, table);
}

static const uc_bootstrap *bootstrap_of(const uc_estimate *estimate,
                                        const uc_interval *interval)
{
    size_t i;

    for (i = 0; i < estimate->n_bootstraps; i++)
        if (interval == NULL || interval->top == 0 ||
            estimate->bootstrap[i].top == interval->top)
            return &estimate->bootstrap[i];
    return NULL;
}

/* Codes of the warnings, each once, with semicolons between. */
static void warnings_cell(const uc_estimate *e, uc_table *table)
{
    uc_sink codes;
    size_t i, k;

    if (e->n_warnings == 0) {
        uc_table_missing(table, "no_warnings");
        return;
    }
    uc_sink_memory(&codes);
    for (i = 0; i < e->n_warnings; i++) {
        for (k = 0; k < i && strcmp(e->warning[k].code, e->warning[i].code) != 0; k++)
            ;
        if (k == i)
            uc_sink_printf(&codes, "%s%s", i > 0 ? ";" : "", e->warning[i].code);
    }
    if (codes.status != UC_OK && table->status == UC_OK)
        table->status = codes.status;
    uc_table_text(table, codes.text);
    uc_sink_clear(&codes);
}

const char *uc_estimates_no_model(const uc_estimate *estimate)
{
    return estimate->status == UC_MSE_OK ? "no_single_model"
                                         : uc_mse_status_name(estimate->status);
}

static void estimate_row(const place *at, const uc_estimate *estimate,
                         const uc_interval *interval, uc_table *table)
{
    const uc_bootstrap *boot = bootstrap_of(estimate, interval);
    const char *why = uc_estimate_status_name(estimate);

    lead_cells(at, table);
    uc_table_text(table, estimate->method->name);
    uc_estimate_model_cell(estimate, uc_estimates_no_model(estimate), table);
    uc_table_count(table, estimate->n_lists);
    uc_table_count(table, estimate->n_observed);
    uc_table_real(table, estimate->estimate, why);
    uc_table_real(table, estimate->hidden, why);
    uc_table_real(table, estimate->std_error, why);
    interval_cells(interval, table);
    if (boot != NULL) {
        uc_table_count(table, boot->replicates);
        uc_table_count(table, boot->usable);
    } else {
        uc_table_missing(table, "no_bootstrap");
        uc_table_missing(table, "no_bootstrap");
    }
    uc_table_text(table, why);
    warnings_cell(estimate, table);
}

static const char *total_status(const uc_mse_total *total)
{
    if (total->n_with_estimate == total->n_strata)
        return "ok";
    return total->n_with_estimate == 0 ? "no_estimate" : "partial_total";
}

static void total_row(const place *at, size_t method, const uc_interval *interval,
                      uc_table *table)
{
    const uc_mse_total *total = &at->all->total[method];

    lead_cells(at, table);
    uc_table_text(table, at->all->method[method]->name);
    uc_table_missing(table, "total");
    uc_table_count(table, at->all->set->n_lists);
    uc_table_count(table, total->n_observed);
    uc_table_real(table, total->estimate, "no_estimate");
    uc_table_real(table, total->hidden, "no_estimate");
    uc_table_real(table, total->std_error, "no_estimate");
    interval_cells(interval, table);
    if (total->replicates > 0) {
        uc_table_count(table, total->replicates);
        uc_table_count(table, total->usable);
    } else {
        uc_table_missing(table, "no_bootstrap");
        uc_table_missing(table, "no_bootstrap");
    }
    uc_table_text(table, total_status(total));
    uc_table_missing(table, "total");
}

static void stratum_rows(const place *at, uc_table *table)
{
    size_t m, i;

    for (m = 0; m < at->all->n_methods; m++) {
        const uc_estimate *estimate = uc_estimates_at(at->all, at->stratum, m);

        if (estimate->n_intervals == 0)
            estimate_row(at, estimate, NULL, table);
        for (i = 0; i < estimate->n_intervals; i++)
            estimate_row(at, estimate, &estimate->interval[i], table);
    }
}

static void total_rows(const place *at, uc_table *table)
{
    size_t m, i;

    for (m = 0; m < at->all->n_methods; m++) {
        const uc_mse_total *total = &at->all->total[m];

        if (total->n_intervals == 0)
            total_row(at, m, NULL, table);
        for (i = 0; i < total->n_intervals; i++)
            total_row(at, m, &total->interval[i], table);
    }
}

void uc_estimates_table(const uc_estimates all[], size_t n_all, uc_table *table)
{
    place at;
    size_t i;

    uc_table_init(table, "estimates", "Estimates");
    if (n_all > 0 && all[0].capture != NULL)
        uc_table_add_columns(table, &capture_column, 1);
    uc_table_add_columns(table, &dataset_column, 1);
    at.first = table->n_columns;
    uc_estimates_stratum_columns(all, n_all, table);
    at.n = table->n_columns - at.first;
    uc_table_add_columns(table, columns, COUNT_OF(columns));
    for (i = 0; i < n_all; i++) {
        at.all = &all[i];
        for (at.stratum = 0; at.stratum < all[i].set->n_strata; at.stratum++)
            stratum_rows(&at, table);
        if (all[i].total != NULL)
            total_rows(&at, table);
    }
}
