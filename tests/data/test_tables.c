/* test_tables.c - unit tests of counts, published, population, areas and their schema
 */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/data/expect.h"

#include "data/areas.h"
#include "data/counts.h"
#include "data/population.h"
#include "data/published.h"

/* -- Counts -------------------------------------------------------------------- */

static uc_status read_counts(uc_counts *counts, const char *text, uc_faults *faults)
{
    uc_source *source = source_of(text);
    const uc_status status = uc_counts_read_source(counts, source, NULL, faults, NULL);

    uc_source_close(source);
    return status;
}

static void expect_counts_refused(const char *text, const char *want)
{
    uc_counts counts = {0};
    uc_faults faults = {0};

    assert_int_equal(read_counts(&counts, text, &faults), UC_OK);
    expect_faults(&faults, want);
    assert_int_equal(counts.n_rows, 0);
    assert_int_equal(counts.n_files, 0);
    uc_counts_clear(&counts);
}

static void counts_have_defaults_and_other_names(void **state)
{
    uc_counts counts = {0};
    uc_faults faults = {0};

    (void)state;
    assert_int_equal(
        read_counts(&counts,
                    "year,victims,code,gender,age,exploitation,stage,prosecutions\n"
                    "2016,66520,WORLD,,,,,14894\n"
                    "2016, 5 ,GBR,female,child,\"sexual, forced\",referred,1\n",
                    &faults),
        UC_OK);
    expect_faults(&faults, "");
    assert_int_equal(counts.n_rows, 2);
    assert_string_equal(counts.row[0].area, "WORLD");
    assert_string_equal(counts.row[0].period, "2016");
    assert_int_equal(counts.row[0].count, 66520);
    assert_string_equal(counts.row[0].sex, "");
    assert_string_equal(counts.row[0].stage, "identified");
    assert_string_equal(counts.row[0].note, "");
    assert_string_equal(counts.row[1].sex, "female");
    assert_string_equal(counts.row[1].age_group, "child");
    assert_string_equal(counts.row[1].form, "sexual, forced");
    assert_string_equal(counts.row[1].stage, "referred");
    assert_int_equal(counts.row[1].line, 3);
    assert_int_equal(counts.file[0].area_column, 3);
    assert_int_equal(counts.file[0].n_ignored, 1);
    assert_string_equal(counts.file[0].ignored[0], "prosecutions");
    assert_int_equal(strlen(counts.file[0].sha256), 64);
    uc_counts_clear(&counts);
}

static void missing_columns_are_named_together(void **state)
{
    (void)state;
    expect_counts_refused("aera,Period,number\nGBR,2016,5\n",
                          "1:0: column 'area' is missing; did you mean 'aera'?\n"
                          "1:0: column 'period' is missing; did you mean 'Period'?\n"
                          "1:0: column 'count' is missing\n");
}

/* A slip in an optional column must not be read as its absence. */
static void slips_in_optional_columns_are_refused(void **state)
{
    (void)state;
    expect_counts_refused("area,period,count,stge,sx\nGBR,2016,5,referred,f\n",
                          "1:4: unknown column 'stge'; did you mean 'stage'?\n"
                          "1:5: unknown column 'sx'; did you mean 'sex'?\n");
}

static void one_column_under_two_names_is_refused(void **state)
{
    (void)state;
    expect_counts_refused("area,period,count,n,code\nGBR,2016,5,5,GBR\n",
                          "1:4: column 'n' is already given by 'count' in field 3\n"
                          "1:5: column 'code' is already given by 'area' in field 1\n");
}

static void blank_keys_and_bad_counts_are_listed_together(void **state)
{
    (void)state;
    expect_counts_refused("area,period,count\n,2016,x\nGBR,,-1\n",
                          "2:1: area is blank; a value is needed\n"
                          "2:3: count 'x' is not a number; it must be a whole number, "
                          "0 or more\n"
                          "3:2: period is blank; a value is needed\n"
                          "3:3: count '-1' must be a whole number, 0 or more\n");
}

static void one_cell_has_one_count(void **state)
{
    (void)state;
    expect_counts_refused(
        "area,period,sex,stage,count\nGBR,2016,,,5\nGBR,2016,f,,6\nGBR,2016,,,5\n"
        "GBR,2016,f,identified,7\nGBR,2016,f,referred,7\n",
        "4:0: count is given twice: line 2 has the same area, period, sex, age group, "
        "form and stage\n"
        "5:0: count conflicts with line 3, which has the same area, period, sex, age "
        "group, form and stage\n");
}

/* A second file is checked against the first, and leaves it whole when it is refused.
 */
