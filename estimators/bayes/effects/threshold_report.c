/* threshold_report.c - what stands beside an estimate by a Bayesian threshold */
#include <math.h>
#include <string.h>

#include "estimators/bayes/effects/internal/threshold_plan.h"

uc_status uc_threshold_refuse(uc_threshold_plan *p, unsigned code, uc_error *err)
{
    p->estimate->status = uc_status_of_existence(code);
    return uc_estimate_warn(
        p->estimate, err, "posterior_not_proper",
        uc_threshold_is_flat(p)
            ? "with flat priors the posterior of all pairs has no finite total, "
              "because their extended maximum likelihood estimate does not exist "
              "or is not identified; a proper prior (--effect-variance 1) has one"
            : "the main effects have flat priors and no finite maximum "
              "likelihood estimate, so the posterior has no finite total");
}

uc_status uc_threshold_set_model(uc_threshold_plan *p, uc_error *err)
{
    uint32_t term[2 * UC_THRESHOLD_TERMS];

    memcpy(term, p->model, p->n_model * sizeof *term);
    memcpy(term + p->n_model, p->empty, p->n_empty * sizeof *term);
    p->estimate->n_boundary = p->n_empty;
    p->estimate->n_parameters = 1 + p->dense->n_lists + p->n_model + p->n_empty;
    return uc_model_from_terms(p->dense->n_lists, term, p->n_model + p->n_empty,
                               &p->estimate->model, err);
}

uc_status uc_threshold_fact_statistics(const uc_threshold_plan *p, uc_error *err)
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

uc_status uc_threshold_fact_prior(const uc_threshold_plan *p, uc_error *err)
{
    const uc_bayes_settings *s = &p->settings->bayes;

    if (uc_threshold_is_flat(p))
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
static uc_status other_median(uc_threshold_plan *p, uint32_t term, double *median,
                              uc_error *err)
{
    const size_t n = p->n_model;
    uc_estimate other = {.n_observed = p->estimate->n_observed};
    uc_chains chains;
    uint32_t kept[UC_THRESHOLD_TERMS];
    uc_status status;

    memcpy(kept, p->model, n * sizeof *kept);
    if (uc_threshold_has(p, term)) {
        p->n_model = 0;
        for (size_t i = 0; i < n; i++) /* what stands above it goes too */
            if ((kept[i] & term) != term)
                p->model[p->n_model++] = kept[i];
    } else {
        p->model[p->n_model++] = term;
    }
    status = uc_threshold_run(p, UC_RNG_KEPT, 1, false, &chains, err);
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

uc_status uc_threshold_warn_of_flips(uc_threshold_plan *p, uc_error *err)
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
                100.0 * p->all.kept[i], uc_threshold_has(p, term) ? "kept" : "dropped",
                uc_threshold_has(p, term) ? "without" : "with", median);
        uc_sink_clear(&name);
    }
    return status;
}
