/** @file tree.h
 * A folder held in memory, to be put back and compared after each trial.
 */
#ifndef UC_TESTS_FAULTS_TREE_H
#define UC_TESTS_FAULTS_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

typedef struct tree_entry {
    char *path;  /* from the folder */
    char *bytes; /* of a file, or where a link leads; NULL for a folder */
    size_t len;
    mode_t mode;
    struct timespec changed;
    bool varies; /* two runs without a fault do not write the same */
} tree_entry;

typedef struct tree {
    tree_entry *item; /* by path */
    size_t n, room;
} tree;

/** Reads all below `folder`; ends the process if that fails. */
void tree_read(const char *folder, tree *to);

/** Makes `folder` what `want` says, changing as little as it can. */
void tree_restore(const char *folder, const tree *want);

/** The entry at `path`, or NULL. */
const tree_entry *tree_find(const tree *in, const char *path);

/** Same kind and same bytes? */
bool tree_same(const tree_entry *a, const tree_entry *b);

/** Marks in `a` what differs in `b` or is missing there. */
void tree_mark_varying(tree *a, const tree *b);

void tree_clear(tree *t);

#endif
