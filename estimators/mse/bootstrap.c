/* bootstrap.c - intervals from replicates and delete-one estimates */
#include "estimators/mse/bootstrap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/base/number.h"
#include "estimators/core/elementary.h"
#include "estimators/core/quantile.h"

/* Replicates this near the estimate, relative, are ties. */
#define TIE 1e-9

double uc_round12(double value)
{
    char text[UC_NUMBER_TEXT];
    double rounded = value;

    if (!isfinite(value))
        return value;
    if (uc_number_real(uc_number_format(value, 12, text), &rounded) != UC_NUMBER_OK)
        return value;
    return rounded;
}

static double mean_of(const double values[], size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += values[i];
    return sum / (double)n;
}

static double std_dev_of(const double values[], size_t n)
{
    const double mean = mean_of(values, n);
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += (values[i] - mean) * (values[i] - mean);
    return n > 1 ? sqrt(sum / (double)(n - 1)) : NAN;
}

static double z0_of(const double sorted[], size_t n, double estimate, bool ties_half,
                    size_t *ties)
{
    double below = 0.0;

    *ties = 0;
    for (size_t i = 0; i < n; i++) {
        if (fabs(sorted[i] - estimate) <= TIE * fabs(estimate))
            (*ties)++;
        else
            below += sorted[i] < estimate;
    }
    if (ties_half)
        below += 0.5 * (double)*ties;
    if (n == 0 || below <= 0.0 || below >= (double)n)
        return NAN;
    return uc_round12(uc_normal_quantile(below / (double)n));
}

