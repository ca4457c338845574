/* history.c - opening the history, and speaking SQL to it */
#include "pipeline/history/history.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/base/text.h"

/* "UCHI": says whose database it is. */
#define APPLICATION_ID 1430472777

/* How long another run may take to record its figures. */
#define BUSY_MILLISECONDS 30000

/* SQLite takes a disk that does not answer for a database that is damaged; the system's
 * error tells them apart, and is more than "disk I/O error" says. */
static uc_status status_of(int code, int why)
{
    if (code == SQLITE_IOERR_NOMEM || why == ENOMEM)
        return UC_ENOMEM;
    if (why == EIO || why == EMFILE || why == ENFILE)
        return UC_EIO;
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return UC_ELOCKED;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return UC_ECREATE;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return UC_EDATA;
    case SQLITE_NOMEM:
        return UC_ENOMEM;
    default:
        return UC_EIO;
    }
}

uc_status uc_history_fail(const uc_history *history, uc_error *err)
{
    const int code = sqlite3_extended_errcode(history->db);
    const int class = code & 0xff;
    const bool by_system = class == SQLITE_IOERR || class == SQLITE_CANTOPEN ||
                           class == SQLITE_CORRUPT || class == SQLITE_FULL;
    const int why = by_system ? sqlite3_system_errno(history->db) : 0;
    const uc_status status = status_of(code, why);
    const char *said = sqlite3_errmsg(history->db);

    if (class == SQLITE_BUSY)
        said = "another run is writing to it";
    if (class == SQLITE_CORRUPT)
        said = "the database is damaged, or its disk cannot be read";
    if (why != 0 && why != ENOENT)
        return uc_fail_at(err, status, history->path, 0, 0, "history: %s: %s", said,
                          strerror(why));
    return uc_fail_at(err, status, history->path, 0, 0, "history: %s", said);
}

/* A parameter that could not be bound would be NULL in the row that is written. */
static bool bind_all(sqlite3_stmt *statement, const char *types, va_list args)
{
    int code = SQLITE_OK;

    for (int i = 0; code == SQLITE_OK && types[i] != '\0'; i++) {
        const int at = i + 1;
        const char *text;
        double real;

        switch (types[i]) {
        case 'i':
            code = sqlite3_bind_int64(statement, at, va_arg(args, int64_t));
            break;
        case 'r':
            real = va_arg(args, double);
            /* an infinite figure is missing too: no report prints it */
            if (isfinite(real))
                code = sqlite3_bind_double(statement, at, real);
            break;
        default:
            text = va_arg(args, const char *);
            if (text != NULL)
                code = sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
            break;
        }
    }
    return code == SQLITE_OK;
}

static uc_status prepare(const uc_history *history, sqlite3_stmt **statement,
                         uc_error *err, const char *sql, const char *types,
                         va_list args)
{
    uc_status status;

    if (sqlite3_prepare_v2(history->db, sql, -1, statement, NULL) == SQLITE_OK &&
        bind_all(*statement, types, args))
        return UC_OK;
    status = uc_history_fail(history, err);
    (void)sqlite3_finalize(*statement);
    *statement = NULL;
    return status;
}

uc_status uc_history_row(const uc_history *history, sqlite3_stmt *statement,
                         bool *is_there, uc_error *err)
{
    const int step = sqlite3_step(statement);

    *is_there = step == SQLITE_ROW;
    return step == SQLITE_ROW || step == SQLITE_DONE ? UC_OK
                                                     : uc_history_fail(history, err);
}

const char *uc_history_text(sqlite3_stmt *row, int i)
{
    const char *text = (const char *)sqlite3_column_text(row, i);

    return text != NULL ? text : "";
}

uc_status uc_history_prepare(const uc_history *history, sqlite3_stmt **statement,
                             uc_error *err, const char *sql, const char *types, ...)
{
    va_list args;
    uc_status status;

    va_start(args, types);
    status = prepare(history, statement, err, sql, types, args);
    va_end(args);
    return status;
}

uc_status uc_history_do(const uc_history *history, uc_error *err, const char *sql,
                        const char *types, ...)
{
    sqlite3_stmt *statement = NULL;
    va_list args;
    uc_status status;

    va_start(args, types);
    status = prepare(history, &statement, err, sql, types, args);
    va_end(args);
    if (status == UC_OK && sqlite3_step(statement) != SQLITE_DONE)
        status = uc_history_fail(history, err);
    (void)sqlite3_finalize(statement);
    return status;
}

