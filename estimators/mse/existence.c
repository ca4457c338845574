/* existence.c - recession directions by linear programming, rank by modular elimination
 */
#include "estimators/mse/existence.h"

#include <glpk.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/glpk_guard.h"

/* A cell counts as lowered when its variable, 0 or 1 at the optimum, exceeds this. */
#define LOWERED 0.5

/* The programme: maximise the sum of t_w over empty kept cells, X d + t <= 0, 0 <= t <=
 * 1; X d = 0 on cells with people. Columns: the terms, then a t for every empty kept
 * cell. */
typedef struct programme {
    const uc_newton_model *model; /* lattice: its terms on the kept cells ... */
    const double *x, *count;      /* ... or rows: any design; NULL: lattice */
    size_t first, n_cells, n_columns;
    unsigned char *off_face; /* or NULL */
    int *index;              /* room for a row */
    double *value;
    int n_rows, n_empty;
    double optimum;
} programme;

static bool is_kept(const programme *p, size_t w)
{
    return p->x != NULL || p->model->keep[w] != 0.0;
}

static bool is_empty(const programme *p, size_t w)
{
    return p->count[w] == 0.0;
}

static double coefficient(const programme *p, size_t w, size_t i)
{
    if (p->x != NULL)
        return p->x[w * p->n_columns + i];
    return (p->model->term[i] & w) == p->model->term[i] ? 1.0 : 0.0;
}

static void count_cells(programme *p)
{
    for (size_t w = p->first; w < p->n_cells; w++) {
        p->n_rows += is_kept(p, w);
        p->n_empty += is_kept(p, w) && is_empty(p, w);
    }
}

static void add_columns(glp_prob *lp, const programme *p)
{
    const int n_terms = (int)p->n_columns;

    glp_add_cols(lp, n_terms + p->n_empty);
    glp_set_obj_dir(lp, GLP_MAX);
    for (int i = 1; i <= n_terms; i++)
        glp_set_col_bnds(lp, i, GLP_FR, 0.0, 0.0);
    for (int i = n_terms + 1; i <= n_terms + p->n_empty; i++) {
        glp_set_col_bnds(lp, i, GLP_DB, 0.0, 1.0);
        glp_set_obj_coef(lp, i, 1.0);
    }
}

static void add_rows(glp_prob *lp, const programme *p)
{
    int row = 0, column = (int)p->n_columns;

    glp_add_rows(lp, p->n_rows);
    for (size_t w = p->first; w < p->n_cells; w++) {
        const bool empty = is_empty(p, w);
        int n = 0;

        if (!is_kept(p, w))
            continue;
        for (size_t i = 0; i < p->n_columns; i++) {
            const double value = coefficient(p, w, i);

            if (value == 0.0)
                continue;
            p->index[++n] = (int)i + 1;
            p->value[n] = value;
        }
        if (empty) {
            p->index[++n] = ++column;
            p->value[n] = 1.0;
        }
        glp_set_mat_row(lp, ++row, n, p->index, p->value);
        glp_set_row_bnds(lp, row, empty ? GLP_UP : GLP_FX, 0.0, 0.0);
    }
}

static bool solve(glp_prob *lp, programme *p)
{
    int column = (int)p->n_columns;
    glp_smcp parm;

    glp_init_smcp(&parm);
    parm.msg_lev = GLP_MSG_OFF;
    parm.meth = GLP_PRIMAL; /* d = 0, t = 0 is feasible */
    if (glp_simplex(lp, &parm) != 0 || glp_get_status(lp) != GLP_OPT)
        return false;
    p->optimum = glp_get_obj_val(lp);
    for (size_t w = p->first; p->off_face != NULL && w < p->n_cells; w++)
        p->off_face[w] =
            is_kept(p, w) && is_empty(p, w) && glp_get_col_prim(lp, ++column) > LOWERED;
    return true;
}

/* Builds and solves; a jump out of GLPK ends in its guard. */
static uc_status ask(void *context, uc_error *err)
{
    programme *p = context;
    glp_prob *lp = glp_create_prob();
    bool solved;

    add_columns(lp, p);
    add_rows(lp, p);
    solved = solve(lp, p);
    glp_delete_prob(lp);
    if (!solved)
        return uc_fail(err, UC_ENUMERIC,
                       "the linear programme of existence found no optimum");
    return UC_OK;
}

/* Makes room, builds, solves. */
static uc_status decide(programme *p, bool *exists, uc_error *err)
{
    uc_status status;

    p->index = malloc((p->n_columns + 2) * sizeof *p->index);
    p->value = malloc((p->n_columns + 2) * sizeof *p->value);
    if (p->index == NULL || p->value == NULL) {
        status = uc_fail(err, UC_ENOMEM, "no memory for a linear programme");
    } else {
        count_cells(p);
        status = uc_glpk_run(ask, p, "the linear programme of existence", err);
    }
    if (status == UC_OK)
        *exists = p->optimum < LOWERED;
    free(p->index);
    free(p->value);
    return status;
}

uc_status uc_existence_estimate(const uc_dense *table, const uc_newton_model *model,
                                bool *exists, unsigned char off_face[], uc_error *err)
{
    programme p = {.model = model,
                   .count = table->count,
                   .first = 1,
                   .n_cells = table->n_cells,
                   .n_columns = model->n_terms,
                   .off_face = off_face};

    return decide(&p, exists, err);
}

