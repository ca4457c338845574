/** @file table.h
 * Typed tables: what every writer renders and every result becomes.
 *
 * A table has columns (name for data formats, title for people, kind, role), cells that
 * are a count, a real, a text or missing with a reason code, footnotes and sources. It
 * knows no format. Building it is a sequence of calls that cannot be interrupted: the
 * first failure is kept, later calls do nothing, and uc_table_finish() reports it.
 *
 * Cells are added row by row in the order of the columns; a row ends by itself when
 * every column has its cell.
 */
#ifndef UC_TABLE_H
#define UC_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "reports/language.h"

/** What the numbers of a column are; data formats write them in full, people see them
 * rounded. Percent and grouping exist only there. */
typedef enum uc_column_kind {
    UC_COLUMN_TEXT,  /* free text: guarded against spreadsheet formulas in CSV */
    UC_COLUMN_CODE,  /* a word of this program's own: never guarded */
    UC_COLUMN_COUNT, /* whole number */
    UC_COLUMN_REAL,  /* number; people see `decimals` digits after the point */
    UC_COLUMN_SHARE  /* in [0, 1]; people see percent with `decimals` digits */
} uc_column_kind;

/** A LOW column is followed by its HIGH; people see both as one interval column. */
typedef enum uc_column_role { UC_ROLE_PLAIN, UC_ROLE_LOW, UC_ROLE_HIGH } uc_column_role;

typedef struct uc_column {
    const char *name;  /* in data formats: "conf.low" */
    const char *title; /* for people: "95% interval"; NULL: people do not see it */
    uc_column_kind kind;
    uc_column_role role;
    int decimals; /* for people, 0 to 15 */
} uc_column;

typedef enum uc_cell_kind {
    UC_CELL_MISSING,
    UC_CELL_COUNT,
    UC_CELL_REAL,
    UC_CELL_TEXT
} uc_cell_kind;

typedef struct uc_cell {
    uc_cell_kind kind;
    uint64_t count;
    double real;
    char *text;         /* owned */
    const char *reason; /* of a missing cell: a static code of reports/reasons.h */
    size_t footnote;    /* 1-based number of a footnote; 0: none */
} uc_cell;

typedef struct uc_table {
    char *name;                  /* for file and sheet names: "gap" */
    char *title;                 /* for people */
    const uc_language *language; /* of what people read; NULL: English */
    uc_column *column;           /* names and titles owned by the table */
    size_t n_columns;
    uc_cell *cell; /* n_cells, row by row */
    size_t n_cells, cell_capacity;
    char **footnote;
    size_t n_footnotes;
    char **source;
    size_t n_sources;
    uc_status status; /* sticky */
} uc_table;

/** Prepares an empty table. Both texts are copied. */
void uc_table_init(uc_table *table, const char *name, const char *title);

/** Releases everything; a zeroed table is allowed. */
void uc_table_clear(uc_table *table);

/** Copies a table whole. @param copy Set; its status says when memory was short. */
void uc_table_copy(const uc_table *table, uc_table *copy);

/** Adds columns, before the first cell. Names and titles are copied. */
void uc_table_add_columns(uc_table *table, const uc_column columns[], size_t n_columns);

/** Adds a text cell; NULL is missing with the reason "not_given". */
void uc_table_text(uc_table *table, const char *text);
void uc_table_count(uc_table *table, uint64_t count);

/** Adds a number, or a missing cell with `reason` when it is not finite. */
void uc_table_real(uc_table *table, double value, const char *reason);
void uc_table_missing(uc_table *table, const char *reason);

/** Adds a footnote, or finds the same text among those there.
 * @return its 1-based number; 0 when the table has failed. */
size_t uc_table_footnote(uc_table *table, const char *text);

/** Ties footnote `number` to the cell added last. */
void uc_table_mark(uc_table *table, size_t number);

/** Adds a source line unless the same text is there. */
void uc_table_source(uc_table *table, const char *text);

/** Says title and column titles in a language; writers for people follow it in numbers
 * and reasons. Names of columns, for programs, stay. */
void uc_table_say(uc_table *table, const uc_language *language);

size_t uc_table_n_rows(const uc_table *table);
const uc_cell *uc_table_cell(const uc_table *table, size_t row, size_t column);

/** Reports the first failure.
 * @return UC_OK; UC_EINVAL cells do not fill whole rows; UC_ENOMEM. */
uc_status uc_table_finish(const uc_table *table, uc_error *err) UC_MUST_CHECK;

#endif
