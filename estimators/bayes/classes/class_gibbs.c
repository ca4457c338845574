/* class_gibbs.c - Gibbs steps and exchanges of labels */
#include <math.h>
#include <string.h>

#include "estimators/bayes/classes/internal/class_state.h"
#include "estimators/core/elementary.h"
#include "estimators/core/variates.h"

/* Classes of a lesser share exchange no labels. */
#define LEAST_SHARE 1e-4
/* Up to so many people of a history are allocated one by one. */
#define ONE_BY_ONE 8

static size_t pick(const double weight[], size_t n, double sum, uc_rng *rng)
{
    double u = uc_rng_uniform(rng) * sum;
    size_t k = 0;

    for (; k + 1 < n; k++) {
        u -= weight[k];
        if (u <= 0.0)
            break;
    }
    while (k > 0 && !(weight[k] > 0.0))
        k--;
    return k;
}

static void add_people(const uc_classes *m, uc_class_state *s, size_t k, uint32_t w,
                       double n)
{
    s->people[k] += n;
    for (; w != 0; w &= w - 1)
        s->on_list[(size_t)__builtin_ctz(w) * m->stride + k] += n;
}

/* Allocates the people of a history to classes. */
static void allocate(const uc_classes *m, uc_class_state *s, size_t r, uc_rng *rng)
{
    const double *cell = s->cell + r * m->stride;
    const uc_class_row *row = &m->row[r];

    if (row->count <= ONE_BY_ONE) {
        for (size_t i = 0; i < (size_t)row->count; i++)
            add_people(m, s, pick(cell, m->n_classes, s->total[r], rng), row->history,
                       1.0);
        return;
    }
    uc_draw_multinomial(rng, row->count, m->n_classes, cell, s->drawn);
    for (size_t k = 0; k < m->n_classes; k++)
        if (s->drawn[k] > 0.0)
            add_people(m, s, k, row->history, s->drawn[k]);
}

static void draw_hidden(const uc_classes *m, uc_class_state *s, uc_rng *rng)
{
    const double miss = fmin(s->miss, 1.0 - UC_CLASS_EDGE);

    s->occupied = 0;
    for (size_t k = 0; k < m->n_classes; k++)
        s->occupied += s->people[k] > 0.0;
    s->hidden = uc_draw_negative_binomial(rng, m->n_people, 1.0 - miss);
    s->log_miss = uc_log(miss / (1.0 - miss));
    uc_draw_multinomial(rng, s->hidden, m->n_classes, s->cell, s->drawn);
    for (size_t k = 0; k < m->n_classes; k++)
        s->people[k] += s->drawn[k];
}

/* log odds of a Beta(a, b) variate, within the edges. */
static double draw_logit(uc_rng *rng, double a, double b)
{
    const double x = uc_draw_log_gamma(rng, a);
    const double logit = x - uc_draw_log_gamma(rng, b);

    return fmin(fmax(logit, -UC_CLASS_MOST_LOGIT), UC_CLASS_MOST_LOGIT);
}

static void draw_capture(const uc_classes *m, uc_class_state *s, uc_rng *rng)
{
    for (size_t j = 0; j < m->n_lists; j++)
        for (size_t k = 0; k < m->n_classes; k++) {
            const double on = s->on_list[j * m->stride + k];

            s->at[(1 + j) * m->stride + k] =
                draw_logit(rng, 1.0 + on, 1.0 + s->people[k] - on);
        }
}

/* log p(alpha | persons in the classes), sticks summed out: classes after the last
 * with anybody say nothing of it. */
static double alpha_log(const uc_classes *m, const uc_class_state *s, double alpha)
{
    double later = m->n_people + s->hidden;
    double sum = (m->shape - 1.0) * uc_log(alpha) - m->rate * alpha;

    for (size_t k = 0; k + 1 < m->n_classes && later > 0.0; k++) {
        const double from_here = later;

        later -= s->people[k];
        sum += uc_log(alpha) + uc_log_gamma(alpha + later) -
               uc_log_gamma(1.0 + alpha + from_here);
    }
    return sum;
}

