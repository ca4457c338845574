/** @file graph_sums.h
 * Sums over decomposable graphs and hidden counts: the margins of a table, the coarse
 * grid, and every integer.
 */
#ifndef UC_GRAPH_SUMS_H
#define UC_GRAPH_SUMS_H

#include "estimators/bayes/graphs/graph_posterior.h"

#define UC_GRAPH_MAX_MARGINS ((size_t)1 << UC_GRAPHS_MAX_LISTS)

/** The margins of a table, by set of lists. */
typedef struct uc_graph_margins {
    unsigned n_lists;
    size_t n;                             /* 2^n_lists */
    double n_people, total_delta;         /* total_delta: delta of all cells */
    double start[UC_GRAPH_MAX_MARGINS];   /* T_0 + delta_T: what m is added to */
    double at_zero[UC_GRAPH_MAX_MARGINS]; /* L_T(0) */
    const uc_count_prior *prior;
} uc_graph_margins;

void uc_graph_margins_set(const uc_dense *table, double delta,
                          const uc_count_prior *prior, uc_graph_margins *m);

/** log w(g, 0) without what all graphs share. */
double uc_graph_log_at_zero(const uc_graph_margins *m, const uc_graph *g);

/** Power of m in the tail of w(g, m). */
double uc_graph_tail_power(const uc_graph_margins *m, const uc_graph *g);

/** log(Gamma(x) / Gamma(x + d)), without the cancellation of large x. */
double uc_graph_gamma_ratio(double x, double d);

/** out[i] = constant + base[i] + sum of d over cliques - over separators. */
void uc_graph_logs(size_t n, const double base[], const double d[], size_t stride,
                   const uc_graph *g, double constant, double out[]);

/** A grid that is dense where counts are small and geometric beyond. */
typedef struct uc_graph_coarse {
    size_t n;
    double *point;  /* hidden counts */
    double *weight; /* integers that the point stands for */
    double *d;      /* by margin: D_T at the points, n each */
    double *base;   /* what all graphs share */
    double *total;  /* weights summed over graphs, relative to e^peak */
    double peak;
    double after; /* mass beyond the coarse grid, relative to e^peak */
} uc_graph_coarse;

uc_status uc_graph_coarse_alloc(const uc_graph_margins *m, double first,
                                uc_graph_coarse *c, uc_error *err) UC_MUST_CHECK;
void uc_graph_coarse_free(uc_graph_coarse *c);

/** Fills graph_mass with the graphs' masses on the coarse grid. */
uc_status uc_graph_coarse_run(const uc_graph_margins *m, uc_graph_coarse *c,
                              uc_graph_posterior *p, const double constant[],
                              uc_error *err) UC_MUST_CHECK;

/** The last hidden count of the grid, and the mass beyond it relative to all. */
uint64_t uc_graph_choose_end(const uc_graph_coarse *c, uint64_t first, uint64_t last,
                             double *beyond);

/** Sums the kept graphs at every integer of the grid, in chunks for the threads. */
uc_status uc_graph_fine_run(const uc_graph_margins *m, const uc_graph_opts *opts,
                            double peak, const double constant[], const uint32_t kept[],
                            uc_graph_posterior *p, uc_error *err) UC_MUST_CHECK;

#endif
