/* panel.c - axes and legend of a plain plot */
#include "reports/figures/draw/panel.h"

#include <math.h>
#include <stdio.h>

#define KEY_WIDTH 22
#define LINE      20

double uc_legend_draw(uc_canvas *canvas, const uc_key key[], size_t n_keys, double x,
                      double y, double right)
{
    const uc_language *language = canvas->look != NULL ? canvas->look->language : NULL;
    const double left = x;
    char kind[8];
    size_t i;

    for (i = 0; i < n_keys; i++) {
        const char *name = uc_say(language, key[i].name);
        const double width = KEY_WIDTH + uc_canvas_text_width(name) + 14;

        if (x > left && x + width > right) {
            x = left;
            y += LINE;
        }
        (void)snprintf(kind, sizeof kind, "%c%zu",
                       key[i].kind == UC_KEY_BAND  ? 'b'
                       : key[i].kind == UC_KEY_BAR ? 'f'
                                                   : 'l',
                       key[i].series % 4);
        if (key[i].kind == UC_KEY_SYMBOL)
            uc_canvas_symbol(canvas, x + 9, y - 4, 4.5, key[i].series);
        else if (key[i].kind == UC_KEY_BAND || key[i].kind == UC_KEY_BAR)
            uc_canvas_rect(canvas, x + 1, y - 10, 16, 11, kind);
        else
            uc_canvas_line(canvas, x, y - 4, x + 18, y - 4,
                           key[i].kind == UC_KEY_DASH ? "dash" : kind);
        uc_canvas_text(canvas, x + KEY_WIDTH, y, UC_ANCHOR_START, "soft", name);
        x += width;
    }
    return n_keys > 0 ? y + LINE : y;
}

void uc_interval_draw(uc_canvas *canvas, double x1, double y1, double x2, double y2,
                      size_t series)
{
    const bool lying = fabs(y2 - y1) < 1e-9;
    const double dx = lying ? 0 : 4, dy = lying ? 4 : 0;
    char kind[8];

    if (!isfinite(x1 + x2 + y1 + y2))
        return;
    (void)snprintf(kind, sizeof kind, "l%zu", series % 4);
    uc_canvas_line(canvas, x1, y1, x2, y2, kind);
    uc_canvas_line(canvas, x1 - dx, y1 - dy, x1 + dx, y1 + dy, kind);
    uc_canvas_line(canvas, x2 - dx, y2 - dy, x2 + dx, y2 + dy, kind);
}

/* Years have no halves. */
static size_t max_ticks(const uc_panel *panel, const uc_extent *x)
{
    const double span = x->any ? x->high - x->low : 0;

    return !panel->x_plain || span >= 7 ? 8 : span > 1 ? (size_t)span + 1 : 2;
}

void uc_panel_draw(uc_canvas *canvas, uc_panel *panel, const uc_extent *x,
                   const uc_extent *y)
{
    const uc_language *language = canvas->look != NULL ? canvas->look->language : NULL;
    const double right = UC_PANEL_WIDTH - 24, bottom = UC_PANEL_HEIGHT - 48;
    double top = uc_legend_draw(canvas, panel->key, panel->n_keys, 16, 22, right);
    double left;

    top = panel->n_keys > 0 ? top - 4 : 16;
    uc_axis_make(&panel->y, y, panel->y_log, panel->y_zero,
                 panel->y_reversed ? top : bottom, panel->y_reversed ? bottom : top, 7);
    left = 38 + uc_axis_label_width(&panel->y, canvas->look);
    uc_axis_make(&panel->x, x, panel->x_log, panel->x_zero, left, right,
                 max_ticks(panel, x));
    panel->x.plain = panel->x_plain;
    uc_axis_draw_y(canvas, &panel->y, left, right, uc_say(language, panel->y_title));
    uc_axis_draw_x(canvas, &panel->x, bottom, top, uc_say(language, panel->x_title));
}
