/** @file marks.h
 * Footnote marks shared by the writers for people: numbers for footnotes of the table,
 * letters for the reasons of empty cells.
 */
#ifndef UC_WRITERS_MARKS_H
#define UC_WRITERS_MARKS_H

#include <stddef.h>

#include "reports/table.h"

#define UC_MARKS_MAX 26

/** Reasons of a table's visible empty cells in order of first appearance. */
typedef struct uc_marks {
    const char *reason[UC_MARKS_MAX]; /* borrowed from the cells */
    size_t n;
} uc_marks;

/** Collects the reasons of cells in columns that people see. */
void uc_marks_collect(const uc_table *table, uc_marks *marks);

/** Returns the letter of a reason, 'a' to 'z'; '*' when there were more. */
char uc_marks_letter(const uc_marks *marks, const char *reason);

/** True when column `i` is the low end of an interval whose high end follows. */
bool uc_marks_is_interval(const uc_table *table, size_t i);

#endif
