/** @file rds_bootstrap.h
 * Bootstraps of respondent-driven sampling.
 *
 * Salganik (2006) J. Urban Health 83:98: a chain of people; the next one is anybody who
 * was recruited by a member of the present one's group. Groups are pools of people, so
 * their names and numbers are nothing.
 * Tree: Baraff, McCormick & Raftery (2016) PNAS 113:14668: seeds, and the recruits of
 * each person drawn, are resampled, wave after wave.
 * Successive: Gile (2011) JASA 106:135: recruitment without replacement in a population
 * made up from the sample, with the recruits' groups as observed for the recruiter's.
 */
#ifndef UC_RDS_BOOTSTRAP_H
#define UC_RDS_BOOTSTRAP_H

#include "estimators/core/cancel.h"
#include "estimators/network/rds.h"
#include "estimators/network/recruitment.h"

typedef enum uc_rds_bootstrap {
    UC_RDS_SALGANIK,
    UC_RDS_TREE,
    UC_RDS_WITHOUT_REPLACEMENT
} uc_rds_bootstrap;
#define UC_RDS_N_BOOTSTRAPS 3

/** The sample. Borrowed. People are in an order that does not hang on groups. */
typedef struct uc_rds_sample {
    const uc_recruitment *forest;
    const double *degree;  /* n, above 0 */
    const uint32_t *group; /* n, below n_groups or UC_RDS_NO_GROUP; numbered in order of
                              first appearance */
    size_t n_groups;
} uc_rds_sample;

typedef struct uc_rds_bootstrap_spec {
    uc_rds_bootstrap kind;
    size_t n; /* replicates */
    uc_rds_successive successive;
    uint64_t seed, key; /* of the data set and variable */
    size_t n_threads;   /* 0: all */
    uc_cancel *cancel;  /* or NULL */
} uc_rds_bootstrap_spec;

/** Draws replicates and estimates in each, by all methods asked for.
 * @param method   n_methods methods; estimated from the same resamples.
 * @param share    spec->n x n_methods x n_groups, set; NAN where a replicate has no
 *                 estimate.
 * @return UC_OK; UC_EINVAL UC_RDS_WITHOUT_REPLACEMENT without a population at least as
 *         large as the sample; UC_ECANCELED; UC_ENOMEM.
 * Cost  O(n) each; for successive sampling as uc_rds_inclusion() each. */
UC_API uc_status uc_rds_resample(const uc_rds_sample *sample,
                                 const uc_rds_bootstrap_spec *spec,
                                 const uc_rds_method method[], size_t n_methods,
                                 double share[], uc_error *err) UC_MUST_CHECK;

/** salganik, tree, successive; NULL beyond the last. */
UC_API const char *uc_rds_bootstrap_name(uc_rds_bootstrap kind);

#endif
