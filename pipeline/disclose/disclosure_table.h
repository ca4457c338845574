/** @file disclosure_table.h
 * What disclosure control made of tables, as tables.
 */
#ifndef UC_DISCLOSURE_TABLE_H
#define UC_DISCLOSURE_TABLE_H

#include "estimators/disclosure/suppress.h"
#include "pipeline/disclose/linked.h"
#include "reports/table.h"

/** Every cell the tables print, once, in their order: codes, count, status. Which
 * hidden cells are primary is not said: that they are below the threshold is a secret
 * too.
 * @param rounded  Values of controlled rounding; NULL: as they are. */
void uc_disclosure_cells(const uc_cross_table tables[], const uc_linked *linked,
                         const double rounded[], uc_table *table);

/** Every hidden cell with what an attacker can work out. */
void uc_disclosure_attacks(const uc_linked *linked, const uc_suppress_attack attack[],
                           size_t n_attacks, uc_table *table);

/** Whether an attack on a cell of unknown value gives it away: it may be a sensitive
 * one (above 0 and below the threshold) and is narrower than its need. */
bool uc_disclosure_is_given_away(const uc_linked *linked,
                                 const uc_suppress_attack *attack);

#endif
