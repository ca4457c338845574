/* test_variant.c - unit tests of estimators/trust/variant.h */
#include "tests/support.h"

#include "estimators/trust/variant.h"
#include "tests/published.h"

/* Histories 1 = A, 2 = B, 4 = C. */
static uc_capture_table table_abc(void)
{
    static const uint64_t count[8] = {0, 10, 20, 3, 30, 5, 7, 2};
    uc_capture_table table;

    uc_capture_table_init(&table, 3);
    for (uint32_t w = 1; w < 8; w++)
        assert_int_equal(uc_capture_table_add(&table, w, count[w], NULL), UC_OK);
    return table;
}

static void a_list_is_left_out(void **state)
{
    uc_capture_table from = table_abc(), to;

    (void)state;
    assert_int_equal(uc_variant_without(&from, 1, &to, NULL), UC_OK);
    /* those on B alone are gone; A, C and both remain */
    assert_int_equal(to.n_lists, 2);
    assert_int_equal(to.n_people, 77 - 20);
    assert_int_equal(uc_capture_table_count(&to, 1), 10 + 3);
    assert_int_equal(uc_capture_table_count(&to, 2), 30 + 7);
    assert_int_equal(uc_capture_table_count(&to, 3), 5 + 2);
    assert_int_equal(uc_capture_table_validate(&to, NULL), UC_OK);
    uc_capture_table_clear(&to);
    uc_capture_table_clear(&from);
}

/* A and C exclude each other: without B they still do; with B taken as C they do not,
 * since B and C do not exclude each other; among those on A nobody is on C. */
static void structural_zeros_go_along(void **state)
{
    static const uint32_t zeros[] = {5, 7};
    uc_capture_table from, to;
    uint64_t known;

    (void)state;
    uc_capture_table_init(&from, 3);
    for (uint32_t w = 1; w < 8; w++)
        if (w != 5 && w != 7)
            assert_int_equal(uc_capture_table_add(&from, w, 10 + w, NULL), UC_OK);
    assert_int_equal(uc_capture_table_forbid(&from, zeros, 2, NULL), UC_OK);
    assert_int_equal(uc_variant_without(&from, 1, &to, NULL), UC_OK);
    assert_int_equal(to.n_impossible, 1);
    assert_int_equal(to.impossible[0], 3);
    uc_capture_table_clear(&to);
    assert_int_equal(uc_variant_merged(&from, 1, 2, &to, NULL), UC_OK);
    assert_int_equal(to.n_impossible, 0);
    uc_capture_table_clear(&to);
    assert_int_equal(uc_variant_merged(&from, 0, 1, &to, NULL), UC_OK);
    assert_int_equal(to.n_impossible, 0); /* B and C meet */
    uc_capture_table_clear(&to);
    assert_int_equal(uc_variant_within(&from, 0, &to, &known, NULL), UC_OK);
    assert_int_equal(to.n_impossible, 2); /* C, and B with C */
    assert_int_equal(known, 11 + 13);
    uc_capture_table_clear(&to);
    uc_capture_table_clear(&from);
}

static void two_lists_become_one_and_nobody_is_lost(void **state)
{
    uc_capture_table from = table_abc(), to;

    (void)state;
    assert_int_equal(uc_variant_merged(&from, 0, 2, &to, NULL), UC_OK);
    assert_int_equal(to.n_people, from.n_people);
    assert_int_equal(uc_capture_table_count(&to, 1), 10 + 30 + 5); /* A or C alone */
    assert_int_equal(uc_capture_table_count(&to, 2), 20);
    assert_int_equal(uc_capture_table_count(&to, 3), 3 + 7 + 2);
    uc_capture_table_clear(&to);
    uc_capture_table_clear(&from);
}

