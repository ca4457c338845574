/** @file crossed_boot.h
 * Bootstrap of lists and covariates: people are resampled with their covariates, and
 * the whole search is repeated in every replicate.
 */
#ifndef UC_CROSSED_BOOT_H
#define UC_CROSSED_BOOT_H

#include "estimators/crossed/crossed.h"

typedef struct uc_crossed_boot_opts {
    size_t n_replicates, n_threads;
    uint64_t seed, key; /* key: of the data set's name */
    double level;
    bool aic;
    bool fixed;   /* the model of `set` in every replicate, without a search */
    uint64_t set; /* the model chosen */
    size_t limit; /* fits of one search; 0: no limit */
    uc_cancel *cancel;
} uc_crossed_boot_opts;

typedef struct uc_crossed_boot_one {
    double std_error, low, high; /* NAN with fewer than 2 usable */
} uc_crossed_boot_one;

typedef struct uc_crossed_boot {
    size_t n_asked, n_usable, n_same; /* n_same: that chose the model of the data */
    size_t n_quantities; /* the total, then every level of every covariate */
    uc_crossed_boot_one *one;
} uc_crossed_boot;

/** @return UC_OK; UC_ENOMEM; UC_ENUMERIC; UC_ECANCELED. */
uc_status uc_crossed_bootstrap(const uc_crossed_table *table,
                               const uc_crossed_terms *terms,
                               const uc_crossed_boot_opts *opts, uc_crossed_boot *boot,
                               uc_error *err) UC_MUST_CHECK;
void uc_crossed_boot_clear(uc_crossed_boot *boot);

#endif
