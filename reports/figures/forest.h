/** @file forest.h
 * Forest plot: one row per estimate with its interval and the numbers beside it.
 */
#ifndef UC_FIGURE_FOREST_H
#define UC_FIGURE_FOREST_H

#include "reports/figures/draw/rows.h"

/** One estimate. Texts are borrowed. */
typedef struct uc_forest_row {
    const char *heading; /* a line above the row, or NULL */
    const char *label;
    double value, low, high; /* NAN: none */
    const char *missing;     /* reason code where there is no value */
    size_t series;           /* colour and shape */
} uc_forest_row;

typedef struct uc_forest {
    const char *name, *title, *x_title; /* English; said in the look's language */
    const char *label;                  /* added to the title, or NULL */
    const uc_forest_row *row;
    size_t n;
    bool log, percent;
    int decimals;
    double reference; /* upright line, NAN: none */
} uc_forest;

/** Draws it. @return as uc_canvas_end(); UC_ENOMEM. */
uc_status uc_forest_figure(const uc_forest *forest, const uc_look *look, uc_plot *plot,
                           uc_error *err) UC_MUST_CHECK;

#endif
