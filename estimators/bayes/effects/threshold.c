/* threshold.c - Bayesian thresholding of interactions as a method
 *
 * All pairs are given effects; those whose posterior mean is at least the threshold
 * times their posterior standard deviation are kept, and the model of those alone is
 * sampled again. With max-order 3 the triples whose three pairs were kept are then
 * tried in the same way. Ref Silverman (2020) JRSS-A 183:691, section 6.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/bayes/effects/effects.h"
#include "estimators/bayes/effects/internal/threshold_plan.h"
#include "estimators/bayes/posterior.h"
#include "estimators/mse/existence.h"
#include "estimators/mse/family.h"
#include "estimators/mse/layout.h"

/* Terms of main effects and the interactions of the model; returns their number. */
static size_t list_terms(const uc_threshold_plan *p, uint32_t term[],
                         double precision[])
{
    size_t n = 0;

    term[n] = 0;
    precision[n++] = 0.0;
    for (unsigned j = 0; j < p->dense->n_lists; j++) {
        term[n] = (uint32_t)1 << j;
        precision[n++] = 0.0;
    }
    for (size_t i = 0; i < p->n_model; i++) {
        term[n] = p->model[i];
        precision[n++] =
            uc_threshold_is_flat(p) ? 0.0 : 1.0 / p->settings->bayes.effect_variance;
    }
    return n;
}

/* Whether the posterior of the model has a finite total: flat effects must have finite
 * maximum likelihood estimates, given that proper ones take any direction. */
static uc_status check_proper(const uc_threshold_plan *p, unsigned *code, uc_error *err)
{
    uint32_t term[UC_THRESHOLD_TERMS];
    double precision[UC_THRESHOLD_TERMS];
    uc_newton_model model = {.term = term, .keep = p->keep};

    model.n_terms = list_terms(p, term, precision);
    if (!uc_threshold_is_flat(p))
        model.n_terms = p->dense->n_lists + 1;
    return uc_existence_code(p->dense, &model, code, err);
}

uc_status uc_threshold_run(const uc_threshold_plan *p, uc_rng_purpose purpose,
                           uint64_t key, bool all_monitored, uc_chains *chains,
                           uc_error *err)
{
    uc_chains_opts opts =
        uc_posterior_chains(p->settings, p->work, purpose, p->ws->cancel);
    uint32_t term[UC_THRESHOLD_TERMS];
    double precision[UC_THRESHOLD_TERMS];
    const size_t n = list_terms(p, term, precision);
    uc_effects effects;
    uc_sampler sampler;
    uc_status status =
        uc_effects_init(p->dense, term, n, p->keep, NULL, precision, &effects, err);

    if (status != UC_OK)
        return status;
    opts.key = p->work->key ^ key;
    opts.n_monitored = all_monitored ? 1 + n : 2;
    sampler = uc_effects_sampler(&effects);
    status = uc_chains_run(&sampler, &opts, chains, err);
    uc_effects_clear(&effects);
    return status;
}

