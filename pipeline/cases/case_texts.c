/* case_texts.c - values that the command line and the run file share */
#include "pipeline/cases/case_source.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "data/structural_zeros.h"

void uc_case_source_init(uc_case_source *source)
{
    *source = (uc_case_source){.link = uc_link_default_settings()};
}

void uc_case_source_clear(uc_case_source *source)
{
    uc_case_words_clear(&source->cases);
    uc_case_words_clear(&source->list_file);
    uc_case_rules_clear(&source->rules);
    free(source->decisions);
    source->decisions = NULL;
}

bool uc_case_source_given(const uc_case_source *source)
{
    return source->cases.n + source->list_file.n > 0;
}

uc_status uc_case_zeros_apply(const uc_case_words *zeros, uc_capture_set *set,
                              uc_faults *faults, uc_error *err)
{
    uc_error why;

    for (size_t i = 0; i < zeros->n; i++) {
        const uc_status status = uc_structural_zeros_apply(set, zeros->word[i], &why);

        if (status == UC_ENOMEM)
            return uc_fail(err, UC_ENOMEM, "out of memory");
        if (status != UC_OK)
            uc_faults_add(faults, UC_EDATA, set->path, 0, 0, "%s", why.msg);
    }
    return UC_OK;
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "out of memory");
}

/* Index of a word among those allowed; else says what they are. */
static uc_status choose(const char *what, const char *text, const char *const words[],
                        size_t n, size_t *index, uc_error *err)
{
    char list[200] = "";
    size_t end = 0;

    for (size_t i = 0; i < n; i++) {
        if (strcmp(words[i], text) == 0) {
            *index = i;
            return UC_OK;
        }
        if (end + strlen(words[i]) + 3 < sizeof list) {
            memcpy(list + end, i > 0 ? ", " : "", i > 0 ? 2 : 0);
            end += i > 0 ? 2 : 0;
            memcpy(list + end, words[i], strlen(words[i]) + 1);
            end += strlen(words[i]);
        }
    }
    const char *near = uc_text_nearest(text, words, n);

    return uc_fail(err, UC_EUSAGE, "%s is '%.60s'; allowed are %s%s%s%s", what, text,
                   list, near != NULL ? "; did you mean '" : "",
                   near != NULL ? near : "", near != NULL ? "'?" : "");
}

uc_status uc_case_read_conflict(const char *text, uc_case_rules *rules, uc_error *err)
{
    static const char *const words[] = {"first", "latest", "majority", "unknown"};
    size_t index = 0;
    const uc_status status = choose("conflicts", text, words, 4, &index, err);

    if (status == UC_OK)
        rules->conflict = (uc_case_conflict)(UC_CASE_CONFLICT_FIRST + index);
    return status;
}

uc_status uc_case_read_date_order(const char *text, uc_case_rules *rules, uc_error *err)
{
    static const char *const words[] = {"ymd", "dmy", "mdy"};
    size_t index = 0;
    const uc_status status = choose("date order", text, words, 3, &index, err);

    if (status == UC_OK)
        rules->date_order = (uc_date_order)index;
    return status;
}

uc_status uc_case_read_unlisted(const char *text, uc_case_rules *rules, uc_error *err)
{
    static const char *const words[] = {"fault", "leave out"};
    size_t index = 0;
    const uc_status status = choose("unlisted", text, words, 2, &index, err);

    if (status == UC_OK)
        rules->leave_out_unlisted = index == 1;
    return status;
}

static uc_status set_cuts(uc_case_variable *v, const int32_t cut[], size_t n,
                          uc_error *err)
{
    int32_t *copy = malloc((n + 1) * sizeof *copy);

    if (copy == NULL)
        return no_memory(err);
    memcpy(copy, cut, n * sizeof *copy);
    free(v->cut);
    v->cut = copy;
    v->n_cuts = n;
    return UC_OK;
}

#define MAX_CUTS 64

