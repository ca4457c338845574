/** @file stage.h
 * The survey stage: every estimate that a plan asks for, over all and by groups.
 */
#ifndef UC_STAGE_SURVEY_H
#define UC_STAGE_SURVEY_H

#include "pipeline/survey/input.h"

/** Rows in the order of the requests; within one, all together, then each grouping in
 * order of first appearance. Zeroed: none. */
typedef struct uc_survey_results {
    uc_survey_row *row;
    size_t n_rows, capacity;
    const char ***group; /* one per row: by-values; owned arrays of borrowed texts */
    const char **by;     /* columns that group, each once; owned array */
    size_t n_by;
    const uc_survey_input *input; /* borrowed */
} uc_survey_results;

/** Estimates. @param results  Zeroed; uc_survey_results_clear() it, also on failure.
 * @return UC_OK; UC_EDATA the sample has a stratum of one unit and the plan says to
 *         fail; UC_ENOMEM. */
uc_status uc_stage_survey(const uc_survey_input *input, uc_survey_results *results,
                          uc_error *err) UC_MUST_CHECK;
void uc_survey_results_clear(uc_survey_results *results);

/** What tables take; borrowed from results. */
uc_survey_view uc_survey_results_view(const uc_survey_results *results);

/** Adds pooled and Fay-Herriot rows to those that are there. */
uc_status uc_survey_combine(uc_survey_results *results, uc_error *err) UC_MUST_CHECK;

/** Adds a row. @return NULL when memory is short. */
uc_survey_row *uc_survey_results_add(uc_survey_results *results);

#endif
