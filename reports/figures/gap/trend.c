/* trend.c - persons over time */
#include "reports/figures/gap/trend.h"

#include <math.h>
#include <stdlib.h>

#include "reports/figures/draw/panel.h"

static const uc_column columns[] = {
    {"series", "Part", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"period", "Period", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"time", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"value", "Value", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
};

static void collect(const uc_trend_series series[], size_t n_series, uc_canvas *canvas,
                    uc_extent *x, uc_extent *y)
{
    size_t i, k;

    uc_table_add_columns(&canvas->plot.data, columns,
                         sizeof columns / sizeof columns[0]);
    for (i = 0; i < n_series; i++)
        for (k = 0; k < series[i].n; k++) {
            const uc_trend_point *p = &series[i].point[k];

            uc_extent_add(x, p->time);
            uc_extent_add(y, p->value);
            uc_extent_add(y, p->low);
            uc_extent_add(y, p->high);
            uc_table_text(&canvas->plot.data, series[i].name);
            uc_table_text(&canvas->plot.data, p->period);
            uc_table_real(&canvas->plot.data, p->time, "not_given");
            uc_table_real(&canvas->plot.data, p->value, "not_available");
            uc_table_real(&canvas->plot.data, p->low, "no_interval");
            uc_table_real(&canvas->plot.data, p->high, "no_interval");
        }
}

static bool has_interval(const uc_trend_point *p)
{
    return isfinite(p->low) && isfinite(p->high);
}

/* One ribbon for each run of periods that have an interval; alone, a period has a bar.
 */
static void draw_ribbons(uc_canvas *canvas, const uc_trend_series *s,
                         const uc_panel *panel, double x[], double y[])
{
    char kind[8];
    size_t first, last, k, n;

    (void)snprintf(kind, sizeof kind, "b%zu", s->series % UC_LOOK_COLOURS);
    for (first = 0; first < s->n; first = last + 1) {
        for (last = first; last < s->n && has_interval(&s->point[last]); last++)
            ;
        if (last == first)
            continue;
        for (n = 0, k = first; k < last; k++, n++) {
            x[n] = uc_axis_at(&panel->x, s->point[k].time);
            y[n] = uc_axis_at(&panel->y, s->point[k].low);
        }
        for (k = last; k > first; k--, n++) {
            x[n] = uc_axis_at(&panel->x, s->point[k - 1].time);
            y[n] = uc_axis_at(&panel->y, s->point[k - 1].high);
        }
        if (last - first == 1)
            uc_interval_draw(canvas, x[0], y[0], x[1], y[1], s->series);
        else
            uc_canvas_path(canvas, n, x, y, true, kind);
    }
}

static void draw_line(uc_canvas *canvas, const uc_trend_series *s,
                      const uc_panel *panel, double x[], double y[])
{
    char kind[8];
    size_t k;

    (void)snprintf(kind, sizeof kind, "l%zu", s->series % UC_LOOK_COLOURS);
    for (k = 0; k < s->n; k++) {
        x[k] = uc_axis_at(&panel->x, s->point[k].time);
        y[k] = uc_axis_at(&panel->y, s->point[k].value);
    }
    uc_canvas_path(canvas, s->n, x, y, false, kind);
    for (k = 0; k < s->n; k++)
        if (isfinite(x[k]) && isfinite(y[k]))
            uc_canvas_symbol(canvas, x[k], y[k], 4, s->series);
}

static void describe(uc_canvas *canvas, const uc_trend_series series[], size_t n_series)
{
    const uc_language *language = canvas->look != NULL ? canvas->look->language : NULL;
    char number[UC_LANGUAGE_NUMBER];
    uc_sink text;
    size_t i, k;

    uc_sink_memory(&text);
    uc_sink_printf(&text, "%s.", canvas->plot.title != NULL ? canvas->plot.title : "");
    for (i = 0; i < n_series; i++) {
        uc_sink_printf(&text, " %s:", series[i].name);
        for (k = 0; k < series[i].n; k++)
            uc_sink_printf(
                &text, " %s %s%s", series[i].point[k].period,
                isfinite(series[i].point[k].value)
                    ? uc_language_number(language, series[i].point[k].value, 0, number)
                    : "-",
                k + 1 < series[i].n ? ";" : ".");
    }
    uc_canvas_describe(canvas, &text);
}

uc_status uc_trend_figure(const uc_trend_series series[], size_t n_series, bool log,
                          const char *name, const char *label, const uc_look *look,
                          uc_plot *plot, uc_error *err)
{
    uc_key key[UC_LOOK_COLOURS];
    uc_panel panel = {.x_title = "Period",
                      .y_title = log ? "Persons (log scale)" : "Persons",
                      .x_plain = true,
                      .y_log = log,
                      .y_zero = !log,
                      .key = key,
                      .n_keys = n_series};
    uc_extent x = {.any = false}, y = {.any = false};
    size_t i, longest = 0;
    double *at;
    uc_canvas canvas;

    if (n_series > UC_LOOK_COLOURS)
        return uc_fail(err, UC_EINVAL, "a trend has at most %d series",
                       UC_LOOK_COLOURS);
    for (i = 0; i < n_series; i++) {
        key[i] = (uc_key){series[i].name, UC_KEY_SYMBOL, series[i].series};
        longest = series[i].n > longest ? series[i].n : longest;
    }
    at = calloc(4 * longest + 1, sizeof *at);
    if (at == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a figure");
    uc_canvas_begin_of(&canvas, look, name, "Trend", label);
    collect(series, n_series, &canvas, &x, &y);
    if (x.any && x.high - x.low < 2) { /* one or two years do not fill an axis */
        uc_extent_add(&x, floor(x.low) - 1);
        uc_extent_add(&x, floor(x.high) + 1);
    }
    uc_panel_draw(&canvas, &panel, &x, &y);
    for (i = 0; i < n_series; i++)
        draw_ribbons(&canvas, &series[i], &panel, at, at + 2 * longest);
    for (i = 0; i < n_series; i++)
        draw_line(&canvas, &series[i], &panel, at, at + 2 * longest);
    describe(&canvas, series, n_series);
    free(at);
    return uc_canvas_end(&canvas, UC_PANEL_WIDTH, UC_PANEL_HEIGHT, plot, err);
}
