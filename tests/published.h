/** @file published.h
 * Shipped capture tables for tests of the engine, read without the program's readers.
 */
#ifndef UC_TESTS_PUBLISHED_H
#define UC_TESTS_PUBLISHED_H

#include <stddef.h>

#include "data/capture_table.h"
#include "estimators/mse/dense.h"

/** Loads data/sets/NAME/NAME.csv: 0/1 columns and a last column of counts, no stratum
 * columns. Ends the test run when the file cannot be read. Free with uc_dense_free().
 */
uc_dense published_table(const char *name);

/** The same as a capture table. Free with uc_capture_table_clear(). */
uc_capture_table published_capture(const char *name);

/** A spread-out table as a capture table. Free with uc_capture_table_clear(). */
uc_capture_table published_sparse(const uc_dense *dense);

/** Loads the strata of a set whose columns are n_lists lists, then stratum columns,
 * then the count, in order of first appearance; at most n_most. @return Their number.
 */
size_t published_strata(const char *name, unsigned n_lists, uc_dense strata[],
                        size_t n_most);

/** Reads the next comma-separated field of *line, quotes removed; NULL at its end. The
 * line is changed. */
char *published_field(char **line);

#endif
