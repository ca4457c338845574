/* test_paper.c - unit tests of data/paper.h */
#include "tests/support.h"

#include <math.h>
#include <stdint.h>

#include "tests/data/expect.h"

#include "data/paper.h"

#define HEADER "table,dataset,method,max_order,top,statistic,level,published,rounding\n"

static uc_status read_paper(uc_paper *paper, const char *text, uc_faults *faults)
{
    uc_source *source = source_of(text);
    const uc_status status = uc_paper_read_source(paper, source, faults, NULL);

    uc_source_close(source);
    return status;
}

static void numbers_are_read_with_what_they_are_of(void **state)
{
    uc_paper paper = {0};
    uc_faults faults = {0};

    (void)state;
    assert_int_equal(read_paper(&paper,
                                HEADER "Table 2,Kosovo,bic,0,5,low,0.8,8500,100\n"
                                       "Table 4,Kosovo,bic,3,all,rank,10,997,1\n"
                                       "Table 6,Kosovo,bic,3,all,estimate,,,\n",
                                &faults),
                     UC_OK);

    expect_faults(&faults, "");
    assert_int_equal(paper.n_rows, 3);
    assert_int_equal(paper.row[0].statistic, UC_PAPER_LOW);
    assert_int_equal(paper.row[0].top, 5);
    assert_int_equal(paper.row[0].max_order, 0);
    assert_rel(paper.row[0].level, 0.8, TOL_EXACT);
    assert_rel(paper.row[0].published, 8500.0, TOL_EXACT);
    assert_rel(paper.row[0].rounding, 100.0, TOL_EXACT);
    assert_int_equal(paper.row[1].statistic, UC_PAPER_RANK);
    assert_true(paper.row[1].top == SIZE_MAX);
    assert_int_equal(paper.row[1].max_order, 3);
    assert_rel(paper.row[1].level, 10.0, TOL_EXACT);
    assert_true(isnan(paper.row[2].published) && isnan(paper.row[2].level));
    uc_paper_clear(&paper);
}

static void a_simulation_error_is_read_where_there_is_one(void **state)
{
    uc_paper paper = {0};
    uc_faults faults = {0};

    (void)state;
    assert_int_equal(
        read_paper(&paper,
                   "table,dataset,method,max_order,top,statistic,level,published,"
                   "rounding,error\n"
                   "T,K,bic,0,all,estimate,,100,1,2.5\nT,K,bic,0,all,low,0.8,9,1,\n",
                   &faults),
        UC_OK);
    expect_faults(&faults, "");
    assert_rel(paper.row[0].error, 2.5, TOL_EXACT);
    assert_true(isnan(paper.row[1].error));
    uc_paper_clear(&paper);
}

static void every_fault_is_named(void **state)
{
    uc_paper paper = {0};
    uc_faults faults = {0};

    (void)state;
    assert_int_equal(read_paper(&paper,
                                HEADER "T,K,bic,17,all,estimate,,1,1\n"
                                       "T,K,bic,0,0,estimate,,1,1\n"
                                       "T,K,bic,0,all,median,,1,1\n"
                                       "T,K,bic,0,all,low,95,1,1\n"
                                       "T,K,bic,0,all,rank,1.5,1,1\n"
                                       "T,K,bic,0,all,high,0.95,1,\n",
                                &faults),
                     UC_OK);

    expect_faults(&faults,
                  "2:4: max_order '17' must be 0 to 16\n"
                  "3:5: top '0' must be 1 or more, or all\n"
                  "4:6: statistic 'median' must be estimate, low, high, rank, "
                  "log_ratio, covered, rmse, log_rmse or coverage\n"
                  "5:7: level '95' must be between 0 and 1\n"
                  "6:7: level '1.5' of a rank must be a whole number, 1 or more\n"
                  "7:9: rounding must be above 0 beside a published number\n");
    assert_int_equal(paper.n_rows, 0);
    uc_paper_clear(&paper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_with_what_they_are_of),
        cmocka_unit_test(a_simulation_error_is_read_where_there_is_one),
        cmocka_unit_test(every_fault_is_named),
    };

    return cmocka_run_group_tests_name("paper", tests, NULL, NULL);
}
