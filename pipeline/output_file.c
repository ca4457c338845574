/* output_file.c - files written whole or not at all */
#include "pipeline/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/sink.h"
#include "data/base/text.h"

/* Tries of a free temporary name before giving up. */
#define MAX_TRIES 100

/* Compares block by block, to the end of both. */
static bool read_same(int fd, const char *want, size_t len, bool *same)
{
    char block[16384];
    size_t at = 0;
    ssize_t n = 1;

    *same = true;
    while (*same && n > 0) {
        n = read(fd, block, sizeof block);
        if (n < 0 && errno == EINTR)
            n = 1;
        else if (n < 0)
            return false;
        else if ((size_t)n > len - at || memcmp(block, want + at, (size_t)n) != 0)
            *same = false;
        else
            at += (size_t)n;
    }
    *same = *same && at == len;
    return true;
}

uc_status uc_output_has_bytes(const char *path, const void *bytes, size_t len,
                              bool *same, uc_error *err)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    bool ok = fd >= 0;
    int why = errno;

    *same = false;
    if (!ok && (why == ENOENT || why == EACCES))
        return UC_OK;
    if (ok) {
        ok = read_same(fd, bytes, len, same);
        why = errno;
        (void)close(fd);
    }
    return ok ? UC_OK
              : uc_fail_at(err, UC_EIO, path, 0, 0, "cannot be read: %s",
                           strerror(why));
}

static uc_status write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        const ssize_t n = write(fd, bytes, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return UC_EIO;
        bytes += n;
        len -= (size_t)n;
    }
    return fsync(fd) == 0 || errno == EINVAL ? UC_OK : UC_EIO;
}

/* Opens a new file beside `path`; its name goes to *name (owned). */
static int open_beside(const char *path, mode_t mode, char **name)
{
    const size_t room = strlen(path) + 48;
    int fd = -1, i;

    *name = malloc(room);
    for (i = 0; *name != NULL && fd < 0 && i < MAX_TRIES; i++) {
        (void)snprintf(*name, room, "%s.tmp-%ld-%d", path, (long)getpid(), i);
        fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    return fd;
}

/* Makes the rename durable; a folder that cannot be synced is not a failure. */
static void sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = uc_text_copy(slash != NULL ? path : ".");
    int fd;

    if (folder == NULL)
        return;
    if (slash != NULL)
        folder[slash == path ? 1 : (size_t)(slash - path)] = '\0';
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
    free(folder);
}

static uc_status replace(const char *path, const void *bytes, size_t len, mode_t mode,
                         uc_error *err)
{
    char *name = NULL;
    const int fd = open_beside(path, mode, &name);
    uc_status status = UC_OK;
    int why = errno;

    if (fd < 0) {
        status = uc_fail_at(err, name == NULL ? UC_ENOMEM : UC_ECREATE, path, 0, 0,
                            "cannot be created: %s", strerror(why));
        free(name);
        return status;
    }
    status = write_all(fd, bytes, len);
    why = errno;
    if (close(fd) != 0 && status == UC_OK) {
        status = UC_EIO;
        why = errno;
    }
    if (status == UC_OK && rename(name, path) != 0) {
        status = UC_ECREATE;
        why = errno;
    }
    if (status == UC_OK) {
        sync_folder(path);
    } else {
        (void)unlink(name);
        status =
            uc_fail_at(err, status, path, 0, 0, "cannot be written: %s", strerror(why));
    }
    free(name);
    return status;
}

/* A device or a pipe (/dev/stdout) is written in place. */
static uc_status write_special(const char *path, const void *bytes, size_t len,
                               uc_error *err)
{
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    uc_status status;

    if (fd < 0)
        return uc_fail_at(err, UC_ECREATE, path, 0, 0, "cannot be opened: %s",
                          strerror(errno));
    status = write_all(fd, bytes, len);
    if (close(fd) != 0)
        status = UC_EIO;
    if (status != UC_OK)
        return uc_fail_at(err, UC_EIO, path, 0, 0, "cannot be written: %s",
                          strerror(errno));
    return UC_OK;
}

