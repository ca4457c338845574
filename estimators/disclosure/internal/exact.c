/* exact.c - the least weight to hide, by cuts from attacks
 *
 * Master programme: minimise the weight of hidden cells, x in {0, 1}. Each attack that
 * succeeds gives a cut: hiding cells x moves the primary cell by at most sum c_i x_i,
 * and it has to move by b, so sum min(c_i, b) x_i >= b. Where a need can be met in two
 * ways (reach low and high, or be wide enough) a cut of each way, scaled to 1, gives
 * sum max(a_i, b_i) x_i >= 1; and where that is no longer violated by a mask that
 * fails, one of the cells that have a coefficient and are shown must be hidden.
 */
#include "estimators/disclosure/internal/search.h"

#include <math.h>
#include <string.h>

#define VIOLATED   1e-4 /* a cut must be violated by this to be added */
#define MAX_ROUNDS 4    /* of cuts at one node with a fractional solution */

static bool is_choice(const uc_search *s, size_t cell)
{
    return s->cells->mask[cell] == UC_CELLS_SHOWN;
}

static void add_row(uc_search *s, glp_prob *lp, int n)
{
    const int row = glp_add_rows(lp, 1);

    glp_set_mat_row(lp, row, n, s->index, s->coef);
    glp_set_row_bnds(lp, row, GLP_LO, 1, 0);
    s->n_added++;
}

/* One cut scaled to right-hand side 1, primary cells taken out, into out[].
 * @return false when hiding primary cells alone is enough for it. */
static bool scaled(const uc_search *s, const double a[], const double b[], double need,
                   double out[])
{
    double left = need;

    for (size_t i = 0; i < s->cells->n; i++)
        if (uc_cells_hidden(s->cells, i))
            left -= a[i] + (b != NULL ? b[i] : 0);
    if (left <= 1e-9 * (1 + need))
        return false;
    for (size_t i = 0; i < s->cells->n; i++) {
        const double c = a[i] + (b != NULL ? b[i] : 0);

        if (is_choice(s, i))
            out[i] = fmax(out[i], fmin(1, c / left));
    }
    return true;
}

/* The cut that a violated need gives, in s->best's neighbour `out`. */
static bool cut_of(const uc_search *s, size_t cell, const double up[],
                   const double down[], double out[])
{
    const uc_cell_need *need = &s->cells->need[cell];
    const double value = s->cells->value[cell];
    double moved_up = 0;

    memset(out, 0, s->cells->n * sizeof *out);
    for (size_t i = 0; i < s->cells->n; i++)
        moved_up += up[i] * s->x[i];
    if (isfinite(need->width) && !scaled(s, up, down, need->width, out))
        return false;
    if (need->high - value > moved_up)
        return scaled(s, up, NULL, need->high - value, out);
    return scaled(s, down, NULL, value - need->low, out);
}

/* Adds a cut to the master as it stands in s->lp. */
static void cut(void *context, size_t cell, const double up[], const double down[])
{
    uc_search *s = context;
    double *out = s->protect.attack.slope, reached = 0;
    const bool whole_only = up == NULL;
    int n = 0;

    if (!whole_only && !cut_of(s, cell, up, down, out))
        return;
    for (size_t i = 0; !whole_only && i < s->cells->n; i++)
        reached += is_choice(s, i) ? out[i] * s->x[i] : 0;
    if (!whole_only && reached < 1 - VIOLATED) {
        for (size_t i = 0; i < s->cells->n; i++)
            if (is_choice(s, i) && out[i] > 0) {
                s->index[++n] = s->column[i];
                s->coef[n] = out[i];
            }
    } else {
        for (size_t i = 0; i < s->cells->n; i++)
            if (is_choice(s, i) && s->x[i] < 0.5 && (whole_only || out[i] > 0)) {
                if (s->x[i] > VIOLATED)
                    return; /* fractional: this cut is for masks */
                s->index[++n] = s->column[i];
                s->coef[n] = 1;
            }
    }
    add_row(s, s->lp, n);
}

/* In no equation may a primary cell be the only hidden one. */
static void add_neighbours(uc_search *s)
{
    const uc_cells *cells = s->cells;

    for (size_t e = 0; e < cells->n_equations; e++) {
        size_t n_hidden = 0, n_primary = 0;
        int n = 0;

        for (size_t t = cells->start[e]; t < cells->start[e + 1]; t++) {
            const size_t i = cells->term[t];

            n_hidden += uc_cells_hidden(cells, i);
            n_primary += cells->mask[i] == UC_CELLS_PRIMARY;
            if (is_choice(s, i)) {
                s->index[++n] = s->column[i];
                s->coef[n] = 1;
            }
        }
        if (n_hidden == 1 && n_primary == 1)
            add_row(s, s->lp, n);
    }
}

/* Nothing dearer than the best mask is of interest. */
static void add_limit(uc_search *s)
{
    const int row = glp_add_rows(s->lp, 1);
    int n = 0;

    for (size_t i = 0; i < s->cells->n; i++)
        if (is_choice(s, i) && s->cells->weight[i] > 0) {
            s->index[++n] = s->column[i];
            s->coef[n] = s->cells->weight[i];
        }
    glp_set_mat_row(s->lp, row, n, s->index, s->coef);
    glp_set_row_bnds(s->lp, row, GLP_UP, 0,
                     s->whole ? s->best_cost - 1 + 1e-6 : s->best_cost * (1 - 1e-9));
}

