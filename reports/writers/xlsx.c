/* xlsx.c - a report as a workbook: a sheet of text, a sheet for each table, its figures
 *
 * Numbers are numbers with a format for people; an empty cell shows the letter of its
 * reason; no text can be taken for a formula. libxlsxwriter writes to files only, so
 * the workbook is made under a temporary name that is gone before this returns.
 */
#include "reports/writers/writer.h"

#ifndef UC_WITH_XLSX

static uc_status render(const uc_report *report, uc_sink *out, uc_error *err)
{
    (void)report;
    (void)out;
    return uc_fail(err, UC_EINVAL, "this build has no libxlsxwriter");
}

const uc_writer uc_writer_xlsx = {
    .name = "xlsx", .file = "annex.xlsx", .lacks = "libxlsxwriter", .render = render};

#else

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "data/base/text.h"
#include "reports/reasons.h"
#include "reports/writers/csv.h"
#include "reports/writers/shown.h"
#include "reports/writers/text.h"

#define LINE_HEIGHT 13.0  /* points, of 10 point text */
#define WORDS_WIDTH 110.0 /* characters */
#define MAX_WIDTH   48
#define SHEET_NAME  32
#define FORMATS     16 /* decimals 0 to 15 */
/* The same for every workbook, so that the same report gives the same bytes. */
#define CREATED     ((time_t)1479859200)

typedef struct book {
    lxw_workbook *workbook;
    lxw_format *title, *head, *text, *soft;
    lxw_format *real[FORMATS], *percent[FORMATS];
    bool failed;
    const uc_report *report;
    size_t n_sheets;
} book;

static void check(book *b, lxw_error error)
{
    if (error != LXW_NO_ERROR)
        b->failed = true;
}

/* A number format with `decimals` digits: "#,##0.00", "0.0%". */
static void format_text(int decimals, bool percent, char out[40])
{
    (void)snprintf(out, 40, "%s%s%.*s%s", percent ? "0" : "#,##0",
                   decimals > 0 ? "." : "", decimals, "000000000000000",
                   percent ? "%" : "");
}

static lxw_format *make_format(book *b, int decimals, bool percent)
{
    lxw_format **known = percent ? &b->percent[decimals] : &b->real[decimals];
    char text[40];

    if (*known == NULL) {
        *known = workbook_add_format(b->workbook);
        format_text(decimals, percent, text);
        if (*known == NULL) {
            b->failed = true;
            return NULL;
        }
        format_set_num_format(*known, text);
        format_set_align(*known, LXW_ALIGN_VERTICAL_TOP);
    }
    return *known;
}

/* Text without what XML forbids and without what a spreadsheet would run. */
static void put_text(book *b, lxw_worksheet *sheet, size_t row, size_t column,
                     const char *text, lxw_format *format)
{
    uc_sink safe;
    char *clean;
    size_t len;

    uc_sink_memory(&safe);
    if (text != NULL && uc_csv_is_formula(text))
        uc_sink_putc(&safe, '\'');
    uc_sink_puts(&safe, "");
    uc_text_write_safe(text != NULL ? text : "", &safe);
    clean = uc_sink_take(&safe);
    uc_sink_clear(&safe);
    if (clean == NULL) {
        b->failed = true;
        return;
    }
    len = strlen(clean);
    if (len > 32000) { /* the most a cell holds; cut between characters */
        for (len = 32000; ((unsigned char)clean[len] & 0xC0) == 0x80; len--)
            ;
        clean[len] = '\0';
    }
    check(b, worksheet_write_string(sheet, (lxw_row_t)row, (lxw_col_t)column, clean,
                                    format));
    free(clean);
}

static lxw_worksheet *add_sheet(book *b, const char *wanted)
{
    char name[SHEET_NAME];
    lxw_worksheet *sheet;
    size_t i, tries;

    for (tries = 0; tries < 1000; tries++) {
        if (tries == 0)
            (void)snprintf(name, sizeof name, "%.31s", wanted);
        else
            (void)snprintf(name, sizeof name, "%.26s-%zu", wanted, tries + 1);
        for (i = 0; name[i] != '\0'; i++)
            if (strchr("[]:*?/\\'", name[i]) != NULL)
                name[i] = '_';
        name[uc_text_utf8_prefix(name, i)] = '\0'; /* it may be cut in a character */
        if (workbook_get_worksheet_by_name(b->workbook, name) == NULL)
            break;
    }
    sheet = workbook_add_worksheet(b->workbook, name);
    if (sheet == NULL) {
        b->failed = true;
        return NULL;
    }
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9); /* A4 */
    worksheet_fit_to_pages(sheet, 1, 0);
    check(b, worksheet_set_footer(sheet, "&L&A&R&P / &N"));
    b->n_sheets++;
    return sheet;
}

