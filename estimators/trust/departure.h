/** @file departure.h
 * What the estimate would be if the assumption that no data can test were wrong by a
 * stated amount.
 */
#ifndef UC_DEPARTURE_H
#define UC_DEPARTURE_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/model.h"

/** The hidden count when the interaction of all lists is xi instead of 1 and all else
 * the data and the model say is kept: hidden xi^((-1)^lists).
 * @param xi  exp of the interaction of all lists, above 0.
 * Ref Aleshin-Guendel, Sadinle & Wakefield (2021) arXiv:2101.09304. */
double uc_departure_highest(double hidden, size_t n_lists, double xi);

/** Population from two of the lists when the odds of being on one are odds_ratio times
 * as high for persons on the other: everybody on either, and odds_ratio n10 n01 / n11.
 * @param odds_ratio  Above 0; 1 is the Petersen estimate.
 * @return persons; NAN when nobody is on both.
 * Ref Gerritse, van der Heijden & Bakker (2015) Journal of Official Statistics 31:357.
 */
double uc_departure_two_lists(const uc_capture_table *table, size_t a, size_t b,
                              double odds_ratio);

/** Population under a log-linear model in which the interaction of one pair of lists is
 * not estimated but held at log(odds_ratio).
 *
 * The pair's term leaves the model with every term above it, and enters as an offset of
 * the cells of both lists.
 * @param pair      Mask of two lists.
 * @param estimate  Set on UC_OK: persons; NAN unless *status is UC_MSE_OK.
 * @return UC_OK; UC_EINVAL; UC_ENOMEM; UC_ENUMERIC. Ref Gerritse et al. (2015). */
uc_status uc_departure_offset(const uc_dense *table, const uc_model *model,
                              uint32_t pair, double odds_ratio, double *estimate,
                              uc_mse_status *status, uc_error *err) UC_MUST_CHECK;

#endif
