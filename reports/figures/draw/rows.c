/* rows.c - rows of intervals */
#include "reports/figures/draw/rows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROW       24
#define MIN_LABEL 60
#define MAX_LABEL 250
#define USUAL_NUMBER                                                                   \
    210 /* a longer one makes the page wider: numbers are never cut                    \
         */
#define EDGE 14

#define MAX_DESCRIBED 20

typedef struct frame {
    double label, number; /* widths of the two columns of text */
    double left, right;   /* of the plot */
    double top, bottom, width;
    uc_axis axis;
} frame;

static const char *write_one(const uc_look *look, double value, int decimals,
                             bool percent, char *out)
{
    const uc_language *language = look != NULL ? look->language : NULL;

    return percent ? uc_language_percent(language, value, decimals, out)
                   : uc_language_number(language, value, decimals, out);
}

char *uc_rows_number(const uc_look *look, double value, double low, double high,
                     int decimals, bool percent, char *out)
{
    char a[UC_LANGUAGE_NUMBER], b[UC_LANGUAGE_NUMBER], c[UC_LANGUAGE_NUMBER];

    out[0] = '\0';
    if (!isfinite(value))
        return out;
    if (isfinite(low) && isfinite(high))
        (void)snprintf(out, UC_ROWS_NUMBER, "%s (%s %s %s)",
                       write_one(look, value, decimals, percent, a),
                       write_one(look, low, decimals, percent, b),
                       uc_say(look != NULL ? look->language : NULL, "to"),
                       write_one(look, high, decimals, percent, c));
    else
        (void)snprintf(out, UC_ROWS_NUMBER, "%s",
                       write_one(look, value, decimals, percent, a));
    return out;
}

static void widen(double *width, const char *text)
{
    const double needed = text != NULL ? uc_canvas_text_width(text) : 0;

    if (needed > *width)
        *width = needed;
}

static void measure(const uc_rows *rows, frame *f, uc_extent *extent)
{
    size_t i, k;

    f->label = MIN_LABEL;
    widen(&f->number, rows->number_title);
    for (i = 0; i < rows->n; i++) {
        const uc_rows_row *row = &rows->row[i];

        widen(&f->label, row->label);
        widen(&f->number, row->number);
        for (k = 0; k < row->n_marks; k++) {
            uc_extent_add(extent, row->mark[k].value);
            uc_extent_add(extent, row->mark[k].low);
            uc_extent_add(extent, row->mark[k].high);
        }
    }
    uc_extent_add(extent, rows->reference);
    if (f->label > MAX_LABEL)
        f->label = MAX_LABEL;
}

static double total_height(const uc_rows *rows)
{
    double height = 0;
    size_t i;

    for (i = 0; i < rows->n; i++)
        height += rows->row[i].heading != NULL ? 2 * ROW : ROW;
    return height;
}

static void draw_bar(uc_canvas *canvas, const uc_axis *axis, const uc_rows_mark *mark,
                     double from, double y)
{
    const double a = uc_axis_at(axis, from), b = uc_axis_at(axis, mark->value);
    char kind[8];

    (void)snprintf(kind, sizeof kind, "f%zu", mark->series % 4);
    if (isfinite(b))
        uc_canvas_rect(canvas, a < b ? a : b, y - 7, fabs(b - a), 14, kind);
    if (isfinite(mark->low) && isfinite(mark->high)) {
        const double l = uc_axis_at(axis, mark->low), h = uc_axis_at(axis, mark->high);

        uc_canvas_line(canvas, l, y, h, y, "mark");
        uc_canvas_line(canvas, l, y - 4, l, y + 4, "mark");
        uc_canvas_line(canvas, h, y - 4, h, y + 4, "mark");
    }
}

static void draw_band(uc_canvas *canvas, const uc_axis *axis, const uc_rows_mark *mark,
                      double y)
{
    const double l = uc_axis_at(axis, mark->low), h = uc_axis_at(axis, mark->high);
    char kind[8];

    (void)snprintf(kind, sizeof kind, "f%zu", mark->series % 4);
    if (isfinite(l) && isfinite(h))
        uc_canvas_rect(canvas, l, y - 7, h - l > 1 ? h - l : 1, 14, kind);
}

/* A value that is zero or below has no place on a log axis: an arrow at the edge. */
static void draw_off(uc_canvas *canvas, double x, double y)
{
    const double ax[] = {x - 9, x, x}, ay[] = {y, y - 4, y + 4};

    uc_canvas_path(canvas, 3, ax, ay, true, "soft");
}

