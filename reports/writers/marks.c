/* marks.c - footnote marks of the writers for people */
#include "reports/writers/marks.h"

#include <string.h>

char uc_marks_letter(const uc_marks *marks, const char *reason)
{
    size_t i;

    for (i = 0; i < marks->n; i++)
        if (strcmp(marks->reason[i], reason) == 0)
            return (char)('a' + i);
    return '*';
}

void uc_marks_collect(const uc_table *table, uc_marks *marks)
{
    const size_t n_rows = uc_table_n_rows(table);
    size_t row, i;

    marks->n = 0;
    for (row = 0; row < n_rows; row++)
        for (i = 0; i < table->n_columns; i++) {
            const uc_cell *cell = uc_table_cell(table, row, i);

            if (cell->kind == UC_CELL_MISSING && table->column[i].title != NULL &&
                marks->n < UC_MARKS_MAX && uc_marks_letter(marks, cell->reason) == '*')
                marks->reason[marks->n++] = cell->reason;
        }
}

bool uc_marks_is_interval(const uc_table *table, size_t i)
{
    return table->column[i].role == UC_ROLE_LOW && i + 1 < table->n_columns &&
           table->column[i + 1].role == UC_ROLE_HIGH;
}
