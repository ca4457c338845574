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

#include "estimators/bayes/effects.h"
#include "estimators/bayes/posterior.h"
#include "estimators/mse/existence.h"
#include "estimators/mse/family.h"
#include "estimators/mse/layout.h"

/* Room for all terms of up to 12 lists and three at a time. */
#define MAX_TERMS 320

/* Interactions tried, with what the posterior said of them. */
typedef struct trial {
    uint32_t term[MAX_TERMS];
    double statistic[MAX_TERMS]; /* |mean|/sd over all chains */
    double kept[MAX_TERMS];      /* share of half-chains that keep it */
    size_t n;
} trial;

typedef struct plan {
    const uc_dense *dense;
    const uc_mse_settings *settings;
    const uc_point_work *work;
    uc_select_ws *ws;
    uc_estimate *estimate;
    uint32_t empty[MAX_TERMS]; /* effects at minus infinity: flat priors only */
    size_t n_empty;
    uint32_t model[MAX_TERMS]; /* interactions in the model */
    size_t n_model;
    trial all;
    double *keep; /* n_cells; owned */
} plan;

static bool is_flat(const plan *p)
{
    return !isfinite(p->settings->bayes.effect_variance);
}

/* Terms of main effects and the interactions of the model; returns their number. */
static size_t list_terms(const plan *p, uint32_t term[], double precision[])
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
        precision[n++] = is_flat(p) ? 0.0 : 1.0 / p->settings->bayes.effect_variance;
    }
    return n;
}

/* Whether the posterior of the model has a finite total: flat effects must have finite
 * maximum likelihood estimates, given that proper ones take any direction. */
static uc_status check_proper(const plan *p, unsigned *code, uc_error *err)
{
    uint32_t term[MAX_TERMS];
    double precision[MAX_TERMS];
    uc_newton_model model = {.term = term, .keep = p->keep};

    model.n_terms = list_terms(p, term, precision);
    if (!is_flat(p))
        model.n_terms = p->dense->n_lists + 1;
    return uc_existence_code(p->dense, &model, code, err);
}

