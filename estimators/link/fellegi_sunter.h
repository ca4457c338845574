/** @file fellegi_sunter.h
 * The Fellegi-Sunter model of record pairs, fitted by EM.
 *
 * A pair is a pattern: one level of agreement per field. Given whether the pair is one
 * person, fields are independent; a missing value says nothing. Probabilities refer to
 * the pairs that were compared, not to all pairs.
 */
#ifndef UC_FELLEGI_SUNTER_H
#define UC_FELLEGI_SUNTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/cases/case_rules.h"
#include "estimators/link/similarity.h"

/** Bits of a pattern that hold one level. */
#define UC_LINK_LEVEL_BITS 3u

static inline unsigned uc_link_level(uint32_t pattern, size_t field)
{
    return pattern >> (UC_LINK_LEVEL_BITS * field) & 7u;
}

typedef struct uc_link_model {
    size_t n_fields;
    double m[UC_CASE_MAX_FIELDS]
            [UC_LINK_LEVELS]; /* given one person; [0] is not used */
    double u[UC_CASE_MAX_FIELDS][UC_LINK_LEVELS]; /* given two persons */
    double match;   /* share of the compared pairs that are one person */
    size_t n_steps; /* EM steps taken */
    bool converged;
    bool separated; /* agreement on most fields is likelier for one person */
} uc_link_model;

/** Fits the model.
 * @param patterns  n_patterns different patterns.
 * @param counts    How many pairs have each.
 * Ref Fellegi & Sunter (1969) JASA 64:1183; Winkler (1988) Proc. Survey Research
 * Methods Section, ASA: 667. Cost patterns * fields per step. */
void uc_link_model_fit(const uint32_t patterns[], const double counts[],
                       size_t n_patterns, size_t n_fields, uc_link_model *model);

/** Probability that a pair with this pattern is one person. */
double uc_link_model_probability(const uc_link_model *model, uint32_t pattern);

/** Match weight: log2 of the likelihood ratio. */
double uc_link_model_weight(const uc_link_model *model, uint32_t pattern);

#endif
