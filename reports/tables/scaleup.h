/** @file scaleup.h
 * Sizes by network scale-up as tables: for people, tidy, and the check on groups of
 * known size.
 */
#ifndef UC_TABLES_SCALEUP_H
#define UC_TABLES_SCALEUP_H

#include <stddef.h>

#include "estimators/network/scaleup.h"
#include "reports/table.h"

/** One group. Texts are borrowed. */
typedef struct uc_scaleup_row {
    const char *name;         /* of the column */
    const char *const *group; /* one per column of `by`; an entry NULL: all */
    uc_scaleup_estimate e;
    double low, high;
    double known;       /* its true size, for the check; else NAN */
    const char *method; /* of the interval */
} uc_scaleup_row;

/** What the rows belong to; borrowed. */
typedef struct uc_scaleup_view {
    const char *dataset;
    const char *const *by; /* columns that group the respondents */
    size_t n_by;
    double level, population;
    const uc_scaleup_row *row;
    size_t n_rows;
    const uc_scaleup_row *check; /* each known group left out */
    size_t n_checks;
} uc_scaleup_view;

/** Fills the table for people. */
void uc_scaleup_table(const uc_scaleup_view *view, uc_table *table);

/** Fills the table of known groups estimated from the others. */
void uc_scaleup_check_table(const uc_scaleup_view *view, uc_table *table);

/** Fills the tidy table over n views: estimates, then checks. A view that is not
 * grouped by a column of another has "all groups" there. */
void uc_scaleup_tidy_table(const uc_scaleup_view view[], size_t n, uc_table *table);

#endif
