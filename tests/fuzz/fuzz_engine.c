/* fuzz_engine.c - the exact search against plain enumeration, and lists put in another
 * order
 *
 * Bytes are the counts of a table of 3 or 4 lists, small ones and zeros more often than
 * large ones. The best model of the search must have the criterion of the best of all
 * that are fitted one by one, and so must the search on the table with its lists
 * permuted. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "estimators/mse/hierarchy.h"
#include "estimators/mse/loglin.h"
#include "estimators/mse/search.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Criteria this near, relative to 1 + size, are ties (as in the search's own tests). */
#define TIE 1e-9

typedef struct best {
    uc_loglin_ws ws;
    const uc_dense *table;
    uc_selection_rule rule;
    double criterion;
    double estimate;
    bool found;
} best;

static void load(const uint8_t *data, size_t size, const unsigned order[],
                 uc_dense *table)
{
    for (size_t w = 1; w < table->n_cells; w++) {
        const unsigned byte = w < size ? data[w] : 0;
        size_t to = 0;

        for (unsigned j = 0; j < table->n_lists; j++)
            if (w >> j & 1u)
                to |= (size_t)1 << order[j];
        table->count[to] = byte < 200 ? byte / 8 : (byte - 199) * (byte - 199);
    }
    uc_dense_refresh(table);
}

static uc_status look(void *context, const uint32_t terms[], size_t n, uc_error *err)
{
    best *b = context;
    uc_loglin_fit fit;
    double criterion;
    const uc_status status =
        uc_loglin_fit_terms(&b->ws, b->table, terms, n, NULL, &fit, err);

    if (status != UC_OK || fit.existence != 0)
        return status;
    criterion = b->rule == UC_RULE_BIC ? fit.bic : fit.aic;
    if (!isfinite(criterion) || !isfinite(fit.estimate))
        return UC_OK;
    if (!b->found || criterion < b->criterion) {
        b->criterion = criterion;
        b->estimate = fit.estimate;
    }
    b->found = true;
    return UC_OK;
}

static bool same(double a, double b)
{
    return fabs(a - b) <= TIE * (1.0 + fabs(a));
}

static void compare(const uc_dense *table, uc_selection_rule rule, const best *want)
{
    const uc_search_opts opts = {.rule = rule, .n_best = 1};
    const uc_search_result *result = NULL;
    uc_search *search = uc_search_alloc(table->n_lists);

    if (search == NULL || uc_search_run(search, table, &opts, &result, NULL) != UC_OK)
        abort();
    if ((result->n_found > 0) != want->found || !result->proved)
        abort();
    if (want->found && !same(result->best[0].criterion, want->criterion))
        abort();
    /* of models that tie, another estimate may be the one */
    if (want->found && result->n_ties == 0 &&
        fabs(result->best[0].estimate - want->estimate) > 1e-6 * want->estimate)
        abort();
    uc_search_free(search);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned as_they_are[] = {0, 1, 2, 3}, other[] = {2, 0, 1, 3};
    const unsigned n_lists = size > 0 && data[0] % 8 == 0 ? 4 : 3;
    uc_dense table, permuted;
    best b = {.rule = size > 0 && data[0] % 2 == 0 ? UC_RULE_BIC : UC_RULE_AIC};

    if (uc_dense_alloc(n_lists, &table, NULL) != UC_OK ||
        uc_dense_alloc(n_lists, &permuted, NULL) != UC_OK)
        abort();
    load(data, size, as_they_are, &table);
    load(data, size, other, &permuted);
    b.table = &table;
    if (table.n_people > 0 &&
        uc_loglin_ws_alloc(n_lists, table.n_cells, &b.ws, NULL) == UC_OK) {
        if (uc_hierarchy_walk(n_lists, n_lists - 1, look, &b, NULL) != UC_OK)
            abort();
        compare(&table, b.rule, &b);
        compare(&permuted, b.rule, &b);
        uc_loglin_ws_free(&b.ws);
    }
    uc_dense_free(&table);
    uc_dense_free(&permuted);
    return 0;
}
