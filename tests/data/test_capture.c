/* test_capture.c - unit and property tests of data/capture_table.h and its reader */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/data/expect.h"

#include "data/base/number.h"
#include "data/base/sink.h"
#include "data/capture_reader.h"
#include "data/capture_table.h"

/* -- The table ----------------------------------------------------------------- */

static void histories_are_summed_and_sorted(void **state)
{
    uc_capture_table table, copy = {0};

    (void)state;
    uc_capture_table_init(&table, 3);
    assert_int_equal(uc_capture_table_add(&table, 5, 7, NULL), UC_OK);
    assert_int_equal(uc_capture_table_add(&table, 1, 2, NULL), UC_OK);
    assert_int_equal(uc_capture_table_add(&table, 5, 4, NULL), UC_OK);
    assert_int_equal(uc_capture_table_add(&table, 3, 0, NULL), UC_OK);
    assert_int_equal(table.n_histories, 2);
    assert_int_equal(table.history[0], 1);
    assert_int_equal(uc_capture_table_count(&table, 5), 11);
    assert_int_equal(uc_capture_table_count(&table, 3), 0);
    assert_int_equal(uc_capture_table_count(&table, 7), 0);
    assert_int_equal(table.n_people, 13);
    assert_int_equal(uc_capture_table_validate(&table, NULL), UC_OK);
    assert_int_equal(uc_capture_table_copy(&copy, &table, NULL), UC_OK);
    uc_capture_table_clear(&table);
    assert_int_equal(copy.n_people, 13);
    assert_int_equal(uc_capture_table_count(&copy, 1), 2);
    uc_capture_table_clear(&copy);
}

static void impossible_additions_change_nothing(void **state)
{
    uc_capture_table table;
    uc_error err;

    (void)state;
    uc_capture_table_init(&table, 2);
    assert_int_equal(uc_capture_table_add(&table, 0, 1, &err), UC_EINVAL);
    assert_string_equal(err.msg, "history 0 is not one of 2 lists");
    assert_int_equal(uc_capture_table_add(&table, 4, 1, NULL), UC_EINVAL);
    assert_int_equal(uc_capture_table_add(&table, 3, UC_NUMBER_MAX_COUNT, NULL), UC_OK);
    assert_int_equal(uc_capture_table_add(&table, 1, 1, &err), UC_EDATA);
    assert_string_equal(err.msg, "counts sum to more than 9007199254740992");
    assert_int_equal(table.n_histories, 1);
    uc_capture_table_clear(&table);
    uc_capture_table_init(&table, 32);
    assert_int_equal(uc_capture_table_add(&table, UINT32_MAX, 1, NULL), UC_OK);
    uc_capture_table_clear(&table);
}

static void validation_names_the_breach(void **state)
{
    uint32_t history[] = {1, 3};
    uint64_t count[] = {4, 5};
    uc_capture_table table = {2, 2, history, count, 9, NULL, 0, {0}};
    uc_error err;

    (void)state;
    assert_int_equal(uc_capture_table_validate(&table, &err), UC_OK);
    table.n_people = 8;
    assert_int_equal(uc_capture_table_validate(&table, &err), UC_EINVAL);
    assert_string_equal(err.msg, "n_people is not the sum of the counts");
    count[1] = 0;
    assert_int_equal(uc_capture_table_validate(&table, &err), UC_EINVAL);
    assert_string_equal(err.msg, "history 3 has the count 0");
    history[1] = 1;
    assert_int_equal(uc_capture_table_validate(&table, &err), UC_EINVAL);
    assert_string_equal(err.msg, "history 1 does not ascend from 1");
    history[1] = 4;
    assert_int_equal(uc_capture_table_validate(&table, &err), UC_EINVAL);
    assert_string_equal(err.msg, "history 4 is not one of 2 lists");
    table.n_lists = 33;
    assert_int_equal(uc_capture_table_validate(&table, &err), UC_EINVAL);
    assert_string_equal(err.msg, "table has 33 lists, not 1 to 32");
    table = (uc_capture_table){
        2, 2,  (uint32_t[]){1, 2}, (uint64_t[]){UC_NUMBER_MAX_COUNT, 1}, 0, NULL,
        0, {0}};
    assert_int_equal(uc_capture_table_validate(&table, &err), UC_EINVAL);
    assert_string_equal(err.msg, "counts sum to more than 9007199254740992");
}

