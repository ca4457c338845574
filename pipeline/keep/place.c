/* place.c - the output folder and what lies beside it */
#include "pipeline/keep/place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

static char *beside(const char *parent, const char *name, const char *suffix)
{
    const size_t room = strlen(parent) + strlen(name) + strlen(suffix) + 4;
    char *path = malloc(room);

    if (path != NULL)
        (void)snprintf(path, room, "%s%s.%s%s", parent,
                       parent[strlen(parent) - 1] == '/' ? "" : "/", name, suffix);
    return path;
}

static void strip_slashes(char *path)
{
    size_t len = strlen(path);

    while (len > 1 && path[len - 1] == '/')
        path[--len] = '\0';
}

/* "." for a name without a slash, "/" for one at the root. */
static char *parent_of(const char *folder)
{
    const char *slash = strrchr(folder, '/');
    char *parent = uc_text_copy(slash != NULL ? folder : ".");

    if (parent != NULL && slash != NULL)
        parent[slash == folder ? 1 : (size_t)(slash - folder)] = '\0';
    return parent;
}

uc_status uc_place_of(const char *folder, uc_place *place, uc_error *err)
{
    const char *slash, *name;

    memset(place, 0, sizeof *place);
    place->folder = uc_text_copy(folder);
    if (place->folder == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a path");
    strip_slashes(place->folder);
    slash = strrchr(place->folder, '/');
    name = slash != NULL ? slash + 1 : place->folder;
    if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return uc_fail_at(err, UC_ECREATE, folder, 0, 0,
                          "the output needs a folder of its own, with a name");
    place->parent = parent_of(place->folder);
    if (place->parent == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a path");
    place->lock = beside(place->parent, name, ".lock");
    place->cache = beside(place->parent, name, ".cache");
    place->replicates = beside(place->parent, name, ".replicates");
    place->fresh = beside(place->parent, name, ".new");
    if (place->lock == NULL || place->cache == NULL || place->replicates == NULL ||
        place->fresh == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a path");
    return UC_OK;
}

void uc_place_clear(uc_place *place)
{
    free(place->folder);
    free(place->parent);
    free(place->lock);
    free(place->cache);
    free(place->replicates);
    free(place->fresh);
    memset(place, 0, sizeof *place);
}
