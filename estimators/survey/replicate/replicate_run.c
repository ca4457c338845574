/* replicate_run.c - estimates under every replicate, and their variance */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/survey/replicate/replicate.h"

/* Unit totals are kept while they are at most this many numbers (128 MB). */
#define MAX_UNIT_TOTALS ((size_t)1 << 24)

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for replicate estimates");
}

/* -- Sums over units --------------------------------------------------------------- */

/* Numerator and denominator of target k in unit u: at[(u n_targets + k) 2]. Ratios of
 * sums under a replicate are then sums over units, whatever the number of rows. */
typedef struct unit_sums {
    size_t n_targets;
    double *at;   /* n_units x n_targets x 2 */
    double *full; /* n_targets x 2: sums over all units */
    double *now;  /* likewise, of one replicate */
} unit_sums;

static void unit_sums_clear(unit_sums *s)
{
    free(s->at);
    free(s->full);
    free(s->now);
    *s = (unit_sums){.n_targets = 0};
}

static void sum_target(const uc_survey_replicates *reps, const uc_survey_target *t,
                       size_t k, unit_sums *s)
{
    const double *weight = reps->design->weight;
    size_t i;

    for (i = 0; i < t->n_rows; i++) {
        const size_t row = t->rows != NULL ? t->rows[i] : i;
        double *at = s->at + (reps->unit_of_row[row] * s->n_targets + k) * 2;

        at[0] += weight[row] * t->y[row];
        at[1] +=
            t->statistic == UC_SURVEY_RATIO ? weight[row] * t->x[row] : weight[row];
    }
}

static uc_status unit_sums_make(const uc_survey_replicates *reps,
                                const uc_survey_target target[], size_t n_targets,
                                unit_sums *s, uc_error *err)
{
    const size_t width = n_targets * 2;
    size_t k, u;

    *s = (unit_sums){.n_targets = n_targets};
    s->at = calloc(reps->n_units * width + 1, sizeof(double));
    s->full = calloc(width + 1, sizeof(double));
    s->now = calloc(width + 1, sizeof(double));
    if (s->at == NULL || s->full == NULL || s->now == NULL) {
        unit_sums_clear(s);
        return no_memory(err);
    }
    for (k = 0; k < n_targets; k++)
        sum_target(reps, &target[k], k, s);
    for (u = 0; u < reps->n_units; u++)
        for (k = 0; k < width; k++)
            s->full[k] += s->at[u * width + k];
    return UC_OK;
}

/* A replicate that leaves most units as they are is the full sum plus its differences.
 */
static void replicate_sums(const uc_survey_replicates *reps, const double factor[],
                           size_t first, size_t end, unit_sums *s)
{
    const size_t width = s->n_targets * 2;
    const bool whole = first == 0 && end == reps->n_units;
    size_t k, u;

    if (whole)
        memset(s->now, 0, width * sizeof(double));
    else
        memcpy(s->now, s->full, width * sizeof(double));
    for (u = first; u < end; u++) {
        const double f = whole ? factor[u] : factor[u] - 1;
        const double *at = s->at + u * width;

        if (f < 0 || f > 0)
            for (k = 0; k < width; k++)
                s->now[k] += f * at[k];
    }
}

static uc_status run_by_unit(const uc_survey_replicates *reps,
                             const uc_survey_target target[], size_t n_targets,
                             double draws[], uc_error *err)
{
    double *factor = malloc((reps->n_units + 1) * sizeof *factor);
    unit_sums s = {.n_targets = 0};
    uc_status status = factor != NULL ? UC_OK : no_memory(err);
    size_t r, k, first, end;

    if (status == UC_OK)
        status = unit_sums_make(reps, target, n_targets, &s, err);
    for (r = 0; status == UC_OK && r < reps->n; r++) {
        status = uc_survey_replicates_factors(reps, r, factor, &first, &end, err);
        if (status != UC_OK)
            break;
        replicate_sums(reps, factor, first, end, &s);
        for (k = 0; k < n_targets; k++) {
            const double above = s.now[2 * k], below = s.now[2 * k + 1];

            if (target[k].statistic == UC_SURVEY_TOTAL)
                draws[r * n_targets + k] = above;
            else
                draws[r * n_targets + k] =
                    below < 0 || below > 0 ? above / below : (double)NAN;
        }
    }
    unit_sums_clear(&s);
    free(factor);
    return status;
}

