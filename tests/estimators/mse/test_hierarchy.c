/* test_hierarchy.c - unit tests of estimators/mse/hierarchy.h */
#include "tests/support.h"

#include <string.h>

#include "estimators/mse/hierarchy.h"
#include "estimators/mse/model.h"
#include "tests/estimators/core/scale.h"

typedef struct tally {
    size_t n;
    size_t stop_at;
    unsigned n_lists, max_order;
    bool check;
} tally;

/* Every model is closed downwards, in order, has all main effects, and is new: as terms
 * are decided one by one, models come in ascending order of their marks. */
static void check_model(const tally *t, const uint32_t terms[], size_t n)
{
    bool in[64] = {true};

    for (unsigned j = 0; j < t->n_lists; j++)
        assert_int_equal(terms[j], 1u << j);
    for (size_t i = 0; i < n; i++) {
        assert_true(i == 0 || uc_term_compare(terms[i - 1], terms[i]) < 0);
        assert_true(uc_term_order(terms[i]) <= t->max_order);
        for (unsigned j = 0; j < t->n_lists; j++)
            if (terms[i] >> j & 1u)
                assert_true(in[terms[i] ^ (1u << j)]);
        in[terms[i]] = true;
    }
}

static uc_status count(void *ctx, const uint32_t terms[], size_t n, uc_error *err)
{
    tally *t = ctx;

    if (t->check)
        check_model(t, terms, n);
    t->n++;
    return t->n == t->stop_at ? uc_fail(err, UC_ECANCELED, "enough") : UC_OK;
}

static size_t count_models(unsigned n_lists, unsigned max_order, bool check)
{
    tally t = {.n_lists = n_lists,
               .max_order = max_order > 0 ? max_order : n_lists - 1,
               .check = check};

    assert_int_equal(uc_hierarchy_walk(n_lists, max_order, count, &t, NULL), UC_OK);
    return t.n;
}

/* Silverman, Chan & Vincent (2024); with pairs alone 2^(number of pairs). */
static void numbers_of_models_are_as_published(void **state)
{
    (void)state;
    assert_int_equal(count_models(2, 0, true), 1);
    assert_int_equal(count_models(3, 0, true), 8);
    assert_int_equal(count_models(4, 0, true), 113);
    assert_int_equal(count_models(5, 0, true), 6893);
    assert_int_equal(count_models(3, 2, true), 8);
    assert_int_equal(count_models(4, 2, true), 64);
    assert_int_equal(count_models(4, 9, true), 113);
    assert_int_equal(count_models(5, 2, true), 1024);
    assert_int_equal(count_models(5, 1, true), 1);
    assert_int_equal(count_models(6, 2, true), 32768);
    if (scale_long())
        assert_int_equal(count_models(6, 0, false), 7785061);
}

typedef struct seen {
    size_t n;
    uint32_t marks[8][64];
} seen;

static uc_status remember(void *ctx, const uint32_t terms[], size_t n, uc_error *err)
{
    seen *s = ctx;

    (void)err;
    assert_true(s->n < 8);
    memset(s->marks[s->n], 0, sizeof *s->marks);
    for (size_t i = 0; i < n; i++)
        s->marks[s->n][terms[i]] = 1;
    s->n++;
    return UC_OK;
}

static void no_model_comes_twice(void **state)
{
    seen s = {0};

    (void)state;
    assert_int_equal(uc_hierarchy_walk(3, 0, remember, &s, NULL), UC_OK);
    for (size_t i = 0; i < s.n; i++)
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(s.marks[i], s.marks[j], sizeof *s.marks);
}

static void the_visitor_can_end_the_walk(void **state)
{
    tally t = {.stop_at = 5};
    uc_error err = {0};

    (void)state;
    assert_int_equal(uc_hierarchy_walk(4, 0, count, &t, &err), UC_ECANCELED);
    assert_int_equal(t.n, 5);
    assert_string_equal(err.msg, "enough");
}

static void too_few_or_many_lists_are_refused(void **state)
{
    tally t = {0};
    uc_error err = {0};

    (void)state;
    assert_int_equal(uc_hierarchy_walk(7, 0, count, &t, &err), UC_EINVAL);
    assert_string_equal(err.msg, "7 lists; models of 2 to 6 can be listed");
    assert_int_equal(uc_hierarchy_walk(1, 0, count, &t, &err), UC_EINVAL);
    assert_int_equal(t.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_models_are_as_published),
        cmocka_unit_test(no_model_comes_twice),
        cmocka_unit_test(the_visitor_can_end_the_walk),
        cmocka_unit_test(too_few_or_many_lists_are_refused),
    };
    return cmocka_run_group_tests_name("hierarchy", tests, NULL, NULL);
}
