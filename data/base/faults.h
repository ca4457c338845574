/** @file faults.h
 * All faults of all inputs, collected so that one run names every one of them.
 *
 * Readers add to the list and go on; the command prints it once, sorted by the order
 * of the files and, within a file, by line and field, and decides the exit code.
 */
#ifndef UC_FAULTS_H
#define UC_FAULTS_H

#include <stddef.h>

#include "data/base/status.h"

typedef struct uc_faults {
    uc_error *item; /* the first n_kept faults, owned */
    size_t n_kept;
    size_t n_total; /* all faults, kept or not */
    size_t max;     /* how many to keep; 0 means UC_FAULTS_DEFAULT_MAX */
} uc_faults;

#define UC_FAULTS_DEFAULT_MAX 20

/** Prepares an empty list that keeps at most `max` faults (0: the default). */
UC_API void uc_faults_init(uc_faults *faults, size_t max);

/** Releases the list; a zeroed list is allowed. */
UC_API void uc_faults_clear(uc_faults *faults);

/** Adds one fault. Never fails: when memory is short it is counted, not kept.
 *
 * @param code    UC_EDATA, UC_ENOINPUT, UC_ECONFIG, UC_EIO or UC_ENOMEM.
 * @param path    Input file as the user named it, or NULL.
 * @param line    1-based line, 0 if not about a line.
 * @param column  1-based field number, 0 if not about a field.
 * @param fmt     What was found and what is allowed; lower case, no final period.
 */
UC_API void uc_faults_add(uc_faults *faults, uc_status code, const char *path,
                          size_t line, size_t column, const char *fmt, ...)
    UC_PRINTF(6, 7);

/** Adds a fault that an error describes. */
UC_API void uc_faults_add_error(uc_faults *faults, const uc_error *err);

/** Returns the gravest code in the list: UC_OK when empty; UC_EIO and UC_ENOMEM before
 * UC_ECONFIG before UC_EDATA before UC_ENOINPUT (a file that cannot be opened is the
 * exit code only when nothing else is wrong). */
UC_API uc_status uc_faults_code(const uc_faults *faults);

#endif
