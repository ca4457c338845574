/** @file run_session.h
 * One run of a report from its run file to its last log line, in the files that share
 * it: cmd_run.c decides, run_make.c makes, run_publish.c publishes, run_log.c tells.
 */
#ifndef UC_RUN_SESSION_H
#define UC_RUN_SESSION_H

#include <stdbool.h>
#include <time.h>

#include "data/base/status.h"
#include "estimators/core/cancel.h"
#include "pipeline/common_options.h"
#include "pipeline/history/history.h"
#include "pipeline/history/revisions.h"
#include "pipeline/keep/keeping.h"
#include "pipeline/keep/publish.h"
#include "pipeline/options.h"
#include "pipeline/stage_publish.h"

typedef struct uc_run_session {
    uc_common_options chosen;
    uc_args args;
    uc_run_file run;
    uc_ingest ingest;
    uc_estimate_job *job; /* one per entry of run.estimate */
    uc_estimates *view;
    uc_gap_list gap;
    uc_table models;
    uc_survey_results *survey; /* one per survey of the run file */
    uc_network_results network;
    uc_run_masks masks;
    uc_analysis analysis;
    uc_run_results results; /* all of the above, as the stages take it */
    uc_artefacts artefacts;
    uc_keeping keeping;
    uc_publication publication;
    uc_history *history; /* or NULL: none is kept */
    uc_revisions revisions;
    char *folder;
    bool sharded; /* only part of the replicates was done: nothing to report */
    bool up_to_date;
    int code; /* of a run that did what it should and has something to say by it */
    struct timespec start;
    uc_cancel *cancel;
} uc_run_session;

/** Makes estimates, rankings and comparisons; a dry run only finds out which. Shards
 * end after their part of the replicates. @return UC_OK; what the stages returned. */
uc_status uc_run_make(uc_run_session *s, uc_error *err) UC_MUST_CHECK;

/** Records the figures in the history, if there is one, and compares them with those of
 * the last report. @return UC_OK; what the history failed with. */
uc_status uc_run_record(uc_run_session *s, uc_error *err) UC_MUST_CHECK;

/** Records that the report was stopped: somebody will ask what it said. */
uc_status uc_run_record_stop(uc_run_session *s, uc_error *err) UC_MUST_CHECK;

/** Publishes what was rendered and says so. The report waits beside the old one while
 * it is recorded and the findings are printed: when any of it fails the old one stays.
 */
uc_status uc_run_publish(uc_run_session *s, uc_error *err) UC_MUST_CHECK;

/** Prints what would be made, and why. */
uc_status uc_run_print_plan(const uc_run_session *s, uc_error *err) UC_MUST_CHECK;

/** Prints what is in the sink unless --quiet, and clears it. */
uc_status uc_run_print(const uc_run_session *s, uc_sink *out,
                       uc_error *err) UC_MUST_CHECK;

/** Log lines: after the inputs, and the last one. */
void uc_run_log_inputs(const uc_run_session *s);
void uc_run_log_summary(const uc_run_session *s);

#endif
