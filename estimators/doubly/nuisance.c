/* nuisance.c - logistic regression, splines, nearest neighbours */
#include "estimators/doubly/nuisance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/ldl.h"
#include "estimators/core/quantile.h"

#define N_KNOTS   5
#define MAX_STEPS 50
/* A normal prior of this precision on every coefficient but the intercept keeps
 * separated groups finite; beside one person's information it is nothing. */
#define RIDGE 1e-4

/* -- Bases ------------------------------------------------------------------------- */

static double cube_above(double x)
{
    return x > 0.0 ? x * x * x : 0.0;
}

void uc_spline_basis(double value, const double knot[], size_t n_knots, double out[])
{
    const double last = knot[n_knots - 1], before = knot[n_knots - 2];
    const double d_last =
        (cube_above(value - before) - cube_above(value - last)) / (last - before);
    size_t k;

    for (k = 0; k + 2 < n_knots; k++)
        out[k] = (cube_above(value - knot[k]) - cube_above(value - last)) /
                     (last - knot[k]) -
                 d_last;
}

/* The design of a regression: intercept, columns, splines of the measures. */
typedef struct design {
    size_t p;
    double *x; /* n x p */
} design;

static size_t distinct(double sorted[], size_t n)
{
    size_t i, k = 0;

    for (i = 0; i < n; i++)
        if (i == 0 || sorted[i] != sorted[k - 1])
            sorted[k++] = sorted[i];
    return k;
}

/* Knots of a measure at quantiles 5, 27.5, 50, 72.5, 95 % of those fitted on, scaled as
 * the column; those that coincide are one. */
static size_t find_knots(const uc_doubly_people *people, size_t column, uint32_t fold,
                         bool single, double room[], double knot[N_KNOTS])
{
    static const double level[N_KNOTS] = {0.05, 0.275, 0.5, 0.725, 0.95};
    size_t i, n = 0;

    for (i = 0; i < people->n; i++)
        if (single || people->fold[i] != fold)
            room[n++] = people->x[i * people->d + column];
    uc_sort_doubles(room, n);
    for (i = 0; i < N_KNOTS; i++)
        knot[i] = uc_quantile8(room, n, level[i]);
    return distinct(knot, N_KNOTS);
}

static uc_status make_design(const uc_doubly_people *people, uint32_t fold, bool single,
                             bool splines, design *made, uc_error *err)
{
    const size_t n = people->n, d = people->d, most = 1 + d * (N_KNOTS - 1);
    double *room = malloc((n + 1) * sizeof *room);
    size_t i, c;

    made->p = 1;
    made->x = calloc(n * most + 1, sizeof *made->x);
    if (room == NULL || made->x == NULL) {
        free(room);
        free(made->x);
        return uc_fail(err, UC_ENOMEM, "no memory for the regressions");
    }
    for (i = 0; i < n; i++)
        made->x[i * most] = 1.0;
    for (c = 0; c < d; c++) {
        double knot[N_KNOTS];
        size_t n_knots = 0;

        if (splines && people->measure[c])
            n_knots = find_knots(people, c, fold, single, room, knot);
        for (i = 0; i < n; i++) {
            made->x[i * most + made->p] = people->x[i * d + c];
            if (n_knots >= 3)
                uc_spline_basis(people->x[i * d + c], knot, n_knots,
                                made->x + i * most + made->p + 1);
        }
        made->p += 1 + (n_knots >= 3 ? n_knots - 2 : 0);
    }
    for (i = 1; i < n; i++) /* close the rows up */
        memmove(made->x + i * made->p, made->x + i * most, made->p * sizeof *made->x);
    free(room);
    return UC_OK;
}

/* -- Logistic regression ----------------------------------------------------------- */

static double expit(double eta)
{
    return 1.0 / (1.0 + uc_exp(-eta));
}

static double at(const design *x, size_t row, const double beta[])
{
    double sum = 0.0;
    size_t a;

    for (a = 0; a < x->p; a++)
        sum += x->x[row * x->p + a] * beta[a];
    return sum;
}

/* One Newton step from beta; room: p x stride, p, stride. @return largest change. */
static double newton(const uc_doubly_people *people, const design *x,
                     const double outcome[], uint32_t fold, bool single, double beta[],
                     double room[])
{
    const size_t p = x->p, stride = uc_ldl_stride(p);
    double *h = room, *inv_d = h + p * stride, *b = inv_d + p, most = 0.0;
    size_t i, a, c;

    memset(h, 0, p * stride * sizeof *h);
    memset(b, 0, stride * sizeof *b);
    for (a = 1; a < p; a++) {
        h[a * stride + a] = RIDGE;
        b[a] = -RIDGE * beta[a];
    }
    for (i = 0; i < people->n; i++) {
        const double *row = x->x + i * p;
        double q, w;

        if (!single && people->fold[i] == fold)
            continue;
        q = expit(at(x, i, beta));
        w = q * (1.0 - q);
        for (a = 0; a < p; a++) {
            b[a] += row[a] * (outcome[3 * i] - q);
            for (c = a; c < p; c++)
                h[a * stride + c] += w * row[a] * row[c];
        }
    }
    (void)uc_ldl_factor(p, stride, h, 1e-12, inv_d, NULL);
    uc_ldl_solve(p, stride, h, inv_d, b);
    for (a = 0; a < p; a++)
        most = fmax(most, fabs(b[a]));
    for (a = 0; a < p; a++) /* a long step is shortened: it starts far away */
        beta[a] += b[a] * (most > 5.0 ? 5.0 / most : 1.0);
    return most;
}

