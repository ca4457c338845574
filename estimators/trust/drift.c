/* drift.c - whether capture histories change over time */
#include "estimators/trust/drift.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/resample.h"
#include "estimators/core/rng.h"

void uc_drift_clear(uc_drift *drift)
{
    free(drift->list);
    *drift = (uc_drift){0};
}

/* People by period and history of the pooled table, in its order. */
typedef struct counts {
    const uc_capture_table *pooled;
    size_t n_periods;
    double *n;   /* n_periods x n_histories */
    double *sum; /* n_periods */
} counts;

static double term(double n, double expected)
{
    return n > 0.0 ? 2.0 * n * uc_log(n / expected) : 0.0;
}

static double of_histories(const counts *c)
{
    const size_t h = c->pooled->n_histories;
    double sum = 0.0;

    for (size_t t = 0; t < c->n_periods; t++)
        for (size_t i = 0; i < h; i++)
            sum += term(c->n[t * h + i], c->sum[t] * (double)c->pooled->count[i] /
                                             (double)c->pooled->n_people);
    return sum;
}

/* In a replicate the pooled counts are those of the data, the periods' are drawn: the
 * share on a list is taken from the same replicate. */
static double of_list(const counts *c, size_t list)
{
    const size_t h = c->pooled->n_histories;
    double all = 0.0, on_all = 0.0, sum = 0.0;

    for (size_t t = 0; t < c->n_periods; t++)
        for (size_t i = 0; i < h; i++) {
            all += c->n[t * h + i];
            on_all += (c->pooled->history[i] >> list & 1u) != 0 ? c->n[t * h + i] : 0.0;
        }
    for (size_t t = 0; t < c->n_periods; t++) {
        double on = 0.0;

        for (size_t i = 0; i < h; i++)
            on += (c->pooled->history[i] >> list & 1u) != 0 ? c->n[t * h + i] : 0.0;
        sum += term(on, c->sum[t] * on_all / all) +
               term(c->sum[t] - on, c->sum[t] * (1.0 - on_all / all));
    }
    return sum;
}

static uc_status pool(const uc_capture_table *const tables[], size_t n,
                      uc_capture_table *pooled, uc_error *err)
{
    uc_status status = UC_OK;

    uc_capture_table_init(pooled, tables[0]->n_lists);
    for (size_t t = 0; t < n && status == UC_OK; t++) {
        if (tables[t]->n_lists != pooled->n_lists)
            status = uc_fail(err, UC_EINVAL, "periods of different lists");
        for (size_t i = 0; i < tables[t]->n_histories && status == UC_OK; i++)
            status = uc_capture_table_add(pooled, tables[t]->history[i],
                                          tables[t]->count[i], err);
    }
    if (status == UC_OK && pooled->n_people == 0)
        status = uc_fail(err, UC_EINVAL, "nobody was observed");
    return status;
}

static void count_periods(const uc_capture_table *const tables[], const counts *c)
{
    for (size_t t = 0; t < c->n_periods; t++) {
        c->sum[t] = (double)tables[t]->n_people;
        for (size_t i = 0; i < c->pooled->n_histories; i++)
            c->n[t * c->pooled->n_histories + i] =
                (double)uc_capture_table_count(tables[t], c->pooled->history[i]);
    }
}

/* Each period's people, drawn from all people. `owner` has a place for each. */
static void draw(const counts *c, const uint32_t owner[], uc_rng *rng)
{
    const size_t h = c->pooled->n_histories;

    memset(c->n, 0, c->n_periods * h * sizeof *c->n);
    for (size_t t = 0; t < c->n_periods; t++)
        for (double k = 0.0; k < c->sum[t]; k += 1.0)
            c->n[t * h + owner[uc_rng_below(rng, (uint32_t)c->pooled->n_people)]] +=
                1.0;
}

static bool as_extreme(double value, double observed)
{
    return value >= observed - 1e-9 * (1.0 + fabs(observed));
}

static void set_p(uc_drift_test *test, size_t n_extreme, size_t n)
{
    test->p = test->error = NAN;
    if (n == 0)
        return;
    test->p = (1.0 + (double)n_extreme) / (1.0 + (double)n);
    test->error = sqrt(test->p * (1.0 - test->p) / (double)n);
}

static uc_status compare(const counts *c, uint64_t seed, uint64_t key,
                         uc_cancel *cancel, uc_drift *drift, uc_error *err)
{
    size_t extreme[1 + UC_CAPTURE_MAX_LISTS] = {0};
    uc_resampler resampler;
    uc_status status = uc_resampler_init(&resampler, c->pooled, err);

    if (status != UC_OK)
        return status;
    if (resampler.owner == NULL)
        status = uc_fail(err, UC_EINVAL, "too many people to compare periods");
    drift->histories.statistic = of_histories(c);
    for (size_t j = 0; j < drift->n_lists; j++)
        drift->list[j].statistic = of_list(c, j);
    for (size_t r = 0; r < drift->n_boot && status == UC_OK; r++) {
        uc_rng rng;

        if (uc_cancelled(cancel)) {
            status = uc_fail(err, UC_ECANCELED, "stopped");
            break;
        }
        uc_rng_start(&rng, seed, key, UC_RNG_GOODNESS, ((uint64_t)1 << 40) + r);
        draw(c, resampler.owner, &rng);
        extreme[0] += as_extreme(of_histories(c), drift->histories.statistic);
        for (size_t j = 0; j < drift->n_lists; j++)
            extreme[1 + j] += as_extreme(of_list(c, j), drift->list[j].statistic);
    }
    set_p(&drift->histories, extreme[0], drift->n_boot);
    for (size_t j = 0; j < drift->n_lists; j++)
        set_p(&drift->list[j], extreme[1 + j], drift->n_boot);
    uc_resampler_free(&resampler);
    return status;
}

uc_status uc_drift_of(const uc_capture_table *const tables[], size_t n_periods,
                      size_t n_boot, uint64_t seed, uint64_t key, uc_cancel *cancel,
                      uc_drift *drift, uc_error *err)
{
    uc_capture_table pooled = {0};
    counts c = {&pooled, n_periods, NULL, NULL};
    uc_drift made = {.n_periods = n_periods, .n_boot = n_boot};
    uc_status status = n_periods == 0 ? uc_fail(err, UC_EINVAL, "no periods")
                                      : pool(tables, n_periods, &pooled, err);

    if (status == UC_OK) {
        made.n_lists = pooled.n_lists;
        made.list = calloc(pooled.n_lists, sizeof *made.list);
        c.n = malloc(n_periods * (pooled.n_histories + 1) * sizeof *c.n);
        c.sum = malloc(n_periods * sizeof *c.sum);
        if (made.list == NULL || c.n == NULL || c.sum == NULL)
            status = uc_fail(err, UC_ENOMEM, "no memory for %zu periods", n_periods);
    }
    if (status == UC_OK) {
        count_periods(tables, &c);
        status = compare(&c, seed, key, cancel, &made, err);
    }
    free(c.n);
    free(c.sum);
    uc_capture_table_clear(&pooled);
    if (status == UC_OK)
        *drift = made;
    else
        uc_drift_clear(&made);
    return status;
}
