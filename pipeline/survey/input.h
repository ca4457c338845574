/** @file input.h
 * A survey that was read: columns, design, adjusted weights, replicates.
 */
#ifndef UC_SURVEY_INPUT_H
#define UC_SURVEY_INPUT_H

#include "data/survey_frame.h"
#include "estimators/survey/weights/nonresponse.h"
#include "pipeline/survey/plan.h"
#include "pipeline/survey/rules.h"
#include "reports/tables/survey.h"

/** One calibration: its terms, and what variances need of it. */
typedef struct uc_survey_step {
    uc_survey_totals *from; /* borrowed */
    uc_survey_frame table;  /* the file of totals */
    uc_term *term;          /* owned */
    uint32_t **crossed;     /* codes made for A:B, one per term or NULL; owned */
    uc_terms terms;
    double *totals; /* one per column of the terms; owned */
    uc_calibration_opts opts;
    uc_calibration kept;
    uc_calibration_outcome outcome;
} uc_survey_step;

typedef struct uc_survey_input {
    const uc_survey_plan *plan; /* borrowed */
    uc_survey_frame frame;
    uc_survey_frame areas;        /* covariates by area */
    uc_survey_rules own_rules;    /* from a file of its own */
    const uc_survey_rules *rules; /* these, or the plan's; NULL: none */
    uint8_t *truth;               /* n x (indicators, groups, rules); owned */
    uc_survey_tally *tally;
    size_t n_tally;
    uc_design design;
    double *base;    /* weights before calibration, what replicates start from; owned */
    uc_design plain; /* the design with those weights; only `weight` is its own */
    uc_survey_step step[UC_SURVEY_MAX_TOTALS];
    size_t n_steps;
    uc_recalibration again[UC_SURVEY_MAX_TOTALS];
    const uc_calibration *calibration; /* the outermost; NULL: none */
    uc_survey_replicates reps;
    bool has_reps;
    const double **repweight; /* columns; owned array */
    uc_nonresponse nonresponse;
    size_t n_cut;  /* weights trimmed */
    uc_sink notes; /* what a reader should know, one sentence a line */
} uc_survey_input;

/** Reads everything the plan names and prepares weights and replicates.
 * @param path   Of the survey file.
 * @param input  Zeroed; uc_survey_input_clear() it, also on failure. Must not move.
 * @return UC_OK also when faults were added; UC_ENOMEM. */
uc_status uc_survey_input_read(const uc_survey_plan *plan, const char *path,
                               uc_faults *faults, uc_survey_input *input,
                               uc_error *err) UC_MUST_CHECK;
void uc_survey_input_clear(uc_survey_input *input);

/** Weights of the design, of non-response, calibration and trimming; called by the
 * reader. Faults of the data are returned as UC_EDATA. */
uc_status uc_survey_weights(uc_survey_input *input, uc_error *err) UC_MUST_CHECK;

/** Numbers the combinations of several category columns. @param codes  Owned by the
 * caller: one per respondent. */
uc_status uc_survey_cross(const uc_survey_input *input, char *const name[],
                          size_t n_names, uint32_t **codes, size_t *n_codes,
                          uc_error *err) UC_MUST_CHECK;

/** Makes terms and totals of a step from its table. */
uc_status uc_survey_make_step(uc_survey_input *input, uc_survey_step *step,
                              uc_error *err) UC_MUST_CHECK;

/** Codes the indicators, evaluates the rules in every row, and counts; called by the
 * reader. An answer that is neither yes nor no is a fault. */
uc_status uc_survey_apply_rules(uc_survey_input *input, uc_faults *faults,
                                uc_error *err) UC_MUST_CHECK;

/** Truth of indicator or rule `k` (0 ... indicators + groups + rules - 1) in a row. */
uc_truth uc_survey_truth(const uc_survey_input *input, size_t row, size_t k);

#endif
