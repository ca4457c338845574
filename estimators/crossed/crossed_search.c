/* crossed_search.c - the best model of lists and covariates, by branch and bound */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"
#include "estimators/crossed/crossed.h"

/* Models nearer than this to the best are looked at, not pruned: likelihoods are known
 * to less. */
#define MARGIN 1e-7

typedef struct search {
    uc_crossed_fit *fit;
    double price; /* of a parameter */
    size_t limit;
    uc_cancel *cancel;
    uc_crossed_choice *choice;
    uc_error *err;
} search;

static double penalty(const search *s, uint64_t set)
{
    const uc_crossed_terms *terms = s->fit->terms;
    size_t j, k = s->fit->table->n_cells;

    for (j = 0; j < terms->n; j++)
        if (j < terms->n_main || (set >> (j - terms->n_main) & 1) != 0)
            k += terms->term[j].n_columns;
    return s->price * (double)k;
}

static uc_status fit_set(search *s, uint64_t set, const double start[])
{
    if (start != NULL)
        memcpy(s->fit->beta, start, s->fit->terms->n_columns * sizeof *start);
    uc_crossed_fit_model(s->fit, set);
    s->choice->n_fits++;
    if (uc_cancelled(s->cancel))
        return uc_fail(s->err, UC_ECANCELED, "stopped");
    return UC_OK;
}

/* Takes the model fitted last if it is better and has an estimate. Of two as good, the
 * one with fewer parameters, then the lower set: what was found first does not matter.
 */
static uc_status offer(search *s)
{
    const double criterion = penalty(s, s->fit->set) - 2.0 * s->fit->loglik;
    uc_crossed_choice *c = s->choice;
    uc_crossed_end end;
    uc_status status;

    if (c->found && criterion > c->criterion - MARGIN &&
        (criterion > c->criterion + MARGIN ||
         penalty(s, s->fit->set) > penalty(s, c->set) ||
         (penalty(s, s->fit->set) == penalty(s, c->set) && s->fit->set >= c->set)))
        return UC_OK;
    status = uc_crossed_exists(s->fit, &end, s->err);
    if (status == UC_OK && end == UC_CROSSED_OK) {
        c->found = true;
        c->set = s->fit->set;
        c->criterion = criterion;
    }
    return status;
}

static bool hopeless(const search *s, double bound)
{
    return s->choice->found && bound > s->choice->criterion + MARGIN;
}

/* A node: the best that can be had of it, and what its terms are worth. */
typedef struct node {
    uint64_t forced, allowed;
    double loglik;                     /* of all allowed terms */
    double cost[UC_CROSSED_MAX_TERMS]; /* Wald statistic of each per coefficient */
    double *start;                     /* coefficients of all allowed terms */
    bool stands;                       /* the fit is that of all allowed terms */
} node;

/* Terms that cannot be in a better model than the best known. */
static uint64_t useless(const search *s, const node *at)
{
    const uc_crossed_terms *terms = s->fit->terms;
    uint64_t gone = 0;
    size_t j;

    for (j = 0; j < terms->n - terms->n_main; j++)
        if (((at->allowed & ~at->forced) >> j & 1) != 0 &&
            hopeless(s, penalty(s, at->forced | terms->below[j]) - 2.0 * at->loglik))
            gone |= terms->above[j];
    return gone & at->allowed;
}

static void note_fit(search *s, node *at)
{
    at->loglik = s->fit->loglik;
    at->stands = true;
    memcpy(at->start, s->fit->beta, s->fit->terms->n_columns * sizeof *at->start);
}

/* Takes useless terms away and fits the rest, until none goes; then what the others are
 * worth. */
static uc_status shrink(search *s, node *at)
{
    const uc_crossed_terms *terms = s->fit->terms;
    uint64_t gone;
    uc_status status = UC_OK;
    size_t j;

    while (status == UC_OK && (gone = useless(s, at)) != 0) {
        at->allowed &= ~gone;
        status = fit_set(s, at->allowed, at->start);
        note_fit(s, at);
    }
    if (status == UC_OK && !at->stands) {
        status = fit_set(s, at->allowed, at->start);
        note_fit(s, at);
    }
    for (j = 0; j < terms->n - terms->n_main; j++)
        if (((at->allowed & ~at->forced) >> j & 1) != 0)
            at->cost[j] = uc_crossed_wald(s->fit, j) /
                          (double)terms->term[j + terms->n_main].n_columns;
    return status;
}

