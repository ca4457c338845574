/* verify.c - damage to the history, and to what it says was published */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "data/base/text.h"
#include "pipeline/history/query.h"
#include "pipeline/keep/set.h"

/* Lines that SQLite's own checks give when something is wrong. */
static uc_status check_database(const uc_history *history, uc_sink *out,
                                size_t *n_faults, uc_error *err)
{
    static const char *const checks[] = {
        "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
        "SELECT 'row ' || coalesce(rowid, '?') || ' of ' || \"table\" || ' belongs to "
        "no"
        " run' FROM pragma_foreign_key_check"};
    uc_status status = UC_OK;

    for (size_t i = 0; status == UC_OK && i < 2; i++) {
        sqlite3_stmt *row = NULL;
        int step = SQLITE_DONE;

        status = uc_history_prepare(history, &row, err, checks[i], "");
        while (status == UC_OK && (step = sqlite3_step(row)) == SQLITE_ROW) {
            uc_sink_printf(out, "%s: %s\n", history->path, uc_history_text(row, 0));
            ++*n_faults;
        }
        if (status == UC_OK && step != SQLITE_DONE)
            status = uc_history_fail(history, err);
        (void)sqlite3_finalize(row);
    }
    return status;
}

/* The output of a run, seen from here: it is recorded as seen from the history. */
static char *folder_from(const uc_history *history, const char *output)
{
    const char *slash = strrchr(history->path, '/');
    const size_t base = slash != NULL ? (size_t)(slash - history->path) + 1 : 0;
    char *path;

    if (output[0] == '/')
        return uc_text_copy(output);
    path = malloc(base + strlen(output) + 1);
    if (path != NULL) {
        memcpy(path, history->path, base);
        memcpy(path + base, output, strlen(output) + 1);
    }
    return path;
}

static uc_status check_file(const uc_history *history, sqlite3_stmt *row, uc_sink *out,
                            size_t *n_faults, uc_error *err)
{
    const char *name = uc_history_text(row, 2);
    const char *hash = uc_history_text(row, 3);
    char *folder = folder_from(history, uc_history_text(row, 1));
    char now[UC_SHA256_HEX];
    bool there;
    uc_status status;

    if (folder == NULL) {
        free(folder);
        return uc_fail(err, UC_ENOMEM, "no memory for a path");
    }
    status = uc_set_hash_file(folder, name, &there, now, err);
    if (status != UC_OK) {
        free(folder);
        return status;
    }
    if (!there)
        uc_sink_printf(out, "%s/%s: is missing, or cannot be read\n", folder, name);
    else if (strcmp(now, hash) != 0)
        uc_sink_printf(out, "%s/%s: is not as run %lld published it\n", folder, name,
                       (long long)sqlite3_column_int64(row, 0));
    *n_faults += !there || strcmp(now, hash) != 0;
    free(folder);
    return UC_OK;
}

/* The files of the last published run of every report. */
static uc_status check_files(const uc_history *history, uc_sink *out, size_t *n_files,
                             size_t *n_faults, uc_error *err)
{
    sqlite3_stmt *row = NULL;
    int step = SQLITE_DONE;
    uc_status status = uc_history_prepare(
        history, &row, err,
        "SELECT r.id, r.output, a.name, a.sha256 FROM artefacts a JOIN runs r"
        " ON r.id = a.run WHERE r.id IN (SELECT max(id) FROM runs"
        " WHERE status = 'published' GROUP BY output) ORDER BY r.id, a.name",
        "");

    while (status == UC_OK && (step = sqlite3_step(row)) == SQLITE_ROW) {
        status = check_file(history, row, out, n_faults, err);
        ++*n_files;
    }
    if (status == UC_OK && step != SQLITE_DONE)
        status = uc_history_fail(history, err);
    (void)sqlite3_finalize(row);
    return status;
}

uc_status uc_query_verify(const uc_history *history, uc_sink *out, size_t *n_faults,
                          uc_error *err)
{
    size_t n_files = 0;
    uc_status status;

    *n_faults = 0;
    status = check_database(history, out, n_faults, err);
    if (status == UC_OK)
        status = check_files(history, out, &n_files, n_faults, err);
    if (status == UC_OK && *n_faults == 0)
        uc_sink_printf(out, "%s: whole; %zu published file%s as recorded\n",
                       history->path, n_files, n_files == 1 ? "" : "s");
    return status;
}
