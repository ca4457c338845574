/* markdown.c - tables as Markdown */
#include "reports/writers/markdown.h"

#include <stdlib.h>
#include <string.h>

#include "reports/reasons.h"
#include "reports/writers/shown.h"
#include "reports/writers/text.h"

void uc_markdown_write_text(const char *text, uc_sink *out)
{
    uc_sink safe;
    char *clean, *at;

    uc_sink_memory(&safe);
    uc_text_write_safe(text, &safe);
    clean = uc_sink_take(&safe);
    if (clean == NULL && out->status == UC_OK)
        out->status = UC_ENOMEM;
    for (at = clean; at != NULL && *at != '\0'; at++) {
        if (*at == '<')
            uc_sink_puts(out, "&lt;");
        else if (*at == '>')
            uc_sink_puts(out, "&gt;");
        else if (*at == '&')
            uc_sink_puts(out, "&amp;");
        else if (strchr("\\`*_[]|#~$", *at) != NULL)
            uc_sink_printf(out, "\\%c", *at);
        else
            uc_sink_putc(out, *at);
    }
    free(clean);
    uc_sink_clear(&safe);
}

static void write_shown(const uc_table *table, const uc_marks *marks, size_t row,
                        size_t column, uc_sink *out)
{
    uc_sink cell;
    char *text;

    uc_sink_memory(&cell);
    uc_shown_write(table, marks, row, column, &cell);
    text = uc_sink_take(&cell);
    if (text != NULL)
        uc_markdown_write_text(text, out);
    else if (out->status == UC_OK)
        out->status = UC_ENOMEM;
    free(text);
    uc_sink_clear(&cell);
}

static bool is_number(const uc_column *column)
{
    return column->kind != UC_COLUMN_TEXT && column->kind != UC_COLUMN_CODE;
}

static void write_head(const uc_table *table, uc_sink *out)
{
    size_t i;

    for (i = 0; i < table->n_columns; i++)
        if (uc_shown_column(table, i)) {
            uc_sink_puts(out, "| ");
            uc_markdown_write_text(table->column[i].title, out);
            uc_sink_putc(out, ' ');
        }
    uc_sink_puts(out, "|\n");
    for (i = 0; i < table->n_columns; i++)
        if (uc_shown_column(table, i))
            uc_sink_puts(out, is_number(&table->column[i]) ? "| --: " : "| :-- ");
    uc_sink_puts(out, "|\n");
}

static void write_notes(const uc_table *table, const uc_marks *marks, uc_sink *out)
{
    size_t i;

    if (marks->n + table->n_footnotes + table->n_sources > 0)
        uc_sink_putc(out, '\n');
    for (i = 0; i < marks->n; i++) {
        uc_sink_printf(out, "- \\[%c\\] ", (char)('a' + i));
        uc_markdown_write_text(
            uc_say(table->language, uc_reason_text(marks->reason[i])), out);
        uc_sink_putc(out, '\n');
    }
    for (i = 0; i < table->n_footnotes; i++) {
        uc_sink_printf(out, "- \\[%zu\\] ", i + 1);
        uc_markdown_write_text(table->footnote[i], out);
        uc_sink_putc(out, '\n');
    }
    for (i = 0; i < table->n_sources; i++) {
        uc_sink_printf(out, "- %s", uc_say(table->language, "Source: "));
        uc_markdown_write_text(table->source[i], out);
        uc_sink_putc(out, '\n');
    }
}

void uc_markdown_write_table(const uc_table *table, unsigned level, uc_sink *out)
{
    const size_t n_rows = uc_table_n_rows(table);
    uc_marks marks;
    size_t row, i;

    if (level > 0) {
        uc_sink_repeat(out, "#", level);
        uc_sink_putc(out, ' ');
        uc_markdown_write_text(table->title != NULL ? table->title : "", out);
        uc_sink_puts(out, "\n\n");
    }
    uc_marks_collect(table, &marks);
    write_head(table, out);
    for (row = 0; row < n_rows; row++) {
        for (i = 0; i < table->n_columns; i++)
            if (uc_shown_column(table, i)) {
                uc_sink_puts(out, "| ");
                write_shown(table, &marks, row, i, out);
                uc_sink_putc(out, ' ');
            }
        uc_sink_puts(out, "|\n");
    }
    write_notes(table, &marks, out);
}

/* -- Reports ---------------------------------------------------------------------- */

static void write_item(const uc_block *block, uc_sink *out)
{
    uc_sink_puts(out, "- ");
    if (block->label != NULL && block->label[0] != '\0') {
        uc_sink_puts(out, "**");
        uc_markdown_write_text(block->label, out);
        uc_sink_puts(out, "**: ");
    }
    uc_markdown_write_text(block->text, out);
    uc_sink_putc(out, '\n');
}

static void write_figure(const uc_plot *plot, uc_markdown_figures figures, uc_sink *out)
{
    if (figures == UC_MARKDOWN_PLAIN ||
        (figures == UC_MARKDOWN_PICTURES && plot->png == NULL))
        return;
    uc_sink_puts(out, "\n![");
    uc_markdown_write_text(plot->description, out);
    uc_sink_printf(out, "](figure-%s.%s)\n", plot->name,
                   figures == UC_MARKDOWN_LINKED ? "svg" : "png");
}

static void write_block(const uc_block *block, uc_markdown_figures figures,
                        bool after_heading, uc_sink *out)
{
    switch (block->kind) {
    case UC_BLOCK_HEADING:
        if (!after_heading)
            uc_sink_putc(out, '\n');
        uc_sink_repeat(out, "#", block->level);
        uc_sink_putc(out, ' ');
        uc_markdown_write_text(block->text, out);
        uc_sink_puts(out, "\n\n");
        break;
    case UC_BLOCK_PARAGRAPH:
        if (!after_heading)
            uc_sink_putc(out, '\n');
        uc_markdown_write_text(block->text, out);
        uc_sink_putc(out, '\n');
        break;
    case UC_BLOCK_ITEM:
        write_item(block, out);
        break;
    case UC_BLOCK_TABLE:
        uc_sink_putc(out, '\n');
        uc_markdown_write_table(&block->table, block->level, out);
        break;
    case UC_BLOCK_FIGURE:
        write_figure(&block->plot, figures, out);
        break;
    }
}

void uc_markdown_write_report(const uc_report *report, uc_markdown_figures figures,
                              uc_sink *out)
{
    size_t i;

    uc_sink_puts(out, "# ");
    uc_markdown_write_text(report->title, out);
    uc_sink_putc(out, '\n');
    for (i = 0; i < report->n_blocks; i++)
        write_block(&report->block[i], figures,
                    i > 0 && report->block[i - 1].kind == UC_BLOCK_HEADING, out);
}
