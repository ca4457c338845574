/** @file record.h
 * Recording a run in the history.
 *
 * The order makes a kill at any moment harmless: figures and files are committed as
 * "publishing" before the folders change places, and the run is called "published"
 * after. A run that is found "publishing" later is judged by the folder: it was
 * published when the folder holds its report, else it was interrupted.
 */
#ifndef UC_RECORD_H
#define UC_RECORD_H

#include "data/base/hash.h"
#include "data/base/status.h"
#include "pipeline/history/history.h"
#include "pipeline/history/revisions.h"
#include "pipeline/keep/set.h"
#include "pipeline/stage_publish.h"

/** The last report of this run file in the history is the one with this key?
 * @param current  What is published now; settles runs that did not end.
 * @return UC_OK; what SQLite failed with. */
uc_status uc_record_look(uc_history *history, const uc_run_file *run,
                         const uc_published_set *current, bool *is_last,
                         uc_error *err) UC_MUST_CHECK;

/** Starts a transaction and writes the run, its inputs, figures and warnings.
 * @param folder  Of the output, without a slash at its end.
 * @return UC_OK; what SQLite failed with; UC_ENOMEM. */
uc_status uc_record_begin(uc_history *history, const uc_run_results *results,
                          const char *key, const char *folder,
                          uc_error *err) UC_MUST_CHECK;

/** Compares with the last published report that has another key, and writes what moved.
 * @param tolerance  Figures that moved more are listed.
 * @param revisions  Zeroed; uc_revisions_clear() it, also on failure. */
uc_status uc_record_revisions(uc_history *history, double tolerance,
                              uc_revisions *revisions, uc_error *err) UC_MUST_CHECK;

/** Writes the files and commits. */
uc_status uc_record_files(uc_history *history, const uc_artefacts *artefacts,
                          uc_error *err) UC_MUST_CHECK;

/** Says how the recorded run ended: "published", "stopped". Commits. */
uc_status uc_record_end(uc_history *history, const char *status,
                        uc_error *err) UC_MUST_CHECK;

#endif