/* Steps of a random walk on log alpha, wide and narrow. */
static void draw_alpha(const uc_classes *m, uc_class_state *s, uc_rng *rng)
{
    static const double width[] = {4.0, 1.5, 0.5};
    double now = alpha_log(m, s, s->alpha) + uc_log(s->alpha);

    for (size_t i = 0; i < 3 && m->n_classes > 1; i++) {
        const double to = s->alpha * uc_exp(width[i] * uc_draw_normal(rng));
        const double u = uc_rng_uniform(rng);
        double then;

        if (!(to > 1e-12 && to < 1e6))
            continue;
        then = alpha_log(m, s, to) + uc_log(to);
        if (uc_log(u) < then - now) {
            s->alpha = to;
            now = then;
        }
    }
}

/* V_k ~ Beta(1 + N_k, alpha + sum_{l>k} N_l). */
void uc_class_draw_sticks(const uc_classes *m, uc_class_state *s, uc_rng *rng)
{
    double later = 0.0;

    for (size_t k = 0; k < m->n_classes; k++)
        later += s->people[k];
    for (size_t k = 0; k + 1 < m->n_classes; k++) {
        double x;

        later = fmax(later - s->people[k], 0.0);
        x = uc_draw_log_gamma(rng, 1.0 + s->people[k]);
        s->at[k] = x - uc_draw_log_gamma(rng, s->alpha + later);
    }
}

void uc_class_gibbs(const uc_classes *m, uc_class_state *s, uc_rng *rng)
{
    (void)uc_class_cells(m, s, s->at);
    memset(s->people, 0, m->stride * sizeof *s->people);
    memset(s->on_list, 0, m->n_lists * m->stride * sizeof *s->on_list);
    for (size_t r = 1; r < m->n_rows; r++)
        if (m->row[r].count > 0.0)
            allocate(m, s, r, rng);
    draw_hidden(m, s, rng);
    draw_capture(m, s, rng);
    draw_alpha(m, s, rng);
    uc_class_draw_sticks(m, s, rng);
}

/* -- Labels ----------------------------------------------------------------------- */

/* Exchanges classes k and k+1; rest[k] is the share of the classes from k on. In shares
 * the stick-breaking prior is alpha^(K-1) pi_K^(alpha-1) / prod_{l<K} r_l. */
static void exchange(const uc_classes *m, uc_class_state *s, size_t k, double rest[],
                     uc_rng *rng)
{
    const double a = s->share[k], b = s->share[k + 1];
    const bool last = k + 2 == m->n_classes;
    const double log_ratio = last ? (s->alpha - 1.0) * (uc_log(a) - uc_log(b))
                                  : uc_log((rest[k] - a) / (rest[k] - b));

    if (!(uc_log(uc_rng_uniform(rng)) < log_ratio))
        return;
    s->share[k] = b;
    s->share[k + 1] = a;
    rest[k + 1] = rest[k] - b;
    s->at[k] = uc_log(b / rest[k + 1]);
    if (!last)
        s->at[k + 1] = uc_log(a / rest[k + 2]);
    for (size_t j = 1; j <= m->n_lists; j++) {
        double *x = &s->at[j * m->stride + k];
        const double kept = x[0];

        x[0] = x[1];
        x[1] = kept;
    }
}

void uc_class_exchange(const uc_classes *m, uc_class_state *s, uc_rng *rng)
{
    double rest[UC_CLASSES_MAX + 1];

    (void)uc_class_cells(m, s, s->at);
    rest[m->n_classes] = 0.0;
    for (size_t k = m->n_classes; k-- > 0;)
        rest[k] = rest[k + 1] + s->share[k];
    for (size_t k = 0; k + 1 < m->n_classes; k++)
        if (s->share[k] >= LEAST_SHARE && s->share[k + 1] >= LEAST_SHARE)
            exchange(m, s, k, rest, rng);
}
