/* effects.c - effects of a log-linear model: mode and sampler */
#include "estimators/bayes/effects/effects.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/lattice.h"
#include "estimators/core/variates.h"

#define MAX_NEWTON 200
/* Squared Newton decrement at which the mode is reached: the sampler needs no more. */
#define NEAR_MODE 1e-12
/* Means beyond this are as good as infinite. */
#define MAX_ETA 60.0

void uc_effects_clear(uc_effects *effects)
{
    free(effects->term);
    free(effects->keep);
    *effects = (uc_effects){0};
}

/* Room for cells: predictors, and means or their superset sums. */
typedef struct cells {
    double *eta, *mu;
} cells;

/* log posterior up to a constant; the gradient where it is not NULL, and mu then holds
 * the superset sums of the means. -INFINITY where a mean overflows. */
static double log_posterior(const uc_effects *m, const double beta[], cells *c,
                            double gradient[])
{
    const uc_dense *t = m->table;
    double sum = 0.0;

    memset(c->eta, 0, t->n_cells * sizeof *c->eta);
    for (size_t i = 0; i < m->n_terms; i++) {
        const double d = beta[i] - m->mean[i];

        c->eta[m->term[i]] = beta[i];
        sum += beta[i] * (i == 0 ? t->n_people : t->margin[m->term[i]]) -
               0.5 * m->precision[i] * d * d;
    }
    uc_lattice_subset_sum(t->n_lists, c->eta);
    for (size_t w = 0; w < t->n_cells; w++)
        if (m->keep[w] > 0.0 && !(c->eta[w] < MAX_ETA))
            return -INFINITY;
    uc_exp_array(t->n_cells, c->eta, c->mu);
    for (size_t w = 0; w < t->n_cells; w++) {
        c->mu[w] = m->keep[w] > 0.0 ? c->mu[w] : 0.0;
        sum -= c->mu[w];
    }
    if (gradient == NULL)
        return sum;
    uc_lattice_superset_sum(t->n_lists, c->mu);
    for (size_t i = 0; i < m->n_terms; i++)
        gradient[i] = (i == 0 ? t->n_people : t->margin[m->term[i]]) -
                      c->mu[m->term[i]] - m->precision[i] * (beta[i] - m->mean[i]);
    return sum;
}

/* Lower Cholesky factor of the curvature, from superset sums of means or weights.
 * Returns 0 when a pivot is not positive. */
static int factor(const uc_effects *m, const double sums[], double root[])
{
    const size_t n = m->n_terms;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double x = sums[m->term[i] | m->term[j]];

            if (i == j)
                x += m->precision[i];
            for (size_t k = 0; k < j; k++)
                x -= root[i * n + k] * root[j * n + k];
            if (i == j && !(x > 1e-12 * sums[m->term[i]]))
                return 0;
            root[i * n + j] = i == j ? sqrt(x) : x / root[j * n + j];
        }
    return 1;
}

/* x becomes root^-1 x; x becomes root^-T x. */
static void solve_lower(size_t n, const double root[], double x[])
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            x[i] -= root[i * n + k] * x[k];
        x[i] /= root[i * n + i];
    }
}

static void solve_upper(size_t n, const double root[], double x[])
{
    for (size_t i = n; i-- > 0;) {
        x[i] /= root[i * n + i];
        for (size_t k = 0; k < i; k++)
            x[k] -= root[i * n + k] * x[i];
    }
}

/* Weighted least squares at the counts + 1/2: where Newton's method starts. */
static int start_mode(uc_effects *m, cells *c)
{
    const uc_dense *t = m->table;

    for (size_t w = 0; w < t->n_cells; w++) {
        const double mu = t->count[w] + 0.5;

        c->mu[w] = m->keep[w] > 0.0 ? mu : 0.0;
        c->eta[w] = m->keep[w] > 0.0 ? mu * uc_log(mu) + t->count[w] - mu : 0.0;
    }
    uc_lattice_superset_sum(t->n_lists, c->mu);
    uc_lattice_superset_sum(t->n_lists, c->eta);
    if (!factor(m, c->mu, m->root))
        return 0;
    for (size_t i = 0; i < m->n_terms; i++)
        m->mode[i] = c->eta[m->term[i]] + m->precision[i] * m->mean[i];
    solve_lower(m->n_terms, m->root, m->mode);
    solve_upper(m->n_terms, m->root, m->mode);
    return 1;
}

