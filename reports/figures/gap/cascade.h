/** @file cascade.h
 * The protection cascade: estimated, identified, referred, assisted, reintegrated.
 */
#ifndef UC_FIGURE_CASCADE_H
#define UC_FIGURE_CASCADE_H

#include "reports/figures/draw/plot.h"

/** One stage. Texts are borrowed. */
typedef struct uc_cascade_bar {
    const char *group; /* heading before the first stage of a group, or NULL */
    const char *stage;
    double persons, low, high; /* NAN: none */
    const char *missing;       /* reason code where there is no number */
    bool largest_loss;         /* more are lost on the way here than anywhere else */
} uc_cascade_bar;

/** Draws bars with their intervals.
 * @param name   Of the figure: "cascade-1". @param label  Added to the title, or NULL.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_cascade_figure(const uc_cascade_bar stages[], size_t n_stages,
                            const char *name, const char *label, const uc_look *look,
                            uc_plot *plot, uc_error *err) UC_MUST_CHECK;

#endif
