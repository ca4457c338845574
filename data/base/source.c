/* source.c - where the bytes of an input come from */
#include "data/base/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/text.h"

#define BLOCK_SIZE ((size_t)65536)

struct uc_source {
    char *name;
    int fd; /* -1: from memory */
    const char *bytes;
    size_t len, at; /* of memory */
    struct stat opened;
    uint64_t n_read;
    uc_sha256 hash;
};

static bool is_set_name(const char *name)
{
    return strncmp(name, UC_SOURCE_SET_PREFIX, strlen(UC_SOURCE_SET_PREFIX)) == 0;
}

static uc_source *source_alloc(const char *name)
{
    uc_source *source = calloc(1, sizeof *source);

    if (source == NULL)
        return NULL;
    source->fd = -1;
    source->name = uc_text_copy(name);
    if (source->name == NULL) {
        free(source);
        return NULL;
    }
    uc_sha256_init(&source->hash);
    return source;
}

void uc_source_close(uc_source *source)
{
    if (source == NULL)
        return;
    if (source->fd > STDIN_FILENO)
        (void)close(source->fd);
    free(source->name);
    free(source);
}

static uc_status open_set(uc_source *source, uc_source_lookup *lookup, uc_error *err)
{
    const void *bytes = NULL;
    size_t len = 0;
    uc_error why = {.code = UC_ENOINPUT, .msg = "there are no embedded data sets"};
    uc_status status = UC_ENOINPUT;

    if (lookup != NULL)
        status =
            lookup(source->name + strlen(UC_SOURCE_SET_PREFIX), &bytes, &len, &why);
    if (status != UC_OK)
        return uc_fail_at(err, status, source->name, 0, 0, "%s", why.msg);
    source->bytes = bytes;
    source->len = len;
    return UC_OK;
}

/* Opens without following the descriptor 0 convention: if standard input was closed,
 * the file must not become it. */
static int open_above_stdin(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (fd == STDIN_FILENO) {
        const int moved = fcntl(fd, F_DUPFD_CLOEXEC, STDIN_FILENO + 1);

        (void)close(fd);
        fd = moved;
    }
    return fd;
}

static uc_status open_file(uc_source *source, uc_error *err)
{
    const bool is_stdin = strcmp(source->name, "-") == 0;

    source->fd = is_stdin ? STDIN_FILENO : open_above_stdin(source->name);
    if (source->fd < 0 || fstat(source->fd, &source->opened) != 0)
        return uc_fail_at(err, UC_ENOINPUT, source->name, 0, 0, "cannot be opened: %s",
                          strerror(errno));
    if (S_ISDIR(source->opened.st_mode))
        return uc_fail_at(err, UC_ENOINPUT, source->name, 0, 0,
                          "cannot be opened: it is a directory");
    return UC_OK;
}

uc_status uc_source_open(const char *name, uc_source_lookup *lookup, uc_source **source,
                         uc_error *err)
{
    uc_source *opened = source_alloc(name);
    uc_status status;

    if (opened == NULL)
        return uc_fail_at(err, UC_ENOMEM, name, 0, 0, "out of memory");
    if (is_set_name(name))
        status = open_set(opened, lookup, err);
    else
        status = open_file(opened, err);
    if (status != UC_OK) {
        uc_source_close(opened);
        return status;
    }
    *source = opened;
    return UC_OK;
}

uc_status uc_source_open_memory(const char *name, const void *bytes, size_t len,
                                uc_source **source, uc_error *err)
{
    uc_source *opened = source_alloc(name);

    if (opened == NULL)
        return uc_fail_at(err, UC_ENOMEM, name, 0, 0, "out of memory");
    opened->bytes = bytes;
    opened->len = len;
    *source = opened;
    return UC_OK;
}

static size_t read_memory(uc_source *source, char *bytes, size_t size)
{
    const size_t left = source->len - source->at, n = left < size ? left : size;

    if (n > 0)
        memcpy(bytes, source->bytes + source->at, n);
    source->at += n;
    return n;
}

static uc_status read_file(uc_source *source, char *bytes, size_t size, size_t *n_read,
                           uc_error *err)
{
    size_t n = 0;

    while (n < size) {
        const ssize_t got = read(source->fd, bytes + n, size - n);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return uc_fail_at(err, UC_EIO, source->name, 0, 0, "cannot be read: %s",
                              strerror(errno));
        if (got == 0)
            break;
        n += (size_t)got;
    }
    *n_read = n;
    return UC_OK;
}

