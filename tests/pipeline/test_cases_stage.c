/* test_cases_stage.c - case files in the pipeline: no dumps, no values, private files
 */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/cases/stage_cases.h"
#include "pipeline/output_file.h"
#include "tests/data/expect.h"

static void add(uc_case_words *words, const char *word)
{
    assert_true(uc_case_words_add(words, word));
}

/* A source of one file with lists A and B, a key and two stratum columns. */
static void declare(uc_case_source *source, const char *path)
{
    uc_case_source_init(source);
    add(&source->cases, path);
    add(&source->rules.lists, "A");
    add(&source->rules.lists, "B");
    add(&source->rules.by, "sex");
    add(&source->rules.pass[0], "name");
    source->rules.n_passes = 1;
}

static void no_core_is_dumped_while_cases_are_open(void **state)
{
    const struct rlimit some = {4096, 4096};
    uc_case_source source;
    uc_case_result result = {.linked = false};
    uc_faults faults = {0};
    struct rlimit now;
    char path[64];

    (void)state;
    (void)setrlimit(RLIMIT_CORE, &some); /* may be refused where the limit is 0 */
    write_file(path, "name,A,B,sex\nx,1,0,F\n");
    declare(&source, path);
    assert_int_equal(
        uc_stage_cases(&source, "t", NULL, NULL, false, NULL, &faults, &result, NULL),
        UC_OK);
    assert_int_equal(getrlimit(RLIMIT_CORE, &now), 0);
    assert_int_equal(now.rlim_cur, 0);
    assert_int_equal(now.rlim_max, 0);
    uc_case_result_clear(&result);
    uc_case_source_clear(&source);
    (void)unlink(path);
}

/* Every text cell is a token; none may be in what is said or written. */
static void no_identifier_is_said_or_written(void **state)
{
    static const char *const rules[] = {"first", "latest", "majority", "unknown"};
    char path[64];

    (void)state;
    write_file(path, "name,A,B,sex,town,day\nTOKEN1,1,0,F,TOKEN2,2016-01-01\n"
                     "TOKEN1,0,1,M,TOKEN3,2016-01-02\nTOKEN4,1,1,,TOKEN5,\n"
                     "TOKEN4,1,0,F,TOKEN6,2016\n");
    for (size_t i = 0; i < 4; i++) {
        uc_case_source source;
        uc_case_result result = {.linked = false};
        uc_faults faults = {0};
        uc_sink out;

        declare(&source, path);
        source.rules.date = strdup("day");
        assert_int_equal(uc_case_read_conflict(rules[i], &source.rules, NULL), UC_OK);
        assert_int_equal(uc_case_read_compare("town", "name", &source.rules, NULL),
                         UC_OK);
        assert_int_equal(uc_case_block_add(&source.rules.block[0], "town:3", NULL),
                         UC_OK);
        source.rules.n_blocks = 1;
        source.link.review_from = 1e-9;
        assert_int_equal(uc_stage_cases(&source, "t", NULL, NULL, false, NULL, &faults,
                                        &result, NULL),
                         UC_OK);
        assert_int_equal(faults.n_total, 0);
        uc_sink_memory(&out);
        uc_case_result_notes(&result, &out);
        assert_int_equal(uc_case_result_json(&result, &out, NULL), UC_OK);
        assert_int_equal(uc_case_result_review(&result, &out, NULL), UC_OK);
        assert_non_null(strstr(out.text, "row 1"));
        assert_null(strstr(out.text, "TOKEN"));
        assert_null(strstr(out.text, "token"));
        uc_sink_clear(&out);
        uc_case_result_clear(&result);
        uc_case_source_clear(&source);
    }
    (void)unlink(path);
}

static mode_t mode_of(const char *path)
{
    struct stat info;

    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 0777;
}

static void private_files_stay_private(void **state)
{
    char path[64];

    (void)state;
    write_file(path, "old");
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(uc_output_private_file(path, "new", 3, NULL), UC_OK);
    assert_int_equal(mode_of(path), 0600);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(uc_output_private_file(path, "new", 3, NULL),
                     UC_OK); /* unchanged */
    assert_int_equal(mode_of(path), 0600);
    (void)unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_core_is_dumped_while_cases_are_open),
        cmocka_unit_test(no_identifier_is_said_or_written),
        cmocka_unit_test(private_files_stay_private),
    };

    return cmocka_run_group_tests_name("cases_stage", tests, NULL, NULL);
}
