/** @file nogoods.h
 * Sets of terms that no admissible model of a table can hold.
 *
 * Dependent columns stay dependent when terms are added, and a direction of recession
 * of a model is one of every larger model that still keeps a cell it lowers. So the
 * reason why one model is inadmissible, reduced to the fewest terms, rules out all
 * models that contain those terms: on sparse tables that is what ends a search.
 */
#ifndef UC_NOGOODS_H
#define UC_NOGOODS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/mse/candidates.h"
#include "estimators/mse/dense.h"

/** A flaw beyond the existence codes, of searches with facial sets: the hidden count is
 * not estimable on the face of the supremum. */
#define UC_FLAW_HIDDEN 8u

typedef struct uc_nogood {
    uint64_t *set;      /* terms: a model with all of them is inadmissible ... */
    uint64_t *off_face; /* ... if it keeps one of these cells; NULL: in any case */
} uc_nogood;

typedef struct uc_nogoods {
    uc_nogood *item;
    size_t n, room;
    const uc_candidates *candidates; /* borrowed */
    const uc_dense *table;           /* borrowed */
    size_t n_cell_words;
} uc_nogoods;

/** Starts an empty list for one table. */
void uc_nogoods_start(uc_nogoods *nogoods, const uc_dense *table,
                      const uc_candidates *candidates);
void uc_nogoods_clear(uc_nogoods *nogoods);

/** Learns from an inadmissible model.
 * @param set   Its interactions: down-closed.
 * @param code  Its existence code, not 0; or UC_FLAW_HIDDEN.
 * @return UC_OK; UC_ENOMEM; UC_ENUMERIC. Cost a linear programme or rank a term. */
uc_status uc_nogoods_learn(uc_nogoods *nogoods, const uint64_t set[], unsigned code,
                           uc_error *err) UC_MUST_CHECK;

/** Whether all models that contain `in` and `more` and keep the cells `kept` are ruled
 * out. @param more  A further set, or NULL. @param kept  n_cells values, 0 or 1: cells
 * that every such model keeps. */
bool uc_nogoods_rule_out(const uc_nogoods *nogoods, const uint64_t in[],
                         const uint64_t more[], const double kept[]);

#endif
