/* pool.c - pooled estimates */
#include "estimators/survey/pool.h"

#include <float.h>
#include <math.h>

#include "estimators/core/distribution.h"
#include "estimators/core/quantile.h"

#define MAX_STEPS 500

const char *uc_pool_method_name(uc_pool_method method)
{
    static const char *const names[UC_N_POOL_METHODS] = {"fixed", "dl", "pm", "reml",
                                                         "ml",    "he", "sj", "hs"};

    return (size_t)method < UC_N_POOL_METHODS ? names[method] : NULL;
}

const char *uc_pool_test_name(uc_pool_test test)
{
    static const char *const names[UC_N_POOL_TESTS] = {"z", "t", "knha", "adhoc"};

    return (size_t)test < UC_N_POOL_TESTS ? names[test] : NULL;
}

/* Sums under the weights w = 1 / (v + tau2). P is the matrix that makes residuals. */
typedef struct sums {
    double w1, w2, w3; /* sums of w, w^2, w^3 */
    double mean;
    double q;   /* y'Py */
    double ppy; /* y'PPy */
    double tr_p, tr_pp;
} sums;

static sums sums_at(const double y[], const double v[], size_t k, double tau2)
{
    sums s = {0};
    double wy = 0;
    size_t i;

    for (i = 0; i < k; i++) {
        const double w = 1 / (v[i] + tau2);

        s.w1 += w;
        s.w2 += w * w;
        s.w3 += w * w * w;
        wy += w * y[i];
    }
    s.mean = wy / s.w1;
    for (i = 0; i < k; i++) {
        const double w = 1 / (v[i] + tau2), r = y[i] - s.mean;

        s.q += w * r * r;
        s.ppy += w * w * r * r;
    }
    s.tr_p = s.w1 - s.w2 / s.w1;
    s.tr_pp = s.w2 - 2 * s.w3 / s.w1 + s.w2 * s.w2 / (s.w1 * s.w1);
    return s;
}

/* tau2 at which Cochran's Q under these weights is `target`; 0 when it is less at 0. Q
 * falls in tau2 without end. */
