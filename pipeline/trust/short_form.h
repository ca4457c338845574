/** @file short_form.h
 * How far estimates move when one list is left out: the lines on it in every report.
 */
#ifndef UC_SHORT_FORM_H
#define UC_SHORT_FORM_H

#include <stdbool.h>

#include "data/base/sink.h"
#include "data/base/status.h"
#include "estimators/core/cancel.h"
#include "estimators/trust/sensitivity.h"
#include "reports/report.h"
#include "reports/tables/estimates.h"

/** What was found, by stratum; without rows where there is nothing to say. Zeroed:
 * none.
 */
typedef struct uc_short_form {
    uc_sensitivity *found; /* owned */
    size_t n_strata;
} uc_short_form;

/** Examines every stratum with the first method and without bootstrap. Strata of fewer
 * than three lists, without an estimate or with structural zeros have nothing.
 * @param figures  Also what only figures need, for the first 6 strata.
 * @param form     Set on UC_OK; uc_short_form_clear() it.
 * @return UC_OK; UC_ENOMEM; UC_ENUMERIC; UC_ECANCELED. Cost an estimate a list; with
 *         figures two, and a fit for each pair and odds ratio. */
uc_status uc_short_form_find(const uc_estimates *view, bool figures, uc_cancel *cancel,
                             uc_short_form *form, uc_error *err) UC_MUST_CHECK;

void uc_short_form_clear(uc_short_form *form);

/** Writes a line for every stratum. @return UC_OK; UC_ENOMEM. */
uc_status uc_short_form_write(const uc_estimates *view, const uc_short_form *form,
                              bool markdown, uc_sink *out, uc_error *err) UC_MUST_CHECK;

/** The same as items of a report. */
uc_status uc_short_form_report(const uc_estimates *view, const uc_short_form *form,
                               uc_report *report, uc_error *err) UC_MUST_CHECK;

/** The same as figures. */
uc_status uc_short_form_figures(const uc_estimates *view, const uc_short_form *form,
                                uc_report *report, uc_error *err) UC_MUST_CHECK;

#endif
