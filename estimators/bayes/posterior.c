/* posterior.c - from a posterior to an estimate */
#include "estimators/bayes/posterior.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/quantile.h"

/* Iterations of the first round of chains. */
#define FIRST_ROUND ((size_t)1000)

static void set_interval(double level, uc_interval *interval)
{
    *interval = (uc_interval){.kind = UC_INTERVAL_CREDIBLE,
                              .level = level,
                              .low = NAN,
                              .high = NAN,
                              .adjusted_low = NAN,
                              .adjusted_high = NAN,
                              .mcse_low = NAN,
                              .mcse_high = NAN};
}

uc_status uc_posterior_set(const uc_mse_settings *settings,
                           uc_posterior_quantile *quantile, const void *ctx,
                           uc_estimate *estimate, uc_error *err)
{
    estimate->interval = calloc(settings->n_levels + 1, sizeof *estimate->interval);
    if (estimate->interval == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for intervals");
    for (size_t i = 0; i < settings->n_levels; i++) {
        uc_interval *interval = &estimate->interval[i];

        set_interval(settings->level[i], interval);
        interval->low = quantile(ctx, 0.5 * (1.0 - settings->level[i]));
        interval->high = quantile(ctx, 0.5 * (1.0 + settings->level[i]));
    }
    estimate->n_intervals = settings->n_levels;
    estimate->estimate = quantile(ctx, 0.5);
    estimate->hidden = estimate->estimate - (double)estimate->n_observed;
    return UC_OK;
}

uc_status uc_posterior_draws(uc_estimate *estimate, uc_error *err)
{
    estimate->draws.persons = malloc(UC_DRAWS_KEPT * sizeof(double));
    if (estimate->draws.persons == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for draws");
    estimate->draws.n_chains = 1;
    estimate->draws.n_draws = UC_DRAWS_KEPT;
    estimate->draws.mixed = true;
    return UC_OK;
}

uc_chains_opts uc_posterior_chains(const uc_mse_settings *settings,
                                   const uc_point_work *work, uc_rng_purpose purpose,
                                   uc_cancel *cancel)
{
    const size_t most = settings->bayes.iterations;

    return (uc_chains_opts){.seed = settings->seed,
                            .key = work->key,
                            .purpose = purpose,
                            .n_chains = settings->bayes.chains,
                            /* short runs too have a round after the warm-up */
                            .first_round =
                                most < 3 * FIRST_ROUND ? most / 3 : FIRST_ROUND,
                            .most = most,
                            .target = settings->bayes.effective,
                            .n_monitored = 1,
                            .n_threads = work->n_threads > 0 ? work->n_threads : 1,
                            .cancel = cancel};
}

/* Draws of all chains in ascending order. */
typedef struct sorted_draws {
    const double *value;
    size_t n;
    double n_observed;
} sorted_draws;

static double quantile_of_draws(const void *ctx, double p)
{
    const sorted_draws *s = ctx;

    return s->n_observed + uc_quantile8(s->value, s->n, p);
}

/* Evenly thinned, so that every chain gives as many and all about UC_DRAWS_KEPT. */
static uc_status keep_draws(const uc_chains *chains, uc_estimate *e, uc_error *err)
{
    const double *hidden = uc_chains_of(chains, 0);
    const size_t wanted = UC_DRAWS_KEPT / chains->n_chains;
    const size_t n = chains->n_draws < wanted ? chains->n_draws : wanted;
    double *made = malloc(chains->n_chains * n * sizeof *made);

    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for draws");
    for (size_t c = 0; c < chains->n_chains; c++)
        for (size_t i = 0; i < n; i++)
            made[c * n + i] = (double)e->n_observed +
                              hidden[c * chains->n_draws + i * chains->n_draws / n];
    e->draws = (uc_draws){chains->n_chains, n, made, chains->mixed};
    return UC_OK;
}

static void moments(const double x[], size_t n, double *mean, double *sd)
{
    double sum = 0.0, squares = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    *mean = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (x[i] - *mean) * (x[i] - *mean);
    *sd = sqrt(squares / (double)(n - 1));
}

static uc_status set_errors(const uc_chains *chains, const double sorted[],
                            uc_estimate *e, uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t i = 0; i < e->n_intervals && status == UC_OK; i++) {
        uc_interval *interval = &e->interval[i];
        const double *hidden = uc_chains_of(chains, 0);

        interval->adjusted_low = 0.5 * (1.0 - interval->level);
        interval->adjusted_high = 0.5 * (1.0 + interval->level);
        status =
            uc_mixing_quantile_mcse(hidden, chains->n_chains, chains->n_draws, sorted,
                                    interval->adjusted_low, &interval->mcse_low, err);
        if (status == UC_OK)
            status = uc_mixing_quantile_mcse(hidden, chains->n_chains, chains->n_draws,
                                             sorted, interval->adjusted_high,
                                             &interval->mcse_high, err);
    }
    return status;
}

static uc_status fact_error(const uc_chains *chains, const double sorted[],
                            uc_estimate *e, uc_error *err)
{
    double mcse = NAN;
    uc_status status =
        uc_mixing_quantile_mcse(uc_chains_of(chains, 0), chains->n_chains,
                                chains->n_draws, sorted, 0.5, &mcse, err);

    if (status == UC_OK)
        status = uc_estimate_fact(e, err, UC_POSTERIOR_ERROR, "Simulation error", mcse,
                                  mcse < 0.5 ? "less than a person, of the estimate"
                                             : "%.1f persons, of the estimate",
                                  mcse);
    return status;
}

static uc_status add_facts(const uc_chains *chains, double mean, uc_estimate *e,
                           uc_error *err)
{
    const uc_mixing *m = &chains->worst;
    uc_status status = uc_estimate_fact(e, err, "posterior_mean", "Posterior mean",
                                        mean, "%.0f persons", mean);

    if (status == UC_OK)
        status = uc_estimate_fact(
            e, err, "chains", "Chains", (double)chains->n_chains,
            "%zu chains of %llu iterations after %llu of warm-up, one in %llu recorded",
            chains->n_chains, (unsigned long long)chains->n_kept,
            (unsigned long long)chains->n_warm_up, (unsigned long long)chains->thin);
    if (status == UC_OK)
        status =
            uc_estimate_fact(e, err, "rhat", "R-hat", isfinite(m->rhat) ? m->rhat : NAN,
                             "%.4f (rank-normalised, split); mixed at %.2f or less",
                             m->rhat, UC_MIXING_MAX_RHAT);
    if (status == UC_OK)
        status = uc_estimate_fact(e, err, "ess_bulk", "Effective draws", m->ess_bulk,
                                  "%.0f in bulk", m->ess_bulk);
    if (status == UC_OK)
        status = uc_estimate_fact(e, err, "ess_tail", "and of tails", m->ess_tail,
                                  "%.0f", m->ess_tail);
    return status;
}

/* Says where the chains stand when they have not mixed. */
static uc_status warn_of_mixing(const uc_mse_settings *settings,
                                const uc_chains *chains, double work[], uc_estimate *e,
                                uc_error *err)
{
    const size_t n = chains->n_draws;
    double least = INFINITY, most = -INFINITY;

    if (chains->mixed)
        return UC_OK;
    for (size_t c = 0; c < chains->n_chains; c++) {
        double median;

        memcpy(work, uc_chains_of(chains, 0) + c * n, n * sizeof *work);
        uc_sort_doubles(work, n);
        median = (double)e->n_observed + uc_quantile8(work, n, 0.5);
        least = fmin(least, median);
        most = fmax(most, median);
    }
    return uc_estimate_warn(
        e, err, "chains_not_mixed",
        "the chains have not mixed: R-hat %.3f (1.01 or less wanted), effective draws "
        "%.0f in bulk and %.0f in tails (%.0f wanted); the chains' medians run from "
        "%.0f to %.0f, so neither estimate nor interval can be trusted; raise "
        "--iterations, or report the answers of the chains side by side",
        chains->worst.rhat, chains->worst.ess_bulk, chains->worst.ess_tail,
        settings->bayes.effective, least, most);
}

uc_status uc_posterior_from_chains(const uc_mse_settings *settings,
                                   const uc_chains *chains, uc_estimate *estimate,
                                   uc_error *err)
{
    const size_t n = chains->n_chains * chains->n_draws;
    double *sorted = malloc((n + 1) * sizeof *sorted), mean, sd;
    const sorted_draws draws = {sorted, n, (double)estimate->n_observed};
    uc_status status;

    if (sorted == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu draws", n);
    memcpy(sorted, uc_chains_of(chains, 0), n * sizeof *sorted);
    uc_sort_doubles(sorted, n);
    moments(sorted, n, &mean, &sd);
    status = uc_posterior_set(settings, quantile_of_draws, &draws, estimate, err);
    estimate->std_error = sd;
    if (status == UC_OK)
        status = set_errors(chains, sorted, estimate, err);
    if (status == UC_OK)
        status = keep_draws(chains, estimate, err);
    if (status == UC_OK)
        status = add_facts(chains, (double)estimate->n_observed + mean, estimate, err);
    if (status == UC_OK)
        status = fact_error(chains, sorted, estimate, err);
    if (status == UC_OK)
        status = warn_of_mixing(settings, chains, sorted, estimate, err);
    free(sorted);
    return status;
}
