/** @file hierarchy.h
 * All hierarchical models of a few lists, one after the other.
 *
 * 8, 113, 6,893 and 7,785,061 models for 3, 4, 5 and 6 lists with all orders.
 */
#ifndef UC_HIERARCHY_H
#define UC_HIERARCHY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"

/** Lists up to which models can be listed. */
#define UC_HIERARCHY_MAX_LISTS 6

/** Receives one model: its terms without the intercept, main effects first, then by
 * size and in list order. Returns UC_OK to go on; anything else ends the walk. */
typedef uc_status uc_hierarchy_visit(void *ctx, const uint32_t terms[], size_t n_terms,
                                     uc_error *err);

/** Visits every down-closed family with all main effects and terms up to max_order.
 * @param n_lists    2 to UC_HIERARCHY_MAX_LISTS.
 * @param max_order  1 to n_lists - 1; 0: n_lists - 1.
 * @return UC_OK all visited; UC_EINVAL; else what `visit` returned. */
uc_status uc_hierarchy_walk(unsigned n_lists, unsigned max_order,
                            uc_hierarchy_visit *visit, void *ctx,
                            uc_error *err) UC_MUST_CHECK;

#endif
