/** @file point.h
 * The point estimate of one table by one method, with all that stands beside it but the
 * bootstrap: coefficients, criteria, the search, the range over near-best models.
 */
#ifndef UC_POINT_H
#define UC_POINT_H

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/select.h"

/** Models near the best that are kept as first guesses for the replicates. */
#define UC_POINT_MAX_HINTS 8

/** What the replicates need from the point estimate. */
typedef struct uc_point_work {
    uint64_t key;     /* of the random streams: of dataset and stratum names */
    size_t n_threads; /* that the estimate may use; 0: one */
    uc_model fixed;   /* of method fixed */
    uc_model hint[UC_POINT_MAX_HINTS]; /* good models, the chosen one first */
    size_t n_hints;
    uc_model *top; /* the best models, for finite --top */
    size_t n_top;
    double *fitted; /* 2^lists fitted means, those on no list first; or NULL */
} uc_point_work;

void uc_point_work_clear(uc_point_work *work);

/** Makes the point estimate.
 * @param dense     The table spread out; borrowed for the call.
 * @param work      Zeroed; set on UC_OK, release with uc_point_work_clear().
 * @param estimate  Zeroed; set on UC_OK. A method that does not apply is a status.
 * @return UC_OK; UC_EINVAL the model of method fixed cannot be read; UC_ENOMEM;
 *         UC_ENUMERIC; UC_ECANCELED. */
uc_status uc_point_estimate(uc_select_ws *ws, const uc_capture_table *table,
                            const uc_dense *dense, const uc_method *method,
                            const uc_mse_settings *settings, uc_point_work *work,
                            uc_estimate *estimate, uc_error *err) UC_MUST_CHECK;

/** The status of a table that a method cannot take, UC_MSE_OK when it can. */
uc_mse_status uc_point_applies(const uc_capture_table *table, const uc_method *method);

#endif
