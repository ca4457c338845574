/* models.c - BIC against estimate for all models */
#include "reports/figures/mse/models.h"

#include <math.h>
#include <stdlib.h>

#include "reports/figures/draw/panel.h"

#define GRID 2.0 /* pixels: points nearer than this are one point on the page */

static const uc_column columns[] = {
    {"model", "Model", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"bic", "BIC", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
};

static bool is_drawn(const uc_model_point *p)
{
    return isfinite(p->estimate) && isfinite(p->bic) && p->estimate > 0;
}

static double best_bic(const uc_model_point points[], size_t n)
{
    double best = INFINITY;
    size_t i;

    for (i = 0; i < n; i++)
        if (is_drawn(&points[i]) && points[i].bic < best)
            best = points[i].bic;
    return best;
}

/* Marks the cell of the page under (x, y); true when it was free. */
static bool take(unsigned char *taken, double x, double y)
{
    const size_t column = (size_t)(x / GRID), row = (size_t)(y / GRID);
    unsigned char *cell = &taken[row * (size_t)(UC_PANEL_WIDTH / GRID + 1) + column];

    if (*cell != 0)
        return false;
    *cell = 1;
    return true;
}

static void draw(uc_canvas *canvas, const uc_panel *panel,
                 const uc_model_point points[], size_t n, double best,
                 unsigned char *taken)
{
    size_t i;
    int close;

    for (close = 0; close < 2; close++) /* the good ones on top of the others */
        for (i = 0; i < n; i++) {
            const double above = points[i].bic - best;
            double x, y;

            if (!is_drawn(&points[i]) || (above <= 2) != (close == 1))
                continue;
            x = uc_axis_at(&panel->x, points[i].estimate);
            y = uc_axis_at(&panel->y, above + 1);
            if (!take(taken, x, y))
                continue;
            if (close == 1)
                uc_canvas_symbol(canvas, x, y, above <= 0 ? 6 : 4, above <= 0 ? 1 : 2);
            else
                uc_canvas_circle(canvas, x, y, 2, "f0");
        }
}

static void describe(uc_canvas *canvas, const uc_model_point points[], size_t n,
                     double best)
{
    const uc_language *language = canvas->look != NULL ? canvas->look->language : NULL;
    char a[UC_LANGUAGE_NUMBER], b[UC_LANGUAGE_NUMBER];
    uc_extent close = {.any = false};
    size_t i, n_drawn = 0, n_close = 0;
    uc_sink text;

    for (i = 0; i < n; i++)
        if (is_drawn(&points[i])) {
            n_drawn++;
            if (points[i].bic - best > 2)
                continue;
            n_close++;
            uc_extent_add(&close, points[i].estimate);
        }
    uc_sink_memory(&text);
    uc_sink_printf(&text, "%s. n = %zu.",
                   canvas->plot.title != NULL ? canvas->plot.title : "", n_drawn);
    if (close.any)
        uc_sink_printf(
            &text, " %s: n = %zu, %s %s %s.", uc_say(language, "within 2 units"),
            n_close, uc_language_number(language, close.low, 0, a),
            uc_say(language, "to"), uc_language_number(language, close.high, 0, b));
    uc_canvas_describe(canvas, &text);
}

static void titled(uc_canvas *canvas, const char *name, const char *label,
                   const uc_look *look)
{
    uc_sink title;

    uc_sink_memory(&title);
    uc_sink_puts(&title, uc_say(look != NULL ? look->language : NULL,
                                "Every model: BIC against estimate"));
    if (label != NULL)
        uc_sink_printf(&title, ": %s", label);
    uc_canvas_begin(canvas, look, name, title.text, NULL);
    uc_sink_clear(&title);
}

uc_status uc_models_figure(const uc_model_point points[], size_t n_points,
                           const char *name, const char *label, const uc_look *look,
                           uc_plot *plot, uc_error *err)
{
    static const uc_key keys[] = {{"best model", UC_KEY_SYMBOL, 1},
                                  {"within 2 units", UC_KEY_SYMBOL, 2},
                                  {"other models", UC_KEY_SYMBOL, 0}};
    uc_panel panel = {.x_title = "Persons (log scale)",
                      .y_title = "BIC above the best, plus 1 (log scale)",
                      .x_log = true,
                      .y_log = true,
                      .y_reversed = true,
                      .key = keys,
                      .n_keys = 3};
    const double best = best_bic(points, n_points);
    uc_extent x = {.any = false}, y = {.any = false};
    unsigned char *taken = calloc(
        (size_t)(UC_PANEL_WIDTH / GRID + 1) * (size_t)(UC_PANEL_HEIGHT / GRID + 1), 1);
    uc_canvas canvas;
    size_t i;

    if (taken == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a figure");
    titled(&canvas, name, label, look);
    uc_table_add_columns(&canvas.plot.data, columns,
                         sizeof columns / sizeof columns[0]);
    for (i = 0; i < n_points; i++) {
        uc_table_text(&canvas.plot.data, points[i].model);
        uc_table_real(&canvas.plot.data, points[i].estimate, "no_finite_estimate");
        uc_table_real(&canvas.plot.data, points[i].bic, "no_finite_estimate");
        if (is_drawn(&points[i])) {
            uc_extent_add(&x, points[i].estimate);
            uc_extent_add(&y, points[i].bic - best + 1);
        }
    }
    uc_panel_draw(&canvas, &panel, &x, &y);
    draw(&canvas, &panel, points, n_points, best, taken);
    describe(&canvas, points, n_points, best);
    free(taken);
    return uc_canvas_end(&canvas, UC_PANEL_WIDTH, UC_PANEL_HEIGHT, plot, err);
}
