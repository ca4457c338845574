/* run_surveys.c - the surveys of a run file: the options of the survey command as keys
 */
#include "pipeline/run_sections.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "pipeline/survey/plan.h"

/* Options of the command that are no keys: they are of the run as a whole. */
static bool is_key(const uc_option *option)
{
    static const char *const not_keys[] = {"format", "output", "quiet", "max-errors"};
    size_t i;

    for (i = 0; i < sizeof not_keys / sizeof not_keys[0]; i++)
        if (strcmp(option->name, not_keys[i]) == 0)
            return false;
    return true;
}

static void key_of(const uc_option *option, char out[64])
{
    size_t i;

    (void)snprintf(out, 64, "%s", option->name);
    for (i = 0; out[i] != '\0'; i++)
        if (out[i] == '-')
            out[i] = ' ';
}

static bool names_a_file(const uc_option *option)
{
    return option->value != NULL && (strstr(option->value, ".csv") != NULL ||
                                     strstr(option->value, ".yml") != NULL);
}

/* Keeps a setting as it was written, for run.json. */
static void keep_written(uc_run_reader *reader, uc_run_survey *to, const char *key,
                         const char *value)
{
    char **grown = realloc(to->written, (to->n_written + 2) * sizeof *grown);

    if (grown == NULL) {
        reader->no_memory = true;
        return;
    }
    to->written = grown;
    grown[to->n_written] = uc_text_copy(key);
    grown[to->n_written + 1] = uc_text_copy(value);
    reader->no_memory = reader->no_memory || grown[to->n_written] == NULL ||
                        grown[to->n_written + 1] == NULL;
    to->n_written += 2;
}

static void apply(uc_run_reader *reader, const uc_yaml_node *node,
                  const uc_option *option, const char *key, const char *text,
                  uc_run_survey *to)
{
    uc_error err = {.msg = ""};
    char *path = NULL;

    keep_written(reader, to, key, text);
    if (names_a_file(option)) {
        uc_run_text checked = {.text = NULL};

        uc_run_read_path(reader, node, &checked);
        uc_run_text_clear(&checked);
        path = uc_run_path(reader->run, text);
        if (path == NULL) {
            reader->no_memory = true;
            return;
        }
    }
    if (option->read(to->plan, path != NULL ? path : text, &err) != UC_OK)
        uc_run_fault(reader, node, "%s: %s", key, err.msg);
    free(path);
}

static bool is_true(uc_run_reader *reader, const uc_yaml_node *node)
{
    bool value = false;

    uc_run_read_bool(reader, node, &value);
    return value;
}

/* A list of texts as the command line writes it: A,B. NULL with a fault. */
static char *join(uc_run_reader *reader, const uc_yaml_node *node)
{
    uc_run_list list = {NULL, 0};
    uc_sink text;
    char *made;
    size_t i;

    uc_run_read_list(reader, node, &list);
    if (list.n == 0)
        return NULL;
    uc_sink_memory(&text);
    for (i = 0; i < list.n; i++)
        uc_sink_printf(&text, "%s%s", i > 0 ? "," : "", list.item[i].text);
    uc_run_list_clear(&list);
    made = uc_sink_take(&text);
    uc_sink_clear(&text);
    reader->no_memory = reader->no_memory || made == NULL;
    return made;
}

static void read_option(uc_run_reader *reader, const uc_yaml_node *node,
                        const uc_option *option, const char *key, uc_run_survey *to)
{
    const bool each = option->repeatable && node->kind == UC_YAML_SEQUENCE;
    const size_t n = each ? node->n : 1;
    size_t i;

    if (option->value == NULL) {
        if (is_true(reader, node))
            apply(reader, node, option, key, "true", to);
        return;
    }
    for (i = 0; i < n; i++) {
        const uc_yaml_node *item = each ? &node->child[i] : node;
        char *text = join(reader, item);

        if (text != NULL)
            apply(reader, item, option, key, text, to);
        free(text);
    }
}

