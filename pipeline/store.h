/** @file store.h
 * The replicate store: results of bootstrap and delete-one tasks, kept in a file.
 *
 * One format serves shards and merge, and a run that goes on after it was killed. A
 * store may hold results of several estimates; each is known by a hash of its table,
 * names, method, settings and seed and of the program's version, so that nothing is
 * ever taken for something else. Blocks carry checksums; a torn end is cut off.
 *
 * Layout, numbers little-endian: the magic "UCSTORE1"; then blocks of type (4 bytes),
 * length (4), payload, checksum (8, BLAKE2b of the three). Type 1: the command that
 * made the store, arguments each followed by NUL. Type 2: number (4) and hash (64
 * hexadecimal digits) of an estimate. Type 3: number of the estimate (4), 1 for a
 * delete-one table (1), index (8), how many answers (1), and for each: estimate (8),
 * status (1), length (2) and text of the model.
 */
#ifndef UC_STORE_H
#define UC_STORE_H

#include <stddef.h>

#include "data/base/status.h"
#include "estimators/mse/batch.h"

typedef struct uc_store uc_store;

/** Opens a store to read and to add to, and makes it if it is not there (mode 0600).
 *
 * @param path     File; must not be one that is not a store.
 * @param command  n_command arguments that made the estimates, for uc_store_command().
 * @param items    What is estimated; borrowed until uc_store_close().
 * @param torn     Set to the bytes of a torn end that were cut off; 0 without.
 * @return UC_OK; UC_ECREATE cannot be made or opened; UC_EDATA not a store; UC_EIO;
 *         UC_ELOCKED another run has it open; UC_ENOMEM. */
uc_status uc_store_open(const char *path, char *const command[], size_t n_command,
                        const uc_batch_item items[], size_t n_items, uc_store **store,
                        size_t *torn, uc_error *err) UC_MUST_CHECK;

/** Opens finished stores to read from only. A result in none of them is an error, when
 * it is missed. @return UC_OK; UC_ENOINPUT; UC_EDATA not a store, or torn; UC_EIO;
 * UC_ENOMEM. */
uc_status uc_store_open_parts(char *const paths[], size_t n_paths,
                              const uc_batch_item items[], size_t n_items,
                              uc_store **store, uc_error *err) UC_MUST_CHECK;

/** The store as a batch takes it; borrowed from it. */
uc_batch_store uc_store_hooks(uc_store *store);

/** Results found at the start that belong to the items, and results added since. */
size_t uc_store_n_found(const uc_store *store);
size_t uc_store_n_added(const uc_store *store);

/** Writes what is still buffered, syncs and closes. NULL is allowed.
 * @return UC_OK; UC_EIO. The store is released in any case. */
uc_status uc_store_close(uc_store *store, uc_error *err) UC_MUST_CHECK;

/** Reads the command that made a store. @param argument  Set to *n owned strings.
 * @return UC_OK; UC_ENOINPUT; UC_EDATA; UC_EIO; UC_ENOMEM. */
uc_status uc_store_command(const char *path, char ***argument, size_t *n,
                           uc_error *err) UC_MUST_CHECK;

#endif
