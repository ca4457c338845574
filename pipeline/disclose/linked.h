/** @file linked.h
 * Several tables as one set of cells and equations.
 *
 * Columns of the same name are the same dimension; where a table does not have one, its
 * numbers are totals over it. Two tables that print one number share its cell.
 */
#ifndef UC_LINKED_H
#define UC_LINKED_H

#include "data/base/faults.h"
#include "data/cross_table.h"
#include "estimators/disclosure/frame.h"
#include "estimators/disclosure/primary.h"

/** What a code is part of: "Ba" of "B" in column V1. Borrowed texts. */
typedef struct uc_linked_part {
    const char *dimension, *part, *total;
} uc_linked_part;

typedef struct uc_linked_opts {
    const char
        *total; /* word for a total; NULL: total, all, tot in any case, or blank */
    const uc_linked_part *part;
    size_t n_parts;
    double
        audit; /* above 0: hidden counts are below this; their values are not known */
    bool add_totals; /* also those that the tables do not print */
} uc_linked_opts;

typedef struct uc_linked_dimension {
    const char *name;
    const char **code; /* code 0 is the total */
    size_t n_codes, capacity;
} uc_linked_dimension;

/** Where the number of a row is. */
typedef struct uc_linked {
    uc_linked_dimension dimension[UC_FRAME_MAX_DIMENSIONS];
    uc_frame frame;
    size_t **cell; /* per table, per row */
    size_t n_tables;
    bool *hidden;      /* per cell: hidden in the tables as read */
    double *largest;   /* per cell: up to 11 largest contributions; NULL: no values */
    size_t *n_largest; /* per cell */
    double *sum;       /* per cell: of contributions */
    size_t room;       /* cells there is room for in the three */
} uc_linked;

#define UC_LINKED_LARGEST 11

/** Makes cells and equations of tables (borrowed, and must outlive the result). Rows of
 * one cell must agree, rows of records add up. Totals that are not the sum of their
 * parts are faults.
 * @param linked  Zeroed; uc_linked_clear() it, also on failure. */
uc_status uc_linked_make(const uc_cross_table tables[], size_t n_tables,
                         const uc_linked_opts *opts, uc_faults *faults,
                         uc_linked *linked, uc_error *err) UC_MUST_CHECK;

/** Marks the sensitive cells. */
void uc_linked_apply(uc_linked *linked, const uc_primary_rules *rules);

/** The name of a code of a cell; "total" for the total. */
const char *uc_linked_code(const uc_linked *linked, size_t cell, size_t dimension);

void uc_linked_clear(uc_linked *linked);

#endif
