/** @file loglin.h
 * Poisson log-linear models of an incomplete 2^t capture table, with extended maximum
 * likelihood: existence and identifiability decided, terms at minus infinity counted.
 *
 * Usage: ws_alloc once per number of lists, fit any tables and models of that size,
 * free.
 */
#ifndef UC_LOGLIN_H
#define UC_LOGLIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/mse/dense.h"
#include "estimators/mse/existence.h"
#include "estimators/mse/layout.h"
#include "estimators/mse/newton.h"

typedef struct uc_loglin_fit {
    unsigned existence;  /* 0 fine, 1 no finite estimate, 2 not identifiable, 3 both, 4
                            not  reached in double precision */
    bool on_face;        /* existence is 0 on a face only (facial workspaces) */
    size_t n_parameters; /* intercept and terms at minus infinity included */
    size_t n_boundary;   /* terms at minus infinity */
    long df; /* kept cells - finite parameters; on a face: its cells - rank */
    /* What follows is NAN when existence is not 0. */
    double hidden;   /* persons on no list, expected */
    double estimate; /* persons, observed + hidden */
    double loglik;   /* Poisson, constants included */
    double deviance; /* against the saturated model of the kept cells */
    double aic, bic;
    double aicc; /* INFINITY when n_parameters >= people - 1 */
} uc_loglin_fit;

/** Scratch for one thread; the last fit stays in it. */
typedef struct uc_loglin_ws {
    unsigned n_lists;
    uc_newton *newton;
    uc_newton_point point; /* of the last fit */
    uc_newton_point base;  /* the caller's, to keep a point between fits */
    uc_layout layout;
    double *h, *inv_d, *inverse; /* of the last uc_loglin_variance() */
    size_t max_terms;
    bool facial;  /* the caller's: admit models whose hidden count is estimable on the
                     face of their supremum (face.h) */
    bool on_face; /* the last fit lies on one */
} uc_loglin_ws;

/** Allocates scratch. @param max_terms Terms a model may have, the intercept included.
 */
uc_status uc_loglin_ws_alloc(unsigned n_lists, size_t max_terms, uc_loglin_ws *ws,
                             uc_error *err) UC_MUST_CHECK;
void uc_loglin_ws_free(uc_loglin_ws *ws);

/** Fits a hierarchical model and estimates the population.
 *
 * Newton's method from the counts, to the last digits: max |N* - fitted margin| is
 * below 1e-9 of the people. Existence is certified by the last step (all changes above
 * -1/2 and no dependent pivot: x = mu(1+d) is a positive solution of A x = N*), else
 * decided by linear programme and rank.
 *
 * @param terms  n_terms masks without the intercept: down-closed, all main effects.
 * @param start  Means to start from (eta and mu), or NULL. Not changed.
 * @param fit    Set on UC_OK.
 * @return UC_OK, existence in the result; UC_ENOMEM; UC_ENUMERIC the estimate exists
 * but Newton's method did not reach it. Ref Fienberg (1972) Biometrika 59:591; Chan,
 * Silverman & Vincent (2021) JASA 116:1297.
 */
uc_status uc_loglin_fit_terms(uc_loglin_ws *ws, const uc_dense *table,
                              const uint32_t terms[], size_t n_terms,
                              const uc_newton_point *start, uc_loglin_fit *fit,
                              uc_error *err) UC_MUST_CHECK;

/** Computes the inverse information of the last fit with existence 0. */
void uc_loglin_variance(uc_loglin_ws *ws);

/** Covariance of the coefficients of ws->layout.term[i] and [j], after
 * uc_loglin_variance(). */
double uc_loglin_covariance(const uc_loglin_ws *ws, size_t i, size_t j);

/** Standard error of the estimate after uc_loglin_variance(): the square root of
 * hidden + hidden^2 Var(intercept), as Rcapture; Sandland & Cormack (1984) Biometrika
 * 71:27. */
double uc_loglin_std_error(const uc_loglin_ws *ws, const uc_loglin_fit *fit);

/** Largest |N* - fitted margin| over the terms of the last fit, persons. */
double uc_loglin_score(const uc_loglin_ws *ws, const uc_dense *table);

#endif
