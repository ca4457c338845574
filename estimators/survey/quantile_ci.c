/* quantile_ci.c - intervals for a quantile estimated from a survey */
#include "estimators/survey/quantile_ci.h"

#include <math.h>
#include <stdlib.h>

#include "estimators/core/distribution.h"
#include "estimators/survey/prop_ci.h"
#include "estimators/survey/variance.h"

const char *uc_quantile_interval_name(uc_quantile_interval kind)
{
    static const char *const names[UC_N_QUANTILE_INTERVALS] = {"mean", "beta", "xlogit",
                                                               "asin", "score"};

    return (size_t)kind < UC_N_QUANTILE_INTERVALS ? names[kind] : NULL;
}

typedef struct context {
    const uc_design *design;
    const uc_calibration *calibration;
    const uc_survey_target *target;
    double *below; /* n: 1 in the rows of the domain at or below a value */
} context;

/* Share of the domain at or below `value`, and its standard error. */
static uc_status share_below(context *c, double value, double *share, double *se,
                             uc_error *err)
{
    uc_survey_target mean = *c->target;
    double v = NAN;
    uc_status status;
    size_t i;

    for (i = 0; i < mean.n_rows; i++) {
        const size_t row = mean.rows != NULL ? mean.rows[i] : i;

        c->below[row] = c->target->y[row] <= value ? 1 : 0;
    }
    mean.statistic = UC_SURVEY_MEAN;
    mean.y = c->below;
    status = uc_survey_taylor(c->design, c->calibration, &mean, 1, share, &v, err);
    *se = sqrt(v);
    return status;
}

static double quantile_at(const context *c, double p)
{
    return uc_weighted_quantile(c->target->y, c->target->rows, c->target->n_rows,
                                c->design->weight, p, c->target->rule);
}

static uc_status woodruff(context *c, double df, double level,
                          uc_quantile_interval kind, uc_quantile_result *r,
                          uc_error *err)
{
    static const uc_prop_method methods[] = {UC_PROP_MEAN, UC_PROP_BETA, UC_PROP_XLOGIT,
                                             UC_PROP_ASIN};
    uc_prop_data data = {.n = c->design->n, .n_domain = c->target->n_rows, .df = df};
    uc_prop_interval ci;
    uc_status status = share_below(c, r->estimate, &data.p, &data.se, err);

    if (status != UC_OK)
        return status;
    uc_prop_ci(methods[kind], &data, level, &ci);
    if (ci.outcome == UC_PROP_OK) {
        r->low = ci.low >= 0 ? quantile_at(c, ci.low) : NAN;
        r->high = ci.high <= 1 ? quantile_at(c, ci.high) : NAN;
    }
    return UC_OK;
}

/* The value of the data at which the share's distance from p, in standard errors,
 * passes `limit`: the test statistic is a step function that rises at data only. */
static uc_status score_limit(context *c, double limit, double *value, uc_error *err)
{
    size_t low = 0, high = c->target->n_rows - 1;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const size_t row = c->target->rows != NULL ? c->target->rows[middle] : middle;
        double share, se;
        const uc_status status = share_below(c, c->target->y[row], &share, &se, err);

        if (status != UC_OK)
            return status;
        if (se > 0 ? (share - c->target->p) / se >= limit : share >= c->target->p)
            high = middle;
        else
            low = middle + 1;
    }
    *value = c->target->y[c->target->rows != NULL ? c->target->rows[low] : low];
    return UC_OK;
}

static uc_status score(context *c, double t, uc_quantile_result *r, uc_error *err)
{
    uc_status status = score_limit(c, -t, &r->low, err);

    return status == UC_OK ? score_limit(c, t, &r->high, err) : status;
}

uc_status uc_quantile_ci(const uc_design *design, const uc_calibration *calibration,
                         const uc_survey_target *target, double df, double level,
                         uc_quantile_interval kind, uc_quantile_result *result,
                         uc_error *err)
{
    const double t = uc_student_quantile(1 - (1 - level) / 2, df);
    context c = {design, calibration, target, NULL};
    uc_quantile_result r = {uc_survey_evaluate(target, design->weight), NAN, NAN, NAN};
    uc_status status = UC_OK;

    if (target->n_rows > 0 && !isnan(r.estimate)) {
        c.below = calloc(design->n + 1, sizeof *c.below);
        if (c.below == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for a quantile");
        status = kind == UC_QUANTILE_SCORE ? score(&c, t, &r, err)
                                           : woodruff(&c, df, level, kind, &r, err);
        free(c.below);
    }
    r.se = (r.high - r.low) / (2 * t);
    if (status == UC_OK)
        *result = r;
    return status;
}
