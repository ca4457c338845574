/* suppress.c - secondary suppression and its audit */
#include "estimators/disclosure/suppress.h"

#include <math.h>
#include <stdlib.h>

#include "estimators/core/glpk_guard.h"
#include "estimators/disclosure/internal/search.h"

/* Cells of a table whose audit looks among whole numbers. */
#define MAX_WHOLE 250

#define EXACT 1e-6 /* a cell is known when its limits are this close */

static uc_status failed(uc_error *err)
{
    return uc_fail(err, UC_ENUMERIC, "a linear programme of disclosure control failed");
}

static uc_status search(void *context, uc_error *err)
{
    uc_search *s = context;

    if (!uc_search_heuristic(s))
        return failed(err);
    s->max_work = s->max_work > 0 ? uc_search_work(s) + s->max_work : 0;
    if (s->has_best && s->max_work > 0 && !uc_search_exact(s))
        return failed(err);
    if (uc_cancelled(s->cancel))
        return uc_fail(err, UC_ECANCELED, "stopped; no cell was chosen");
    if (s->has_best && !uc_search_whole(s))
        return failed(err);
    return UC_OK;
}

static void set_masks(uc_cells *cells, const uc_search *s)
{
    for (size_t i = 0; i < cells->n; i++)
        if (cells->mask[i] == UC_CELLS_SHOWN && (!s->has_best || s->best[i] > 0.5))
            cells->mask[i] = UC_CELLS_SECONDARY;
}

static void conclude(const uc_cells *cells, const uc_search *s,
                     uc_suppress_result *result)
{
    result->n_primary = s->protect.n_primary;
    result->cost = uc_cells_cost(cells, &result->n_secondary);
    result->bound = fmin(s->bound, result->cost);
    result->n_unproved = s->protect.n_unproved;
    if (!s->has_best)
        result->outcome = UC_SUPPRESS_IMPOSSIBLE;
    else
        result->outcome = result->bound >= result->cost - 1e-6 * (1 + result->cost)
                              ? UC_SUPPRESS_OPTIMAL
                              : UC_SUPPRESS_WITH_GAP;
}

uc_status uc_suppress(uc_cells *cells, double max_work, uc_cancel *cancel,
                      uc_suppress_result *result, uc_error *err)
{
    uc_search s;
    uc_status status = UC_OK;

    for (size_t i = 0; i < cells->n; i++)
        if (cells->mask[i] == UC_CELLS_SECONDARY)
            cells->mask[i] = UC_CELLS_SHOWN;
    *result = (uc_suppress_result){.outcome = UC_SUPPRESS_NOTHING};
    if (!uc_search_init(&s, cells))
        status = uc_fail(err, UC_ENOMEM, "no memory for disclosure control");
    s.max_work = max_work;
    s.cancel = cancel;
    if (status == UC_OK && s.protect.n_primary > 0) {
        status = uc_glpk_run(search, &s, "the search for secondary cells", err);
        if (status == UC_OK) {
            set_masks(cells, &s);
            conclude(cells, &s, result);
        }
    }
    uc_search_clear(&s);
    return status;
}

/* -- Audit ------------------------------------------------------------------------ */

typedef struct audit {
    const uc_cells *cells;
    uc_attack attack;
    double *x;
    bool whole; /* limits among whole numbers; in large tables among real ones */
    uc_suppress_attack *found;
    size_t n;
} audit;

static bool attack_one(audit *a, size_t cell, uc_suppress_attack *found)
{
    const uc_cells *cells = a->cells;
    bool solved;

    found->cell = cell;
    solved = uc_attack_extreme(&a->attack, cell, false, &found->low);
    if (solved && a->whole && !uc_attack_is_whole(&a->attack))
        (void)uc_attack_whole(&a->attack, cell, -HUGE_VAL, &found->low);
    solved = solved && uc_attack_extreme(&a->attack, cell, true, &found->high);
    if (solved && a->whole && !uc_attack_is_whole(&a->attack))
        (void)uc_attack_whole(&a->attack, cell, HUGE_VAL, &found->high);
    found->exact = found->high - found->low < EXACT * (1 + fabs(found->high));
    found->broken = cells->mask[cell] == UC_CELLS_PRIMARY &&
                    !uc_cells_satisfied(&cells->need[cell], found->low, found->high);
    return solved;
}

static uc_status attack_all(void *context, uc_error *err)
{
    audit *a = context;

    uc_attack_begin(&a->attack, a->x);
    for (size_t i = 0; i < a->cells->n; i++)
        if (a->x[i] > 0 && a->cells->mask[i] != UC_CELLS_ABSENT &&
            !attack_one(a, i, &a->found[a->n++]))
            return failed(err);
    uc_attack_end(&a->attack);
    return UC_OK;
}

uc_status uc_suppress_audit(const uc_cells *cells, uc_suppress_attack **attack,
                            size_t *n_attacks, uc_error *err)
{
    audit a = {.cells = cells, .whole = cells->whole && cells->n <= MAX_WHOLE};
    uc_status status = UC_OK;

    a.x = calloc(cells->n + 1, sizeof *a.x);
    a.found = calloc(cells->n + 1, sizeof *a.found);
    if (!uc_attack_init(&a.attack, cells) || a.x == NULL || a.found == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for an audit");
    for (size_t i = 0; status == UC_OK && i < cells->n; i++)
        a.x[i] = uc_cells_hidden(cells, i);
    if (status == UC_OK)
        status = uc_glpk_run(attack_all, &a, "an audit", err);
    uc_attack_clear(&a.attack);
    free(a.x);
    if (status != UC_OK) {
        free(a.found);
        return status;
    }
    *attack = a.found;
    *n_attacks = a.n;
    return UC_OK;
}

const char *uc_suppress_outcome_name(uc_suppress_outcome outcome)
{
    static const char *const names[] = {"nothing_to_protect", "optimal", "with_gap",
                                        "impossible"};

    return names[outcome];
}
