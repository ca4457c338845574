/** @file ranking.h
 * All models of a table, or the best of them, in order.
 */
#ifndef UC_RANKING_H
#define UC_RANKING_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/core/cancel.h"
#include "estimators/mse/model.h"
#include "estimators/registry.h"

/** One model with its criteria. Existence: 0 fine, 1 no finite estimate, 2 not
 * identifiable, 3 both; the numbers are those of the supremum where they exist. */
typedef struct uc_ranked_model {
    uc_model model;
    unsigned order;
    size_t n_parameters, n_boundary;
    double estimate; /* NAN when existence is not 0 */
    double bic, aic, aicc, deviance;
    unsigned existence;
} uc_ranked_model;

typedef struct uc_ranking {
    uc_ranked_model *model; /* admissible ones by criterion, then the inadmissible */
    size_t n_models;
    size_t n_admissible;
    bool complete; /* every hierarchical model up to the order is here */
} uc_ranking;

/** Ranks models by a criterion. Up to five lists all hierarchical models are listed,
 * beyond that the best 1,000 admissible ones, exactly.
 * @param rule       UC_RULE_BIC, UC_RULE_AIC or UC_RULE_AICC.
 * @param max_order  Largest interaction; 0: lists - 1.
 * @return UC_OK; UC_EINVAL; UC_ENOMEM; UC_ENUMERIC; UC_ECANCELED. */
uc_status uc_mse_rank(const uc_capture_table *table, uc_selection_rule rule,
                      unsigned max_order, uc_cancel *cancel, uc_ranking *ranking,
                      uc_error *err) UC_MUST_CHECK;

/** The same with existence as facial sets have it (face.h): models whose hidden count
 * is estimable on the face of their supremum are admissible, with existence 0. */
uc_status uc_mse_rank_facial(const uc_capture_table *table, uc_selection_rule rule,
                             unsigned max_order, bool facial, uc_cancel *cancel,
                             uc_ranking *ranking, uc_error *err) UC_MUST_CHECK;

void uc_ranking_clear(uc_ranking *ranking);

#endif