/* -- Weights of every row ---------------------------------------------------------- */

static uc_status recalibrate(const uc_recalibration again[], size_t n_again,
                             double weight[], bool *held, uc_error *err)
{
    uc_status status = UC_OK;
    size_t a;

    *held = true;
    for (a = 0; status == UC_OK && a < n_again; a++) {
        uc_calibration_outcome outcome = UC_CALIBRATION_INFEASIBLE;

        status = uc_calibrate(again[a].terms, again[a].totals, again[a].opts, weight,
                              weight, &outcome, err);
        if (status == UC_EDATA) {
            /* A category that the replicate does not hold: no estimate, not a fault. */
            *held = false;
            return UC_OK;
        }
        /* Bounds that a replicate cannot keep: the weights nearest to the totals count.
         * Leaving such a replicate out would lose the very ones that differ most. */
    }
    return status;
}

static uc_status run_by_row(const uc_survey_replicates *reps,
                            const uc_recalibration again[], size_t n_again,
                            const uc_survey_target target[], size_t n_targets,
                            double draws[], uc_error *err)
{
    double *weight = malloc((reps->design->n + 1) * sizeof *weight);
    uc_status status = weight != NULL ? UC_OK : no_memory(err);
    size_t r, k;
    bool held = true;

    for (r = 0; status == UC_OK && r < reps->n; r++) {
        status = uc_survey_replicates_weights(reps, r, weight, err);
        if (status == UC_OK)
            status = recalibrate(again, n_again, weight, &held, err);
        for (k = 0; status == UC_OK && k < n_targets; k++)
            draws[r * n_targets + k] =
                held ? uc_survey_evaluate(&target[k], weight) : (double)NAN;
    }
    free(weight);
    return status;
}

uc_status uc_survey_replicates_run(const uc_survey_replicates *reps,
                                   const uc_recalibration again[], size_t n_again,
                                   const uc_survey_target target[], size_t n_targets,
                                   double draws[], uc_error *err)
{
    bool sums = reps->unit_of_row != NULL && n_again == 0 &&
                reps->n_units <= MAX_UNIT_TOTALS / (2 * n_targets + 1);
    size_t k;

    for (k = 0; k < n_targets; k++)
        sums = sums && target[k].statistic != UC_SURVEY_QUANTILE;
    return sums ? run_by_unit(reps, target, n_targets, draws, err)
                : run_by_row(reps, again, n_again, target, n_targets, draws, err);
}

/* -- Variance ---------------------------------------------------------------------- */

static bool usable(const double row[], size_t n_targets)
{
    size_t k;

    for (k = 0; k < n_targets; k++)
        if (!isfinite(row[k]))
            return false;
    return true;
}

uc_status uc_survey_replicates_variance(const uc_survey_replicates *reps,
                                        const double draws[], size_t n_targets,
                                        const double estimate[], double v[],
                                        size_t *n_used, uc_error *err)
{
    double *center = calloc(n_targets + 1, sizeof *center);
    double n_mean = 0, sum_used = 0, sum_all = 0;
    size_t r, i, j, used = 0;

    if (center == NULL)
        return no_memory(err);
    for (r = 0; r < reps->n; r++) {
        const double *row = draws + r * n_targets;

        sum_all += reps->rscale[r];
        if (!usable(row, n_targets))
            continue;
        used++;
        sum_used += reps->rscale[r];
        if (!(reps->rscale[r] > 0))
            continue;
        n_mean++;
        for (i = 0; i < n_targets; i++)
            center[i] += row[i];
    }
    for (i = 0; i < n_targets; i++)
        center[i] = reps->spec.mse ? estimate[i] : center[i] / n_mean;
    memset(v, 0, n_targets * n_targets * sizeof *v);
    for (r = 0; r < reps->n; r++) {
        const double *row = draws + r * n_targets;

        for (i = 0; usable(row, n_targets) && i < n_targets; i++)
            for (j = 0; j < n_targets; j++)
                v[i * n_targets + j] += reps->scale * (sum_all / sum_used) *
                                        reps->rscale[r] * (row[i] - center[i]) *
                                        (row[j] - center[j]);
    }
    for (i = 0; used < 2 && i < n_targets * n_targets; i++)
        v[i] = NAN;
    free(center);
    *n_used = used;
    return UC_OK;
}
