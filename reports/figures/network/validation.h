/** @file validation.h
 * Known against estimated: for network scale-up, the groups whose size is known; for
 * any method, what it says of something that is known from elsewhere.
 */
#ifndef UC_FIGURE_VALIDATION_H
#define UC_FIGURE_VALIDATION_H

#include "reports/figures/draw/plot.h"

/** One group of known size. Texts are borrowed. */
typedef struct uc_validation_point {
    const char *label;
    double known;                /* persons */
    double estimated, low, high; /* NAN: none */
} uc_validation_point;

/** Draws each group as a point with the line on which both are equal (scale-up
 * validation). @return UC_OK; UC_ENOMEM. */
uc_status uc_validation_figure(const uc_validation_point points[], size_t n_points,
                               const uc_look *look, uc_plot *plot,
                               uc_error *err) UC_MUST_CHECK;

/** Draws each group as a row: estimated over known, with the line at 1 (internal
 * consistency).
 * @param name   Of the figure: "consistency". @param label  Added to the title, or
 * NULL.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_consistency_figure(const uc_validation_point points[], size_t n_points,
                                const char *name, const char *label,
                                const uc_look *look, uc_plot *plot,
                                uc_error *err) UC_MUST_CHECK;

#endif
