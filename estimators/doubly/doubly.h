/** @file doubly.h
 * Two lists that are independent given covariates: the doubly robust estimator.
 *
 * Among those observed, q1, q2 and q12 are the probabilities of list 1, list 2 and both
 * given covariates x; a person with x is observed with probability gamma = q12/(q1 q2).
 * With phi = (1/gamma)(Y1/q1 + Y2/q2 - Y1 Y2/q12), N = sum of phi, and Var(N) = n
 * var(phi) + n m (m - 1), m the mean of phi. Its error is a product of the errors of
 * two of the three regressions, so that they may be slow and flexible; each person's
 * are fitted on the other folds (cross-fitting). Without covariates and folds it is
 * Lincoln and Petersen's n1 n2 / n12.
 *
 * Ref  Das, Kennedy & Jewell (2023) (the method); Hastie,
 *      Tibshirani & Friedman (2009) sec. 5.2 (natural cubic splines).
 */
#ifndef UC_DOUBLY_H
#define UC_DOUBLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/core/cancel.h"

/** How the three probabilities are estimated. */
typedef enum uc_nuisance {
    UC_NUISANCE_LOGISTIC, /* linear on the logit scale */
    UC_NUISANCE_SPLINE,   /* the same, measures as natural cubic splines */
    UC_NUISANCE_NEAREST,  /* mean of the nearest neighbours */
    UC_N_NUISANCES
} uc_nuisance;

/** "logistic", "spline", "nearest". */
const char *uc_nuisance_name(uc_nuisance nuisance);

typedef struct uc_doubly_opts {
    uc_nuisance nuisance;
    size_t n_folds;      /* 1: no cross-fitting */
    size_t n_neighbours; /* 0: the square root of those fitted on */
    uint64_t seed, key;  /* of the folds */
    double least;        /* probabilities are kept from it to 1 - it; 0.005 */
    uc_cancel *cancel;
} uc_doubly_opts;

typedef enum uc_doubly_end {
    UC_DOUBLY_OK,
    UC_DOUBLY_NO_PEOPLE,
    UC_DOUBLY_NO_OVERLAP,  /* the two lists share nobody */
    UC_DOUBLY_FEW_OVERLAP, /* outside some fold they share nobody */
    UC_DOUBLY_BELOW,       /* the corrected total is below those observed */
    UC_N_DOUBLY_ENDS
} uc_doubly_end;

/** "ok", "no_people", "no_overlap", "few_overlap",
 * "below_observed". */
const char *uc_doubly_end_name(uc_doubly_end end);

typedef struct uc_doubly_result {
    uc_doubly_end end;
    size_t n, n1, n2, n12;  /* observed by any list; on list 1, list 2, both */
    size_t n_bounded;       /* people with a probability moved to a bound */
    double total, variance; /* NAN without an estimate */
    double plug_in;         /* sum of 1/gamma, not corrected */
} uc_doubly_result;

/** @param n        People observed, by any list.
 * @param d         Columns of x: categories as 0 and 1, measures.
 * @param x         n x d, finite.
 * @param measure   d: which columns are measures (splines; scaled for neighbours).
 * @param on1, on2  n: 0 or 1.
 * @param influence n: phi of each person, or NULL.
 * @return UC_OK, see result->end; UC_EINVAL; UC_ENOMEM; UC_ECANCELED. The order of
 *         people changes nothing. Cost n d^2 a step, or n^2 d for neighbours. */
uc_status uc_doubly_robust(size_t n, size_t d, const double x[], const bool measure[],
                           const uint8_t on1[], const uint8_t on2[],
                           const uc_doubly_opts *opts, double influence[],
                           uc_doubly_result *result, uc_error *err) UC_MUST_CHECK;

/** Interval of the total: log-normal in the hidden part where that is positive, which
 * it need not be, else symmetric and not below those observed.
 * @param z  Normal quantile. */
void uc_doubly_interval(const uc_doubly_result *result, double z, double *low,
                        double *high);

#endif
