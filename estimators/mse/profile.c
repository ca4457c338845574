/* profile.c - profile-likelihood intervals */
#include "estimators/mse/profile.h"

#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "estimators/core/elementary.h"
#include "estimators/core/quantile.h"

#define MAX_STEPS 200
/* Roots are found to this, relative. */
#define TOL_ROOT 1e-11
/* No limit is sought beyond so many times the persons known and estimated. */
#define FARTHEST 1e6

typedef struct profile {
    uc_profile_fn *fit;
    void *ctx;
    double n;
    bool poisson;
    double peak, drop; /* the level sought: loglik = peak - drop */
    bool found;
    uc_error *err;
} profile;

bool uc_profile_wanted(const uc_mse_settings *settings)
{
    return (uc_mse_settings_intervals(settings) &
            (UC_INTERVAL_PROFILE | UC_INTERVAL_PROFILE_POISSON)) != 0;
}

static double round9(double value)
{
    char text[UC_NUMBER_TEXT];
    double rounded = value;

    if (uc_number_real(uc_number_format(value, 9, text), &rounded) != UC_NUMBER_OK)
        return value;
    return rounded;
}

/* log Gamma(n + x + 1)/Gamma(x + 1) - N log N + N, N = n + x. */
static double multinomial_part(double n, double x)
{
    const double all = n + x;

    return gsl_sf_lngamma(all + 1.0) - gsl_sf_lngamma(x + 1.0) -
           (all > 0.0 ? all * uc_log(all) : 0.0) + all;
}

/* Profile log-likelihood at x, and what N it belongs to. */
static uc_status evaluate(profile *p, double x, double *loglik, double *all)
{
    uc_profile_point at = {NAN, NAN};
    uc_status status = p->fit(p->ctx, x, &at, &p->found, p->err);

    if (status != UC_OK || !p->found)
        return status;
    if (p->poisson) {
        *loglik = at.loglik;
        *all = p->n + at.hidden;
        return UC_OK;
    }
    *all = p->n + x;
    *loglik = at.loglik + (x > 0.0 ? x * uc_log(at.hidden) : 0.0) - at.hidden +
              multinomial_part(p->n, x);
    return UC_OK;
}

/* Derivative of the multinomial profile in x: log(mu_0/N) + psi(N+1) - psi(x+1). */
static uc_status slope(profile *p, double x, double *value)
{
    uc_profile_point at = {NAN, NAN};
    uc_status status = p->fit(p->ctx, x, &at, &p->found, p->err);

    if (status == UC_OK && p->found)
        *value = uc_log(at.hidden / (p->n + x)) + gsl_sf_psi(p->n + x + 1.0) -
                 gsl_sf_psi(x + 1.0);
    return status;
}

/* A function of x for the root finder. */
typedef uc_status root_fn(profile *p, double x, double *value);

static uc_status above_level(profile *p, double x, double *value)
{
    double all, loglik;
    uc_status status = evaluate(p, x, &loglik, &all);

    if (status == UC_OK && p->found)
        *value = loglik - (p->peak - p->drop);
    return status;
}

/* Root of f between a and b, where it is fa and fb, of opposite signs: the Illinois
 * variant of false position, bisecting where that stalls. */
static uc_status find_root(profile *p, root_fn *f, double a, double fa, double b,
                           double fb, double *root)
{
    uc_status status = UC_OK;

    for (unsigned i = 0; i < MAX_STEPS && status == UC_OK && p->found; i++) {
        double x = (a * fb - b * fa) / (fb - fa), fx = 0.0;

        if (i % 4 == 3 || !(x > fmin(a, b) && x < fmax(a, b)))
            x = 0.5 * (a + b);
        *root = x;
        if (fabs(b - a) <= TOL_ROOT * (fabs(a) + fabs(b) + p->n))
            return UC_OK;
        status = f(p, x, &fx);
        if (fx == 0.0)
            return status;
        if ((fx > 0.0) == (fb > 0.0)) {
            fa *= 0.5;
        } else {
            a = b;
            fa = fb;
        }
        b = x;
        fb = fx;
    }
    return status;
}

