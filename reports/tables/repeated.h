/** @file repeated.h
 * Totals from repeated counts on one list, their models and residuals, as tables.
 */
#ifndef UC_TABLES_REPEATED_H
#define UC_TABLES_REPEATED_H

#include <stdint.h>

#include "estimators/repeated/repeated_boot.h"
#include "estimators/repeated/repeated_check.h"
#include "reports/table.h"

/** What was found by one model; everything borrowed. */
typedef struct uc_repeated_model_view {
    const uc_repeated_fit *fit;
    const uc_repeated_boot *boot; /* NULL: not asked for, or no estimate */
    const uc_repeated_test *test; /* NULL: not Poisson, or no estimate */
} uc_repeated_model_view;

typedef struct uc_repeated_view {
    const char *dataset;
    const uc_repeated_data *data;
    const uc_repeated_model_view *model;
    size_t n_models;
    double level;
    uint64_t seed;
} uc_repeated_view;

/** Every number of every total, of all and of each level: for CSV and JSON.
 * @param n  Views, one data set each. */
void uc_repeated_tidy_table(const uc_repeated_view view[], size_t n, uc_table *table);

/** Totals for people. */
void uc_repeated_total_table(const uc_repeated_view *view, uc_table *table);

/** Likelihood, criteria, shape and the test of each model. */
void uc_repeated_model_table(const uc_repeated_view *view, uc_table *table);

/** Coefficients of each model with an estimate. */
void uc_repeated_coefficient_table(const uc_repeated_view *view, uc_table *table);

/** How often people were counted, beside what each model expects: observed, expected,
 * Pearson's residual. The second also by every level. */
void uc_repeated_residual_table(const uc_repeated_view *view, uc_table *table);
void uc_repeated_group_residual_table(const uc_repeated_view *view, uc_table *table);

#endif
