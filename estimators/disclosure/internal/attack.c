/* attack.c - the attacker's linear programmes */
#include "estimators/disclosure/internal/attack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A cell of which less than this is hidden does not move. */
#define MOVES 1e-7

/* Whole within this. */
#define WHOLE 1e-6

/* Nodes of the search among whole numbers. */
#define MAX_NODES 40

bool uc_attack_init(uc_attack *attack, const uc_cells *cells)
{
    const size_t n = 2 * cells->n + 2, m = cells->n_equations + 1;
    double largest = 0;

    memset(attack, 0, sizeof *attack);
    attack->cells = cells;
    attack->column = calloc(n, sizeof *attack->column);
    attack->row = calloc(m, sizeof *attack->row);
    attack->moved = calloc(n, sizeof *attack->moved);
    attack->y = calloc(n, sizeof *attack->y);
    attack->price = calloc(m, sizeof *attack->price);
    attack->slope = calloc(n, sizeof *attack->slope);
    attack->index = calloc(n, sizeof *attack->index);
    attack->sign = calloc(n, sizeof *attack->sign);
    for (size_t i = 0; i < cells->n; i++) {
        largest = fmax(largest, cells->value[i]);
        if (cells->mask[i] == UC_CELLS_PRIMARY)
            largest = fmax(largest, cells->need[i].high);
    }
    attack->reach = 2 * largest + 2;
    return attack->column != NULL && attack->row != NULL && attack->moved != NULL &&
           attack->y != NULL && attack->price != NULL && attack->slope != NULL &&
           attack->index != NULL && attack->sign != NULL;
}

void uc_attack_clear(uc_attack *attack)
{
    free(attack->column);
    free(attack->row);
    free(attack->moved);
    free(attack->y);
    free(attack->price);
    free(attack->slope);
    free(attack->index);
    free(attack->sign);
    memset(attack, 0, sizeof *attack);
}

static void add_columns(uc_attack *attack, const double x[])
{
    const uc_cells *cells = attack->cells;
    int n = 0;

    for (size_t i = 0; i < cells->n; i++) {
        const double v = cells->value[i];
        int column;

        attack->column[i] = 0;
        if (!(x[i] > MOVES))
            continue;
        column = glp_add_cols(attack->lp, 1);
        glp_set_col_bnds(attack->lp, column, GLP_DB, v * (1 - fmin(x[i], 1)),
                         v + attack->reach * fmin(x[i], 1));
        attack->column[i] = column;
        attack->moved[++n] = i;
    }
}

/* One equation over the columns; what does not move goes to the right-hand side. */
static void add_row(uc_attack *attack, size_t e)
{
    const uc_cells *cells = attack->cells;
    double known = 0;
    int n = 0;

    attack->row[e] = 0;
    for (size_t t = cells->start[e]; t < cells->start[e + 1]; t++) {
        const size_t i = cells->term[t];

        if (attack->column[i] == 0) {
            known += cells->sign[t] * cells->value[i];
            continue;
        }
        attack->index[++n] = attack->column[i];
        attack->sign[n] = cells->sign[t];
    }
    if (n == 0)
        return;
    attack->row[e] = glp_add_rows(attack->lp, 1);
    glp_set_mat_row(attack->lp, attack->row[e], n, attack->index, attack->sign);
    glp_set_row_bnds(attack->lp, attack->row[e], GLP_FX, -known, -known);
}

void uc_attack_begin(uc_attack *attack, const double x[])
{
    uc_attack_end(attack);
    attack->lp = glp_create_prob();
    glp_set_obj_dir(attack->lp, GLP_MAX);
    add_columns(attack, x);
    for (size_t e = 0; e < attack->cells->n_equations; e++)
        add_row(attack, e);
    attack->objective = 0;
    glp_adv_basis(attack->lp, 0);
}

void uc_attack_end(uc_attack *attack)
{
    if (attack->lp != NULL)
        glp_delete_prob(attack->lp);
    attack->lp = NULL;
}

static bool simplex(uc_attack *attack)
{
    const int before = glp_get_it_cnt(attack->lp);
    glp_smcp parm;
    bool solved;

    glp_init_smcp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    solved =
        glp_simplex(attack->lp, &parm) == 0 && glp_get_status(attack->lp) == GLP_OPT;
    if (!solved) { /* once more from the start: a basis may have become singular */
        glp_std_basis(attack->lp);
        solved = glp_simplex(attack->lp, &parm) == 0 &&
                 glp_get_status(attack->lp) == GLP_OPT;
    }
    attack->work += (glp_get_it_cnt(attack->lp) - before + 1) *
                    (glp_get_num_rows(attack->lp) + 10.0);
    return solved;
}

bool uc_attack_extreme(uc_attack *attack, size_t cell, bool up, double *value)
{
    const uc_cells *cells = attack->cells;

    if (attack->objective != 0)
        glp_set_obj_coef(attack->lp, attack->objective, 0);
    attack->objective = attack->column[cell];
    glp_set_obj_coef(attack->lp, attack->objective, up ? 1 : -1);
    if (!simplex(attack))
        return false;
    for (size_t i = 0; i < cells->n; i++)
        attack->y[i] = attack->column[i] != 0
                           ? glp_get_col_prim(attack->lp, attack->column[i])
                           : cells->value[i];
    for (size_t e = 0; e < cells->n_equations; e++)
        attack->price[e] =
            attack->row[e] != 0 ? glp_get_row_dual(attack->lp, attack->row[e]) : 0;
    *value = attack->y[cell];
    return true;
}

