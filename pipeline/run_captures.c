/* run_captures.c - the captures of a run file, and what counts as identified */
#include "pipeline/run_sections.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "pipeline/cases/case_keys.h"

#define COUNT_OF(a)        (sizeof(a) / sizeof((a)[0]))
#define FIELD(type, field) offsetof(type, field)

static const uc_run_key identified_keys[] = {
    {"area", uc_run_read_text, FIELD(uc_run_identified, area)},
    {"period", uc_run_read_text, FIELD(uc_run_identified, period)},
    {"stage", uc_run_read_text, FIELD(uc_run_identified, stage)},
};

/* "any list", "list NAME" or, where counts are allowed, a mapping. */
static void read_identified_text(uc_run_reader *reader, const uc_yaml_node *node,
                                 uc_run_identified *to)
{
    char shown[128];

    if (node->text != NULL && strcmp(node->text, "any list") == 0) {
        to->kind = UC_RUN_IDENTIFIED_ANY_LIST;
    } else if (node->text != NULL && strncmp(node->text, "list ", 5) == 0 &&
               node->text[5] != '\0') {
        to->kind = UC_RUN_IDENTIFIED_LIST;
        to->list.text = uc_text_copy(node->text + 5);
        to->list.line = node->line;
        to->list.column = node->column;
        reader->no_memory = reader->no_memory || to->list.text == NULL;
    } else if (node->text != NULL && strncmp(node->text, "stage ", 6) == 0 &&
               node->text[6] != '\0') {
        to->kind = UC_RUN_IDENTIFIED_STAGE;
        to->rule.text = uc_text_copy(node->text + 6);
        to->rule.line = node->line;
        to->rule.column = node->column;
        reader->no_memory = reader->no_memory || to->rule.text == NULL;
    } else {
        uc_run_fault(reader, node,
                     "identified is '%s'; allowed are 'any list', 'list NAME', 'stage "
                     "RULE' and a mapping with area, period, stage",
                     node->text != NULL ? uc_run_shown(node->text, shown) : "a list");
    }
}

void uc_run_read_identified(uc_run_reader *reader, const uc_yaml_node *node,
                            void *field)
{
    uc_run_identified *to = field;

    if (node->kind != UC_YAML_MAPPING)
        read_identified_text(reader, node, to);
    else if (uc_run_mapping(reader, node, "identified", identified_keys,
                            COUNT_OF(identified_keys), to))
        to->kind = UC_RUN_IDENTIFIED_COUNTS;
}

static const uc_run_key capture_keys[] = {
    {"file", uc_run_read_path, FIELD(uc_run_capture, file)},
    {"area", uc_run_read_text, FIELD(uc_run_capture, area)},
    {"period", uc_run_read_text, FIELD(uc_run_capture, period)},
    {"lists", uc_run_read_list, FIELD(uc_run_capture, lists)},
    {"count", uc_run_read_text, FIELD(uc_run_capture, count)},
    {"batch", uc_run_read_text, FIELD(uc_run_capture, batch)},
    {"by", uc_run_read_list, FIELD(uc_run_capture, by)},
    {"identified", uc_run_read_identified, FIELD(uc_run_capture, identified)},
    {"definition", uc_run_read_text, FIELD(uc_run_capture, definition)},
    {"source", uc_run_read_text, FIELD(uc_run_capture, source)},
    {"note", uc_run_read_text, FIELD(uc_run_capture, note)},
    {"profile", uc_run_read_text, FIELD(uc_run_capture, profile)},
};

static const uc_run_key *capture_key(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(capture_keys); i++)
        if (strcmp(capture_keys[i].key, name) == 0)
            return &capture_keys[i];
    return NULL;
}

/* Keys that only files of cases or lists can have. */
static bool is_case_key(const char *name)
{
    return uc_case_key_known(name) && capture_key(name) == NULL &&
           strcmp(name, "structural zeros") != 0;
}

static bool has_cases(const uc_yaml_node *node)
{
    return uc_yaml_get(node, "cases") != NULL ||
           uc_yaml_get(node, "list files") != NULL;
}

static void unknown_capture_key(uc_run_reader *reader, const uc_yaml_node *node,
                                size_t i)
{
    const char *known[COUNT_OF(capture_keys) + 64];
    size_t n = 0;

    for (size_t k = 0; k < COUNT_OF(capture_keys); k++)
        if (capture_keys[k].read != NULL)
            known[n++] = capture_keys[k].key;
    n += uc_case_key_names(false, known + n, 64);
    uc_run_unknown_key(reader, node, i, "a capture", known, n);
}

/* Reads a key: of every capture, of case files, or both (lists, by). */
static void read_capture_key(uc_run_reader *reader, const uc_yaml_node *node, size_t i,
                             uc_run_capture *to)
{
    const uc_yaml_node at = {.line = node->key_line[i], .column = node->key_column[i]};
    const uc_run_key *key = capture_key(node->key[i]);

    if (key == NULL && !uc_case_key_known(node->key[i]))
        unknown_capture_key(reader, node, i);
    else if (key != NULL && key->read == NULL)
        uc_run_fault(reader, &at, "'%s' in a capture: this version cannot do it yet",
                     key->key);
    else if (is_case_key(node->key[i]) && !has_cases(node))
        uc_run_fault(reader, &at, "'%s' goes with 'cases' or 'list files' only",
                     node->key[i]);
    else if (key != NULL)
        key->read(reader, &node->child[i], (char *)to + key->offset);
    if (uc_case_key_known(node->key[i]) &&
        (has_cases(node) || strcmp(node->key[i], "structural zeros") == 0))
        uc_case_key_read(reader, node, i, &to->source_files);
}

