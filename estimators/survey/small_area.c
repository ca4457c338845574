/* small_area.c - Fay-Herriot model */
#include "estimators/survey/small_area.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/quantile.h"
#include "estimators/survey/weights/terms.h"

#define MAX_STEPS 1000

const char *uc_small_area_method_name(uc_small_area_method method)
{
    static const char *const names[UC_N_SMALL_AREA_METHODS] = {"reml", "ml", "fh"};

    return (size_t)method < UC_N_SMALL_AREA_METHODS ? names[method] : NULL;
}

void uc_small_area_clear(uc_small_area *r)
{
    free(r->estimate);
    free(r->mse);
    free(r->beta);
    free(r->se_beta);
    *r = (uc_small_area){.m = 0};
}

typedef struct problem {
    const double *y, *v, *x;
    size_t m, p;
    double *cross, *inverse, *beta, *work, *fit; /* work space */
    double *leverage;                            /* m: x'(X'WX)^-1 x */
} problem;

static bool problem_alloc(problem *f)
{
    f->cross = calloc(f->p * f->p + 1, sizeof(double));
    f->inverse = calloc(f->p * f->p + 1, sizeof(double));
    f->beta = calloc(f->p + 1, sizeof(double));
    f->work = calloc(f->p + 1, sizeof(double));
    f->fit = calloc(f->m + 1, sizeof(double));
    f->leverage = calloc(f->m + 1, sizeof(double));
    return f->cross != NULL && f->inverse != NULL && f->beta != NULL &&
           f->work != NULL && f->fit != NULL && f->leverage != NULL;
}

static void problem_clear(problem *f)
{
    free(f->cross);
    free(f->inverse);
    free(f->beta);
    free(f->work);
    free(f->fit);
    free(f->leverage);
}

/* Weighted least squares at A. */
static uc_status regress(problem *f, double a, uc_error *err)
{
    uc_psd psd;
    size_t d, i, j;

    memset(f->cross, 0, f->p * f->p * sizeof(double));
    memset(f->beta, 0, f->p * sizeof(double));
    for (d = 0; d < f->m; d++) {
        const double *x = f->x + d * f->p, w = 1 / (a + f->v[d]);

        for (i = 0; i < f->p; i++) {
            f->beta[i] += w * x[i] * f->y[d];
            for (j = 0; j <= i; j++)
                f->cross[i * f->p + j] += w * x[i] * x[j];
        }
    }
    if (!uc_psd_make(f->cross, f->p, &psd))
        return uc_fail(err, UC_ENOMEM, "no memory for the area model");
    if (psd.rank < f->p) {
        uc_psd_clear(&psd);
        return uc_fail(err, UC_EDATA,
                       "columns of the area model depend on each other; "
                       "leave one out");
    }
    uc_psd_solve(&psd, f->beta, f->beta);
    for (i = 0; i < f->p; i++) {
        memset(f->work, 0, f->p * sizeof(double));
        f->work[i] = 1;
        uc_psd_solve(&psd, f->work, f->inverse + i * f->p);
    }
    uc_psd_clear(&psd);
    for (d = 0; d < f->m; d++) {
        const double *x = f->x + d * f->p;

        f->fit[d] = f->leverage[d] = 0;
        for (i = 0; i < f->p; i++) {
            f->fit[d] += x[i] * f->beta[i];
            for (j = 0; j < f->p; j++)
                f->leverage[d] += x[i] * f->inverse[i * f->p + j] * x[j];
        }
    }
    return UC_OK;
}

/* Traces of P and PP: P = W - W X (X'WX)^-1 X'W. */
static void traces(const problem *f, double a, double *tr_p, double *tr_pp)
{
    size_t d, e, i, j;

    *tr_p = *tr_pp = 0;
    for (d = 0; d < f->m; d++) {
        const double w = 1 / (a + f->v[d]);

        *tr_p += w - w * w * f->leverage[d];
        *tr_pp += w * w - 2 * w * w * w * f->leverage[d];
        for (e = 0; e < f->m; e++) {
            const double we = 1 / (a + f->v[e]);
            double h = 0;

            for (i = 0; i < f->p; i++)
                for (j = 0; j < f->p; j++)
                    h += f->x[d * f->p + i] * f->inverse[i * f->p + j] *
                         f->x[e * f->p + j];
            *tr_pp += w * w * we * we * h * h;
        }
    }
}

/* One step of scoring (REML, ML) or of Newton's method on the moment equation. */
static double step_at(const problem *f, double a, uc_small_area_method method)
{
    double w1 = 0, w2 = 0, q = 0, q2 = 0, q_slope = 0, tr_p, tr_pp;
    size_t d;

    for (d = 0; d < f->m; d++) {
        const double w = 1 / (a + f->v[d]), r = f->y[d] - f->fit[d];

        w1 += w;
        w2 += w * w;
        q += w * r * r;
        q2 += w * w * r * r;
    }
    q_slope = q2;
    if (method == UC_SMALL_AREA_FH)
        return (q - (double)(f->m - f->p)) / q_slope;
    if (method == UC_SMALL_AREA_ML)
        return (q2 - w1) / w2;
    traces(f, a, &tr_p, &tr_pp);
    return (q2 - tr_p) / tr_pp;
}

