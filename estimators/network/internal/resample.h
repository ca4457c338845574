/** @file resample.h
 * Resamples of a recruitment, for the files of the bootstrap only.
 */
#ifndef UC_NETWORK_RESAMPLE_H
#define UC_NETWORK_RESAMPLE_H

#include "estimators/network/rds_bootstrap.h"

/** A tree drawn again is cut here: with many recruits of recruits it could go on. */
#define UC_RESAMPLE_MAX ((size_t)1 << 22)

/** People drawn, in order. Zeroed: none. */
typedef struct uc_rds_resampled {
    double *degree;
    uint32_t *group;
    uint32_t *recruiter; /* place among those drawn, or UC_RECRUITMENT_SEED */
    uint32_t *source;    /* the person of the sample that each is, where he is one */
    size_t n, capacity;
} uc_rds_resampled;

uc_status uc_resample_add(uc_rds_resampled *to, double degree, uint32_t group,
                          uint32_t recruiter, uc_error *err) UC_MUST_CHECK;

/** A population made up from the sample: persons by group and degree. */
typedef struct uc_rds_population uc_rds_population;

/** Who of it is left; one for each worker. */
typedef struct uc_rds_town uc_rds_town;

uc_status uc_rds_population_make(const uc_rds_sample *sample,
                                 const uc_rds_bootstrap_spec *spec,
                                 uc_rds_population **population,
                                 uc_error *err) UC_MUST_CHECK;
void uc_rds_population_free(uc_rds_population *population);

/** Recruits as many people as the sample has, none twice.
 * @param town  Made when NULL; uc_rds_town_free() it. */
uc_status uc_rds_recruit_again(const uc_rds_population *population, uc_rds_town **town,
                               uc_rng *rng, uc_rds_resampled *to,
                               uc_error *err) UC_MUST_CHECK;
void uc_rds_town_free(uc_rds_town *town);

#endif
