/** @file search.h
 * The best hierarchical models by BIC, AIC or AICc: exact, by branch and bound.
 *
 * A node is a pair of sets, terms forced in and terms still allowed. No model between
 * them has a higher likelihood than all allowed terms together, nor fewer parameters
 * than the forced ones, which bounds its criterion (Furnival & Wilson 1974
 * Technometrics 16:499). Likelihoods enter only through proven bounds (newton.h), so a
 * fit that has not converged prunes nothing that it should not.
 */
#ifndef UC_SEARCH_H
#define UC_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/core/cancel.h"
#include "estimators/mse/candidates.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/model.h"
#include "estimators/registry.h"

typedef struct uc_search_opts {
    uc_selection_rule rule; /* UC_RULE_BIC, UC_RULE_AIC or UC_RULE_AICC */
    unsigned max_order;     /* 1 to lists - 1; 0: lists - 1 */
    size_t n_best;          /* models wanted, at least 1 */
    double within;          /* only models so near the best, criterion units; 0: any */
    bool facial;            /* admit models whose hidden count is estimable on a face */
    uint64_t limit;         /* fits allowed; 0: no limit */
    uc_cancel *cancel;      /* or NULL */
    const uc_model *hint;   /* models likely to be good; they only save time */
    size_t n_hints;
} uc_search_opts;

/** One admissible model. Its terms are set bits of uc_search_result.candidates. */
typedef struct uc_found {
    uint64_t *set;
    size_t n_parameters;
    double criterion;
    double estimate; /* persons */
} uc_found;

typedef struct uc_search_result {
    uc_found *best; /* n_found of them: by criterion; ties by fewest terms, then the
                       smallest estimate, then the model string */
    size_t n_found;
    size_t n_ties;   /* further models tied with the best */
    bool proved;     /* nothing better was left out */
    double gap;      /* proved bound on how much better another model can be; 0 */
    uint64_t n_fits; /* fits, whole or abandoned */
    uint64_t n_nodes;
} uc_search_result;

typedef struct uc_search uc_search; /* workspace; one per thread */

/** Allocates a workspace for tables of 2 to 16 lists. NULL when memory is short. */
uc_search *uc_search_alloc(unsigned n_lists);
void uc_search_free(uc_search *search);

/** Searches one table. The result is borrowed until the next run or uc_search_free().
 * @return UC_OK, also when no model is admissible (n_found 0); UC_EINVAL; UC_ENOMEM;
 *         UC_ENUMERIC; UC_ECANCELED. */
uc_status uc_search_run(uc_search *search, const uc_dense *table,
                        const uc_search_opts *opts, const uc_search_result **result,
                        uc_error *err) UC_MUST_CHECK;

/** Makes a model of a found one, with all main effects. */
uc_status uc_search_model(const uc_search *search, const uc_found *found,
                          uc_model *model, uc_error *err) UC_MUST_CHECK;

/** Penalty of a criterion for n_parameters and n_people: 2p, p log n, or 2p with the
 * small-sample term, INFINITY where AICc does not exist. */
double uc_search_penalty(uc_selection_rule rule, size_t n_parameters, double n_people);

#endif
