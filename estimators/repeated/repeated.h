/** @file repeated.h
 * Size of a population from how often each member was counted on one list.
 *
 * Zero-truncated regressions: log of the mean count is linear in the covariates. The
 * total is Horvitz and Thompson's sum of 1/p_i over those counted, its variance that of
 * who happens to be counted plus that of the coefficients (observed information).
 *
 * A negative binomial that runs to its boundary has no estimate of its own: towards the
 * logarithmic series the total has no bound; towards Poisson it is Poisson's. Both are
 * outcomes, where a maximiser that stops somewhere on the way prints a number.
 *
 * Ref  van der Heijden, Cruyff & van Houwelingen (2003) Stat. Neerl. 57:289; van der
 *      Heijden et al. (2003) Stat. Modelling 3:305; Boehning & van der Heijden (2009)
 *      Ann. Appl. Stat. 3:595; Gurmu (1991) J. Bus. Econ. Stat. 9:215 (the test).
 */
#ifndef UC_REPEATED_H
#define UC_REPEATED_H

#include <stdbool.h>
#include <stddef.h>

#include "estimators/repeated/repeated_data.h"
#include "estimators/repeated/truncated.h"

typedef enum uc_repeated_end {
    UC_REPEATED_OK,
    UC_REPEATED_NO_PEOPLE,   /* no cells */
    UC_REPEATED_NO_REPEATS,  /* nobody was counted twice: no bound on the total */
    UC_REPEATED_SEPARATED,   /* covariates tell some of those counted once apart */
    UC_REPEATED_LOG_SERIES,  /* negative binomial: at r = 0, the total has no bound */
    UC_REPEATED_AT_POISSON,  /* negative binomial: no heterogeneity; use Poisson */
    UC_REPEATED_NOT_REACHED, /* there is an estimate, out of reach in double */
    UC_N_REPEATED_ENDS
} uc_repeated_end;

/** "ok", "no_people", "nobody_twice", "separated", "log_series", "no_heterogeneity",
 * "not_reached": codes of reports/reasons.h. */
const char *uc_repeated_end_name(uc_repeated_end end);

typedef struct uc_repeated_fit {
    uc_repeated_model model;
    uc_repeated_end end;
    size_t n_kept;
    double *eta;  /* n_patterns, in the terms of truncated.h; owned as all below */
    double *beta; /* n_kept, of the scaled design and eta as above */
    double *covariance; /* (n_kept+1)^2: of beta, and of log r last; row-major */
    size_t stride;      /* n_kept + 1 */
    double r;           /* shape of the negative binomial, 1/alpha */
    double loglik;
    size_t n_parameters;
    double n_used; /* people the likelihood is about */
} uc_repeated_fit;

/** Fits one model by Newton's method; the negative binomial by the roots of its profile
 * score in r, where the likelihood may have several maxima.
 * @param people  Of each cell, or NULL: data->people.
 * @param fit     Set on UC_OK; uc_repeated_fit_clear() it. See fit->end.
 * @return UC_OK; UC_ENOMEM; UC_ENUMERIC the linear programme gave no answer. */
uc_status uc_repeated_fit_model(const uc_repeated_data *data, uc_repeated_model model,
                                const double people[], uc_repeated_fit *fit,
                                uc_error *err) UC_MUST_CHECK;
void uc_repeated_fit_clear(uc_repeated_fit *fit);

/** A coefficient in the terms of the paper: of log lambda, or of logit of the share
 * counted twice (Chao, Zelterman); per unit of a measure.
 * @param kept  Place among the kept columns; 0 is the intercept. */
void uc_repeated_coefficient(const uc_repeated_data *data, const uc_repeated_fit *fit,
                             size_t kept, double *value, double *std_error);

typedef struct uc_repeated_total {
    double observed, hidden, total;
    double variance_counted, variance_model, variance;
    double low, high;               /* log-normal interval of the hidden part */
    double normal_low, normal_high; /* the symmetric one, not below those observed */
} uc_repeated_total;

/** The total of all, or of the patterns with one level of one category.
 * @param people     As for the fit.
 * @param covariate  SIZE_MAX: all.
 * @param z          Normal quantile of the level, 1.96 for 95 %. */
void uc_repeated_sum(const uc_repeated_data *data, const uc_repeated_fit *fit,
                     const double people[], size_t covariate, size_t level, double z,
                     uc_repeated_total *total);

#endif
