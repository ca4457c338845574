/** @file top.h
 * The interval against the number of candidate models that replicates choose from.
 *
 * Ref Silverman, Chan & Vincent (2024) J. R. Stat. Soc. A 187: n_top.
 */
#ifndef UC_FIGURE_TOP_H
#define UC_FIGURE_TOP_H

#include "reports/figures/draw/plot.h"

typedef struct uc_top_point {
    size_t top; /* UC_TOP_ALL: all models */
    double low, high;
} uc_top_point;

/** Draws intervals side by side, with the estimate as a line.
 * @param series  Colour and shape, those of the method.
 * @param label  Added to the title, or NULL. @return UC_OK; UC_ENOMEM. */
uc_status uc_top_figure(const uc_top_point points[], size_t n_points, double estimate,
                        size_t series, const char *name, const char *label,
                        const uc_look *look, uc_plot *plot,
                        uc_error *err) UC_MUST_CHECK;

#endif
