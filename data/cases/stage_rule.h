/** @file stage_rule.h
 * Who counts as identified: a rule over the stages of a case, such as
 * "referred or (identified and not withdrawn)".
 */
#ifndef UC_STAGE_RULE_H
#define UC_STAGE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/base/status.h"
#include "data/cases/case_rules.h"

#define UC_STAGE_RULE_MAX 64

/** A parsed rule: operations in postfix order. */
typedef struct uc_stage_rule {
    short op[UC_STAGE_RULE_MAX]; /* a stage, or one of the negative operations */
    size_t n;
} uc_stage_rule;

/** Parses a rule: names of stages, 'and', 'or', 'not' and parentheses; 'and' binds
 * closer than 'or'.
 * @return UC_OK; UC_EINVAL what was found and what is allowed. */
uc_status uc_stage_rule_parse(const char *text, const uc_case_rules *rules,
                              uc_stage_rule *rule, uc_error *err) UC_MUST_CHECK;

/** Whether a person with these stages (bit i: stage i) is identified. */
bool uc_stage_rule_holds(const uc_stage_rule *rule, uint32_t stages);

#endif
