/** @file repeated_check.h
 * Whether a model of repeated counts fits: residuals, and a test for heterogeneity.
 */
#ifndef UC_REPEATED_CHECK_H
#define UC_REPEATED_CHECK_H

#include "estimators/repeated/repeated.h"

/** Classes of the number of counts: 1 ... 5, and 6 or more. */
#define UC_REPEATED_CLASSES 6

/** People by class, observed and expected given that they were counted. For Chao and
 * Zelterman, of those counted once or twice. */
typedef struct uc_repeated_classes {
    double observed[UC_REPEATED_CLASSES], expected[UC_REPEATED_CLASSES];
} uc_repeated_classes;

/** @param covariate  SIZE_MAX: all; else the people with one level of it. */
void uc_repeated_classify(const uc_repeated_data *data, const uc_repeated_fit *fit,
                          size_t covariate, size_t level, uc_repeated_classes *classes);

/** Pearson's residual of a class; NAN where nobody is expected. */
double uc_repeated_residual(const uc_repeated_classes *classes, size_t i);

/** Lagrange-multiplier test of Poisson against the negative binomial: the score in
 * alpha at 0 squared over its variance, chi-squared with 1 degree of freedom. */
typedef struct uc_repeated_test {
    double score;     /* above 0: counts vary more than Poisson's */
    double statistic; /* NAN where the variance is not positive */
    double p_value;
} uc_repeated_test;

/** @param fit  Of UC_REPEATED_POISSON, ended well. */
void uc_repeated_heterogeneity(const uc_repeated_data *data, const uc_repeated_fit *fit,
                               uc_repeated_test *test);

#endif
