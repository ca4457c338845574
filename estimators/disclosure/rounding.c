/* rounding.c - controlled rounding by GLPK */
#include "estimators/disclosure/rounding.h"

#include <glpk.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/glpk_guard.h"

#define MAX_NODES 2000
#define EXTRA     3.0 /* price of a step beyond the nearest multiples, in bases */

typedef struct rounding {
    const uc_cells *cells;
    double base;
    double *rounded;
    int *index;
    double *coef;
    bool wide; /* a further step up or down is allowed */
    bool found, proved;
    int nodes;
} rounding;

/* Columns of cell i: to the multiple above; one step more up; one more down. */
static int column(size_t i, int which)
{
    return 3 * (int)i + which;
}

static void add_columns(glp_prob *lp, const rounding *r)
{
    glp_add_cols(lp, 3 * (int)r->cells->n);
    for (size_t i = 0; i < r->cells->n; i++) {
        const double value = r->cells->value[i];
        const double rest = value - r->base * floor(value / r->base);
        const bool steps = r->wide && value > 0;

        for (int which = 1; which <= 3; which++)
            glp_set_col_kind(lp, column(i, which), GLP_BV);
        glp_set_obj_coef(lp, column(i, 1), r->base - 2 * rest);
        glp_set_obj_coef(lp, column(i, 2), EXTRA * r->base);
        glp_set_obj_coef(lp, column(i, 3), EXTRA * r->base);
        if (rest == 0)
            glp_set_col_bnds(lp, column(i, 1), GLP_FX, 0, 0);
        if (!steps)
            glp_set_col_bnds(lp, column(i, 2), GLP_FX, 0, 0);
        if (!steps || value < r->base)
            glp_set_col_bnds(lp, column(i, 3), GLP_FX, 0, 0);
    }
}

static void add_rows(glp_prob *lp, const rounding *r)
{
    const uc_cells *cells = r->cells;

    for (size_t e = 0; e < cells->n_equations; e++) {
        const int row = glp_add_rows(lp, 1);
        double floors = 0;
        int n = 0;

        for (size_t t = cells->start[e]; t < cells->start[e + 1]; t++) {
            const size_t i = cells->term[t];

            floors += cells->sign[t] * floor(cells->value[i] / r->base);
            for (int which = 1; which <= 3; which++) {
                r->index[++n] = column(i, which);
                r->coef[n] = which == 3 ? -cells->sign[t] : cells->sign[t];
            }
        }
        glp_set_mat_row(lp, row, n, r->index, r->coef);
        glp_set_row_bnds(lp, row, GLP_FX, -floors, -floors);
    }
}

static void count_nodes(glp_tree *tree, void *info)
{
    rounding *r = info;

    if (glp_ios_reason(tree) == GLP_ISELECT && ++r->nodes > MAX_NODES)
        glp_ios_terminate(tree);
}

static void take(glp_prob *lp, rounding *r)
{
    for (size_t i = 0; i < r->cells->n; i++)
        r->rounded[i] = r->base * (floor(r->cells->value[i] / r->base) +
                                   nearbyint(glp_mip_col_val(lp, column(i, 1)) +
                                             glp_mip_col_val(lp, column(i, 2)) -
                                             glp_mip_col_val(lp, column(i, 3))));
}

static uc_status solve(void *context, uc_error *err)
{
    rounding *r = context;
    glp_prob *lp = glp_create_prob();
    glp_iocp parm;
    int failed, status;

    (void)err;
    add_columns(lp, r);
    add_rows(lp, r);
    glp_init_iocp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    parm.presolve = GLP_ON;
    parm.cb_func = count_nodes;
    parm.cb_info = r;
    failed = glp_intopt(lp, &parm);
    status = glp_mip_status(lp);
    r->found = status == GLP_OPT || status == GLP_FEAS;
    r->proved = failed == 0 && status == GLP_OPT;
    if (r->found)
        take(lp, r);
    glp_delete_prob(lp);
    return UC_OK;
}

static void conclude(const rounding *r, uc_rounding_result *result)
{
    *result = (uc_rounding_result){.outcome = UC_ROUNDING_IMPOSSIBLE};
    if (!r->found)
        return;
    result->outcome = r->wide ? UC_ROUNDING_WIDER : UC_ROUNDING_NEAREST;
    result->proved = r->proved;
    for (size_t i = 0; i < r->cells->n; i++) {
        const double change = fabs(r->rounded[i] - r->cells->value[i]);

        result->sum_of_changes += change;
        result->largest_change = fmax(result->largest_change, change);
    }
}

uc_status uc_rounding(const uc_cells *cells, double base, double rounded[],
                      uc_rounding_result *result, uc_error *err)
{
    rounding r = {.cells = cells, .base = base, .rounded = rounded};
    uc_status status = UC_OK;

    if (!(base >= 2) || base != floor(base) || base > 1e9)
        return uc_fail(
            err, UC_EINVAL,
            "the base of rounding is %g; it must be a whole number, 2 or more", base);
    r.index = malloc((3 * cells->n + 4) * sizeof *r.index);
    r.coef = malloc((3 * cells->n + 4) * sizeof *r.coef);
    if (r.index == NULL || r.coef == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for controlled rounding");
    for (int wide = 0; status == UC_OK && wide < 2 && !r.found; wide++) {
        r.wide = wide != 0;
        r.nodes = 0;
        status = uc_glpk_run(solve, &r, "controlled rounding", err);
    }
    if (status == UC_OK)
        conclude(&r, result);
    free(r.index);
    free(r.coef);
    return status;
}
