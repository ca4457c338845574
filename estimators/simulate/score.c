/* score.c - bias, error, coverage and width over simulated tables */
#include "estimators/simulate/score.h"

#include <math.h>
#include <stdlib.h>

#include "estimators/core/elementary.h"
#include "estimators/core/quantile.h"
#include "estimators/mse/family.h"

/* A share of none or all of the repeats is not without error: one success and one
 * failure more (Agresti & Coull 1998). */
static uc_figure share_of(size_t n_yes, size_t n)
{
    const double p = ((double)n_yes + 1.0) / ((double)n + 2.0);

    if (n == 0)
        return (uc_figure){NAN, NAN};
    return (uc_figure){(double)n_yes / (double)n, sqrt(p * (1.0 - p) / (double)n)};
}

static uc_figure mean_of(const double value[], size_t n)
{
    double sum = 0.0, squares = 0.0, mean;

    if (n == 0)
        return (uc_figure){NAN, NAN};
    for (size_t i = 0; i < n; i++)
        sum += value[i];
    mean = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (value[i] - mean) * (value[i] - mean);
    return (uc_figure){mean, n > 1 ? sqrt(squares / (double)(n - 1) / (double)n) : NAN};
}

/* Root mean square; its error by the delta method. `square` is scratch. */
static uc_figure rms_of(const double value[], size_t n, double square[])
{
    uc_figure mean;

    for (size_t i = 0; i < n; i++)
        square[i] = value[i] * value[i];
    mean = mean_of(square, n);
    return (uc_figure){sqrt(mean.value),
                       mean.value > 0.0 ? mean.error / (2.0 * sqrt(mean.value)) : NAN};
}

static double median_of(double value[], size_t n)
{
    if (n == 0)
        return NAN;
    uc_sort_doubles(value, n);
    return uc_quantile8(value, n, 0.5);
}

static void score_method(const uc_trial_plan *plan, const uc_trial trials[], size_t n,
                         size_t m, double scratch[], uc_score *score)
{
    double *value = scratch, *square = scratch + n;
    const double truth = (double)plan->truth->spec.population;
    size_t used = 0, unmixed = 0;

    *score = (uc_score){.method = plan->method[m], .n_repeats = n};
    for (size_t i = 0; i < n; i++)
        if (isfinite(trials[i].estimate[m])) {
            value[used++] = trials[i].estimate[m] / truth - 1.0;
            unmixed += trials[i].unmixed[m];
        }
    score->n_estimates = used;
    score->failures = share_of(n - used, n);
    score->unmixed = plan->method[m]->family->has_posterior ? share_of(unmixed, used)
                                                            : (uc_figure){NAN, NAN};
    score->bias = mean_of(value, used);
    score->rmse = rms_of(value, used, square);
    for (size_t i = 0; i < used; i++)
        value[i] = uc_log(value[i] + 1.0);
    score->log_bias = mean_of(value, used);
    score->log_rmse = rms_of(value, used, square);
    score->median = used > 0 ? uc_exp(median_of(value, used)) : NAN;
}

static void score_interval(const uc_trial_plan *plan, const uc_trial trials[], size_t n,
                           size_t at, double scratch[], uc_interval_score *score)
{
    const double truth = (double)plan->truth->spec.population;
    size_t used = 0, covered = 0, below = 0;

    for (size_t i = 0; i < n; i++) {
        const uc_trial_limits *l = &trials[i].limits[at];

        if (!isfinite(l->low) || !isfinite(l->high))
            continue;
        covered += l->low <= truth && truth <= l->high;
        below += l->high < truth;
        scratch[used++] = (l->high - l->low) / truth;
    }
    score->n_intervals = used;
    score->coverage = share_of(covered, used);
    score->too_low = share_of(below, used);
    score->width = mean_of(scratch, used);
    score->median_width = median_of(scratch, used);
}

/* Of the first place, which is where a method puts what it makes by itself. */
static uc_interval_kind first_kind(const uc_method *method, uc_interval_kind asked)
{
    return method->family->has_posterior ? UC_INTERVAL_CREDIBLE : asked;
}

static void score_all(const uc_trial_plan *plan, const uc_trial trials[], size_t n,
                      double scratch[], uc_scores *made)
{
    uc_interval_kind kinds[UC_TRIAL_MAX_KINDS];
    const size_t n_kinds = uc_trial_kinds(plan, kinds);
    const size_t n_levels = plan->settings->n_levels;
    double observed = 0.0;

    for (size_t m = 0; m < plan->n_methods; m++) {
        score_method(plan, trials, n, m, scratch, &made->score[made->n_scores++]);
        for (size_t k = 0; k < n_kinds * n_levels; k++) {
            uc_interval_score *score = &made->interval[made->n_intervals];

            *score = (uc_interval_score){.method = plan->method[m],
                                         .kind = kinds[k / n_levels],
                                         .level = plan->settings->level[k % n_levels]};
            if (k < n_levels)
                score->kind = first_kind(plan->method[m], score->kind);
            score_interval(plan, trials, n, made->n_intervals++, scratch, score);
        }
    }
    for (size_t i = 0; i < n; i++)
        observed += (double)trials[i].n_observed;
    made->mean_observed = n > 0 ? observed / (double)n : NAN;
}

uc_status uc_scores_of(const uc_trial_plan *plan, const uc_trial trials[],
                       size_t n_trials, uc_scores *scores, uc_error *err)
{
    const size_t n_limits = uc_trial_n_limits(plan);
    double *scratch = malloc((2 * n_trials + 1) * sizeof *scratch);
    uc_scores made = {
        .score = calloc(plan->n_methods + 1, sizeof *made.score),
        .interval = calloc(plan->n_methods * n_limits + 1, sizeof *made.interval)};

    if (scratch == NULL || made.score == NULL || made.interval == NULL) {
        free(scratch);
        uc_scores_clear(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for the scores");
    }
    score_all(plan, trials, n_trials, scratch, &made);
    free(scratch);
    *scores = made;
    return UC_OK;
}

void uc_scores_clear(uc_scores *scores)
{
    free(scores->score);
    free(scores->interval);
    *scores = (uc_scores){0};
}