static void put_missing(book *b, lxw_worksheet *sheet, size_t row, size_t column,
                        const uc_marks *marks, const char *reason)
{
    char mark[8];

    (void)snprintf(mark, sizeof mark, "[%c]", uc_marks_letter(marks, reason));
    put_text(b, sheet, row, column, mark, b->soft);
}

static void put_cell(book *b, lxw_worksheet *sheet, size_t row, size_t at,
                     const uc_column *column, const uc_cell *cell,
                     const uc_marks *marks)
{
    const bool percent = column->kind == UC_COLUMN_SHARE;
    int decimals = column->decimals < 0 ? 0 : column->decimals;

    if (decimals >= FORMATS)
        decimals = FORMATS - 1;
    switch (cell->kind) {
    case UC_CELL_COUNT:
        check(b, worksheet_write_number(sheet, (lxw_row_t)row, (lxw_col_t)at,
                                        (double)cell->count, make_format(b, 0, false)));
        break;
    case UC_CELL_REAL:
        if (isfinite(cell->real))
            check(b, worksheet_write_number(sheet, (lxw_row_t)row, (lxw_col_t)at,
                                            cell->real,
                                            make_format(b, decimals, percent)));
        break;
    case UC_CELL_TEXT:
        put_text(b, sheet, row, at, cell->text, b->text);
        break;
    case UC_CELL_MISSING:
        put_missing(b, sheet, row, at, marks, cell->reason);
        break;
    }
}

/* The two limits of an interval have columns of their own here. */
static void head_text(const uc_table *table, size_t i, char *out, size_t size)
{
    const uc_column *column = &table->column[i];
    const char *title = column->title;

    if (uc_marks_is_interval(table, i))
        (void)snprintf(out, size, "%s: %s", title, uc_say(table->language, "low"));
    else if (i > 0 && uc_marks_is_interval(table, i - 1))
        (void)snprintf(out, size, "%s: %s", table->column[i - 1].title,
                       uc_say(table->language, "high"));
    else
        (void)snprintf(out, size, "%s", title);
}

static double column_width(const uc_table *table, size_t i, const char *head)
{
    char text[UC_LANGUAGE_NUMBER * 4];
    double widest = (double)uc_text_width(head) / 2;
    size_t row;

    for (row = 0; row < uc_table_n_rows(table); row++) {
        const uc_cell *cell = uc_table_cell(table, row, i);
        double width;

        uc_text_format_cell(NULL, &table->column[i], cell, text, sizeof text);
        width = (double)uc_text_width(text);
        widest = width > widest ? width : widest;
    }
    return widest + 2 > MAX_WIDTH ? MAX_WIDTH : widest < 8 ? 10 : widest + 2;
}

/* Height in points of a row whose fullest cell has so many lines; programs other than
 * Excel do not find out by themselves. */
static void set_height(book *b, lxw_worksheet *sheet, size_t row, double n_lines)
{
    if (n_lines > 1.0)
        check(b,
              worksheet_set_row(sheet, (lxw_row_t)row,
                                fmin(2.0 + LINE_HEIGHT * ceil(n_lines), 400.0), NULL));
}

/* Lines of a text in a column; words that do not fit leave room at the ends. */
static double lines_of(const char *text, double width)
{
    return 1.1 * (double)uc_text_width(text) / width;
}

static double row_lines(const uc_table *table, size_t row, const double width[])
{
    double most = 1.0;

    for (size_t i = 0; i < table->n_columns; i++) {
        const uc_cell *cell = uc_table_cell(table, row, i);

        if (table->column[i].title != NULL && cell->kind == UC_CELL_TEXT)
            most = fmax(most, lines_of(cell->text, width[i]));
    }
    return most;
}

static size_t put_notes(book *b, lxw_worksheet *sheet, size_t row,
                        const uc_table *table, const uc_marks *marks)
{
    uc_sink line;
    size_t i;

    uc_sink_memory(&line);
    for (i = 0; i < marks->n + table->n_footnotes + table->n_sources; i++) {
        if (i < marks->n)
            uc_sink_printf(&line, "[%c] %s", (char)('a' + i),
                           uc_say(table->language, uc_reason_text(marks->reason[i])));
        else if (i < marks->n + table->n_footnotes)
            uc_sink_printf(&line, "[%zu] %s", i - marks->n + 1,
                           table->footnote[i - marks->n]);
        else
            uc_sink_printf(&line, "%s%s", uc_say(table->language, "Source: "),
                           table->source[i - marks->n - table->n_footnotes]);
        put_text(b, sheet, row++, 0, line.text, b->soft);
        uc_sink_clear(&line);
        uc_sink_memory(&line);
    }
    uc_sink_clear(&line);
    return row;
}

