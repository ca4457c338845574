/* trust.c - how far a number can be trusted, in pictures */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "pipeline/figures.h"
#include "reports/figures/mse/sensitivity.h"
#include "reports/figures/network/validation.h"

#define MAX_LABEL 320

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the figures");
}

static uc_status keep(uc_status status, uc_plot *plot, uc_report *report)
{
    if (status == UC_OK)
        uc_report_figure(report, plot);
    return status;
}

/* -- Tornado ------------------------------------------------------------------------
 */

/* Kinds that have one bar for all their cases; of the others, lists left out and
 * merged have one for each case, and two lists alone are another estimate. */
static bool is_drawn(uc_sensitivity_kind kind)
{
    return kind != UC_SENSITIVITY_BASE && kind != UC_SENSITIVITY_TWO_LISTS &&
           kind != UC_SENSITIVITY_TOP;
}

/* There is room for few words beside a bar. */
static const char *short_name(uc_sensitivity_kind kind)
{
    static const char *const name[UC_SENSITIVITY_N] = {
        [UC_SENSITIVITY_MERGED] = "Two lists as one",
        [UC_SENSITIVITY_STRATUM] = "A stratum left out",
        [UC_SENSITIVITY_METHOD] = "Every method",
        [UC_SENSITIVITY_MODELS] = "Models as good",
        [UC_SENSITIVITY_THRESHOLD] = "Stepwise threshold",
        [UC_SENSITIVITY_ORDER] = "Largest interaction",
        [UC_SENSITIVITY_EXISTENCE] = "Estimates admitted",
        [UC_SENSITIVITY_HIGHEST] = "Interaction of all lists",
        [UC_SENSITIVITY_PAIR] = "Odds ratio of two lists",
        [UC_SENSITIVITY_MISSED] = "Links missed",
        [UC_SENSITIVITY_FALSE] = "False links",
        [UC_SENSITIVITY_OUT_OF_SCOPE] = "Persons out of scope"};

    return name[kind] != NULL ? name[kind] : uc_sensitivity_title(kind);
}

/* From the base to a case, or over all cases of a kind; parts of the people are scaled
 * by their ratio. */
static void widen(const uc_sensitivity_row *base, const uc_sensitivity_row *row,
                  uc_tornado_bar *bar)
{
    const double moved = base->estimate * row->ratio;

    if (!isfinite(moved)) {
        bar->missing = bar->missing != NULL ? bar->missing : row->reason;
        return;
    }
    bar->low = fmin(isnan(bar->low) ? base->estimate : bar->low, moved);
    bar->high = fmax(isnan(bar->high) ? base->estimate : bar->high, moved);
}

static size_t fill_bars(const uc_sensitivity *found, const uc_language *language,
                        uc_tornado_bar bar[])
{
    size_t n = 0;

    for (unsigned kind = 0; kind < UC_SENSITIVITY_N; kind++) {
        const bool single = kind == UC_SENSITIVITY_LIST;
        bool open = false;

        for (size_t i = 0; i < found->n_rows; i++) {
            const uc_sensitivity_row *row = &found->row[i];

            if (row->kind != kind || !is_drawn((uc_sensitivity_kind)kind))
                continue;
            if (single || !open)
                bar[n++] = (uc_tornado_bar){
                    .label = single ? row->label
                                    : uc_say(language,
                                             short_name((uc_sensitivity_kind)kind)),
                    .low = NAN,
                    .high = NAN};
            open = true;
            widen(&found->row[0], row, &bar[n - 1]);
        }
    }
    return n;
}

