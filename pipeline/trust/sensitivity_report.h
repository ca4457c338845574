/** @file sensitivity_report.h
 * What `undercount sensitivity` writes.
 */
#ifndef UC_SENSITIVITY_REPORT_H
#define UC_SENSITIVITY_REPORT_H

#include "data/base/sink.h"
#include "data/capture_table.h"
#include "estimators/trust/sensitivity.h"
#include "pipeline/common_options.h"

typedef struct uc_sensitivity_report {
    const uc_sensitivity *found;
    const uc_capture_set *set;
    uint64_t minimum;
    uint64_t seed;
    char *const *command; /* n_command words, for JSON */
    size_t n_command;
    uc_format format;
} uc_sensitivity_report;

/** Renders it: text and Markdown for people, one JSON value with every table, or as CSV
 * the long table alone. @return UC_OK or UC_ENOMEM. */
uc_status uc_sensitivity_report_write(const uc_sensitivity_report *report, uc_sink *out,
                                      uc_error *err) UC_MUST_CHECK;

#endif
