/* test_csv_reader.c - unit tests of data/csv_reader.h */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/data/expect.h"

#include "data/base/sink.h"
#include "data/csv_reader.h"

/* Writes every record as "line:[a@1|b@2]" so that one comparison covers all. */
static void write_record(uc_sink *sink, const uc_csv_record *record)
{
    uc_sink_printf(sink, "%zu#%zu:", record->line, record->row);
    for (size_t i = 0; i < record->n_fields; i++)
        uc_sink_printf(sink, "[%s@%zu]", record->field[i].text, record->field[i].line);
    uc_sink_puts(sink, "\n");
}

static uc_status on_header(void *context, const uc_csv_record *header, bool *stop,
                           uc_error *err)
{
    (void)stop;
    (void)err;
    write_record(context, header);
    return UC_OK;
}

static uc_status on_record(void *context, const uc_csv_record *record, uc_error *err)
{
    (void)err;
    write_record(context, record);
    return UC_OK;
}

static void check_bytes(const char *bytes, size_t len, const uc_csv_opts *opts,
                        const char *want_records, const char *want_faults)
{
    uc_source *source = source_of_bytes(bytes, len);
    uc_faults faults = {.max = 50};
    char hex[UC_SHA256_HEX] = "";
    uc_sink sink;
    const uc_csv_handler handler = {on_header, on_record, &sink};

    uc_sink_memory(&sink);
    assert_int_equal(uc_csv_read(source, opts, &handler, &faults, hex, NULL), UC_OK);
    if (want_records != NULL)
        assert_string_equal(sink.text != NULL ? sink.text : "", want_records);
    expect_faults(&faults, want_faults);
    uc_sink_clear(&sink);
    uc_source_close(source);
}

static void check(const char *text, const char *want_records, const char *want_faults)
{
    check_bytes(text, strlen(text), NULL, want_records, want_faults);
}

static void line_ends_and_marks_do_not_matter(void **state)
{
    static const char *const same[] = {"a,b\n1,2\n3,4\n",
                                       "a,b\r\n1,2\r\n3,4\r\n",
                                       "a,b\n1,2\n3,4",
                                       "a,b\r\n1,2\r\n3,4\r\n",
                                       ("\xEF\xBB\xBF"
                                        "a,b\n1,2\n3,4\n"),
                                       "a , b\n 1,2\t\n3, 4\n",
                                       "\"a\",\"b\"\n\"1\",2\n3,\"4\" \n",
                                       "\" a \",b\n1,2\n3,4\n"};

    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        check(same[i], "1#0:[a@1][b@1]\n2#1:[1@2][2@2]\n3#2:[3@3][4@3]\n", "");
}

static void lines_of_quoted_breaks_are_counted(void **state)
{
    (void)state;
    check("a,b,c\n1,\"x\ny\r\nz\",3\n\n \t\n,\"\"\"q\"\"\",\n\"\nk\",l,m\n",
          "1#0:[a@1][b@1][c@1]\n"
          "2#1:[1@2][x\ny\r\nz@2][3@4]\n"
          "7#2:[@7][\"q\"@7][@7]\n"
          "8#3:[\nk@8][l@9][m@9]\n",
          "");
}

static void blank_lines_are_skipped_but_counted(void **state)
{
    (void)state;
    check("\n\na\n\n1\n\"\"\n\n", "3#0:[a@3]\n5#1:[1@5]\n6#2:[@6]\n", "");
}

static void ragged_rows_are_named_and_the_rest_is_read(void **state)
{
    (void)state;
    check("a,b\n1\n1,2\n1,2,3\n", "1#0:[a@1][b@1]\n3#2:[1@3][2@3]\n",
          "2:0: row has 1 field; 2 expected, as in the header\n"
          "4:0: row has 3 fields; 2 expected, as in the header\n");
}

static void bad_headers_end_the_reading(void **state)
{
    (void)state;
    check("a,,b,a, ,a\n1,2\n", "",
          "1:2: column name is blank\n"
          "1:5: column name is blank\n"
          "1:4: column name (1 byte) is already that of field 1; names must differ\n"
          "1:6: column name (1 byte) is already that of field 1; names must differ\n");
}

