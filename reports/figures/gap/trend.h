/** @file trend.h
 * Persons over time: lines with ribbons for estimates, plain lines for counts.
 */
#ifndef UC_FIGURE_TREND_H
#define UC_FIGURE_TREND_H

#include "reports/figures/draw/plot.h"

/** One period of one series. */
typedef struct uc_trend_point {
    const char *period;      /* as it is written; borrowed */
    double time;             /* its place: 2016, or 2016.5 */
    double value, low, high; /* NAN: none; the line is broken there */
} uc_trend_point;

typedef struct uc_trend_series {
    const char *name;            /* borrowed */
    size_t series;               /* colour and shape */
    const uc_trend_point *point; /* by time */
    size_t n;
} uc_trend_series;

/** Draws up to four series. @param log  Log axis of persons.
 * @param name   Of the figure: "trend-1". @param label  Added to the title, or NULL.
 * @return UC_OK; UC_EINVAL more than four series; UC_ENOMEM. */
uc_status uc_trend_figure(const uc_trend_series series[], size_t n_series, bool log,
                          const char *name, const char *label, const uc_look *look,
                          uc_plot *plot, uc_error *err) UC_MUST_CHECK;

#endif
