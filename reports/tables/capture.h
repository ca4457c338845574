/** @file capture.h
 * Capture tables as a file that the reader of capture tables takes.
 */
#ifndef UC_TABLES_CAPTURE_H
#define UC_TABLES_CAPTURE_H

#include "data/capture_table.h"
#include "reports/table.h"

/** Fills a table with every history of every stratum: stratum columns, 0/1 lists,
 * count; and, where the set has them, identified_count, structural_zero (1: a history
 * that nobody can have) and imputation (0: the links; 1 and on: linked versions). */
void uc_capture_set_table(const uc_capture_set *set, uc_table *table);

#endif
