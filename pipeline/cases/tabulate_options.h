/** @file tabulate_options.h
 * What 'undercount tabulate' can be told: the same declarations as the keys of case
 * files.
 */
#ifndef UC_TABULATE_OPTIONS_H
#define UC_TABULATE_OPTIONS_H

#include <stdbool.h>

#include "data/base/faults.h"
#include "pipeline/cases/case_source.h"
#include "pipeline/common_options.h"
#include "pipeline/options.h"

typedef struct uc_tabulate_options {
    uc_common_options common; /* first: the shared readers write here */
    uc_case_source source;
    const char *profile, *report, *review;
    uc_faults faults; /* of the profile */
} uc_tabulate_options;

/** The table of the command; the target of its readers is a uc_tabulate_options. */
#define UC_TABULATE_N_OPTIONS 38
extern const uc_option uc_tabulate_option_table[UC_TABULATE_N_OPTIONS];

#endif