static void a_lists_people_are_counted_and_hidden(void **state)
{
    uc_capture_table from = table_abc(), to;
    uint64_t known;

    (void)state;
    assert_int_equal(uc_variant_within(&from, 0, &to, &known, NULL), UC_OK);
    assert_int_equal(known, 10 + 3 + 5 + 2);
    assert_int_equal(to.n_people, known - 10);
    assert_int_equal(uc_capture_table_count(&to, 1), 3);
    assert_int_equal(uc_capture_table_count(&to, 2), 5);
    assert_int_equal(uc_capture_table_count(&to, 3), 2);
    uc_capture_table_clear(&to);
    uc_capture_table_clear(&from);
}

/* Of two lists the Petersen estimate n1 n2 / n11 falls by 1 - r when a share r of links
 * was missed: the lists keep their sizes, the overlap becomes n11 / (1 - r). */
static void missed_links_are_put_back(void **state)
{
    const uc_record_errors errors = {.missed = 0.2};
    uc_capture_table from, to;
    bool possible;

    (void)state;
    uc_capture_table_init(&from, 2);
    assert_int_equal(uc_capture_table_add(&from, 1, 100, NULL), UC_OK);
    assert_int_equal(uc_capture_table_add(&from, 2, 200, NULL), UC_OK);
    assert_int_equal(uc_capture_table_add(&from, 3, 40, NULL), UC_OK);
    assert_int_equal(uc_variant_corrected(&from, &errors, &to, &possible, NULL), UC_OK);
    assert_true(possible);
    assert_int_equal(uc_capture_table_count(&to, 3), 50);
    assert_int_equal(uc_capture_table_count(&to, 1), 90);
    assert_int_equal(uc_capture_table_count(&to, 2), 190);
    uc_capture_table_clear(&to);
    uc_capture_table_clear(&from);
}

static void false_links_are_two_persons(void **state)
{
    const uc_record_errors errors = {.false_links = 0.5};
    uc_capture_table from = table_abc(), to;
    bool possible;

    (void)state;
    assert_int_equal(uc_variant_corrected(&from, &errors, &to, &possible, NULL), UC_OK);
    assert_true(possible);
    /* every split makes one person more: half of 3 + 5 + 7 + 2, before rounding */
    assert_true(to.n_people > from.n_people + 7 && to.n_people < from.n_people + 11);
    assert_int_equal(uc_capture_table_count(&to, 7), 1);
    uc_capture_table_clear(&to);
    uc_capture_table_clear(&from);
}

static void errors_that_cannot_be_are_a_finding(void **state)
{
    const uc_record_errors errors = {.missed = 0.9};
    uc_capture_table from = table_abc(), to;
    bool possible = true;

    (void)state;
    assert_int_equal(uc_variant_corrected(&from, &errors, &to, &possible, NULL), UC_OK);
    assert_false(possible);
    uc_capture_table_clear(&to);
    uc_capture_table_clear(&from);
}

static void what_is_out_of_range_is_refused(void **state)
{
    const uc_record_errors errors = {.missed = 1.0};
    uc_capture_table from = table_abc(), to = {0};
    uint64_t known;
    bool possible;

    (void)state;
    assert_int_equal(uc_variant_without(&from, 3, &to, NULL), UC_EINVAL);
    assert_int_equal(uc_variant_merged(&from, 1, 1, &to, NULL), UC_EINVAL);
    assert_int_equal(uc_variant_within(&from, 3, &to, &known, NULL), UC_EINVAL);
    assert_int_equal(uc_variant_corrected(&from, &errors, &to, &possible, NULL),
                     UC_EINVAL);
    assert_null(to.history);
    uc_capture_table_clear(&from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_left_out),
        cmocka_unit_test(structural_zeros_go_along),
        cmocka_unit_test(two_lists_become_one_and_nobody_is_lost),
        cmocka_unit_test(a_lists_people_are_counted_and_hidden),
        cmocka_unit_test(missed_links_are_put_back),
        cmocka_unit_test(false_links_are_two_persons),
        cmocka_unit_test(errors_that_cannot_be_are_a_finding),
        cmocka_unit_test(what_is_out_of_range_is_refused),
    };

    return cmocka_run_group_tests_name("variant", tests, NULL, NULL);
}
