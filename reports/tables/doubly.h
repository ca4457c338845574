/** @file doubly.h
 * Totals by the doubly robust estimator as a table.
 */
#ifndef UC_TABLES_DOUBLY_H
#define UC_TABLES_DOUBLY_H

#include "estimators/doubly/doubly.h"
#include "reports/table.h"

/** One pair of lists by one kind of regression; texts are borrowed. */
typedef struct uc_doubly_row {
    const char *list1, *list2;
    uc_nuisance nuisance;
    uc_doubly_result result;
} uc_doubly_row;

typedef struct uc_doubly_view {
    const char *dataset;
    const uc_doubly_row *row;
    size_t n_rows, n_folds;
    double level;
    uint64_t seed;
} uc_doubly_view;

void uc_doubly_tidy_table(const uc_doubly_view *view, uc_table *table);
void uc_doubly_total_table(const uc_doubly_view *view, uc_table *table);

#endif
