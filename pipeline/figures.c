/* figures.c - figures of estimates */
#include "pipeline/figures.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/figures/forest.h"
#include "reports/figures/mse/bootstrap.h"
#include "reports/figures/mse/models.h"
#include "reports/figures/mse/overlap.h"
#include "reports/figures/mse/top.h"

#define MAX_STRATA 6

static uc_status keep(uc_status status, uc_plot *plot, uc_report *report)
{
    if (status == UC_OK)
        uc_report_figure(report, plot);
    return status;
}

static const char *name_of(const uc_estimates *view)
{
    return view->capture != NULL ? view->capture : view->set->dataset;
}

/* "kind-capture-2-1": small letters, digits and hyphens; a number tells strata apart.
 */
static void figure_name(const char *kind, const uc_estimates *view, size_t stratum,
                        const char *method, char out[UC_FIGURE_NAME])
{
    size_t i;

    if (view->set->n_strata > 1)
        (void)snprintf(out, UC_FIGURE_NAME, "%s-%.60s-%zu%s%.30s", kind, name_of(view),
                       stratum + 1, method != NULL ? "-" : "",
                       method != NULL ? method : "");
    else
        (void)snprintf(out, UC_FIGURE_NAME, "%s-%.60s%s%.30s", kind, name_of(view),
                       method != NULL ? "-" : "", method != NULL ? method : "");
    for (i = 0; out[i] != '\0'; i++)
        out[i] = isalnum((unsigned char)out[i]) && (unsigned char)out[i] < 0x80
                     ? (char)tolower((unsigned char)out[i])
                     : '-';
}

/* "uk-2013, year=2013, bic"; free() it. */
char *uc_figures_label(const uc_estimates *view, size_t stratum, const char *method)
{
    uc_sink text;
    char *made;

    uc_sink_memory(&text);
    uc_sink_puts(&text, name_of(view));
    if (view->set->n_by > 0) {
        uc_sink_puts(&text, ", ");
        uc_estimates_write_stratum(view->set, stratum, ", ", &text);
    }
    if (method != NULL)
        uc_sink_printf(&text, ", %s", method);
    made = uc_sink_take(&text);
    uc_sink_clear(&text);
    return made;
}

void uc_figures_stem(const uc_estimates *view, size_t stratum, const char *method,
                     char stem[UC_FIGURE_NAME])
{
    char name[UC_FIGURE_NAME];

    figure_name("", view, stratum, method, name);
    memcpy(stem, name + 1, sizeof name - 1); /* without the first hyphen */
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the figures");
}

/* -- All estimates in one picture ----------------------------------------------------
 */

static bool forest_row(const uc_estimates *view, size_t s, size_t m, size_t series,
                       const char **heading, uc_forest_row *row, char **label)
{
    const uc_estimate *e = uc_estimates_at(view, s, m);
    const uc_interval *interval = uc_interval_preferred(e->interval, e->n_intervals);

    *label = view->set->n_by > 0 ? uc_figures_label(view, s, e->method->name) : NULL;
    if (view->set->n_by > 0 && *label == NULL)
        return false;
    *row = (uc_forest_row){
        .heading = *heading,
        .label = *label != NULL ? *label + strlen(name_of(view)) + 2 : e->method->name,
        .value = e->estimate,
        .low = interval != NULL ? interval->low : NAN,
        .high = interval != NULL ? interval->high : NAN,
        .missing = e->status == UC_MSE_OK ? NULL : uc_mse_status_name(e->status),
        .series = series};
    *heading = NULL;
    return true;
}

