/** @file count_prior.h
 * Prior laws of the number of persons in the population.
 */
#ifndef UC_COUNT_PRIOR_H
#define UC_COUNT_PRIOR_H

#include <stddef.h>

#include "data/base/status.h"

typedef enum uc_count_prior_kind {
    UC_PRIOR_RECIPROCAL, /* proportional to 1/N; improper */
    UC_PRIOR_UNIFORM,    /* constant; improper */
    UC_PRIOR_NEGBIN,     /* negative binomial of a mean and a size */
    UC_PRIOR_GAMMA       /* Poisson of a gamma rate: shape and rate */
} uc_count_prior_kind;

typedef struct uc_count_prior {
    uc_count_prior_kind kind;
    double first, second; /* negbin: mean, size; gamma: shape, rate; above 0 */
} uc_count_prior;

/** Reads "1/N", "uniform", "negbin:MEAN,SIZE" or "gamma:SHAPE,RATE".
 * @return UC_OK; UC_EINVAL with what is allowed; `prior` is then unchanged. */
uc_status uc_count_prior_read(const char *text, uc_count_prior *prior,
                              uc_error *err) UC_MUST_CHECK;

/** Writes what the function above reads. */
void uc_count_prior_write(const uc_count_prior *prior, char *out, size_t out_size);

/** log of the prior at n persons, n above 0; improper ones up to a constant. */
double uc_count_prior_log(const uc_count_prior *prior, double n);

/** log prior(n + 1) - log prior(n), without the cancellation. */
double uc_count_prior_step(const uc_count_prior *prior, double n);

/** Power of n in the tail of the prior: -1, 0, or -INFINITY where it falls faster. */
double uc_count_prior_tail(const uc_count_prior *prior);

#endif