static void build(uc_search *s)
{
    int n = 0;

    s->lp = glp_create_prob();
    glp_set_obj_dir(s->lp, GLP_MIN);
    for (size_t i = 0; i < s->cells->n; i++) {
        s->column[i] = 0;
        s->x[i] = uc_cells_hidden(s->cells, i);
        if (!is_choice(s, i))
            continue;
        n = glp_add_cols(s->lp, 1);
        s->column[i] = n;
        s->cell[n] = i;
        glp_set_col_bnds(s->lp, n, GLP_DB, 0, 1);
        glp_set_obj_coef(s->lp, n, s->cells->weight[i]);
    }
    add_neighbours(s);
    add_limit(s);
}

/* The solution of the master into x. @return whether it is a mask. */
static bool take(uc_search *s, glp_prob *lp)
{
    bool binary = true;

    for (int j = 1; j <= glp_get_num_cols(lp); j++) {
        double x = glp_get_col_prim(lp, j);

        if (fabs(x - nearbyint(x)) < 1e-6)
            x = nearbyint(x);
        else
            binary = false;
        s->x[s->cell[j]] = fmin(fmax(x, 0), 1);
    }
    return binary;
}

static void raise_bound(uc_search *s, double value)
{
    const double proved = s->whole ? ceil(value - 1e-6) : value;

    s->bound = fmin(fmax(s->bound, proved), s->best_cost);
}

/* Keeps a mask that was just checked and found to protect. */
static void keep(uc_search *s)
{
    const double cost = uc_search_cost(s, s->x);

    if (cost < s->best_cost) {
        memcpy(s->best, s->x, s->cells->n * sizeof *s->best);
        s->best_cost = cost;
    }
}

typedef enum step { GO_ON, SOLVED, STOPPED, FAILED } step;

static step solve_root(uc_search *s)
{
    const int before = glp_get_it_cnt(s->lp);
    glp_smcp parm;
    int status;

    glp_init_smcp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    parm.meth = GLP_DUALP;
    if (glp_simplex(s->lp, &parm) != 0)
        return FAILED;
    s->work += (glp_get_it_cnt(s->lp) - before + 1) * (glp_get_num_rows(s->lp) + 10.0);
    status = glp_get_status(s->lp);
    if (status == GLP_NOFEAS || status == GLP_INFEAS) {
        raise_bound(s, s->best_cost); /* nothing is cheaper than the best */
        return SOLVED;
    }
    if (status != GLP_OPT)
        return FAILED;
    raise_bound(s, glp_get_obj_val(s->lp));
    return GO_ON;
}

/* Cuts at the root until none is violated. */
static step cut_root(uc_search *s)
{
    for (;;) {
        const step solved = solve_root(s);
        bool binary;

        if (solved != GO_ON)
            return solved;
        if (uc_search_stop(s, s->max_work))
            return STOPPED;
        s->n_added = 0;
        binary = take(s, s->lp);
        if (!uc_protect_check(&s->protect, s->x, binary, cut, s))
            return FAILED;
        if (s->protect.n_broken == 0 && binary) {
            keep(s); /* the relaxation is a mask: nothing is cheaper */
            raise_bound(s, s->best_cost);
            return SOLVED;
        }
        if (s->n_added == 0)
            return GO_ON;
    }
}

static void stop_search(glp_tree *tree, uc_search *s)
{
    const int node = glp_ios_best_node(tree);

    if (node != 0)
        raise_bound(s, glp_ios_node_bound(tree, node));
    glp_ios_terminate(tree);
}

static void on_node(glp_tree *tree, void *info)
{
    uc_search *s = info;
    const int node = glp_ios_curr_node(tree);
    glp_prob *master = s->lp, *lp = glp_ios_get_prob(tree);
    bool binary;

    if (glp_ios_reason(tree) != GLP_IROWGEN)
        return;
    s->work += 4.0 * (glp_get_num_rows(lp) + 10.0);
    if (s->last_node != node)
        s->n_rounds = 0;
    s->last_node = node;
    binary = take(s, lp);
    if (uc_search_stop(s, s->max_work)) {
        stop_search(tree, s);
        return;
    }
    if (!binary && ++s->n_rounds > MAX_ROUNDS)
        return;
    s->lp = lp;
    if (!uc_protect_check(&s->protect, s->x, binary, cut, s))
        stop_search(tree, s);
    else if (binary && s->protect.n_broken == 0)
        keep(s);
    s->lp = master;
}

static step branch(uc_search *s)
{
    glp_iocp parm;
    int failed;

    for (int j = 1; j <= glp_get_num_cols(s->lp); j++)
        glp_set_col_kind(s->lp, j, GLP_BV);
    glp_init_iocp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    parm.br_tech = GLP_BR_MFV;
    parm.bt_tech = GLP_BT_BLB;
    parm.cb_func = on_node;
    parm.cb_info = s;
    failed = glp_intopt(s->lp, &parm);
    if (failed == GLP_ESTOP)
        return STOPPED;
    if (failed != 0)
        return FAILED;
    raise_bound(s, s->best_cost);
    return SOLVED;
}

bool uc_search_exact(uc_search *s)
{
    step reached;

    build(s);
    reached = cut_root(s);
    if (reached == GO_ON)
        reached = branch(s);
    glp_delete_prob(s->lp);
    s->lp = NULL;
    return reached != FAILED;
}
