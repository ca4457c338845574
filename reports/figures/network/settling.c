/* settling.c - an estimate as people came */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "reports/figures/draw/panel.h"
#include "reports/figures/network/recruitment.h"

static const uc_column columns[] = {
    {"line", "Line", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"persons", "Persons", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"value", "Share", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
};

static void begin(uc_canvas *canvas, const uc_settling *s, const uc_look *look)
{
    const uc_language *language = look != NULL ? look->language : NULL;
    uc_sink text;
    size_t i;

    uc_sink_memory(&text);
    uc_sink_puts(&text, uc_say(language, s->title));
    if (s->label != NULL)
        uc_sink_printf(&text, ": %s", s->label);
    uc_canvas_begin(canvas, look, s->name, text.text, NULL);
    uc_sink_puts(&text, ".");
    for (i = 0; i < s->n_lines && i < 20; i++)
        if (s->line[i].n > 0 && isfinite(s->line[i].value[s->line[i].n - 1]))
            uc_sink_printf(&text, " %s: %.3f.", s->line[i].label,
                           s->line[i].value[s->line[i].n - 1]);
    uc_canvas_describe(canvas, &text);
}

static size_t collect(const uc_settling *s, uc_extent *x, uc_extent *y, uc_table *data)
{
    size_t l, i, longest = 0;

    uc_table_add_columns(data, columns, sizeof columns / sizeof columns[0]);
    uc_extent_add(y, 0);
    uc_extent_add(y, s->final);
    for (l = 0; l < s->n_lines; l++) {
        longest = s->line[l].n > longest ? s->line[l].n : longest;
        for (i = 0; i < s->line[l].n; i++) {
            uc_extent_add(x, (double)i + 1);
            uc_extent_add(y, s->line[l].value[i]);
            uc_table_text(data, s->line[l].label);
            uc_table_count(data, i + 1);
            uc_table_real(data, s->line[l].value[i], "no_answers");
        }
    }
    return longest;
}

static void draw_line(uc_canvas *canvas, const uc_panel *panel,
                      const uc_settling_line *line, size_t series, double px[],
                      double py[])
{
    char kind[16];
    size_t i;

    for (i = 0; i < line->n; i++) {
        px[i] = uc_axis_at(&panel->x, (double)i + 1);
        py[i] = uc_axis_at(&panel->y, line->value[i]);
    }
    (void)snprintf(kind, sizeof kind, "l%zu", series % UC_LOOK_COLOURS);
    uc_canvas_path(canvas, line->n, px, py, false, kind);
    if (line->n == 1 && isfinite(px[0] + py[0]))
        uc_canvas_symbol(canvas, px[0], py[0], 4.5, series);
}

uc_status uc_settling_figure(const uc_settling *s, const uc_look *look, uc_plot *plot,
                             uc_error *err)
{
    uc_panel panel = {
        .x_title = "Persons in the sample", .y_title = "Share", .y_zero = true};
    uc_extent x = {.any = false}, y = {.any = false};
    uc_key key[UC_LOOK_COLOURS];
    double *px, *py;
    uc_canvas canvas;
    size_t l, longest;

    begin(&canvas, s, look);
    longest = collect(s, &x, &y, &canvas.plot.data);
    px = calloc(longest + 1, sizeof *px);
    py = calloc(longest + 1, sizeof *py);
    for (l = 0; l < s->n_lines && l < UC_LOOK_COLOURS; l++)
        key[l] = (uc_key){s->line[l].label, UC_KEY_LINE, l};
    panel.key = key;
    panel.n_keys = s->n_lines <= UC_LOOK_COLOURS ? s->n_lines : 0;
    uc_panel_draw(&canvas, &panel, &x, &y);
    if (isfinite(s->final))
        uc_canvas_line(&canvas, panel.x.from, uc_axis_at(&panel.y, s->final),
                       panel.x.to, uc_axis_at(&panel.y, s->final), "dash");
    for (l = 0; px != NULL && py != NULL && l < s->n_lines; l++)
        draw_line(&canvas, &panel, &s->line[l], l, px, py);
    if (px == NULL || py == NULL)
        canvas.plot.data.status = UC_ENOMEM;
    free(px);
    free(py);
    return uc_canvas_end(&canvas, UC_PANEL_WIDTH, UC_PANEL_HEIGHT, plot, err);
}
