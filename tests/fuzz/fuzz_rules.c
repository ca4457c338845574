/* fuzz_rules.c - any bytes as indicator rules */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/survey/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* With no answer unknown, none of the results may be. */
static void check_rules(const uc_survey_rules *rules)
{
    uint8_t *answer = calloc(rules->n_indicators + 1, 1);
    uint8_t *group = calloc(rules->n_groups + 1, 1);
    uint8_t *rule = calloc(rules->n_rules + 1, 1);
    size_t i, pass;

    for (pass = 0; pass < 3 && answer != NULL && group != NULL && rule != NULL;
         pass++) {
        for (i = 0; i < rules->n_indicators; i++)
            answer[i] = (uint8_t)(pass < 2 ? pass : i % 2);
        uc_rules_evaluate(&rules->program, answer, group, rule);
        for (i = 0; i < rules->n_rules; i++)
            if (rule[i] != UC_YES && rule[i] != UC_NO)
                abort();
    }
    free(answer);
    free(group);
    free(rule);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uc_survey_rules rules = {.n_groups = 0};
    uc_yaml_node root;
    uc_faults faults = {0};

    memset(&root, 0, sizeof root);
    if (uc_yaml_read((const char *)data, size, "fuzz", &faults, &root, NULL) != UC_OK)
        abort();
    if (faults.n_total == 0 &&
        uc_survey_rules_read(&root, "fuzz", &faults, &rules, NULL) != UC_OK)
        abort();
    if (faults.n_total == 0)
        check_rules(&rules);
    uc_survey_rules_clear(&rules);
    uc_yaml_clear(&root);
    uc_faults_clear(&faults);
    return 0;
}
