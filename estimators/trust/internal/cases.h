/** @file cases.h
 * The estimates that a sensitivity analysis asks for, before they are made.
 */
#ifndef UC_TRUST_CASES_H
#define UC_TRUST_CASES_H

#include "estimators/trust/sensitivity.h"

typedef struct uc_trust_case {
    uc_sensitivity_kind kind;
    bool consistency; /* a list's people; then `list` and `known` are set */
    bool part;        /* other people than the base's */
    size_t list;
    uint64_t known;
    char *label;              /* owned */
    uc_capture_table table;   /* owned */
    uc_mse_settings settings; /* owned */
    const uc_method *method;
    const char *reason; /* why it is not estimated, or NULL; static */
} uc_trust_case;

typedef struct uc_trust_cases {
    const uc_sensitivity_opts *opts;
    uc_capture_table pooled; /* all strata; owned */
    uc_trust_case *item;     /* owned */
    size_t n, capacity;
} uc_trust_cases;

/** Lists all cases; the first is the base. Clear also on failure. */
uc_status uc_trust_cases_list(const uc_sensitivity_opts *opts, uc_trust_cases *cases,
                              uc_error *err) UC_MUST_CHECK;
void uc_trust_cases_clear(uc_trust_cases *cases);

#endif
