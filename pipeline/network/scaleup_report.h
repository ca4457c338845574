/** @file scaleup_report.h
 * Results of a scale-up as text, Markdown, CSV or JSON, and its figure.
 */
#ifndef UC_SCALEUP_REPORT_H
#define UC_SCALEUP_REPORT_H

#include <jansson.h>

#include "pipeline/network/scaleup_stage.h"
#include "reports/report.h"

/** Writes the whole report.
 * @param command  For JSON: the command, options that matter only. */
uc_status uc_scaleup_report(const uc_scaleup_results *results,
                            const char *const command[], size_t n_command,
                            uc_format format, uc_sink *out,
                            uc_error *err) UC_MUST_CHECK;

/** Adds sentences and tables to a report, tables headed at `level`. */
void uc_scaleup_add_to_report(const uc_scaleup_results *results, unsigned level,
                              uc_report *report);

/** Adds the figure of the check on known groups. @param name  Of the figure. */
uc_status uc_scaleup_add_figures(const uc_scaleup_results *results, const char *name,
                                 uc_report *report, uc_error *err) UC_MUST_CHECK;

/** Writes the figures into a folder. */
uc_status uc_scaleup_write_figures(const uc_scaleup_results *results,
                                   const char *folder, uc_error *err) UC_MUST_CHECK;

/** The results as a JSON object; NULL when memory is short. */
json_t *uc_scaleup_json(const uc_scaleup_results *results);

#endif
