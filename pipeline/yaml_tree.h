/** @file yaml_tree.h
 * A YAML document as plain nodes that keep line and column.
 *
 * Duplicate keys, aliases, second documents and keys that are not text are faults; the
 * tree holds what could be read so that one pass names every fault of the file.
 */
#ifndef UC_YAML_TREE_H
#define UC_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/faults.h"
#include "data/base/status.h"

/** Nesting deeper than this is a fault. */
#define UC_YAML_MAX_DEPTH 16

typedef enum uc_yaml_kind {
    UC_YAML_SCALAR,
    UC_YAML_SEQUENCE,
    UC_YAML_MAPPING
} uc_yaml_kind;

typedef struct uc_yaml_node {
    uc_yaml_kind kind;
    size_t line, column; /* 1-based */
    char *text;          /* of a scalar; owned */
    bool quoted;         /* a scalar in quotes: always text */
    char **key;          /* of a mapping; owned; n entries */
    size_t *key_line, *key_column;
    struct uc_yaml_node *child; /* of a sequence or mapping; owned; n entries */
    size_t n;
} uc_yaml_node;

/** Reads the document in `text`. Faults (UC_ECONFIG) carry path, line and column.
 * @param root  Set on UC_OK; uc_yaml_clear() it. An empty document is an empty mapping.
 * @return UC_OK also when faults were added; UC_ENOMEM. */
uc_status uc_yaml_read(const char *text, size_t len, const char *path,
                       uc_faults *faults, uc_yaml_node *root,
                       uc_error *err) UC_MUST_CHECK;

/** Releases a node and everything below; a zeroed one is allowed. */
void uc_yaml_clear(uc_yaml_node *node);

/** Returns the value of `key` in a mapping, or NULL. */
const uc_yaml_node *uc_yaml_get(const uc_yaml_node *mapping, const char *key);

#endif
