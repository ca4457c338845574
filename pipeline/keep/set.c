/* set.c - a published set */
#include "pipeline/keep/set.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/sink.h"
#include "data/base/text.h"

/* Foreign files named in a message. */
#define MAX_NAMED 3

/* A run.json larger than this is not one. */
#define MAX_INDEX ((size_t)1 << 28)

/* Room for a path; no call takes a longer one. */
#define PATH_SIZE 4400

/* False, with errno set, for a path that is too long. */
static bool join(const char *folder, const char *name, char path[PATH_SIZE])
{
    const int len = snprintf(path, PATH_SIZE, "%s/%s", folder, name);

    errno = ENAMETOOLONG;
    return len > 0 && len < PATH_SIZE;
}

static int open_file(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    struct stat info;
    int fd = join(folder, name, path)
                 ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
                 : -1;

    if (fd >= 0 && (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))) {
        (void)close(fd);
        errno = EINVAL;
        fd = -1;
    }
    return fd;
}

/* Nothing of that name, or no plain file: then there is none, for certain. */
static bool is_absent(int why)
{
    return why == ENOENT || why == ENOTDIR || why == ELOOP || why == EINVAL ||
           why == ENXIO;
}

static uc_status fail_to_read(const char *folder, const char *name, int why,
                              uc_error *err)
{
    return uc_fail_at(err, why == ENOMEM ? UC_ENOMEM : UC_EIO, folder, 0, 0,
                      "'%s' cannot be read: %s", name, strerror(why));
}

uc_status uc_set_hash_file(const char *folder, const char *name, bool *there,
                           char hex[UC_SHA256_HEX], uc_error *err)
{
    const int fd = open_file(folder, name);
    unsigned char block[16384];
    uc_sha256 hash;
    ssize_t n = 0;
    int why = errno;

    *there = fd >= 0;
    if (fd < 0)
        return is_absent(why) ? UC_OK : fail_to_read(folder, name, why, err);
    uc_sha256_init(&hash);
    while ((n = read(fd, block, sizeof block)) != 0) {
        if (n > 0)
            uc_sha256_update(&hash, block, (size_t)n);
        else if (errno != EINTR)
            break;
    }
    why = errno;
    (void)close(fd);
    if (n != 0)
        return fail_to_read(folder, name, why, err);
    uc_sha256_final(&hash, hex);
    return UC_OK;
}

void uc_published_set_clear(uc_published_set *set)
{
    for (size_t i = 0; i < set->n_files; i++)
        free(set->file[i].name);
    for (size_t i = 0; i < set->n_warnings; i++)
        free(set->warning[i]);
    free(set->file);
    free(set->warning);
    json_decref(set->index);
    memset(set, 0, sizeof *set);
}

static uc_status read_bytes(const char *folder, char **bytes, size_t *len,
                            uc_error *err)
{
    const int fd = open_file(folder, UC_SET_INDEX);
    char block[16384];
    uc_sink sink;
    ssize_t n = 0;
    uc_status status;

    if (fd < 0)
        return uc_fail_at(err, is_absent(errno) ? UC_ENOINPUT : UC_EIO, folder, 0, 0,
                          "has no " UC_SET_INDEX " that can be opened: %s",
                          strerror(errno));
    uc_sink_memory(&sink);
    while ((n = read(fd, block, sizeof block)) != 0 && sink.len < MAX_INDEX) {
        if (n > 0)
            uc_sink_write(&sink, block, (size_t)n);
        else if (errno != EINTR)
            break;
    }
    (void)close(fd);
    status = uc_sink_finish(&sink, err);
    *len = sink.len;
    if (status == UC_OK && n < 0)
        status = uc_fail_at(err, UC_EIO, folder, 0, 0,
                            UC_SET_INDEX " cannot be read: %s", strerror(errno));
    if (status == UC_OK)
        *bytes = uc_sink_take(&sink);
    uc_sink_clear(&sink);
    return status;
}

/* A name of run.json becomes a file that is opened and removed: it must stay here. */
static bool is_plain_name(const char *name)
{
    return name != NULL && name[0] != '\0' && name[0] != '.' &&
           strchr(name, '/') == NULL;
}

static bool copy_hex(const char *from, char to[UC_SHA256_HEX])
{
    if (from == NULL || strlen(from) != UC_SHA256_HEX - 1 ||
        strspn(from, "0123456789abcdef") != UC_SHA256_HEX - 1)
        return false;
    memcpy(to, from, UC_SHA256_HEX);
    return true;
}

