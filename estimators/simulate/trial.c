/* trial.c - one simulated table, estimated by every method */
#include "estimators/simulate/trial.h"

#include <math.h>
#include <stdlib.h>

#include "estimators/mse/batch.h"

size_t uc_trial_kinds(const uc_trial_plan *plan,
                      uc_interval_kind kinds[UC_TRIAL_MAX_KINDS])
{
    const unsigned asked = uc_mse_settings_intervals(plan->settings);
    size_t n = 0;

    for (unsigned bit = 0; bit < 31 && n < UC_TRIAL_MAX_KINDS; bit++)
        if ((asked >> bit & 1u) != 0)
            kinds[n++] = (uc_interval_kind)(1u << bit);
    return n;
}

size_t uc_trial_n_limits(const uc_trial_plan *plan)
{
    uc_interval_kind kinds[UC_TRIAL_MAX_KINDS];

    return uc_trial_kinds(plan, kinds) * plan->settings->n_levels;
}

uc_status uc_trial_alloc(const uc_trial_plan *plan, uc_trial *trial, uc_error *err)
{
    const size_t n = plan->n_methods;
    uc_trial made = {.status = calloc(n + 1, sizeof *made.status),
                     .unmixed = calloc(n + 1, sizeof *made.unmixed),
                     .estimate = calloc(n + 1, sizeof *made.estimate),
                     .limits =
                         calloc(n * uc_trial_n_limits(plan) + 1, sizeof *made.limits)};

    if (made.status == NULL || made.unmixed == NULL || made.estimate == NULL ||
        made.limits == NULL) {
        uc_trial_clear(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for a simulated table");
    }
    *trial = made;
    return UC_OK;
}

void uc_trial_clear(uc_trial *trial)
{
    free(trial->status);
    free(trial->unmixed);
    free(trial->estimate);
    free(trial->limits);
    *trial = (uc_trial){0};
}

static size_t level_of(const uc_mse_settings *settings, double level)
{
    for (size_t k = 0; k < settings->n_levels; k++)
        if (settings->level[k] == level)
            return k;
    return SIZE_MAX;
}

/* An interval of a kind that nobody asked for is the method's own, and stands in the
 * first place. The first --top counts. */
static void take_limits(const uc_trial_plan *plan, const uc_estimate *e,
                        uc_trial_limits limits[])
{
    uc_interval_kind kinds[UC_TRIAL_MAX_KINDS];
    const size_t n_kinds = uc_trial_kinds(plan, kinds);
    const size_t n_levels = plan->settings->n_levels;

    for (size_t i = e->n_intervals; i-- > 0;) {
        const uc_interval *interval = &e->interval[i];
        const size_t level = level_of(plan->settings, interval->level);
        size_t k = 0;

        while (k < n_kinds && kinds[k] != interval->kind)
            k++;
        if (k == n_kinds)
            k = 0;
        if (level != SIZE_MAX && interval->note == NULL)
            limits[k * n_levels + level] =
                (uc_trial_limits){interval->low, interval->high};
    }
}

static uc_status estimate_table(const uc_trial_plan *plan,
                                const uc_capture_table *table, uint64_t key,
                                uc_cancel *cancel, uc_trial *trial, uc_error *err)
{
    const uc_batch_opts opts = {.n_threads = 1, .cancel = cancel};
    const size_t n_limits = uc_trial_n_limits(plan);
    uc_batch_item items[UC_TRIAL_MAX_METHODS];
    uc_estimate results[UC_TRIAL_MAX_METHODS] = {0};
    uc_status status;

    for (size_t m = 0; m < plan->n_methods; m++)
        items[m] = (uc_batch_item){.table = table,
                                   .key = key,
                                   .method = plan->method[m],
                                   .settings = plan->settings};
    status = uc_mse_batch(items, plan->n_methods, &opts, results, err);
    for (size_t m = 0; m < plan->n_methods && status == UC_OK; m++) {
        uc_trial_limits *limits = &trial->limits[m * n_limits];

        for (size_t k = 0; k < n_limits; k++)
            limits[k] = (uc_trial_limits){NAN, NAN};
        trial->status[m] = results[m].status;
        trial->unmixed[m] = results[m].draws.n_chains > 0 && !results[m].draws.mixed;
        trial->estimate[m] = results[m].status == UC_MSE_OK ? results[m].estimate : NAN;
        if (results[m].status == UC_MSE_OK)
            take_limits(plan, &results[m], limits);
        uc_estimate_clear(&results[m]);
    }
    return status;
}

uc_status uc_trial_run(const uc_trial_plan *plan, uc_drawing *drawing, uint64_t repeat,
                       uc_cancel *cancel, uc_trial *trial, uc_error *err)
{
    uc_capture_table table;
    uc_rng rng;
    uc_status status;

    if (plan->n_methods > UC_TRIAL_MAX_METHODS)
        return uc_fail(err, UC_EINVAL, "more than %d methods", UC_TRIAL_MAX_METHODS);
    uc_rng_start(&rng, plan->settings->seed, plan->key, UC_RNG_SIMULATE, repeat);
    status = uc_draw(plan->truth, drawing, &rng, &table, err);
    if (status != UC_OK)
        return status;
    trial->n_observed = table.n_people;
    /* replicates of one table are not those of the next */
    status =
        estimate_table(plan, &table, plan->key + 0x9e3779b97f4a7c15ULL * (repeat + 1),
                       cancel, trial, err);
    uc_capture_table_clear(&table);
    return status;
}
