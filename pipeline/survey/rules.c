/* rules.c - indicator rules from YAML */
#include "pipeline/survey/rules.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/source.h"
#include "data/base/text.h"
#include "data/sets.h"

#define MAX_BYTES ((size_t)1 << 20)

typedef struct reader {
    const char *path;
    uc_faults *faults;
    uc_survey_rules *rules;
    bool no_memory;
} reader;

static void fault(reader *r, const uc_yaml_node *node, const char *text)
{
    uc_faults_add(r->faults, UC_ECONFIG, r->path, node->line, node->column, "%s", text);
}

static void free_texts(char **text, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        free(text[i]);
    free(text);
}

void uc_survey_rules_clear(uc_survey_rules *rules)
{
    size_t i;

    free_texts(rules->indicator, rules->n_indicators);
    free_texts(rules->yes, rules->n_yes);
    free_texts(rules->no, rules->n_no);
    for (i = 0; i < rules->n_groups; i++) {
        free((char *)(uintptr_t)rules->group[i].name);
        free((size_t *)(uintptr_t)rules->group[i].indicator);
        free((size_t *)(uintptr_t)rules->group[i].strong);
    }
    for (i = 0; i < rules->n_rules; i++) {
        free((char *)(uintptr_t)rules->rule[i].name);
        free((char *)(uintptr_t)rules->rule[i].expression);
    }
    free(rules->group);
    free(rules->rule);
    uc_rule_program_clear(&rules->program);
    memset(rules, 0, sizeof *rules);
}

/* Index of an indicator, added when it is new. */
static size_t indicator_of(reader *r, const char *name)
{
    uc_survey_rules *rules = r->rules;
    char **grown;
    size_t i;

    for (i = 0; i < rules->n_indicators; i++)
        if (strcmp(rules->indicator[i], name) == 0)
            return i;
    grown = realloc(rules->indicator, (i + 1) * sizeof *grown);
    if (grown == NULL) {
        r->no_memory = true;
        return 0;
    }
    rules->indicator = grown;
    grown[i] = uc_text_copy(name);
    r->no_memory = r->no_memory || grown[i] == NULL;
    rules->n_indicators++;
    return i;
}

static size_t *read_indicators(reader *r, const uc_yaml_node *node, size_t *n)
{
    size_t *list = calloc(node->n + 1, sizeof *list), i;

    *n = 0;
    if (list == NULL) {
        r->no_memory = true;
        return NULL;
    }
    if (node->kind != UC_YAML_SEQUENCE || node->n == 0) {
        fault(r, node, "must be a list of indicators, [A, B]");
        return list;
    }
    for (i = 0; i < node->n; i++) {
        const uc_yaml_node *item = &node->child[i];

        if (item->kind != UC_YAML_SCALAR || item->text == NULL || item->text[0] == '\0')
            fault(r, item, "must be the name of an indicator's column");
        else
            list[(*n)++] = indicator_of(r, item->text);
    }
    return list;
}

static size_t read_count(reader *r, const uc_yaml_node *node)
{
    uint64_t value = 0;

    if (node->kind != UC_YAML_SCALAR || node->text == NULL ||
        uc_number_count(node->text, &value) != UC_NUMBER_OK || value == 0) {
        fault(r, node, "must be a whole number, 1 or more");
        return 1;
    }
    return (size_t)value;
}

static const char *const group_keys[] = {"of", "at least", "strong", "strong at least"};

static void read_group(reader *r, const uc_yaml_node *node, const char *name,
                       uc_indicator_group *g)
{
    const uc_yaml_node *of, *at_least, *strong, *strong_at_least;
    size_t i, k;

    *g = (uc_indicator_group){.name = uc_text_copy(name), .at_least = 1};
    r->no_memory = r->no_memory || g->name == NULL;
    if (node->kind != UC_YAML_MAPPING) {
        fault(r, node,
              "a group is a mapping with 'of', and optional 'at least', "
              "'strong', 'strong at least'");
        return;
    }
    for (i = 0; i < node->n; i++) {
        const uc_yaml_node at = {.line = node->key_line[i],
                                 .column = node->key_column[i]};

        for (k = 0; k < 4 && strcmp(group_keys[k], node->key[i]) != 0; k++)
            ;
        if (k == 4)
            fault(r, &at,
                  "unknown key in a group; its keys are of, at least, strong, "
                  "strong at least");
    }
    of = uc_yaml_get(node, "of");
    at_least = uc_yaml_get(node, "at least");
    strong = uc_yaml_get(node, "strong");
    strong_at_least = uc_yaml_get(node, "strong at least");
    if (of == NULL)
        fault(r, node, "a group needs 'of', the list of its indicators");
    else
        g->indicator = read_indicators(r, of, &g->n);
    if (at_least != NULL)
        g->at_least = read_count(r, at_least);
    if (strong != NULL) {
        g->strong = read_indicators(r, strong, &g->n_strong);
        g->strong_at_least =
            strong_at_least != NULL ? read_count(r, strong_at_least) : 1;
    }
}

static void read_words(reader *r, const uc_yaml_node *node, char ***words, size_t *n)
{
    size_t i;

    if (node->kind != UC_YAML_SEQUENCE || *words != NULL) {
        fault(r, node, "must be a list of words");
        return;
    }
    *words = calloc(node->n + 1, sizeof **words);
    r->no_memory = r->no_memory || *words == NULL;
    for (i = 0; *words != NULL && i < node->n; i++) {
        if (node->child[i].kind != UC_YAML_SCALAR || node->child[i].text == NULL) {
            fault(r, &node->child[i], "must be a word");
            continue;
        }
        (*words)[*n] = uc_text_copy(node->child[i].text);
        r->no_memory = r->no_memory || (*words)[*n] == NULL;
        (*n)++;
    }
}

