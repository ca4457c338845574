/* trend.c - estimates and counts over time, one picture for each area and definition */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "pipeline/analysis/analysis.h"
#include "pipeline/figures.h"
#include "reports/figures/gap/trend.h"

#define MAX_TRENDS 6
#define MAX_SERIES 3 /* of estimates; the fourth is of those identified */

/* The middle of the years that a period names; NAN without a year. */
static double time_of(const char *period)
{
    int first, last;

    return uc_text_years(period, &first, &last) ? (first + last) / 2.0 : NAN;
}

/* What one picture shows. */
static bool one_picture(const uc_gap_row *a, const uc_gap_row *b)
{
    return uc_analysis_same(a->area, b->area) && uc_analysis_same(a->group, b->group) &&
           uc_analysis_same(a->definition, b->definition);
}

/* What one line joins: a method on a data set, or a publication's numbers. */
static bool one_line(const uc_gap_row *a, const uc_gap_row *b)
{
    return one_picture(a, b) && uc_analysis_same(a->method, b->method) &&
           uc_analysis_same(a->dataset, b->dataset) &&
           (a->method != NULL ||
            uc_analysis_same(a->estimate_source, b->estimate_source));
}

static bool has_estimate(const uc_gap_list *gap, size_t i)
{
    return gap->row[i].input.estimate.no_value == NULL &&
           isfinite(time_of(gap->row[i].period)) && !uc_analysis_repeats(gap, i);
}

static int by_time(const void *a, const void *b)
{
    const uc_trend_point *x = a, *y = b;

    return (x->time > y->time) - (x->time < y->time);
}

static size_t collect_estimates(const uc_gap_list *gap, size_t first,
                                uc_trend_point point[])
{
    size_t n = 0;

    for (size_t i = first; i < gap->n; i++) {
        const uc_gap_row *row = &gap->row[i];

        if (!has_estimate(gap, i) || !one_line(row, &gap->row[first]))
            continue;
        point[n++] = (uc_trend_point){
            row->period, time_of(row->period), row->input.estimate.value,
            row->input.estimate.low, row->input.estimate.high};
    }
    qsort(point, n, sizeof *point, by_time);
    return n;
}

/* Those identified, of the kind that the first comparison has; a period once. */
static size_t collect_identified(const uc_gap_list *gap, size_t first,
                                 uc_trend_point point[])
{
    const char *what = gap->row[first].identified_what;
    size_t n = 0, k;

    for (size_t i = first; i < gap->n; i++) {
        const uc_gap_row *row = &gap->row[i];
        const char *period =
            row->identified_period != NULL ? row->identified_period : row->period;

        if (!one_picture(row, &gap->row[first]) ||
            !uc_analysis_same(row->identified_what, what) ||
            !isfinite(row->input.identified) || !isfinite(time_of(period)))
            continue;
        for (k = 0; k < n && strcmp(point[k].period, period) != 0; k++)
            ;
        if (k == n)
            point[n++] = (uc_trend_point){period, time_of(period),
                                          row->input.identified, NAN, NAN};
    }
    qsort(point, n, sizeof *point, by_time);
    return n;
}

/* The lines of a picture that begins with row `first`; longest = periods of the
 * longest.
 * @return how many. */
static size_t collect(const uc_gap_list *gap, size_t first, const uc_estimates views[],
                      size_t n_views, uc_trend_series series[], uc_trend_point *point,
                      size_t *longest)
{
    size_t n = 0, i, k;

    *longest = 0;
    for (i = first; i < gap->n && n < MAX_SERIES; i++) {
        const uc_gap_row *row = &gap->row[i];

        if (!has_estimate(gap, i) || !one_picture(row, &gap->row[first]))
            continue;
        for (k = first; k < i && !(has_estimate(gap, k) && one_line(&gap->row[k], row));
             k++)
            ;
        if (k < i)
            continue; /* on an earlier line */
        series[n] = (uc_trend_series){
            .name = row->method != NULL            ? row->method
                    : row->estimate_source != NULL ? row->estimate_source
                                                   : "published",
            .series = row->method != NULL
                          ? uc_figures_series(views, n_views, row->method)
                          : (size_t[]){0, 2, 3}[n],
            .point = point,
            .n = collect_estimates(gap, i, point)};
        *longest = series[n].n > *longest ? series[n].n : *longest;
        point += series[n].n;
        n++;
    }
    series[n] = (uc_trend_series){.name = "identified", .series = 1, .point = point};
    series[n].n = collect_identified(gap, first, point);
    return n + (series[n].n > 0 ? 1 : 0);
}

static char *label_of(const uc_gap_row *row)
{
    uc_sink text;
    char *made;

    uc_sink_memory(&text);
    uc_sink_puts(&text, row->area_name != NULL ? row->area_name
                        : row->area != NULL    ? row->area
                                               : "");
    if (row->group != NULL && row->group[0] != '\0' && strcmp(row->group, "all") != 0)
        uc_sink_printf(&text, " (%s)", row->group);
    if (row->definition != NULL && row->definition[0] != '\0')
        uc_sink_printf(&text, ", %s", row->definition);
    made = uc_sink_take(&text);
    uc_sink_clear(&text);
    return made;
}

static uc_status add_one(const uc_gap_row *row, uc_trend_series series[], size_t n,
                         size_t number, bool linear, uc_report *report, uc_error *err)
{
    const uc_language *language = report->look != NULL ? report->look->language : NULL;
    char name[32], *label = label_of(row);
    uc_status status;
    uc_plot plot;

    if (label == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the figures");
    for (size_t i = 0; i < n; i++)
        series[i].name = uc_say(language, series[i].name);
    (void)snprintf(name, sizeof name, "trend-%zu", number);
    status = uc_trend_figure(series, n, !linear, name, label, report->look, &plot, err);
    if (status == UC_OK)
        uc_report_figure(report, &plot);
    free(label);
    return status;
}

uc_status uc_figures_add_trend(const uc_gap_list *gap, const uc_estimates views[],
                               size_t n_views, bool linear, uc_report *report,
                               uc_error *err)
{
    uc_trend_point *point = calloc(2 * gap->n + 1, sizeof *point);
    uc_trend_series series[MAX_SERIES + 1];
    size_t i, k, n, longest, number = 0;
    uc_status status = UC_OK;

    if (point == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the figures");
    for (i = 0; status == UC_OK && i < gap->n && number < MAX_TRENDS; i++) {
        for (k = 0; k < i && !one_picture(&gap->row[k], &gap->row[i]); k++)
            ;
        if (k < i) /* drawn */
            continue;
        n = collect(gap, i, views, n_views, series, point, &longest);
        if (longest > 1)
            status = add_one(&gap->row[i], series, n, ++number, linear, report, err);
    }
    free(point);
    return status;
}
