/** @file goodness.h
 * Whether a log-linear model fits the histories that were observed.
 *
 * On sparse tables deviance and Pearson's statistic are not chi-squared; their p values
 * come from tables drawn from the fitted model and fitted again.
 */
#ifndef UC_GOODNESS_H
#define UC_GOODNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/core/cancel.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/model.h"

/** One history of the model. */
typedef struct uc_residual {
    uint32_t history;
    double observed, expected; /* persons */
    /* 3/2 (n^(2/3) - mu^(2/3)) / mu^(1/6), about standard normal. Anscombe (1953);
     * McCullagh & Nelder (1989) sec. 2.4. */
    double anscombe;
} uc_residual;

typedef struct uc_goodness {
    uc_mse_status status; /* of the fit; without one nothing else is set */
    double deviance, pearson;
    long df;
    size_t n_boot, n_usable; /* replicates asked for, and with a finite estimate */
    /* (1 + replicates as extreme) / (1 + usable): Davison & Hinkley (1997) sec. 4.2.3;
     * NAN without replicates */
    double p_deviance, p_pearson;
    double error_deviance, error_pearson; /* Monte-Carlo standard errors */
    uc_residual *residual;                /* by history, ascending; owned */
    size_t n_residuals;
    size_t n_left_out; /* histories with terms at minus infinity: expected 0 */
} uc_goodness;

/** Fits the model and draws as many people from its histories, n_boot times.
 * @param model  Of as many lists as the table.
 * @param key    Of dataset and stratum: random streams hang on it.
 * @param found  Set on UC_OK; uc_goodness_clear() it.
 * @return UC_OK; UC_ENOMEM; UC_ENUMERIC; UC_ECANCELED. Cost a fit a replicate. */
uc_status uc_goodness_of(const uc_capture_table *table, const uc_model *model,
                         size_t n_boot, uint64_t seed, uint64_t key, uc_cancel *cancel,
                         uc_goodness *found, uc_error *err) UC_MUST_CHECK;

void uc_goodness_clear(uc_goodness *found);

#endif