static void empty_files_are_faults(void **state)
{
    (void)state;
    check("", "", "0:0: file is empty; a header and rows are needed\n");
    check("\xEF\xBB\xBF", "", "0:0: file is empty; a header and rows are needed\n");
    check("\n \n", "",
          "0:0: file has only blank lines; a header and rows are needed\n");
    check("a,b\n", "1#0:[a@1][b@1]\n", "0:0: file has a header but no rows\n");
    check("a,b", "1#0:[a@1][b@1]\n", "0:0: file has a header but no rows\n");
}

static void bad_quotes_end_the_reading(void **state)
{
    (void)state;
    check("a,b\n1,2\n3,x\"y\"\n5,6\n", "1#0:[a@1][b@1]\n2#1:[1@2][2@2]\n",
          "3:2: quote inside a field that does not start with one; quote the whole "
          "field and write inner quotes twice\n");
    check("a,b\n\"x\"y,2\n", "1#0:[a@1][b@1]\n",
          "2:1: text after a closing quote; a quote inside a quoted field is written "
          "twice\n");
    check("a,b\n1,2\n3,\"x\n5,6\n", "1#0:[a@1][b@1]\n2#1:[1@2][2@2]\n",
          "3:2: quoted field is not closed before the end of the file\n");
}

static void lone_returns_are_faults_outside_quotes(void **state)
{
    static const char text[] =
        "carriage return without a line feed; lines end in LF or "
        "CRLF\n";
    char want[160];

    (void)state;
    (void)snprintf(want, sizeof want, "1:0: %s", text);
    check("a,b\r1,2\r", "", want);
    (void)snprintf(want, sizeof want, "2:0: %s", text);
    check("a,b\n1,2\r", NULL, want);
    check("a,b\n\"1\rx\",2\n", "1#0:[a@1][b@1]\n2#1:[1\rx@2][2@2]\n", "");
}

static void cells_that_are_not_text_are_named(void **state)
{
    static const char nul[] = "a,b\n1,x\0y\n3,4\n";

    (void)state;
    check("a,b\n1,caf\xE9\n3,4\n", "1#0:[a@1][b@1]\n3#2:[3@3][4@3]\n",
          "2:2: cell (4 bytes) is not valid UTF-8 at byte 4; save the file as UTF-8\n");
    check_bytes(nul, sizeof nul - 1, NULL, "1#0:[a@1][b@1]\n3#2:[3@3][4@3]\n",
                "2:2: cell 'x\\x00y' has a NUL byte at byte 2; only UTF-8 text is "
                "allowed\n");
    check("a,b\xFF\n1,2\n", "",
          "1:2: cell (2 bytes) is not valid UTF-8 at byte 2; save the file as UTF-8\n");
}

static void hidden_values_are_never_quoted(void **state)
{
    const uc_csv_opts opts = {.hide_values = true};
    static const char text[] = "a,b\n1,caf\xE9\n";
    char shown[UC_CSV_SHOWN];

    (void)state;
    check_bytes(text, sizeof text - 1, &opts, NULL,
                "2:2: cell (4 bytes) is not valid UTF-8 at byte 4; save the file as "
                "UTF-8\n");
    assert_string_equal(uc_csv_show_cell(&opts, "x", 1, shown), " (1 byte)");
    assert_string_equal(uc_csv_show_cell(NULL, "x", 1, shown), " 'x'");
    assert_string_equal(uc_csv_show_cell(NULL, "", 0, shown), "");
}

