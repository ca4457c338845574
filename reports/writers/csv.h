/** @file csv.h
 * Tables as tidy CSV (RFC 4180 with LF line ends, UTF-8, no byte order mark).
 *
 * Numbers are %.17g in the C locale; a missing cell is empty. A text in a
 * UC_COLUMN_TEXT column that a spreadsheet would take for a formula (it starts with = +
 * - @, a tab or a carriage return) gets an apostrophe in front; columns of the
 * program's own words and of numbers never do.
 */
#ifndef UC_WRITERS_CSV_H
#define UC_WRITERS_CSV_H

#include "data/base/sink.h"
#include "reports/table.h"

/** Writes the header row and every row. */
void uc_csv_write_table(const uc_table *table, uc_sink *out);

/** Writes the byte order mark by which some spreadsheets know UTF-8. */
void uc_csv_write_mark(uc_sink *out);

/** True for text that a spreadsheet would take for a formula: = + - @, also full-width
 * and behind blanks, and what begins with a tab or a carriage return. */
bool uc_csv_is_formula(const char *text);

/** Writes one field, quoted where it must be. @param guard  Free text: see above. */
void uc_csv_write_field(const char *text, bool guard, uc_sink *out);

#endif
