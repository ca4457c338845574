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

/** A history with people, or one on the way to such: its parent has one list less. */
typedef struct uc_class_row {
    uint32_t history;
    unsigned list; /* its lowest, which the parent has not */
    size_t parent; /* an earlier row */
    double count;
} uc_class_row;

/** What the chains share. */
typedef struct uc_classes {
    unsigned n_lists;
    size_t n_classes;
    size_t stride;      /* n_classes, and so many more that it is a multiple of 4 */
    double shape, rate; /* of the gamma prior of alpha */
    double n_people;
    size_t n_rows;     /* the first is the history of those on no list */
    uc_class_row *row; /* owned */
} uc_classes;

/** @param n_classes  K, 1 to UC_CLASSES_MAX. */
uc_status uc_classes_init(const uc_dense *table, size_t n_classes, uc_classes *classes,
                          uc_error *err) UC_MUST_CHECK;
void uc_classes_clear(uc_classes *classes);

/** The sampler over `classes`, which must outlive it.
 *
 * One iteration: exchanges of labels; a Hamiltonian path through the log odds of all
 * sticks and capture probabilities, with n0 and the allocation of persons to classes
 * summed out; then the Gibbs steps of the paper: allocation, n0, capture probabilities
 * Beta(1,1), alpha ~ Gamma(0.25, 0.25), sticks. The path is what makes the chain fast:
 * most persons are hidden, and the classes are hardly identified, so that Gibbs steps
 * given an allocation are short, while a path runs along the ridges. Its step adapts in
 * the first iterations and between rounds.
 * Ref Manrique-Vallier (2016) Biometrics 72:1246; Neal (2011) Handbook of MCMC, chapter
 * 5; Papaspiliopoulos & Roberts (2008) Biometrika 95:169; van Dyk & Park (2008) JASA
 * 103:790. Cost of an iteration about 100 times rows times classes. */
uc_sampler uc_classes_sampler(const uc_classes *classes);

#endif
