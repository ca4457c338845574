/** @file survey.h
 * Estimates from a survey: what to read, and the tidy table.
 */
#ifndef UC_TABLES_SURVEY_H
#define UC_TABLES_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reports/table.h"

/** One estimate. Texts are borrowed. A number that does not exist is NAN. */
typedef struct uc_survey_row {
    const char *statistic; /* proportion, mean, total, ratio, quantile, ... */
    const char *variable, *level;
    const char *const *group; /* one per column of `by`; an entry NULL: all */
    uint64_t n, events;       /* respondents; of these, with the status */
    bool counts_events;
    double estimate, se, low, high;
    double df, deff, probability;
    bool has_rate;
    double persons, persons_se, persons_low, persons_high;
    double psu_limit;   /* without events in a cluster sample: the limit by units */
    const char *method; /* of the interval */
    const char *status; /* a reason code; "ok" */
    bool withheld;
} uc_survey_row;

/** What the rows belong to; borrowed. */
typedef struct uc_survey_view {
    const char *dataset;
    const char *const *by; /* columns that group */
    size_t n_by;
    double level, per;
    size_t min_events;
    const uc_survey_row *row;
    size_t n_rows;
} uc_survey_view;

/** Fills the tidy table over n views: every number, for CSV and JSON. A view that is
 * not grouped by a column of another has "all groups" there. */
void uc_survey_tidy_table(const uc_survey_view view[], size_t n, uc_table *table);

/** Fills the table for people: prevalence per `per` and persons. Rows are those with a
 * rate when `rates`, else the others. */
void uc_survey_table(const uc_survey_view *view, bool rates, uc_table *table);

/** How many met one indicator, group or rule. */
typedef struct uc_survey_tally {
    const char *kind, *name; /* "indicator", "group", "rule"; borrowed */
    uint64_t yes, no, unknown;
    double share_yes, share_unknown; /* weighted */
} uc_survey_tally;

/** Fills the table of tallies; counts below `min_events` are left out when `withhold`.
 */
void uc_survey_tally_table(const uc_survey_tally tally[], size_t n, size_t min_events,
                           bool withhold, uc_table *table);

#endif
