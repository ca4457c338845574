/** @file history.h
 * The history: a database of past reports, their inputs, figures and files.
 *
 * SQLite with a write-ahead log, so that several runs, and readers, may use one history
 * at once. Runs are ordered by their number, never by the clock. Its schema has a
 * number; an older one is brought up to date when it is opened, a newer one is refused.
 */
#ifndef UC_HISTORY_H
#define UC_HISTORY_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "data/base/status.h"

typedef struct uc_history {
    sqlite3 *db;
    char *path;
    int64_t run; /* being recorded; 0: none */
} uc_history;

/** Opens a history.
 * @param create   Make it (mode 0600) when it is not there.
 * @param history  Set on UC_OK; uc_history_close() it.
 * @return UC_OK; UC_ENOINPUT not there; UC_EDATA something else, damaged, or of a newer
 *         version; UC_ECREATE; UC_ELOCKED; UC_EIO; UC_ENOMEM. */
uc_status uc_history_open(const char *path, bool create, uc_history **history,
                          uc_error *err) UC_MUST_CHECK;

/** Closes; what was not committed is rolled back. NULL is allowed. */
void uc_history_close(uc_history *history);

/** Describes what SQLite says, with the exit code that fits. */
uc_status uc_history_fail(const uc_history *history, uc_error *err) UC_MUST_CHECK;

/** Prepares a statement and binds its parameters.
 * @param types  One letter each: i int64_t, r double (NAN is NULL), t const char *
 *               (NULL is NULL).
 * @param statement  Set on UC_OK; sqlite3_finalize() it. */
uc_status uc_history_prepare(const uc_history *history, sqlite3_stmt **statement,
                             uc_error *err, const char *sql, const char *types,
                             ...) UC_MUST_CHECK;

/** Takes one step. @param is_there  There is a row. @return UC_OK; as
 * uc_history_fail(). */
uc_status uc_history_row(const uc_history *history, sqlite3_stmt *statement,
                         bool *is_there, uc_error *err) UC_MUST_CHECK;

/** Column `i` as text, "" for NULL; borrowed until the next step. */
const char *uc_history_text(sqlite3_stmt *row, int i);

/** The same for a statement without rows, which is carried out. */
uc_status uc_history_do(const uc_history *history, uc_error *err, const char *sql,
                        const char *types, ...) UC_MUST_CHECK;

/** Number of the newest schema that this version knows. */
int uc_history_schema_version(void);

/** SQL that makes schema `version` of the one before it, from 1. */
const char *uc_history_migration(int version);

#endif
