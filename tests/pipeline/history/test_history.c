/* test_history.c - the history database: schemas, strangers, comparisons */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/history/compare.h"
#include "pipeline/history/history.h"
#include "pipeline/history/query.h"

static char folder[64], path[96];

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/uc-history-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    (void)snprintf(path, sizeof path, "%s/h.db", folder);
    return 0;
}

static int teardown(void **state)
{
    char command[128];

    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command); /* NOLINT(cert-env33-c): a test removes its folder */
}

/* A database made by hand. */
static void make(const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static int number_of(const uc_history *h, const char *sql)
{
    sqlite3_stmt *row;
    int n;

    assert_int_equal(sqlite3_prepare_v2(h->db, sql, -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    n = sqlite3_column_int(row, 0);
    (void)sqlite3_finalize(row);
    return n;
}

static void a_new_history_is_private_and_of_the_newest_schema(void **state)
{
    uc_history *h = NULL;
    struct stat info;
    uc_error err;

    (void)state;
    assert_int_equal(uc_history_open(path, false, &h, &err), UC_ENOINPUT);
    assert_int_equal(uc_history_open(path, true, &h, &err), UC_OK);
    assert_int_equal(number_of(h, "PRAGMA user_version"), uc_history_schema_version());
    assert_int_equal(number_of(h, "PRAGMA foreign_keys"), 1);
    assert_int_equal(
        number_of(h, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
    /* every table is strict */
    assert_int_equal(number_of(h,
                               "SELECT count(*) FROM pragma_table_list WHERE schema ="
                               " 'main' AND name NOT LIKE 'sqlite%' AND NOT strict"),
                     0);
    uc_history_close(h);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(uc_history_open(path, false, &h, &err), UC_OK);
    uc_history_close(h);
}

/* As the first version that kept a history left it. */
static void an_older_schema_is_brought_up_to_date(void **state)
{
    uc_history *h = NULL;
    uc_error err;

    (void)state;
    make(uc_history_migration(1));
    make("PRAGMA user_version = 1; PRAGMA application_id = 1430472777;"
         "INSERT INTO runs VALUES (7, 'r.yml', 'k', '0.0.1', 't', 'published', NULL,"
         " 's', '1', 'out')");
    assert_int_equal(uc_history_open(path, true, &h, &err), UC_OK);
    assert_int_equal(number_of(h, "PRAGMA user_version"), uc_history_schema_version());
    assert_int_equal(number_of(h, "SELECT id FROM runs"), 7);
    assert_int_equal(number_of(h, "SELECT count(*) FROM revisions"), 0);
    uc_history_close(h);
}

static void strangers_are_refused_and_left_alone(void **state)
{
    uc_history *h = NULL;
    uc_error err;

    (void)state;
    make("CREATE TABLE mine (x); INSERT INTO mine VALUES (1)");
    assert_int_equal(uc_history_open(path, true, &h, &err), UC_EDATA);
    assert_non_null(strstr(err.msg, "no history of undercount"));
    make("DROP TABLE mine; CREATE TABLE runs (x); PRAGMA application_id = 1430472777;"
         "PRAGMA user_version = 99");
    assert_int_equal(uc_history_open(path, true, &h, &err), UC_EDATA);
    assert_non_null(strstr(err.msg, "newer undercount (schema 99"));
    make("INSERT INTO runs VALUES (1)"); /* still as it was */
}

static void figures_that_moved_are_found_with_their_cause(void **state)
{
    const struct {
        const char *figure, *what, *cause;
    } want[] = {
        {"a, bic", "estimate", "a.csv"},         {"a, bic", "high", "a.csv"},
        {"b, bic", "estimate", "the run file"},  {"gone, bic", "reported", "a.csv"},
        {"XX, a", "share", "a.csv, counts.csv"},
    };
    uc_revisions revisions;
    uc_history *h = NULL;
    uc_error err;

    (void)state;
    memset(&revisions, 0, sizeof revisions);
    assert_int_equal(uc_history_open(path, true, &h, &err), UC_OK);
    uc_history_close(h);
    make("INSERT INTO runs VALUES"
         " (1, 'r', 'k', '1', 't', 'published', NULL, 's', '1', 'o'),"
         " (2, 'r', 'l', '1', 't', 'published', NULL, 'S', '1', 'o');"
         "INSERT INTO inputs VALUES (1, 'a.csv', '1', 1), (2, 'a.csv', '2', 1),"
         " (1, 'b.csv', '1', 1), (2, 'b.csv', '1', 1),"
         " (1, 'counts.csv', '1', 0), (2, 'counts.csv', '3', 0);"
         "INSERT INTO estimates VALUES"
         " (1, 'a, bic', 'a', '', 'bic', NULL, 9, 100, 1, 90, NULL, .9, 'bca', 'ok', "
         "'a.csv'),"
         " (2, 'a, bic', 'a', '', 'bic', NULL, 9, 120, 1, 91, 150, .9, 'bca', 'ok', "
         "'a.csv'),"
         " (1, 'b, bic', 'b', '', 'bic', NULL, 9, 100, 1, 1, 1, .9, 'bca', 'ok', "
         "'b.csv'),"
         " (2, 'b, bic', 'b', '', 'bic', NULL, 9, NULL, 1, 1, 1, .9, 'bca', 'x', "
         "'b.csv'),"
         " (2, 'new, bic', 'n', '', 'bic', NULL, 9, 5, 1, 1, 1, .9, 'bca', 'ok', "
         "'a.csv'),"
         " (1, 'gone, bic', 'g', '', 'bic', NULL, 9, 5, 1, 1, 1, .9, 'bca', 'ok', "
         "'a.csv');"
         "INSERT INTO gaps VALUES"
         " (1, 'XX, a', '', '', '', '', 'a', 'bic', '', 10, 100, 1, 1, .10, 'x', "
         "'a.csv'),"
         " (2, 'XX, a', '', '', '', '', 'a', 'bic', '', 10, 120, 1, 1, .08, 'x', "
         "'a.csv')");
    assert_int_equal(uc_history_open(path, true, &h, &err), UC_OK);
    assert_int_equal(uc_history_compare(h, 1, 2, 0.05, &revisions, &err), UC_OK);
    assert_int_equal(revisions.n, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(revisions.item[i].figure, want[i].figure);
        assert_string_equal(revisions.item[i].what, want[i].what);
        assert_string_equal(revisions.item[i].cause, want[i].cause);
    }
    assert_rel(revisions.item[0].moved, 0.2, TOL_EXACT);
    assert_true(isinf(revisions.item[2].moved));
    uc_revisions_clear(&revisions);
    uc_history_close(h);
}

static void how_far_a_figure_moved(void **state)
{
    (void)state;
    assert_rel(uc_revision_moved(200.0, 150.0), 0.25, TOL_EXACT);
    assert_rel(uc_revision_moved(-200.0, -150.0), 0.25, TOL_EXACT);
    assert_true(uc_revision_moved(0.0, 0.0) == 0.0);
    assert_true(uc_revision_moved(NAN, NAN) == 0.0);
    assert_true(isinf(uc_revision_moved(0.0, 1.0)));
    assert_true(isinf(uc_revision_moved(1.0, NAN)));
    assert_true(isinf(uc_revision_moved(NAN, 1.0)));
}

static void rows_without_a_run_are_damage(void **state)
{
    uc_history *h = NULL;
    uc_sink out;
    size_t n_faults = 0;
    uc_error err;

    (void)state;
    assert_int_equal(uc_history_open(path, true, &h, &err), UC_OK);
    uc_sink_memory(&out);
    assert_int_equal(uc_query_verify(h, &out, &n_faults, &err), UC_OK);
    assert_int_equal(n_faults, 0);
    /* foreign keys hold for those who ask: a stranger need not */
    assert_int_not_equal(
        sqlite3_exec(h->db, "INSERT INTO warnings VALUES (5, 1, 'c', 'p', 't')", NULL,
                     NULL, NULL),
        SQLITE_OK);
    uc_history_close(h);
    make("INSERT INTO warnings VALUES (5, 1, 'c', 'p', 't')");
    assert_int_equal(uc_history_open(path, true, &h, &err), UC_OK);
    assert_int_equal(uc_query_verify(h, &out, &n_faults, &err), UC_OK);
    assert_int_equal(n_faults, 1);
    uc_sink_clear(&out);
    uc_history_close(h);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_history_is_private_and_of_the_newest_schema),
        TEST(an_older_schema_is_brought_up_to_date),
        TEST(strangers_are_refused_and_left_alone),
        TEST(figures_that_moved_are_found_with_their_cause),
        TEST(how_far_a_figure_moved),
        TEST(rows_without_a_run_are_damage),
    };
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
