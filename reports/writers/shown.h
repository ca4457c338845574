/** @file shown.h
 * What people see of one column of one row: value or interval, with its marks.
 */
#ifndef UC_WRITERS_SHOWN_H
#define UC_WRITERS_SHOWN_H

#include "data/base/sink.h"
#include "reports/table.h"
#include "reports/writers/marks.h"

/** Writes the cell, "low to high" for an interval, "- [a]" for an empty cell, and the
 * number of its footnote in brackets. */
void uc_shown_write(const uc_table *table, const uc_marks *marks, size_t row,
                    size_t column, uc_sink *out);

/** The same as a string; free() it. NULL when memory is short. */
char *uc_shown_text(const uc_table *table, const uc_marks *marks, size_t row,
                    size_t column);

/** True for a column of numbers, which are set to the right. */
bool uc_shown_number(const uc_column *column);

/** True when people see this column and it is not the high end of an interval. */
bool uc_shown_column(const uc_table *table, size_t column);

#endif
