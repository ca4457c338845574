/** @file settings.h
 * What a multiple systems estimate can be asked for.
 */
#ifndef UC_MSE_SETTINGS_H
#define UC_MSE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "estimators/bayes/count_prior.h"

/** Interval kinds; a set of them is an OR. */
typedef enum uc_interval_kind {
    UC_INTERVAL_NORMAL = 1,           /* log-normal, conditional on the chosen model */
    UC_INTERVAL_PERCENTILE = 2,       /* bootstrap percentiles */
    UC_INTERVAL_BCA = 4,              /* bias-corrected and accelerated */
    UC_INTERVAL_JACKKNIFE = 8,        /* log-normal with the jackknife variance */
    UC_INTERVAL_PROFILE = 16,         /* multinomial profile likelihood */
    UC_INTERVAL_PROFILE_POISSON = 32, /* Poisson profile likelihood */
    UC_INTERVAL_CREDIBLE = 128,       /* equal tails of a posterior */
    UC_INTERVAL_MIXTURE = 64 /* of averaged models: stands where normal is asked for */
} uc_interval_kind;

/** What a bootstrap replicate is drawn from. */
typedef enum uc_bootstrap_kind {
    UC_BOOTSTRAP_USUAL,     /* batches where the table has them, else people */
    UC_BOOTSTRAP_PEOPLE,    /* people with their histories */
    UC_BOOTSTRAP_BATCHES,   /* batches of people who arrived together */
    UC_BOOTSTRAP_PARAMETRIC /* the fitted model, those on no list included */
} uc_bootstrap_kind;

#define UC_MAX_LEVELS 8
#define UC_MAX_TOPS   16

/** n_top value that stands for "all models". */
#define UC_TOP_ALL SIZE_MAX

/** Largest number of bootstrap replicates. */
#define UC_MAX_BOOTSTRAP 1000000

/** How models are weighted when they are averaged. */
typedef enum uc_bma_weights {
    UC_WEIGHTS_UNIT, /* Laplace's approximation under a unit-information prior */
    UC_WEIGHTS_JEFFREYS,
    UC_WEIGHTS_BIC
} uc_bma_weights;

/** What methods with a posterior can be asked for. */
typedef struct uc_bayes_settings {
    uc_count_prior prior;   /* of the number of persons: decomposable */
    double delta;           /* Dirichlet count of one cell; 0: 2^-lists */
    size_t classes;         /* latent classes, at most */
    size_t chains;          /* run side by side */
    double effective;       /* effective draws wanted, bulk and tail */
    size_t iterations;      /* of one chain, at most */
    double effect_variance; /* normal prior of the interactions; INFINITY: flat */
    double threshold;       /* interactions are kept at |mean|/sd of this or more */
    uc_bma_weights weights;
} uc_bayes_settings;

typedef struct uc_mse_settings {
    char *model;        /* bracket notation for method fixed, or NULL; owned */
    unsigned max_order; /* largest interaction searched; 0: lists - 1 */
    double p_threshold; /* stepwise: add a pair while its p value is below this */
    size_t n_boot;      /* bootstrap replicates; 0: none */
    bool boot_auto; /* raise n_boot until every BCa limit has replicates beyond it */
    unsigned intervals; /* OR of uc_interval_kind; 0: the default for n_boot */
    double level[UC_MAX_LEVELS];
    size_t n_levels;
    size_t top[UC_MAX_TOPS]; /* candidates in the replicates, best first; UC_TOP_ALL */
    size_t n_tops;
    uint64_t seed;
    bool ties_half;        /* BCa: count replicates equal to the estimate half */
    uint64_t search_limit; /* model fits one search may use; 0: none */
    uc_bootstrap_kind boot_kind;
    double cut;     /* average: models within so many units of the best */
    bool facial;    /* admit models whose hidden count is estimable on a face */
    double theta;   /* of Poisson and Gamma heterogeneity; 0: their defaults */
    bool corrected; /* capture models: take away the bias of order 1 */
    bool ordered;   /* the lists are capture occasions in time order */
    uc_bayes_settings bayes;
} uc_mse_settings;

/** Fills in the defaults of the settings table (see settings.c). */
void uc_mse_settings_init(uc_mse_settings *settings);

/** Releases what the settings own; zeroed is allowed. */
void uc_mse_settings_clear(uc_mse_settings *settings);

uc_status uc_mse_settings_copy(uc_mse_settings *to, const uc_mse_settings *from,
                               uc_error *err) UC_MUST_CHECK;

/** Name of a kind as typed: "bca". */
const char *uc_interval_kind_name(uc_interval_kind kind);

/** The set of intervals that the settings ask for, defaults resolved. */
unsigned uc_mse_settings_intervals(const uc_mse_settings *settings);

/** One setting: its name on the command line (--max-order) and, with spaces for hyphens
 * ("max order"), in the run file. Options, keys, help and man page come from this. */
typedef struct uc_setting {
    const char *name;
    const char *value;        /* placeholder in help: "K", "[12,3]" */
    const char *default_text; /* as help prints it */
    const char *allowed;      /* the domain in words: "1 or more" */
    const char *help;         /* one line */
    /* Reads `text` into the settings; the message says what was found and allowed. */
    uc_status (*read)(uc_mse_settings *settings, const char *text, uc_error *err);
    /* Writes the resolved value for run.json; "" when it does not apply. */
    void (*write)(const uc_mse_settings *settings, char *out, size_t out_size);
} uc_setting;

/** All settings, in the order of help. @param n_settings Set to their number. */
const uc_setting *uc_mse_settings_table(size_t *n_settings);

/** Returns the setting called `name` (hyphens and spaces alike), or NULL. */
const uc_setting *uc_mse_setting_find(const char *name);

#endif
