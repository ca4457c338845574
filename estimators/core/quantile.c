/* quantile.c - quantiles and BCa levels */
#include "estimators/core/quantile.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <math.h>

double uc_quantile8(const double sorted[], size_t n, double p)
{
    const double position = 1.0 / 3.0 + p * ((double)n + 1.0 / 3.0);
    double below, weight;
    size_t k;

    if (!(position > 1.0))
        return sorted[0];
    if (position >= (double)n)
        return sorted[n - 1];
    below = floor(position + 4e-16 * (double)n);
    weight = position - below > 0.0 ? position - below : 0.0;
    k = (size_t)below;
    if (k >= n)
        return sorted[n - 1];
    return sorted[k - 1] + weight * (sorted[k] - sorted[k - 1]);
}

void uc_sort_doubles(double values[], size_t n)
{
    gsl_sort(values, 1, n);
}

double uc_quantile_mcse(const double sorted[], size_t n, double p, double se)
{
    return 0.5 * (uc_quantile8(sorted, n, p + se) - uc_quantile8(sorted, n, p - se));
}

double uc_bca_level(double z0, double acceleration, double p)
{
    const double z = z0 + uc_normal_quantile(p);
    const double denominator = 1.0 - acceleration * z;

    if (!isfinite(z0) || !isfinite(acceleration))
        return NAN;
    if (denominator <= 0.0)
        return z > 0.0 ? 1.0 : 0.0;
    return uc_normal_cdf(z0 + z / denominator);
}

double uc_bca_level_error(double z0, double acceleration, double p, size_t n)
{
    const double z = z0 + uc_normal_quantile(p);
    const double denominator = 1.0 - acceleration * z;
    const double below = uc_normal_cdf(z0);
    double level, slope;

    if (!isfinite(z0) || !isfinite(acceleration) || denominator <= 0.0)
        return NAN;
    level = uc_normal_cdf(z0 + z / denominator);
    slope = uc_normal_pdf(z0 + z / denominator) *
            (1.0 + 1.0 / (denominator * denominator)) / uc_normal_pdf(z0);
    return sqrt((level * (1.0 - level) + slope * slope * below * (1.0 - below) -
                 2.0 * slope * (fmin(level, below) - level * below)) /
                (double)n);
}

double uc_normal_cdf(double z)
{
    return gsl_cdf_ugaussian_P(z);
}

double uc_normal_pdf(double z)
{
    return gsl_ran_ugaussian_pdf(z);
}

double uc_normal_quantile(double p)
{
    return gsl_cdf_ugaussian_Pinv(p);
}
