/* one_by_one.c - publishing file by file
 *
 * Names on the way: .undercount-new-NAME is the new file, .undercount-old-NAME the old
 * one until all is done; .undercount-names lists the new files, so that a publication
 * cut short does not leave files that look foreign to the next run. */
#include "pipeline/keep/one_by_one.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/output_file.h"

#define NEW_PREFIX UC_SET_OWN_PREFIX "new-"
#define OLD_PREFIX UC_SET_OWN_PREFIX "old-"

/* The folder as a descriptor, so that names in it need no path. */
typedef struct work {
    const uc_publication *p;
    int dir;
} work;

static void name_of(const char *prefix, const char *name, char out[128])
{
    (void)snprintf(out, 128, "%s%s", prefix, name);
}

static void remove_new(const work *w)
{
    char name[128];

    for (size_t i = 0; i < w->p->artefacts->n; i++) {
        name_of(NEW_PREFIX, w->p->artefacts->item[i].name, name);
        (void)unlinkat(w->dir, name, 0);
    }
}

static uc_status write_journal(const work *w, uc_error *err)
{
    uc_sink names;
    uc_status status;

    uc_sink_memory(&names);
    for (size_t i = 0; i < w->p->artefacts->n; i++)
        uc_sink_printf(&names, "%s\n", w->p->artefacts->item[i].name);
    status = uc_sink_finish(&names, err);
    if (status == UC_OK)
        status = uc_output_in_folder(w->p->place->folder, UC_SET_JOURNAL, names.text,
                                     names.len, NULL, err);
    uc_sink_clear(&names);
    return status;
}

static uc_status write_new(const work *w, uc_error *err)
{
    uc_status status = UC_OK;
    char name[128];

    for (size_t i = 0; status == UC_OK && i < w->p->artefacts->n; i++) {
        const uc_artefact *artefact = &w->p->artefacts->item[i];

        if (artefact->outcome == UC_OUTPUT_UNCHANGED)
            continue;
        name_of(NEW_PREFIX, artefact->name, name);
        status = uc_output_in_folder(w->p->place->folder, name,
                                     artefact->bytes.text != NULL ? artefact->bytes.text
                                                                  : "",
                                     artefact->bytes.len, NULL, err);
    }
    return status;
}

/* Keeps the old file under another name; without links it is moved there. */
static bool set_aside(const work *w, const char *name)
{
    char old[128];

    name_of(OLD_PREFIX, name, old);
    (void)unlinkat(w->dir, old, 0);
    return linkat(w->dir, name, w->dir, old, 0) == 0 ||
           renameat(w->dir, name, w->dir, old) == 0 || errno == ENOENT;
}

static bool replace_one(const work *w, const uc_artefact *artefact)
{
    char name[128];

    if (artefact->outcome == UC_OUTPUT_UNCHANGED)
        return true;
    name_of(NEW_PREFIX, artefact->name, name);
    return set_aside(w, artefact->name) &&
           renameat(w->dir, name, w->dir, artefact->name) == 0;
}

/* Puts the first `n` files back as they were. */
static void put_back(const work *w, size_t n)
{
    char old[128];

    while (n-- > 0) {
        const uc_artefact *artefact = &w->p->artefacts->item[n];

        if (artefact->outcome == UC_OUTPUT_UNCHANGED)
            continue;
        name_of(OLD_PREFIX, artefact->name, old);
        /* renaming does nothing, with success, when both names are one file */
        if (renameat(w->dir, old, w->dir, artefact->name) == 0)
            (void)unlinkat(w->dir, old, 0);
        else if (artefact->outcome == UC_OUTPUT_CREATED)
            (void)unlinkat(w->dir, artefact->name, 0);
    }
}

/* Files of the old set that the new one does not have, and old versions. */
static void remove_old(const work *w)
{
    const uc_published_set *current = &w->p->current;
    char old[128];

    for (size_t i = 0; i < current->n_files; i++) {
        const char *name = current->file[i].name;
        size_t j = 0;

        while (j < w->p->artefacts->n &&
               strcmp(w->p->artefacts->item[j].name, name) != 0)
            j++;
        if (j == w->p->artefacts->n)
            (void)unlinkat(w->dir, name, 0);
    }
    for (size_t i = 0; i < w->p->artefacts->n; i++) {
        name_of(OLD_PREFIX, w->p->artefacts->item[i].name, old);
        (void)unlinkat(w->dir, old, 0);
    }
}

static uc_status replace_all(const work *w, uc_error *err)
{
    size_t i = 0;

    while (i < w->p->artefacts->n && replace_one(w, &w->p->artefacts->item[i]))
        i++;
    if (i < w->p->artefacts->n) {
        const int why = errno;

        put_back(w, i + 1);
        return uc_fail_at(err, UC_ECREATE, w->p->artefacts->item[i].name, 0, 0,
                          "cannot be replaced: %s", strerror(why));
    }
    remove_old(w);
    return UC_OK;
}

uc_status uc_publish_one_by_one(const uc_publication *publication, uc_error *err)
{
    work w = {.p = publication};
    uc_status status;

    w.dir = open(publication->place->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (w.dir < 0)
        return uc_fail_at(err, UC_ECREATE, publication->place->folder, 0, 0,
                          "cannot be opened: %s", strerror(errno));
    status = write_journal(&w, err);
    if (status == UC_OK)
        status = write_new(&w, err);
    if (status == UC_OK)
        status = replace_all(&w, err);
    remove_new(&w);
    (void)unlinkat(w.dir, UC_SET_JOURNAL, 0);
    (void)fsync(w.dir);
    (void)close(w.dir);
    return status;
}
