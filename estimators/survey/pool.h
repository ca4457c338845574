/** @file pool.h
 * Pools several estimates of one quantity, allowing for differences between studies.
 *
 * y_i = mu + u_i + e_i, Var e_i = v_i known, Var u_i = tau^2 estimated.
 * Ref  DerSimonian & Laird (1986) Control. Clin. Trials 7:177; Paule & Mandel (1982) J.
 *      Res. NBS 87:377; Knapp & Hartung (2003) Stat. Med. 22:2693; Viechtbauer (2007)
 *      Stat. Med. 26:37 (Q-profile); Higgins, Thompson & Spiegelhalter (2009) JRSS-A
 *      172:137 (prediction).
 */
#ifndef UC_SURVEY_POOL_H
#define UC_SURVEY_POOL_H

#include <stddef.h>

#include "data/base/status.h"

typedef enum uc_pool_method {
    UC_POOL_FIXED,
    UC_POOL_DL, /* DerSimonian & Laird */
    UC_POOL_PM, /* Paule & Mandel, which is also empirical Bayes */
    UC_POOL_REML,
    UC_POOL_ML,
    UC_POOL_HE, /* Hedges */
    UC_POOL_SJ, /* Sidik & Jonkman */
    UC_POOL_HS, /* Hunter & Schmidt */
    UC_N_POOL_METHODS
} uc_pool_method;

/** Where the standard error and the law of the interval come from. */
typedef enum uc_pool_test {
    UC_POOL_Z,
    UC_POOL_T,     /* Student's t, k-1 degrees of freedom */
    UC_POOL_KNHA,  /* Knapp & Hartung */
    UC_POOL_ADHOC, /* the same, never narrower than UC_POOL_T */
    UC_N_POOL_TESTS
} uc_pool_test;

typedef struct uc_pool_result {
    size_t k;
    double estimate, se, low, high;
    double statistic, p_value;  /* against 0 */
    double tau2, se_tau2;       /* se NAN for a fixed effect */
    double tau2_low, tau2_high; /* Q-profile interval; NAN with fewer than 2 studies */
    double i2, h2;              /* share of variance between studies in [0, 1]; ratio */
    double q, q_p_value;        /* Cochran's Q */
    double predicted_low, predicted_high; /* where another study's truth would lie */
} uc_pool_result;

/** Pools k estimates.
 * @param v  Sampling variances, above 0. @param level  Of all intervals.
 * @return UC_OK; UC_EINVAL k is 0, a value not finite, or a variance not above 0. */
UC_API uc_status uc_pool_estimates(const double y[], const double v[], size_t k,
                                   uc_pool_method method, uc_pool_test test,
                                   double level, uc_pool_result *result,
                                   uc_error *err) UC_MUST_CHECK;

UC_API const char *uc_pool_method_name(uc_pool_method method);
UC_API const char *uc_pool_test_name(uc_pool_test test);

#endif
