/* run_keys.c - mappings of the run file by tables of keys */
#include "pipeline/run_keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

#define MAX_KEYS 64

const char *uc_run_shown(const char *text, char *out)
{
    return uc_text_display(text, strlen(text), 60, out, 128);
}

void uc_run_fault(uc_run_reader *reader, const uc_yaml_node *node, const char *fmt, ...)
{
    char msg[UC_ERROR_MSG];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(msg, sizeof msg, fmt, args);
    va_end(args);
    uc_faults_add(reader->faults, UC_ECONFIG, reader->path, node->line, node->column,
                  "%s", msg);
}

void uc_run_unknown_key(uc_run_reader *reader, const uc_yaml_node *mapping,
                        size_t index, const char *what, const char *const known[],
                        size_t n_known)
{
    const char *near = uc_text_nearest(mapping->key[index], known, n_known);
    uc_yaml_node at = {.line = mapping->key_line[index],
                       .column = mapping->key_column[index]};
    char shown[128], list[320] = "";
    size_t i, end = 0;

    (void)uc_run_shown(mapping->key[index], shown);
    if (near != NULL) {
        uc_run_fault(reader, &at, "unknown key '%s' in %s; did you mean '%s'?", shown,
                     what, near);
        return;
    }
    for (i = 0; i < n_known; i++)
        if (known[i] != NULL && end + strlen(known[i]) + 3 < sizeof list)
            end += (size_t)snprintf(list + end, sizeof list - end, "%s%s",
                                    end > 0 ? ", " : "", known[i]);
    uc_run_fault(reader, &at, "unknown key '%s' in %s; its keys are %s", shown, what,
                 list);
}

static void read_key(uc_run_reader *reader, const uc_yaml_node *node, size_t i,
                     const char *what, const uc_run_key *key, void *target)
{
    const uc_yaml_node at = {.line = node->key_line[i], .column = node->key_column[i]};

    if (key->read == NULL)
        uc_run_fault(reader, &at, "'%s' in %s: this version cannot do it yet", key->key,
                     what);
    else
        key->read(reader, &node->child[i], (char *)target + key->offset);
}

bool uc_run_mapping(uc_run_reader *reader, const uc_yaml_node *node, const char *what,
                    const uc_run_key keys[], size_t n_keys, void *target)
{
    const char *known[MAX_KEYS];
    size_t i, j, n_known = 0;

    if (node->kind != UC_YAML_MAPPING) {
        uc_run_fault(reader, node, "%s must be a mapping of keys to values", what);
        return false;
    }
    for (j = 0; j < n_keys && n_known < MAX_KEYS; j++)
        if (keys[j].read != NULL)
            known[n_known++] = keys[j].key;
    for (i = 0; i < node->n; i++) {
        for (j = 0; j < n_keys && strcmp(keys[j].key, node->key[i]) != 0; j++)
            ;
        if (j < n_keys)
            read_key(reader, node, i, what, &keys[j], target);
        else
            uc_run_unknown_key(reader, node, i, what, known, n_known);
    }
    return true;
}

void uc_run_read_text(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_text *text = field;

    if (node->kind != UC_YAML_SCALAR || node->text == NULL) {
        uc_run_fault(reader, node, "must be one text, not a list or a mapping");
        return;
    }
    if (node->text[0] == '\0' ||
        (!node->quoted &&
         (strcmp(node->text, "~") == 0 || uc_text_equal_nocase(node->text, "null")))) {
        uc_run_fault(reader, node, "is blank; give a text or leave the key out");
        return;
    }
    uc_run_text_clear(text);
    text->text = uc_text_copy(node->text);
    text->line = node->line;
    text->column = node->column;
    if (text->text == NULL)
        reader->no_memory = true;
}

/* True when a relative path never climbs above where it starts. */
static bool stays_below(const char *path)
{
    long depth = 0;

    while (*path != '\0') {
        const size_t len = strcspn(path, "/");

        if (len == 2 && path[0] == '.' && path[1] == '.')
            depth--;
        else if (len > 0 && !(len == 1 && path[0] == '.'))
            depth++;
        if (depth < 0)
            return false;
        path += len;
        path += *path == '/';
    }
    return true;
}

static void check_path(uc_run_reader *reader, const uc_yaml_node *node)
{
    char shown[128];

    if (node->kind != UC_YAML_SCALAR || node->text == NULL || reader->allow_outside ||
        strncmp(node->text, "data:", 5) == 0)
        return;
    if (strcmp(node->text, "-") == 0)
        uc_run_fault(reader, node, "'-' (standard input) is not taken in a run file");
    else if (node->text[0] == '/' || !stays_below(node->text))
        uc_run_fault(reader, node,
                     "path '%s' leaves the folder of the run file; give a path below "
                     "it, or --allow-outside",
                     uc_run_shown(node->text, shown));
}

void uc_run_read_path(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    uc_run_read_text(reader, node, field);
    check_path(reader, node);
}

static void read_items(uc_run_reader *reader, const uc_yaml_node *node,
                       uc_run_list *list, uc_run_key_reader *read)
{
    const size_t n = node->kind == UC_YAML_SEQUENCE ? node->n : 1;
    size_t i;

    uc_run_list_clear(list);
    if (node->kind == UC_YAML_SEQUENCE && n == 0) {
        uc_run_fault(reader, node, "is an empty list; name something or leave it out");
        return;
    }
    list->item = calloc(n, sizeof *list->item);
    if (list->item == NULL) {
        reader->no_memory = true;
        return;
    }
    for (i = 0; i < n; i++) {
        read(reader, node->kind == UC_YAML_SEQUENCE ? &node->child[i] : node,
             &list->item[list->n]);
        list->n += list->item[list->n].text != NULL;
    }
}

/* The same text twice in a list of columns or lists is a slip. */
static void check_distinct(uc_run_reader *reader, const uc_run_list *list)
{
    size_t i, j;
    char shown[128];

    for (i = 1; i < list->n; i++)
        for (j = 0; j < i; j++)
            /* NOLINTNEXTLINE: read_items() keeps only what has a text */
            if (strcmp(list->item[i].text, list->item[j].text) == 0)
                uc_faults_add(reader->faults, UC_ECONFIG, reader->path,
                              list->item[i].line, list->item[i].column,
                              "'%s' is named twice",
                              uc_run_shown(list->item[i].text, shown));
}

void uc_run_read_list(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    read_items(reader, node, field, uc_run_read_text);
    check_distinct(reader, field);
}

void uc_run_read_paths(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    read_items(reader, node, field, uc_run_read_path);
    check_distinct(reader, field);
}

void uc_run_read_bool(uc_run_reader *reader, const uc_yaml_node *node, void *field)
{
    bool *value = field;
    char shown[128];

    if (node->kind == UC_YAML_SCALAR && node->text != NULL && !node->quoted &&
        strcmp(node->text, "true") == 0)
        *value = true;
    else if (node->kind == UC_YAML_SCALAR && node->text != NULL && !node->quoted &&
             strcmp(node->text, "false") == 0)
        *value = false;
    else
        uc_run_fault(reader, node, "'%s' must be true or false",
                     node->text != NULL ? uc_run_shown(node->text, shown) : "a list");
}

void uc_run_text_clear(uc_run_text *text)
{
    free(text->text);
    memset(text, 0, sizeof *text);
}

void uc_run_list_clear(uc_run_list *list)
{
    size_t i;

    for (i = 0; i < list->n; i++)
        free(list->item[i].text);
    free(list->item);
    memset(list, 0, sizeof *list);
}
