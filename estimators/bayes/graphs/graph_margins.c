/* graph_margins.c - the margins of a table, and the weight of a graph by them */
#include <math.h>

#include "estimators/bayes/graphs/internal/graph_sums.h"
#include "estimators/core/elementary.h"
#include "estimators/core/vector.h"

static void set_margin(const uc_dense *table, double delta, unsigned set,
                       uc_graph_margins *m)
{
    const unsigned size = (unsigned)__builtin_popcount(set);
    const double delta_t = delta * (double)((size_t)1 << (m->n_lists - size));
    double count[UC_GRAPH_MAX_MARGINS] = {0};
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

void uc_graph_margins_set(const uc_dense *table, double delta,
                          const uc_count_prior *prior, uc_graph_margins *m)
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
double uc_graph_log_at_zero(const uc_graph_margins *m, const uc_graph *g)
{
    double sum = -m->at_zero[0];

    for (size_t i = 0; i < g->n_cliques; i++)
        sum += m->at_zero[g->clique[i]];
    for (size_t i = 0; i + 1 < g->n_cliques; i++)
        sum -= m->at_zero[g->separator[i]];
    return sum;
}

/* Power of m in the tail of w(g, m). */
double uc_graph_tail_power(const uc_graph_margins *m, const uc_graph *g)
{
    double sum = -m->start[0] + m->n_people + uc_count_prior_tail(m->prior);

    for (size_t i = 0; i < g->n_cliques; i++)
        sum += m->start[g->clique[i]];
    for (size_t i = 0; i + 1 < g->n_cliques; i++)
        sum -= m->start[g->separator[i]];
    return sum;
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
double uc_graph_gamma_ratio(double x, double d)
{
    const double y = x + d;

    if (x < 100.0)
        return uc_log_gamma(x) - uc_log_gamma(y);
    return (x - 0.5) * log_less(d / y) + d - d * uc_log(y) +
           (1.0 / x - 1.0 / y) / 12.0 - (1.0 / (x * x * x) - 1.0 / (y * y * y)) / 360.0;
}

/* out[i] = constant + base[i] + sum of d over cliques - over separators */
UC_CLONES void uc_graph_logs(size_t n, const double base[], const double d[],
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