static void other_encodings_are_named(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *fault;
    } cases[] = {
        {"\xFF\xFE"
         "a\0,\0",
         6, "0:0: file is UTF-16 (little-endian) text; save it as UTF-8\n"},
        {"\xFE\xFF\0a\0,", 6,
         "0:0: file is UTF-16 (big-endian) text; save it as UTF-8\n"},
        {"a\0,\0b\0", 6,
         "0:0: file is UTF-16 (little-endian) text; save it as UTF-8\n"},
        {"\0a\0,\0b", 6, "0:0: file is UTF-16 (big-endian) text; save it as UTF-8\n"},
        {"\xFF\xFE\0\0a\0\0\0", 8,
         "0:0: file is UTF-32 (little-endian) text; save it as UTF-8\n"},
        {"\0\0\xFE\xFF\0\0\0a", 8,
         "0:0: file is UTF-32 (big-endian) text; save it as UTF-8\n"},
        {"a\0\0\0,\0\0\0", 8,
         "0:0: file is UTF-32 (little-endian) text; save it as UTF-8\n"},
        {"\0\0\0a\0\0\0,", 8,
         "0:0: file is UTF-32 (big-endian) text; save it as UTF-8\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_bytes(cases[i].bytes, cases[i].len, NULL, "", cases[i].fault);
}

/* A field of n bytes after the header, quoted and never closed when `open`. */
static char *field_of(size_t n, bool open)
{
    char *text = malloc(n + 8);

    memcpy(text, "a\n", 2);
    text[2] = open ? '"' : 'x';
    memset(text + 3, 'x', n - 1 + open);
    memcpy(text + 2 + n + open, "\n", 2);
    return text;
}

static void fields_have_a_largest_size(void **state)
{
    const uc_csv_opts small = {.max_field = 5};
    char *text = field_of(UC_CSV_MAX_FIELD, false);

    (void)state;
    check_bytes(text, strlen(text), NULL, NULL, "");
    free(text);
    text = field_of(UC_CSV_MAX_FIELD + 1, false);
    check_bytes(text, strlen(text), NULL, NULL,
                "2:1: field is longer than 1048576 bytes, the most allowed; is a quote "
                "not closed?\n");
    free(text);
    text = field_of(3 * UC_CSV_MAX_FIELD, true);
    check_bytes(text, strlen(text), NULL, NULL,
                "2:1: field is longer than 1048576 bytes, the most allowed; is a quote "
                "not closed?\n");
    free(text);
    check_bytes("a,b\n12345,123456\n", 17, &small, NULL,
                "2:2: field is longer than 5 bytes, the most allowed; is a quote not "
                "closed?\n");
}

static void columns_and_records_have_a_largest_size(void **state)
{
    const uc_csv_opts narrow = {.max_columns = 2};
    const size_t n = 17, size = UC_CSV_MAX_FIELD;
    char *text = malloc(n * (size + 1) + 64), *end = text;

    (void)state;
    check_bytes("a,b,c\n", 6, &narrow, NULL,
                "1:0: row has more than 2 fields, the most allowed\n");
    for (size_t i = 0; i < n; i++)
        end += sprintf(end, "%sc%zu", i > 0 ? "," : "", i);
    *end++ = '\n';
    for (size_t i = 0; i < n; i++) {
        memset(end, 'x', size - 1);
        end += size - 1;
        *end++ = i + 1 < n ? ',' : '\n';
    }
    check_bytes(text, (size_t)(end - text), NULL, NULL,
                "2:0: row is longer than 16777216 bytes, the most allowed\n");
    free(text);
}

/* Every position of a CRLF, a quote pair and a multi-byte character against the border
 * of the blocks in which a source is read (65,536 bytes). */
static void block_borders_do_not_show(void **state)
{
    static const char tail[] = "1,\"x\"\"\r\n\xC3\xA9\"\r\n3,4\r\n";
    static const char want[] = "3#2:[1@3][x\"\r\n\xC3\xA9@3]\n5#3:[3@5][4@5]\n";
    char *text = malloc(65536 + 64), records[256];

    (void)state;
    for (size_t shift = 0; shift < sizeof tail; shift++) {
        const size_t pad = 65536 - shift;
        uc_source *source;
        uc_faults faults = {0};
        uc_sink sink;
        const uc_csv_handler handler = {on_header, on_record, &sink};

        memcpy(text, "a,b\r\n,", 6);
        memset(text + 6, 'p', pad - 8);
        memcpy(text + pad - 2, "\r\n", 2);
        memcpy(text + pad, tail, sizeof tail - 1);
        source = source_of_bytes(text, pad + sizeof tail - 1);
        uc_sink_memory(&sink);
        assert_int_equal(uc_csv_read(source, NULL, &handler, &faults, records, NULL),
                         UC_OK);
        expect_faults(&faults, "");
        assert_string_equal(strstr(sink.text, "3#2:"), want);
        uc_sink_clear(&sink);
        uc_source_close(source);
    }
    free(text);
}

static uc_status refuse(void *context, const uc_csv_record *record, uc_error *err)
{
    (void)record;
    ++*(int *)context;
    return uc_fail(err, UC_ECANCELED, "enough");
}

static uc_status stop_at_header(void *context, const uc_csv_record *header, bool *stop,
                                uc_error *err)
{
    (void)context;
    (void)header;
    (void)err;
    *stop = true;
    return UC_OK;
}

static uc_status pass_header(void *context, const uc_csv_record *header, bool *stop,
                             uc_error *err)
{
    (void)context;
    (void)header;
    (void)stop;
    (void)err;
    return UC_OK;
}

static void receivers_can_end_the_reading(void **state)
{
    int calls = 0;
    const uc_csv_handler canceling = {pass_header, refuse, &calls};
    const uc_csv_handler stopping = {stop_at_header, refuse, &calls};
    uc_source *source = source_of("a\n1\n2\n3\n");
    uc_faults faults = {0};
    char hex[UC_SHA256_HEX] = "";
    uc_error err;

    (void)state;
    assert_int_equal(uc_csv_read(source, NULL, &canceling, &faults, hex, &err),
                     UC_ECANCELED);
    assert_int_equal(calls, 1);
    assert_string_equal(err.msg, "enough");
    assert_string_equal(hex, "");
    uc_source_close(source);
    source = source_of("a\n1\n");
    assert_int_equal(uc_csv_read(source, NULL, &stopping, &faults, hex, &err), UC_OK);
    assert_int_equal(calls, 1);
    uc_source_close(source);
    uc_faults_clear(&faults);
}

static void options_out_of_range_are_refused(void **state)
{
    const uc_csv_opts wide = {.max_columns = UC_CSV_MAX_COLUMNS + 1};
    const uc_csv_opts long_field = {.max_field = UC_CSV_MAX_FIELD + 1};
    const uc_csv_handler handler = {0};
    uc_source *source = source_of("a\n1\n");
    uc_faults faults = {0};
    uc_error err;

    (void)state;
    assert_int_equal(uc_csv_read(source, &wide, &handler, &faults, NULL, &err),
                     UC_EINVAL);
    assert_string_equal(err.msg, "max_columns is 10001; at most 10000");
    assert_int_equal(uc_csv_read(source, &long_field, &handler, &faults, NULL, &err),
                     UC_EINVAL);
    assert_string_equal(err.msg, "max_field is 1048577; at most 1048576");
    uc_source_close(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_ends_and_marks_do_not_matter),
        cmocka_unit_test(lines_of_quoted_breaks_are_counted),
        cmocka_unit_test(blank_lines_are_skipped_but_counted),
        cmocka_unit_test(ragged_rows_are_named_and_the_rest_is_read),
        cmocka_unit_test(bad_headers_end_the_reading),
        cmocka_unit_test(empty_files_are_faults),
        cmocka_unit_test(bad_quotes_end_the_reading),
        cmocka_unit_test(lone_returns_are_faults_outside_quotes),
        cmocka_unit_test(cells_that_are_not_text_are_named),
        cmocka_unit_test(hidden_values_are_never_quoted),
        cmocka_unit_test(other_encodings_are_named),
        cmocka_unit_test(fields_have_a_largest_size),
        cmocka_unit_test(columns_and_records_have_a_largest_size),
        cmocka_unit_test(block_borders_do_not_show),
        cmocka_unit_test(receivers_can_end_the_reading),
        cmocka_unit_test(options_out_of_range_are_refused),
    };
    return cmocka_run_group_tests_name("csv_reader", tests, NULL, NULL);
}
