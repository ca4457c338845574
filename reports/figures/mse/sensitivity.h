/** @file sensitivity.h
 * How far the estimate moves: when a list is left out (tornado), and when two lists
 * depend on each other by a given odds ratio (curve).
 */
#ifndef UC_FIGURE_SENSITIVITY_H
#define UC_FIGURE_SENSITIVITY_H

#include "reports/figures/draw/plot.h"

/** One source of doubt and how far it moves the estimate. Texts are borrowed. */
typedef struct uc_tornado_bar {
    const char *label;
    double low, high;    /* of the estimate; NAN: none */
    const char *missing; /* reason code where there are no numbers */
} uc_tornado_bar;

/** Draws the bars, widest first, around the estimate.
 * @param name   Of the figure: "sensitivity". @param label  Added to the title, or
 * NULL.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_tornado_figure(const uc_tornado_bar bars[], size_t n_bars, double estimate,
                            const char *name, const char *label, const uc_look *look,
                            uc_plot *plot, uc_error *err) UC_MUST_CHECK;

typedef struct uc_odds_point {
    double odds_ratio; /* above 0 */
    double value, low, high;
} uc_odds_point;

/** Draws the estimate along an odds ratio, with a ribbon where it has limits.
 * @param points  By odds ratio. @param name  Of the figure: "odds-ratio".
 * @param label   The two lists, or NULL.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_odds_figure(const uc_odds_point points[], size_t n_points,
                         const char *name, const char *label, const uc_look *look,
                         uc_plot *plot, uc_error *err) UC_MUST_CHECK;

#endif