static uc_status add_forest(const uc_estimates views[], size_t n_views,
                            uc_report *report, uc_error *err)
{
    size_t total = 0, n = 0, v, s, m;
    const char *last = NULL;
    uc_forest_row *row;
    uc_status status = UC_OK;
    char **label;
    uc_plot plot;

    for (v = 0; v < n_views; v++)
        total += views[v].set->n_strata * views[v].n_methods;
    row = calloc(total + 1, sizeof *row);
    label = calloc(total + 1, sizeof *label);
    for (v = 0; row != NULL && label != NULL && v < n_views; v++) {
        const bool same = last != NULL && strcmp(last, name_of(&views[v])) == 0;
        const char *heading = same ? NULL : name_of(&views[v]);

        last = name_of(&views[v]);
        for (s = 0; s < views[v].set->n_strata; s++)
            for (m = 0; m < views[v].n_methods; m++, n++)
                if (!forest_row(
                        &views[v], s, m,
                        uc_figures_series(views, n_views, views[v].method[m]->name),
                        &heading, &row[n], &label[n]))
                    status = no_memory(err);
    }
    if (row == NULL || label == NULL)
        status = no_memory(err);
    if (status == UC_OK)
        status = keep(
            uc_forest_figure(&(uc_forest){.name = "estimates",
                                          .title = "Estimates by method and stratum",
                                          .x_title = "Persons (log scale)",
                                          .row = row,
                                          .n = n,
                                          .log = true,
                                          .reference = NAN},
                             report->look, &plot, err),
            &plot, report);
    for (n = 0; label != NULL && n < total; n++)
        free(label[n]);
    free(label);
    free(row);
    return status;
}

/* -- One estimate ---------------------------------------------------------------------
 */

static uc_status add_bootstrap(const uc_estimates *view, size_t s, const uc_estimate *e,
                               size_t series, const char *label, uc_report *report,
                               uc_error *err)
{
    const uc_bootstrap *boot = &e->bootstrap[e->n_bootstraps - 1];
    uc_drawn_interval drawn[8];
    char text[8][64], name[UC_FIGURE_NAME];
    size_t i, n = 0;
    uc_plot plot;

    for (i = 0; i < e->n_intervals && n < 8; i++) {
        const uc_interval *interval = &e->interval[i];

        if (interval->top != boot->top && interval->top != 0)
            continue;
        (void)snprintf(text[n], sizeof text[n], "%s %g%%",
                       uc_interval_name(interval->kind), 100 * interval->level);
        drawn[n] = (uc_drawn_interval){text[n], interval->low, interval->high};
        n++;
    }
    figure_name("bootstrap", view, s, e->method->name, name);
    return keep(uc_bootstrap_figure(&(uc_replicates){.name = name,
                                                     .label = label,
                                                     .value = boot->estimate,
                                                     .n = boot->replicates,
                                                     .estimate = e->estimate,
                                                     .series = series,
                                                     .interval = drawn,
                                                     .n_intervals = n},
                                    report->look, &plot, err),
                &plot, report);
}

/* The first level of the preferred kind at every number of candidates. */
static uc_status add_top(const uc_estimates *view, size_t s, const uc_estimate *e,
                         size_t series, const char *label, uc_report *report,
                         uc_error *err)
{
    const uc_interval *first = uc_interval_preferred(e->interval, e->n_intervals);
    uc_top_point *point = calloc(e->n_intervals + 1, sizeof *point);
    uc_status status = UC_OK;
    char name[UC_FIGURE_NAME];
    uc_plot plot;
    size_t i, n = 0;

    if (point == NULL)
        return no_memory(err);
    for (i = 0; first != NULL && i < e->n_intervals; i++)
        if (e->interval[i].kind == first->kind && e->interval[i].level == first->level)
            point[n++] = (uc_top_point){e->interval[i].top, e->interval[i].low,
                                        e->interval[i].high};
    figure_name("n-top", view, s, e->method->name, name);
    if (n > 1)
        status = keep(uc_top_figure(point, n, e->estimate, series, name, label,
                                    report->look, &plot, err),
                      &plot, report);
    free(point);
    return status;
}

static uc_status add_one(const uc_estimates *view, size_t s, size_t m, size_t series,
                         uc_report *report, uc_error *err)
{
    const uc_estimate *e = uc_estimates_at(view, s, m);
    char *label = uc_figures_label(view, s, e->method->name), stem[UC_FIGURE_NAME];
    uc_status status = UC_OK;

    if (label == NULL)
        return no_memory(err);
    if (e->n_bootstraps > 0 && isfinite(e->estimate))
        status = add_bootstrap(view, s, e, series, label, report, err);
    if (status == UC_OK && e->n_bootstraps > 1)
        status = add_top(view, s, e, series, label, report, err);
    if (status == UC_OK && e->draws.n_chains > 0) {
        uc_figures_stem(view, s, e->method->name, stem);
        status = uc_figures_add_posterior(e, stem, label, report, err);
    }
    free(label);
    return status;
}

