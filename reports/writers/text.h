/** @file text.h
 * Tables as aligned text for a terminal, at most UC_TEXT_WIDTH columns wide.
 */
#ifndef UC_WRITERS_TEXT_H
#define UC_WRITERS_TEXT_H

#include "data/base/sink.h"
#include "reports/table.h"

#define UC_TEXT_WIDTH 96

/** Writes title, table, footnotes and sources. A table too wide for the width is
 * written as one block of "title  value" lines per row. A missing cell is "-" with a
 * letter that the lines under the table explain. */
void uc_text_write_table(const uc_table *table, uc_sink *out);

/** Writes `text` wrapped at words to UC_TEXT_WIDTH; the first line begins with `first`,
 * the others with as many blanks. Ends with a newline. */
void uc_text_write_wrapped(const char *first, const char *text, uc_sink *out);

/** As uc_text_write_wrapped(), to another width. */
void uc_text_write_wrapped_to(size_t width, const char *first, const char *text,
                              uc_sink *out);

/** Writes `text` with a blank for every control character and for what turns the
 * direction of writing around; bytes that are not UTF-8 as \xE9. */
void uc_text_write_safe(const char *text, uc_sink *out);

/** Formats a cell as people read it, without footnote marks: grouped, rounded, percent.
 * @param out  out_size bytes, at least UC_LANGUAGE_NUMBER. */
void uc_text_format_cell(const uc_language *language, const uc_column *column,
                         const uc_cell *cell, char *out, size_t out_size);

#endif
