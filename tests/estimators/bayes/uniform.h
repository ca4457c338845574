/** @file uniform.h
 * Whether ranks of simulation-based calibration are uniform. Talts, Betancourt,
 * Simpson, Vehtari & Gelman (2018) arXiv:1804.06788.
 */
#ifndef UC_TESTS_UNIFORM_H
#define UC_TESTS_UNIFORM_H

#include <stddef.h>

/** Bins of a rank histogram. */
#define UNIFORM_BINS 10

/** 99.9% point of chi-square on 9 degrees of freedom: a right sampler fails one seed in
 * a thousand, and the seed is fixed. */
#define UNIFORM_LIMIT 27.88

typedef struct uniform {
    double bin[UNIFORM_BINS];
    double n;
} uniform;

/** Adds a rank in [0, 1]. */
static inline void uniform_add(uniform *u, double rank)
{
    const size_t bin = (size_t)(rank * UNIFORM_BINS);

    u->bin[bin < UNIFORM_BINS ? bin : UNIFORM_BINS - 1] += 1.0;
    u->n += 1.0;
}

static inline double uniform_chi2(const uniform *u)
{
    const double want = u->n / UNIFORM_BINS;
    double sum = 0.0;

    for (size_t i = 0; i < UNIFORM_BINS; i++)
        sum += (u->bin[i] - want) * (u->bin[i] - want) / want;
    return sum;
}

/** Rank of a value among draws, ties divided at random by `split` in (0, 1). */
static inline double uniform_rank(const double draw[], size_t n, double value,
                                  double split)
{
    double below = 0.0;

    for (size_t i = 0; i < n; i++)
        below += draw[i] < value ? 1.0 : draw[i] == value ? split : 0.0;
    return below / (double)n;
}

#endif
