/** @file prop_ci.h
 * Intervals for a proportion estimated from a survey.
 *
 * All use Student's t with the design's degrees of freedom. Where the sample has no
 * event at all, or nothing but events, none of the usual formulas says anything; the
 * limit of Korn & Graubard is used instead and the result is marked.
 * Ref  Korn & Graubard (1998) Survey Methodology 24:193; Wilson (1927) JASA 22:209;
 *      Rao & Scott (1984) Ann. Statist. 12:46 (likelihood).
 */
#ifndef UC_SURVEY_PROP_CI_H
#define UC_SURVEY_PROP_CI_H

#include <stddef.h>

#include "data/base/status.h"

typedef enum uc_prop_method {
    UC_PROP_LOGIT,  /* on the logit scale */
    UC_PROP_XLOGIT, /* the same limits: kept because the field has two names for them */
    UC_PROP_ASIN,   /* on the scale asin(sqrt(p)) */
    UC_PROP_MEAN,   /* p +- t se, may leave [0, 1] */
    UC_PROP_LIKELIHOOD, /* profile of the working binomial likelihood, scaled by the
                           design effect */
    UC_PROP_BETA,       /* Korn & Graubard */
    UC_PROP_WILSON,     /* with the effective sample size */
    UC_N_PROP_METHODS
} uc_prop_method;

/** What an interval rests on: a finding. */
typedef enum uc_prop_outcome {
    UC_PROP_OK,
    UC_PROP_NO_EVENTS,  /* none in the sample: low is 0, high the Korn-Graubard limit */
    UC_PROP_ALL_EVENTS, /* likewise at 1 */
    UC_PROP_NO_VARIANCE, /* events, but a standard error of 0 or none: no limits */
    UC_PROP_NO_DATA
} uc_prop_outcome;

typedef struct uc_prop_data {
    double p, se;    /* estimate and design-based standard error */
    size_t n;        /* respondents in the design (what n-1 refers to) */
    size_t n_domain; /* respondents the proportion is of */
    double df;       /* degrees of freedom; INFINITY: normal */
    double kish;     /* 1 + cv^2 of the weights of the domain */
    double deff;     /* declared design effect for the case without events; 0: none */
    double se_logit; /* standard error on the logit scale, from replicates; 0: by the
                        delta method */
} uc_prop_data;

typedef struct uc_prop_interval {
    uc_prop_outcome outcome;
    double low, high; /* NAN where there is none */
    double n_effective;
} uc_prop_interval;

/** Computes the interval at `level` (0.95).
 * Without events n_eff = n/deff (t_{n-1}/t_df)^2, deff at least Kish's factor, and the
 * limit is 1 - (alpha/2)^(1/n_eff). */
UC_API void uc_prop_ci(uc_prop_method method, const uc_prop_data *data, double level,
                       uc_prop_interval *interval);

/** Name of a method, or NULL beyond the last. */
UC_API const char *uc_prop_method_name(uc_prop_method method);

/** Corrects a proportion for a status that is answered wrongly, with uncertain
 * sensitivity and specificity: (p + sp - 1) / (se + sp - 1).
 * Variance by the delta method, the three taken as independent. Ref Rogan & Gladen
 * (1978) Am. J. Epidemiol. 107:71; Lang & Reiczigel (2014) Prev. Vet. Med. 113:13. */
typedef struct uc_misclassified {
    double sensitivity, specificity;       /* of the answer */
    double se_sensitivity, se_specificity; /* 0: known */
} uc_misclassified;

typedef enum uc_misclassified_outcome {
    UC_MISCLASSIFIED_OK,
    UC_MISCLASSIFIED_CLIPPED,      /* below 0 or above 1 before it was cut to [0, 1] */
    UC_MISCLASSIFIED_UNINFORMATIVE /* se + sp <= 1: the answer says nothing */
} uc_misclassified_outcome;

UC_API uc_misclassified_outcome uc_misclassified_correct(const uc_misclassified *known,
                                                         double p, double se,
                                                         double *corrected,
                                                         double *corrected_se);

#endif
