/** @file optimum_ranks.h
 * Where the optimum of each bootstrap replicate stands among the models of the original
 * table: how far a bootstrap that only tries the best few models would have looked.
 */
#ifndef UC_OPTIMUM_RANKS_H
#define UC_OPTIMUM_RANKS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/ranking.h"

typedef struct uc_optimum_ranks {
    size_t *count;       /* count[k]: replicates whose optimum has rank k + 1; owned */
    size_t n_ranks;      /* admissible models that the ranking lists */
    bool complete;       /* it lists them all; otherwise the rest is beyond n_ranks */
    size_t beyond;       /* replicates with an optimum that it does not list */
    size_t inadmissible; /* ... with one that has no estimate on the original table */
    size_t n_replicates; /* replicates with an estimate */
} uc_optimum_ranks;

/** Counts the replicates of a bootstrap by the rank of their optimum.
 * @param ranking    Of the original table, by the criterion of the bootstrap.
 * @param bootstrap  Over all models (top UC_TOP_ALL).
 * @param ranks      Set on UC_OK; release with uc_optimum_ranks_clear().
 * @return UC_OK; UC_ENOMEM.
 * Ref     Silverman, Chan & Vincent (2024) Statistics and Computing 34:44, table 4 */
uc_status uc_optimum_ranks_count(const uc_ranking *ranking,
                                 const uc_bootstrap *bootstrap, uc_optimum_ranks *ranks,
                                 uc_error *err) UC_MUST_CHECK;

/** Releases what the counts own; zeroed is allowed. */
void uc_optimum_ranks_clear(uc_optimum_ranks *ranks);

/** Replicates whose optimum is among the best `rank` models. */
size_t uc_optimum_ranks_up_to(const uc_optimum_ranks *ranks, size_t rank);

#endif