static uc_status logistic(const uc_doubly_people *people, const double outcome[],
                          uint32_t fold, bool single, bool splines, double q[],
                          uc_error *err)
{
    design x = {0, NULL};
    double *room, *beta;
    size_t i, k;
    uc_status status = make_design(people, fold, single, splines, &x, err);

    if (status != UC_OK)
        return status;
    room =
        calloc(x.p * uc_ldl_stride(x.p) + 2 * x.p + uc_ldl_stride(x.p), sizeof *room);
    if (room == NULL) {
        free(x.x);
        return uc_fail(err, UC_ENOMEM, "no memory for the regressions");
    }
    beta = room + x.p * uc_ldl_stride(x.p) + x.p + uc_ldl_stride(x.p);
    for (k = 0; k < 3; k++) {
        int steps = 0;

        memset(beta, 0, x.p * sizeof *beta);
        while (steps++ < MAX_STEPS &&
               newton(people, &x, outcome + k, fold, single, beta, room) > 1e-10)
            ;
        for (i = 0; i < people->n; i++)
            if (single || people->fold[i] == fold)
                q[3 * i + k] = expit(at(&x, i, beta));
    }
    free(room);
    free(x.x);
    return UC_OK;
}

/* -- Nearest neighbours ------------------------------------------------------------ */

static double distance(const uc_doubly_people *people, size_t i, size_t j)
{
    const double *a = people->x + i * people->d, *b = people->x + j * people->d;
    double sum = 0.0;
    size_t c;

    for (c = 0; c < people->d; c++)
        sum += (a[c] - b[c]) * (a[c] - b[c]);
    return sum;
}

/* Everybody as near as the k-th nearest counts, so that ties are not broken by order.
 */
static void ask_neighbours(const uc_doubly_people *people, const double outcome[],
                           uint32_t fold, bool single, size_t k, size_t i,
                           double near[], double sorted[], double q[])
{
    double limit, n = 0.0, sum[3] = {0.0, 0.0, 0.0};
    size_t j, m = 0, c;

    for (j = 0; j < people->n; j++) {
        near[j] = distance(people, i, j);
        if (single || people->fold[j] != fold)
            sorted[m++] = near[j];
    }
    uc_sort_doubles(sorted, m);
    limit = sorted[(k < m ? k : m) - 1];
    for (j = 0; j < people->n; j++)
        if ((single || people->fold[j] != fold) && near[j] <= limit) {
            n += 1.0;
            for (c = 0; c < 3; c++)
                sum[c] += outcome[3 * j + c];
        }
    for (c = 0; c < 3; c++)
        q[3 * i + c] = sum[c] / n;
}

static uc_status nearest(const uc_doubly_people *people, const double outcome[],
                         uint32_t fold, bool single, const uc_doubly_opts *opts,
                         double q[], uc_error *err)
{
    double *near = malloc((2 * people->n + 1) * sizeof *near);
    size_t i, k = opts->n_neighbours, n = 0;
    uc_status status = UC_OK;

    if (near == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the neighbours");
    for (i = 0; i < people->n; i++)
        n += single || people->fold[i] != fold;
    if (k == 0)
        k = (size_t)(sqrt((double)n) + 0.5);
    for (i = 0; status == UC_OK && i < people->n; i++) {
        if (!single && people->fold[i] != fold)
            continue;
        /* the same covariates have the same neighbours */
        if (i > 0 && (single || people->fold[i - 1] == fold) &&
            distance(people, i, i - 1) == 0.0)
            memcpy(q + 3 * i, q + 3 * (i - 1), 3 * sizeof *q);
        else
            ask_neighbours(people, outcome, fold, single, k > 0 ? k : 1, i, near,
                           near + people->n, q);
        if (uc_cancelled(opts->cancel))
            status = uc_fail(err, UC_ECANCELED, "stopped");
    }
    free(near);
    return status;
}

uc_status uc_nuisance_predict(const uc_doubly_people *people, const double outcome[],
                              uint32_t fold, bool single, const uc_doubly_opts *opts,
                              double q[], uc_error *err)
{
    if (opts->nuisance == UC_NUISANCE_NEAREST)
        return nearest(people, outcome, fold, single, opts, q, err);
    return logistic(people, outcome, fold, single, opts->nuisance == UC_NUISANCE_SPLINE,
                    q, err);
}
