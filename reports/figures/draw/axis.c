/* axis.c - scales and ticks */
#include "reports/figures/draw/axis.h"

#include <math.h>
#include <string.h>

#include "data/base/number.h"
#include "estimators/core/elementary.h"

#define GRID_TITLE 34 /* pixels below the axis for the title */

void uc_extent_add(uc_extent *extent, double value)
{
    if (!isfinite(value))
        return;
    if (!extent->any || value < extent->low)
        extent->low = value;
    if (!extent->any || value > extent->high)
        extent->high = value;
    extent->any = true;
    if (value > 0 && (!extent->any_positive || value < extent->low_positive)) {
        extent->low_positive = value;
        extent->any_positive = true;
    }
}

/* 10^n by multiplication: pow() differs between processors. */
static double power_of_ten(int n)
{
    double p = 1;

    for (; n > 0; n--)
        p *= 10;
    for (; n < 0; n++)
        p /= 10;
    return p;
}

/* The largest n with 10^n <= value > 0. */
static int decade(double value)
{
    int n = (int)floor(uc_log(value) / 2.302585092994046);

    while (power_of_ten(n + 1) <= value)
        n++;
    while (power_of_ten(n) > value)
        n--;
    return n;
}

/* A round step so that at most `max` of them cover `span`. */
static double round_step(double span, size_t max, int *decimals)
{
    static const double choice[] = {1, 2, 5, 10};
    const double raw = span / (double)max;
    const int n = decade(raw);
    size_t i;

    for (i = 0; choice[i] * power_of_ten(n) < raw * (1 - 1e-9) && i < 3; i++)
        ;
    *decimals =
        n + (choice[i] == 10 ? 1 : 0) < 0 ? -(n + (choice[i] == 10 ? 1 : 0)) : 0;
    if (*decimals > 12)
        *decimals = 12;
    return choice[i] * power_of_ten(n);
}

static void linear_ticks(uc_axis *axis, size_t max_ticks)
{
    const double span = axis->high - axis->low;
    const double step = round_step(span, max_ticks, &axis->decimals);
    double first = floor(axis->low / step + 1e-9), k;

    axis->low = fmin(axis->low, first * step); /* rounding may leave it above */
    for (k = first; axis->n_ticks < UC_AXIS_TICKS; k++) {
        axis->tick[axis->n_ticks++] = k * step;
        if (k * step >= axis->high - 1e-9 * span)
            break;
    }
    axis->high = fmax(axis->high, axis->tick[axis->n_ticks - 1]);
}

/* Decades, with 2 and 5 between where there are few, or more of them (`fine`) where the
 * axis is less than a decade; every k-th decade where there are many. */
static void log_ticks(uc_axis *axis, size_t max_ticks, bool fine)
{
    static const double few[] = {1, 2, 5}, many[] = {1, 1.5, 2, 3, 4, 5, 6, 8};
    const double *within = fine ? many : few;
    const int first = decade(axis->low), last = decade(axis->high);
    const size_t decades = (size_t)(last - first + 1);
    const int every = (int)((decades + max_ticks - 1) / max_ticks);
    const size_t parts = fine ? 8 : decades * 3 <= max_ticks + 2 ? 3 : 1;
    int n;
    size_t i;

    for (n = first; n <= last; n += every)
        for (i = 0; i < parts; i++) {
            const double value = within[i] * power_of_ten(n);

            if (axis->n_ticks < UC_AXIS_TICKS && value >= axis->low * (1 - 1e-9) &&
                value <= axis->high * (1 + 1e-9))
                axis->tick[axis->n_ticks++] = value;
        }
    axis->decimals = first < 0 ? -first : 0;
    if (axis->decimals > 12)
        axis->decimals = 12;
}

/* Ends of a log axis at few digits times a power of ten. */
static void round_log_ends(uc_axis *axis)
{
    static const double ends[] = {1, 1.5, 2, 3, 4, 5, 6, 8, 10};
    const double low = power_of_ten(decade(axis->low)),
                 high = power_of_ten(decade(axis->high));
    size_t i;

    for (i = 8; ends[i] * low > axis->low * (1 + 1e-9); i--)
        ;
    axis->low = ends[i] * low;
    for (i = 0; ends[i] * high < axis->high * (1 - 1e-9); i++)
        ;
    axis->high = ends[i] * high;
    if (axis->high <= axis->low * 1.5) {
        axis->low /= 2;
        axis->high *= 2;
    }
}

