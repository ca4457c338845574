/** @file family.h
 * A family of methods: how a table is estimated, and how a resampled one is. A method
 * of the registry names its family; whoever runs methods (batch.h) knows families only.
 */
#ifndef UC_FAMILY_H
#define UC_FAMILY_H

#include <stdbool.h>

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/point.h"
#include "estimators/mse/select.h"

struct uc_method_family {
    /* The point estimate with all that stands beside it but the bootstrap. `estimate`
     * has its method, status UC_MSE_OK and what is known of the table; the table is one
     * that the method takes. On UC_OK `work` holds what `again` needs. Returns UC_OK,
     * findings included; UC_EINVAL; UC_ENOMEM; UC_ENUMERIC; UC_ECANCELED. */
    uc_status (*point)(uc_select_ws *ws, const uc_capture_table *table,
                       const uc_dense *dense, const uc_method *method,
                       const uc_mse_settings *settings, uc_point_work *work,
                       uc_estimate *estimate, uc_error *err);

    /* The estimate of a resampled table. NULL: the method is not repeated on resampled
     * tables, so bootstrap and jackknife do not apply. `selection` is set on UC_OK. */
    uc_status (*again)(uc_select_ws *ws, const uc_dense *dense, const uc_method *method,
                       const uc_mse_settings *settings, const uc_point_work *work,
                       uc_selection *selection, uc_error *err);

    /* What the standard error allows for, as reports print it after "persons, ". */
    const char *std_error_basis;

    /* What the methods assume, a sentence each as reports print it; NULL-terminated. */
    const char *const *assumptions;

    /* Whether histories declared impossible (structural zeros) can be left out. */
    bool takes_zeros;

    /* Whether `point` leaves fitted means in `work` for a parametric bootstrap. */
    bool fits;

    /* Estimates come with draws and credible intervals, and no others. */
    bool has_posterior;
};

/** Log-linear models of the lists: chosen by a criterion, by steps, or given. */
extern const struct uc_method_family uc_family_loglinear;

/** Posteriors: decomposable graphs, latent classes, thresholded interactions, averages
 * over log-linear models. */
extern const struct uc_method_family uc_family_decomposable;
extern const struct uc_method_family uc_family_latent_class;
extern const struct uc_method_family uc_family_threshold;
extern const struct uc_method_family uc_family_bma;

#endif
