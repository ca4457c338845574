/* odds.c - the estimate along an assumed odds ratio */
#include <math.h>
#include <stdlib.h>

#include "reports/figures/draw/panel.h"
#include "reports/figures/mse/sensitivity.h"

static const uc_column columns[] = {
    {"odds_ratio", "Odds ratio", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
    {"value", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
};

static void collect(const uc_odds_point points[], size_t n, uc_extent *x, uc_extent *y,
                    uc_table *data)
{
    size_t i;

    uc_table_add_columns(data, columns, sizeof columns / sizeof columns[0]);
    for (i = 0; i < n; i++) {
        uc_extent_add(x, points[i].odds_ratio);
        uc_extent_add(y, points[i].value);
        uc_extent_add(y, points[i].low);
        uc_extent_add(y, points[i].high);
        uc_table_real(data, points[i].odds_ratio, "not_given");
        uc_table_real(data, points[i].value, "no_estimate");
        uc_table_real(data, points[i].low, "no_interval");
        uc_table_real(data, points[i].high, "no_interval");
    }
}

static void draw(uc_canvas *canvas, const uc_panel *panel, const uc_odds_point points[],
                 size_t n, double x[], double y[])
{
    size_t i;

    for (i = 0; i < n; i++) {
        x[i] = x[2 * n - 1 - i] = uc_axis_at(&panel->x, points[i].odds_ratio);
        y[i] = uc_axis_at(&panel->y, points[i].low);
        y[2 * n - 1 - i] = uc_axis_at(&panel->y, points[i].high);
    }
    uc_canvas_path(canvas, 2 * n, x, y, true, "b0");
    for (i = 0; i < n; i++)
        y[i] = uc_axis_at(&panel->y, points[i].value);
    uc_canvas_path(canvas, n, x, y, false, "l0");
    if (n == 1 && isfinite(x[0] + y[0]))
        uc_canvas_symbol(canvas, x[0], y[0], 4.5, 0);
}

static void describe(uc_canvas *canvas, const uc_odds_point points[], size_t n)
{
    const uc_language *language = canvas->look != NULL ? canvas->look->language : NULL;
    char a[UC_LANGUAGE_NUMBER], b[UC_LANGUAGE_NUMBER];
    const size_t step = n > 8 ? n / 8 : 1;
    uc_sink text;
    size_t i;

    uc_sink_memory(&text);
    uc_sink_printf(&text, "%s.", canvas->plot.title != NULL ? canvas->plot.title : "");
    for (i = 0; i < n; i += step)
        uc_sink_printf(&text, " %s: %s.",
                       uc_language_number(language, points[i].odds_ratio, 2, a),
                       uc_language_number(language, points[i].value, 0, b));
    uc_canvas_describe(canvas, &text);
}

uc_status uc_odds_figure(const uc_odds_point points[], size_t n_points,
                         const char *name, const char *label, const uc_look *look,
                         uc_plot *plot, uc_error *err)
{
    static const uc_key keys[] = {{"estimate", UC_KEY_LINE, 0},
                                  {"interval", UC_KEY_BAND, 0}};
    uc_panel panel = {.x_title = "Odds ratio",
                      .y_title = "Persons",
                      .x_log = true,
                      .y_zero = true,
                      .key = keys,
                      .n_keys = 2};
    uc_extent x = {.any = false}, y = {.any = false};
    double *at = calloc(4 * n_points + 1, sizeof *at);
    uc_canvas canvas;
    size_t i;

    if (at == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a figure");
    uc_canvas_begin_of(&canvas, look, name,
                       "Estimate against the odds ratio of two lists", label);
    collect(points, n_points, &x, &y, &canvas.plot.data);
    for (i = 0; i < n_points && !(isfinite(points[i].low) && isfinite(points[i].high));
         i++)
        ;
    panel.n_keys = i < n_points ? 2 : 1; /* no limits: no band to explain */
    uc_panel_draw(&canvas, &panel, &x, &y);
    draw(&canvas, &panel, points, n_points, at, at + 2 * n_points);
    describe(&canvas, points, n_points);
    free(at);
    return uc_canvas_end(&canvas, UC_PANEL_WIDTH, UC_PANEL_HEIGHT, plot, err);
}
