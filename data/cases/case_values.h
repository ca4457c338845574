/** @file case_values.h
 * From a cell to the value of a stratum: age groups, periods, mapped and unknown
 * values.
 */
#ifndef UC_CASE_VALUES_H
#define UC_CASE_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "data/cases/case_rules.h"

/** Room for the value of a stratum that is made here. */
#define UC_CASE_VALUE 64

/** Whether a trimmed cell is blank or one of the words that mean unknown. */
bool uc_case_is_unknown(const uc_case_rules *rules, const char *text, size_t len);

/** Turns a trimmed cell into the value of a stratum.
 *
 * Unknown cells give UC_CASE_UNKNOWN, and so do dates too coarse for the period.
 * @param out    Room for a value that is made.
 * @param value  Set to the value: in `out`, in the rules, or the cell itself.
 * @return NULL; or what is allowed, when the cell is not ("an age from 0 to 130"). */
const char *uc_case_value(const uc_case_rules *rules, const uc_case_variable *variable,
                          const char *text, size_t len, char out[UC_CASE_VALUE],
                          const char **value, size_t *value_len);

#endif
