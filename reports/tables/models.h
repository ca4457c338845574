/** @file models.h
 * Rankings of models and bootstrap replicates as tidy tables.
 */
#ifndef UC_TABLES_MODELS_H
#define UC_TABLES_MODELS_H

#include <stdbool.h>
#include <stddef.h>

#include "estimators/mse/ranking.h"
#include "reports/table.h"
#include "reports/tables/estimates.h"

/** Prepares the table of models with the stratum columns of all sets; a leading column
 * "capture" where the sets have one. */
void uc_models_table_init(const uc_estimates all[], size_t n_all, uc_table *table);

/** Adds the ranking of one stratum. */
void uc_models_table_add(const uc_estimates *all, size_t stratum,
                         const uc_ranking *ranking, uc_table *table);

/** Fills the table of replicates: replicate, stratum, estimate, model, status; method
 * and top follow where there is more than one of either. */
void uc_replicates_table(const uc_estimates *all, uc_table *table);

/** Fills a table of the posterior draws of all sets: method, stratum, chain, draw,
 * persons; those without a posterior have no rows. Finish and clear the table. */
void uc_draws_table(const uc_estimates all[], size_t n_all, uc_table *table);

/** Whether any estimate has draws. */
bool uc_estimates_have_draws(const uc_estimates all[], size_t n_all);

#endif