static void files_are_checked_against_each_other(void **state)
{
    uc_counts counts = {0};
    uc_faults faults = {0};

    (void)state;
    (void)read_counts(&counts, "area,period,count\nGBR,2016,5\nTHA,2016,6\n", &faults);
    expect_faults(&faults, "");
    (void)read_counts(&counts, "area,period,count\nVNM,2016,1\nTHA,2016,7\n", &faults);
    expect_faults(&faults,
                  "3:0: count conflicts with t.csv:3, which has the same area, "
                  "period, sex, age group, form and stage\n");
    assert_int_equal(counts.n_rows, 2);
    assert_int_equal(counts.n_files, 1);
    (void)read_counts(&counts, "area,period,count\nVNM,2016,1\n", &faults);
    expect_faults(&faults, "");
    assert_int_equal(counts.n_rows, 3);
    assert_int_equal(counts.row[2].file, 1);
    assert_string_equal(counts.row[0].area, "GBR");
    uc_counts_clear(&counts);
}

static void files_that_cannot_be_opened_are_faults(void **state)
{
    uc_counts counts = {0};
    uc_faults faults = {0};

    (void)state;
    assert_int_equal(uc_counts_read(&counts, "/no/such.csv", NULL, &faults, NULL),
                     UC_OK);
    assert_int_equal(uc_faults_code(&faults), UC_ENOINPUT);
    expect_faults(&faults, "0:0: cannot be opened: No such file or directory\n");
    uc_counts_clear(&counts);
}

/* -- Published ----------------------------------------------------------------- */

static uc_status read_published(uc_published *published, const char *text,
                                uc_faults *faults)
{
    uc_source *source = source_of(text);
    const uc_status status =
        uc_published_read_source(published, source, NULL, faults, NULL);

    uc_source_close(source);
    return status;
}

static void missing_limits_stay_missing(void **state)
{
    uc_published p = {0};
    uc_faults faults = {0};

    (void)state;
    (void)read_published(&p,
                         "area,period,definition,estimate,low,high,level,source\n"
                         "WORLD,2016,forced labour,24.9e6,,,,ILO\n"
                         "GBR,2013,trafficked,,10000,13000,95,Home Office\n"
                         "GBR,2014,trafficked,11000,10000,,0.95,Home Office\n",
                         &faults);
    expect_faults(&faults, "");
    assert_int_equal(p.n_rows, 3);
    assert_true(p.row[0].estimate == 24900000);
    assert_true(isnan(p.row[0].low) && isnan(p.row[0].high) && isnan(p.row[0].level));
    assert_true(isnan(p.row[1].estimate) && p.row[1].low == 10000);
    assert_true(p.row[1].level == 0.95 && p.row[2].level == 0.95);
    assert_true(isnan(p.row[2].high));
    assert_string_equal(p.row[1].source, "Home Office");
    uc_published_clear(&p);
}

static void expect_published_refused(const char *rows, const char *want)
{
    uc_published p = {0};
    uc_faults faults = {0};
    char text[600];

    (void)snprintf(text, sizeof text,
                   "area,period,definition,estimate,low,high,level\n%s", rows);
    (void)read_published(&p, text, &faults);
    expect_faults(&faults, want);
    assert_int_equal(p.n_rows, 0);
    uc_published_clear(&p);
}

static void impossible_estimates_are_refused(void **state)
{
    (void)state;
    expect_published_refused(
        "A,1,d,100,120,90,\n",
        "2:5: low '120' is above estimate '100'; low <= estimate <= high is needed\n"
        "2:4: estimate '100' is above high '90'; low <= estimate <= high is needed\n");
    expect_published_refused(
        "A,1,d,,120,90,\n",
        "2:5: low '120' is above high '90'; low <= estimate <= high is needed\n");
    expect_published_refused("A,1,d,,,,95\n", "2:4: estimate is blank, and so are low "
                                              "and high; one of them is needed\n");
    expect_published_refused("A,1,d,-5,,,\n", "2:4: estimate '-5' must be 0 or more\n");
    expect_published_refused("A,1,d,about 5,,,\n",
                             "2:4: estimate (7 bytes) is not a number; it must be a "
                             "number such as 12.5 or 1e6\n");
    expect_published_refused("A,1,d,\"20,900\",,,\n",
                             "2:4: estimate '20,900' has a thousands separator or a "
                             "decimal comma; write digits and at most one decimal "
                             "point\n");
}

static void levels_are_between_0_and_1_or_percentages(void **state)
{
    static const char *const bad[] = {"1", "0", "100", "250"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char rows[60], want[120];

        (void)snprintf(rows, sizeof rows, "A,1,d,5,,,%s\n", bad[i]);
        (void)snprintf(
            want, sizeof want,
            "2:7: level '%s' must be between 0 and 1, or a percentage between "
            "1 and 100\n",
            bad[i]);
        expect_published_refused(rows, want);
    }
}

