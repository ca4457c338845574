/** @file revisions.h
 * Figures that moved since the last report, and which input moved them.
 */
#ifndef UC_REVISIONS_H
#define UC_REVISIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/sink.h"
#include "data/base/status.h"
#include "reports/table.h"

typedef struct uc_revision {
    char *figure;       /* "site, sex=f, bic"; owned */
    char *what;         /* "estimate", "low", "share", "reported"; owned */
    double before, now; /* NAN: there is none */
    double moved;       /* |now - before| / |before|; INFINITY when one is missing */
    char *cause;        /* "lists.csv", "the run file"; owned */
} uc_revision;

/** Zeroed: nothing was compared. */
typedef struct uc_revisions {
    bool compared;     /* there is an earlier report */
    int64_t since;     /* its number in the history */
    double tolerance;  /* figures that moved more are listed; a proportion */
    uc_revision *item; /* owned */
    size_t n;
} uc_revisions;

/** Adds a revision; the texts are copied. @return false when memory is short. */
bool uc_revisions_add(uc_revisions *revisions, const char *figure, const char *what,
                      double before, double now, const char *cause);

/** How far a figure moved, as in uc_revision.moved; 0 when both are missing. */
double uc_revision_moved(double before, double now);

/** Fills the table that reports print. */
void uc_revisions_table(const uc_revisions *revisions, uc_table *table);

/** "3 figures moved more than 1 %: site, sex=f, bic estimate 528 to 600 (lists.csv),
 * ..." for the last line of the log. */
void uc_revisions_write_line(const uc_revisions *revisions, uc_sink *out);

void uc_revisions_clear(uc_revisions *revisions);

#endif
