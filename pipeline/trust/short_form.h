/** @file short_form.h
 * How far estimates move when one list is left out: the lines on it in every report.
 */
#ifndef UC_SHORT_FORM_H
#define UC_SHORT_FORM_H

#include <stdbool.h>

#include "data/base/sink.h"
#include "data/base/status.h"
#include "estimators/core/cancel.h"
#include "reports/report.h"
#include "reports/tables/estimates.h"

/** Writes a line for every stratum, of the first method and without bootstrap. Strata
 * of fewer than three lists, without an estimate or with structural zeros have none.
 * @return UC_OK; UC_ENOMEM; UC_ENUMERIC; UC_ECANCELED. Cost an estimate a list. */
uc_status uc_short_form_write(const uc_estimates *view, bool markdown,
                              uc_cancel *cancel, uc_sink *out,
                              uc_error *err) UC_MUST_CHECK;

/** The same as items of a report. */
uc_status uc_short_form_report(const uc_estimates *view, uc_cancel *cancel,
                               uc_report *report, uc_error *err) UC_MUST_CHECK;

#endif