uc_status uc_source_read(uc_source *source, void *bytes, size_t size, size_t *n_read,
                         uc_error *err)
{
    uc_status status = UC_OK;
    size_t n = 0;

    if (source->fd < 0)
        n = read_memory(source, bytes, size);
    else
        status = read_file(source, bytes, size, &n, err);
    if (status != UC_OK)
        return status;
    uc_sha256_update(&source->hash, bytes, n);
    source->n_read += n;
    *n_read = n;
    return UC_OK;
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* Looks at the open file and at what its name leads to now: a file that was replaced by
 * a rename has the old contents still, but it is no longer the input. */
static bool is_unchanged(const uc_source *source)
{
    const struct stat *then = &source->opened;
    struct stat now, named;

    if (source->fd < 0 || !S_ISREG(then->st_mode))
        return true;
    if (fstat(source->fd, &now) != 0 || now.st_size != then->st_size ||
        !same_time(&now.st_mtim, &then->st_mtim))
        return false;
    if (source->fd == STDIN_FILENO)
        return true;
    if (stat(source->name, &named) != 0 || named.st_ino != then->st_ino ||
        named.st_dev != then->st_dev)
        return false;
    /* Files the system makes up as they are read (/proc) claim no size. */
    return then->st_size == 0 || source->n_read == (uint64_t)then->st_size;
}

uc_status uc_source_finish(uc_source *source, char hex[UC_SHA256_HEX], uc_error *err)
{
    char *rest = malloc(BLOCK_SIZE);
    size_t n = 1;
    uc_status status = UC_OK;

    if (rest == NULL)
        return uc_fail_at(err, UC_ENOMEM, source->name, 0, 0, "out of memory");
    while (status == UC_OK && n > 0)
        status = uc_source_read(source, rest, BLOCK_SIZE, &n, err);
    free(rest);
    if (status != UC_OK)
        return status;
    if (!is_unchanged(source))
        return uc_fail_at(err, UC_EDATA, source->name, 0, 0,
                          "changed while it was read; run again when it is complete");
    uc_sha256_final(&source->hash, hex);
    return UC_OK;
}

const char *uc_source_name(const uc_source *source)
{
    return source->name;
}

/* A name of a file may have line breaks and escape sequences; in reports it has none.
 */
static char *copy_part(const char *text, size_t len)
{
    const size_t room = 4 * len + 8;
    char *copy = malloc(room);

    return copy != NULL ? uc_text_display(text, len, len, copy, room) : NULL;
}

char *uc_source_dataset(const char *name)
{
    const char *base, *dot;

    if (strcmp(name, "-") == 0)
        return uc_text_copy("stdin");
    if (is_set_name(name))
        name += strlen(UC_SOURCE_SET_PREFIX);
    base = strrchr(name, '/');
    base = base != NULL && base[1] != '\0' ? base + 1 : name;
    dot = strrchr(base, '.');
    return copy_part(base,
                     dot != NULL && dot != base ? (size_t)(dot - base) : strlen(base));
}

/* Reads to the end, growing the buffer; one byte beyond the limit shows that it is
 * exceeded. */
static uc_status read_rest(uc_source *source, size_t max_bytes, char **text,
                           size_t *len, uc_error *err)
{
    size_t n = BLOCK_SIZE;

    *len = 0;
    while (n == BLOCK_SIZE) {
        char *more = realloc(*text, *len + BLOCK_SIZE + 1);
        uc_status status;

        if (more == NULL)
            return uc_fail_at(err, UC_ENOMEM, source->name, 0, 0, "out of memory");
        *text = more;
        status = uc_source_read(source, more + *len, BLOCK_SIZE, &n, err);
        if (status != UC_OK)
            return status;
        *len += n;
        if (*len > max_bytes)
            return uc_fail_at(err, UC_EDATA, source->name, 0, 0,
                              "is longer than %zu bytes, the most allowed here",
                              max_bytes);
    }
    (*text)[*len] = '\0';
    return UC_OK;
}

uc_status uc_source_read_all(const char *name, uc_source_lookup *lookup,
                             size_t max_bytes, char **text, size_t *len,
                             char hex[UC_SHA256_HEX], uc_error *err)
{
    uc_source *source = NULL;
    char *bytes = NULL, digest[UC_SHA256_HEX];
    size_t n = 0;
    uc_status status = uc_source_open(name, lookup, &source, err);

    if (source != NULL)
        status = read_rest(source, max_bytes, &bytes, &n, err);
    if (source != NULL && status == UC_OK)
        status = uc_source_finish(source, digest, err);
    uc_source_close(source);
    if (status != UC_OK) {
        free(bytes);
        return status;
    }
    *text = bytes;
    *len = n;
    if (hex != NULL)
        memcpy(hex, digest, sizeof digest);
    return UC_OK;
}
