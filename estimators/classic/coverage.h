/** @file coverage.h
 * Sample coverage of several lists (Chao & Tsay 1998 JASA 93:283; Chao et al. 2001
 * Statistics in Medicine 20:3123).
 *
 * C, the mean over lists of the share of their people who are on another list too,
 * estimates the coverage; D is the mean over lists of the people not on that list
 * alone. D/C would do for independent lists; the other two estimators allow for
 * dependence between pairs, one for high coverage, one in a single step for low.
 */
#ifndef UC_COVERAGE_H
#define UC_COVERAGE_H

#include "estimators/mse/dense.h"

typedef enum uc_coverage_kind {
    UC_COVERAGE_INDEPENDENT,
    UC_COVERAGE_HIGH,
    UC_COVERAGE_LOW
} uc_coverage_kind;

typedef struct uc_coverage {
    double coverage; /* C, 0 to 1 */
    double d;        /* D, persons */
    double estimate; /* NAN where the formula has no answer, or one below the people */
} uc_coverage;

/** Estimates from a table of 3 or more lists. NAN with an empty list. */
uc_coverage uc_coverage_of(const uc_dense *table, uc_coverage_kind kind);

#endif
