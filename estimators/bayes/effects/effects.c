/* effects.c - effects of a log-linear model: posterior and mode */
#include "estimators/bayes/effects/effects.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/bayes/effects/internal/effect_cells.h"
#include "estimators/core/elementary.h"
#include "estimators/core/lattice.h"

#define MAX_NEWTON   200
#define MAX_HALVINGS 34
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

double uc_effects_log_posterior(const uc_effects *m, const double beta[],
                                uc_effect_cells *c, double gradient[])
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

void uc_effects_solve_lower(size_t n, const double root[], double x[])
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            x[i] -= root[i * n + k] * x[k];
        x[i] /= root[i * n + i];
    }
}

void uc_effects_solve_upper(size_t n, const double root[], double x[])
{
    for (size_t i = n; i-- > 0;) {
        x[i] /= root[i * n + i];
        for (size_t k = 0; k < i; k++)
            x[k] -= root[i * n + k] * x[i];
    }
}

/* Weighted least squares at the counts + 1/2: where Newton's method starts. */
static int start_mode(uc_effects *m, uc_effect_cells *c)
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
    uc_effects_solve_lower(m->n_terms, m->root, m->mode);
    uc_effects_solve_upper(m->n_terms, m->root, m->mode);
    return 1;
}

/* Newton steps, halved until the posterior rises; at the end root is that of the mode.
 */
static int find_mode(uc_effects *m, uc_effect_cells *c, double step[], double trial[])
{
    const size_t n = m->n_terms;
    double now;

    if (!start_mode(m, c))
        return 0;
    now = uc_effects_log_posterior(m, m->mode, c, step);
    for (int i = 0; i < MAX_NEWTON; i++) {
        const double slack = 1e-12 * (1.0 + fabs(now)); /* rounding hides a rise */
        double change = 0.0, then = -INFINITY;

        if (!isfinite(now) || !factor(m, c->mu, m->root))
            return 0;
        uc_effects_solve_lower(n, m->root, step);
        for (size_t k = 0; k < n; k++)
            change += step[k] * step[k];
        if (change < NEAR_MODE)
            return 1;
        uc_effects_solve_upper(n, m->root, step);
        for (int half = 0; half < MAX_HALVINGS && !(then >= now - slack); half++) {
            for (size_t k = 0; k < n; k++)
                trial[k] = m->mode[k] + ldexp(step[k], -half);
            then = uc_effects_log_posterior(m, trial, c, NULL);
        }
        if (!(then >= now - slack))
            return 0;
        memcpy(m->mode, trial, n * sizeof *trial);
        now = uc_effects_log_posterior(m, m->mode, c, step);
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
        uc_effect_cells c = {room, room + table->n_cells};

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
