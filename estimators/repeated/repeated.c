/* repeated.c - truncated regressions by Newton's method */
#include "estimators/repeated/repeated.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/ldl.h"
#include "estimators/mse/existence.h"

#define MAX_STEPS    100
#define MAX_HALVINGS 40
#define PIVOT        1e-12
#define CONVERGED    1e-11 /* largest change of a predictor in the last step */

/* The profile of the shape: log r from here to there, and steps of the scan. */
#define LOG_R_LEAST (-14.0)
#define LOG_R_MOST  14.0
#define N_SCAN      57

typedef struct work {
    const uc_repeated_data *data;
    const double *people;
    uc_repeated_model model;
    double r;
    size_t m, stride; /* columns, row length of h */
    double *beta, *h, *inv_d, *b, *kept;
    double *eta, *eta_trial;
    double loglik, d_r, d_r2; /* sums at eta */
    double *d_beta_r;         /* m */
} work;

const char *uc_repeated_end_name(uc_repeated_end end)
{
    static const char *const names[UC_N_REPEATED_ENDS] = {
        "ok",         "no_people",        "nobody_twice", "separated",
        "log_series", "no_heterogeneity", "not_reached"};

    return end < UC_N_REPEATED_ENDS ? names[end] : NULL;
}

static void work_free(work *w)
{
    free(w->beta);
    free(w->h);
    free(w->eta);
}

static uc_status work_alloc(const uc_repeated_data *data, work *w, uc_error *err)
{
    w->m = data->n_kept;
    w->stride = uc_ldl_stride(w->m);
    w->beta = calloc(w->m * 4 + w->stride, sizeof *w->beta);
    w->h = calloc(w->m * w->stride, sizeof *w->h);
    w->eta = calloc(2 * data->n_patterns + 1, sizeof *w->eta);
    if (w->beta == NULL || w->h == NULL || w->eta == NULL) {
        work_free(w);
        return uc_fail(err, UC_ENOMEM, "no memory for a model of repeated counts");
    }
    w->inv_d = w->beta + w->m;
    w->d_beta_r = w->inv_d + w->m;
    w->kept = w->d_beta_r + w->m;
    w->b = w->kept + w->m;
    w->eta_trial = w->eta + data->n_patterns;
    return UC_OK;
}

static void predict(const work *w, const double beta[], double eta[])
{
    const uc_repeated_data *data = w->data;
    size_t i, a;

    for (i = 0; i < data->n_patterns; i++) {
        double sum = 0.0;

        for (a = 0; a < w->m; a++)
            sum += data->x[i * w->m + a] * beta[a];
        eta[i] = sum;
    }
}

static double loglik_at(const work *w, const double eta[])
{
    const uc_repeated_data *data = w->data;
    double sum = 0.0;
    size_t c;

    for (c = 0; c < data->n_cells; c++) {
        uc_truncated_term term;

        if (!(w->people[c] > 0.0) || !uc_truncated_uses(w->model, data->count[c]))
            continue;
        uc_truncated(w->model, w->r, data->count[c], eta[data->pattern[c]], &term);
        sum += w->people[c] * term.loglik;
    }
    return sum;
}

/* Score in b, information in h, and the sums about r, at w->eta. Far from the maximum
 * the information of a negative binomial need not be positive: `upright` takes the size
 * of each person's part instead, which gives a direction of ascent all the same. */
static void derive(work *w, bool upright)
{
    const uc_repeated_data *data = w->data;
    const size_t m = w->m;
    size_t c, a, k;

    memset(w->h, 0, m * w->stride * sizeof *w->h);
    memset(w->b, 0, w->stride * sizeof *w->b);
    memset(w->d_beta_r, 0, m * sizeof *w->d_beta_r);
    w->loglik = w->d_r = w->d_r2 = 0.0;
    for (c = 0; c < data->n_cells; c++) {
        const double *x = data->x + data->pattern[c] * m, people = w->people[c];
        uc_truncated_term term;
        double weight;

        if (!(people > 0.0) || !uc_truncated_uses(w->model, data->count[c]))
            continue;
        uc_truncated(w->model, w->r, data->count[c], w->eta[data->pattern[c]], &term);
        weight = upright ? fabs(term.d_eta2) : -term.d_eta2;
        w->loglik += people * term.loglik;
        w->d_r += people * term.d_r;
        w->d_r2 += people * term.d_r2;
        for (a = 0; a < m; a++) {
            w->b[a] += people * term.d_eta * x[a];
            w->d_beta_r[a] += people * term.d_eta_r * x[a];
            for (k = a; k < m; k++)
                w->h[a * w->stride + k] += people * weight * x[a] * x[k];
        }
    }
}