void uc_axis_make(uc_axis *axis, const uc_extent *extent, bool log, bool zero,
                  double from, double to, size_t max_ticks)
{
    memset(axis, 0, sizeof *axis);
    axis->from = from;
    axis->to = to;
    axis->low = extent->any ? extent->low : 0;
    axis->high = extent->any ? extent->high : 1;
    axis->log = log && extent->any_positive && extent->low_positive > 1e-280;
    if (axis->log) {
        axis->low = extent->low_positive;
        round_log_ends(axis);
        log_ticks(axis, max_ticks, false);
        if (axis->n_ticks < 4 && axis->high < 12 * axis->low) {
            axis->n_ticks = 0;
            log_ticks(axis, max_ticks, true);
        }
        return;
    }
    if (zero && axis->low > 0)
        axis->low = 0;
    if (zero && axis->high < 0)
        axis->high = 0;
    if (!(axis->high - axis->low > 1e-12 * fabs(axis->high)) ||
        axis->high - axis->low < 1e-280) {
        const double room = axis->high != 0 ? fabs(axis->high) / 10 : 1;

        axis->low -= zero ? 0 : room;
        axis->high += room;
    }
    linear_ticks(axis, max_ticks);
}

bool uc_axis_has(const uc_axis *axis, double value)
{
    return isfinite(value) && value >= axis->low - 1e-9 * fabs(axis->low) &&
           value <= axis->high + 1e-9 * fabs(axis->high);
}

double uc_axis_at(const uc_axis *axis, double value)
{
    double part;

    if (isnan(value))
        return NAN;
    if (value <= axis->low)
        part = 0;
    else if (value >= axis->high)
        part = 1;
    else if (axis->log)
        part = uc_log(value / axis->low) / uc_log(axis->high / axis->low);
    else
        part = (value - axis->low) / (axis->high - axis->low);
    return axis->from + part * (axis->to - axis->from);
}

/* Digits after the point that a round number has. */
static int digits_needed(double value)
{
    double scaled = value;
    int n;

    for (n = 0; n < 12 && fabs(scaled - floor(scaled + 0.5)) > 1e-6 * scaled; n++)
        scaled *= 10;
    return n;
}

char *uc_axis_label(const uc_axis *axis, size_t tick, const uc_look *look, char *out)
{
    const uc_language *language = look != NULL ? look->language : NULL;
    const double value = axis->tick[tick];
    int decimals = axis->decimals;

    if (axis->log) /* each decade with the digits it needs */
        decimals = digits_needed(value);
    if (decimals > 12)
        decimals = 12;
    if (axis->percent)
        return uc_language_percent(language, value, decimals > 2 ? decimals - 2 : 0,
                                   out);
    /* one manner for the whole axis, except where decades span both */
    if (axis->log
            ? value >= 1e10 || value < 1e-6
            : fabs(axis->high) >= 1e10 || fabs(axis->low) >= 1e10 || axis->decimals > 6)
        return uc_number_format(value, 3, out);
    if (axis->plain)
        return uc_number_format(value, 15, out);
    return uc_language_number(language, value, decimals, out);
}

void uc_axis_draw_x(uc_canvas *canvas, const uc_axis *axis, double y, double top,
                    const char *title)
{
    char label[UC_LANGUAGE_NUMBER];
    double used = -1e9;
    size_t i;

    for (i = 0; i < axis->n_ticks; i++) {
        const double x = uc_axis_at(axis, axis->tick[i]);
        const char *text = uc_axis_label(axis, i, canvas->look, label);
        const double half = uc_canvas_text_width(text) / 2;

        uc_canvas_line(canvas, x, top, x, y, "grid");
        if (x - half < used + 6)
            continue;
        uc_canvas_line(canvas, x, y, x, y + 4, "axis");
        uc_canvas_text(canvas, x, y + 17, UC_ANCHOR_MIDDLE, "small soft", text);
        used = x + half;
    }
    uc_canvas_line(canvas, axis->from, y, axis->to, y, "axis");
    if (title != NULL)
        uc_canvas_text(canvas, (axis->from + axis->to) / 2, y + GRID_TITLE,
                       UC_ANCHOR_MIDDLE, "soft", title);
}

double uc_axis_label_width(const uc_axis *axis, const uc_look *look)
{
    char label[UC_LANGUAGE_NUMBER];
    double widest = 0;
    size_t i;

    for (i = 0; i < axis->n_ticks; i++) {
        const double w = uc_canvas_text_width(uc_axis_label(axis, i, look, label));

        if (w > widest)
            widest = w;
    }
    return widest;
}

void uc_axis_draw_y(uc_canvas *canvas, const uc_axis *axis, double x, double right,
                    const char *title)
{
    char label[UC_LANGUAGE_NUMBER];
    size_t i;

    for (i = 0; i < axis->n_ticks; i++) {
        const double y = uc_axis_at(axis, axis->tick[i]);

        uc_canvas_line(canvas, x, y, right, y, "grid");
        uc_canvas_text(canvas, x - 6, y + 4, UC_ANCHOR_END, "small soft",
                       uc_axis_label(axis, i, canvas->look, label));
    }
    uc_canvas_line(canvas, x, axis->from, x, axis->to, "axis");
    if (title != NULL)
        uc_canvas_text_up(canvas, x - uc_axis_label_width(axis, canvas->look) - 14,
                          (axis->from + axis->to) / 2, UC_ANCHOR_MIDDLE, "soft", title);
}
