/* newton.c - Newton steps on the lattice */
#include "estimators/mse/newton.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/lattice.h"
#include "estimators/core/ldl.h"
#include "estimators/core/vector.h"

/* Pivots this small beside their diagonal count as dependent on earlier terms. */
#define PIVOT_TOL 1e-11
/* A step is halved at most so often when the likelihood falls. */
#define MAX_HALVINGS 30
/* Below this least ratio of pivots the margins of a dual point are checked, and may be
 * off by this much, relative to the people. */
#define WELL_CONDITIONED 1e-6
#define MARGIN_TOL       1e-10
/* Fall of the log-likelihood that rounding explains, relative. */
#define ROUNDING 1e-12

struct uc_newton {
    size_t stride;  /* of matrices: room for the terms of a model */
    double *h;      /* stride^2: information */
    double *inv_d;  /* stride */
    double *b;      /* stride: right-hand side, then the solution */
    double *change; /* n_cells: change of the linear predictor */
    double *x;      /* n_cells: the dual point */
    double *margin; /* n_cells: margins under another model */
    double *base;   /* n_cells: the dual point of the model that bounds start from */
    double least;   /* least ratio of pivots in the last factor */
    /* for bounds on smaller models */
    double *inverse; /* stride^2: columns of the inverse information, as needed */
    unsigned char *has_column; /* stride: which columns those are */
    double *step;              /* stride: the Newton step */
    double *direction;         /* n_cells */
    double *factor_d; /* stride: inv_d of the information while bounds are made */
    double *block;    /* stride^2: the inverse, restricted to the block */
    double *block_b;  /* stride */
};

uc_newton *uc_newton_alloc(unsigned n_lists, size_t max_terms)
{
    const size_t n_cells = (size_t)1 << n_lists, stride = uc_ldl_stride(max_terms);
    uc_newton *ws = malloc(sizeof *ws);
    double *block;

    if (ws == NULL)
        return NULL;
    block = calloc(3 * stride * stride + 5 * stride + 5 * n_cells, sizeof *block);
    *ws = (uc_newton){.stride = stride, .h = block, .has_column = calloc(stride, 1)};
    if (block == NULL || ws->has_column == NULL) {
        uc_newton_free(ws);
        return NULL;
    }
    ws->inverse = ws->h + stride * stride;
    ws->block = ws->inverse + stride * stride;
    ws->inv_d = ws->block + stride * stride;
    ws->b = ws->inv_d + stride;
    ws->step = ws->b + stride;
    ws->factor_d = ws->step + stride;
    ws->block_b = ws->factor_d + stride;
    ws->change = ws->block_b + stride;
    ws->x = ws->change + n_cells;
    ws->direction = ws->x + n_cells;
    ws->margin = ws->direction + n_cells;
    ws->base = ws->margin + n_cells;
    return ws;
}

void uc_newton_free(uc_newton *ws)
{
    if (ws == NULL)
        return;
    free(ws->has_column);
    free(ws->h);
    free(ws);
}

