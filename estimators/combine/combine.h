/** @file combine.h
 * Several estimates of hidden persons made into one statement: copies of one data set,
 * or strata too thin to stand alone. Everything is on the scale of logarithms of the
 * hidden part, where the log-normal interval lives.
 */
#ifndef UC_COMBINE_H
#define UC_COMBINE_H

#include <stddef.h>

#include "data/base/status.h"

/** One estimate: people observed, hidden above 0, standard error of the total. */
typedef struct uc_combine_item {
    double observed, hidden, std_error;
} uc_combine_item;

typedef struct uc_rubin {
    size_t n;
    double observed;        /* mean over copies */
    double total, hidden;   /* the latter exp of the mean log */
    double within, between; /* variances of the log of the hidden part */
    double variance;        /* within + (1 + 1/M) between */
    double df;              /* infinite without spread between copies */
    double missing;         /* share of the variance due to the copies */
    double low, high;
} uc_rubin;

/** Combines estimates of M copies (imputed, or linked anew) by Rubin's rules.
 * @param level  Of the interval: Student's t on the log scale.
 * @return UC_OK; UC_EINVAL fewer than 2, a hidden part or standard error not above 0.
 * Ref Rubin (1987) Multiple Imputation for Nonresponse in Surveys, ch. 3. */
UC_API uc_status uc_combine_copies(const uc_combine_item item[], size_t n, double level,
                                   uc_rubin *result, uc_error *err) UC_MUST_CHECK;

/** A stratum, alone and pooled in part. */
typedef struct uc_shrunk {
    double own; /* weight of its own estimate, 0 to 1 */
    double hidden, total;
    double low, high; /* interval of the total */
} uc_shrunk;

typedef struct uc_shrinkage {
    double mean, se_mean;    /* of log(hidden / observed) over strata */
    double tau2;             /* variance between strata, REML */
    double total, low, high; /* sum over strata, pooled in part */
} uc_shrinkage;

/** Pools strata in part: log(hidden/observed) of stratum i is normal about a common
 * mean with variance tau^2 (estimated by REML), its estimate normal about it with
 * variance v_i = (std_error/hidden)^2. Each is drawn to the mean by B = (k-3)/(k-1)
 * v_i/(v_i + tau^2); intervals pay for the mean and tau^2 being estimated (Morris 1983
 * JASA 78:47).
 * @param shrunk  n.
 * @return UC_OK; UC_EINVAL fewer than 4 strata, or values as above. */
UC_API uc_status uc_combine_strata(const uc_combine_item item[], size_t n, double level,
                                   uc_shrunk shrunk[], uc_shrinkage *all,
                                   uc_error *err) UC_MUST_CHECK;

#endif
