/* calibrate.c - weights that reproduce known totals */
#include "estimators/survey/weights/calibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"

#define MAX_STEPS    200
#define MAX_HALVINGS 12
#define REACHED      1e-11 /* largest relative difference from a total, to stop at */
#define NEAR_ENOUGH  1e-8  /* and the largest that still counts as met */

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for calibration");
}

/* F(u) - 1 without bounds would lose digits near 0; F itself is what weights need. */
static double factor_at(const uc_calibration_opts *o, double u)
{
    double f;

    switch (o->kind) {
    case UC_CALIBRATE_LINEAR:
        f = 1 + u;
        break;
    case UC_CALIBRATE_RAKING:
        f = uc_exp(u < 500 ? u : 500);
        break;
    default: {
        const double a = (o->high - o->low) / ((1 - o->low) * (o->high - 1));
        const double e = uc_exp(a * u < 500 ? a * u : 500);

        return (o->low * (o->high - 1) + o->high * (1 - o->low) * e) /
               (o->high - 1 + (1 - o->low) * e);
    }
    }
    if (o->bounded && f < o->low)
        return o->low;
    if (o->bounded && f > o->high)
        return o->high;
    return f;
}

static double slope_at(const uc_calibration_opts *o, double f)
{
    if (o->kind == UC_CALIBRATE_LOGIT)
        return (f - o->low) * (o->high - f) / ((1 - o->low) * (o->high - 1));
    if (o->bounded && (f <= o->low || f >= o->high))
        return 0;
    return o->kind == UC_CALIBRATE_LINEAR ? 1 : f;
}

typedef struct solver {
    const uc_terms *terms;
    const double *totals, *weight;
    const uc_calibration_opts *opts;
    size_t p;
    double *eta, *trial, *step, *reached; /* p */
    double *scale;                        /* p: what a difference is measured by */
    double *cross;                        /* p x p */
} solver;

static bool solver_alloc(solver *s)
{
    s->eta = calloc(s->p + 1, sizeof(double));
    s->trial = calloc(s->p + 1, sizeof(double));
    s->step = calloc(s->p + 1, sizeof(double));
    s->reached = calloc(s->p + 1, sizeof(double));
    s->scale = calloc(s->p + 1, sizeof(double));
    s->cross = calloc(s->p * s->p + 1, sizeof(double));
    return s->eta != NULL && s->trial != NULL && s->step != NULL &&
           s->reached != NULL && s->scale != NULL && s->cross != NULL;
}

static void solver_clear(solver *s)
{
    free(s->eta);
    free(s->trial);
    free(s->step);
    free(s->reached);
    free(s->scale);
    free(s->cross);
}

static uc_status check_totals(solver *s, uc_error *err)
{
    size_t i, k;

    for (i = 0; i < s->terms->n; i++) {
        memset(s->step, 0, s->p * sizeof(double));
        uc_terms_add(s->terms, i, s->weight[i], s->step);
        for (k = 0; k < s->p; k++)
            s->scale[k] += fabs(s->step[k]);
    }
    for (k = 0; k < s->p; k++) {
        if (!isfinite(s->totals[k]))
            return uc_fail(err, UC_EDATA,
                           "column %zu of the calibration is in the sample but has no "
                           "population total",
                           k + 1);
        if (!(s->scale[k] > 0) && (s->totals[k] < 0 || s->totals[k] > 0))
            return uc_fail(
                err, UC_EDATA,
                "column %zu of the calibration has a population total but no "
                "row in the sample",
                k + 1);
        if (fabs(s->totals[k]) > s->scale[k])
            s->scale[k] = fabs(s->totals[k]);
    }
    return UC_OK;
}

/* Totals at eta, and the largest relative difference from what is wanted. */
static double difference(solver *s, const double eta[])
{
    double worst = 0;
    size_t i, k;

    memset(s->reached, 0, s->p * sizeof(double));
    for (i = 0; i < s->terms->n; i++)
        if (s->weight[i] < 0 || s->weight[i] > 0)
            uc_terms_add(s->terms, i,
                         s->weight[i] *
                             factor_at(s->opts, uc_terms_dot(s->terms, i, eta)),
                         s->reached);
    for (k = 0; k < s->p; k++) {
        const double d =
            s->scale[k] > 0 ? fabs(s->totals[k] - s->reached[k]) / s->scale[k] : 0;

        if (!(d <= worst))
            worst = d;
    }
    return isnan(worst) ? (double)INFINITY : worst;
}

