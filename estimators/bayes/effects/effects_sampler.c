/* effects_sampler.c - Hamiltonian paths around the mode of the effects */
#include "estimators/bayes/effects/effects.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/bayes/effects/internal/effect_cells.h"
#include "estimators/core/elementary.h"
#include "estimators/core/variates.h"

/* A chain's state. Position and momentum are in whitened coordinates. */
typedef struct state {
    double *at, *momentum, *gradient; /* n_terms; gradient of the log posterior */
    double *trial, *trial_gradient, *beta;
    uc_effect_cells c;
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
    uc_effects_solve_upper(n, m->root, s->beta);
    for (size_t i = 0; i < n; i++)
        s->beta[i] += m->mode[i];
    log_p = uc_effects_log_posterior(m, s->beta, &s->c, gradient);
    if (isfinite(log_p))
        uc_effects_solve_lower(n, m->root, gradient);
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
    uc_effects_solve_upper(n, m->root, s->beta);
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
    s->c = (uc_effect_cells){room, room + m->table->n_cells};
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
