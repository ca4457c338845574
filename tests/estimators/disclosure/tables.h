/** @file tables.h
 * Tables of records for tests of disclosure control, read without the program's
 * readers, and random tables.
 */
#ifndef UC_TESTS_DISCLOSURE_TABLES_H
#define UC_TESTS_DISCLOSURE_TABLES_H

#include "estimators/disclosure/frame.h"

#define TABLES_MAX_CODES 32

/** Records counted by up to four columns, with all totals and equations. */
typedef struct counted {
    uc_frame frame;
    char name[4][TABLES_MAX_CODES][24]; /* of each code */
    size_t n_codes[4];
    double *sum;     /* of the value column, per cell */
    double *largest; /* two largest values, per cell */
} counted;

/** Counts the records of a file whose first n_dimensions columns are codes.
 * @param tree   Says which code of a column is under which: "Ba" under "B", by name;
 *               every code under "Tot" at last. NULL: all directly.
 * @param value  Column of the magnitude, from 0; SIZE_MAX: none. */
void tables_count(const char *path, size_t n_dimensions, const char *tree[][2],
                  size_t n_tree, size_t value, counted *made);
void tables_clear(counted *made);

/** The cell at these names. */
size_t tables_cell(const counted *made, const char *const names[]);

/** A random table of `rows` x `columns` x `layers` counts with all totals. `seed` says
 * which. */
void tables_random(unsigned seed, size_t rows, size_t columns, size_t layers,
                   double zero_share, unsigned largest, uc_frame *frame);

#endif
