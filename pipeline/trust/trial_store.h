/** @file trial_store.h
 * Results of simulated tables, kept in a file: shards, and runs that go on.
 *
 * Text. The first line is "undercount-simulation 1" and a hash of all that the results
 * hang on: truth, methods, settings and the program's version. Then a line for each
 * repeat: its number, persons observed, for every method status, estimate and limits
 * ("-" where there is none), and a checksum. A torn last line is cut off.
 */
#ifndef UC_TRIAL_STORE_H
#define UC_TRIAL_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/hash.h"
#include "data/base/sink.h"
#include "data/base/status.h"
#include "estimators/simulate/trial.h"

typedef struct uc_trial_store uc_trial_store;

/** Hash of a plan and the words of its truth. */
void uc_trial_hash(const uc_trial_plan *plan, const char *truth,
                   char hex[UC_SHA256_HEX]);

/** Reads finished repeats from a file into trials[] and marks them in done[]; others
 * are left. @param hash  Of the plan. @param whole  Length of the part with whole
 * lines.
 * @return UC_OK; UC_EDATA not such a file, or of another simulation; UC_ENOINPUT;
 *         UC_EIO; UC_ENOMEM. */
uc_status uc_trial_store_read(const char *path, const char *hash,
                              const uc_trial_plan *plan, uc_trial trials[],
                              unsigned char done[], size_t n_repeats, size_t *whole,
                              uc_error *err) UC_MUST_CHECK;

/** Opens a file to add to, and makes it if it is not there; what is in it is read as
 * above, and a torn end cut off.
 * @return also UC_ECREATE; UC_ELOCKED another run has it open. */
uc_status uc_trial_store_open(const char *path, const char *hash,
                              const uc_trial_plan *plan, uc_trial trials[],
                              unsigned char done[], size_t n_repeats,
                              uc_trial_store **store, uc_error *err) UC_MUST_CHECK;

/** Adds a repeat; several threads may. @return UC_OK; UC_EIO; UC_ENOMEM. */
uc_status uc_trial_store_add(uc_trial_store *store, const uc_trial_plan *plan,
                             size_t repeat, const uc_trial *trial,
                             uc_error *err) UC_MUST_CHECK;

/** Syncs and closes; NULL is allowed. @return UC_OK or UC_EIO. */
uc_status uc_trial_store_close(uc_trial_store *store, uc_error *err) UC_MUST_CHECK;

/** A line without its newline, and its reader: false when it is malformed or torn.
 * @param trial  Allocated; changed only on success. */
void uc_trial_line_write(const uc_trial_plan *plan, size_t repeat,
                         const uc_trial *trial, uc_sink *out);
bool uc_trial_line_read(const uc_trial_plan *plan, const char *line, size_t len,
                        size_t *repeat, uc_trial *trial);

#endif
