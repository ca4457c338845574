/* shown.c - what people see of a cell */
#include "reports/writers/shown.h"

#include <string.h>

#include "reports/writers/text.h"

bool uc_shown_column(const uc_table *table, size_t column)
{
    if (table->column[column].title == NULL)
        return false;
    return column == 0 || !uc_marks_is_interval(table, column - 1);
}

static void write_one(const uc_table *table, const uc_column *column,
                      const uc_cell *cell, const uc_marks *marks, uc_sink *out)
{
    char number[UC_LANGUAGE_NUMBER];

    if (cell->kind == UC_CELL_TEXT) {
        uc_text_write_safe(cell->text, out);
    } else if (cell->kind == UC_CELL_MISSING) {
        uc_sink_printf(out, "- [%c]", uc_marks_letter(marks, cell->reason));
    } else {
        uc_text_format_cell(table->language, column, cell, number, sizeof number);
        uc_sink_puts(out, number);
    }
}

static bool both_missing_alike(const uc_cell *low, const uc_cell *high)
{
    return low->kind == UC_CELL_MISSING && high->kind == UC_CELL_MISSING &&
           strcmp(low->reason, high->reason) == 0;
}

void uc_shown_write(const uc_table *table, const uc_marks *marks, size_t row,
                    size_t column, uc_sink *out)
{
    const uc_cell *cell = uc_table_cell(table, row, column);
    size_t footnote = cell->footnote;

    write_one(table, &table->column[column], cell, marks, out);
    if (uc_marks_is_interval(table, column)) {
        const uc_cell *high = uc_table_cell(table, row, column + 1);

        if (!both_missing_alike(cell, high)) {
            uc_sink_printf(out, " %s ", uc_say(table->language, "to"));
            write_one(table, &table->column[column + 1], high, marks, out);
        }
        if (footnote == 0)
            footnote = high->footnote;
    }
    if (footnote != 0)
        uc_sink_printf(out, " [%zu]", footnote);
}

char *uc_shown_text(const uc_table *table, const uc_marks *marks, size_t row,
                    size_t column)
{
    uc_sink sink;
    char *text;

    uc_sink_memory(&sink);
    uc_shown_write(table, marks, row, column, &sink);
    text = uc_sink_take(&sink);
    uc_sink_clear(&sink);
    return text;
}

bool uc_shown_number(const uc_column *column)
{
    return column->kind != UC_COLUMN_TEXT && column->kind != UC_COLUMN_CODE;
}
