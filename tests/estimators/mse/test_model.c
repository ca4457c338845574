/* test_model.c - unit tests of estimators/mse/model.h */
#include "tests/support.h"

#include <string.h>

#include "estimators/core/rng.h"
#include "tests/estimators/mse/fixtures.h"

static char *names6[] = {"LA", "NG", "PF", "GO", "GP", "NCA"};

static void notation_is_written_in_the_fields_order(void **state)
{
    static const struct {
        size_t n_lists;
        const char *in, *out;
    } cases[] = {
        {3, "[3,12]", "[12,3]"},
        {3, "1", "[1,2,3]"},
        {2, "[1,2]", "[1,2]"},
        {1, "1", "[1]"},
        {5, "5,14,321", "[123,14,5]"},
        {6, " [ 45 , 12,13 ,25\t,36, 35 ] ", "[12,13,25,35,36,45]"},
        {4, "[12,1,2,21]", "[12,3,4]"},
        {4, "[123,12,34]", "[123,34]"},
        {8, "[45]", "[45,1,2,3,6,7,8]"},
        {9, "[19,98]", "[19,89,2,3,4,5,6,7]"},
        {10, "[1.10,2]", "[1.10,2,3,4,5,6,7,8,9]"},
        {12, "[12.3.1,11]", "[1.3.12,2,4,5,6,7,8,9,10,11]"},
        {16, "16.15", "[15.16,1,2,3,4,5,6,7,8,9,10,11,12,13,14]"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uc_model model = model_of(cases[i].in, cases[i].n_lists);
        uc_model again = model_of(cases[i].out, cases[i].n_lists);

        assert_string_equal(text_of(&model), cases[i].out);
        assert_true(uc_model_equal(&model, &again));
        uc_model_clear(&model);
        uc_model_clear(&again);
    }
}

static void every_refusal_says_why(void **state)
{
    static const struct {
        size_t n_lists;
        const char *in, *why;
    } cases[] = {
        {3, "", "'' is not a list number"},
        {3, "[]", "']' is not a list number"},
        {3, "[12,]", "']' is not a list number"},
        {3, "[a,12]", "'a,12]' is not a list number"},
        {3, "-1", "'-1' is not a list number"},
        {3, "[14]", "list 4; the table has lists 1 to 3"},
        {3, "[10]", "list 0; the table has lists 1 to 3"},
        {10, "[1.11]", "list 11; the table has lists 1 to 10"},
        {3, "[112]", "list 1 stands twice in one term"},
        {12, "[12.3.12]", "list 12 stands twice in one term"},
        {3, "[123]", "the term of all 3 lists cannot be estimated"},
        {2, "12", "the term of all 2 lists cannot be estimated"},
        {3, "[12,3", "the model must end with ']'"},
        {3, "[12;3]", "the model must end with ']'"},
        {3, "12,3]", "']' after the model; write terms as [12,3]"},
        {3, "[12] 3", "'3' after the model; write terms as [12,3]"},
        {17, "[1.2]", "17 lists; a model has 1 to 16"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uc_model model = {.n_terms = 99};
        uc_error err = {0};

        assert_int_equal(uc_model_parse(cases[i].in, cases[i].n_lists, &model, &err),
                         UC_EINVAL);
        assert_string_equal(err.msg, cases[i].why);
        assert_int_equal(model.n_terms, 99); /* unchanged on failure */
    }
}

static void too_many_terms_are_refused(void **state)
{
    char text[2 * 257 + 1];
    uc_model model;
    uc_error err = {0};

    (void)state;
    for (size_t i = 0; i < 257; i++)
        memcpy(text + 2 * i, "1,", 2);
    text[2 * 257 - 1] = '\0';
    assert_int_equal(uc_model_parse(text, 3, &model, &err), UC_EINVAL);
    assert_string_equal(err.msg, "more than 256 terms");
    text[2 * 256 - 1] = '\0';
    assert_int_equal(uc_model_parse(text, 3, &model, NULL), UC_OK);
    uc_model_clear(&model);
}

static void terms_out_of_range_are_refused(void **state)
{
    static const uint32_t zero[] = {3, 0}, high[] = {8};
    uc_model model;
    uc_error err = {0};

    (void)state;
    assert_int_equal(uc_model_from_terms(3, zero, 2, &model, &err), UC_EINVAL);
    assert_string_equal(err.msg, "term 2 is out of range");
    assert_int_equal(uc_model_from_terms(3, high, 1, &model, &err), UC_EINVAL);
    assert_int_equal(uc_model_from_terms(0, NULL, 0, &model, &err), UC_EINVAL);
    assert_string_equal(err.msg, "0 lists; a model has 1 to 16");
}

static void terms_are_closed_downwards_and_ordered(void **state)
{
    static const uint32_t want[] = {1, 2, 4, 8, 16, 3, 5, 9, 6, 10, 12, 7};
    static const uint32_t given[] = {12, 9, 7, 10, 7};
    uc_model model, copy;

    (void)state;
    assert_int_equal(uc_model_from_terms(5, given, 5, &model, NULL), UC_OK);
    assert_int_equal(model.n_terms, 12);
    assert_memory_equal(model.term, want, sizeof want);
    assert_int_equal(uc_model_n_parameters(&model), 13);
    assert_int_equal(uc_model_order(&model), 3);
    assert_true(uc_model_has_term(&model, 6));
    assert_false(uc_model_has_term(&model, 17));
    assert_int_equal(uc_model_copy(&copy, &model, NULL), UC_OK);
    uc_model_clear(&model);
    assert_memory_equal(copy.term, want, sizeof want);
    assert_int_equal(model.n_terms, 0);
    assert_false(uc_model_equal(&model, &copy));
    uc_model_clear(&copy);
}

static void terms_compare_by_size_then_list_order(void **state)
{
    static const uint32_t ascending[] = {1, 2, 4, 3, 5, 9, 6, 12, 7, 11, 13, 14, 15};
    const size_t n = sizeof ascending / sizeof *ascending;

    (void)state;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const int order = uc_term_compare(ascending[i], ascending[j]);

            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
}

static void names_stand_for_numbers(void **state)
{
    uc_model model = model_of("[12,13,245]", 6);
    uc_sink sink;

    (void)state;
    uc_sink_memory(&sink);
    uc_model_write_names(&model, names6, &sink);
    uc_sink_puts(&sink, " | ");
    uc_term_write_names(0, 6, names6, &sink);
    uc_sink_puts(&sink, " | ");
    uc_term_write(0, 6, &sink);
    uc_term_write(1u << 9 | 1u, 10, &sink);
    assert_string_equal(sink.text, "NG:GO:GP LA:NG LA:PF NCA | (intercept) | 1.10");
    uc_sink_clear(&sink);
    uc_model_clear(&model);
}

/* Property: what is written reads back as the same model. */
static void random_models_go_there_and_back(void **state)
{
    uc_rng rng;

    (void)state;
    uc_rng_start(&rng, 53, 0, UC_RNG_BOOTSTRAP, 0);
    for (size_t round = 0; round < 500; round++) {
        const size_t t = 2 + round % 15;
        uint32_t terms[8];
        uc_model model, again;
        const size_t n = uc_rng_below(&rng, 8);

        for (size_t i = 0; i < n; i++) /* not the term of all lists */
            terms[i] = 1 + uc_rng_below(&rng, (1u << t) - 2);
        assert_int_equal(uc_model_from_terms(t, terms, n, &model, NULL), UC_OK);
        again = model_of(text_of(&model), t);
        assert_true(uc_model_equal(&model, &again));
        uc_model_clear(&model);
        uc_model_clear(&again);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notation_is_written_in_the_fields_order),
        cmocka_unit_test(every_refusal_says_why),
        cmocka_unit_test(too_many_terms_are_refused),
        cmocka_unit_test(terms_out_of_range_are_refused),
        cmocka_unit_test(terms_are_closed_downwards_and_ordered),
        cmocka_unit_test(terms_compare_by_size_then_list_order),
        cmocka_unit_test(names_stand_for_numbers),
        cmocka_unit_test(random_models_go_there_and_back),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
