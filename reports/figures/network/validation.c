/* validation.c - known against estimated sizes */
#include "reports/figures/network/validation.h"

#include <math.h>

#include "reports/figures/draw/panel.h"

static const uc_column columns[] = {
    {"label", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"known", "Known size", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"estimated", "Estimated size", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
};

static void collect(const uc_validation_point points[], size_t n, uc_extent *all,
                    uc_table *data)
{
    size_t i;

    uc_table_add_columns(data, columns, sizeof columns / sizeof columns[0]);
    for (i = 0; i < n; i++) {
        const uc_validation_point *p = &points[i];

        uc_extent_add(all, p->known);
        uc_extent_add(all, p->estimated);
        uc_extent_add(all, p->low);
        uc_extent_add(all, p->high);
        uc_table_text(data, p->label);
        uc_table_real(data, p->known, "not_given");
        uc_table_real(data, p->estimated, "no_estimate");
        uc_table_real(data, p->low, "no_interval");
        uc_table_real(data, p->high, "no_interval");
    }
}

/* Whether the label of a point runs into no other point: crowded ones go without, and
 * are named in the data and the description. */
static bool is_free(const uc_panel *panel, const uc_validation_point points[], size_t i)
{
    const double x = uc_axis_at(&panel->x, points[i].known),
                 y = uc_axis_at(&panel->y, points[i].estimated);
    size_t k;

    for (k = 0; k < i; k++) {
        const double dx = uc_axis_at(&panel->x, points[k].known) - x,
                     dy = uc_axis_at(&panel->y, points[k].estimated) - y;

        if (fabs(dx) < 120 && fabs(dy) < 16)
            return false;
    }
    return true;
}

static void draw(uc_canvas *canvas, const uc_panel *panel,
                 const uc_validation_point points[], size_t n)
{
    const double low = fmax(panel->x.low, panel->y.low),
                 high = fmin(panel->x.high, panel->y.high);
    size_t i;

    uc_canvas_line(canvas, uc_axis_at(&panel->x, low), uc_axis_at(&panel->y, low),
                   uc_axis_at(&panel->x, high), uc_axis_at(&panel->y, high), "dash");
    for (i = 0; i < n; i++) {
        const uc_validation_point *p = &points[i];
        const double x = uc_axis_at(&panel->x, p->known);

        if (!isfinite(x) || !isfinite(p->estimated))
            continue;
        uc_interval_draw(canvas, x, uc_axis_at(&panel->y, p->low), x,
                         uc_axis_at(&panel->y, p->high), 0);
        uc_canvas_symbol(canvas, x, uc_axis_at(&panel->y, p->estimated), 4.5, 0);
        if (is_free(panel, points, i))
            uc_canvas_text_in(canvas, x + 8, uc_axis_at(&panel->y, p->estimated) - 6,
                              110, UC_ANCHOR_START, "small soft", p->label);
    }
}

static void describe(uc_canvas *canvas, const uc_validation_point points[], size_t n)
{
    const uc_language *language = canvas->look != NULL ? canvas->look->language : NULL;
    char a[UC_LANGUAGE_NUMBER], b[UC_LANGUAGE_NUMBER];
    uc_sink text;
    size_t i;

    uc_sink_memory(&text);
    uc_sink_printf(&text, "%s.", canvas->plot.title != NULL ? canvas->plot.title : "");
    for (i = 0; i < n && i < 20; i++)
        uc_sink_printf(&text, " %s: %s, %s.", points[i].label,
                       uc_language_number(language, points[i].known, 0, a),
                       uc_language_number(language, points[i].estimated, 0, b));
    uc_canvas_describe(canvas, &text);
}

uc_status uc_validation_figure(const uc_validation_point points[], size_t n_points,
                               const uc_look *look, uc_plot *plot, uc_error *err)
{
    static const uc_key keys[] = {{"estimate", UC_KEY_SYMBOL, 0},
                                  {"known = estimated", UC_KEY_DASH, 0}};
    uc_panel panel = {.x_title = "Known size",
                      .y_title = "Estimated size",
                      .x_log = true,
                      .y_log = true,
                      .key = keys,
                      .n_keys = 2};
    uc_extent all = {.any = false};
    uc_canvas canvas;

    uc_canvas_begin(&canvas, look, "scaleup-validation", "Scale-up validation", NULL);
    collect(points, n_points, &all, &canvas.plot.data);
    uc_panel_draw(&canvas, &panel, &all, &all);
    draw(&canvas, &panel, points, n_points);
    describe(&canvas, points, n_points);
    return uc_canvas_end(&canvas, UC_PANEL_WIDTH, UC_PANEL_HEIGHT, plot, err);
}
