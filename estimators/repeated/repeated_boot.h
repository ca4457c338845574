/** @file repeated_boot.h
 * Bootstrap of totals from repeated counts.
 *
 * Each replicate draws how many of the estimated population are counted at all
 * (binomial), and that many of those counted, with their covariates and counts: so the
 * interval holds both parts of the variance (Zwane & van der Heijden 2003 Stat.
 * Neerl. 57:374). Then the model is fitted again.
 */
#ifndef UC_REPEATED_BOOT_H
#define UC_REPEATED_BOOT_H

#include <stdint.h>

#include "estimators/core/cancel.h"
#include "estimators/repeated/repeated.h"

typedef struct uc_repeated_boot_opts {
    size_t n_replicates, n_threads;
    uint64_t seed, key; /* key: of the data set's name */
    double level;       /* of the percentile intervals */
    uc_cancel *cancel;  /* or NULL */
} uc_repeated_boot_opts;

/** One quantity over its usable replicates. */
typedef struct uc_repeated_boot_one {
    double std_error, low, high; /* NAN with fewer than 2 usable */
} uc_repeated_boot_one;

typedef struct uc_repeated_boot {
    size_t n_asked, n_usable;
    size_t n_failed[UC_N_REPEATED_ENDS]; /* by the end of their fit */
    size_t n_quantities; /* the total, then every level of every category in order */
    uc_repeated_boot_one *one; /* owned */
} uc_repeated_boot;

/** Bootstraps a fit that ended well.
 * @return UC_OK; UC_ENOMEM; UC_ENUMERIC; UC_ECANCELED. */
uc_status uc_repeated_bootstrap(const uc_repeated_data *data,
                                const uc_repeated_fit *fit,
                                const uc_repeated_boot_opts *opts,
                                uc_repeated_boot *boot, uc_error *err) UC_MUST_CHECK;
void uc_repeated_boot_clear(uc_repeated_boot *boot);

#endif
