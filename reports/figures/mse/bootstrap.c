/* bootstrap.c - histogram of replicates with intervals */
#include "reports/figures/mse/bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/figures/draw/panel.h"

#define N_BINS 40
#define LINE   22
#define LEFT   70
#define TOP    30
#define HEIGHT 240

static const uc_column columns[] = {
    {"from", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 1},
    {"until", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 1},
    {"replicates", "Replicates", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
};

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The usable replicates in ascending order; NULL when memory is short. */
static double *usable(const uc_replicates *r, size_t *n)
{
    double *sorted = malloc((r->n + 1) * sizeof *sorted);
    size_t i;

    *n = 0;
    for (i = 0; sorted != NULL && i < r->n; i++)
        if (isfinite(r->value[i]))
            sorted[(*n)++] = r->value[i];
    if (sorted != NULL)
        qsort(sorted, *n, sizeof *sorted, ascending);
    return sorted;
}

static void span(const uc_replicates *r, const double sorted[], size_t n, uc_extent *x)
{
    size_t i;

    if (n > 0) {
        uc_extent_add(x, sorted[n / 200]);
        uc_extent_add(x, sorted[n - 1 - n / 200]);
    }
    uc_extent_add(x, r->estimate);
    for (i = 0; i < r->n_intervals; i++) {
        uc_extent_add(x, r->interval[i].low);
        uc_extent_add(x, r->interval[i].high);
    }
}

/* Bars of equal width on the page: that is of equal ratio on a log axis. */
static void count(const uc_axis *axis, const double sorted[], size_t n,
                  size_t bin[N_BINS])
{
    size_t i;

    memset(bin, 0, N_BINS * sizeof bin[0]);
    for (i = 0; i < n; i++) {
        const double part =
            (uc_axis_at(axis, sorted[i]) - axis->from) / (axis->to - axis->from);
        size_t k = (size_t)(part * N_BINS);

        bin[k < N_BINS ? k : N_BINS - 1]++;
    }
}

/* The value at a place on the axis, by halving: the axis knows only the way there. */
static double value_at(const uc_axis *axis, double pixels)
{
    double low = axis->low, high = axis->high;
    int i;

    for (i = 0; i < 60; i++) {
        const double middle = low + (high - low) / 2;

        if (uc_axis_at(axis, middle) < pixels)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void draw_bins(uc_canvas *canvas, const uc_axis *x, const size_t bin[N_BINS],
                      size_t series)
{
    const double width = (x->to - x->from) / N_BINS;
    uc_extent extent = {.any = false};
    char kind[8];
    uc_axis y;
    size_t k;

    (void)snprintf(kind, sizeof kind, "b%zu", series % UC_LOOK_COLOURS);
    for (k = 0; k < N_BINS; k++)
        uc_extent_add(&extent, (double)bin[k]);
    uc_axis_make(&y, &extent, false, true, TOP + HEIGHT, TOP, 5);
    uc_axis_draw_y(
        canvas, &y, LEFT, x->to,
        uc_say(canvas->look != NULL ? canvas->look->language : NULL, "Replicates"));
    for (k = 0; k < N_BINS; k++) {
        const double left = x->from + (double)k * width;
        const double top = uc_axis_at(&y, (double)bin[k]);

        uc_canvas_rect(canvas, left + 0.5, top, width - 1, y.from - top, kind);
        uc_table_real(&canvas->plot.data, value_at(x, left), "not_finite");
        uc_table_real(&canvas->plot.data, value_at(x, left + width), "not_finite");
        uc_table_count(&canvas->plot.data, bin[k]);
    }
}

static void draw_intervals(uc_canvas *canvas, const uc_replicates *r, const uc_axis *x,
                           double y)
{
    size_t i;

    for (i = 0; i < r->n_intervals; i++) {
        const double a = uc_axis_at(x, r->interval[i].low),
                     b = uc_axis_at(x, r->interval[i].high);

        uc_interval_draw(canvas, a, y + 5, b, y + 5, r->series);
        if (!isfinite(a) || !isfinite(b))
            uc_canvas_text(canvas, LEFT, y + 9, UC_ANCHOR_START, "small soft",
                           uc_say(canvas->look != NULL ? canvas->look->language : NULL,
                                  "a limit does not exist"));
        uc_canvas_text_in(canvas, x->to + 12, y + 9, 180, UC_ANCHOR_START, "small",
                          r->interval[i].label);
        y += LINE;
    }
}

static void describe(uc_canvas *canvas, const uc_replicates *r, size_t n)
{
    const uc_language *language = canvas->look != NULL ? canvas->look->language : NULL;
    char a[UC_LANGUAGE_NUMBER], b[UC_LANGUAGE_NUMBER];
    uc_sink text;
    size_t i;

    uc_sink_memory(&text);
    uc_sink_printf(&text, "%s. %s: %zu.",
                   canvas->plot.title != NULL ? canvas->plot.title : "",
                   uc_say(language, "Replicates"), n);
    if (isfinite(r->estimate))
        uc_sink_printf(&text, " %s: %s.", uc_say(language, "Estimate"),
                       uc_language_number(language, r->estimate, 0, a));
    for (i = 0; i < r->n_intervals; i++)
        if (isfinite(r->interval[i].low) && isfinite(r->interval[i].high))
            uc_sink_printf(&text, " %s: %s %s %s.", r->interval[i].label,
                           uc_language_number(language, r->interval[i].low, 0, a),
                           uc_say(language, "to"),
                           uc_language_number(language, r->interval[i].high, 0, b));
    uc_canvas_describe(canvas, &text);
}

static void titled(uc_canvas *canvas, const uc_replicates *r, const uc_look *look)
{
    uc_sink title;

    uc_sink_memory(&title);
    uc_sink_puts(
        &title, uc_say(look != NULL ? look->language : NULL, "Bootstrap distribution"));
    if (r->label != NULL)
        uc_sink_printf(&title, ": %s", r->label);
    uc_canvas_begin(canvas, look, r->name, title.text, NULL);
    uc_sink_clear(&title);
}

uc_status uc_bootstrap_figure(const uc_replicates *r, const uc_look *look,
                              uc_plot *plot, uc_error *err)
{
    const double right = UC_PANEL_WIDTH - (r->n_intervals > 0 ? 200 : 24);
    const double under = TOP + HEIGHT + 50;
    size_t n, bin[N_BINS];
    double *sorted = usable(r, &n);
    uc_extent extent = {.any = false};
    uc_canvas canvas;
    uc_axis x;

    if (sorted == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a figure");
    titled(&canvas, r, look);
    uc_table_add_columns(&canvas.plot.data, columns,
                         sizeof columns / sizeof columns[0]);
    span(r, sorted, n, &extent);
    uc_axis_make(&x, &extent, true, false, LEFT, right, 6);
    count(&x, sorted, n, bin);
    draw_bins(&canvas, &x, bin, r->series);
    uc_axis_draw_x(&canvas, &x, TOP + HEIGHT, TOP,
                   uc_say(look != NULL ? look->language : NULL, "Persons (log scale)"));
    if (isfinite(r->estimate))
        uc_canvas_line(&canvas, uc_axis_at(&x, r->estimate), TOP - 8,
                       uc_axis_at(&x, r->estimate), TOP + HEIGHT, "dash");
    draw_intervals(&canvas, r, &x, under);
    describe(&canvas, r, n);
    free(sorted);
    return uc_canvas_end(&canvas, UC_PANEL_WIDTH,
                         under + (double)r->n_intervals * LINE + 8, plot, err);
}