/* The place of a shown column by name; false when it is not there. */
static bool find_column(const uc_table *table, const char *name, lxw_col_t *at)
{
    size_t i;

    for (*at = 0, i = 0; i < table->n_columns; i++) {
        if (table->column[i].title == NULL)
            continue;
        if (strcmp(table->column[i].name, name) == 0)
            return true;
        ++*at;
    }
    return false;
}

/* A native chart where a sheet has both numbers: bars that follow the cells. */
static void put_chart(book *b, lxw_worksheet *sheet, const uc_table *table,
                      size_t below)
{
    static const char *const names[] = {"identified", "estimate"};
    const lxw_row_t last = (lxw_row_t)(2 + uc_table_n_rows(table));
    lxw_chart_series *series;
    lxw_chart *chart;
    lxw_col_t at, unused;
    size_t i;

    if (uc_table_n_rows(table) == 0 || !find_column(table, names[0], &unused) ||
        !find_column(table, names[1], &unused))
        return;
    chart = workbook_add_chart(b->workbook, LXW_CHART_BAR);
    for (i = 0; chart != NULL && i < 2 && find_column(table, names[i], &at); i++) {
        series = chart_add_series(chart, NULL, NULL);
        chart_series_set_categories(series, sheet->name, 3, 0, last, 0);
        chart_series_set_values(series, sheet->name, 3, at, last, at);
        chart_series_set_name_range(series, sheet->name, 2, at);
    }
    if (chart == NULL) {
        b->failed = true;
        return;
    }
    chart_axis_set_log_base(chart->x_axis, 10); /* bars lie: x is their length */
    chart_axis_set_reverse(chart->y_axis);
    check(b, worksheet_insert_chart(sheet, (lxw_row_t)below + 1, 0, chart));
}

static void put_table(book *b, const uc_table *table)
{
    lxw_worksheet *sheet = add_sheet(b, table->name);
    uc_marks marks;
    double *width = calloc(table->n_columns + 1, sizeof *width), most = 1.0;
    char head[256];
    size_t row, i, at = 0, end;

    if (sheet == NULL || width == NULL) {
        b->failed = true;
        free(width);
        return;
    }
    uc_marks_collect(table, &marks);
    put_text(b, sheet, 0, 0, table->title, b->title);
    for (i = 0; i < table->n_columns; i++) {
        if (table->column[i].title == NULL)
            continue;
        head_text(table, i, head, sizeof head);
        put_text(b, sheet, 2, at, head, b->head);
        width[i] = column_width(table, i, head);
        most = fmax(most, lines_of(head, width[i]));
        check(b, worksheet_set_column(sheet, (lxw_col_t)at, (lxw_col_t)at, width[i],
                                      NULL));
        for (row = 0; row < uc_table_n_rows(table); row++)
            put_cell(b, sheet, row + 3, at, &table->column[i],
                     uc_table_cell(table, row, i), &marks);
        at++;
    }
    set_height(b, sheet, 2, most);
    for (row = 0; row < uc_table_n_rows(table); row++)
        set_height(b, sheet, row + 3, row_lines(table, row, width));
    free(width);
    worksheet_freeze_panes(sheet, 3, 1);
    check(b, worksheet_repeat_rows(sheet, 0, 2));
    end = put_notes(b, sheet, uc_table_n_rows(table) + 4, table, &marks);
    put_chart(b, sheet, table, end);
}

/* Headings, sentences and the names of the house. */
static void put_words(book *b)
{
    const uc_report *report = b->report;
    const uc_look *look = report->look;
    lxw_worksheet *sheet =
        add_sheet(b, uc_say(look != NULL ? look->language : NULL, "Summary"));
    uc_sink line;
    size_t i, row = 0;

    if (sheet == NULL)
        return;
    check(b, worksheet_set_column(sheet, 0, 0, WORDS_WIDTH, NULL));
    put_text(b, sheet, row++, 0, report->title, b->title);
    for (i = 0; look != NULL && i < look->n_authors; i++)
        put_text(b, sheet, row++, 0, look->author[i], b->soft);
    if (look != NULL && look->organisation != NULL)
        put_text(b, sheet, row++, 0, look->organisation, b->soft);
    for (i = 0; i < report->n_blocks; i++) {
        const uc_block *block = &report->block[i];

        if (block->kind == UC_BLOCK_TABLE || block->kind == UC_BLOCK_FIGURE)
            continue;
        uc_sink_memory(&line);
        if (block->label != NULL && block->label[0] != '\0')
            uc_sink_printf(&line, "%s: ", block->label);
        uc_sink_puts(&line, block->text);
        if (line.text != NULL)
            set_height(b, sheet, row, lines_of(line.text, WORDS_WIDTH));
        put_text(b, sheet, row++, 0, line.text,
                 block->kind == UC_BLOCK_HEADING ? b->head : b->text);
        uc_sink_clear(&line);
    }
    if (look != NULL && look->footer != NULL)
        put_text(b, sheet, row, 0, look->footer, b->soft);
}

