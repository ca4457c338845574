/** @file cells.h
 * What disclosure control works on: cells, and the additive equations between them.
 *
 * It knows no tables. Whoever makes tables lists each published number once, however
 * many tables print it, and each equation a reader can write down: a total is the sum
 * of its parts. Linked tables and hierarchies are just more equations.
 */
#ifndef UC_CELLS_H
#define UC_CELLS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"

/** What happens to a cell. */
typedef enum uc_cell_mask {
    UC_CELLS_SHOWN,
    UC_CELLS_PRIMARY,   /* sensitive in itself: never shown */
    UC_CELLS_SECONDARY, /* hidden so that a primary cell cannot be worked out */
    UC_CELLS_KNOWN,     /* public already: can never be hidden */
    UC_CELLS_ABSENT /* in no table: what the published parts of a total leave open */
} uc_cell_mask;

/** What an attacker may at most learn about a primary cell: the interval that is left
 * to him must reach from `low` to `high`, or be `width` wide. */
typedef struct uc_cell_need {
    double low, high; /* low <= value <= high */
    double width;     /* HUGE_VAL: only the first condition counts */
} uc_cell_need;

typedef struct uc_cells {
    double *value;       /* 0 or more */
    double *weight;      /* cost of hiding the cell, 0 or more; usually its value */
    unsigned char *mask; /* uc_cell_mask */
    uc_cell_need *need;  /* of primary cells */
    size_t n, capacity;
    bool whole;    /* values are whole numbers, and an attacker knows it */
    size_t *start; /* equation e has terms start[e] ... start[e+1]-1 */
    size_t *term;  /* cells */
    double *sign;  /* of each term: sum of sign x value is 0 */
    size_t n_equations, equation_capacity, n_terms, term_capacity;
} uc_cells;

/** Adds a cell, shown. @param index  Set to its number; may be NULL.
 * @return UC_OK; UC_EINVAL value or weight is negative or not finite; UC_ENOMEM. */
UC_API uc_status uc_cells_add(uc_cells *cells, double value, double weight,
                              size_t *index, uc_error *err) UC_MUST_CHECK;

/** Adds the equation total = sum of parts. Where a cell is hidden already (a published
 * table that is audited) its value is not looked at.
 * @return UC_OK; UC_EINVAL no parts, or they do not add up; UC_ENOMEM. */
UC_API uc_status uc_cells_sum(uc_cells *cells, size_t total, const size_t parts[],
                              size_t n_parts, uc_error *err) UC_MUST_CHECK;

/** Makes a cell primary with the protection that a threshold rule needs: from a count
 * below k nobody may learn more than that it is 0 ... k-1, or than an interval k wide.
 */
UC_API void uc_cells_protect_count(uc_cells *cells, size_t cell, double k);

/** Makes a cell primary; the attacker's interval must contain value - down and
 * value + up. */
UC_API void uc_cells_protect(uc_cells *cells, size_t cell, double down, double up);

/** Sum of the weights of secondary cells; their number in *n, which may be NULL. */
UC_API double uc_cells_cost(const uc_cells *cells, size_t *n);

/** Whether readers do not see the cell: primary, secondary or absent. */
UC_API bool uc_cells_hidden(const uc_cells *cells, size_t cell);

/** Whether an interval leaves an attacker no better than the need of the cell. */
UC_API bool uc_cells_satisfied(const uc_cell_need *need, double low, double high);

/** Releases everything; zeroed cells are allowed. */
UC_API void uc_cells_clear(uc_cells *cells);

#endif
