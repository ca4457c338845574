/** @file frame.h
 * From coordinates to cells: the numbers of linked and hierarchical tables.
 *
 * A number stands at one code of every dimension ("all" is a code too). A split says
 * that a code is the sum of others: all = men + women, a region = its countries; a code
 * may be split in several ways. Two tables that print the number of the same place
 * share one cell. From the splits follow the equations.
 */
#ifndef UC_FRAME_H
#define UC_FRAME_H

#include "estimators/disclosure/cells.h"

#define UC_FRAME_MAX_DIMENSIONS 12

typedef struct uc_frame_split {
    size_t dimension, total;
    size_t *part; /* codes; owned */
    size_t n_parts;
} uc_frame_split;

/** Zeroed but for n_dimensions: empty. */
typedef struct uc_frame {
    size_t n_dimensions;
    bool open; /* a total may have parts that no split names */
    uc_cells cells;
    size_t *code; /* n x n_dimensions */
    size_t capacity;
    size_t *slot; /* hash table of cell + 1 */
    size_t n_slots;
    uc_frame_split *split;
    size_t n_splits, split_capacity;
} uc_frame;

/** A total that its parts do not make. */
typedef struct uc_frame_mismatch {
    size_t total; /* cell */
    size_t dimension;
    double parts;            /* sum of the parts that are there */
    size_t n_there, n_parts; /* parts that have a number, of how many */
} uc_frame_mismatch;

/** Finds the cell at `code`, or adds it with this value and weight.
 * @param is_new  Set to whether it was added; a cell that was there is left alone. */
UC_API uc_status uc_frame_add(uc_frame *frame, const size_t code[], double value,
                              double weight, size_t *cell, bool *is_new,
                              uc_error *err) UC_MUST_CHECK;

/** Returns the cell at `code`, or SIZE_MAX. */
UC_API size_t uc_frame_find(const uc_frame *frame, const size_t code[]);

/** Says that `total` is the sum of the parts; copied. */
UC_API uc_status uc_frame_add_split(uc_frame *frame, size_t dimension, size_t total,
                                    const size_t parts[], size_t n_parts,
                                    uc_error *err) UC_MUST_CHECK;

/** Adds the cells of totals that have no number but whose parts all or partly do, as
 * the sum of those: what readers would add up themselves. */
UC_API uc_status uc_frame_add_totals(uc_frame *frame, uc_error *err) UC_MUST_CHECK;

/** Makes the equations. Where parts have no number the rest of the total becomes an
 * absent cell. A total smaller than its parts, or with all parts there and another sum,
 * has no equation and is reported.
 * @param mismatch  Set on UC_OK to the reported ones; free() it. */
UC_API uc_status uc_frame_equations(uc_frame *frame, uc_frame_mismatch **mismatch,
                                    size_t *n_mismatches, uc_error *err) UC_MUST_CHECK;

UC_API void uc_frame_clear(uc_frame *frame);

#endif
