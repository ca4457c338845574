/* combine.c - copies by Rubin's rules, strata pooled in part */
#include "estimators/combine/combine.h"

#include <math.h>
#include <stdlib.h>

#include "estimators/core/distribution.h"
#include "estimators/core/elementary.h"
#include "estimators/survey/pool.h"

static uc_status check(const uc_combine_item item[], size_t n, size_t least,
                       uc_error *err)
{
    size_t i;

    if (n < least)
        return uc_fail(err, UC_EINVAL, "%zu estimates; at least %zu are needed", n,
                       least);
    for (i = 0; i < n; i++)
        if (!(item[i].hidden > 0.0) || !(item[i].std_error > 0.0) ||
            !(item[i].observed > 0.0) || !isfinite(item[i].hidden) ||
            !isfinite(item[i].std_error) || !isfinite(item[i].observed))
            return uc_fail(err, UC_EINVAL,
                           "estimate %zu: observed, hidden and standard error must be "
                           "above 0",
                           i + 1);
    return UC_OK;
}

static double relative_variance(const uc_combine_item *item)
{
    const double share = item->std_error / item->hidden;

    return share * share;
}

uc_status uc_combine_copies(const uc_combine_item item[], size_t n, double level,
                            uc_rubin *result, uc_error *err)
{
    const double m = (double)n;
    uc_rubin r = {.n = n};
    const uc_status status = check(item, n, 2, err);
    double mean = 0.0, t, extra;
    size_t i;

    if (status != UC_OK)
        return status;
    for (i = 0; i < n; i++) {
        mean += uc_log(item[i].hidden) / m;
        r.within += relative_variance(&item[i]) / m;
        r.observed += item[i].observed / m;
    }
    for (i = 0; i < n; i++) {
        const double d = uc_log(item[i].hidden) - mean;

        r.between += d * d / (m - 1.0);
    }
    extra = (1.0 + 1.0 / m) * r.between;
    r.variance = r.within + extra;
    r.missing = extra / r.variance;
    r.df = extra > 0.0 ? (m - 1.0) / (r.missing * r.missing) : INFINITY;
    t = uc_student_quantile(0.5 + level / 2.0, r.df);
    r.hidden = uc_exp(mean);
    r.total = r.observed + r.hidden;
    r.low = r.observed + uc_exp(mean - t * sqrt(r.variance));
    r.high = r.observed + uc_exp(mean + t * sqrt(r.variance));
    *result = r;
    return UC_OK;
}

/* -- Strata ------------------------------------------------------------------------ */

/* Mean of the sampling variances, weighted as the strata weigh in the mean. */
static double usual_variance(const double v[], size_t n, double tau2)
{
    double sum = 0.0, weight = 0.0;
    size_t i;

    for (i = 0; i < n; i++) {
        sum += v[i] / (v[i] + tau2);
        weight += 1.0 / (v[i] + tau2);
    }
    return sum / weight;
}

/* Draws stratum i to the mean. The factor (k-3)/(k-1) and the last part of the variance
 * pay for tau^2 being estimated. @return its variance on the log scale. */
static double shrink(const uc_combine_item *item, size_t n, double y, double v,
                     double usual, const uc_pool_result *pooled, double z,
                     uc_shrunk *shrunk)
{
    const double k = (double)n, spread = v + pooled->tau2;
    const double b = (k - 3.0) / (k - 1.0) * v / spread;
    const double off = y - pooled->estimate;
    const double at = y - b * off;
    const double variance =
        v * (1.0 - (k - 1.0) / k * b) +
        2.0 / (k - 3.0) * (usual + pooled->tau2) / spread * b * b * off * off;
    const double half = z * sqrt(variance);

    shrunk->own = 1.0 - b;
    shrunk->hidden = item->observed * uc_exp(at);
    shrunk->total = item->observed + shrunk->hidden;
    shrunk->low = item->observed * (1.0 + uc_exp(at - half));
    shrunk->high = item->observed * (1.0 + uc_exp(at + half));
    return variance;
}

/* The sum: log-normal in the hidden part. What strata share, the mean, moves them
 * together: the derivative of the hidden sum by it enters squared. */
static void sum_up(const uc_combine_item item[], size_t n, const uc_shrunk shrunk[],
                   double z, const double variance[], uc_shrinkage *all)
{
    double observed = 0.0, hidden = 0.0, sum = 0.0, common = 0.0, factor;
    size_t i;

    for (i = 0; i < n; i++) {
        observed += item[i].observed;
        hidden += shrunk[i].hidden;
        sum += shrunk[i].hidden * shrunk[i].hidden * variance[i];
        common += shrunk[i].hidden * (1.0 - shrunk[i].own);
    }
    sum += common * common * all->se_mean * all->se_mean;
    factor = uc_exp(z * sqrt(uc_log(1.0 + sum / (hidden * hidden))));
    all->total = observed + hidden;
    all->low = observed + hidden / factor;
    all->high = observed + hidden * factor;
}

uc_status uc_combine_strata(const uc_combine_item item[], size_t n, double level,
                            uc_shrunk shrunk[], uc_shrinkage *all, uc_error *err)
{
    const double z = uc_normal_quantile_exact(0.5 + level / 2.0);
    uc_pool_result pooled;
    double *y, *v, usual;
    size_t i;
    uc_status status = check(item, n, 4, err);

    if (status != UC_OK)
        return status;
    y = malloc(2 * n * sizeof *y);
    if (y == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the strata");
    v = y + n;
    for (i = 0; i < n; i++) {
        y[i] = uc_log(item[i].hidden) - uc_log(item[i].observed);
        v[i] = relative_variance(&item[i]);
    }
    status = uc_pool_estimates(y, v, n, UC_POOL_REML, UC_POOL_Z, level, &pooled, err);
    if (status == UC_OK) {
        usual = usual_variance(v, n, pooled.tau2);
        for (i = 0; i < n; i++)
            v[i] = shrink(&item[i], n, y[i], v[i], usual, &pooled, z, &shrunk[i]);
        *all = (uc_shrinkage){
            .mean = pooled.estimate, .se_mean = pooled.se, .tau2 = pooled.tau2};
        sum_up(item, n, shrunk, z, v, all);
    }
    free(y);
    return status;
}
