/* test_report.c - one report that holds everything difficult, through every writer
 *
 * Held by stored files in tests/reports/writers, which UNDERCOUNT_UPDATE_WRITERS=1
 * writes anew. tests/long/reports opens what other programs must be able to read.
 */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/source.h"
#include "reports/figures/forest.h"
#include "reports/language.h"
#include "reports/reasons.h"
#include "reports/report.h"
#include "reports/tables/gap.h"
#include "reports/tables/gap_summary.h"
#include "reports/writers/bars.h"
#include "reports/writers/csv.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"
#include "reports/writers/writer.h"

#define FOLDER "tests/reports/writers/"

static const uc_column columns[] = {
    {"area", "Area", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"code", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"count", "Observed", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"change", "Difference", UC_COLUMN_REAL, UC_ROLE_PLAIN, 1},
    {"share", "Share", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 1},
    {"low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"hidden", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
};

static const char *const texts[] = {
    "=cmd()|' /C calc'!A0",
    "</script><script>alert(1)</script>",
    "a & b < c > d \"e\" 'f'",
    "100% of a_b #1 $x$ {y} ~z ^w \\n `q` | *bold* [link](x)",
    "C\xC3\xB4te d'Ivoire, \xC4\x8C"
    "esko, \xC3\x85land, S\xC3\xA3o Tom\xC3\xA9",
    "\xD8\xA7\xD9\x84\xD8\xA7\xD8\xAA\xD8\xAC\xD8\xA7\xD8\xB1 "
    "\xD8\xA8\xD8\xA7\xD9\x84\xD8\xA8\xD8\xB4\xD8\xB1",
    "\xE4\xBA\xBA\xE5\x8F\xA3\xE8\xB2\xA9\xE5\x8D\x96",
    "line\nbreak, tab\there, bell\a",
};

#define N_TEXTS (sizeof texts / sizeof texts[0])

static void make_table(uc_table *t)
{
    static const double values[] = {0,     -12.5, 1e15,     1e-300,
                                    0.125, -0.0,  12345.67, 999.95};
    size_t i;

    uc_table_init(t, "difficult", "Estimates");
    uc_table_add_columns(t, columns, sizeof columns / sizeof columns[0]);
    for (i = 0; i < N_TEXTS; i++) {
        uc_table_text(t, texts[i]);
        uc_table_text(t, i % 2 == 0 ? "bic" : "-code");
        if (i == 2)
            uc_table_missing(t, "suppressed");
        else
            uc_table_count(t, i == 3 ? 9007199254740992U : i * 1234567U);
        uc_table_real(t, values[i], "not_given");
        uc_table_real(t, i == 4 ? NAN : values[i] / 1e4, "zero_estimate");
        uc_table_real(t, i == 5 ? INFINITY : (double)i * 1000.4, "no_interval");
        uc_table_real(t, i == 5 ? NAN : (double)i * 2000.6, "no_interval");
        if (i == 1)
            uc_table_mark(t, uc_table_footnote(t, "a <footnote> with 5% & more_text"));
        uc_table_real(t, 1e300, "not_given");
    }
    uc_table_source(t, "=HYPERLINK(\"http://example.org\") & others, 2024");
}

static void make_gap(uc_table *t)
{
    uc_gap_row row[3];

    memset(row, 0, sizeof row);
    row[0] = (uc_gap_row){
        .area = "GBR",
        .area_name = texts[1],
        .period = "2013",
        .definition = texts[2],
        .dataset = "uk",
        .method = "bic",
        .interval_kind = "bca",
        .level = 0.95,
        .identified_what = "any list",
        .identified_period = "2013",
        .input = {.identified = 2744,
                  .estimate = uc_figure_of(12350, 10000, 18000, NULL, NULL),
                  .population = NAN,
                  .identified_population = NAN}};
    row[1] = row[0];
    row[1].period = "2002-2011";
    row[1].input.estimate =
        uc_figure_of(NAN, NAN, NAN, "no_finite_estimate", "no_finite_estimate");
    row[2] = row[0];
    row[2].area = "=1+1";
    row[2].input.identified = NAN;
    row[2].input.no_identified = UC_GAP_NO_IDENTIFIED;
    row[0].gap = uc_gap_compute(&row[0].input);
    row[1].gap = uc_gap_compute(&row[1].input);
    row[2].gap = uc_gap_compute(&row[2].input);
    uc_gap_table(row, 3, t);
}

static void make_figure(const uc_look *look, uc_plot *plot)
{
    const uc_forest_row row[] = {
        {.label = texts[1], .value = 5, .low = 2, .high = 9},
        {.label = texts[5], .value = NAN, .missing = "no_finite_estimate"},
    };

    assert_int_equal(uc_forest_figure(&(uc_forest){.name = "estimates",
                                                   .title = "Estimates by method and "
                                                            "stratum",
                                                   .x_title = "Persons (log scale)",
                                                   .row = row,
                                                   .n = 2,
                                                   .log = true,
                                                   .reference = NAN},
                                      look, plot, NULL),
                     UC_OK);
}

static void make_report(const uc_look *look, uc_report *report)
{
    uc_table table;
    uc_plot plot;
    size_t i;

    uc_report_init(report, look, "A <report> & its 100% title");
    uc_report_heading(report, 2, "Summary");
    uc_report_lead(report,
                   "About 1 in 4.5 was identified, between 1 in 3.6 and 1 in 6.6");
    uc_report_heading(report, 2, "Findings");
    for (i = 0; i < N_TEXTS; i++)
        uc_report_item(report, i % 2 == 0 ? NULL : "=label & co", texts[i]);
    make_table(&table);
    uc_report_table(report, &table, 2);
    make_figure(look, &plot);
    uc_report_figure(report, &plot);
    uc_report_heading(report, 3, texts[3]);
    uc_report_paragraph(report, texts[4]);
    make_gap(&table);
    uc_report_data(report, &table);
    assert_int_equal(uc_report_finish(report, NULL), UC_OK);
}

static char *authors[] = {"A & B", "<C>"};

static uc_look make_look(const char *language)
{
    return (uc_look){.language = uc_language_find(language),
                     .author = authors,
                     .n_authors = 2,
                     .organisation = "An \"Office\" <of> 5% & Co_",
                     .footer = "Draft </footer> =1+1",
                     .logo = "<svg xmlns='http://www.w3.org/2000/svg'/>",
                     .logo_len = 41,
                     .logo_type = "svg+xml"};
}

/* -- Stored files ---------------------------------------------------------------------
 */

static void expect_stored(const char *name, uc_sink *out)
{
    char path[256], *stored = NULL;
    size_t len = 0;

    assert_int_equal(uc_sink_finish(out, NULL), UC_OK);
    (void)snprintf(path, sizeof path, FOLDER "%s", name);
    if (getenv("UNDERCOUNT_UPDATE_WRITERS") != NULL) {
        FILE *file = fopen(path, "wb");

        assert_non_null(file);
        assert_int_equal(fwrite(out->text, 1, out->len, file), out->len);
        assert_int_equal(fclose(file), 0);
    } else {
        if (uc_source_read_all(path, NULL, (size_t)4 << 20, &stored, &len, NULL,
                               NULL) != UC_OK)
            fail_msg("%s cannot be read", path);
        if (len != out->len || memcmp(stored, out->text, len) != 0)
            fail_msg("%s differs", path);
    }
    free(stored);
    uc_sink_clear(out);
}

static void render_all(const char *language)
{
    const uc_look look = make_look(language);
    const uc_writer *const *writer;
    char name[64];
    uc_report report;
    size_t i, n;

    writer = uc_writers(&n);
    make_report(&look, &report);
    for (i = 0; i < n; i++) {
        uc_sink out;

        if (strcmp(writer[i]->name, "xlsx") == 0)
            continue;
        uc_sink_memory(&out);
        assert_int_equal(writer[i]->render(&report, &out, NULL), UC_OK);
        (void)snprintf(name, sizeof name, "%s.%s", language, writer[i]->name);
        expect_stored(name, &out);
    }
    {
        uc_sink out;

        uc_sink_memory(&out);
        uc_markdown_write_report(&report, UC_MARKDOWN_LINKED, &out);
        (void)snprintf(name, sizeof name, "%s.md", language);
        expect_stored(name, &out);
        uc_sink_memory(&out);
        uc_text_write_table(&report.block[N_TEXTS + 3].table, &out);
        (void)snprintf(name, sizeof name, "%s.txt", language);
        expect_stored(name, &out);
    }
    uc_report_clear(&report);
}

static void reports_are_as_stored(void **state)
{
    (void)state;
    render_all("en");
    render_all("fr");
    render_all("es");
}

static void data_files_do_not_know_languages(void **state)
{
    json_t *json;
    uc_table t;
    uc_sink out;

    (void)state;
    make_table(&t);
    uc_sink_memory(&out);
    uc_csv_write_mark(&out);
    uc_csv_write_table(&t, &out);
    expect_stored("difficult.csv", &out);
    json = uc_json_table(&t);
    uc_sink_memory(&out);
    assert_int_equal(uc_json_write(json, &out, NULL), UC_OK);
    expect_stored("difficult.json", &out);
    json_decref(json);
    uc_table_clear(&t);
}

static void workbooks_have_stable_bytes(void **state)
{
    const uc_writer *writer = uc_writer_find("xlsx");
    const uc_look look = make_look("en");
    uc_report report;
    uc_sink a, b;

    (void)state;
    make_report(&look, &report);
    uc_sink_memory(&a);
    uc_sink_memory(&b);
    if (writer->lacks != NULL) {
        assert_int_not_equal(writer->render(&report, &a, NULL), UC_OK);
    } else {
        assert_int_equal(writer->render(&report, &a, NULL), UC_OK);
        assert_int_equal(writer->render(&report, &b, NULL), UC_OK);
        assert_true(a.len > 4000 && a.len == b.len);
        assert_memory_equal(a.text, b.text, a.len);
        assert_memory_equal(a.text, "PK\x03\x04", 4);
        if (getenv("UNDERCOUNT_WORKBOOK") != NULL) { /* for tests/long/reports */
            FILE *file = fopen(getenv("UNDERCOUNT_WORKBOOK"), "wb");

            assert_non_null(file);
            assert_int_equal(fwrite(a.text, 1, a.len, file), a.len);
            assert_int_equal(fclose(file), 0);
        }
    }
    uc_sink_clear(&a);
    uc_sink_clear(&b);
    uc_report_clear(&report);
}

static void nothing_in_a_page_runs(void **state)
{
    const uc_look look = make_look("en");
    uc_report report;
    uc_sink out;

    (void)state;
    make_report(&look, &report);
    uc_sink_memory(&out);
    assert_int_equal(uc_writer_html.render(&report, &out, NULL), UC_OK);
    assert_null(strstr(out.text, "<script"));
    assert_null(strstr(out.text, " style="));
    assert_non_null(strstr(out.text, "default-src 'none'; style-src 'sha256-"));
    assert_null(strstr(out.text, "nan"));
    uc_sink_clear(&out);
    uc_report_clear(&report);
}

/* -- Languages
 * -------------------------------------------------------------------------- */

/* Conversions of a template, in order: "%s%zu". */
static void conversions(const char *text, char out[64])
{
    size_t used = 0;

    for (; *text != '\0'; text++) {
        if (*text != '%')
            continue;
        do {
            out[used++] = *text++;
        } while (strchr("sdu", *text) == NULL && *text != '\0' && used < 60);
        out[used++] = *text;
        if (*text == '\0')
            break;
    }
    out[used] = '\0';
}

static void templates_keep_their_conversions(void **state)
{
    static const char *const codes[] = {"fr", "es"};
    char want[64], got[64];
    const char *english, *translated;
    size_t i, k;

    (void)state;
    for (k = 0; k < 2; k++)
        for (i = 0; (english = uc_language_entry(uc_language_find(codes[k]), i,
                                                 &translated)) != NULL;
             i++) {
            assert_non_null(translated);
            assert_true(translated[0] != '\0');
            conversions(english, want);
            conversions(translated, got);
            assert_string_equal(want, got);
            if (english[strlen(english) - 1] == ' ')
                assert_true(translated[strlen(translated) - 1] == ' ');
        }
}

static bool in_catalogue(const char *text)
{
    const char *english, *translated;
    size_t i;

    for (i = 0; (english = uc_language_entry(NULL, i, &translated)) != NULL; i++)
        if (strcmp(english, text) == 0)
            return true;
    return false;
}

static void titles_and_reasons_are_translated(void **state)
{
    uc_table table;
    size_t i;

    (void)state;
    make_gap(&table);
    assert_true(in_catalogue(table.title));
    for (i = 0; i < table.n_columns; i++)
        if (table.column[i].title != NULL && !in_catalogue(table.column[i].title))
            fail_msg("no translation of the column '%s'", table.column[i].title);
    for (i = 0; i < table.n_cells; i++)
        if (table.cell[i].kind == UC_CELL_MISSING &&
            !in_catalogue(uc_reason_text(table.cell[i].reason)))
            fail_msg("no translation of '%s'", uc_reason_text(table.cell[i].reason));
    for (i = 0; uc_reason_at(i) != NULL; i++)
        if (!in_catalogue(uc_reason_at(i)))
            fail_msg("no translation of the reason '%s'", uc_reason_at(i));
    uc_table_clear(&table);
}

static void numbers_follow_the_language(void **state)
{
    char out[UC_LANGUAGE_NUMBER];

    (void)state;
    assert_string_equal(uc_language_number(NULL, 1234567.5, 1, out), "1,234,567.5");
    assert_string_equal(uc_language_number(uc_language_find("fr"), 1234567.5, 1, out),
                        "1\xE2\x80\xAF"
                        "234\xE2\x80\xAF"
                        "567,5");
    assert_string_equal(uc_language_percent(uc_language_find("es"), 0.125, 1, out),
                        "12,5\xC2\xA0%");
    assert_string_equal(uc_language_number(uc_language_find("fr"), NAN, 1, out), "");
    assert_null(uc_language_find("de"));
}

static void plain_sentences(void **state)
{
    uc_gap_row row = {.area_name = "World",
                      .period = "2016",
                      .input = {.identified = 100,
                                .estimate = uc_figure_of(900, 700, 1400, NULL, NULL),
                                .population = NAN,
                                .identified_population = NAN}};
    uc_sink out;

    (void)state;
    row.gap = uc_gap_compute(&row.input);
    uc_sink_memory(&out);
    assert_true(uc_gap_write_plain(&row, NULL, &out));
    assert_string_equal(out.text, "World 2016: about 1 in 9.0 persons estimated was "
                                  "identified, between 1 in 7.0 and 1 in 14.");
    uc_sink_clear(&out);
    row.input.identified = 1500;
    row.gap = uc_gap_compute(&row.input);
    uc_sink_memory(&out);
    assert_true(uc_gap_write_plain(&row, uc_language_find("fr"), &out));
    assert_non_null(strstr(out.text, "contradictoire"));
    uc_sink_clear(&out);
    row.input.identified = NAN;
    row.gap = uc_gap_compute(&row.input);
    uc_sink_memory(&out);
    assert_false(uc_gap_write_plain(&row, NULL, &out));
    uc_sink_clear(&out);
}

/* -- Look, bars
 * -------------------------------------------------------------------------- */

static void colours_have_contrast(void **state)
{
    const uc_look look = {.colour = {"#ffff00"}};
    size_t i;

    (void)state;
    assert_rel(uc_look_contrast("#000000", "#ffffff"), 21, TOL_CLOSED);
    assert_rel(uc_look_contrast("#777777", "#ffffff"), 4.478, 1e-3);
    assert_true(uc_look_contrast("red", "#ffffff") == 0);
    for (i = 0; i < UC_LOOK_COLOURS; i++) {
        assert_true(uc_look_contrast(uc_look_colour(NULL, i, false), UC_LOOK_PAPER) >=
                    3);
        assert_true(uc_look_contrast(uc_look_colour(NULL, i, true), UC_LOOK_NIGHT) >=
                    3);
    }
    assert_string_equal(uc_look_colour(&look, 0, false), "#ffff00");
}

static void bars_are_drawn_in_ascii_and_unicode(void **state)
{
    const uc_bar bar[] = {{"bic", 100, 10, 1000},
                          {"none", NAN, NAN, NAN},
                          {"no interval", 1000, NAN, NAN}};
    uc_bar_style style = {.shown = true};
    uc_sink out;

    (void)state;
    uc_sink_memory(&out);
    uc_bars_write(bar, 3, &style, &out);
    assert_string_equal(
        out.text,
        "\n  bic          |---------------------------o--------------------------|\n"
        "  no interval                                                         o\n"
        "               10                                                 1,000\n");
    uc_sink_clear(&out);
    style.unicode = true;
    uc_sink_memory(&out);
    uc_bars_write(bar, 1, &style, &out);
    assert_non_null(strstr(out.text, "\xE2\x97\x8F"));
    assert_null(strstr(out.text, "\x1b"));
    uc_sink_clear(&out);
    style.shown = false;
    uc_sink_memory(&out);
    uc_bars_write(bar, 3, &style, &out);
    assert_int_equal(out.len, 0);
    uc_sink_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_are_as_stored),
        cmocka_unit_test(data_files_do_not_know_languages),
        cmocka_unit_test(workbooks_have_stable_bytes),
        cmocka_unit_test(nothing_in_a_page_runs),
        cmocka_unit_test(templates_keep_their_conversions),
        cmocka_unit_test(titles_and_reasons_are_translated),
        cmocka_unit_test(numbers_follow_the_language),
        cmocka_unit_test(plain_sentences),
        cmocka_unit_test(colours_have_contrast),
        cmocka_unit_test(bars_are_drawn_in_ascii_and_unicode),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