static void read_groups(reader *r, const uc_yaml_node *node)
{
    size_t i;

    if (node->kind != UC_YAML_MAPPING || r->rules->group != NULL) {
        fault(r, node, "groups must be a mapping of names to groups");
        return;
    }
    r->rules->group = calloc(node->n + 1, sizeof *r->rules->group);
    if (r->rules->group == NULL) {
        r->no_memory = true;
        return;
    }
    for (i = 0; i < node->n; i++)
        read_group(r, &node->child[i], node->key[i],
                   &r->rules->group[r->rules->n_groups++]);
}

static void read_rule_list(reader *r, const uc_yaml_node *node)
{
    size_t i;

    if (node->kind != UC_YAML_MAPPING || node->n == 0 || r->rules->rule != NULL) {
        fault(r, node, "rules must be a mapping of names to expressions");
        return;
    }
    r->rules->rule = calloc(node->n + 1, sizeof *r->rules->rule);
    if (r->rules->rule == NULL) {
        r->no_memory = true;
        return;
    }
    for (i = 0; i < node->n; i++) {
        uc_indicator_rule *rule = &r->rules->rule[r->rules->n_rules];
        const uc_yaml_node *value = &node->child[i];

        if (value->kind != UC_YAML_SCALAR || value->text == NULL) {
            fault(r, value, "a rule is one expression, as 'A and (B or not C)'");
            continue;
        }
        rule->name = uc_text_copy(node->key[i]);
        rule->expression = uc_text_copy(value->text);
        r->no_memory = r->no_memory || rule->name == NULL || rule->expression == NULL;
        r->rules->n_rules++;
    }
}

static void read_keys(reader *r, const uc_yaml_node *node)
{
    static const char *const keys[] = {"groups", "rules", "yes", "no", "note"};
    size_t i, k;

    for (i = 0; i < node->n; i++) {
        const uc_yaml_node at = {.line = node->key_line[i],
                                 .column = node->key_column[i]};
        const uc_yaml_node *value = &node->child[i];

        for (k = 0; k < 5 && strcmp(keys[k], node->key[i]) != 0; k++)
            ;
        if (k == 0)
            read_groups(r, value);
        else if (k == 1)
            read_rule_list(r, value);
        else if (k == 2)
            read_words(r, value, &r->rules->yes, &r->rules->n_yes);
        else if (k == 3)
            read_words(r, value, &r->rules->no, &r->rules->n_no);
        else if (k == 5)
            fault(r, &at,
                  "unknown key; the keys of rules are groups, rules, yes, no, note");
    }
}

uc_status uc_survey_rules_read(const uc_yaml_node *node, const char *path,
                               uc_faults *faults, uc_survey_rules *rules, uc_error *err)
{
    uc_survey_rules made = {.n_groups = 0};
    reader r = {.path = path, .faults = faults, .rules = &made};
    const size_t before = faults->n_total;
    uc_error problem = {.msg = ""};
    uc_status status = UC_OK;

    if (node->kind != UC_YAML_MAPPING || uc_yaml_get(node, "rules") == NULL)
        fault(&r, node, "indicator rules are a mapping with 'groups' and 'rules'");
    else
        read_keys(&r, node);
    if (r.no_memory) {
        uc_survey_rules_clear(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for the rules");
    }
    *rules = made;
    rules->compiled_from = (uc_indicator_rules){(const char *const *)rules->indicator,
                                                rules->n_indicators,
                                                rules->group,
                                                rules->n_groups,
                                                rules->rule,
                                                rules->n_rules};
    if (faults->n_total == before) {
        status = uc_rules_compile(&rules->compiled_from, &rules->program, &problem);
        if (status == UC_ECONFIG) {
            fault(&r, node, problem.msg);
            status = UC_OK;
        }
    }
    /* the program borrows the rules where they stand now */
    rules->program.rules = &rules->compiled_from;
    if (status != UC_OK && err != NULL)
        *err = problem;
    return status;
}

uc_status uc_survey_rules_file(const char *path, uc_faults *faults,
                               uc_survey_rules *rules, uc_error *err)
{
    char *text = NULL;
    size_t len = 0;
    uc_yaml_node root;
    uc_error problem = {.msg = ""};
    const size_t before = faults->n_total;
    uc_status status = uc_source_read_all(path, uc_sets_lookup, MAX_BYTES, &text, &len,
                                          NULL, &problem);

    if (status == UC_EIO || status == UC_ENOMEM) {
        if (err != NULL)
            *err = problem;
        return status;
    }
    if (status != UC_OK) {
        uc_faults_add(faults, status == UC_ENOINPUT ? UC_ENOINPUT : UC_EDATA, path, 0,
                      0, "%s", problem.msg);
        return UC_OK;
    }
    memset(&root, 0, sizeof root);
    status = uc_yaml_read(text, len, path, faults, &root, err);
    if (status == UC_OK && faults->n_total == before)
        status = uc_survey_rules_read(&root, path, faults, rules, err);
    uc_yaml_clear(&root);
    free(text);
    return status;
}
