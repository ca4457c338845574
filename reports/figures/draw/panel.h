/** @file panel.h
 * The plain plot: a horizontal and a vertical axis, a legend above, room for marks.
 */
#ifndef UC_PANEL_H
#define UC_PANEL_H

#include "reports/figures/draw/axis.h"

#define UC_PANEL_WIDTH  720
#define UC_PANEL_HEIGHT 380

/** What a legend entry shows before its name. */
typedef enum uc_key_kind {
    UC_KEY_SYMBOL,
    UC_KEY_LINE,
    UC_KEY_BAND,
    UC_KEY_BAR,
    UC_KEY_DASH
} uc_key_kind;

typedef struct uc_key {
    const char *name; /* said in the look's language */
    uc_key_kind kind;
    size_t series;
} uc_key;

typedef struct uc_panel {
    const char *x_title, *y_title; /* said in the look's language */
    bool x_log, y_log, x_zero, y_zero;
    bool y_reversed; /* small values at the top */
    bool x_plain;    /* years: no separators between thousands */
    const uc_key *key;
    size_t n_keys;
    uc_axis x, y; /* made by uc_panel_draw() */
} uc_panel;

/** Makes and draws both axes and the legend. */
void uc_panel_draw(uc_canvas *canvas, uc_panel *panel, const uc_extent *x,
                   const uc_extent *y);

/** Draws a legend from (x, y) on; wraps at `right`. @return the y below it. */
double uc_legend_draw(uc_canvas *canvas, const uc_key key[], size_t n_keys, double x,
                      double y, double right);

/** Draws an interval as a line with ends, upright or lying. */
void uc_interval_draw(uc_canvas *canvas, double x1, double y1, double x2, double y2,
                      size_t series);

#endif
