/* test_writers.c - one difficult table through every writer, and the table itself */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "reports/reasons.h"
#include "reports/table.h"
#include "reports/writers/csv.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

static const uc_column columns[] = {
    {"area", "Area", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"code", "Code", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"count", "Count", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"share", "Share", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 1},
    {"low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"secret", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
};

/* Formula, quote, comma, pipe, non-ASCII, missing for two reasons, huge, tiny. */
static void make(uc_table *t)
{
    uc_table_init(t, "difficult", "A *difficult* table");
    uc_table_add_columns(t, columns, sizeof columns / sizeof columns[0]);
    uc_table_text(t, "=cmd()|\"x\"");
    uc_table_text(t, "-code");
    uc_table_count(t, 1234567);
    uc_table_real(t, 0.125, "not_given");
    uc_table_real(t, 1000.4, "not_given");
    uc_table_real(t, 2000.6, "not_given");
    uc_table_mark(t, uc_table_footnote(t, "a <footnote>"));
    uc_table_real(t, 186, "not_given");
    uc_table_text(t, "Côte d'Ivoire, \xE2\x80\x8F"
                     "ab");
    uc_table_text(t, "ok");
    uc_table_count(t, 0);
    uc_table_real(t, NAN, "zero_estimate");
    uc_table_real(t, INFINITY, "no_interval_published");
    uc_table_real(t, NAN, "no_interval_published");
    uc_table_real(t, 1e-300, "not_given");
    uc_table_source(t, "source_one");
    uc_table_source(t, "source_one");
}

static char *render(const uc_table *t, void (*write)(const uc_table *, uc_sink *))
{
    uc_sink sink;
    char *text;

    uc_sink_memory(&sink);
    write(t, &sink);
    assert_int_equal(uc_sink_finish(&sink, NULL), UC_OK);
    text = uc_sink_take(&sink);
    uc_sink_clear(&sink);
    assert_non_null(text);
    return text;
}

static void csv_is_tidy_full_precision_and_safe(void **state)
{
    uc_table t;
    char *text;

    (void)state;
    make(&t);
    text = render(&t, uc_csv_write_table);
    assert_string_equal(
        text,
        "area,code,count,share,low,high,secret\n"
        "\"'=cmd()|\"\"x\"\"\",-code,1234567,0.125,1000.4,2000.5999999999999,186\n"
        "\"Côte d'Ivoire, \xE2\x80\x8F"
        "ab\",ok,0,,,,1e-300\n");
    free(text);
    uc_table_clear(&t);
}

static void write_markdown(const uc_table *t, uc_sink *out)
{
    uc_markdown_write_table(t, 2, out);
}

static void markdown_is_escaped_and_says_why_cells_are_empty(void **state)
{
    uc_table t;
    char *text;

    (void)state;
    make(&t);
    text = render(&t, write_markdown);
    assert_non_null(strstr(text, "## A \\*difficult\\* table\n"));
    assert_non_null(strstr(text, "| =cmd()\\|\"x\" | -code | 1,234,567 | 12.5% | "
                                 "1,000 to 2,001 \\[1\\] |"));
    assert_non_null(strstr(text, "| ok | 0 | - \\[a\\] | - \\[b\\] |"));
    assert_non_null(strstr(text, uc_reason_text("zero_estimate")));
    assert_non_null(strstr(text, "a &lt;footnote&gt;"));
    assert_null(strstr(text, "secret"));
    assert_null(strstr(strstr(text, "source\\_one") + 1, "source\\_one"));
    free(text);
    uc_table_clear(&t);
}

static void text_is_aligned_and_explained(void **state)
{
    uc_table t;
    char *text;

    (void)state;
    make(&t);
    text = render(&t, uc_text_write_table);
    assert_non_null(strstr(text, "1,234,567  12.5%  1,000 to 2,001 [1]\n"));
    assert_non_null(strstr(text, "        0  - [a]               - [b]\n"));
    assert_non_null(strstr(text, "  [b] the source publishes no interval\n"));
    assert_null(strstr(text, "nan"));
    assert_null(strstr(text, " \n"));
    free(text);
    uc_table_clear(&t);
}

static void steering_characters_never_reach_a_terminal(void **state)
{
    static const uc_column column = {"a", "A", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0};
    static const char hostile[] = "x\x1b[31m \xC2\x9B"
                                  "31m \xE2\x80\xAE y\a";
    uc_table t;
    char *text;

    (void)state;
    uc_table_init(&t, "t", hostile);
    uc_table_add_columns(&t, &column, 1);
    uc_table_text(&t, hostile);
    uc_table_mark(&t, uc_table_footnote(&t, hostile));
    uc_table_source(&t, hostile);
    text = render(&t, uc_text_write_table);
    assert_non_null(strstr(text, "x [31m"));
    assert_null(strpbrk(text, "\x1b\a"));
    assert_null(strstr(text, "\xC2\x9B"));
    assert_null(strstr(text, "\xE2\x80\xAE"));
    free(text);
    uc_table_clear(&t);
}

static void csv_text_is_no_formula_and_keeps_its_blanks(void **state)
{
    static const struct {
        const char *text, *field;
    } cases[] = {{"=1", "'=1"},
                 {" =1", "\"' =1\""},
                 {"\t=1", "\"'\t=1\""},
                 {"\xEF\xBC\x9D"
                  "1",
                  "'\xEF\xBC\x9D"
                  "1"},
                 {"a ", "\"a \""},
                 {"a=b", "a=b"},
                 {"", ""}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uc_sink out;

        uc_sink_memory(&out);
        uc_csv_write_field(cases[i].text, true, &out);
        uc_sink_puts(&out, "");
        assert_int_equal(uc_sink_finish(&out, NULL), UC_OK);
        assert_string_equal(out.text != NULL ? out.text : "", cases[i].field);
        uc_sink_clear(&out);
    }
}

static void json_has_null_never_nan_and_keeps_order(void **state)
{
    uc_table t;
    json_t *json;
    uc_sink sink;
    const char *area, *secret;

    (void)state;
    make(&t);
    json = uc_json_table(&t);
    uc_sink_memory(&sink);
    assert_int_equal(uc_json_write(json, &sink, NULL), UC_OK);
    json_decref(json);
    area = strstr(sink.text, "\"area\": \"=cmd()|\\\"x\\\"\"");
    secret = strstr(sink.text, "\"secret\": 186.0");
    assert_non_null(area);
    assert_non_null(secret);
    assert_true(area < secret);
    assert_non_null(strstr(sink.text, "\"high\": null"));
    assert_non_null(strstr(sink.text, "\"reason\": \"zero_estimate\""));
    assert_null(strstr(sink.text, "NaN"));
    assert_null(strstr(sink.text, "inf"));
    uc_sink_clear(&sink);
    uc_table_clear(&t);
}

static void json_shows_bytes_that_are_no_text(void **state)
{
    json_t *json = uc_json_text("caf\xE9");

    (void)state;
    assert_string_equal(json_string_value(json), "caf\\xE9");
    json_decref(json);
}

static void a_half_filled_row_is_refused(void **state)
{
    uc_table t;
    uc_error err;

    (void)state;
    uc_table_init(&t, "half", "Half");
    uc_table_add_columns(&t, columns, 2);
    uc_table_text(&t, "one");
    assert_int_equal(uc_table_finish(&t, &err), UC_EINVAL);
    assert_string_equal(err.msg, "table half: 1 cells do not fill rows of 2");
    uc_table_clear(&t);
}

static void wide_tables_become_blocks(void **state)
{
    static const uc_column wide[] = {
        {"a", "A rather long title for one column", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
        {"b", "Another rather long title for a column", UC_COLUMN_REAL, UC_ROLE_PLAIN,
         0},
        {"c", "A third rather long title for a column", UC_COLUMN_REAL, UC_ROLE_PLAIN,
         0},
    };
    uc_table t;
    char *text;

    (void)state;
    uc_table_init(&t, "wide", "Wide");
    uc_table_add_columns(&t, wide, 3);
    uc_table_text(&t, "x");
    uc_table_real(&t, 1, NULL);
    uc_table_real(&t, 2, NULL);
    text = render(&t, uc_text_write_table);
    assert_non_null(strstr(text, "  A rather long title for one column      x\n"));
    free(text);
    uc_table_clear(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_is_tidy_full_precision_and_safe),
        cmocka_unit_test(steering_characters_never_reach_a_terminal),
        cmocka_unit_test(csv_text_is_no_formula_and_keeps_its_blanks),
        cmocka_unit_test(markdown_is_escaped_and_says_why_cells_are_empty),
        cmocka_unit_test(text_is_aligned_and_explained),
        cmocka_unit_test(json_has_null_never_nan_and_keeps_order),
        cmocka_unit_test(json_shows_bytes_that_are_no_text),
        cmocka_unit_test(a_half_filled_row_is_refused),
        cmocka_unit_test(wide_tables_become_blocks),
    };
    return cmocka_run_group_tests_name("writers", tests, NULL, NULL);
}
