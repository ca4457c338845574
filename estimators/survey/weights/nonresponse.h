/** @file nonresponse.h
 * Weights of those who answered, raised for those who did not.
 */
#ifndef UC_SURVEY_NONRESPONSE_H
#define UC_SURVEY_NONRESPONSE_H

#include <stdbool.h>

#include "data/base/status.h"
#include "estimators/survey/weights/terms.h"

typedef struct uc_nonresponse {
    size_t n_respondents, n_others;
    double least, most; /* of the factors */
} uc_nonresponse;

/** Adjusts within classes: factor = sum of weights over sum of weights of respondents.
 * Others get weight 0.
 * @param code       n class codes below n_classes; NULL: one class.
 * @param responded  n values, 1 or 0.
 * @param weight     n; changed on UC_OK.
 * @return UC_OK; UC_EDATA a class without a respondent; UC_ENOMEM.
 * Ref  Little & Rubin (2002) Statistical analysis with missing data, 3.3.2. */
UC_API uc_status uc_weighting_classes(const uint32_t code[], size_t n_classes,
                                      const double responded[], size_t n,
                                      double weight[], uc_nonresponse *found,
                                      uc_error *err) UC_MUST_CHECK;

/** Adjusts by 1 over the propensity to respond, from a weighted logistic regression on
 * the terms, fitted by Newton's method.
 * @return UC_OK; UC_EDATA somebody's propensity is estimated as 0 or 1 (a combination
 *         of categories in which all or none answered); UC_ENOMEM.
 * Ref  Rosenbaum & Rubin (1983) Biometrika 70:41; Bethlehem, Cobben & Schouten (2011)
 *      Handbook of nonresponse, ch. 11. */
UC_API uc_status uc_response_propensity(const uc_terms *terms, const double responded[],
                                        double weight[], uc_nonresponse *found,
                                        uc_error *err) UC_MUST_CHECK;

#endif
