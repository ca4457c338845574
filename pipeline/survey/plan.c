/* plan.c - what is wanted of a survey file */
#include "pipeline/survey/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void uc_survey_plan_init(uc_survey_plan *plan)
{
    memset(plan, 0, sizeof *plan);
    plan->scale = plan->df = NAN;
    plan->level = 0.95;
    plan->per = 1000;
    plan->min_events = 5;
    plan->seed = 1;
    plan->interval = UC_PROP_LOGIT;
    plan->rule = UC_QUANTILE_MATH;
    plan->quantile_interval = UC_QUANTILE_MEAN;
    plan->prob[0] = 0.5;
    plan->n_probs = 1;
    plan->accuracy.sensitivity = plan->accuracy.specificity = 1;
}

void uc_survey_plan_clear(uc_survey_plan *plan)
{
    size_t i;

    free(plan->weight);
    uc_names_clear(&plan->strata);
    uc_names_clear(&plan->psu);
    uc_names_clear(&plan->fpc);
    uc_names_clear(&plan->repweights);
    uc_names_clear(&plan->missing);
    uc_names_clear(&plan->classes);
    uc_names_clear(&plan->propensity);
    for (i = 0; i < plan->n_by; i++)
        uc_names_clear(&plan->by[i]);
    for (i = 0; i < plan->n_requests; i++) {
        free(plan->request[i].column);
        free(plan->request[i].other);
    }
    for (i = 0; i < plan->n_totals; i++)
        free(plan->totals[i].path);
    free(plan->rscale);
    free(plan->responded);
    free(plan->rules);
    if (plan->given_rules != NULL)
        uc_survey_rules_clear(plan->given_rules);
    free(plan->given_rules);
    free(plan->areas);
    memset(plan, 0, sizeof *plan);
}

static uc_status check_weights(const uc_survey_plan *plan, uc_error *err)
{
    size_t i;

    for (i = 0; i < plan->n_totals; i++)
        if (plan->totals[i].kind == UC_CALIBRATE_LOGIT && !plan->bounded)
            return uc_fail(err, UC_EUSAGE, "--calibrate-logit needs --bounds");
    if (plan->bounded && !(plan->low < 1 && plan->high > 1))
        return uc_fail(err, UC_EUSAGE, "--bounds must be below 1 and above 1");
    if (plan->responded == NULL && plan->classes.n + plan->propensity.n > 0)
        return uc_fail(err, UC_EUSAGE, "say with --responded who answered");
    if (plan->classes.n > 0 && plan->propensity.n > 0)
        return uc_fail(
            err, UC_EUSAGE,
            "--weighting-classes and --response-model do the same; take one");
    return UC_OK;
}

static bool is_rule(const char *name)
{
    return name != NULL && strncmp(name, "rule:", 5) == 0;
}

/* A rule is a status, yes or no: it has a share, not a mean or quantile. */
static uc_status check_requests(const uc_survey_plan *plan, uc_error *err)
{
    size_t i;

    for (i = 0; i < plan->n_requests; i++) {
        const uc_survey_request *r = &plan->request[i];

        if ((r->ask != UC_ASK_PROPORTION || r->other != NULL) &&
            (is_rule(r->column) || is_rule(r->other)))
            return uc_fail(err, UC_EUSAGE,
                           "a rule is estimated by --proportion rule:NAME, and has no "
                           "categories");
    }
    return UC_OK;
}

uc_status uc_survey_plan_check(const uc_survey_plan *plan, uc_error *err)
{
    if (plan->n_requests == 0 && plan->rules == NULL && plan->given_rules == NULL)
        return uc_fail(
            err, UC_EUSAGE,
            "there is nothing to estimate: give --proportion, --mean, --total, "
            "--ratio or --quantile");
    if (plan->strata.n > UC_DESIGN_MAX_STAGES || plan->psu.n > UC_DESIGN_MAX_STAGES ||
        plan->fpc.n > UC_DESIGN_MAX_STAGES)
        return uc_fail(err, UC_EUSAGE, "at most %d stages", UC_DESIGN_MAX_STAGES);
    if (plan->strata.n > 1 && plan->strata.n > plan->psu.n)
        return uc_fail(err, UC_EUSAGE, "there are more stages of strata than of units");
    if (plan->repweights.n > 0 && !plan->replicated && isnan(plan->scale))
        return uc_fail(
            err, UC_EUSAGE,
            "say with --variance what type --repweights are, or give --scale");
    if (plan->kind == UC_REPLICATE_JKN && plan->repweights.n > 0 && plan->replicated &&
        isnan(plan->scale))
        return uc_fail(
            err, UC_EUSAGE,
            "jkn replicate weights need --scale or --rscales with a scale of 1");
    if (check_requests(plan, err) != UC_OK)
        return UC_EUSAGE;
    return check_weights(plan, err);
}
