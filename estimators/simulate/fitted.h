/** @file fitted.h
 * A log-linear model fitted to a table, as a truth to draw from.
 */
#ifndef UC_FITTED_H
#define UC_FITTED_H

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/mse/model.h"
#include "estimators/simulate/truth.h"

/** The model's expected counts, the hidden one included, as chances; the population is
 * their sum, rounded, unless spec->population is not 0.
 * @param spec   Errors of linkage and groups act on what is drawn; its number of lists
 *               is set. The other parts must be zero.
 * @param truth  Set on UC_OK; uc_truth_clear() it.
 * @return UC_OK; UC_EDATA the model has no finite estimate of this table; UC_EUSAGE;
 *         UC_ENOMEM; UC_ENUMERIC. */
uc_status uc_truth_fitted(const uc_capture_table *table, const uc_model *model,
                          const uc_truth_spec *spec, uc_truth *truth,
                          uc_error *err) UC_MUST_CHECK;

#endif
