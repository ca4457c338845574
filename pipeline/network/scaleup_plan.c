/* scaleup_plan.c - what is wanted of a network scale-up survey */
#include "pipeline/network/scaleup_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *uc_scaleup_interval_name(uc_scaleup_interval interval)
{
    static const char *const names[] = {"log", "normal", "percentile"};

    return (size_t)interval < sizeof names / sizeof names[0] ? names[interval] : NULL;
}

void uc_scaleup_plan_init(uc_scaleup_plan *plan)
{
    const uc_scaleup_factor one = {1, 0};

    memset(plan, 0, sizeof *plan);
    uc_survey_plan_init(&plan->survey);
    plan->population = NAN;
    plan->top_code = plan->hidden_top_code = INFINITY;
    plan->adjustment = (uc_scaleup_adjustment){one, one, one, one};
}

void uc_scaleup_plan_clear(uc_scaleup_plan *plan)
{
    uc_survey_plan_clear(&plan->survey);
    uc_names_clear(&plan->hidden);
    free(plan->known);
    memset(plan, 0, sizeof *plan);
}

/* The design is checked as that of any survey; what it estimates is known later. */
static uc_status check_survey(const uc_scaleup_plan *plan, uc_error *err)
{
    uc_survey_plan survey = plan->survey;

    survey.n_requests = 1;
    survey.request[0] = (uc_survey_request){.ask = UC_ASK_TOTAL, .column = plan->known};
    return uc_survey_plan_check(&survey, err);
}

uc_status uc_scaleup_plan_check(const uc_scaleup_plan *plan, uc_error *err)
{
    if (plan->known == NULL)
        return uc_fail(err, UC_EUSAGE,
                       "give with --known a file of groups whose size is known");
    if (isnan(plan->population))
        return uc_fail(err, UC_EUSAGE,
                       "give with --population the persons that the respondents were "
                       "asked about");
    if (plan->hidden.n == 0)
        return uc_fail(err, UC_EUSAGE,
                       "give with --hidden the columns of the groups to be estimated");
    if (plan->interval == UC_SCALEUP_PERCENTILE && !plan->survey.replicated)
        return uc_fail(err, UC_EUSAGE,
                       "percentiles need replicates, as of --variance rao-wu");
    if (plan->interval == UC_SCALEUP_PERCENTILE &&
        plan->survey.kind != UC_REPLICATE_BOOTSTRAP &&
        plan->survey.kind != UC_REPLICATE_RAO_WU &&
        plan->survey.kind != UC_REPLICATE_PRESTON)
        return uc_fail(err, UC_EUSAGE,
                       "percentiles are of a bootstrap: --variance rao-wu, bootstrap "
                       "or preston");
    return check_survey(plan, err);
}
