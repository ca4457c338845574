/** @file reproduction.h
 * Numbers of a paper beside the same numbers computed again.
 */
#ifndef UC_TABLES_REPRODUCTION_H
#define UC_TABLES_REPRODUCTION_H

#include <stdbool.h>
#include <stddef.h>

#include "data/paper.h"
#include "reports/table.h"

/** One number computed again. */
typedef struct uc_reproduced {
    double value;       /* NAN: there is none */
    double error;       /* Monte-Carlo standard error; 0: not simulated; NAN: unknown,
                           because few replicates lie beyond the limit */
    const char *reason; /* static code, why there is no value; or NULL */
    bool no_method;     /* this program does not have the method */
} uc_reproduced;

/** How a number compares with the published one. */
typedef enum uc_reproduction_finding {
    UC_REPRODUCTION_NEW,       /* the paper has no number */
    UC_REPRODUCTION_AGREES,    /* as far as it was rounded */
    UC_REPRODUCTION_WITHIN,    /* within three standard errors of the two simulations */
    UC_REPRODUCTION_FEW,       /* differs, but rests on the last few replicates */
    UC_REPRODUCTION_WAITS,     /* this program has no such method yet */
    UC_REPRODUCTION_EXPLAINED, /* differs, or has no value, for the reason given */
    UC_REPRODUCTION_DIFFERS,
    UC_REPRODUCTION_NONE, /* no value of ours */
    UC_REPRODUCTION_N_FINDINGS
} uc_reproduction_finding;

/** Compares; where the paper's row has no simulation error of its own the published
 * number is taken to have one like ours. */
uc_reproduction_finding uc_reproduction_compare(const uc_paper_row *row,
                                                const uc_reproduced *ours);

/** "agrees", "simulation", ... */
const char *uc_reproduction_finding_name(uc_reproduction_finding finding);

/** Fills a table: a row for every number of the paper, in its order, and footnotes that
 * say what the findings mean and how many there are of each.
 * @param ours  paper->n_rows numbers. */
void uc_reproduction_table(const uc_paper *paper, const uc_reproduced ours[],
                           const char *title, uc_table *table);

/** Fills one of the paper's tables for people, an interval in one row, from row
 * `first`; the last one has the footnotes about findings.
 * @return the first row of the next table; paper->n_rows at the end. */
size_t uc_reproduction_people_table(const uc_paper *paper, const uc_reproduced ours[],
                                    size_t first, uc_table *table);

#endif
