/* capture.c - fits of capture models */
#include "estimators/capture/capture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/base/number.h"
#include "estimators/core/elementary.h"
#include "estimators/capture/capture_corrected.h"
#include "estimators/capture/capture_design.h"

/* A chance of a first capture nearer 0 than this is one of 0: nobody more is ever
 * caught for the first time than the time before, and there is no estimate. */
#define LEAST_CHANCE 1e-9

void uc_capture_ws_free(uc_capture_ws *ws)
{
    uc_glm_free(&ws->glm);
    uc_glm_design_free(&ws->design);
    free(ws->count);
    *ws = (uc_capture_ws){0};
}

void uc_capture_name(const uc_capture_model *model, char *out, size_t out_size)
{
    static const char *const forms[] = {"M0", "Mt", "Mb", "Mbh"};
    static const char *const mixed[] = {"Mh", "Mth"};
    static const char *const terms[] = {"", " Chao", " Poisson", " Darroch", " Gamma"};
    const char *form =
        model->heterogeneity == UC_ALIKE ? forms[model->form] : mixed[model->form];
    const double theta = uc_capture_theta(model);
    char number[UC_NUMBER_TEXT];
    size_t len =
        (size_t)snprintf(out, out_size, "%s%s", form, terms[model->heterogeneity]);

    if (theta > 0.0 && len < out_size)
        len += (size_t)snprintf(out + len, out_size - len, "(%s)",
                                uc_number_format(theta, 15, number));
    if (model->corrected && len < out_size)
        (void)snprintf(out + len, out_size - len, ", bias-corrected");
}

static bool same_design(const uc_capture_ws *ws, const uc_capture_model *model,
                        unsigned n_lists)
{
    return ws->n_lists == n_lists && ws->model.form == model->form &&
           ws->model.heterogeneity == model->heterogeneity &&
           ws->model.theta == model->theta;
}

/* The design and room for the fits, unless they are there from the last table. */
static uc_status prepare(uc_capture_ws *ws, const uc_capture_model *model,
                         unsigned n_lists, uc_error *err)
{
    uc_status status;

    if (same_design(ws, model, n_lists))
        return UC_OK;
    uc_glm_design_free(&ws->design);
    free(ws->count);
    ws->count = NULL;
    ws->n_lists = 0;
    status = uc_capture_design(model, n_lists, &ws->design, err);
    if (status == UC_OK)
        status = uc_glm_reserve(&ws->glm, ws->design.n_rows, ws->design.n_columns, err);
    if (status != UC_OK)
        return status;
    ws->count = malloc(2 * (ws->design.n_rows + 1) * sizeof *ws->count);
    if (ws->count == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu rows", ws->design.n_rows);
    ws->observed = ws->count + ws->design.n_rows + 1;
    ws->model = *model;
    ws->n_lists = n_lists;
    return UC_OK;
}

static uc_mse_status status_of(uc_glm_end end)
{
    switch (end) {
    case UC_GLM_OK:
        return UC_MSE_OK;
    case UC_GLM_NO_ESTIMATE:
        return UC_MSE_NO_FINITE_ESTIMATE;
    case UC_GLM_NOT_IDENTIFIABLE:
        return UC_MSE_NOT_IDENTIFIABLE;
    case UC_GLM_NOT_REACHED:
        break;
    }
    return UC_MSE_NOT_REACHED;
}

/* Criteria over the numbers of captures alone, whose saturated model is smaller. */
static void set_frequency_fit(const uc_capture_ws *ws, double n_people,
                              uc_capture_fit *fit)
{
    const uc_glm *g = &ws->glm;
    const double p = (double)g->n_active;
    double loglik = 0.0, deviance = 0.0;

    for (size_t k = 0; k < ws->design.n_rows; k++) {
        const double f = ws->count[k];

        deviance += (f > 0.0 ? f * uc_log(f / g->mu[k]) : 0.0) - (f - g->mu[k]);
        loglik += f * g->eta[k] - g->mu[k] - uc_log_factorial((uint64_t)f);
    }
    fit->frequency_deviance = fmax(0.0, 2.0 * deviance); /* but for rounding */
    fit->frequency_df = (long)ws->design.n_rows - (long)g->n_active;
    fit->frequency_aic = 2.0 * p - 2.0 * loglik;
    fit->frequency_bic = p * uc_log(n_people) - 2.0 * loglik;
}

static void set_criteria(const uc_capture_ws *ws, const uc_dense *table,
                         uc_capture_fit *fit)
{
    const uc_glm *g = &ws->glm;
    const double p = (double)g->n_active, n = table->n_people;

    fit->n_parameters = g->n_active;
    fit->n_left_out = ws->design.n_columns - g->n_active;
    fit->df = (long)table->n_cells - 1 - (long)g->n_active;
    fit->loglik = g->loglik - table->log_factorials;
    fit->deviance = fmax(
        0.0, 2.0 * (uc_sum_xlogx_minus_x(table->n_cells, table->count) - g->loglik));
    fit->aic = 2.0 * p - 2.0 * fit->loglik;
    fit->bic = p * uc_log(n) - 2.0 * fit->loglik;
    fit->aicc = p < n - 1.0 ? fit->aic + 2.0 * p * (p + 1.0) / (n - p - 1.0) : INFINITY;
    if (ws->model.form == UC_CAPTURE_M0)
        set_frequency_fit(ws, n, fit);
}

static double quadratic_form(const uc_glm *g, const double v[], size_t n)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            sum += v[i] * v[j] * uc_glm_covariance(g, i, j);
    return sum;
}