/* Intervals as pictures: custom error bars do not exist in this library. */
static void put_figures(book *b)
{
    const uc_report *report = b->report;
    lxw_worksheet *sheet = NULL;
    size_t i, row = 0;

    for (i = 0; i < report->n_blocks; i++) {
        const uc_plot *plot = &report->block[i].plot;
        lxw_image_options options = {.x_scale = 0.5, .y_scale = 0.5};

        if (report->block[i].kind != UC_BLOCK_FIGURE || plot->png == NULL)
            continue;
        if (sheet == NULL)
            sheet = add_sheet(b, "figures");
        if (sheet == NULL)
            return;
        options.description = plot->description;
        put_text(b, sheet, row, 0, plot->title, b->head);
        check(b, worksheet_insert_image_buffer_opt(sheet, (lxw_row_t)row + 1, 0,
                                                   plot->png, plot->png_len, &options));
        row += (size_t)(plot->height / 20) + 4;
    }
}

static lxw_format *word_format(book *b, bool bold, double size, bool wrap)
{
    lxw_format *format = workbook_add_format(b->workbook);

    if (format == NULL) {
        b->failed = true;
        return NULL;
    }
    if (bold)
        format_set_bold(format);
    format_set_font_size(format, size);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (wrap)
        format_set_text_wrap(format);
    return format;
}

static void fill(book *b)
{
    const uc_report *report = b->report;
    lxw_doc_properties properties = {
        .title = report->title, .comments = "Made by undercount", .created = CREATED};
    size_t i;

    if (report->look != NULL && report->look->n_authors > 0)
        properties.author = report->look->author[0];
    if (report->look != NULL)
        properties.company = (char *)report->look->organisation;
    check(b, workbook_set_properties(b->workbook, &properties));
    b->title = word_format(b, true, 14, false);
    b->head = word_format(b, true, 10, true);
    b->text = word_format(b, false, 10, true);
    b->soft = word_format(b, false, 9, false);
    if (b->failed)
        return;
    put_words(b);
    for (i = 0; i < report->n_blocks; i++)
        if (report->block[i].kind == UC_BLOCK_TABLE)
            put_table(b, &report->block[i].table);
    put_figures(b);
}

static uc_status copy_file(const char *path, uc_sink *out, uc_error *err)
{
    FILE *file = fopen(path, "rb");
    char bytes[8192];
    size_t n;

    if (file == NULL)
        return uc_fail(err, UC_EIO, "the workbook cannot be read back");
    while ((n = fread(bytes, 1, sizeof bytes, file)) > 0)
        uc_sink_write(out, bytes, n);
    n = (size_t)ferror(file);
    if (fclose(file) != 0 || n != 0)
        return uc_fail(err, UC_EIO, "the workbook cannot be read back");
    return uc_sink_finish(out, err);
}

static uc_status render_to(const uc_report *report, char *path, char *folder,
                           uc_error *err)
{
    lxw_workbook_options options = {.tmpdir = folder};
    book b = {.report = report};
    lxw_error error;

    b.workbook = workbook_new_opt(path, &options);
    if (b.workbook == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the workbook");
    fill(&b);
    error = workbook_close(b.workbook);
    if (b.failed || error != LXW_NO_ERROR)
        return uc_fail(err, UC_EIO, "the workbook cannot be written: %s",
                       error != LXW_NO_ERROR ? lxw_strerror(error)
                                             : "a cell was refused");
    return UC_OK;
}

static uc_status render(const uc_report *report, uc_sink *out, uc_error *err)
{
    const char *tmp = getenv("TMPDIR");
    char folder[512], path[560];
    uc_status status;

    if (tmp == NULL || tmp[0] == '\0' || strlen(tmp) > 400)
        tmp = "/tmp";
    (void)snprintf(folder, sizeof folder, "%s/undercount-XXXXXX", tmp);
    if (mkdtemp(folder) == NULL)
        return uc_fail(err, UC_ECREATE, "no temporary folder for the workbook");
    (void)snprintf(path, sizeof path, "%s/annex.xlsx", folder);
    status = render_to(report, path, folder, err);
    if (status == UC_OK)
        status = copy_file(path, out, err);
    (void)unlink(path);
    (void)rmdir(folder);
    return status;
}

const uc_writer uc_writer_xlsx = {
    .name = "xlsx", .file = "annex.xlsx", .render = render};

#endif
