/** @file set.h
 * A published set: a folder of files made together, named with their hashes in its
 * run.json.
 */
#ifndef UC_SET_H
#define UC_SET_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "data/base/hash.h"
#include "data/base/status.h"

#define UC_SET_INDEX "run.json"

/** Names that begin so are ours too: files on their way in or out. */
#define UC_SET_OWN_PREFIX ".undercount-"

/** Names of files that a publication file by file, cut short, may have left. */
#define UC_SET_JOURNAL UC_SET_OWN_PREFIX "names"

typedef struct uc_set_file {
    char *name; /* without folder; owned */
    char sha256[UC_SHA256_HEX];
} uc_set_file;

/** What run.json says of its set. Zeroed: no set. */
typedef struct uc_published_set {
    char key[UC_SHA256_HEX];  /* of the run that made it; "" when it has none */
    char self[UC_SHA256_HEX]; /* hash of run.json itself */
    uc_set_file *file;        /* run.json not among them; owned */
    size_t n_files;
    size_t n_without_estimate; /* estimates asked for that do not exist */
    char **warning;            /* codes, as often as they occur; owned */
    size_t n_warnings;
    json_t *index; /* all of run.json; owned */
} uc_published_set;

/** Reads run.json of a folder.
 * @param set  Set on UC_OK; uc_published_set_clear() it.
 * @return UC_OK; UC_ENOINPUT there is none; UC_EDATA undercount did not write it;
 * UC_EIO; UC_ENOMEM. */
uc_status uc_published_set_read(const char *folder, uc_published_set *set,
                                uc_error *err) UC_MUST_CHECK;

void uc_published_set_clear(uc_published_set *set);

/** Looks whether a folder may be replaced: it is not there, it is empty, or it holds a
 * set of ours and nothing else.
 * @param set     Zeroed; the set that is there, or left as it is.
 * @param exists  Set on UC_OK: there is a folder.
 * @return UC_OK; UC_ECREATE a link, no folder, or with files that undercount did not
 *         make, some of which the message names; UC_EIO; UC_ENOMEM. */
uc_status uc_set_check(const char *folder, uc_published_set *set, bool *exists,
                       uc_error *err) UC_MUST_CHECK;

/** Compares every file with its hash.
 * @param say       Told the name of each file and what is wrong with it: "is missing",
 *                  "was changed", "is not of this set".
 * @param n_faults  How many there are, also on failure up to there.
 * @return UC_OK; UC_EIO a file or the folder cannot be read; UC_ENOMEM. */
typedef void uc_set_fault_fn(void *ctx, const char *name, const char *what);
uc_status uc_set_verify(const char *folder, const uc_published_set *set,
                        uc_set_fault_fn *say, void *ctx, size_t *n_faults,
                        uc_error *err) UC_MUST_CHECK;

/** SHA-256 of a file that is no link.
 * @param there  Set on UC_OK: there is such a file, and `hex` is set.
 * @return UC_OK; UC_EIO it cannot be read; UC_ENOMEM. */
uc_status uc_set_hash_file(const char *folder, const char *name, bool *there,
                           char hex[UC_SHA256_HEX], uc_error *err) UC_MUST_CHECK;

#endif
