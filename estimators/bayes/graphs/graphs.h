/** @file graphs.h
 * The decomposable (chordal) graphs on a few lists, each with its cliques and
 * separators.
 */
#ifndef UC_GRAPHS_H
#define UC_GRAPHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/sink.h"
#include "data/base/status.h"

/** Lists that graphs are enumerated for: 617,675 of them are chordal on seven. */
#define UC_GRAPHS_MAX_LISTS 7

/** A chordal graph as its junction tree: sets of lists as bit masks. A separator that
 * joins several pairs of cliques stands here as often; the empty one joins components,
 * so there is always one separator less than there are cliques. */
typedef struct uc_graph {
    uint32_t edges; /* bit k: the k-th pair, in the order 12, 13, 23, 14, 24, 34 ... */
    uint8_t n_cliques;
    uint8_t clique[UC_GRAPHS_MAX_LISTS];
    uint8_t separator[UC_GRAPHS_MAX_LISTS - 1];
} uc_graph;

/** Position of the pair i < j among the edges. */
unsigned uc_graph_edge(unsigned i, unsigned j);

/** Makes the junction tree by maximum cardinality search.
 * @param edges  Set of pairs. @param graph  Set when the graph is chordal.
 * @return Whether it is. Ref Tarjan & Yannakakis (1984) SIAM J. Comput. 13:566; Blair &
 * Peyton (1993). Cost n_lists^2. */
bool uc_graph_of(unsigned n_lists, uint32_t edges, uc_graph *graph);

/** All chordal graphs in ascending order of their edges: 1, 2, 8, 61, 822, 18154,
 * 617675 for 1 to 7 lists. @param graphs  Allocated; free() it.
 * @return UC_OK; UC_EINVAL n_lists out of range; UC_ENOMEM. */
uc_status uc_graphs_all(unsigned n_lists, uc_graph **graphs, size_t *n_graphs,
                        uc_error *err) UC_MUST_CHECK;

/** Writes the cliques in bracket notation, larger first: "[123,34,5]". */
void uc_graph_write(const uc_graph *graph, unsigned n_lists, uc_sink *out);

#endif