static bool take_files(const json_t *outputs, uc_published_set *set)
{
    const size_t n = json_array_size(outputs);

    set->file = calloc(n + 1, sizeof *set->file);
    for (size_t i = 0; set->file != NULL && i < n; i++) {
        const json_t *one = json_array_get(outputs, i);
        const char *name = json_string_value(json_object_get(one, "name"));

        if (!is_plain_name(name) ||
            !copy_hex(json_string_value(json_object_get(one, "sha256")),
                      set->file[i].sha256))
            return false;
        set->file[i].name = uc_text_copy(name);
        set->n_files += set->file[i].name != NULL;
    }
    return set->file != NULL && set->n_files == n;
}

static bool take_warnings(const json_t *warnings, uc_published_set *set)
{
    const size_t n = json_array_size(warnings);

    set->warning = calloc(n + 1, sizeof *set->warning);
    for (size_t i = 0; set->warning != NULL && i < n; i++) {
        const char *code =
            json_string_value(json_object_get(json_array_get(warnings, i), "code"));

        set->warning[set->n_warnings] = uc_text_copy(code != NULL ? code : "");
        set->n_warnings += set->warning[set->n_warnings] != NULL;
    }
    return set->warning != NULL && set->n_warnings == n;
}

static bool take_index(const json_t *root, uc_published_set *set)
{
    const char *tool = json_string_value(json_object_get(root, "tool"));
    const json_t *n = json_object_get(root, "without_estimate");

    if (tool == NULL || strcmp(tool, "undercount") != 0 ||
        !json_is_array(json_object_get(root, "outputs")))
        return false;
    (void)copy_hex(json_string_value(json_object_get(root, "key")), set->key);
    if (json_integer_value(n) > 0)
        set->n_without_estimate = (size_t)json_integer_value(n);
    return take_files(json_object_get(root, "outputs"), set) &&
           take_warnings(json_object_get(root, "warnings"), set);
}

uc_status uc_published_set_read(const char *folder, uc_published_set *set,
                                uc_error *err)
{
    uc_published_set made;
    char *bytes = NULL;
    size_t len = 0;
    json_t *root;
    bool good, no_memory;
    uc_status status = read_bytes(folder, &bytes, &len, err);

    if (status != UC_OK)
        return status;
    memset(&made, 0, sizeof made);
    errno = 0; /* jansson takes a lack of memory for a wrong token here and there */
    root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);
    good = root != NULL && take_index(root, &made);
    no_memory = errno == ENOMEM;
    uc_sha256_bytes(bytes, len, made.self);
    made.index = root;
    free(bytes);
    if (!good) {
        uc_published_set_clear(&made);
        if (no_memory)
            return uc_fail(err, UC_ENOMEM, "no memory for " UC_SET_INDEX);
        return uc_fail_at(err, UC_EDATA, folder, 0, 0,
                          "its " UC_SET_INDEX
                          " is not one that undercount wrote whole");
    }
    uc_published_set_clear(set);
    *set = made;
    return UC_OK;
}

static bool is_listed(const uc_published_set *set, const char *name)
{
    if (strcmp(name, UC_SET_INDEX) == 0)
        return true;
    for (size_t i = 0; i < set->n_files; i++)
        if (strcmp(set->file[i].name, name) == 0)
            return true;
    return false;
}

/* Is the name a line of the journal? One that cannot be read says no: then the file is
 * taken for somebody else's, and left alone. */
static bool in_journal(const char *folder, const char *name)
{
    const int fd = open_file(folder, UC_SET_JOURNAL);
    const size_t len = strlen(name);
    char text[16384] = "\n";
    const char *at = text;
    ssize_t n = 0;

    if (fd >= 0) {
        n = read(fd, text + 1, sizeof text - 2);
        (void)close(fd);
    }
    text[n > 0 ? n + 1 : 1] = '\0';
    while ((at = strstr(at, name)) != NULL) {
        if (at[-1] == '\n' && at[len] == '\n')
            return true;
        at++;
    }
    return false;
}

static bool is_regular(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    struct stat info;

    return join(folder, name, path) && lstat(path, &info) == 0 && S_ISREG(info.st_mode);
}

static bool is_ours(const char *folder, const uc_published_set *set, const char *name)
{
    if (!is_regular(folder, name))
        return false;
    return strncmp(name, UC_SET_OWN_PREFIX, strlen(UC_SET_OWN_PREFIX)) == 0 ||
           is_listed(set, name) || in_journal(folder, name);
}

/* Names of entries, for a message that is the same on every file system. */
typedef struct names {
    char **item;
    size_t n, room;
} names;

