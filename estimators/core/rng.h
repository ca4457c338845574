/** @file rng.h
 * Counter-based random numbers: Philox 4x32-10 (Salmon et al. 2011 SC:16, Random123).
 *
 * A stream is named by seed, key (of data set and stratum), purpose and replicate,
 * never by a position in a run, so that any division of the work gives the same
 * numbers.
 */
#ifndef UC_RNG_H
#define UC_RNG_H

#include <stdint.h>

/** What a stream is for: streams of different purposes are independent. */
typedef enum uc_rng_purpose {
    UC_RNG_BOOTSTRAP = 1,
    UC_RNG_PARAMETRIC = 7,   /* replicates from a fitted model */
    UC_RNG_STD_ERROR = 8,    /* standard errors that only samples give */
    UC_RNG_SURVEY = 9,       /* replicate weights of a survey */
    UC_RNG_LINKAGE = 16,     /* versions of a linkage */
    UC_RNG_ADJUSTMENT = 20,  /* factors of a scale-up that are known with an error */
    UC_RNG_SUCCESSIVE = 21,  /* inclusion probabilities of successive sampling */
    UC_RNG_RECRUITMENT = 22, /* recruitment drawn again */
    /* Posteriors; the replicate is the chain. */
    UC_RNG_GRAPHS = 32,
    UC_RNG_CLASSES,
    UC_RNG_EFFECTS, /* of all interactions, before the threshold */
    UC_RNG_KEPT,    /* of those kept */
    UC_RNG_AVERAGE,
    UC_RNG_SIMULATE = 48, /* tables of a stated or fitted population */
    UC_RNG_GOODNESS = 49, /* the same, to see whether a model fits */
    UC_RNG_REPEATED = 64, /* people counted repeatedly on one list */
    UC_RNG_CROSSED = 65,  /* tables of lists and covariates */
    UC_RNG_FOLDS = 66     /* folds of cross-fitting */
} uc_rng_purpose;

typedef struct uc_rng {
    uint32_t key[2];
    uint32_t counter[4];
    uint32_t block[4];
    unsigned n_left; /* numbers of the block not used yet */
} uc_rng;

/** Starts the stream. */
void uc_rng_start(uc_rng *rng, uint64_t seed, uint64_t key, uc_rng_purpose purpose,
                  uint64_t replicate);

/** 32 random bits. */
uint32_t uc_rng_bits(uc_rng *rng);

/** Uniform on 0 ... n-1, without bias (Lemire 2019 ACM TOMACS 29:3). @param n Not 0. */
uint32_t uc_rng_below(uc_rng *rng, uint32_t n);

/** Uniform on the open interval (0, 1), 53 bits. */
double uc_rng_uniform(uc_rng *rng);

#endif
