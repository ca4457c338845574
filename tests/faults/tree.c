/* tree.c - a folder held in memory */
#define _GNU_SOURCE
#include "tests/faults/tree.h"

#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void read_into(int fd, tree_entry *e, size_t size)
{
    size_t n = 0;
    ssize_t got = 1;

    e->bytes = malloc(size + 1);
    if (e->bytes == NULL)
        err(99, "memory");
    while (n < size && (got = read(fd, e->bytes + n, size - n)) > 0)
        n += (size_t)got;
    e->len = n;
}

static void read_entry(const char *full, tree_entry *e)
{
    struct stat info;
    int fd;

    if (lstat(full, &info) != 0)
        err(99, "%s", full);
    e->mode = info.st_mode;
    e->changed = info.st_mtim;
    if (S_ISLNK(info.st_mode)) {
        e->bytes = calloc(1, (size_t)info.st_size + 1);
        if (e->bytes == NULL || readlink(full, e->bytes, (size_t)info.st_size) < 0)
            err(99, "%s", full);
        e->len = (size_t)info.st_size;
    } else if (S_ISREG(info.st_mode)) {
        fd = open(full, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            err(99, "%s", full);
        read_into(fd, e, (size_t)info.st_size);
        (void)close(fd);
    }
}

static tree_entry *add(tree *t, const char *path)
{
    if (t->n == t->room) {
        t->room = 2 * t->room + 64;
        t->item = realloc(t->item, t->room * sizeof *t->item);
        if (t->item == NULL)
            err(99, "memory");
    }
    t->item[t->n] = (tree_entry){.path = strdup(path)};
    return &t->item[t->n++];
}

static void walk(const char *folder, const char *below, tree *t)
{
    char full[8300], path[4096];
    struct dirent *d;
    DIR *dir;

    (void)snprintf(full, sizeof full, "%s/%s", folder, below);
    dir = opendir(full);
    if (dir == NULL)
        err(99, "%s", full);
    while ((d = readdir(dir)) != NULL) {
        tree_entry *e;

        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
            continue;
        (void)snprintf(path, sizeof path, "%s%s%s", below, below[0] ? "/" : "",
                       d->d_name);
        (void)snprintf(full, sizeof full, "%s/%s", folder, path);
        e = add(t, path);
        read_entry(full, e);
        if (S_ISDIR(e->mode))
            walk(folder, path, t);
    }
    (void)closedir(dir);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const tree_entry *)a)->path, ((const tree_entry *)b)->path);
}

void tree_read(const char *folder, tree *to)
{
    *to = (tree){NULL, 0, 0};
    walk(folder, "", to);
    if (to->n > 0)
        qsort(to->item, to->n, sizeof *to->item, by_path);
}

const tree_entry *tree_find(const tree *in, const char *path)
{
    const tree_entry key = {.path = (char *)path};

    return in->n == 0 ? NULL
                      : bsearch(&key, in->item, in->n, sizeof *in->item, by_path);
}

bool tree_same(const tree_entry *a, const tree_entry *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return (a->mode & S_IFMT) == (b->mode & S_IFMT) && a->len == b->len &&
           (a->len == 0 || memcmp(a->bytes, b->bytes, a->len) == 0);
}

static void put(const char *folder, const tree_entry *e)
{
    char full[4096];
    FILE *f;

    (void)snprintf(full, sizeof full, "%s/%s", folder, e->path);
    if (S_ISDIR(e->mode)) {
        if (mkdir(full, e->mode & 07777) != 0)
            err(99, "%s", full);
    } else if (S_ISLNK(e->mode)) {
        if (symlink(e->bytes, full) != 0)
            err(99, "%s", full);
    } else if (S_ISFIFO(e->mode)) {
        if (mkfifo(full, e->mode & 07777) != 0)
            err(99, "%s", full);
    } else {
        f = fopen(full, "wb");
        if (f == NULL || fwrite(e->bytes, 1, e->len, f) != e->len || fclose(f) != 0)
            err(99, "%s", full);
    }
    if (!S_ISLNK(e->mode)) {
        const struct timespec times[2] = {e->changed, e->changed};

        (void)chmod(full, e->mode & 07777);
        (void)utimensat(AT_FDCWD, full, times, 0);
    }
}

void tree_restore(const char *folder, const tree *want)
{
    char full[4096];
    tree now;

    tree_read(folder, &now);
    for (size_t i = now.n; i-- > 0;) /* what is in a folder sorts after it */
        if (!tree_same(&now.item[i], tree_find(want, now.item[i].path))) {
            (void)snprintf(full, sizeof full, "%s/%s", folder, now.item[i].path);
            if (remove(full) != 0)
                err(99, "%s", full);
        }
    for (size_t i = 0; i < want->n; i++)
        if (!tree_same(&want->item[i], tree_find(&now, want->item[i].path)))
            put(folder, &want->item[i]);
    tree_clear(&now);
}

void tree_mark_varying(tree *a, const tree *b)
{
    for (size_t i = 0; i < a->n; i++)
        if (!tree_same(&a->item[i], tree_find(b, a->item[i].path)))
            a->item[i].varies = true;
}

void tree_clear(tree *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free(t->item[i].path);
        free(t->item[i].bytes);
    }
    free(t->item);
    *t = (tree){NULL, 0, 0};
}
