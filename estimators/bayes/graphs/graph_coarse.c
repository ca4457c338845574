/* graph_coarse.c - decomposable graphs on a coarse grid
 *
 * It says which graphs matter, how large the weights are, and where the grid of all
 * integers may end.
 */
#include <math.h>
#include <stdlib.h>

#include "estimators/bayes/graphs/internal/graph_sums.h"
#include "estimators/core/elementary.h"

#define DENSE_POINTS 64   /* of the coarse grid */
#define COARSE_END   1e12 /* hidden persons */

void uc_graph_coarse_free(uc_graph_coarse *c)
{
    free(c->point);
    free(c->d);
}

/* How many there are, at least one. */
static size_t coarse_points(double first, double ratio, double point[])
{
    double m = first;
    size_t n = 0;

    do {
        if (point != NULL)
            point[n] = m;
        n++;
        m = n < DENSE_POINTS ? m + 1.0 : ceil(m * ratio);
    } while (m < COARSE_END);
    return n;
}

uc_status uc_graph_coarse_alloc(const uc_graph_margins *m, double first,
                                uc_graph_coarse *c, uc_error *err)
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

static void coarse_fill(const uc_graph_margins *m, uc_graph_coarse *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const double h = c->point[i], n = m->n_people;

        for (size_t set = 1; set < m->n; set++) {
            const double d = m->start[0] - m->start[set];

            c->d[set * c->n + i] = uc_graph_gamma_ratio(h + m->start[set], d) -
                                   uc_graph_gamma_ratio(m->start[set], d);
        }
        c->base[i] =
            uc_count_prior_log(m->prior, h + n) - uc_graph_gamma_ratio(h + 1.0, n);
    }
}

/* A graph's mass on the coarse grid, relative to e^peak, added to the totals too. */
static double coarse_mass(const uc_graph_margins *m, uc_graph_coarse *c,
                          const uc_graph *g, double constant, double log_w[])
{
    const double power = uc_graph_tail_power(m, g);
    double sum = 0.0, end;

    uc_graph_logs(c->n, c->base, c->d, c->n, g, constant - c->peak, log_w);
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

static double coarse_peak(const uc_graph_margins *m, const uc_graph_coarse *c,
                          const uc_graph_posterior *p, const double constant[],
                          double log_w[])
{
    double peak = -INFINITY;

    (void)m;
    for (size_t g = 0; g < p->n_graphs; g++) {
        uc_graph_logs(c->n, c->base, c->d, c->n, &p->graph[g], constant[g], log_w);
        for (size_t i = 0; i < c->n; i++)
            peak = log_w[i] > peak ? log_w[i] : peak;
    }
    return peak;
}

/* Fills graph_mass with the graphs' masses on the coarse grid. */
uc_status uc_graph_coarse_run(const uc_graph_margins *m, uc_graph_coarse *c,
                              uc_graph_posterior *p, const double constant[],
                              uc_error *err)
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
uint64_t uc_graph_choose_end(const uc_graph_coarse *c, uint64_t first, uint64_t last,
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
