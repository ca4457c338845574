/** @file versions.h
 * Posteriors of a table whose linkage is in doubt: the mixture over linked versions.
 */
#ifndef UC_VERSIONS_H
#define UC_VERSIONS_H

#include "data/capture_table.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/point.h"

/** Puts the mixture of the posteriors of the versions in place of that of the table
 * alone: draws, estimate, intervals and standard error, with the warning
 * "linkage_uncertain". Facts stay those of the table alone, and it is said.
 *
 * @param version   n_versions tables of as many lists.
 * @param dense     Room for one of them.
 * @param estimate  Of the table alone, with draws; unchanged but for the warning when
 * no version has a posterior.
 * @return UC_OK; UC_ENOMEM; what the method's estimate returns.
 * Ref Sadinle (2018) Biometrics 74:1230, linkage averaging. Cost that of an estimate
 * for each version. */
uc_status uc_posterior_over_versions(uc_select_ws *ws, const uc_capture_table version[],
                                     size_t n_versions, uc_dense *dense,
                                     uc_point_work *work, uc_estimate *estimate,
                                     const uc_mse_settings *settings,
                                     uc_error *err) UC_MUST_CHECK;

#endif
