/** @file stage.h
 * Lists crossed with covariates from file to totals.
 */
#ifndef UC_CROSSED_STAGE_H
#define UC_CROSSED_STAGE_H

#include "data/survey_frame.h"
#include "estimators/crossed/crossed_boot.h"
#include "pipeline/common_options.h"
#include "reports/tables/crossed.h"

typedef struct uc_crossed_plan {
    uc_common_options common; /* first: the shared readers write here */
    uc_names lists, covariates;
    char *count; /* column; owned; NULL: a row is a person */
    bool aic;
    size_t max_order, n_boot, limit;
    double level;
    uint64_t seed;
} uc_crossed_plan;

#define UC_CROSSED_N_OPTIONS 16

extern const uc_option uc_crossed_option_table[UC_CROSSED_N_OPTIONS];

void uc_crossed_plan_init(uc_crossed_plan *plan);
void uc_crossed_plan_clear(uc_crossed_plan *plan);
uc_status uc_crossed_plan_check(const uc_crossed_plan *plan,
                                uc_error *err) UC_MUST_CHECK;

typedef struct uc_crossed_results {
    const uc_crossed_plan *plan; /* borrowed */
    uc_survey_frame frame;
    uc_crossed_table table;
    uc_crossed_terms terms;
    uc_crossed_fit fit;
    uc_crossed_choice choice;
    uc_crossed_boot boot;
    const char **text; /* sorted levels of all covariates; owned array */
    size_t first[UC_CROSSED_MAX_COVARIATES + 1];
    char *model;            /* in words; owned */
    uc_crossed_row *row;    /* owned */
    size_t n_rows, n_empty; /* n_empty: combinations with nobody on a list */
    double n_missing;       /* people with a covariate missing */
} uc_crossed_results;

/** Reads the columns that the plan names and groups the rows.
 * @param results  Zeroed; uc_crossed_results_clear() it, also on failure. Must not
 * move.
 * @return UC_OK also when faults were added; UC_ENOMEM. */
uc_status uc_crossed_read(const uc_crossed_plan *plan, const char *path,
                          uc_faults *faults, uc_crossed_results *results,
                          uc_error *err) UC_MUST_CHECK;

/** Chooses the model, sums up and bootstraps. */
uc_status uc_crossed_estimate(uc_crossed_results *results, uc_cancel *cancel,
                              uc_error *err) UC_MUST_CHECK;

uc_crossed_view uc_crossed_view_of(const uc_crossed_results *results);
void uc_crossed_results_clear(uc_crossed_results *results);

#endif
