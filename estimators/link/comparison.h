/** @file comparison.h
 * Blocks of rows, and the pairs within them with their patterns of agreement.
 */
#ifndef UC_LINK_COMPARISON_H
#define UC_LINK_COMPARISON_H

#include "estimators/link/linkage.h"

/** Compares all rows that share a block, are on different lists and are not one person
 * yet. A pair that shares several blocks comes once.
 * @param linkage  pair, n_pairs, content are set; pair.pattern is the pattern itself.
 */
uc_status uc_link_compare_rows(const uc_case_rows *rows, uc_case_people *people,
                               uc_cancel *cancel, uc_linkage *linkage,
                               uc_error *err) UC_MUST_CHECK;

#endif
