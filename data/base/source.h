/** @file source.h
 * Where the bytes of an input come from: a file, standard input, an embedded data set
 * or memory. Bytes are hashed in the pass that reads them.
 */
#ifndef UC_SOURCE_H
#define UC_SOURCE_H

#include <stddef.h>

#include "data/base/hash.h"
#include "data/base/status.h"

/** Names an input that is an embedded data set: data:NAME or data:NAME/FILE. */
#define UC_SOURCE_SET_PREFIX "data:"

typedef struct uc_source uc_source;

/** Finds the bytes of an embedded data set, so that this module need not know the sets.
 * @param name  What follows "data:".
 * @return UC_OK with `bytes` and `len` set; else a message for the user in `err`. */
typedef uc_status uc_source_lookup(const char *name, const void **bytes, size_t *len,
                                   uc_error *err);

/** Opens an input by the name a user gave it.
 *
 * @param name    A path; "-" for standard input; "data:NAME" for an embedded set.
 * @param lookup  Finds embedded sets (uc_sets_lookup()); NULL: there are none.
 * @param source  Set on UC_OK; uc_source_close() it.
 * @return UC_OK; UC_ENOINPUT it cannot be opened, is a directory, or no such set;
 *         UC_ENOMEM. */
UC_API uc_status uc_source_open(const char *name, uc_source_lookup *lookup,
                                uc_source **source, uc_error *err) UC_MUST_CHECK;

/** Opens `len` bytes in memory, borrowed until the source is closed.
 * @param name  Shown in messages. */
UC_API uc_status uc_source_open_memory(const char *name, const void *bytes, size_t len,
                                       uc_source **source, uc_error *err) UC_MUST_CHECK;

/** Reads up to `size` bytes, fewer only at the end of the input.
 * @param n_read  Set on UC_OK; 0 at the end.
 * @return UC_OK; UC_EIO the system could not read. */
UC_API uc_status uc_source_read(uc_source *source, void *bytes, size_t size,
                                size_t *n_read, uc_error *err) UC_MUST_CHECK;

/** Ends the reading: reads what is left, checks that a file is still the one that was
 * opened, and gives the hash of all its bytes.
 *
 * @param hex  Set on UC_OK.
 * @return UC_OK; UC_EDATA size, time or identity of the file changed while it was read,
 *         or another number of bytes came than its size; UC_EIO. */
UC_API uc_status uc_source_finish(uc_source *source, char hex[UC_SHA256_HEX],
                                  uc_error *err) UC_MUST_CHECK;

/** Closes and frees; NULL is allowed. Standard input stays open. */
UC_API void uc_source_close(uc_source *source);

/** Returns the name as given to open; borrowed until close. */
UC_API const char *uc_source_name(const uc_source *source);

/** Returns what a data set read from `name` is called: the file name without folder and
 * extension, the set's name for "data:NAME", "stdin" for "-". free() it; NULL when
 * memory is short. */
UC_API char *uc_source_dataset(const char *name) UC_MUST_CHECK;

/** Reads a whole input of at most `max_bytes`.
 *
 * @param text  Set on UC_OK to the bytes and a final NUL; free() it.
 * @param len   Set on UC_OK, without the final NUL.
 * @param hex   Set on UC_OK to the SHA-256; NULL: not wanted.
 * @return UC_OK; UC_EDATA longer than max_bytes, or changed while it was read;
 *         UC_ENOINPUT; UC_EIO; UC_ENOMEM. */
UC_API uc_status uc_source_read_all(const char *name, uc_source_lookup *lookup,
                                    size_t max_bytes, char **text, size_t *len,
                                    char hex[UC_SHA256_HEX],
                                    uc_error *err) UC_MUST_CHECK;

#endif