static uc_status newton_step(solver *s, uc_error *err)
{
    uc_psd psd;
    size_t i, k;

    memset(s->cross, 0, s->p * s->p * sizeof(double));
    for (i = 0; i < s->terms->n; i++) {
        const double f = factor_at(s->opts, uc_terms_dot(s->terms, i, s->eta));

        uc_terms_cross(s->terms, i, s->weight[i] * slope_at(s->opts, f), s->cross);
    }
    for (k = 0; k < s->p; k++)
        s->step[k] = s->totals[k] - s->reached[k];
    if (!uc_psd_make(s->cross, s->p, &psd))
        return no_memory(err);
    uc_psd_solve(&psd, s->step, s->step);
    uc_psd_clear(&psd);
    return UC_OK;
}

static uc_status iterate(solver *s, double *worst, uc_error *err)
{
    int step, halving;

    *worst = difference(s, s->eta);
    for (step = 0; step<MAX_STEPS && * worst> REACHED; step++) {
        const uc_status status = newton_step(s, err);
        double length = 1, now = INFINITY;
        size_t k;

        if (status != UC_OK)
            return status;
        for (halving = 0; halving < MAX_HALVINGS; halving++, length /= 2) {
            for (k = 0; k < s->p; k++)
                s->trial[k] = s->eta[k] + length * s->step[k];
            now = difference(s, s->trial);
            if (now < *worst)
                break;
        }
        if (!(now < *worst))
            break; /* as near as arithmetic gets, or no way on */
        memcpy(s->eta, s->trial, s->p * sizeof(double));
        *worst = now;
    }
    *worst = difference(s, s->eta);
    return UC_OK;
}

static uc_status check_opts(const uc_calibration_opts *o, uc_error *err)
{
    if ((o->bounded || o->kind == UC_CALIBRATE_LOGIT) &&
        !(o->low >= 0 && o->low < 1 && o->high > 1 && isfinite(o->high)))
        return uc_fail(err, UC_EINVAL,
                       "calibration bounds must be 0 or more and below 1, "
                       "and above 1");
    return UC_OK;
}

uc_status uc_calibrate(const uc_terms *terms, const double totals[],
                       const uc_calibration_opts *opts, const double weight[],
                       double out[], uc_calibration_outcome *outcome, uc_error *err)
{
    solver s = {.terms = terms,
                .totals = totals,
                .weight = weight,
                .opts = opts,
                .p = uc_terms_width(terms)};
    double worst = 0;
    uc_status status = check_opts(opts, err);
    size_t i;

    if (status == UC_OK && !solver_alloc(&s))
        status = no_memory(err);
    if (status == UC_OK)
        status = check_totals(&s, err);
    if (status == UC_OK)
        status = iterate(&s, &worst, err);
    if (status == UC_OK) {
        for (i = 0; i < terms->n; i++)
            out[i] = weight[i] * factor_at(opts, uc_terms_dot(terms, i, s.eta));
        *outcome =
            worst <= NEAR_ENOUGH ? UC_CALIBRATION_REACHED : UC_CALIBRATION_INFEASIBLE;
    }
    solver_clear(&s);
    return status;
}

/* -- Variances ------------------------------------------------------------------- */

void uc_calibration_clear(uc_calibration *c)
{
    free(c->before);
    free(c->factor);
    uc_psd_clear(&c->cross);
    *c = (uc_calibration){.before = NULL};
}

static void describe_factors(uc_calibration *c, const double after[])
{
    size_t i;

    c->least = INFINITY;
    c->most = -INFINITY;
    for (i = 0; i < c->terms.n; i++) {
        c->n_negative += after[i] < 0;
        c->factor[i] = c->before[i] > 0 ? after[i] / c->before[i] : 0;
        if (c->before[i] > 0 && c->factor[i] < c->least)
            c->least = c->factor[i];
        if (c->before[i] > 0 && c->factor[i] > c->most)
            c->most = c->factor[i];
    }
}

