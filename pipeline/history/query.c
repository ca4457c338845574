/* query.c - what people and programs ask the history */
#include "pipeline/history/query.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))
#define TEXT(name, title)                                                              \
    {                                                                                  \
        name, title, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0                                  \
    }
#define COUNT(name, title)                                                             \
    {                                                                                  \
        name, title, UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0                                 \
    }
#define REAL(name, title)                                                              \
    {                                                                                  \
        name, title, UC_COLUMN_REAL, UC_ROLE_PLAIN, 2                                  \
    }
/* Shares and persons in one column */
#define FINE(name, title)                                                              \
    {                                                                                  \
        name, title, UC_COLUMN_REAL, UC_ROLE_PLAIN, 4                                  \
    }

/* A question: columns of the table, and SQL whose parameter, if any, is the run. */
typedef struct question {
    const char *name, *title, *sql;
    const uc_column *column;
    size_t n_columns;
} question;

static const uc_column run_columns[] = {
    COUNT("run", "Run"),
    TEXT("report", "Report"),
    TEXT("started", "Started"),
    TEXT("status", "Status"),
    TEXT("version", "Undercount"),
    COUNT("estimates", "Estimates"),
    COUNT("moved", "Figures moved"),
    COUNT("warnings", "Warnings"),
    TEXT("key", NULL),
    TEXT("title", NULL),
    TEXT("seed", NULL),
    TEXT("output", NULL),
};

#define RUN_SQL                                                                        \
    "SELECT id, report, started, status, version,"                                     \
    " (SELECT count(*) FROM estimates WHERE run = id),"                                \
    " (SELECT count(*) FROM revisions WHERE run = id),"                                \
    " (SELECT count(*) FROM warnings WHERE run = id), key, title, seed, output FROM "  \
    "runs"

static const uc_column input_columns[] = {TEXT("path", "Input"),
                                          TEXT("sha256", "SHA-256")};
static const uc_column estimate_columns[] = {
    TEXT("estimate_of", "Estimate of"),
    TEXT("model", "Model"),
    COUNT("n_observed", "Observed"),
    REAL("estimate", "Estimate"),
    REAL("std_error", NULL),
    REAL("low", "Low"),
    REAL("high", "High"),
    REAL("level", NULL),
    TEXT("interval", "Interval"),
    TEXT("status", "Status"),
};
static const uc_column gap_columns[] = {
    TEXT("comparison", "Comparison"),
    REAL("identified", "Identified"),
    REAL("estimate", "Estimate"),
    REAL("low", "Low"),
    REAL("high", "High"),
    {"share", "Share", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 2},
    TEXT("finding", "Finding"),
};
static const uc_column revision_columns[] = {
    TEXT("figure", "Figure"), TEXT("what", "Number"),      FINE("before", "Before"),
    FINE("now", "Now"),       TEXT("cause", "Because of"),
};
static const uc_column file_columns[] = {TEXT("name", "File"), COUNT("bytes", "Bytes"),
                                         TEXT("sha256", "SHA-256")};
static const uc_column warning_columns[] = {
    TEXT("code", "Warning"), TEXT("place", "Where"), TEXT("text", "Text")};

static const question all_runs = {"runs", "Runs", RUN_SQL " ORDER BY id", run_columns,
                                  COUNT_OF(run_columns)};

