/** @file figures.h
 * Which figures a run or an estimate has: results in, figures added to a report.
 */
#ifndef UC_FIGURES_H
#define UC_FIGURES_H

#include "data/base/status.h"
#include "pipeline/stage_gap.h"
#include "reports/report.h"
#include "reports/tables/estimates.h"

/** Room for a figure's name. */
#define UC_FIGURE_NAME 120

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

/** Adds the figures of comparisons: the gap, and a tile for each area where at least
 * three of them have one definition and period. @return UC_OK; UC_ENOMEM. */
uc_status uc_figures_add_gap(const uc_gap_list *gap, bool linear, uc_report *report,
                             uc_error *err) UC_MUST_CHECK;

#endif
