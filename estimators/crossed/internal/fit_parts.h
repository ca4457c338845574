/** @file fit_parts.h
 * What the parts of a fit of lists and covariates share.
 */
#ifndef UC_CROSSED_FIT_PARTS_H
#define UC_CROSSED_FIT_PARTS_H

#include "estimators/crossed/crossed.h"

/** A pivot smaller than this share of its diagonal is of a dependent column. */
#define UC_CROSSED_PIVOT 1e-10

/** Histories, nobody's among them. */
static inline size_t uc_crossed_width(const uc_crossed_fit *fit)
{
    return (size_t)1 << fit->table->n_lists;
}

/** Level of covariate c at a combination; the last covariate turns fastest. */
size_t uc_crossed_level_at(const uc_crossed_table *table, size_t cell, size_t c);

/** Whether a term is in the model fitted last. */
bool uc_crossed_in_model(const uc_crossed_fit *fit, size_t term);

/** Finds fit->active and fit->mask of a combination, ascending. @return how many. */
size_t uc_crossed_active(uc_crossed_fit *fit, size_t cell);

/** Score and information at the means. */
void uc_crossed_derive(uc_crossed_fit *fit);

#endif
