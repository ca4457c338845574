/** @file ranks.h
 * Where the optima of bootstrap replicates stand in the original ranking, as a table
 * for people and as JSON.
 */
#ifndef UC_TABLES_RANKS_H
#define UC_TABLES_RANKS_H

#include <jansson.h>
#include <stddef.h>

#include "estimators/mse/optimum_ranks.h"
#include "reports/table.h"
#include "reports/tables/estimates.h"

/** Fills a table: per stratum and method the replicates whose optimum is among the best
 * 1, 5, 10, ... models of the original table, and those beyond.
 * @param ranks  n_strata x n_methods as in `all`; n_replicates 0: not counted. */
void uc_ranks_table(const uc_estimates *all, const uc_optimum_ranks ranks[],
                    uc_table *table);

/** The same in full: [{"stratum", "method", "by_rank": [{"rank", "replicates"}], ...}].
 * @return a new value; NULL when memory is short. */
json_t *uc_ranks_json(const uc_estimates *all, const uc_optimum_ranks ranks[]);

#endif
