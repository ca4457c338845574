/** @file schema.h
 * Declarations of columns, so that a reader is mostly a table.
 *
 * Names are matched exactly. A required column that is missing, a column given twice
 * under two of its names, and a column that is unknown but nearly the name of a missing
 * optional one are faults; other unknown columns are kept or left aside as the schema
 * says.
 */
#ifndef UC_SCHEMA_H
#define UC_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/faults.h"
#include "data/base/status.h"
#include "data/csv_reader.h"

#define UC_SCHEMA_MAX_COLUMNS 16
#define UC_SCHEMA_MAX_ALIASES 5
#define UC_SCHEMA_ABSENT      ((size_t)-1)

typedef enum uc_schema_kind {
    UC_SCHEMA_TEXT,  /* any text */
    UC_SCHEMA_CODE,  /* a short key, trimmed; as UC_SCHEMA_TEXT otherwise */
    UC_SCHEMA_COUNT, /* uc_number_count() */
    UC_SCHEMA_REAL,  /* uc_number_real() */
    UC_SCHEMA_FLAG   /* 0 or 1 */
} uc_schema_kind;

typedef struct uc_schema_column {
    const char *name;
    const char *alias[UC_SCHEMA_MAX_ALIASES + 1]; /* ends at the first NULL */
    uc_schema_kind kind;
    bool required; /* the column must exist */
    bool filled;   /* no cell of it may be blank */
    double min;    /* least value of a count or real; -HUGE_VAL: none */
} uc_schema_column;

typedef enum uc_schema_unknown {
    UC_SCHEMA_IGNORE, /* left aside, but listed */
    UC_SCHEMA_KEEP    /* handed on as text */
} uc_schema_unknown;

typedef struct uc_schema {
    const uc_schema_column *column;
    size_t n_columns; /* up to UC_SCHEMA_MAX_COLUMNS */
    uc_schema_unknown unknown;
} uc_schema;

/** Where the columns of a schema are in one file. */
typedef struct uc_schema_binding {
    size_t field[UC_SCHEMA_MAX_COLUMNS]; /* 0-based field, or UC_SCHEMA_ABSENT */
    size_t *other;                       /* fields that are no column; owned */
    size_t n_other;
} uc_schema_binding;

typedef struct uc_schema_cell {
    const char *text; /* trimmed; "" when blank or the column is absent; borrowed */
    size_t len;
    bool given;     /* the column exists and the cell is not blank */
    uint64_t count; /* UC_SCHEMA_COUNT and UC_SCHEMA_FLAG, when given */
    double real;    /* UC_SCHEMA_REAL, when given; else NAN */
} uc_schema_cell;

/** Finds the columns in a header. Every fault is added.
 * @param path     For the faults.
 * @param binding  Set on UC_OK, also with faults; uc_schema_unbind() it.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_schema_bind(const uc_schema *schema, const uc_csv_record *header,
                         const char *path, uc_faults *faults,
                         uc_schema_binding *binding, uc_error *err) UC_MUST_CHECK;

/** Releases a binding; a zeroed one is allowed. */
void uc_schema_unbind(uc_schema_binding *binding);

/** Converts the cells of a record, schema->n_columns of them. Every fault is added.
 * @return true when all cells are good. */
bool uc_schema_cells(const uc_schema *schema, const uc_schema_binding *binding,
                     const uc_csv_record *record, const uc_csv_opts *opts,
                     const char *path, uc_faults *faults, uc_schema_cell cells[]);

/** Reads one count, adding the fault in the words all readers share:
 * "count '-2' must be a whole number, 0 or more".
 * @param name   Of the column.
 * @param value  Set when true is returned. */
bool uc_schema_count(const char *name, const uc_csv_field *field, size_t column,
                     const uc_csv_opts *opts, const char *path, uc_faults *faults,
                     uint64_t *value);

/** Appends "; did you mean 'X'?" for the name nearest to `word`, or nothing.
 * @return `out`. */
char *uc_schema_advice(const char *word, const char *const names[], size_t n_names,
                       char *out, size_t out_size);

#endif
