/** @file stage_estimate.h
 * The estimate stage: capture sets in, estimates, totals and rankings out.
 */
#ifndef UC_STAGE_ESTIMATE_H
#define UC_STAGE_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/core/cancel.h"
#include "estimators/mse/batch.h"
#include "estimators/mse/optimum_ranks.h"
#include "estimators/mse/total.h"
#include "pipeline/common_options.h"
#include "pipeline/keep/plan.h"
#include "reports/table.h"
#include "reports/tables/estimates.h"
#include "reports/tables/models.h"

/** One capture set with the methods to use. */
typedef struct uc_estimate_job {
    const char *capture;            /* name in the run file, or NULL; borrowed */
    const uc_capture_set *set;      /* borrowed */
    const uc_method *const *method; /* borrowed */
    size_t n_methods;
    const uc_mse_settings *settings; /* borrowed */
    bool total;                      /* also the total over strata */
    uc_estimate *estimate;           /* result, n_strata x n_methods; owned */
    uc_mse_total *sum;               /* result, n_methods, or NULL; owned */
} uc_estimate_job;

/** How the estimates are made; results do not depend on it. */
typedef struct uc_estimate_run {
    const uc_common_options *options; /* threads, store, shard, parts, quiet */
    char *const *command;             /* kept in a new store */
    size_t n_command;
    uc_cancel *cancel;
    uc_plan *plan; /* what is kept from the last run, or NULL */
} uc_estimate_run;

/** Makes all estimates of all jobs as one batch. On failure no job has results.
 * With a plan, what it has is taken from there and the rest is kept in it; a dry plan
 * is filled in, nothing is estimated, and the jobs have empty results.
 * @param sharded  Set on UC_OK: only a part of the replicates was done, and kept in the
 *                 store; the jobs have point estimates and nothing to report.
 * @return UC_OK, findings included; UC_ENOMEM; UC_ENUMERIC; UC_ECANCELED; what a store
 *         returned. */
uc_status uc_stage_estimate(uc_estimate_job jobs[], size_t n_jobs,
                            const uc_estimate_run *run, bool *sharded,
                            uc_error *err) UC_MUST_CHECK;

/** The item of the batch that a stratum and method of the job is. @return UC_OK;
 * UC_ENOMEM. */
uc_status uc_estimate_job_item(const uc_estimate_job *job, size_t stratum,
                               size_t method, uc_batch_item *item,
                               uc_error *err) UC_MUST_CHECK;

/** Releases the results of a job. */
void uc_estimate_job_clear(uc_estimate_job *job);

/** The job as the tables take it; borrowed from it. */
uc_estimates uc_estimate_job_view(const uc_estimate_job *job);

/** Fills the table of ranked models for every stratum of the views. Rankings use the
 * first method's criterion (BIC for methods without one) and its max order. Strata that
 * cannot be ranked (nobody observed, too few or too many lists) have no rows. Finish
 * and clear the table, also on failure.
 * @param plan  What is kept from the last run, or NULL; a dry plan is only filled in.
 */
uc_status uc_stage_models(const uc_estimates views[], size_t n_views, uc_cancel *cancel,
                          uc_plan *plan, uc_table *table, uc_error *err) UC_MUST_CHECK;

/** Counts the replicates of every stratum and method by the rank of their optimum on
 * the original table; n_replicates stays 0 for a method that minimises no criterion and
 * for an estimate without replicates over all models.
 * @param ranks  Set on UC_OK: n_strata x n_methods, in the order of the estimates;
 * clear each and free() the array. */
uc_status uc_stage_ranks(const uc_estimates *view, uc_cancel *cancel,
                         uc_optimum_ranks **ranks, uc_error *err) UC_MUST_CHECK;

/** True when some stratum of the job has no estimate. */
bool uc_estimate_job_incomplete(const uc_estimate_job *job);

#endif