bool uc_attack_is_whole(const uc_attack *attack)
{
    for (size_t i = 0; i < attack->cells->n; i++)
        if (fabs(attack->y[i] - nearbyint(attack->y[i])) > WHOLE)
            return false;
    return true;
}

/* 1 at the first attempt, then between 1 and 2, scattered. */
static double cost(unsigned attempt, int column)
{
    return 1 + (attempt * 2654435761U * (unsigned)column % 1024) / 1024.0;
}

/* Columns of what the moved cells gain and lose, and the equations between them. */
static glp_prob *changes(uc_attack *attack, int n, unsigned attempt)
{
    const uc_cells *cells = attack->cells;
    glp_prob *lp = glp_create_prob();

    glp_add_cols(lp, 2 * n);
    for (int j = 1; j <= n; j++) {
        const double v = cells->value[attack->moved[j]];

        glp_set_col_bnds(lp, j, GLP_DB, 0, attack->reach);
        glp_set_col_bnds(lp, n + j, v > 0 ? GLP_DB : GLP_FX, 0, v);
        glp_set_obj_coef(lp, j, cost(attempt, j));
        glp_set_obj_coef(lp, n + j, cost(attempt, j));
    }
    for (size_t e = 0; e < cells->n_equations; e++) {
        int row, k = 0;

        if (attack->row[e] == 0)
            continue;
        for (size_t t = cells->start[e]; t < cells->start[e + 1]; t++) {
            const int column = attack->column[cells->term[t]];

            if (column == 0)
                continue;
            attack->index[++k] = column;
            attack->sign[k] = cells->sign[t];
            attack->index[++k] = n + column;
            attack->sign[k] = -cells->sign[t];
        }
        row = glp_add_rows(lp, 1);
        glp_set_mat_row(lp, row, k, attack->index, attack->sign);
        glp_set_row_bnds(lp, row, GLP_FX, 0, 0);
    }
    return lp;
}

bool uc_attack_near(uc_attack *attack, size_t cell, double target, unsigned attempt)
{
    const int n = glp_get_num_cols(attack->lp);
    const double change = target - attack->cells->value[cell];
    const int column = attack->column[cell];
    glp_prob *lp = changes(attack, n, attempt);
    glp_smcp parm;
    bool found;

    glp_set_col_bnds(lp, change > 0 ? n + column : column, GLP_FX, 0, 0);
    glp_set_col_bnds(lp, change > 0 ? column : n + column, GLP_FX, fabs(change),
                     fabs(change));
    glp_init_smcp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    parm.presolve = GLP_ON;
    found = glp_simplex(lp, &parm) == 0 && glp_get_status(lp) == GLP_OPT;
    for (int j = 1; found && j <= n; j++)
        attack->y[attack->moved[j]] = attack->cells->value[attack->moved[j]] +
                                      glp_get_col_prim(lp, j) -
                                      glp_get_col_prim(lp, n + j);
    attack->work += (glp_get_it_cnt(lp) + 10.0) * (glp_get_num_rows(lp) + 10.0);
    glp_delete_prob(lp);
    return found;
}

typedef struct node_limit {
    int nodes;
    double enough; /* objective */
} node_limit;

static void on_node(glp_tree *tree, void *info)
{
    node_limit *limit = info;
    const int reason = glp_ios_reason(tree);

    if (reason == GLP_ISELECT && ++limit->nodes > MAX_NODES)
        glp_ios_terminate(tree);
    if (reason == GLP_IBINGO &&
        glp_mip_obj_val(glp_ios_get_prob(tree)) >= limit->enough - WHOLE)
        glp_ios_terminate(tree);
}

bool uc_attack_whole(uc_attack *attack, size_t cell, double enough, double *value)
{
    const int n = glp_get_num_cols(attack->lp);
    const bool up = glp_get_obj_coef(attack->lp, attack->column[cell]) > 0;
    node_limit limit = {.enough = up ? enough : -enough};
    glp_iocp parm;
    int solved, status;
    bool found;

    for (int j = 1; j <= n; j++)
        glp_set_col_kind(attack->lp, j, GLP_IV);
    glp_init_iocp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    parm.cb_func = on_node;
    parm.cb_info = &limit;
    solved = glp_intopt(attack->lp, &parm);
    status = glp_mip_status(attack->lp);
    found = (solved == 0 && status == GLP_OPT) ||
            (status == GLP_FEAS && glp_mip_obj_val(attack->lp) >= limit.enough - WHOLE);
    if (found) {
        for (int j = 1; j <= n; j++)
            attack->y[attack->moved[j]] = glp_mip_col_val(attack->lp, j);
        *value = attack->y[cell];
    }
    for (int j = 1; j <= n; j++)
        glp_set_col_kind(attack->lp, j, GLP_CV);
    attack->work += 100.0 * limit.nodes * (glp_get_num_rows(attack->lp) + 10.0);
    return found;
}

void uc_attack_add_cut(uc_attack *attack, size_t cell, bool up, double cut[])
{
    const uc_cells *cells = attack->cells;
    double *slope = attack->slope;

    /* slope = objective - (price of the equations the cell is in) */
    memset(slope, 0, cells->n * sizeof *slope);
    slope[cell] = up ? 1 : -1;
    for (size_t e = 0; e < cells->n_equations; e++)
        for (size_t t = cells->start[e];
             attack->price[e] != 0 && t < cells->start[e + 1]; t++)
            slope[cells->term[t]] -= attack->price[e] * cells->sign[t];
    for (size_t i = 0; i < cells->n; i++)
        cut[i] += slope[i] > 0 ? slope[i] * attack->reach : -slope[i] * cells->value[i];
}
