/** @file rows.h
 * Rows of intervals: labels at the left, marks on one axis, numbers at the right.
 * Forest plots, the gap, the cascade and the tornado are all of this kind.
 */
#ifndef UC_ROWS_H
#define UC_ROWS_H

#include "reports/figures/draw/panel.h"

#define UC_ROWS_WIDTH 760
#define UC_ROWS_MARKS 4

/** A value with limits; NAN where there is none. Two limits without a value make a
 * band.
 */
typedef struct uc_rows_mark {
    double value, low, high;
    size_t series;
} uc_rows_mark;

typedef struct uc_rows_row {
    const char *label;
    const char *number;  /* in the right column; NULL: empty */
    const char *heading; /* a line of its own above the row, or NULL */
    const char *remark;  /* in the plot instead of marks, or NULL */
    uc_rows_mark mark[UC_ROWS_MARKS];
    size_t n_marks;
} uc_rows_row;

typedef struct uc_rows {
    const char *x_title, *number_title; /* as they are written */
    const uc_rows_row *row;
    size_t n;
    bool log, bars, zero, percent;
    double reference; /* upright dashed line; NAN: none */
    const uc_key *key;
    size_t n_keys;
} uc_rows;

/** Draws the chart from the top of the canvas; ends the canvas.
 * @return as uc_canvas_end(). */
uc_status uc_rows_draw(uc_canvas *canvas, const uc_rows *rows, uc_plot *plot,
                       uc_error *err) UC_MUST_CHECK;

/** Writes "12,350 (10,000 to 15,000)" in the look's language; "" for no value.
 * @return out, of UC_ROWS_NUMBER bytes. */
#define UC_ROWS_NUMBER 420
char *uc_rows_number(const uc_look *look, double value, double low, double high,
                     int decimals, bool percent, char *out);

#endif
