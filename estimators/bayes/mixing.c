/* mixing.c - R-hat and effective sample sizes */
#include "estimators/bayes/mixing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/quantile.h"

/* A variance within chains so small beside the whole is rounding: they stand still. */
#define STILL 1e-12

typedef struct ranked {
    double value;
    size_t place;
} ranked;

static int compare_ranked(const void *a, const void *b)
{
    const ranked *x = a, *y = b;

    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* z[i] = normal quantile of (rank - 3/8)/(n + 1/4), ties at their mean rank. */
static void rank_normalise(const double x[], size_t n, ranked work[], double z[])
{
    for (size_t i = 0; i < n; i++)
        work[i] = (ranked){x[i], i};
    qsort(work, n, sizeof *work, compare_ranked);
    for (size_t i = 0; i < n;) {
        size_t j = i;
        double rank;

        while (j < n && work[j].value == work[i].value)
            j++;
        rank = 0.5 * (double)(i + 1 + j);
        for (size_t k = i; k < j; k++)
            z[work[k].place] =
                uc_normal_quantile_exact((rank - 0.375) / ((double)n + 0.25));
        i = j;
    }
}

/* Means and variances of the halves of chains, and what they say together. */
typedef struct spread {
    double within, plus; /* W, and the variance estimate var+ */
} spread;

static spread spread_of(const double x[], size_t n_chains, size_t n)
{
    double grand = 0.0, within = 0.0, between = 0.0;
    const double n_d = (double)n, m = (double)n_chains;

    for (size_t i = 0; i < n_chains * n; i++)
        grand += x[i];
    grand /= n_d * m;
    for (size_t c = 0; c < n_chains; c++) {
        double mean = 0.0, square = 0.0;

        for (size_t i = 0; i < n; i++)
            mean += x[c * n + i];
        mean /= n_d;
        for (size_t i = 0; i < n; i++)
            square += (x[c * n + i] - mean) * (x[c * n + i] - mean);
        within += square / (n_d - 1.0);
        between += (mean - grand) * (mean - grand);
    }
    within /= m;
    return (spread){within, within * (n_d - 1.0) / n_d + between / (m - 1.0)};
}

static double rhat_of(const double z[], size_t n_chains, size_t n)
{
    const spread s = spread_of(z, n_chains, n);

    if (s.within > STILL * s.plus)
        return sqrt(s.plus / s.within);
    return s.plus > 0.0 ? INFINITY : 1.0;
}

/* Mean over chains of the autocovariance at a lag, about each chain's own mean. */
static double covariance_at(const double x[], size_t n_chains, size_t n, size_t lag)
{
    double sum = 0.0;

    for (size_t c = 0; c < n_chains; c++)
        for (size_t i = 0; i + lag < n; i++)
            sum += x[c * n + i] * x[c * n + i + lag];
    return sum / (double)(n * n_chains);
}

static void centre_chains(double x[], size_t n_chains, size_t n)
{
    for (size_t c = 0; c < n_chains; c++) {
        double mean = 0.0;

        for (size_t i = 0; i < n; i++)
            mean += x[c * n + i];
        mean /= (double)n;
        for (size_t i = 0; i < n; i++)
            x[c * n + i] -= mean;
    }
}

/* Effective draws by Geyer's initial monotone sequence; x is centred on the way. */
static double ess_of(double x[], size_t n_chains, size_t n)
{
    const spread s = spread_of(x, n_chains, n);
    const double all = (double)(n * n_chains);
    double tau = -1.0, last = INFINITY;

    if (!(s.within > STILL * s.plus))
        return s.plus > 0.0 ? 0.0 : all;
    centre_chains(x, n_chains, n);
    for (size_t lag = 0; lag + 1 < n; lag += 2) {
        const double even =
            1.0 - (s.within - covariance_at(x, n_chains, n, lag)) / s.plus;
        const double odd =
            1.0 - (s.within - covariance_at(x, n_chains, n, lag + 1)) / s.plus;
        double pair = lag == 0 ? 1.0 + odd : even + odd;

        if (!(pair > 0.0))
            break;
        pair = pair < last ? pair : last;
        last = pair;
        tau += 2.0 * pair;
    }
    /* antithetic chains may be credited up to log10(all) times the draws */
    tau = fmax(tau, 1.0 / (uc_log(all) / 2.302585092994046));
    return all / tau;
}

/* Effective draws of the indicator that a draw is at most `limit`. */
static double ess_of_indicator(const double draw[], size_t n_chains, size_t n,
                               double limit, double work[])
{
    for (size_t i = 0; i < n_chains * n; i++)
        work[i] = draw[i] <= limit ? 1.0 : 0.0;
    return ess_of(work, n_chains, n);
}

static void compute(const double split[], size_t n_halves, size_t n, ranked ranks[],
                    double sorted[], double z[], uc_mixing *mixing)
{
    const size_t all = n_halves * n;
    double median, folded;

    memcpy(sorted, split, all * sizeof *sorted);
    uc_sort_doubles(sorted, all);
    median = uc_quantile8(sorted, all, 0.5);
    mixing->ess_tail =
        fmin(ess_of_indicator(split, n_halves, n, uc_quantile8(sorted, all, 0.05), z),
             ess_of_indicator(split, n_halves, n, uc_quantile8(sorted, all, 0.95), z));
    rank_normalise(split, all, ranks, z);
    mixing->rhat = rhat_of(z, n_halves, n);
    mixing->ess_bulk = ess_of(z, n_halves, n);
    for (size_t i = 0; i < all; i++)
        sorted[i] = fabs(split[i] - median); /* no longer sorted: the folded draws */
    rank_normalise(sorted, all, ranks, z);
    folded = rhat_of(z, n_halves, n);
    mixing->rhat = folded > mixing->rhat ? folded : mixing->rhat;
}

/* Every chain as two halves; an odd draw in the middle is left out. */
static void split_chains(const double draw[], size_t n_chains, size_t n_draws,
                         double split[])
{
    const size_t half = n_draws / 2;

    for (size_t c = 0; c < n_chains; c++) {
        const double *chain = draw + c * n_draws;

        memcpy(split + 2 * c * half, chain, half * sizeof *split);
        memcpy(split + (2 * c + 1) * half, chain + n_draws - half,
               half * sizeof *split);
    }
}

uc_status uc_mixing_of(const double draw[], size_t n_chains, size_t n_draws,
                       uc_mixing *mixing, uc_error *err)
{
    const size_t n = n_draws / 2, all = 2 * n_chains * n;
    double *work = malloc((3 * all + 1) * sizeof *work);
    ranked *ranks = malloc((all + 1) * sizeof *ranks);
    uc_mixing made;

    if (work == NULL || ranks == NULL) {
        free(work);
        free(ranks);
        return uc_fail(err, UC_ENOMEM, "no memory for %zu draws", n_chains * n_draws);
    }
    split_chains(draw, n_chains, n_draws, work);
    compute(work, 2 * n_chains, n, ranks, work + all, work + 2 * all, &made);
    free(work);
    free(ranks);
    *mixing = made;
    return UC_OK;
}

uc_status uc_mixing_quantile_mcse(const double draw[], size_t n_chains, size_t n_draws,
                                  const double sorted[], double p, double *mcse,
                                  uc_error *err)
{
    const size_t n = n_draws / 2, all = n_chains * n_draws;
    double *work = malloc((4 * n_chains * n + 1) * sizeof *work);
    double ess, se;

    if (work == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu draws", all);
    split_chains(draw, n_chains, n_draws, work);
    ess = ess_of_indicator(work, 2 * n_chains, n, uc_quantile8(sorted, all, p),
                           work + 2 * n_chains * n);
    free(work);
    se = ess > 0.0 ? sqrt(p * (1.0 - p) / ess) : NAN;
    *mcse =
        0.5 * (uc_quantile8(sorted, all, p + se) - uc_quantile8(sorted, all, p - se));
    if (!isfinite(se))
        *mcse = NAN;
    return UC_OK;
}
