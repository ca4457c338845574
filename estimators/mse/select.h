/** @file select.h
 * Choosing a log-linear model for one table by a method's rule: the step that is
 * repeated in every bootstrap replicate.
 */
#ifndef UC_SELECT_H
#define UC_SELECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/core/cancel.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/loglin.h"
#include "estimators/mse/model.h"
#include "estimators/mse/search.h"
#include "estimators/mse/settings.h"

/** What was chosen. */
typedef struct uc_selection {
    uc_mse_status status;
    uc_model model;  /* owned; empty when there is none */
    char *label;     /* as uc_estimate.label; owned */
    double estimate; /* persons; NAN unless status is UC_MSE_OK */
    bool proved;     /* of a search: see uc_search_result */
    double gap;
    uint64_t n_fits;
    size_t n_ties;
    bool stopped_at_empty_pair; /* aic-stepwise: ended by a pair nobody shares */
} uc_selection;

void uc_selection_clear(uc_selection *selection);

/** Workspace of one thread for tables of any number of lists, remade when it changes.
 */
typedef struct uc_select_ws {
    unsigned n_lists;
    uc_search *search;
    uc_loglin_ws loglin;
    uc_cancel *cancel; /* borrowed; or NULL */
    bool facial;       /* the caller's: as uc_loglin_ws.facial; uc_select() sets it */
    void *extra;       /* of a family other than log-linear; or NULL */
    void (*extra_free)(void *extra);
} uc_select_ws;

/** Makes the workspace fit for `n_lists` lists and models of max_terms terms. A zeroed
 * workspace is a valid start. @return UC_OK; UC_EINVAL more terms than a model may
 * have; UC_ENOMEM. */
uc_status uc_select_reserve(uc_select_ws *ws, unsigned n_lists, size_t max_terms,
                            uc_error *err) UC_MUST_CHECK;
void uc_select_ws_free(uc_select_ws *ws);

/** Chooses a model for a table by the rule of `method`.
 *
 * bic, aic, aicc: the best of all admissible models, exactly (search.h). stepwise
 * (Chan, Silverman & Vincent 2021 JASA 116:1297): from main effects, the pair with the
 * least p value while that is below p_threshold, among pairs whose model is admissible.
 * aic-stepwise (Silverman 2014): the pair that lowers AIC most; stops when none does or
 * the new pair's Wald p value exceeds 0.05; a pair nobody shares has p = 1. downhill:
 * from main effects to the best neighbour (one term more or less) while BIC falls.
 *
 * @param fixed   For method fixed: the model, of as many lists as the table; else NULL.
 * @param hint    Models likely to be good, or NULL; they save time, nothing else.
 * @param selection  Set on UC_OK; release with uc_selection_clear().
 * @return UC_OK, findings included; UC_ENOMEM; UC_ENUMERIC; UC_ECANCELED.
 */
uc_status uc_select(uc_select_ws *ws, const uc_dense *table, const uc_method *method,
                    const uc_mse_settings *settings, const uc_model *fixed,
                    const uc_model hint[], size_t n_hints, uc_selection *selection,
                    uc_error *err) UC_MUST_CHECK;

/** Chooses among given models only, by a criterion: for several prefixes of the list at
 * once (the paper's n_top).
 * @param models      n_models, best first on the original table.
 * @param top         n_tops numbers of models, ascending; the last at most n_models.
 * @param selections  n_tops results, set on UC_OK. */
uc_status uc_select_among(uc_select_ws *ws, const uc_dense *table,
                          uc_selection_rule rule, const uc_model models[],
                          size_t n_models, const size_t top[], size_t n_tops,
                          uc_selection selections[], uc_error *err) UC_MUST_CHECK;

/** Status that an existence code means. */
uc_mse_status uc_status_of_existence(unsigned code);

/** True for rules that minimise a criterion over models. */
bool uc_rule_is_criterion(uc_selection_rule rule);

/** The value of a rule's criterion in a fit; of BIC for other rules. */
double uc_rule_criterion(uc_selection_rule rule, const uc_loglin_fit *fit);

#endif
