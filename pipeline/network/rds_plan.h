/** @file rds_plan.h
 * What is wanted of a respondent-driven sample: one table of settings serves the
 * command line and the run file.
 */
#ifndef UC_RDS_PLAN_H
#define UC_RDS_PLAN_H

#include "estimators/network/rds_bootstrap.h"
#include "pipeline/survey/plan.h"

typedef enum uc_rds_interval {
    UC_RDS_LOGIT,     /* symmetric on a logit scale, normal */
    UC_RDS_NORMAL,    /* symmetric, cut at 0 and 1 */
    UC_RDS_PERCENTILE /* of the replicates */
} uc_rds_interval;

typedef struct uc_rds_plan {
    uc_survey_plan survey; /* first: its readers write here; seed, level, replicates,
                              missing words and common options are used */
    char *id, *recruiter, *seed_word;
    char *coupon;     /* the one presented */
    uc_names coupons; /* those handed out */
    char *degree;
    uc_names variables;
    double population; /* NAN: not given */
    uc_rds_method method[UC_RDS_N_METHODS];
    size_t n_methods; /* 0: rds-ii, and successive where there is a population */
    int bootstrap;    /* a uc_rds_bootstrap; -1: by method */
    bool no_bootstrap;
    size_t n_samples, n_iterations; /* of successive sampling */
    uc_rds_interval interval;
    const char *figures; /* borrowed from argv; NULL: none */
} uc_rds_plan;

void uc_rds_plan_init(uc_rds_plan *plan);
void uc_rds_plan_clear(uc_rds_plan *plan);

/** The settings, as options of the command; in a run file the same names are keys, with
 * blanks for hyphens. */
#define UC_RDS_N_OPTIONS 26
extern const uc_option uc_rds_option_table[UC_RDS_N_OPTIONS];

/** Checks the settings against each other. @return UC_OK; UC_EUSAGE. */
uc_status uc_rds_plan_check(const uc_rds_plan *plan, uc_error *err) UC_MUST_CHECK;

/** The methods asked for, or those that are the default. @return Their number. */
size_t uc_rds_plan_methods(const uc_rds_plan *plan,
                           uc_rds_method method[UC_RDS_N_METHODS]);

/** The bootstrap of a method. */
uc_rds_bootstrap uc_rds_plan_bootstrap(const uc_rds_plan *plan, uc_rds_method method);

/** logit, normal, percentile; NULL beyond the last. */
const char *uc_rds_interval_name(uc_rds_interval interval);

#endif