/* Mb and Mbh: those first caught at occasion u fall off geometrically, by 1 - p from
 * occasion to occasion, and so on beyond the last. With b the coefficients and
 * c = exp(b_again), 1 - p = exp(b_before)/(1 + c); those left are the sum of all later
 * first captures, from the second occasion on for Mbh. */
static void set_behaviour(const uc_capture_ws *ws, double n, uc_capture_fit *fit)
{
    const uc_glm *g = &ws->glm;
    const size_t n_columns = ws->design.n_columns;
    const double t = ws->n_lists, before = g->beta[n_columns - 2];
    const double c = uc_exp(g->beta[n_columns - 1]), q = uc_exp(before) / (1.0 + c);
    const double apart = n_columns == 4 ? g->beta[1] : 0.0;
    /* expected first captures at the occasion after the last, and with what follows */
    const double next = uc_exp(g->beta[0] + apart + t * before - uc_log(1.0 + c));
    double gradient[4], hidden;

    fit->chance = 1.0 - q;
    fit->again = c / (1.0 + c);
    if (!(q > 0.0 && fit->chance > LEAST_CHANCE)) {
        fit->status = UC_MSE_OUT_OF_RANGE;
        return;
    }
    hidden = next / (1.0 - q);
    /* the whole, n + hidden, as a function of the coefficients: the means of all rows
     * and the rest, whose derivatives are those of the means */
    fit->hidden = hidden;
    fit->estimate = n + hidden;
    for (size_t i = 0; i < n_columns; i++) {
        double sum = 0.0;

        for (size_t r = 0; r < ws->design.n_rows; r++)
            sum += g->mu[r] * ws->design.x[r * n_columns + i];
        gradient[i] = sum;
    }
    gradient[0] += hidden;
    if (n_columns == 4)
        gradient[1] += hidden;
    gradient[n_columns - 2] += hidden * (t + q / (1.0 - q));
    gradient[n_columns - 1] -= hidden * fit->again * (1.0 + q / (1.0 - q));
    fit->std_error = sqrt(quadratic_form(g, gradient, n_columns) - fit->estimate);
}

static void set_hidden(const uc_capture_ws *ws, double n, uc_capture_fit *fit)
{
    fit->hidden = uc_exp(ws->glm.beta[0]);
    fit->estimate = n + fit->hidden;
    fit->std_error = sqrt(fit->hidden + fit->hidden * fit->hidden *
                                            uc_glm_covariance(&ws->glm, 0, 0));
    if (ws->model.form == UC_CAPTURE_M0 && ws->model.heterogeneity == UC_ALIKE)
        fit->chance = 1.0 / (1.0 + uc_exp(-ws->glm.beta[1]));
}

uc_status uc_capture_fit_table(uc_capture_ws *ws, const uc_dense *table,
                               const uc_capture_model *model, uc_capture_fit *fit,
                               uc_error *err)
{
    uc_capture_fit made = {.status = UC_MSE_OK,
                           .estimate = NAN,
                           .hidden = NAN,
                           .std_error = NAN,
                           .loglik = NAN,
                           .deviance = NAN,
                           .aic = NAN,
                           .aicc = NAN,
                           .bic = NAN,
                           .frequency_deviance = NAN,
                           .frequency_aic = NAN,
                           .frequency_bic = NAN,
                           .chance = NAN,
                           .again = NAN};
    const bool behaviour = model->form >= UC_CAPTURE_MB;
    uc_status status = prepare(ws, model, table->n_lists, err);

    if (status != UC_OK)
        return status;
    uc_capture_counts(model, table, ws->count, ws->design.n_rows);
    if (model->corrected) {
        status = uc_capture_correct(ws, table, model, &made, err);
    } else {
        status = uc_glm_fit(&ws->glm, &ws->design, ws->count, false, err);
        made.status = status_of(ws->glm.end);
        if (status == UC_OK && made.status == UC_MSE_OK) {
            uc_glm_variance(&ws->glm, &ws->design);
            set_criteria(ws, table, &made);
            if (behaviour)
                set_behaviour(ws, table->n_people, &made);
            else
                set_hidden(ws, table->n_people, &made);
        }
    }
    if (status == UC_OK)
        *fit = made;
    return status;
}
