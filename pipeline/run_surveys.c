/* run_surveys.c - surveys, scale-ups and respondent-driven samples of a run file: the
 * options of their commands as keys */
#include "pipeline/run_sections.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "pipeline/network/rds_plan.h"
#include "pipeline/network/scaleup_plan.h"
#include "pipeline/survey/plan.h"

#define MAX_OPTIONS UC_SURVEY_N_OPTIONS

/* One kind of survey. Its plan begins with a uc_survey_plan. */
typedef struct survey_kind {
    const char *what; /* "a survey" */
    const uc_option *option;
    size_t n_options;
    uc_survey_plan *(*make)(void);
    uc_status (*check)(const uc_survey_plan *plan, uc_error *err);
    void (*clear)(uc_survey_plan *plan);
} survey_kind;

static uc_survey_plan *make_survey(void)
{
    uc_survey_plan *plan = malloc(sizeof *plan);

    if (plan != NULL)
        uc_survey_plan_init(plan);
    return plan;
}

static uc_survey_plan *make_scaleup(void)
{
    uc_scaleup_plan *plan = malloc(sizeof *plan);

    if (plan != NULL)
        uc_scaleup_plan_init(plan);
    return plan != NULL ? &plan->survey : NULL;
}

static uc_survey_plan *make_rds(void)
{
    uc_rds_plan *plan = malloc(sizeof *plan);

    if (plan != NULL)
        uc_rds_plan_init(plan);
    return plan != NULL ? &plan->survey : NULL;
}

static uc_status check_scaleup(const uc_survey_plan *plan, uc_error *err)
{
    return uc_scaleup_plan_check((const uc_scaleup_plan *)plan, err);
}

static uc_status check_rds(const uc_survey_plan *plan, uc_error *err)
{
    return uc_rds_plan_check((const uc_rds_plan *)plan, err);
}

static void clear_scaleup(uc_survey_plan *plan)
{
    uc_scaleup_plan_clear((uc_scaleup_plan *)plan);
}

static void clear_rds(uc_survey_plan *plan)
{
    uc_rds_plan_clear((uc_rds_plan *)plan);
}

static const survey_kind surveys = {"a survey",           uc_survey_option_table,
                                    UC_SURVEY_N_OPTIONS,  make_survey,
                                    uc_survey_plan_check, uc_survey_plan_clear};
static const survey_kind scaleups = {"a scale-up",         uc_scaleup_option_table,
                                     UC_SCALEUP_N_OPTIONS, make_scaleup,
                                     check_scaleup,        clear_scaleup};
static const survey_kind samples = {"a respondent-driven sample",
                                    uc_rds_option_table,
                                    UC_RDS_N_OPTIONS,
                                    make_rds,
                                    check_rds,
                                    clear_rds};

