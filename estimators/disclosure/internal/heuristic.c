/* heuristic.c - a first mask: the cheapest changes of the table that blur each cell
 *
 * For a primary cell that must be able to rise (or fall) by an amount, the linear
 * programme of least weight moves other cells so that every equation still holds; what
 * moves is hidden. Cells hidden already move at almost no cost.
 */
#include "estimators/disclosure/internal/search.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HIDDEN_COST 1e-4 /* of moving a hidden cell, beside 1 + weight */
#define MOVED       1e-7

static int rise(size_t cell)
{
    return 2 * (int)cell + 1;
}

static int fall(size_t cell)
{
    return 2 * (int)cell + 2;
}

static void build(uc_search *s)
{
    const uc_cells *cells = s->cells;

    s->lp = glp_create_prob();
    glp_set_obj_dir(s->lp, GLP_MIN);
    glp_add_cols(s->lp, 2 * (int)cells->n);
    for (size_t e = 0; e < cells->n_equations; e++) {
        const int row = glp_add_rows(s->lp, 1);
        int n = 0;

        for (size_t t = cells->start[e]; t < cells->start[e + 1]; t++) {
            s->index[++n] = rise(cells->term[t]);
            s->coef[n] = cells->sign[t];
            s->index[++n] = fall(cells->term[t]);
            s->coef[n] = -cells->sign[t];
        }
        glp_set_mat_row(s->lp, row, n, s->index, s->coef);
        glp_set_row_bnds(s->lp, row, GLP_FX, 0, 0);
    }
    glp_adv_basis(s->lp, 0);
}

static void bound(glp_prob *lp, int column, double limit)
{
    if (limit > 0)
        glp_set_col_bnds(lp, column, GLP_DB, 0, limit);
    else
        glp_set_col_bnds(lp, column, GLP_FX, 0, 0);
}

/* Costs and limits of this mask and amount. */
static void price(uc_search *s, double amount)
{
    const uc_cells *cells = s->cells;

    for (size_t i = 0; i < cells->n; i++) {
        const double full = 1 + cells->weight[i];
        const double cost = s->x[i] > 0 ? HIDDEN_COST * full : full;
        const bool known = cells->mask[i] == UC_CELLS_KNOWN;

        glp_set_obj_coef(s->lp, rise(i), cost);
        glp_set_obj_coef(s->lp, fall(i), cost);
        bound(s->lp, rise(i), known ? 0 : amount);
        bound(s->lp, fall(i), known ? 0 : fmin(amount, cells->value[i]));
    }
}

/* Hides what lets `cell` move by `amount`. @return false: nothing does. */
static bool blur(uc_search *s, size_t cell, bool up, double amount)
{
    const int before = glp_get_it_cnt(s->lp);
    glp_smcp parm;
    bool solved;

    price(s, amount);
    bound(s->lp, up ? fall(cell) : rise(cell), 0);
    glp_set_col_bnds(s->lp, up ? rise(cell) : fall(cell), GLP_FX, amount, amount);
    glp_init_smcp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    solved = glp_simplex(s->lp, &parm) == 0 && glp_get_status(s->lp) == GLP_OPT;
    s->work += (glp_get_it_cnt(s->lp) - before + 1) * (2.0 * glp_get_num_rows(s->lp));
    for (size_t i = 0; solved && i < s->cells->n; i++)
        if (glp_get_col_prim(s->lp, rise(i)) > MOVED ||
            glp_get_col_prim(s->lp, fall(i)) > MOVED)
            s->x[i] = 1;
    return solved;
}

static void list_broken(void *context, size_t cell, const double up[],
                        const double down[])
{
    uc_search *s = context;

    (void)up;
    (void)down;
    s->cell[s->n_added++] = cell;
}

