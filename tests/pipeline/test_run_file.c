/* test_run_file.c - unit tests of pipeline/run_file.h */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/run_file.h"

static const char good[] = "title: A report\n"
                           "seed: 7\n"
                           "inputs: {identified: i.csv, published: [p.csv, q.csv]}\n"
                           "captures:\n"
                           "  uk: {file: sub/uk.csv, area: GBR, period: 2013,\n"
                           "       lists: [A, B], identified: list A}\n"
                           "  nl: {file: data:Ned, identified: any list}\n"
                           "estimate:\n"
                           "  - {from: nl, methods: [bic, stepwise], max order: 2,\n"
                           "     bootstrap: 100, interval: [bca, percentile],\n"
                           "     level: [0.95, 0.80]}\n"
                           "  - {from: uk, method: fixed, model: [12, 3]}\n"
                           "compare:\n"
                           "  - {estimate: nl, note: a note}\n"
                           "  - estimate: {published: forced labour, area: [X, Y]}\n"
                           "    period: 2016\n"
                           "    identified: {area: Z}\n";

static uc_status parse(const char *text, uc_faults *faults, uc_run_file *run)
{
    uc_error err;

    uc_faults_init(faults, 40);
    memset(run, 0, sizeof *run);
    return uc_run_file_parse(text, strlen(text), "dir/run.yml", false, faults, run,
                             &err);
}

static void a_good_file_is_understood(void **state)
{
    uc_faults faults;
    uc_run_file run;
    char *path;

    (void)state;
    assert_int_equal(parse(good, &faults, &run), UC_OK);
    assert_int_equal(faults.n_total, 0);
    assert_string_equal(run.title.text, "A report");
    assert_int_equal(run.seed, 7);
    assert_int_equal(run.published.n, 2);
    assert_int_equal(run.n_captures, 2);
    assert_string_equal(run.capture[0].period.text, "2013");
    assert_int_equal(run.capture[0].identified.kind, UC_RUN_IDENTIFIED_LIST);
    assert_string_equal(run.capture[0].identified.list.text, "A");
    assert_int_equal(run.capture[0].file.line, 5);
    assert_int_equal(run.capture[0].file.column, 14);
    path = uc_run_path(&run, run.capture[0].file.text);
    assert_string_equal(path, "dir/sub/uk.csv");
    free(path);
    uc_run_file_clear(&run);
    uc_faults_clear(&faults);
}

static void settings_and_defaults_reach_the_entries(void **state)
{
    uc_faults faults;
    uc_run_file run;
    const uc_mse_settings *settings;

    (void)state;
    assert_int_equal(parse(good, &faults, &run), UC_OK);
    settings = &run.estimate[0].settings;
    assert_int_equal(run.estimate[0].capture, 1);
    assert_int_equal(run.estimate[0].n_methods, 2);
    assert_int_equal(settings->max_order, 2);
    assert_int_equal(settings->n_boot, 100);
    assert_int_equal(settings->intervals, UC_INTERVAL_BCA | UC_INTERVAL_PERCENTILE);
    assert_int_equal(settings->n_levels, 2);
    assert_int_equal(settings->seed, 7);
    assert_string_equal(run.estimate[1].settings.model, "12,3");
    assert_true(run.compare[1].published);
    assert_int_equal(run.compare[1].area.n, 2);
    assert_string_equal(run.compare[1].period.text, "2016");
    assert_string_equal(run.compare[1].identified.area.text, "Z");
    assert_string_equal(run.compare[1].identified.period.text, "2016");
    uc_run_file_clear(&run);
    uc_faults_clear(&faults);
}

/* One fault in an otherwise good file: where and what. */
static void expect_fault(const char *text, size_t line, size_t column, const char *msg)
{
    uc_faults faults;
    uc_run_file run;

    assert_int_equal(parse(text, &faults, &run), UC_OK);
    assert_true(faults.n_total >= 1);
    assert_int_equal(faults.item[0].code, UC_ECONFIG);
    assert_string_equal(faults.item[0].msg, msg);
    assert_int_equal(faults.item[0].line, line);
    assert_int_equal(faults.item[0].column, column);
    uc_run_file_clear(&run);
    uc_faults_clear(&faults);
}