static void read_inline_rules(uc_run_reader *reader, const uc_yaml_node *node,
                              uc_run_survey *to)
{
    uc_error err = {.msg = ""};

    to->plan->given_rules = calloc(1, sizeof *to->plan->given_rules);
    if (to->plan->given_rules == NULL ||
        uc_survey_rules_read(node, reader->path, reader->faults, to->plan->given_rules,
                             &err) != UC_OK)
        reader->no_memory = true;
    keep_written(reader, to, "rules", "in the run file");
}

static void read_key(uc_run_reader *reader, const uc_yaml_node *node, size_t i,
                     uc_run_survey *to)
{
    const char *known[UC_SURVEY_N_OPTIONS + 2];
    char key[UC_SURVEY_N_OPTIONS][64];
    size_t k, n = 0;

    if (strcmp(node->key[i], "file") == 0) {
        uc_run_read_path(reader, &node->child[i], &to->file);
        return;
    }
    if (strcmp(node->key[i], "rules") == 0 && node->child[i].kind == UC_YAML_MAPPING) {
        read_inline_rules(reader, &node->child[i], to);
        return;
    }
    known[n++] = "file";
    for (k = 0; k < UC_SURVEY_N_OPTIONS; k++) {
        if (!is_key(&uc_survey_option_table[k]))
            continue;
        key_of(&uc_survey_option_table[k], key[k]);
        known[n++] = key[k];
        if (strcmp(key[k], node->key[i]) == 0) {
            read_option(reader, &node->child[i], &uc_survey_option_table[k], key[k],
                        to);
            return;
        }
    }
    uc_run_unknown_key(reader, node, i, "a survey", known, n);
}

static void read_survey(uc_run_reader *reader, const uc_yaml_node *surveys, size_t s,
                        uc_run_survey *to)
{
    const uc_yaml_node *node = &surveys->child[s];
    const size_t before = reader->faults->n_total;
    uc_error err = {.msg = ""};
    size_t i;

    to->name = (uc_run_text){uc_text_copy(surveys->key[s]), surveys->key_line[s],
                             surveys->key_column[s]};
    to->plan = malloc(sizeof *to->plan);
    if (to->plan != NULL)
        uc_survey_plan_init(to->plan);
    if (to->name.text == NULL || to->plan == NULL) {
        reader->no_memory = true;
        return;
    }
    to->plan->seed = reader->run->seed;
    if (node->kind != UC_YAML_MAPPING) {
        uc_run_fault(reader, node, "a survey must be a mapping of keys to values");
        return;
    }
    for (i = 0; i < node->n; i++)
        read_key(reader, node, i, to);
    if (to->file.text == NULL && uc_yaml_get(node, "file") == NULL)
        uc_run_fault(reader, node, "a survey needs 'file'");
    if (reader->faults->n_total == before &&
        uc_survey_plan_check(to->plan, &err) != UC_OK)
        uc_run_fault(reader, node, "%s", err.msg);
}

void uc_run_read_surveys(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_file *run = reader->run;
    size_t i;

    (void)field;
    if (node->kind != UC_YAML_MAPPING) {
        uc_run_fault(reader, node, "surveys must be a mapping of names to surveys");
        return;
    }
    run->survey = calloc(node->n + 1, sizeof *run->survey);
    if (run->survey == NULL) {
        reader->no_memory = true;
        return;
    }
    run->n_surveys = node->n;
    for (i = 0; i < node->n; i++)
        read_survey(reader, node, i, &run->survey[i]);
}

void uc_run_surveys_clear(uc_run_file *run)
{
    size_t i, k;

    for (i = 0; i < run->n_surveys; i++) {
        uc_run_survey *survey = &run->survey[i];

        uc_run_text_clear(&survey->name);
        uc_run_text_clear(&survey->file);
        if (survey->plan != NULL)
            uc_survey_plan_clear(survey->plan);
        free(survey->plan);
        for (k = 0; k < survey->n_written; k++)
            free(survey->written[k]);
        free(survey->written);
    }
    free(run->survey);
    run->survey = NULL;
    run->n_surveys = 0;
}
