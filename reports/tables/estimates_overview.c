/* estimates_overview.c - one line per estimate, for people */
#include <math.h>

#include <stdlib.h>

#include "reports/tables/estimates.h"
#include "reports/tables/model_text.h"

static const uc_column columns[] = {
    {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"n_observed", "Observed", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"conf.low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"conf.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"conf.level", "Level", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 0},
    {"conf.method", "Kind", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"model", "Model", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

const uc_interval *uc_interval_preferred(const uc_interval intervals[], size_t n)
{
    static const uc_interval_kind order[] = {
        UC_INTERVAL_CREDIBLE,  UC_INTERVAL_BCA,     UC_INTERVAL_PERCENTILE,
        UC_INTERVAL_JACKKNIFE, UC_INTERVAL_PROFILE, UC_INTERVAL_PROFILE_POISSON,
        UC_INTERVAL_MIXTURE,   UC_INTERVAL_NORMAL};
    size_t i, j;

    for (j = 0; j < sizeof order / sizeof order[0]; j++)
        for (i = 0; i < n; i++)
            if (intervals[i].kind == order[j])
                return &intervals[i];
    return NULL;
}

static void interval_cells(const uc_interval *interval, const char *why,
                           uc_table *table)
{
    const char *note =
        interval != NULL && interval->note != NULL ? interval->note : why;

    uc_table_real(table, interval != NULL ? interval->low : NAN, note);
    uc_table_real(table, interval != NULL ? interval->high : NAN, note);
    uc_table_real(table, interval != NULL ? interval->level : NAN, note);
    if (interval != NULL)
        uc_table_text(table, uc_interval_name(interval->kind));
    else
        uc_table_missing(table, note);
}

static void estimate_row(const uc_estimates *all, size_t s, size_t m, uc_table *table)
{
    const uc_estimate *e = uc_estimates_at(all, s, m);
    const char *why = uc_mse_status_name(e->status);
    const char *no_interval = e->status == UC_MSE_OK ? "no_interval" : why;

    uc_estimates_stratum_cells(all, s, 0, all->set->n_by, table);
    uc_table_text(table, e->method->name);
    uc_table_count(table, e->n_observed);
    uc_table_real(table, e->estimate, why);
    if (e->draws.n_chains > 0 && !e->draws.mixed)
        uc_table_mark(table,
                      uc_table_footnote(table, "chains have not mixed: not to be "
                                               "trusted"));
    interval_cells(uc_interval_preferred(e->interval, e->n_intervals), no_interval,
                   table);
    uc_estimate_model_cell(e, uc_estimates_no_model(e), table);
}

static void total_row(const uc_estimates *all, size_t m, uc_table *table)
{
    const uc_mse_total *total = &all->total[m];

    uc_estimates_stratum_cells(all, all->set->n_strata, 0, all->set->n_by, table);
    uc_table_text(table, all->method[m]->name);
    uc_table_count(table, total->n_observed);
    uc_table_real(table, total->estimate, "no_estimate");
    if (total->n_with_estimate < total->n_strata)
        uc_table_mark(table, uc_table_footnote(table, "over those strata that have an "
                                                      "estimate"));
    interval_cells(uc_interval_preferred(total->interval, total->n_intervals),
                   "no_interval", table);
    uc_table_missing(table, "total");
}

void uc_estimates_overview(const uc_estimates *all, uc_table *table)
{
    size_t s, m;

    uc_table_init(table, "overview", "Overview");
    uc_estimates_stratum_columns(all, 1, table);
    uc_table_add_columns(table, columns, sizeof columns / sizeof columns[0]);
    for (s = 0; s < all->set->n_strata; s++)
        for (m = 0; m < all->n_methods; m++)
            estimate_row(all, s, m, table);
    for (m = 0; all->total != NULL && m < all->n_methods; m++)
        total_row(all, m, table);
}

static bool add_bar(const uc_estimates *all, size_t s, size_t m, uc_bar *bar,
                    char **label)
{
    const uc_estimate *e = uc_estimates_at(all, s, m);
    const uc_interval *interval = uc_interval_preferred(e->interval, e->n_intervals);
    uc_sink text;

    uc_sink_memory(&text);
    uc_estimates_write_stratum(all->set, s, ", ", &text);
    uc_sink_printf(&text, "%s%s", all->set->n_by > 0 ? ": " : "", e->method->name);
    *label = uc_sink_take(&text);
    uc_sink_clear(&text);
    *bar = (uc_bar){.label = *label,
                    .value = e->estimate,
                    .low = interval != NULL ? interval->low : NAN,
                    .high = interval != NULL ? interval->high : NAN};
    return *label != NULL;
}

void uc_estimates_write_bars(const uc_estimates *all, const uc_bar_style *style,
                             uc_sink *out)
{
    const size_t n = all->set->n_strata * all->n_methods;
    uc_bar *bar = calloc(n + 1, sizeof *bar);
    char **label = calloc(n + 1, sizeof *label);
    size_t s, m, k = 0;
    bool ok = bar != NULL && label != NULL;

    for (s = 0; ok && s < all->set->n_strata; s++)
        for (m = 0; ok && m < all->n_methods; m++, k++)
            ok = add_bar(all, s, m, &bar[k], &label[k]);
    if (ok)
        uc_bars_write(bar, n, style, out);
    else if (out->status == UC_OK)
        out->status = UC_ENOMEM;
    for (k = 0; label != NULL && k < n; k++)
        free(label[k]);
    free(label);
    free(bar);
}