/* Halves the step in b until the likelihood does not fall. @return whether it ever
 * did. */
static bool step(work *w, double *change)
{
    const size_t n = w->data->n_patterns;
    double share = 1.0;
    size_t i, a;
    int tries;

    for (tries = 0; tries < MAX_HALVINGS; tries++, share *= 0.5) {
        double loglik;

        for (a = 0; a < w->m; a++)
            w->beta[a] += share * w->b[a];
        predict(w, w->beta, w->eta_trial);
        loglik = loglik_at(w, w->eta_trial);
        if (loglik >= w->loglik - 1e-13 * fabs(w->loglik)) {
            *change = 0.0;
            for (i = 0; i < n; i++)
                *change = fmax(*change, fabs(w->eta_trial[i] - w->eta[i]));
            memcpy(w->eta, w->eta_trial, n * sizeof *w->eta);
            return true;
        }
        for (a = 0; a < w->m; a++)
            w->beta[a] -= share * w->b[a];
    }
    return false;
}

static bool factor(work *w)
{
    return uc_ldl_factor(w->m, w->stride, w->h, PIVOT, w->inv_d, NULL) == 0;
}

/* Maximises over beta at w->r from w->beta. @return whether it converged. Leaves
 * derivatives at the maximum, the information factored. */
static bool maximise(work *w)
{
    int steps;

    predict(w, w->beta, w->eta);
    for (steps = 0; steps < MAX_STEPS; steps++) {
        double change = INFINITY;

        derive(w, false);
        if (!isfinite(w->loglik))
            return false;
        if (!factor(w)) {
            derive(w, true);
            if (!factor(w))
                return false;
        }
        uc_ldl_solve(w->m, w->stride, w->h, w->inv_d, w->b);
        if (!step(w, &change))
            return false;
        if (change < CONVERGED) {
            derive(w, false);
            return factor(w);
        }
    }
    return false;
}

/* -- Whether there is a maximum ---------------------------------------------------- */

/* Rows of the question "does a direction raise the likelihood for ever?": lowering the
 * mean of people counted once costs nothing, of others everything. For Chao and
 * Zelterman raising it for those counted twice costs nothing either. */
