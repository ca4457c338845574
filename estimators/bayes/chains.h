/** @file chains.h
 * Markov chains side by side, run until they have mixed or may run no longer.
 *
 * Rounds of equal length double: every chain goes on from where it stood, and only the
 * last round counts, so that about half of every run is warm-up. Between rounds a
 * sampler may adapt itself, never within one. Each chain has its own random stream, so
 * results do not depend on threads.
 */
#ifndef UC_CHAINS_H
#define UC_CHAINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/bayes/mixing.h"
#include "estimators/core/cancel.h"
#include "estimators/core/rng.h"

/** Draws of one chain that are kept at most, or twice the target over all chains where
 * that is more; longer rounds are thinned to it. */
#define UC_CHAINS_KEEP 4096

/** A sampler. A chain's state is the sampler's own; one thread uses it at a time. */
typedef struct uc_sampler {
    const void *ctx;   /* shared by the chains, not changed */
    size_t state_size; /* bytes of a chain's state, zeroed */
    size_t n_recorded; /* numbers recorded at each iteration, at least 1 */
    /* Puts the chain at a start of its own, far from the others. */
    uc_status (*start)(const void *ctx, void *state, size_t chain, uc_rng *rng,
                       uc_error *err);
    void (*step)(const void *ctx, void *state, uc_rng *rng);
    void (*record)(const void *ctx, const void *state, double out[]);
    void (*adapt)(const void *ctx, void *state); /* between rounds; or NULL */
    void (*release)(void *state);                /* or NULL */
} uc_sampler;

typedef struct uc_chains_opts {
    uint64_t seed, key;
    uc_rng_purpose purpose;
    size_t n_chains;    /* 2 or more */
    size_t first_round; /* iterations of the first round, at least 16 */
    size_t most;        /* iterations of one chain over all rounds, at most */
    double target;      /* effective draws wanted, bulk and tail */
    size_t n_monitored; /* the first so many records decide, at least 1 */
    size_t n_threads;
    uc_cancel *cancel;
} uc_chains_opts;

typedef struct uc_chains {
    size_t n_chains, n_draws, n_recorded;
    double *draw;       /* n_recorded x n_chains x n_draws; owned */
    uint64_t n_warm_up; /* iterations of each chain before the kept round */
    uint64_t n_kept;    /* of the kept round */
    uint64_t thin;      /* every so many-th iteration is recorded */
    uc_mixing worst;    /* over the monitored: largest R-hat, least effective sizes */
    bool mixed;         /* R-hat at most 1.01 and both sizes at the target */
} uc_chains;

/** Runs the chains.
 * @return UC_OK, mixed or not; UC_EINVAL; UC_ENOMEM; UC_ECANCELED; what start says. */
uc_status uc_chains_run(const uc_sampler *sampler, const uc_chains_opts *opts,
                        uc_chains *chains, uc_error *err) UC_MUST_CHECK;

void uc_chains_clear(uc_chains *chains);

/** All kept draws of one recorded number: n_chains x n_draws. */
const double *uc_chains_of(const uc_chains *chains, size_t recorded);

#endif
