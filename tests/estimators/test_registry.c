/* test_registry.c - unit tests of estimators/registry.h */
#include "tests/support.h"

#include <string.h>

#include "estimators/mse/settings.h"
#include "estimators/references.h"
#include "estimators/registry.h"

static void names_are_those_of_the_methods(void **state)
{
    size_t n_methods, n_names;
    const uc_method *methods = uc_registry_methods(&n_methods);
    const char *const *names = uc_registry_names(&n_names);

    (void)state;
    assert_int_equal(n_names, n_methods);
    assert_null(names[n_names]);
    for (size_t i = 0; i < n_methods; i++) {
        assert_string_equal(names[i], methods[i].name);
        assert_ptr_equal(uc_registry_find(names[i]), &methods[i]);
        for (size_t j = 0; j < i; j++)
            assert_false(methods[i].family == methods[j].family &&
                         methods[i].rule == methods[j].rule &&
                         methods[i].variant == methods[j].variant);
    }
    assert_null(uc_registry_find("bi"));
    assert_null(uc_registry_find("BIC"));
    assert_null(uc_registry_find(""));
}

static void every_method_says_what_it_is(void **state)
{
    size_t n;
    const uc_method *methods = uc_registry_methods(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        assert_true(strlen(methods[i].title) > 10 && strlen(methods[i].summary) > 20);
        assert_true(strchr(methods[i].reference, ':') != NULL ||
                    strstr(methods[i].reference, "Home Office") != NULL);
        assert_in_range(methods[i].min_lists, 2, methods[i].max_lists);
        assert_in_range(methods[i].max_lists, 2, 16);
    }
}

/* The setting names that a method lists exist, and it takes those and no others. */
static void settings_of_methods_exist(void **state)
{
    size_t n, n_settings, n_taken = 0;
    const uc_method *methods = uc_registry_methods(&n);
    const uc_setting *settings = uc_mse_settings_table(&n_settings);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        size_t taken = 0, listed = 1;

        for (const char *c = methods[i].settings; *c != '\0'; c++)
            listed += *c == ',';
        for (size_t k = 0; k < n_settings; k++)
            taken += uc_method_takes(&methods[i], settings[k].name);
        assert_int_equal(taken, listed);
        n_taken += taken;
    }
    assert_true(n_taken > 0);
}

static void takes_knows_whole_names_only(void **state)
{
    const uc_method *bic = uc_registry_find("bic"), *fixed = uc_registry_find("fixed");

    (void)state;
    assert_true(uc_method_takes(bic, "max-order"));
    assert_true(uc_method_takes(bic, "ties"));
    assert_true(uc_method_takes(bic, "search-limit"));
    assert_false(uc_method_takes(bic, "limit"));
    assert_false(uc_method_takes(bic, "max"));
    assert_false(uc_method_takes(bic, "model"));
    assert_false(uc_method_takes(bic, "p-threshold"));
    assert_true(uc_method_takes(fixed, "model"));
    assert_false(uc_method_takes(fixed, "top"));
    assert_true(uc_method_takes(uc_registry_find("stepwise"), "p-threshold"));
    assert_true(uc_method_takes(uc_registry_find("downhill"), "max-order"));
    assert_false(uc_method_takes(uc_registry_find("main"), "max-order"));
}

/* `undercount cite` knows every method's reference, and each once. */
static void every_reference_is_known(void **state)
{
    size_t n, n_works;
    const uc_method *methods = uc_registry_methods(&n);
    const uc_reference *works = uc_references(&n_works);

    (void)state;
    for (size_t i = 0; i < n; i++)
        if (uc_reference_shown(methods[i].reference) == NULL)
            fail_msg("'%s' of method %s is not among the references",
                     methods[i].reference, methods[i].name);
    methods = uc_registry_others(&n);
    assert_true(n > 0);
    for (size_t i = 0; i < n; i++) {
        if (uc_reference_shown(methods[i].reference) == NULL)
            fail_msg("'%s' of method %s is not among the references",
                     methods[i].reference, methods[i].name);
        /* estimate must not take it: it has no family */
        assert_null(uc_registry_find(methods[i].name));
        assert_ptr_equal(uc_registry_find_any(methods[i].name), &methods[i]);
    }
    for (size_t i = 0; i < n_works; i++) {
        const uc_reference *w = &works[i];

        assert_ptr_equal(uc_reference_find(w->key), w);
        assert_ptr_equal(uc_reference_shown(w->shown), w);
        assert_non_null(strstr(w->shown, w->year));
        assert_true(w->author[0] != '\0' && w->title[0] != '\0');
        if (strcmp(w->type, "article") == 0) {
            assert_true(w->journal != NULL && w->volume != NULL && w->pages != NULL);
            assert_non_null(strstr(w->shown, w->volume));
        } else {
            assert_non_null(w->publisher);
        }
    }
    assert_null(uc_reference_find("nobody1900"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_those_of_the_methods),
        cmocka_unit_test(every_method_says_what_it_is),
        cmocka_unit_test(settings_of_methods_exist),
        cmocka_unit_test(takes_knows_whole_names_only),
        cmocka_unit_test(every_reference_is_known),
    };
    return cmocka_run_group_tests_name("registry", tests, NULL, NULL);
}