uc_status uc_calibration_keep(const uc_terms *terms, const double before[],
                              const double after[], uc_calibration *calibration,
                              uc_error *err)
{
    const size_t p = uc_terms_width(terms);
    uc_calibration c = {.terms = *terms};
    double *cross = calloc(p * p + 1, sizeof *cross);
    bool ok;
    size_t i;

    c.before = malloc((terms->n + 1) * sizeof(double));
    c.factor = malloc((terms->n + 1) * sizeof(double));
    ok = cross != NULL && c.before != NULL && c.factor != NULL;
    if (ok) {
        memcpy(c.before, before, terms->n * sizeof(double));
        describe_factors(&c, after);
        for (i = 0; i < terms->n; i++)
            uc_terms_cross(terms, i, before[i], cross);
        ok = uc_psd_make(cross, p, &c.cross);
    }
    free(cross);
    if (!ok) {
        uc_calibration_clear(&c);
        return no_memory(err);
    }
    *calibration = c;
    return UC_OK;
}

static void residuals_of_column(const uc_calibration *c, size_t p, double z[],
                                double beta[], size_t width)
{
    size_t i;

    memset(beta, 0, width * sizeof(double));
    for (i = 0; i < c->terms.n; i++)
        if (c->factor[i] < 0 || c->factor[i] > 0) /* before times influence */
            uc_terms_add(&c->terms, i, z[i * p] / c->factor[i], beta);
    uc_psd_solve(&c->cross, beta, beta);
    for (i = 0; i < c->terms.n; i++)
        z[i * p] -= c->before[i] * c->factor[i] * uc_terms_dot(&c->terms, i, beta);
}

uc_status uc_calibration_residuals(const uc_calibration *calibration, size_t p,
                                   double z[], uc_error *err)
{
    double *beta;
    size_t k, width;
    uc_status status;

    if (calibration == NULL)
        return UC_OK;
    status = uc_calibration_residuals(calibration->inner, p, z, err);
    if (status != UC_OK)
        return status;
    width = uc_terms_width(&calibration->terms);
    beta = malloc((width + 1) * sizeof *beta);
    if (beta == NULL)
        return no_memory(err);
    for (k = 0; k < p; k++)
        residuals_of_column(calibration, p, z + k, beta, width);
    free(beta);
    return UC_OK;
}

/* -- Trimming -------------------------------------------------------------------- */

static size_t trim_once(double weight[], size_t n, double low, double high)
{
    double cut = 0;
    size_t i, n_cut = 0, n_inside = 0;

    for (i = 0; i < n; i++)
        n_inside += weight[i] >= low && weight[i] <= high;
    for (i = 0; i < n; i++) {
        const double bound = weight[i] < low ? low : high;

        if (weight[i] >= low && weight[i] <= high)
            continue;
        cut += weight[i] - bound;
        n_cut++;
    }
    if (n_cut == 0 || n_inside == 0)
        return n_cut;
    for (i = 0; i < n; i++) {
        if (weight[i] < low)
            weight[i] = low;
        else if (weight[i] > high)
            weight[i] = high;
        else
            weight[i] += cut / (double)n_inside;
    }
    return n_cut;
}

uc_status uc_trim_weights(double weight[], size_t n, double low, double high,
                          bool strict, size_t *n_cut, uc_error *err)
{
    size_t i, n_inside = 0, cut;
    int round = 0;

    if (!(low < high))
        return uc_fail(err, UC_EINVAL,
                       "the least weight kept must be below the largest");
    for (i = 0; i < n; i++)
        n_inside += weight[i] >= low && weight[i] <= high;
    *n_cut = 0;
    if (n_inside == 0)
        return uc_fail(err, UC_EDATA,
                       "every weight is outside the trimming bounds; there "
                       "is none to take up what is cut");
    do {
        cut = trim_once(weight, n, low, high);
        *n_cut += cut;
    } while (strict && cut > 0 && round++ < MAX_STEPS);
    return UC_OK;
}
