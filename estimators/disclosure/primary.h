/** @file primary.h
 * Which cells are sensitive in themselves.
 *
 * Threshold: a count above 0 and below k. Dominance (n, k): the n largest contributors
 * make more than k percent of the cell. p percent, or prior-posterior (p, q): the
 * second largest contributor could estimate the largest within p percent, when everyone
 * knew the others within q percent before (100 for the p-percent rule).
 *
 * Ref  Hundepool et al. (2012) Statistical Disclosure Control, ch. 4 (table 4.2 for the
 *      protection that a cell then needs).
 */
#ifndef UC_PRIMARY_H
#define UC_PRIMARY_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"

/** Zeroed: no rule. */
typedef struct uc_primary_rules {
    double threshold;         /* k; 0: no threshold rule */
    size_t dominance_n;       /* 0: no dominance rule */
    double dominance_percent; /* in (0, 100) */
    double p, q;              /* p 0: no p-percent rule; q in (0, 100], p below q */
} uc_primary_rules;

/** @return UC_OK; UC_EINVAL, naming the rule and what is allowed. */
UC_API uc_status uc_primary_check(const uc_primary_rules *rules,
                                  uc_error *err) UC_MUST_CHECK;

/** The threshold rule. */
UC_API bool uc_primary_count(const uc_primary_rules *rules, double count);

/** The rules on magnitudes.
 * @param largest  The largest contributions in descending order, at least
 *                 max(2, dominance_n) of them or all there are.
 * @param total    Of all contributions, 0 or more.
 * @param protection  Set, where it is sensitive, to how far from the total an
 * attacker's limits must stay, above 0. */
UC_API bool uc_primary_magnitude(const uc_primary_rules *rules, const double largest[],
                                 size_t n, double total, double *protection);

#endif
