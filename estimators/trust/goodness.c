/* goodness.c - whether a model fits what was observed */
#include "estimators/trust/goodness.h"

#include <math.h>
#include <stdlib.h>

#include "estimators/core/elementary.h"
#include "estimators/core/rng.h"
#include "estimators/mse/loglin.h"
#include "estimators/mse/select.h"

void uc_goodness_clear(uc_goodness *found)
{
    free(found->residual);
    *found = (uc_goodness){0};
}

/* x^(k/6) */
static double power6(double x, double k)
{
    return x > 0.0 ? uc_exp(k / 6.0 * uc_log(x)) : 0.0;
}

static double anscombe(double observed, double expected)
{
    return 1.5 * (power6(observed, 4.0) - power6(expected, 4.0)) /
           power6(expected, 1.0);
}

static double pearson_of(const uc_loglin_ws *ws, const uc_dense *dense)
{
    double sum = 0.0;

    for (size_t w = 1; w < dense->n_cells; w++) {
        const double off = dense->count[w] - ws->point.mu[w];

        if (ws->layout.keep[w] != 0.0)
            sum += off * off / ws->point.mu[w];
    }
    return sum;
}

/* Residuals of the kept histories, and the cumulative means to draw from. */
static uc_status take_residuals(const uc_loglin_ws *ws, const uc_dense *dense,
                                uc_goodness *g, double cumulative[], uc_error *err)
{
    double sum = 0.0;

    g->residual = calloc(dense->n_cells, sizeof *g->residual);
    if (g->residual == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu residuals", dense->n_cells);
    for (size_t w = 1; w < dense->n_cells; w++) {
        const double mu = ws->point.mu[w];

        if (ws->layout.keep[w] == 0.0) {
            g->n_left_out++;
            continue;
        }
        g->residual[g->n_residuals] = (uc_residual){(uint32_t)w, dense->count[w], mu,
                                                    anscombe(dense->count[w], mu)};
        cumulative[g->n_residuals++] = sum += mu;
    }
    return UC_OK;
}

/* The first place whose cumulative mean exceeds the target. */
static size_t place_of(const double cumulative[], size_t n, double target)
{
    size_t low = 0, high = n - 1;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (cumulative[middle] > target)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void draw(const uc_goodness *g, const double cumulative[], size_t n_people,
                 uc_rng *rng, uc_dense *dense)
{
    const double sum = cumulative[g->n_residuals - 1];

    for (size_t w = 0; w < dense->n_cells; w++)
        dense->count[w] = 0.0;
    for (size_t i = 0; i < n_people; i++) {
        const size_t at =
            place_of(cumulative, g->n_residuals, uc_rng_uniform(rng) * sum);

        dense->count[g->residual[at].history] += 1.0;
    }
    uc_dense_refresh(dense);
}

/* Rounding must not make a replicate as extreme as the data, or less. */
static bool as_extreme(double value, double observed)
{
    return value >= observed - 1e-9 * (1.0 + fabs(observed));
}

static void set_p(size_t n_extreme, size_t n, double *p, double *error)
{
    *p = *error = NAN;
    if (n == 0)
        return;
    *p = (1.0 + (double)n_extreme) / (1.0 + (double)n);
    *error = sqrt(*p * (1.0 - *p) / (double)n);
}

static uc_status resample(uc_loglin_ws *ws, uc_dense *dense, const uc_model *model,
                          const double cumulative[], uint64_t seed, uint64_t key,
                          uc_cancel *cancel, uc_goodness *g, uc_error *err)
{
    const size_t n_people = (size_t)dense->n_people;
    size_t n_deviance = 0, n_pearson = 0;
    uc_status status = UC_OK;

    for (size_t r = 0; r < g->n_boot && status == UC_OK; r++) {
        uc_loglin_fit fit;
        uc_rng rng;

        if (uc_cancelled(cancel))
            return uc_fail(err, UC_ECANCELED, "stopped");
        uc_rng_start(&rng, seed, key, UC_RNG_GOODNESS, r);
        draw(g, cumulative, n_people, &rng, dense);
        status = uc_loglin_fit_terms(ws, dense, model->term, model->n_terms, NULL, &fit,
                                     err);
        if (status != UC_OK || fit.existence != 0)
            continue;
        g->n_usable++;
        n_deviance += as_extreme(fit.deviance, g->deviance);
        n_pearson += as_extreme(pearson_of(ws, dense), g->pearson);
    }
    set_p(n_deviance, g->n_usable, &g->p_deviance, &g->error_deviance);
    set_p(n_pearson, g->n_usable, &g->p_pearson, &g->error_pearson);
    return status;
}

static uc_status examine(uc_loglin_ws *ws, uc_dense *dense, const uc_model *model,
                         uint64_t seed, uint64_t key, uc_cancel *cancel, uc_goodness *g,
                         uc_error *err)
{
    double *cumulative = malloc(dense->n_cells * sizeof *cumulative);
    uc_loglin_fit fit;
    uc_status status;

    if (cumulative == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu histories", dense->n_cells);
    status =
        uc_loglin_fit_terms(ws, dense, model->term, model->n_terms, NULL, &fit, err);
    if (status == UC_OK)
        g->status = uc_status_of_existence(fit.existence);
    if (status == UC_OK && fit.existence == 0) {
        g->deviance = fit.deviance;
        g->pearson = pearson_of(ws, dense);
        g->df = fit.df;
        status = take_residuals(ws, dense, g, cumulative, err);
        if (status == UC_OK)
            status = resample(ws, dense, model, cumulative, seed, key, cancel, g, err);
    }
    free(cumulative);
    return status;
}

uc_status uc_goodness_of(const uc_capture_table *table, const uc_model *model,
                         size_t n_boot, uint64_t seed, uint64_t key, uc_cancel *cancel,
                         uc_goodness *found, uc_error *err)
{
    uc_goodness made = {.n_boot = n_boot, .p_deviance = NAN, .p_pearson = NAN};
    uc_dense dense = {0};
    uc_loglin_ws ws;
    uc_status status =
        uc_loglin_ws_alloc((unsigned)table->n_lists, model->n_terms + 1, &ws, err);

    if (status != UC_OK)
        return status;
    status = uc_dense_alloc((unsigned)table->n_lists, &dense, err);
    if (status == UC_OK) {
        uc_dense_load(&dense, table);
        status = examine(&ws, &dense, model, seed, key, cancel, &made, err);
    }
    uc_dense_free(&dense);
    uc_loglin_ws_free(&ws);
    if (status == UC_OK)
        *found = made;
    else
        uc_goodness_clear(&made);
    return status;
}
