/* test_case_values.c - dates, keys, values of strata and rules over stages */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/cases/case_key.h"
#include "data/cases/case_rules.h"
#include "data/cases/case_values.h"
#include "data/cases/date.h"
#include "data/cases/stage_rule.h"

static bool reads(const char *text, uc_date_order order, uc_date *date)
{
    return uc_date_read(text, strlen(text), order, date);
}

static void dates_are_read_in_the_declared_order(void **state)
{
    uc_date d;

    (void)state;
    assert_true(reads("2016-07-31", UC_DATE_YMD, &d));
    assert_true(d.year == 2016 && d.month == 7 && d.day == 31);
    assert_true(reads("31.7.2016", UC_DATE_DMY, &d));
    assert_true(d.year == 2016 && d.month == 7 && d.day == 31);
    assert_true(reads("07/31/2016", UC_DATE_MDY, &d));
    assert_true(d.month == 7 && d.day == 31);
    assert_true(reads("2016-07", UC_DATE_YMD, &d));
    assert_int_equal(d.day, 0);
    assert_true(reads("2016", UC_DATE_DMY, &d));
    assert_true(reads("2016-02-29T10:00:00Z", UC_DATE_YMD, &d));
}

static void what_is_no_date_is_refused(void **state)
{
    static const char *const none[] = {"",           "16-07-31",   "2015-02-29",
                                       "2016-13-01", "2016-00-01", "2016-04-31",
                                       "20160731",   "2016-07-3x", "2016--31",
                                       "0000-01-01", "2016-07-31-"};
    uc_date d;

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (reads(none[i], UC_DATE_YMD, &d))
            fail_msg("'%s' was read as a date", none[i]);
    assert_false(reads("2016-07-31", UC_DATE_DMY, &d));
    assert_false(reads("31/07/16", UC_DATE_DMY, &d));
}

/* Every day of 1600 to 2400 has the number after that of the day before. */
static void days_are_numbered_without_gaps(void **state)
{
    int32_t before = uc_date_first_day(&(uc_date){1599, 12, 31});
    char text[16];

    (void)state;
    assert_int_equal(uc_date_first_day(&(uc_date){1970, 1, 1}), 0);
    for (int year = 1600; year < 2400; year++) {
        const uc_date all = {year, 0, 0};

        for (int32_t day = uc_date_first_day(&all); day <= uc_date_last_day(&all);
             day++) {
            uc_date back;

            assert_int_equal(day, before + 1);
            before = day;
            assert_true(reads(uc_date_write_day(day, text), UC_DATE_YMD, &back));
            assert_int_equal(uc_date_first_day(&back), day);
        }
    }
}

static const char *normal(const char *text)
{
    static char room[128];
    uc_case_text out = {0};

    assert_true(uc_case_normalise(text, strlen(text), &out));
    assert_true(out.len < sizeof room);
    memcpy(room, out.text, out.len + 1);
    uc_case_text_clear(&out);
    return room;
}

static void keys_are_trimmed_folded_and_composed(void **state)
{
    (void)state;
    assert_string_equal(normal("  Anna  MARIA\t"), "anna maria");
    assert_string_equal(normal("\xC3\x89va"), "\xC3\xA9va");  /* É composed */
    assert_string_equal(normal("E\xCC\x81va"), "\xC3\xA9va"); /* É in two parts */
    assert_string_equal(normal("Stra\xC3\x9F"
                               "e"),
                        "strasse"); /* full folding */
    assert_string_equal(normal("\xC2\xA0\xC3\x89va\xC2\xA0"), "\xC3\xA9va"); /* NBSP */
    assert_string_equal(normal(" \t"), "");
}

static void hashes_differ_by_text_and_secret(void **state)
{
    const unsigned char one[16] = {1}, two[16] = {2};
    const uc_case_hash a = uc_case_hash_of("ab", 2, one),
                       b = uc_case_hash_of("ab", 2, one);
    const uc_case_hash c = uc_case_hash_of("ab", 2, two),
                       d = uc_case_hash_of("ac", 2, one);

    (void)state;
    assert_memory_equal(&a, &b, sizeof a);
    assert_memory_not_equal(&a, &c, sizeof a);
    assert_memory_not_equal(&a, &d, sizeof a);
    assert_false(uc_case_hash_none(&a));
}

/* The value of a cell, or "!" and what is allowed. */
static const char *value_of(const uc_case_rules *rules, const char *name,
                            const char *cell)
{
    static char room[160];
    char out[UC_CASE_VALUE];
    const char *value;
    size_t len;
    const char *fault = uc_case_value(rules, uc_case_rules_find(rules, name), cell,
                                      strlen(cell), out, &value, &len);

    (void)snprintf(room, sizeof room, "%s%.*s", fault != NULL ? "!" : "",
                   fault != NULL ? (int)strlen(fault) : (int)len,
                   fault != NULL ? fault : value);
    return room;
}

static int32_t *cuts(size_t n, const int32_t from[])
{
    int32_t *made = malloc(n * sizeof *made);

    assert_non_null(made);
    memcpy(made, from, n * sizeof *made);
    return made;
}