/* x of the peak: of the Poisson profile the estimate itself; of the multinomial one
 * where its slope is 0, or 0. */
static uc_status find_peak(profile *p, double hidden, double *x)
{
    double low = 0.0, at_low, high = hidden, at_high = 1.0;
    uc_status status;

    *x = hidden;
    if (p->poisson)
        return UC_OK;
    status = slope(p, 0.0, &at_low);
    if (status == UC_OK && p->found && at_low <= 0.0) {
        *x = 0.0;
        return UC_OK;
    }
    for (unsigned i = 0; status == UC_OK && p->found && i < 60; i++) {
        status = slope(p, high, &at_high);
        if (at_high <= 0.0)
            break;
        high = 2.0 * high + 1.0;
    }
    if (status == UC_OK && p->found && at_high <= 0.0)
        status = find_root(p, slope, low, at_low, high, at_high, x);
    return status;
}

/* The limit beyond the peak, or below it. */
static uc_status find_limit(profile *p, double x, double hidden, bool upper,
                            double *limit, const char **note)
{
    const double farthest = FARTHEST * (p->n + hidden);
    double step = upper ? 0.5 * hidden + 1.0 : -0.25 * (x + 1.0), other = x,
           value = 0.0;
    double last = x, at_last = p->drop, root = x, ignored;
    uc_status status = UC_OK;

    for (unsigned i = 0; i < 200; i++) {
        other = last + step;
        if (!upper && !p->poisson && other < 0.0)
            other = 0.0;
        status = above_level(p, other, &value);
        if (status != UC_OK)
            return status;
        if (!p->found) { /* no fit so far out: go less far */
            p->found = fabs(step) > 1e-6 * (1.0 + fabs(last));
            step *= 0.25;
            if (!p->found)
                return UC_OK;
            continue;
        }
        if (value <= 0.0)
            break;
        if (other == 0.0 && !upper && !p->poisson) {
            *limit = p->n; /* even nobody hidden is within the limits */
            return UC_OK;
        }
        if (fabs(other) > farthest) {
            *note = "no_profile_limit";
            return UC_OK;
        }
        last = other;
        at_last = value;
        step *= 1.5;
    }
    status = find_root(p, above_level, last, at_last, other, value, &root);
    if (status == UC_OK && p->found)
        status = evaluate(p, root, &ignored, limit);
    return status;
}

static uc_status one_interval(profile *p, double x, double hidden,
                              uc_interval *interval)
{
    const double z = uc_normal_quantile(0.5 * (1.0 + interval->level));
    const char *low_note = NULL, *high_note = NULL;
    uc_status status;

    p->drop = 0.5 * z * z;
    status = find_limit(p, x, hidden, false, &interval->low, &low_note);
    if (status == UC_OK && p->found)
        status = find_limit(p, x, hidden, true, &interval->high, &high_note);
    if (status != UC_OK)
        return status;
    interval->note = low_note != NULL ? low_note : high_note;
    if (!p->found) {
        interval->low = interval->high = NAN;
        interval->note = "profile_not_reached";
        p->found = true;
    }
    if (isfinite(interval->low))
        interval->low = round9(interval->low);
    if (isfinite(interval->high))
        interval->high = round9(interval->high);
    return UC_OK;
}