/* -- The reader: what is read -------------------------------------------------- */

/* The whole set as text: lists|by|pooled|counted, then each stratum. */
static char *describe(const uc_capture_set *set)
{
    uc_sink sink;

    uc_sink_memory(&sink);
    for (size_t i = 0; i < set->n_lists; i++)
        uc_sink_printf(&sink, "%s%s", i > 0 ? "," : "", set->list_names[i]);
    for (size_t i = 0; i < set->n_by; i++)
        uc_sink_printf(&sink, "%s%s", i > 0 ? "," : "|by ", set->by_names[i]);
    for (size_t i = 0; i < set->n_pooled; i++)
        uc_sink_printf(&sink, "%s%s", i > 0 ? "," : "|pooled ", set->pooled_names[i]);
    uc_sink_puts(&sink, set->counted ? "" : "|cases");
    for (size_t s = 0; s < set->n_strata; s++) {
        const uc_capture_table *table = &set->strata[s].table;

        uc_sink_puts(&sink, "\n");
        for (size_t i = 0; i < set->n_by; i++)
            uc_sink_printf(&sink, "<%s>", set->strata[s].value[i]);
        for (size_t i = 0; i < table->n_histories; i++)
            uc_sink_printf(&sink, " %u:%llu", table->history[i],
                           (unsigned long long)table->count[i]);
        assert_int_equal(uc_capture_table_validate(table, NULL), UC_OK);
    }
    return uc_sink_take(&sink);
}

static void read_text(const char *text, const uc_capture_opts *opts,
                      uc_capture_set *set, uc_faults *faults)
{
    uc_source *source = source_of(text);

    assert_int_equal(uc_capture_read_source(source, opts, faults, set, NULL), UC_OK);
    uc_source_close(source);
}

static void expect_set(const char *text, const uc_capture_opts *opts, const char *want)
{
    uc_capture_set set = {0};
    uc_faults faults = {0};
    char *got;

    read_text(text, opts, &set, &faults);
    expect_faults(&faults, "");
    got = describe(&set);
    assert_string_equal(got, want);
    free(got);
    uc_capture_set_clear(&set);
}

/* Faults, and a result that stays as it was. */
static void expect_refusal(const char *text, const uc_capture_opts *opts,
                           const char *want)
{
    uc_capture_set set = {.n_lists = 99};
    uc_faults faults = {.max = 200};

    read_text(text, opts, &set, &faults);
    expect_faults(&faults, want);
    assert_int_equal(set.n_lists, 99);
    assert_null(set.strata);
}

static void lists_and_count_are_found(void **state)
{
    (void)state;
    expect_set("A,B,count\n1,0,5\n0,1,7\n1,1,3\n", NULL, "A,B\n 1:5 2:7 3:3");
    expect_set("N,B,A\n5,0,1\n7,1,0\n", NULL, "B,A\n 1:7 2:5");
    expect_set("A,B,FREQ\n1,0,5\n1,0,6\n0,1,0\n", NULL, "A,B\n 1:11");
    expect_set("Frequency,A,B\n5,1,0\n0,0,0\n1,0,1\n", NULL, "A,B\n 1:5 2:1");
    expect_set("A,B\n1,0\n1,0\n1,1\n", NULL, "A,B|cases\n 1:2 3:1");
}

static void other_columns_are_pooled_and_named(void **state)
{
    const char *const lists[] = {"C", "A"};
    const uc_capture_opts named = {.lists = lists, .n_lists = 2};
    static const char text[] = "A,year,B,C,sex,count\n1,2013,0,0,f,5\n"
                               "0,2014,0,1,m,2\n1,2014,1,0,f,1\n";

    (void)state;
    expect_set(text, NULL, "A,B,C|pooled year,sex\n 1:5 3:1 4:2");
    expect_set(text, &named, "C,A|pooled year,B,sex\n 1:2 2:6");
}