/* Options of the command that are no keys: they are of the run as a whole. */
static bool is_key(const uc_option *option)
{
    static const char *const not_keys[] = {"format",  "output", "quiet",  "max-errors",
                                           "figures", "excel",  "strict", "threads"};
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

/* Keys that are no options of the command. */
static bool read_own_key(uc_run_reader *reader, const uc_yaml_node *node, size_t i,
                         const survey_kind *kind, uc_run_survey *to)
{
    const char *key = node->key[i];
    const uc_yaml_node *value = &node->child[i];

    if (strcmp(key, "file") == 0)
        uc_run_read_path(reader, value, &to->file);
    else if (strcmp(key, "area") == 0)
        uc_run_read_text(reader, value, &to->area);
    else if (strcmp(key, "period") == 0)
        uc_run_read_text(reader, value, &to->period);
    else if (kind == &surveys && strcmp(key, "rules") == 0 &&
             value->kind == UC_YAML_MAPPING)
        read_inline_rules(reader, value, to);
    else
        return false;
    return true;
}

static void read_key(uc_run_reader *reader, const uc_yaml_node *node, size_t i,
                     const survey_kind *kind, uc_run_survey *to)
{
    const char *known[MAX_OPTIONS + 4];
    char key[MAX_OPTIONS][64];
    size_t k, n = 0;

    if (read_own_key(reader, node, i, kind, to))
        return;
    known[n++] = "file";
    known[n++] = "area";
    known[n++] = "period";
    for (k = 0; k < kind->n_options; k++) {
        if (!is_key(&kind->option[k]))
            continue;
        key_of(&kind->option[k], key[k]);
        known[n++] = key[k];
        if (strcmp(key[k], node->key[i]) == 0) {
            read_option(reader, &node->child[i], &kind->option[k], key[k], to);
            return;
        }
    }
    uc_run_unknown_key(reader, node, i, kind->what, known, n);
}

static void read_survey(uc_run_reader *reader, const uc_yaml_node *all, size_t s,
                        const survey_kind *kind, uc_run_survey *to)
{
    const uc_yaml_node *node = &all->child[s];
    const size_t before = reader->faults->n_total;
    uc_error err = {.msg = ""};
    size_t i;

    to->name =
        (uc_run_text){uc_text_copy(all->key[s]), all->key_line[s], all->key_column[s]};
    to->plan = kind->make();
    if (to->name.text == NULL || to->plan == NULL) {
        reader->no_memory = true;
        return;
    }
    to->plan->seed = reader->run->seed;
    if (node->kind != UC_YAML_MAPPING) {
        uc_run_fault(reader, node, "%s must be a mapping of keys to values",
                     kind->what);
        return;
    }
    for (i = 0; i < node->n; i++)
        read_key(reader, node, i, kind, to);
    if (to->file.text == NULL && uc_yaml_get(node, "file") == NULL)
        uc_run_fault(reader, node, "%s needs 'file'", kind->what);
    if (reader->faults->n_total == before && kind->check(to->plan, &err) != UC_OK)
        uc_run_fault(reader, node, "%s", err.msg);
}

static void read_section(uc_run_reader *reader, const uc_yaml_node *node,
                         const survey_kind *kind, uc_run_survey **survey, size_t *n)
{
    size_t i;

    if (node->kind != UC_YAML_MAPPING) {
        uc_run_fault(reader, node, "this must be a mapping of names, each to %s",
                     kind->what);
        return;
    }
    *survey = calloc(node->n + 1, sizeof **survey);
    if (*survey == NULL) {
        reader->no_memory = true;
        return;
    }
    *n = node->n;
    for (i = 0; i < node->n; i++)
        read_survey(reader, node, i, kind, &(*survey)[i]);
}

void uc_run_read_surveys(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    (void)field;
    read_section(reader, node, &surveys, &reader->run->survey, &reader->run->n_surveys);
}

void uc_run_read_scaleups(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    (void)field;
    read_section(reader, node, &scaleups, &reader->run->scaleup,
                 &reader->run->n_scaleups);
}

void uc_run_read_rds(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    (void)field;
    read_section(reader, node, &samples, &reader->run->rds, &reader->run->n_rds);
}

static void clear_section(const survey_kind *kind, uc_run_survey **list, size_t *n_list)
{
    size_t i, k;

    for (i = 0; i < *n_list; i++) {
        uc_run_survey *survey = &(*list)[i];

        uc_run_text_clear(&survey->name);
        uc_run_text_clear(&survey->file);
        uc_run_text_clear(&survey->area);
        uc_run_text_clear(&survey->period);
        if (survey->plan != NULL)
            kind->clear(survey->plan);
        free(survey->plan);
        for (k = 0; k < survey->n_written; k++)
            free(survey->written[k]);
        free(survey->written);
    }
    free(*list);
    *list = NULL;
    *n_list = 0;
}

void uc_run_surveys_clear(uc_run_file *run)
{
    clear_section(&surveys, &run->survey, &run->n_surveys);
    clear_section(&scaleups, &run->scaleup, &run->n_scaleups);
    clear_section(&samples, &run->rds, &run->n_rds);
}
