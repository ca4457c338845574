/** @file axis.h
 * From values to pixels, and round numbers to label an axis with.
 */
#ifndef UC_AXIS_H
#define UC_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "reports/figures/draw/canvas.h"

#define UC_AXIS_TICKS 24

typedef struct uc_axis {
    bool log;
    double low, high; /* values at the two ends; above 0 where log */
    double from, to;  /* pixels at the two ends */
    double tick[UC_AXIS_TICKS];
    size_t n_ticks;
    int decimals; /* of the labels */
    bool plain;   /* labels without separators: years */
    bool percent; /* labels are 100 times the value, with a percent sign */
} uc_axis;

/** Smallest and largest of some values. Zeroed: empty. */
typedef struct uc_extent {
    double low, high;
    double low_positive; /* smallest above 0 */
    bool any, any_positive;
} uc_extent;

/** Takes a value in; one that is not finite is passed over. */
void uc_extent_add(uc_extent *extent, double value);

/** Makes an axis that covers the extent, its ends at round numbers. A log axis begins
 * at the smallest positive value; without one it is linear. One value alone gets room
 * on both sides.
 * @param zero       A linear axis includes zero.
 * @param max_ticks  2 to 12: how many labels there is room for. */
void uc_axis_make(uc_axis *axis, const uc_extent *extent, bool log, bool zero,
                  double from, double to, size_t max_ticks);

/** Pixels of a value, held within the axis. Not finite: NAN. */
double uc_axis_at(const uc_axis *axis, double value);

/** True when the value lies on the axis. */
bool uc_axis_has(const uc_axis *axis, double value);

/** Writes the label of a tick in the look's language; UC_LANGUAGE_NUMBER bytes. */
char *uc_axis_label(const uc_axis *axis, size_t tick, const uc_look *look, char *out);

/** Draws a horizontal axis at `y` with grid lines up to `top` and its title below. */
void uc_axis_draw_x(uc_canvas *canvas, const uc_axis *axis, double y, double top,
                    const char *title);

/** Draws a vertical axis at `x` with grid lines to `right` and its title at the left.
 */
void uc_axis_draw_y(uc_canvas *canvas, const uc_axis *axis, double x, double right,
                    const char *title);

/** Pixels that the labels of a vertical axis take. */
double uc_axis_label_width(const uc_axis *axis, const uc_look *look);

#endif
