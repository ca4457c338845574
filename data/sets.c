/* sets.c - the embedded data sets */
#include "data/sets.h"

#include <stdio.h>
#include <string.h>

#include "data/base/text.h"

/* Written by scripts/embed-sets, whose tables are rows of eight-byte words. */
extern const uc_set uc_sets_embedded[];
extern const size_t uc_sets_n_embedded;

_Static_assert(sizeof(uc_sets_file) == 24 && sizeof(uc_set) == 56 &&
                   offsetof(uc_set, file) == 24 && offsetof(uc_set, readme) == 40,
               "scripts/embed-sets writes another layout");

#define SHOWN_CHARS   40
#define MAX_SUGGESTED 256

size_t uc_sets_count(void)
{
    return uc_sets_n_embedded;
}

const uc_set *uc_sets_at(size_t index)
{
    return index < uc_sets_n_embedded ? &uc_sets_embedded[index] : NULL;
}

static const uc_set *find(const char *name, size_t len)
{
    for (size_t i = 0; i < uc_sets_n_embedded; i++) {
        const char *own = uc_sets_embedded[i].name;

        if (strlen(own) == len && memcmp(own, name, len) == 0)
            return &uc_sets_embedded[i];
    }
    return NULL;
}

const uc_set *uc_sets_find(const char *name)
{
    return find(name, strlen(name));
}

static int is_csv(const char *name)
{
    const size_t len = strlen(name);

    return len > 4 && strcmp(name + len - 4, ".csv") == 0;
}

static int is_main(const uc_set *set, const char *name)
{
    const size_t len = strlen(set->name);

    return strncmp(name, set->name, len) == 0 && strcmp(name + len, ".csv") == 0;
}

const uc_sets_file *uc_sets_file_of(const uc_set *set, const char *name)
{
    const uc_sets_file *only = NULL;
    size_t n_csv = 0;

    for (size_t i = 0; i < set->n_files; i++) {
        const uc_sets_file *file = &set->file[i];

        if (name != NULL ? strcmp(file->name, name) == 0 : is_main(set, file->name))
            return file;
        if (name == NULL && is_csv(file->name)) {
            only = file;
            n_csv++;
        }
    }
    return n_csv == 1 ? only : NULL;
}

/* Refuses a name, with the nearest of `names` as advice. */
static uc_status no_such(const char *what, const char *name, size_t len,
                         const char *const names[], size_t n_names, uc_error *err)
{
    char word[MAX_SUGGESTED], shown[4 * SHOWN_CHARS + 4];
    const char *near;

    (void)snprintf(word, sizeof word, "%.*s", (int)(len < 200 ? len : 200), name);
    near = uc_text_nearest(word, names, n_names);
    (void)uc_text_display(name, len, SHOWN_CHARS, shown, sizeof shown);
    if (near != NULL)
        return uc_fail(err, UC_ENOINPUT, "%s '%s'; did you mean '%s'?", what, shown,
                       near);
    return uc_fail(err, UC_ENOINPUT, "%s '%s'", what, shown);
}

static uc_status no_set(const char *name, size_t len, uc_error *err)
{
    const char *names[MAX_SUGGESTED];
    size_t n = 0;

    for (; n < uc_sets_n_embedded && n < MAX_SUGGESTED; n++)
        names[n] = uc_sets_embedded[n].name;
    return no_such("there is no data set", name, len, names, n, err);
}

static uc_status no_file(const uc_set *set, const char *name, uc_error *err)
{
    const char *names[MAX_SUGGESTED];
    size_t n = 0;

    for (; n < set->n_files && n < MAX_SUGGESTED; n++)
        names[n] = set->file[n].name;
    return no_such("the data set has no file", name, strlen(name), names, n, err);
}

uc_status uc_sets_lookup(const char *name, const void **bytes, size_t *len,
                         uc_error *err)
{
    const char *slash = strchr(name, '/');
    const size_t set_len = slash != NULL ? (size_t)(slash - name) : strlen(name);
    const uc_set *set = find(name, set_len);
    const uc_sets_file *file;

    if (set == NULL)
        return no_set(name, set_len, err);
    file = uc_sets_file_of(set, slash != NULL ? slash + 1 : NULL);
    if (file == NULL && slash != NULL)
        return no_file(set, slash + 1, err);
    if (file == NULL)
        return uc_fail(err, UC_ENOINPUT,
                       "the data set has several files; name one, as in data:%s/%s",
                       set->name, set->file[0].name);
    *bytes = file->bytes;
    *len = file->len;
    return UC_OK;
}
