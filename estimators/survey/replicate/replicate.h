/** @file replicate.h
 * Replicate weights: jackknife, balanced half-samples, bootstrap, or as given.
 *
 * V = scale * sum over r of rscale_r (theta_r - c)^2, c the mean of the replicates or
 * the full estimate. Weights are made one replicate at a time: no matrix of rows times
 * replicates is held.
 * Ref  Wolter (2007) Introduction to variance estimation; Rao & Wu (1988) JASA 83:231;
 *      Canty & Davison (1999) The Statistician 48:379; Preston (2009) Survey
 * Methodology 35:227; Judkins (1990) J. Official Statistics 6:223 (Fay).
 */
#ifndef UC_SURVEY_REPLICATE_H
#define UC_SURVEY_REPLICATE_H

#include "estimators/survey/weights/calibrate.h"
#include "estimators/survey/design.h"
#include "estimators/survey/target.h"

typedef enum uc_replicate_kind {
    UC_REPLICATE_JK1,       /* one unit left out; unstratified */
    UC_REPLICATE_JKN,       /* one unit left out of its stratum */
    UC_REPLICATE_BRR,       /* balanced half-samples; two units in each stratum */
    UC_REPLICATE_FAY,       /* the same with factors 2-rho and rho */
    UC_REPLICATE_BOOTSTRAP, /* n units from the stratum, or from its finite population
                             */
    UC_REPLICATE_RAO_WU,    /* n-1 units from the stratum, rescaled */
    UC_REPLICATE_PRESTON,   /* half of the units at every stage, rescaled */
    UC_REPLICATE_GIVEN,     /* columns of the file */
    UC_N_REPLICATE_KINDS
} uc_replicate_kind;

typedef struct uc_replicate_spec {
    uc_replicate_kind kind;
    size_t n;   /* replicates; 0: as many as the method has, 500 for a bootstrap */
    double rho; /* Fay's, in [0, 1) */
    bool mse;   /* centre at the full estimate, not at the mean of the replicates */
    uint64_t seed, key; /* of a bootstrap */
    /* UC_REPLICATE_GIVEN: */
    const double *const *weight; /* n columns of design->n values; borrowed */
    bool factors;                /* they multiply the weight, they are not weights */
    double scale;                /* NAN: by `given_as` */
    const double *rscale;        /* n values, or NULL: 1 each */
    uc_replicate_kind given_as;  /* what they are, for the scale: JK1, BRR, FAY, ... */
    double df;                   /* NAN: rank of the weights less 1 */
} uc_replicate_spec;

typedef struct uc_survey_replicates {
    uc_replicate_spec spec;
    const uc_design *design; /* borrowed */
    size_t n;
    double scale;
    double *rscale; /* n; owned */
    double df;
    const uint32_t *unit_of_row; /* what a factor belongs to; NULL: GIVEN */
    size_t n_units;
    uint32_t *left_out; /* jackknife: the unit that each replicate leaves out; owned */
} uc_survey_replicates;

/** Prepares replicates of a design.
 * @param reps  Set on UC_OK; uc_survey_replicates_clear() it. Borrows design and
 * columns.
 * @return UC_OK;
 *         UC_EDATA  the design does not fit the method (BRR without pairs, JK1 with
 *                   strata, a stratum with one unit under UC_LONELY_FAIL or ADJUST), a
 *                   number of replicates that it cannot have, a given weight missing;
 *         UC_EINVAL a setting out of range; UC_ENOMEM. */
UC_API uc_status uc_survey_replicates_make(const uc_replicate_spec *spec,
                                           const uc_design *design,
                                           uc_survey_replicates *reps,
                                           uc_error *err) UC_MUST_CHECK;
UC_API void uc_survey_replicates_clear(uc_survey_replicates *reps);

/** Factors of all units in replicate r (not for UC_REPLICATE_GIVEN).
 * @param factor  n_units, all set.
 * @param first, end  Units outside [first, end) have the factor 1. */
UC_API uc_status uc_survey_replicates_factors(const uc_survey_replicates *reps,
                                              size_t r, double factor[], size_t *first,
                                              size_t *end, uc_error *err) UC_MUST_CHECK;

/** Weights of all rows in replicate r. @param out design->n values. */
UC_API uc_status uc_survey_replicates_weights(const uc_survey_replicates *reps,
                                              size_t r, double out[],
                                              uc_error *err) UC_MUST_CHECK;

/** How replicate weights are calibrated again, each for itself; borrowed. */
typedef struct uc_recalibration {
    const uc_terms *terms;
    const double *totals;
    const uc_calibration_opts *opts;
} uc_recalibration;

/** Estimates under every replicate.
 * @param again   n_again calibrations in order; 0: none.
 * @param weight  Weights of the full estimates (the calibrated ones).
 * @param draws   n x n_targets, replicate by replicate, set on UC_OK; NAN where an
 *                estimate does not exist, or a replicate lacks a category that has a
 *                total. Where bounds cannot be kept the nearest weights count.
 * Cost  O(n n_rows), or O(n units) where targets are sums over units. */
UC_API uc_status uc_survey_replicates_run(const uc_survey_replicates *reps,
                                          const uc_recalibration again[],
                                          size_t n_again,
                                          const uc_survey_target target[],
                                          size_t n_targets, double draws[],
                                          uc_error *err) UC_MUST_CHECK;

/** Covariance matrix from draws. Replicates in which a target has no estimate are left
 * out, and count as much as the others on average. @param n_used  Set to how many
 * counted. */
UC_API uc_status uc_survey_replicates_variance(const uc_survey_replicates *reps,
                                               const double draws[], size_t n_targets,
                                               const double estimate[], double v[],
                                               size_t *n_used,
                                               uc_error *err) UC_MUST_CHECK;

UC_API const char *uc_replicate_kind_name(uc_replicate_kind kind);

#endif