static void sources_may_differ_but_not_repeat(void **state)
{
    expect_published_refused("A,1,d,5,,,\nA,1,d,6,,,\nA,1,d,5,,,\n",
                             "3:0: estimate conflicts with line 2, which has the same "
                             "area, period, definition, group, source and note\n"
                             "4:0: estimate is given twice: line 2 has the same area, "
                             "period, definition, group, source and note\n");
    (void)state;
}

/* -- Population ---------------------------------------------------------------- */

static void populations_are_found_by_their_key(void **state)
{
    uc_source *source = source_of("code,year,pop,sex\nGBR,2013,64128226,\n"
                                  "GBR,2013,32000000,female\n");
    uc_population population = {0};
    uc_faults faults = {0};
    const uc_population_row *row;

    (void)state;
    assert_int_equal(
        uc_population_read_source(&population, source, NULL, &faults, NULL), UC_OK);
    expect_faults(&faults, "");
    row = uc_population_find(&population, "GBR", "2013", "", "");
    assert_int_equal(row->population, 64128226);
    row = uc_population_find(&population, "GBR", "2013", "female", "");
    assert_int_equal(row->line, 3);
    assert_null(uc_population_find(&population, "GBR", "2014", "", ""));
    uc_population_clear(&population);
    uc_source_close(source);
}

static void populations_are_above_zero_and_given_once(void **state)
{
    uc_source *source =
        source_of("area,period,population\nGBR,2013,0\nGBR,2014,5\nGBR,2014,5\n");
    uc_population population = {0};
    uc_faults faults = {0};

    (void)state;
    assert_int_equal(
        uc_population_read_source(&population, source, NULL, &faults, NULL), UC_OK);
    expect_faults(&faults,
                  "2:3: population '0' must be a whole number, 1 or more\n"
                  "4:0: population is given twice: line 3 has the same area, period, "
                  "sex and age group\n");
    assert_int_equal(population.n_rows, 0);
    uc_population_clear(&population);
    uc_source_close(source);
}

/* -- Areas --------------------------------------------------------------------- */

static void read_areas(const char *text, uc_areas *areas, uc_faults *faults)
{
    uc_source *source = source_of(text);

    assert_int_equal(uc_areas_read_source(source, NULL, faults, areas, NULL), UC_OK);
    uc_source_close(source);
}

static const char three_areas[] = "commit,code,name,region\nyes,VNM,Viet Nam,Asia\n"
                                  ",GBR,United Kingdom,\nyes,KHM,Cambodia,Asia\n";

static void areas_have_groupings(void **state)
{
    uc_areas areas = {0};
    uc_faults faults = {0};
    const uc_areas_row *row;

    (void)state;
    read_areas(three_areas, &areas, &faults);
    expect_faults(&faults, "");
    assert_int_equal(areas.n_rows, 3);
    assert_int_equal(areas.n_groupings, 2);
    assert_int_equal(uc_areas_grouping(&areas, "region"), 1);
    assert_int_equal(uc_areas_grouping(&areas, "Region"), 2);
    row = uc_areas_find(&areas, "KHM");
    assert_string_equal(row->name, "Cambodia");
    assert_string_equal(row->group[0], "yes");
    assert_string_equal(uc_areas_find(&areas, "GBR")->group[1], "");
    assert_string_equal(uc_areas_find(&areas, "VNM")->name, "Viet Nam");
    assert_null(uc_areas_find(&areas, "khm"));
    uc_areas_clear(&areas);
}

static void repeated_codes_are_refused(void **state)
{
    uc_areas areas = {.n_rows = 7};
    uc_faults faults = {0};

    (void)state;
    read_areas("code,name\nGBR,a\nVNM,b\nGBR,c\nKHM,\n", &areas, &faults);
    expect_faults(&faults, "4:1: code 'GBR' is given twice: line 2 has it too\n"
                           "5:2: name is blank; a value is needed\n");
    assert_int_equal(areas.n_rows, 7); /* unchanged on failure */
}

static void unknown_areas_get_advice(void **state)
{
    uc_areas areas = {0};
    uc_counts counts = {0};
    uc_faults faults = {0};

    (void)state;
    read_areas(three_areas, &areas, &faults);
    (void)read_counts(&counts,
                      "period,area,count\n2016,GBR,1\n2016,VMN,2\n2016,cambodia,3\n"
                      "2016,XYZZY,4\n",
                      &faults);
    expect_faults(&faults, "");
    uc_counts_check_areas(&counts, &areas, &faults);
    expect_faults(
        &faults, "3:2: area 'VMN' is not in t.csv; did you mean 'VNM'?\n"
                 "4:2: area 'cambodia' is not in t.csv; did you mean 'KHM'?\n"
                 "5:2: area 'XYZZY' is not in t.csv; codes listed there are allowed\n");
    uc_counts_clear(&counts);
    uc_areas_clear(&areas);
}

