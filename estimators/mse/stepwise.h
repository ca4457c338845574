/** @file stepwise.h
 * Greedy ways of choosing a log-linear model. See uc_select() for what each does.
 */
#ifndef UC_STEPWISE_H
#define UC_STEPWISE_H

#include <stdbool.h>

#include "data/base/status.h"
#include "estimators/core/cancel.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/loglin.h"
#include "estimators/mse/model.h"

/** A model under construction: a down-closed set of terms marked by mask. */
typedef struct uc_path {
    uint32_t *term; /* room for max_terms; main effects first */
    size_t n_terms;
    uc_loglin_fit fit; /* of these terms */
    bool stopped_at_empty_pair;
    size_t n_ties; /* p values or criteria that tied with the first taken */
    uint64_t n_fits;
} uc_path;

/** All three start from main effects and leave the chosen terms and their fit in
 * `path`; when main effects themselves have no estimate, that is the result.
 * @param path  With room for every term that may enter: pairs for the first two, all
 *              2^n_lists for downhill. */
uc_status uc_stepwise(uc_loglin_ws *ws, const uc_dense *table, double p_threshold,
                      uc_cancel *cancel, uc_path *path, uc_error *err) UC_MUST_CHECK;
uc_status uc_aic_stepwise(uc_loglin_ws *ws, const uc_dense *table, uc_cancel *cancel,
                          uc_path *path, uc_error *err) UC_MUST_CHECK;
uc_status uc_downhill(uc_loglin_ws *ws, const uc_dense *table, unsigned max_order,
                      uc_cancel *cancel, uc_path *path, uc_error *err) UC_MUST_CHECK;

#endif
