/* test_settings.c - unit tests of estimators/mse/settings.h */
#include "tests/support.h"

#include <stdio.h>
#include <string.h>

#include "tests/estimators/mse/fixtures.h"

static uc_status read(uc_mse_settings *settings, const char *name, const char *text,
                      uc_error *err)
{
    return uc_mse_setting_find(name)->read(settings, text, err);
}

static void check_written(const uc_mse_settings *settings, const char *name,
                          const char *want)
{
    char text[512];

    uc_mse_setting_find(name)->write(settings, text, sizeof text);
    assert_string_equal(text, want);
}

typedef struct spelling {
    const char *name, *in, *out;
} spelling;

/* What is written reads back and is written the same. */
static void good_values_go_there_and_back(void **state)
{
    static const spelling cases[] = {
        {"model", "[12,3]", "[12,3]"},
        {"max-order", "1", "1"},
        {"max-order", "15", "15"},
        {"p-threshold", "0.02", "0.02"},
        {"p-threshold", "1", "1"},
        {"p-threshold", "1e-3", "0.001"},
        {"bootstrap", "0", "0"},
        {"bootstrap", "1000000", "1000000"},
        {"bootstrap", "auto", "auto"},
        {"interval", "bca", "bca"},
        {"interval", "jackknife, bca,normal,percentile",
         "normal,percentile,bca,jackknife"},
        {"interval", "profile-poisson,profile", "profile,profile-poisson"},
        {"bootstrap-kind", "people", "people"},
        {"bootstrap-kind", "parametric", "parametric"},
        {"cut", "10", ""},
        {"cut", "0.5", "0.5"},
        {"existence", "facial", "facial"},
        {"existence", "strict", ""},
        {"theta", "2.5", "2.5"},
        {"theta", "0.01", "0.01"},
        {"bias-corrected", "yes", "yes"},
        {"bias-corrected", "no", ""},
        {"ordered", "true", "yes"},
        {"level", "0.8", "0.8"},
        {"level", "0.80,0.95", "0.95,0.8"},
        {"level", "0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8", "0.8,0.7,0.6,0.5,0.4,0.3,0.2,0.1"},
        {"top", "all", "all"},
        {"top", "100, all,1,10", "1,10,100,all"},
        {"top", "10000", "10000"},
        {"seed", "0", "0"},
        {"seed", "9007199254740992", "9007199254740992"},
        {"ties", "none", "none"},
        {"ties", "half", "half"},
        {"search-limit", "0", "0"},
        {"search-limit", "200000", "200000"},
        {"interval", "credible", "credible"},
        {"population-prior", "uniform", "uniform"},
        {"population-prior", "negbin:5000,1.5", "negbin:5000,1.5"},
        {"population-prior", "gamma:1,2e-4", "gamma:1,0.0002"},
        {"delta", "0.5", "0.5"},
        {"classes", "64", "64"},
        {"chains", "4", "4"},
        {"effective", "1000", "1000"},
        {"iterations", "1000", "1000"},
        {"effect-variance", "flat", "flat"},
        {"effect-variance", "2.5", "2.5"},
        {"threshold", "0", "0"},
        {"weights", "jeffreys", "jeffreys"},
        {"weights", "bic", "bic"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uc_mse_settings settings = settings_of(cases[i].name, cases[i].in, NULL);
        const char *written = cases[i].out[0] != '\0' ? cases[i].out : cases[i].in;
        uc_mse_settings again = settings_of(cases[i].name, written, NULL);

        check_written(&settings, cases[i].name, cases[i].out);
        check_written(&again, cases[i].name, cases[i].out);
        uc_mse_settings_clear(&settings);
        uc_mse_settings_clear(&again);
    }
}

static const struct {
    const char *name, *in, *why;
} refusals[] = {
    {"max-order", "0", "max-order '0' is out of range; it must be from 1 to 15"},
    {"max-order", "16", "max-order '16' is out of range; it must be from 1 to 15"},
    {"p-threshold", "0", "p-threshold '0' must be a number above 0, at most 1"},
    {"p-threshold", "1.01", "p-threshold '1.01' must be a number above 0, at most 1"},
    {"p-threshold", "nan", "p-threshold 'nan' must be a number above 0, at most 1"},
    {"p-threshold", "", "p-threshold '' must be a number above 0, at most 1"},
    {"bootstrap", "1000001",
     "bootstrap '1000001' is out of range; it must be from 0 to 1000000"},
    {"interval", "bca,mixture",
     "interval 'mixture' is none of bca, percentile, normal, jackknife, profile, "
     "profile-poisson, credible"},
    {"interval", "", "interval is blank; name bca, percentile, normal or jackknife"},
    {"interval", "bca,,normal",
     "interval '' is none of bca, percentile, normal, jackknife, profile, "
     "profile-poisson, credible"},
    {"theta", "1", "theta '1' must be a number from 0.01 to 1000, other than 1"},
    {"theta", "0", "theta '0' must be a number from 0.01 to 1000, other than 1"},
    {"theta", "1001", "theta '1001' must be a number from 0.01 to 1000, other than 1"},
    {"theta", "-2", "theta '-2' must be a number from 0.01 to 1000, other than 1"},
    {"theta", "nan", "theta 'nan' must be a number from 0.01 to 1000, other than 1"},
    {"bootstrap-kind", "cluster",
     "bootstrap-kind 'cluster' is none of people, batches, parametric"},
    {"cut", "0", "cut '0' must be a number above 0, at most 100"},
    {"cut", "inf", "cut 'inf' must be a number above 0, at most 100"},
    {"existence", "face", "existence 'face' must be strict or facial"},
    {"bias-corrected", "maybe", "bias-corrected 'maybe' must be yes or no"},
    {"ordered", "1", "ordered '1' must be yes or no"},
    {"level", "", "level is blank; write for instance 0.95,0.80"},
    {"level", "95", "level '95' must be a number between 0 and 1, such as 0.95"},
    {"level", "0", "level '0' must be a number between 0 and 1, such as 0.95"},
    {"level", "1", "level '1' must be a number between 0 and 1, such as 0.95"},
    {"level", "0.9,0.95,0.90", "level 0.9 stands twice"},
    {"level", "0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9", "more than 8 levels"},
    {"top", "", "top is blank; write for instance 1,10,all"},
    {"top", "0", "top '0' must be 'all' or a number of models, 1 to 10000"},
    {"top", "10001", "top '10001' must be 'all' or a number of models, 1 to 10000"},
    {"top", "1,1", "a value of top stands twice"},
    {"top", "all,all", "a value of top stands twice"},
    {"top", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", "more than 16 values of top"},
    {"seed", "9007199254740993",
     "seed '9007199254740993' is too large; "
     "it must be a whole number from 0 to 9007199254740992"},
    {"seed", "-1",
     "seed '-1' is negative; "
     "it must be a whole number from 0 to 9007199254740992"},
    {"seed", "1e2",
     "seed '1e2' has an exponent; "
     "it must be a whole number from 0 to 9007199254740992"},
    {"bootstrap", "many",
     "bootstrap 'many' is not a number; "
     "it must be a whole number from 0 to 1000000"},
    {"max-order", "2.0",
     "max-order '2.0' has a decimal point; "
     "it must be a whole number from 1 to 15"},
    {"search-limit", "",
     "search-limit '' is blank; "
     "it must be a whole number from 0 to 9007199254740992"},
    {"ties", "all", "ties 'all' must be none or half"},
    {"population-prior", "flat",
     "population-prior 'flat' is none of 1/N, uniform, negbin:MEAN,SIZE, "
     "gamma:SHAPE,RATE"},
    {"population-prior", "negbin:5000",
     "'5000' must be two numbers above 0 joined by a comma, such as negbin:5000,1 "
     "(mean, size) or gamma:1,0.0002 (shape, rate)"},
    {"population-prior", "gamma:0,1",
     "'0,1' must be two numbers above 0 joined by a comma, such as negbin:5000,1 "
     "(mean, size) or gamma:1,0.0002 (shape, rate)"},
    {"delta", "0", "delta '0' must be a number above 0, at most 1000"},
    {"classes", "65", "classes '65' must be a whole number from 1 to 64"},
    {"chains", "3", "chains '3' must be a whole number from 4 to 64"},
    {"effective", "nan",
     "effective 'nan' must be a number at or above 50, at most 100000"},
    {"iterations", "999",
     "iterations '999' must be a whole number from 1000 to 100000000"},
    {"effect-variance", "-1",
     "effect-variance '-1' must be a number above 0, at most 10000"},
    {"threshold", "101", "threshold '101' must be a number at or above 0, at most 100"},
    {"weights", "aic", "weights 'aic' is none of unit-information, jeffreys, bic"},
};

static void every_refusal_says_what_is_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        uc_mse_settings settings = settings_of(NULL), before = settings;
        uc_error err = {0};

        assert_int_equal(read(&settings, refusals[i].name, refusals[i].in, &err),
                         UC_EINVAL);
        assert_string_equal(err.msg, refusals[i].why);
        assert_memory_equal(&settings, &before, sizeof settings); /* unchanged */
    }
}

