/* loglin.c - log-linear models with extended maximum likelihood */
#include "estimators/mse/loglin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/ldl.h"
#include "estimators/mse/face.h"

/* Newton's method squares the change from step to step: after one of 1e-6 the
 * predictors are right to about 1e-12. */
#define TOL_CHANGE 1e-6
/* Where no certificate came so soon, existence is asked before going on. */
#define FIRST_STEPS 15
#define PIVOT_TOL   1e-11
#define MORE_STEPS  1000

uc_status uc_loglin_ws_alloc(unsigned n_lists, size_t max_terms, uc_loglin_ws *ws,
                             uc_error *err)
{
    const size_t n_cells = (size_t)1 << n_lists, stride = uc_ldl_stride(max_terms);
    uc_loglin_ws made = {.n_lists = n_lists, .max_terms = max_terms};
    uc_status status = uc_newton_point_alloc(n_cells, &made.point, err);

    if (status != UC_OK)
        return status;
    status = uc_newton_point_alloc(n_cells, &made.base, err);
    if (status != UC_OK) {
        uc_loglin_ws_free(&made);
        return status;
    }
    made.newton = uc_newton_alloc(n_lists, max_terms);
    made.layout.term = malloc(max_terms * sizeof *made.layout.term);
    made.layout.keep = malloc(n_cells * sizeof *made.layout.keep);
    made.h = calloc((2 * stride + 1) * stride, sizeof *made.h);
    if (made.newton == NULL || made.layout.term == NULL || made.layout.keep == NULL ||
        made.h == NULL) {
        uc_loglin_ws_free(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for models of %zu terms", max_terms);
    }
    made.inverse = made.h + stride * stride;
    made.inv_d = made.inverse + stride * stride;
    *ws = made;
    return UC_OK;
}

void uc_loglin_ws_free(uc_loglin_ws *ws)
{
    uc_newton_free(ws->newton);
    uc_newton_point_free(&ws->point);
    uc_newton_point_free(&ws->base);
    free(ws->layout.term);
    free(ws->layout.keep);
    free(ws->h);
    *ws = (uc_loglin_ws){0};
}

static double deviance_of(const uc_loglin_ws *ws, const uc_dense *table)
{
    double sum = 0.0;

    for (size_t w = 1; w < table->n_cells; w++) {
        const double n = table->count[w], mu = ws->point.mu[w];

        if (ws->layout.keep[w] == 0.0)
            continue;
        sum += (n > 0.0 ? n * uc_log(n / mu) : 0.0) - (n - mu);
    }
    return 2.0 * sum;
}

static void set_criteria(const uc_loglin_ws *ws, const uc_dense *table,
                         uc_loglin_fit *fit)
{
    const double p = (double)fit->n_parameters, n = table->n_people;

    fit->hidden = uc_exp(ws->point.eta[0]);
    fit->estimate = n + fit->hidden;
    fit->loglik = ws->point.loglik - table->log_factorials;
    fit->deviance = deviance_of(ws, table);
    fit->aic = 2.0 * p - 2.0 * fit->loglik;
    fit->bic = p * uc_log(n) - 2.0 * fit->loglik;
    fit->aicc = p < n - 1.0 ? fit->aic + 2.0 * p * (p + 1.0) / (n - p - 1.0) : INFINITY;
}

static uc_loglin_fit empty_fit(const uc_loglin_ws *ws)
{
    const uc_layout *layout = &ws->layout;

    return (uc_loglin_fit){.n_parameters = layout->n_terms + layout->n_boundary,
                           .n_boundary = layout->n_boundary,
                           .df = (long)layout->n_kept - (long)layout->n_terms,
                           .hidden = NAN,
                           .estimate = NAN,
                           .loglik = NAN,
                           .deviance = NAN,
                           .aic = NAN,
                           .bic = NAN,
                           .aicc = NAN};
}

static bool certified(const uc_newton_result *result)
{
    return result->end == UC_NEWTON_CONVERGED && result->n_skipped == 0 &&
           result->min_change > -0.5;
}

/* Looks for the supremum on its face, where the hidden count may be estimable though
 * the model has no finite estimate, or is not identifiable. */
static uc_status fit_on_face(uc_loglin_ws *ws, const uc_dense *table,
                             uc_loglin_fit *fit, uc_error *err)
{
    const uc_newton_stop stop = {.tol = TOL_CHANGE,
                                 .gap = -1.0,
                                 .abandon_below = -INFINITY,
                                 .max_steps = MORE_STEPS};
    const uc_newton_model model = uc_layout_model(&ws->layout);
    uc_newton_result result;
    bool estimable = false;
    uc_status status = uc_face_find(table, &model, ws->layout.keep, &ws->layout.n_kept,
                                    &estimable, err);

    if (status != UC_OK || !estimable)
        return status;
    uc_newton_start_cold(table, &model, &ws->point);
    uc_newton_fit(ws->newton, table, &model, &stop, &ws->point, &result);
    if (result.end != UC_NEWTON_CONVERGED) {
        fit->existence = UC_EXISTENCE_NOT_REACHED;
        return UC_OK;
    }
    ws->on_face = true;
    fit->existence = 0;
    fit->on_face = true;
    fit->df = (long)ws->layout.n_kept - (long)(model.n_terms - result.n_skipped);
    set_criteria(ws, table, fit);
    return UC_OK;
}

uc_status uc_loglin_fit_terms(uc_loglin_ws *ws, const uc_dense *table,
                              const uint32_t terms[], size_t n_terms,
                              const uc_newton_point *start, uc_loglin_fit *fit,
                              uc_error *err)
{
    uc_newton_stop stop = {.tol = TOL_CHANGE,
                           .gap = -1.0,
                           .abandon_below = -INFINITY,
                           .max_steps = FIRST_STEPS};
    uc_newton_result result;
    uc_newton_model model;
    uc_loglin_fit made;

    ws->on_face = false;
    uc_layout_set(&ws->layout, table, terms, n_terms);
    model = uc_layout_model(&ws->layout);
    made = empty_fit(ws);
    if (start != NULL)
        uc_newton_point_copy(table->n_cells, &ws->point, start);
    else
        uc_newton_start_cold(table, &model, &ws->point);
    uc_newton_fit(ws->newton, table, &model, &stop, &ws->point, &result);
    if (!certified(&result)) {
        uc_status status = uc_existence_code(table, &model, &made.existence, err);

        if (status != UC_OK)
            return status;
        if (made.existence != 0) {
            if (ws->facial)
                status = fit_on_face(ws, table, &made, err);
            if (status == UC_OK)
                *fit = made;
            return status;
        }
        stop.max_steps = MORE_STEPS;
        uc_newton_fit(ws->newton, table, &model, &stop, &ws->point, &result);
        if (result.end != UC_NEWTON_CONVERGED) {
            made.existence = UC_EXISTENCE_NOT_REACHED;
            *fit = made;
            return UC_OK;
        }
    }
    set_criteria(ws, table, &made);
    *fit = made;
    return UC_OK;
}

void uc_loglin_variance(uc_loglin_ws *ws)
{
    const size_t n = ws->layout.n_terms, stride = uc_ldl_stride(n);

    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            ws->h[i * stride + j] =
                ws->point.margin[ws->layout.term[i] | ws->layout.term[j]];
    /* on a face some terms may depend on others: a generalised inverse */
    (void)uc_ldl_factor(n, stride, ws->h, ws->on_face ? PIVOT_TOL : 0.0, ws->inv_d,
                        NULL);
    for (size_t c = 0; c < n; c++)
        uc_ldl_inverse_column(n, stride, ws->h, ws->inv_d, c, ws->inverse + c * stride);
}

double uc_loglin_covariance(const uc_loglin_ws *ws, size_t i, size_t j)
{
    return ws->inverse[i * uc_ldl_stride(ws->layout.n_terms) + j];
}

double uc_loglin_std_error(const uc_loglin_ws *ws, const uc_loglin_fit *fit)
{
    return sqrt(fit->hidden +
                fit->hidden * fit->hidden * uc_loglin_covariance(ws, 0, 0));
}

double uc_loglin_score(const uc_loglin_ws *ws, const uc_dense *table)
{
    double worst = 0.0;

    for (size_t i = 0; i < ws->layout.n_terms; i++) {
        const uint32_t term = ws->layout.term[i];
        const double off = fabs(table->margin[term] - ws->point.margin[term]);

        worst = off > worst ? off : worst;
    }
    return worst;
}
