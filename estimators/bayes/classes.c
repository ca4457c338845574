/* classes.c - latent classes: the sampler */
#include "estimators/bayes/classes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/variates.h"

/* Capture probabilities and shares keep this far from 0 and 1. */
#define EDGE 1e-10
/* Classes of a lesser share are left to the Gibbs steps. */
#define LEAST_SHARE 1e-4
/* Up to so many people of a history are allocated one by one. */
#define ONE_BY_ONE 8

/* A chain's state: classes, and room for one sweep. */
typedef struct state {
    double alpha;
    double *share;   /* K shares pi */
    double *capture; /* K x n_lists */
    double log_last; /* log of the last class's share, the end of the sticks */
    double hidden;   /* persons on no list */
    double log_miss; /* of p_0/(1 - p_0) */
    size_t occupied;
    double *cell;    /* K x n_histories: share times probability of the history */
    double *empty;   /* K: of being on no list */
    double *total;   /* n_histories: sums of cell */
    double *trial;   /* n_histories or K: the cells proposed */
    double *ratio;   /* n_histories */
    double *people;  /* K: persons in each class, hidden ones included */
    double *on_list; /* K x n_lists */
    double *drawn;   /* K */
} state;

uc_status uc_classes_init(const uc_dense *table, size_t n_classes, uc_classes *classes,
                          uc_error *err)
{
    uc_classes made = {.n_lists = table->n_lists,
                       .n_classes = n_classes,
                       .shape = 0.25,
                       .rate = 0.25,
                       .n_people = table->n_people};

    if (n_classes < 1 || n_classes > UC_CLASSES_MAX)
        return uc_fail(err, UC_EINVAL, "%zu classes; allowed are 1 to %d", n_classes,
                       UC_CLASSES_MAX);
    made.history = malloc(table->n_cells * sizeof *made.history);
    made.count = malloc(table->n_cells * sizeof *made.count);
    if (made.history == NULL || made.count == NULL) {
        uc_classes_clear(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for %zu histories", table->n_cells);
    }
    for (size_t w = 1; w < table->n_cells; w++)
        if (table->count[w] > 0.0) {
            made.history[made.n_histories] = (uint32_t)w;
            made.count[made.n_histories++] = table->count[w];
        }
    *classes = made;
    return UC_OK;
}

void uc_classes_clear(uc_classes *classes)
{
    free(classes->history);
    free(classes->count);
    *classes = (uc_classes){0};
}

static double inside(double p)
{
    return p < EDGE ? EDGE : p > 1.0 - EDGE ? 1.0 - EDGE : p;
}

/* Fills in a class's cells from its share and capture probabilities. */
static void fill_cells(const uc_classes *m, double share, const double capture[],
                       double cell[], double *empty)
{
    double odds[32], none = share;

    for (unsigned j = 0; j < m->n_lists; j++) {
        none *= 1.0 - capture[j];
        odds[j] = capture[j] / (1.0 - capture[j]);
    }
    *empty = none;
    for (size_t i = 0; i < m->n_histories; i++) {
        double p = none;

        for (uint32_t w = m->history[i]; w != 0; w &= w - 1)
            p *= odds[__builtin_ctz(w)];
        cell[i] = p;
    }
}

static void fill_all(const uc_classes *m, state *s)
{
    memset(s->total, 0, m->n_histories * sizeof *s->total);
    for (size_t k = 0; k < m->n_classes; k++) {
        double *cell = s->cell + k * m->n_histories;

        fill_cells(m, s->share[k], s->capture + k * m->n_lists, cell, &s->empty[k]);
        for (size_t i = 0; i < m->n_histories; i++)
            s->total[i] += cell[i];
    }
}

static double missed(const uc_classes *m, const state *s)
{
    double sum = 0.0;

    for (size_t k = 0; k < m->n_classes; k++)
        sum += s->empty[k];
    return sum < 1.0 - EDGE ? sum : 1.0 - EDGE;
}

/* -- Moves with the allocation summed out ----------------------------------------- */

/* log of what the ridge move of class k by `shift` changes in the prior of the shares
 * and by its Jacobian; *scale is what the other shares are multiplied by. In shares the
 * stick-breaking prior is alpha^(K-1) pi_K^(alpha-1) / prod_{l<K} r_l, r_l the share of
 * the classes from l on. */
static double ridge_prior(const uc_classes *m, const state *s, size_t k, double shift,
                          double *scale)
{
    const size_t n = m->n_classes;
    const double share = s->share[k], down = uc_exp(-shift);
    const double log_f = -uc_log(1.0 - share + share * down), f = uc_exp(log_f);
    double rest = 0.0, ratio = 1.0, sum;

    *scale = f;
    sum = (s->alpha - 1.0) * (k + 1 == n ? log_f - shift : log_f);
    for (size_t l = n; l-- > 0;) { /* r_l, from the last class */
        rest += s->share[l];
        if (l <= k && l > 0 && l + 1 < n)
            ratio *= f * (rest + share * (down - 1.0)) / rest;
        else if (l > k && l + 1 < n)
            ratio *= f;
    }
    if (!(ratio > 1e-280))
        return -INFINITY;
    return sum - uc_log(ratio) - shift + (double)n * log_f;
}

/* The new capture probabilities of the lists moved, and the Jacobian of shifting their
 * log odds. */
static double shift_capture(const uc_classes *m, const double from[], uint32_t lists,
                            double shift, double to[])
{
    const double up = uc_exp(shift);
    double product = 1.0;

    memcpy(to, from, m->n_lists * sizeof *to);
    for (uint32_t left = lists; left != 0; left &= left - 1) {
        const unsigned j = (unsigned)__builtin_ctz(left);
        const double f = 1.0 / (1.0 - from[j] + from[j] * up);

        to[j] = from[j] * up * f;
        if (to[j] < EDGE || to[j] > 1.0 - EDGE)
            return -INFINITY;
        product *= f * f;
    }
    if (!(product > 1e-280))
        return -INFINITY;
    return uc_log(product) + __builtin_popcount(lists) * shift;
}

/* log-likelihood after the move less that before; trial holds class k's new cells. */
static double likelihood_change(const uc_classes *m, state *s, size_t k, double scale,
                                double empty)
{
    const double *old = s->cell + k * m->n_histories;
    const double miss = missed(m, s);
    const double other = scale * (miss - s->empty[k]) + empty;
    double sum = 0.0;

    if (!(other < 1.0 - EDGE))
        return -INFINITY;
    for (size_t i = 0; i < m->n_histories; i++)
        s->ratio[i] = (scale * (s->total[i] - old[i]) + s->trial[i]) / s->total[i];
    uc_log_array(m->n_histories, s->ratio, s->ratio);
    for (size_t i = 0; i < m->n_histories; i++)
        sum += m->count[i] * s->ratio[i];
    return sum - m->n_people * uc_log((1.0 - other) / (1.0 - miss));
}

static void take_move(const uc_classes *m, state *s, size_t k, double scale,
                      double shift, const double capture[], double empty)
{
    double *own = s->cell + k * m->n_histories;

    for (size_t i = 0; i < m->n_histories; i++)
        s->total[i] = scale * (s->total[i] - own[i]) + s->trial[i];
    memcpy(own, s->trial, m->n_histories * sizeof *own);
    memcpy(s->capture + k * m->n_lists, capture, m->n_lists * sizeof *capture);
    s->share[k] *= scale * uc_exp(-shift);
    s->empty[k] = empty;
    s->log_last += uc_log(scale) - (k + 1 == m->n_classes ? shift : 0.0);
    for (size_t l = 0; l < m->n_classes && scale != 1.0; l++) {
        double *cell = s->cell + l * m->n_histories;

        if (l == k)
            continue;
        s->share[l] *= scale;
        s->empty[l] *= scale;
        for (size_t i = 0; i < m->n_histories; i++)
            cell[i] *= scale;
    }
}

/* Proposes for class k: odds of capture on `lists` up by e^(up z), odds of its share
 * down by e^(down z), z normal of a width picked at random. */
static void move(const uc_classes *m, state *s, size_t k, uint32_t lists, double up,
                 double down, uc_rng *rng)
{
    static const double width[] = {0.05, 0.2, 0.6, 1.6};
    const double z = width[uc_rng_below(rng, 4)] * uc_draw_normal(rng);
    const double u = uc_rng_uniform(rng);
    double capture[32], scale = 1.0, share = s->share[k], empty, change;

    if (share < LEAST_SHARE)
        return;
    change = shift_capture(m, s->capture + k * m->n_lists, lists, up * z, capture);
    if (!isfinite(change))
        return;
    if (down != 0.0) {
        change += ridge_prior(m, s, k, down * z, &scale);
        share *= scale * uc_exp(-down * z);
    }
    if (!isfinite(change) || share < LEAST_SHARE)
        return;
    fill_cells(m, share, capture, s->trial, &empty);
    change += likelihood_change(m, s, k, scale, empty);
    if (uc_log(u) < change)
        take_move(m, s, k, scale, down * z, capture, empty);
}

static void move_class(const uc_classes *m, state *s, size_t k, uc_rng *rng)
{
    const uint32_t all = (uint32_t)((1ULL << m->n_lists) - 1);

    for (unsigned j = 0; j < m->n_lists; j++)
        move(m, s, k, (uint32_t)1 << j, 1.0, 0.0, rng);
    if (m->n_classes == 1) {
        move(m, s, k, all, 1.0, 0.0, rng);
        return;
    }
    move(m, s, k, 0, 0.0, 1.0, rng);
    move(m, s, k, all, 1.0, 1.0, rng);
}

/* Exchanges classes k and k+1: only the prior of the shares differs. */
static void exchange(const uc_classes *m, state *s, size_t k, double rest, uc_rng *rng)
{
    const double a = s->share[k], b = s->share[k + 1];
    double log_ratio = uc_log((rest - a) / (rest - b)); /* r_(k+1) before over after */
    const bool last = k + 2 == m->n_classes;

    if (last) /* r_K is not in the prior, pi_K is */
        log_ratio = (s->alpha - 1.0) * (uc_log(a) - s->log_last);
    if (!(uc_log(uc_rng_uniform(rng)) < log_ratio))
        return;
    s->share[k] = b;
    s->share[k + 1] = a;
    if (last)
        s->log_last = uc_log(a);
    for (unsigned j = 0; j < m->n_lists; j++) {
        double *x = &s->capture[k * m->n_lists + j], *y = x + m->n_lists;
        const double kept = *x;

        *x = *y;
        *y = kept;
    }
}

static void exchange_labels(const uc_classes *m, state *s, uc_rng *rng)
{
    double rest[UC_CLASSES_MAX + 1];

    rest[m->n_classes] = 0.0;
    for (size_t k = m->n_classes; k-- > 0;)
        rest[k] = rest[k + 1] + s->share[k];
    for (size_t k = 0; k + 1 < m->n_classes; k++) {
        if (s->share[k] < LEAST_SHARE || s->share[k + 1] < LEAST_SHARE)
            continue;
        exchange(m, s, k, rest[k], rng);
        rest[k + 1] = rest[k] - s->share[k];
    }
}

/* -- Gibbs steps ------------------------------------------------------------------ */

static size_t pick(const double weight[], size_t n, size_t stride, double sum,
                   uc_rng *rng)
{
    double u = uc_rng_uniform(rng) * sum;
    size_t k = 0;

    for (; k + 1 < n; k++) {
        u -= weight[k * stride];
        if (u <= 0.0)
            break;
    }
    while (k > 0 && !(weight[k * stride] > 0.0))
        k--;
    return k;
}

static void add_people(const uc_classes *m, state *s, size_t k, uint32_t w, double n)
{
    s->people[k] += n;
    for (; w != 0; w &= w - 1)
        s->on_list[k * m->n_lists + (size_t)__builtin_ctz(w)] += n;
}

/* Allocates the people of history i to classes. */
static void allocate(const uc_classes *m, state *s, size_t i, uc_rng *rng)
{
    const double *cell = s->cell + i;
    const size_t n = m->n_classes, stride = m->n_histories;
    double sum = 0.0;

    for (size_t k = 0; k < n; k++)
        sum += cell[k * stride];
    if (m->count[i] <= ONE_BY_ONE) {
        for (double p = 0.0; p < m->count[i]; p += 1.0)
            add_people(m, s, pick(cell, n, stride, sum, rng), m->history[i], 1.0);
        return;
    }
    for (size_t k = 0; k < n; k++)
        s->trial[k] = cell[k * stride];
    uc_draw_multinomial(rng, m->count[i], n, s->trial, s->drawn);
    for (size_t k = 0; k < n; k++)
        if (s->drawn[k] > 0.0)
            add_people(m, s, k, m->history[i], s->drawn[k]);
}

static void draw_hidden(const uc_classes *m, state *s, uc_rng *rng)
{
    const double miss = missed(m, s);

    s->occupied = 0;
    for (size_t k = 0; k < m->n_classes; k++)
        s->occupied += s->people[k] > 0.0;
    s->hidden = uc_draw_negative_binomial(rng, m->n_people, 1.0 - miss);
    s->log_miss = uc_log(miss / (1.0 - miss));
    uc_draw_multinomial(rng, s->hidden, m->n_classes, s->empty, s->drawn);
    for (size_t k = 0; k < m->n_classes; k++)
        s->people[k] += s->drawn[k];
}

static void draw_capture(const uc_classes *m, state *s, uc_rng *rng)
{
    for (size_t k = 0; k < m->n_classes; k++)
        for (unsigned j = 0; j < m->n_lists; j++) {
            const size_t at = k * m->n_lists + j;
            const double on = s->on_list[at], off = s->people[k] - on;

            s->capture[at] =
                inside(s->people[k] > 0.0 ? uc_draw_beta(rng, 1.0 + on, 1.0 + off)
                                          : uc_rng_uniform(rng));
        }
}

/* log p(alpha | persons in the classes), sticks summed out: classes after the last
 * with anybody say nothing of it. */
static double alpha_log(const uc_classes *m, const state *s, double alpha)
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
static void draw_alpha(const uc_classes *m, state *s, uc_rng *rng)
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

/* Sticks V_k ~ Beta(1 + N_k, alpha + sum_{l>k} N_l). */
static void draw_shares(const uc_classes *m, state *s, uc_rng *rng)
{
    double later = m->n_people + s->hidden, log_rest = 0.0;

    for (size_t k = 0; k + 1 < m->n_classes; k++) {
        double a, b, top;

        later -= s->people[k];
        a = uc_draw_log_gamma(rng, 1.0 + s->people[k]);
        b = uc_draw_log_gamma(rng, s->alpha + (later > 0.0 ? later : 0.0));
        top = a > b ? a : b;
        top += uc_log(uc_exp(a - top) + uc_exp(b - top));
        s->share[k] = uc_exp(log_rest + a - top);
        log_rest += b - top;
    }
    s->log_last = log_rest;
    s->share[m->n_classes - 1] = uc_exp(log_rest);
}

static void step(const void *ctx, void *at, uc_rng *rng)
{
    const uc_classes *m = ctx;
    state *s = at;

    exchange_labels(m, s, rng);
    fill_all(m, s);
    for (size_t k = 0; k < m->n_classes; k++)
        if (s->share[k] >= LEAST_SHARE)
            move_class(m, s, k, rng);
    memset(s->people, 0, m->n_classes * sizeof *s->people);
    memset(s->on_list, 0, m->n_classes * m->n_lists * sizeof *s->on_list);
    for (size_t i = 0; i < m->n_histories; i++)
        allocate(m, s, i, rng);
    draw_hidden(m, s, rng);
    draw_capture(m, s, rng);
    draw_alpha(m, s, rng);
    draw_shares(m, s, rng);
}

static void record(const void *ctx, const void *at, double out[])
{
    const state *s = at;

    (void)ctx;
    out[UC_CLASSES_HIDDEN] = s->hidden;
    out[UC_CLASSES_LOG_MISS] = s->log_miss;
    out[UC_CLASSES_OCCUPIED] = (double)s->occupied;
}

static void release(void *at)
{
    free(((state *)at)->share);
}

/* Starts differ in how many are missed (captures from the prior, made rarer) and in how
 * many classes there are. None starts with every class in use: a chain can stay there
 * for 10^5 iterations, although that state has little mass (about e^-8 of the posterior
 * on the tables of New Orleans, by integrating d log p / d log alpha). */
static uc_status start(const void *ctx, void *at, size_t chain, uc_rng *rng,
                       uc_error *err)
{
    static const double rarer[] = {1.0, 1.0 / 3, 1.0 / 9, 1.0 / 27};
    static const double alpha[] = {0.02, 0.005, 0.01, 0.002};
    const uc_classes *m = ctx;
    const size_t k = m->n_classes, t = m->n_lists, h = m->n_histories;
    const size_t trial = (h > k ? h : k) + 1;
    state *s = at;

    s->share = calloc(4 * k + 2 * k * t + k * h + 2 * h + trial, sizeof *s->share);
    if (s->share == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu classes", k);
    s->empty = s->share + k;
    s->people = s->empty + k;
    s->drawn = s->people + k;
    s->capture = s->drawn + k;
    s->on_list = s->capture + k * t;
    s->cell = s->on_list + k * t;
    s->total = s->cell + k * h;
    s->ratio = s->total + h;
    s->trial = s->ratio + h;
    s->alpha = alpha[chain % 4];
    for (size_t i = 0; i < k * t; i++)
        s->capture[i] = inside(uc_rng_uniform(rng) * rarer[chain % 4]);
    draw_shares(m, s, rng);
    return UC_OK;
}

uc_sampler uc_classes_sampler(const uc_classes *classes)
{
    return (uc_sampler){.ctx = classes,
                        .state_size = sizeof(state),
                        .n_recorded = UC_CLASSES_N_RECORDS,
                        .start = start,
                        .step = step,
                        .record = record,
                        .release = release};
}
