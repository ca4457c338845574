/* yaml_tree.c - a YAML document as plain nodes with line and column */
#include "pipeline/yaml_tree.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "data/base/text.h"

typedef struct builder {
    yaml_document_t *document;
    const char *path;
    uc_faults *faults;
    bool *used; /* by node number: reached once already, so an alias reaches it again */
    bool no_memory;
} builder;

void uc_yaml_clear(uc_yaml_node *node)
{
    size_t i;

    for (i = 0; i < node->n; i++) {
        if (node->child != NULL)
            uc_yaml_clear(&node->child[i]);
        if (node->key != NULL)
            free(node->key[i]);
    }
    free(node->text);
    free(node->key);
    free(node->key_line);
    free(node->key_column);
    free(node->child);
    memset(node, 0, sizeof *node);
}

const uc_yaml_node *uc_yaml_get(const uc_yaml_node *mapping, const char *key)
{
    size_t i;

    if (mapping->kind != UC_YAML_MAPPING)
        return NULL;
    for (i = 0; i < mapping->n; i++)
        if (strcmp(mapping->key[i], key) == 0)
            return &mapping->child[i];
    return NULL;
}

static void fault(builder *b, const yaml_node_t *node, const char *what)
{
    uc_faults_add(b->faults, UC_ECONFIG, b->path, node->start_mark.line + 1,
                  node->start_mark.column + 1, "%s", what);
}

static char *scalar_text(builder *b, const yaml_node_t *from)
{
    const char *value = (const char *)from->data.scalar.value;
    char *text;

    if (strlen(value) != from->data.scalar.length)
        fault(b, from, "a text holds a NUL byte");
    text = uc_text_copy(value);
    if (text == NULL)
        b->no_memory = true;
    return text;
}

/* Brackets that may be open at once. */
#define MAX_BRACKETS 1000

static bool build(builder *b, int index, size_t depth, uc_yaml_node *to);

static void build_sequence(builder *b, const yaml_node_t *from, size_t depth,
                           uc_yaml_node *to)
{
    const yaml_node_item_t *item = from->data.sequence.items.start;
    const size_t n = (size_t)(from->data.sequence.items.top - item);

    to->kind = UC_YAML_SEQUENCE;
    to->child = calloc(n + 1, sizeof *to->child);
    if (to->child == NULL) {
        b->no_memory = true;
        return;
    }
    for (; to->n < n && !b->no_memory; item++, to->n++)
        if (!build(b, *item, depth + 1, &to->child[to->n]))
            to->child[to->n].kind = UC_YAML_SCALAR;
}

static bool add_key(builder *b, const yaml_node_t *key, uc_yaml_node *to)
{
    const size_t i = to->n;
    size_t j;
    char shown[80];

    if (key->type != YAML_SCALAR_NODE) {
        fault(b, key, "a key must be a text");
        return false;
    }
    to->key[i] = scalar_text(b, key);
    if (to->key[i] == NULL)
        return false;
    to->key_line[i] = key->start_mark.line + 1;
    to->key_column[i] = key->start_mark.column + 1;
    for (j = 0; j < i; j++)
        if (strcmp(to->key[j], to->key[i]) == 0) {
            (void)uc_text_display(to->key[i], strlen(to->key[i]), 40, shown,
                                  sizeof shown);
            uc_faults_add(
                b->faults, UC_ECONFIG, b->path, to->key_line[i], to->key_column[i],
                "key '%s' is given twice (first in line %zu)", shown, to->key_line[j]);
            free(to->key[i]);
            to->key[i] = NULL;
            return false;
        }
    return true;
}

static bool alloc_mapping(uc_yaml_node *to, size_t n)
{
    to->kind = UC_YAML_MAPPING;
    to->key = calloc(n + 1, sizeof *to->key);
    to->key_line = calloc(n + 1, sizeof *to->key_line);
    to->key_column = calloc(n + 1, sizeof *to->key_column);
    to->child = calloc(n + 1, sizeof *to->child);
    return to->key != NULL && to->key_line != NULL && to->key_column != NULL &&
           to->child != NULL;
}

static void build_mapping(builder *b, const yaml_node_t *from, size_t depth,
                          uc_yaml_node *to)
{
    const yaml_node_pair_t *pair = from->data.mapping.pairs.start;
    const yaml_node_pair_t *end = from->data.mapping.pairs.top;

    if (!alloc_mapping(to, (size_t)(end - pair))) {
        b->no_memory = true;
        return;
    }
    for (; pair < end && !b->no_memory; pair++) {
        if (!add_key(b, yaml_document_get_node(b->document, pair->key), to))
            continue;
        if (build(b, pair->value, depth + 1, &to->child[to->n])) {
            to->n++;
        } else {
            free(to->key[to->n]);
            to->key[to->n] = NULL;
        }
    }
}