static void defaults_are_those_of_the_help(void **state)
{
    size_t n;
    const uc_setting *table = uc_mse_settings_table(&n);
    uc_mse_settings settings = settings_of(NULL);
    char text[128];

    (void)state;
    assert_in_range(n, 13, 40);
    for (size_t i = 0; i < n; i++) {
        table[i].write(&settings, text, sizeof text);
        if (strcmp(table[i].name, "interval") == 0)
            assert_string_equal(text, "normal");
        else if (text[0] != '\0') /* else it is left out where it is not given */
            assert_string_equal(text, table[i].default_text);
        assert_ptr_equal(uc_mse_setting_find(table[i].name), &table[i]);
    }
}

static void intervals_follow_the_bootstrap(void **state)
{
    uc_mse_settings settings = settings_of("bootstrap", "100", NULL);

    (void)state;
    assert_int_equal(uc_mse_settings_intervals(&settings),
                     UC_INTERVAL_BCA | UC_INTERVAL_PERCENTILE | UC_INTERVAL_NORMAL);
    settings.n_boot = 0;
    assert_int_equal(uc_mse_settings_intervals(&settings), UC_INTERVAL_NORMAL);
    settings.intervals = UC_INTERVAL_JACKKNIFE;
    assert_int_equal(uc_mse_settings_intervals(&settings), UC_INTERVAL_JACKKNIFE);
    assert_string_equal(uc_interval_kind_name(UC_INTERVAL_NORMAL), "normal");
    assert_string_equal(uc_interval_kind_name(UC_INTERVAL_PERCENTILE), "percentile");
    assert_string_equal(uc_interval_kind_name(UC_INTERVAL_BCA), "bca");
    assert_string_equal(uc_interval_kind_name(UC_INTERVAL_JACKKNIFE), "jackknife");
    assert_string_equal(uc_interval_kind_name((uc_interval_kind)3), "none");
}

