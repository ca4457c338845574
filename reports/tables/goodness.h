/** @file goodness.h
 * Fit of models, and histories over time.
 */
#ifndef UC_TABLES_GOODNESS_H
#define UC_TABLES_GOODNESS_H

#include "data/capture_table.h"
#include "estimators/trust/drift.h"
#include "estimators/trust/goodness.h"
#include "reports/table.h"

/** One fit among several. */
typedef struct uc_goodness_row {
    const char *stratum; /* or NULL */
    const uc_estimate *estimate;
    const uc_goodness *fit; /* NULL: the method has no log-linear model */
} uc_goodness_row;

/** Deviance, Pearson's statistic and their p values. */
void uc_goodness_table(const uc_goodness_row rows[], size_t n, uc_table *table);

/** Every history of every fit: observed, expected, Anscombe residual; the largest first
 * where `largest` is not 0, and no more than that of each. */
void uc_residual_table(const uc_goodness_row rows[], size_t n,
                       const uc_capture_set *set, size_t largest, uc_table *table);

/** People and shares on each list, by period; strata of the set are periods. */
void uc_periods_table(const uc_capture_set *set, uc_table *table);

/** Tests of steady histories. */
void uc_drift_table(const uc_drift *drift, const uc_capture_set *set, uc_table *table);

#endif
