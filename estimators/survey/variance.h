/** @file variance.h
 * Design-based variance of linearised statistics, by recursion over the stages.
 *
 * V = sum over strata of f n/(n-1) sum over units (t - mean t)^2, f = (N-n)/N; the
 * variance within the units of a stage is added times the product of n/N above it.
 * Rows outside a domain count as zeros: a domain keeps every stratum and unit.
 * Ref  Saerndal, Swensson & Wretman (1992) Model assisted survey sampling, ch. 4-5.
 */
#ifndef UC_SURVEY_VARIANCE_H
#define UC_SURVEY_VARIANCE_H

#include "estimators/survey/weights/calibrate.h"
#include "estimators/survey/design.h"
#include "estimators/survey/target.h"

/** Covariance matrix of p totals.
 *
 * @param rows  n_rows rows that z belongs to; NULL: all, n_rows ignored.
 * @param z     n_rows x p, row by row: weight times influence.
 * @param v     p x p, set on UC_OK.
 * @return UC_OK; UC_EDATA a stratum with one unit under UC_LONELY_FAIL; UC_ENOMEM. */
UC_API uc_status uc_survey_variance(const uc_design *design, const uint32_t rows[],
                                    size_t n_rows, size_t p, const double z[],
                                    double v[], uc_error *err) UC_MUST_CHECK;

/** Estimates and covariance matrix of totals, means and ratios by linearisation.
 *
 * @param calibration  How the weights were calibrated, innermost first; NULL: not.
 * @param target       n_targets targets; none a quantile.
 * @param estimate     n_targets, set on UC_OK; NAN where one does not exist.
 * @param v            n_targets x n_targets; NULL: not wanted. NAN likewise. */
UC_API uc_status uc_survey_taylor(const uc_design *design,
                                  const uc_calibration *calibration,
                                  const uc_survey_target target[], size_t n_targets,
                                  double estimate[], double v[],
                                  uc_error *err) UC_MUST_CHECK;

/** Which sample of the same size a design effect compares with. */
typedef enum uc_deff_kind {
    UC_DEFF_WITHOUT, /* simple random, without replacement */
    UC_DEFF_WITH     /* with replacement */
} uc_deff_kind;

/** Design effect of a total or mean: its variance over that of simple random sampling.
 * @param n_design  Rows of the design that have a weight; the sample compared with.
 * @param variance  Of the target under the design.
 * @return NAN when the comparison does not exist (a ratio; weights that add up to fewer
 *         than the rows). */
UC_API double uc_survey_deff(const uc_design *design, const uc_survey_target *target,
                             double variance, uc_deff_kind kind);

/** Population variance of y over the rows, sum w (y - mean)^2 / sum w times n/(n-1),
 * and the influence z (n_rows values) of its linearisation. */
UC_API double uc_survey_population_variance(const uc_design *design, const double y[],
                                            const uint32_t rows[], size_t n_rows,
                                            double z[]);

#endif
