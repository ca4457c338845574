/* test_suppress.c - secondary suppression against the reference problems, and its
 * audit on random tables */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/disclosure/primary.h"
#include "estimators/disclosure/suppress.h"
#include "tests/estimators/disclosure/tables.h"
#include "tests/support.h"

#define FOLDER "tests/oracle/disclosure/"

static void protect_below(uc_cells *cells, double k)
{
    for (size_t i = 0; i < cells->n; i++)
        if (cells->mask[i] != UC_CELLS_ABSENT && cells->value[i] > 0 &&
            cells->value[i] < k)
            uc_cells_protect_count(cells, i, k);
}

static size_t n_broken(const uc_cells *cells)
{
    uc_suppress_attack *attack;
    size_t n, broken = 0;

    assert_int_equal(uc_suppress_audit(cells, &attack, &n, NULL), UC_OK);
    for (size_t i = 0; i < n; i++)
        broken += attack[i].broken;
    free(attack);
    return broken;
}

static void assert_optimum(uc_cells *cells, double cost)
{
    uc_suppress_result result;

    assert_int_equal(uc_suppress(cells, UC_SUPPRESS_WORK, NULL, &result, NULL), UC_OK);
    assert_int_equal(result.outcome, UC_SUPPRESS_OPTIMAL);
    assert_rel(result.cost, cost, TOL_EXACT);
    assert_rel(result.bound, cost, TOL_EXACT);
    assert_int_equal(n_broken(cells), 0);
}

/* sdcTable 0.32.6, protectTable(method = "OPT"): 40 and 30; its maxN is k - 1. */
static void threshold_of_the_reference(void **state)
{
    static const double k[] = {4, 11}, cost[] = {40, 30};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        counted made;

        tables_count(FOLDER "microdata1.csv", 2, NULL, 0, SIZE_MAX, &made);
        protect_below(&made.frame.cells, k[i]);
        assert_optimum(&made.frame.cells, cost[i]);
        tables_clear(&made);
    }
}

/* The same table with the reference's three rules on magnitudes: 32 each, and the same
 * two cells. Counts are published: a cell that is sensitive may not be known exactly.
 */
static void magnitudes_of_the_reference(void **state)
{
    static const uc_primary_rules rules[] = {
        {.dominance_n = 2, .dominance_percent = 75},
        {.p = 30, .q = 100},
        {.p = 30, .q = 50},
    };
    static const char *const sensitive[2][2] = {{"A", "female"}, {"D", "male"}};

    (void)state;
    for (size_t r = 0; r < 3; r++) {
        counted made;
        uc_cells *cells = &made.frame.cells;
        size_t n = 0;

        tables_count(FOLDER "microdata1.csv", 2, NULL, 0, 2, &made);
        assert_int_equal(uc_primary_check(&rules[r], NULL), UC_OK);
        for (size_t i = 0; i < cells->n; i++) {
            const size_t n_largest = cells->value[i] < 2 ? (size_t)cells->value[i] : 2;
            double protection = 0;

            if (uc_primary_magnitude(&rules[r], &made.largest[2 * i], n_largest,
                                     made.sum[i], &protection)) {
                assert_true(protection > 0);
                uc_cells_protect(cells, i, 1, 1);
                n++;
            }
        }
        assert_int_equal(n, 2);
        for (size_t i = 0; i < 2; i++)
            assert_int_equal(cells->mask[tables_cell(&made, sensitive[i])],
                             UC_CELLS_PRIMARY);
        assert_optimum(cells, 32);
        tables_clear(&made);
    }
}

/* A hierarchy in the first column; the reference stops at 354 with a 10 % gap allowed.
 */
static void hierarchy_of_the_reference(void **state)
{
    const char *tree[][2] = {{"Ba", "B"}, {"Bb", "B"}, {"Bc", "B"}};
    counted made;

    (void)state;
    tables_count(FOLDER "vignette_micro.csv", 3, tree, 3, SIZE_MAX, &made);
    assert_int_equal(made.frame.cells.n, 168);
    protect_below(&made.frame.cells, 11);
    assert_optimum(&made.frame.cells, 354);
    tables_clear(&made);
}

/* Least cost by trying every mask of a small table. */
static double by_enumeration(uc_cells *cells)
{
    double best = HUGE_VAL;
    size_t choice[32], n = 0;

    for (size_t i = 0; i < cells->n; i++)
        if (cells->mask[i] != UC_CELLS_PRIMARY)
            choice[n++] = i;
    assert_true(n <= 16);
    for (uint32_t mask = 0; mask < 1U << n; mask++) {
        double cost = 0;

        for (size_t j = 0; j < n; j++) {
            const bool hide = (mask >> j & 1U) != 0;

            cells->mask[choice[j]] = hide ? UC_CELLS_SECONDARY : UC_CELLS_SHOWN;
            cost += hide ? cells->weight[choice[j]] : 0;
        }
        if (cost < best && n_broken(cells) == 0)
            best = cost;
    }
    for (size_t j = 0; j < n; j++)
        cells->mask[choice[j]] = UC_CELLS_SHOWN;
    return best;
}

