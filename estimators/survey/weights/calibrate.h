/** @file calibrate.h
 * Weights that reproduce known population totals, and what that does to variances.
 *
 * New weight = w F(x'eta), with eta such that the weighted totals of x are the known
 * ones: F linear (regression estimator), exponential (raking) or logit between bounds.
 * Post-stratification is the linear case with one factor, raking to margins the
 * exponential one with several.
 * Ref  Deville & Saerndal (1992) JASA 87:376; Deville, Saerndal & Sautory (1993)
 *      JASA 88:1013.
 */
#ifndef UC_SURVEY_CALIBRATE_H
#define UC_SURVEY_CALIBRATE_H

#include "data/base/status.h"
#include "estimators/survey/weights/terms.h"

typedef enum uc_calibration_kind {
    UC_CALIBRATE_LINEAR,
    UC_CALIBRATE_RAKING,
    UC_CALIBRATE_LOGIT /* needs bounds below and above 1 */
} uc_calibration_kind;

/** A finding: whether the totals can be met. */
typedef enum uc_calibration_outcome {
    UC_CALIBRATION_REACHED,
    UC_CALIBRATION_INFEASIBLE, /* not within the bounds, or the totals contradict */
} uc_calibration_outcome;

typedef struct uc_calibration_opts {
    uc_calibration_kind kind;
    bool bounded;
    double low, high; /* of the factor F, 0 <= low < 1 < high */
} uc_calibration_opts;

/** How weights were calibrated: enough to take residuals. */
typedef struct uc_calibration {
    uc_terms terms;                     /* borrowed */
    double *before;                     /* n weights before; owned */
    double *factor;                     /* n; owned */
    uc_psd cross;                       /* sum of before x x' */
    size_t n_negative;                  /* calibrated weights below 0 */
    double least, most;                 /* of the factors of rows with weight */
    const struct uc_calibration *inner; /* done before this one, or NULL; borrowed */
} uc_calibration;

/** Finds calibrated weights.
 *
 * @param totals   One for each column of the terms.
 * @param weight   n weights before.
 * @param out      n calibrated weights, set on UC_OK; as far as they got when the
 *                 outcome is infeasible. May be `weight`.
 * @return UC_OK; UC_EINVAL bounds out of range; UC_EDATA a total that is not finite, or
 *         a column without any weighted row in the sample but with a total, or the
 *         other way round (message names the column's number); UC_ENOMEM. */
UC_API uc_status uc_calibrate(const uc_terms *terms, const double totals[],
                              const uc_calibration_opts *opts, const double weight[],
                              double out[], uc_calibration_outcome *outcome,
                              uc_error *err) UC_MUST_CHECK;

/** Keeps what variances need: the weights before and after.
 * @param calibration  Set on UC_OK; uc_calibration_clear() it. */
UC_API uc_status uc_calibration_keep(const uc_terms *terms, const double before[],
                                     const double after[], uc_calibration *calibration,
                                     uc_error *err) UC_MUST_CHECK;
UC_API void uc_calibration_clear(uc_calibration *calibration);

/** Replaces z (n x p, calibrated weight times influence) by calibrated weight times the
 * residual of the influence from its regression on x, weighted by the weights before.
 * @param calibration  NULL: nothing to do. @return UC_OK; UC_ENOMEM. */
UC_API uc_status uc_calibration_residuals(const uc_calibration *calibration, size_t p,
                                          double z[], uc_error *err) UC_MUST_CHECK;

/** Cuts weights to [low, high] and spreads what was cut evenly over the others;
 * repeated until none is outside when `strict`.
 * @param n_cut  Set to the number of weights cut.
 * @return UC_OK; UC_EINVAL bounds; UC_EDATA every weight would be cut. */
UC_API uc_status uc_trim_weights(double weight[], size_t n, double low, double high,
                                 bool strict, size_t *n_cut,
                                 uc_error *err) UC_MUST_CHECK;

#endif