/* False: a fault was added, or memory is short; `to` holds nothing. */
static bool build(builder *b, int index, size_t depth, uc_yaml_node *to)
{
    const yaml_node_t *from = yaml_document_get_node(b->document, index);

    if (b->used[index]) {
        fault(b, from, "aliases are not taken; this node is used twice");
        return false;
    }
    b->used[index] = true;
    if (depth > UC_YAML_MAX_DEPTH) {
        fault(b, from, "is nested too deeply");
        return false;
    }
    to->line = from->start_mark.line + 1;
    to->column = from->start_mark.column + 1;
    if (from->type == YAML_SCALAR_NODE) {
        to->kind = UC_YAML_SCALAR;
        to->quoted = from->data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
                     from->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
        to->text = scalar_text(b, from);
    } else if (from->type == YAML_SEQUENCE_NODE) {
        build_sequence(b, from, depth, to);
    } else {
        build_mapping(b, from, depth, to);
    }
    return !b->no_memory;
}

static void parser_fault(const yaml_parser_t *parser, const char *path,
                         uc_faults *faults)
{
    const yaml_mark_t *mark = &parser->problem_mark;

    if (parser->error == YAML_READER_ERROR) {
        uc_faults_add(faults, UC_ECONFIG, path, 0, 0, "byte %zu: %s",
                      parser->problem_offset + 1,
                      parser->problem != NULL ? parser->problem : "is not UTF-8");
        return;
    }
    uc_faults_add(faults, UC_ECONFIG, path, mark->line + 1, mark->column + 1,
                  "is not YAML: %s%s%s",
                  parser->problem != NULL ? parser->problem : "cannot be read",
                  parser->context != NULL ? " " : "",
                  parser->context != NULL ? parser->context : "");
}

/* A second document would be silently ignored: refuse it. False: no memory. */
static bool check_single(yaml_parser_t *parser, const char *path, uc_faults *faults)
{
    yaml_document_t next;
    const yaml_node_t *root;

    if (!yaml_parser_load(parser, &next)) {
        if (parser->error == YAML_MEMORY_ERROR)
            return false;
        parser_fault(parser, path, faults);
        return true;
    }
    root = yaml_document_get_root_node(&next);
    if (root != NULL)
        uc_faults_add(faults, UC_ECONFIG, path, root->start_mark.line + 1,
                      root->start_mark.column + 1,
                      "a run file holds one document; a second one begins here");
    yaml_document_delete(&next);
    return true;
}

static uc_status read_document(yaml_parser_t *parser, const char *path,
                               uc_faults *faults, uc_yaml_node *root, uc_error *err)
{
    yaml_document_t document;
    builder b = {.document = &document, .path = path, .faults = faults};

    memset(root, 0, sizeof *root);
    root->kind = UC_YAML_MAPPING;
    if (!yaml_parser_load(parser, &document)) {
        if (parser->error == YAML_MEMORY_ERROR)
            return uc_fail(err, UC_ENOMEM, "no memory for the run file");
        parser_fault(parser, path, faults);
        return UC_OK;
    }
    if (yaml_document_get_root_node(&document) != NULL) {
        b.used = calloc((size_t)(document.nodes.top - document.nodes.start) + 1,
                        sizeof *b.used);
        b.no_memory = b.used == NULL;
        if (!b.no_memory)
            (void)build(&b, 1, 0, root);
        free(b.used);
        if (!check_single(parser, path, faults))
            b.no_memory = true;
    }
    yaml_document_delete(&document);
    if (!b.no_memory)
        return UC_OK;
    uc_yaml_clear(root);
    return uc_fail(err, UC_ENOMEM, "no memory for the run file");
}

/* libyaml takes time that grows with the square of the depth, so brackets are counted
 * before it looks; those in texts count too, for no run file has so many. */
static bool nests_deeply(const char *text, size_t len)
{
    size_t depth = 0;

    for (size_t i = 0; i < len && depth <= MAX_BRACKETS; i++) {
        if (text[i] == '[' || text[i] == '{')
            depth++;
        else if ((text[i] == ']' || text[i] == '}') && depth > 0)
            depth--;
    }
    return depth > MAX_BRACKETS;
}

uc_status uc_yaml_read(const char *text, size_t len, const char *path,
                       uc_faults *faults, uc_yaml_node *root, uc_error *err)
{
    yaml_parser_t parser;
    uc_status status;

    if (nests_deeply(text, len)) {
        memset(root, 0, sizeof *root);
        root->kind = UC_YAML_MAPPING;
        uc_faults_add(faults, UC_ECONFIG, path, 0, 0,
                      "has more than %d brackets open at once", MAX_BRACKETS);
        return UC_OK;
    }
    if (!yaml_parser_initialize(&parser))
        return uc_fail(err, UC_ENOMEM, "no memory for the run file");
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    status = read_document(&parser, path, faults, root, err);
    yaml_parser_delete(&parser);
    return status;
}
