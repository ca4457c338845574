/* publish.c - publishing a set in one step */
#define _GNU_SOURCE /* for renameat2; NOLINT: the C library names it so */
#include "pipeline/keep/publish.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/keep/one_by_one.h"
#include "pipeline/message.h"
#include "pipeline/output_file.h"

static char *join(const char *folder, const char *name)
{
    const size_t room = strlen(folder) + strlen(name) + 2;
    char *path = malloc(room);

    if (path != NULL)
        (void)snprintf(path, room, "%s/%s", folder, name);
    return path;
}

/* Removes the files of a folder of ours, and the folder: what stands at its name was
 * built by a run that did not end, or is a set that has been replaced. */
static uc_status remove_folder(const char *folder, uc_error *err)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    if (dir == NULL && errno == ENOENT)
        return UC_OK;
    while (dir != NULL && (entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir != NULL)
        (void)closedir(dir);
    if (rmdir(folder) != 0)
        return uc_fail_at(err, UC_ECREATE, folder, 0, 0,
                          "is in the way and cannot be removed: %s", strerror(errno));
    return UC_OK;
}

/* Removes a file of a folder. Names are short and the path has room on the stack,
 * because this has to work where there is neither memory nor a free descriptor. */
static void remove_file(const char *folder, const char *name)
{
    char path[4096 + 256];
    const int len = snprintf(path, sizeof path, "%s/%s", folder, name);

    if (len > 0 && (size_t)len < sizeof path)
        (void)unlink(path);
}

/* Removes the folder beside the output, whose files are those of the new set or of the
 * old one; only what else is found there has to be looked for. */
static uc_status remove_fresh(const uc_publication *p, uc_error *err)
{
    const char *folder = p->place->fresh;

    for (size_t i = 0; i < p->artefacts->n; i++)
        remove_file(folder, p->artefacts->item[i].name);
    for (size_t i = 0; i < p->current.n_files; i++)
        remove_file(folder, p->current.file[i].name);
    if (p->current.self[0] != '\0')
        remove_file(folder, UC_SET_INDEX);
    if (rmdir(folder) == 0 || errno == ENOENT)
        return UC_OK;
    return remove_folder(folder, err);
}

static bool was_published(const uc_publication *p, const char *name)
{
    for (size_t i = 0; i < p->current.n_files; i++)
        if (strcmp(p->current.file[i].name, name) == 0)
            return true;
    return p->current.self[0] != '\0' && strcmp(name, UC_SET_INDEX) == 0;
}

/* What becomes of a file, by what stands there now. */
static uc_status classify(uc_publication *p, uc_artefact *artefact, uc_error *err)
{
    char *path = join(p->place->folder, artefact->name);
    uc_status status = UC_OK;
    bool same = false;

    if (path == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a path");
    artefact->outcome = UC_OUTPUT_CREATED;
    if (p->exists)
        status = uc_output_has_bytes(path, artefact->bytes.text, artefact->bytes.len,
                                     &same, err);
    if (same)
        artefact->outcome = UC_OUTPUT_UNCHANGED;
    else if (was_published(p, artefact->name))
        artefact->outcome = UC_OUTPUT_REPLACED;
    free(path);
    p->differs = p->differs || !same;
    return status;
}

/* An unchanged file is the same file in the new set, if the file system has links. */
static uc_status build_one(const uc_publication *p, const uc_artefact *artefact,
                           uc_error *err)
{
    const char *bytes = artefact->bytes.text != NULL ? artefact->bytes.text : "";
    uc_status status = UC_OK;
    bool linked = false;

    if (artefact->outcome == UC_OUTPUT_UNCHANGED) {
        char *from = join(p->place->folder, artefact->name);
        char *to = join(p->place->fresh, artefact->name);

        linked = from != NULL && to != NULL && link(from, to) == 0;
        free(from);
        free(to);
    }
    if (!linked)
        status = uc_output_in_folder(p->place->fresh, artefact->name, bytes,
                                     artefact->bytes.len, NULL, err);
    return status;
}

static void sync_folder(const char *folder)
{
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
}

/* The new folder is as open to others as the old one. */
static void copy_mode(const uc_publication *p)
{
    struct stat info;

    if (p->exists && stat(p->place->folder, &info) == 0)
        (void)chmod(p->place->fresh, info.st_mode & 07777);
}

static uc_status build_all(uc_publication *p, uc_error *err)
{
    uc_status status = remove_folder(p->place->fresh, err);

    if (status != UC_OK)
        return status;
    if (mkdir(p->place->fresh, 0777) != 0)
        return uc_fail_at(err, UC_ECREATE, p->place->fresh, 0, 0,
                          "folder cannot be created: %s", strerror(errno));
    for (size_t i = 0; status == UC_OK && i < p->artefacts->n; i++)
        status = build_one(p, &p->artefacts->item[i], err);
    if (status == UC_OK) {
        copy_mode(p);
        sync_folder(p->place->fresh);
    }
    return status;
}

uc_status uc_publish_build(const uc_place *place, uc_artefacts *artefacts,
                           uc_publication *publication, uc_error *err)
{
    uc_publication *p = publication;
    uc_status status;

    *p = (uc_publication){.place = place, .artefacts = artefacts};
    status = uc_set_check(place->folder, &p->current, &p->exists, err);
    for (size_t i = 0; status == UC_OK && i < artefacts->n; i++)
        status = classify(p, &artefacts->item[i], err);
    p->differs = p->differs || p->current.n_files + 1 != artefacts->n;
    if (status == UC_OK && p->differs)
        status = build_all(p, err);
    return status;
}

/* The two folders cannot change places, but files in them can. */
static bool cannot_exchange(int why)
{
    return why == ENOSYS || why == EINVAL || why == EXDEV || why == EBUSY ||
           why == EPERM || why == EOPNOTSUPP;
}

static uc_status switch_folders(uc_publication *p, uc_error *err)
{
    const unsigned how = p->exists ? RENAME_EXCHANGE : RENAME_NOREPLACE;

    if (renameat2(AT_FDCWD, p->place->fresh, AT_FDCWD, p->place->folder, how) == 0)
        return UC_OK;
    if (!cannot_exchange(errno))
        return uc_fail_at(err, UC_ECREATE, p->place->folder, 0, 0,
                          "cannot be replaced: %s", strerror(errno));
    /* without an old set plain renaming does as well */
    if (!p->exists && rename(p->place->fresh, p->place->folder) == 0)
        return UC_OK;
    p->one_by_one = true;
    return uc_publish_one_by_one(p, err);
}

uc_status uc_publish_switch(uc_publication *publication, uc_error *err)
{
    uc_publication *p = publication;
    uc_published_set there;
    uc_error left;
    uc_status status = UC_OK;
    bool exists;

    if (!p->differs)
        return UC_OK;
    /* time has passed: somebody may have put a file of his own there */
    memset(&there, 0, sizeof there);
    status = uc_set_check(p->place->folder, &there, &exists, err);
    uc_published_set_clear(&there);
    if (status == UC_OK)
        status = switch_folders(p, err);
    if (status != UC_OK)
        return status;
    sync_folder(p->place->parent);
    if (remove_fresh(p, &left) != UC_OK)
        uc_message_error(&left); /* published all the same */
    return UC_OK;
}

void uc_publish_end(uc_publication *publication)
{
    uc_error ignored;

    if (publication->place != NULL && publication->differs)
        (void)!remove_fresh(publication, &ignored);
    uc_published_set_clear(&publication->current);
    publication->place = NULL;
}