static uc_status run_model(const plan *p, uc_rng_purpose purpose, uint64_t key,
                           bool all_monitored, uc_chains *chains, uc_error *err)
{
    uc_chains_opts opts =
        uc_posterior_chains(p->settings, p->work, purpose, p->ws->cancel);
    uint32_t term[MAX_TERMS];
    double precision[MAX_TERMS];
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
static void judge(plan *p, const uc_chains *chains, size_t n_tried)
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
static uc_status try_terms(plan *p, size_t n_tried, uint64_t key, uc_error *err)
{
    const size_t before = p->all.n;
    uc_chains chains;
    uc_status status;

    if (n_tried == 0)
        return UC_OK;
    status = run_model(p, UC_RNG_EFFECTS, key, true, &chains, err);
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
static void find_empty(plan *p)
{
    const unsigned t = p->dense->n_lists;

    for (unsigned j = 1; j < t && is_flat(p); j++)
        for (unsigned i = 0; i < j; i++) {
            const uint32_t pair = (uint32_t)1 << i | (uint32_t)1 << j;

            if (!(p->dense->margin[pair] > 0.0))
                p->empty[p->n_empty++] = pair;
        }
    uc_layout_cells(p->dense, p->empty, p->n_empty, p->keep);
}

static size_t add_pairs(plan *p)
{
    for (unsigned j = 1; j < p->dense->n_lists; j++)
        for (unsigned i = 0; i < j; i++) {
            const uint32_t pair = (uint32_t)1 << i | (uint32_t)1 << j;

            if (!is_flat(p) || p->dense->margin[pair] > 0.0)
                p->model[p->n_model++] = pair;
        }
    return p->n_model;
}

static bool in_model(const plan *p, uint32_t term)
{
    for (size_t i = 0; i < p->n_model; i++)
        if (p->model[i] == term)
            return true;
    return false;
}

/* Triples whose three pairs were kept; with flat priors one without people is at minus
 * infinity. */
static size_t add_triples(plan *p)
{
    const uint32_t most = (uint32_t)1 << p->dense->n_lists;
    size_t n = 0;

    for (uint32_t w = 7; w < most; w++) {
        uint32_t rest = w;
        bool all = __builtin_popcount(w) == 3 && w != most - 1;

        for (; all && rest != 0; rest &= rest - 1)
            all = in_model(p, w & ~(rest & (0u - rest)));
        if (!all || p->n_model + p->n_empty >= MAX_TERMS - 16)
            continue;
        if (is_flat(p) && !(p->dense->margin[w] > 0.0)) {
            p->empty[p->n_empty++] = w;
        } else {
            p->model[p->n_model++] = w;
            n++;
        }
    }
    uc_layout_cells(p->dense, p->empty, p->n_empty, p->keep);
    return n;
}

static uc_status refuse(plan *p, unsigned code, uc_error *err)
{
    p->estimate->status = uc_status_of_existence(code);
    return uc_estimate_warn(
        p->estimate, err, "posterior_not_proper",
        is_flat(p)
            ? "with flat priors the posterior of all pairs has no finite total, "
              "because their extended maximum likelihood estimate does not exist "
              "or is not identified; a proper prior (--effect-variance 1) has one"
            : "the main effects have flat priors and no finite maximum "
              "likelihood estimate, so the posterior has no finite total");
}

static uc_status set_model(plan *p, uc_error *err)
{
    uint32_t term[2 * MAX_TERMS];

    memcpy(term, p->model, p->n_model * sizeof *term);
    memcpy(term + p->n_model, p->empty, p->n_empty * sizeof *term);
    p->estimate->n_boundary = p->n_empty;
    p->estimate->n_parameters = 1 + p->dense->n_lists + p->n_model + p->n_empty;
    return uc_model_from_terms(p->dense->n_lists, term, p->n_model + p->n_empty,
                               &p->estimate->model, err);
}

static uc_status fact_statistics(const plan *p, uc_error *err)
{
    uc_sink text;
    uc_status status;

    uc_sink_memory(&text);
    for (size_t i = 0; i < p->all.n; i++) {
        uc_sink_puts(&text, i > 0 ? ", " : "");
        uc_term_write(p->all.term[i], p->dense->n_lists, &text);
        uc_sink_printf(&text, " %.2f", p->all.statistic[i]);
    }
    uc_sink_puts(&text, p->all.n > 0 ? "" : "none");
    status = uc_sink_finish(&text, err);
    if (status == UC_OK)
        status = uc_estimate_fact(p->estimate, err, "threshold_statistics",
                                  "|mean|/sd of pairs", NAN, "%s", text.text);
    uc_sink_clear(&text);
    return status;
}

static uc_status fact_prior(const plan *p, uc_error *err)
{
    const uc_bayes_settings *s = &p->settings->bayes;

    if (is_flat(p))
        return uc_estimate_fact(p->estimate, err, "prior", "Prior", NAN,
                                "all effects flat; interactions kept at |mean|/sd %.6g "
                                "or more",
                                s->threshold);
    return uc_estimate_fact(
        p->estimate, err, "prior", "Prior", NAN,
        "intercept and main effects flat, interactions normal(0, variance %.6g); kept "
        "at |mean|/sd %.6g or more",
        s->effect_variance, s->threshold);
}

/* The median with one interaction kept or dropped against the rule. */
static uc_status other_median(plan *p, uint32_t term, double *median, uc_error *err)
{
    const size_t n = p->n_model;
    uc_estimate other = {.n_observed = p->estimate->n_observed};
    uc_chains chains;
    uint32_t kept[MAX_TERMS];
    uc_status status;

    memcpy(kept, p->model, n * sizeof *kept);
    if (in_model(p, term)) {
        p->n_model = 0;
        for (size_t i = 0; i < n; i++) /* what stands above it goes too */
            if ((kept[i] & term) != term)
                p->model[p->n_model++] = kept[i];
    } else {
        p->model[p->n_model++] = term;
    }
    status = run_model(p, UC_RNG_KEPT, 1, false, &chains, err);
    memcpy(p->model, kept, n * sizeof *kept);
    p->n_model = n;
    if (status != UC_OK)
        return status;
    status = uc_posterior_from_chains(p->settings, &chains, &other, err);
    *median = other.estimate;
    uc_estimate_clear(&other);
    uc_chains_clear(&chains);
    return status;
}

/* Says which interactions are kept in some half-chains and not in others. */
static uc_status warn_of_flips(plan *p, uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t i = 0; i < p->all.n && status == UC_OK; i++) {
        const uint32_t term = p->all.term[i];
        double median = NAN;
        uc_sink name;

        if (p->all.kept[i] <= 0.0 || p->all.kept[i] >= 1.0)
            continue;
        status = other_median(p, term, &median, err);
        uc_sink_memory(&name);
        uc_term_write(term, p->dense->n_lists, &name);
        if (status == UC_OK)
            status = uc_sink_finish(&name, err);
        if (status == UC_OK)
            status = uc_estimate_warn(
                p->estimate, err, "kept_set_uncertain",
                "interaction %s is at the threshold (%.3f against %.6g): %.0f%% of "
                "half-"
                "chains keep it; it is %s, and %s it the median is %.0f",
                name.text, p->all.statistic[i], p->settings->bayes.threshold,
                100.0 * p->all.kept[i], in_model(p, term) ? "kept" : "dropped",
                in_model(p, term) ? "without" : "with", median);
        uc_sink_clear(&name);
    }
    return status;
}

/* The posterior of the model of what was kept. */
static uc_status sample_kept(plan *p, uc_error *err)
{
    uc_chains chains;
    uc_status status = run_model(p, UC_RNG_KEPT, 0, false, &chains, err);

    if (status != UC_OK)
        return status;
    status = fact_prior(p, err);
    if (status == UC_OK)
        status = fact_statistics(p, err);
    if (status == UC_OK)
        status = uc_posterior_from_chains(p->settings, &chains, p->estimate, err);
    uc_chains_clear(&chains);
    if (status == UC_OK)
        status = set_model(p, err);
    if (status == UC_OK)
        status = warn_of_flips(p, err);
    return status;
}

static uc_status estimate_by(plan *p, uc_error *err)
{
    unsigned code = 0;
    size_t n_tried;
    uc_status status;

    find_empty(p);
    n_tried = add_pairs(p);
    status = check_proper(p, &code, err);
    if (status == UC_OK && code != 0)
        return refuse(p, code, err);
    if (status == UC_OK)
        status = try_terms(p, n_tried, 0, err);
    if (status == UC_OK && p->settings->max_order >= 3) {
        n_tried = add_triples(p);
        status = check_proper(p, &code, err);
        if (status == UC_OK && code != 0)
            return refuse(p, code, err);
        if (status == UC_OK)
            status = try_terms(p, n_tried, 2, err);
    }
    if (status == UC_OK)
        status = check_proper(p, &code, err);
    if (status == UC_OK && code != 0)
        return refuse(p, code, err);
    return status == UC_OK ? sample_kept(p, err) : status;
}

static uc_status threshold_point(uc_select_ws *ws, const uc_capture_table *table,
                                 const uc_dense *dense, const uc_method *method,
                                 const uc_mse_settings *settings, uc_point_work *work,
                                 uc_estimate *estimate, uc_error *err)
{
    plan *p = calloc(1, sizeof *p);
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
