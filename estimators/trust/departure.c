/* departure.c - stated departures from what the data cannot test */
#include "estimators/trust/departure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/lattice.h"
#include "estimators/core/ldl.h"
#include "estimators/mse/loglin.h"
#include "estimators/mse/select.h"

#define MAX_STEPS    200
#define MAX_HALVINGS 40
/* Newton's method squares its error: after a change of 1e-7 nothing is left. */
#define TOL_CHANGE 1e-7

double uc_departure_highest(double hidden, size_t n_lists, double xi)
{
    return n_lists % 2 == 0 ? hidden * xi : hidden / xi;
}

double uc_departure_two_lists(const uc_capture_table *table, size_t a, size_t b,
                              double odds_ratio)
{
    double n[4] = {0.0};

    for (size_t i = 0; i < table->n_histories; i++) {
        const uint32_t w = table->history[i];

        n[(w >> a & 1u) + 2 * (w >> b & 1u)] += (double)table->count[i];
    }
    if (!(n[3] > 0.0))
        return NAN;
    return n[1] + n[2] + n[3] + odds_ratio * n[1] * n[2] / n[3];
}

/* A model with an offset under way. */
typedef struct offset_fit {
    const uc_dense *table;
    const uc_layout *layout;
    uint32_t pair;
    double log_odds;
    size_t stride;
    double *alpha;  /* n_terms */
    double *eta;    /* n_cells */
    double *mu;     /* n_cells */
    double *margin; /* n_cells */
    double *h, *inv_d, *step;
} offset_fit;

/* Predictor, means and log-likelihood (without constants) of alpha + scale * step. */
static double evaluate(const offset_fit *f, double scale)
{
    const uc_layout *layout = f->layout;
    double loglik = 0.0;

    memset(f->eta, 0, f->table->n_cells * sizeof *f->eta);
    for (size_t k = 0; k < layout->n_terms; k++)
        f->eta[layout->term[k]] += f->alpha[k] + scale * f->step[k];
    f->eta[f->pair] += f->log_odds;
    uc_lattice_subset_sum(f->table->n_lists, f->eta);
    uc_exp_array(f->table->n_cells, f->eta, f->mu);
    for (size_t w = 1; w < f->table->n_cells; w++)
        if (layout->keep[w] != 0.0)
            loglik += f->table->count[w] * f->eta[w] - f->mu[w];
    return loglik;
}

static void newton_step(const offset_fit *f)
{
    const uc_layout *layout = f->layout;
    const size_t n = layout->n_terms;

    for (size_t w = 0; w < f->table->n_cells; w++)
        f->margin[w] = layout->keep[w] != 0.0 ? f->mu[w] : 0.0;
    uc_lattice_superset_sum(f->table->n_lists, f->margin);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i; j < n; j++)
            f->h[i * f->stride + j] = f->margin[layout->term[i] | layout->term[j]];
        f->step[i] = f->table->margin[layout->term[i]] - f->margin[layout->term[i]];
    }
    (void)uc_ldl_factor(n, f->stride, f->h, 1e-13, f->inv_d, NULL);
    uc_ldl_solve(n, f->stride, f->h, f->inv_d, f->step);
}

/* Newton's method with the step halved while the likelihood falls. */
static bool climb(const offset_fit *f)
{
    const size_t n = f->layout->n_terms;
    double loglik = evaluate(f, 0.0);

    for (unsigned k = 0; k < MAX_STEPS; k++) {
        double scale = 1.0, next, largest = 0.0;

        newton_step(f);
        next = evaluate(f, scale);
        for (unsigned h = 0;
             h < MAX_HALVINGS && !(next >= loglik - 1e-12 * fabs(loglik)); h++)
            next = evaluate(f, scale *= 0.5);
        for (size_t i = 0; i < n; i++) {
            f->alpha[i] += scale * f->step[i];
            largest = fmax(largest, fabs(scale * f->step[i]));
            f->step[i] = 0.0;
        }
        if (!isfinite(next))
            return false;
        loglik = next;
        if (largest <= TOL_CHANGE)
            return true;
    }
    return false;
}

/* Terms of the model that do not contain the pair. */
static size_t terms_without(const uc_model *model, uint32_t pair, uint32_t terms[])
{
    size_t n = 0;

    for (size_t k = 0; k < model->n_terms; k++)
        if ((model->term[k] & pair) != pair)
            terms[n++] = model->term[k];
    return n;
}

static uc_status fit_offset(uc_loglin_ws *ws, const uc_dense *table, uint32_t pair,
                            double log_odds, double *estimate, uc_mse_status *found,
                            uc_error *err)
{
    const size_t n = ws->layout.n_terms, stride = uc_ldl_stride(n);
    double *block = calloc(3 * table->n_cells + stride * (stride + 3), sizeof *block);
    offset_fit f = {.table = table,
                    .layout = &ws->layout,
                    .pair = pair,
                    .log_odds = log_odds,
                    .stride = stride};

    if (block == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a fit");
    f.eta = block;
    f.mu = f.eta + table->n_cells;
    f.margin = f.mu + table->n_cells;
    f.h = f.margin + table->n_cells;
    f.inv_d = f.h + stride * stride;
    f.step = f.inv_d + stride;
    f.alpha = f.step + stride;
    for (size_t k = 0; k < n; k++)
        f.alpha[k] = ws->point.alpha[ws->layout.term[k]];
    if (climb(&f)) {
        *estimate = table->n_people + uc_exp(f.alpha[0]);
        *found = UC_MSE_OK;
    } else {
        *found = UC_MSE_NOT_REACHED;
    }
    free(block);
    return UC_OK;
}

uc_status uc_departure_offset(const uc_dense *table, const uc_model *model,
                              uint32_t pair, double odds_ratio, double *estimate,
                              uc_mse_status *found, uc_error *err)
{
    uint32_t *terms;
    uc_loglin_ws ws;
    uc_loglin_fit fit;
    uc_status status;

    if (uc_term_order(pair) != 2 || pair >= table->n_cells || !(odds_ratio > 0.0) ||
        model->n_lists != table->n_lists)
        return uc_fail(err, UC_EINVAL, "a pair of lists and odds above 0 are needed");
    *estimate = NAN;
    terms = calloc(model->n_terms + 1, sizeof *terms);
    if (terms == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a model");
    status = uc_loglin_ws_alloc(table->n_lists, model->n_terms + 1, &ws, err);
    if (status == UC_OK) {
        status = uc_loglin_fit_terms(
            &ws, table, terms, terms_without(model, pair, terms), NULL, &fit, err);
        if (status == UC_OK && fit.existence == 0)
            status =
                fit_offset(&ws, table, pair, uc_log(odds_ratio), estimate, found, err);
        else if (status == UC_OK)
            *found = uc_status_of_existence(fit.existence);
        uc_loglin_ws_free(&ws);
    }
    free(terms);
    return status;
}