static void agrees_with_enumeration(void **state)
{
    size_t n_impossible = 0, n_costly = 0;

    (void)state;
    for (unsigned seed = 0; seed < 25; seed++) {
        uc_suppress_result result;
        uc_frame frame;
        double best;

        tables_random(seed, 3, 2 + seed % 2, 1, 0.15, 12, &frame);
        protect_below(&frame.cells, 4);
        best = by_enumeration(&frame.cells);
        assert_int_equal(
            uc_suppress(&frame.cells, UC_SUPPRESS_WORK, NULL, &result, NULL), UC_OK);
        if (!isfinite(best)) {
            assert_int_equal(result.outcome, UC_SUPPRESS_IMPOSSIBLE);
            n_impossible++;
        } else {
            assert_true(result.outcome == UC_SUPPRESS_OPTIMAL ||
                        result.outcome == UC_SUPPRESS_NOTHING);
            assert_true(fabs(result.cost - best) < 1e-9);
            n_costly += best > 0;
        }
        uc_frame_clear(&frame);
    }
    assert_true(n_costly > 5);
    (void)n_impossible;
}

/* Thousands of random tables: no primary cell is given away, by the audit, which knows
 * nothing of the search. */
static void no_random_table_is_given_away(void **state)
{
    size_t n_hidden = 0;

    (void)state;
    for (unsigned seed = 100; seed < 2100; seed++) {
        uc_suppress_result result;
        uc_frame frame;

        tables_random(seed, 2 + seed % 4, 2 + seed / 4 % 3, 1 + seed % 2, 0.2, 40,
                      &frame);
        protect_below(&frame.cells, 3 + seed % 5);
        /* most by the heuristic alone, whose masks must hold as well */
        assert_int_equal(
            uc_suppress(&frame.cells, seed % 8 == 0 ? 1e6 : 0, NULL, &result, NULL),
            UC_OK);
        if (result.outcome != UC_SUPPRESS_IMPOSSIBLE)
            assert_int_equal(n_broken(&frame.cells), 0);
        n_hidden += result.n_secondary;
        uc_frame_clear(&frame);
    }
    assert_true(n_hidden > 1000);
}

/* The audit itself: one hidden cell in a line is found at once, and so are two. */
static void audit_finds_lone_cells(void **state)
{
    uc_suppress_attack *attack;
    uc_frame frame;
    size_t n;

    (void)state;
    tables_random(7, 3, 3, 1, 0, 30, &frame);
    uc_cells_protect_count(&frame.cells, 0, 10);
    assert_int_equal(uc_suppress_audit(&frame.cells, &attack, &n, NULL), UC_OK);
    assert_int_equal(n, 1);
    assert_true(attack[0].broken && attack[0].exact);
    assert_rel(attack[0].low, frame.cells.value[0], TOL_EXACT);
    free(attack);
    frame.cells.mask[1] = UC_CELLS_SECONDARY; /* columns still give both away */
    assert_int_equal(n_broken(&frame.cells), 1);
    uc_frame_clear(&frame);
}

static void known_cells_stay(void **state)
{
    uc_suppress_result result;
    uc_frame frame;

    (void)state;
    tables_random(3, 2, 2, 1, 0, 30, &frame);
    for (size_t i = 1; i < frame.cells.n; i++)
        frame.cells.mask[i] = UC_CELLS_KNOWN;
    uc_cells_protect_count(&frame.cells, 0, 50);
    assert_int_equal(uc_suppress(&frame.cells, 1e6, NULL, &result, NULL), UC_OK);
    assert_int_equal(result.outcome, UC_SUPPRESS_IMPOSSIBLE);
    assert_int_equal(result.n_secondary, 0);
    uc_frame_clear(&frame);
}

static void same_cells_same_mask(void **state)
{
    uc_suppress_result result;
    uc_frame a, b;

    (void)state;
    tables_random(11, 6, 5, 1, 0.1, 40, &a);
    tables_random(11, 6, 5, 1, 0.1, 40, &b);
    protect_below(&a.cells, 10);
    protect_below(&b.cells, 10);
    assert_int_equal(uc_suppress(&a.cells, UC_SUPPRESS_WORK, NULL, &result, NULL),
                     UC_OK);
    assert_int_equal(uc_suppress(&b.cells, UC_SUPPRESS_WORK, NULL, &result, NULL),
                     UC_OK);
    assert_memory_equal(a.cells.mask, b.cells.mask, a.cells.n);
    uc_frame_clear(&a);
    uc_frame_clear(&b);
}

static void stops_when_told(void **state)
{
    volatile sig_atomic_t stop = 1;
    uc_suppress_result result;
    uc_frame frame;

    (void)state;
    tables_random(5, 5, 5, 1, 0, 30, &frame);
    protect_below(&frame.cells, 10);
    assert_int_equal(uc_suppress(&frame.cells, 1e6, &stop, &result, NULL),
                     UC_ECANCELED);
    uc_frame_clear(&frame);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threshold_of_the_reference),
        cmocka_unit_test(magnitudes_of_the_reference),
        cmocka_unit_test(hierarchy_of_the_reference),
        cmocka_unit_test(agrees_with_enumeration),
        cmocka_unit_test(no_random_table_is_given_away),
        cmocka_unit_test(audit_finds_lone_cells),
        cmocka_unit_test(known_cells_stay),
        cmocka_unit_test(same_cells_same_mask),
        cmocka_unit_test(stops_when_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
