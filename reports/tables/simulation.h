/** @file simulation.h
 * How methods fared over simulated tables.
 */
#ifndef UC_TABLES_SIMULATION_H
#define UC_TABLES_SIMULATION_H

#include "estimators/simulate/score.h"
#include "reports/table.h"

/** Estimates: failures, bias, error; each with its Monte-Carlo standard error. */
void uc_simulation_table(const uc_scores *scores, uc_table *table);

/** Intervals: coverage and width. */
void uc_simulation_interval_table(const uc_scores *scores, uc_table *table);

/** Both in one table, a row per figure, for programs. */
void uc_simulation_long_table(const uc_scores *scores, uc_table *table);

#endif
