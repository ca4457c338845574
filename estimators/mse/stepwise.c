/* stepwise.c - greedy choices of a log-linear model */
#include "estimators/mse/stepwise.h"

#include <math.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/core/poisson.h"
#include "estimators/core/quantile.h"

/* Log p values, and criteria, closer than this (relative to 1 + size) are a tie. */
#define TIE 1e-9
/* A pair enters by AIC only while its Wald p value is at most this (Silverman 2014). */
#define WALD_P 0.05

static bool has_term(const uc_path *path, uint32_t term)
{
    for (size_t i = 0; i < path->n_terms; i++)
        if (path->term[i] == term)
            return true;
    return false;
}

static bool lower(double a, double b)
{
    return a < b - TIE * (1.0 + fabs(a));
}

static bool tied(double a, double b)
{
    return fabs(a - b) <= TIE * (1.0 + fabs(a));
}

/* Pairs of lists are numbered 12, 13, ..., 1t, 23, ...; 0 after the last. */
static uint32_t next_pair(unsigned n_lists, uint32_t pair)
{
    unsigned i = 0, j;

    if (pair == 0)
        return n_lists >= 2 ? 3u : 0u;
    i = (unsigned)__builtin_ctz(pair);
    j = 31u - (unsigned)__builtin_clz(pair);
    if (j + 1 < n_lists)
        return 1u << i | 1u << (j + 1);
    if (i + 2 < n_lists)
        return 1u << (i + 1) | 1u << (i + 2);
    return 0;
}

static uc_status fit_path(uc_loglin_ws *ws, const uc_dense *table, uc_path *path,
                          bool warm, uc_error *err)
{
    path->n_fits++;
    return uc_loglin_fit_terms(ws, table, path->term, path->n_terms,
                               warm ? &ws->base : NULL, &path->fit, err);
}

/* Main effects, fitted; ws->base is where they ended. */
static uc_status start_path(uc_loglin_ws *ws, const uc_dense *table, uc_path *path,
                            uc_error *err)
{
    uc_status status;

    path->n_terms = 0;
    path->stopped_at_empty_pair = false;
    path->n_ties = 0;
    path->n_fits = 0;
    for (unsigned j = 0; j < table->n_lists; j++)
        path->term[path->n_terms++] = 1u << j;
    status = fit_path(ws, table, path, false, err);
    if (status == UC_OK && path->fit.existence == 0)
        uc_newton_point_copy(table->n_cells, &ws->base, &ws->point);
    return status;
}

/* log of the smaller tail probability of a pair's overlap under the model at ws->base
 */
static double log_p_value(const uc_loglin_ws *ws, const uc_dense *table, uint32_t pair)
{
    const double observed = table->margin[pair], expected = ws->base.margin[pair];

    return fmin(uc_poisson_log_upper(observed, expected),
                uc_poisson_log_lower(observed, expected));
}

/* Of the absent pairs not yet tried, the one with the least p value; 0 when none is
 * left. Ties go to the first. */
static uint32_t best_pair(const uc_loglin_ws *ws, const uc_dense *table, uc_path *path,
                          const bool tried[], double *log_p)
{
    uint32_t best = 0;
    size_t n_tied = 0;

    *log_p = 0.0;
    for (uint32_t pair = next_pair(table->n_lists, 0); pair != 0;
         pair = next_pair(table->n_lists, pair)) {
        double value;

        if (tried[__builtin_ctz(pair) * 16 + 31 - __builtin_clz(pair)] ||
            has_term(path, pair) || !uc_dense_is_term(table, pair))
            continue;
        value = log_p_value(ws, table, pair);
        if (best == 0 || lower(value, *log_p)) {
            best = pair;
            *log_p = value;
            n_tied = 0;
        } else if (tied(value, *log_p)) {
            n_tied++;
        }
    }
    path->n_ties += n_tied;
    return best;
}

/* Adds the first admissible pair in the order of p values, if its is below the
 * threshold. *added tells. */
static uc_status add_by_p(uc_loglin_ws *ws, const uc_dense *table, double p_threshold,
                          uc_path *path, bool *added, uc_error *err)
{
    bool tried[16 * 16] = {false};
    const uc_loglin_fit before = path->fit;
    const size_t n_ties = path->n_ties;

    *added = false;
    for (;;) {
        double log_p;
        const uint32_t pair = best_pair(ws, table, path, tried, &log_p);
        uc_status status;

        if (pair == 0 || !(log_p < uc_log(p_threshold))) {
            path->n_ties = n_ties;
            path->fit = before;
            return UC_OK;
        }
        tried[__builtin_ctz(pair) * 16 + 31 - __builtin_clz(pair)] = true;
        path->term[path->n_terms++] = pair;
        status = fit_path(ws, table, path, true, err);
        if (status != UC_OK)
            return status;
        if (path->fit.existence == 0) {
            uc_newton_point_copy(table->n_cells, &ws->base, &ws->point);
            *added = true;
            return UC_OK;
        }
        path->n_terms--;
    }
}

uc_status uc_stepwise(uc_loglin_ws *ws, const uc_dense *table, double p_threshold,
                      uc_cancel *cancel, uc_path *path, uc_error *err)
{
    bool added = true;
    uc_status status = start_path(ws, table, path, err);

    while (status == UC_OK && path->fit.existence == 0 && added) {
        if (uc_cancelled(cancel))
            return uc_fail(err, UC_ECANCELED, "stopped on request");
        status = add_by_p(ws, table, p_threshold, path, &added, err);
    }
    return status;
}

/* A neighbour of the current model and its fit. */
typedef struct step {
    uint32_t term; /* added or removed; 0: none found */
    bool remove;
    uc_loglin_fit fit;
    double criterion;
} step;

