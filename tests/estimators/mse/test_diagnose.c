/* test_diagnose.c - unit tests of estimators/mse/diagnose.h on hand-made tables */
#include "tests/support.h"

#include "estimators/mse/diagnose.h"
#include "tests/estimators/mse/fixtures.h"
#include "tests/published.h"

static uc_capture_table sparse_of(size_t n_lists, const uint32_t history[],
                                  const uint64_t count[], size_t n)
{
    uc_capture_table table;

    uc_capture_table_init(&table, n_lists);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(uc_capture_table_add(&table, history[i], count[i], NULL),
                         UC_OK);
    return table;
}

static uc_diagnosis diagnosis_of(const uc_capture_table *table)
{
    uc_diagnosis d;

    assert_int_equal(uc_diagnose(table, &d, NULL), UC_OK);
    return d;
}

static void sizes_and_overlaps(void **state)
{
    static const uint32_t history[] = {1, 2, 3, 4, 5, 6, 7};
    static const uint64_t count[] = {100, 20, 3, 40, 5, 6, 7};
    static const uint64_t overlap[] = {115, 10, 12, 10, 36, 13, 12, 13, 58};
    uc_capture_table table = sparse_of(3, history, count, 7);
    uc_diagnosis d = diagnosis_of(&table);

    (void)state;
    assert_int_equal(d.n_lists, 3);
    assert_int_equal(d.n_people, 181);
    for (size_t i = 0; i < 9; i++)
        assert_int_equal(d.overlap[i], overlap[i]);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(d.size[i], overlap[4 * i]);
        assert_int_equal(d.only[i], count[(1 << i) - 1]);
        assert_int_equal(d.finding[i], UC_LIST_INFORMATIVE);
        assert_int_equal(d.duplicate_of[i], i);
    }
    assert_int_equal(d.captured[0], 0);
    assert_int_equal(d.captured[1], 160);
    assert_int_equal(d.captured[2], 14);
    assert_int_equal(d.captured[3], 7);
    assert_int_equal(d.n_empty_pairs, 0);
    assert_int_equal(d.n_triangles, 1);
    assert_int_equal(d.n_empty_triples, 0);
    assert_true(d.has_models);
    assert_int_equal(d.existence_main, 0);
    assert_int_equal(d.existence_pairs, 0);
    uc_diagnosis_clear(&d);
    uc_capture_table_clear(&table);
}

/* Lists: 1 and 2 overlap, 3 repeats 1, 4 has nobody, 5 shares nobody. */
static void lists_without_information(void **state)
{
    static const uint32_t history[] = {5, 7, 2, 16};
    static const uint64_t count[] = {10, 4, 6, 3};
    static const uc_list_finding want[] = {UC_LIST_INFORMATIVE, UC_LIST_INFORMATIVE,
                                           UC_LIST_DUPLICATE, UC_LIST_EMPTY,
                                           UC_LIST_ISOLATED};
    uc_capture_table table = sparse_of(5, history, count, 4);
    uc_diagnosis d = diagnosis_of(&table);

    (void)state;
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(d.finding[i], want[i]);
    assert_int_equal(d.duplicate_of[2], 0);
    assert_int_equal(d.duplicate_of[4], 4);
    assert_int_equal(d.n_empty_pairs, 7);
    assert_int_equal(d.n_triangles, 1);
    uc_diagnosis_clear(&d);
    uc_capture_table_clear(&table);
}

/* The earlier list need not be the first. */
static void a_duplicate_of_a_later_list(void **state)
{
    static const uint32_t history[] = {1, 6, 7, 8, 9};
    static const uint64_t count[] = {5, 4, 3, 2, 6};
    uc_capture_table table = sparse_of(4, history, count, 5);
    uc_diagnosis d = diagnosis_of(&table);

    (void)state;
    assert_int_equal(d.finding[1], UC_LIST_INFORMATIVE);
    assert_int_equal(d.finding[2], UC_LIST_DUPLICATE);
    assert_int_equal(d.duplicate_of[2], 1);
    assert_int_equal(d.finding[3], UC_LIST_INFORMATIVE);
    uc_diagnosis_clear(&d);
    uc_capture_table_clear(&table);
}

