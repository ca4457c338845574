/** @file reproduce.h
 * The numbers of a paper, computed again as one batch of estimates.
 */
#ifndef UC_REPRODUCE_H
#define UC_REPRODUCE_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/faults.h"
#include "data/base/status.h"
#include "data/paper.h"
#include "pipeline/stage_estimate.h"
#include "reports/tables/reproduction.h"

/** Computes every number of a paper.
 * @param paper   Its datasets are data:NAME.
 * @param n_boot     Replicates for limits and ranks; counts of ranks are scaled to
 * 1,000.
 * @param n_repeats  Simulated tables, where the paper simulates.
 * @param ours    Out: paper->n_rows numbers.
 * @param faults  Faults of the tables and of settings. A method that this program does
 * not have is no fault: its numbers say so.
 * @return UC_OK also when faults were added; UC_ENOMEM; UC_ENUMERIC; UC_ECANCELED. */
uc_status uc_reproduce(const uc_paper *paper, size_t n_boot, size_t n_repeats,
                       uint64_t seed, const uc_estimate_run *run, uc_reproduced ours[],
                       uc_faults *faults, uc_error *err) UC_MUST_CHECK;

#endif
