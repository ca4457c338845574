/** @file stage.h
 * The doubly robust estimator from file to totals.
 */
#ifndef UC_DOUBLY_STAGE_H
#define UC_DOUBLY_STAGE_H

#include "data/survey_frame.h"
#include "pipeline/common_options.h"
#include "reports/tables/doubly.h"

#define UC_DOUBLY_MAX_LISTS   16
#define UC_DOUBLY_MAX_COLUMNS 100

typedef struct uc_doubly_plan {
    uc_common_options common; /* first: the shared readers write here */
    uc_names lists, covariates, measures;
    uc_nuisance nuisance[UC_N_NUISANCES];
    size_t n_nuisances, n_folds, n_neighbours;
    double level;
    uint64_t seed;
} uc_doubly_plan;

#define UC_DOUBLY_N_OPTIONS 14

extern const uc_option uc_doubly_option_table[UC_DOUBLY_N_OPTIONS];

void uc_doubly_plan_init(uc_doubly_plan *plan);
void uc_doubly_plan_clear(uc_doubly_plan *plan);
uc_status uc_doubly_plan_check(uc_doubly_plan *plan, uc_error *err) UC_MUST_CHECK;

typedef struct uc_doubly_results {
    const uc_doubly_plan *plan; /* borrowed */
    uc_survey_frame frame;
    size_t n_columns;
    double *x; /* n x n_columns; owned */
    bool measure[UC_DOUBLY_MAX_COLUMNS];
    uint8_t *on;        /* lists x n; owned */
    uc_doubly_row *row; /* pairs x nuisances; owned */
    size_t n_rows;
} uc_doubly_results;

/** @param results  Zeroed; uc_doubly_results_clear() it, also on failure.
 * @return UC_OK also when faults were added; UC_ENOMEM. */
uc_status uc_doubly_read(const uc_doubly_plan *plan, const char *path,
                         uc_faults *faults, uc_doubly_results *results,
                         uc_error *err) UC_MUST_CHECK;
uc_status uc_doubly_estimate(uc_doubly_results *results, uc_cancel *cancel,
                             uc_error *err) UC_MUST_CHECK;
uc_doubly_view uc_doubly_view_of(const uc_doubly_results *results);
void uc_doubly_results_clear(uc_doubly_results *results);

#endif