/* The undecided term whose going costs most. */
static size_t dearest(const search *s, const node *at)
{
    size_t j, best = SIZE_MAX;

    for (j = 0; j < s->fit->terms->n - s->fit->terms->n_main; j++)
        if (((at->allowed & ~at->forced) >> j & 1) != 0 &&
            (best == SIZE_MAX || at->cost[j] > at->cost[best]))
            best = j;
    return best;
}

static uc_status branch(search *s, uint64_t forced, uint64_t allowed);

/* Decides one term after the other: what is without it, then it stays. */
static uc_status decide(search *s, node *at)
{
    const uc_crossed_terms *terms = s->fit->terms;
    uc_status status = shrink(s, at);

    while (status == UC_OK && !hopeless(s, penalty(s, at->forced) - 2.0 * at->loglik)) {
        const size_t j = dearest(s, at);

        if (j == SIZE_MAX) {
            if (!at->stands)
                status = fit_set(s, at->allowed, at->start);
            return status == UC_OK ? offer(s) : status;
        }
        if (s->limit > 0 && s->choice->n_fits >= s->limit) {
            s->choice->proved = false;
            return UC_OK;
        }
        at->stands = false;
        status = fit_set(s, at->allowed & ~terms->above[j], at->start);
        if (status == UC_OK)
            status = branch(s, at->forced, at->allowed & ~terms->above[j]);
        at->forced |= terms->below[j];
        if (status == UC_OK && useless(s, at) != 0)
            status = shrink(s, at);
    }
    return status;
}

/* Every model between forced and allowed; the fit stands at allowed. */
static uc_status branch(search *s, uint64_t forced, uint64_t allowed)
{
    node *at;
    uc_status status;

    if (hopeless(s, penalty(s, forced) - 2.0 * s->fit->loglik))
        return UC_OK;
    at = calloc(1, sizeof *at);
    if (at != NULL)
        at->start = malloc(s->fit->terms->n_columns * sizeof *at->start);
    if (at == NULL || at->start == NULL) {
        free(at);
        return uc_fail(s->err, UC_ENOMEM, "no memory for the search");
    }
    at->forced = forced;
    at->allowed = allowed;
    note_fit(s, at);
    status = decide(s, at);
    free(at->start);
    free(at);
    return status;
}

/* A good first model: terms that are not worth their parameters leave one by one. */
static uc_status eliminate(search *s, uint64_t set)
{
    const uc_crossed_terms *terms = s->fit->terms;
    const size_t n = terms->n - terms->n_main;
    uc_status status = fit_set(s, set, NULL);

    while (status == UC_OK) {
        size_t j, worst = SIZE_MAX;
        double least = 0.0;

        status = offer(s);
        for (j = 0; j < n; j++) {
            double gain;

            if ((set >> j & 1) == 0 || (terms->above[j] & set) != (uint64_t)1 << j)
                continue;
            gain = uc_crossed_wald(s->fit, j) -
                   s->price * (double)terms->term[j + terms->n_main].n_columns;
            if (gain < least) {
                least = gain;
                worst = j;
            }
        }
        if (worst == SIZE_MAX || status != UC_OK)
            break;
        set &= ~((uint64_t)1 << worst);
        status = fit_set(s, set, NULL);
    }
    return status;
}

uc_status uc_crossed_search(uc_crossed_fit *fit, bool aic, uint64_t hint, size_t limit,
                            uc_cancel *cancel, uc_crossed_choice *choice, uc_error *err)
{
    const size_t n = fit->terms->n - fit->terms->n_main;
    const uint64_t all = n == 64 ? ~(uint64_t)0 : ((uint64_t)1 << n) - 1;
    uc_crossed_choice made = {.proved = true};
    search s = {.fit = fit,
                .price = aic ? 2.0 : uc_log(fit->table->n_people),
                .limit = limit,
                .cancel = cancel,
                .choice = &made,
                .err = err};
    uc_status status = fit_set(&s, hint, NULL);

    if (status == UC_OK)
        status = offer(&s);
    if (status == UC_OK)
        status = eliminate(&s, all);
    if (status == UC_OK)
        status = fit_set(&s, all, NULL);
    if (status == UC_OK)
        status = branch(&s, 0, all);
    if (status == UC_OK && made.found)
        status = fit_set(&s, made.set, NULL);
    if (status == UC_OK)
        *choice = made;
    return status;
}
