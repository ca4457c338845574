/** @file overlap.h
 * Who is on which lists together: the intersections as bars over a matrix of dots.
 *
 * Ref Lex et al. (2014) IEEE Trans. Vis. Comput. Graph. 20:1983 (UpSet).
 */
#ifndef UC_FIGURE_OVERLAP_H
#define UC_FIGURE_OVERLAP_H

#include "data/capture_table.h"
#include "reports/figures/draw/plot.h"

/** Draws one capture table: the 30 most frequent histories, largest first, and the size
 * of each list.
 * @param name   Of the figure: "overlap-uk-2013".
 * @param label  Added to the title (dataset, stratum), or NULL.
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_overlap_figure(const uc_capture_table *table, char *const list_names[],
                            const char *name, const char *label, const uc_look *look,
                            uc_plot *plot, uc_error *err) UC_MUST_CHECK;

#endif
