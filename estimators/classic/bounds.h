/** @file bounds.h
 * Closed forms in the numbers of captures and of histories.
 */
#ifndef UC_BOUNDS_H
#define UC_BOUNDS_H

#include <stdbool.h>

#include "estimators/mse/dense.h"

/** Hidden persons with a standard error of the whole; NAN where the formula has no
 * answer. */
typedef struct uc_closed_form {
    double hidden, std_error;
} uc_closed_form;

/** Persons on exactly k lists, k = 0 ... n_lists, into n_lists + 1 values. */
void uc_capture_frequencies(const uc_dense *table, double f[]);

/** Chao's lower bound a f1^2/(2 f2), a = (t-1)/t; corrected a f1(f1-1)/(2(f2+1)). A
 * bound only where all lists are equally likely to hold a person. Chao (1987)
 * Biometrics 43:783. NAN without anybody on two lists, unless corrected. */
uc_closed_form uc_chao_bound(const uc_dense *table, bool corrected);

/** Zelterman's n/(1 - exp(-2 f2/f1)); for lists under the same condition. Zelterman
 * (1988) J. Statist. Plann. Inference 18:225; variance Bohning (2008) Statistical
 * Methodology 5:411. NAN without f1 or f2. */
uc_closed_form uc_zelterman(const uc_dense *table);

/** No interaction of all lists together: product of the counts of histories with an odd
 * number of lists over that of those with an even one. Fienberg (1972) Biometrika
 * 59:591. NAN with an empty history. */
uc_closed_form uc_no_highest_order(const uc_dense *table);

#endif
