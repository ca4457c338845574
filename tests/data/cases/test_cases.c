/* test_cases.c - from rows of case files to capture tables */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/base/sink.h"
#include "data/cases/case_people.h"
#include "data/cases/case_rows.h"
#include "tests/data/expect.h"

/* Everything that one test holds. */
typedef struct world {
    uc_case_rules rules;
    uc_faults faults;
    uc_case_report report;
    uc_capture_set set;
    char path[4][64];
    uc_case_input input[4];
    size_t n_inputs;
} world;

static void add_file(world *w, const char *text, size_t list)
{
    write_file(w->path[w->n_inputs], text);
    w->input[w->n_inputs] = (uc_case_input){.path = w->path[w->n_inputs], .list = list};
    w->n_inputs++;
}

static void words(uc_case_words *to, const char *a, const char *b, const char *c)
{
    const char *const all[] = {a, b, c};

    for (size_t i = 0; i < 3 && all[i] != NULL; i++)
        assert_true(uc_case_words_add(to, all[i]));
}

/* Reads, links and counts; false when there were faults. */
static bool tabulate(world *w)
{
    uc_case_rows rows = {0};
    uc_case_people people = {0};
    uc_error err = {.msg = ""};
    uc_status status = uc_case_rows_read(w->input, w->n_inputs, &w->rules, false,
                                         &w->faults, &rows, &err);

    if (status != UC_OK)
        fail_msg("%s", err.msg);
    if (w->faults.n_total > 0)
        return false;
    w->report = rows.report;
    if (rows.keyed) {
        assert_int_equal(uc_case_people_init(&rows, &people, NULL), UC_OK);
        assert_int_equal(uc_case_people_link(&rows, &people, &w->report, NULL), UC_OK);
    }
    assert_int_equal(uc_case_people_tabulate(&rows, rows.keyed ? &people : NULL, "t",
                                             &w->faults, &w->report, &w->set, NULL),
                     UC_OK);
    uc_case_people_clear(&people);
    rows.report.overlap = NULL;
    uc_case_rows_clear(&rows);
    return w->faults.n_total == 0;
}

/* "F: 1=2 3=1; M: ..." */
static void expect_tables(const world *w, const char *want)
{
    uc_sink sink;
    char *got;

    uc_sink_memory(&sink);
    for (size_t s = 0; s < w->set.n_strata; s++) {
        const uc_capture_stratum *stratum = &w->set.strata[s];

        uc_sink_puts(&sink, s > 0 ? "; " : "");
        for (size_t j = 0; j < w->set.n_by; j++)
            uc_sink_printf(&sink, "%s%s", j > 0 ? "," : "", stratum->value[j]);
        uc_sink_putc(&sink, ':');
        for (size_t i = 0; i < stratum->table.n_histories; i++)
            uc_sink_printf(&sink, " %u=%llu", (unsigned)stratum->table.history[i],
                           (unsigned long long)stratum->table.count[i]);
        assert_int_equal(uc_capture_table_validate(&stratum->table, NULL), UC_OK);
    }
    got = uc_sink_take(&sink);
    assert_non_null(got);
    assert_string_equal(got, want);
    free(got);
}

static int setup(void **state)
{
    *state = calloc(1, sizeof(world));
    return *state == NULL;
}

static int teardown(void **state)
{
    world *w = *state;

    for (size_t i = 0; i < w->n_inputs; i++)
        (void)unlink(w->path[i]);
    uc_case_rules_clear(&w->rules);
    uc_case_report_clear(&w->report);
    uc_faults_clear(&w->faults);
    uc_capture_set_clear(&w->set);
    free(w);
    return 0;
}

static void rows_without_key_are_persons(void **state)
{
    world *w = *state;

    add_file(w, "A,B,sex\n1,0,F\n1,1,F\n1,0,F\n0,1,\n", UC_CASE_NO_LIST);
    add_file(w, "sex,x,B,A\nF,9,0,1\n", UC_CASE_NO_LIST); /* its own order */
    words(&w->rules.lists, "A", "B", NULL);
    words(&w->rules.by, "sex", NULL, NULL);
    assert_true(tabulate(w));
    expect_tables(w, "F: 1=3 3=1; unknown: 2=1");
    assert_int_equal(w->report.n_people, 5);
    assert_int_equal(w->report.n_unknown[0], 1);
    assert_int_equal(w->set.n_files, 2);
}

static void names_of_lists_stand_in_one_column(void **state)
{
    world *w = *state;

    add_file(w, "on,id\nzebra; ant,1\nant,2\nNA,3\nmole,2\n", UC_CASE_NO_LIST);
    w->rules.list_column = strdup("on");
    w->rules.separator = strdup(";");
    w->rules.leave_out_unlisted = true;
    words(&w->rules.unknown, "NA", NULL, NULL);
    assert_true(uc_case_words_add(&w->rules.pass[0], "id"));
    w->rules.n_passes = 1;
    assert_true(tabulate(w));
    /* numbered in byte order, whatever came first: ant, mole, zebra */
    assert_string_equal(w->set.list_names[0], "ant");
    assert_string_equal(w->set.list_names[2], "zebra");
    expect_tables(w, ": 3=1 5=1");
    assert_int_equal(w->report.n_unlisted, 1);
}

