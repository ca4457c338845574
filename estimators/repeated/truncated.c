/* truncated.c - zero-truncated laws at one linear predictor */
#include "estimators/repeated/truncated.h"

#include <math.h>
#include <string.h>

#include "estimators/core/elementary.h"

/* Below it 1/(1-e^-u) - 1/u and its derivative are taken from their series. */
#define SMALL_U 0.05

const char *uc_repeated_model_name(uc_repeated_model model)
{
    static const char *const names[UC_N_REPEATED_MODELS] = {
        "poisson", "geometric", "negative-binomial", "chao", "zelterman"};

    return model < UC_N_REPEATED_MODELS ? names[model] : NULL;
}

bool uc_truncated_uses(uc_repeated_model model, uint64_t count)
{
    return (model != UC_REPEATED_CHAO && model != UC_REPEATED_ZELTERMAN) || count <= 2;
}

double uc_one_minus_exp(double x)
{
    double term = x, sum = x;
    int k;

    if (!(x < 0.5))
        return 1.0 - uc_exp(-x);
    for (k = 2; k < 20; k++) {
        term *= -x / k;
        sum += term;
    }
    return sum;
}

/* log(1 + x), x >= 0, to the last places for small x. */
static double log_one_plus(double x)
{
    const double sum = 1.0 + x;

    if (sum == 1.0)
        return x;
    return isinf(sum) ? sum : uc_log(sum) * (x / (sum - 1.0));
}

static void poisson(uint64_t count, double eta, uc_truncated_term *term)
{
    const double y = (double)count, lambda = uc_exp(eta), q = uc_one_minus_exp(lambda);
    const double mean = lambda / q;

    term->loglik = y * eta - lambda - uc_log(q) - uc_log_factorial(count);
    term->d_eta = y - mean;
    term->d_eta2 = -mean * (1.0 - mean * uc_exp(-lambda));
    if (!(lambda > 1e-5)) /* the difference above has lost its digits */
        term->d_eta2 = -lambda / 2.0;
}

static void geometric(uint64_t count, double eta, uc_truncated_term *term)
{
    const double y = (double)count, lambda = uc_exp(eta);
    const double share = lambda / (1.0 + lambda);

    term->loglik = (y - 1.0) * eta - y * log_one_plus(lambda);
    term->d_eta = y - 1.0 - y * share;
    term->d_eta2 = -y * share * (1.0 - share);
}

/* With L = log(1+theta), u = r L and h(u) = log(e^u - 1): log-likelihood =
 * sum_{0<j<y} log(r+j) - log y! + y (eta - L) - (h(u) - log r). What becomes of the
 * last part as r -> 0 is -log L; the sums below keep it free of cancellation. */
static void negative_binomial(double r, uint64_t count, double eta,
                              uc_truncated_term *term)
{
    const double y = (double)count, theta = uc_exp(eta), L = log_one_plus(theta);
    const double s = theta / (1.0 + theta), s2 = s * (1.0 - s), u = r * L;
    const bool small = u < SMALL_U;
    const double q = uc_one_minus_exp(u);
    /* r h'(u) and r^2 h''(u), each times the power of L that makes it finite */
    const double a =
        small ? (1.0 + u * (0.5 + u / 12.0 - u * u * u / 720.0)) / L : r / q;
    const double b = small ? (-1.0 + u * u / 12.0 - u * u * u * u / 240.0) / (L * L)
                           : -r * r * (1.0 - q) / (q * q);
    /* h'(u) - 1/u and h''(u) + 1/u^2 */
    const double c = small ? 0.5 + u / 12.0 - u * u * u / 720.0 : 1.0 / q - 1.0 / u;
    const double d =
        small ? 1.0 / 12.0 - u * u / 240.0 : 1.0 / (u * u) - (1.0 - q) / (q * q);
    uint64_t j;

    term->loglik = y * (eta - L) - u - uc_log(L) - uc_log_factorial(count);
    term->loglik -= u > 0.0 ? uc_log(q / u) : 0.0;
    term->d_r = -L * c;
    term->d_r2 = -L * L * d;
    for (j = 1; j < count; j++) {
        const double at = r + (double)j;

        term->loglik += uc_log(at);
        term->d_r += 1.0 / at;
        term->d_r2 -= 1.0 / (at * at);
    }
    term->d_eta = y * (1.0 - s) - a * s;
    term->d_eta2 = -(y + a) * s2 - b * s * s;
    /* derivative of r h'(rL) in r: h' + u h'' = (h' - 1/u) + u (h'' + 1/u^2) */
    term->d_eta_r = -s * (c + u * d);
}

