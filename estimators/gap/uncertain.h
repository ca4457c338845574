/** @file uncertain.h
 * Sums and changes of estimates, with their uncertainty.
 *
 * Where estimates have draws (bootstrap replicates, posterior draws), replicate r goes
 * with replicate r, so that what they share cancels. Where only limits are known,
 * estimates are taken to be independent: limits of a sum and a difference by the method
 * of variance estimates recovery, those of a ratio by the same on the log scale, and
 * the probability of an increase from log-normal laws through the limits.
 *
 * Ref  Zou & Donner (2008) Stat. Med. 27:1693.
 */
#ifndef UC_UNCERTAIN_H
#define UC_UNCERTAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"
#include "estimators/gap/gap.h"

/** Where the uncertainty of a result comes from. */
typedef enum uc_uncertain_basis {
    UC_UNCERTAIN_DRAWS,
    UC_UNCERTAIN_LIMITS,
    UC_UNCERTAIN_NONE /* some estimate has neither: no interval */
} uc_uncertain_basis;

typedef struct uc_uncertain {
    uc_figure figure;
    double level;       /* of its limits, in (0, 1); NAN: not known, 0.95 is assumed */
    const double *draw; /* n_draws, NAN where a replicate failed; borrowed; or NULL */
    size_t n_draws;
} uc_uncertain;

typedef struct uc_change {
    uc_figure ratio;      /* later / earlier */
    uc_figure difference; /* later - earlier */
    double probability;   /* of an increase; NAN without uncertainty */
    uc_uncertain_basis basis;
} uc_change;

/** Change from one estimate to a later one. Levels of both limits must be the same; by
 * draws the level is `level`. */
UC_API uc_status uc_uncertain_change(const uc_uncertain *earlier,
                                     const uc_uncertain *later, double level,
                                     uc_change *change, uc_error *err) UC_MUST_CHECK;

/** Sum over estimates that share no people; those without a value are left out.
 * @param sum    Figure, NAN with the reason of the first member where none has one.
 * @param basis  Set. */
UC_API uc_status uc_uncertain_sum(const uc_uncertain part[], size_t n_parts,
                                  double level, uc_figure *sum,
                                  uc_uncertain_basis *basis,
                                  uc_error *err) UC_MUST_CHECK;

/** Standard deviation of the logarithm of a log-normal law through the limits; NAN
 * where a limit is missing or not above 0. */
UC_API double uc_uncertain_log_sd(const uc_uncertain *estimate);

UC_API const char *uc_uncertain_basis_name(uc_uncertain_basis basis);

#endif