static uc_status run_script(const uc_history *history, const char *sql, uc_error *err)
{
    return sqlite3_exec(history->db, sql, NULL, NULL, NULL) == SQLITE_OK
               ? UC_OK
               : uc_history_fail(history, err);
}

/* One number that a statement gives. */
static uc_status read_number(const uc_history *history, const char *sql, int *value,
                             uc_error *err)
{
    sqlite3_stmt *statement = NULL;
    uc_status status = uc_history_prepare(history, &statement, err, sql, "");

    if (status == UC_OK && sqlite3_step(statement) != SQLITE_ROW)
        status = uc_history_fail(history, err);
    if (status == UC_OK)
        *value = sqlite3_column_int(statement, 0);
    (void)sqlite3_finalize(statement);
    return status;
}

/* Brings the schema up to date, inside a transaction of ours: two runs that open a new
 * history at once do not both make it. */
static uc_status migrate(const uc_history *history, uc_error *err)
{
    const int newest = uc_history_schema_version();
    char pragma[64];
    int version = 0, id = 0, n_tables = 0;
    uc_status status = read_number(history, "PRAGMA user_version", &version, err);

    if (status == UC_OK)
        status = read_number(history, "PRAGMA application_id", &id, err);
    if (status == UC_OK)
        status =
            read_number(history, "SELECT count(*) FROM sqlite_schema", &n_tables, err);
    if (status != UC_OK)
        return status;
    if (n_tables > 0 && id != APPLICATION_ID)
        return uc_fail_at(err, UC_EDATA, history->path, 0, 0,
                          "is a database, but no history of undercount");
    if (version > newest)
        return uc_fail_at(
            err, UC_EDATA, history->path, 0, 0,
            "was written by a newer undercount (schema %d; this one knows "
            "%d): use that version, or another history",
            version, newest);
    while (status == UC_OK && version < newest) {
        status = run_script(history, uc_history_migration(++version), err);
        (void)snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", version);
        if (status == UC_OK)
            status = run_script(history, pragma, err);
    }
    if (status == UC_OK && n_tables == 0) {
        (void)snprintf(pragma, sizeof pragma, "PRAGMA application_id = %d",
                       APPLICATION_ID);
        status = run_script(history, pragma, err);
    }
    return status;
}

static uc_status set_up(const uc_history *history, uc_error *err)
{
    uc_status status;

    (void)sqlite3_extended_result_codes(history->db, 1);
    (void)sqlite3_busy_timeout(history->db, BUSY_MILLISECONDS);
    status = run_script(history, "PRAGMA journal_mode = WAL", err);
    if (status == UC_OK)
        status = run_script(history,
                            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                            "PRAGMA trusted_schema = OFF; BEGIN IMMEDIATE",
                            err);
    if (status == UC_OK)
        status = migrate(history, err);
    if (status == UC_OK)
        status = run_script(history, "COMMIT", err);
    return status;
}

/* The file is made by us, readable for nobody else, and a link is not followed. */
static uc_status check_file(const char *path, bool create, uc_error *err)
{
    struct stat info;
    int fd;

    if (lstat(path, &info) == 0)
        return S_ISREG(info.st_mode)
                   ? UC_OK
                   : uc_fail_at(err, UC_ECREATE, path, 0, 0,
                                "history: is no plain file (links are not followed)");
    if (!create)
        return uc_fail_at(err, UC_ENOINPUT, path, 0, 0, "cannot be opened: %s",
                          strerror(errno));
    fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return uc_fail_at(err, UC_ECREATE, path, 0, 0, "history: cannot be made: %s",
                          strerror(errno));
    (void)close(fd);
    return UC_OK;
}

uc_status uc_history_open(const char *path, bool create, uc_history **history,
                          uc_error *err)
{
    uc_status status = check_file(path, create, err);
    uc_history *made;

    if (status != UC_OK)
        return status;
    made = calloc(1, sizeof *made);
    if (made != NULL)
        made->path = uc_text_copy(path);
    if (made == NULL || made->path == NULL) {
        free(made);
        return uc_fail(err, UC_ENOMEM, "no memory for the history");
    }
    if (sqlite3_open_v2(path, &made->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        status = made->db != NULL
                     ? uc_history_fail(made, err)
                     : uc_fail(err, UC_ENOMEM, "no memory for the history");
    if (status == UC_OK)
        status = set_up(made, err);
    if (status == UC_OK)
        *history = made;
    else
        uc_history_close(made);
    return status;
}

void uc_history_close(uc_history *history)
{
    if (history == NULL)
        return;
    (void)sqlite3_close(history->db);
    free(history->path);
    free(history);
}
