/* average.c - log-linear models averaged by their posterior probabilities
 *
 * The exact search lists every hierarchical model within the cut of the best by BIC.
 * Each has a weight, an approximation to the marginal likelihood, and a posterior of
 * the hidden count that is log-normal with the mean and variance of its fit; together
 * they are a mixture. Ref Kass & Raftery (1995) JASA 90:773; Raftery (1995)
 * Sociological Methodology 25:111; Kass & Wasserman (1995) JASA 90:928.
 */
#include <math.h>
#include <stdlib.h>

#include "estimators/bayes/average/internal/mixture.h"
#include "estimators/bayes/posterior.h"
#include "estimators/core/elementary.h"
#include "estimators/core/ldl.h"
#include "estimators/mse/bootstrap.h"
#include "estimators/mse/family.h"
#include "estimators/mse/settings_bayes.h"

/* Models averaged, at most; more within the cut are said to be more. */
#define MAX_MODELS 2000
#define MAX_NAMED  5

/* Of the last fit: log det of the information of intercept and main effects, and the
 * Wald statistic of the interactions. */
static uc_status curvature(const uc_loglin_ws *ws, double *log_det, double *wald,
                           uc_error *err)
{
    const size_t n = ws->layout.n_terms, stride = uc_ldl_stride(n);
    double *h = calloc(n * stride + 2 * stride, sizeof *h), *inv = h + n * stride;
    uint32_t *order = calloc(n, sizeof *order);
    size_t n_main = 0, k = 0;

    if (h == NULL || order == NULL) {
        free(h);
        free(order);
        return uc_fail(err, UC_ENOMEM, "no memory for an information matrix");
    }
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++)
            if ((uc_term_order(ws->layout.term[i]) > 1) == (pass == 1)) {
                n_main += pass == 0;
                order[k++] = ws->layout.term[i];
            }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            h[i * stride + j] = ws->point.margin[order[i] | order[j]];
    (void)uc_ldl_factor(n, stride, h, 0.0, inv, NULL);
    *log_det = 0.0;
    *wald = 0.0;
    for (size_t i = 0; i < n_main; i++)
        *log_det -= uc_log(inv[i]);
    /* H = U'DU: the interactions' block of U and D is that of their Schur complement */
    for (size_t i = n_main; i < n; i++) {
        double x = 0.0; /* rows hold D U */

        for (size_t j = i; j < n; j++)
            x += h[i * stride + j] * ws->point.alpha[order[j]];
        *wald += x * x * inv[i];
    }
    free(h);
    free(order);
    return UC_OK;
}

/* Unit information: the interactions' prior is normal about 0 with n times the inverse
 * of their information. Jeffreys: the same information as a constant density. Effects
 * at minus infinity cost log(n)/2 each, as in BIC. */
static uc_status weigh(uc_bma_weights weights, const uc_loglin_ws *ws,
                       const uc_loglin_fit *fit, double n_people, size_t n_lists,
                       double *log_weight, uc_error *err)
{
    const double q = (double)(fit->n_parameters - 1 - n_lists);
    double log_det = 0.0, wald = 0.0;
    uc_status status;

    *log_weight = -0.5 * fit->bic;
    if (weights == UC_WEIGHTS_BIC)
        return UC_OK;
    status = curvature(ws, &log_det, &wald, err);
    if (status != UC_OK)
        return status;
    *log_weight = fit->loglik - 0.5 * log_det - 0.5 * q * uc_log(n_people);
    if (weights == UC_WEIGHTS_UNIT)
        *log_weight -= 0.5 * wald / n_people;
    return UC_OK;
}

static uc_status fit_component(uc_select_ws *ws, const uc_dense *dense,
                               const uc_mse_settings *settings, uc_mixture_part *c,
                               uc_error *err)
{
    uc_loglin_fit fit;
    double se;
    uc_status status =
        uc_select_reserve(ws, dense->n_lists, uc_model_n_parameters(&c->model), err);

    if (status == UC_OK)
        status = uc_loglin_fit_terms(&ws->loglin, dense, c->model.term,
                                     c->model.n_terms, NULL, &fit, err);
    if (status != UC_OK)
        return status;
    uc_loglin_variance(&ws->loglin);
    se = uc_loglin_std_error(&ws->loglin, &fit);
    c->bic = fit.bic;
    c->hidden = fit.hidden;
    c->estimate = fit.estimate;
    c->log_hidden = uc_log(fit.hidden);
    c->spread = sqrt(uc_log(1.0 + se * se / (fit.hidden * fit.hidden)));
    if (!isfinite(c->log_hidden) || !isfinite(c->spread) || !(c->spread > 0.0))
        c->log_weight = -INFINITY;
    else
        status = weigh(settings->bayes.weights, &ws->loglin, &fit, dense->n_people,
                       dense->n_lists, &c->log_weight, err);
    return status;
}

/* -- What stands beside it -------------------------------------------------------- */

static int by_weight(const void *a, const void *b)
{
    const uc_mixture_part *x = a, *y = b;

    return (x->weight < y->weight) - (x->weight > y->weight);
}

