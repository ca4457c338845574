/** @file trial.h
 * One simulated table, estimated by every method: what is repeated many times.
 */
#ifndef UC_TRIAL_H
#define UC_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/core/cancel.h"
#include "estimators/mse/estimate.h"
#include "estimators/simulate/draw.h"
#include "estimators/simulate/truth.h"

#define UC_TRIAL_MAX_METHODS 64
#define UC_TRIAL_MAX_KINDS   8

/** What is simulated. */
typedef struct uc_trial_plan {
    const uc_truth *truth;
    const uc_method *const *method;
    size_t n_methods;
    const uc_mse_settings *settings; /* its seed is that of the tables too */
    uint64_t key;                    /* of the truth: random streams hang on it */
} uc_trial_plan;

/** Kinds of interval that every method is asked for; the first one stands for the one
 * that a method makes by itself when it makes no other, as those with a posterior do.
 * @return their number. */
size_t uc_trial_kinds(const uc_trial_plan *plan,
                      uc_interval_kind kinds[UC_TRIAL_MAX_KINDS]);

/** Intervals per method: kinds times levels. */
size_t uc_trial_n_limits(const uc_trial_plan *plan);

typedef struct uc_trial_limits {
    double low, high; /* NAN where there are none */
} uc_trial_limits;

/** Results of one repeat. */
typedef struct uc_trial {
    uint64_t n_observed;
    uc_mse_status *status; /* n_methods; owned */
    bool *unmixed;         /* n_methods: the chains disagree or are too short; owned */
    double *estimate;      /* n_methods, NAN without; owned */
    uc_trial_limits *limits; /* n_methods x kinds x levels; owned */
} uc_trial;

uc_status uc_trial_alloc(const uc_trial_plan *plan, uc_trial *trial,
                         uc_error *err) UC_MUST_CHECK;
void uc_trial_clear(uc_trial *trial);

/** Draws the table of that repeat and estimates it.
 * @param drawing  Scratch of this thread.
 * @param trial    Allocated; filled on UC_OK.
 * @return UC_OK, findings included; UC_EINVAL; UC_ENOMEM; UC_ENUMERIC; UC_ECANCELED. */
uc_status uc_trial_run(const uc_trial_plan *plan, uc_drawing *drawing, uint64_t repeat,
                       uc_cancel *cancel, uc_trial *trial, uc_error *err) UC_MUST_CHECK;

#endif
