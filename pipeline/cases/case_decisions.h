/** @file case_decisions.h
 * Verdicts of clerical review on the pairs of a linkage.
 */
#ifndef UC_CASE_DECISIONS_H
#define UC_CASE_DECISIONS_H

#include "pipeline/cases/stage_cases.h"

/** Reads a review file with its decisions filled in and takes them over. A decision on
 * a row that is not there, on a pair that was not compared, or on one that does not
 * agree as it did when the review was written, is a fault.
 * @param path  As this process opens it.
 * @param made  Rows and linkage are there, nothing is joined yet.
 * @return UC_OK also when faults were added; UC_ENOMEM. */
uc_status uc_case_decide(const char *path, uc_case_result *made, uc_faults *faults,
                         uc_error *err) UC_MUST_CHECK;

#endif
