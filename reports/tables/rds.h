/** @file rds.h
 * Shares by respondent-driven sampling as tables: for people, tidy, and recruitment.
 */
#ifndef UC_TABLES_RDS_H
#define UC_TABLES_RDS_H

#include <stddef.h>

#include "reports/table.h"

/** The share of one category by one method. Texts are borrowed. */
typedef struct uc_rds_row {
    const char *variable, *category, *method, *bootstrap; /* bootstrap NULL: none */
    size_t n;                                             /* persons of the sample */
    double crude;                                         /* their share */
    double share, se, low, high;                          /* NAN: none */
    double persons, persons_se, persons_low, persons_high;
    size_t n_replicates, n_usable;
    const char *interval; /* its method */
    const char *status;   /* a reason code; "ok" */
} uc_rds_row;

/** Recruitment by one group. Texts are borrowed. */
typedef struct uc_rds_link {
    const char *variable, *category;
    size_t n;           /* persons of the sample */
    double mean_degree; /* harmonic */
    double recruits;    /* by them, of those who answered */
    double own;         /* of these, in their own group */
    double homophily;   /* Heckathorn's; NAN: none */
} uc_rds_link;

/** What the rows belong to; borrowed. */
typedef struct uc_rds_view {
    const char *dataset;
    double level, population; /* population NAN: not known */
    const uc_rds_row *row;
    size_t n_rows;
    const uc_rds_link *link;
    size_t n_links;
} uc_rds_view;

/** Fills the table for people. */
void uc_rds_table(const uc_rds_view *view, uc_table *table);

/** Fills the table of recruitment by group. */
void uc_rds_link_table(const uc_rds_view *view, uc_table *table);

/** Fills the tidy table over n views. */
void uc_rds_tidy_table(const uc_rds_view view[], size_t n, uc_table *table);

#endif
