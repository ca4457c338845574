/** @file graph_posterior.h
 * Posterior of the number of persons over all decomposable graphs: an integer grid of
 * hidden counts that ends where the mass beyond no longer matters.
 */
#ifndef UC_GRAPH_POSTERIOR_H
#define UC_GRAPH_POSTERIOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/bayes/count_prior.h"
#include "estimators/bayes/graphs/graphs.h"
#include "estimators/core/cancel.h"
#include "estimators/mse/dense.h"

/** The grid ends where the mass beyond is below this, or at this many points. */
#define UC_GRID_BEYOND     1e-4
#define UC_GRID_MAX_POINTS ((size_t)1 << 23)

typedef struct uc_graph_opts {
    double delta; /* Dirichlet count of one cell; 0: 2^-lists */
    uc_count_prior prior;
    uint64_t first; /* least hidden count of the grid */
    uint64_t last;  /* largest; 0: chosen */
    size_t n_threads;
    uc_cancel *cancel; /* or NULL */
} uc_graph_opts;

typedef struct uc_graph_posterior {
    unsigned n_lists;
    double delta;
    size_t n_graphs;
    uc_graph *graph;    /* n_graphs; owned */
    double *graph_mass; /* posterior probability of each; owned */
    double *graph_mean; /* persons, given the graph, on the grid; NAN for graphs so
                           improbable that they are summed on a coarse grid; owned */
    size_t n_summed;    /* graphs summed at every point of the grid */
    double edge[UC_GRAPHS_MAX_LISTS * (UC_GRAPHS_MAX_LISTS - 1) / 2]; /* probability */
    uint64_t first;  /* hidden persons at the first point */
    size_t n_points; /* 0: the posterior has no finite sum */
    double *mass;    /* posterior probability of each hidden count, of sum 1; owned */
    double beyond;   /* mass beyond the last point, relative to that on the grid */
    bool has_mean;   /* false: the sum over all counts has no mean */
    double mean, sd; /* of the number of persons, on the grid */
    bool settled;    /* what lies beyond moves them by 1% and 3% or less */
} uc_graph_posterior;

/** Computes the posterior. For graph g with cliques C and separators S (with their
 * multiplicity, the empty one included) and m hidden persons,
 *   log w(g,m) = sum_C L_C(m) - sum_S L_S(m) - L_0(m) + lgamma(m+n+1) - lgamma(m+1)
 *                + log prior(m+n),
 * L_T the Dirichlet-multinomial normaliser of the margin of T. Its dependence on m is
 * one log-gamma ratio a margin, which every graph shares: D_T(m) = sum over j < m of
 * log((j + T_0 + delta_T)/(j + n + 2^t delta)).
 *
 * @param table      2 to 7 lists, at least one person.
 * @param posterior  Set on UC_OK; release with uc_graph_posterior_clear(). n_points 0:
 *                   the tail of some graph cannot be summed under this prior.
 * @return UC_OK; UC_EINVAL; UC_ENOMEM; UC_ECANCELED.
 * Cost graphs x points; up to five lists all graphs are summed at every point, beyond
 * that those whose mass (by a coarse grid) matters to 1e-12.
 * Ref Madigan & York (1997) Biometrika 84:19; Dawid & Lauritzen (1993) Ann. Statist.
 * 21:1272. */
uc_status uc_graph_posterior_of(const uc_dense *table, const uc_graph_opts *opts,
                                uc_graph_posterior *posterior,
                                uc_error *err) UC_MUST_CHECK;

void uc_graph_posterior_clear(uc_graph_posterior *posterior);

/** Least hidden count at which the distribution function reaches p. */
uint64_t uc_graph_posterior_quantile(const uc_graph_posterior *posterior, double p);

#endif
