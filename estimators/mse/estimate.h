/** @file estimate.h
 * A multiple systems estimate with everything that must stand beside it.
 */
#ifndef UC_ESTIMATE_H
#define UC_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "data/capture_table.h"
#include "estimators/mse/model.h"
#include "estimators/mse/settings.h"
#include "estimators/registry.h"

/** How an estimate ended. A finding, not an error. */
typedef enum uc_mse_status {
    UC_MSE_OK,
    UC_MSE_NO_FINITE_ESTIMATE,
    UC_MSE_NOT_IDENTIFIABLE,
    UC_MSE_NO_FINITE_ESTIMATE_AND_NOT_IDENTIFIABLE,
    UC_MSE_TOO_FEW_LISTS,       /* fewer lists than the method needs */
    UC_MSE_TOO_MANY_LISTS,      /* more lists than the method takes */
    UC_MSE_NO_PEOPLE,           /* nobody observed */
    UC_MSE_NO_ADMISSIBLE_MODEL, /* no candidate has a finite, identifiable estimate */
    UC_MSE_MODEL_DOES_NOT_FIT,  /* fixed model names lists that the table does not have
                                 */
    UC_MSE_STOPPED,       /* the search limit ended before any candidate was found */
    UC_MSE_NOT_REACHED,   /* an estimate exists, but not in double precision */
    UC_MSE_NOT_CORRECTED, /* no correction of the bias is known for this case */
    UC_MSE_OUT_OF_RANGE,  /* the fit contradicts itself: see its text */
    UC_MSE_NOT_PROPER,    /* the posterior has no finite total under this prior */
    UC_MSE_N_STATUS       /* stores hold these numbers: new ones go above this line */
} uc_mse_status;

/** Returns the status code as reports print it: "ok", "no_finite_estimate", ... */
const char *uc_mse_status_name(uc_mse_status status);

/** Returns the status in one plain sentence without final period. */
const char *uc_mse_status_text(uc_mse_status status);

typedef struct uc_coefficient {
    uint32_t term;    /* 0: the intercept */
    double estimate;  /* NAN when boundary (minus infinity) or not estimable */
    double std_error; /* NAN when boundary */
    bool boundary;    /* true: estimated at minus infinity (empty margin) */
} uc_coefficient;

typedef struct uc_interval {
    uc_interval_kind kind;
    double level;     /* 0.95 */
    size_t top;       /* candidates in the replicates; UC_TOP_ALL; 0 for normal */
    double low, high; /* NAN: the limit does not exist; see note */
    double adjusted_low, adjusted_high; /* levels used; NAN where they do not apply */
    double mcse_low, mcse_high; /* Monte-Carlo standard errors of the limits; NAN also
                                   with fewer than 10 replicates beyond the limit */
    bool few_low, few_high;     /* fewer than 10 replicates beyond that limit */
    const char *note;           /* reason code of a missing limit, or NULL; static */
} uc_interval;

/** One bootstrap, for one number of candidate models. */
typedef struct uc_bootstrap {
    size_t top;
    size_t replicates, usable, failed;
    double std_error;
    double z0;           /* NAN when all replicates are on one side or none usable */
    double acceleration; /* NAN without jackknife, or when it does not exist */
    size_t ties;         /* replicates equal to the estimate */
    double jackknife_std_error; /* NAN without jackknife */
    double *estimate;           /* `replicates` values, NAN where failed; owned */
    char **model;               /* bracket notation of each, NULL where failed; owned */
    uc_mse_status *status;      /* of each replicate; owned */
    size_t n_jackknife;         /* distinct histories; 0 without jackknife */
    double *jackknife; /* delete-one estimates, NAN where there is none; owned */
    uint64_t *jackknife_count; /* people with that history; owned */
} uc_bootstrap;

typedef struct uc_search_report {
    bool searched; /* a criterion was minimised over models */
    unsigned max_order;
    bool proved_optimal;
    double criterion_gap; /* proved bound on how much better another model can be; 0 */
    uint64_t n_fits;
    size_t n_ties; /* other models with the same criterion */
} uc_search_report;

/** Range of estimates over admissible models within `within` criterion units. */
typedef struct uc_model_range {
    double within; /* 2 or 6 */
    double low, high;
    size_t n_models;
    bool complete; /* false: more models than were kept */
} uc_model_range;

