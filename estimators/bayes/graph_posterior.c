/* graph_posterior.c - decomposable graphs on a grid of hidden counts
 *
 * First a coarse grid, dense where counts are small and geometric beyond, far past any
 * end: it says which graphs matter, how large the weights are, and where the grid may
 * end. Then every integer up to there, in chunks for the threads.
 */
#include "estimators/bayes/graph_posterior.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/parallel.h"
#include "estimators/core/vector.h"

#define BLOCK        256  /* grid points at a time: what stays in the cache */
#define MIN_CHUNK    4096 /* grid points of a task */
#define MAX_CHUNKS   128
#define DENSE_POINTS 64    /* of the coarse grid */
#define COARSE_END   1e12  /* hidden persons */
#define ALL_UP_TO    5     /* lists up to which no graph is left out */
#define NEGLIGIBLE   1e-12 /* mass that graphs left out of the sum may have together */

#define MAX_MARGINS ((size_t)1 << UC_GRAPHS_MAX_LISTS)

/* The margins of a table, by set of lists. */
typedef struct margins {
    unsigned n_lists;
    size_t n;                     /* 2^n_lists */
    double n_people, total_delta; /* total_delta: delta of all cells */
    double start[MAX_MARGINS];    /* T_0 + delta_T: what m is added to */
    double at_zero[MAX_MARGINS];  /* L_T(0) */
    const uc_count_prior *prior;
} margins;

static void set_margin(const uc_dense *table, double delta, unsigned set, margins *m)
{
    const unsigned size = (unsigned)__builtin_popcount(set);
    const double delta_t = delta * (double)((size_t)1 << (m->n_lists - size));
    double count[MAX_MARGINS] = {0};
    double sum = -(double)((size_t)1 << size) * uc_log_gamma(delta_t);

    for (size_t w = 1; w < table->n_cells; w++)
        count[w & set] += table->count[w];
    for (size_t c = set;; c = (c - 1) & set) { /* subsets of `set`, 0 last */
        sum += uc_log_gamma(count[c] + delta_t);
        if (c == 0)
            break;
    }
    m->start[set] = count[0] + delta_t;
    m->at_zero[set] = sum;
}

static void set_margins(const uc_dense *table, double delta,
                        const uc_count_prior *prior, margins *m)
{
    m->n_lists = table->n_lists;
    m->n = table->n_cells;
    m->n_people = table->n_people;
    m->total_delta = delta * (double)table->n_cells;
    m->prior = prior;
    for (unsigned set = 0; set < m->n; set++)
        set_margin(table, delta, set, m);
}

/* log w(g, 0) without what all graphs share. */
static double log_at_zero(const margins *m, const uc_graph *g)
{
    double sum = -m->at_zero[0];

    for (size_t i = 0; i < g->n_cliques; i++)
        sum += m->at_zero[g->clique[i]];
    for (size_t i = 0; i + 1 < g->n_cliques; i++)
        sum -= m->at_zero[g->separator[i]];
    return sum;
}

/* Power of m in the tail of w(g, m). */
static double tail_power(const margins *m, const uc_graph *g)
{
    double sum = -m->start[0] + m->n_people + uc_count_prior_tail(m->prior);

    for (size_t i = 0; i < g->n_cliques; i++)
        sum += m->start[g->clique[i]];
    for (size_t i = 0; i + 1 < g->n_cliques; i++)
        sum -= m->start[g->separator[i]];
    return sum;
}

/* -- The coarse grid -------------------------------------------------------------- */

typedef struct coarse {
    size_t n;
    double *point;  /* hidden counts */
    double *weight; /* integers that the point stands for */
    double *d;      /* by margin: D_T at the points, n each */
    double *base;   /* what all graphs share */
    double *total;  /* weights summed over graphs, relative to e^peak */
    double peak;
    double after; /* mass beyond the coarse grid, relative to e^peak */
} coarse;

static void coarse_free(coarse *c)
{
    free(c->point);
    free(c->d);
}

static size_t coarse_points(double first, double ratio, double point[])
{
    double m = first;
    size_t n = 0;

    while (m < COARSE_END) {
        if (point != NULL)
            point[n] = m;
        n++;
        m = n < DENSE_POINTS ? m + 1.0 : ceil(m * ratio);
    }
    return n;
}

