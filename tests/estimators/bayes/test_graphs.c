/* test_graphs.c - unit tests of estimators/bayes/graphs/graphs.h */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "estimators/bayes/graphs/graphs.h"

/* Counts of labelled chordal graphs: sequence A058862 of the OEIS. */
static void counts_are_those_known(void **state)
{
    static const size_t want[] = {1, 2, 8, 61, 822, 18154, 617675};

    (void)state;
    for (unsigned t = 1; t <= 7; t++) {
        uc_graph *graphs;
        size_t n;

        assert_int_equal(uc_graphs_all(t, &graphs, &n, NULL), UC_OK);
        assert_int_equal(n, want[t - 1]);
        free(graphs);
    }
}

static void other_numbers_of_lists_are_refused(void **state)
{
    uc_graph *graphs = NULL;
    size_t n = 0;

    (void)state;
    assert_int_equal(uc_graphs_all(0, &graphs, &n, NULL), UC_EINVAL);
    assert_int_equal(uc_graphs_all(8, &graphs, &n, NULL), UC_EINVAL);
    assert_null(graphs);
}

/* Of each junction tree: the cliques cover the edges and no others; sizes of cliques
 * less those of separators make the number of lists; pairs likewise the edges. */
static void junction_trees_add_up(void **state)
{
    const unsigned t = 6;
    uc_graph *graphs;
    size_t n;

    (void)state;
    assert_int_equal(uc_graphs_all(t, &graphs, &n, NULL), UC_OK);
    for (size_t g = 0; g < n; g++) {
        const uc_graph *graph = &graphs[g];
        uint32_t covered = 0;
        int lists = 0, pairs = 0;

        for (size_t c = 0; c < graph->n_cliques; c++) {
            const int size = __builtin_popcount(graph->clique[c]);

            lists += size;
            pairs += size * (size - 1) / 2;
            for (unsigned j = 1; j < t; j++)
                for (unsigned i = 0; i < j; i++)
                    if ((graph->clique[c] >> i & graph->clique[c] >> j & 1) != 0)
                        covered |= 1u << uc_graph_edge(i, j);
            for (size_t d = 0; d < graph->n_cliques; d++)
                assert_true(c == d || (graph->clique[c] & ~graph->clique[d]) != 0);
        }
        for (size_t s = 0; s + 1 < graph->n_cliques; s++) {
            const int size = __builtin_popcount(graph->separator[s]);

            lists -= size;
            pairs -= size * (size - 1) / 2;
        }
        assert_int_equal(covered, graph->edges);
        assert_int_equal(lists, t);
        assert_int_equal(pairs, __builtin_popcount(graph->edges));
    }
    free(graphs);
}

/* A star of four lists: three cliques, and its centre a separator twice. */
static void separators_have_multiplicity(void **state)
{
    const uint32_t edges = 1u << uc_graph_edge(0, 1) | 1u << uc_graph_edge(0, 2) |
                           1u << uc_graph_edge(0, 3);
    uc_graph graph;

    (void)state;
    assert_true(uc_graph_of(4, edges, &graph));
    assert_int_equal(graph.n_cliques, 3);
    assert_int_equal(graph.separator[0], 1);
    assert_int_equal(graph.separator[1], 1);
}

static void a_ring_of_four_is_not_chordal(void **state)
{
    const uint32_t ring = 1u << uc_graph_edge(0, 1) | 1u << uc_graph_edge(1, 2) |
                          1u << uc_graph_edge(2, 3) | 1u << uc_graph_edge(0, 3);
    uc_graph graph = {.n_cliques = 99};

    (void)state;
    assert_false(uc_graph_of(4, ring, &graph));
    assert_int_equal(graph.n_cliques, 99);
    assert_true(uc_graph_of(4, ring | 1u << uc_graph_edge(0, 2), &graph));
    assert_int_equal(graph.n_cliques, 2);
}

static void written_larger_cliques_first(void **state)
{
    const uint32_t edges = 1u << uc_graph_edge(0, 1) | 1u << uc_graph_edge(2, 3) |
                           1u << uc_graph_edge(2, 4) | 1u << uc_graph_edge(3, 4);
    uc_graph graph;
    uc_sink sink;

    (void)state;
    assert_true(uc_graph_of(6, edges, &graph));
    uc_sink_memory(&sink);
    uc_graph_write(&graph, 6, &sink);
    assert_string_equal(sink.text, "[345,12,6]");
    uc_sink_clear(&sink);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_those_known),
        cmocka_unit_test(other_numbers_of_lists_are_refused),
        cmocka_unit_test(junction_trees_add_up),
        cmocka_unit_test(separators_have_multiplicity),
        cmocka_unit_test(a_ring_of_four_is_not_chordal),
        cmocka_unit_test(written_larger_cliques_first),
    };
    return cmocka_run_group_tests_name("graphs", tests, NULL, NULL);
}
