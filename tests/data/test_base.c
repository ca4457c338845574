/* test_base.c - unit tests of data/base: faults, sink, text, number, hash, pool */
#include "tests/support.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/faults.h"
#include "data/base/hash.h"
#include "data/base/number.h"
#include "data/base/pool.h"
#include "data/base/sink.h"
#include "data/base/text.h"

/* -- status and faults --------------------------------------------------------- */

static void every_status_has_its_own_words(void **state)
{
    (void)state;
    for (int a = 0; a < UC_N_STATUS; a++)
        for (int b = 0; b < a; b++)
            assert_string_not_equal(uc_strstatus((uc_status)a),
                                    uc_strstatus((uc_status)b));
    assert_string_equal(uc_strstatus(UC_N_STATUS), "unknown status");
}

static void faults_beyond_the_limit_are_counted(void **state)
{
    uc_faults faults;

    (void)state;
    uc_faults_init(&faults, 2);
    for (size_t i = 1; i <= 5; i++)
        uc_faults_add(&faults, UC_EDATA, "a.csv", i, 7, "fault %zu", i);
    assert_int_equal(faults.n_kept, 2);
    assert_int_equal(faults.n_total, 5);
    assert_string_equal(faults.item[1].msg, "fault 2");
    assert_string_equal(faults.item[1].path, "a.csv");
    assert_int_equal(faults.item[1].line, 2);
    assert_int_equal(faults.item[1].column, 7);
    uc_faults_clear(&faults);
    assert_int_equal(faults.n_total, 0);
    assert_int_equal(faults.max, 2);
}

static void gravest_code_wins_even_when_the_list_is_full(void **state)
{
    const uc_error graver = {.code = UC_EIO, .path = "b", .msg = "cannot be read"};
    uc_faults faults;

    (void)state;
    uc_faults_init(&faults, 2);
    assert_int_equal(uc_faults_code(&faults), UC_OK);
    uc_faults_add(&faults, UC_ENOINPUT, NULL, 0, 0, "a");
    assert_int_equal(uc_faults_code(&faults), UC_ENOINPUT);
    uc_faults_add(&faults, UC_EDATA, NULL, 0, 0, "b");
    assert_int_equal(uc_faults_code(&faults), UC_EDATA);
    uc_faults_add(&faults, UC_ECONFIG, NULL, 0, 0, "c");
    assert_int_equal(uc_faults_code(&faults), UC_ECONFIG);
    uc_faults_add_error(&faults, &graver);
    assert_int_equal(uc_faults_code(&faults), UC_EIO);
    assert_int_equal(faults.n_total, 4);
    assert_string_equal(faults.item[1].msg, "cannot be read");
    uc_faults_clear(&faults);
}

static void default_limit_is_twenty(void **state)
{
    uc_faults faults;

    (void)state;
    uc_faults_init(&faults, 0);
    for (size_t i = 0; i < 30; i++)
        uc_faults_add(&faults, UC_EDATA, "a", i, 0, "x");
    assert_int_equal(faults.n_kept, UC_FAULTS_DEFAULT_MAX);
    uc_faults_clear(&faults);
}

/* -- sink ---------------------------------------------------------------------- */

static void memory_sink_collects(void **state)
{
    uc_sink sink;
    char *text;

    (void)state;
    uc_sink_memory(&sink);
    uc_sink_puts(&sink, "a");
    uc_sink_putc(&sink, 'b');
    uc_sink_printf(&sink, "%0300d", 7);
    uc_sink_repeat(&sink, "-=", 3);
    uc_sink_write(&sink, "xyz", 2);
    assert_int_equal(sink.len, 2 + 300 + 6 + 2);
    assert_int_equal(uc_sink_finish(&sink, NULL), UC_OK);
    text = uc_sink_take(&sink);
    assert_non_null(text);
    assert_string_equal(text + 300, "07-=-=-=xy");
    free(text);
    text = uc_sink_take(&sink);
    assert_string_equal(text, "");
    free(text);
}

