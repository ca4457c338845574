/** @file cross_table.h
 * Published tables in long form: columns of codes, and one column of counts.
 *
 * The count column is the one named, or count, n, freq or frequency in any case; every
 * other column that is not named to be left out is a dimension. A table in which counts
 * are hidden already has blank cells, or "x", "*", ".." or "suppressed", there.
 */
#ifndef UC_CROSS_TABLE_H
#define UC_CROSS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/faults.h"
#include "data/base/pool.h"
#include "data/base/source.h"
#include "data/base/status.h"
#include "data/csv_reader.h"

#define UC_CROSS_MAX_DIMENSIONS 12

/** How to read; a zeroed struct is the default. All pointers are borrowed. */
typedef struct uc_cross_opts {
    const char *count;     /* NULL: found as above */
    const char *const *by; /* dimensions; NULL: every other column */
    size_t n_by;
    const char *value; /* column of a magnitude, then each row is one contributor */
    bool hidden;       /* counts may be hidden */
    bool records;      /* a file without a count column has one record a row */
} uc_cross_opts;

typedef struct uc_cross_row {
    const char **code; /* one per dimension, trimmed; owned; the texts are pooled */
    uint64_t count;
    double value; /* NAN: no such column */
    bool hidden;
    size_t line;
} uc_cross_row;

/** Zeroed: empty. */
typedef struct uc_cross_table {
    char *path;
    char sha256[UC_SHA256_HEX];
    const char *dimension[UC_CROSS_MAX_DIMENSIONS]; /* names, pooled */
    size_t n_dimensions;
    size_t count_column; /* 1-based; 0: records */
    uc_cross_row *row;
    size_t n_rows, capacity;
    uc_pool *pool;
} uc_cross_table;

/** Reads a table from an open source (borrowed).
 * @param table  Set on UC_OK when no fault was added; uc_cross_table_clear() it.
 * @return UC_OK also when faults were added; UC_ENOMEM. */
UC_API uc_status uc_cross_table_read(uc_source *source, const uc_cross_opts *opts,
                                     uc_faults *faults, uc_cross_table *table,
                                     uc_error *err) UC_MUST_CHECK;

UC_API void uc_cross_table_clear(uc_cross_table *table);

#endif