/* What only all keys together can tell. */
static void check_cases(uc_run_reader *reader, const uc_yaml_node *node,
                        uc_run_capture *to)
{
    uc_case_rules *rules = &to->source_files.rules;
    uc_error err;

    if (to->identified.kind == UC_RUN_IDENTIFIED_STAGE) {
        free(rules->identified);
        rules->identified = uc_text_copy(to->identified.rule.text);
        reader->no_memory = reader->no_memory || rules->identified == NULL;
    }
    if (uc_yaml_get(node, "cases") != NULL && uc_yaml_get(node, "list files") != NULL)
        uc_run_fault(reader, node, "'cases' and 'list files' do not go together");
    else if (uc_yaml_get(node, "cases") != NULL && rules->lists.n == 0 &&
             rules->list_column == NULL)
        uc_run_fault(reader, node,
                     "name the lists of the cases: 'lists' for 0/1 "
                     "columns, or 'list column'");
    else if (to->source_files.decisions != NULL && rules->n_fields == 0)
        uc_run_fault(reader, node, "'decisions' goes with 'compare fields'");
    else if (uc_case_rules_check(rules, &err) == UC_EINVAL)
        uc_run_fault(reader, node, "%.480s", err.msg);
}

static void check_capture(uc_run_reader *reader, const uc_yaml_node *node,
                          uc_run_capture *to)
{
    if (has_cases(node) && uc_yaml_get(node, "file") != NULL)
        uc_run_fault(reader, node, "a capture has 'file', or 'cases', or 'list files'");
    else if (has_cases(node) && to->batch.text != NULL)
        uc_run_fault(reader, node,
                     "'batch' in a capture of cases: this version cannot do it yet; "
                     "tabulate keeps no batches");
    else if (has_cases(node))
        check_cases(reader, node, to);
    else if (uc_yaml_get(node, "file") == NULL)
        uc_run_fault(reader, node, "a capture needs 'file', 'cases' or 'list files'");
    else if (uc_yaml_get(node, "profile") != NULL)
        uc_run_fault(reader, node, "a profile goes with 'cases' or 'list files' only");
    else if (to->identified.kind == UC_RUN_IDENTIFIED_STAGE)
        uc_run_fault(reader, node, "a rule over stages needs 'cases' or 'list files'");
}

static void read_capture(uc_run_reader *reader, const uc_yaml_node *captures, size_t i,
                         uc_run_capture *to)
{
    const uc_yaml_node *node = &captures->child[i], *profile;

    to->name.text = uc_text_copy(captures->key[i]);
    to->name.line = captures->key_line[i];
    to->name.column = captures->key_column[i];
    reader->no_memory = reader->no_memory || to->name.text == NULL;
    uc_case_source_init(&to->source_files);
    to->source_files.link.seed = reader->run->seed;
    if (node->kind != UC_YAML_MAPPING) {
        uc_run_fault(reader, node, "a capture must be a mapping of keys to values");
        return;
    }
    profile = uc_yaml_get(node, "profile");
    if (profile != NULL && profile->text != NULL && has_cases(node))
        uc_case_profile_read(reader, profile, profile->text, &to->source_files);
    for (size_t k = 0; k < node->n; k++)
        read_capture_key(reader, node, k, to);
    check_capture(reader, node, to);
}

void uc_run_read_captures(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_file *run = reader->run;
    size_t i;

    (void)field;
    if (node->kind != UC_YAML_MAPPING) {
        uc_run_fault(reader, node, "captures must be a mapping of names to captures");
        return;
    }
    run->capture = calloc(node->n + 1, sizeof *run->capture);
    if (run->capture == NULL) {
        reader->no_memory = true;
        return;
    }
    run->n_captures = node->n;
    for (i = 0; i < node->n; i++)
        read_capture(reader, node, i, &run->capture[i]);
}

/* Finds a capture by name; a fault with advice when there is none. */
bool uc_run_find_capture(uc_run_reader *reader, const uc_yaml_node *node, size_t *index)
{
    const uc_run_file *run = reader->run;
    const char *name[64], *near;
    size_t i, n = 0;
    char shown[128];

    if (node->kind != UC_YAML_SCALAR || node->text == NULL) {
        uc_run_fault(reader, node, "must be the name of a capture");
        return false;
    }
    for (i = 0; i < run->n_captures; i++) {
        if (strcmp(run->capture[i].name.text, node->text) == 0) {
            *index = i;
            return true;
        }
        if (n < COUNT_OF(name))
            name[n++] = run->capture[i].name.text;
    }
    near = uc_text_nearest(node->text, name, n);
    if (near != NULL)
        uc_run_fault(reader, node, "no capture is called '%s'; did you mean '%s'?",
                     uc_run_shown(node->text, shown), near);
    else
        uc_run_fault(reader, node, "no capture is called '%s'",
                     uc_run_shown(node->text, shown));
    return false;
}