/* -- The shipped appraisal ------------------------------------------------------ */

static void the_appraisal_is_read_without_faults(void **state)
{
    uc_areas areas = {0};
    uc_counts counts = {0};
    uc_published published = {0};
    uc_population population = {0};
    uc_faults faults = {0};

    (void)state;
    (void)!uc_areas_read("data:appraisal/areas.csv", NULL, &faults, &areas, NULL);
    (void)!uc_counts_read(&counts, "data:appraisal/identified.csv", NULL, &faults,
                          NULL);
    (void)!uc_published_read(&published, "data:appraisal/published.csv", NULL, &faults,
                             NULL);
    (void)!uc_population_read(&population, "data:appraisal/population.csv", NULL,
                              &faults, NULL);
    uc_counts_check_areas(&counts, &areas, &faults);
    uc_published_check_areas(&published, &areas, &faults);
    uc_population_check_areas(&population, &areas, &faults);
    expect_faults(&faults, "");
    assert_true(areas.n_rows > 0 && counts.n_rows > 0);
    assert_true(published.n_rows > 0 && population.n_rows > 0);
    uc_areas_clear(&areas);
    uc_counts_clear(&counts);
    uc_published_clear(&published);
    uc_population_clear(&population);
}

/* -- Kinds of column that no reader uses yet ------------------------------------ */

static void flags_are_0_or_1(void **state)
{
    static const uc_schema_column columns[] = {
        {"id", {NULL}, UC_SCHEMA_CODE, true, true, 0},
        {"active", {NULL}, UC_SCHEMA_FLAG, true, false, 0},
    };
    static const uc_schema schema = {columns, 2, UC_SCHEMA_KEEP};
    const uc_csv_field names[] = {{"active", 6, 1}, {"id", 2, 1}, {"more", 4, 1}};
    const uc_csv_field good[] = {{"1", 1, 2}, {"x", 1, 2}, {"y", 1, 2}};
    const uc_csv_field bad[] = {{"yes", 3, 3}, {"x", 1, 3}, {"y", 1, 3}};
    const uc_csv_record header = {names, 3, 1, 0}, row = {good, 3, 2, 1},
                        bad_row = {bad, 3, 3, 2};
    uc_schema_binding binding = {0};
    uc_schema_cell cells[2];
    uc_faults faults = {0};

    (void)state;
    assert_int_equal(uc_schema_bind(&schema, &header, "t.csv", &faults, &binding, NULL),
                     UC_OK);
    assert_int_equal(binding.n_other, 1);
    assert_int_equal(binding.other[0], 2);
    assert_true(
        uc_schema_cells(&schema, &binding, &row, NULL, "t.csv", &faults, cells));
    assert_int_equal(cells[1].count, 1);
    assert_false(
        uc_schema_cells(&schema, &binding, &bad_row, NULL, "t.csv", &faults, cells));
    expect_faults(&faults, "3:1: active 'yes' must be 0 or 1\n");
    uc_schema_unbind(&binding);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_have_defaults_and_other_names),
        cmocka_unit_test(missing_columns_are_named_together),
        cmocka_unit_test(slips_in_optional_columns_are_refused),
        cmocka_unit_test(one_column_under_two_names_is_refused),
        cmocka_unit_test(blank_keys_and_bad_counts_are_listed_together),
        cmocka_unit_test(one_cell_has_one_count),
        cmocka_unit_test(files_are_checked_against_each_other),
        cmocka_unit_test(files_that_cannot_be_opened_are_faults),
        cmocka_unit_test(missing_limits_stay_missing),
        cmocka_unit_test(impossible_estimates_are_refused),
        cmocka_unit_test(levels_are_between_0_and_1_or_percentages),
        cmocka_unit_test(sources_may_differ_but_not_repeat),
        cmocka_unit_test(populations_are_found_by_their_key),
        cmocka_unit_test(populations_are_above_zero_and_given_once),
        cmocka_unit_test(areas_have_groupings),
        cmocka_unit_test(repeated_codes_are_refused),
        cmocka_unit_test(unknown_areas_get_advice),
        cmocka_unit_test(the_appraisal_is_read_without_faults),
        cmocka_unit_test(flags_are_0_or_1),
    };
    return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
