/* test_indicators.c - rules over indicators, against all answers written out */
#include "tests/support.h"

#include <string.h>

#include "estimators/survey/indicators.h"

static const char *const names[] = {"a", "b", "c", "d"};
static const size_t first_two[] = {0, 1}, last_two[] = {2, 3}, all[] = {0, 1, 2, 3};
static const size_t only_d[] = {3};

static uc_truth evaluate(const uc_indicator_rules *rules, const uint8_t answer[4])
{
    uc_rule_program program;
    uint8_t group[8], rule[8];
    uc_error err = {.msg = ""};

    if (uc_rules_compile(rules, &program, &err) != UC_OK)
        fail_msg("%s", err.msg);
    uc_rules_evaluate(&program, answer, group, rule);
    uc_rule_program_clear(&program);
    return (uc_truth)rule[rules->n_rules - 1];
}

/* Every combination of four answers, unknown among them: the rule must be yes exactly
 * when every way to fill the unknown makes it yes, where no indicator stands twice. */
static void unknown_is_what_the_answers_leave_open(void **state)
{
    const uc_indicator_group groups[] = {
        {.name = "G", .indicator = first_two, .n = 2, .at_least = 1},
        {.name = "H", .indicator = last_two, .n = 2, .at_least = 2}};
    const uc_indicator_rule rule[] = {{"r", "G and not H"}};
    const uc_indicator_rules rules = {names, 4, groups, 2, rule, 1};
    int code, fill;

    (void)state;
    for (code = 0; code < 81; code++) {
        uint8_t answer[4];
        int k, rest = code, some_yes = 0, some_no = 0;

        for (k = 0; k < 4; k++, rest /= 3)
            answer[k] = (uint8_t)(rest % 3);
        for (fill = 0; fill < 16; fill++) {
            int v[4], value;

            for (k = 0; k < 4; k++)
                v[k] = answer[k] == UC_UNKNOWN ? fill >> k & 1 : answer[k];
            value = (v[0] || v[1]) && !(v[2] && v[3]);
            some_yes |= value;
            some_no |= !value;
        }
        assert_int_equal(evaluate(&rules, answer), some_yes && some_no ? UC_UNKNOWN
                                                   : some_yes          ? UC_YES
                                                                       : UC_NO);
    }
}

static void strong_indicators_count_by_themselves(void **state)
{
    const uc_indicator_group group = {.name = "G",
                                      .indicator = all,
                                      .n = 4,
                                      .at_least = 2,
                                      .strong = only_d,
                                      .n_strong = 1,
                                      .strong_at_least = 1};
    const uc_indicator_rule rule[] = {{"r", "G"}};
    const uc_indicator_rules rules = {names, 4, &group, 1, rule, 1};
    const uint8_t weak[] = {1, 0, 0, 0}, two[] = {1, 1, 0, 0}, strong[] = {0, 0, 0, 1};
    const uint8_t open[] = {0, 0, 0, 2}, half[] = {1, 2, 0, 0};

    (void)state;
    assert_int_equal(evaluate(&rules, weak), UC_NO);
    assert_int_equal(evaluate(&rules, two), UC_YES);
    assert_int_equal(evaluate(&rules, strong), UC_YES);
    assert_int_equal(evaluate(&rules, open), UC_UNKNOWN);
    assert_int_equal(evaluate(&rules, half), UC_UNKNOWN);
}

static void and_binds_before_or_and_rules_build_on_rules(void **state)
{
    const uc_indicator_rule rule[] = {
        {"p", "a or b and c"}, {"q", "(a or b) and c"}, {"r", "p and not q"}};
    const uc_indicator_rules rules = {names, 4, NULL, 0, rule, 3};
    const uint8_t only_a[] = {1, 0, 0, 0}, a_and_c[] = {1, 0, 1, 0};

    (void)state;
    assert_int_equal(evaluate(&rules, only_a), UC_YES);
    assert_int_equal(evaluate(&rules, a_and_c), UC_NO);
}

static void refuse(const char *expression, const char *why)
{
    const uc_indicator_rule rule[] = {{"r", expression}};
    const uc_indicator_rules rules = {names, 4, NULL, 0, rule, 1};
    uc_rule_program program = {.step = NULL};
    uc_error err = {.msg = ""};

    assert_int_equal(uc_rules_compile(&rules, &program, &err), UC_ECONFIG);
    if (strstr(err.msg, why) == NULL)
        fail_msg("'%s' does not say '%s'", err.msg, why);
    assert_null(program.step);
}

static void slips_are_named(void **state)
{
    char deep[400] = "";
    size_t i;

    (void)state;
    refuse("a and", "a group or indicator is missing");
    refuse("", "a group or indicator is missing");
    refuse("(a or b", "a closing bracket is missing");
    refuse("a b", "'and' or 'or' is missing");
    refuse("a )", "'and' or 'or' is missing");
    refuse("a and r", "no group or indicator is called 'r'"); /* itself */
    for (i = 0; i < 100; i++)
        strcat(deep, "(");
    refuse(deep, "nested too deeply");
}

static void a_group_that_cannot_be_met(void **state)
{
    const uc_indicator_group group = {
        .name = "G", .indicator = first_two, .n = 2, .at_least = 3};
    const uc_indicator_rules rules = {names, 4, &group, 1, NULL, 0};
    uc_rule_program program;
    uc_error err;

    (void)state;
    assert_int_equal(uc_rules_compile(&rules, &program, &err), UC_ECONFIG);
    assert_string_equal(err.msg,
                        "group 'G' cannot be met: it has 2 indicators and asks for 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_is_what_the_answers_leave_open),
        cmocka_unit_test(strong_indicators_count_by_themselves),
        cmocka_unit_test(and_binds_before_or_and_rules_build_on_rules),
        cmocka_unit_test(slips_are_named),
        cmocka_unit_test(a_group_that_cannot_be_met),
    };
    return cmocka_run_group_tests_name("indicators", tests, NULL, NULL);
}