static uc_status ask_existence(const work *w, bool *exists, bool *repeats,
                               uc_error *err)
{
    const uc_repeated_data *data = w->data;
    const size_t n = data->n_patterns, m = w->m;
    const bool logistic =
        w->model == UC_REPEATED_CHAO || w->model == UC_REPEATED_ZELTERMAN;
    double *once = calloc(2 * n + 1, sizeof *once), *more = once + n;
    double *x = calloc(n * m + 1, sizeof *x), *held = calloc(n + 1, sizeof *held);
    size_t c, i, a, rows = 0;
    uc_status status = UC_OK;

    *repeats = false;
    if (once == NULL || x == NULL || held == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for a model of repeated counts");
    for (c = 0; status == UC_OK && c < data->n_cells; c++)
        if (uc_truncated_uses(w->model, data->count[c]))
            (data->count[c] == 1 ? once : more)[data->pattern[c]] += w->people[c];
    for (i = 0; status == UC_OK && i < n; i++) {
        const double sign = logistic && once[i] == 0.0 ? -1.0 : 1.0;

        *repeats = *repeats || more[i] > 0.0;
        if (once[i] + more[i] == 0.0)
            continue;
        held[rows] = logistic && once[i] == 0.0 ? 0.0 : more[i];
        for (a = 0; a < m; a++)
            x[rows * m + a] = sign * data->x[i * m + a];
        rows++;
    }
    *exists = true;
    if (status == UC_OK && *repeats)
        status = uc_existence_rows(rows, m, x, held, exists, err);
    free(once);
    free(x);
    free(held);
    return status;
}

static double used_people(const work *w)
{
    double sum = 0.0;
    size_t c;

    for (c = 0; c < w->data->n_cells; c++)
        if (uc_truncated_uses(w->model, w->data->count[c]))
            sum += w->people[c];
    return sum;
}

/* -- Negative binomial --------------------------------------------------------------*/

/* Profile score in log r; the fit is left in w. NAN where it did not converge. Between
 * shapes above 1 it is about lambda = r theta that stays. */
static double profile_score(work *w, double log_r)
{
    const double r = uc_exp(log_r);

    if (w->r > 1.0 && r > 1.0)
        w->beta[0] -= log_r - uc_log(w->r);
    w->r = r;
    return maximise(w) ? w->r * w->d_r : NAN;
}

/* The root of the profile score between a point where it is positive and one where it
 * is not, by bisection and false position in turn. */
static double find_root(work *w, double a, double score_a, double b, double score_b)
{
    int tries;

    for (tries = 0; tries < 200 && fabs(b - a) > 1e-13 * (1.0 + fabs(a)); tries++) {
        const double secant = a + (b - a) * score_a / (score_a - score_b);
        const double at =
            tries % 3 == 2 || !(secant > a && secant < b) ? 0.5 * (a + b) : secant;
        const double score = profile_score(w, at);

        if (isnan(score))
            return NAN;
        if (score == 0.0)
            return at;
        if (score > 0.0) {
            a = at;
            score_a = score;
        } else {
            b = at;
            score_b = score;
        }
    }
    return 0.5 * (a + b);
}

/* Scans the profile; every sign change from + to - is a maximum. The best of them is
 * compared with the two ends. */
static uc_repeated_end fit_shape(work *w)
{
    const double width = (LOG_R_MOST - LOG_R_LEAST) / (N_SCAN - 1);
    double best = -INFINITY, best_at = NAN, before = NAN, at_zero, last = NAN;
    double last_loglik = NAN;
    int i;

    w->r = 0.0;
    if (!maximise(w))
        return UC_REPEATED_NOT_REACHED;
    before = w->d_r;
    at_zero = w->loglik;
    for (i = 0; i < N_SCAN; i++) {
        const double at = LOG_R_LEAST + width * i;
        const double score = profile_score(w, at);

        last = score;
        last_loglik = w->loglik;
        if (before > 0.0 && score <= 0.0) {
            const double root =
                i == 0 ? at : find_root(w, at - width, before, at, score);

            if (!isnan(root) && !isnan(profile_score(w, root)) && w->loglik > best) {
                best = w->loglik;
                best_at = root;
                memcpy(w->kept, w->beta, w->m * sizeof *w->beta);
            }
            (void)profile_score(w, at);
        }
        before = score;
    }
    if (isnan(last) && isnan(best_at))
        return UC_REPEATED_NOT_REACHED;
    /* Still rising towards Poisson, or best there. */
    if (last > 0.0 && !(last_loglik < best))
        return UC_REPEATED_AT_POISSON;
    if (isnan(best_at) || best <= at_zero)
        return UC_REPEATED_LOG_SERIES;
    memcpy(w->beta, w->kept, w->m * sizeof *w->beta);
    w->r = uc_exp(best_at);
    return maximise(w) ? UC_REPEATED_OK : UC_REPEATED_NOT_REACHED;
}

/* -- Results ----------------------------------------------------------------------- */

/* Inverse of the observed information of beta and log r, by its blocks. */
static uc_repeated_end invert(work *w, uc_repeated_fit *fit)
{
    const size_t m = w->m, stride = fit->stride;
    double schur;
    size_t a, b;

    for (a = 0; a < m; a++) {
        uc_ldl_inverse_column(m, w->stride, w->h, w->inv_d, a, w->b);
        memcpy(fit->covariance + a * stride, w->b, m * sizeof *w->b);
    }
    if (w->model != UC_REPEATED_NEGATIVE_BINOMIAL)
        return UC_REPEATED_OK;
    /* information of log r: -r^2 l'' - r l', the latter 0 at the maximum */
    schur = -w->r * w->r * w->d_r2;
    memset(w->b, 0, w->stride * sizeof *w->b);
    for (a = 0; a < m; a++)
        w->b[a] = -w->r * w->d_beta_r[a];
    memcpy(w->d_beta_r, w->b, m * sizeof *w->b);
    uc_ldl_solve(m, w->stride, w->h, w->inv_d, w->b);
    for (a = 0; a < m; a++)
        schur -= w->d_beta_r[a] * w->b[a];
    if (!(schur > 0.0))
        return UC_REPEATED_NOT_REACHED;
    for (a = 0; a < m; a++) {
        for (b = 0; b < m; b++)
            fit->covariance[a * stride + b] += w->b[a] * w->b[b] / schur;
        fit->covariance[a * stride + m] = fit->covariance[m * stride + a] =
            -w->b[a] / schur;
    }
    fit->covariance[m * stride + m] = 1.0 / schur;
    return UC_REPEATED_OK;
}

static uc_repeated_end fit_all(work *w, uc_repeated_fit *fit)
{
    uc_repeated_end end;

    if (w->model == UC_REPEATED_NEGATIVE_BINOMIAL)
        end = fit_shape(w);
    else
        end = maximise(w) ? UC_REPEATED_OK : UC_REPEATED_NOT_REACHED;
    if (end != UC_REPEATED_OK)
        return end;
    memcpy(fit->beta, w->beta, w->m * sizeof *w->beta);
    memcpy(fit->eta, w->eta, w->data->n_patterns * sizeof *w->eta);
    fit->loglik = w->loglik;
    fit->r = w->r;
    return invert(w, fit);
}

void uc_repeated_fit_clear(uc_repeated_fit *fit)
{
    free(fit->eta);
    free(fit->beta);
    free(fit->covariance);
    memset(fit, 0, sizeof *fit);
}

static uc_status fit_alloc(const uc_repeated_data *data, uc_repeated_fit *fit,
                           uc_error *err)
{
    fit->n_kept = data->n_kept;
    fit->stride = data->n_kept + 1;
    fit->eta = calloc(data->n_patterns + 1, sizeof *fit->eta);
    fit->beta = calloc(fit->stride, sizeof *fit->beta);
    fit->covariance = calloc(fit->stride * fit->stride, sizeof *fit->covariance);
    if (fit->eta != NULL && fit->beta != NULL && fit->covariance != NULL)
        return UC_OK;
    uc_repeated_fit_clear(fit);
    return uc_fail(err, UC_ENOMEM, "no memory for a model of repeated counts");
}

uc_status uc_repeated_fit_model(const uc_repeated_data *data, uc_repeated_model model,
                                const double people[], uc_repeated_fit *fit,
                                uc_error *err)
{
    work w = {
        .data = data, .people = people != NULL ? people : data->people, .model = model};
    uc_repeated_fit made = {.model = model};
    bool exists = true, repeats = false;
    uc_status status = fit_alloc(data, &made, err);

    if (status == UC_OK)
        status = work_alloc(data, &w, err);
    if (status != UC_OK) {
        uc_repeated_fit_clear(&made);
        return status;
    }
    made.n_parameters = data->n_kept + (model == UC_REPEATED_NEGATIVE_BINOMIAL);
    made.n_used = used_people(&w);
    if (data->n_cells == 0)
        made.end = UC_REPEATED_NO_PEOPLE;
    else
        status = ask_existence(&w, &exists, &repeats, err);
    if (status == UC_OK && made.end == UC_REPEATED_OK)
        made.end = !repeats  ? UC_REPEATED_NO_REPEATS
                   : !exists ? UC_REPEATED_SEPARATED
                             : fit_all(&w, &made);
    work_free(&w);
    if (status == UC_OK)
        *fit = made;
    else
        uc_repeated_fit_clear(&made);
    return status;
}
