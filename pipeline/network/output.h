/** @file output.h
 * Reports of network methods: a uc_report as text, Markdown or JSON, and its figures.
 */
#ifndef UC_NETWORK_OUTPUT_H
#define UC_NETWORK_OUTPUT_H

#include <jansson.h>

#include "pipeline/common_options.h"
#include "reports/report.h"

/** Writes headings, sentences and tables as text; figures are left out. */
void uc_network_write_text(const uc_report *report, uc_sink *out);

/** Writes {tool, version, command, NAME: object}; takes `object` over, also NULL. */
uc_status uc_network_write_json(const char *name, json_t *object,
                                const char *const command[], size_t n_command,
                                uc_sink *out, uc_error *err) UC_MUST_CHECK;

/** Writes the report's figures and their data into a folder. */
uc_status uc_network_write_figures(uc_report *report, const char *folder,
                                   uc_error *err) UC_MUST_CHECK;

/** Gives a figure the name "KIND-NAME" in small letters, digits and hyphens.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_network_name_figure(uc_plot *plot, const char *kind, const char *name,
                                 uc_error *err) UC_MUST_CHECK;

/** Sets `err->path` of a fault of data that names no file. */
void uc_network_blame(uc_status status, const char *path, uc_error *err);

#endif