static double tau2_of_q(const double y[], const double v[], size_t k, double target)
{
    double low = 0, high = 1;
    int step;

    if (sums_at(y, v, k, 0).q <= target)
        return 0;
    for (step = 0; step < MAX_STEPS && sums_at(y, v, k, high).q > target; step++)
        high *= 2;
    for (step = 0; step < MAX_STEPS && high - low > DBL_EPSILON * high; step++) {
        const double middle = 0.5 * (low + high);

        if (middle <= low || middle >= high)
            break;
        if (sums_at(y, v, k, middle).q > target)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

/* Fisher scoring of the (restricted) likelihood, cut at 0. */
static double tau2_of_likelihood(const double y[], const double v[], size_t k,
                                 double start, int restricted)
{
    double tau2 = start > 0 ? start : 0;
    int step;

    for (step = 0; step < MAX_STEPS; step++) {
        const sums s = sums_at(y, v, k, tau2);
        const double move =
            restricted ? (s.ppy - s.tr_p) / s.tr_pp : (s.ppy - s.w1) / s.w2;
        const double next = tau2 + move > 0 ? tau2 + move : 0;

        if (fabs(next - tau2) <= 1e-15 * (next + 1e-300))
            return next;
        tau2 = next;
    }
    return tau2;
}

typedef struct plain {
    double mean, rss; /* without weights */
    double v1, v2;    /* sums of v, v^2 */
} plain;

static plain plain_of(const double y[], const double v[], size_t k)
{
    plain p = {0};
    size_t i;

    for (i = 0; i < k; i++) {
        p.mean += y[i] / (double)k;
        p.v1 += v[i];
        p.v2 += v[i] * v[i];
    }
    for (i = 0; i < k; i++)
        p.rss += (y[i] - p.mean) * (y[i] - p.mean);
    return p;
}

static double moment_se(const sums *s, double tau2, double df, double over)
{
    return sqrt(2 * df + 4 * tau2 * s->tr_p + 2 * tau2 * tau2 * s->tr_pp) / over;
}

static void by_hedges(const double y[], const double v[], size_t k, uc_pool_result *r)
{
    const plain p = plain_of(y, v, k);
    const double n = (double)k, df = n - 1, tr_pv = p.v1 * (1 - 1 / n);
    const double tr_pvpv = p.v2 * (1 - 2 / n) + p.v1 * p.v1 / (n * n);
    const double tau2 = (p.rss - tr_pv) / df;

    r->tau2 = tau2 > 0 ? tau2 : 0;
    r->se_tau2 =
        sqrt(2 * tr_pvpv + 4 * r->tau2 * tr_pv + 2 * r->tau2 * r->tau2 * df) / df;
}

/* tr(PVPV) and tr(PVP) with the weights at tau2_0. */
static void by_sidik(const double y[], const double v[], size_t k, uc_pool_result *r)
{
    const plain p = plain_of(y, v, k);
    const double start = p.rss / (double)k, df = (double)k - 1;
    const sums s = sums_at(y, v, k, start);
    double vw2 = 0, vw3 = 0, v2w2 = 0, v2w3 = 0, tr_pvpv, tr_pvp;
    size_t i;

    for (i = 0; i < k; i++) {
        const double w = 1 / (v[i] + start);

        vw2 += v[i] * w * w;
        vw3 += v[i] * w * w * w;
        v2w2 += v[i] * v[i] * w * w;
        v2w3 += v[i] * v[i] * w * w * w;
    }
    tr_pvpv = v2w2 - 2 * v2w3 / s.w1 + vw2 * vw2 / (s.w1 * s.w1);
    tr_pvp = vw2 - 2 * vw3 / s.w1 + vw2 * s.w2 / (s.w1 * s.w1);
    r->tau2 = start * s.q / df;
    r->se_tau2 =
        start / df *
        sqrt(2 * tr_pvpv + 4 * r->tau2 * tr_pvp + 2 * r->tau2 * r->tau2 * s.tr_pp);
}

static void between(const double y[], const double v[], size_t k, uc_pool_method method,
                    uc_pool_result *r)
{
    const double df = (double)k - 1;
    const sums at0 = sums_at(y, v, k, 0);
    sums s;
    double tau2;

    r->tau2 = 0;
    r->se_tau2 = NAN;
    if (method == UC_POOL_FIXED || k < 2)
        return;
    switch (method) {
    case UC_POOL_DL:
        tau2 = (at0.q - df) / at0.tr_p;
        r->tau2 = tau2 > 0 ? tau2 : 0;
        r->se_tau2 = moment_se(&at0, r->tau2, df, at0.tr_p);
        return;
    case UC_POOL_HS:
        tau2 = (at0.q - (double)k) / at0.w1;
        r->tau2 = tau2 > 0 ? tau2 : 0;
        r->se_tau2 = moment_se(&at0, r->tau2, df, at0.w1);
        return;
    case UC_POOL_PM:
        r->tau2 = tau2_of_q(y, v, k, df);
        s = sums_at(y, v, k, r->tau2);
        r->se_tau2 = sqrt(2 * (double)k * (double)k / df) / s.w1;
        return;
    case UC_POOL_HE:
        by_hedges(y, v, k, r);
        return;
    case UC_POOL_SJ:
        by_sidik(y, v, k, r);
        return;
    default:
        by_hedges(y, v, k, r); /* where the scoring starts */
        r->tau2 = tau2_of_likelihood(y, v, k, r->tau2, method == UC_POOL_REML);
        s = sums_at(y, v, k, r->tau2);
        r->se_tau2 = sqrt(2 / (method == UC_POOL_REML ? s.tr_pp : s.w2));
    }
}

static void heterogeneity(const double y[], const double v[], size_t k, double level,
                          uc_pool_method method, uc_pool_result *r)
{
    const double df = (double)k - 1;
    const sums at0 = sums_at(y, v, k, 0);
    const double typical = df / at0.tr_p; /* of the sampling variances */

    r->q = at0.q;
    r->q_p_value = k > 1 ? uc_chi2_upper(at0.q, df) : NAN;
    r->tau2_low = r->tau2_high = r->i2 = r->h2 = NAN;
    if (k < 2)
        return;
    if (method == UC_POOL_FIXED) {
        r->i2 = at0.q > df ? (at0.q - df) / at0.q : 0;
        r->h2 = at0.q / df;
    } else {
        r->i2 = r->tau2 / (typical + r->tau2);
        r->h2 = r->tau2 / typical + 1;
    }
    r->tau2_low = tau2_of_q(y, v, k, uc_chi2_quantile(1 - (1 - level) / 2, df));
    r->tau2_high = tau2_of_q(y, v, k, uc_chi2_quantile((1 - level) / 2, df));
}

static void location(const double y[], const double v[], size_t k, uc_pool_test test,
                     double level, uc_pool_method method, uc_pool_result *r)
{
    const double df = (double)k - 1;
    const sums s = sums_at(y, v, k, r->tau2);
    const double dispersion = k > 1 ? s.q / df : NAN;
    double factor = 1, crit, spread;

    if (test == UC_POOL_KNHA)
        factor = dispersion;
    else if (test == UC_POOL_ADHOC)
        factor = dispersion > 1 ? dispersion : 1;
    r->estimate = s.mean;
    r->se = sqrt(factor / s.w1);
    crit = test == UC_POOL_Z ? uc_normal_quantile(1 - (1 - level) / 2)
                             : uc_student_quantile(1 - (1 - level) / 2, df);
    r->low = r->estimate - crit * r->se;
    r->high = r->estimate + crit * r->se;
    r->statistic = r->estimate / r->se;
    r->p_value = 2 * uc_student_upper(fabs(r->statistic),
                                      test == UC_POOL_Z ? (double)INFINITY : df);
    spread = method == UC_POOL_FIXED ? (double)NAN : sqrt(r->se * r->se + r->tau2);
    r->predicted_low = r->estimate - crit * spread;
    r->predicted_high = r->estimate + crit * spread;
}

uc_status uc_pool_estimates(const double y[], const double v[], size_t k,
                            uc_pool_method method, uc_pool_test test, double level,
                            uc_pool_result *result, uc_error *err)
{
    uc_pool_result r = {.k = k};
    size_t i;

    if (k == 0)
        return uc_fail(err, UC_EINVAL, "there is no estimate to pool");
    for (i = 0; i < k; i++)
        if (!isfinite(y[i]) || !(v[i] > 0) || !isfinite(v[i]))
            return uc_fail(err, UC_EINVAL,
                           "estimate %zu and its variance must be finite, the variance "
                           "above 0",
                           i + 1);
    between(y, v, k, method, &r);
    heterogeneity(y, v, k, level, method, &r);
    location(y, v, k, test, level, method, &r);
    *result = r;
    return UC_OK;
}
