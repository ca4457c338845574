/** @file scaleup_stage.h
 * The scale-up stage: a survey read with its known groups, and every size it is asked
 * for.
 */
#ifndef UC_SCALEUP_STAGE_H
#define UC_SCALEUP_STAGE_H

#include "pipeline/network/scaleup_plan.h"
#include "pipeline/survey/stage.h"
#include "reports/tables/scaleup.h"

typedef struct uc_scaleup_input {
    const uc_scaleup_plan *plan; /* borrowed */
    uc_survey_frame known;       /* group, size */
    uc_survey_input survey;      /* with a plan of its own that asks for the columns */
    uc_survey_plan asked;        /* shallow copy of plan->survey but for its requests */
    const double **column;       /* known groups, then hidden ones; owned array */
    double *size;                /* of the known groups; owned */
    size_t n_known;
} uc_scaleup_input;

/** Reads everything the plan names.
 * @param input  Zeroed; uc_scaleup_input_clear() it, also on failure. Must not move.
 * @return UC_OK also when faults were added; UC_ENOMEM. */
uc_status uc_scaleup_input_read(const uc_scaleup_plan *plan, const char *path,
                                uc_faults *faults, uc_scaleup_input *input,
                                uc_error *err) UC_MUST_CHECK;
void uc_scaleup_input_clear(uc_scaleup_input *input);

/** Rows: of all respondents, then of each grouping in order of first appearance; within
 * one, the hidden groups in the order asked for. Zeroed: none. */
typedef struct uc_scaleup_results {
    const uc_scaleup_input *input; /* borrowed */
    const char **by;               /* columns that group, each once; owned array */
    size_t n_by;
    uc_scaleup_row *row; /* owned, with their arrays of by-values */
    size_t n_rows, capacity;
    uc_scaleup_row *check; /* n_known; owned */
    size_t n_checks;
    double *draws;  /* n_draws x hidden groups, of all respondents; owned, or NULL */
    size_t n_draws; /* replicates of a bootstrap; 0: none */
} uc_scaleup_results;

/** Estimates. @param results  Zeroed; uc_scaleup_results_clear() it, also on failure.
 * @return UC_OK; UC_EDATA a stratum has one unit and the plan says to fail; UC_ENOMEM.
 */
uc_status uc_stage_scaleup(const uc_scaleup_input *input, uc_scaleup_results *results,
                           uc_error *err) UC_MUST_CHECK;
void uc_scaleup_results_clear(uc_scaleup_results *results);

/** What tables take; borrowed from results. */
uc_scaleup_view uc_scaleup_results_view(const uc_scaleup_results *results);

/** True when a row has no estimate. */
bool uc_scaleup_results_incomplete(const uc_scaleup_results *results);

#endif