uc_status uc_newton_point_alloc(size_t n_cells, uc_newton_point *point, uc_error *err)
{
    double *block = calloc(4 * n_cells, sizeof *block);

    if (block == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a fit on %zu histories", n_cells);
    *point = (uc_newton_point){.alpha = block,
                               .eta = block + n_cells,
                               .mu = block + 2 * n_cells,
                               .margin = block + 3 * n_cells,
                               .loglik = -INFINITY};
    return UC_OK;
}

void uc_newton_point_free(uc_newton_point *point)
{
    free(point->alpha);
    *point = (uc_newton_point){0};
}

void uc_newton_point_copy(size_t n_cells, uc_newton_point *to,
                          const uc_newton_point *from)
{
    memcpy(to->alpha, from->alpha, 4 * n_cells * sizeof *to->alpha);
    to->loglik = from->loglik;
}

void uc_newton_start_cold(const uc_dense *table, const uc_newton_model *model,
                          uc_newton_point *point)
{
    for (size_t w = 0; w < table->n_cells; w++) {
        point->mu[w] = table->count[w] + 0.5;
        point->eta[w] = model->keep[w] != 0.0 ? uc_log(point->mu[w]) : 0.0;
    }
    point->loglik = -INFINITY;
}

static void set_margins(const uc_dense *table, const uc_newton_model *model,
                        uc_newton_point *point)
{
    for (size_t w = 0; w < table->n_cells; w++)
        point->margin[w] = model->keep[w] != 0.0 ? point->mu[w] : 0.0;
    uc_lattice_superset_sum(table->n_lists, point->margin);
}

static void set_information(uc_newton *ws, const uc_newton_model *model,
                            const uc_newton_point *point)
{
    for (size_t i = 0; i < model->n_terms; i++) {
        double *row = ws->h + i * ws->stride;
        const uint32_t term = model->term[i];

        for (size_t j = i; j < model->n_terms; j++)
            row[j] = point->margin[term | model->term[j]];
    }
}

/* Right-hand side for the coefficients themselves, from a predictor that need not lie
 * in the model: X'(mu eta + N - mu). */
static void set_working_response(uc_newton *ws, const uc_dense *table,
                                 const uc_newton_model *model,
                                 const uc_newton_point *point)
{
    double *v = ws->x;

    for (size_t w = 0; w < table->n_cells; w++)
        v[w] = model->keep[w] != 0.0
                   ? point->mu[w] * point->eta[w] + (table->count[w] - point->mu[w])
                   : 0.0;
    uc_lattice_superset_sum(table->n_lists, v);
    for (size_t i = 0; i < model->n_terms; i++)
        ws->b[i] = v[model->term[i]];
}

static void set_score(uc_newton *ws, const uc_dense *table,
                      const uc_newton_model *model, const uc_newton_point *point)
{
    for (size_t i = 0; i < model->n_terms; i++)
        ws->b[i] = table->margin[model->term[i]] - point->margin[model->term[i]];
}

/* Leaves in ws->b the change of the coefficients (in the model) or the new ones (not in
 * it yet), and in ws->change the change of the linear predictor of every cell. */
static size_t solve_step(uc_newton *ws, const uc_dense *table,
                         const uc_newton_model *model, const uc_newton_point *point)
{
    const bool in_model = point->loglik > -INFINITY;
    size_t n_skipped;

    set_information(ws, model, point);
    if (in_model)
        set_score(ws, table, model, point);
    else
        set_working_response(ws, table, model, point);
    n_skipped = uc_ldl_factor(model->n_terms, ws->stride, ws->h, PIVOT_TOL, ws->inv_d,
                              &ws->least);
    uc_ldl_solve(model->n_terms, ws->stride, ws->h, ws->inv_d, ws->b);
    memset(ws->change, 0, table->n_cells * sizeof *ws->change);
    for (size_t i = 0; i < model->n_terms; i++)
        ws->change[model->term[i]] = ws->b[i];
    uc_lattice_subset_sum(table->n_lists, ws->change);
    if (!in_model)
        for (size_t w = 0; w < table->n_cells; w++)
            ws->change[w] -= point->eta[w];
    return n_skipped;
}

/* Range of the change over kept cells. */
static void change_range(const uc_newton *ws, const uc_dense *table,
                         const uc_newton_model *model, double *low, double *high)
{
    double lo = INFINITY, hi = -INFINITY;

    for (size_t w = 1; w < table->n_cells; w++) {
        const double d = ws->change[w];

        if (model->keep[w] == 0.0)
            continue;
        if (isnan(d)) { /* no step at all, and no bound: a NaN compares as neither */
            *low = -INFINITY;
            *high = INFINITY;
            return;
        }
        lo = d < lo ? d : lo;
        hi = d > hi ? d : hi;
    }
    *low = lo;
    *high = hi;
}

/* Whether ws->x has the observed margins. Where the information is well conditioned it
 * has them by construction; near a face of the marginal cone, where some means all but
 * vanish, a step may miss them, and then it proves nothing. `ws->direction` is used up.
 */
static bool has_margins(uc_newton *ws, const uc_dense *table,
                        const uc_newton_model *model)
{
    double *margin = ws->direction;

    if (ws->least >= WELL_CONDITIONED)
        return true;
    memcpy(margin, ws->x, table->n_cells * sizeof *margin);
    uc_lattice_superset_sum(table->n_lists, margin);
    for (size_t i = 0; i < model->n_terms; i++) {
        const uint32_t term = model->term[i];

        if (!(fabs(margin[term] - table->margin[term]) <= MARGIN_TOL * table->n_people))
            return false;
    }
    return true;
}

/* Puts mu (1 + d) into ws->x; every d must be at least -1. Returns whether it bounds.
 */
static bool dual_point(uc_newton *ws, const uc_dense *table,
                       const uc_newton_model *model, const uc_newton_point *point)
{
    for (size_t w = 0; w < table->n_cells; w++)
        ws->x[w] = model->keep[w] != 0.0 ? point->mu[w] * (1.0 + ws->change[w]) : 0.0;
    return has_margins(ws, table, model);
}

static void set_predictor(const uc_dense *table, uc_newton_point *point)
{
    memcpy(point->eta, point->alpha, table->n_cells * sizeof *point->eta);
    uc_lattice_subset_sum(table->n_lists, point->eta);
    uc_exp_array(table->n_cells, point->eta, point->mu);
}

static double loglik_of(const uc_dense *table, const uc_newton_model *model,
                        const uc_newton_point *point)
{
    double sum = 0.0;

    for (size_t i = 0; i < model->n_terms; i++)
        sum += point->alpha[model->term[i]] * table->margin[model->term[i]];
    return sum - point->margin[0];
}

/* First step: into the model, whole. Where it overflows (a start far from the model)
 * the fit starts again from the counts. */
static void enter_model(uc_newton *ws, const uc_dense *table,
                        const uc_newton_model *model, uc_newton_point *point)
{
    memset(point->alpha, 0, table->n_cells * sizeof *point->alpha);
    for (size_t i = 0; i < model->n_terms; i++)
        point->alpha[model->term[i]] = ws->b[i];
    set_predictor(table, point);
    set_margins(table, model, point);
    point->loglik = loglik_of(table, model, point);
    if (!isfinite(point->loglik)) {
        uc_newton_start_cold(table, model, point);
        set_margins(table, model, point);
    }
}

/* A step inside the model, halved while the likelihood falls. */
static void move(uc_newton *ws, const uc_dense *table, const uc_newton_model *model,
                 uc_newton_point *point)
{
    const double before = point->loglik;
    double scale = 1.0, moved = 0.0;

    for (unsigned i = 0; i <= MAX_HALVINGS; i++) {
        for (size_t k = 0; k < model->n_terms; k++)
            point->alpha[model->term[k]] += (scale - moved) * ws->b[k];
        moved = scale;
        set_predictor(table, point);
        set_margins(table, model, point);
        point->loglik = loglik_of(table, model, point);
        if (point->loglik >= before - ROUNDING * (fabs(before) + table->n_people))
            return;
        scale *= 0.5;
    }
}

/* Where a step from a point outside the model misses the margins, its means were
 * useless as weights: better to start again from the counts. */
static bool is_useless_start(uc_newton *ws, const uc_dense *table,
                             const uc_newton_model *model, const uc_newton_point *point)
{
    return ws->least < WELL_CONDITIONED && !(point->loglik > -INFINITY) &&
           !dual_point(ws, table, model, point);
}

static void start_again(const uc_dense *table, const uc_newton_model *model,
                        uc_newton_point *point)
{
    uc_newton_start_cold(table, model, point);
    set_margins(table, model, point);
}

void uc_newton_fit(uc_newton *ws, const uc_dense *table, const uc_newton_model *model,
                   const uc_newton_stop *stop, uc_newton_point *point,
                   uc_newton_result *result)
{
    const bool wants_bound = stop->gap >= 0.0 || stop->abandon_below > -INFINITY;
    bool restarted = false;

    *result = (uc_newton_result){.end = UC_NEWTON_MAX_STEPS, .upper = INFINITY};
    point->loglik = -INFINITY;
    set_margins(table, model, point);
    while (result->n_steps < stop->max_steps) {
        double low, high;

        result->n_skipped = solve_step(ws, table, model, point);
        if (result->n_steps == 0 && is_useless_start(ws, table, model, point)) {
            start_again(table, model, point);
            result->n_skipped = solve_step(ws, table, model, point);
        }
        change_range(ws, table, model, &low, &high);
        result->min_change = low;
        if (low == -INFINITY) { /* the means overflowed: once more from the counts */
            start_again(table, model, point);
            point->loglik = -INFINITY;
            result->n_steps++;
            if (restarted)
                return;
            restarted = true;
            continue;
        }
        if (wants_bound && low >= -1.0 && dual_point(ws, table, model, point))
            result->upper =
                fmin(result->upper, uc_sum_xlogx_minus_x(table->n_cells, ws->x));
        if (result->upper < stop->abandon_below) {
            result->end = UC_NEWTON_ABANDONED;
            return;
        }
        if (point->loglik > -INFINITY) {
            move(ws, table, model, point);
        } else {
            enter_model(ws, table, model, point);
        }
        result->n_steps++;
        if (fmax(-low, high) <= stop->tol) {
            result->end = UC_NEWTON_CONVERGED;
            return;
        }
        if (result->upper - point->loglik <= stop->gap) {
            result->end = UC_NEWTON_BOUNDED;
            return;
        }
    }
}

uc_newton_bounds uc_newton_ready_bounds(uc_newton *ws, const uc_dense *table,
                                        const uc_newton_model *model,
                                        const uc_newton_point *point)
{
    double low, high;
    const size_t n_skipped = solve_step(ws, table, model, point);

    memcpy(ws->step, ws->b, model->n_terms * sizeof *ws->step);
    change_range(ws, table, model, &low, &high);
    if (low < -1.0 || !dual_point(ws, table, model, point))
        return UC_NEWTON_NO_BOUNDS;
    memcpy(ws->base, ws->x, table->n_cells * sizeof *ws->base);
    /* with a dependent term set aside, moving another would move its margin too */
    if (n_skipped > 0 || ws->least < WELL_CONDITIONED)
        return UC_NEWTON_STEP_BOUNDS;
    memcpy(ws->factor_d, ws->inv_d, model->n_terms * sizeof *ws->factor_d);
    memset(ws->has_column, 0, model->n_terms);
    return UC_NEWTON_BOUNDS;
}

/* Column i (and row i) of the inverse information, computed when first asked for. */
static const double *inverse_column(uc_newton *ws, const uc_newton_model *model,
                                    size_t i)
{
    double *column = ws->inverse + i * ws->stride;

    if (!ws->has_column[i])
        uc_ldl_inverse_column(model->n_terms, ws->stride, ws->h, ws->factor_d, i,
                              column);
    ws->has_column[i] = 1;
    return column;
}

/* Coefficients of a direction that offsets the means of cells that come back, so that
 * the margins of the model's terms stay. Left in ws->b. */
static void offset_returned_cells(uc_newton *ws, const uc_dense *table,
                                  const uc_newton_model *model,
                                  const uc_newton_point *point, const double keep[])
{
    const size_t n = model->n_terms;
    double *freed = ws->x;

    for (size_t w = 0; w < table->n_cells; w++)
        freed[w] = keep[w] > model->keep[w] ? -point->mu[w] : 0.0;
    uc_lattice_superset_sum(table->n_lists, freed);
    for (size_t i = 0; i < n; i++)
        ws->b[i] = freed[model->term[i]];
    uc_ldl_solve(n, ws->stride, ws->h, ws->factor_d, ws->b);
}

/* Adds to ws->b the direction that brings the block's coefficients, after the Newton
 * step and what ws->b holds already, to 0. */
static void remove_block(uc_newton *ws, const uc_newton_model *model,
                         const uc_newton_point *point, const size_t block[],
                         size_t n_block)
{
    const size_t n = model->n_terms, stride = uc_ldl_stride(n_block);

    for (size_t a = 0; a < n_block; a++) {
        const size_t i = block[a];
        const double *column = inverse_column(ws, model, i);

        for (size_t c = a; c < n_block; c++)
            ws->block[a * stride + c] = column[block[c]];
        ws->block_b[a] = -(point->alpha[model->term[i]] + ws->step[i] + ws->b[i]);
    }
    (void)uc_ldl_factor(n_block, stride, ws->block, PIVOT_TOL, ws->inv_d, NULL);
    uc_ldl_solve(n_block, stride, ws->block, ws->inv_d, ws->block_b);
    for (size_t a = 0; a < n_block; a++) {
        const double *column = inverse_column(ws, model, block[a]);

        for (size_t i = 0; i < n; i++)
            ws->b[i] += ws->block_b[a] * column[i];
    }
}

/* The cell's change and slope along ws->direction, relative to its mean: 0 and 0 for
 * cells that are not kept. */
UC_INLINE void relative_line(const uc_newton *ws, const uc_newton_model *model,
                             size_t w, uc_v4 *at, uc_v4 *slope)
{
    const uc_i4 kept = uc_v4_load(model->keep + w) != 0.0;
    const uc_v4 zero = uc_v4_all(0.0);

    *at = uc_v4_select(kept, 1.0 + uc_v4_load(ws->change + w), zero);
    *slope = uc_v4_select(kept, uc_v4_load(ws->direction + w), zero);
}

/* How far along ws->direction every kept cell stays at 0 or above, at most 1. */
UC_CLONES static double feasible_length(const uc_newton *ws, const uc_dense *table,
                                        const uc_newton_model *model)
{
    uc_v4 length = uc_v4_all(1.0);
    double least;

    for (size_t w = 0; w < table->n_cells; w += 4) {
        uc_v4 at, slope, most;

        relative_line(ws, model, w, &at, &slope);
        most = at / -slope;
        length = uc_v4_select((at + slope < 0.0) & (most < length), most, length);
    }
    least = length[0];
    for (int k = 1; k < 4; k++)
        least = length[k] < least ? length[k] : least;
    return least > 0.0 ? least : 0.0;
}

/* Puts the dual point at that length into ws->x. Cells that come back have their means,
 * as far. */
UC_CLONES static void follow_line(uc_newton *ws, const uc_dense *table,
                                  const uc_newton_model *model,
                                  const uc_newton_point *point, const double keep[],
                                  double length)
{
    const double *cells = keep != NULL ? keep : model->keep;
    const uc_v4 zero = uc_v4_all(0.0);

    for (size_t w = 0; w < table->n_cells; w += 4) {
        const uc_i4 back =
            (uc_v4_load(cells + w) != 0.0) & (uc_v4_load(model->keep + w) == 0.0);
        const uc_i4 either =
            (uc_v4_load(cells + w) != 0.0) | (uc_v4_load(model->keep + w) != 0.0);
        uc_v4 at, slope, x;

        relative_line(ws, model, w, &at, &slope);
        x = uc_v4_select(back, uc_v4_all(length), at + length * slope);
        uc_v4_store(ws->x + w,
                    uc_v4_select(either, uc_v4_load(point->mu + w) * x, zero));
    }
}

double uc_newton_bound_without(uc_newton *ws, const uc_dense *table,
                               const uc_newton_model *model,
                               const uc_newton_point *point, const size_t block[],
                               size_t n_block, const double keep[])
{
    double length;

    if (keep != NULL)
        offset_returned_cells(ws, table, model, point, keep);
    else
        memset(ws->b, 0, model->n_terms * sizeof *ws->b);
    remove_block(ws, model, point, block, n_block);
    memset(ws->direction, 0, table->n_cells * sizeof *ws->direction);
    for (size_t i = 0; i < model->n_terms; i++)
        ws->direction[model->term[i]] = ws->b[i];
    uc_lattice_subset_sum(table->n_lists, ws->direction);
    length = feasible_length(ws, table, model);
    follow_line(ws, table, model, point, keep, length);
    return uc_sum_xlogx_minus_x(table->n_cells, ws->x);
}

/* Moves ws->x towards ws->base until no cell is negative. */
static void pull_back(uc_newton *ws, size_t n_cells)
{
    double length = 1.0;

    for (size_t w = 0; w < n_cells; w++)
        if (ws->base[w] + length * (ws->x[w] - ws->base[w]) < 0.0)
            length = ws->base[w] / (ws->base[w] - ws->x[w]);
    if (length >= 1.0)
        return;
    for (size_t w = 0; w < n_cells; w++)
        ws->x[w] = ws->base[w] + length * (ws->x[w] - ws->base[w]);
}

double uc_newton_bound_by_step(uc_newton *ws, const uc_dense *table,
                               const uc_newton_model *smaller,
                               const uc_newton_point *point)
{
    uc_newton_point outside = *point;

    outside.margin = ws->margin;
    outside.loglik = -INFINITY;
    set_margins(table, smaller, &outside);
    (void)solve_step(ws, table, smaller, &outside);
    if (!dual_point(ws, table, smaller, &outside))
        return INFINITY;
    pull_back(ws, table->n_cells);
    return uc_sum_xlogx_minus_x(table->n_cells, ws->x);
}
