/** @file run_summary.h
 * What a run says of its report on standard output, and counts for its last log line.
 */
#ifndef UC_RUN_SUMMARY_H
#define UC_RUN_SUMMARY_H

#include <stddef.h>

#include "data/base/sink.h"
#include "pipeline/stage_publish.h"

/** Writes the comparisons, and which areas lack a number. */
void uc_run_write_findings(const uc_run_results *results, uc_sink *out);

/** Writes what became of each file. */
void uc_run_write_files(const char *folder, const uc_artefacts *artefacts,
                        uc_sink *out);

/** Files that are new or replaced. */
size_t uc_run_count_changed(const uc_artefacts *artefacts);

/** Warnings that stand beside estimates. */
size_t uc_run_count_warnings(const uc_run_results *results);

#endif
