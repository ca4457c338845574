/** @file reproduce_plan.h
 * A paper's numbers, gathered into the estimates and simulations that answer them.
 */
#ifndef UC_REPRODUCE_PLAN_H
#define UC_REPRODUCE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/faults.h"
#include "data/paper.h"
#include "pipeline/stage_estimate.h"

/** Rows that one estimate or simulation answers: same data, method and settings. */
typedef struct uc_reproduce_task {
    const uc_paper_row *pattern;
    const uc_method *method; /* NULL: this program does not have it */
    const uc_method *truth;  /* of a simulation: chooses the model; else NULL */
    uc_mse_settings settings;
    uc_capture_set set;
    uint64_t known; /* people on the list that is hidden */
    bool wants_ranks;
    bool repeated; /* of repeated counts on one list, not of a capture table */
    bool summary;  /* of other tasks; nothing is estimated */
    size_t job;    /* number of its estimate; SIZE_MAX without */
} uc_reproduce_task;

typedef struct uc_reproduce_plan {
    uc_reproduce_task *task;
    uc_estimate_job *job;
    size_t n, n_jobs;
    size_t *task_of; /* of every row */
} uc_reproduce_plan;

/** Gathers the rows and reads the tables. Clear the plan also on failure.
 * @return UC_OK also when faults were added; UC_EINVAL; UC_ENOMEM. */
uc_status uc_reproduce_plan_make(const uc_paper *paper, size_t n_boot, uint64_t seed,
                                 uc_reproduce_plan *plan, uc_faults *faults,
                                 uc_error *err) UC_MUST_CHECK;
void uc_reproduce_plan_clear(uc_reproduce_plan *plan);

#endif
