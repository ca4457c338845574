/* hierarchy.c - enumeration of hierarchical models
 *
 * Terms are decided one by one, smaller ones first; a term may enter when all its
 * subsets one smaller are in.
 */
#include "estimators/mse/hierarchy.h"

#include <stdlib.h>

#include "estimators/mse/model.h"

#define MAX_TERMS (1u << UC_HIERARCHY_MAX_LISTS)

typedef struct walk {
    unsigned n_lists;
    size_t n_candidates;
    uint32_t candidate[MAX_TERMS]; /* by size, then in list order */
    bool in[MAX_TERMS];            /* by mask */
    uint32_t chosen[MAX_TERMS];
    uc_hierarchy_visit *visit;
    void *ctx;
} walk;

static bool may_enter(const walk *w, uint32_t term)
{
    for (unsigned j = 0; j < w->n_lists; j++)
        if ((term >> j & 1u) && !w->in[term ^ (1u << j)])
            return false;
    return true;
}

/* The recursion is as deep as there are terms, at most 62. */
static uc_status descend(walk *w, size_t next, size_t n_chosen, uc_error *err)
{
    uc_status status;

    while (next < w->n_candidates && !may_enter(w, w->candidate[next]))
        next++;
    if (next == w->n_candidates)
        return w->visit(w->ctx, w->chosen, n_chosen, err);
    status = descend(w, next + 1, n_chosen, err);
    if (status != UC_OK)
        return status;
    w->in[w->candidate[next]] = true;
    w->chosen[n_chosen] = w->candidate[next];
    status = descend(w, next + 1, n_chosen + 1, err);
    w->in[w->candidate[next]] = false;
    return status;
}

static int compare_terms(const void *a, const void *b)
{
    return uc_term_compare(*(const uint32_t *)a, *(const uint32_t *)b);
}

uc_status uc_hierarchy_walk(unsigned n_lists, unsigned max_order,
                            uc_hierarchy_visit *visit, void *ctx, uc_error *err)
{
    walk w = {.n_lists = n_lists, .visit = visit, .ctx = ctx};

    if (n_lists < 2 || n_lists > UC_HIERARCHY_MAX_LISTS)
        return uc_fail(err, UC_EINVAL, "%u lists; models of 2 to %d can be listed",
                       n_lists, UC_HIERARCHY_MAX_LISTS);
    if (max_order == 0 || max_order > n_lists - 1)
        max_order = n_lists - 1;
    for (uint32_t term = 1; term < 1u << n_lists; term++)
        if (uc_term_order(term) >= 2 && uc_term_order(term) <= max_order)
            w.candidate[w.n_candidates++] = term;
    qsort(w.candidate, w.n_candidates, sizeof *w.candidate, compare_terms);
    for (unsigned j = 0; j < n_lists; j++) {
        w.in[1u << j] = true;
        w.chosen[j] = 1u << j;
    }
    return descend(&w, 0, n_lists, err);
}
