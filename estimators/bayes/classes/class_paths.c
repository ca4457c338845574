/* class_paths.c - Hamiltonian paths through the classes */
#include <math.h>
#include <string.h>

#include "estimators/bayes/classes/internal/class_state.h"
#include "estimators/core/elementary.h"
#include "estimators/core/variates.h"

/* Paths are up to so long, the coordinates being log odds, and of so many steps. */
#define LONGEST    4.0
#define MOST_STEPS 256
/* A path's own step is e^(up to this) times the chain's. */
#define JITTER 0.3
/* Acceptance to be aimed at, and the first paths, which set the step. */
#define ACCEPT       0.8
#define FIRST_PATHS  250
#define LEAST_STEP   1e-4
#define LARGEST_STEP 1.0

static void set_step(uc_class_state *s, double log_change)
{
    s->step *= uc_exp(log_change);
    s->step = fmin(fmax(s->step, LEAST_STEP), LARGEST_STEP);
}

void uc_class_adapt(uc_class_state *s)
{
    if (s->n_paths > 0)
        set_step(s, 1.5 * (s->accepted / (double)s->n_paths - ACCEPT));
    s->accepted = 0.0;
    s->n_paths = 0;
}

/* Counts the path; the first ones move the step (Robbins & Monro 1951). */
static void note(uc_class_state *s, double accept)
{
    const double n = (double)s->n_paths_ever++;

    s->accepted += accept;
    s->n_paths++;
    if (s->n_paths_ever < FIRST_PATHS)
        set_step(s, (accept - ACCEPT) / (1.0 + 0.1 * n));
}

/* Standard normal momenta of what can move; minus their log density. */
static double draw_momentum(const uc_classes *m, uc_class_state *s, uc_rng *rng)
{
    double energy = 0.0;

    memset(s->momentum, 0, uc_class_n(m) * sizeof *s->momentum);
    for (size_t j = 0; j <= m->n_lists; j++) {
        const size_t n = m->n_classes - (j == 0);

        for (size_t k = 0; k < n; k++) {
            const double z = uc_draw_normal(rng);

            s->momentum[j * m->stride + k] = z;
            energy += 0.5 * z * z;
        }
    }
    return energy;
}

static double energy_of(size_t n, const double momentum[])
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += 0.5 * momentum[i] * momentum[i];
    return sum;
}

/* Leapfrog steps from `to`; whether they stay where the density is not 0. */
static bool run_path(const uc_classes *m, uc_class_state *s, double step,
                     size_t n_steps)
{
    const size_t n = uc_class_n(m);
    double *restrict to = s->to, *restrict p = s->momentum;
    const double *restrict g = s->gradient;

    for (size_t i = 0; i < n; i++)
        p[i] += 0.5 * step * g[i];
    for (size_t l = 0; l < n_steps; l++) {
        const double kick = l + 1 < n_steps ? step : 0.5 * step;

        for (size_t i = 0; i < n; i++)
            to[i] += step * p[i];
        if (!uc_class_cells(m, s, to))
            return false;
        uc_class_gradient(m, s);
        for (size_t i = 0; i < n; i++)
            p[i] += kick * g[i];
    }
    for (size_t i = m->stride; i < n; i++)
        if (!(fabs(to[i]) <= UC_CLASS_MOST_LOGIT))
            return false;
    return true;
}

void uc_class_path(const uc_classes *m, uc_class_state *s, uc_rng *rng)
{
    const size_t n = uc_class_n(m);
    const double step = s->step * uc_exp(JITTER * (2.0 * uc_rng_uniform(rng) - 1.0));
    const double most = fmin(LONGEST / s->step, MOST_STEPS);
    const size_t n_steps = 1 + (size_t)(most * uc_rng_uniform(rng));
    const double u = uc_rng_uniform(rng);
    double change, accept = 0.0;

    if (!uc_class_cells(m, s, s->at))
        return;
    memcpy(s->to, s->at, n * sizeof *s->to);
    change = draw_momentum(m, s, rng) - uc_class_log_density(m, s, s->at);
    uc_class_gradient(m, s);
    if (run_path(m, s, step, n_steps)) {
        change += uc_class_log_density(m, s, s->to) - energy_of(n, s->momentum);
        accept = change < 0.0 ? uc_exp(change) : isnan(change) ? 0.0 : 1.0;
    }
    if (u < accept)
        memcpy(s->at, s->to, n * sizeof *s->at);
    note(s, accept);
}
