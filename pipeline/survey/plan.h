/** @file plan.h
 * What is wanted of a survey file: one table of settings serves the command line and
 * the run file.
 */
#ifndef UC_SURVEY_PLAN_H
#define UC_SURVEY_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "estimators/survey/weights/calibrate.h"
#include "estimators/survey/design.h"
#include "estimators/survey/pool.h"
#include "estimators/survey/prop_ci.h"
#include "estimators/survey/quantile_ci.h"
#include "estimators/survey/replicate/replicate.h"
#include "estimators/survey/small_area.h"
#include "pipeline/common_options.h"
#include "pipeline/options.h"
#include "pipeline/survey/rules.h"

#define UC_SURVEY_MAX_REQUESTS 64
#define UC_SURVEY_MAX_BY       16
#define UC_SURVEY_MAX_TOTALS   4

typedef enum uc_survey_ask {
    UC_ASK_PROPORTION,
    UC_ASK_MEAN,
    UC_ASK_TOTAL,
    UC_ASK_RATIO,
    UC_ASK_QUANTILE
} uc_survey_ask;

/** One thing to estimate. All owned. */
typedef struct uc_survey_request {
    uc_survey_ask ask;
    char *column;
    char *other; /* level of a proportion, or NULL: 0/1; denominator of a ratio */
} uc_survey_request;

/** A file of population totals and how to reach them. */
typedef struct uc_survey_totals {
    char *path; /* owned */
    uc_calibration_kind kind;
    bool post_stratify; /* exactly one factor */
} uc_survey_totals;

typedef struct uc_survey_plan {
    uc_common_options common; /* first: the shared readers write here */
    /* design */
    char *weight;
    uc_names strata, psu, fpc, repweights, missing;
    bool nest, domain_lonely;
    uc_lonely lonely;
    /* variance */
    bool replicated; /* else Taylor */
    uc_replicate_kind kind;
    size_t n_replicates;
    double rho, scale, df; /* scale and df NAN: by the method */
    double *rscale;
    size_t n_rscale;
    bool factors, mse;
    uint64_t seed;
    /* what */
    uc_survey_request request[UC_SURVEY_MAX_REQUESTS];
    size_t n_requests;
    uc_names by[UC_SURVEY_MAX_BY];
    size_t n_by;
    double prob[16];
    size_t n_probs;
    uc_quantile_rule rule;
    uc_quantile_interval quantile_interval;
    uc_prop_method interval;
    double level, declared_deff, per;
    size_t min_events;
    bool withhold, quote_values;
    /* weights */
    uc_survey_totals totals[UC_SURVEY_MAX_TOTALS];
    size_t n_totals;
    bool bounded;
    double low, high; /* calibration bounds */
    bool trim;
    double trim_low, trim_high;
    char *responded;     /* 0/1 column */
    uc_names classes;    /* weighting classes */
    uc_names propensity; /* covariates of a response model */
    /* after */
    bool misclassified;
    uc_misclassified accuracy;
    char *rules;                  /* file of indicator rules */
    uc_survey_rules *given_rules; /* written in the run file itself; owned */
    bool pooled;
    uc_pool_method pool;
    char *areas; /* file of covariates by area */
    uc_small_area_method area_method;
} uc_survey_plan;

/** Fills in the defaults. */
void uc_survey_plan_init(uc_survey_plan *plan);
void uc_survey_plan_clear(uc_survey_plan *plan);

/** The settings, as options of the command; in a run file the same names are keys, with
 * blanks for hyphens. */
#define UC_SURVEY_N_OPTIONS 53
extern const uc_option uc_survey_option_table[UC_SURVEY_N_OPTIONS];

/** Checks the settings against each other.
 * @return UC_OK; UC_EUSAGE. */
uc_status uc_survey_plan_check(const uc_survey_plan *plan, uc_error *err) UC_MUST_CHECK;

#endif
