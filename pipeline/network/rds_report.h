/** @file rds_report.h
 * Results of respondent-driven sampling as text, Markdown, CSV or JSON, and its
 * figures.
 */
#ifndef UC_RDS_REPORT_H
#define UC_RDS_REPORT_H

#include <jansson.h>

#include "pipeline/network/rds_stage.h"
#include "reports/report.h"

/** Writes the whole report.
 * @param command  For JSON: the command, options that matter only. */
uc_status uc_rds_report(const uc_rds_results *results, const char *const command[],
                        size_t n_command, uc_format format, uc_sink *out,
                        uc_error *err) UC_MUST_CHECK;

/** Adds sentences and tables to a report, tables headed at `level`. */
void uc_rds_add_to_report(const uc_rds_results *results, unsigned level,
                          uc_report *report);

/** Adds the figures: the shares of all methods; for each variable how they settled, by
 * category and by seed, and the forest. @param name  Of the figures. */
uc_status uc_rds_add_figures(const uc_rds_results *results, const char *name,
                             uc_report *report, uc_error *err) UC_MUST_CHECK;

/** Writes the figures into a folder. */
uc_status uc_rds_write_figures(const uc_rds_results *results, const char *folder,
                               uc_error *err) UC_MUST_CHECK;

/** The results as a JSON object; NULL when memory is short. */
json_t *uc_rds_json(const uc_rds_results *results);

#endif
