/* test_structural_zeros.c - histories that nobody can have */
#include "tests/support.h"

#include <string.h>

#include "data/capture_reader.h"
#include "data/structural_zeros.h"
#include "tests/data/expect.h"

static uc_capture_set set_of(const char *text, const char *by)
{
    const char *const columns[] = {by};
    const uc_capture_opts opts = {.by = columns, .n_by = by != NULL ? 1 : 0};
    uc_faults faults = {0};
    uc_capture_set set = {0};
    uc_source *source = source_of(text);

    assert_int_equal(uc_capture_read_source(source, &opts, &faults, &set, NULL), UC_OK);
    expect_faults(&faults, "");
    uc_source_close(source);
    return set;
}

static const char three[] = "A,B,C,period,count\n1,0,0,2013,5\n0,1,0,2013,4\n"
                            "1,0,1,2014,3\n0,1,1,2014,2\n1,1,0,2014,1\n";

static void expect_error(const char *zero, uc_status want, const char *words)
{
    uc_capture_set set = set_of(three, "period");
    uc_error err = {.msg = ""};

    assert_int_equal(uc_structural_zeros_apply(&set, zero, &err), want);
    if (strstr(err.msg, words) == NULL)
        fail_msg("'%s' says: %s", zero, err.msg);
    assert_false(set.has_zeros);
    uc_capture_set_clear(&set);
}

static void declarations_reach_the_strata_they_name(void **state)
{
    uc_capture_set set = set_of(three, "period");

    (void)state;
    assert_int_equal(uc_structural_zeros_apply(&set, "C where period=2013", NULL),
                     UC_OK);
    assert_int_equal(set.strata[0].table.n_impossible, 4); /* 4 5 6 7 */
    assert_int_equal(set.strata[1].table.n_impossible, 0);
    assert_true(uc_capture_table_is_impossible(&set.strata[0].table, 6));
    assert_false(uc_capture_table_is_impossible(&set.strata[0].table, 3));
    assert_int_equal(uc_capture_table_n_active(&set.strata[0].table), 2);
    assert_int_equal(uc_structural_zeros_apply(&set, "A + B where period = 2013", NULL),
                     UC_OK);
    assert_int_equal(set.strata[0].table.n_impossible, 5); /* and 3 */
    assert_int_equal(uc_structural_zeros_apply(&set, "only A+B+C", NULL), UC_OK);
    assert_int_equal(set.strata[1].table.n_impossible, 1);
    assert_int_equal(uc_capture_table_validate(&set.strata[0].table, NULL), UC_OK);
    uc_capture_set_clear(&set);
}

static void wrong_declarations_are_refused(void **state)
{
    (void)state;
    expect_error("A+D", UC_EINVAL, "there is no list 'D'");
    expect_error("A+", UC_EINVAL, "there is no list ''");
    expect_error("C", UC_EINVAL, "makes a list impossible everywhere");
    expect_error("C where place=2013", UC_EINVAL, "'place' is no stratum column");
    expect_error("C where period", UC_EINVAL, "COLUMN=VALUE");
    expect_error("C where period=1999", UC_EINVAL, "fits no stratum");
    expect_error("A+B", UC_EDATA, "1 people have such a history in 2014");
    expect_error("only A where period=2013", UC_EDATA, "5 people");
}

/* What tabulate writes, read again. */
static void a_table_file_carries_zeros_and_versions(void **state)
{
    uc_capture_set set = set_of("s,A,B,C,count,identified_count,structural_zero,"
                                "imputation\n"
                                "x,1,0,0,5,2,0,0\nx,0,1,0,4,0,0,0\nx,1,1,0,0,0,1,0\n"
                                "x,1,0,0,6,4,0,1\nx,0,1,0,3,0,0,1\nx,1,0,0,7,0,0,2\n",
                                "s");
    const uc_capture_stratum *x = &set.strata[0];

    (void)state;
    assert_int_equal(set.n_lists, 3);
    assert_int_equal(x->table.n_people, 9);
    assert_int_equal(x->table.n_impossible, 1);
    assert_int_equal(x->identified.n_people, 2);
    assert_int_equal(x->n_imputations, 2);
    assert_int_equal(x->imputation[0].n_people, 9);
    assert_int_equal(x->imputation[1].n_people, 7);
    assert_int_equal(x->imputation[1].n_impossible, 1);
    assert_int_equal(x->imputed_identified[0].n_people, 4);
    assert_int_equal(x->imputed_identified[1].n_people, 0);
    uc_capture_set_clear(&set);
}

static void wrong_columns_beside_the_count_are_faults(void **state)
{
    static const char text[] = "A,B,count,identified_count,structural_zero,imputation\n"
                               "1,0,5,6,0,0\n0,1,4,0,2,0\n1,1,1,0,1,0\n1,1,1,0,0,1001\n"
                               "1,1,1,x,0,0\n";
    uc_faults faults = {0};
    uc_capture_set set = {0};
    uc_source *source = source_of(text);

    (void)state;
    assert_int_equal(uc_capture_read_source(source, NULL, &faults, &set, NULL), UC_OK);
    expect_faults(&faults, "2:4: identified_count is 6; it must be at most the count\n"
                           "3:5: structural_zero is 2; it must be 0 or 1\n"
                           "4:3: count of a history that nobody can have must be 0\n"
                           "5:6: imputation is 1001; it must be at most 1000\n"
                           "6:4: identified_count 'x' is not a number; it must be a "
                           "whole number, 0 or more\n");
    uc_source_close(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(declarations_reach_the_strata_they_name),
        cmocka_unit_test(wrong_declarations_are_refused),
        cmocka_unit_test(a_table_file_carries_zeros_and_versions),
        cmocka_unit_test(wrong_columns_beside_the_count_are_faults),
    };

    return cmocka_run_group_tests_name("structural_zeros", tests, NULL, NULL);
}
