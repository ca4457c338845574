/** @file layout.h
 * From a model to what is fitted: terms with people, cells that are kept.
 *
 * A term nobody is on together is estimated at minus infinity (extended maximum
 * likelihood, Fienberg & Rinaldo 2012): it and every cell above it are left out; it
 * still counts as a parameter.
 */
#ifndef UC_LAYOUT_H
#define UC_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "estimators/mse/dense.h"
#include "estimators/mse/newton.h"

/** Room for a layout, sized by its owner. */
typedef struct uc_layout {
    uint32_t *term;    /* room for the intercept and every term; finite ones first */
    double *keep;      /* n_cells */
    size_t n_terms;    /* intercept and terms with people */
    size_t n_boundary; /* terms nobody is on */
    size_t n_kept;     /* cells kept */
} uc_layout;

/** Lays out the model of the given terms (n_terms masks without the intercept). Terms
 * that structural zeros leave without a cell are no parameters and are left out. */
void uc_layout_set(uc_layout *layout, const uc_dense *table, const uint32_t terms[],
                   size_t n_terms);

/** Marks the cells kept when the given terms are at minus infinity: 1 for cells above
 * none of them, 0 for the others and for cell 0. @param keep n_cells values. */
void uc_layout_cells(const uc_dense *table, const uint32_t empty[], size_t n_empty,
                     double keep[]);

/** The model as the Newton engine takes it; borrowed from the layout. */
uc_newton_model uc_layout_model(const uc_layout *layout);

#endif
