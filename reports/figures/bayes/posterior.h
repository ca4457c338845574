/** @file posterior.h
 * Draws from a posterior: density, traces and ranks of the chains.
 */
#ifndef UC_FIGURE_POSTERIOR_H
#define UC_FIGURE_POSTERIOR_H

#include "reports/figures/draw/plot.h"

/** Draws of one quantity: chain by chain, n_draws each. NAN draws are left out. */
typedef struct uc_posterior {
    const char *name, *label; /* of the figure; added to the title, or NULL */
    const char *x_title;      /* what is drawn, English: "Persons" */
    const double *draw;       /* n_chains x n_draws; borrowed */
    size_t n_chains, n_draws;
    double floor;     /* least possible value; NAN: none */
    double low, high; /* interval to shade; NAN: none */
    double point;     /* estimate; NAN: none */
} uc_posterior;

/** Draws a kernel density on the log scale where all draws are above 0, else on the
 * plain one. Bandwidth: Silverman (1986) rule of thumb, 0.9 min(sd, IQR/1.34) n^(-1/5).
 * @return UC_OK; UC_ENOMEM. */
uc_status uc_posterior_figure(const uc_posterior *posterior, const uc_look *look,
                              uc_plot *plot, uc_error *err) UC_MUST_CHECK;

/** Draws one line per chain, at most 500 places of each. @return UC_OK; UC_ENOMEM. */
uc_status uc_trace_figure(const uc_posterior *posterior, const uc_look *look,
                          uc_plot *plot, uc_error *err) UC_MUST_CHECK;

/** Draws a histogram of ranks for each chain; chains that agree are level.
 * Ref Vehtari et al. (2021) Bayesian Anal. 16:667. @return UC_OK; UC_ENOMEM. */
uc_status uc_rank_figure(const uc_posterior *posterior, const uc_look *look,
                         uc_plot *plot, uc_error *err) UC_MUST_CHECK;

#endif
