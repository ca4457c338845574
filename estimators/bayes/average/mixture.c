/* mixture.c - a mixture of log-normal laws: quantiles, moments, draws */
#include "estimators/bayes/average/internal/mixture.h"

#include <math.h>
#include <stdlib.h>

#include "estimators/bayes/posterior.h"
#include "estimators/core/elementary.h"
#include "estimators/core/quantile.h"
#include "estimators/core/variates.h"
#include "estimators/mse/bootstrap.h"

void uc_mixture_clear(uc_mixture *m)
{
    for (size_t i = 0; i < m->n; i++)
        uc_model_clear(&m->item[i].model);
    free(m->item);
    *m = (uc_mixture){0};
}

void uc_mixture_normalise(uc_mixture *m)
{
    double top = -INFINITY, sum = 0.0;

    for (size_t i = 0; i < m->n; i++)
        top = fmax(top, m->item[i].log_weight);
    for (size_t i = 0; i < m->n; i++) {
        m->item[i].weight = uc_exp(m->item[i].log_weight - top);
        sum += m->item[i].weight;
    }
    for (size_t i = 0; i < m->n; i++)
        m->item[i].weight /= sum;
}

static double mixture_cdf(const uc_mixture *m, double log_hidden)
{
    double sum = 0.0;

    for (size_t i = 0; i < m->n; i++)
        if (m->item[i].weight > 0.0)
            sum +=
                m->item[i].weight *
                uc_normal_cdf((log_hidden - m->item[i].log_hidden) / m->item[i].spread);
    return sum;
}

/* By bisection between limits that surely hold it. */
double uc_mixture_quantile(const void *ctx, double p)
{
    const uc_mixture *m = ctx;
    double low = INFINITY, high = -INFINITY;

    for (size_t i = 0; i < m->n; i++) {
        if (!(m->item[i].weight > 0.0))
            continue;
        low = fmin(low, m->item[i].log_hidden - 40.0 * m->item[i].spread);
        high = fmax(high, m->item[i].log_hidden + 40.0 * m->item[i].spread);
    }
    for (int i = 0; i < 200 && high - low > 1e-15 * fabs(high); i++) {
        const double middle = 0.5 * (low + high);

        if (mixture_cdf(m, middle) >= p)
            high = middle;
        else
            low = middle;
    }
    return uc_round12(m->n_people + uc_exp(high));
}

void uc_mixture_moments(const uc_mixture *m, double *mean, double *sd)
{
    double sum = 0.0, squares = 0.0;

    for (size_t i = 0; i < m->n; i++) {
        const uc_mixture_part *c = &m->item[i];
        const double v = c->spread * c->spread, at = c->hidden * uc_exp(0.5 * v);

        if (c->weight > 0.0) {
            sum += c->weight * at;
            squares += c->weight * at * at * uc_exp(v);
        }
    }
    *mean = m->n_people + sum;
    *sd = sqrt(squares - sum * sum);
}

uc_status uc_mixture_draw(const uc_mixture *m, uint64_t seed, uint64_t key,
                          uc_estimate *e, uc_error *err)
{
    uc_status status = uc_posterior_draws(e, err);
    uc_rng rng;

    uc_rng_start(&rng, seed, key, UC_RNG_AVERAGE, 0);
    for (size_t r = 0; status == UC_OK && r < UC_DRAWS_KEPT; r++) {
        double u = uc_rng_uniform(&rng);
        const double z = uc_draw_normal(&rng);
        size_t i = 0;

        for (; i + 1 < m->n && u > m->item[i].weight; i++)
            u -= m->item[i].weight;
        e->draws.persons[r] =
            m->n_people + uc_exp(m->item[i].log_hidden + z * m->item[i].spread);
    }
    return status;
}