static uc_status give_kind(profile *p, uc_interval_kind kind,
                           const uc_mse_settings *settings, uc_estimate *e)
{
    double x = e->hidden, all = NAN;
    uc_status status = find_peak(p, e->hidden, &x);
    const bool has_peak = p->found;

    if (status == UC_OK && has_peak)
        status = evaluate(p, x, &p->peak, &all);
    if (status == UC_OK && has_peak && p->found && !p->poisson)
        status = uc_estimate_fact(e, p->err, "profile_estimate", "Profile peak",
                                  round9(all), NULL);
    for (size_t k = 0; status == UC_OK && k < settings->n_levels; k++) {
        uc_interval interval = {.kind = kind,
                                .level = settings->level[k],
                                .low = NAN,
                                .high = NAN,
                                .adjusted_low = NAN,
                                .adjusted_high = NAN,
                                .mcse_low = NAN,
                                .mcse_high = NAN,
                                .note = "profile_not_reached"};

        if (has_peak && p->found)
            status = one_interval(p, x, e->hidden, &interval);
        if (status == UC_OK)
            status = uc_estimate_give(e, &interval, p->err);
    }
    return status;
}

uc_status uc_profile_give(uc_profile_fn *fit, void *ctx,
                          const uc_mse_settings *settings, uc_estimate *estimate,
                          uc_error *err)
{
    const unsigned kinds = uc_mse_settings_intervals(settings);
    uc_status status = UC_OK;

    for (unsigned kind = UC_INTERVAL_PROFILE;
         status == UC_OK && kind <= UC_INTERVAL_PROFILE_POISSON; kind *= 2) {
        profile p = {.fit = fit,
                     .ctx = ctx,
                     .n = (double)estimate->n_observed,
                     .poisson = kind == UC_INTERVAL_PROFILE_POISSON,
                     .found = true,
                     .err = err};

        if ((kinds & kind) != 0)
            status = give_kind(&p, (uc_interval_kind)kind, settings, estimate);
    }
    return status;
}

/* -- A design with one more row for those on no list ------------------------------- */

typedef struct augmented {
    uc_glm_design design;
    uc_glm glm;
    double *count;
    bool warm;
} augmented;

static uc_status fit_augmented(void *ctx, double x, uc_profile_point *point,
                               bool *found, uc_error *err)
{
    augmented *a = ctx;
    const size_t hidden = a->design.n_rows - 1;
    uc_status status;

    a->count[hidden] = x;
    status = uc_glm_fit(&a->glm, &a->design, a->count, a->warm, err);
    if (status != UC_OK)
        return status;
    *found = a->glm.end == UC_GLM_OK;
    a->warm = *found;
    point->hidden = a->glm.mu[hidden];
    point->loglik = a->glm.loglik - x * a->glm.eta[hidden] + a->glm.mu[hidden];
    return UC_OK;
}

uc_status uc_profile_design(const uc_glm_design *design, const double count[],
                            const uc_mse_settings *settings, uc_estimate *estimate,
                            uc_error *err)
{
    const size_t n = design->n_rows;
    augmented a = {0};
    bool found = true;
    uc_profile_point point;
    uc_status status = uc_glm_design_alloc(n + 1, design->n_columns, &a.design, err);

    if (status == UC_OK)
        status = uc_glm_reserve(&a.glm, n + 1, design->n_columns, err);
    if (status == UC_OK) {
        a.count = malloc((n + 1) * sizeof *a.count);
        if (a.count == NULL)
            status = uc_fail(err, UC_ENOMEM, "no memory for a profile");
    }
    if (status == UC_OK) {
        memcpy(a.design.x, design->x, n * design->n_columns * sizeof *design->x);
        memcpy(a.design.offset, design->offset, n * sizeof *design->offset);
        a.design.x[n * design->n_columns] = 1.0;
        a.design.first_positive = design->first_positive;
        memcpy(a.count, count, n * sizeof *count);
        /* a first fit, cold, from which the others start */
        status = fit_augmented(&a, estimate->hidden, &point, &found, err);
    }
    if (status == UC_OK)
        status = uc_profile_give(fit_augmented, &a, settings, estimate, err);
    free(a.count);
    uc_glm_free(&a.glm);
    uc_glm_design_free(&a.design);
    return status;
}
