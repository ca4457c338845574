/** @file quantile_ci.h
 * Intervals for a quantile estimated from a survey, after Woodruff (1952) JASA 47:635:
 * an interval for the share below the quantile is read back through the distribution
 * function. UC_QUANTILE_SCORE inverts the score test of Francisco & Fuller (1991) Ann.
 * Statist. 19:454.
 */
#ifndef UC_SURVEY_QUANTILE_CI_H
#define UC_SURVEY_QUANTILE_CI_H

#include "estimators/survey/weights/calibrate.h"
#include "estimators/survey/design.h"
#include "estimators/survey/target.h"

typedef enum uc_quantile_interval {
    UC_QUANTILE_MEAN, /* share +- t se */
    UC_QUANTILE_BETA,
    UC_QUANTILE_XLOGIT,
    UC_QUANTILE_ASIN,
    UC_QUANTILE_SCORE,
    UC_N_QUANTILE_INTERVALS
} uc_quantile_interval;

typedef struct uc_quantile_result {
    double estimate, low, high; /* a limit beyond the data is NAN */
    double se;                  /* half the interval over its t */
} uc_quantile_result;

/** @param target  A quantile whose rows are sorted (uc_survey_sort_rows()).
 *  @param df      Degrees of freedom of the domain. */
UC_API uc_status uc_quantile_ci(const uc_design *design,
                                const uc_calibration *calibration,
                                const uc_survey_target *target, double df, double level,
                                uc_quantile_interval kind, uc_quantile_result *result,
                                uc_error *err) UC_MUST_CHECK;

UC_API const char *uc_quantile_interval_name(uc_quantile_interval kind);

#endif
