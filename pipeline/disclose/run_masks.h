/** @file run_masks.h
 * Disclosure control of everything a run publishes.
 *
 * All counts of persons in all tables of the run are cells of one frame: identified
 * counts, stages of the cascade, people observed in capture tables, and their totals.
 * Secondary cells are chosen over all of them together, then attacked. Rates and shares
 * of a suppressed count go with it, and what is estimated is rounded to whole persons.
 */
#ifndef UC_RUN_MASKS_H
#define UC_RUN_MASKS_H

#include "estimators/core/cancel.h"
#include "estimators/disclosure/suppress.h"
#include "pipeline/run_file.h"
#include "pipeline/stage_gap.h"
#include "pipeline/stage_ingest.h"
#include "reports/table.h"

/** What was suppressed. Zeroed: nothing, and nothing was asked for. */
typedef struct uc_run_masks {
    bool asked;
    bool *set_hidden;   /* per capture set: some count of persons in it is suppressed */
    bool *count_hidden; /* per row of the identified counts */
    size_t n_sets, n_counts;
    uc_suppress_result result;
} uc_run_masks;

/** Chooses what is suppressed and takes it out of the gap rows, whose figures are
 * computed again; then attacks what is left.
 * @param masks  Zeroed; uc_run_masks_clear() it, also on failure.
 * @return UC_OK; UC_EDATA the tables cannot be protected, or the audit found a cell;
 *         UC_ENUMERIC; UC_ENOMEM; UC_ECANCELED. */
uc_status uc_stage_disclose(const uc_run_file *run, const uc_ingest *ingest,
                            uc_gap_list *gap, uc_cancel *cancel, uc_run_masks *masks,
                            uc_error *err) UC_MUST_CHECK;

/** Takes persons observed and hidden out of the table of estimates for capture sets in
 * which a count is suppressed, and rounds the rest to whole persons. */
void uc_run_masks_apply(const uc_run_masks *masks, const uc_ingest *ingest,
                        uc_table *table);

void uc_run_masks_clear(uc_run_masks *masks);

#endif