static void once_or_twice(uint64_t count, double eta, uc_truncated_term *term)
{
    const double share = 1.0 / (1.0 + uc_exp(-eta));
    const double twice = count == 2 ? 1.0 : 0.0;

    if (count > 2)
        return;
    term->loglik = eta > 0.0 ? (twice - 1.0) * eta - log_one_plus(uc_exp(-eta))
                             : twice * eta - log_one_plus(uc_exp(eta));
    term->d_eta = twice - share;
    term->d_eta2 = -share * (1.0 - share);
}

void uc_truncated(uc_repeated_model model, double r, uint64_t count, double eta,
                  uc_truncated_term *term)
{
    memset(term, 0, sizeof *term);
    if (model == UC_REPEATED_POISSON)
        poisson(count, eta, term);
    else if (model == UC_REPEATED_GEOMETRIC)
        geometric(count, eta, term);
    else if (model == UC_REPEATED_NEGATIVE_BINOMIAL)
        negative_binomial(r, count, eta, term);
    else
        once_or_twice(count, eta, term);
}

/* Hidden for one counted, (1-p)/p, where -log(1-p) = u with derivatives u_eta, u_r. */
static void weigh_by(double u, double u_eta, double u_r, uc_truncated_weight *weight)
{
    const double p = uc_one_minus_exp(u);

    weight->hidden = uc_exp(-u) / p;
    weight->d_eta = -u_eta * weight->hidden / p;
    weight->d_r = -u_r * weight->hidden / p;
    weight->variance = weight->hidden / p;
}

void uc_truncated_weigh(uc_repeated_model model, double r, double eta,
                        uc_truncated_weight *weight)
{
    const double e = uc_exp(eta);

    memset(weight, 0, sizeof *weight);
    if (model == UC_REPEATED_POISSON) {
        weigh_by(e, e, 0.0, weight);
    } else if (model == UC_REPEATED_ZELTERMAN) {
        weigh_by(2.0 * e, 2.0 * e, 0.0, weight);
    } else if (model == UC_REPEATED_GEOMETRIC) {
        weight->hidden = 1.0 / e;
        weight->d_eta = -weight->hidden;
        weight->variance = weight->hidden * (1.0 + weight->hidden);
    } else if (model == UC_REPEATED_NEGATIVE_BINOMIAL) {
        const double L = log_one_plus(e);

        weigh_by(r * L, r * e / (1.0 + e), L, weight);
    } else {
        /* lambda = 2e; seen once or twice: e^-lambda (lambda + lambda^2/2) */
        const double odds = 2.0 * e + 2.0 * e * e;
        const double seen = odds * uc_exp(-2.0 * e);

        weight->hidden = 1.0 / odds;
        weight->d_eta = -(2.0 * e + 4.0 * e * e) / (odds * odds);
        weight->variance =
            (1.0 - seen) * (1.0 + weight->hidden) * (1.0 + weight->hidden);
    }
}

double uc_truncated_probability(uc_repeated_model model, double r, uint64_t count,
                                double eta)
{
    uc_truncated_term term;

    if (!uc_truncated_uses(model, count))
        return 0.0;
    uc_truncated(model, r, count, eta, &term);
    return uc_exp(term.loglik);
}
