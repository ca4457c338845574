/** @file score.h
 * How methods fared over simulated tables, each figure with its Monte-Carlo standard
 * error.
 */
#ifndef UC_SCORE_H
#define UC_SCORE_H

#include <stddef.h>

#include "data/base/status.h"
#include "estimators/simulate/trial.h"

/** A figure and its Monte-Carlo standard error; both NAN where there is none. */
typedef struct uc_figure {
    double value, error;
} uc_figure;

/** Of one method. Ratios are to the true population; over repeats with an estimate. */
typedef struct uc_score {
    const uc_method *method;
    size_t n_repeats, n_estimates;
    uc_figure failures; /* share of repeats without an estimate */
    uc_figure unmixed;  /* share of estimates whose chains have not mixed; NAN where the
                           method has no posterior */
    uc_figure bias;     /* mean of estimate / truth - 1 */
    uc_figure rmse;     /* root mean square of estimate / truth - 1 */
    uc_figure log_bias; /* mean of log(estimate / truth) */
    uc_figure log_rmse; /* root mean square of log(estimate / truth) */
    double median;      /* of estimate / truth */
} uc_score;

/** Of one method's interval of one kind and level; those of methods with a posterior
 * are credible ones. Morris, White & Crowther (2019)
 * Statistics in Medicine 38:2074. */
typedef struct uc_interval_score {
    const uc_method *method;
    uc_interval_kind kind;
    double level;
    size_t n_intervals;  /* repeats with both limits */
    uc_figure coverage;  /* share of these that hold the truth */
    uc_figure too_low;   /* share whose upper limit is below it */
    uc_figure width;     /* mean width over the truth */
    double median_width; /* over the truth */
} uc_interval_score;

typedef struct uc_scores {
    uc_score *score; /* n_methods; owned */
    size_t n_scores;
    uc_interval_score *interval; /* methods x kinds x levels; owned */
    size_t n_intervals;
    double mean_observed; /* persons */
} uc_scores;

/** Sums the repeats in their order. @return UC_OK or UC_ENOMEM. */
uc_status uc_scores_of(const uc_trial_plan *plan, const uc_trial trials[],
                       size_t n_trials, uc_scores *scores, uc_error *err) UC_MUST_CHECK;

void uc_scores_clear(uc_scores *scores);

#endif
