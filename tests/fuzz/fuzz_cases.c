/* fuzz_cases.c - any bytes as case files, and as the small grammars around them */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "data/cases/case_people.h"
#include "data/cases/case_rows.h"
#include "data/cases/stage_rule.h"
#include "data/structural_zeros.h"
#include "estimators/link/linkage.h"
#include "estimators/link/similarity.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Rules that use every part of the reader; `kind` picks among them. */
static void declare(unsigned kind, uc_case_rules *rules)
{
    uc_case_variable *age;

    must(uc_case_words_add(&rules->by, "sex") && uc_case_words_add(&rules->by, "age") &&
         uc_case_words_add(&rules->unknown, "NA"));
    age = uc_case_rules_variable(rules, "age");
    must(age != NULL);
    age->kind = kind & 1 ? UC_CASE_AGE : UC_CASE_PERIOD;
    if (kind & 2) {
        rules->list_column = uc_text_copy("A");
        rules->separator = uc_text_copy(";");
        rules->leave_out_unlisted = true;
    } else {
        must(uc_case_words_add(&rules->lists, "A") &&
             uc_case_words_add(&rules->lists, "B"));
    }
    if (kind & 4) {
        must(uc_case_words_add(&rules->pass[0], "id"));
        rules->n_passes = 1;
        rules->conflict = UC_CASE_CONFLICT_MAJORITY;
        rules->common_rows = 3;
    }
    if (kind & 8) {
        rules->field[0] = (uc_case_field){uc_text_copy("id"), UC_CASE_NAME};
        rules->field[1] = (uc_case_field){uc_text_copy("sex"), UC_CASE_DATE};
        rules->n_fields = 2;
        must(uc_case_block_add(&rules->block[0], "sex", NULL) == UC_OK);
        rules->n_blocks = 1;
    }
}

/* People are never more than rows, and every table keeps its invariants. */
static void count(const uc_case_rows *rows, uc_case_people *people)
{
    uc_case_report report = {0};
    uc_faults faults = {.max = 1};
    uc_capture_set set = {0};

    must(uc_case_people_tabulate(rows, people, "t", &faults, &report, &set, NULL) ==
         UC_OK);
    must(faults.n_total > 0 || report.n_people <= rows->report.n_rows);
    for (size_t s = 0; s < set.n_strata; s++)
        must(uc_capture_table_validate(&set.strata[s].table, NULL) == UC_OK);
    uc_capture_set_clear(&set);
    uc_faults_clear(&faults);
}

static void link_rows(const uc_case_rows *rows)
{
    const uc_link_settings settings = uc_link_default_settings();
    uc_case_report report = {0};
    uc_case_people people = {0};
    uc_linkage linkage = {0};

    must(uc_case_people_init(rows, &people, NULL) == UC_OK);
    must(uc_case_people_link(rows, &people, &report, NULL) == UC_OK);
    if (rows->rules->n_fields > 0) {
        must(uc_linkage_make(rows, &people, &settings, NULL, &linkage, NULL) == UC_OK);
        must(uc_linkage_join(&linkage, rows, 5.0, &people, NULL) == UC_OK);
        must(linkage.false_links >= 0.0 &&
             linkage.false_links <= (double)linkage.n_links + 1e-9);
    }
    count(rows, &people);
    uc_linkage_clear(&linkage);
    uc_case_report_clear(&report);
    uc_case_people_clear(&people);
}

static void read_rows(const uint8_t *data, size_t size, unsigned kind)
{
    uc_case_rules rules = {0};
    uc_case_rows rows = {0};
    uc_faults faults = {.max = 1};
    uc_case_input input = {.path = "t.csv", .list = UC_CASE_NO_LIST};

    declare(kind, &rules);
    must(uc_source_open_memory("t.csv", data, size, &input.source, NULL) == UC_OK);
    must(uc_case_rows_read(&input, 1, &rules, false, &faults, &rows, NULL) == UC_OK);
    if (faults.n_total == 0 && rows.keyed)
        link_rows(&rows);
    else if (faults.n_total == 0)
        count(&rows, NULL);
    uc_source_close(input.source);
    uc_case_rows_clear(&rows);
    uc_faults_clear(&faults);
    uc_case_rules_clear(&rules);
}

static void read_grammars(const char *text, size_t len)
{
    static char *lists[] = {(char *)"A", (char *)"B", (char *)"C"};
    static char *by[] = {(char *)"s"};
    uc_capture_stratum stratum = {.value = (char *[]){(char *)"x"}};
    uc_capture_set set = {.n_lists = 3,
                          .list_names = lists,
                          .n_by = 1,
                          .by_names = by,
                          .n_strata = 1,
                          .strata = &stratum};
    uc_case_rules rules = {0};
    uc_stage_rule rule;
    uc_date date;

    must(uc_case_rules_stage(&rules, "a") != NULL &&
         uc_case_rules_stage(&rules, "b") != NULL);
    if (uc_stage_rule_parse(text, &rules, &rule, NULL) == UC_OK)
        for (uint32_t s = 0; s < 4; s++)
            (void)uc_stage_rule_holds(&rule, s);
    uc_case_rules_clear(&rules);
    uc_capture_table_init(&stratum.table, 3);
    if (uc_structural_zeros_apply(&set, text, NULL) == UC_OK)
        must(uc_capture_table_validate(&stratum.table, NULL) == UC_OK);
    uc_capture_table_clear(&stratum.table);
    for (int order = 0; order < 3; order++)
        if (uc_date_read(text, len, (uc_date_order)order, &date))
            must(uc_date_first_day(&date) <= uc_date_last_day(&date));
}

static void compare_halves(const char *text, size_t len)
{
    const size_t half = len / 2;
    const double a = uc_link_jaro_winkler(text, half, text + half, len - half);

    must(a >= 0.0 && a <= 1.0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text;

    if (size < 1)
        return 0;
    read_rows(data + 1, size - 1, data[0]);
    text = malloc(size);
    must(text != NULL);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    read_grammars(text, strlen(text));
    compare_halves(text, size - 1);
    free(text);
    return 0;
}
