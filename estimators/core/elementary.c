/* elementary.c - exp and log with the same bits everywhere
 *
 * exp: x = k log 2 + r with |r| <= log(2)/2 (Cody & Waite 1980), the Taylor series of
 *      degree 13 in r (remainder below 4e-18), and the exponent added as an integer.
 * log: x = 2^k (1+f), sqrt(1/2) < 1+f < sqrt(2), s = f/(2+f); log(1+f) is
 *      f - f^2/2 + s (f^2/2 + R(s^2)) with the minimax R of Ng (1985, fdlibm's e_log).
 */
#include "estimators/core/elementary.h"

#include <math.h>
#include <string.h>

#include "estimators/core/vector.h"

#define LOG2E    1.44269504088896338700e+00
#define LN2_HIGH 6.93147180369123816490e-01
#define LN2_LOW  1.90821492927058770002e-10
#define ROUNDER  6755399441055744.0 /* 1.5 * 2^52: adding it rounds to an integer */
#define EXP_LOW  (-708.0)
#define EXP_HIGH 709.782712893384

static inline double from_bits(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint64_t to_bits(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* e^r on |r| <= 0.35: 1 is added last, so that its rounding is the only large one;
 * even and odd powers run side by side for speed. */
static inline double exp_reduced(double r)
{
    const double r2 = r * r;
    const double even =
        r2 *
        (1.0 / 2 +
         r2 * (1.0 / 24 +
               r2 * (1.0 / 720 + r2 * (1.0 / 40320 + r2 * (1.0 / 3628800 +
                                                           r2 * (1.0 / 479001600))))));
    const double odd =
        r2 * (1.0 / 6 +
              r2 * (1.0 / 120 +
                    r2 * (1.0 / 5040 +
                          r2 * (1.0 / 362880 +
                                r2 * (1.0 / 39916800 + r2 * (1.0 / 6227020800.0))))));

    return 1.0 + (r + (even + r * odd));
}

/* e^x for x in [EXP_LOW, EXP_HIGH]. 2^k is applied as 2 * 2^(k-1), so that k = 1024
 * near the upper end does not overflow on the way. */
static inline double exp_in_range(double x)
{
    const double shifted = x * LOG2E + ROUNDER;
    const double k = shifted - ROUNDER;
    const double r = (x - k * LN2_HIGH) - k * LN2_LOW;
    const uint64_t scale = (to_bits(shifted) + 1022) << 52;

    return exp_reduced(r) * from_bits(scale) * 2.0;
}

double uc_exp(double x)
{
    if (isnan(x))
        return x;
    if (x < EXP_LOW)
        return 0.0;
    if (x > EXP_HIGH)
        return INFINITY;
    return exp_in_range(x);
}

/* As exp_in_range(), four at a time; out of range as uc_exp(). */
UC_INLINE uc_v4 exp_v4(uc_v4 any)
{
    const uc_v4 low = uc_v4_all(EXP_LOW), high = uc_v4_all(EXP_HIGH);
    const uc_i4 below = any<low, above = any> high;
    const uc_v4 x = uc_v4_select(below, low, uc_v4_select(above, high, any));
    const uc_v4 shifted = x * LOG2E + ROUNDER;
    const uc_v4 k = shifted - ROUNDER;
    const uc_v4 r = (x - k * LN2_HIGH) - k * LN2_LOW;
    const uc_i4 scale = ((uc_i4)shifted + 1022) << 52;
    const uc_v4 r2 = r * r;
    const uc_v4 even =
        r2 *
        (1.0 / 2 +
         r2 * (1.0 / 24 +
               r2 * (1.0 / 720 + r2 * (1.0 / 40320 + r2 * (1.0 / 3628800 +
                                                           r2 * (1.0 / 479001600))))));
    const uc_v4 odd =
        r2 * (1.0 / 6 +
              r2 * (1.0 / 120 +
                    r2 * (1.0 / 5040 +
                          r2 * (1.0 / 362880 +
                                r2 * (1.0 / 39916800 + r2 * (1.0 / 6227020800.0))))));
    const uc_v4 value = (1.0 + (r + (even + r * odd))) * (uc_v4)scale * 2.0;

    return uc_v4_select(below, uc_v4_all(0.0),
                        uc_v4_select(above, uc_v4_all(INFINITY), value));
}

UC_CLONES void uc_exp_array(size_t n, const double in[], double out[])
{
    size_t i = 0;

    for (; i + 4 <= n; i += 4)
        uc_v4_store(out + i, exp_v4(uc_v4_load(in + i)));
    for (; i < n; i++)
        out[i] = uc_exp(in[i]);
}

/* log of a normal positive number */
static inline double log_normal_range(double x)
{
    const uint64_t bits = to_bits(x) + (0x3ff0000000000000ULL - 0x3fe6a09e667f3bcdULL);
    const double k = (double)(int64_t)((bits >> 52) & 0x7ff) - 1023.0;
    const double m = from_bits((bits & 0x000fffffffffffffULL) + 0x3fe6a09e667f3bcdULL);
    const double f = m - 1.0;
    const double s = f / (2.0 + f);
    const double z = s * s;
    const double w = z * z;
    const double t1 =
        w * (3.999999999940941908e-01 +
             w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    const double t2 =
        z * (6.666666666666735130e-01 +
             w * (2.857142874366239149e-01 +
                  w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    const double hfsq = 0.5 * f * f;

    return k * LN2_HIGH - ((hfsq - (s * (hfsq + (t1 + t2)) + k * LN2_LOW)) - f);
}

double uc_log(double x)
{
    if (isnan(x) || x < 0.0)
        return NAN;
    if (x < 2.2250738585072014e-308)
        return -INFINITY;
    if (isinf(x))
        return x;
    return log_normal_range(x);
}

/* As log_normal_range(), four at a time. */
UC_INLINE uc_v4 log_v4(uc_v4 x)
{
    const uc_i4 bits =
        (uc_i4)x + (int64_t)(0x3ff0000000000000ULL - 0x3fe6a09e667f3bcdULL);
    /* the exponent as a double: placed in the mantissa of 2^52, which is taken off */
    const uc_v4 k = (uc_v4)(((bits >> 52) & 0x7ff) | 0x4330000000000000LL) -
                    (4503599627370496.0 + 1023.0);
    const uc_v4 m = (uc_v4)((bits & 0x000fffffffffffffLL) + 0x3fe6a09e667f3bcdLL);
    const uc_v4 f = m - 1.0;
    const uc_v4 s = f / (2.0 + f);
    const uc_v4 z = s * s;
    const uc_v4 w = z * z;
    const uc_v4 t1 =
        w * (3.999999999940941908e-01 +
             w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    const uc_v4 t2 =
        z * (6.666666666666735130e-01 +
             w * (2.857142874366239149e-01 +
                  w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    const uc_v4 hfsq = 0.5 * f * f;

    return k * LN2_HIGH - ((hfsq - (s * (hfsq + (t1 + t2)) + k * LN2_LOW)) - f);
}

UC_CLONES void uc_log_array(size_t n, const double in[], double out[])
{
    size_t i = 0;

    for (; i + 4 <= n; i += 4)
        uc_v4_store(out + i, log_v4(uc_v4_load(in + i)));
    for (; i < n; i++)
        out[i] = log_normal_range(in[i]);
}

/* Four running sums, added at the end; cells at 0 count as 1e-300 (-7e-298). */
UC_CLONES double uc_sum_xlogx_minus_x(size_t n, const double x[])
{
    const uc_v4 tiny = uc_v4_all(1e-300);
    uc_v4 sum = uc_v4_all(0.0);
    double rest = 0.0;
    size_t i = 0;

    for (; i + 4 <= n; i += 4) {
        const uc_v4 given = uc_v4_load(x + i);
        const uc_v4 v = uc_v4_select(given > tiny, given, tiny);

        sum += v * log_v4(v) - v;
    }
    for (; i < n; i++) {
        const double v = x[i] > 1e-300 ? x[i] : 1e-300;

        rest += v * log_normal_range(v) - v;
    }
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + rest;
}

/* Stirling's series from 20 on (error below 1e-17 relative), the product below. */
double uc_log_factorial(uint64_t n)
{
    const double x = (double)n + 1.0;
    const double half_log_2pi = 0.91893853320467274178;
    double product = 1.0;

    if (n >= 20) {
        const double r = 1.0 / (x * x);

        return (x - 0.5) * uc_log(x) - x + half_log_2pi +
               (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680)))) / x;
    }
    for (uint64_t k = 2; k <= n; k++)
        product *= (double)k;
    return uc_log(product);
}

/* log Gamma(x) for x at 20 or more */
static double stirling(double x)
{
    const double half_log_2pi = 0.91893853320467274178;
    const double r = 1.0 / (x * x);

    return (x - 0.5) * uc_log(x) - x + half_log_2pi +
           (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680)))) / x;
}

double uc_log_gamma(double x)
{
    double product = 1.0;

    if (!(x > 0.0) || isinf(x))
        return NAN;
    if (x < 1e-10)
        return -uc_log(x) - 0.57721566490153286 * x; /* Gamma(x) = 1/x - Euler's */
    for (; x < 20.0; x += 1.0)
        product *= x;
    return stirling(x) - uc_log(product);
}

/* Value of a polynomial, coefficients from the constant up. */
static double polynomial(const double c[], size_t n, double x)
{
    double sum = c[n - 1];

    for (size_t i = n - 1; i-- > 0;)
        sum = sum * x + c[i];
    return sum;
}

static const double centre[2][8] = {
    {3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427,
     13731.693765509461125, 45921.953931549871457, 67265.770927008700853,
     33430.575583588128105, 2509.0809287301226727},
    {1.0, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077,
     21213.794301586595867, 39307.89580009271061, 28729.085735721942674,
     5226.495278852545925}};
static const double middle[2][8] = {
    {1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055,
     3.64784832476320460504, 1.27045825245236838258, .24178072517745061177,
     .0227238449892691845833, 7.7454501427834140764e-4},
    {1.0, 2.05319162663775882187, 1.6763848301838038494, .68976733498510000455,
     .14810397642748007459, .0151986665636164571966, 5.475938084995344946e-4,
     1.05075007164441684324e-9}};
static const double tail[2][8] = {
    {6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358,
     .29656057182850489123, .026532189526576123093, .0012426609473880784386,
     2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0, .59983220655588793769, .13692988092273580531, .0148753612908506148525,
     7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7,
     2.04426310338993978564e-15}};

double uc_normal_quantile_exact(double p)
{
    const double q = p - 0.5;
    double r, z;

    if (!(p > 0.0 && p < 1.0))
        return NAN;
    if (fabs(q) <= 0.425) {
        r = 0.180625 - q * q;
        return q * polynomial(centre[0], 8, r) / polynomial(centre[1], 8, r);
    }
    r = sqrt(-uc_log(q < 0.0 ? p : 1.0 - p));
    if (r <= 5.0)
        z = polynomial(middle[0], 8, r - 1.6) / polynomial(middle[1], 8, r - 1.6);
    else
        z = polynomial(tail[0], 8, r - 5.0) / polynomial(tail[1], 8, r - 5.0);
    return q < 0.0 ? -z : z;
}
