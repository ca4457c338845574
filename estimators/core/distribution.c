/* distribution.c - quantiles solved to the last places */
#include "estimators/core/distribution.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#include "estimators/core/quantile.h"

#define MAX_STEPS 400
#define LARGE_DF  1e10 /* beyond it, t is normal to double precision */

double uc_student_upper(double t, double df)
{
    double tail;

    if (!(df > 0) || isnan(t))
        return NAN;
    if (df > LARGE_DF)
        return gsl_cdf_ugaussian_Q(t);
    if (isinf(t))
        return t > 0 ? 0 : 1;
    /* The incomplete beta function, not gsl_cdf_tdist_Q: that one changes to a
     * Cornish-Fisher expansion above 30 degrees of freedom. */
    tail = 0.5 * gsl_cdf_beta_P(df / (df + t * t), 0.5 * df, 0.5);
    return t >= 0 ? tail : 1 - tail;
}

double uc_student_quantile(double p, double df)
{
    double t, q;
    int step;

    if (!(p > 0 && p < 1 && df > 0))
        return NAN;
    if (p < 0.5)
        return -uc_student_quantile(1 - p, df);
    q = 1 - p;
    t = uc_normal_quantile(p);
    if (df > LARGE_DF)
        return t;
    /* The upper tail is convex right of 0, and heavier than the normal one: Newton's
     * steps from the normal quantile approach from the left and never pass the root. */
    for (step = 0; step < MAX_STEPS; step++) {
        const double d = (uc_student_upper(t, df) - q) / gsl_ran_tdist_pdf(t, df);

        t += d;
        if (!(fabs(d) > 2 * DBL_EPSILON * fabs(t)))
            break;
    }
    return t;
}

/* Solves an increasing distribution function on [lo, hi]: Newton's steps, halving the
 * bracket where one would leave it. */
static double solve(double (*cdf)(double, double, double),
                    double (*pdf)(double, double, double), double p, double a, double b,
                    double lo, double hi)
{
    double x = 0.5 * (lo + hi);
    int step;

    for (step = 0; step < MAX_STEPS && hi - lo > DBL_EPSILON * hi; step++) {
        const double excess = cdf(x, a, b) - p;
        const double slope = pdf(x, a, b);
        double next;

        if (excess > 0)
            hi = x;
        else
            lo = x;
        next = x - excess / slope;
        if (!(slope > 0) || !(next > lo && next < hi))
            next = 0.5 * (lo + hi);
        if (fabs(next - x) <= DBL_EPSILON * fabs(next))
            return next;
        x = next;
    }
    return x;
}

double uc_beta_quantile(double p, double a, double b)
{
    if (!(a > 0 && b > 0 && p >= 0 && p <= 1))
        return NAN;
    if (p <= 0 || p >= 1)
        return p <= 0 ? 0 : 1;
    return solve(gsl_cdf_beta_P, gsl_ran_beta_pdf, p, a, b, 0, 1);
}

static double chi2_p(double x, double df, double unused)
{
    (void)unused;
    return gsl_cdf_chisq_P(x, df);
}

static double chi2_pdf(double x, double df, double unused)
{
    (void)unused;
    return gsl_ran_chisq_pdf(x, df);
}

double uc_chi2_quantile(double p, double df)
{
    double hi = df + 10;

    if (!(df > 0 && p >= 0 && p < 1))
        return NAN;
    while (gsl_cdf_chisq_P(hi, df) < p)
        hi *= 2;
    return p <= 0 ? 0 : solve(chi2_p, chi2_pdf, p, df, 0, 0, hi);
}

double uc_chi2_upper(double x, double df)
{
    return df > 0 ? gsl_cdf_chisq_Q(x, df) : NAN;
}
