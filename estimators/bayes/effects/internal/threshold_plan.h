/** @file threshold_plan.h
 * One estimate by a Bayesian threshold, as it is worked out.
 */
#ifndef UC_THRESHOLD_PLAN_H
#define UC_THRESHOLD_PLAN_H

#include <math.h>

#include "estimators/bayes/posterior.h"
#include "estimators/mse/family.h"

/* Room for all terms of up to 12 lists and three at a time. */
#define UC_THRESHOLD_TERMS 320

/* Interactions tried, with what the posterior said of them. */
typedef struct uc_threshold_trial {
    uint32_t term[UC_THRESHOLD_TERMS];
    double statistic[UC_THRESHOLD_TERMS]; /* |mean|/sd over all chains */
    double kept[UC_THRESHOLD_TERMS];      /* share of half-chains that keep it */
    size_t n;
} uc_threshold_trial;

typedef struct uc_threshold_plan {
    const uc_dense *dense;
    const uc_mse_settings *settings;
    const uc_point_work *work;
    uc_select_ws *ws;
    uc_estimate *estimate;
    uint32_t
        empty[UC_THRESHOLD_TERMS]; /* effects at minus infinity: flat priors only */
    size_t n_empty;
    uint32_t model[UC_THRESHOLD_TERMS]; /* interactions in the model */
    size_t n_model;
    uc_threshold_trial all;
    double *keep; /* n_cells; owned */
} uc_threshold_plan;

static inline bool uc_threshold_is_flat(const uc_threshold_plan *p)
{
    return !isfinite(p->settings->bayes.effect_variance);
}

/** Whether the model has that interaction. */
static inline bool uc_threshold_has(const uc_threshold_plan *p, uint32_t term)
{
    for (size_t i = 0; i < p->n_model; i++)
        if (p->model[i] == term)
            return true;
    return false;
}

/** Samples the model on streams of its own.
 * @param all_monitored  Effects decide too whether the chains have mixed. */
uc_status uc_threshold_run(const uc_threshold_plan *p, uc_rng_purpose purpose,
                           uint64_t key, bool all_monitored, uc_chains *chains,
                           uc_error *err) UC_MUST_CHECK;

/** Says why there is no posterior. @param code  Of uc_existence_code(). */
uc_status uc_threshold_refuse(uc_threshold_plan *p, unsigned code,
                              uc_error *err) UC_MUST_CHECK;

/** Names the model of the estimate. */
uc_status uc_threshold_set_model(uc_threshold_plan *p, uc_error *err) UC_MUST_CHECK;

uc_status uc_threshold_fact_prior(const uc_threshold_plan *p,
                                  uc_error *err) UC_MUST_CHECK;
uc_status uc_threshold_fact_statistics(const uc_threshold_plan *p,
                                       uc_error *err) UC_MUST_CHECK;

/** Says which interactions are kept in some half-chains and not in others, and what the
 * median is with them or without. */
uc_status uc_threshold_warn_of_flips(uc_threshold_plan *p, uc_error *err) UC_MUST_CHECK;

#endif
