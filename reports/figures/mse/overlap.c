/* overlap.c - intersections of lists */
#include "reports/figures/mse/overlap.h"

#include <math.h>
#include <stdlib.h>

#include "reports/figures/draw/axis.h"

#define MAX_SHOWN  30
#define COLUMN     22
#define ROW        22
#define BARS       200 /* height of the bars above the matrix */
#define LIST_BARS  110 /* width of the bars of list sizes */
#define MAX_NAME   150
#define EDGE       16
#define MIN_COLUMN 300

typedef struct history {
    uint32_t lists;
    uint64_t count;
} history;

/* Most frequent first; equal ones in the order of their masks. */
static int by_count(const void *a, const void *b)
{
    const history *x = a, *y = b;

    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return (x->lists > y->lists) - (x->lists < y->lists);
}

static void data_columns(const uc_capture_table *table, char *const list_names[],
                         uc_table *data)
{
    static const uc_column count = {"count", "Persons", UC_COLUMN_COUNT, UC_ROLE_PLAIN,
                                    0};
    size_t i;

    for (i = 0; i < table->n_lists; i++)
        uc_table_add_columns(data,
                             &(uc_column){list_names[i], list_names[i], UC_COLUMN_COUNT,
                                          UC_ROLE_PLAIN, 0},
                             1);
    uc_table_add_columns(data, &count, 1);
}

static void add_data(const uc_capture_table *table, const history sorted[],
                     uc_table *data)
{
    size_t i, k;

    for (k = 0; k < table->n_histories; k++) {
        for (i = 0; i < table->n_lists; i++)
            uc_table_count(data, sorted[k].lists >> i & 1);
        uc_table_count(data, sorted[k].count);
    }
}

static uint64_t list_size(const uc_capture_table *table, size_t list)
{
    uint64_t sum = 0;
    size_t k;

    for (k = 0; k < table->n_histories; k++)
        if (table->history[k] >> list & 1)
            sum += table->count[k];
    return sum;
}

typedef struct layout {
    double name, left, top, right;
    size_t n_shown;
} layout;

static void draw_lists(uc_canvas *canvas, const uc_capture_table *table,
                       char *const list_names[], const layout *at)
{
    const uc_language *language = canvas->look != NULL ? canvas->look->language : NULL;
    char number[UC_LANGUAGE_NUMBER];
    uint64_t largest = 1;
    size_t i;

    for (i = 0; i < table->n_lists; i++)
        if (list_size(table, i) > largest)
            largest = list_size(table, i);
    for (i = 0; i < table->n_lists; i++) {
        const double y = at->top + (double)i * ROW + ROW / 2.0;
        const double size = (double)list_size(table, i);
        const double width = (LIST_BARS - 60) * size / (double)largest;
        const double end = EDGE + LIST_BARS;

        if (i % 2 == 0)
            uc_canvas_rect(canvas, EDGE, y - ROW / 2.0, at->right - EDGE, ROW, "none");
        uc_canvas_rect(canvas, end - width, y - 6, width, 12, "f1");
        uc_canvas_text(canvas, end - width - 4, y + 4, UC_ANCHOR_END, "small soft",
                       uc_language_number(language, size, 0, number));
        uc_canvas_text_in(canvas, end + 8, y + 4, at->name, UC_ANCHOR_START, "",
                          list_names[i]);
    }
    uc_canvas_text(canvas, EDGE, at->top - 8, UC_ANCHOR_START, "small soft",
                   uc_say(language, "Size of the list"));
}

static void draw_dots(uc_canvas *canvas, const uc_capture_table *table, uint32_t lists,
                      double x, double top)
{
    double first = NAN, last = NAN;
    size_t i;

    for (i = 0; i < table->n_lists; i++) {
        const double y = top + (double)i * ROW + ROW / 2.0;

        if (lists >> i & 1) {
            first = isnan(first) ? y : first;
            last = y;
        }
    }
    if (last > first)
        uc_canvas_line(canvas, x, first, x, last, "l0");
    for (i = 0; i < table->n_lists; i++) {
        const double y = top + (double)i * ROW + ROW / 2.0;

        if (lists >> i & 1)
            uc_canvas_circle(canvas, x, y, 5.5, "f0");
        else
            uc_canvas_circle(canvas, x, y, 3, "axis");
    }
}

