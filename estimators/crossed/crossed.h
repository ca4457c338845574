/** @file crossed.h
 * Lists crossed with covariates: log-linear models with one hidden cell for every
 * combination of covariates.
 *
 * Every model holds the joint margin of the covariates, so that given a combination x
 * the histories are multinomial and the intercept of x has a closed form:
 * hidden_x = n_x / sum over observed histories w of exp(sum of the terms of w at x).
 * A term is a set of lists (some, not all of them) and a set of covariates; a family of
 * terms is hierarchical when every term with fewer of its lists (at least one) or
 * covariates is in it. All main effects of lists are.
 *
 * Extended maximum likelihood: where nobody has a term's lists at some levels of its
 * covariates the fitted means there are 0; those cells are dropped, and every
 * coefficient counts as a parameter still. The hidden people are then estimable or not
 * whichever level is coded first.
 *
 * People whose covariates are known in part are divided over the combinations they may
 * have in proportion to the fitted means, and the model fitted again (EM), as if what
 * is missing were missing at random given lists and other covariates.
 *
 * Ref  van der Heijden, Whittaker, Cruyff, Bakker & van der Vliet (2012) Ann. Appl.
 *      Stat. 6:831; Furnival & Wilson (1974) Technometrics 16:499 (search).
 */
#ifndef UC_CROSSED_H
#define UC_CROSSED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/core/cancel.h"

#define UC_CROSSED_MAX_LISTS      8
#define UC_CROSSED_MAX_COVARIATES 8
#define UC_CROSSED_MAX_CELLS      4096 /* combinations of covariates */
#define UC_CROSSED_MAX_TERMS      64   /* that a model may choose from */
#define UC_CROSSED_MISSING        UINT32_MAX

/** People by history and covariates. Rows are sorted and distinct. */
typedef struct uc_crossed_table {
    unsigned n_lists;
    size_t n_covariates, n_levels[UC_CROSSED_MAX_COVARIATES];
    size_t n_cells; /* product of the levels */
    size_t n_rows;
    uint32_t *history; /* n_rows; owned, as all below */
    uint32_t *level;   /* n_rows x n_covariates, or UC_CROSSED_MISSING */
    double *people;    /* n_rows */
    double n_people;
    bool incomplete; /* some level is missing */
} uc_crossed_table;

/** Groups rows. @param level  n x n_covariates. @param people  n, or NULL: one each.
 * @return UC_OK; UC_EINVAL out of range, or nobody's history; UC_ENOMEM. */
uc_status uc_crossed_group(unsigned n_lists, size_t n_covariates,
                           const size_t n_levels[], size_t n, const uint32_t history[],
                           const uint32_t level[], const double people[],
                           uc_crossed_table *table, uc_error *err) UC_MUST_CHECK;
void uc_crossed_table_clear(uc_crossed_table *table);

/** A term: lists and covariates that interact. */
typedef struct uc_crossed_term {
    uint32_t lists, covariates;
    size_t first, n_columns; /* its coefficients: product of (levels - 1) */
} uc_crossed_term;

/** The terms a model may choose from, main effects of lists first. */
typedef struct uc_crossed_terms {
    size_t n, n_main, n_columns;
    uc_crossed_term term[UC_CROSSED_MAX_LISTS + UC_CROSSED_MAX_TERMS];
    uint64_t below[UC_CROSSED_MAX_TERMS]; /* of choice j: itself and what it needs */
    uint64_t above[UC_CROSSED_MAX_TERMS]; /* of choice j: itself and what needs it */
} uc_crossed_terms;

/** Lists the terms of up to max_order lists and covariates together.
 * @return UC_OK; UC_EINVAL more than UC_CROSSED_MAX_TERMS. */
uc_status uc_crossed_terms_of(const uc_crossed_table *table, unsigned max_order,
                              uc_crossed_terms *terms, uc_error *err) UC_MUST_CHECK;

/* -- One model --------------------------------------------------------------------- */

typedef enum uc_crossed_end {
    UC_CROSSED_OK,
    UC_CROSSED_NO_ESTIMATE,      /* the likelihood has no finite maximum */
    UC_CROSSED_NOT_IDENTIFIABLE, /* dependent terms */
    UC_CROSSED_NOT_REACHED
} uc_crossed_end;