static const question of_run[UC_QUERY_TABLES] = {
    {"run", "Run", RUN_SQL " WHERE id = ?1", run_columns, COUNT_OF(run_columns)},
    {"inputs", "Inputs", "SELECT path, sha256 FROM inputs WHERE run = ?1 ORDER BY path",
     input_columns, COUNT_OF(input_columns)},
    {"estimates", "Estimates",
     "SELECT label, model, n_observed, estimate, std_error, low, high, level, interval,"
     " status FROM estimates WHERE run = ?1 ORDER BY label",
     estimate_columns, COUNT_OF(estimate_columns)},
    {"gaps", "Comparisons",
     "SELECT label, identified, estimate, low, high, share, finding FROM gaps"
     " WHERE run = ?1 ORDER BY label",
     gap_columns, COUNT_OF(gap_columns)},
    {"revisions", "Figures that moved",
     "SELECT figure, what, before, now, cause FROM revisions WHERE run = ?1"
     " ORDER BY number",
     revision_columns, COUNT_OF(revision_columns)},
    {"artefacts", "Files",
     "SELECT name, bytes, sha256 FROM artefacts WHERE run = ?1 ORDER BY name",
     file_columns, COUNT_OF(file_columns)},
    {"warnings", "Warnings",
     "SELECT code, place, text FROM warnings WHERE run = ?1 ORDER BY number",
     warning_columns, COUNT_OF(warning_columns)},
};

static void add_cell(sqlite3_stmt *row, int i, uc_column_kind kind, uc_table *table)
{
    if (sqlite3_column_type(row, i) == SQLITE_NULL)
        uc_table_missing(table, "not_available");
    else if (kind == UC_COLUMN_COUNT)
        uc_table_count(table, (uint64_t)sqlite3_column_int64(row, i));
    else if (kind == UC_COLUMN_REAL || kind == UC_COLUMN_SHARE)
        uc_table_real(table, sqlite3_column_double(row, i), "not_available");
    else
        uc_table_text(table, (const char *)sqlite3_column_text(row, i));
}

static uc_status ask(const uc_history *history, const question *q, int64_t run,
                     uc_table *table, uc_error *err)
{
    sqlite3_stmt *row = NULL;
    int step = SQLITE_DONE;
    uc_status status = uc_history_prepare(history, &row, err, q->sql,
                                          strchr(q->sql, '?') != NULL ? "i" : "", run);

    uc_table_init(table, q->name, q->title);
    uc_table_add_columns(table, q->column, q->n_columns);
    while (status == UC_OK && (step = sqlite3_step(row)) == SQLITE_ROW)
        for (size_t i = 0; i < q->n_columns; i++)
            add_cell(row, (int)i, q->column[i].kind, table);
    if (status == UC_OK && step != SQLITE_DONE)
        status = uc_history_fail(history, err);
    (void)sqlite3_finalize(row);
    return status == UC_OK ? uc_table_finish(table, err) : status;
}

uc_status uc_query_runs(const uc_history *history, uc_table *table, uc_error *err)
{
    return ask(history, &all_runs, 0, table, err);
}

uc_status uc_query_run(const uc_history *history, int64_t run, uc_table tables[],
                       uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t i = 0; status == UC_OK && i < UC_QUERY_TABLES; i++)
        status = ask(history, &of_run[i], run, &tables[i], err);
    return status;
}

uc_status uc_query_find(const uc_history *history, const char *text, int64_t *run,
                        uc_error *err)
{
    const bool last = strcmp(text, "last") == 0;
    sqlite3_stmt *row = NULL;
    uint64_t number = 0;
    char shown[128];
    uc_status status;

    (void)uc_text_display(text, strlen(text), 60, shown, sizeof shown);
    if (!last && (uc_number_count(text, &number) != UC_NUMBER_OK || number > INT64_MAX))
        return uc_fail(
            err, UC_EUSAGE,
            "run '%s' must be a number of 'undercount history list', or last", shown);
    status = uc_history_prepare(history, &row, err,
                                "SELECT max(id) FROM runs WHERE ?1 OR id = ?2", "ii",
                                (int64_t)last, (int64_t)number);
    if (status == UC_OK && sqlite3_step(row) != SQLITE_ROW)
        status = uc_history_fail(history, err);
    if (status == UC_OK && sqlite3_column_type(row, 0) == SQLITE_NULL)
        status = uc_fail(err, UC_EUSAGE, "the history has no run '%s'", shown);
    if (status == UC_OK)
        *run = sqlite3_column_int64(row, 0);
    (void)sqlite3_finalize(row);
    return status;
}
