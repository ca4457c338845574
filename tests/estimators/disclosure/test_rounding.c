/* test_rounding.c - controlled rounding */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "estimators/disclosure/primary.h"
#include "estimators/disclosure/rounding.h"
#include "tests/estimators/disclosure/tables.h"
#include "tests/support.h"

static void assert_additive(const uc_cells *cells, const double value[])
{
    for (size_t e = 0; e < cells->n_equations; e++) {
        double sum = 0;

        for (size_t t = cells->start[e]; t < cells->start[e + 1]; t++)
            sum += cells->sign[t] * value[cells->term[t]];
        assert_true(fabs(sum) < 1e-9);
    }
}

/* Two-way tables always have a solution below or above (Cox & Ernst). */
static void two_way_tables_round_to_the_nearest(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < 100; seed++) {
        uc_rounding_result result;
        uc_frame frame;
        double *value;

        tables_random(seed, 2 + seed % 6, 3 + seed % 5, 1, 0.2, 60, &frame);
        value = calloc(frame.cells.n, sizeof *value);
        assert_int_equal(uc_rounding(&frame.cells, 5, value, &result, NULL), UC_OK);
        assert_int_equal(result.outcome, UC_ROUNDING_NEAREST);
        assert_true(result.proved && result.largest_change < 5);
        assert_additive(&frame.cells, value);
        for (size_t i = 0; i < frame.cells.n; i++) {
            assert_true(fmod(value[i], 5) == 0);
            if (fmod(frame.cells.value[i], 5) == 0)
                assert_true(value[i] == frame.cells.value[i]);
        }
        free(value);
        uc_frame_clear(&frame);
    }
}

static void three_way_tables_stay_additive(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < 20; seed++) {
        uc_rounding_result result;
        uc_frame frame;
        double *value;

        tables_random(seed, 3, 3, 3, 0.2, 60, &frame);
        value = calloc(frame.cells.n, sizeof *value);
        assert_int_equal(uc_rounding(&frame.cells, 3, value, &result, NULL), UC_OK);
        assert_int_not_equal(result.outcome, UC_ROUNDING_IMPOSSIBLE);
        assert_additive(&frame.cells, value);
        free(value);
        uc_frame_clear(&frame);
    }
}

static void a_base_is_checked(void **state)
{
    uc_rounding_result result;
    uc_cells cells = {0};
    double value = 0;

    (void)state;
    assert_int_equal(uc_cells_add(&cells, 3, 3, NULL, NULL), UC_OK);
    assert_int_equal(uc_rounding(&cells, 1, &value, &result, NULL), UC_EINVAL);
    assert_int_equal(uc_rounding(&cells, 2.5, &value, &result, NULL), UC_EINVAL);
    assert_int_equal(uc_rounding(&cells, NAN, &value, &result, NULL), UC_EINVAL);
    uc_cells_clear(&cells);
}

static void rules_are_checked(void **state)
{
    static const uc_primary_rules bad[] = {
        {.threshold = 1},
        {.threshold = -3},
        {.dominance_n = 11, .dominance_percent = 50},
        {.dominance_n = 2, .dominance_percent = 100},
        {.p = 30},
        {.p = 60, .q = 50},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(uc_primary_check(&bad[i], NULL), UC_EINVAL);
}

static void parts_must_add_up(void **state)
{
    uc_cells cells = {0};
    const size_t parts[] = {1, 2};

    (void)state;
    assert_int_equal(uc_cells_add(&cells, 5, 5, NULL, NULL), UC_OK);
    assert_int_equal(uc_cells_add(&cells, 2, 2, NULL, NULL), UC_OK);
    assert_int_equal(uc_cells_add(&cells, 4, 4, NULL, NULL), UC_OK);
    assert_int_equal(uc_cells_sum(&cells, 0, parts, 2, NULL), UC_EINVAL);
    assert_int_equal(uc_cells_sum(&cells, 0, parts, 0, NULL), UC_EINVAL);
    assert_int_equal(uc_cells_add(&cells, -1, 0, NULL, NULL), UC_EINVAL);
    assert_int_equal(uc_cells_add(&cells, 1, NAN, NULL, NULL), UC_EINVAL);
    assert_int_equal(cells.n_equations, 0);
    uc_cells_clear(&cells);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_way_tables_round_to_the_nearest),
        cmocka_unit_test(three_way_tables_stay_additive),
        cmocka_unit_test(a_base_is_checked),
        cmocka_unit_test(rules_are_checked),
        cmocka_unit_test(parts_must_add_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
