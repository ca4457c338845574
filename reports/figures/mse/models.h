/** @file models.h
 * Every model as a point: how well it fits against what it estimates. The picture of
 * how much the answer hangs on the choice of a model.
 */
#ifndef UC_FIGURE_MODELS_H
#define UC_FIGURE_MODELS_H

#include "reports/figures/draw/plot.h"

typedef struct uc_model_point {
    const char *model;    /* bracket notation; borrowed */
    double estimate, bic; /* NAN: none; such a model is in the data only */
} uc_model_point;

/** Draws the points, those within 2 units of the best apart. The vertical axis is the
 * distance in BIC from the best, plus 1, on a log scale, so that all models are there
 * and the good ones have room. @return UC_OK; UC_ENOMEM. */
uc_status uc_models_figure(const uc_model_point points[], size_t n_points,
                           const char *name, const char *label, const uc_look *look,
                           uc_plot *plot, uc_error *err) UC_MUST_CHECK;

#endif
