/** @file combine.h
 * Combined copies, and strata pooled in part, as tables.
 */
#ifndef UC_TABLES_COMBINE_H
#define UC_TABLES_COMBINE_H

#include "estimators/combine/combine.h"
#include "reports/table.h"

void uc_copies_table(const uc_rubin *rubin, double level, uc_table *table);

/** @param name  n names, or entries NULL: rows are numbered; borrowed. The last row is
 * the sum over strata. */
void uc_strata_table(const uc_combine_item item[], const char *const name[], size_t n,
                     const uc_shrunk shrunk[], const uc_shrinkage *all, double level,
                     uc_table *table);

#endif
