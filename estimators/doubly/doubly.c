/* doubly.c - the doubly robust estimator of two lists */
#include "estimators/doubly/doubly.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/rng.h"
#include "estimators/doubly/nuisance.h"

const char *uc_nuisance_name(uc_nuisance nuisance)
{
    static const char *const names[UC_N_NUISANCES] = {"logistic", "spline", "nearest"};

    return nuisance < UC_N_NUISANCES ? names[nuisance] : NULL;
}

const char *uc_doubly_end_name(uc_doubly_end end)
{
    static const char *const names[UC_N_DOUBLY_ENDS] = {
        "ok", "no_people", "no_overlap", "few_overlap", "below_observed"};

    return end < UC_N_DOUBLY_ENDS ? names[end] : NULL;
}

/* Everything in canonical order: sorted by covariates, then lists. */
typedef struct work {
    size_t n, d;
    size_t *order;   /* canonical place -> person */
    double *x;       /* n x d, each column centred and scaled */
    double *outcome; /* n x 3: list 1, list 2, both */
    double *q;       /* n x 3 */
    uint32_t *fold;
} work;

/* What qsort() compares: a row with its person. */
typedef struct key {
    const double *x;
    size_t d, person;
    unsigned lists;
} key;

static int compare(const void *p, const void *q)
{
    const key *a = p, *b = q;
    size_t c;

    for (c = 0; c < a->d; c++)
        if (a->x[c] != b->x[c])
            return a->x[c] < b->x[c] ? -1 : 1;
    return (a->lists > b->lists) - (a->lists < b->lists);
}

static void work_free(work *w)
{
    free(w->order);
    free(w->x);
    free(w->outcome);
    free(w->q);
    free(w->fold);
}

/* Measures get mean 0 and spread 1 over all people; indicators stay. */
static void scale(work *w, const bool measure[])
{
    size_t i, c;

    for (c = 0; c < w->d; c++) {
        double mean = 0.0, squares = 0.0, spread;

        if (!measure[c])
            continue;
        for (i = 0; i < w->n; i++)
            mean += w->x[i * w->d + c] / (double)w->n;
        for (i = 0; i < w->n; i++)
            squares += (w->x[i * w->d + c] - mean) * (w->x[i * w->d + c] - mean);
        spread = sqrt(squares / (double)w->n);
        for (i = 0; i < w->n; i++)
            w->x[i * w->d + c] =
                spread > 0.0 ? (w->x[i * w->d + c] - mean) / spread : 0.0;
    }
}

static uc_status arrange(size_t n, size_t d, const double x[], const bool measure[],
                         const uint8_t on1[], const uint8_t on2[], work *w,
                         uc_error *err)
{
    key *keys = calloc(n + 1, sizeof *keys);
    size_t i;

    *w = (work){.n = n, .d = d};
    w->order = calloc(n + 1, sizeof *w->order);
    w->x = calloc(n * d + 1, sizeof *w->x);
    w->outcome = calloc(3 * n + 1, sizeof *w->outcome);
    w->q = calloc(3 * n + 1, sizeof *w->q);
    w->fold = calloc(n + 1, sizeof *w->fold);
    if (keys == NULL || w->order == NULL || w->x == NULL || w->outcome == NULL ||
        w->q == NULL || w->fold == NULL) {
        free(keys);
        work_free(w);
        return uc_fail(err, UC_ENOMEM, "no memory for the estimator");
    }
    for (i = 0; i < n; i++)
        keys[i] = (key){x + i * d, d, i, (unsigned)(on1[i] + 2 * on2[i])};
    qsort(keys, n, sizeof *keys, compare);
    for (i = 0; i < n; i++) {
        w->order[i] = keys[i].person;
        if (d > 0)
            memcpy(w->x + i * d, keys[i].x, d * sizeof *w->x);
        w->outcome[3 * i] = keys[i].lists & 1 ? 1.0 : 0.0;
        w->outcome[3 * i + 1] = keys[i].lists & 2 ? 1.0 : 0.0;
        w->outcome[3 * i + 2] = keys[i].lists == 3 ? 1.0 : 0.0;
    }
    free(keys);
    scale(w, measure);
    return UC_OK;
}

/* Folds of equal size by a shuffle of the canonical order. */
static void deal(work *w, const uc_doubly_opts *opts)
{
    uc_rng rng;
    size_t i;

    uc_rng_start(&rng, opts->seed, opts->key, UC_RNG_FOLDS, 0);
    for (i = 0; i < w->n; i++)
        w->fold[i] = (uint32_t)(i % opts->n_folds);
    for (i = w->n; i > 1; i--) {
        const size_t j = uc_rng_below(&rng, (uint32_t)i);
        const uint32_t kept = w->fold[i - 1];

        w->fold[i - 1] = w->fold[j];
        w->fold[j] = kept;
    }
}

