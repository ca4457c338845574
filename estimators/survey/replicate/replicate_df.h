/** @file replicate_df.h
 * Degrees of freedom of replicate weights: the rank of their matrix less 1.
 */
#ifndef UC_SURVEY_REPLICATE_DF_H
#define UC_SURVEY_REPLICATE_DF_H

#include "estimators/survey/replicate/replicate.h"

uc_status uc_survey_replicates_df(const uc_survey_replicates *reps, double *df,
                                  uc_error *err) UC_MUST_CHECK;

#endif
