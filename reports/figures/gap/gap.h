/** @file gap.h
 * The gap: persons identified and persons estimated, comparison by comparison.
 */
#ifndef UC_FIGURE_GAP_H
#define UC_FIGURE_GAP_H

#include "reports/figures/draw/plot.h"
#include "reports/tables/gap.h"

/** Draws comparisons that have at least one of the two numbers.
 * @param log  Log or linear axis of persons.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_gap_figure(const uc_gap_row rows[], size_t n_rows, bool log,
                        const uc_look *look, uc_plot *plot,
                        uc_error *err) UC_MUST_CHECK;

#endif
