/* poisson.c - tails of the Poisson law */
#include "estimators/core/poisson.h"

#include <math.h>
#include <stdint.h>

#include "estimators/core/elementary.h"

/* A term this small beside the sum no longer changes it. */
#define NEGLIGIBLE 1e-17

static double log_mass(double k, double mean)
{
    return k * uc_log(mean) - mean - uc_log_factorial((uint64_t)k);
}

/* P(X >= k) / P(X = k), for k above the mean: 1 + m/(k+1) + m^2/((k+1)(k+2)) + ... */
static double upper_ratio(double k, double mean)
{
    double term = 1.0, sum = 1.0, j = k;

    while (term > NEGLIGIBLE * sum) {
        j += 1.0;
        term *= mean / j;
        sum += term;
    }
    return sum;
}

/* P(X <= k) / P(X = k), for k at or below the mean: 1 + k/m + k(k-1)/m^2 + ... */
static double lower_ratio(double k, double mean)
{
    double term = 1.0, sum = 1.0, j = k;

    while (j > 0.0 && term > NEGLIGIBLE * sum) {
        term *= j / mean;
        sum += term;
        j -= 1.0;
    }
    return sum;
}

/* log(1 - e^x) for x < 0 */
static double log_complement(double x)
{
    const double rest = 1.0 - uc_exp(x);

    return rest > 0.0 ? uc_log(rest) : -INFINITY;
}

double uc_poisson_log_upper(double k, double mean)
{
    if (k <= 0.0)
        return 0.0;
    if (mean <= 0.0)
        return -INFINITY;
    if (k > mean)
        return fmin(0.0, log_mass(k, mean) + uc_log(upper_ratio(k, mean)));
    return log_complement(uc_poisson_log_lower(k - 1.0, mean));
}

double uc_poisson_log_lower(double k, double mean)
{
    if (k < 0.0)
        return -INFINITY;
    if (mean <= 0.0)
        return 0.0;
    if (k <= mean)
        return fmin(0.0, log_mass(k, mean) + uc_log(lower_ratio(k, mean)));
    return log_complement(uc_poisson_log_upper(k + 1.0, mean));
}
