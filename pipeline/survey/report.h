/** @file report.h
 * Results of a survey as text, Markdown, CSV or JSON.
 */
#ifndef UC_SURVEY_REPORT_H
#define UC_SURVEY_REPORT_H

#include <jansson.h>

#include "reports/report.h"
#include "pipeline/survey/stage.h"

/** Writes the whole report.
 * @param command  For JSON: the command, options that matter only. */
uc_status uc_survey_report(const uc_survey_results *results,
                           const char *const command[], size_t n_command,
                           uc_format format, uc_sink *out, uc_error *err) UC_MUST_CHECK;

/** Writes the tables for people at a heading level (Markdown) or as text (level 0). */
uc_status uc_survey_write_tables(const uc_survey_results *results, unsigned level,
                                 uc_sink *out, uc_error *err) UC_MUST_CHECK;

/** The results as a JSON object; NULL when memory is short. */
json_t *uc_survey_json(const uc_survey_results *results);

/** Adds the same to a report, tables headed at `level`. */
void uc_survey_add_to_report(const uc_survey_results *results, unsigned level,
                             uc_report *report);

/** The design in one sentence, with what every reader must know first. */
void uc_survey_write_design(const uc_survey_input *input, uc_sink *line);

/** Adds the notes on weights and replicates, a paragraph each. */
void uc_survey_add_notes(const uc_survey_input *input, uc_report *report);

/** The design as a JSON object; NULL when memory is short. */
json_t *uc_survey_design_json(const uc_survey_input *input);

#endif
