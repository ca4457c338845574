/* average.c - averages over all models within a cut */
#include "estimators/averaging/average.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/base/text.h"
#include "estimators/core/elementary.h"
#include "estimators/core/quantile.h"
#include "estimators/mse/bootstrap.h"
#include "estimators/mse/family.h"
#include "estimators/mse/profile.h"

void uc_average_weights(const double criterion[], size_t n, double weight[])
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++) {
        weight[i] = uc_exp(-0.5 * (criterion[i] - criterion[0]));
        sum += weight[i];
    }
    for (size_t i = 0; i < n; i++)
        weight[i] /= sum;
}

static double mixture_cdf(const double weight[], const double m[], const double s[],
                          size_t n, double log_x)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += weight[i] * uc_normal_cdf((log_x - uc_log(m[i])) / s[i]);
    return sum;
}

double uc_average_quantile(const double weight[], const double m[], const double s[],
                           size_t n, double p)
{
    double low = INFINITY, high = -INFINITY;

    for (size_t i = 0; i < n; i++) {
        low = fmin(low, uc_log(m[i]) + s[i] * uc_normal_quantile(p));
        high = fmax(high, uc_log(m[i]) + s[i] * uc_normal_quantile(p));
    }
    for (unsigned k = 0; k < 200 && high - low > 1e-15 * fabs(low); k++) {
        const double middle = 0.5 * (low + high);

        if (middle <= low || middle >= high)
            break;
        if (mixture_cdf(weight, m, s, n, middle) < p)
            low = middle;
        else
            high = middle;
    }
    return uc_round12(uc_exp(high));
}

static uc_selection_rule rule_of(const uc_method *method)
{
    return (uc_selection_rule)method->variant;
}

/* All models within the cut; `found` is borrowed from the workspace's search. Those
 * kept before a better one came, and now beyond the cut, are not counted. */
static uc_status find_models(uc_select_ws *ws, const uc_dense *dense,
                             const uc_method *method, const uc_mse_settings *settings,
                             const uc_point_work *work, const uc_search_result **found,
                             size_t *n_models, uc_error *err)
{
    const uc_search_opts opts = {.rule = rule_of(method),
                                 .max_order = settings->max_order,
                                 .n_best = UC_AVERAGE_MAX,
                                 .within = settings->cut,
                                 .facial = settings->facial,
                                 .limit = settings->search_limit,
                                 .cancel = ws->cancel,
                                 .hint = work->hint,
                                 .n_hints = work->n_hints};
    uc_status status;

    ws->facial = settings->facial;
    status = uc_select_reserve(ws, dense->n_lists, dense->n_lists + 1, err);
    if (status == UC_OK)
        status = uc_search_run(ws->search, dense, &opts, found, err);
    *n_models = 0;
    if (status != UC_OK)
        return status;
    while (*n_models < (*found)->n_found &&
           (*found)->best[*n_models].criterion <=
               (*found)->best[0].criterion + settings->cut)
        (*n_models)++;
    return UC_OK;
}

/* Every model's weight and figures. All arrays n. */
typedef struct mixture {
    double *block; /* owns the arrays */
    double *criterion, *weight, *estimate, *variance;
    size_t n;
} mixture;

static uc_status mixture_of(const uc_search_result *found, size_t n, mixture *m,
                            uc_error *err)
{
    *m = (mixture){.block = malloc(4 * (n + 1) * sizeof *m->block), .n = n};
    if (m->block == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu models", n);
    m->criterion = m->block;
    m->weight = m->criterion + n + 1;
    m->estimate = m->weight + n + 1;
    m->variance = m->estimate + n + 1;
    for (size_t i = 0; i < n; i++) {
        m->criterion[i] = found->best[i].criterion;
        m->estimate[i] = found->best[i].estimate;
        m->variance[i] = NAN;
    }
    uc_average_weights(m->criterion, n, m->weight);
    return UC_OK;
}

static uc_average average_of(const mixture *m, const uc_search_result *found)
{
    uc_average made = {.n_models = m->n,
                       .best_weight = m->n > 0 ? m->weight[0] : NAN,
                       .complete = found->proved && found->n_found < UC_AVERAGE_MAX};
    double squares = 0.0;

    for (size_t i = 0; i < m->n; i++) {
        made.estimate += m->weight[i] * m->estimate[i];
        squares += m->weight[i] * m->weight[i];
    }
    made.effective = 1.0 / squares;
    return made;
}

/* The variance of every model's estimate, from a fit of it. Adds each model's weight to
 * its interactions in by_term, n_cells values. */
static uc_status fit_models(uc_select_ws *ws, const uc_dense *dense,
                            const uc_search_result *found, mixture *m, double by_term[],
                            uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t i = 0; i < m->n && status == UC_OK; i++) {
        uc_model model;
        uc_loglin_fit fit = {0};

        status = uc_search_model(ws->search, &found->best[i], &model, err);
        if (status != UC_OK)
            return status;
        status =
            uc_select_reserve(ws, dense->n_lists, uc_model_n_parameters(&model), err);
        if (status == UC_OK)
            status = uc_loglin_fit_terms(&ws->loglin, dense, model.term, model.n_terms,
                                         NULL, &fit, err);
        if (status == UC_OK && fit.existence == 0) {
            double error;

            uc_loglin_variance(&ws->loglin);
            error = uc_loglin_std_error(&ws->loglin, &fit);
            m->estimate[i] = fit.estimate;
            m->variance[i] = error * error;
        }
        for (size_t k = 0; k < model.n_terms && status == UC_OK; k++)
            by_term[model.term[k]] += m->weight[i];
        uc_model_clear(&model);
    }
    return status;
}

