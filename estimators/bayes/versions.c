/* versions.c - posteriors averaged over linkages */
#include "estimators/bayes/versions.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/quantile.h"

/* Draws of the versions so far, and where their medians lie. */
typedef struct mixture {
    double *persons; /* owned */
    size_t n, per;   /* per: draws of each version */
    size_t n_used;
    double low, high;
    bool mixed;
} mixture;

/* As many draws of every version, evenly over its chains; draw r is of version r modulo
 * their number, as with replicates. */
static void take(const uc_estimate *e, size_t version, size_t n_versions, mixture *mix)
{
    const size_t n = e->draws.n_chains * e->draws.n_draws;

    for (size_t i = 0; i < mix->per; i++)
        mix->persons[i * n_versions + version] = e->draws.persons[i * n / mix->per];
    mix->low = fmin(mix->low, e->estimate);
    mix->high = fmax(mix->high, e->estimate);
    mix->mixed = mix->mixed && e->draws.mixed;
    mix->n_used++;
}

static uc_status add_version(uc_select_ws *ws, const uc_capture_table version[],
                             size_t at, size_t n_versions, uc_dense *dense,
                             uc_point_work *work, const uc_mse_settings *settings,
                             const uc_method *method, mixture *mix, uc_error *err)
{
    uc_estimate e = {0};
    uc_status status;

    if (uc_point_applies(&version[at], method) != UC_MSE_OK)
        return UC_OK;
    uc_dense_load(dense, &version[at]);
    status =
        uc_point_estimate(ws, &version[at], dense, method, settings, work, &e, err);
    if (status == UC_OK && e.status == UC_MSE_OK && e.draws.n_chains > 0)
        take(&e, at, n_versions, mix);
    uc_estimate_clear(&e);
    return status;
}

static void set_moments(const mixture *mix, uc_estimate *e)
{
    double mean = 0.0, squares = 0.0;

    for (size_t i = 0; i < mix->n; i++)
        mean += mix->persons[i] / (double)mix->n;
    for (size_t i = 0; i < mix->n; i++)
        squares += (mix->persons[i] - mean) * (mix->persons[i] - mean);
    if (isfinite(e->std_error))
        e->std_error = sqrt(squares / (double)(mix->n - 1));
}

/* Closes the gaps of versions without a posterior. */
static void close_gaps(mixture *mix, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (isfinite(mix->persons[i]))
            mix->persons[mix->n++] = mix->persons[i];
}

/* Takes the draws over. */
static uc_status put(mixture *mix, uc_estimate *e, uc_error *err)
{
    double *sorted = malloc(mix->n * sizeof *sorted);

    if (sorted == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for draws");
    memcpy(sorted, mix->persons, mix->n * sizeof *sorted);
    uc_sort_doubles(sorted, mix->n);
    e->estimate = uc_quantile8(sorted, mix->n, 0.5);
    e->hidden = e->estimate - (double)e->n_observed;
    for (size_t i = 0; i < e->n_intervals; i++) {
        uc_interval *interval = &e->interval[i];

        interval->low = uc_quantile8(sorted, mix->n, 0.5 * (1.0 - interval->level));
        interval->high = uc_quantile8(sorted, mix->n, 0.5 * (1.0 + interval->level));
        interval->mcse_low = interval->mcse_high = NAN;
    }
    set_moments(mix, e);
    free(sorted);
    free(e->draws.persons);
    e->draws = (uc_draws){1, mix->n, mix->persons, mix->mixed && e->draws.mixed};
    mix->persons = NULL;
    return UC_OK;
}

static uc_status say(const mixture *mix, size_t n_versions, uc_estimate *e,
                     uc_error *err)
{
    if (mix->n_used == 0)
        return uc_estimate_warn(e, err, "linkage_uncertain",
                                "none of %zu linked versions has a posterior; this one "
                                "is of the likeliest links alone",
                                n_versions);
    return uc_estimate_warn(
        e, err, "linkage_uncertain",
        "over %zu linked versions (%zu with a posterior) the medians run from %.0f to "
        "%.0f; estimate and intervals are of their mixture, facts of the likeliest "
        "links",
        n_versions, mix->n_used, mix->low, mix->high);
}

uc_status uc_posterior_over_versions(uc_select_ws *ws, const uc_capture_table version[],
                                     size_t n_versions, uc_dense *dense,
                                     uc_point_work *work, uc_estimate *estimate,
                                     const uc_mse_settings *settings, uc_error *err)
{
    mixture mix = {.low = INFINITY, .high = -INFINITY, .mixed = true};
    uc_status status = UC_OK;

    mix.per = UC_DRAWS_KEPT / n_versions > 100 ? UC_DRAWS_KEPT / n_versions : 100;
    mix.persons = malloc(n_versions * mix.per * sizeof *mix.persons);
    if (mix.persons == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for linked versions");
    for (size_t i = 0; i < n_versions * mix.per; i++)
        mix.persons[i] = NAN;
    for (size_t i = 0; i < n_versions && status == UC_OK; i++)
        status = add_version(ws, version, i, n_versions, dense, work, settings,
                             estimate->method, &mix, err);
    close_gaps(&mix, n_versions * mix.per);
    if (status == UC_OK && mix.n_used > 0)
        status = put(&mix, estimate, err);
    if (status == UC_OK)
        status = say(&mix, n_versions, estimate, err);
    free(mix.persons);
    return status;
}
