/** @file figures.h
 * Which figures a run or an estimate has: results in, figures added to a report.
 */
#ifndef UC_FIGURES_H
#define UC_FIGURES_H

#include "data/base/status.h"
#include "estimators/trust/sensitivity.h"
#include "pipeline/stage_gap.h"
#include "reports/report.h"
#include "reports/tables/estimates.h"

/** Room for a figure's name. */
#define UC_FIGURE_NAME 120

/** How the names of an estimate's figures end: "uk-2013-2-bic". @param method  Or NULL.
 */
void uc_figures_stem(const uc_estimates *view, size_t stratum, const char *method,
                     char stem[UC_FIGURE_NAME]);

/** What their titles end with: "uk-2013, sex=f, bic". @return free() it; NULL when
 * memory is short. */
char *uc_figures_label(const uc_estimates *view, size_t stratum, const char *method);

/** Adds the figures of estimates: all of them in one forest plot; then for each capture
 * the overlap of its lists, its models, and for each estimate the bootstrap
 * distribution and the interval against n_top, or the density of its posterior with the
 * traces and ranks of the chains. At most 6 strata of a set are drawn one by one.
 * @param models  The ranked models of uc_stage_models(), or NULL.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_figures_add_estimates(const uc_estimates views[], size_t n_views,
                                   const uc_table *models, uc_report *report,
                                   uc_error *err) UC_MUST_CHECK;

/** Adds the density of an estimate's posterior, and where chains drew it their traces
 * and ranks, from the draws that were kept.
 * @param stem  Ends the figures' names: "posterior-STEM". @param label  Of the titles.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_figures_add_posterior(const uc_estimate *estimate, const char *stem,
                                   const char *label, uc_report *report,
                                   uc_error *err) UC_MUST_CHECK;

/** Colour and shape of a method: the same in every figure of a report. Those identified
 * have another, 1. @param views  All estimates of the report. */
size_t uc_figures_series(const uc_estimates views[], size_t n_views,
                         const char *method);

/** Adds how far one estimate can be trusted: what moves it (tornado), the pair of lists
 * whose dependence moves it most (odds-ratio curve), and each list's people estimated
 * from the others over their known number (consistency), as far as they were examined.
 * @param stem  Ends the figures' names. @param label  Of the titles.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_figures_add_trust(const uc_sensitivity *found, char *const list_names[],
                               const char *stem, const char *label, uc_report *report,
                               uc_error *err) UC_MUST_CHECK;

/** Adds the cascade of the first 6 comparisons that have numbers beyond the identified.
 * @param table  Made by uc_analysis_cascade(), suppressed where it must be.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_figures_add_cascade(const uc_table *table, uc_report *report,
                                 uc_error *err) UC_MUST_CHECK;

/** Adds the first 6 areas, groups and definitions that have an estimate of one origin
 * for several periods: lines with ribbons, at most 3, and those identified. Periods
 * without a year are left out. @return UC_OK; UC_ENOMEM. */
uc_status uc_figures_add_trend(const uc_gap_list *gap, const uc_estimates views[],
                               size_t n_views, bool linear, uc_report *report,
                               uc_error *err) UC_MUST_CHECK;

/** Adds the figures of comparisons: the gap, and a tile for each area where at least
 * three of them have one definition and period. @return UC_OK; UC_ENOMEM. */
uc_status uc_figures_add_gap(const uc_gap_list *gap, bool linear, uc_report *report,
                             uc_error *err) UC_MUST_CHECK;

#endif
