/** @file rds.h
 * Respondent-driven sampling: shares of groups from a recruitment forest.
 *
 * Nothing here depends on how groups are numbered or named, or on the order of people
 * beyond the last place of a sum.
 * Ref  Salganik & Heckathorn (2004) Sociological Methodology 34:193 (RDS-I);
 *      Volz & Heckathorn (2008) J. Official Statistics 24:79 (RDS-II);
 *      Gile (2011) JASA 106:135 (successive sampling).
 */
#ifndef UC_RDS_H
#define UC_RDS_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/core/rng.h"

/** Group of a person who did not answer: counts in no share. */
#define UC_RDS_NO_GROUP UINT32_MAX

/** Most groups a variable can have. */
#define UC_RDS_MAX_GROUPS 64

typedef enum uc_rds_method {
    UC_RDS_I,         /* stationary law of recruitment over the harmonic mean degree */
    UC_RDS_II,        /* weights 1 / degree */
    UC_RDS_SUCCESSIVE /* weights 1 / inclusion probability of successive sampling */
} uc_rds_method;
#define UC_RDS_N_METHODS 3

typedef enum uc_rds_status {
    UC_RDS_OK,
    UC_RDS_NO_ANSWERS,    /* nobody has a group */
    UC_RDS_NO_RECRUITS,   /* RDS-I: no recruiter and recruit who both answered */
    UC_RDS_NOT_CONNECTED, /* RDS-I: some group cannot be reached from another */
    UC_RDS_NO_POPULATION, /* successive sampling without a population size */
    UC_RDS_SMALL          /* the population is smaller than the sample */
} uc_rds_status;

/** Samples drawn where quadrature does not serve (a sample of a few, or of nearly all).
 */
#define UC_RDS_FEW_SAMPLES 500

/** People with their recruitment, as an estimator sees them: a sample or a resample.
 * Borrowed. */
typedef struct uc_rds_people {
    size_t n;
    const double *degree;      /* above 0 */
    const uint32_t *group;     /* below n_groups, or UC_RDS_NO_GROUP */
    size_t n_groups;           /* at most UC_RDS_MAX_GROUPS */
    const double *transitions; /* n_groups x n_groups: recruits by recruiter's group */
} uc_rds_people;

/** Settings of successive sampling. */
typedef struct uc_rds_successive {
    double population;   /* NAN: not known */
    size_t n_samples;    /* drawn in each iteration; 0: none, by quadrature */
    size_t n_iterations; /* at most; simulation makes them all */
} uc_rds_successive;

/** Counts recruits by the groups of recruiter and recruit; pairs without an answer are
 * left out.
 * @param recruiter    n numbers, or UC_RECRUITMENT_SEED.
 * @param transitions  n_groups x n_groups, set. */
UC_API void uc_rds_count_transitions(const uint32_t recruiter[], const uint32_t group[],
                                     size_t n, size_t n_groups, double transitions[]);

/** Stationary law of the chain with these transition counts, by elimination without
 * subtraction (Grassmann, Taksar & Heyman 1985 Oper. Res. 33:1107).
 * @param wanted  n_groups flags: groups that take part; others get 0.
 * @return UC_RDS_OK; UC_RDS_NO_RECRUITS; UC_RDS_NOT_CONNECTED. */
UC_API uc_rds_status uc_rds_stationary(const double transitions[], size_t n_groups,
                                       const unsigned char wanted[], double law[]);

/** Inclusion probabilities of successive sampling without replacement, proportional to
 * degree among those left, from a population whose degrees are estimated along with
 * them (Gile 2011). For a given population they are integrals (internal/inclusion.h),
 * or with n_samples the share of drawn samples that hold a person, which has
 * Monte-Carlo error.
 *
 * @param degree       n degrees above 0.
 * @param rng          A stream of its own.
 * @param probability  n values, set. All 1 where the population is the sample.
 * @return UC_OK; UC_EINVAL a population below n or not finite; UC_ENOMEM.
 * Cost  O(n_iterations classes), times n_samples n / classes by simulation. */
UC_API uc_status uc_rds_inclusion(const double degree[], size_t n,
                                  const uc_rds_successive *how, uc_rng *rng,
                                  double probability[], uc_error *err) UC_MUST_CHECK;

/** Estimates the share of each group.
 * @param weight  Room for people->n.
 * @param share   n_groups, set; NAN where `status` is not UC_RDS_OK.
 * @return UC_OK; UC_ENOMEM. */
UC_API uc_status uc_rds_shares(const uc_rds_people *people, uc_rds_method method,
                               const uc_rds_successive *how, uc_rng *rng,
                               double weight[], double share[], uc_rds_status *status,
                               uc_error *err) UC_MUST_CHECK;

/** Recruits of one's own group over as many as chance would give: 1 without homophily.
 * NAN without recruits. */
UC_API double uc_rds_recruitment_homophily(const double transitions[], size_t n_groups);

/** Heckathorn's homophily of a group whose share is `share`: from -1 (recruits only
 * others) by 0 to 1 (only its own). NAN without recruits of it. */
UC_API double uc_rds_group_homophily(const double transitions[], size_t n_groups,
                                     size_t group, double share);

/** rds-i, rds-ii, successive; NULL beyond the last. */
UC_API const char *uc_rds_method_name(uc_rds_method method);

/** Reason code: ok, no_answers, no_recruits, not_connected, ... */
UC_API const char *uc_rds_status_name(uc_rds_status status);

#endif
