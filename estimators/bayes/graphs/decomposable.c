/* decomposable.c - averaging over decomposable graphs as a method */
#include <math.h>
#include <stdlib.h>

#include "estimators/bayes/graphs/graph_posterior.h"
#include "estimators/bayes/posterior.h"
#include "estimators/core/rng.h"
#include "estimators/mse/bootstrap.h"
#include "estimators/mse/family.h"

/* Graphs named in reports. */
#define MAX_NAMED 5

typedef struct known {
    const uc_graph_posterior *posterior;
    double n_people;
} known;

static double quantile_of(const void *ctx, double p)
{
    const known *k = ctx;

    return k->n_people + (double)uc_graph_posterior_quantile(k->posterior, p);
}

/* Independent draws by inversion: the distribution function once, then bisection. */
static uc_status draw_counts(const uc_graph_posterior *p, uint64_t seed, uint64_t key,
                             uc_estimate *e, uc_error *err)
{
    double *cdf = malloc(p->n_points * sizeof *cdf), sum = 0.0;
    uc_rng rng;
    uc_status status = uc_posterior_draws(e, err);

    if (status == UC_OK && cdf == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for %zu counts", p->n_points);
    for (size_t i = 0; status == UC_OK && i < p->n_points; i++)
        cdf[i] = sum += p->mass[i];
    uc_rng_start(&rng, seed, key, UC_RNG_GRAPHS, 0);
    for (size_t r = 0; status == UC_OK && r < UC_DRAWS_KEPT; r++) {
        const double u = uc_rng_uniform(&rng);
        size_t low = 0, high = p->n_points - 1;

        while (low < high) {
            const size_t middle = low + (high - low) / 2;

            if (cdf[middle] >= u)
                high = middle;
            else
                low = middle + 1;
        }
        e->draws.persons[r] = (double)e->n_observed + (double)(p->first + low);
    }
    free(cdf);
    return status;
}

static uc_status fact_prior(const uc_mse_settings *settings,
                            const uc_graph_posterior *p, uc_estimate *e, uc_error *err)
{
    char prior[96];

    uc_count_prior_write(&settings->bayes.prior, prior, sizeof prior);
    return uc_estimate_fact(
        e, err, "prior", "Prior", NAN,
        "persons %s; %zu decomposable graphs alike; Dirichlet with %.6g in each cell",
        prior, p->n_graphs, p->delta);
}

/* Names the most probable graphs. */
static uc_status fact_graphs(const uc_graph_posterior *p, uc_estimate *e, uc_error *err)
{
    size_t named[MAX_NAMED] = {0}, n = 0;
    uc_status status;
    uc_sink text;

    for (size_t g = 0; g < p->n_graphs; g++) {
        size_t k = n < MAX_NAMED ? n++ : MAX_NAMED;

        for (; k > 0 && p->graph_mass[g] > p->graph_mass[named[k - 1]]; k--)
            if (k < MAX_NAMED)
                named[k] = named[k - 1];
        if (k < MAX_NAMED)
            named[k] = g;
    }
    uc_sink_memory(&text);
    for (size_t k = 0; k < n; k++) {
        uc_sink_puts(&text, k > 0 ? ", " : "");
        uc_graph_write(&p->graph[named[k]], p->n_lists, &text);
        uc_sink_printf(&text, " %.3f (mean %.0f)", p->graph_mass[named[k]],
                       p->graph_mean[named[k]]);
    }
    status = uc_sink_finish(&text, err);
    if (status == UC_OK)
        status = uc_estimate_fact(e, err, "graphs", "Graphs",
                                  uc_round12(p->graph_mass[named[0]]),
                                  "most probable: %s", text.text);
    uc_sink_clear(&text);
    return status;
}

static uc_status fact_edges(const uc_graph_posterior *p, uc_estimate *e, uc_error *err)
{
    uc_sink text;
    uc_status status;

    uc_sink_memory(&text);
    for (unsigned i = 0; i < p->n_lists; i++)
        for (unsigned j = i + 1; j < p->n_lists; j++)
            uc_sink_printf(&text, "%s%u%u %.3f", i + j > 1 ? ", " : "", i + 1, j + 1,
                           p->edge[uc_graph_edge(i, j)]);
    status = uc_sink_finish(&text, err);
    if (status == UC_OK)
        status = uc_estimate_fact(e, err, "edges", "Pairs that depend", NAN, "%s",
                                  text.text);
    uc_sink_clear(&text);
    return status;
}

static uc_status fact_grid(const uc_graph_posterior *p, double n_people, uc_estimate *e,
                           uc_error *err)
{
    const double end = n_people + (double)(p->first + p->n_points - 1);
    uc_status status = uc_estimate_fact(
        e, err, "grid_beyond", "Grid", uc_round12(p->beyond),
        "every count up to %.0f persons; mass beyond %.1e of that", end, p->beyond);

    if (status == UC_OK)
        status = uc_estimate_fact(
            e, err, "posterior_mean", "Posterior mean", uc_round12(p->mean),
            p->has_mean || p->settled
                ? "%.0f persons"
                : "%.0f persons on the grid, but the tail is so heavy that mean and "
                  "standard deviation hang on its end; quote the median",
            p->mean);
    if (status == UC_OK && p->beyond >= UC_GRID_BEYOND)
        status = uc_estimate_warn(e, err, "grid_too_short",
                                  "the grid ends at %.0f persons with a share %.2g of "
                                  "the posterior beyond; limits are too low",
                                  end, p->beyond);
    return status;
}

static uc_status set_estimate(const uc_dense *dense, const uc_mse_settings *settings,
                              const uc_point_work *work, const uc_graph_posterior *p,
                              uc_estimate *e, uc_error *err)
{
    const known ctx = {p, dense->n_people};
    uc_status status = fact_prior(settings, p, e, err);

    if (status == UC_OK && p->n_points == 0) {
        e->status = UC_MSE_NOT_PROPER;
        return uc_estimate_warn(
            e, err, "posterior_not_proper",
            "the saturated graph's posterior falls off too slowly to have a sum; take "
            "--population-prior 1/N or a proper one");
    }
    if (status == UC_OK)
        status = uc_posterior_set(settings, quantile_of, &ctx, e, err);
    e->std_error = p->has_mean || p->settled ? uc_round12(p->sd) : NAN;
    if (status == UC_OK)
        status = draw_counts(p, settings->seed, work->key, e, err);
    if (status == UC_OK)
        status = fact_grid(p, dense->n_people, e, err);
    if (status == UC_OK)
        status = fact_graphs(p, e, err);
    if (status == UC_OK)
        status = fact_edges(p, e, err);
    return status;
}

static uc_status decomposable_point(uc_select_ws *ws, const uc_capture_table *table,
                                    const uc_dense *dense, const uc_method *method,
                                    const uc_mse_settings *settings,
                                    uc_point_work *work, uc_estimate *estimate,
                                    uc_error *err)
{
    const uc_graph_opts opts = {.delta = settings->bayes.delta,
                                .prior = settings->bayes.prior,
                                .n_threads = work->n_threads > 0 ? work->n_threads : 1,
                                .cancel = ws->cancel};
    uc_graph_posterior posterior;
    uc_status status = uc_graph_posterior_of(dense, &opts, &posterior, err);

    (void)table;
    (void)method;
    if (status != UC_OK)
        return status;
    status = set_estimate(dense, settings, work, &posterior, estimate, err);
    uc_graph_posterior_clear(&posterior);
    return status;
}

static const char *const assumptions[] = {
    UC_POSTERIOR_ASSUMPTIONS,
    "lists depend on each other as some decomposable graph says: lists that no edge "
    "joins are independent given those between them.",
    NULL};

const struct uc_method_family uc_family_decomposable = {
    .point = decomposable_point,
    .std_error_basis = "standard deviation of the posterior",
    .assumptions = assumptions,
    .has_posterior = true};
