/** @file bootstrap.h
 * Bootstrap distribution of an estimate, with the intervals that it gives.
 */
#ifndef UC_FIGURE_BOOTSTRAP_H
#define UC_FIGURE_BOOTSTRAP_H

#include "reports/figures/draw/plot.h"

/** An interval to draw under the distribution. `label` is borrowed: "BCa 95%". */
typedef struct uc_drawn_interval {
    const char *label;
    double low, high;
} uc_drawn_interval;

typedef struct uc_replicates {
    const char *name, *label; /* of the figure; added to the title, or NULL */
    const double *value;      /* NAN where a replicate failed */
    size_t n;
    double estimate; /* on the data; NAN: none */
    size_t series;   /* colour, that of the method */
    const uc_drawn_interval *interval;
    size_t n_intervals;
} uc_replicates;

/** Draws a histogram on a log axis, its ends the 0.5th and 99.5th percentiles widened
 * to every interval; replicates beyond are counted in the end bars.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_bootstrap_figure(const uc_replicates *replicates, const uc_look *look,
                              uc_plot *plot, uc_error *err) UC_MUST_CHECK;

#endif
