/** @file row_table.h
 * Tables of keyed rows from one or more files: what counts, published and population
 * are built on. Their own structs have the fields of uc_row_table with the row type
 * they need.
 */
#ifndef UC_ROW_TABLE_H
#define UC_ROW_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/areas.h"
#include "data/base/faults.h"
#include "data/base/pool.h"
#include "data/base/source.h"
#include "data/base/status.h"
#include "data/row_reader.h"
#include "data/schema.h"

/** Where a text column goes in the row; in the order of the schema's columns. */
typedef struct uc_row_text {
    size_t offset; /* of a const char * member; UC_SCHEMA_ABSENT: not a text column */
    bool key;      /* part of the key, which no two rows may share */
} uc_row_text;

/** The place of a row, for faults about it. */
typedef struct uc_row_place {
    const char *path;
    const uc_csv_record *record;
    const uc_schema_binding *binding;
    uc_faults *faults;
} uc_row_place;

/** Describes a row type. */
typedef struct uc_row_kind {
    const uc_schema *schema; /* its first column is the area's code */
    const uc_row_text *text; /* one per column of the schema */
    const char *noun;        /* "count" */
    const char *key_words;   /* "area, period and sex" */
    size_t row_size;
    size_t file_offset, line_offset; /* of size_t members */
    /* Sets what is not text, texts being set; false when it added a fault. */
    bool (*complete)(void *row, const uc_schema_cell cells[], const uc_row_place *at);
    /* Whether two rows of one key have the same numbers. */
    bool (*same)(const void *a, const void *b);
} uc_row_kind;

/** A table without its row type. */
typedef struct uc_row_table {
    void *row;
    size_t n_rows, capacity;
    uc_row_file *file;
    size_t n_files;
    uc_pool *pool;
} uc_row_table;

/** Appends the rows of one file; see uc_counts_read(). A row whose key an earlier row
 * has is a fault that names both lines. `table` is unchanged when faults were added,
 * except that its pool may have been made or have grown. */
uc_status uc_row_table_read(const uc_row_kind *kind, uc_row_table *table,
                            uc_source *source, const uc_csv_opts *opts,
                            uc_faults *faults, uc_error *err) UC_MUST_CHECK;

/** Adds a fault for every row whose area is not in `areas`. */
void uc_row_table_check_areas(const uc_row_kind *kind, const uc_row_table *table,
                              const uc_areas *areas, uc_faults *faults);

/** Releases everything; a zeroed table is allowed. */
void uc_row_table_clear(uc_row_table *table);

/** Adds a fault about one column of the row at `at`; always false, to be returned. */
bool uc_row_refuse(const uc_row_place *at, size_t schema_column, const char *fmt, ...)
    UC_PRINTF(3, 4);

#endif
