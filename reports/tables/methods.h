/** @file methods.h
 * The registry of methods as a table.
 */
#ifndef UC_TABLES_METHODS_H
#define UC_TABLES_METHODS_H

#include "reports/table.h"

/** Fills the table: name, title, what it does, needs, settings, reference. */
void uc_methods_table(uc_table *table);

#endif