uc_status uc_replicates_of(const double values[], size_t n_values, double estimate,
                           bool ties_half, uc_replicates *replicates, uc_error *err)
{
    uc_replicates made = {.sorted = malloc((n_values + 1) * sizeof *made.sorted)};

    if (made.sorted == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu replicates", n_values);
    for (size_t i = 0; i < n_values; i++)
        if (isfinite(values[i]))
            made.sorted[made.n++] = values[i];
    made.std_error = made.n > 0 ? std_dev_of(made.sorted, made.n) : NAN;
    uc_sort_doubles(made.sorted, made.n);
    made.z0 = z0_of(made.sorted, made.n, estimate, ties_half, &made.ties);
    *replicates = made;
    return UC_OK;
}

void uc_replicates_clear(uc_replicates *replicates)
{
    free(replicates->sorted);
    *replicates = (uc_replicates){0};
}

static bool few_beyond(const uc_replicates *reps, double limit, bool upper)
{
    size_t n = 0;

    for (size_t i = 0; i < reps->n; i++)
        n += upper ? reps->sorted[i] > limit : reps->sorted[i] < limit;
    return n < UC_BOOTSTRAP_MIN_BEYOND;
}

static void no_limits(uc_interval *interval, const char *note)
{
    interval->low = interval->high = NAN;
    interval->adjusted_low = interval->adjusted_high = NAN;
    interval->mcse_low = interval->mcse_high = NAN;
    interval->note = note;
}

static double binomial_error(double level, size_t n)
{
    return sqrt(level * (1.0 - level) / (double)n);
}

/* Where few replicates lie beyond a limit they say nothing of its error: none beats a
 * false zero. */
static double limit_error(const uc_replicates *reps, double level, double se, bool few)
{
    if (few || !isfinite(se))
        return NAN;
    return uc_round12(uc_quantile_mcse(reps->sorted, reps->n, level, se));
}

void uc_replicates_interval(const uc_replicates *reps, double acceleration,
                            uc_interval *interval)
{
    double low = 0.5 * (1.0 - interval->level), high = 0.5 * (1.0 + interval->level);
    double se_low = binomial_error(low, reps->n), se_high = se_low;

    if (reps->n == 0) {
        no_limits(interval, "no_usable_replicates");
        return;
    }
    if (interval->kind == UC_INTERVAL_BCA && !isfinite(reps->z0)) {
        no_limits(interval, "replicates_on_one_side");
        return;
    }
    if (interval->kind == UC_INTERVAL_BCA && !isfinite(acceleration)) {
        no_limits(interval, "no_jackknife");
        return;
    }
    if (interval->kind == UC_INTERVAL_BCA) {
        se_low = uc_bca_level_error(reps->z0, acceleration, low, reps->n);
        se_high = uc_bca_level_error(reps->z0, acceleration, high, reps->n);
        low = uc_round12(uc_bca_level(reps->z0, acceleration, low));
        high = uc_round12(uc_bca_level(reps->z0, acceleration, high));
    }
    interval->adjusted_low = low;
    interval->adjusted_high = high;
    interval->low = uc_round12(uc_quantile8(reps->sorted, reps->n, low));
    interval->high = uc_round12(uc_quantile8(reps->sorted, reps->n, high));
    interval->few_low = few_beyond(reps, interval->low, false);
    interval->few_high = few_beyond(reps, interval->high, true);
    interval->mcse_low = limit_error(reps, low, se_low, interval->few_low);
    interval->mcse_high = limit_error(reps, high, se_high, interval->few_high);
}

void uc_lognormal_interval(double n_observed, double hidden, double variance,
                           uc_interval *interval)
{
    const double z = uc_normal_quantile(0.5 * (1.0 + interval->level));
    const double c = uc_exp(z * sqrt(uc_log(1.0 + variance / (hidden * hidden))));

    no_limits(interval, NULL);
    if (!(hidden > 0.0) || !isfinite(c) || !isfinite(hidden * c)) {
        interval->note = "no_variance";
        return;
    }
    interval->low = uc_round12(n_observed + hidden / c);
    interval->high = uc_round12(n_observed + hidden * c);
}

void uc_jackknife_of(const double delete_one[], const uint64_t count[], size_t n,
                     double *acceleration, double *std_error)
{
    double people = 0.0, mean = 0.0, squares = 0.0, cubes = 0.0;

    *acceleration = NAN;
    *std_error = NAN;
    for (size_t i = 0; i < n; i++) {
        people += (double)count[i];
        mean += (double)count[i] * delete_one[i];
    }
    mean /= people;
    for (size_t i = 0; i < n; i++) {
        const double r = mean - delete_one[i];

        squares += (double)count[i] * r * r;
        cubes += (double)count[i] * r * r * r;
    }
    if (!(people > 0.0) || !(squares > 0.0) || !isfinite(squares))
        return;
    *acceleration = cubes / (6.0 * squares * sqrt(squares));
    *std_error = sqrt((people - 1.0) / people * squares);
}

static uc_interval *next_interval(uc_estimate *e, uc_interval_kind kind, size_t top,
                                  double level)
{
    uc_interval *interval = &e->interval[e->n_intervals++];

    *interval = (uc_interval){.kind = kind, .level = level, .top = top};
    no_limits(interval, NULL);
    return interval;
}

static void add_lognormal(const uc_mse_settings *settings, uc_interval_kind kind,
                          size_t top, double std_error, uc_estimate *e)
{
    for (size_t k = 0; k < settings->n_levels; k++) {
        uc_interval *interval = next_interval(e, kind, top, settings->level[k]);

        if (kind == UC_INTERVAL_JACKKNIFE && !isfinite(std_error))
            no_limits(interval, "no_jackknife");
        else
            uc_lognormal_interval((double)e->n_observed, e->hidden,
                                  std_error * std_error, interval);
    }
}

/* Figures and intervals of one bootstrap. */
static uc_status conclude_one(const uc_mse_settings *settings, unsigned kinds,
                              uc_bootstrap *boot, uc_estimate *e, uc_error *err)
{
    uc_replicates reps;
    uc_status status = uc_replicates_of(boot->estimate, boot->replicates, e->estimate,
                                        settings->ties_half, &reps, err);

    if (status != UC_OK)
        return status;
    boot->usable = reps.n;
    boot->failed = boot->replicates - reps.n;
    boot->std_error = reps.std_error;
    boot->z0 = reps.z0;
    boot->ties = reps.ties;
    for (unsigned kind = UC_INTERVAL_PERCENTILE; kind <= UC_INTERVAL_BCA; kind *= 2)
        for (size_t k = 0; (kinds & kind) != 0 && k < settings->n_levels; k++)
            uc_replicates_interval(&reps, boot->acceleration,
                                   next_interval(e, (uc_interval_kind)kind, boot->top,
                                                 settings->level[k]));
    uc_replicates_clear(&reps);
    return UC_OK;
}

static void conclude_jackknife(uc_bootstrap *boot)
{
    boot->acceleration = NAN;
    boot->jackknife_std_error = NAN;
    if (boot->n_jackknife > 0)
        uc_jackknife_of(boot->jackknife, boot->jackknife_count, boot->n_jackknife,
                        &boot->acceleration, &boot->jackknife_std_error);
}

static int compare_intervals(const void *a, const void *b)
{
    static const int place[] = {
        [UC_INTERVAL_BCA] = 0,     [UC_INTERVAL_PERCENTILE] = 1,
        [UC_INTERVAL_NORMAL] = 2,  [UC_INTERVAL_JACKKNIFE] = 3,
        [UC_INTERVAL_PROFILE] = 4, [UC_INTERVAL_PROFILE_POISSON] = 5,
        [UC_INTERVAL_MIXTURE] = 2, [UC_INTERVAL_CREDIBLE] = 6};
    const uc_interval *x = a, *y = b;

    if (x->kind != y->kind)
        return place[x->kind] - place[y->kind];
    if (x->top != y->top)
        return x->top < y->top ? -1 : 1;
    return (x->level < y->level) - (x->level > y->level);
}

/* Intervals that the family made: what was asked for, and mixtures in the place of the
 * normal one. Returns whether the normal one is still to be made. */
static bool add_given(unsigned kinds, uc_estimate *e)
{
    bool normal = (kinds & UC_INTERVAL_NORMAL) != 0;

    for (size_t i = 0; i < e->n_given; i++) {
        const uc_interval *given = &e->given[i];
        const bool instead = given->kind == UC_INTERVAL_MIXTURE;

        if ((kinds & (instead ? UC_INTERVAL_NORMAL : (unsigned)given->kind)) != 0)
            e->interval[e->n_intervals++] = *given;
        normal = normal && !instead;
    }
    return normal && isfinite(e->std_error);
}

uc_status uc_bootstrap_conclude(const uc_mse_settings *settings, uc_estimate *e,
                                uc_error *err)
{
    const unsigned kinds = uc_mse_settings_intervals(settings);
    const size_t room = 4 * (e->n_bootstraps + 1) * settings->n_levels + e->n_given;
    uc_status status = UC_OK;

    if (e->draws.n_chains > 0)
        return UC_OK; /* they come from the posterior */
    free(e->interval);
    e->n_intervals = 0;
    e->interval = calloc(room, sizeof *e->interval);
    if (e->interval == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for intervals");
    if (e->status != UC_MSE_OK)
        return UC_OK;
    if (add_given(kinds, e))
        add_lognormal(settings, UC_INTERVAL_NORMAL, 0, e->std_error, e);
    for (size_t i = 0; i < e->n_bootstraps && status == UC_OK; i++) {
        uc_bootstrap *boot = &e->bootstrap[i];

        conclude_jackknife(boot);
        if ((kinds & UC_INTERVAL_JACKKNIFE) != 0)
            add_lognormal(settings, UC_INTERVAL_JACKKNIFE, boot->top,
                          boot->jackknife_std_error, e);
        status = conclude_one(settings, kinds, boot, e, err);
    }
    qsort(e->interval, e->n_intervals, sizeof *e->interval, compare_intervals);
    return status;
}

size_t uc_bootstrap_needed(const uc_estimate *e, size_t n_boot)
{
    size_t needed = n_boot;

    for (size_t i = 0; i < e->n_intervals; i++) {
        const uc_interval *interval = &e->interval[i];
        const double tails[2] = {interval->adjusted_low, 1.0 - interval->adjusted_high};
        const bool few[2] = {interval->few_low, interval->few_high};

        for (size_t side = 0; side < 2; side++) {
            double b;

            if (!few[side] || !isfinite(tails[side]))
                continue;
            b = ceil(1.2 * UC_BOOTSTRAP_MIN_BEYOND / tails[side]);
            if (!(b < 1e15))
                return SIZE_MAX;
            b = fmax(b, 1.5 * (double)n_boot); /* some fail, some tie */
            if ((size_t)b > needed)
                needed = (size_t)b;
        }
    }
    return needed;
}