/* Blurs each cell that is given away, unless an earlier one has helped it already. */
static bool blur_broken(uc_search *s)
{
    const uc_cells *cells = s->cells;

    s->n_added = 0;
    if (!uc_protect_check(&s->protect, s->x, true, list_broken, s))
        return false;
    for (int k = 0; k < s->n_added; k++) {
        const size_t i = s->cell[k];
        const double up = cells->need[i].high - cells->value[i];
        const double down = cells->value[i] - cells->need[i].low;

        if (k > 0 && !uc_protect_check_one(&s->protect, s->x, i))
            return false;
        if (k > 0 && s->protect.n_broken == 0)
            continue;
        if (down > 0)
            (void)blur(s, i, false, down);
        if (up > 0)
            (void)blur(s, i, true, up);
    }
    return true;
}

/* A cell that is still given away: hides the cheapest cell beside it. */
static void hide_beside(void *context, size_t cell, const double up[],
                        const double down[])
{
    uc_search *s = context;
    const uc_cells *cells = s->cells;
    size_t found = SIZE_MAX;

    (void)up;
    (void)down;
    for (size_t e = 0; e < cells->n_equations; e++) {
        bool beside = false;

        for (size_t t = cells->start[e]; t < cells->start[e + 1]; t++)
            beside = beside || cells->term[t] == cell;
        for (size_t t = cells->start[e]; beside && t < cells->start[e + 1]; t++) {
            const size_t i = cells->term[t];

            if (s->x[i] < 0.5 && cells->mask[i] == UC_CELLS_SHOWN &&
                (found == SIZE_MAX || cells->weight[i] < cells->weight[found]))
                found = i;
        }
    }
    if (found != SIZE_MAX)
        s->x[found] = 1;
    s->n_added += found != SIZE_MAX;
}

static void hide_all(uc_search *s)
{
    for (size_t i = 0; i < s->cells->n; i++)
        s->x[i] = s->cells->mask[i] != UC_CELLS_KNOWN;
}

/* From a first mask to one that protects; has_best says whether there is one. */
static bool repair(uc_search *s)
{
    for (size_t round = 0; round < 8; round++) {
        s->n_added = 0;
        if (!uc_protect_check(&s->protect, s->x, true, hide_beside, s))
            return false;
        if (s->protect.n_broken == 0)
            return uc_search_offer(s);
        if (s->n_added == 0)
            break;
    }
    hide_all(s);
    return uc_search_offer(s);
}

/* Secondary cells by falling weight, then by number. */
static size_t heaviest(const uc_search *s, const bool tried[])
{
    size_t found = SIZE_MAX;

    for (size_t i = 0; i < s->cells->n; i++)
        if (!tried[i] && s->x[i] > 0.5 && s->cells->mask[i] == UC_CELLS_SHOWN &&
            (found == SIZE_MAX || s->cells->weight[i] > s->cells->weight[found]))
            found = i;
    return found;
}

/* Shows again what need not be hidden. */
static bool clean_up(uc_search *s, bool tried[])
{
    size_t i;

    while ((i = heaviest(s, tried)) != SIZE_MAX) {
        if (uc_cancelled(s->cancel))
            break;
        tried[i] = true;
        s->x[i] = 0;
        if (!uc_protect_check(&s->protect, s->x, true, NULL, NULL))
            return false;
        if (s->protect.n_broken > 0)
            s->x[i] = 1;
    }
    return uc_search_offer(s);
}

bool uc_search_heuristic(uc_search *s)
{
    bool *tried = calloc(s->cells->n + 1, sizeof *tried);
    bool done = tried != NULL;

    for (size_t i = 0; i < s->cells->n; i++)
        s->x[i] = uc_cells_hidden(s->cells, i);
    if (done) {
        build(s);
        done = blur_broken(s);
        glp_delete_prob(s->lp);
        s->lp = NULL;
    }
    if (done)
        done = repair(s);
    if (done && s->has_best)
        done = clean_up(s, tried);
    free(tried);
    return done;
}

bool uc_search_whole(uc_search *s)
{
    s->protect.check_whole = s->cells->whole;
    memcpy(s->x, s->best, s->cells->n * sizeof *s->x);
    if (!uc_protect_check(&s->protect, s->x, true, NULL, NULL))
        return false;
    if (s->protect.n_broken == 0)
        return true;
    s->has_best = false;
    return repair(s);
}
