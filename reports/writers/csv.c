/* csv.c - tables as tidy CSV */
#include "reports/writers/csv.h"

#include <inttypes.h>
#include <string.h>

#include "data/base/number.h"

bool uc_csv_is_formula(const char *text)
{
    static const char *const wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
                                       "\xEF\xBC\xA0"}; /* full-width = + - @ */

    if (strchr("\t\r", text[0]) != NULL) /* or nothing at all */
        return text[0] != '\0';
    text += strspn(text, " \t\r\n"); /* some programs skip blanks first */
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (strncmp(text, wide[i], 3) == 0)
            return true;
    return text[0] != '\0' && strchr("=+-@", text[0]) != NULL;
}

void uc_csv_write_field(const char *text, bool guard, uc_sink *out)
{
    const bool apostrophe = guard && uc_csv_is_formula(text);
    const size_t len = strlen(text);
    /* readers take blanks around a bare field for no part of it */
    const bool trimmed = len > 0 && (strchr(" \t", text[0]) != NULL ||
                                     strchr(" \t", text[len - 1]) != NULL);
    const char *at;

    if (!trimmed && strpbrk(text, ",\"\r\n") == NULL) {
        if (apostrophe)
            uc_sink_putc(out, '\'');
        uc_sink_puts(out, text);
        return;
    }
    uc_sink_puts(out, apostrophe ? "\"'" : "\"");
    for (at = text; *at != '\0'; at++) {
        if (*at == '"')
            uc_sink_putc(out, '"');
        uc_sink_putc(out, *at);
    }
    uc_sink_putc(out, '"');
}

static void write_cell(const uc_column *column, const uc_cell *cell, uc_sink *out)
{
    char number[UC_NUMBER_TEXT];

    switch (cell->kind) {
    case UC_CELL_COUNT:
        uc_sink_printf(out, "%" PRIu64, cell->count);
        break;
    case UC_CELL_REAL:
        uc_sink_puts(out, uc_number_format(cell->real, 17, number));
        break;
    case UC_CELL_TEXT:
        uc_csv_write_field(cell->text, column->kind == UC_COLUMN_TEXT, out);
        break;
    case UC_CELL_MISSING:
        break;
    }
}

void uc_csv_write_table(const uc_table *table, uc_sink *out)
{
    const size_t n_rows = uc_table_n_rows(table);
    size_t row, i;

    for (i = 0; i < table->n_columns; i++) {
        if (i > 0)
            uc_sink_putc(out, ',');
        uc_csv_write_field(table->column[i].name, true, out);
    }
    uc_sink_putc(out, '\n');
    for (row = 0; row < n_rows; row++) {
        for (i = 0; i < table->n_columns; i++) {
            if (i > 0)
                uc_sink_putc(out, ',');
            write_cell(&table->column[i], uc_table_cell(table, row, i), out);
        }
        uc_sink_putc(out, '\n');
    }
}

void uc_csv_write_mark(uc_sink *out)
{
    uc_sink_puts(out, "\xEF\xBB\xBF");
}