/* Sum of w_i sqrt(v_i + (N_i - N)^2). */
static double std_error_of(const mixture *m, double estimate)
{
    double sum = 0.0;

    for (size_t i = 0; i < m->n; i++) {
        const double off = m->estimate[i] - estimate;

        sum += m->weight[i] * sqrt(m->variance[i] + off * off);
    }
    return sum;
}

static uc_status give_intervals(const mixture *m, const uc_mse_settings *settings,
                                uc_estimate *e, uc_error *err)
{
    const double n = (double)e->n_observed;
    double *median = malloc(2 * (m->n + 1) * sizeof *median), *spread;
    uc_status status = UC_OK;
    bool fine = true;

    if (median == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for an interval");
    spread = median + m->n + 1;
    for (size_t i = 0; i < m->n; i++) {
        median[i] = m->estimate[i] - n;
        spread[i] = sqrt(uc_log(1.0 + m->variance[i] / (median[i] * median[i])));
        fine = fine && median[i] > 0.0 && isfinite(spread[i]) && spread[i] > 0.0;
    }
    for (size_t k = 0; k < settings->n_levels && status == UC_OK; k++) {
        const double level = settings->level[k];
        uc_interval interval = {.kind = UC_INTERVAL_MIXTURE,
                                .level = level,
                                .low = NAN,
                                .high = NAN,
                                .adjusted_low = NAN,
                                .adjusted_high = NAN,
                                .mcse_low = NAN,
                                .mcse_high = NAN,
                                .note = fine ? NULL : "no_variance"};

        if (fine) {
            interval.low = n + uc_average_quantile(m->weight, median, spread, m->n,
                                                   0.5 * (1.0 - level));
            interval.high = n + uc_average_quantile(m->weight, median, spread, m->n,
                                                    0.5 * (1.0 + level));
        }
        status = uc_estimate_give(e, &interval, err);
    }
    free(median);
    return status;
}

static int compare_weights(const void *a, const void *b)
{
    const uc_term_weight *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return uc_term_compare(x->term, y->term);
}

/* Interactions that some averaged model holds, the likeliest first. */
static uc_status set_weights(const double by_term[], const uc_dense *dense,
                             uc_estimate *e, uc_error *err)
{
    size_t n = 0;

    for (uint32_t w = 1; w < dense->n_cells; w++)
        n += uc_term_order(w) > 1 && by_term[w] > 0.0;
    e->weight = calloc(n + 1, sizeof *e->weight);
    if (e->weight == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for weights of terms");
    for (uint32_t w = 1; w < dense->n_cells; w++)
        if (uc_term_order(w) > 1 && by_term[w] > 0.0)
            e->weight[e->n_weights++] = (uc_term_weight){w, fmin(1.0, by_term[w])};
    qsort(e->weight, e->n_weights, sizeof *e->weight, compare_weights);
    return UC_OK;
}

static uc_status say_average(const uc_average *a, const uc_mse_settings *settings,
                             uc_estimate *e, uc_error *err)
{
    char label[64];
    uc_status status;

    (void)snprintf(label, sizeof label, "average of %zu model%s", a->n_models,
                   a->n_models == 1 ? "" : "s");
    status = uc_estimate_name(e, label, err);
    if (status == UC_OK)
        status = uc_estimate_fact(
            e, err, "models_averaged", "Averaged", (double)a->n_models,
            "%s admissible models within %g units of the best; the best has weight "
            "%.4f",
            a->complete ? "all" : "not all", settings->cut, a->best_weight);
    if (status == UC_OK)
        status = uc_estimate_fact(e, err, "effective_models", "Effective number",
                                  a->effective, NULL);
    if (status == UC_OK && !a->complete)
        status = uc_estimate_warn(
            e, err, "average_incomplete",
            "more models lie within the cut than could be averaged; the average is of "
            "the %zu best that were found",
            a->n_models);
    return status;
}

/* Fills in the estimate from the models of the mixture. */
static uc_status conclude(uc_select_ws *ws, const uc_dense *dense,
                          const uc_mse_settings *settings,
                          const uc_search_result *found, mixture *m, uc_estimate *e,
                          uc_error *err)
{
    double *by_term = calloc(dense->n_cells, sizeof *by_term);
    uc_average average;
    uc_status status;

    if (by_term == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for weights of terms");
    status = fit_models(ws, dense, found, m, by_term, err);
    average = average_of(m, found);
    e->estimate = average.estimate;
    e->hidden = average.estimate - dense->n_people;
    e->std_error = std_error_of(m, average.estimate);
    if (status == UC_OK)
        status = set_weights(by_term, dense, e, err);
    if (status == UC_OK)
        status = say_average(&average, settings, e, err);
    if (status == UC_OK)
        status = give_intervals(m, settings, e, err);
    free(by_term);
    return status;
}

static uc_status average_point(uc_select_ws *ws, const uc_capture_table *table,
                               const uc_dense *dense, const uc_method *method,
                               const uc_mse_settings *settings, uc_point_work *work,
                               uc_estimate *e, uc_error *err)
{
    const uc_search_result *found;
    mixture m;
    size_t n;
    uc_status status = find_models(ws, dense, method, settings, work, &found, &n, err);

    (void)table;
    if (status != UC_OK)
        return status;
    if (n == 0) {
        e->status = found->proved ? UC_MSE_NO_ADMISSIBLE_MODEL : UC_MSE_STOPPED;
        return UC_OK;
    }
    for (size_t i = 0; i < n && work->n_hints < UC_POINT_MAX_HINTS; i++) {
        status = uc_search_model(ws->search, &found->best[i],
                                 &work->hint[work->n_hints], err);
        if (status != UC_OK)
            return status;
        work->n_hints++;
    }
    status = mixture_of(found, n, &m, err);
    if (status == UC_OK)
        status = conclude(ws, dense, settings, found, &m, e, err);
    free(m.block);
    if (status == UC_OK && uc_profile_wanted(settings))
        status = uc_estimate_warn(e, err, "no_profile_of_average",
                                  "an average of models has no profile likelihood");
    return status;
}

static uc_status average_again(uc_select_ws *ws, const uc_dense *dense,
                               const uc_method *method, const uc_mse_settings *settings,
                               const uc_point_work *work, uc_selection *selection,
                               uc_error *err)
{
    uc_selection made = {.estimate = NAN, .status = UC_MSE_NO_PEOPLE, .proved = true};
    const uc_search_result *found;
    mixture m;
    size_t n;
    uc_status status = UC_OK;
    char label[64];

    if (!(dense->n_people > 0.0)) {
        *selection = made;
        return UC_OK;
    }
    status = find_models(ws, dense, method, settings, work, &found, &n, err);
    if (status != UC_OK)
        return status;
    made.status = found->proved ? UC_MSE_NO_ADMISSIBLE_MODEL : UC_MSE_STOPPED;
    if (n > 0) {
        status = mixture_of(found, n, &m, err);
        if (status != UC_OK)
            return status;
        made.status = UC_MSE_OK;
        made.estimate = average_of(&m, found).estimate;
        free(m.block);
        (void)snprintf(label, sizeof label, "average of %zu model%s", n,
                       n == 1 ? "" : "s");
        made.label = uc_text_copy(label);
        if (made.label == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for the name of a model");
    }
    *selection = made;
    return UC_OK;
}

static const char *const average_assumptions[] = {
    "the lists cover one closed population of persons, and each list only members of "
    "it;",
    "records of one person on several lists are linked without error;",
    "persons of one stratum differ in their chances of being listed only as one of the "
    "averaged models allows, and all lists together do not interact.",
    NULL};

const struct uc_method_family uc_family_average = {
    average_point, average_again, "the choice among the averaged models included",
    average_assumptions, .takes_zeros = true};
