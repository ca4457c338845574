/** @file number_list.h
 * Options that are a list of numbers.
 */
#ifndef UC_NUMBER_LIST_H
#define UC_NUMBER_LIST_H

#include <stddef.h>

#include "data/base/status.h"

/** Reads "0.5,1,2": at most `most` numbers, each above `low` and below `high`, or equal
 * to `low` where `closed`.
 * @return UC_OK; UC_EUSAGE; UC_ENOMEM. On failure nothing is changed. */
uc_status uc_read_numbers(const char *text, double low, int closed, double high,
                          size_t most, double values[], size_t *n,
                          uc_error *err) UC_MUST_CHECK;

#endif