static void draw_histories(uc_canvas *canvas, const uc_capture_table *table,
                           const history sorted[], const layout *at)
{
    const uc_language *language = canvas->look != NULL ? canvas->look->language : NULL;
    uc_extent extent = {.any = false};
    char number[UC_LANGUAGE_NUMBER];
    uc_axis axis;
    size_t k;

    uc_extent_add(&extent, at->n_shown > 0 ? (double)sorted[0].count : 1);
    uc_axis_make(&axis, &extent, false, true, at->top - 14, at->top - BARS + 60, 5);
    uc_axis_draw_y(canvas, &axis, at->left, at->right, uc_say(language, "Persons"));
    for (k = 0; k < at->n_shown; k++) {
        const double x = at->left + ((double)k + 0.75) * COLUMN;
        const double y = uc_axis_at(&axis, (double)sorted[k].count);

        uc_canvas_rect(canvas, x - 7, y, 14, axis.from - y, "f0");
        (void)uc_language_number(language, (double)sorted[k].count, 0, number);
        if (uc_canvas_text_width(number) <= COLUMN - 4)
            uc_canvas_text(canvas, x, y - 4, UC_ANCHOR_MIDDLE, "small", number);
        else
            uc_canvas_text_up(canvas, x + 4, y - 4, UC_ANCHOR_START, "small", number);
        draw_dots(canvas, table, sorted[k].lists, x, at->top);
    }
}

static void describe(uc_canvas *canvas, const uc_capture_table *table,
                     char *const list_names[], const history sorted[], size_t n_shown)
{
    uc_sink text;
    size_t i, k;

    uc_sink_memory(&text);
    uc_sink_printf(&text, "%s.", canvas->plot.title != NULL ? canvas->plot.title : "");
    for (k = 0; k < n_shown && k < 12; k++) {
        const char *join = " ";

        for (i = 0; i < table->n_lists; i++)
            if (sorted[k].lists >> i & 1) {
                uc_sink_printf(&text, "%s%s", join, list_names[i]);
                join = " + ";
            }
        uc_sink_printf(&text, ": %llu.", (unsigned long long)sorted[k].count);
    }
    uc_canvas_describe(canvas, &text);
}

/* What is not shown, in one line under the matrix. */
static void draw_rest(uc_canvas *canvas, const uc_capture_table *table,
                      const history sorted[], const layout *at, double y)
{
    const uc_language *language = canvas->look != NULL ? canvas->look->language : NULL;
    char number[UC_LANGUAGE_NUMBER], line[512];
    uint64_t sum = 0;
    size_t k;

    for (k = at->n_shown; k < table->n_histories; k++)
        sum += sorted[k].count;
    if (sum == 0)
        return;
    /* the catalogue's templates keep the conversions of the English one */
    (void)snprintf(
        line, sizeof line,
        uc_say(language, "and %zu more combinations with %s persons together"),
        table->n_histories - at->n_shown,
        uc_language_number(language, (double)sum, 0, number));
    uc_canvas_text(canvas, EDGE, y, UC_ANCHOR_START, "small soft", line);
}

uc_status uc_overlap_figure(const uc_capture_table *table, char *const list_names[],
                            const char *name, const char *label, const uc_look *look,
                            uc_plot *plot, uc_error *err)
{
    history *sorted = calloc(table->n_histories + 1, sizeof *sorted);
    layout at = {.name = 40, .top = BARS};
    uc_canvas canvas;
    uc_sink title;
    size_t k;

    if (sorted == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a figure");
    for (k = 0; k < table->n_histories; k++)
        sorted[k] = (history){table->history[k], table->count[k]};
    qsort(sorted, table->n_histories, sizeof *sorted, by_count);
    at.n_shown = table->n_histories < MAX_SHOWN ? table->n_histories : MAX_SHOWN;
    for (k = 0; k < table->n_lists; k++)
        at.name = fmax(at.name, uc_canvas_text_width(list_names[k]));
    at.name = fmin(at.name, MAX_NAME);
    at.left = EDGE + LIST_BARS + 8 + at.name + 50;
    at.right = at.left + fmax((double)at.n_shown * COLUMN + 12, MIN_COLUMN);
    uc_sink_memory(&title);
    uc_sink_puts(&title,
                 uc_say(look != NULL ? look->language : NULL, "Overlap of the lists"));
    if (label != NULL)
        uc_sink_printf(&title, ": %s", label);
    uc_canvas_begin(&canvas, look, name, title.text, NULL);
    uc_sink_clear(&title);
    data_columns(table, list_names, &canvas.plot.data);
    add_data(table, sorted, &canvas.plot.data);
    draw_lists(&canvas, table, list_names, &at);
    draw_histories(&canvas, table, sorted, &at);
    draw_rest(&canvas, table, sorted, &at, at.top + (double)table->n_lists * ROW + 18);
    describe(&canvas, table, list_names, sorted, at.n_shown);
    free(sorted);
    return uc_canvas_end(&canvas, at.right + EDGE,
                         at.top + (double)table->n_lists * ROW + 30, plot, err);
}
