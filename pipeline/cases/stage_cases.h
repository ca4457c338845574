/** @file stage_cases.h
 * From case and list files to a capture set: read, link, count; and the linked versions
 * that carry the doubt about links on.
 */
#ifndef UC_STAGE_CASES_H
#define UC_STAGE_CASES_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/faults.h"
#include "data/base/sink.h"
#include "data/base/status.h"
#include "data/capture_table.h"
#include "data/cases/case_people.h"
#include "data/cases/case_rows.h"
#include "estimators/core/cancel.h"
#include "estimators/link/linkage.h"
#include "pipeline/cases/case_source.h"

typedef struct uc_case_result {
    uc_capture_set set;
    uc_case_report report;
    uc_case_rows rows; /* kept for the review file while there is a linkage */
    uc_linkage linkage;
    bool linked;
    bool decided; /* the last file of the set holds verdicts of clerks, no cases */
} uc_case_result;

/** Turns a path as written into one that this process opens; free() it. */
typedef char *uc_case_path(const void *context, const char *written);

/** Reads the files of a source and makes the capture set. No core is dumped from here
 * on: what is in memory may name people.
 * @param dataset  What random streams are keyed by.
 * @param resolve  NULL: paths are taken as they are.
 * @param result   Zeroed; filled when no fault was added; uc_case_result_clear() it.
 * @return UC_OK also when faults were added; UC_EINVAL the rules are wrong as a whole;
 *         UC_ECANCELED; UC_ENOMEM. */
uc_status uc_stage_cases(const uc_case_source *source, const char *dataset,
                         uc_case_path *resolve, const void *context, bool quote_values,
                         uc_cancel *cancel, uc_faults *faults, uc_case_result *result,
                         uc_error *err) UC_MUST_CHECK;

void uc_case_result_clear(uc_case_result *result);

/** Writes the notes of a reading, one line each, without the program's name. */
void uc_case_result_notes(const uc_case_result *result, uc_sink *out);

/** Writes the report as JSON text. */
uc_status uc_case_result_json(const uc_case_result *result, uc_sink *out,
                              uc_error *err) UC_MUST_CHECK;

/** Writes the pairs for clerical review as CSV: places and levels, no values. */
uc_status uc_case_result_review(const uc_case_result *result, uc_sink *out,
                                uc_error *err) UC_MUST_CHECK;

#endif
