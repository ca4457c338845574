/** @file report.h
 * Repeated counts as a report.
 */
#ifndef UC_REPEATED_REPORT_H
#define UC_REPEATED_REPORT_H

#include <jansson.h>

#include "pipeline/repeated/stage.h"
#include "reports/report.h"

/** Writes the whole report in a format.
 * @param command  For JSON: the command, options that matter only. */
uc_status uc_repeated_report(const uc_repeated_results *results,
                             const char *const command[], size_t n_command,
                             uc_sink *out, uc_error *err) UC_MUST_CHECK;

/** The results as a JSON object; NULL when memory is short. */
json_t *uc_repeated_json(const uc_repeated_results *results);

/** Adds the results to a report, tables headed at `level`. */
void uc_repeated_add_to_report(const uc_repeated_results *results, unsigned level,
                               uc_report *report);

#endif
