/** @file estimate_report.h
 * What `undercount estimate` writes: the report in its format, and beside it the models
 * and the replicates.
 */
#ifndef UC_ESTIMATE_REPORT_H
#define UC_ESTIMATE_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"
#include "estimators/core/cancel.h"
#include "pipeline/common_options.h"
#include "reports/tables/estimates.h"

typedef struct uc_estimate_report {
    const uc_estimates *view;
    char *const *command; /* as recorded, for JSON */
    size_t n_command;
    uc_format format;
    const char *output;     /* file, or NULL: standard output */
    const char *models;     /* file for the ranking, or NULL */
    const char *replicates; /* file for the replicates, or NULL */
    const char *figures;    /* folder for figures, or NULL */
    bool excel;             /* CSV begins with a byte order mark */
    const char *draws;      /* file for the posterior draws, or NULL */
    bool ranks;             /* also where the replicates' optima stand on the data */
    bool quiet;
    uc_cancel *cancel;
} uc_estimate_report;

/** Renders everything, then writes it.
 * @return UC_OK; UC_ENOMEM; UC_EIO; UC_ENUMERIC; UC_ECANCELED. */
uc_status uc_estimate_report_write(const uc_estimate_report *report,
                                   uc_error *err) UC_MUST_CHECK;

#endif
