/** @file rds.h
 * Respondent-driven sampling: the same share by several estimators, one above the
 * other.
 */
#ifndef UC_FIGURE_RDS_H
#define UC_FIGURE_RDS_H

#include "reports/figures/forest.h"

/** Draws shares with their intervals. @return UC_OK; UC_ENOMEM. */
uc_status uc_rds_figure(const uc_forest_row rows[], size_t n_rows, const uc_look *look,
                        uc_plot *plot, uc_error *err) UC_MUST_CHECK;

#endif
