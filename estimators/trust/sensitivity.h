/** @file sensitivity.h
 * One estimate beside all that it would be if a choice, a list or an assumption were
 * another: how far the number can be trusted.
 */
#ifndef UC_SENSITIVITY_H
#define UC_SENSITIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/mse/batch.h"
#include "estimators/mse/estimate.h"

/** What is varied. In the order of reports. */
typedef enum uc_sensitivity_kind {
    UC_SENSITIVITY_BASE,         /* the estimate itself */
    UC_SENSITIVITY_LIST,         /* one list left out */
    UC_SENSITIVITY_MERGED,       /* two lists as one */
    UC_SENSITIVITY_STRATUM,      /* one stratum left out, and the sum over strata */
    UC_SENSITIVITY_METHOD,       /* every method */
    UC_SENSITIVITY_MODELS,       /* models nearly as good as the chosen one */
    UC_SENSITIVITY_THRESHOLD,    /* p threshold of stepwise */
    UC_SENSITIVITY_ORDER,        /* largest interaction */
    UC_SENSITIVITY_TOP,          /* models that replicates choose from: the interval */
    UC_SENSITIVITY_EXISTENCE,    /* estimates on a face admitted or not */
    UC_SENSITIVITY_HIGHEST,      /* interaction of all lists, xi */
    UC_SENSITIVITY_TWO_LISTS,    /* odds ratio of two lists, the others ignored */
    UC_SENSITIVITY_PAIR,         /* odds ratio of a pair within the chosen model */
    UC_SENSITIVITY_MISSED,       /* links missed */
    UC_SENSITIVITY_FALSE,        /* false links */
    UC_SENSITIVITY_OUT_OF_SCOPE, /* records of others than the population */
    UC_SENSITIVITY_N
} uc_sensitivity_kind;

/** The kind as data formats write it ("leave_one_list_out"), and as a heading. */
const char *uc_sensitivity_name(uc_sensitivity_kind kind);
const char *uc_sensitivity_title(uc_sensitivity_kind kind);

typedef struct uc_sensitivity_row {
    uc_sensitivity_kind kind;
    char *label; /* what is otherwise: "without LA"; owned */
    const uc_method *method;
    uint64_t n_observed;
    double estimate, low, high; /* persons; NAN where there is none */
    const char *reason;         /* static code, why there is no estimate; or NULL */
    const char *no_interval;    /* static code, why there are no limits; or NULL */
    /* Estimate over that of the base; for a part of the people, of the estimates per
     * person observed. NAN without both. */
    double ratio;
    char *model;    /* in bracket notation of its own lists, or NULL; owned */
    double odds;    /* of two lists, or xi; NAN where another thing is varied */
    size_t list[2]; /* the two lists of an odds ratio */
} uc_sensitivity_row;

/** One list's people, estimated from the other lists, beside their known number.
 * Binette & Steorts (2022) JRSS A 185:640. */
typedef struct uc_consistency_row {
    const uc_method *method;
    size_t list;
    uint64_t known;    /* people on the list */
    uint64_t observed; /* of them, on another list too */
    double estimate, low, high;
    const char *reason, *no_interval;
    double log_ratio; /* log(estimate / known); NAN without estimate */
    bool covered;     /* low <= known <= high */
} uc_consistency_row;

/** Of one method, over lists that share at least min_shared people with the others. */
typedef struct uc_consistency_summary {
    const uc_method *method;
    size_t n_lists;     /* of enough people */
    size_t n_estimates; /* of them, with an estimate */
    size_t n_intervals; /* of them, with limits */
    size_t n_covered;
    double mean_log_ratio; /* NAN without estimates */
} uc_consistency_summary;

typedef struct uc_sensitivity_opts {
    const uc_capture_set *set; /* of a batch: one stratum or more; borrowed */
    const uc_method *const *method;
    size_t n_methods; /* the first is the base; all are checked for consistency */
    const uc_mse_settings *settings;
    const double *odds; /* n_odds odds ratios, also for xi */
    size_t n_odds;
    const double *rate; /* n_rates shares of records in error */
    size_t n_rates;
    bool short_form;  /* lists left out and models nearly as good only; */
    bool pairs;       /* and the odds ratios of pairs, */
    bool consistency; /* and the consistency of lists */
    uint64_t minimum; /* people that a list must share for the summary */
} uc_sensitivity_opts;

typedef struct uc_sensitivity {
    uc_sensitivity_row *row; /* n_rows by kind; the first is the base; owned */
    size_t n_rows, capacity;
    uc_consistency_row *consistency; /* methods by lists; owned */
    size_t n_consistency;
    uc_consistency_summary *summary; /* one per method; owned */
    size_t n_summaries;
    double level; /* of all limits */
} uc_sensitivity;

/** Makes all the estimates as one batch.
 *
 * Strata are pooled; each is then left out in turn. Limits are those of the first kind
 * of interval asked for; only the base and the consistency of lists are bootstrapped.
 * @param batch  Threads, cancel token and progress; its store is not used.
 * @param found  Set on UC_OK; uc_sensitivity_clear() it.
 * @return UC_OK, findings included; UC_EINVAL; UC_ENOMEM; UC_ENUMERIC; UC_ECANCELED. */
uc_status uc_sensitivity_find(const uc_sensitivity_opts *opts,
                              const uc_batch_opts *batch, uc_sensitivity *found,
                              uc_error *err) UC_MUST_CHECK;

void uc_sensitivity_clear(uc_sensitivity *found);

/** The row of a kind that is farthest from the base, in logarithms of the ratio.
 * @return NULL when no row of the kind has a ratio. */
const uc_sensitivity_row *uc_sensitivity_farthest(const uc_sensitivity *found,
                                                  uc_sensitivity_kind kind);

/** Sums the rows of consistency of one method over lists with at least `minimum` people
 * on other lists. */
uc_consistency_summary uc_consistency_sum(const uc_consistency_row rows[], size_t n,
                                          const uc_method *method, uint64_t minimum);

#endif