static void auto_starts_with_a_thousand_and_can_be_taken_back(void **state)
{
    uc_mse_settings settings = settings_of("bootstrap", "auto", NULL);

    (void)state;
    assert_true(settings.boot_auto);
    assert_int_equal(settings.n_boot, 1000);
    assert_int_equal(read(&settings, "bootstrap", "50", NULL), UC_OK);
    assert_false(settings.boot_auto);
    assert_int_equal(settings.n_boot, 50);
}

static void names_may_have_spaces_for_hyphens(void **state)
{
    (void)state;
    assert_ptr_equal(uc_mse_setting_find("max order"),
                     uc_mse_setting_find("max-order"));
    assert_ptr_equal(uc_mse_setting_find("search limit"),
                     uc_mse_setting_find("search-limit"));
    assert_null(uc_mse_setting_find("max_order"));
    assert_null(uc_mse_setting_find("max"));
    assert_null(uc_mse_setting_find("max-order "));
    assert_null(uc_mse_setting_find(""));
}

static void copies_own_their_model(void **state)
{
    uc_mse_settings from = settings_of("model", "[12,3]", "seed", "5", NULL), to;

    (void)state;
    assert_int_equal(uc_mse_settings_copy(&to, &from, NULL), UC_OK);
    assert_ptr_not_equal(to.model, from.model);
    assert_int_equal(read(&from, "model", "[1,23]", NULL), UC_OK);
    assert_string_equal(to.model, "[12,3]");
    assert_int_equal(to.seed, 5);
    uc_mse_settings_clear(&from);
    uc_mse_settings_clear(&to);
    assert_null(to.model);
    assert_int_equal(uc_mse_settings_copy(&to, &from, NULL), UC_OK);
    assert_null(to.model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_values_go_there_and_back),
        cmocka_unit_test(every_refusal_says_what_is_allowed),
        cmocka_unit_test(defaults_are_those_of_the_help),
        cmocka_unit_test(intervals_follow_the_bootstrap),
        cmocka_unit_test(auto_starts_with_a_thousand_and_can_be_taken_back),
        cmocka_unit_test(names_may_have_spaces_for_hyphens),
        cmocka_unit_test(copies_own_their_model),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
