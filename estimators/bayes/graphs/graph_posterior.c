/* graph_posterior.c - decomposable graphs on a grid of hidden counts
 *
 * First a coarse grid, dense where counts are small and geometric beyond, far past any
 * end: it says which graphs matter, how large the weights are, and where the grid may
 * end. Then every integer up to there, in chunks for the threads.
 */
#include "estimators/bayes/graphs/graph_posterior.h"

#include <math.h>
#include <stdlib.h>

#include "estimators/bayes/graphs/internal/graph_sums.h"

#define ALL_UP_TO  5     /* lists up to which no graph is left out */
#define NEGLIGIBLE 1e-12 /* mass that graphs left out of the sum may have together */

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
static void set_moments(const uc_graph_margins *m, uc_graph_posterior *p)
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
static void normalise(const uc_graph_margins *m, uc_graph_posterior *p)
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
static bool tails_end(const uc_graph_margins *m, uc_graph_posterior *p)
{
    bool proper = true;

    p->has_mean = true;
    for (size_t g = 0; g < p->n_graphs; g++) {
        const double power = uc_graph_tail_power(m, &p->graph[g]);

        proper = proper && power < -1.0;
        p->has_mean = p->has_mean && power < -2.0;
    }
    return proper;
}

static uc_status sum_graphs(const uc_graph_margins *m, const uc_graph_opts *opts,
                            double constant[], uint32_t kept[], uc_graph_posterior *p,
                            uc_error *err)
{
    uc_graph_coarse c = {0};
    uc_status status = uc_graph_coarse_alloc(m, (double)opts->first, &c, err);

    for (size_t g = 0; g < p->n_graphs; g++)
        constant[g] = uc_graph_log_at_zero(m, &p->graph[g]);
    if (status == UC_OK)
        status = uc_graph_coarse_run(m, &c, p, constant, err);
    if (status == UC_OK) {
        const uint64_t end =
            uc_graph_choose_end(&c, opts->first, opts->last, &p->beyond);

        p->first = opts->first;
        p->n_points = (size_t)(end - opts->first + 1);
        p->mass = calloc(p->n_points, sizeof *p->mass);
        if (p->mass == NULL)
            status = uc_fail(err, UC_ENOMEM, "no memory for %zu counts", p->n_points);
    }
    if (status == UC_OK) {
        keep_graphs(p, kept);
        status = uc_graph_fine_run(m, opts, c.peak, constant, kept, p, err);
    }
    if (status == UC_OK)
        normalise(m, p);
    uc_graph_coarse_free(&c);
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
    uc_graph_margins *m = malloc(sizeof *m);
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
        uc_graph_margins_set(table, made.delta, &opts->prior, m);
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