static void ages_and_dates_become_groups(void **state)
{
    uc_case_rules rules = {0};
    uc_case_variable *age = uc_case_rules_variable(&rules, "age"), *period;

    (void)state;
    age->kind = UC_CASE_AGE;
    age->cut = cuts(2, (int32_t[]){18, 30});
    age->n_cuts = 2;
    assert_string_equal(value_of(&rules, "age", "17.9"), "under 18");
    assert_string_equal(value_of(&rules, "age", "18"), "18-29");
    assert_string_equal(value_of(&rules, "age", "30"), "30+");
    assert_string_equal(value_of(&rules, "age", ""), "unknown");
    assert_string_equal(value_of(&rules, "age", "131"), "!an age from 0 to 130");
    assert_string_equal(value_of(&rules, "age", "-1"), "!an age from 0 to 130");
    assert_string_equal(value_of(&rules, "age", "Anna"), "!an age from 0 to 130");
    period = uc_case_rules_variable(&rules, "period");
    period->kind = UC_CASE_PERIOD;
    period->unit = UC_CASE_QUARTER;
    assert_string_equal(value_of(&rules, "period", "2016-12-31"), "2016-Q4");
    assert_string_equal(value_of(&rules, "period", "2016"), "unknown");
    period->unit = UC_CASE_CUTS;
    period->cut = cuts(2, (int32_t[]){uc_date_first_day(&(uc_date){2016, 1, 1}),
                                      uc_date_first_day(&(uc_date){2017, 7, 1})});
    period->n_cuts = 2;
    assert_string_equal(value_of(&rules, "period", "2015-12-31"), "before 2016-01-01");
    assert_string_equal(value_of(&rules, "period", "2016"), "2016-01-01 to 2017-06-30");
    assert_string_equal(value_of(&rules, "period", "2017-07-01"), "from 2017-07-01");
    assert_string_equal(value_of(&rules, "period", "2017"), "unknown");
    uc_case_rules_clear(&rules);
}

static void values_are_mapped_and_never_guessed(void **state)
{
    uc_case_rules rules = {0};
    uc_case_variable *sex, *form;

    (void)state;
    assert_non_null(uc_case_rules_variable(&rules, "sex"));
    assert_non_null(uc_case_rules_variable(&rules, "form"));
    sex = uc_case_rules_variable(&rules, "sex");
    form = uc_case_rules_variable(&rules, "form");
    assert_true(uc_case_words_add(&rules.unknown, "-99"));
    assert_true(uc_case_words_add(&sex->from, "F") &&
                uc_case_words_add(&sex->to, "female"));
    assert_string_equal(value_of(&rules, "sex", "F"), "female");
    assert_string_equal(value_of(&rules, "sex", "-99"), "unknown");
    assert_string_equal(value_of(&rules, "sex", "f"), "!a value that 'map' names");
    assert_true(uc_case_words_add(&sex->from, "*") &&
                uc_case_words_add(&sex->to, "other"));
    assert_string_equal(value_of(&rules, "sex", "f"), "other");
    form->separator = strdup(";");
    assert_string_equal(value_of(&rules, "form", "labour"), "labour");
    assert_string_equal(value_of(&rules, "form", "labour; labour"), "labour");
    assert_string_equal(value_of(&rules, "form", "labour;-99"), "labour");
    assert_string_equal(value_of(&rules, "form", "labour;sex"), "several");
    assert_string_equal(value_of(&rules, "form", ";"), "unknown");
    assert_true(uc_case_words_add(&form->values, "labour"));
    assert_string_equal(value_of(&rules, "form", "Anna"),
                        "!one of the declared values");
    assert_string_equal(value_of(&rules, "none", "as it is"), "as it is");
    uc_case_rules_clear(&rules);
}

static bool holds(const uc_case_rules *rules, const char *text, uint32_t stages)
{
    uc_stage_rule rule;
    uc_error err;

    if (uc_stage_rule_parse(text, rules, &rule, &err) != UC_OK)
        fail_msg("'%s': %s", text, err.msg);
    return uc_stage_rule_holds(&rule, stages);
}

static void rules_over_stages_bind_as_written(void **state)
{
    static const char *const bad[] = {"",      "a or", "a b", "(a",        "x",
                                      "and a", "a)",   "not", "a and or b"};
    uc_case_rules rules = {0};
    uc_stage_rule rule;
    uc_error err;

    (void)state;
    assert_non_null(uc_case_rules_stage(&rules, "a"));
    assert_non_null(uc_case_rules_stage(&rules, "b"));
    assert_non_null(uc_case_rules_stage(&rules, "c"));
    for (uint32_t s = 0; s < 8; s++) {
        const bool a = s & 1, b = s & 2, c = s & 4;

        assert_int_equal(holds(&rules, "a or b and c", s), a || (b && c));
        assert_int_equal(holds(&rules, "(a or b) and c", s), (a || b) && c);
        assert_int_equal(holds(&rules, "a and not (b or c)", s), a && !(b || c));
        assert_int_equal(holds(&rules, "not not a", s), a);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(uc_stage_rule_parse(bad[i], &rules, &rule, &err), UC_EINVAL);
    uc_case_rules_clear(&rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_in_the_declared_order),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(days_are_numbered_without_gaps),
        cmocka_unit_test(keys_are_trimmed_folded_and_composed),
        cmocka_unit_test(hashes_differ_by_text_and_secret),
        cmocka_unit_test(ages_and_dates_become_groups),
        cmocka_unit_test(values_are_mapped_and_never_guessed),
        cmocka_unit_test(rules_over_stages_bind_as_written),
    };

    return cmocka_run_group_tests_name("case_values", tests, NULL, NULL);
}
