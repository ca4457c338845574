/* test_options.c - unit tests of pipeline/options.h */
#include "tests/support.h"

#include <string.h>

#include "pipeline/commands.h"
#include "pipeline/exit_code.h"
#include "pipeline/options.h"

typedef struct target {
    const char *name, *last;
    int n_many;
    bool flag;
} target;

static uc_status read_name(void *to, const char *text, uc_error *err)
{
    if (strcmp(text, "bad") == 0)
        return uc_fail(err, UC_EUSAGE, "'bad' is not allowed");
    ((target *)to)->name = text;
    return UC_OK;
}

static uc_status read_many(void *to, const char *text, uc_error *err)
{
    (void)err;
    ((target *)to)->last = text;
    ((target *)to)->n_many++;
    return UC_OK;
}

static uc_status read_flag(void *to, const char *text, uc_error *err)
{
    (void)err;
    assert_null(text);
    ((target *)to)->flag = true;
    return UC_OK;
}

static const uc_option options[] = {
    {.name = "name",
     .short_name = 'n',
     .value = "X",
     .help = "a name",
     .read = read_name},
    {.name = "many",
     .value = "Y",
     .help = "many",
     .repeatable = true,
     .neutral = true,
     .read = read_many},
    {.name = "flag", .short_name = 'F', .help = "a flag", .read = read_flag},
};
static const uc_command command = {.name = "try",
                                   .operands = "FILE",
                                   .summary = "try it",
                                   .options = options,
                                   .n_options = 3,
                                   .min_operands = 1,
                                   .max_operands = 2};

typedef struct parsed {
    target to;
    uc_args args;
    uc_error err;
    uc_status status;
} parsed;

static parsed parse(const char *const words[])
{
    parsed p = {.to = {0}};
    char *argv[16] = {(char *)"try"};
    int argc = 1;

    for (; words[argc - 1] != NULL; argc++)
        argv[argc] = (char *)words[argc - 1];
    p.status = uc_options_parse(&command, argc, argv, &p.to, NULL, &p.args, &p.err);
    return p;
}

#define PARSE(...) parse((const char *const[]){__VA_ARGS__, NULL})

static void every_way_to_give_an_option(void **state)
{
    parsed p = PARSE("--name", "a", "x", "--many=1", "--many", "2", "-F");

    (void)state;
    assert_int_equal(p.status, UC_OK);
    assert_string_equal(p.to.name, "a");
    assert_string_equal(p.to.last, "2");
    assert_int_equal(p.to.n_many, 2);
    assert_true(p.to.flag);
    assert_int_equal(p.args.n_operands, 1);
    uc_args_clear(&p.args);
    p = PARSE("-nb", "--", "-F");
    assert_int_equal(p.status, UC_OK);
    assert_string_equal(p.to.name, "b");
    assert_false(p.to.flag);
    assert_string_equal(p.args.operand[0], "-F");
    uc_args_clear(&p.args);
}

static void the_record_leaves_out_what_cannot_matter(void **state)
{
    parsed p = PARSE("--many=1", "x", "--name=a", "--flag");

    (void)state;
    assert_int_equal(p.status, UC_OK);
    assert_int_equal(p.args.n_recorded, 5);
    assert_string_equal(p.args.recorded[0], "try");
    assert_string_equal(p.args.recorded[1], "x");
    assert_string_equal(p.args.recorded[2], "--name");
    assert_string_equal(p.args.recorded[3], "a");
    assert_string_equal(p.args.recorded[4], "--flag");
    uc_args_clear(&p.args);
}

static void expect_refusal(parsed p, const char *msg)
{
    assert_int_equal(p.status, UC_EUSAGE);
    assert_string_equal(p.err.msg, msg);
    assert_null(p.args.operand);
}