static uc_status add_tornado(const uc_sensitivity *found, const char *stem,
                             const char *label, uc_report *report, uc_error *err)
{
    uc_tornado_bar *bar = calloc(found->n_rows + 1, sizeof *bar);
    char name[UC_FIGURE_NAME];
    uc_status status = UC_OK;
    uc_plot plot;
    size_t n;

    if (bar == NULL)
        return no_memory(err);
    n = fill_bars(found, report->look != NULL ? report->look->language : NULL, bar);
    (void)snprintf(name, sizeof name, "sensitivity-%.80s", stem);
    if (n > 0)
        status = keep(uc_tornado_figure(bar, n, found->row[0].estimate, name, label,
                                        report->look, &plot, err),
                      &plot, report);
    free(bar);
    return status;
}

/* -- Odds ratio ---------------------------------------------------------------------
 */

static int by_odds(const void *a, const void *b)
{
    const uc_odds_point *x = a, *y = b;

    return (x->odds_ratio > y->odds_ratio) - (x->odds_ratio < y->odds_ratio);
}

/* The pair of lists whose dependence moves the estimate most. */
static uc_status add_odds(const uc_sensitivity *found, char *const list_names[],
                          const char *stem, const char *label, uc_report *report,
                          uc_error *err)
{
    const uc_sensitivity_row *most =
        uc_sensitivity_farthest(found, UC_SENSITIVITY_PAIR);
    char name[UC_FIGURE_NAME], title[MAX_LABEL];
    uc_status status = UC_OK;
    uc_odds_point *point;
    uc_plot plot;
    size_t n = 0;

    if (most == NULL)
        return UC_OK;
    point = calloc(found->n_rows + 1, sizeof *point);
    if (point == NULL)
        return no_memory(err);
    for (size_t i = 0; i < found->n_rows; i++)
        if (found->row[i].kind == UC_SENSITIVITY_PAIR &&
            found->row[i].list[0] == most->list[0] &&
            found->row[i].list[1] == most->list[1] && found->row[i].odds > 0)
            point[n++] =
                (uc_odds_point){found->row[i].odds, found->row[i].estimate, NAN, NAN};
    qsort(point, n, sizeof *point, by_odds);
    (void)snprintf(name, sizeof name, "odds-ratio-%.80s", stem);
    (void)snprintf(title, sizeof title, "%.120s, %.80s + %.80s", label,
                   list_names[most->list[0]], list_names[most->list[1]]);
    if (n > 1)
        status = keep(uc_odds_figure(point, n, name, title, report->look, &plot, err),
                      &plot, report);
    free(point);
    return status;
}

/* -- Consistency --------------------------------------------------------------------
 */

static uc_status add_consistency(const uc_sensitivity *found, char *const list_names[],
                                 const char *stem, const char *label, uc_report *report,
                                 uc_error *err)
{
    const uc_method *base = found->row[0].method;
    uc_validation_point *point = calloc(found->n_consistency + 1, sizeof *point);
    char name[UC_FIGURE_NAME];
    uc_status status = UC_OK;
    uc_plot plot;
    size_t n = 0;

    if (point == NULL)
        return no_memory(err);
    for (size_t i = 0; i < found->n_consistency; i++) {
        const uc_consistency_row *row = &found->consistency[i];

        if (row->method == base)
            point[n++] =
                (uc_validation_point){list_names[row->list], (double)row->known,
                                      row->estimate, row->low, row->high};
    }
    (void)snprintf(name, sizeof name, "consistency-%.80s", stem);
    if (n > 0)
        status =
            keep(uc_consistency_figure(point, n, name, label, report->look, &plot, err),
                 &plot, report);
    free(point);
    return status;
}

uc_status uc_figures_add_trust(const uc_sensitivity *found, char *const list_names[],
                               const char *stem, const char *label, uc_report *report,
                               uc_error *err)
{
    uc_status status = UC_OK;

    if (found->n_rows == 0 || !isfinite(found->row[0].estimate))
        return UC_OK;
    status = add_tornado(found, stem, label, report, err);
    if (status == UC_OK)
        status = add_odds(found, list_names, stem, label, report, err);
    return status == UC_OK
               ? add_consistency(found, list_names, stem, label, report, err)
               : status;
}
