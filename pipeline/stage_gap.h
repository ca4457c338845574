/** @file stage_gap.h
 * The gap stage: estimates against identified counts, row by row.
 */
#ifndef UC_STAGE_GAP_H
#define UC_STAGE_GAP_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/faults.h"
#include "data/base/pool.h"
#include "data/base/status.h"
#include "pipeline/run_file.h"
#include "pipeline/stage_estimate.h"
#include "pipeline/stage_ingest.h"
#include "reports/tables/gap.h"

/** Rows of the gap table. Zeroed: empty. Texts live in the pool or in the inputs, which
 * must outlive the list. */
typedef struct uc_gap_list {
    uc_gap_row *row; /* owned */
    size_t n, capacity;
    uc_pool *pool; /* owned */
} uc_gap_list;

/** Which identified count a row is compared with. Texts NULL: not given. */
typedef struct uc_gap_key {
    const char *area, *period, *stage;
    const char *sex, *age_group, *form; /* "" for all */
    bool other_group; /* the stratum has a column that counts do not have */
} uc_gap_key;

/** Looks up counts and populations, computes the gap and adds the row. `row` has its
 * estimate and texts set; identified is filled in here.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_gap_add_from_counts(uc_gap_list *list, const uc_ingest *ingest,
                                 uc_gap_row *row, const uc_gap_key *key,
                                 uc_error *err) UC_MUST_CHECK;

/** Makes every comparison of a run file.
 * @param jobs    One per entry of run->estimate, with results.
 * @param list    Zeroed; uc_gap_list_clear() it, also on failure.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_stage_gap(const uc_run_file *run, const uc_ingest *ingest,
                       const uc_estimate_job jobs[], uc_gap_list *list,
                       uc_error *err) UC_MUST_CHECK;

/** Faults that need no estimates: definitions and stages that no input has. Adds none
 * when an input has faults, for then a row may be missing because of them. */
void uc_stage_gap_check(const uc_run_file *run, const uc_ingest *ingest,
                        uc_faults *faults);

void uc_gap_list_clear(uc_gap_list *list);

/** Copies `text` into the list's pool; NULL when memory is short or text is NULL. */
const char *uc_gap_keep(uc_gap_list *list, const char *text);

#endif