/* Newton steps, halved until the posterior rises; at the end root is that of the mode.
 */
static int find_mode(uc_effects *m, cells *c, double step[], double trial[])
{
    const size_t n = m->n_terms;
    double now;

    if (!start_mode(m, c))
        return 0;
    now = log_posterior(m, m->mode, c, step);
    for (int i = 0; i < MAX_NEWTON; i++) {
        const double slack = 1e-12 * (1.0 + fabs(now)); /* rounding hides a rise */
        double change = 0.0, size = 1.0, then = -INFINITY;

        if (!isfinite(now) || !factor(m, c->mu, m->root))
            return 0;
        solve_lower(n, m->root, step);
        for (size_t k = 0; k < n; k++)
            change += step[k] * step[k];
        if (change < NEAR_MODE)
            return 1;
        solve_upper(n, m->root, step);
        for (; size > 1e-10; size *= 0.5) {
            for (size_t k = 0; k < n; k++)
                trial[k] = m->mode[k] + size * step[k];
            then = log_posterior(m, trial, c, NULL);
            if (then >= now - slack)
                break;
        }
        if (!(then >= now - slack))
            return 0;
        memcpy(m->mode, trial, n * sizeof *trial);
        now = log_posterior(m, m->mode, c, step);
    }
    return 0;
}

