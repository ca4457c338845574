/** @file nuisance.h
 * Regressions of a 0/1 outcome on covariates, fitted on some people and asked for
 * others.
 */
#ifndef UC_DOUBLY_NUISANCE_H
#define UC_DOUBLY_NUISANCE_H

#include "estimators/doubly/doubly.h"

/** People in their canonical order. */
typedef struct uc_doubly_people {
    size_t n, d;
    const double *x;      /* n x d */
    const bool *measure;  /* d */
    const uint32_t *fold; /* n */
} uc_doubly_people;

/** Natural cubic spline basis of one value: its columns after the linear one.
 * @param knot  n_knots ascending distinct values, at least 3.
 * @param out   n_knots - 2 values. */
void uc_spline_basis(double value, const double knot[], size_t n_knots, double out[]);

/** Probabilities of three outcomes for the people of one fold, from those of the
 * others.
 * @param outcome  n x 3, 0 or 1.
 * @param q        n x 3: set for the people of the fold.
 * @param single   There is one fold: fitted on everybody. */
uc_status uc_nuisance_predict(const uc_doubly_people *people, const double outcome[],
                              uint32_t fold, bool single, const uc_doubly_opts *opts,
                              double q[], uc_error *err) UC_MUST_CHECK;

#endif