/* Whether outside every fold somebody is on both lists. */
static bool overlaps_everywhere(const work *w, size_t n_folds)
{
    size_t f, i;

    for (f = 0; f < n_folds; f++) {
        bool found = false;

        for (i = 0; i < w->n && !found; i++)
            found = w->outcome[3 * i + 2] > 0.0 && (n_folds == 1 || w->fold[i] != f);
        if (!found)
            return false;
    }
    return true;
}

/* Keeps the three probabilities possible: each within bounds, both lists not above
 * either nor below their sum less 1. @return whether one was moved. */
static bool bound(double q[3], double least)
{
    const double low = fmax(least, q[0] + q[1] - 1.0);
    bool moved = false;
    size_t k;

    for (k = 0; k < 2; k++)
        if (!(q[k] >= least && q[k] <= 1.0)) {
            q[k] = fmin(fmax(q[k], least), 1.0);
            moved = true;
        }
    if (q[2] < low - 1e-12 || q[2] > fmin(q[0], q[1]) + 1e-12) {
        q[2] = fmin(fmax(q[2], low), fmin(q[0], q[1]));
        moved = true;
    }
    return moved;
}

static void sum_up(work *w, const uc_doubly_opts *opts, double influence[],
                   uc_doubly_result *r)
{
    const double n = (double)w->n;
    double mean = 0.0, squares = 0.0;
    size_t i;

    r->plug_in = 0.0;
    for (i = 0; i < w->n; i++) {
        double *q = w->q + 3 * i, inverse, phi;
        const double *y = w->outcome + 3 * i;

        r->n_bounded += bound(q, opts->least);
        inverse = q[0] * q[1] / q[2];
        phi = inverse * (y[0] / q[0] + y[1] / q[1] - y[2] / q[2]);
        r->plug_in += inverse;
        w->q[3 * i] = phi;
        mean += phi / n;
        if (influence != NULL)
            influence[w->order[i]] = phi;
    }
    for (i = 0; i < w->n; i++)
        squares += (w->q[3 * i] - mean) * (w->q[3 * i] - mean);
    r->total = n * mean;
    r->variance = squares + n * fmax(mean * (mean - 1.0), 0.0);
}

static void count(const work *w, uc_doubly_result *r)
{
    size_t i;

    r->n = w->n;
    for (i = 0; i < w->n; i++) {
        r->n1 += w->outcome[3 * i] > 0.0;
        r->n2 += w->outcome[3 * i + 1] > 0.0;
        r->n12 += w->outcome[3 * i + 2] > 0.0;
    }
}

uc_status uc_doubly_robust(size_t n, size_t d, const double x[], const bool measure[],
                           const uint8_t on1[], const uint8_t on2[],
                           const uc_doubly_opts *opts, double influence[],
                           uc_doubly_result *result, uc_error *err)
{
    uc_doubly_result made = {
        .total = (double)NAN, .variance = (double)NAN, .plug_in = (double)NAN};
    uc_doubly_people people;
    work w;
    uc_status status;
    size_t f;

    if (opts->n_folds < 1 || opts->nuisance >= UC_N_NUISANCES || n > UINT32_MAX)
        return uc_fail(err, UC_EINVAL, "no folds, or too many people");
    status = arrange(n, d, x, measure, on1, on2, &w, err);
    if (status != UC_OK)
        return status;
    count(&w, &made);
    deal(&w, opts);
    people = (uc_doubly_people){n, d, w.x, measure, w.fold};
    made.end = n == 0                                    ? UC_DOUBLY_NO_PEOPLE
               : made.n12 == 0                           ? UC_DOUBLY_NO_OVERLAP
               : !overlaps_everywhere(&w, opts->n_folds) ? UC_DOUBLY_FEW_OVERLAP
                                                         : UC_DOUBLY_OK;
    for (f = 0; status == UC_OK && made.end == UC_DOUBLY_OK && f < opts->n_folds; f++)
        status = uc_nuisance_predict(&people, w.outcome, (uint32_t)f,
                                     opts->n_folds == 1, opts, w.q, err);
    if (status == UC_OK && made.end == UC_DOUBLY_OK)
        sum_up(&w, opts, influence, &made);
    /* the correction is a sum of signed terms: where chances are tiny it can overshoot
     */
    if (made.end == UC_DOUBLY_OK && made.total < (double)n * (1.0 - 1e-12)) {
        made.end = UC_DOUBLY_BELOW;
        made.total = made.variance = (double)NAN;
    }
    work_free(&w);
    if (status == UC_OK)
        *result = made;
    return status;
}

void uc_doubly_interval(const uc_doubly_result *r, double z, double *low, double *high)
{
    const double n = (double)r->n, hidden = r->total - n;

    if (hidden > 0.0) {
        const double ratio = r->variance / (hidden * hidden);
        const double factor = uc_exp(z * sqrt(uc_log(1.0 + ratio)));

        *low = n + hidden / factor;
        *high = n + hidden * factor;
    } else {
        *low = fmax(n, r->total - z * sqrt(r->variance));
        *high = fmax(n, r->total + z * sqrt(r->variance));
    }
}
