/* variates.c - random variates with the same decisions everywhere */
#include "estimators/core/variates.h"

#include <math.h>

#include "estimators/core/elementary.h"

double uc_draw_normal(uc_rng *rng)
{
    return uc_normal_quantile_exact(uc_rng_uniform(rng));
}

/* Shape at 1 or more. */
static double large_gamma(uc_rng *rng, double shape)
{
    const double d = shape - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);

    for (;;) {
        const double x = uc_draw_normal(rng), root = 1.0 + c * x;
        const double v = root * root * root;
        double u;

        if (root <= 0.0)
            continue;
        u = uc_rng_uniform(rng);
        if (u < 1.0 - 0.0331 * (x * x) * (x * x) ||
            uc_log(u) < 0.5 * x * x + d * (1.0 - v + uc_log(v)))
            return d * v;
    }
}

double uc_draw_gamma(uc_rng *rng, double shape)
{
    if (shape >= 1.0)
        return large_gamma(rng, shape);
    return uc_exp(uc_draw_log_gamma(rng, shape));
}

double uc_draw_log_gamma(uc_rng *rng, double shape)
{
    if (shape >= 1.0)
        return uc_log(large_gamma(rng, shape));
    /* Gamma(a) = Gamma(a+1) U^(1/a) */
    {
        const double log_larger = uc_log(large_gamma(rng, shape + 1.0));

        return log_larger + uc_log(uc_rng_uniform(rng)) / shape;
    }
}

double uc_draw_beta(uc_rng *rng, double a, double b)
{
    double x, y;

    if (a >= 1e-2 && b >= 1e-2) {
        x = uc_draw_gamma(rng, a);
        y = uc_draw_gamma(rng, b);
        if (x + y > 0.0)
            return x / (x + y);
    }
    x = uc_draw_log_gamma(rng, a);
    y = uc_draw_log_gamma(rng, b);
    return 1.0 / (1.0 + uc_exp(y - x));
}

/* Counts uniforms until their product falls below e^-mean. */
static double small_poisson(uc_rng *rng, double mean)
{
    const double end = uc_exp(-mean);
    double product = uc_rng_uniform(rng), k = 0.0;

    while (product > end) {
        product *= uc_rng_uniform(rng);
        k += 1.0;
    }
    return k;
}

static double large_poisson(uc_rng *rng, double mean)
{
    const double root = sqrt(mean), b = 0.931 + 2.53 * root;
    const double a = -0.059 + 0.02483 * b, log_mean = uc_log(mean);
    const double inv_alpha = 1.1239 + 1.1328 / (b - 3.4),
                 v_r = 0.9277 - 3.6224 / (b - 2.0);

    for (;;) {
        const double u = uc_rng_uniform(rng) - 0.5, v = uc_rng_uniform(rng);
        const double us = 0.5 - fabs(u);
        const double k = floor((2.0 * a / us + b) * u + mean + 0.43);

        if (us >= 0.07 && v <= v_r)
            return k;
        if (k < 0.0 || (us < 0.013 && v > us))
            continue;
        if (uc_log(v * inv_alpha / (a / (us * us) + b)) <=
            k * log_mean - mean - uc_log_gamma(k + 1.0))
            return k;
    }
}

double uc_draw_poisson(uc_rng *rng, double mean)
{
    if (!(mean > 0.0))
        return 0.0;
    return mean < 10.0 ? small_poisson(rng, mean) : large_poisson(rng, mean);
}

/* Adds up the probabilities from 0 on; p at most 1/2 and n p below 10. */
static double small_binomial(uc_rng *rng, double n, double p)
{
    const double odds = p / (1.0 - p);
    double u = uc_rng_uniform(rng), k = 0.0;
    double mass = uc_exp(n * uc_log(1.0 - p));

    while (u > mass && k < n) {
        u -= mass;
        k += 1.0;
        mass *= odds * (n - k + 1.0) / k;
        if (mass < 1e-300 && k > 100.0)
            break; /* what is left of u is rounding */
    }
    return k;
}

static double large_binomial(uc_rng *rng, double n, double p)
{
    const double odds = p / (1.0 - p), spread = sqrt(n * p * (1.0 - p));
    const double b = 1.15 + 2.53 * spread, a = -0.0873 + 0.0248 * b + 0.01 * p;
    const double c = n * p + 0.5, v_r = 0.92 - 4.2 / b;
    const double alpha = (2.83 + 5.1 / b) * spread, m = floor((n + 1.0) * p);
    const double log_odds = uc_log(odds);
    const double at_mode = uc_log_gamma(m + 1.0) + uc_log_gamma(n - m + 1.0);

    for (;;) {
        const double u = uc_rng_uniform(rng) - 0.5, us = 0.5 - fabs(u);
        const double v = uc_rng_uniform(rng);
        const double k = floor((2.0 * a / us + b) * u + c);

        if (k < 0.0 || k > n)
            continue;
        if (us >= 0.07 && v <= v_r)
            return k;
        if (uc_log(v * alpha / (a / (us * us) + b)) <= at_mode - uc_log_gamma(k + 1.0) -
                                                           uc_log_gamma(n - k + 1.0) +
                                                           (k - m) * log_odds)
            return k;
    }
}

double uc_draw_binomial(uc_rng *rng, double n, double p)
{
    if (!(p > 0.0) || !(n > 0.0))
        return 0.0;
    if (p >= 1.0)
        return n;
    if (p > 0.5)
        return n - uc_draw_binomial(rng, n, 1.0 - p);
    return n * p < 10.0 ? small_binomial(rng, n, p) : large_binomial(rng, n, p);
}

double uc_draw_negative_binomial(uc_rng *rng, double n, double p)
{
    return uc_draw_poisson(rng, uc_draw_gamma(rng, n) * (1.0 - p) / p);
}

void uc_draw_multinomial(uc_rng *rng, double n, size_t n_categories,
                         const double weight[], double counts[])
{
    double rest = 0.0;
    size_t last = 0;

    for (size_t i = 0; i < n_categories; i++) {
        rest += weight[i];
        if (weight[i] > 0.0)
            last = i;
        counts[i] = 0.0;
    }
    for (size_t i = 0; i < last && n > 0.0; i++) {
        counts[i] = uc_draw_binomial(rng, n, weight[i] / rest);
        n -= counts[i];
        rest -= weight[i];
    }
    if (n > 0.0)
        counts[last] += n;
}
