/** @file plan.h
 * What is asked of a file of repeated counts: its columns, models and bootstrap.
 */
#ifndef UC_REPEATED_PLAN_H
#define UC_REPEATED_PLAN_H

#include <stdint.h>

#include "estimators/repeated/repeated.h"
#include "pipeline/common_options.h"

typedef struct uc_repeated_plan {
    uc_common_options common; /* first: the shared readers write here */
    char *captures, *freq;    /* columns; owned */
    uc_names covariates, measures;
    uc_repeated_model model[UC_N_REPEATED_MODELS];
    size_t n_models, n_boot;
    double level;
    uint64_t seed;
} uc_repeated_plan;

#define UC_REPEATED_N_OPTIONS 14

/** The options of `undercount repeated`, and the keys of a run file. */
extern const uc_option uc_repeated_option_table[UC_REPEATED_N_OPTIONS];

void uc_repeated_plan_init(uc_repeated_plan *plan);
void uc_repeated_plan_clear(uc_repeated_plan *plan);

/** Checks what options say together, and fills in the default models.
 * @return UC_OK; UC_EUSAGE. */
uc_status uc_repeated_plan_check(uc_repeated_plan *plan, uc_error *err) UC_MUST_CHECK;

#endif
