/** @file stage.h
 * Repeated counts from file to totals.
 */
#ifndef UC_REPEATED_STAGE_H
#define UC_REPEATED_STAGE_H

#include "data/survey_frame.h"
#include "pipeline/repeated/plan.h"
#include "reports/tables/repeated.h"

typedef struct uc_repeated_results {
    const uc_repeated_plan *plan; /* borrowed */
    uc_survey_frame frame;
    uc_repeated_data data;
    const char **texts; /* of the categories, borrowed from the frame; owned array */
    uc_repeated_fit fit[UC_N_REPEATED_MODELS];
    uc_repeated_boot boot[UC_N_REPEATED_MODELS];
    uc_repeated_test test;
    uc_repeated_model_view model[UC_N_REPEATED_MODELS];
} uc_repeated_results;

/** Reads the columns that the plan names, and groups them.
 * @param results  Zeroed; uc_repeated_results_clear() it, also on failure. Must not
 *                 move.
 * @return UC_OK also when faults were added; UC_ENOMEM. */
uc_status uc_repeated_read(const uc_repeated_plan *plan, const char *path,
                           uc_faults *faults, uc_repeated_results *results,
                           uc_error *err) UC_MUST_CHECK;

/** Fits every model and bootstraps it. */
uc_status uc_repeated_estimate(uc_repeated_results *results, uc_cancel *cancel,
                               uc_error *err) UC_MUST_CHECK;

/** What the tables read; borrowed from the results. */
uc_repeated_view uc_repeated_view_of(const uc_repeated_results *results);

/** Whether every model has an estimate. */
bool uc_repeated_all_ok(const uc_repeated_results *results);

void uc_repeated_results_clear(uc_repeated_results *results);

#endif
