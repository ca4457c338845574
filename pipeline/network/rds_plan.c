/* rds_plan.c - what is wanted of a respondent-driven sample */
#include "pipeline/network/rds_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_REPLICATES 500
#define DEFAULT_ITERATIONS 50

const char *uc_rds_interval_name(uc_rds_interval interval)
{
    static const char *const names[] = {"logit", "normal", "percentile"};

    return (size_t)interval < sizeof names / sizeof names[0] ? names[interval] : NULL;
}

void uc_rds_plan_init(uc_rds_plan *plan)
{
    memset(plan, 0, sizeof *plan);
    uc_survey_plan_init(&plan->survey);
    plan->survey.n_replicates = DEFAULT_REPLICATES;
    plan->n_iterations = DEFAULT_ITERATIONS;
    plan->population = NAN;
    plan->bootstrap = -1;
}

void uc_rds_plan_clear(uc_rds_plan *plan)
{
    uc_survey_plan_clear(&plan->survey);
    uc_names_clear(&plan->coupons);
    uc_names_clear(&plan->variables);
    free(plan->id);
    free(plan->recruiter);
    free(plan->seed_word);
    free(plan->coupon);
    free(plan->degree);
    memset(plan, 0, sizeof *plan);
}

static uc_status check_links(const uc_rds_plan *plan, uc_error *err)
{
    if (plan->recruiter == NULL && plan->coupon == NULL)
        return uc_fail(err, UC_EUSAGE,
                       "say who recruited whom: --id and --recruiter, or --coupon and "
                       "--coupons");
    if (plan->recruiter != NULL && (plan->coupon != NULL || plan->coupons.n > 0))
        return uc_fail(err, UC_EUSAGE,
                       "--recruiter and --coupon say the same; take one");
    if (plan->recruiter != NULL && plan->id == NULL)
        return uc_fail(err, UC_EUSAGE, "--recruiter needs --id");
    if (plan->coupon != NULL && plan->coupons.n == 0)
        return uc_fail(err, UC_EUSAGE,
                       "--coupon needs --coupons, the columns of those handed out");
    return UC_OK;
}

static uc_status check_population(const uc_rds_plan *plan, uc_error *err)
{
    size_t i;

    if (!isnan(plan->population))
        return UC_OK;
    if (plan->bootstrap == UC_RDS_WITHOUT_REPLACEMENT)
        return uc_fail(err, UC_EUSAGE, "--bootstrap successive needs --population");
    for (i = 0; i < plan->n_methods; i++)
        if (plan->method[i] == UC_RDS_SUCCESSIVE)
            return uc_fail(err, UC_EUSAGE, "--method successive needs --population");
    return UC_OK;
}

uc_status uc_rds_plan_check(const uc_rds_plan *plan, uc_error *err)
{
    uc_status status = check_links(plan, err);

    if (status == UC_OK && plan->degree == NULL)
        status = uc_fail(err, UC_EUSAGE, "give the column of --degree");
    if (status == UC_OK && plan->variables.n == 0)
        status = uc_fail(err, UC_EUSAGE,
                         "give with --variable the columns whose shares are wanted");
    if (status == UC_OK && plan->no_bootstrap && plan->interval == UC_RDS_PERCENTILE)
        status = uc_fail(err, UC_EUSAGE, "percentiles need a bootstrap");
    return status == UC_OK ? check_population(plan, err) : status;
}

size_t uc_rds_plan_methods(const uc_rds_plan *plan,
                           uc_rds_method method[UC_RDS_N_METHODS])
{
    size_t n = plan->n_methods;

    if (n > 0) {
        memcpy(method, plan->method, n * sizeof *method);
        return n;
    }
    method[n++] = UC_RDS_II;
    if (!isnan(plan->population))
        method[n++] = UC_RDS_SUCCESSIVE;
    return n;
}

uc_rds_bootstrap uc_rds_plan_bootstrap(const uc_rds_plan *plan, uc_rds_method method)
{
    if (plan->bootstrap >= 0)
        return (uc_rds_bootstrap)plan->bootstrap;
    return method == UC_RDS_SUCCESSIVE ? UC_RDS_WITHOUT_REPLACEMENT : UC_RDS_SALGANIK;
}
