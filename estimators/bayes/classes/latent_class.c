/* latent_class.c - latent classes as a method */
#include <math.h>
#include <stdlib.h>

#include "estimators/bayes/classes/classes.h"
#include "estimators/bayes/posterior.h"
#include "estimators/mse/family.h"

static double mean_of(const uc_chains *chains, size_t recorded)
{
    const double *x = uc_chains_of(chains, recorded);
    const size_t n = chains->n_chains * chains->n_draws;
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum / (double)n;
}

static uc_status add_facts(const uc_classes *classes, const uc_chains *chains,
                           uc_estimate *e, uc_error *err)
{
    const double occupied = mean_of(chains, UC_CLASSES_OCCUPIED);
    uc_status status = uc_estimate_fact(
        e, err, "prior", "Prior", NAN,
        "persons 1/N; at most %zu classes, shares by broken sticks Beta(1, a), a "
        "Gamma(%g, %g); capture probabilities Beta(1, 1)",
        classes->n_classes, classes->shape, classes->rate);

    if (status == UC_OK)
        status = uc_estimate_fact(e, err, "classes_occupied", "Classes", occupied,
                                  "%.2f hold observed persons, on average", occupied);
    return status;
}

static uc_status latent_class_point(uc_select_ws *ws, const uc_capture_table *table,
                                    const uc_dense *dense, const uc_method *method,
                                    const uc_mse_settings *settings,
                                    uc_point_work *work, uc_estimate *estimate,
                                    uc_error *err)
{
    uc_chains_opts opts =
        uc_posterior_chains(settings, work, UC_RNG_CLASSES, ws->cancel);
    uc_classes classes;
    uc_chains chains = {0};
    uc_sampler sampler;
    uc_status status = uc_classes_init(dense, settings->bayes.classes, &classes, err);

    (void)table;
    (void)method;
    if (status != UC_OK)
        return status;
    opts.n_monitored = UC_CLASSES_LOG_MISS + 1;
    sampler = uc_classes_sampler(&classes);
    status = uc_chains_run(&sampler, &opts, &chains, err);
    if (status == UC_OK)
        status = add_facts(&classes, &chains, estimate, err);
    if (status == UC_OK)
        status = uc_posterior_from_chains(settings, &chains, estimate, err);
    uc_chains_clear(&chains);
    uc_classes_clear(&classes);
    return status;
}

static const char *const assumptions[] = {
    UC_POSTERIOR_ASSUMPTIONS,
    "persons fall into hidden classes; within a class everybody is alike, and lists "
    "find people independently of each other.",
    NULL};

const struct uc_method_family uc_family_latent_class = {
    .point = latent_class_point,
    .std_error_basis = "standard deviation of the posterior",
    .assumptions = assumptions,
    .has_posterior = true};
