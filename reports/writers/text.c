/* text.c - tables as aligned text */
#include "reports/writers/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "reports/reasons.h"
#include "reports/writers/shown.h"

#define GAP         2  /* blanks between columns */
#define MIN_WRAPPED 30 /* a last column narrower than this is not wrapped */

/* Bytes at `u` of a character that would move a terminal: control characters, also
 * those beyond ASCII, and what turns the direction of writing around. 0: none. */
static size_t steering(const unsigned char *u, size_t len)
{
    if (u[0] < 0x20 || u[0] == 0x7f)
        return 1;
    if (len >= 2 && u[0] == 0xC2 && u[1] < 0xA0)
        return 2;
    if (len >= 3 && u[0] == 0xE2 &&
        ((u[1] == 0x80 && u[2] >= 0xAA && u[2] <= 0xAE) ||
         (u[1] == 0x81 && u[2] >= 0xA6 && u[2] <= 0xA9)))
        return 3;
    return 0;
}

static void write_part(const char *text, size_t len, uc_sink *out)
{
    size_t start = 0;
    char shown[16];

    while (start < len) {
        const size_t good = start + uc_text_utf8_prefix(text + start, len - start);
        size_t run = start;

        for (size_t i = start; i < good;) {
            const size_t n = steering((const unsigned char *)text + i, good - i);

            if (n > 0) {
                uc_sink_write(out, text + run, i - run);
                uc_sink_putc(out, ' ');
                run = i + n;
            }
            i += n > 0 ? n : 1;
        }
        uc_sink_write(out, text + run, good - run);
        start = good;
        if (start < len) {
            uc_sink_puts(out, uc_text_display(text + start, 1, 4, shown, sizeof shown));
            start++;
        }
    }
}

void uc_text_write_safe(const char *text, uc_sink *out)
{
    write_part(text, strlen(text), out);
}

void uc_text_format_cell(const uc_language *language, const uc_column *column,
                         const uc_cell *cell, char *out, size_t out_size)
{
    out[0] = '\0';
    if (cell->kind == UC_CELL_COUNT)
        (void)uc_language_number(language, (double)cell->count, 0, out);
    else if (cell->kind == UC_CELL_REAL && column->kind == UC_COLUMN_SHARE)
        (void)uc_language_percent(language, cell->real, column->decimals, out);
    else if (cell->kind == UC_CELL_REAL)
        (void)uc_language_number(language, cell->real, column->decimals, out);
    else if (cell->kind == UC_CELL_TEXT)
        (void)uc_text_display(cell->text, strlen(cell->text), out_size / 4, out,
                              out_size);
}

/* Width of the word at `text`, and its end. */
static size_t word_width(const char *text, const char **end)
{
    char word[512];
    size_t len = strcspn(text, " \n");

    *end = text + len;
    if (len >= sizeof word)
        return len;
    memcpy(word, text, len);
    word[len] = '\0';
    return uc_text_width(word);
}

void uc_text_write_wrapped(const char *first, const char *text, uc_sink *out)
{
    uc_text_write_wrapped_to(UC_TEXT_WIDTH, first, text, out);
}

void uc_text_write_wrapped_to(size_t width, const char *first, const char *text,
                              uc_sink *out)
{
    const size_t indent = uc_text_width(first);
    size_t used = indent, blanks = 0;

    uc_sink_puts(out, first);
    while (*text != '\0') {
        const char *end;
        const size_t word = word_width(text, &end);

        if (word > 0 && used > indent && used + blanks + word > width) {
            uc_sink_putc(out, '\n');
            uc_sink_repeat(out, " ", indent);
            used = indent;
            blanks = 0;
        }
        if (word > 0) {
            uc_sink_repeat(out, " ", blanks);
            write_part(text, (size_t)(end - text), out);
            used += blanks + word;
            blanks = 0;
        }
        blanks += *end != '\0' && used > indent;
        text = *end == '\0' ? end : end + 1;
    }
    uc_sink_putc(out, '\n');
}

/* All that people see, as strings: title row first, then the rows; NULL for columns
 * that they do not see. */
typedef struct grid {
    char **text; /* (n_rows + 1) x n_columns; owned */
    size_t *width;
    size_t n_rows, n_columns, total;
} grid;

static void grid_clear(grid *g)
{
    size_t i;

    if (g->text != NULL)
        for (i = 0; i < (g->n_rows + 1) * g->n_columns; i++)
            free(g->text[i]);
    free(g->text);
    free(g->width);
}

static char *shown(const uc_table *table, const uc_marks *marks, size_t row, size_t i)
{
    uc_sink sink;
    char *text;

    uc_sink_memory(&sink);
    if (row == 0)
        uc_text_write_safe(table->column[i].title, &sink);
    else
        uc_shown_write(table, marks, row - 1, i, &sink);
    text = uc_sink_take(&sink);
    uc_sink_clear(&sink);
    return text;
}

static bool grid_fill(const uc_table *table, const uc_marks *marks, grid *g)
{
    size_t row, i;

    for (i = 0; i < g->n_columns; i++) {
        if (!uc_shown_column(table, i))
            continue;
        for (row = 0; row <= g->n_rows; row++) {
            char *text = shown(table, marks, row, i);

            if (text == NULL)
                return false;
            g->text[row * g->n_columns + i] = text;
            if (uc_text_width(text) > g->width[i])
                g->width[i] = uc_text_width(text);
        }
        g->total += g->width[i] + (g->total > 0 ? GAP : 0);
    }
    return true;
}

