/* total.c - sums of estimates over strata that share no people */
#include <math.h>
#include <stdlib.h>

#include "estimators/mse/total.h"
#include "estimators/core/quantile.h"
#include "estimators/mse/bootstrap.h"

void uc_mse_total_clear(uc_mse_total *total)
{
    free(total->interval);
    *total = (uc_mse_total){0};
}

/* Sums of points and variances over strata with an estimate. */
static void sum_points(const uc_estimate *const estimates[], size_t n,
                       uc_mse_total *total, double *variance)
{
    *total = (uc_mse_total){.n_strata = n, .estimate = NAN, .hidden = NAN};
    *variance = 0.0;
    for (size_t i = 0; i < n; i++) {
        const uc_estimate *e = estimates[i];

        total->n_observed += e->n_observed;
        if (e->status != UC_MSE_OK)
            continue;
        total->estimate =
            total->n_with_estimate > 0 ? total->estimate + e->estimate : e->estimate;
        total->hidden =
            total->n_with_estimate > 0 ? total->hidden + e->hidden : e->hidden;
        total->n_with_estimate++;
        *variance += e->std_error * e->std_error;
    }
    total->std_error = total->n_with_estimate > 0 ? sqrt(*variance) : NAN;
}

/* Replicate r of the total: the sum of the strata's, NAN where one has none. */
static double sum_replicate(const uc_estimate *const estimates[], size_t n,
                            size_t which, size_t r)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        if (estimates[i]->status == UC_MSE_OK)
            sum += r < estimates[i]->bootstrap[which].replicates
                       ? estimates[i]->bootstrap[which].estimate[r]
                       : NAN;
    return sum;
}

/* People behind an estimate, over whom its jackknife runs. */
typedef struct residuals {
    double squares, cubes;
    double variance; /* jackknife variance of the sum */
} residuals;

/* Adds a stratum's delete-one residuals, centred within the stratum. */
static void add_residuals(const uc_bootstrap *boot, residuals *sum)
{
    double people = 0.0, mean = 0.0, squares = 0.0;

    for (size_t i = 0; i < boot->n_jackknife; i++) {
        people += (double)boot->jackknife_count[i];
        mean += (double)boot->jackknife_count[i] * boot->jackknife[i];
    }
    mean /= people;
    for (size_t i = 0; i < boot->n_jackknife; i++) {
        const double r = mean - boot->jackknife[i];

        squares += (double)boot->jackknife_count[i] * r * r;
        sum->cubes += (double)boot->jackknife_count[i] * r * r * r;
    }
    sum->squares += squares;
    sum->variance += (people - 1.0) / people * squares;
}

static void pool_jackknife(const uc_estimate *const estimates[], size_t n, size_t which,
                           double *acceleration, double *std_error)
{
    residuals sum = {0};

    for (size_t i = 0; i < n; i++) {
        if (estimates[i]->status != UC_MSE_OK)
            continue;
        if (estimates[i]->bootstrap[which].n_jackknife == 0)
            sum.squares = NAN;
        else
            add_residuals(&estimates[i]->bootstrap[which], &sum);
    }
    *acceleration =
        sum.squares > 0.0 ? sum.cubes / (6.0 * sum.squares * sqrt(sum.squares)) : NAN;
    *std_error = sum.squares > 0.0 ? sqrt(sum.variance) : NAN;
}

static uc_interval *next_interval(uc_mse_total *total, const uc_interval *like)
{
    uc_interval *made = &total->interval[total->n_intervals++];

    *made = (uc_interval){.kind = like->kind,
                          .level = like->level,
                          .top = like->top,
                          .low = NAN,
                          .high = NAN,
                          .adjusted_low = NAN,
                          .adjusted_high = NAN,
                          .mcse_low = NAN,
                          .mcse_high = NAN};
    return made;
}

/* The bootstrap of the strata that an interval rests on. */
static size_t bootstrap_of(const uc_estimate *e, size_t top)
{
    for (size_t i = 0; i < e->n_bootstraps; i++)
        if (e->bootstrap[i].top == top)
            return i;
    return 0;
}

