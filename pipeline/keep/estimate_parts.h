/** @file estimate_parts.h
 * Estimates and rankings as parts of a plan: what each hangs on, and how it is kept.
 */
#ifndef UC_ESTIMATE_PARTS_H
#define UC_ESTIMATE_PARTS_H

#include "estimators/mse/batch.h"
#include "estimators/mse/ranking.h"
#include "pipeline/keep/plan.h"
#include "reports/tables/estimates.h"

/** The part that an estimate of one stratum is.
 * @param capture  Name in the run file, or NULL. */
void uc_estimate_part(const char *capture, const uc_capture_set *set, size_t stratum,
                      const uc_batch_item *item, uc_part *part);

/** The part that the ranking of one stratum's models is. */
void uc_ranking_part(const uc_estimates *view, size_t stratum, uc_selection_rule rule,
                     uc_part *part);

/** Takes an estimate from the plan's cache; false when it has to be made. */
bool uc_estimate_fetch(uc_plan *plan, const uc_part *part, const uc_method *method,
                       uc_estimate *estimate);
uc_status uc_estimate_keep(uc_plan *plan, const uc_part *part,
                           const uc_estimate *estimate, uc_error *err) UC_MUST_CHECK;

bool uc_ranking_fetch(uc_plan *plan, const uc_part *part, uc_ranking *ranking);
uc_status uc_ranking_keep(uc_plan *plan, const uc_part *part, const uc_ranking *ranking,
                          uc_error *err) UC_MUST_CHECK;

#endif
