/** @file indicators.h
 * From answers to status: rules over coded indicators, with unknown answers.
 *
 * A group counts its indicators; it is met when enough of them are. A rule combines
 * groups and indicators with and, or, not and brackets. An answer that is missing is
 * unknown; what it could change stays unknown, in Kleene's logic, so that counting
 * every unknown as no and as yes bounds the status.
 */
#ifndef UC_INDICATORS_H
#define UC_INDICATORS_H

#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"

typedef enum uc_truth { UC_NO = 0, UC_YES = 1, UC_UNKNOWN = 2 } uc_truth;

typedef struct uc_indicator_group {
    const char *name;        /* borrowed */
    const size_t *indicator; /* indices of n indicators; borrowed */
    size_t n;
    size_t at_least;      /* met when so many are; 1 or more */
    const size_t *strong; /* of these, `strong_at_least` meet the group by themselves */
    size_t n_strong, strong_at_least; /* strong ones count among the others too */
} uc_indicator_group;

typedef struct uc_indicator_rule {
    const char *name, *expression; /* borrowed */
} uc_indicator_rule;

/** Everything borrowed. Names of indicators, groups and rules must differ; a rule may
 * use rules before it. */
typedef struct uc_indicator_rules {
    const char *const *indicator; /* names */
    size_t n_indicators;
    const uc_indicator_group *group;
    size_t n_groups;
    const uc_indicator_rule *rule;
    size_t n_rules;
} uc_indicator_rules;

#define UC_RULES_MAX_STEPS 256

/** Rules made ready for rows: one program in postfix order for each. */
typedef struct uc_rule_program {
    int32_t *step; /* n_rules x UC_RULES_MAX_STEPS; owned */
    size_t *n_steps;
    const uc_indicator_rules *rules; /* borrowed */
} uc_rule_program;

/** Reads the expressions.
 * @return UC_OK; UC_ECONFIG a word that is no name (with advice), a bracket or word out
 *         of place, a group that cannot be met; UC_ENOMEM. */
UC_API uc_status uc_rules_compile(const uc_indicator_rules *rules,
                                  uc_rule_program *program,
                                  uc_error *err) UC_MUST_CHECK;
UC_API void uc_rule_program_clear(uc_rule_program *program);

/** Evaluates one row.
 * @param answer  n_indicators truths. @param group  n_groups, set. @param rule n_rules,
 *                set. */
UC_API void uc_rules_evaluate(const uc_rule_program *program, const uint8_t answer[],
                              uint8_t group[], uint8_t rule[]);

#endif
