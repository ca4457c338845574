/* record_revisions.c - what moved between two reports of the history */
#include <math.h>
#include <string.h>

#include "data/base/text.h"
#include "pipeline/history/compare.h"
#include "pipeline/history/record.h"

/* Number of the last published report of the same run file that is not this one. */
static uc_status find_last(const uc_history *history, int64_t *since, uc_error *err)
{
    sqlite3_stmt *statement = NULL;
    bool is_there = false;
    uc_status status = uc_history_prepare(
        history, &statement, err,
        "SELECT o.id FROM runs o JOIN runs n ON n.id = ?1 AND o.report = n.report"
        " WHERE o.status = 'published' AND o.key <> n.key ORDER BY o.id DESC LIMIT 1",
        "i", history->run);

    *since = 0;
    if (status == UC_OK)
        status = uc_history_row(history, statement, &is_there, err);
    if (status == UC_OK && is_there)
        *since = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return status;
}

uc_status uc_record_revisions(uc_history *history, double tolerance,
                              uc_revisions *revisions, uc_error *err)
{
    int64_t since;
    uc_status status = find_last(history, &since, err);

    if (status != UC_OK || since == 0)
        return status;
    status =
        uc_history_compare(history, since, history->run, tolerance, revisions, err);
    for (size_t i = 0; status == UC_OK && i < revisions->n; i++) {
        const uc_revision *r = &revisions->item[i];

        status = uc_history_do(
            history, err,
            "INSERT INTO revisions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", "iiittrrt",
            history->run, (int64_t)i + 1, since, r->figure, r->what, r->before, r->now,
            r->cause);
    }
    return status;
}
