/* candidates.c - interactions that a best model can hold */
#include "estimators/mse/candidates.h"

#include <stdlib.h>

#include "estimators/mse/model.h"

/* True when every subset with one list less has people (smaller ones then have too). */
static bool is_candidate(const uc_dense *table, uint32_t term)
{
    if (!uc_dense_is_term(table, term))
        return false;
    for (unsigned j = 0; j < table->n_lists; j++)
        if ((term >> j & 1u) && !(table->margin[term ^ (1u << j)] > 0.0))
            return false;
    return true;
}

static size_t count_up_to(const uc_dense *table, unsigned max_order)
{
    size_t n = 0;

    for (uint32_t term = 1; term < table->n_cells; term++) {
        const unsigned order = uc_term_order(term);

        n += order >= 2 && order <= max_order && is_candidate(table, term);
    }
    return n;
}

static int compare_terms(const void *a, const void *b)
{
    return uc_term_compare(*(const uint32_t *)a, *(const uint32_t *)b);
}

static void relate(uc_candidates *c)
{
    for (size_t i = 0; i < c->n; i++)
        for (size_t j = i; j < c->n; j++)
            if ((c->term[i] & c->term[j]) == c->term[i]) {
                uc_set_add(c->up + i * c->n_words, j);
                uc_set_add(c->down + j * c->n_words, i);
            }
}

uc_status uc_candidates_find(const uc_dense *table, unsigned max_order,
                             uc_candidates *candidates, uc_error *err)
{
    uc_candidates made = {.max_order = max_order, .complete = true};
    size_t n = 0;

    made.n = count_up_to(table, max_order);
    while (made.n > UC_CANDIDATES_MAX && made.max_order > 2) {
        made.complete = false;
        made.n = count_up_to(table, --made.max_order);
    }
    made.n_words = made.n / 64 + 1;
    made.term = malloc((made.n + 1) * sizeof *made.term);
    made.up = calloc((made.n + 1) * made.n_words, sizeof *made.up);
    made.down = calloc((made.n + 1) * made.n_words, sizeof *made.down);
    if (made.term == NULL || made.up == NULL || made.down == NULL) {
        uc_candidates_free(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for %zu candidate terms", made.n);
    }
    for (uint32_t term = 1; term < table->n_cells; term++) {
        const unsigned order = uc_term_order(term);

        if (order >= 2 && order <= made.max_order && is_candidate(table, term))
            made.term[n++] = term;
    }
    qsort(made.term, n, sizeof *made.term, compare_terms);
    relate(&made);
    *candidates = made;
    return UC_OK;
}

void uc_candidates_free(uc_candidates *candidates)
{
    free(candidates->term);
    free(candidates->up);
    free(candidates->down);
    *candidates = (uc_candidates){0};
}