static uc_status coarse_alloc(const margins *m, double first, coarse *c, uc_error *err)
{
    /* posteriors of n people are about 1/sqrt(n) wide */
    const double ratio = 1.0 + fmin(0.03, 0.5 / sqrt(m->n_people + 1.0));

    c->n = coarse_points(first, ratio, NULL);
    c->point = calloc(4 * c->n, sizeof *c->point);
    c->d = calloc(m->n * c->n, sizeof *c->d);
    if (c->point == NULL || c->d == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a grid of %zu points", c->n);
    c->weight = c->point + c->n;
    c->base = c->weight + c->n;
    c->total = c->base + c->n;
    (void)coarse_points(first, ratio, c->point);
    for (size_t i = 0; i < c->n; i++) {
        const double below = i > 0 ? c->point[i - 1] : c->point[i] - 1.0;
        const double above = i + 1 < c->n ? c->point[i + 1] : c->point[i];

        c->weight[i] = 0.5 * (above - below);
    }
    return UC_OK;
}

/* log(1 - z), 0 <= z < 1, with the digits of z where it is small */
static double log_less(double z)
{
    double sum = 0.0;

    if (z > 0.01)
        return uc_log(1.0 - z);
    for (int k = 9; k > 0; k--)
        sum = z * (sum + 1.0 / k);
    return -sum;
}

/* log(Gamma(x) / Gamma(x + d)), without the cancellation of large x */
static double log_gamma_ratio(double x, double d)
{
    const double y = x + d;

    if (x < 100.0)
        return uc_log_gamma(x) - uc_log_gamma(y);
    return (x - 0.5) * log_less(d / y) + d - d * uc_log(y) +
           (1.0 / x - 1.0 / y) / 12.0 - (1.0 / (x * x * x) - 1.0 / (y * y * y)) / 360.0;
}

static void coarse_fill(const margins *m, coarse *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const double h = c->point[i], n = m->n_people;

        for (size_t set = 1; set < m->n; set++) {
            const double d = m->start[0] - m->start[set];

            c->d[set * c->n + i] = log_gamma_ratio(h + m->start[set], d) -
                                   log_gamma_ratio(m->start[set], d);
        }
        c->base[i] = uc_count_prior_log(m->prior, h + n) - log_gamma_ratio(h + 1.0, n);
    }
}

/* out[i] = constant + base[i] + sum of d over cliques - over separators */
UC_CLONES static void graph_logs(size_t n, const double base[], const double d[],
                                 size_t stride, const uc_graph *g, double constant,
                                 double out[])
{
    for (size_t i = 0; i < n; i++)
        out[i] = base[i] + constant;
    for (size_t k = 0; k < g->n_cliques; k++) {
        const double *add = d + g->clique[k] * stride;

        for (size_t i = 0; i < n; i++)
            out[i] += add[i];
    }
    for (size_t k = 0; k + 1 < g->n_cliques; k++) {
        const double *take = d + g->separator[k] * stride;

        if (g->separator[k] == 0)
            continue;
        for (size_t i = 0; i < n; i++)
            out[i] -= take[i];
    }
}

/* A graph's mass on the coarse grid, relative to e^peak, added to the totals too. */
static double coarse_mass(const margins *m, coarse *c, const uc_graph *g,
                          double constant, double log_w[])
{
    const double power = tail_power(m, g);
    double sum = 0.0, end;

    graph_logs(c->n, c->base, c->d, c->n, g, constant - c->peak, log_w);
    uc_exp_array(c->n, log_w, log_w);
    for (size_t i = 0; i < c->n; i++) {
        c->total[i] += log_w[i];
        sum += log_w[i] * c->weight[i];
    }
    end = log_w[c->n - 1] * c->point[c->n - 1] / (-power - 1.0);
    if (isfinite(power)) {
        c->after += end;
        sum += end;
    }
    return sum;
}

static double coarse_peak(const margins *m, const coarse *c,
                          const uc_graph_posterior *p, const double constant[],
                          double log_w[])
{
    double peak = -INFINITY;

    (void)m;
    for (size_t g = 0; g < p->n_graphs; g++) {
        graph_logs(c->n, c->base, c->d, c->n, &p->graph[g], constant[g], log_w);
        for (size_t i = 0; i < c->n; i++)
            peak = log_w[i] > peak ? log_w[i] : peak;
    }
    return peak;
}

