/* fuzz_writers.c - any text in every cell, through every format
 *
 * No text may add anything to a format but itself: beside a report with the text there
 * is the same report with a plain word, and both must have the same markup. What reads
 * the format back finds the text again. */
#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "data/csv_reader.h"
#include "reports/figures/forest.h"
#include "reports/tables/gap.h"
#include "reports/writers/csv.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"
#include "reports/writers/writer.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void make_table(uc_table *t, const char *text)
{
    static const uc_column columns[] = {
        {"area", "Area", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
        {"count", "Observed", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
        {"note", "Note", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0}};

    uc_table_init(t, "table", text);
    uc_table_add_columns(t, columns, 3);
    uc_table_text(t, text);
    uc_table_count(t, 7);
    uc_table_mark(t, uc_table_footnote(t, text));
    uc_table_text(t, text);
    uc_table_source(t, text);
}

static void make_gap(uc_table *t, const char *text)
{
    uc_gap_row row = {.area = text,
                      .area_name = text,
                      .period = "2013",
                      .definition = text,
                      .dataset = text,
                      .method = "bic",
                      .interval_kind = "bca",
                      .level = 0.95,
                      .identified_what = text,
                      .identified_period = "2013",
                      .input = {.identified = 2744,
                                .estimate = uc_figure_of(12350, 1e4, 18e3, NULL, NULL),
                                .population = NAN,
                                .identified_population = NAN}};

    row.gap = uc_gap_compute(&row.input);
    uc_gap_table(&row, 1, t);
}

static void make_report(const uc_look *look, const char *text, uc_report *report)
{
    uc_table table;

    uc_report_init(report, look, text);
    uc_report_heading(report, 2, text);
    uc_report_lead(report, text);
    uc_report_item(report, text, text);
    uc_report_paragraph(report, text);
    make_table(&table, text);
    uc_report_table(report, &table, 2);
    make_gap(&table, text);
    uc_report_data(report, &table);
    must(uc_report_finish(report, NULL) == UC_OK);
}

/* -- Markup ----------------------------------------------------------------------- */

/* How often any of `marks` stands there without a backslash before it. */
static size_t count_of(const char *out, const char *marks)
{
    size_t n = 0;

    for (; *out != '\0'; out++) {
        if (*out == '\\' && out[1] != '\0')
            out++;
        else
            n += strchr(marks, *out) != NULL;
    }
    return n;
}

static size_t plain_count_of(const char *out, const char *marks)
{
    size_t n = 0;

    for (; *out != '\0'; out++)
        n += strchr(marks, *out) != NULL;
    return n;
}

/* Braces close in order. */
static void check_braces(const char *out)
{
    size_t depth = 0;

    for (; *out != '\0'; out++) {
        if (*out == '\\' && out[1] != '\0') {
            out++;
        } else if (*out == '{') {
            depth++;
        } else if (*out == '}') {
            must(depth > 0);
            depth--;
        }
    }
    must(depth == 0);
}

static void check_markup(const char *format, const char *out, const char *plain)
{
    if (strcmp(format, "html") == 0) {
        must(plain_count_of(out, "<>") == plain_count_of(plain, "<>"));
        must(plain_count_of(out, "\"") == plain_count_of(plain, "\""));
        must(strstr(out, "<script") == NULL);
    } else if (strcmp(format, "latex") == 0) {
        check_braces(out);
        must(count_of(out, "%$#&") == count_of(plain, "%$#&"));
    }
}

/* Long labels take several lines, so the number of elements may differ; every one is
 * one that drawings have, and every quote closes. */
static void check_figure(const uc_look *look, const char *text)
{
    static const char *const names[] = {
        "?xml", "svg",  "title", "desc",  "style",  "g",       "line",
        "rect", "path", "text",  "tspan", "circle", "polygon", "polyline"};
    const uc_forest_row row = {.label = text, .value = 5, .low = 2, .high = 9};
    const uc_forest forest = {
        .name = "estimates", .title = text, .row = &row, .n = 1, .reference = NAN};
    uc_plot plot;
    uc_sink out;

    must(uc_forest_figure(&forest, look, &plot, NULL) == UC_OK);
    uc_sink_memory(&out);
    uc_plot_write_svg(&plot, look, true, &out);
    must(uc_sink_finish(&out, NULL) == UC_OK);
    for (const char *at = strchr(out.text, '<'); at != NULL; at = strchr(at + 1, '<')) {
        const char *name = at + 1 + (at[1] == '/'), *end = strchr(at, '>');
        const size_t len = strcspn(name, " />\n");
        size_t n_quotes = 0, k = 0;

        while (k < 14 && (strlen(names[k]) != len || memcmp(names[k], name, len) != 0))
            k++;
        must(k < 14 && end != NULL);
        for (const char *c = at; c < end; c++)
            n_quotes += *c == '"';
        must(n_quotes % 2 == 0);
    }
    uc_sink_clear(&out);
    uc_plot_clear(&plot);
}

static char *render(const uc_writer *writer, const uc_look *look, const char *text)
{
    uc_report report;
    uc_sink out;
    char *copy;

    make_report(look, text, &report);
    uc_sink_memory(&out);
    must(writer->render(&report, &out, NULL) == UC_OK &&
         uc_sink_finish(&out, NULL) == UC_OK);
    copy = uc_text_copy(out.text);
    must(copy != NULL);
    uc_sink_clear(&out);
    uc_report_clear(&report);
    return copy;
}

/* -- Reading back ----------------------------------------------------------------- */

typedef struct reading {
    const char *text; /* of the cells; NULL: any */
    size_t n_rows;
} reading;

static uc_status on_header(void *context, const uc_csv_record *header, bool *stop,
                           uc_error *err)
{
    (void)context, (void)header, (void)stop, (void)err;
    return UC_OK;
}

/* A spreadsheet reads no cell of text as a formula, and nothing of it is lost. */
static void check_cell(const char *text, const char *cell)
{
    const char *first = cell + strspn(cell, " \t\r\n");

    must(*first == '\0' || strchr("=+-@", *first) == NULL);
    must(strcmp(cell + (*cell == '\'' && *text != '\''), text) == 0);
}

static uc_status on_record(void *context, const uc_csv_record *record, uc_error *err)
{
    reading *r = context;

    (void)err;
    r->n_rows++;
    for (size_t i = 0; i < record->n_fields; i++)
        if (r->text != NULL && i != 1)
            check_cell(r->text, record->field[i].text);
    return UC_OK;
}

static void check_csv(const char *out, size_t len, const char *text, size_t n_rows)
{
    reading r = {.text = text};
    const uc_csv_handler handler = {on_header, on_record, &r};
    uc_faults faults = {.max = 1};
    char sha256[UC_SHA256_HEX];
    uc_source *source;

    must(uc_source_open_memory("csv", out, len, &source, NULL) == UC_OK);
    must(uc_csv_read(source, NULL, &handler, &faults, sha256, NULL) == UC_OK);
    must(faults.n_total == 0 && r.n_rows == n_rows);
    uc_faults_clear(&faults);
    uc_source_close(source);
}

static void check_table(const char *text)
{
    uc_table table;
    uc_sink out;
    json_t *json, *back;

    make_table(&table, text);
    uc_sink_memory(&out);
    uc_csv_write_table(&table, &out);
    must(uc_sink_finish(&out, NULL) == UC_OK);
    check_csv(out.text, out.len, text, 1);
    uc_sink_clear(&out);
    json = uc_json_table(&table);
    uc_sink_memory(&out);
    must(json != NULL && uc_json_write(json, &out, NULL) == UC_OK);
    back = json_loads(out.text, 0, NULL);
    must(back != NULL && json_equal(back, json));
    json_decref(back);
    json_decref(json);
    uc_sink_clear(&out);
    uc_sink_memory(&out);
    uc_text_write_table(&table, &out);
    must(uc_sink_finish(&out, NULL) == UC_OK && strchr(out.text, '\x1b') == NULL);
    uc_sink_clear(&out);
    uc_table_clear(&table);
}

static void check_markdown(const uc_look *look, const char *text)
{
    size_t n[2];

    for (int i = 0; i < 2; i++) {
        uc_report report;
        uc_sink out;

        make_report(look, i == 0 ? text : "x", &report);
        uc_sink_memory(&out);
        uc_markdown_write_report(&report, UC_MARKDOWN_LINKED, &out);
        must(uc_sink_finish(&out, NULL) == UC_OK);
        n[i] = count_of(out.text, "|");
        must(strstr(out.text, "<script") == NULL);
        uc_sink_clear(&out);
        uc_report_clear(&report);
    }
    must(n[0] == n[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uc_look look = {.language = uc_language_find("en")};
    const size_t len = uc_text_utf8_prefix((const char *)data, size);
    char *text = calloc(len + 1, 1);
    const uc_writer *const *writer;
    size_t n;

    if (text == NULL || memchr(data, '\0', len) != NULL || len == 0 || len > 200) {
        free(text);
        return 0;
    }
    memcpy(text, data, len);
    writer = uc_writers(&n);
    for (size_t i = 0; i < n; i++) {
        char *out, *plain;

        if (strcmp(writer[i]->name, "xlsx") == 0)
            continue;
        out = render(writer[i], &look, text);
        plain = render(writer[i], &look, "x");
        if (strcmp(writer[i]->name, "sdmx") == 0)
            check_csv(out, strlen(out), NULL, plain_count_of(plain, "\n") - 1);
        check_markup(writer[i]->name, out, plain);
        free(out);
        free(plain);
    }
    check_table(text);
    check_figure(&look, text);
    check_markdown(&look, text);
    free(text);
    return 0;
}
