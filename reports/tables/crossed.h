/** @file crossed.h
 * Totals of lists crossed with covariates as tables.
 */
#ifndef UC_TABLES_CROSSED_H
#define UC_TABLES_CROSSED_H

#include "estimators/crossed/crossed_boot.h"
#include "reports/table.h"

/** One group: all, or a level of a covariate. Texts are borrowed. */
typedef struct uc_crossed_row {
    const char *covariate, *group; /* NULL: all */
    uc_crossed_total total;        /* NAN where there is none */
    uc_crossed_boot_one boot;
    const char *status; /* reason code; "ok" */
} uc_crossed_row;

typedef struct uc_crossed_view {
    const char *dataset, *model; /* model in words: "police*shelter, police*sex" */
    const uc_crossed_row *row;
    size_t n_rows;
    double level, criterion;
    const char *criterion_name; /* "bic" or "aic" */
    size_t n_parameters, n_replicates, n_usable;
    uint64_t seed;
    bool proved;
} uc_crossed_view;

void uc_crossed_tidy_table(const uc_crossed_view *view, uc_table *table);
void uc_crossed_total_table(const uc_crossed_view *view, uc_table *table);

#endif
