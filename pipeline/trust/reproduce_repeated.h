/** @file reproduce_repeated.h
 * Published totals from repeated counts on one list, computed again.
 */
#ifndef UC_REPRODUCE_REPEATED_H
#define UC_REPRODUCE_REPEATED_H

#include "pipeline/trust/reproduce_plan.h"
#include "reports/tables/reproduction.h"

/** Whether a row's method is one of repeated counts: "repeated poisson". */
bool uc_reproduce_is_repeated(const uc_paper_row *row);

/** Computes the rows of one task. Settings are options of `undercount repeated`, and
 * interval: normal (default) or log-normal.
 * @param ours  Numbers of all rows; those of the task are set.
 * @return UC_OK also when faults were added; UC_ENOMEM. */
uc_status uc_reproduce_repeated(const uc_paper *paper, const uc_reproduce_plan *p,
                                size_t task, uc_cancel *cancel, uc_reproduced ours[],
                                uc_faults *faults, uc_error *err) UC_MUST_CHECK;

#endif
