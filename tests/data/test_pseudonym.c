/* test_pseudonym.c - pseudonyms, encodings and key files */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/pseudonym/pseudonym.h"
#include "tests/data/expect.h"

static uc_pseudonym_key key_from(const char *text)
{
    uc_pseudonym_key key;
    uc_error err = {.msg = ""};
    char path[64];

    write_file(path, text);
    if (uc_pseudonym_read_key(path, &key, &err) != UC_OK)
        fail_msg("%s", err.msg);
    (void)unlink(path);
    return key;
}

/* BLAKE2b-160 keyed by BLAKE2b-256 of the file's text, over "undercount pseudonym 1", a
 * NUL and the text; computed with Python's hashlib. */
static void a_pseudonym_is_keyed_blake2b(void **state)
{
    uc_pseudonym_key key = key_from("0123456789abcdef\n");
    char hex[UC_PSEUDONYM_HEX];

    (void)state;
    uc_pseudonym_of(&key, "anna\x1f", 5, hex);
    assert_string_equal(hex, "0268467e2e9c1b503d706cb6dee1e8166a843fe4");
}

static void blanks_after_the_secret_do_not_count(void **state)
{
    uc_pseudonym_key a = key_from("0123456789abcdef"),
                     b = key_from("0123456789abcdef\r\n"),
                     c = key_from("0123456789abcdeg");

    (void)state;
    assert_memory_equal(&a, &b, sizeof a);
    assert_memory_not_equal(&a, &c, sizeof a);
    uc_pseudonym_forget(&a);
    assert_int_equal(a.bytes[0] | a.bytes[31], 0);
}

static void key_files_that_others_can_read_are_refused(void **state)
{
    static const mode_t modes[] = {0640, 0604, 0644, 0620};
    uc_pseudonym_key key;
    char path[64];
    uc_error err;

    (void)state;
    write_file(path, "0123456789abcdef0123456789abcdef");
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        assert_int_equal(chmod(path, modes[i]), 0);
        assert_int_equal(uc_pseudonym_read_key(path, &key, &err), UC_ENOINPUT);
        assert_non_null(strstr(err.msg, "read by others"));
    }
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(uc_pseudonym_read_key(path, &key, &err), UC_OK);
    (void)unlink(path);
    assert_int_equal(uc_pseudonym_read_key("/", &key, &err), UC_ENOINPUT);
    assert_int_equal(uc_pseudonym_read_key("/no/such", &key, &err), UC_ENOINPUT);
}

static void short_secrets_are_refused(void **state)
{
    uc_pseudonym_key key;
    char path[64];
    uc_error err;

    (void)state;
    write_file(path, "too short\n");
    assert_int_equal(uc_pseudonym_read_key(path, &key, &err), UC_EDATA);
    assert_null(strstr(err.msg, "too short\n"));
    (void)unlink(path);
}

static double likeness(const uc_pseudonym_key *key, const char *a, const char *b)
{
    char x[UC_BLOOM_HEX], y[UC_BLOOM_HEX];

    uc_bloom_of(key, a, strlen(a), x);
    uc_bloom_of(key, b, strlen(b), y);
    return uc_bloom_dice(x, strlen(x), y, strlen(y));
}

static void encodings_of_like_names_are_alike(void **state)
{
    uc_pseudonym_key key = key_from("0123456789abcdef");

    (void)state;
    assert_rel(likeness(&key, "sokunthea", "sokunthea"), 1.0, TOL_EXACT);
    assert_true(likeness(&key, "sokunthea", "sokuntea") > 0.75);
    assert_true(likeness(&key, "sokunthea", "bopha") < 0.5);
    assert_true(uc_bloom_dice("zz", 2, "zz", 2) < 0.0);
    assert_true(uc_bloom_dice("ff", 2, "fff", 3) < 0.0);
}

static void encodings_hang_on_the_secret(void **state)
{
    uc_pseudonym_key a = key_from("0123456789abcdef"), b = key_from("fedcba9876543210");
    char x[UC_BLOOM_HEX], y[UC_BLOOM_HEX];

    (void)state;
    uc_bloom_of(&a, "anna", 4, x);
    uc_bloom_of(&b, "anna", 4, y);
    assert_string_not_equal(x, y);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pseudonym_is_keyed_blake2b),
        cmocka_unit_test(blanks_after_the_secret_do_not_count),
        cmocka_unit_test(key_files_that_others_can_read_are_refused),
        cmocka_unit_test(short_secrets_are_refused),
        cmocka_unit_test(encodings_of_like_names_are_alike),
        cmocka_unit_test(encodings_hang_on_the_secret),
    };

    return cmocka_run_group_tests_name("pseudonym", tests, NULL, NULL);
}