uc_status uc_case_read_ages(const char *name, char *const cuts[], size_t n,
                            uc_case_rules *rules, uc_error *err)
{
    uc_case_variable *v = uc_case_rules_variable(rules, name);
    int32_t cut[MAX_CUTS];

    if (v == NULL)
        return no_memory(err);
    if (n == 0 || n > MAX_CUTS)
        return uc_fail(err, UC_EUSAGE, "age groups need 1 to %d ages", MAX_CUTS);
    for (size_t i = 0; i < n; i++) {
        uint64_t age = 0;

        if (uc_number_count(cuts[i], &age) != UC_NUMBER_OK || age > 130)
            return uc_fail(err, UC_EUSAGE, "age '%.40s' is no age from 0 to 130",
                           cuts[i]);
        cut[i] = (int32_t)age;
        if (i > 0 && cut[i] <= cut[i - 1])
            return uc_fail(err, UC_EUSAGE,
                           "age groups must ascend: %.40s comes after "
                           "%.40s",
                           cuts[i], cuts[i - 1]);
    }
    v->kind = UC_CASE_AGE;
    return set_cuts(v, cut, n, err);
}

uc_status uc_case_read_periods(const char *name, char *const cuts[], size_t n,
                               uc_case_rules *rules, uc_error *err)
{
    static const char *const units[] = {"year", "quarter", "month"};
    uc_case_variable *v = uc_case_rules_variable(rules, name);
    int32_t cut[MAX_CUTS];

    if (v == NULL)
        return no_memory(err);
    if (n == 0 || n > MAX_CUTS)
        return uc_fail(err, UC_EUSAGE, "periods need 1 to %d dates", MAX_CUTS);
    v->kind = UC_CASE_PERIOD;
    for (size_t i = 0; n == 1 && i < 3; i++)
        if (strcmp(cuts[0], units[i]) == 0) {
            v->unit = (uc_case_unit)i;
            return UC_OK;
        }
    v->unit = UC_CASE_CUTS;
    for (size_t i = 0; i < n; i++) {
        uc_date date;

        if (!uc_date_read(cuts[i], strlen(cuts[i]), UC_DATE_YMD, &date) ||
            date.day == 0)
            return uc_fail(err, UC_EUSAGE,
                           "period '%.40s' is neither year, quarter, month nor a date "
                           "such as 2016-07-01",
                           cuts[i]);
        cut[i] = uc_date_first_day(&date);
        if (i > 0 && cut[i] <= cut[i - 1])
            return uc_fail(err, UC_EUSAGE,
                           "periods must ascend: %.40s comes after "
                           "%.40s",
                           cuts[i], cuts[i - 1]);
    }
    return set_cuts(v, cut, n, err);
}

uc_status uc_case_read_compare(const char *column, const char *how,
                               uc_case_rules *rules, uc_error *err)
{
    static const char *const words[] = {"exact", "name", "date", "bloom"};
    size_t index = 0;
    uc_status status = choose("comparison", how, words, 4, &index, err);

    if (status != UC_OK)
        return status;
    if (rules->n_fields == UC_CASE_MAX_FIELDS)
        return uc_fail(err, UC_EUSAGE, "at most %d columns are compared",
                       UC_CASE_MAX_FIELDS);
    rules->field[rules->n_fields].column = uc_text_copy(column);
    rules->field[rules->n_fields].compare = (uc_case_compare)index;
    if (rules->field[rules->n_fields].column == NULL)
        return no_memory(err);
    rules->n_fields++;
    return UC_OK;
}

uc_status uc_case_add_key(uc_case_rules *rules, size_t pass, const char *column,
                          uc_error *err)
{
    if (pass >= UC_CASE_MAX_PASSES)
        return uc_fail(err, UC_EUSAGE, "at most %d keys are tried in turn",
                       UC_CASE_MAX_PASSES);
    if (!uc_case_words_add(&rules->pass[pass], column))
        return no_memory(err);
    if (rules->n_passes <= pass)
        rules->n_passes = pass + 1;
    return UC_OK;
}
