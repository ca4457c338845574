/* search.c - state of a search for secondary cells */
#include "estimators/disclosure/internal/search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool uc_search_init(uc_search *s, const uc_cells *cells)
{
    const size_t n = cells->n + 1;

    memset(s, 0, sizeof *s);
    s->cells = cells;
    s->x = calloc(n, sizeof *s->x);
    s->best = calloc(n, sizeof *s->best);
    s->index = calloc(2 * n + 1, sizeof *s->index);
    s->coef = calloc(2 * n + 1, sizeof *s->coef);
    s->column = calloc(n, sizeof *s->column);
    s->cell = calloc(n + 1, sizeof *s->cell);
    s->whole = true;
    for (size_t i = 0; i < cells->n; i++)
        if (cells->weight[i] != floor(cells->weight[i]))
            s->whole = false;
    return uc_protect_init(&s->protect, cells) && s->x != NULL && s->best != NULL &&
           s->index != NULL && s->coef != NULL && s->column != NULL && s->cell != NULL;
}

void uc_search_clear(uc_search *s)
{
    uc_protect_clear(&s->protect);
    free(s->x);
    free(s->best);
    free(s->index);
    free(s->coef);
    free(s->column);
    free(s->cell);
    memset(s, 0, sizeof *s);
}

double uc_search_work(const uc_search *s)
{
    return s->work + s->protect.attack.work;
}

bool uc_search_stop(const uc_search *s, double max_work)
{
    return uc_search_work(s) > max_work || uc_cancelled(s->cancel);
}

double uc_search_cost(const uc_search *s, const double x[])
{
    double cost = 0;

    for (size_t i = 0; i < s->cells->n; i++)
        if (s->cells->mask[i] == UC_CELLS_SHOWN)
            cost += s->cells->weight[i] * x[i];
    return cost;
}

bool uc_search_offer(uc_search *s)
{
    const double cost = uc_search_cost(s, s->x);

    if (s->has_best && cost >= s->best_cost)
        return true;
    if (!uc_protect_check(&s->protect, s->x, true, NULL, NULL))
        return false;
    if (s->protect.n_broken > 0)
        return true;
    memcpy(s->best, s->x, s->cells->n * sizeof *s->best);
    s->best_cost = cost;
    s->has_best = true;
    return true;
}
