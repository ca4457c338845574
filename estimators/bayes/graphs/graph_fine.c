/* graph_fine.c - decomposable graphs at every hidden count */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/bayes/graphs/internal/graph_sums.h"
#include "estimators/core/elementary.h"
#include "estimators/core/parallel.h"
#include "estimators/core/vector.h"

#define BLOCK      256  /* grid points at a time: what stays in the cache */
#define MIN_CHUNK  4096 /* grid points of a task */
#define MAX_CHUNKS 128

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
    exact_sum d[UC_GRAPH_MAX_MARGINS];
    exact_sum base; /* log(Gamma(m+n+1)/Gamma(m+1)) + log prior */
} walk;

typedef struct fine {
    const uc_graph_margins *m;
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
static double step_d(const uc_graph_margins *m, size_t set, double h)
{
    return uc_log((h + m->start[set]) / (h + m->start[0]));
}

static double step_base(const uc_graph_margins *m, double h)
{
    return uc_log((h + m->n_people + 1.0) / (h + 1.0)) +
           uc_count_prior_step(m->prior, h + m->n_people);
}

static void start_walk(const uc_graph_margins *m, double first, walk *at)
{
    memset(at, 0, sizeof *at);
    add_to(&at->base, uc_count_prior_log(m->prior, m->n_people) -
                          uc_graph_gamma_ratio(1.0, m->n_people));
    for (uint64_t h = 0; h < (uint64_t)first; h++) {
        for (size_t set = 1; set < m->n; set++)
            add_to(&at->d[set], step_d(m, set, (double)h));
        add_to(&at->base, step_base(m, (double)h));
    }
}

/* Walks the points of a chunk for one margin (set 0: the shared part), from its anchor;
 * writes the values where `out` is not NULL. */
static void walk_along(const uc_graph_margins *m, size_t set, double h, size_t n,
                       exact_sum *at, double out[])
{
    for (size_t i = 0; i < n; i++) {
        const double at_h = h + (double)i;

        if (out != NULL)
            out[i] = at->sum + at->lost;
        add_to(at, set == 0 ? step_base(m, at_h) : step_d(m, set, at_h));
    }
}

static void set_anchors(const fine *f, double first)
{
    const uc_graph_margins *m = f->m;
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
    const uc_graph_margins *m = f->m;
    const double h = (double)(f->p->first + offset);
    double *base = w->d, *weight = w->d + m->n * BLOCK; /* margin 0 is not used */

    for (size_t set = 1; set < m->n; set++)
        walk_along(m, set, h, n, &at->d[set], w->d + set * BLOCK);
    walk_along(m, 0, h, n, &at->base, base);
    for (size_t k = 0; k < f->p->n_summed; k++) {
        const size_t to = chunk * f->p->n_summed + k;
        const uint32_t g = f->kept[k];
        double sum_of;

        uc_graph_logs(n, base, w->d, BLOCK, &f->p->graph[g], f->constant[g] - f->peak,
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

uc_status uc_graph_fine_run(const uc_graph_margins *m, const uc_graph_opts *opts,
                            double peak, const double constant[], const uint32_t kept[],
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
