/** @file parts.h
 * The parts of the survey stage: groups of rows, their estimates and errors, and the
 * rows of results. For the stages that work on a survey only.
 */
#ifndef UC_SURVEY_PARTS_H
#define UC_SURVEY_PARTS_H

#include "pipeline/survey/stage.h"

/* Rows of every group of one grouping: those of group d are rows[first[d]] ... . */
typedef struct uc_survey_groups {
    const uc_names *by; /* NULL: everybody */
    uint32_t *rows, *first;
    uint32_t *example; /* a row of each group, for its labels */
    size_t n_groups;
} uc_survey_groups;

typedef struct uc_survey_found {
    double value, se, se_logit;
    size_t n_lost; /* replicates without an estimate */
} uc_survey_found;

/* What one request is about, over all rows of the file. */
typedef struct uc_survey_variable {
    const uc_survey_request *request;
    const char *name, *level;
    const char *statistic;
    const double *y, *x;
    double *made; /* y, where it had to be made; owned */
} uc_survey_variable;

/** Numbers the groups of `by` in order of first appearance. A row without one of the
 * answers is in none. @param groups  uc_survey_groups_clear() it, also on failure. */
uc_status uc_survey_group_rows(const uc_survey_input *input, const uc_names *by,
                               uc_survey_groups *groups, uc_error *err) UC_MUST_CHECK;
void uc_survey_groups_clear(uc_survey_groups *groups);

/** Writes the names of group `d` into row `row` of the results. */
void uc_survey_label_row(uc_survey_results *results, const uc_survey_groups *groups,
                         size_t d, size_t row);

/** Estimates and standard errors of n targets. */
uc_status uc_survey_by_taylor(const uc_survey_input *input,
                              const uc_survey_target target[], size_t n,
                              uc_survey_found out[], uc_error *err) UC_MUST_CHECK;
uc_status uc_survey_by_replicates(const uc_survey_input *input,
                                  const uc_survey_target target[], size_t n,
                                  uc_survey_found out[], uc_error *err) UC_MUST_CHECK;

/** Adds the rows of one variable over one grouping. */
uc_status uc_survey_estimate_groups(const uc_survey_input *input,
                                    const uc_survey_variable *variable,
                                    const uc_survey_groups *groups,
                                    uc_survey_results *results,
                                    uc_error *err) UC_MUST_CHECK;

#endif
