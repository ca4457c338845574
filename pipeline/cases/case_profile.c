/* case_profile.c - profiles: keys of case files in a file of their own */
#include <stdlib.h>
#include <string.h>

#include "data/base/source.h"
#include "data/base/text.h"
#include "data/sets.h"
#include "pipeline/cases/case_keys.h"

/* Longest profile. */
#define MAX_BYTES ((size_t)1 << 20)
/* Where the program keeps its own. */
#define PROFILES "data:profiles/"

static void read_profile_key(uc_run_reader *reader, const uc_yaml_node *root, size_t i,
                             uc_case_source *source)
{
    const char *known[64];
    const uc_yaml_node at = {.line = root->key_line[i], .column = root->key_column[i]};
    const size_t n = uc_case_key_names(true, known, 64);

    for (size_t k = 0; k < n; k++)
        if (strcmp(known[k], root->key[i]) == 0) {
            uc_case_key_read(reader, root, i, source);
            return;
        }
    if (uc_case_key_known(root->key[i]))
        uc_run_fault(reader, &at, "'%s' does not belong into a profile", root->key[i]);
    else
        uc_run_unknown_key(reader, root, i, "a profile", known, n);
}

/* A name without a dot or a slash is one of the program's own. */
static char *profile_path(const uc_run_reader *reader, const char *name)
{
    const size_t room = strlen(PROFILES) + strlen(name) + 5;
    char *path;

    if (strpbrk(name, "./:") != NULL)
        return reader->run != NULL && reader->run->folder != NULL
                   ? uc_run_path(reader->run, name)
                   : uc_text_copy(name);
    path = malloc(room);
    if (path != NULL) {
        memcpy(path, PROFILES, strlen(PROFILES) + 1);
        memcpy(path + strlen(path), name, strlen(name) + 1);
        memcpy(path + strlen(path), ".yml", 5);
    }
    return path;
}

static void parse_profile(uc_run_reader *reader, const char *path, const char *text,
                          size_t len, uc_case_source *source)
{
    uc_run_reader inner = *reader;
    uc_yaml_node root;
    uc_error err;

    inner.path = path;
    if (uc_yaml_read(text, len, path, reader->faults, &root, &err) != UC_OK) {
        reader->no_memory = true;
        return;
    }
    if (root.kind != UC_YAML_MAPPING)
        uc_run_fault(&inner, &root, "a profile is a mapping of keys to values");
    for (size_t i = 0; root.kind == UC_YAML_MAPPING && i < root.n; i++)
        read_profile_key(&inner, &root, i, source);
    reader->no_memory = reader->no_memory || inner.no_memory;
    uc_yaml_clear(&root);
}

void uc_case_profile_read(uc_run_reader *reader, const uc_yaml_node *at,
                          const char *name, uc_case_source *source)
{
    char *path = profile_path(reader, name), *text = NULL;
    size_t len = 0;
    uc_error err;
    uc_status status;

    if (path == NULL) {
        reader->no_memory = true;
        return;
    }
    status =
        uc_source_read_all(path, uc_sets_lookup, MAX_BYTES, &text, &len, NULL, &err);
    if (status == UC_OK)
        parse_profile(reader, path, text, len, source);
    else if (status == UC_ENOMEM)
        reader->no_memory = true;
    else if (at != NULL)
        uc_run_fault(reader, at, "profile '%.60s': %.300s", name, err.msg);
    else
        uc_faults_add_error(reader->faults, &err);
    free(text);
    free(path);
}