static void strata_come_in_order_of_first_appearance(void **state)
{
    const char *const by[] = {"sex", "year"};
    const uc_capture_opts opts = {.by = by, .n_by = 2};

    (void)state;
    expect_set("A,B,year,sex,count\n1,0,2014,m,5\n0,1,2013,f,2\n1,1,2014,\" m\",1\n"
               "1,0,,f,0\n1,0,2013,f,3\n",
               &opts, "A,B|by sex,year\n<m><2014> 1:5 3:1\n<f><2013> 1:3 2:2\n<f><>");
}

static void a_column_in_by_is_never_a_list(void **state)
{
    const char *const by[] = {"A"};
    const uc_capture_opts opts = {.by = by, .n_by = 1};

    (void)state;
    expect_set("A,B,C,n\n1,1,0,5\n0,0,1,2\n", &opts, "B,C|by A\n<1> 1:5\n<0> 2:2");
}

static void declared_words_are_read(void **state)
{
    const char *const yes[] = {"yes", "Y"}, *const no[] = {"no"};
    const uc_capture_opts opts = {.yes = yes, .n_yes = 2, .no = no, .n_no = 1};

    (void)state;
    expect_set("A,B,count\nYES,no,5\n0,y,7\n", &opts, "A,B\n 1:5 2:7");
    expect_refusal("A,B,count\nyes,ja,5\nno,1,7\n", &opts,
                   "2:2: list 'B' cell (2 bytes) must be 0, 1, no, yes or Y\n");
}

static void explicit_count_leaves_other_names_free(void **state)
{
    const uc_capture_opts opts = {.count = "people"};
    const char *const lists[] = {"N", "B"};
    const uc_capture_opts named = {.lists = lists, .n_lists = 2};

    (void)state;
    expect_set("A,B,n,people\n1,0,9,5\n0,1,8,7\n", &opts, "A,B|pooled n\n 1:5 2:7");
    expect_set("N,B,count\n1,0,5\n0,1,7\n", &named, "N,B\n 1:5 2:7");
}

static void one_named_list_is_enough_to_read(void **state)
{
    const char *const lists[] = {"A"};
    const uc_capture_opts opts = {.lists = lists, .n_lists = 1};

    (void)state;
    expect_set("A,count\n1,5\n", &opts, "A\n 1:5");
}

static void the_set_says_where_it_comes_from(void **state)
{
    uc_capture_set set = {0};
    uc_faults faults = {0};

    (void)state;
    assert_int_equal(uc_capture_read("data:UKdat", NULL, &faults, &set, NULL), UC_OK);
    expect_faults(&faults, "");
    assert_string_equal(set.dataset, "UKdat");
    assert_string_equal(set.path, "data:UKdat");
    assert_int_equal(strlen(set.sha256), 64);
    assert_int_equal(set.n_lists, 6);
    assert_int_equal(set.strata[0].table.n_people, 2744);
    uc_capture_set_clear(&set);
}

/* -- The reader: what is refused ----------------------------------------------- */

