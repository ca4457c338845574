/** @file gap_lines.h
 * Comparisons as a screen shows them: one line each, under one heading.
 */
#ifndef UC_TABLES_GAP_LINES_H
#define UC_TABLES_GAP_LINES_H

#include <stddef.h>

#include "data/base/sink.h"
#include "reports/tables/gap.h"

/** Writes the heading and one line for each of the first max_lines rows that have both
 * numbers: what is compared, identified, estimated with its interval, share, one in how
 * many. Lines take at most 100 columns; long names are cut with "...".
 * @return how many rows have both numbers. */
size_t uc_gap_write_lines(const uc_gap_row rows[], size_t n_rows, size_t max_lines,
                          uc_sink *out);

#endif