/* Total of bootstrap `which`: replicates summed, jackknife residuals pooled. */
static uc_status interval_from_sums(const uc_estimate *const estimates[], size_t n,
                                    size_t which, size_t n_boot, bool ties_half,
                                    uc_mse_total *total, uc_interval *interval,
                                    uc_error *err)
{
    double acceleration, std_error, *sums = malloc((n_boot + 1) * sizeof *sums);
    uc_replicates reps;
    uc_status status;

    if (sums == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu replicates", n_boot);
    for (size_t r = 0; r < n_boot; r++)
        sums[r] = sum_replicate(estimates, n, which, r);
    status = uc_replicates_of(sums, n_boot, total->estimate, ties_half, &reps, err);
    free(sums);
    if (status != UC_OK)
        return status;
    total->replicates = n_boot;
    total->usable = reps.n;
    pool_jackknife(estimates, n, which, &acceleration, &std_error);
    uc_replicates_interval(&reps, acceleration, interval);
    uc_replicates_clear(&reps);
    return UC_OK;
}

/* Draw r of the total is the sum of draw r of the strata, which share no people. The
 * sums go to `sums`; returns how many there are, 0 when a stratum has none. */
static size_t sum_draws(const uc_estimate *const estimates[], size_t n, double sums[])
{
    size_t n_draws = UC_DRAWS_KEPT;

    for (size_t i = 0; i < n; i++) {
        const uc_draws *d = &estimates[i]->draws;

        if (estimates[i]->status == UC_MSE_OK && d->n_chains * d->n_draws < n_draws)
            n_draws = d->n_chains * d->n_draws;
    }
    for (size_t r = 0; r < n_draws; r++) {
        sums[r] = 0.0;
        for (size_t i = 0; i < n; i++)
            if (estimates[i]->status == UC_MSE_OK)
                sums[r] += estimates[i]->draws.persons[r];
    }
    return n_draws;
}

/* The total of posteriors: median and limits of the summed draws. */
static uc_status set_from_draws(const uc_estimate *const estimates[], size_t n,
                                const uc_estimate *pattern, uc_mse_total *total,
                                uc_error *err)
{
    double *sums = malloc(UC_DRAWS_KEPT * sizeof *sums);
    const double observed = total->estimate - total->hidden;
    size_t n_draws;

    if (sums == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for draws");
    n_draws = sum_draws(estimates, n, sums);
    uc_sort_doubles(sums, n_draws);
    for (size_t k = 0; k < pattern->n_intervals && n_draws > 0; k++) {
        uc_interval *made = next_interval(total, &pattern->interval[k]);

        made->low = uc_quantile8(sums, n_draws, 0.5 * (1.0 - made->level));
        made->high = uc_quantile8(sums, n_draws, 0.5 * (1.0 + made->level));
    }
    if (n_draws > 0) {
        total->estimate = uc_quantile8(sums, n_draws, 0.5);
        total->hidden = total->estimate - observed;
    }
    free(sums);
    return UC_OK;
}

/* One interval of the total, of the kind, level and top of a stratum's. */
static uc_status add_interval(const uc_estimate *const estimates[], size_t n,
                              const uc_estimate *pattern, const uc_interval *like,
                              bool ties_half, double variance, uc_mse_total *total,
                              uc_error *err)
{
    uc_interval *made = next_interval(total, like);
    const size_t which = bootstrap_of(pattern, like->top);
    double acceleration, std_error = NAN;

    if (like->kind == UC_INTERVAL_PROFILE ||
        like->kind == UC_INTERVAL_PROFILE_POISSON) {
        made->note = "not_for_totals";
        return UC_OK;
    }
    if (like->kind == UC_INTERVAL_MIXTURE) /* of the sum: log-normal */
        made->kind = UC_INTERVAL_NORMAL;
    if (made->kind == UC_INTERVAL_NORMAL) {
        uc_lognormal_interval(total->estimate - total->hidden, total->hidden, variance,
                              made);
        return UC_OK;
    }
    if (like->kind != UC_INTERVAL_JACKKNIFE)
        return interval_from_sums(estimates, n, which,
                                  pattern->bootstrap[which].replicates, ties_half,
                                  total, made, err);
    pool_jackknife(estimates, n, which, &acceleration, &std_error);
    if (isfinite(std_error))
        uc_lognormal_interval(total->estimate - total->hidden, total->hidden,
                              std_error * std_error, made);
    else
        made->note = "no_jackknife";
    return UC_OK;
}

/* The stratum with an estimate and fewest replicates: all have its intervals and, at
 * least, its replicates. */
static const uc_estimate *pattern_of(const uc_estimate *const estimates[], size_t n)
{
    const uc_estimate *pattern = NULL;

    for (size_t i = 0; i < n; i++)
        if (estimates[i]->status == UC_MSE_OK &&
            (pattern == NULL ||
             (pattern->n_bootstraps > 0 && estimates[i]->bootstrap[0].replicates <
                                               pattern->bootstrap[0].replicates)))
            pattern = estimates[i];
    return pattern;
}

uc_status uc_mse_total_of(const uc_estimate *const estimates[], size_t n_estimates,
                          const uc_mse_settings *settings, uc_mse_total *total,
                          uc_error *err)
{
    const uc_estimate *pattern = pattern_of(estimates, n_estimates);
    uc_mse_total made;
    double variance;
    uc_status status = UC_OK;

    sum_points(estimates, n_estimates, &made, &variance);
    if (pattern != NULL) {
        made.interval = calloc(pattern->n_intervals + 1, sizeof *made.interval);
        if (made.interval == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for a total");
        if (pattern->draws.n_chains > 0)
            status = set_from_draws(estimates, n_estimates, pattern, &made, err);
        for (size_t k = 0; pattern->draws.n_chains == 0 && k < pattern->n_intervals &&
                           status == UC_OK;
             k++)
            status =
                add_interval(estimates, n_estimates, pattern, &pattern->interval[k],
                             settings->ties_half, variance, &made, err);
    }
    if (status != UC_OK) {
        uc_mse_total_clear(&made);
        return status;
    }
    *total = made;
    return UC_OK;
}