/* -- One capture table
 * ------------------------------------------------------------------ */

static uc_status add_overlap(const uc_estimates *view, size_t s, uc_report *report,
                             uc_error *err)
{
    char *label = uc_figures_label(view, s, NULL), name[UC_FIGURE_NAME];
    uc_status status;
    uc_plot plot;

    if (label == NULL)
        return no_memory(err);
    figure_name("overlap", view, s, NULL, name);
    status = keep(uc_overlap_figure(&view->set->strata[s].table, view->set->list_names,
                                    name, label, report->look, &plot, err),
                  &plot, report);
    free(label);
    return status;
}

static const uc_cell *named(const uc_table *table, size_t row, const char *name)
{
    size_t i;

    for (i = 0; i < table->n_columns; i++)
        if (strcmp(table->column[i].name, name) == 0)
            return uc_table_cell(table, row, i);
    return NULL;
}

static bool cell_is(const uc_cell *cell, const char *text)
{
    return cell == NULL || (cell->kind == UC_CELL_TEXT ? strcmp(cell->text, text) == 0
                                                       : text[0] == '\0');
}

/* Whether a row of the ranked models belongs to this stratum of this set. */
static bool is_of(const uc_table *models, size_t row, const uc_estimates *view,
                  size_t s)
{
    size_t i;

    if (view->capture != NULL && !cell_is(named(models, row, "capture"), view->capture))
        return false;
    for (i = 0; i < view->set->n_by; i++)
        if (!cell_is(named(models, row, view->set->by_names[i]),
                     view->set->strata[s].value[i]))
            return false;
    return true;
}

static double real_of(const uc_cell *cell)
{
    return cell == NULL                  ? NAN
           : cell->kind == UC_CELL_REAL  ? cell->real
           : cell->kind == UC_CELL_COUNT ? (double)cell->count
                                         : NAN;
}

static uc_status add_models(const uc_estimates *view, size_t s, const uc_table *models,
                            uc_report *report, uc_error *err)
{
    const size_t n_rows = uc_table_n_rows(models);
    uc_model_point *point = calloc(n_rows + 1, sizeof *point);
    char *label = uc_figures_label(view, s, NULL), name[UC_FIGURE_NAME];
    uc_status status = UC_OK;
    size_t row, n = 0;
    uc_plot plot;

    figure_name("models", view, s, NULL, name);
    for (row = 0; point != NULL && row < n_rows; row++) {
        const uc_cell *model = named(models, row, "model");

        if (is_of(models, row, view, s))
            point[n++] = (uc_model_point){
                model != NULL && model->kind == UC_CELL_TEXT ? model->text : "",
                real_of(named(models, row, "estimate")),
                real_of(named(models, row, "bic"))};
    }
    if (point == NULL || label == NULL)
        status = no_memory(err);
    else if (n > 0)
        status = keep(uc_models_figure(point, n, name, label, report->look, &plot, err),
                      &plot, report);
    free(point);
    free(label);
    return status;
}

uc_status uc_figures_add_estimates(const uc_estimates views[], size_t n_views,
                                   const uc_table *models, uc_report *report,
                                   uc_error *err)
{
    uc_status status = n_views > 0 ? add_forest(views, n_views, report, err) : UC_OK;
    size_t v, s, m, k;

    for (v = 0; status == UC_OK && v < n_views; v++) {
        const uc_estimates *view = &views[v];

        for (k = 0; k < v && views[k].set != view->set; k++)
            ;
        for (s = 0; status == UC_OK && s < view->set->n_strata && s < MAX_STRATA; s++) {
            if (k == v) /* the set is seen for the first time */
                status = add_overlap(view, s, report, err);
            if (status == UC_OK && k == v && models != NULL)
                status = add_models(view, s, models, report, err);
            for (m = 0; status == UC_OK && m < view->n_methods; m++)
                status =
                    add_one(view, s, m,
                            uc_figures_series(views, n_views, view->method[m]->name),
                            report, err);
        }
    }
    return status;
}
