/* glm.c - Newton's method for Poisson models of any design */
#include "estimators/mse/glm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/ldl.h"
#include "estimators/mse/existence.h"

#define PIVOT_TOL 1e-11
/* The change is squared from step to step: after one of 1e-7 predictors are right to
 * the last digits. */
#define TOL_CHANGE 1e-7
/* Where no certificate came so soon, existence is asked before going on. */
#define FIRST_STEPS  25
#define MORE_STEPS   500
#define MAX_HALVINGS 30
#define ROUNDING     1e-12

uc_status uc_glm_design_alloc(size_t n_rows, size_t n_columns, uc_glm_design *design,
                              uc_error *err)
{
    uc_glm_design made = {.n_rows = n_rows,
                          .n_columns = n_columns,
                          .first_positive = n_columns,
                          .x = calloc(n_rows * n_columns + 1, sizeof *made.x),
                          .offset = calloc(n_rows + 1, sizeof *made.offset)};

    if (made.x == NULL || made.offset == NULL) {
        uc_glm_design_free(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for a design of %zu rows", n_rows);
    }
    *design = made;
    return UC_OK;
}

void uc_glm_design_free(uc_glm_design *design)
{
    free(design->x);
    free(design->offset);
    *design = (uc_glm_design){0};
}

void uc_glm_free(uc_glm *glm)
{
    free(glm->active);
    free(glm->room);
    *glm = (uc_glm){0};
}

uc_status uc_glm_reserve(uc_glm *glm, size_t n_rows, size_t n_columns, uc_error *err)
{
    const size_t stride = uc_ldl_stride(n_columns + 1);
    uc_glm made = {.max_rows = n_rows, .max_columns = stride};

    if (glm->max_rows >= n_rows && glm->max_columns >= n_columns)
        return UC_OK;
    uc_glm_free(glm);
    made.active = calloc(stride, sizeof *made.active);
    made.room =
        calloc(2 * stride * stride + 4 * stride + 3 * (n_rows + 1), sizeof *made.room);
    if (made.active == NULL || made.room == NULL) {
        uc_glm_free(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for a fit on %zu rows", n_rows);
    }
    made.h = made.room;
    made.inverse = made.h + stride * stride;
    made.inv_d = made.inverse + stride * stride;
    made.b = made.inv_d + stride;
    made.column = made.b + stride;
    made.beta = made.column + stride;
    made.eta = made.beta + stride;
    made.mu = made.eta + n_rows + 1;
    made.change = made.mu + n_rows + 1;
    *glm = made;
    return UC_OK;
}

static double at(const uc_glm_design *d, size_t row, size_t column)
{
    return d->x[row * d->n_columns + column];
}

static void set_information(uc_glm *g, const uc_glm_design *d, size_t stride)
{
    const size_t n = g->n_active;

    memset(g->h, 0, n * stride * sizeof *g->h);
    for (size_t r = 0; r < d->n_rows; r++)
        for (size_t i = 0; i < n; i++) {
            const double weight = g->mu[r] * at(d, r, g->active[i]);

            if (weight == 0.0)
                continue;
            for (size_t j = i; j < n; j++)
                g->h[i * stride + j] += weight * at(d, r, g->active[j]);
        }
}

/* Right-hand side: the score in the model; outside it, the working response. */
static void set_score(uc_glm *g, const uc_glm_design *d, const double count[],
                      bool in_model)
{
    for (size_t i = 0; i < g->n_active; i++)
        g->b[i] = 0.0;
    for (size_t r = 0; r < d->n_rows; r++) {
        const double linear = in_model ? 0.0 : g->mu[r] * (g->eta[r] - d->offset[r]);
        const double value = linear + (count[r] - g->mu[r]);

        for (size_t i = 0; i < g->n_active; i++)
            g->b[i] += value * at(d, r, g->active[i]);
    }
}

static void set_predictor(uc_glm *g, const uc_glm_design *d)
{
    for (size_t r = 0; r < d->n_rows; r++) {
        double eta = d->offset[r];

        for (size_t i = 0; i < g->n_active; i++)
            eta += g->beta[g->active[i]] * at(d, r, g->active[i]);
        g->eta[r] = eta;
    }
    uc_exp_array(d->n_rows, g->eta, g->mu);
}

static double loglik_of(const uc_glm *g, const uc_glm_design *d, const double count[])
{
    double sum = 0.0;

    for (size_t r = 0; r < d->n_rows; r++)
        sum += count[r] * (g->eta[r] - d->offset[r]) - g->mu[r];
    return sum;
}

/* Changes of the predictors that a step would make: least and greatest. */
static void step_range(uc_glm *g, const uc_glm_design *d, bool in_model, double *low,
                       double *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t r = 0; r < d->n_rows; r++) {
        double change = in_model ? 0.0 : d->offset[r] - g->eta[r];

        for (size_t i = 0; i < g->n_active; i++)
            change += g->b[i] * at(d, r, g->active[i]);
        *low = change < *low ? change : *low;
        *high = change > *high ? change : *high;
    }
}

static void take_step(uc_glm *g, const uc_glm_design *d, const double count[],
                      bool in_model, double size)
{
    const double before = g->loglik;
    double scale = 1.0, moved = 0.0;

    for (unsigned k = 0; k <= MAX_HALVINGS; k++) {
        for (size_t i = 0; i < g->n_active; i++)
            g->beta[g->active[i]] += (scale - moved) * g->b[i];
        moved = scale;
        set_predictor(g, d);
        g->loglik = loglik_of(g, d, count);
        if (!in_model || g->loglik >= before - ROUNDING * (fabs(before) + size))
            return;
        scale *= 0.5;
    }
}

/* Newton's method on the active columns from the means in g->mu. Returns whether it
 * converged; *certified whether the last step proves that an estimate exists. */
static bool newton(uc_glm *g, const uc_glm_design *d, const double count[],
                   unsigned max_steps, bool *certified, size_t *n_skipped)
{
    const size_t stride = uc_ldl_stride(g->n_active);
    double size = 0.0;
    bool in_model = false;

    for (size_t r = 0; r < d->n_rows; r++)
        size += fabs(count[r]);
    memset(g->beta, 0, d->n_columns * sizeof *g->beta);
    *certified = false;
    for (unsigned step = 0; step < max_steps; step++) {
        double low, high;

        set_information(g, d, stride);
        set_score(g, d, count, in_model);
        *n_skipped =
            uc_ldl_factor(g->n_active, stride, g->h, PIVOT_TOL, g->inv_d, NULL);
        uc_ldl_solve(g->n_active, stride, g->h, g->inv_d, g->b);
        step_range(g, d, in_model, &low, &high);
        take_step(g, d, count, in_model, size);
        if (!isfinite(g->loglik))
            return false;
        in_model = true;
        *certified = *n_skipped == 0 && low > -0.5;
        if (fmax(-low, high) <= TOL_CHANGE)
            return true;
    }
    return false;
}

static void start_cold(uc_glm *g, const uc_glm_design *d, const double count[])
{
    for (size_t r = 0; r < d->n_rows; r++) {
        g->mu[r] = count[r] > 0.0 ? count[r] + 0.5 : 0.5;
        g->eta[r] = uc_log(g->mu[r]);
    }
}

/* The linear programme on the active columns. */
static uc_status ask_existence(const uc_glm *g, const uc_glm_design *d,
                               const double count[], bool *exists, uc_error *err)
{
    double *x = malloc(d->n_rows * g->n_active * sizeof *x);
    uc_status status;

    if (x == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a linear programme");
    for (size_t r = 0; r < d->n_rows; r++)
        for (size_t i = 0; i < g->n_active; i++)
            x[r * g->n_active + i] = at(d, r, g->active[i]);
    status = uc_existence_rows(d->n_rows, g->n_active, x, count, exists, err);
    free(x);
    return status;
}

/* First column that has to be left out: negative, where it must not be. */
static size_t first_negative(const uc_glm *g, const uc_glm_design *d)
{
    for (size_t i = 0; i < g->n_active; i++)
        if (g->active[i] >= d->first_positive && g->beta[g->active[i]] < 0.0)
            return i;
    return g->n_active;
}

static void leave_out(uc_glm *g, size_t i)
{
    memmove(g->active + i, g->active + i + 1,
            (g->n_active - i - 1) * sizeof *g->active);
    g->n_active--;
}

uc_status uc_glm_fit(uc_glm *g, const uc_glm_design *d, const double count[], bool warm,
                     uc_error *err)
{
    bool certified = false, converged = false, exists = true;
    size_t n_skipped = 0, negative;
    uc_status status;

    g->n_active = d->n_columns;
    for (size_t i = 0; i < d->n_columns; i++)
        g->active[i] = i;
    do {
        if (!warm)
            start_cold(g, d, count);
        converged = newton(g, d, count, FIRST_STEPS, &certified, &n_skipped);
        negative = first_negative(g, d);
        if (negative < g->n_active)
            leave_out(g, negative);
        else
            break;
    } while (true);
    g->end = UC_GLM_OK;
    if (converged && certified)
        return UC_OK;
    status = ask_existence(g, d, count, &exists, err);
    if (status != UC_OK)
        return status;
    if (exists && !converged) {
        start_cold(g, d, count);
        converged = newton(g, d, count, MORE_STEPS, &certified, &n_skipped);
    }
    g->end = !exists         ? UC_GLM_NO_ESTIMATE
             : n_skipped > 0 ? UC_GLM_NOT_IDENTIFIABLE
             : !converged    ? UC_GLM_NOT_REACHED
                             : UC_GLM_OK;
    return UC_OK;
}

void uc_glm_variance(uc_glm *g, const uc_glm_design *d)
{
    const size_t stride = uc_ldl_stride(g->n_active);

    set_information(g, d, stride);
    (void)uc_ldl_factor(g->n_active, stride, g->h, PIVOT_TOL, g->inv_d, NULL);
    for (size_t c = 0; c < g->n_active; c++)
        uc_ldl_inverse_column(g->n_active, stride, g->h, g->inv_d, c,
                              g->inverse + c * g->max_columns);
}

double uc_glm_covariance(const uc_glm *g, size_t i, size_t j)
{
    return g->inverse[i * g->max_columns + j];
}