uc_status uc_output_file(const char *path, const void *bytes, size_t len,
                         uc_output_outcome *outcome, uc_error *err)
{
    uc_output_outcome found = UC_OUTPUT_CREATED;
    struct stat info;
    uc_status status;

    if (uc_sink_lost())
        return uc_fail_at(err, UC_ENOMEM, path, 0, 0, "out of memory; not written");
    if (strcmp(path, "-") == 0) {
        status = uc_output_stdout(bytes, len, err);
    } else if (stat(path, &info) != 0) {
        status = replace(path, bytes, len, 0666, err);
    } else if (S_ISDIR(info.st_mode)) {
        status = uc_fail_at(err, UC_ECREATE, path, 0, 0, "is a folder");
    } else if (!S_ISREG(info.st_mode)) {
        status = write_special(path, bytes, len, err);
    } else {
        bool same;

        status = uc_output_has_bytes(path, bytes, len, &same, err);
        found = same ? UC_OUTPUT_UNCHANGED : UC_OUTPUT_REPLACED;
        if (status == UC_OK && !same)
            status = replace(path, bytes, len, 0666, err);
    }
    if (status == UC_OK && outcome != NULL)
        *outcome = found;
    return status;
}

uc_status uc_output_private_file(const char *path, const void *bytes, size_t len,
                                 uc_error *err)
{
    const mode_t before = umask(077);
    uc_output_outcome outcome = UC_OUTPUT_CREATED;
    uc_status status = uc_output_file(path, bytes, len, &outcome, err);
    struct stat info;

    (void)umask(before);
    if (status == UC_OK && outcome == UC_OUTPUT_UNCHANGED && stat(path, &info) == 0 &&
        (info.st_mode & 077) != 0 && chmod(path, 0600) != 0)
        status = uc_fail_at(err, UC_ECREATE, path, 0, 0,
                            "cannot be kept from other users: %s", strerror(errno));
    return status;
}

uc_status uc_output_in_folder(const char *folder, const char *name, const void *bytes,
                              size_t len, uc_output_outcome *outcome, uc_error *err)
{
    const size_t folder_len = strlen(folder), room = folder_len + strlen(name) + 2;
    const bool slash = folder_len > 0 && folder[folder_len - 1] == '/';
    char *path = malloc(room);
    uc_status status;

    if (path == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a path");
    (void)snprintf(path, room, "%s%s%s", folder, slash ? "" : "/", name);
    status = uc_output_file(path, bytes, len, outcome, err);
    free(path);
    return status;
}

uc_status uc_output_stdout(const void *bytes, size_t len, uc_error *err)
{
    if (uc_sink_lost())
        return uc_fail(err, UC_ENOMEM, "out of memory; nothing was written");
    if (fwrite(bytes, 1, len, stdout) != len || fflush(stdout) != 0)
        return uc_fail(err, UC_EIO, "standard output cannot be written: %s",
                       strerror(errno));
    return UC_OK;
}

static bool make_one(const char *path)
{
    struct stat info;

    if (mkdir(path, 0777) == 0)
        return true;
    return errno == EEXIST && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

uc_status uc_output_folder(const char *path, uc_error *err)
{
    char *partial = uc_text_copy(path), *at;
    bool ok = partial != NULL;

    for (at = partial; ok && *at != '\0'; at++)
        if (*at == '/' && at != partial) {
            *at = '\0';
            ok = make_one(partial);
            *at = '/';
        }
    ok = ok && make_one(path);
    free(partial);
    if (!ok)
        return uc_fail_at(err, UC_ECREATE, path, 0, 0, "folder cannot be created: %s",
                          strerror(errno != 0 ? errno : ENOTDIR));
    return UC_OK;
}