static void slips_get_line_column_and_advice(void **state)
{
    (void)state;
    expect_fault("titel: x\n", 1, 1,
                 "unknown key 'titel' in the run file; did you mean 'title'?");
    expect_fault("title: x\ntitle: y\n", 2, 1,
                 "key 'title' is given twice (first in line 1)");
    expect_fault("captures:\n  a: {file: /etc/passwd}\n", 2, 13,
                 "path '/etc/passwd' leaves the folder of the run file; give a path "
                 "below it, or --allow-outside");
    expect_fault(
        "captures:\n  a: {file: x/../../y}\n", 2, 13,
        "path 'x/../../y' leaves the folder of the run file; give a path below "
        "it, or --allow-outside");
    expect_fault("captures:\n  a: {area: X}\n", 2, 6,
                 "a capture needs 'file', 'cases' or 'list files'");
    expect_fault("captures: {uk-2013: {file: f}}\nestimate: [{from: uk2013}]\n", 2, 19,
                 "no capture is called 'uk2013'; did you mean 'uk-2013'?");
    expect_fault("captures: {a: {file: f}}\nestimate: [{from: a, method: bci}]\n", 2,
                 30, "unknown method 'bci'; did you mean 'bic'?");
    expect_fault(
        "captures: {a: {file: f, identified: all}}\n", 1, 37,
        "identified is 'all'; allowed are 'any list', 'list NAME', 'stage RULE' and a "
        "mapping with area, period, stage");
    expect_fault("title: [x]\n", 1, 8, "must be one text, not a list or a mapping");
    expect_fault("title:\n", 1, 7, "is blank; give a text or leave the key out");
}

static void yaml_that_hides_things_is_refused(void **state)
{
    (void)state;
    expect_fault("title: &a x\nareas: *a\n", 1, 8,
                 "aliases are not taken; this node is used twice");
    expect_fault("title: x\n---\ntitle: y\n", 3, 1,
                 "a run file holds one document; a second one begins here");
    expect_fault("title: [x\n", 2, 1,
                 "is not YAML: did not find expected ',' or ']' while parsing a flow "
                 "sequence");
    expect_fault("- x\n", 1, 1, "a run file is a mapping of keys to values");
    expect_fault("", 0, 0,
                 "there is nothing to do: give 'estimate', 'compare', 'surveys', "
                 "'scaleup' or 'rds'");
}

/* Keys of later versions are refused in so many words, never ignored. */
static void later_capabilities_are_refused(void **state)
{
    (void)state;
    expect_fault("disclosure: {a: 1}\n", 1, 1,
                 "'disclosure': this version cannot do it yet");
    expect_fault("publish: {round to: 5}\n", 1, 11,
                 "'round to' in publish: this version cannot do it yet");
    expect_fault("publish: {formats: [csv, odt]}\n", 1, 26,
                 "format 'odt': this version cannot write it; it writes csv, markdown, "
                 "json, svg, png, pdf, docx, html, latex, sdmx, xlsx");
    expect_fault("captures: {a: {cases: x, lists: [A, B], batch: b}}\n", 1, 15,
                 "'batch' in a capture of cases: this version cannot do it yet; "
                 "tabulate keeps no batches");
    expect_fault("disclosure: x\n", 1, 1,
                 "'disclosure': this version cannot do it yet");
}

static void the_look_is_checked(void **state)
{
    (void)state;
    expect_fault("publish: {language: de}\n", 1, 21,
                 "this version writes en, fr and es only");
    expect_fault(
        "publish: {colours: ['#ffff00']}\n", 1, 21,
        "colour '#ffff00' has a contrast of 1.1 to 1 on white; it must be 3 to 1 "
        "or more");
    expect_fault("publish: {colours: [blue]}\n", 1, 21,
                 "colour 'blue' must be written as \"#rrggbb\"");
    expect_fault("publish: {axis: round}\n", 1, 17, "must be log or linear");
    expect_fault("publish: {logo: ../x.png}\n", 1, 17,
                 "path '../x.png' leaves the folder of the run file; give a path below "
                 "it, or --allow-outside");
    expect_fault("publish: {organization: X}\n", 1, 11,
                 "unknown key 'organization' in publish; did you mean 'organisation'?");
}

static void all_faults_come_at_once(void **state)
{
    uc_faults faults;
    uc_run_file run;

    (void)state;
    assert_int_equal(parse("titel: x\ncaptures: {a: {fiel: f}}\nestimate: [{from: b, "
                           "level: 7}]\n",
                           &faults, &run),
                     UC_OK);
    assert_int_equal(faults.n_total, 5);
    assert_int_equal(uc_faults_code(&faults), UC_ECONFIG);
    uc_run_file_clear(&run);
    uc_faults_clear(&faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_is_understood),
        cmocka_unit_test(settings_and_defaults_reach_the_entries),
        cmocka_unit_test(slips_get_line_column_and_advice),
        cmocka_unit_test(yaml_that_hides_things_is_refused),
        cmocka_unit_test(later_capabilities_are_refused),
        cmocka_unit_test(the_look_is_checked),
        cmocka_unit_test(all_faults_come_at_once),
    };
    return cmocka_run_group_tests_name("run_file", tests, NULL, NULL);
}