static double statistic_of(const double x[], size_t n)
{
    double mean = 0.0, squares = 0.0;

    for (size_t i = 0; i < n; i++)
        mean += x[i];
    mean /= (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (x[i] - mean) * (x[i] - mean);
    return fabs(mean) / sqrt(squares / (double)(n - 1));
}

/* Notes the statistics of the last `n_tried` interactions of the model. */
static void judge(uc_threshold_plan *p, const uc_chains *chains, size_t n_tried)
{
    const size_t first = 1 + p->dense->n_lists + 1 + p->n_model - n_tried;
    const size_t half = chains->n_draws / 2, n_halves = 2 * chains->n_chains;

    for (size_t i = 0; i < n_tried; i++) {
        const double *x = uc_chains_of(chains, first + i);
        double kept = 0.0;

        for (size_t c = 0; c < n_halves; c++)
            kept += statistic_of(x + c / 2 * chains->n_draws + c % 2 * half, half) >=
                    p->settings->bayes.threshold;
        p->all.term[p->all.n] = p->model[p->n_model - n_tried + i];
        p->all.statistic[p->all.n] =
            statistic_of(x, chains->n_chains * chains->n_draws);
        p->all.kept[p->all.n++] = kept / (double)n_halves;
    }
}

/* Samples the model and drops those of the last `n_tried` interactions that do not
 * pass. */
static uc_status try_terms(uc_threshold_plan *p, size_t n_tried, uint64_t key,
                           uc_error *err)
{
    const size_t before = p->all.n;
    uc_chains chains;
    uc_status status;

    if (n_tried == 0)
        return UC_OK;
    status = uc_threshold_run(p, UC_RNG_EFFECTS, key, true, &chains, err);
    if (status != UC_OK)
        return status;
    judge(p, &chains, n_tried);
    if (!chains.mixed)
        status = uc_estimate_warn(p->estimate, err, "statistics_not_settled",
                                  "the chains of all interactions have not mixed "
                                  "(R-hat %.3f): which are kept "
                                  "hangs on chance",
                                  chains.worst.rhat);
    uc_chains_clear(&chains);
    p->n_model -= n_tried;
    for (size_t i = before; i < p->all.n; i++)
        if (p->all.statistic[i] >= p->settings->bayes.threshold)
            p->model[p->n_model++] = p->all.term[i];
    return status;
}

/* Cells above effects at minus infinity have no people and no law. */
static void find_empty(uc_threshold_plan *p)
{
    const unsigned t = p->dense->n_lists;

    for (unsigned j = 1; j < t && uc_threshold_is_flat(p); j++)
        for (unsigned i = 0; i < j; i++) {
            const uint32_t pair = (uint32_t)1 << i | (uint32_t)1 << j;

            if (!(p->dense->margin[pair] > 0.0))
                p->empty[p->n_empty++] = pair;
        }
    uc_layout_cells(p->dense, p->empty, p->n_empty, p->keep);
}

static size_t add_pairs(uc_threshold_plan *p)
{
    for (unsigned j = 1; j < p->dense->n_lists; j++)
        for (unsigned i = 0; i < j; i++) {
            const uint32_t pair = (uint32_t)1 << i | (uint32_t)1 << j;

            if (!uc_threshold_is_flat(p) || p->dense->margin[pair] > 0.0)
                p->model[p->n_model++] = pair;
        }
    return p->n_model;
}

/* Triples whose three pairs were kept; with flat priors one without people is at minus
 * infinity. */
static size_t add_triples(uc_threshold_plan *p)
{
    const uint32_t most = (uint32_t)1 << p->dense->n_lists;
    size_t n = 0;

    for (uint32_t w = 7; w < most; w++) {
        uint32_t rest = w;
        bool all = __builtin_popcount(w) == 3 && w != most - 1;

        for (; all && rest != 0; rest &= rest - 1)
            all = uc_threshold_has(p, w & ~(rest & (0u - rest)));
        if (!all || p->n_model + p->n_empty >= UC_THRESHOLD_TERMS - 16)
            continue;
        if (uc_threshold_is_flat(p) && !(p->dense->margin[w] > 0.0)) {
            p->empty[p->n_empty++] = w;
        } else {
            p->model[p->n_model++] = w;
            n++;
        }
    }
    uc_layout_cells(p->dense, p->empty, p->n_empty, p->keep);
    return n;
}

/* The posterior of the model of what was kept. */
static uc_status sample_kept(uc_threshold_plan *p, uc_error *err)
{
    uc_chains chains;
    uc_status status = uc_threshold_run(p, UC_RNG_KEPT, 0, false, &chains, err);

    if (status != UC_OK)
        return status;
    status = uc_threshold_fact_prior(p, err);
    if (status == UC_OK)
        status = uc_threshold_fact_statistics(p, err);
    if (status == UC_OK)
        status = uc_posterior_from_chains(p->settings, &chains, p->estimate, err);
    uc_chains_clear(&chains);
    if (status == UC_OK)
        status = uc_threshold_set_model(p, err);
    if (status == UC_OK)
        status = uc_threshold_warn_of_flips(p, err);
    return status;
}

static uc_status estimate_by(uc_threshold_plan *p, uc_error *err)
{
    unsigned code = 0;
    size_t n_tried;
    uc_status status;

    find_empty(p);
    n_tried = add_pairs(p);
    status = check_proper(p, &code, err);
    if (status == UC_OK && code != 0)
        return uc_threshold_refuse(p, code, err);
    if (status == UC_OK)
        status = try_terms(p, n_tried, 0, err);
    if (status == UC_OK && p->settings->max_order >= 3) {
        n_tried = add_triples(p);
        status = check_proper(p, &code, err);
        if (status == UC_OK && code != 0)
            return uc_threshold_refuse(p, code, err);
        if (status == UC_OK)
            status = try_terms(p, n_tried, 2, err);
    }
    if (status == UC_OK)
        status = check_proper(p, &code, err);
    if (status == UC_OK && code != 0)
        return uc_threshold_refuse(p, code, err);
    return status == UC_OK ? sample_kept(p, err) : status;
}

static uc_status threshold_point(uc_select_ws *ws, const uc_capture_table *table,
                                 const uc_dense *dense, const uc_method *method,
                                 const uc_mse_settings *settings, uc_point_work *work,
                                 uc_estimate *estimate, uc_error *err)
{
    uc_threshold_plan *p = calloc(1, sizeof *p);
    uc_status status = UC_OK;

    (void)table;
    (void)method;
    if (p == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for interactions");
    p->dense = dense;
    p->settings = settings;
    p->work = work;
    p->ws = ws;
    p->estimate = estimate;
    p->keep = malloc(dense->n_cells * sizeof *p->keep);
    if (p->keep == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for %zu cells", dense->n_cells);
    else
        status = estimate_by(p, err);
    free(p->keep);
    free(p);
    return status;
}

static const char *const assumptions[] = {
    UC_POSTERIOR_ASSUMPTIONS,
    "pairs of lists depend on each other as the interactions that were kept say; those "
    "dropped are taken to be exactly nil, and the choice as certain.",
    NULL};

const struct uc_method_family uc_family_threshold = {
    .point = threshold_point,
    .std_error_basis = "standard deviation of the posterior",
    .assumptions = assumptions,
    .has_posterior = true};