/** A warning that stands beside the estimate in every output. */
typedef struct uc_warning {
    const char *code; /* static: "few_replicates_beyond_limit" */
    char *text;       /* sentence; owned */
} uc_warning;

/** A figure that only methods of one family have; reports print them in order. */
typedef struct uc_fact {
    const char *code;  /* static, for programs: "theta" */
    const char *label; /* static, for people, at most 18 characters: "Heterogeneity" */
    double value;      /* NAN where the fact is in words */
    char *text;        /* the fact in words; NULL: the number alone; owned */
} uc_fact;

/** Draws from a posterior, thinned to about the same number whatever the chains. */
typedef struct uc_draws {
    size_t n_chains; /* 0: the method has no posterior; 1: the draws are independent */
    size_t n_draws;  /* of each chain */
    double *persons; /* n_chains x n_draws: the number of persons; owned */
    bool mixed;      /* false: the chains disagree or move too slowly to be trusted */
} uc_draws;

/** Draws of all chains together that are kept for sums and files. */
#define UC_DRAWS_KEPT 4000
/** Posterior or Akaike weight of an interaction: summed over the models that hold it.
 */
typedef struct uc_term_weight {
    uint32_t term;
    double weight; /* 0 to 1 */
} uc_term_weight;

typedef struct uc_estimate {
    const uc_method *method;
    uc_mse_status status;
    bool on_face; /* status UC_MSE_OK holds on a face only (face.h) */
    size_t n_lists;
    uint64_t n_observed;
    uc_model model;  /* n_terms 0 when there is none */
    char *label;     /* the model's name where it is no list of terms; or NULL; owned */
    double estimate; /* persons, NAN when status is not UC_MSE_OK */
    double hidden;   /* persons */
    double std_error;    /* analytic, or of the posterior; persons */
    size_t n_parameters; /* terms at minus infinity included */
    size_t n_boundary;   /* terms at minus infinity */
    double loglik, aic, aicc, bic,
        deviance; /* AICc may be INFINITY: write as missing */
    long df;
    uc_coefficient *coefficient;
    size_t n_coefficients;
    uc_interval *interval; /* in the order kind, top, level */
    size_t n_intervals;
    uc_interval *given; /* intervals that the family itself made; owned */
    size_t n_given;
    uc_term_weight *weight; /* of a family that averages models; owned */
    size_t n_weights;
    uc_bootstrap *bootstrap; /* one per --top, same order */
    size_t n_bootstraps;
    uc_search_report search;
    uc_model_range range[2];
    bool has_range; /* false where models were not compared */
    uc_draws draws;
    uc_fact *fact;
    size_t n_facts;
    uc_warning *warning;
    size_t n_warnings;
} uc_estimate;

/** The status code of an estimate: as uc_mse_status_name(), or "ok_on_face". */
const char *uc_estimate_status_name(const uc_estimate *estimate);

/** Whether the estimate names a model: a list of terms, or a label. */
bool uc_estimate_has_model(const uc_estimate *estimate);

/** Writes the model: its label, or its terms, by list names unless `names` is NULL. */
void uc_estimate_write_model(const uc_estimate *estimate, char *const names[],
                             uc_sink *out);

/** Names the model of an estimate. @return UC_OK or UC_ENOMEM. */
uc_status uc_estimate_name(uc_estimate *estimate, const char *label,
                           uc_error *err) UC_MUST_CHECK;

/** Keeps an interval that the family made itself. @return UC_OK or UC_ENOMEM. */
uc_status uc_estimate_give(uc_estimate *estimate, const uc_interval *interval,
                           uc_error *err) UC_MUST_CHECK;

/** Adds a fact. @param code, label Static. @param fmt The fact in words, or NULL.
 * @return UC_OK or UC_ENOMEM. */
uc_status uc_estimate_fact(uc_estimate *estimate, uc_error *err, const char *code,
                           const char *label, double value, const char *fmt, ...)
    UC_PRINTF(6, 7) UC_MUST_CHECK;

/** Adds a warning. @param code Static. @return UC_OK or UC_ENOMEM. */
uc_status uc_estimate_warn(uc_estimate *estimate, uc_error *err, const char *code,
                           const char *fmt, ...) UC_PRINTF(4, 5) UC_MUST_CHECK;

/** Releases everything an estimate owns; a zeroed one is allowed. */
void uc_estimate_clear(uc_estimate *estimate);

#endif