static void a_list_with_everybody_is_complete(void **state)
{
    static const uint32_t history[] = {1, 3, 5};
    static const uint64_t count[] = {10, 4, 6};
    uc_capture_table table = sparse_of(3, history, count, 3);
    uc_diagnosis d = diagnosis_of(&table);

    (void)state;
    assert_int_equal(d.finding[0], UC_LIST_COMPLETE);
    assert_int_equal(d.finding[1], UC_LIST_INFORMATIVE);
    assert_int_equal(d.n_empty_pairs, 1);
    assert_int_equal(d.n_triangles, 0);
    uc_diagnosis_clear(&d);
    uc_capture_table_clear(&table);
}

/* All three pairs overlap, nobody is on all three. */
static void a_triangle_without_a_common_person(void **state)
{
    static const uint32_t history[] = {1, 2, 4, 3, 5, 6};
    static const uint64_t count[] = {9, 9, 9, 2, 2, 2};
    uc_capture_table table = sparse_of(3, history, count, 6);
    uc_diagnosis d = diagnosis_of(&table);

    (void)state;
    assert_int_equal(d.n_triangles, 1);
    assert_int_equal(d.n_empty_triples, 1);
    uc_diagnosis_clear(&d);
    uc_capture_table_clear(&table);
}

static void existence_codes_are_those_of_the_models(void **state)
{
    static const char *const names[] = {"Artificial_3", "Western", "NewOrl_5", "UKdat"};
    static const unsigned pairs[] = {2, 99, 99, 99};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        uc_dense dense = published_table(names[i]);
        uc_capture_table table = published_sparse(&dense);
        uc_diagnosis d = diagnosis_of(&table);
        const char *const all[] = {"[12,13,23]", "[12,13,14,15,23,24,25,34,35,45]",
                                   "[12,13,14,15,16,23,24,25,26,34,35,36,45,46,56]"};

        assert_true(d.has_models);
        assert_int_equal(d.existence_main, 0);
        assert_int_equal(d.existence_pairs,
                         fit_of(&dense, all[table.n_lists - 3 == 0   ? 0
                                            : table.n_lists - 3 == 2 ? 1
                                                                     : 2])
                             .existence);
        if (pairs[i] < 4)
            assert_int_equal(d.existence_pairs, pairs[i]);
        uc_diagnosis_clear(&d);
        uc_capture_table_clear(&table);
        uc_dense_free(&dense);
    }
}

static void models_need_two_to_sixteen_lists_and_people(void **state)
{
    static const uint32_t history[] = {1};
    static const uint64_t count[] = {5};
    static const size_t n_lists[] = {1, 17, 3};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        uc_capture_table table = sparse_of(n_lists[i], history, count, i < 2);
        uc_diagnosis d = diagnosis_of(&table);

        assert_false(d.has_models);
        assert_int_equal(d.n_people, i < 2 ? 5 : 0);
        assert_int_equal(d.finding[0], i == 2 ? UC_LIST_EMPTY : UC_LIST_COMPLETE);
        uc_diagnosis_clear(&d);
        uc_capture_table_clear(&table);
    }
}

static void the_lists_alone_leave_out_the_models(void **state)
{
    uc_capture_table table = published_capture("Korea");
    uc_diagnosis d;

    (void)state;
    assert_int_equal(uc_diagnose_lists(&table, &d, NULL), UC_OK);
    assert_false(d.has_models);
    assert_int_equal(d.n_people, 123);
    assert_int_equal(d.n_empty_pairs, 0);
    uc_diagnosis_clear(&d);
    uc_capture_table_clear(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_and_overlaps),
        cmocka_unit_test(lists_without_information),
        cmocka_unit_test(a_duplicate_of_a_later_list),
        cmocka_unit_test(a_list_with_everybody_is_complete),
        cmocka_unit_test(a_triangle_without_a_common_person),
        cmocka_unit_test(existence_codes_are_those_of_the_models),
        cmocka_unit_test(models_need_two_to_sixteen_lists_and_people),
        cmocka_unit_test(the_lists_alone_leave_out_the_models),
    };
    return cmocka_run_group_tests_name("diagnose", tests, NULL, NULL);
}
