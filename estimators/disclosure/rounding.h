/** @file rounding.h
 * Controlled rounding: every cell to a multiple of the base, and totals still add up.
 *
 * Cells go to the multiple below or above (multiples stay as they are); where no such
 * table exists, one more step is allowed at a price, but 0 stays 0. The sum of changes
 * is minimal. An integer programme; two-way tables need no branching.
 *
 * Ref  Cox & Ernst (1982) INFOR 20:423; Salazar-Gonzalez (2006) Management Science
 *      52:1.
 */
#ifndef UC_ROUNDING_H
#define UC_ROUNDING_H

#include "estimators/disclosure/cells.h"

typedef enum uc_rounding_outcome {
    UC_ROUNDING_NEAREST,   /* below or above everywhere, least sum of changes */
    UC_ROUNDING_WIDER,     /* some cells moved by more than a base */
    UC_ROUNDING_IMPOSSIBLE /* no additive table was found */
} uc_rounding_outcome;

typedef struct uc_rounding_result {
    uc_rounding_outcome outcome;
    double largest_change, sum_of_changes;
    bool proved; /* nothing smaller exists */
} uc_rounding_result;

/** Rounds cells that share their equations.
 * @param base     A whole number, 2 or more. @param rounded  Set on UC_OK, unless
 *                 impossible: one value per cell.
 * @return UC_OK; UC_EINVAL base; UC_ENUMERIC; UC_ENOMEM. */
UC_API uc_status uc_rounding(const uc_cells *cells, double base, double rounded[],
                             uc_rounding_result *result, uc_error *err) UC_MUST_CHECK;

#endif