static uc_status allocate(const uc_dense *table, size_t n_terms, uc_effects *made,
                          uc_error *err)
{
    made->table = table;
    made->n_terms = n_terms;
    made->term = malloc(n_terms * sizeof *made->term);
    made->keep =
        malloc((table->n_cells + 3 * n_terms + n_terms * n_terms) * sizeof *made->keep);
    if (made->term == NULL || made->keep == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu effects", n_terms);
    made->mean = made->keep + table->n_cells;
    made->precision = made->mean + n_terms;
    made->mode = made->precision + n_terms;
    made->root = made->mode + n_terms;
    return UC_OK;
}

uc_status uc_effects_init(const uc_dense *table, const uint32_t terms[], size_t n_terms,
                          const double keep[], const double mean[],
                          const double precision[], uc_effects *effects, uc_error *err)
{
    uc_effects made = {0};
    double *room = malloc((2 * table->n_cells + 2 * n_terms) * sizeof *room);
    uc_status status = allocate(table, n_terms, &made, err);

    if (status == UC_OK && room == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for a mode");
    if (status == UC_OK) {
        cells c = {room, room + table->n_cells};

        memcpy(made.term, terms, n_terms * sizeof *terms);
        memcpy(made.keep, keep, table->n_cells * sizeof *keep);
        made.keep[0] = 0.0;
        for (size_t i = 0; i < n_terms; i++)
            made.mean[i] = mean != NULL ? mean[i] : 0.0;
        memcpy(made.precision, precision, n_terms * sizeof *precision);
        if (!find_mode(&made, &c, c.mu + table->n_cells,
                       c.mu + table->n_cells + n_terms))
            status = uc_fail(err, UC_ENUMERIC, "the posterior mode was not found");
    }
    free(room);
    if (status != UC_OK)
        uc_effects_clear(&made);
    else
        *effects = made;
    return status;
}

/* -- The sampler ------------------------------------------------------------------ */

/* A chain's state. Position and momentum are in whitened coordinates. */
typedef struct state {
    double *at, *momentum, *gradient; /* n_terms; gradient of the log posterior */
    double *trial, *trial_gradient, *beta;
    cells c;
    double log_p, hidden;
    double size; /* of a leapfrog step */
    uint64_t n, n_taken;
} state;

static double evaluate(const uc_effects *m, state *s, const double at[],
                       double gradient[])
{
    const size_t n = m->n_terms;
    double log_p;

    memcpy(s->beta, at, n * sizeof *at);
    solve_upper(n, m->root, s->beta);
    for (size_t i = 0; i < n; i++)
        s->beta[i] += m->mode[i];
    log_p = log_posterior(m, s->beta, &s->c, gradient);
    if (isfinite(log_p))
        solve_lower(n, m->root, gradient);
    return log_p;
}

static double kinetic(const double momentum[], size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += momentum[i] * momentum[i];
    return 0.5 * sum;
}

/* Leapfrog steps from `at`; returns the log posterior where they end. */
static double leapfrog(const uc_effects *m, state *s, double size, unsigned n_steps)
{
    const size_t n = m->n_terms;
    double log_p = s->log_p;

    memcpy(s->trial, s->at, n * sizeof *s->trial);
    memcpy(s->trial_gradient, s->gradient, n * sizeof *s->gradient);
    for (unsigned k = 0; k < n_steps && isfinite(log_p); k++) {
        for (size_t i = 0; i < n; i++) {
            s->momentum[i] += 0.5 * size * s->trial_gradient[i];
            s->trial[i] += size * s->momentum[i];
        }
        log_p = evaluate(m, s, s->trial, s->trial_gradient);
        for (size_t i = 0; i < n && isfinite(log_p); i++)
            s->momentum[i] += 0.5 * size * s->trial_gradient[i];
    }
    return log_p;
}

static void step(const void *ctx, void *state_at, uc_rng *rng)
{
    const uc_effects *m = ctx;
    state *s = state_at;
    const size_t n = m->n_terms;
    const double size = s->size * (0.7 + 0.6 * uc_rng_uniform(rng));
    const unsigned n_steps = 2 + uc_rng_below(rng, 4);
    double before, log_p, u, intercept = m->mode[0];

    for (size_t i = 0; i < n; i++)
        s->momentum[i] = uc_draw_normal(rng);
    before = s->log_p - kinetic(s->momentum, n);
    log_p = leapfrog(m, s, size, n_steps);
    u = uc_rng_uniform(rng);
    s->n++;
    if (isfinite(log_p) && uc_log(u) < log_p - kinetic(s->momentum, n) - before) {
        double *kept = s->at;

        s->at = s->trial;
        s->trial = kept;
        kept = s->gradient;
        s->gradient = s->trial_gradient;
        s->trial_gradient = kept;
        s->log_p = log_p;
        s->n_taken++;
    }
    memcpy(s->beta, s->at, n * sizeof *s->beta);
    solve_upper(n, m->root, s->beta);
    intercept += s->beta[0];
    s->hidden = uc_draw_poisson(rng, uc_exp(intercept));
}

static void record(const void *ctx, const void *state_at, double out[])
{
    const uc_effects *m = ctx;
    const state *s = state_at;

    out[0] = s->hidden;
    for (size_t i = 0; i < m->n_terms; i++)
        out[1 + i] = m->mode[i] + s->beta[i];
}

/* A step that is too long is refused too often; one too short wastes gradients. */
static void adapt(const void *ctx, void *state_at)
{
    state *s = state_at;
    const double taken = (double)s->n_taken / (double)s->n;

    (void)ctx;
    if (taken < 0.75)
        s->size *= taken < 0.3 ? 0.3 : 0.7;
    else if (taken > 0.95 && s->size < 0.7)
        s->size *= 1.15;
    s->n = s->n_taken = 0;
}

static void release(void *state_at)
{
    free(((state *)state_at)->c.eta);
}

/* Starts lie two standard deviations out in every direction, nearer where the posterior
 * is not finite there. */
static uc_status start(const void *ctx, void *state_at, size_t chain, uc_rng *rng,
                       uc_error *err)
{
    const uc_effects *m = ctx;
    const size_t n = m->n_terms;
    state *s = state_at;
    double *room = calloc(2 * m->table->n_cells + 6 * n, sizeof *room);

    (void)chain;
    if (room == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a chain");
    s->c = (cells){room, room + m->table->n_cells};
    s->at = s->c.mu + m->table->n_cells;
    s->momentum = s->at + n;
    s->gradient = s->momentum + n;
    s->trial = s->gradient + n;
    s->trial_gradient = s->trial + n;
    s->beta = s->trial_gradient + n;
    s->size = 0.45;
    for (size_t i = 0; i < n; i++)
        s->at[i] = 2.0 * uc_draw_normal(rng);
    s->log_p = evaluate(m, s, s->at, s->gradient);
    while (!isfinite(s->log_p)) {
        for (size_t i = 0; i < n; i++)
            s->at[i] *= 0.5;
        s->log_p = evaluate(m, s, s->at, s->gradient);
    }
    return UC_OK;
}

uc_sampler uc_effects_sampler(const uc_effects *effects)
{
    return (uc_sampler){.ctx = effects,
                        .state_size = sizeof(state),
                        .n_recorded = 1 + effects->n_terms,
                        .start = start,
                        .step = step,
                        .record = record,
                        .adapt = adapt,
                        .release = release};
}
