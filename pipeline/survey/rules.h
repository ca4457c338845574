/** @file rules.h
 * Indicator rules from YAML: groups with thresholds, and expressions over them.
 */
#ifndef UC_SURVEY_RULES_H
#define UC_SURVEY_RULES_H

#include <stdbool.h>

#include "data/base/faults.h"
#include "estimators/survey/indicators.h"
#include "pipeline/yaml_tree.h"

/** Rules and the texts they are made of. Zeroed: none. */
typedef struct uc_survey_rules {
    char **indicator; /* names of columns; owned */
    char **yes, **no; /* words; owned */
    size_t n_yes, n_no, n_indicators;
    uc_indicator_group *group; /* owned, with their names and lists */
    uc_indicator_rule *rule;
    size_t n_groups, n_rules;
    uc_indicator_rules compiled_from; /* points into this */
    uc_rule_program program;
} uc_survey_rules;

/** Reads a mapping with `groups`, `rules` and, optional, `yes` and `no`. What is wrong
 * is added as UC_ECONFIG with line and column.
 * @return UC_OK, also with faults; UC_ENOMEM. */
uc_status uc_survey_rules_read(const uc_yaml_node *node, const char *path,
                               uc_faults *faults, uc_survey_rules *rules,
                               uc_error *err) UC_MUST_CHECK;

/** Reads a file of rules; `path` may be data:NAME/FILE. */
uc_status uc_survey_rules_file(const char *path, uc_faults *faults,
                               uc_survey_rules *rules, uc_error *err) UC_MUST_CHECK;

void uc_survey_rules_clear(uc_survey_rules *rules);

#endif
