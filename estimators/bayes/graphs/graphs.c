/* graphs.c - chordal graphs and their junction trees */
#include "estimators/bayes/graphs/graphs.h"

#include <stdlib.h>

#include "estimators/mse/model.h"

unsigned uc_graph_edge(unsigned i, unsigned j)
{
    return j * (j - 1) / 2 + i;
}

static void neighbours_of(unsigned n_lists, uint32_t edges, uint8_t adjacent[])
{
    for (unsigned j = 0; j < n_lists; j++)
        adjacent[j] = 0;
    for (unsigned j = 1; j < n_lists; j++)
        for (unsigned i = 0; i < j; i++)
            if (edges >> uc_graph_edge(i, j) & 1u) {
                adjacent[i] = (uint8_t)(adjacent[i] | 1u << j);
                adjacent[j] = (uint8_t)(adjacent[j] | 1u << i);
            }
}

/* The unvisited list with most visited neighbours; the first of several. */
static unsigned next_list(unsigned n_lists, const uint8_t adjacent[], unsigned visited)
{
    unsigned best = n_lists;
    int most = -1;

    for (unsigned v = 0; v < n_lists; v++) {
        const int n = __builtin_popcount(adjacent[v] & visited);

        if ((visited >> v & 1u) == 0 && n > most) {
            most = n;
            best = v;
        }
    }
    return best;
}

static bool is_complete(unsigned n_lists, const uint8_t adjacent[], unsigned set)
{
    for (unsigned v = 0; v < n_lists; v++)
        if ((set >> v & 1u) != 0 && (set & ~(adjacent[v] | 1u << v)) != 0)
            return false;
    return true;
}

bool uc_graph_of(unsigned n_lists, uint32_t edges, uc_graph *graph)
{
    uint8_t adjacent[UC_GRAPHS_MAX_LISTS] = {0};
    uc_graph made = {.edges = edges, .n_cliques = 1};
    unsigned visited = 0, clique = 0;
    int size = -1; /* earlier neighbours of the list before */

    neighbours_of(n_lists, edges, adjacent);
    for (unsigned step = 0; step < n_lists; step++) {
        const unsigned v = next_list(n_lists, adjacent, visited);
        const unsigned earlier = adjacent[v] & visited;

        if (!is_complete(n_lists, adjacent, earlier))
            return false;
        if (__builtin_popcount(earlier) <= size) { /* v starts a new clique */
            made.separator[made.n_cliques - 1] = (uint8_t)earlier;
            made.n_cliques++;
        }
        clique = earlier | 1u << v;
        made.clique[made.n_cliques - 1] = (uint8_t)clique;
        size = __builtin_popcount(earlier);
        visited |= 1u << v;
    }
    *graph = made;
    return true;
}

uc_status uc_graphs_all(unsigned n_lists, uc_graph **graphs, size_t *n_graphs,
                        uc_error *err)
{
    static const size_t room[UC_GRAPHS_MAX_LISTS + 1] = {0,  1,   2,     8,
                                                         61, 822, 18154, 617675};
    uc_graph *made;
    size_t n = 0;
    uint32_t all;

    if (n_lists < 1 || n_lists > UC_GRAPHS_MAX_LISTS)
        return uc_fail(err, UC_EINVAL,
                       "graphs are enumerated for 1 to %d lists, not %u",
                       UC_GRAPHS_MAX_LISTS, n_lists);
    /* one to spare, so that a count that is wrong shows */
    made = malloc((room[n_lists] + 1) * sizeof *made);
    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu graphs", room[n_lists]);
    all = (uint32_t)1 << (n_lists * (n_lists - 1) / 2);
    for (uint32_t edges = 0; edges < all && n <= room[n_lists]; edges++)
        n += uc_graph_of(n_lists, edges, &made[n]);
    *graphs = made;
    *n_graphs = n;
    return UC_OK;
}

void uc_graph_write(const uc_graph *graph, unsigned n_lists, uc_sink *out)
{
    uint32_t term[UC_GRAPHS_MAX_LISTS];

    for (size_t i = 0; i < graph->n_cliques; i++) {
        size_t k = i;

        for (; k > 0; k--) {
            const unsigned mine = uc_term_order(graph->clique[i]);
            const unsigned other = uc_term_order(term[k - 1]);

            if (other > mine ||
                (other == mine && uc_term_compare(term[k - 1], graph->clique[i]) < 0))
                break;
            term[k] = term[k - 1];
        }
        term[k] = graph->clique[i];
    }
    uc_sink_putc(out, '[');
    for (size_t i = 0; i < graph->n_cliques; i++) {
        if (i > 0)
            uc_sink_putc(out, ',');
        uc_term_write(term[i], n_lists, out);
    }
    uc_sink_putc(out, ']');
}
