/* schema.c - the tables of the history, version by version
 *
 * A migration that has been released is never changed: databases made by it exist. */
#include "pipeline/history/history.h"

static const char *const migrations[] = {
    /* 1: what every report is made of, and what it says */
    "CREATE TABLE runs ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, report TEXT NOT NULL, key TEXT NOT NULL,"
    " version TEXT NOT NULL, started TEXT NOT NULL,"
    " status TEXT NOT NULL CHECK (status IN"
    " ('publishing', 'published', 'stopped', 'interrupted')),"
    " title TEXT, run_file_sha256 TEXT NOT NULL, seed TEXT NOT NULL,"
    " output TEXT NOT NULL) STRICT;"
    "CREATE TABLE inputs ("
    " run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
    " path TEXT NOT NULL, sha256 TEXT NOT NULL, of_capture INTEGER NOT NULL,"
    " PRIMARY KEY (run, path)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE estimates ("
    " run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
    " label TEXT NOT NULL, capture TEXT, stratum TEXT NOT NULL, method TEXT NOT NULL,"
    " model TEXT, n_observed INTEGER NOT NULL, estimate REAL, std_error REAL,"
    " low REAL, high REAL, level REAL, interval TEXT, status TEXT NOT NULL, input TEXT,"
    " PRIMARY KEY (run, label)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE gaps ("
    " run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
    " label TEXT NOT NULL, area TEXT, period TEXT, stratum TEXT, definition TEXT,"
    " dataset TEXT, method TEXT, identified_as TEXT, identified REAL, estimate REAL,"
    " low REAL, high REAL, share REAL, finding TEXT NOT NULL, input TEXT,"
    " PRIMARY KEY (run, label)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE artefacts ("
    " run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
    " name TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,"
    " PRIMARY KEY (run, name)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE warnings ("
    " run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
    " number INTEGER NOT NULL, code TEXT NOT NULL, place TEXT NOT NULL,"
    " text TEXT NOT NULL, PRIMARY KEY (run, number)) STRICT, WITHOUT ROWID;",
    /* 2: figures that moved, as the report says it */
    "CREATE TABLE revisions ("
    " run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
    " number INTEGER NOT NULL, since INTEGER NOT NULL, figure TEXT NOT NULL,"
    " what TEXT NOT NULL, before REAL, now REAL, cause TEXT NOT NULL,"
    " PRIMARY KEY (run, number)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX runs_of_report ON runs (report, status, id);",
};

int uc_history_schema_version(void)
{
    return (int)(sizeof migrations / sizeof *migrations);
}

const char *uc_history_migration(int version)
{
    return migrations[version - 1];
}
