/** @file run_keys.h
 * Reading mappings of the run file by tables of keys.
 *
 * One row per key gives its reader and where its value goes. Unknown keys get line,
 * column and a suggestion; keys of later versions are refused in their own words.
 */
#ifndef UC_RUN_KEYS_H
#define UC_RUN_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/faults.h"
#include "pipeline/run_file.h"
#include "pipeline/yaml_tree.h"

/** What every reader of the run file shares. */
typedef struct uc_run_reader {
    uc_faults *faults;
    const char *path;
    bool allow_outside;
    bool no_memory; /* sticky */
    uc_run_file *run;
} uc_run_reader;

/** Reads `node` into `field`; adds faults. */
typedef void uc_run_key_reader(uc_run_reader *reader, const uc_yaml_node *node,
                               void *field);

typedef struct uc_run_key {
    const char *key;
    uc_run_key_reader *read; /* NULL: a key of a later version, refused */
    size_t offset;           /* of the field in the target struct */
} uc_run_key;

/** Adds a fault at a node. */
void uc_run_fault(uc_run_reader *reader, const uc_yaml_node *node, const char *fmt, ...)
    UC_PRINTF(3, 4);

/** Reads a mapping by its keys.
 * @param what  "a capture", for messages.
 * @return false when the node is no mapping (a fault). */
bool uc_run_mapping(uc_run_reader *reader, const uc_yaml_node *node, const char *what,
                    const uc_run_key keys[], size_t n_keys, void *target);

/** Reports a key that no table has. `index` is its place in the mapping. */
void uc_run_unknown_key(uc_run_reader *reader, const uc_yaml_node *mapping,
                        size_t index, const char *what, const char *const known[],
                        size_t n_known);

/** Readers of common fields. The field is a uc_run_text or a uc_run_list. */
uc_run_key_reader uc_run_read_text;  /* one text, not blank */
uc_run_key_reader uc_run_read_path;  /* one path below the folder, or data:NAME */
uc_run_key_reader uc_run_read_list;  /* a text or a list of texts */
uc_run_key_reader uc_run_read_paths; /* a path or a list of paths */
uc_run_key_reader uc_run_read_bool;  /* true or false; the field is a bool */

void uc_run_text_clear(uc_run_text *text);
void uc_run_list_clear(uc_run_list *list);

/** A copy of `text` as shown in a message, at most 60 characters, in `out` (128). */
const char *uc_run_shown(const char *text, char *out);

#endif
