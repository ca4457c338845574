/* test_nonresponse.c - weights raised for those who did not answer */
#include "tests/support.h"

#include <string.h>

#include "estimators/survey/weights/nonresponse.h"

static const uint32_t code[] = {0, 0, 0, 1, 1, 1, 1};
static const double responded[] = {1, 1, 0, 1, 0, 0, 1};
static const double weights[] = {2, 3, 5, 1, 2, 3, 4};

/* In each class the respondents stand for all: (2+3+5)/(2+3) and (1+2+3+4)/(1+4). */
static void classes(void **state)
{
    const double want[] = {4, 6, 0, 2, 0, 0, 8};
    double w[7];
    uc_nonresponse found;
    size_t i;

    (void)state;
    memcpy(w, weights, sizeof w);
    assert_int_equal(uc_weighting_classes(code, 2, responded, 7, w, &found, NULL),
                     UC_OK);
    for (i = 0; i < 7; i++)
        assert_true(fabs(w[i] - want[i]) < 1e-14);
    assert_int_equal(found.n_respondents, 4);
    assert_int_equal(found.n_others, 3);
    assert_rel(found.least, 2, TOL_EXACT);
    assert_rel(found.most, 2, TOL_EXACT);
}

/* A model with one factor is saturated: its propensities are the classes' shares. */
static void a_model_of_one_factor_is_the_classes(void **state)
{
    const uc_term term[] = {{.n_levels = 0}, {.code = code, .n_levels = 2}};
    const uc_terms terms = {.n = 7, .term = term, .n_terms = 2};
    double by_class[7], by_model[7];
    uc_nonresponse found;
    size_t i;

    (void)state;
    memcpy(by_class, weights, sizeof by_class);
    memcpy(by_model, weights, sizeof by_model);
    assert_int_equal(
        uc_weighting_classes(code, 2, responded, 7, by_class, &found, NULL), UC_OK);
    assert_int_equal(uc_response_propensity(&terms, responded, by_model, &found, NULL),
                     UC_OK);
    for (i = 0; i < 7; i++)
        assert_true(fabs(by_class[i] - by_model[i]) <= TOL_CLOSED * 8);
}

static void nobody_to_stand_for_them(void **state)
{
    const double nobody[] = {1, 1, 1, 0, 0, 0, 0};
    const uc_term term[] = {{.n_levels = 0}, {.code = code, .n_levels = 2}};
    const uc_terms terms = {.n = 7, .term = term, .n_terms = 2};
    double w[7];
    uc_nonresponse found;
    uc_error err;

    (void)state;
    memcpy(w, weights, sizeof w);
    assert_int_equal(uc_weighting_classes(code, 2, nobody, 7, w, &found, &err),
                     UC_EDATA);
    assert_non_null(strstr(err.msg, "class of row 4"));
    assert_memory_equal(w, weights, sizeof w); /* unchanged on failure */
    assert_int_equal(uc_response_propensity(&terms, nobody, w, &found, &err), UC_EDATA);
    assert_non_null(strstr(err.msg, "with certainty"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes),
        cmocka_unit_test(a_model_of_one_factor_is_the_classes),
        cmocka_unit_test(nobody_to_stand_for_them),
    };
    return cmocka_run_group_tests_name("nonresponse", tests, NULL, NULL);
}