static const char one_person[] = "id,A,B,sex,born,day\n"
                                 "P,1,0,F,1990,2016-01-01\n"
                                 "p ,0,1,M,1990,2016-03-01\n"
                                 " P,0,1,F,,2016-02-01\n"
                                 "Q,1,0,,,2016-01-01\n";

static void keyed(world *w, uc_case_conflict rule)
{
    add_file(w, one_person, UC_CASE_NO_LIST);
    words(&w->rules.lists, "A", "B", NULL);
    words(&w->rules.by, "sex", NULL, NULL);
    assert_true(uc_case_words_add(&w->rules.pass[0], "id"));
    w->rules.n_passes = 1;
    w->rules.conflict = rule;
    w->rules.date = strdup("day");
}

static void conflicts_follow_the_rule(void **state)
{
    static const struct {
        uc_case_conflict rule;
        const char *want;
    } cases[] = {
        {UC_CASE_CONFLICT_FIRST, "F: 3=1; unknown: 1=1"},
        {UC_CASE_CONFLICT_LATEST, "M: 3=1; unknown: 1=1"},
        {UC_CASE_CONFLICT_MAJORITY, "F: 3=1; unknown: 1=1"},
        {UC_CASE_CONFLICT_UNKNOWN, "unknown: 1=1 3=1"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        world *w = *state;

        keyed(w, cases[i].rule);
        assert_true(tabulate(w));
        expect_tables(w, cases[i].want);
        assert_int_equal(w->report.n_disagree[0], 1);
        assert_int_equal(w->report.disagreement[0].first.row, 1);
        assert_int_equal(w->report.disagreement[0].other.row, 2);
        assert_int_equal(w->report.n_repeated[1], 1);
        assert_int_equal(w->report.n_people, 2);
        (void)teardown(state);
        (void)setup(state);
    }
}

static void a_conflict_without_a_rule_is_a_fault_by_row(void **state)
{
    world *w = *state;
    char want[400];

    keyed(w, UC_CASE_CONFLICT_NONE);
    assert_false(tabulate(w));
    (void)snprintf(want, sizeof want,
                   "0:0: row 2 and row 1 of %s are one person but disagree on 'sex'; "
                   "declare what counts: first, latest, majority or unknown\n",
                   w->path[0]);
    expect_faults(&w->faults, want);
}

static void passes_are_tried_in_turn(void **state)
{
    world *w = *state;

    add_file(w, "id,name,born\n1,Anna,1990\n2,Bopha,1985\n3,Chan,1970\n3,Chan,1970\n",
             0);
    add_file(w, "id,name,born\n1,A.,1990\n,bopha ,1985\n,Dara,\n,Dara,\n", 1);
    words(&w->rules.lists, "one", "two", NULL);
    assert_true(uc_case_words_add(&w->rules.pass[0], "id"));
    words(&w->rules.pass[1], "name", "born", NULL);
    w->rules.n_passes = 2;
    assert_true(tabulate(w));
    /* blank parts make no key: two persons called Dara stay two */
    expect_tables(w, ": 1=1 2=2 3=2");
    assert_int_equal(uc_case_report_overlap(&w->report, 0, 0, 1), 1);
    assert_int_equal(uc_case_report_overlap(&w->report, 1, 0, 1), 2);
    assert_int_equal(w->report.n_repeated[0], 1);
    assert_int_equal(w->report.n_without_key, 2);
}

static void a_key_on_too_many_rows_is_none(void **state)
{
    world *w = *state;

    add_file(w, "id,A,B\nnone,1,0\nnone,0,1\nnone,1,1\nx,1,0\nx,0,1\n",
             UC_CASE_NO_LIST);
    words(&w->rules.lists, "A", "B", NULL);
    assert_true(uc_case_words_add(&w->rules.pass[0], "id"));
    w->rules.n_passes = 1;
    w->rules.common_rows = 2;
    assert_true(tabulate(w));
    expect_tables(w, ": 1=1 2=1 3=2");
    assert_int_equal(w->report.n_commons, 1);
    assert_int_equal(w->report.common[0].n_rows, 3);
    assert_int_equal(w->report.common[0].first.row, 1);
}

static void stages_tell_who_is_identified(void **state)
{
    world *w = *state;

    add_file(w, "id,A,B,seen,helped\n1,1,0,1,0\n1,0,1,0,1\n2,1,0,1,0\n3,0,1,,0\n",
             UC_CASE_NO_LIST);
    words(&w->rules.lists, "A", "B", NULL);
    assert_true(uc_case_words_add(&w->rules.pass[0], "id"));
    w->rules.n_passes = 1;
    assert_non_null(uc_case_rules_stage(&w->rules, "seen"));
    assert_non_null(uc_case_rules_stage(&w->rules, "helped"));
    w->rules.identified = strdup("seen and helped");
    assert_true(tabulate(w));
    expect_tables(w, ": 1=1 2=1 3=1");
    assert_true(w->set.has_identified);
    /* the stages of a person's rows are united */
    assert_int_equal(w->set.strata[0].identified.n_people, 1);
    assert_int_equal(uc_capture_table_count(&w->set.strata[0].identified, 3), 1);
}

static void faults_name_places_and_no_values(void **state)
{
    world *w = *state;

    add_file(w,
             "A,B,age,day\n1,0,Secret,2016-01-01\n1,Secret,17,2016-01-01\n"
             "0,0,17,2016-01-01\n1,0,17,Secret\n,0,17,2016-01-01\n",
             UC_CASE_NO_LIST);
    words(&w->rules.lists, "A", "B", NULL);
    words(&w->rules.by, "age", NULL, NULL);
    uc_case_rules_variable(&w->rules, "age")->kind = UC_CASE_AGE;
    w->rules.date = strdup("day");
    assert_false(tabulate(w));
    expect_faults(&w->faults,
                  "2:3: stratum 'age' cell (6 bytes) must be an age from 0 to 130\n"
                  "3:2: list 'B' cell (6 bytes) must be 0 or 1\n"
                  "4:0: case is on no list; a row needs one of them\n"
                  "5:4: date 'day' cell (6 bytes) must be a date such as 2016-07-31\n"
                  "6:1: list 'A' cell is blank; it must be 0 or 1\n");
}

static void missing_columns_are_named_by_the_rules_alone(void **state)
{
    world *w = *state;

    add_file(w, "Anna Secret,B\n1,0\n", UC_CASE_NO_LIST);
    words(&w->rules.lists, "A", "B", NULL);
    words(&w->rules.by, "sex", NULL, NULL);
    assert_true(uc_case_words_add(&w->rules.pass[0], "id"));
    w->rules.n_passes = 1;
    assert_false(tabulate(w));
    expect_faults(&w->faults, "1:0: list column 'A' is missing\n"
                              "1:0: stratum column 'sex' is missing\n"
                              "1:0: key column 'id' is missing\n");
}

static void identifiers_are_no_strata(void **state)
{
    world *w = *state;
    char text[2000] = "A,B,who\n", want[200];

    for (size_t i = 0; i < 30; i++)
        (void)snprintf(text + strlen(text), sizeof text - strlen(text),
                       "1,0,Person %zu\n", i);
    add_file(w, text, UC_CASE_NO_LIST);
    words(&w->rules.lists, "A", "B", NULL);
    words(&w->rules.by, "who", NULL, NULL);
    assert_false(tabulate(w));
    (void)snprintf(want, sizeof want,
                   "0:3: stratum 'who' has 30 different values on 30 rows, as "
                   "identifiers have; declare its values if they are none\n");
    expect_faults(&w->faults, want);
}

/* Ten orders of the same rows give the same tables. */
static void the_order_of_rows_does_not_matter(void **state)
{
    static const char *const rows[] = {"1,1,0,F\n", "1,0,1,F\n", "2,1,1,M\n",
                                       "3,0,1,\n",  "3,1,0,M\n", "4,1,0,F\n"};

    for (size_t shift = 0; shift < 6; shift++) {
        world *w = *state;
        char text[200] = "id,A,B,sex\n";

        for (size_t i = 0; i < 6; i++)
            (void)strcat(text, rows[(i * 5 + shift) % 6]);
        add_file(w, text, UC_CASE_NO_LIST);
        words(&w->rules.lists, "A", "B", NULL);
        words(&w->rules.by, "sex", NULL, NULL);
        assert_true(uc_case_words_add(&w->rules.pass[0], "id"));
        w->rules.n_passes = 1;
        assert_true(tabulate(w));
        expect_tables(w, "F: 1=1 3=1; M: 3=2");
        (void)teardown(state);
        (void)setup(state);
    }
}

static void filters_leave_out_and_count(void **state)
{
    world *w = *state;

    add_file(w, "A,B,status\n1,0,yes\n1,1,no\n0,1,yes\n", UC_CASE_NO_LIST);
    words(&w->rules.lists, "A", "B", NULL);
    words(&uc_case_rules_filter(&w->rules, "status")->values, "yes", NULL, NULL);
    assert_true(tabulate(w));
    expect_tables(w, ": 1=1 2=1");
    assert_int_equal(w->report.n_filtered, 1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(rows_without_key_are_persons),
        CASE(names_of_lists_stand_in_one_column),
        CASE(conflicts_follow_the_rule),
        CASE(a_conflict_without_a_rule_is_a_fault_by_row),
        CASE(passes_are_tried_in_turn),
        CASE(a_key_on_too_many_rows_is_none),
        CASE(stages_tell_who_is_identified),
        CASE(faults_name_places_and_no_values),
        CASE(missing_columns_are_named_by_the_rules_alone),
        CASE(identifiers_are_no_strata),
        CASE(the_order_of_rows_does_not_matter),
        CASE(filters_leave_out_and_count),
    };

    return cmocka_run_group_tests_name("cases", tests, NULL, NULL);
}
