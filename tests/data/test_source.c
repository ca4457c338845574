/* test_source.c - unit tests of data/base/source.h and data/sets.h */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/data/expect.h"

#include "data/base/source.h"
#include "data/sets.h"

/* SHA-256 of "abc", FIPS 180-2 appendix B. */
static const char sha_abc[] =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

static void file_is_read_and_hashed_in_one_pass(void **state)
{
    char path[64], hex[UC_SHA256_HEX], *text = NULL;
    size_t len = 0;

    (void)state;
    write_file(path, "abc");
    assert_int_equal(uc_source_read_all(path, NULL, 100, &text, &len, hex, NULL),
                     UC_OK);
    assert_int_equal(len, 3);
    assert_string_equal(text, "abc");
    assert_string_equal(hex, sha_abc);
    free(text);
    (void)remove(path);
}

static void large_file_keeps_every_byte(void **state)
{
    const size_t size = 200000;
    char path[64], *bytes = malloc(size + 1), *text = NULL;
    size_t len = 0;
    uc_error err;

    (void)state;
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)('a' + i % 23);
    bytes[size] = '\0';
    write_file(path, bytes);
    assert_int_equal(uc_source_read_all(path, NULL, size, &text, &len, NULL, NULL),
                     UC_OK);
    assert_int_equal(len, size);
    assert_memory_equal(text, bytes, size);
    free(text);
    text = NULL;
    assert_int_equal(uc_source_read_all(path, NULL, size - 1, &text, &len, NULL, &err),
                     UC_EDATA);
    assert_string_equal(err.msg, "is longer than 199999 bytes, the most allowed here");
    assert_null(text);
    free(bytes);
    (void)remove(path);
}

static void what_cannot_be_opened_says_why(void **state)
{
    uc_source *source = NULL;
    uc_error err;

    (void)state;
    assert_int_equal(uc_source_open("/no/such/file.csv", NULL, &source, &err),
                     UC_ENOINPUT);
    assert_string_equal(err.msg, "cannot be opened: No such file or directory");
    assert_string_equal(err.path, "/no/such/file.csv");
    assert_int_equal(uc_source_open("/", NULL, &source, &err), UC_ENOINPUT);
    assert_string_equal(err.msg, "cannot be opened: it is a directory");
    assert_int_equal(uc_source_open("data:UKdat", NULL, &source, &err), UC_ENOINPUT);
    assert_string_equal(err.msg, "there are no embedded data sets");
    assert_null(source);
}

/* Opens a file, lets `change` act on it, and returns what finish says. */
static uc_status finish_after(void (*change)(const char *path), uc_error *err)
{
    char path[64], hex[UC_SHA256_HEX] = "unchanged", byte;
    uc_source *source = NULL;
    uc_status status;
    size_t n;

    write_file(path, "a,b\n1,0\n");
    assert_int_equal(uc_source_open(path, NULL, &source, NULL), UC_OK);
    assert_int_equal(uc_source_read(source, &byte, 1, &n, NULL), UC_OK);
    change(path);
    status = uc_source_finish(source, hex, err);
    if (status != UC_OK)
        assert_string_equal(hex, "unchanged");
    uc_source_close(source);
    (void)remove(path);
    return status;
}

static void leave(const char *path)
{
    (void)path;
}

static void append(const char *path)
{
    FILE *stream = fopen(path, "a");

    (void)fputs("0,1\n", stream);
    (void)fclose(stream);
}

static void touch(const char *path)
{
    const struct timespec times[2] = {{1000000000, 0}, {1000000000, 0}};

    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void replace(const char *path)
{
    char other[64];

    write_file(other, "a,b\n1,0\n");
    assert_int_equal(rename(other, path), 0);
}

static void file_that_changes_is_noticed(void **state)
{
    uc_error err;

    (void)state;
    assert_int_equal(finish_after(leave, &err), UC_OK);
    assert_int_equal(finish_after(append, &err), UC_EDATA);
    assert_string_equal(err.msg,
                        "changed while it was read; run again when it is complete");
    assert_int_equal(finish_after(touch, &err), UC_EDATA);
    assert_int_equal(finish_after(replace, &err), UC_EDATA);
}

static void data_set_is_named_after_the_file(void **state)
{
    static const char *const cases[][2] = {
        {"uk.csv", "uk"},        {"/a/b.d/uk.2013.csv", "uk.2013"},
        {"noext", "noext"},      {".hidden", ".hidden"},
        {"data:UKdat", "UKdat"}, {"data:appraisal/areas.csv", "areas"},
        {"-", "stdin"},          {"folder/", "folder/"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *name = uc_source_dataset(cases[i][0]);

        assert_string_equal(name, cases[i][1]);
        free(name);
    }
}

static void embedded_sets_are_sorted_and_described(void **state)
{
    (void)state;
    assert_true(uc_sets_count() > 0);
    for (size_t i = 0; i < uc_sets_count(); i++) {
        const uc_set *set = uc_sets_at(i);

        assert_ptr_equal(uc_sets_find(set->name), set);
        if (i > 0)
            assert_true(strcmp(uc_sets_at(i - 1)->name, set->name) < 0);
        assert_true(strlen(set->kind) > 0);
        assert_true(strlen(set->description) > 0);
        assert_true(set->n_files > 0);
        assert_int_equal(strlen(set->readme), set->readme_len);
        for (size_t f = 1; f < set->n_files; f++)
            assert_true(strcmp(set->file[f - 1].name, set->file[f].name) < 0);
    }
    assert_null(uc_sets_at(uc_sets_count()));
    assert_null(uc_sets_find("UKda"));
}

/* The embedded bytes are those of the file in the tree, where the tests run. */
static void embedded_bytes_are_the_file(void **state)
{
    char *text = NULL, from_file[UC_SHA256_HEX], from_set[UC_SHA256_HEX];
    size_t len;

    (void)state;
    assert_int_equal(uc_source_read_all("data/sets/UKdat/UKdat.csv", NULL, 1 << 20,
                                        &text, &len, from_file, NULL),
                     UC_OK);
    free(text);
    assert_int_equal(uc_source_read_all("data:UKdat", uc_sets_lookup, 1 << 20, &text,
                                        &len, from_set, NULL),
                     UC_OK);
    free(text);
    assert_string_equal(from_file, from_set);
}

static void expect_no_set(const char *name, const char *message)
{
    uc_source *source = NULL;
    uc_error err;

    assert_int_equal(uc_source_open(name, uc_sets_lookup, &source, &err), UC_ENOINPUT);
    assert_string_equal(err.msg, message);
}

static void wrong_set_names_get_advice(void **state)
{
    (void)state;
    expect_no_set("data:UKdta", "there is no data set 'UKdta'; did you mean 'UKdat'?");
    expect_no_set("data:nothing-like-it", "there is no data set 'nothing-like-it'");
    expect_no_set("data:appraisal/area.csv",
                  "the data set has no file 'area.csv'; did you mean 'areas.csv'?");
    expect_no_set("data:appraisal", "the data set has several files; name one, as in "
                                    "data:appraisal/appraisal.yml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_is_read_and_hashed_in_one_pass),
        cmocka_unit_test(large_file_keeps_every_byte),
        cmocka_unit_test(what_cannot_be_opened_says_why),
        cmocka_unit_test(file_that_changes_is_noticed),
        cmocka_unit_test(data_set_is_named_after_the_file),
        cmocka_unit_test(embedded_sets_are_sorted_and_described),
        cmocka_unit_test(embedded_bytes_are_the_file),
        cmocka_unit_test(wrong_set_names_get_advice),
    };
    return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
