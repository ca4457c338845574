/** @file sets.h
 * Published data sets that are part of the program: data:NAME.
 *
 * A set is a folder data/sets/<Name>/ with README.md and one or more files; the build
 * embeds it (data/sets.mk, scripts/embed-sets). The first line of the README,
 * "# <description>", describes the set, and a line "Kind: <kind>" says what it is.
 */
#ifndef UC_SETS_H
#define UC_SETS_H

#include <stddef.h>

#include "data/base/status.h"

typedef struct uc_sets_file {
    const char *name; /* without folder */
    const char *bytes;
    size_t len;
} uc_sets_file;

typedef struct uc_set {
    const char *name;
    const char *kind;         /* "capture table", "appraisal", ...; never NULL */
    const char *description;  /* one line; never NULL */
    const uc_sets_file *file; /* in byte order of the name, README.md not among them */
    size_t n_files;
    const char *readme; /* NUL-terminated */
    size_t readme_len;
} uc_set;

/** Number of sets. */
UC_API size_t uc_sets_count(void);

/** Returns set `index` in byte order of the names, 0 to uc_sets_count() - 1. Static. */
UC_API const uc_set *uc_sets_at(size_t index);

/** Returns the set of exactly this name, or NULL. Static. */
UC_API const uc_set *uc_sets_find(const char *name);

/** Returns the file of a set with this name, or NULL. With NULL: its main file,
 * <Name>.csv or else its only CSV file, or NULL when there is no such. Static. */
UC_API const uc_sets_file *uc_sets_file_of(const uc_set *set, const char *name);

/** Finds NAME or NAME/FILE, what follows "data:"; a uc_source_lookup.
 * @return UC_OK; UC_ENOINPUT no such set or file, with a suggestion. */
UC_API uc_status uc_sets_lookup(const char *name, const void **bytes, size_t *len,
                                uc_error *err) UC_MUST_CHECK;

#endif
