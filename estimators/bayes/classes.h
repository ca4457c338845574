/** @file classes.h
 * Latent classes of persons with a stick-breaking prior: the sampler.
 *
 * Given her class a person is on each list independently. With n0 persons on no list
 * and prior 1/N, the observed counts have likelihood prod p_w^N_w / (1 - p_0)^n, and n0
 * is negative binomial(n, 1 - p_0) given the classes; there is no cap on it.
 */
#ifndef UC_CLASSES_H
#define UC_CLASSES_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/bayes/chains.h"
#include "estimators/mse/dense.h"

#define UC_CLASSES_MAX 64

/** Records of the sampler, in order. */
enum {
    UC_CLASSES_HIDDEN,   /* persons on no list */
    UC_CLASSES_LOG_MISS, /* log p_0/(1 - p_0) */
    UC_CLASSES_OCCUPIED, /* classes with observed persons */
    UC_CLASSES_N_RECORDS
};

/** What the chains share. */
typedef struct uc_classes {
    unsigned n_lists;
    size_t n_classes;
    double shape, rate; /* of the gamma prior of alpha */
    double n_people;
    size_t n_histories;
    uint32_t *history; /* those with people; owned */
    double *count;     /* owned */
} uc_classes;

/** @param n_classes  K, 1 to UC_CLASSES_MAX. */
uc_status uc_classes_init(const uc_dense *table, size_t n_classes, uc_classes *classes,
                          uc_error *err) UC_MUST_CHECK;
void uc_classes_clear(uc_classes *classes);

/** The sampler over `classes`, which must outlive it.
 *
 * One iteration: for each class, moves along the ridge on which its capture odds rise
 * while its share falls, with n0 and the allocation summed out; exchanges of labels;
 * then the Gibbs steps of the paper: allocation, n0, capture probabilities Beta(1,1),
 * sticks, alpha ~ Gamma(0.25, 0.25). The moves are what makes the chain fast: most
 * persons are hidden, and Gibbs steps given their number are short.
 * Ref Manrique-Vallier (2016) Biometrics 72:1246; Papaspiliopoulos & Roberts (2008)
 * Biometrika 95:169; van Dyk & Park (2008) JASA 103:790. */
uc_sampler uc_classes_sampler(const uc_classes *classes);

#endif
