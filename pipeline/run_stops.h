/** @file run_stops.h
 * What stops a report from being published although it could be made: warnings that
 * somebody has made errors, and figures that moved too far.
 */
#ifndef UC_RUN_STOPS_H
#define UC_RUN_STOPS_H

#include "pipeline/common_options.h"
#include "pipeline/keep/set.h"
#include "pipeline/run_file.h"
#include "pipeline/stage_publish.h"

/** Says which warnings stop the report.
 * @return UC_EXIT_OK: none; UC_EXIT_STOPPED. */
int uc_run_stops(const uc_run_results *results, const uc_common_options *options);

/** The same for a report that was published before. */
int uc_run_stops_published(const uc_published_set *set, const uc_run_file *run,
                           const uc_common_options *options);

#endif