static bool grid_make(const uc_table *table, const uc_marks *marks, grid *g)
{
    memset(g, 0, sizeof *g);
    g->n_rows = uc_table_n_rows(table);
    g->n_columns = table->n_columns;
    g->text = calloc((g->n_rows + 1) * g->n_columns, sizeof *g->text);
    g->width = calloc(g->n_columns, sizeof *g->width);
    return g->text != NULL && g->width != NULL && grid_fill(table, marks, g);
}

static bool is_text_column(const uc_column *column)
{
    return column->kind == UC_COLUMN_TEXT || column->kind == UC_COLUMN_CODE;
}

/* The column shown last, or n_columns. */
static size_t last_shown(const grid *g)
{
    size_t i = g->n_columns;

    while (i > 0 && g->text[i - 1] == NULL)
        i--;
    return i > 0 ? i - 1 : g->n_columns;
}

/* Text to the left, numbers to the right; no blanks at the end of a line. The last
 * column, when it is text, is wrapped. */
static void write_row(const uc_table *table, const grid *g, size_t row, uc_sink *out)
{
    const size_t last = last_shown(g);
    size_t i, owed = 0, at = 0;
    uc_sink line;

    uc_sink_memory(&line);
    for (i = 0; i < g->n_columns; i++) {
        const char *text = g->text[row * g->n_columns + i];
        size_t pad;

        if (text == NULL)
            continue;
        pad = g->width[i] > uc_text_width(text) ? g->width[i] - uc_text_width(text) : 0;
        if (!is_text_column(&table->column[i])) {
            owed += pad;
            pad = 0;
        }
        if (i == last && is_text_column(&table->column[i]) && text[0] != '\0') {
            uc_sink_repeat(&line, " ", owed);
            uc_text_write_wrapped_to(at + owed + g->width[i],
                                     line.text != NULL ? line.text : "", text, out);
            uc_sink_clear(&line);
            return;
        }
        if (text[0] != '\0') {
            uc_sink_repeat(&line, " ", owed);
            uc_sink_puts(&line, text);
            at += owed + uc_text_width(text);
            owed = 0;
        }
        owed += pad + GAP;
    }
    uc_sink_puts(out, line.text != NULL ? line.text : "");
    uc_sink_putc(out, '\n');
    uc_sink_clear(&line);
}

/* Narrows a last column of text so that the grid fits; false when it cannot. */
static bool grid_fit(const uc_table *table, grid *g)
{
    const size_t last = last_shown(g);
    size_t others;

    if (g->total <= UC_TEXT_WIDTH)
        return true;
    if (last == g->n_columns || !is_text_column(&table->column[last]))
        return false;
    others = g->total - g->width[last];
    if (others + MIN_WRAPPED > UC_TEXT_WIDTH)
        return false;
    g->width[last] = UC_TEXT_WIDTH - others;
    g->total = UC_TEXT_WIDTH;
    return true;
}

static void write_grid(const uc_table *table, const grid *g, uc_sink *out)
{
    size_t row;

    write_row(table, g, 0, out);
    uc_sink_repeat(out, "-", g->total);
    uc_sink_putc(out, '\n');
    for (row = 1; row <= g->n_rows; row++)
        write_row(table, g, row, out);
}

/* One block of lines per row, titles in a column of their own. */
static void write_blocks(const uc_table *table, const grid *g, uc_sink *out)
{
    size_t row, i, widest = 0;
    char first[128];

    for (i = 0; i < table->n_columns; i++)
        if (g->text[i] != NULL && uc_text_width(g->text[i]) > widest)
            widest = uc_text_width(g->text[i]);
    if (widest > 60)
        widest = 60;
    for (row = 1; row <= g->n_rows; row++) {
        if (row > 1)
            uc_sink_putc(out, '\n');
        for (i = 0; i < table->n_columns; i++) {
            const char *text = g->text[row * g->n_columns + i];
            size_t pad;

            if (text == NULL || text[0] == '\0')
                continue;
            pad = uc_text_width(g->text[i]) < widest
                      ? widest - uc_text_width(g->text[i])
                      : 0;
            (void)snprintf(first, sizeof first, "  %.60s%*s  ", g->text[i], (int)pad,
                           "");
            uc_text_write_wrapped(first, text, out);
        }
    }
}

static void write_notes(const uc_table *table, const uc_marks *marks, uc_sink *out)
{
    char first[32];
    size_t i;

    for (i = 0; i < marks->n; i++) {
        (void)snprintf(first, sizeof first, "  [%c] ", (char)('a' + i));
        uc_text_write_wrapped(
            first, uc_say(table->language, uc_reason_text(marks->reason[i])), out);
    }
    for (i = 0; i < table->n_footnotes; i++) {
        (void)snprintf(first, sizeof first, "  [%zu] ", i + 1);
        uc_text_write_wrapped(first, table->footnote[i], out);
    }
    for (i = 0; i < table->n_sources; i++) {
        (void)snprintf(first, sizeof first, "  %s",
                       uc_say(table->language, "Source: "));
        uc_text_write_wrapped(first, table->source[i], out);
    }
}

void uc_text_write_table(const uc_table *table, uc_sink *out)
{
    uc_marks marks;
    grid g;

    uc_marks_collect(table, &marks);
    if (!grid_make(table, &marks, &g)) {
        out->status = out->status == UC_OK ? UC_ENOMEM : out->status;
    } else {
        if (table->title != NULL && table->title[0] != '\0') {
            uc_text_write_safe(table->title, out);
            uc_sink_puts(out, "\n\n");
        }
        if (g.n_rows == 0)
            uc_sink_puts(out, "  (no rows)\n");
        else if (grid_fit(table, &g))
            write_grid(table, &g, out);
        else
            write_blocks(table, &g, out);
        write_notes(table, &marks, out);
    }
    grid_clear(&g);
}