static uc_status fact_models(const uc_mixture *m, uc_estimate *e, uc_error *err)
{
    double squares = 0.0;
    uc_sink text;
    uc_status status;

    uc_sink_memory(&text);
    for (size_t i = 0; i < m->n; i++) {
        squares += m->item[i].weight * m->item[i].weight;
        if (i >= MAX_NAMED)
            continue;
        uc_sink_puts(&text, i > 0 ? ", " : "");
        uc_model_write(&m->item[i].model, &text);
        uc_sink_printf(&text, " %.3f (%.0f)", m->item[i].weight, m->item[i].estimate);
    }
    status = uc_sink_finish(&text, err);
    if (status == UC_OK)
        status = uc_estimate_fact(e, err, "models", "Models", (double)m->n,
                                  "%zu averaged, worth %.1f of equal weight; first: %s",
                                  m->n, 1.0 / squares, text.text);
    uc_sink_clear(&text);
    return status;
}

static uc_status add_facts(const uc_mixture *m, const uc_mse_settings *settings,
                           const uc_search_result *found, double mean, uc_estimate *e,
                           uc_error *err)
{
    uc_status status = uc_estimate_fact(
        e, err, "prior", "Prior", NAN,
        "all hierarchical models alike; %s weights; models within %.6g units of the "
        "least BIC",
        uc_bma_weights_name(settings->bayes.weights), settings->cut);

    if (status == UC_OK)
        status = uc_estimate_fact(e, err, "posterior_mean", "Posterior mean",
                                  uc_round12(mean), "%.0f persons", mean);
    if (status == UC_OK)
        status = fact_models(m, e, err);
    if (status == UC_OK && (!found->proved || m->n == MAX_MODELS))
        status = uc_estimate_warn(e, err, "models_left_out",
                                  "not every model within the cut was averaged: %zu "
                                  "were, the best found",
                                  m->n);
    return status;
}

static uc_status fill_mixture(uc_select_ws *ws, const uc_dense *dense,
                              const uc_mse_settings *settings,
                              const uc_search_result *found, uc_mixture *m,
                              uc_error *err)
{
    uc_status status = UC_OK;

    m->n_people = dense->n_people;
    m->item = calloc(found->n_found + 1, sizeof *m->item);
    if (m->item == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu models", found->n_found);
    for (size_t i = 0; i < found->n_found && status == UC_OK; i++) {
        /* the search keeps some that it met before it knew the best */
        if (found->best[i].criterion > found->best[0].criterion + settings->cut)
            break;
        status = uc_search_model(ws->search, &found->best[i], &m->item[i].model, err);
        m->n += status == UC_OK;
    }
    for (size_t i = 0; i < m->n && status == UC_OK; i++)
        status = fit_component(ws, dense, settings, &m->item[i], err);
    uc_mixture_normalise(m);
    qsort(m->item, m->n, sizeof *m->item, by_weight);
    return status;
}

static uc_status set_estimate(const uc_mixture *m, const uc_mse_settings *settings,
                              const uc_search_result *found, uint64_t key,
                              uc_estimate *e, uc_error *err)
{
    double mean, sd;
    uc_status status = uc_posterior_set(settings, uc_mixture_quantile, m, e, err);

    uc_mixture_moments(m, &mean, &sd);
    e->std_error = uc_round12(sd);
    if (status == UC_OK)
        status = uc_mixture_draw(m, settings->seed, key, e, err);
    if (status == UC_OK)
        status = add_facts(m, settings, found, mean, e, err);
    return status;
}

static uc_status average_point(uc_select_ws *ws, const uc_capture_table *table,
                               const uc_dense *dense, const uc_method *method,
                               const uc_mse_settings *settings, uc_point_work *work,
                               uc_estimate *estimate, uc_error *err)
{
    const uc_search_opts opts = {.rule = UC_RULE_BIC,
                                 .max_order = settings->max_order,
                                 .n_best = MAX_MODELS,
                                 .within = settings->cut,
                                 .limit = settings->search_limit,
                                 .cancel = ws->cancel};
    const uc_search_result *found;
    uc_mixture m = {0};
    uc_status status = uc_select_reserve(ws, dense->n_lists, dense->n_lists + 1, err);

    (void)table;
    (void)method;
    if (status == UC_OK)
        status = uc_search_run(ws->search, dense, &opts, &found, err);
    if (status != UC_OK)
        return status;
    if (found->n_found == 0) {
        estimate->status = found->proved ? UC_MSE_NO_ADMISSIBLE_MODEL : UC_MSE_STOPPED;
        return UC_OK;
    }
    status = fill_mixture(ws, dense, settings, found, &m, err);
    if (status == UC_OK)
        status = set_estimate(&m, settings, found, work->key, estimate, err);
    uc_mixture_clear(&m);
    return status;
}

static const char *const assumptions[] = {
    UC_POSTERIOR_ASSUMPTIONS,
    "one of the hierarchical models averaged holds, and all lists together do not "
    "interact.",
    NULL};

const struct uc_method_family uc_family_bma = {
    .point = average_point,
    .std_error_basis = "standard deviation of the posterior",
    .assumptions = assumptions,
    .has_posterior = true};
