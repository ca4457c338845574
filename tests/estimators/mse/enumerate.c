/* enumerate.c - plain enumeration of models */
#include "tests/estimators/mse/enumerate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/mse/hierarchy.h"
#include "estimators/mse/loglin.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/support.h"

typedef struct gathering {
    listing list;
    uc_loglin_ws ws;
    size_t room;
} gathering;

static bool is_above_empty(const uc_dense *table, const uint32_t terms[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (uint32_t s = (terms[i] - 1) & terms[i]; s != 0; s = (s - 1) & terms[i])
            if (!(table->margin[s] > 0.0))
                return true;
    return false;
}

static uc_status gather(void *ctx, const uint32_t terms[], size_t n, uc_error *err)
{
    gathering *g = ctx;
    uc_loglin_fit fit;
    listed *m;
    uc_status status =
        uc_loglin_fit_terms(&g->ws, g->list.table, terms, n, NULL, &fit, err);

    if (status != UC_OK)
        return status;
    if (g->list.n == g->room) {
        g->room = 2 * g->room + 128;
        g->list.model = realloc(g->list.model, g->room * sizeof *g->list.model);
        assert_non_null(g->list.model);
    }
    m = &g->list.model[g->list.n++];
    *m = (listed){.criterion = {fit.bic, fit.aic, fit.aicc},
                  .estimate = fit.estimate,
                  .n_parameters = fit.n_parameters,
                  .existence = fit.existence,
                  .above_empty = is_above_empty(g->list.table, terms, n)};
    for (size_t i = 0; i < n; i++) {
        const unsigned order = (unsigned)__builtin_popcount(terms[i]);

        m->terms |= (uint64_t)1 << terms[i];
        m->order = order > m->order ? order : m->order;
    }
    return UC_OK;
}

listing enumerate_models(const uc_dense *table, unsigned max_order)
{
    gathering g = {.list.table = table, .ws = loglin_for(table)};
    uc_error err = {0};

    if (uc_hierarchy_walk(table->n_lists, max_order, gather, &g, &err) != UC_OK)
        fail_msg("enumeration: %s; table%s", err.msg, describe_table(table));
    uc_loglin_ws_free(&g.ws);
    return g.list;
}

void listing_free(listing *l)
{
    free(l->model);
    *l = (listing){0};
}

const char *listing_text(const listing *l, size_t i)
{
    uint32_t terms[64];
    size_t n = 0;
    uc_model model;
    const char *text;

    for (uint32_t w = 1; w < l->table->n_cells; w++)
        if (l->model[i].terms >> w & 1u)
            terms[n++] = w;
    assert_int_equal(uc_model_from_terms(l->table->n_lists, terms, n, &model, NULL),
                     UC_OK);
    text = text_of(&model);
    uc_model_clear(&model);
    return text;
}

/* qsort takes no context. */
static const listing *sorted_list;
static unsigned sorted_rule;

static int compare_numbers(double a, double b)
{
    if (fabs(a - b) <= ENUMERATE_TIE * (1.0 + fabs(fmin(a, b))))
        return 0;
    return a < b ? -1 : 1;
}

static int compare(const void *a, const void *b)
{
    const size_t i = *(const size_t *)a, j = *(const size_t *)b;
    const listed *x = &sorted_list->model[i], *y = &sorted_list->model[j];
    int order = compare_numbers(x->criterion[sorted_rule], y->criterion[sorted_rule]);

    if (order == 0 && x->n_parameters != y->n_parameters)
        order = x->n_parameters < y->n_parameters ? -1 : 1;
    if (order == 0)
        order = compare_numbers(x->estimate, y->estimate);
    return order != 0
               ? order
               : strcmp(listing_text(sorted_list, i), listing_text(sorted_list, j));
}

size_t listing_ranked(const listing *l, uc_selection_rule rule, unsigned max_order,
                      size_t position[])
{
    size_t n = 0;

    sorted_list = l;
    sorted_rule = (unsigned)rule;
    for (size_t i = 0; i < l->n; i++)
        if (l->model[i].existence == 0 && l->model[i].order <= max_order &&
            isfinite(l->model[i].criterion[rule]))
            position[n++] = i;
    qsort(position, n, sizeof *position, compare);
    return n;
}

const char *describe_table(const uc_dense *table)
{
    static char text[1024];
    size_t len = 0;

    for (size_t w = 1; w < table->n_cells && len + 16 < sizeof text; w++)
        len += (size_t)snprintf(text + len, sizeof text - len, " %g", table->count[w]);
    return text;
}
