/** @file identified.h
 * Persons identified in each bootstrap replicate of a capture table, from the same
 * draws as its estimate.
 */
#ifndef UC_MSE_IDENTIFIED_H
#define UC_MSE_IDENTIFIED_H

#include <stddef.h>

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/mse/batch.h"

/** Draws the replicates of an item once more and counts who is identified in them.
 * @param item              As given to uc_mse_batch(): the same table, key and seed.
 * @param identified        Of its table, those identified.
 * @param imputed           The same for every version of the table; NULL without.
 * @param n                 Replicates 0 to n - 1.
 * @param persons           Out: n counts.
 * Cost as drawing the replicates; nothing is fitted. */
uc_status uc_identified_replicates(const uc_batch_item *item,
                                   const uc_capture_table *identified,
                                   const uc_capture_table imputed[], size_t n,
                                   double persons[], uc_error *err) UC_MUST_CHECK;

#endif
