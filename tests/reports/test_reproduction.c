/* test_reproduction.c - unit tests of reports/tables/reproduction.h */
#include "tests/support.h"

#include <math.h>

#include "reports/tables/reproduction.h"

static uc_reproduction_finding compare(double published, double rounding, double value,
                                       double error)
{
    const uc_paper_row row = {.published = published, .rounding = rounding};
    const uc_reproduced ours = {.value = value, .error = error};

    return uc_reproduction_compare(&row, &ours);
}

static void a_number_agrees_up_to_its_rounding(void **state)
{
    (void)state;
    assert_int_equal(compare(9500, 100, 9549.9, 0), UC_REPRODUCTION_AGREES);
    assert_int_equal(compare(9500, 100, 9450.1, 0), UC_REPRODUCTION_AGREES);
    assert_int_equal(compare(9500, 100, 9551, 0), UC_REPRODUCTION_DIFFERS);
    assert_int_equal(compare(157, 1, 157.6, 0), UC_REPRODUCTION_DIFFERS);
}

/* Two simulations of error 10: three standard errors of the difference are 42.4. */
static void simulated_numbers_may_be_three_errors_apart(void **state)
{
    (void)state;
    assert_int_equal(compare(1000, 1, 1042, 10), UC_REPRODUCTION_WITHIN);
    assert_int_equal(compare(1000, 1, 1044, 10), UC_REPRODUCTION_DIFFERS);
    assert_int_equal(compare(1000, 1, 1044, NAN), UC_REPRODUCTION_FEW);
    assert_int_equal(compare(1000, 1, 1000.4, NAN), UC_REPRODUCTION_AGREES);
}

/* A chain of error 5 against a published one of error 40: three times 40.3. */
static void a_published_number_may_have_an_error_of_its_own(void **state)
{
    const uc_paper_row row = {.published = 1000, .rounding = 1, .error = 40};
    const uc_reproduced near = {.value = 1121, .error = 5},
                        far = {.value = 1123, .error = 5};

    (void)state;
    assert_int_equal(uc_reproduction_compare(&row, &near), UC_REPRODUCTION_WITHIN);
    assert_int_equal(uc_reproduction_compare(&row, &far), UC_REPRODUCTION_DIFFERS);
}

static void missing_numbers_are_no_difference(void **state)
{
    (void)state;
    assert_int_equal(compare(NAN, NAN, 1000, 10), UC_REPRODUCTION_NEW);
    assert_int_equal(compare(1000, 1, NAN, 10), UC_REPRODUCTION_NONE);
}

static void a_reason_stands_for_a_difference_only(void **state)
{
    const uc_paper_row row = {
        .published = 1000, .rounding = 1, .explanation = "a fault of the paper"};
    const uc_reproduced far = {.value = 2000}, near = {.value = 1000},
                        none = {.value = NAN};
    const uc_reproduced waits = {.value = NAN, .no_method = true};

    (void)state;
    assert_int_equal(uc_reproduction_compare(&row, &far), UC_REPRODUCTION_EXPLAINED);
    assert_int_equal(uc_reproduction_compare(&row, &none), UC_REPRODUCTION_EXPLAINED);
    assert_int_equal(uc_reproduction_compare(&row, &near), UC_REPRODUCTION_AGREES);
    assert_int_equal(uc_reproduction_compare(&row, &waits), UC_REPRODUCTION_WAITS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_agrees_up_to_its_rounding),
        cmocka_unit_test(simulated_numbers_may_be_three_errors_apart),
        cmocka_unit_test(a_published_number_may_have_an_error_of_its_own),
        cmocka_unit_test(missing_numbers_are_no_difference),
        cmocka_unit_test(a_reason_stands_for_a_difference_only),
    };

    return cmocka_run_group_tests_name("reproduction", tests, NULL, NULL);
}
