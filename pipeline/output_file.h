/** @file output_file.h
 * Files written whole or not at all, and standard output that is checked.
 */
#ifndef UC_OUTPUT_FILE_H
#define UC_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/status.h"

typedef enum uc_output_outcome {
    UC_OUTPUT_CREATED,
    UC_OUTPUT_REPLACED,
    UC_OUTPUT_UNCHANGED /* the file had these bytes already; it was not touched */
} uc_output_outcome;

/** Looks whether the file at `path` has exactly these bytes.
 * @param same  Set on UC_OK; false also where there is no such file, or one that must
 *              not be read.
 * @return UC_OK; UC_EIO it cannot be read. */
uc_status uc_output_has_bytes(const char *path, const void *bytes, size_t len,
                              bool *same, uc_error *err) UC_MUST_CHECK;

/** Writes `bytes` to `path` through a temporary name in the same folder, synced and
 * renamed, so that no reader ever sees half a file. On failure the old file stays.
 * A `path` of "-" goes to standard output.
 * @param outcome  Set on UC_OK; may be NULL.
 * @return UC_OK; UC_ECREATE; UC_EIO; UC_ENOMEM. */
uc_status uc_output_file(const char *path, const void *bytes, size_t len,
                         uc_output_outcome *outcome, uc_error *err) UC_MUST_CHECK;

/** As uc_output_file(), for what tells of single persons: nobody but the owner can read
 * the file (mode 0600), whatever mode an older file of that name had. */
uc_status uc_output_private_file(const char *path, const void *bytes, size_t len,
                                 uc_error *err) UC_MUST_CHECK;

/** uc_output_file() for `name` in `folder`. */
uc_status uc_output_in_folder(const char *folder, const char *name, const void *bytes,
                              size_t len, uc_output_outcome *outcome,
                              uc_error *err) UC_MUST_CHECK;

/** Writes to standard output, flushes, and reports a closed pipe or a full disk. */
uc_status uc_output_stdout(const void *bytes, size_t len, uc_error *err) UC_MUST_CHECK;

/** Creates the folder `path` and its missing parents. @return UC_OK; UC_ECREATE. */
uc_status uc_output_folder(const char *path, uc_error *err) UC_MUST_CHECK;

#endif
