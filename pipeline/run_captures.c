/* run_captures.c - the captures of a run file, and what counts as identified */
#include "pipeline/run_sections.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

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
    } else {
        uc_run_fault(reader, node,
                     "identified is '%s'; allowed are 'any list', 'list NAME' and a "
                     "mapping with area, period, stage",
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
    {"by", uc_run_read_list, FIELD(uc_run_capture, by)},
    {"identified", uc_run_read_identified, FIELD(uc_run_capture, identified)},
    {"definition", uc_run_read_text, FIELD(uc_run_capture, definition)},
    {"source", uc_run_read_text, FIELD(uc_run_capture, source)},
    {"note", uc_run_read_text, FIELD(uc_run_capture, note)},
    {"cases", NULL, 0},
    {"profile", NULL, 0},
    {"link", NULL, 0},
    {"batch", NULL, 0},
    {"structural zeros", NULL, 0},
};

static void read_capture(uc_run_reader *reader, const uc_yaml_node *captures, size_t i,
                         uc_run_capture *to)
{
    const uc_yaml_node *node = &captures->child[i];

    to->name.text = uc_text_copy(captures->key[i]);
    to->name.line = captures->key_line[i];
    to->name.column = captures->key_column[i];
    reader->no_memory = reader->no_memory || to->name.text == NULL;
    if (uc_run_mapping(reader, node, "a capture", capture_keys, COUNT_OF(capture_keys),
                       to) &&
        to->file.text == NULL && uc_yaml_get(node, "file") == NULL &&
        uc_yaml_get(node, "cases") == NULL)
        uc_run_fault(reader, node, "a capture needs 'file'");
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
