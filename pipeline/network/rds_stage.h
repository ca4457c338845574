/** @file rds_stage.h
 * The stage of respondent-driven sampling: a sample read with its recruitment, and
 * every share it is asked for.
 */
#ifndef UC_RDS_STAGE_H
#define UC_RDS_STAGE_H

#include "data/survey_frame.h"
#include "pipeline/network/rds_plan.h"
#include "reports/tables/rds.h"

/** One variable. Categories are numbered in order of first appearance among people
 * sorted by id: neither names of categories nor the order of rows decide anything. */
typedef struct uc_rds_variable {
    const char *name;
    uint32_t *group;    /* of each person; owned */
    const char **label; /* of each category; owned array */
    size_t n_groups;
} uc_rds_variable;

typedef struct uc_rds_input {
    const uc_rds_plan *plan; /* borrowed */
    uc_survey_frame frame;
    uint32_t *row;  /* of person i: people are sorted by id; owned */
    double *degree; /* owned */
    uc_recruitment forest;
    uc_rds_variable *variable; /* one per plan->variables; owned */
    size_t n_variables;
} uc_rds_input;

/** Reads everything the plan names. A forest that is none (people who recruited each
 * other, two recruiters, a recruiter who is not there, a degree that is not above 0) is
 * faulted by row.
 * @param input  Zeroed; uc_rds_input_clear() it, also on failure. Must not move.
 * @return UC_OK also when faults were added; UC_ENOMEM. */
uc_status uc_rds_input_read(const uc_rds_plan *plan, const char *path,
                            uc_faults *faults, uc_rds_input *input,
                            uc_error *err) UC_MUST_CHECK;
void uc_rds_input_clear(uc_rds_input *input);

/** Finds who recruited whom; called by the reader.
 * @param recruiter  One per row: the row of the recruiter, or UC_RECRUITMENT_SEED. */
uc_status uc_rds_find_recruiters(const uc_rds_input *input, uint32_t recruiter[],
                                 uc_faults *faults, uc_error *err) UC_MUST_CHECK;

/** Rows: by variable, method, category. Zeroed: none. */
typedef struct uc_rds_results {
    const uc_rds_input *input; /* borrowed */
    uc_rds_row *row;           /* owned */
    size_t n_rows;
    uc_rds_link *link; /* by variable and category; owned */
    size_t n_links;
    double *homophily; /* of recruitment, by variable; owned */
    double **draws;    /* by row: n_draws shares, NAN without one; owned; NULL: none */
    size_t n_draws;
} uc_rds_results;

/** Estimates. @param results  Zeroed; uc_rds_results_clear() it, also on failure.
 * @return UC_OK; UC_ECANCELED; UC_ENOMEM. */
uc_status uc_stage_rds(const uc_rds_input *input, uc_cancel *cancel,
                       uc_rds_results *results, uc_error *err) UC_MUST_CHECK;
void uc_rds_results_clear(uc_rds_results *results);

/** What tables take; borrowed from results. */
uc_rds_view uc_rds_results_view(const uc_rds_results *results);

/** True when a row has no estimate. */
bool uc_rds_results_incomplete(const uc_rds_results *results);

#endif