static void bad_counts_say_what_is_wrong(void **state)
{
    static const struct {
        const char *cell, *fault;
    } cases[] = {
        {"-2", "count '-2' must be a whole number, 0 or more"},
        {"1.5", "count '1.5' has a decimal point; write digits only"},
        {"", "count is blank; it must be a whole number, 0 or more"},
        {"\"  \"", "count '  ' is blank; it must be a whole number, 0 or more"},
        {"ten",
         "count (3 bytes) is not a number; it must be a whole number, 0 or more"},
        {"9007199254740993", "count (16 bytes) is too large; the largest allowed is "
                             "9007199254740992"},
        {"1e2", "count '1e2' has an exponent; write digits only"},
        {"0x10", "count (4 bytes) is hexadecimal; write digits only"},
        {"nan",
         "count 'nan' is not a finite number; it must be a whole number, 0 or more"},
        {"+3", "count '+3' has a sign; write digits only"},
        {"\"1,234\"",
         "count '1,234' has a thousands separator or a decimal comma; write "
         "digits only"},
        {"\"3,5\"", "count '3,5' has a thousands separator or a decimal comma; write "
                    "digits only"},
        {"1 234", "count (5 bytes) has a space; write digits only"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[200], want[300];

        (void)snprintf(text, sizeof text, "A,B,count\n1,0,5\n0,1,%s\n", cases[i].cell);
        (void)snprintf(want, sizeof want, "3:3: %s\n", cases[i].fault);
        expect_refusal(text, NULL, want);
    }
}

static void sums_that_overflow_are_refused(void **state)
{
    (void)state;
    expect_refusal("A,B,n\n1,0,9007199254740992\n0,1,1\n", NULL,
                   "3:3: counts up to here sum to more than 9007199254740992, the "
                   "largest allowed\n");
}

static void bad_list_cells_are_refused_not_pooled(void **state)
{
    const char *const lists[] = {"A", "B"};
    const uc_capture_opts named = {.lists = lists, .n_lists = 2};
    const uc_capture_opts hidden = {
        .lists = lists, .n_lists = 2, .csv = {.hide_values = true}};
    static const char text[] = "A,B,count\n1,x,5\n0,1,7\n2,1,3\n1,,3\n1,0,1\n";

    (void)state;
    expect_refusal(text, NULL,
                   "4:1: list 'A' cell '2' must be 0 or 1\n"
                   "2:2: list 'B' cell 'x' must be 0 or 1\n"
                   "5:2: list 'B' cell is blank; it must be 0 or 1\n");
    expect_refusal(text, &named,
                   "2:2: list 'B' cell 'x' must be 0 or 1\n"
                   "4:1: list 'A' cell '2' must be 0 or 1\n"
                   "5:2: list 'B' cell is blank; it must be 0 or 1\n");
    expect_refusal(text, &hidden,
                   "2:2: list 'B' cell (1 byte) must be 0 or 1\n"
                   "4:1: list 'A' cell (1 byte) must be 0 or 1\n"
                   "5:2: list 'B' cell is blank; it must be 0 or 1\n");
}

static void hidden_counts_are_not_quoted(void **state)
{
    const uc_capture_opts hidden = {.csv = {.hide_values = true}};

    (void)state;
    expect_refusal("A,B,count\n1,0,Anna\n0,1,1\n", &hidden,
                   "2:3: count (4 bytes) is not a number; it must be a whole number, 0 "
                   "or more\n");
}

static void histories_of_zeros_are_refused(void **state)
{
    const char *const lists[] = {"A", "B"};
    const uc_capture_opts named = {.lists = lists, .n_lists = 2};
    static const char fault[] =
        "3:3: count of the history of zeros must be 0: people on no list are not "
        "observed\n";

    (void)state;
    expect_refusal("A,B,n\n1,0,5\n0,0,7\n0,1,2\n", NULL, fault);
    expect_refusal("A,B,n\n1,0,5\n0,0,7\n0,1,2\n", &named, fault);
    expect_refusal("A,B,n,year,C\n1,0,5,2013,0\n0,0,7,2014,1\n0,1,2,2013,x\n1,1,1,2,y\n"
                   "1,1,1,2,z\n",
                   NULL, fault);
    expect_refusal("A,B\n1,0\n0,0\n1,1\n", NULL,
                   "3:0: case is on no list; a row needs a 1 in one of them\n");
    expect_set("A,B,n\n1,0,5\n0,0,0\n0,1,2\n", NULL, "A,B\n 1:5 2:2");
}

static void two_count_columns_need_a_choice(void **state)
{
    (void)state;
    expect_refusal("A,B,count,N\n1,0,5,5\n", NULL,
                   "1:4: columns 'count' and 'N' can both be the count; say which with "
                   "--count\n");
}

static void named_columns_must_exist_once(void **state)
{
    const char *const lists[] = {"LA", "NX", "LA"}, *const by[] = {"yaer", "NG"};
    const uc_capture_opts opts = {
        .lists = lists, .n_lists = 3, .by = by, .n_by = 2, .count = "LA"};

    (void)state;
    expect_refusal("LA,NG,year\n1,0,5\n", &opts,
                   "1:0: list column 'NX' is missing; did you mean 'NG'?\n"
                   "1:1: column 'LA' is named as list column but is already a list\n"
                   "1:1: column 'LA' is named as count column but is already a list\n"
                   "1:0: stratum column 'yaer' is missing; did you mean 'year'?\n");
}

static void numbers_of_lists_have_limits(void **state)
{
    char text[400], *end = text;
    const char *names[33];
    const uc_capture_opts opts = {.lists = names, .n_lists = 33};

    (void)state;
    for (int i = 0; i < 33; i++) {
        end += sprintf(end, "%sL%d", i > 0 ? "," : "", i);
        names[i] = "L0";
    }
    for (int i = 0; i < 33; i++)
        end += sprintf(end, "%s1", i > 0 ? "," : "\n");
    (void)sprintf(end, "\n");
    expect_refusal(text, NULL,
                   "1:0: file has 33 list columns; at most 32 are allowed, name those "
                   "to use\n");
    {
        uc_capture_set set = {0};
        uc_faults faults = {.max = 1};

        read_text(text, &opts, &set, &faults);
        assert_string_equal(faults.item[0].msg,
                            "33 lists are named; at most 32 are allowed");
        uc_faults_clear(&faults);
    }
    expect_refusal("nbcap,freq\n1,5\n2,3\n3,1\n4,1\n", NULL,
                   "1:0: no list column found: every cell of a list is 0 or 1; columns "
                   "with other cells: 'nbcap'\n");
    expect_refusal("A,sex,count\n1,f,5\n1,m,3\n", NULL,
                   "1:1: only one list column found, 'A'; two are needed; columns with "
                   "other cells: 'sex'\n");
    expect_refusal("count\n5\n", NULL,
                   "1:0: no list column found: every cell of a list is 0 or 1; columns "
                   "with other cells: none\n");
}

/* Thirty-two lists use every bit of the mask; 70 candidates use more than one word. */
static void all_bits_of_a_history_are_used(void **state)
{
    uc_capture_set set = {0};
    uc_faults faults = {0};
    char text[1200], *end = text;

    (void)state;
    for (int i = 0; i < 70; i++)
        end += sprintf(end, "c%d,", i);
    end += sprintf(end, "n\n");
    for (int row = 0; row < 2; row++) {
        for (int i = 0; i < 70; i++)
            end += sprintf(end, "%s,", i < 38 ? "x" : row == 0 || i == 69 ? "1" : "0");
        end += sprintf(end, "%d\n", 3 + row);
    }
    read_text(text, NULL, &set, &faults);
    expect_faults(&faults, "");
    assert_int_equal(set.n_lists, 32);
    assert_int_equal(set.n_pooled, 38);
    assert_int_equal(uc_capture_table_count(&set.strata[0].table, UINT32_MAX), 3);
    assert_int_equal(uc_capture_table_count(&set.strata[0].table, 0x80000000U), 4);
    uc_capture_set_clear(&set);
}

static void files_that_cannot_be_opened_are_faults(void **state)
{
    uc_capture_set set = {0};
    uc_faults faults = {0};

    (void)state;
    assert_int_equal(uc_capture_read("/no/such.csv", NULL, &faults, &set, NULL), UC_OK);
    assert_int_equal(uc_faults_code(&faults), UC_ENOINPUT);
    expect_faults(&faults, "0:0: cannot be opened: No such file or directory\n");
}

/* Faults of many kinds in one file all appear. */
static void all_faults_of_a_file_are_listed(void **state)
{
    const char *const lists[] = {"A", "B"};
    const uc_capture_opts named = {.lists = lists, .n_lists = 2};

    (void)state;
    expect_refusal("A,B,count\n1,0,-1\n1,x,1.5\n1,0\n\xE9,0,1\n0,0,4\n1,0,1\n", &named,
                   "2:3: count '-1' must be a whole number, 0 or more\n"
                   "3:2: list 'B' cell 'x' must be 0 or 1\n"
                   "3:3: count '1.5' has a decimal point; write digits only\n"
                   "4:0: row has 2 fields; 3 expected, as in the header\n"
                   "5:1: cell (1 byte) is not valid UTF-8 at byte 1; save the file as "
                   "UTF-8\n"
                   "6:3: count of the history of zeros must be 0: people on no list "
                   "are not observed\n");
    expect_refusal("A,B,count\n1,0\n1\n", NULL,
                   "2:0: row has 2 fields; 3 expected, as in the header\n"
                   "3:0: row has 1 field; 3 expected, as in the header\n");
}

/* -- Properties ---------------------------------------------------------------- */

/* The tables of a file whose rows are read in another order, split into ones, or with
 * the columns turned round are the same. */
/* Batches are divided within strata, ordered by name whatever the order of rows, and
 * their people are those of the table; the column is no list and no stratum. */
static void batches_are_read_within_strata(void **state)
{
    static const char *const by[] = {"sex"};
    static const char *const texts[2] = {
        "A,B,raid,sex,n\n1,0,x,f,3\n0,1,y,f,2\n1,1,x,m,1\n1,0,y,f,4\n1,0, x ,f,1\n"
        "0,1,w,f,0\n",
        "A,B,raid,sex,n\n1,0,y,f,4\n1,0,x,f,1\n0,1,y,f,2\n1,0,x,f,3\n1,1,x,m,1\n"};
    const uc_capture_opts opts = {.by = by, .n_by = 1, .batch = "raid"};

    (void)state;
    for (size_t k = 0; k < 2; k++) {
        uc_capture_set set = {0};
        uc_capture_table copy = {0};
        uc_faults faults = {0};

        read_text(texts[k], &opts, &set, &faults);
        expect_faults(&faults, "");
        assert_true(set.batched);
        assert_int_equal(set.n_lists, 2);
        assert_int_equal(set.n_pooled, 0);
        for (size_t s = 0; s < 2; s++) {
            const uc_capture_batches *b = &set.strata[s].table.batches;

            assert_int_equal(uc_capture_table_validate(&set.strata[s].table, NULL),
                             UC_OK);
            assert_int_equal(b->n_batches, s == 0 ? 2 : 1);
            assert_int_equal(b->start[b->n_batches], s == 0 ? 3 : 1);
            assert_int_equal(b->count[0], s == 0 ? 4 : 1); /* x, of list A */
        }
        assert_int_equal(uc_capture_table_copy(&copy, &set.strata[0].table, NULL),
                         UC_OK);
        assert_int_equal(uc_capture_table_validate(&copy, NULL), UC_OK);
        copy.batches.count[0]--;
        assert_int_equal(uc_capture_table_validate(&copy, NULL), UC_EINVAL);
        uc_capture_table_clear(&copy);
        uc_capture_set_clear(&set);
    }
}

static void blank_batches_are_refused(void **state)
{
    const uc_capture_opts opts = {.batch = "raid"};

    (void)state;
    expect_refusal(
        "A,B,raid,n\n1,0,x,3\n0,1, ,2\n1,1,,0\n", &opts,
        "3:3: batch 'raid' cell is blank; people who came alone need a batch "
        "of their own\n");
    expect_refusal("A,B,n\n1,0,3\n", &opts, "1:0: batch column 'raid' is missing\n");
}

static void row_order_splitting_and_column_order_do_not_matter(void **state)
{
    static const char a[] = "A,B,C,count\n1,0,1,2\n0,1,1,3\n1,1,0,1\n1,0,1,1\n";
    static const char want[] = "A,B,C\n 3:1 5:3 6:3";
    const char *const lists[] = {"A", "B", "C"};
    const uc_capture_opts named = {.lists = lists, .n_lists = 3};

    (void)state;
    expect_set(a, NULL, want);
    expect_set("A,B,C,count\n1,0,1,1\n1,1,0,1\n0,1,1,3\n1,0,1,2\n", NULL, want);
    expect_set("A,B,C,count\n1,0,1,3\n0,1,1,3\n1,1,0,1\n", NULL, want);
    expect_set("count,C,B,A\n3,1,0,1\n3,1,1,0\n1,0,1,1\n", &named, want);
    expect_set("A,B,C\n1,0,1\n1,0,1\n0,1,1\n0,1,1\n0,1,1\n1,1,0\n1,0,1\n", NULL,
               "A,B,C|cases\n 3:1 5:3 6:3");
}

/* A large file of random rows against sums made beside it. */
static void sums_agree_with_plain_addition(void **state)
{
    uint64_t sum[3][64] = {{0}}, seed = 42;
    const char *const by[] = {"s"};
    const uc_capture_opts opts = {.by = by, .n_by = 1};
    uc_capture_set set = {0};
    uc_faults faults = {0};
    uc_sink sink;

    (void)state;
    uc_sink_memory(&sink);
    uc_sink_puts(&sink, "a,b,c,d,e,f,s,n\n");
    for (int row = 0; row < 20000; row++) {
        unsigned history, s, n;

        seed = seed * 6364136223846793005U + 1442695040888963407U;
        history = (unsigned)(seed >> 33) % 63 + 1;
        s = row < 3 ? (unsigned)row : (unsigned)(seed >> 40) % 3;
        n = (unsigned)(seed >> 50) % 9;
        sum[s][history] += n;
        for (int j = 0; j < 6; j++)
            uc_sink_printf(&sink, "%u,", history >> j & 1);
        uc_sink_printf(&sink, "s%u,%u\n", s, n);
    }
    read_text(sink.text, &opts, &set, &faults);
    expect_faults(&faults, "");
    assert_int_equal(set.n_strata, 3);
    for (uint32_t s = 0; s < 3; s++)
        for (uint32_t h = 1; h < 64; h++)
            assert_int_equal(uc_capture_table_count(&set.strata[s].table, h),
                             sum[s][h]);
    uc_capture_set_clear(&set);
    uc_sink_clear(&sink);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(histories_are_summed_and_sorted),
        cmocka_unit_test(impossible_additions_change_nothing),
        cmocka_unit_test(validation_names_the_breach),
        cmocka_unit_test(lists_and_count_are_found),
        cmocka_unit_test(other_columns_are_pooled_and_named),
        cmocka_unit_test(strata_come_in_order_of_first_appearance),
        cmocka_unit_test(a_column_in_by_is_never_a_list),
        cmocka_unit_test(declared_words_are_read),
        cmocka_unit_test(explicit_count_leaves_other_names_free),
        cmocka_unit_test(one_named_list_is_enough_to_read),
        cmocka_unit_test(the_set_says_where_it_comes_from),
        cmocka_unit_test(bad_counts_say_what_is_wrong),
        cmocka_unit_test(sums_that_overflow_are_refused),
        cmocka_unit_test(bad_list_cells_are_refused_not_pooled),
        cmocka_unit_test(hidden_counts_are_not_quoted),
        cmocka_unit_test(histories_of_zeros_are_refused),
        cmocka_unit_test(two_count_columns_need_a_choice),
        cmocka_unit_test(named_columns_must_exist_once),
        cmocka_unit_test(numbers_of_lists_have_limits),
        cmocka_unit_test(all_bits_of_a_history_are_used),
        cmocka_unit_test(files_that_cannot_be_opened_are_faults),
        cmocka_unit_test(all_faults_of_a_file_are_listed),
        cmocka_unit_test(batches_are_read_within_strata),
        cmocka_unit_test(blank_batches_are_refused),
        cmocka_unit_test(row_order_splitting_and_column_order_do_not_matter),
        cmocka_unit_test(sums_agree_with_plain_addition),
    };
    return cmocka_run_group_tests_name("capture", tests, NULL, NULL);
}