/** A fit and its scratch; one per thread. Arrays by cell and history have n_cells x
 * 2^lists values; all are owned. */
typedef struct uc_crossed_fit {
    const uc_crossed_table *table; /* borrowed */
    const uc_crossed_terms *terms; /* borrowed */
    const double *people;          /* of the rows; borrowed */
    uint64_t set;                  /* choices in the model; main effects always are */
    double *count;                 /* people, divided where covariates are missing */
    double *margin;      /* superset sums of count; [0] of a cell: all its people */
    double *keep;        /* 1, or 0 for cells above a coefficient of minus infinity */
    double *mu, *hidden; /* fitted means; n_cells */
    double *beta;        /* by column of all terms; 0 where not in the model */
    double loglik;       /* -sum log(n!) left out */
    size_t n_parameters; /* combinations of covariates included */
    bool converged;
    bool certified;   /* the last step shows that a finite estimate exists */
    bool dependent;   /* the last step met dependent columns */
    size_t n_columns; /* in the model and finite */
    size_t *column;   /* their places among all */
    size_t *local;    /* by column of all terms: its place in the model, or SIZE_MAX */
    size_t *group;    /* n_terms x n_cells: levels of a term's covariates there */
    size_t *place;    /* n_terms x n_cells: column of a term at a cell, or SIZE_MAX */
    size_t stride;
    double *h, *inv_d; /* factored information */
    double *score, *step, *trial, *sum;
    size_t *all_active, *n_active; /* columns of the model at each combination ... */
    uint32_t *all_mask;            /* ... and their lists; n_terms each */
    const size_t *active;          /* of the combination asked for last */
    const uint32_t *mask;
} uc_crossed_fit;

uc_status uc_crossed_fit_alloc(const uc_crossed_table *table,
                               const uc_crossed_terms *terms, uc_crossed_fit *fit,
                               uc_error *err) UC_MUST_CHECK;
void uc_crossed_fit_free(uc_crossed_fit *fit);

/** Loads people by row; NULL: the table's. */
void uc_crossed_load(uc_crossed_fit *fit, const double people[]);

/** Fits a model from fit->beta; fit->loglik is then the supremum, also where it is not
 * attained, up to 1e-8. Cost per step cells * columns^2. */
void uc_crossed_fit_model(uc_crossed_fit *fit, uint64_t set);

/** Why a model that was fitted last has an estimate or not: by the certificate, else by
 * linear programming. */
uc_status uc_crossed_exists(uc_crossed_fit *fit, uc_crossed_end *end,
                            uc_error *err) UC_MUST_CHECK;

/** Hidden people of the combinations that have a level of a covariate, or of all
 * (covariate SIZE_MAX), with the variance of the total. */
typedef struct uc_crossed_total {
    double observed, hidden, variance, low, high;
} uc_crossed_total;

/** @param z  Normal quantile; the interval is log-normal in the hidden part. Observed
 * includes, for people whose level is not known, their expected share. */
void uc_crossed_sum(const uc_crossed_fit *fit, size_t covariate, size_t level, double z,
                    uc_crossed_total *total);

/** Wald statistic of one choice in the model fitted last; infinity where a coefficient
 * is minus infinity. */
double uc_crossed_wald(uc_crossed_fit *fit, size_t choice);

/* -- Choice of the model ----------------------------------------------------------- */

typedef struct uc_crossed_choice {
    uint64_t set;
    double criterion;
    size_t n_fits;
    bool found;  /* some model has an estimate */
    bool proved; /* nothing better was left out */
} uc_crossed_choice;

/** Finds the hierarchical model of least 2k or k log(n) - 2 log-likelihood by branch
 * and bound. Proved for complete tables; for incomplete ones as far as EM finds the
 * maximum.
 * @param aic     By AIC instead of BIC.
 * @param hint    A model likely to be good; 0 is main effects. It only saves time.
 * @param limit   Fits allowed; 0: no limit. */
uc_status uc_crossed_search(uc_crossed_fit *fit, bool aic, uint64_t hint, size_t limit,
                            uc_cancel *cancel, uc_crossed_choice *choice,
                            uc_error *err) UC_MUST_CHECK;

#endif
