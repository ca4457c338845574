/** @file estimate_bytes.h
 * Finished estimates and rankings as bytes, every bit of every field.
 */
#ifndef UC_ESTIMATE_BYTES_H
#define UC_ESTIMATE_BYTES_H

#include <stdbool.h>

#include "data/base/pool.h"
#include "data/base/sink.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/ranking.h"

/** Writes an estimate; a failure is the sink's. */
void uc_estimate_put(uc_sink *out, const uc_estimate *estimate);

/** Reads one.
 * @param method    Of the estimate that was asked for.
 * @param codes     Reason and warning codes live here; outlives the estimate.
 * @param estimate  Set when true is returned; uc_estimate_clear() it.
 * @return false when the bytes are not an estimate, or memory is short. */
bool uc_estimate_get(const void *bytes, size_t len, const uc_method *method,
                     uc_pool *codes, uc_estimate *estimate);

void uc_ranking_put(uc_sink *out, const uc_ranking *ranking);
bool uc_ranking_get(const void *bytes, size_t len, uc_ranking *ranking);

#endif
