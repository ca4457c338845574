/** @file scaleup_plan.h
 * What is wanted of a network scale-up survey: one table of settings serves the command
 * line and the run file.
 */
#ifndef UC_SCALEUP_PLAN_H
#define UC_SCALEUP_PLAN_H

#include "estimators/network/scaleup.h"
#include "pipeline/survey/plan.h"

typedef enum uc_scaleup_interval {
    UC_SCALEUP_LOG,       /* symmetric on a log scale, t with the design's df */
    UC_SCALEUP_NORMAL,    /* symmetric, t */
    UC_SCALEUP_PERCENTILE /* of the replicates */
} uc_scaleup_interval;

typedef struct uc_scaleup_plan {
    uc_survey_plan survey; /* first: its readers write here */
    char *known;           /* file of known groups */
    uc_names hidden;
    double population;                /* NAN: not given */
    double top_code, hidden_top_code; /* INFINITY: none */
    uc_scaleup_degree degree;
    uc_scaleup_size method;
    uc_scaleup_interval interval;
    uc_scaleup_adjustment adjustment;
    const char *figures; /* borrowed from argv; NULL: none */
} uc_scaleup_plan;

void uc_scaleup_plan_init(uc_scaleup_plan *plan);
void uc_scaleup_plan_clear(uc_scaleup_plan *plan);

/** The settings, as options of the command; in a run file the same names are keys, with
 * blanks for hyphens. */
#define UC_SCALEUP_N_OPTIONS 49
extern const uc_option uc_scaleup_option_table[UC_SCALEUP_N_OPTIONS];

/** Checks the settings against each other. @return UC_OK; UC_EUSAGE. */
uc_status uc_scaleup_plan_check(const uc_scaleup_plan *plan,
                                uc_error *err) UC_MUST_CHECK;

/** Name of an interval: log, normal, percentile. NULL beyond the last. */
const char *uc_scaleup_interval_name(uc_scaleup_interval interval);

#endif
