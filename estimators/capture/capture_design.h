/** @file capture_design.h
 * Rows and columns of capture models: histories grouped as far as a model allows.
 */
#ifndef UC_CAPTURE_DESIGN_H
#define UC_CAPTURE_DESIGN_H

#include <stdint.h>

#include "estimators/capture/capture.h"

/** Theta with the default filled in; 0 for models without one. */
double uc_capture_theta(const uc_capture_model *model);

/** The heterogeneity term h(k) of Poisson, Darroch and Gamma. */
double uc_capture_h(const uc_capture_model *model, double k);

/** Makes the design. Rows: numbers of captures for M0 and Mh, histories for Mt and Mth,
 * (first occasion, number of captures) for Mb and Mbh, with the log of the histories in
 * each as offset. */
uc_status uc_capture_design(const uc_capture_model *model, unsigned n_lists,
                            uc_glm_design *design, uc_error *err) UC_MUST_CHECK;

/** Row of a history. */
size_t uc_capture_row(const uc_capture_model *model, unsigned n_lists,
                      uint32_t history);

/** Sums the counts of a table by row. */
void uc_capture_counts(const uc_capture_model *model, const uc_dense *table,
                       double by_row[], size_t n_rows);

/** Histories in a group: exp of the sum of log binomials. */
double uc_log_choose(unsigned n, unsigned k);

#endif