static uc_status find_variance(problem *f, uc_small_area_method method,
                               uc_small_area *r, uc_error *err)
{
    double *sorted = malloc((f->m + 1) * sizeof *sorted), a;
    uc_status status = UC_OK;
    size_t step;

    if (sorted == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the area model");
    memcpy(sorted, f->v, f->m * sizeof *sorted);
    uc_sort_doubles(sorted, f->m);
    a = 0.5 * (sorted[(f->m - 1) / 2] + sorted[f->m / 2]);
    free(sorted);
    for (step = 0; status == UC_OK && step < MAX_STEPS; step++) {
        double next;

        status = regress(f, a, err);
        if (status != UC_OK)
            return status;
        next = a + step_at(f, a, method);
        if (!(next > 0))
            next = 0;
        r->n_iterations = step + 1;
        if (fabs(next - a) <= 1e-15 * (next + 1e-300)) {
            a = next;
            break;
        }
        a = next;
    }
    r->variance = a;
    r->at_zero = !(a > 0);
    return regress(f, a, err);
}

/* Bias of the estimated variance, as far as the error of an area needs it. */
static double bias_of(const problem *f, double a, uc_small_area_method method,
                      double w1, double w2)
{
    const double m = (double)f->m;
    double trace = 0;
    size_t d;

    if (method == UC_SMALL_AREA_FH)
        return 2 * (m * w2 - w1 * w1) / (w1 * w1 * w1);
    if (method == UC_SMALL_AREA_REML)
        return 0;
    for (d = 0; d < f->m; d++) {
        const double w = 1 / (a + f->v[d]);

        trace += w * w * f->leverage[d];
    }
    return -trace / w2;
}

static void errors_of_areas(const problem *f, uc_small_area_method method,
                            uc_small_area *r)
{
    const double a = r->variance;
    double w1 = 0, w2 = 0, var_a, bias;
    size_t d;

    for (d = 0; d < f->m; d++) {
        const double w = 1 / (a + f->v[d]);

        w1 += w;
        w2 += w * w;
    }
    var_a = method == UC_SMALL_AREA_FH ? 2 * (double)f->m / (w1 * w1) : 2 / w2;
    bias = bias_of(f, a, method, w1, w2);
    for (d = 0; d < f->m; d++) {
        const double b = f->v[d] / (a + f->v[d]);

        r->estimate[d] = f->fit[d] + (1 - b) * (f->y[d] - f->fit[d]);
        r->mse[d] = f->v[d] * (1 - b) + b * b * f->leverage[d] +
                    2 * b * b * var_a / (a + f->v[d]) - bias * b * b;
    }
}

static void goodness(const problem *f, uc_small_area *r)
{
    const double n_parameters = (double)f->p + 1;
    double sum = 0;
    size_t d;

    for (d = 0; d < f->m; d++) {
        const double s = r->variance + f->v[d], e = f->y[d] - f->fit[d];

        sum += log(2 * 3.14159265358979323846 * s) + e * e / s;
    }
    r->log_likelihood = -sum / 2;
    r->aic = sum + 2 * n_parameters;
    r->bic = sum + n_parameters * log((double)f->m);
}

static uc_status check(const double y[], const double v[], const double x[], size_t m,
                       size_t p, uc_error *err)
{
    size_t d;

    if (p == 0 || m <= p)
        return uc_fail(err, UC_EINVAL, "an area model needs more areas than columns");
    for (d = 0; d < m; d++)
        if (!isfinite(y[d]) || !isfinite(v[d]) || !(v[d] > 0))
            return uc_fail(err, UC_EINVAL,
                           "area %zu: the direct estimate and its variance must be "
                           "finite, the variance above 0",
                           d + 1);
    for (d = 0; d < m * p; d++)
        if (!isfinite(x[d]))
            return uc_fail(err, UC_EINVAL, "area %zu has a covariate that is missing",
                           d / p + 1);
    return UC_OK;
}

uc_status uc_small_area_fit(const double y[], const double v[], const double x[],
                            size_t m, size_t p, uc_small_area_method method,
                            uc_small_area *result, uc_error *err)
{
    problem f = {.y = y, .v = v, .x = x, .m = m, .p = p};
    uc_small_area r = {.m = m, .p = p};
    uc_status status = check(y, v, x, m, p, err);
    size_t i;

    if (status != UC_OK)
        return status;
    r.estimate = calloc(m, sizeof(double));
    r.mse = calloc(m, sizeof(double));
    r.beta = calloc(p, sizeof(double));
    r.se_beta = calloc(p, sizeof(double));
    if (!problem_alloc(&f) || r.estimate == NULL || r.mse == NULL || r.beta == NULL ||
        r.se_beta == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for the area model");
    if (status == UC_OK)
        status = find_variance(&f, method, &r, err);
    if (status == UC_OK) {
        errors_of_areas(&f, method, &r);
        goodness(&f, &r);
        for (i = 0; i < p; i++) {
            r.beta[i] = f.beta[i];
            r.se_beta[i] = sqrt(f.inverse[i * p + i]);
        }
        *result = r;
    } else {
        uc_small_area_clear(&r);
    }
    problem_clear(&f);
    return status;
}
