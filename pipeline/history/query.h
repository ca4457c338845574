/** @file query.h
 * What people and programs ask the history.
 */
#ifndef UC_HISTORY_QUERY_H
#define UC_HISTORY_QUERY_H

#include <stddef.h>

#include "data/base/sink.h"
#include "data/base/status.h"
#include "pipeline/history/history.h"
#include "reports/table.h"

/** Tables of one run, in the order of uc_query_run(). */
#define UC_QUERY_TABLES 7

/** Fills a table with all runs, newest last. Finish and clear it, also on failure. */
uc_status uc_query_runs(const uc_history *history, uc_table *table,
                        uc_error *err) UC_MUST_CHECK;

/** Fills tables with what a run recorded: itself, its inputs, estimates, gaps,
 * revisions, files and warnings.
 * @param tables  UC_QUERY_TABLES, zeroed; clear them, also on failure. */
uc_status uc_query_run(const uc_history *history, int64_t run, uc_table tables[],
                       uc_error *err) UC_MUST_CHECK;

/** Finds a run by its number, or the last one by "last".
 * @return UC_OK; UC_EUSAGE there is none; what SQLite failed with. */
uc_status uc_query_find(const uc_history *history, const char *text, int64_t *run,
                        uc_error *err) UC_MUST_CHECK;

/** Looks for damage: in the database, and between what was last published of every
 * report and the files that are there.
 * @param out       Told what was looked at and what is wrong, a line each.
 * @param n_faults  Set on UC_OK. */
uc_status uc_query_verify(const uc_history *history, uc_sink *out, size_t *n_faults,
                          uc_error *err) UC_MUST_CHECK;

#endif
