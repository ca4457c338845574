/* compare.c - two reports of the history, figure by figure */
#include "pipeline/history/compare.h"

#include <math.h>
#include <string.h>

#include "data/base/sink.h"
#include "data/base/text.h"

/* Inputs named in one cause. */
#define MAX_NAMED 3

/* The inputs that differ between the reports; ?3 is that of a figure, or NULL, ?4 says
 * whether those that belong to no capture count too. */
static const char changed_inputs[] =
    "SELECT coalesce(n.path, o.path) AS path FROM"
    " (SELECT * FROM inputs WHERE run = ?1) o FULL JOIN"
    " (SELECT * FROM inputs WHERE run = ?2) n ON n.path = o.path"
    " WHERE o.sha256 IS NOT n.sha256 AND (coalesce(n.path, o.path) = ?3 OR"
    " (?4 AND NOT coalesce(n.of_capture, o.of_capture))) ORDER BY path";

/* What else can move a figure. */
static const char other_causes[] =
    "SELECT CASE WHEN o.version <> n.version"
    " THEN 'undercount ' || o.version || ' to ' || n.version"
    " WHEN o.run_file_sha256 <> n.run_file_sha256 THEN 'the run file'"
    " ELSE 'another input' END"
    " FROM runs o JOIN runs n ON o.id = ?1 AND n.id = ?2";

/* Figures that both reports have, or only the old one. */
static const char estimates[] =
    "SELECT o.label, o.estimate, n.estimate, o.low, n.low, o.high, n.high,"
    " coalesce(n.input, o.input), n.label IS NULL"
    " FROM estimates o LEFT JOIN estimates n ON n.run = ?2 AND n.label = o.label"
    " WHERE o.run = ?1 ORDER BY o.label";

/* An estimate of our own is compared above; here only what stands beside it. */
static const char gaps[] =
    "SELECT o.label, o.identified, n.identified, o.share, n.share,"
    " iif(o.method IS NULL, o.estimate, NULL), iif(o.method IS NULL, n.estimate, NULL),"
    " coalesce(n.input, o.input), n.label IS NULL"
    " FROM gaps o LEFT JOIN gaps n ON n.run = ?2 AND n.label = o.label"
    " WHERE o.run = ?1 ORDER BY o.label";

static double column(sqlite3_stmt *row, int i)
{
    return sqlite3_column_type(row, i) == SQLITE_NULL ? NAN
                                                      : sqlite3_column_double(row, i);
}

static uc_status write_cause(const uc_history *history, int64_t before, int64_t now,
                             const char *input, bool all, uc_sink *out, uc_error *err)
{
    sqlite3_stmt *row = NULL;
    bool is_there = true;
    size_t n = 0;
    uc_status status = uc_history_prepare(history, &row, err, changed_inputs, "iiti",
                                          before, now, input, (int64_t)all);

    while (status == UC_OK && is_there) {
        status = uc_history_row(history, row, &is_there, err);
        if (is_there && n++ < MAX_NAMED)
            uc_sink_printf(out, "%s%s", n > 1 ? ", " : "", uc_history_text(row, 0));
    }
    (void)sqlite3_finalize(row);
    if (n > MAX_NAMED)
        uc_sink_printf(out, " and %zu more", n - MAX_NAMED);
    if (status != UC_OK || n > 0)
        return status;
    row = NULL;
    status = uc_history_prepare(history, &row, err, other_causes, "ii", before, now);
    if (status == UC_OK)
        status = uc_history_row(history, row, &is_there, err);
    if (status == UC_OK && is_there)
        uc_sink_puts(out, uc_history_text(row, 0));
    (void)sqlite3_finalize(row);
    return status;
}

typedef struct job {
    const uc_history *history;
    int64_t before, now;
    double tolerance;
    uc_revisions *revisions;
} job;

static uc_status add(const job *j, sqlite3_stmt *row, const char *what, double before,
                     double now, bool is_gap, uc_error *err)
{
    uc_sink cause;
    uc_status status;

    uc_sink_memory(&cause);
    status = write_cause(
        j->history, j->before, j->now,
        sqlite3_column_type(row, 7) == SQLITE_NULL ? NULL : uc_history_text(row, 7),
        is_gap, &cause, err);
    if (status == UC_OK)
        status = uc_sink_finish(&cause, err);
    if (status == UC_OK &&
        !uc_revisions_add(j->revisions, uc_history_text(row, 0), what, before, now,
                          cause.text != NULL ? cause.text : ""))
        status = uc_fail(err, UC_ENOMEM, "no memory for revisions");
    uc_sink_clear(&cause);
    return status;
}

/* The three numbers of a row, or that the row is gone. */
static uc_status compare_row(const job *j, sqlite3_stmt *row,
                             const char *const whats[3], bool is_gap, uc_error *err)
{
    uc_status status = UC_OK;

    if (sqlite3_column_int(row, 8) != 0)
        return add(j, row, "reported", column(row, 1), NAN, is_gap, err);
    for (int i = 0; status == UC_OK && i < 3; i++) {
        const double before = column(row, 1 + 2 * i), now = column(row, 2 + 2 * i);

        if (uc_revision_moved(before, now) > j->tolerance)
            status = add(j, row, whats[i], before, now, is_gap, err);
    }
    return status;
}

static uc_status compare_rows(const job *j, const char *sql, const char *const whats[3],
                              bool is_gap, uc_error *err)
{
    sqlite3_stmt *row = NULL;
    int step = SQLITE_DONE;
    uc_status status =
        uc_history_prepare(j->history, &row, err, sql, "ii", j->before, j->now);

    while (status == UC_OK && (step = sqlite3_step(row)) == SQLITE_ROW)
        status = compare_row(j, row, whats, is_gap, err);
    if (status == UC_OK && step != SQLITE_DONE)
        status = uc_history_fail(j->history, err);
    (void)sqlite3_finalize(row);
    return status;
}

uc_status uc_history_compare(const uc_history *history, int64_t before, int64_t now,
                             double tolerance, uc_revisions *revisions, uc_error *err)
{
    static const char *const of_estimates[3] = {"estimate", "low", "high"};
    static const char *const of_gaps[3] = {"identified", "share", "estimate"};
    const job j = {history, before, now, tolerance, revisions};
    uc_status status;

    revisions->compared = true;
    revisions->since = before;
    revisions->tolerance = tolerance;
    status = compare_rows(&j, estimates, of_estimates, false, err);
    if (status == UC_OK)
        status = compare_rows(&j, gaps, of_gaps, true, err);
    return status;
}
