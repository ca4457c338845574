/** @file mixture.h
 * A mixture of log-normal laws of the hidden count, one a model.
 */
#ifndef UC_MIXTURE_H
#define UC_MIXTURE_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/mse/estimate.h"
#include "estimators/mse/model.h"

typedef struct uc_mixture_part {
    uc_model model;
    double log_weight, weight;
    double bic, hidden, estimate;
    double log_hidden, spread; /* of the log-normal law of the hidden count */
} uc_mixture_part;

typedef struct uc_mixture {
    uc_mixture_part *item; /* owned */
    size_t n;
    double n_people; /* on some list: all persons are these and the hidden */
} uc_mixture;

void uc_mixture_clear(uc_mixture *m);

/** Sets the weights, with sum 1, from the log weights. */
void uc_mixture_normalise(uc_mixture *m);

/** Quantile of all persons, to 12 digits. @param ctx  A uc_mixture. */
double uc_mixture_quantile(const void *ctx, double p);

/** Mean of all persons, and standard deviation. */
void uc_mixture_moments(const uc_mixture *m, double *mean, double *sd);

/** Draws the persons of an estimate, on the stream of `seed` and `key`. */
uc_status uc_mixture_draw(const uc_mixture *m, uint64_t seed, uint64_t key,
                          uc_estimate *e, uc_error *err) UC_MUST_CHECK;

#endif