static void slips_are_named(void **state)
{
    (void)state;
    expect_refusal(PARSE("--nmae", "a", "x"),
                   "unknown option '--nmae'; did you mean '--name'?");
    expect_refusal(
        PARSE("--zzzzzz", "x"),
        "unknown option '--zzzzzz'; 'undercount try --help' lists the options");
    expect_refusal(PARSE("x", "--name"), "option '--name' needs a value: X");
    expect_refusal(PARSE("x", "--flag=1"), "option '--flag' takes no value");
    expect_refusal(PARSE("x", "-n", "a", "--name=b"), "option '--name' is given twice");
    expect_refusal(PARSE("--name", "bad", "x"), "--name: 'bad' is not allowed");
    expect_refusal(PARSE("--flag"), "undercount try needs FILE");
    expect_refusal(PARSE("a", "b", "c"),
                   "unexpected argument 'c'; usage: undercount try FILE");
}

static void help_needs_nothing_else(void **state)
{
    parsed p = PARSE("--help");
    uc_sink out;

    (void)state;
    assert_int_equal(p.status, UC_OK);
    assert_true(p.args.help);
    uc_args_clear(&p.args);
    uc_sink_memory(&out);
    uc_options_write_help(&command, &out);
    assert_non_null(strstr(out.text, "usage: undercount try [OPTIONS] FILE\n"));
    assert_non_null(strstr(out.text, "  -n, --name X"));
    uc_sink_clear(&out);
}

/* Settings are options of the commands that estimate, without being listed again. */
static void settings_are_options(void **state)
{
    char *argv[] = {(char *)"estimate", (char *)"--max-order=3", (char *)"x"};
    char *twice[] = {(char *)"estimate", (char *)"--seed=3", (char *)"--seed=4",
                     (char *)"x"};
    const uc_command estimating = {
        .name = "estimate", .operands = "FILE", .estimates = true, .max_operands = 1};
    uc_mse_settings settings;
    uc_args args;
    uc_error err;

    (void)state;
    uc_mse_settings_init(&settings);
    assert_int_equal(
        uc_options_parse(&estimating, 3, argv, NULL, &settings, &args, &err), UC_OK);
    assert_int_equal(settings.max_order, 3);
    uc_args_clear(&args);
    assert_int_equal(
        uc_options_parse(&estimating, 4, twice, NULL, &settings, &args, &err),
        UC_EUSAGE);
    assert_string_equal(err.msg, "option '--seed' is given twice");
    uc_mse_settings_clear(&settings);
}

static void every_command_has_help_and_a_place_in_the_man_page(void **state)
{
    size_t n, i;
    const uc_command *const *commands = uc_commands(&n);
    uc_sink man;
    char heading[64];

    (void)state;
    uc_sink_memory(&man);
    uc_commands_write_man(&man);
    for (i = 0; i < n; i++) {
        (void)snprintf(heading, sizeof heading, "## %s", commands[i]->name);
        assert_non_null(strstr(man.text, heading));
        assert_non_null(commands[i]->summary);
        assert_ptr_equal(uc_commands_find(commands[i]->name), commands[i]);
    }
    uc_sink_clear(&man);
}

static void exit_codes_are_those_of_the_style_guide(void **state)
{
    (void)state;
    assert_int_equal(uc_exit_code(UC_OK), 0);
    assert_int_equal(uc_exit_code(UC_EUSAGE), 64);
    assert_int_equal(uc_exit_code(UC_EDATA), 65);
    assert_int_equal(uc_exit_code(UC_ENOINPUT), 66);
    assert_int_equal(uc_exit_code(UC_EINVAL), 70);
    assert_int_equal(uc_exit_code(UC_ENOMEM), 70);
    assert_int_equal(uc_exit_code(UC_ENUMERIC), 70);
    assert_int_equal(uc_exit_code(UC_ECREATE), 73);
    assert_int_equal(uc_exit_code(UC_EIO), 74);
    assert_int_equal(uc_exit_code(UC_ECONFIG), 78);
    assert_int_equal(uc_exit_code(UC_ECANCELED), 130);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_to_give_an_option),
        cmocka_unit_test(the_record_leaves_out_what_cannot_matter),
        cmocka_unit_test(slips_are_named),
        cmocka_unit_test(help_needs_nothing_else),
        cmocka_unit_test(settings_are_options),
        cmocka_unit_test(every_command_has_help_and_a_place_in_the_man_page),
        cmocka_unit_test(exit_codes_are_those_of_the_style_guide),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
