/* inclusion.c - inclusion probabilities of successive sampling by quadrature */
#include "estimators/network/internal/inclusion.h"

#include <math.h>

#include "estimators/core/elementary.h"

#define NODES        16 /* of Gauss and Legendre, in each panel */
#define PANELS       5
#define WIDTH        8.0 /* standard deviations of the time of the n-th arrival */
#define MIN_VARIANCE 6.0 /* of the number arrived: below, it is far from normal */

double uc_inclusion_normal(double z)
{
    static const double above[] = {
        3.52624965998911e-02, 0.700383064443688, 6.37396220353165, 33.912866078383,
        112.079291497871,     221.213596169931,  220.206867912376};
    static const double below[] = {
        8.83883476483184e-02, 1.75566716318264, 16.064177579207,  86.7807322029461,
        296.564248779674,     637.333633378831, 793.826512519948, 440.413735824752};
    const double x = fabs(z);
    double a = above[0], b = below[0], tail;
    size_t i;

    if (x > 37)
        return z > 0 ? 1 : 0;
    for (i = 1; i < sizeof above / sizeof above[0]; i++)
        a = a * x + above[i];
    for (i = 1; i < sizeof below / sizeof below[0]; i++)
        b = b * x + below[i];
    if (x < 7.07106781186547)
        tail = uc_exp(-x * x / 2) * a / b;
    else
        tail = uc_exp(-x * x / 2) /
               (2.506628274631 * (x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))))));
    return z > 0 ? 1 - tail : tail;
}

/* Number arrived by a time: mean, variance and third cumulant. */
typedef struct arrived {
    double mean, variance, third, rate;
} arrived;

static arrived arrivals(const double degree[], const double persons[], size_t k,
                        double t)
{
    arrived a = {0, 0, 0, 0};
    size_t i;

    for (i = 0; i < k; i++) {
        const double q = uc_exp(-degree[i] * t), p = 1 - q;

        a.mean += persons[i] * p;
        a.variance += persons[i] * p * q;
        a.third += persons[i] * p * q * (q - p);
        a.rate += persons[i] * degree[i] * q;
    }
    return a;
}

/* The time by which n have arrived on average: Newton from the left, where the mean is
 * concave, so that no step goes too far. */
static double time_of(const double degree[], const double persons[], size_t k, double n)
{
    double t = 0;
    int i;

    for (i = 0; i < 200; i++) {
        const arrived a = arrivals(degree, persons, k, t);
        const double step = (n - a.mean) / a.rate;

        t += step;
        if (!(step > 1e-12 * t))
            break;
    }
    return t;
}

/* P(fewer than n others of a person with this degree have arrived by t). */
static double before(const arrived *a, double degree, double t, double n)
{
    const double q = uc_exp(-degree * t), p = 1 - q;
    const double mean = a->mean - p, variance = a->variance - p * q,
                 third = a->third - p * q * (q - p);
    double sd, z, density, f;

    if (!(variance > 1e-9))
        return mean < n - 0.5 ? 1 : 0;
    sd = sqrt(variance);
    z = (n - 0.5 - mean) / sd;
    if (fabs(z) > 9)
        return z > 0 ? 1 : 0;
    density = uc_exp(-z * z / 2) / 2.5066282746310002;
    f = uc_inclusion_normal(z) - density * third / (6 * variance * sd) * (z * z - 1);
    return f < 0 ? 0 : f > 1 ? 1 : f;
}

static void add_panel(const double degree[], const double persons[], size_t k, double n,
                      double from, double to, double probability[])
{
    static const double node[NODES / 2] = {
        0.0950125098376374, 0.2816035507792589, 0.4580167776572274, 0.6178762444026438,
        0.7554044083550030, 0.8656312023878318, 0.9445750230732326, 0.9894009349916499};
    static const double weight[NODES / 2] = {
        0.1894506104550685, 0.1826034150449236, 0.1691565193950025, 0.1495959888165767,
        0.1246289712555339, 0.0951585116824928, 0.0622535239386479, 0.0271524594117541};
    const double half = (to - from) / 2, middle = (from + to) / 2;
    size_t i, c;

    for (i = 0; i < NODES; i++) {
        const double x = i % 2 == 0 ? node[i / 2] : -node[i / 2];
        const double t = middle + half * x, w = half * weight[i / 2];
        const arrived a = arrivals(degree, persons, k, t);

        for (c = 0; c < k; c++)
            probability[c] +=
                w * degree[c] * uc_exp(-degree[c] * t) * before(&a, degree[c], t, n);
    }
}

bool uc_inclusion_by_quadrature(const double degree[], const double persons[], size_t k,
                                double n, double probability[])
{
    const double t = time_of(degree, persons, k, n);
    const arrived a = arrivals(degree, persons, k, t);
    const double spread = sqrt(a.variance) / a.rate;
    double low = t - WIDTH * spread;
    size_t i;

    if (!(a.variance >= MIN_VARIANCE) || !isfinite(spread))
        return false;
    if (low < 0)
        low = 0;
    /* before `low` hardly n have arrived: everybody who comes is in the sample */
    for (i = 0; i < k; i++)
        probability[i] = 1 - uc_exp(-degree[i] * low);
    for (i = 0; i < PANELS - 1; i++)
        add_panel(degree, persons, k, n,
                  low + (t + WIDTH * spread - low) * (double)i / (PANELS - 1),
                  low + (t + WIDTH * spread - low) * (double)(i + 1) / (PANELS - 1),
                  probability);
    add_panel(degree, persons, k, n, t + WIDTH * spread, t + 5 * WIDTH * spread,
              probability);
    return true;
}