uc_status uc_existence_rows(size_t n_rows, size_t n_columns, const double x[],
                            const double count[], bool *exists, uc_error *err)
{
    programme p = {.x = x, .count = count, .n_cells = n_rows, .n_columns = n_columns};

    return decide(&p, exists, err);
}

/* Arithmetic modulo a prime below 2^61. */
static const uint64_t primes[2] = {2305843009213693951ULL, 2305843009213693921ULL};

static uint64_t mul_mod(uint64_t a, uint64_t b, uint64_t p)
{
    __extension__ typedef unsigned __int128 wide;

    return (uint64_t)((wide)a * b % p);
}

static uint64_t inverse_mod(uint64_t a, uint64_t p)
{
    uint64_t result = 1, power = a;

    for (uint64_t e = p - 2; e > 0; e >>= 1) {
        if (e & 1)
            result = mul_mod(result, power, p);
        power = mul_mod(power, power, p);
    }
    return result;
}

/* Row of cell w, then reduced by the pivots found so far; kept as a new pivot when
 * something is left. Rows are stored with leading entry 1. */
static bool add_row(uint64_t *rows, unsigned char *has_pivot, size_t n, uint64_t *row,
                    uint64_t p)
{
    for (size_t c = 0; c < n; c++) {
        const uint64_t factor = row[c];
        const uint64_t *pivot = rows + c * n;

        if (factor == 0)
            continue;
        if (!has_pivot[c]) {
            const uint64_t inverse = inverse_mod(factor, p);

            for (size_t j = c; j < n; j++)
                rows[c * n + j] = mul_mod(row[j], inverse, p);
            has_pivot[c] = 1;
            return true;
        }
        for (size_t j = c; j < n; j++)
            if (pivot[j] != 0) /* NOLINT: written, for has_pivot says so */
                row[j] = (row[j] + p - mul_mod(factor, pivot[j], p)) % p;
    }
    return false;
}

static size_t rank_modulo(const uc_dense *table, const uc_newton_model *model,
                          uint64_t *room, unsigned char *has_pivot, uint64_t p)
{
    const size_t n = model->n_terms;
    uint64_t *row = room + n * n;
    size_t rank = 0;

    memset(has_pivot, 0, n);
    for (size_t w = 1; w < table->n_cells && rank < n; w++) {
        if (model->keep[w] == 0.0)
            continue;
        for (size_t i = 0; i < n; i++)
            row[i] = (model->term[i] & w) == model->term[i];
        rank += add_row(room, has_pivot, n, row, p);
    }
    return rank;
}

uc_status uc_existence_identifiable(const uc_dense *table, const uc_newton_model *model,
                                    bool *identifiable, uc_error *err)
{
    const size_t n = model->n_terms;
    uint64_t *room = malloc((n * n + n + 1) * sizeof *room);
    unsigned char *has_pivot = malloc(n + 1);

    if (room == NULL || has_pivot == NULL) {
        free(room);
        free(has_pivot);
        return uc_fail(err, UC_ENOMEM, "no memory for a rank of %zu terms", n);
    }
    *identifiable = rank_modulo(table, model, room, has_pivot, primes[0]) == n ||
                    rank_modulo(table, model, room, has_pivot, primes[1]) == n;
    free(room);
    free(has_pivot);
    return UC_OK;
}

/* Whether the unit vector of a position adds nothing to the rows, modulo a prime. */
static bool adds_nothing(const uc_dense *table, const uc_newton_model *model,
                         size_t position, uint64_t *room, unsigned char *has_pivot,
                         uint64_t p)
{
    const size_t n = model->n_terms;
    uint64_t *row = room + n * n;

    if (rank_modulo(table, model, room, has_pivot, p) == n)
        return true;
    for (size_t i = 0; i < n; i++)
        row[i] = i == position;
    return !add_row(room, has_pivot, n, row, p);
}

uc_status uc_existence_estimable(const uc_dense *table, const uc_newton_model *model,
                                 size_t position, bool *estimable, uc_error *err)
{
    const size_t n = model->n_terms;
    uint64_t *room = malloc((n * n + n + 1) * sizeof *room);
    unsigned char *has_pivot = malloc(n + 1);

    if (room == NULL || has_pivot == NULL) {
        free(room);
        free(has_pivot);
        return uc_fail(err, UC_ENOMEM, "no memory for a rank of %zu terms", n);
    }
    *estimable = adds_nothing(table, model, position, room, has_pivot, primes[0]) &&
                 adds_nothing(table, model, position, room, has_pivot, primes[1]);
    free(room);
    free(has_pivot);
    return UC_OK;
}

uc_status uc_existence_code(const uc_dense *table, const uc_newton_model *model,
                            unsigned *code, uc_error *err)
{
    bool exists = false, identifiable = false;
    uc_status status = uc_existence_estimate(table, model, &exists, NULL, err);

    if (status == UC_OK)
        status = uc_existence_identifiable(table, model, &identifiable, err);
    if (status == UC_OK)
        *code = (exists ? 0 : UC_EXISTENCE_NO_ESTIMATE) |
                (identifiable ? 0 : UC_EXISTENCE_NOT_IDENTIFIABLE);
    return status;
}