static bool add_name(names *list, const char *name)
{
    if (list->n == list->room) {
        const size_t room = 2 * list->room + 16;
        char **grown = realloc(list->item, room * sizeof *grown);

        if (grown == NULL)
            return false;
        list->item = grown;
        list->room = room;
    }
    list->item[list->n] = uc_text_copy(name);
    if (list->item[list->n] == NULL)
        return false;
    list->n++;
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The entries that are not ours. That there are none is only said of a folder that was
 * read to its end: it will be replaced as a whole. */
static uc_status list_foreign(const char *folder, const uc_published_set *set,
                              names *list, uc_error *err)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry = NULL;
    int why = errno;
    bool ok = dir != NULL;

    while (ok && (errno = 0, entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
            is_ours(folder, set, entry->d_name))
            continue;
        ok = add_name(list, entry->d_name);
        why = ENOMEM;
    }
    if (ok && errno != 0) {
        why = errno;
        ok = false;
    }
    if (dir != NULL)
        (void)closedir(dir);
    if (ok)
        return UC_OK;
    return uc_fail_at(err,
                      why == ENOMEM   ? UC_ENOMEM
                      : why == EACCES ? UC_ECREATE
                                      : UC_EIO,
                      folder, 0, 0, "cannot be read: %s", strerror(why));
}

/* Calls `say` for every entry that is not ours, in order; adds how many there are. */
static uc_status each_foreign(const char *folder, const uc_published_set *set,
                              uc_set_fault_fn *say, void *ctx, size_t *n, uc_error *err)
{
    names list = {NULL, 0, 0};
    const uc_status status = list_foreign(folder, set, &list, err);

    if (list.n > 0)
        qsort(list.item, list.n, sizeof *list.item, by_name);
    for (size_t i = 0; i < list.n; i++) {
        if (status == UC_OK)
            say(ctx, list.item[i], "is not of this set");
        free(list.item[i]);
    }
    free(list.item);
    *n += list.n;
    return status;
}

typedef struct named {
    char text[400];
    size_t n;
} named;

static void collect(void *ctx, const char *name, const char *what)
{
    named *list = ctx;
    const size_t len = strlen(list->text);
    char shown[192];

    (void)what;
    if (list->n++ < MAX_NAMED)
        (void)snprintf(list->text + len, sizeof list->text - len, "%s'%s'",
                       len > 0 ? ", " : "",
                       uc_text_display(name, strlen(name), 40, shown, sizeof shown));
}

/* What is in the folder must be a set, or nothing. */
static uc_status check_entries(const char *folder, uc_published_set *set, uc_error *err)
{
    named foreign = {"", 0};
    uc_error why = {.msg = ""};
    size_t n_foreign = 0;
    const uc_status read = uc_published_set_read(folder, set, &why);
    uc_status status;

    if (read == UC_EIO || read == UC_ENOMEM) {
        if (err != NULL)
            *err = why;
        return read;
    }
    status = each_foreign(folder, set, collect, &foreign, &n_foreign, err);
    if (status != UC_OK)
        return status;
    if (n_foreign > 0)
        return uc_fail_at(
            err, UC_ECREATE, folder, 0, 0,
            "holds %s%s, which undercount did not write: the whole folder "
            "is replaced, so it needs one of its own",
            foreign.text, foreign.n > MAX_NAMED ? " and more" : "");
    if (read == UC_EDATA)
        return uc_fail_at(err, UC_ECREATE, folder, 0, 0, "%s", why.msg);
    return UC_OK;
}

uc_status uc_set_check(const char *folder, uc_published_set *set, bool *exists,
                       uc_error *err)
{
    struct stat info;

    *exists = false;
    if (lstat(folder, &info) != 0)
        return errno == ENOENT ? UC_OK
                               : uc_fail_at(err, UC_ECREATE, folder, 0, 0,
                                            "cannot be looked at: %s", strerror(errno));
    if (S_ISLNK(info.st_mode))
        return uc_fail_at(err, UC_ECREATE, folder, 0, 0,
                          "is a symbolic link, which is not followed for writing; name "
                          "the folder itself");
    if (!S_ISDIR(info.st_mode))
        return uc_fail_at(err, UC_ECREATE, folder, 0, 0, "is not a folder");
    *exists = true;
    return check_entries(folder, set, err);
}

uc_status uc_set_verify(const char *folder, const uc_published_set *set,
                        uc_set_fault_fn *say, void *ctx, size_t *n_faults,
                        uc_error *err)
{
    char hex[UC_SHA256_HEX];
    uc_status status = UC_OK;

    *n_faults = 0;
    for (size_t i = 0; i < set->n_files; i++) {
        const uc_set_file *file = &set->file[i];
        const char *what = NULL;
        bool there;

        status = uc_set_hash_file(folder, file->name, &there, hex, err);
        if (status != UC_OK)
            return status;
        if (!there)
            what = "is missing, or cannot be read";
        else if (strcmp(hex, file->sha256) != 0)
            what = "is not as it was published";
        if (what != NULL) {
            say(ctx, file->name, what);
            ++*n_faults;
        }
    }
    return each_foreign(folder, set, say, ctx, n_faults, err);
}