/* Tries the model with `term` added (or removed) and keeps it in `best` if its
 * criterion is lowest so far. The path is left as it was. */
static uc_status try_step(uc_loglin_ws *ws, const uc_dense *table, uc_path *path,
                          uint32_t term, bool remove, bool by_bic, step *best,
                          uc_error *err)
{
    const uc_loglin_fit before = path->fit;
    size_t at = path->n_terms;
    uc_status status;

    if (remove) {
        for (at = 0; path->term[at] != term; at++)
            ;
        path->term[at] = path->term[--path->n_terms];
    } else {
        path->term[path->n_terms++] = term;
    }
    status = fit_path(ws, table, path, true, err);
    if (status == UC_OK && path->fit.existence == 0) {
        const double criterion = by_bic ? path->fit.bic : path->fit.aic;

        if (best->term == 0 || lower(criterion, best->criterion)) {
            *best = (step){term, remove, path->fit, criterion};
            path->n_ties = 0;
        } else if (tied(criterion, best->criterion)) {
            path->n_ties++;
        }
    }
    if (remove) {
        path->term[path->n_terms++] = path->term[at];
        path->term[at] = term;
    } else {
        path->n_terms--;
    }
    path->fit = before;
    return status;
}

/* Takes the step and fits once more, so that ws->base is the new model's. */
static uc_status take_step(uc_loglin_ws *ws, const uc_dense *table, uc_path *path,
                           const step *taken, uc_error *err)
{
    uc_status status;
    size_t at = 0;

    if (taken->remove) {
        while (path->term[at] != taken->term)
            at++;
        memmove(path->term + at, path->term + at + 1,
                (path->n_terms - at - 1) * sizeof *path->term);
        path->n_terms--;
    } else {
        path->term[path->n_terms++] = taken->term;
    }
    status = fit_path(ws, table, path, true, err);
    if (status == UC_OK)
        uc_newton_point_copy(table->n_cells, &ws->base, &ws->point);
    return status;
}

/* Two-sided Wald p value of the term added last; 1 for a pair nobody shares, and for
 * one that depends on other terms, which happens on a face only. */
static double wald_p(uc_loglin_ws *ws, const uc_dense *table, const uc_path *path)
{
    const uint32_t term = path->term[path->n_terms - 1];
    const size_t n = ws->layout.n_terms;

    if (!(table->margin[term] > 0.0))
        return 1.0;
    uc_loglin_variance(ws);
    for (size_t i = 0; i < n; i++)
        if (ws->layout.term[i] == term && ws->inv_d[i] != 0.0)
            return 2.0 * uc_normal_cdf(-fabs(ws->point.alpha[term]) /
                                       sqrt(uc_loglin_covariance(ws, i, i)));
    return 1.0;
}

uc_status uc_aic_stepwise(uc_loglin_ws *ws, const uc_dense *table, uc_cancel *cancel,
                          uc_path *path, uc_error *err)
{
    uc_status status = start_path(ws, table, path, err);

    while (status == UC_OK && path->fit.existence == 0) {
        const uc_loglin_fit before = path->fit;
        step best = {0};

        for (uint32_t pair = next_pair(table->n_lists, 0); pair != 0 && status == UC_OK;
             pair = next_pair(table->n_lists, pair)) {
            if (uc_cancelled(cancel))
                return uc_fail(err, UC_ECANCELED, "stopped on request");
            if (!has_term(path, pair) && uc_dense_is_term(table, pair))
                status = try_step(ws, table, path, pair, false, false, &best, err);
        }
        if (status != UC_OK || best.term == 0 || !lower(best.criterion, path->fit.aic))
            return status;
        status = take_step(ws, table, path, &best, err);
        if (status == UC_OK && wald_p(ws, table, path) > WALD_P) {
            path->stopped_at_empty_pair = !(table->margin[best.term] > 0.0);
            path->n_terms--;
            path->fit = before;
            return UC_OK;
        }
    }
    return status;
}

/* True when adding (or removing) the term leaves a hierarchical model. */
static bool is_neighbour(const uc_path *path, uint32_t term, bool remove)
{
    if (remove) {
        for (size_t i = 0; i < path->n_terms; i++)
            if (path->term[i] != term && (path->term[i] & term) == term)
                return false;
        return true;
    }
    for (uint32_t rest = term; rest != 0; rest &= rest - 1)
        if (!has_term(path, term ^ (rest & -rest)))
            return false;
    return true;
}

static uc_status try_neighbours(uc_loglin_ws *ws, const uc_dense *table,
                                unsigned max_order, uc_cancel *cancel, uc_path *path,
                                step *best, uc_error *err)
{
    for (uint32_t term = 3; term < table->n_cells; term++) {
        const unsigned order = (unsigned)__builtin_popcount(term);
        const bool remove = has_term(path, term);
        uc_status status;

        if (order < 2 || order > max_order || !uc_dense_is_term(table, term) ||
            !is_neighbour(path, term, remove))
            continue;
        if (uc_cancelled(cancel))
            return uc_fail(err, UC_ECANCELED, "stopped on request");
        status = try_step(ws, table, path, term, remove, true, best, err);
        if (status != UC_OK)
            return status;
    }
    return UC_OK;
}

uc_status uc_downhill(uc_loglin_ws *ws, const uc_dense *table, unsigned max_order,
                      uc_cancel *cancel, uc_path *path, uc_error *err)
{
    uc_status status = start_path(ws, table, path, err);

    while (status == UC_OK && path->fit.existence == 0) {
        step best = {0};

        status = try_neighbours(ws, table, max_order, cancel, path, &best, err);
        if (status != UC_OK || best.term == 0 || !lower(best.criterion, path->fit.bic))
            return status;
        status = take_step(ws, table, path, &best, err);
    }
    return status;
}
