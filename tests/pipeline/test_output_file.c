/* test_output_file.c - unit tests of pipeline/output_file.h */
#include "tests/support.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/output_file.h"

typedef struct place {
    char folder[64], file[96];
} place;

static int setup(void **state)
{
    place *p = calloc(1, sizeof *p);

    if (p == NULL)
        return 1;
    strcpy(p->folder, "/tmp/uc-output-XXXXXX");
    if (mkdtemp(p->folder) == NULL)
        return 1;
    (void)snprintf(p->file, sizeof p->file, "%s/f", p->folder);
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    place *p = *state;

    (void)unlink(p->file);
    (void)rmdir(p->folder);
    free(p);
    return 0;
}

static size_t entries(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    size_t n = 0;

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL)
        n += entry->d_name[0] != '.';
    (void)closedir(dir);
    return n;
}

static void created_unchanged_replaced(void **state)
{
    const place *p = *state;
    uc_output_outcome outcome;
    struct stat before, after;
    uc_error err;

    assert_int_equal(uc_output_file(p->file, "abc", 3, &outcome, &err), UC_OK);
    assert_int_equal(outcome, UC_OUTPUT_CREATED);
    assert_int_equal(stat(p->file, &before), 0);
    assert_int_equal(uc_output_file(p->file, "abc", 3, &outcome, &err), UC_OK);
    assert_int_equal(outcome, UC_OUTPUT_UNCHANGED);
    assert_int_equal(stat(p->file, &after), 0);
    assert_true(before.st_ino == after.st_ino);
    assert_int_equal(uc_output_file(p->file, "abcd", 4, &outcome, &err), UC_OK);
    assert_int_equal(outcome, UC_OUTPUT_REPLACED);
    assert_int_equal(stat(p->file, &after), 0);
    assert_int_equal(after.st_size, 4);
    assert_int_equal(uc_output_file(p->file, "ab", 2, &outcome, &err), UC_OK);
    assert_int_equal(outcome, UC_OUTPUT_REPLACED);
    assert_int_equal(entries(p->folder), 1); /* no temporary file stays */
}

static void what_cannot_be_created_is_said(void **state)
{
    const place *p = *state;
    uc_error err;
    char path[160];

    (void)snprintf(path, sizeof path, "%s/none/f", p->folder);
    assert_int_equal(uc_output_file(path, "x", 1, NULL, &err), UC_ECREATE);
    assert_string_equal(err.path, path);
    assert_string_equal(err.msg, "cannot be created: No such file or directory");
    assert_int_equal(uc_output_file(p->folder, "x", 1, NULL, &err), UC_ECREATE);
    assert_string_equal(err.msg, "is a folder");
}

static void folders_are_made_with_their_parents(void **state)
{
    const place *p = *state;
    uc_error err;
    char deep[160], top[128];

    (void)snprintf(top, sizeof top, "%s/a", p->folder);
    (void)snprintf(deep, sizeof deep, "%s/a/b", p->folder);
    assert_int_equal(uc_output_folder(deep, &err), UC_OK);
    assert_int_equal(uc_output_folder(deep, &err), UC_OK);
    assert_int_equal(rmdir(deep), 0);
    assert_int_equal(rmdir(top), 0);
    assert_int_equal(uc_output_file(p->file, "x", 1, NULL, &err), UC_OK);
    assert_int_equal(uc_output_folder(p->file, &err), UC_ECREATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(created_unchanged_replaced, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_created_is_said, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(folders_are_made_with_their_parents, setup,
                                        teardown),
    };
    return cmocka_run_group_tests_name("output_file", tests, NULL, NULL);
}
