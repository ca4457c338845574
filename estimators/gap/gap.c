/* gap.c - estimated against identified
 *
 * With I known and N with limits (L, U):
 *   N - I      increases in N: limits (L - I, U - I)
 *   I / N      decreases in N: limits (I / U, I / L)
 *   N / I      increases in N: limits (L / I, U / I)
 */
#include "estimators/gap/gap.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "estimators/core/quantile.h"

typedef double transform(double n, double other);

static double minus(double n, double identified)
{
    return n - identified;
}

static double share_of(double n, double identified)
{
    return identified / n;
}

static double divided_by(double n, double other)
{
    return n / other;
}

uc_figure uc_figure_of(double value, double low, double high, const char *no_value,
                       const char *no_interval)
{
    uc_figure figure = {value, low, high, NULL, NULL, NULL};

    if (no_interval == NULL)
        no_interval = UC_GAP_NO_INTERVAL;
    if (!isfinite(value)) {
        figure.value = NAN;
        figure.no_value = no_value != NULL ? no_value : UC_GAP_NO_ESTIMATE;
        no_interval = figure.no_value;
    }
    if (!isfinite(low)) {
        figure.low = NAN;
        figure.no_low = no_interval;
    }
    if (!isfinite(high)) {
        figure.high = NAN;
        figure.no_high = no_interval;
    }
    return figure;
}

static uc_figure missing(const char *why)
{
    return (uc_figure){NAN, NAN, NAN, why, why, why};
}

/* One number through `f`, or the reason why not. */
static double apply(transform *f, double n, const char *no_n, double other,
                    const char *zero, const char **why)
{
    *why = no_n;
    if (no_n != NULL)
        return NAN;
    if (zero != NULL && n == 0) {
        *why = zero;
        return NAN;
    }
    return f(n, other);
}

/* The figure of f(N, other). `zero`: reason where N is 0 and f divides by it. */
static uc_figure map(transform *f, const uc_figure *n, double other, const char *zero)
{
    uc_figure y;

    y.value = apply(f, n->value, n->no_value, other, zero, &y.no_value);
    y.low = apply(f, n->low, n->no_low, other, zero, &y.no_low);
    y.high = apply(f, n->high, n->no_high, other, zero, &y.no_high);
    return y;
}

static uc_figure swapped(uc_figure y)
{
    return (uc_figure){y.value, y.high, y.low, y.no_value, y.no_high, y.no_low};
}

static uc_figure identified_rate(const uc_gap_input *in, const char *no_identified)
{
    double rate;

    if (no_identified != NULL)
        return missing(no_identified);
    if (!(in->identified_population > 0))
        return missing(UC_GAP_NO_POPULATION);
    rate = in->identified / in->identified_population;
    return (uc_figure){rate, rate, rate, NULL, NULL, NULL};
}

static uc_gap_finding finding(const uc_gap_input *in)
{
    if (in->estimate.no_high == NULL && in->identified > in->estimate.high)
        return UC_GAP_ABOVE_INTERVAL;
    if (in->estimate.no_value != NULL)
        return UC_GAP_NOT_COMPARED;
    if (in->identified <= in->estimate.value)
        return UC_GAP_CONSISTENT;
    return UC_GAP_ABOVE_ESTIMATE;
}

/* Limits of a figure from its replicates; false when none is usable. */
static bool limits_of(transform *f, bool decreases, const uc_gap_replicates *reps,
                      double *low, double *high)
{
    double *values = malloc((reps->n + 1) * sizeof *values);
    size_t n = 0;

    if (values == NULL)
        return false;
    for (size_t r = 0; r < reps->n; r++) {
        const double y = f(reps->estimate[r], reps->identified[r]);

        if (isfinite(y))
            values[n++] = y;
    }
    if (n > 0) {
        uc_sort_doubles(values, n);
        *low = uc_quantile8(values, n, decreases ? 1.0 - reps->high : reps->low);
        *high = uc_quantile8(values, n, decreases ? 1.0 - reps->low : reps->high);
    }
    free(values);
    return n > 0;
}

/* Replaces limits that there are by those of the replicates. */
static void take_limits(transform *f, bool decreases, const uc_gap_replicates *reps,
                        uc_figure *figure)
{
    double low = 0.0, high = 0.0;

    if (figure->no_low != NULL || figure->no_high != NULL || !isfinite(reps->low) ||
        !isfinite(reps->high) || !limits_of(f, decreases, reps, &low, &high))
        return;
    figure->low = low;
    figure->high = high;
}

uc_gap uc_gap_compute(const uc_gap_input *in)
{
    const uc_figure *n = &in->estimate;
    const char *no_i = NULL;
    uc_gap gap = {.finding = UC_GAP_NOT_COMPARED};

    if (!isfinite(in->identified))
        no_i = in->no_identified != NULL ? in->no_identified : UC_GAP_NO_IDENTIFIED;
    gap.estimate_rate = in->population > 0 ? map(divided_by, n, in->population, NULL)
                                           : missing(UC_GAP_NO_POPULATION);
    gap.identified_rate = identified_rate(in, no_i);
    if (no_i != NULL) {
        gap.unidentified = gap.share = gap.per_identified = missing(no_i);
        return gap;
    }
    gap.unidentified = map(minus, n, in->identified, NULL);
    gap.share = swapped(map(share_of, n, in->identified, UC_GAP_ZERO_ESTIMATE));
    gap.per_identified = in->identified > 0 ? map(divided_by, n, in->identified, NULL)
                                            : missing(UC_GAP_ZERO_IDENTIFIED);
    gap.finding = finding(in);
    if (in->replicates != NULL) {
        take_limits(minus, false, in->replicates, &gap.unidentified);
        take_limits(share_of, true, in->replicates, &gap.share);
        take_limits(divided_by, false, in->replicates, &gap.per_identified);
    }
    return gap;
}

const char *uc_gap_finding_name(uc_gap_finding found)
{
    static const char *const names[] = {"consistent", "identified_above_estimate",
                                        "identified_above_interval", "not_compared"};

    return names[found];
}
