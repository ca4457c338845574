/** @file compare.h
 * Two reports of the history, figure by figure.
 */
#ifndef UC_HISTORY_COMPARE_H
#define UC_HISTORY_COMPARE_H

#include "data/base/status.h"
#include "pipeline/history/history.h"
#include "pipeline/history/revisions.h"

/** Lists the figures of report `before` that differ in report `now` by more than the
 * tolerance, or are gone, and why: the inputs they come from that changed, else the
 * program's version, else the run file. New figures are not listed.
 * @param revisions  Zeroed; uc_revisions_clear() it, also on failure. */
uc_status uc_history_compare(const uc_history *history, int64_t before, int64_t now,
                             double tolerance, uc_revisions *revisions,
                             uc_error *err) UC_MUST_CHECK;

#endif