/* Fills graph_mass with the graphs' masses on the coarse grid. */
static uc_status run_coarse(const margins *m, coarse *c, uc_graph_posterior *p,
                            const double constant[], uc_error *err)
{
    double *log_w = malloc(c->n * sizeof *log_w);

    if (log_w == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a grid");
    coarse_fill(m, c);
    c->peak = coarse_peak(m, c, p, constant, log_w);
    for (size_t g = 0; g < p->n_graphs; g++)
        p->graph_mass[g] = coarse_mass(m, c, &p->graph[g], constant[g], log_w);
    free(log_w);
    return UC_OK;
}

/* The last hidden count of the grid, and the mass beyond it relative to all. */
static uint64_t choose_end(const coarse *c, uint64_t first, uint64_t last,
                           double *beyond)
{
    const uint64_t most = first + UC_GRID_MAX_POINTS - 1;
    double all = c->after, tail = c->after;
    size_t i = c->n;

    for (size_t k = 0; k < c->n; k++)
        all += c->total[k] * c->weight[k];
    if (last == 0) {
        while (i > 1 && (tail + c->total[i - 1] * c->weight[i - 1] <
                             0.5 * UC_GRID_BEYOND * all ||
                         c->point[i - 1] > (double)most)) {
            i--;
            tail += c->total[i] * c->weight[i];
        }
        last = i < c->n ? (uint64_t)c->point[i] : (uint64_t)c->point[c->n - 1];
        last = last > most ? most : last;
    }
    tail = c->after;
    for (i = c->n; i > 0 && c->point[i - 1] > (double)last; i--)
        tail += c->total[i - 1] * c->weight[i - 1];
    if (i > 0 && i < c->n) /* the part of the gap below that first point */
        tail += 0.5 * (c->point[i] - c->point[i - 1]) * c->total[i - 1];
    *beyond = tail < all ? tail / (all - tail) : INFINITY;
    return last;
}

/* -- Every integer of the grid ---------------------------------------------------- */

/* A sum with the part that rounding lost; Neumaier (1974). */
typedef struct exact_sum {
    double sum, lost;
} exact_sum;

static void add_to(exact_sum *to, double x)
{
    const double sum = to->sum + x;

    to->lost += fabs(to->sum) >= fabs(x) ? (to->sum - sum) + x : (x - sum) + to->sum;
    to->sum = sum;
}

/* D_T and the shared part at one hidden count, as the grid is walked. */
typedef struct walk {
    exact_sum d[MAX_MARGINS];
    exact_sum base; /* log(Gamma(m+n+1)/Gamma(m+1)) + log prior */
} walk;

typedef struct fine {
    const margins *m;
    uc_graph_posterior *p;
    const uint32_t *kept; /* graphs to sum */
    const double *constant;
    double peak;
    size_t chunk, n_chunks;
    walk *anchor;   /* at the first point of each chunk */
    double *sum;    /* n_chunks x n_summed: weights, relative to e^peak */
    double *sum_of; /* the same times hidden count */
    uc_cancel *cancel;
} fine;

/* What m -> m + 1 adds to D_T, and to the shared part. */
static double step_d(const margins *m, size_t set, double h)
{
    return uc_log((h + m->start[set]) / (h + m->start[0]));
}

static double step_base(const margins *m, double h)
{
    return uc_log((h + m->n_people + 1.0) / (h + 1.0)) +
           uc_count_prior_step(m->prior, h + m->n_people);
}

static void start_walk(const margins *m, double first, walk *at)
{
    memset(at, 0, sizeof *at);
    add_to(&at->base, uc_count_prior_log(m->prior, m->n_people) -
                          log_gamma_ratio(1.0, m->n_people));
    for (double h = 0.0; h < first; h += 1.0) {
        for (size_t set = 1; set < m->n; set++)
            add_to(&at->d[set], step_d(m, set, h));
        add_to(&at->base, step_base(m, h));
    }
}

/* Walks the points of a chunk for one margin (set 0: the shared part), from its anchor;
 * writes the values where `out` is not NULL. */
static void walk_along(const margins *m, size_t set, double h, size_t n, exact_sum *at,
                       double out[])
{
    for (size_t i = 0; i < n; i++, h += 1.0) {
        if (out != NULL)
            out[i] = at->sum + at->lost;
        add_to(at, set == 0 ? step_base(m, h) : step_d(m, set, h));
    }
}

static void set_anchors(const fine *f, double first)
{
    const margins *m = f->m;
    walk at;

    start_walk(m, first, &at);
    for (size_t c = 0; c < f->n_chunks; c++) {
        const double h = first + (double)(c * f->chunk);

        f->anchor[c] = at;
        if (c + 1 == f->n_chunks)
            break;
        for (size_t set = 1; set < m->n; set++)
            walk_along(m, set, h, f->chunk, &at.d[set], NULL);
        walk_along(m, 0, h, f->chunk, &at.base, NULL);
    }
}

/* Adds a block of weights to the points; returns their sum, and times `h + i`. */
UC_CLONES static double add_block(size_t n, const double w[], double h, double mass[],
                                  double *sum_of)
{
    uc_v4 sum = uc_v4_all(0.0), times = uc_v4_all(0.0);
    uc_v4 at = {h, h + 1.0, h + 2.0, h + 3.0};
    double rest = 0.0, rest_of = 0.0;
    size_t i = 0;

    for (; i + 4 <= n; i += 4) {
        const uc_v4 v = uc_v4_load(w + i);

        sum += v;
        times += v * at;
        at += 4.0;
        uc_v4_store(mass + i, uc_v4_load(mass + i) + v);
    }
    for (; i < n; i++) {
        rest += w[i];
        rest_of += w[i] * (h + (double)i);
        mass[i] += w[i];
    }
    *sum_of = ((times[0] + times[1]) + (times[2] + times[3])) + rest_of;
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + rest;
}

typedef struct fine_worker {
    double *d; /* margins x BLOCK, then the shared part, then the weights */
} fine_worker;

static void fine_worker_free(void *worker)
{
    free(((fine_worker *)worker)->d);
}

static void do_block(const fine *f, size_t chunk, size_t offset, size_t n, walk *at,
                     fine_worker *w)
{
    const margins *m = f->m;
    const double h = (double)(f->p->first + offset);
    double *base = w->d, *weight = w->d + m->n * BLOCK; /* margin 0 is not used */

    for (size_t set = 1; set < m->n; set++)
        walk_along(m, set, h, n, &at->d[set], w->d + set * BLOCK);
    walk_along(m, 0, h, n, &at->base, base);
    for (size_t k = 0; k < f->p->n_summed; k++) {
        const size_t to = chunk * f->p->n_summed + k;
        const uint32_t g = f->kept[k];
        double sum_of;

        graph_logs(n, base, w->d, BLOCK, &f->p->graph[g], f->constant[g] - f->peak,
                   weight);
        uc_exp_array(n, weight, weight);
        f->sum[to] += add_block(n, weight, h, f->p->mass + offset, &sum_of);
        f->sum_of[to] += sum_of;
    }
}

static uc_status fine_task(void *ctx, void *worker, size_t task, uc_error *err)
{
    const fine *f = ctx;
    fine_worker *w = worker;
    const size_t from = task * f->chunk;
    const size_t to =
        from + f->chunk < f->p->n_points ? from + f->chunk : f->p->n_points;
    walk at = f->anchor[task];

    if (w->d == NULL) {
        w->d = malloc((f->m->n + 1) * BLOCK * sizeof *w->d);
        if (w->d == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for a grid");
    }
    for (size_t offset = from; offset < to; offset += BLOCK) {
        if (uc_cancelled(f->cancel))
            return uc_fail(err, UC_ECANCELED, "stopped on request");
        do_block(f, task, offset, to - offset < BLOCK ? to - offset : BLOCK, &at, w);
    }
    return UC_OK;
}

/* Sums of the kept graphs over chunks, in order; the others keep their coarse mass. */
static void collect_graphs(const fine *f)
{
    uc_graph_posterior *p = f->p;

    for (size_t k = 0; k < p->n_summed; k++) {
        double sum = 0.0, sum_of = 0.0;

        for (size_t c = 0; c < f->n_chunks; c++) {
            sum += f->sum[c * p->n_summed + k];
            sum_of += f->sum_of[c * p->n_summed + k];
        }
        p->graph_mass[f->kept[k]] = sum;
        p->graph_mean[f->kept[k]] = f->m->n_people + sum_of / sum;
    }
}

static uc_status run_fine(const margins *m, const uc_graph_opts *opts, double peak,
                          const double constant[], const uint32_t kept[],
                          uc_graph_posterior *p, uc_error *err)
{
    const size_t per = (p->n_points / MAX_CHUNKS + BLOCK) / BLOCK * BLOCK;
    fine f = {.m = m,
              .p = p,
              .kept = kept,
              .constant = constant,
              .peak = peak,
              .chunk = per > MIN_CHUNK ? per : MIN_CHUNK,
              .cancel = opts->cancel};
    const uc_parallel pool = {.n_threads = opts->n_threads,
                              .task = fine_task,
                              .ctx = &f,
                              .worker_size = sizeof(fine_worker),
                              .worker_free = fine_worker_free,
                              .cancel = opts->cancel};
    uc_status status = UC_OK;

    f.n_chunks = (p->n_points + f.chunk - 1) / f.chunk;
    f.anchor = malloc(f.n_chunks * sizeof *f.anchor);
    f.sum = calloc(2 * f.n_chunks * p->n_summed, sizeof *f.sum);
    if (f.anchor == NULL || f.sum == NULL) {
        status = uc_fail(err, UC_ENOMEM, "no memory for %zu graphs", p->n_summed);
    } else {
        f.sum_of = f.sum + f.n_chunks * p->n_summed;
        set_anchors(&f, (double)p->first);
        status = uc_parallel_run(&pool, f.n_chunks, err);
    }
    if (status == UC_OK)
        collect_graphs(&f);
    free(f.anchor);
    free(f.sum);
    return status;
}

/* -- Together --------------------------------------------------------------------- */

/* The graphs to sum at every point: all, or those that matter together to 1e-12. */
static void keep_graphs(uc_graph_posterior *p, uint32_t kept[])
{
    double all = 0.0, least;

    for (size_t g = 0; g < p->n_graphs; g++)
        all += p->graph_mass[g];
    least = p->n_lists <= ALL_UP_TO ? 0.0 : NEGLIGIBLE * all / (double)p->n_graphs;
    for (size_t g = 0; g < p->n_graphs; g++) {
        p->graph_mean[g] = NAN;
        if (p->graph_mass[g] >= least)
            kept[p->n_summed++] = (uint32_t)g;
    }
}

/* Mean and standard deviation of the persons on the grid; whether the mass beyond, were
 * it at twice the grid's end, would move them much. */
static void set_moments(const margins *m, uc_graph_posterior *p)
{
    const double end = (double)(p->first + p->n_points);
    double mean = 0.0, square = 0.0;

    for (size_t i = 0; i < p->n_points; i++)
        mean += p->mass[i] * (double)(p->first + i);
    for (size_t i = 0; i < p->n_points; i++) {
        const double d = (double)(p->first + i) - mean;

        square += p->mass[i] * d * d;
    }
    p->mean = m->n_people + mean;
    p->sd = sqrt(square);
    p->settled = p->beyond * 2.0 * end < 0.01 * p->mean &&
                 p->beyond * 4.0 * end * end < 0.05 * square;
}

/* Divides all masses by their sums; then edges and moments. */
static void normalise(const margins *m, uc_graph_posterior *p)
{
    const size_t n_edges = p->n_lists * (p->n_lists - 1) / 2;
    double all = 0.0, graphs = 0.0;

    for (size_t i = 0; i < p->n_points; i++)
        all += p->mass[i];
    for (size_t g = 0; g < p->n_graphs; g++)
        graphs += p->graph_mass[g];
    for (size_t i = 0; i < p->n_points; i++)
        p->mass[i] /= all;
    set_moments(m, p);
    for (size_t g = 0; g < p->n_graphs; g++) {
        p->graph_mass[g] /= graphs;
        for (size_t e = 0; e < n_edges; e++)
            if (p->graph[g].edges >> e & 1u)
                p->edge[e] += p->graph_mass[g];
    }
}

/* Whether every graph's tail can be summed, and whether it has a mean. */
static bool tails_end(const margins *m, uc_graph_posterior *p)
{
    bool proper = true;

    p->has_mean = true;
    for (size_t g = 0; g < p->n_graphs; g++) {
        const double power = tail_power(m, &p->graph[g]);

        proper = proper && power < -1.0;
        p->has_mean = p->has_mean && power < -2.0;
    }
    return proper;
}

static uc_status sum_graphs(const margins *m, const uc_graph_opts *opts,
                            double constant[], uint32_t kept[], uc_graph_posterior *p,
                            uc_error *err)
{
    coarse c = {0};
    uc_status status = coarse_alloc(m, (double)opts->first, &c, err);

    for (size_t g = 0; g < p->n_graphs; g++)
        constant[g] = log_at_zero(m, &p->graph[g]);
    if (status == UC_OK)
        status = run_coarse(m, &c, p, constant, err);
    if (status == UC_OK) {
        const uint64_t end = choose_end(&c, opts->first, opts->last, &p->beyond);

        p->first = opts->first;
        p->n_points = (size_t)(end - opts->first + 1);
        p->mass = calloc(p->n_points, sizeof *p->mass);
        if (p->mass == NULL)
            status = uc_fail(err, UC_ENOMEM, "no memory for %zu counts", p->n_points);
    }
    if (status == UC_OK) {
        keep_graphs(p, kept);
        status = run_fine(m, opts, c.peak, constant, kept, p, err);
    }
    if (status == UC_OK)
        normalise(m, p);
    coarse_free(&c);
    return status;
}

static uc_status check_opts(const uc_dense *table, const uc_graph_opts *opts,
                            uc_error *err)
{
    if (table->n_lists < 2 || table->n_lists > UC_GRAPHS_MAX_LISTS)
        return uc_fail(err, UC_EINVAL, "%u lists; decomposable graphs take 2 to %d",
                       table->n_lists, UC_GRAPHS_MAX_LISTS);
    if (!(table->n_people > 0.0))
        return uc_fail(err, UC_EINVAL, "nobody is in the table");
    if (!(opts->delta >= 0.0) || !isfinite(opts->delta))
        return uc_fail(err, UC_EINVAL, "delta %g must be above 0", opts->delta);
    if (opts->last > 0 &&
        (opts->last < opts->first || opts->last - opts->first >= UC_GRID_MAX_POINTS))
        return uc_fail(err, UC_EINVAL, "the grid must have 1 to %zu points",
                       UC_GRID_MAX_POINTS);
    return UC_OK;
}

uc_status uc_graph_posterior_of(const uc_dense *table, const uc_graph_opts *opts,
                                uc_graph_posterior *posterior, uc_error *err)
{
    uc_graph_posterior made = {.n_lists = table->n_lists};
    margins *m = malloc(sizeof *m);
    double *constant = NULL;
    uint32_t *kept = NULL;
    uc_status status = check_opts(table, opts, err);

    if (status == UC_OK && m == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for margins");
    if (status == UC_OK)
        status = uc_graphs_all(table->n_lists, &made.graph, &made.n_graphs, err);
    if (status == UC_OK) {
        made.graph_mass = calloc(made.n_graphs, sizeof *made.graph_mass);
        made.graph_mean = calloc(made.n_graphs, sizeof *made.graph_mean);
        constant = calloc(made.n_graphs, sizeof *constant);
        kept = calloc(made.n_graphs, sizeof *kept);
        if (made.graph_mass == NULL || made.graph_mean == NULL || constant == NULL ||
            kept == NULL)
            status = uc_fail(err, UC_ENOMEM, "no memory for %zu graphs", made.n_graphs);
    }
    if (status == UC_OK) {
        made.delta = opts->delta > 0.0 ? opts->delta : 1.0 / (double)table->n_cells;
        set_margins(table, made.delta, &opts->prior, m);
        if (tails_end(m, &made) || opts->last > 0)
            status = sum_graphs(m, opts, constant, kept, &made, err);
    }
    free(m);
    free(constant);
    free(kept);
    if (status != UC_OK)
        uc_graph_posterior_clear(&made);
    else
        *posterior = made;
    return status;
}

void uc_graph_posterior_clear(uc_graph_posterior *posterior)
{
    free(posterior->graph);
    free(posterior->graph_mass);
    free(posterior->graph_mean);
    free(posterior->mass);
    *posterior = (uc_graph_posterior){0};
}

uint64_t uc_graph_posterior_quantile(const uc_graph_posterior *posterior, double p)
{
    double sum = 0.0;
    size_t i = 0;

    for (; i + 1 < posterior->n_points; i++) {
        sum += posterior->mass[i];
        if (sum >= p)
            break;
    }
    return posterior->first + i;
}