static void draw_mark(uc_canvas *canvas, const uc_rows *rows, const frame *f,
                      const uc_rows_mark *mark, double y)
{
    const double low = uc_axis_at(&f->axis, mark->low),
                 high = uc_axis_at(&f->axis, mark->high);

    if (!isfinite(mark->value)) {
        draw_band(canvas, &f->axis, mark, y);
        return;
    }
    if (rows->bars) {
        draw_bar(canvas, &f->axis, mark, f->axis.log ? f->axis.low : 0, y);
        return;
    }
    uc_interval_draw(canvas, low, y, high, y, mark->series);
    if (f->axis.log && mark->value <= 0)
        draw_off(canvas, f->left, y);
    else
        uc_canvas_symbol(canvas, uc_axis_at(&f->axis, mark->value), y, 4.5,
                         mark->series);
}

static void draw_rows(uc_canvas *canvas, const uc_rows *rows, const frame *f)
{
    double y = f->top;
    size_t i, k;

    for (i = 0; i < rows->n; i++) {
        const uc_rows_row *row = &rows->row[i];

        if (row->heading != NULL) {
            uc_canvas_text_in(canvas, EDGE, y + 17, f->width - 2 * EDGE,
                              UC_ANCHOR_START, "bold", row->heading);
            y += ROW;
        }
        uc_canvas_text_in(canvas, EDGE, y + 16, f->label, UC_ANCHOR_START, "",
                          row->label);
        if (row->number != NULL)
            uc_canvas_text(canvas, f->width - EDGE, y + 16, UC_ANCHOR_END, "",
                           row->number);
        for (k = 0; k < row->n_marks; k++)
            draw_mark(canvas, rows, f, &row->mark[k], y + ROW / 2.0);
        if (row->remark != NULL)
            uc_canvas_text_in(canvas, f->left + 4, y + 16, f->right - f->left - 8,
                              UC_ANCHOR_START, "small soft", row->remark);
        y += ROW;
    }
}

/* The chart in words: each row with its number, the first of them where there are many.
 */
static void describe(uc_canvas *canvas, const uc_rows *rows)
{
    uc_sink text;
    size_t i;

    uc_sink_memory(&text);
    uc_sink_printf(&text, "%s.", canvas->plot.title != NULL ? canvas->plot.title : "");
    for (i = 0; i < rows->n && i < MAX_DESCRIBED; i++) {
        const uc_rows_row *row = &rows->row[i];
        const bool numbered = row->number != NULL && row->number[0] != '\0';

        if (row->heading != NULL)
            uc_sink_printf(&text, " %s:", row->heading);
        uc_sink_printf(&text, " %s: %s.", row->label,
                       numbered              ? row->number
                       : row->remark != NULL ? row->remark
                                             : "-");
    }
    if (rows->n > MAX_DESCRIBED)
        uc_sink_printf(&text, " (+ %zu)", rows->n - MAX_DESCRIBED);
    uc_canvas_describe(canvas, &text);
}

uc_status uc_rows_draw(uc_canvas *canvas, const uc_rows *rows, uc_plot *plot,
                       uc_error *err)
{
    uc_extent extent = {.any = false};
    frame f;

    memset(&f, 0, sizeof f);
    measure(rows, &f, &extent);
    f.left = EDGE + f.label + 14;
    f.width = UC_ROWS_WIDTH + (f.number > USUAL_NUMBER ? f.number - USUAL_NUMBER : 0);
    f.right = f.width - EDGE - (f.number > 0 ? f.number + 16 : 0);
    f.top =
        uc_legend_draw(canvas, rows->key, rows->n_keys, EDGE, 22, UC_ROWS_WIDTH - EDGE);
    f.top = rows->n_keys > 0 ? f.top - 2 : 12;
    if (rows->number_title != NULL) {
        uc_canvas_text(canvas, f.width - EDGE, f.top + 14, UC_ANCHOR_END, "bold",
                       rows->number_title);
        f.top += ROW;
    }
    f.bottom = f.top + total_height(rows) + 4;
    uc_axis_make(&f.axis, &extent, rows->log, rows->zero || rows->bars, f.left + 8,
                 f.right - 8, f.right - f.left > 320 ? 6 : 4);
    f.axis.percent = rows->percent;
    uc_axis_draw_x(canvas, &f.axis, f.bottom, f.top, rows->x_title);
    if (isfinite(rows->reference))
        uc_canvas_line(canvas, uc_axis_at(&f.axis, rows->reference), f.top,
                       uc_axis_at(&f.axis, rows->reference), f.bottom, "dash");
    draw_rows(canvas, rows, &f);
    if (canvas->plot.description == NULL)
        describe(canvas, rows);
    return uc_canvas_end(canvas, f.width, f.bottom + 46, plot, err);
}