/* /dev/full takes nothing: the failure must reach the one check at the end. */
static void failed_stream_is_reported_at_the_end(void **state)
{
    FILE *full = fopen("/dev/full", "w");
    uc_error err;
    uc_sink sink;

    (void)state;
    if (full == NULL)
        skip();
    uc_sink_stream(&sink, full);
    uc_sink_puts(&sink, "x");
    assert_int_equal(uc_sink_finish(&sink, &err), UC_EIO);
    assert_string_equal(err.msg, "output could not be written");
    uc_sink_puts(&sink, "more");
    assert_int_equal(uc_sink_finish(&sink, NULL), UC_EIO);
    assert_null(uc_sink_take(&sink));
    (void)fclose(full);
}

/* -- text ---------------------------------------------------------------------- */

static void utf8_is_checked_strictly(void **state)
{
    static const struct {
        const char *text;
        size_t prefix;
    } cases[] = {
        {"", 0},
        {"abc", 3},
        {"caf\xC3\xA9", 5},
        {"caf\xE9", 3},
        {"a\xC0\xAF", 1},         /* overlong */
        {"\xED\xA0\x80", 0},      /* surrogate */
        {"\xF4\x90\x80\x80", 0},  /* beyond U+10FFFF */
        {"x\xE2\x82", 1},         /* cut short */
        {"\xF0\x9F\x98\x80z", 5}, /* four bytes */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(uc_text_utf8_prefix(cases[i].text, strlen(cases[i].text)),
                         cases[i].prefix);
    assert_int_equal(uc_text_utf8_prefix("a\0b", 3), 3);
}

static void display_escapes_what_could_mislead(void **state)
{
    static const struct {
        const char *text, *shown;
        size_t max_chars;
    } cases[] = {
        {"plain", "plain", 40},
        {"caf\xE9", "caf\\xE9", 40},
        {"caf\xC3\xA9", "caf\xC3\xA9", 40},
        {"\x1B[31m", "\\x1B[31m", 40},
        {"a\nb", "a\\x0Ab", 40},
        {"\xE2\x80\xAEx", "\\xE2\\x80\\xAEx", 40}, /* right-to-left override */
        {"abcdef", "abc...", 3},
        {"\xC3\xA9\xC3\xA9\xC3\xA9", "\xC3\xA9\xC3\xA9...", 2},
        {"abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnop...", 99},
    };
    char out[20];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(uc_text_display(cases[i].text, strlen(cases[i].text),
                                            cases[i].max_chars, out, sizeof out),
                            cases[i].shown);
    assert_string_equal(uc_text_display("abc", 3, 40, out, 1), "");
    assert_string_equal(uc_text_display("a\0b", 3, 40, out, sizeof out), "a\\x00b");
}

static void width_counts_columns(void **state)
{
    (void)state;
    assert_int_equal(uc_text_width("abc"), 3);
    assert_int_equal(uc_text_width("e\xCC\x81"), 1);                /* combining */
    assert_int_equal(uc_text_width("\xE6\xBC\xA2\xE5\xAD\x97"), 4); /* wide */
    assert_int_equal(uc_text_width("\xE9"), 1);
}

static void nearest_name_is_advice(void **state)
{
    static const char *const names[] = {"count", NULL, "area", "age_group", "LA", "NG"};
    const size_t n = sizeof names / sizeof names[0];

    (void)state;
    assert_string_equal(uc_text_nearest("cuont", names, n), "count");
    assert_string_equal(uc_text_nearest("AREA", names, n), "area");
    assert_string_equal(uc_text_nearest("age_gruop", names, n), "age_group");
    assert_string_equal(uc_text_nearest("LB", names, n), "LA");
    assert_null(uc_text_nearest("population", names, n));
    assert_null(uc_text_nearest("x", names, n));
    assert_null(uc_text_nearest("", names, n));
    assert_null(
        uc_text_nearest("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                        "aaaaaaaaaaaa",
                        names, n));
}

static void text_is_copied_trimmed_and_compared(void **state)
{
    size_t len = 6;
    char *copy = uc_text_copy("abc");

    (void)state;
    assert_string_equal(copy, "abc");
    free(copy);
    assert_null(uc_text_copy(NULL));
    assert_memory_equal(uc_text_trim(" \tab \t", &len), "ab", 2);
    assert_int_equal(len, 2);
    len = 2;
    (void)uc_text_trim("  ", &len);
    assert_int_equal(len, 0);
    assert_true(uc_text_equal_nocase("Freq", "fREQ"));
    assert_false(uc_text_equal_nocase("Freq", "Fre"));
    assert_false(uc_text_equal_nocase("\xC3\x89", "\xC3\xA9"));
}

/* -- number -------------------------------------------------------------------- */

static void counts_are_digits_only(void **state)
{
    static const struct {
        const char *text;
        uc_number_fault fault;
    } cases[] = {
        {"", UC_NUMBER_BLANK},
        {"  ", UC_NUMBER_BLANK},
        {"-2", UC_NUMBER_NEGATIVE},
        {"-0", UC_NUMBER_NEGATIVE},
        {"\xE2\x88\x92"
         "2",
         UC_NUMBER_NEGATIVE},
        {"+2", UC_NUMBER_SIGN},
        {"1.5", UC_NUMBER_FRACTION},
        {"2.0", UC_NUMBER_FRACTION},
        {"1e2", UC_NUMBER_EXPONENT},
        {"1E+2", UC_NUMBER_EXPONENT},
        {"1,234", UC_NUMBER_SEPARATOR},
        {"1.234.567", UC_NUMBER_SEPARATOR},
        {"1'234", UC_NUMBER_SEPARATOR},
        {"1\xC2\xA0"
         "234",
         UC_NUMBER_SEPARATOR},
        {"3,5", UC_NUMBER_SEPARATOR},
        {"0x10", UC_NUMBER_HEX},
        {"nan", UC_NUMBER_NONFINITE},
        {"NaN", UC_NUMBER_NONFINITE},
        {"inf", UC_NUMBER_NONFINITE},
        {"-Infinity", UC_NUMBER_NONFINITE},
        {"1 234", UC_NUMBER_SPACE},
        {" 5", UC_NUMBER_SPACE},
        {"abc", UC_NUMBER_NOT_A_NUMBER},
        {"12a", UC_NUMBER_NOT_A_NUMBER},
        {"-", UC_NUMBER_NOT_A_NUMBER},
        {"+", UC_NUMBER_NOT_A_NUMBER},
        {",", UC_NUMBER_NOT_A_NUMBER},
        {"5.", UC_NUMBER_NOT_A_NUMBER},
        {".5", UC_NUMBER_NOT_A_NUMBER},
        {"1e", UC_NUMBER_NOT_A_NUMBER},
        {"\xD9\xA3", UC_NUMBER_NOT_A_NUMBER}, /* Arabic-Indic digit */
        {"9007199254740993", UC_NUMBER_OVERFLOW},
        {"99999999999999999999999999", UC_NUMBER_OVERFLOW},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t value = 77;

        if (uc_number_count(cases[i].text, &value) != cases[i].fault)
            fail_msg("'%s' gave %s", cases[i].text,
                     uc_number_reason(uc_number_count(cases[i].text, &value)));
        assert_int_equal(value, 77); /* unchanged on failure */
    }
}

static void good_counts_are_read(void **state)
{
    uint64_t value = 1;

    (void)state;
    assert_int_equal(uc_number_count("0", &value), UC_NUMBER_OK);
    assert_int_equal(value, 0);
    assert_int_equal(uc_number_count("007", &value), UC_NUMBER_OK);
    assert_int_equal(value, 7);
    assert_int_equal(uc_number_count("9007199254740992", &value), UC_NUMBER_OK);
    assert_true(value == UC_NUMBER_MAX_COUNT);
}

static void reals_follow_the_grammar(void **state)
{
    static const struct {
        const char *text;
        uc_number_fault fault;
        double value;
    } cases[] = {
        {"0", UC_NUMBER_OK, 0},
        {"-1.5", UC_NUMBER_OK, -1.5},
        {"+2", UC_NUMBER_OK, 2},
        {"1e2", UC_NUMBER_OK, 100},
        {"1.25E-2", UC_NUMBER_OK, 0.0125},
        {"0.1", UC_NUMBER_OK, 0.1},
        {"", UC_NUMBER_BLANK, 0},
        {" ", UC_NUMBER_BLANK, 0},
        {"1,5", UC_NUMBER_SEPARATOR, 0},
        {"1,234.5", UC_NUMBER_SEPARATOR, 0},
        {"0x1p3", UC_NUMBER_HEX, 0},
        {"-nan", UC_NUMBER_NONFINITE, 0},
        {"infinity", UC_NUMBER_NONFINITE, 0},
        {"1 2", UC_NUMBER_SPACE, 0},
        {"1e999", UC_NUMBER_OVERFLOW, 0},
        {".5", UC_NUMBER_NOT_A_NUMBER, 0},
        {"5.", UC_NUMBER_NOT_A_NUMBER, 0},
        {"+", UC_NUMBER_NOT_A_NUMBER, 0},
        {"- 5", UC_NUMBER_SPACE, 0},
        {"--5", UC_NUMBER_NOT_A_NUMBER, 0},
        {"x", UC_NUMBER_NOT_A_NUMBER, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = 77;

        if (uc_number_real(cases[i].text, &value) != cases[i].fault)
            fail_msg("'%s'", cases[i].text);
        if (cases[i].fault == UC_NUMBER_OK)
            assert_true(value == cases[i].value); /* correctly rounded */
        else
            assert_true(value == 77);
    }
}

static void every_number_fault_has_a_reason(void **state)
{
    (void)state;
    for (int f = 0; f <= UC_NUMBER_OVERFLOW; f++)
        assert_true(strlen(uc_number_reason((uc_number_fault)f)) > 0);
    assert_string_equal(uc_number_reason(UC_NUMBER_SEPARATOR),
                        "has a thousands separator or a decimal comma");
    assert_string_equal(uc_number_reason((uc_number_fault)999), "is not a number");
}

static void check_formats(void)
{
    char out[64];
    double value = 0;

    assert_string_equal(uc_number_format(0.1, 17, out), "0.10000000000000001");
    assert_string_equal(uc_number_format(12349.5869536, 12, out), "12349.5869536");
    assert_string_equal(uc_number_format(-0.0, 17, out), "0");
    assert_string_equal(uc_number_format(1e300, 3, out), "1e+300");
    assert_string_equal(uc_number_format(-1.5e-9, 3, out), "-1.5e-09");
    assert_string_equal(uc_number_format((double)NAN, 17, out), "");
    assert_string_equal(uc_number_format((double)INFINITY, 17, out), "");
    assert_string_equal(uc_number_format(2.5, 0, out), "2");
    assert_string_equal(uc_number_grouped(12349.5869536, 0, out), "12,350");
    assert_string_equal(uc_number_grouped(0.0423, 3, out), "0.042");
    assert_string_equal(uc_number_grouped(-1234567.25, 2, out), "-1,234,567.25");
    assert_string_equal(uc_number_grouped(-0.001, 2, out), "0.00");
    assert_string_equal(uc_number_grouped(999, 0, out), "999");
    assert_string_equal(uc_number_grouped(1000, 0, out), "1,000");
    assert_string_equal(uc_number_grouped(1e30, 2, out), "1e+30");
    assert_string_equal(uc_number_grouped(999999999999999999.0, 15, out), "1e+18");
    assert_string_equal(uc_number_grouped((double)NAN, 2, out), "");
    assert_int_equal(uc_number_real("1.5", &value), UC_NUMBER_OK);
    assert_true(value == 1.5);
}

static void numbers_do_not_depend_on_the_locale(void **state)
{
    static const char *const locales[] = {"C", "de_DE.UTF-8", "fr_FR.UTF-8",
                                          "fa_IR.UTF-8", "ps_AF.UTF-8"};

    (void)state;
    for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++)
        if (setlocale(LC_ALL, locales[i]) != NULL)
            check_formats();
    (void)setlocale(LC_ALL, "C");
}

/* -- hash and pool ------------------------------------------------------------- */

/* Digests of FIPS 180-2, appendix B. */
static void sha256_matches_the_standard(void **state)
{
    char hex[UC_SHA256_HEX];
    uc_sha256 hash;

    (void)state;
    uc_sha256_bytes("abc", 3, hex);
    assert_string_equal(
        hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    uc_sha256_bytes("", 0, hex);
    assert_string_equal(
        hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    uc_sha256_init(&hash);
    uc_sha256_update(&hash, "a", 1);
    uc_sha256_update(&hash, NULL, 0);
    uc_sha256_update(&hash, "bc", 2);
    uc_sha256_final(&hash, hex);
    assert_string_equal(
        hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* The key of (): the first eight bytes of the digest of nothing, least first. */
static void name_keys_keep_borders(void **state)
{
    static const char *const a[] = {"ab", "c"}, *const b[] = {"a", "bc"};

    (void)state;
    assert_true(uc_hash_names(NULL, 0) == 0x141cfc9842c4b0e3U);
    assert_true(uc_hash_names(a, 2) != uc_hash_names(b, 2));
    assert_true(uc_hash_names(a, 1) != uc_hash_names(a, 2));
}

static void pool_keeps_each_text_once_and_in_order(void **state)
{
    uc_pool *pool = uc_pool_alloc();
    const char *first = uc_pool_intern(pool, "alpha", 5);
    char text[32];
    size_t index, len;

    (void)state;
    assert_string_equal(first, "alpha");
    for (int i = 0; i < 5000; i++) {
        const size_t n = (size_t)snprintf(text, sizeof text, "t%d", i);

        assert_true(uc_pool_index(pool, text, n, &index));
        assert_int_equal(index, i + 1);
    }
    assert_ptr_equal(uc_pool_intern(pool, "alpha!", 5), first);
    assert_int_equal(uc_pool_size(pool), 5001);
    assert_string_equal(uc_pool_at(pool, 4321, &len), "t4320");
    assert_int_equal(len, 5);
    assert_true(uc_pool_index(pool, "a\0b", 3, &index));
    assert_int_equal(index, 5001);
    assert_string_equal(uc_pool_intern(pool, "", 0), "");
    uc_pool_free(pool);
    uc_pool_free(NULL);
}

static void years_of_a_period_stand_by_themselves(void **state)
{
    int first = 7, last = 7;

    (void)state;
    assert_true(uc_text_years("2016", &first, &last));
    assert_int_equal(first, 2016);
    assert_int_equal(last, 2016);
    assert_true(uc_text_years("2012/13, then 2011-2014", &first, &last));
    assert_int_equal(first, 2011);
    assert_int_equal(last, 2014);
    assert_false(uc_text_years("20161 or 201", &first, &last));
    assert_false(uc_text_years("", &first, &last));
    assert_false(uc_text_years(NULL, &first, &last));
    assert_int_equal(first, 2011);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_own_words),
        cmocka_unit_test(faults_beyond_the_limit_are_counted),
        cmocka_unit_test(gravest_code_wins_even_when_the_list_is_full),
        cmocka_unit_test(default_limit_is_twenty),
        cmocka_unit_test(memory_sink_collects),
        cmocka_unit_test(failed_stream_is_reported_at_the_end),
        cmocka_unit_test(utf8_is_checked_strictly),
        cmocka_unit_test(display_escapes_what_could_mislead),
        cmocka_unit_test(width_counts_columns),
        cmocka_unit_test(nearest_name_is_advice),
        cmocka_unit_test(text_is_copied_trimmed_and_compared),
        cmocka_unit_test(counts_are_digits_only),
        cmocka_unit_test(good_counts_are_read),
        cmocka_unit_test(reals_follow_the_grammar),
        cmocka_unit_test(every_number_fault_has_a_reason),
        cmocka_unit_test(numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(sha256_matches_the_standard),
        cmocka_unit_test(name_keys_keep_borders),
        cmocka_unit_test(pool_keeps_each_text_once_and_in_order),
        cmocka_unit_test(years_of_a_period_stand_by_themselves),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
