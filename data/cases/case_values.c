/* case_values.c - values of strata */
#include "data/cases/case_values.h"

#include <stdio.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"

#define MAX_AGE 130

bool uc_case_is_unknown(const uc_case_rules *rules, const char *text, size_t len)
{
    return len == 0 ||
           uc_case_words_find(&rules->unknown, text, len) < rules->unknown.n;
}

static const char *set_value(const char *text, const char **value, size_t *len)
{
    *value = text;
    *len = strlen(text);
    return NULL;
}

/* "0-17", "18-29", "30+"; "under 18" below the first cut. */
static const char *age_group(const uc_case_variable *v, const char *text,
                             char out[UC_CASE_VALUE], const char **value, size_t *len)
{
    double age;
    size_t k = 0;

    if (uc_number_real(text, &age) != UC_NUMBER_OK || age < 0 || age > MAX_AGE)
        return "an age from 0 to 130";
    while (k < v->n_cuts && age >= v->cut[k])
        k++;
    if (v->n_cuts == 0)
        (void)snprintf(out, UC_CASE_VALUE, "%d", (int)age);
    else if (k == 0)
        (void)snprintf(out, UC_CASE_VALUE, "under %d", (int)v->cut[0]);
    else if (k == v->n_cuts)
        (void)snprintf(out, UC_CASE_VALUE, "%d+", (int)v->cut[k - 1]);
    else
        (void)snprintf(out, UC_CASE_VALUE, "%d-%d", (int)v->cut[k - 1],
                       (int)v->cut[k] - 1);
    return set_value(out, value, len);
}

/* The period between declared days in which a day lies. */
static void period_of_day(const uc_case_variable *v, int32_t day,
                          char out[UC_CASE_VALUE])
{
    char first[16], last[16];
    size_t k = 0;

    while (k < v->n_cuts && day >= v->cut[k])
        k++;
    if (k > 0)
        (void)uc_date_write_day(v->cut[k - 1], first);
    if (k < v->n_cuts)
        (void)uc_date_write_day(v->cut[k] - (k > 0), last);
    if (k == 0)
        (void)snprintf(out, UC_CASE_VALUE, "before %s", last);
    else if (k == v->n_cuts)
        (void)snprintf(out, UC_CASE_VALUE, "from %s", first);
    else
        (void)snprintf(out, UC_CASE_VALUE, "%s to %s", first, last);
}

static const char *period(const uc_case_rules *rules, const uc_case_variable *v,
                          const char *text, size_t text_len, char out[UC_CASE_VALUE],
                          const char **value, size_t *len)
{
    static const char *const allowed[] = {"a date such as 2016-07-31",
                                          "a date such as 31/07/2016",
                                          "a date such as 07/31/2016"};
    char other[UC_CASE_VALUE];
    uc_date date;

    if (!uc_date_read(text, text_len, rules->date_order, &date))
        return allowed[rules->date_order];
    if (v->unit == UC_CASE_CUTS) {
        period_of_day(v, uc_date_first_day(&date), out);
        period_of_day(v, uc_date_last_day(&date), other);
        return set_value(strcmp(out, other) == 0 ? out : UC_CASE_UNKNOWN, value, len);
    }
    if (v->unit != UC_CASE_YEAR && date.month == 0)
        return set_value(UC_CASE_UNKNOWN, value, len);
    if (v->unit == UC_CASE_YEAR)
        (void)snprintf(out, UC_CASE_VALUE, "%04d", date.year);
    else if (v->unit == UC_CASE_QUARTER)
        (void)snprintf(out, UC_CASE_VALUE, "%04d-Q%d", date.year, (date.month + 2) / 3);
    else
        (void)snprintf(out, UC_CASE_VALUE, "%04d-%02d", date.year, date.month);
    return set_value(out, value, len);
}

/* The one value of a cell with several, or none: *text, *len are narrowed to it. */
static bool is_several(const uc_case_rules *rules, const uc_case_variable *v,
                       const char **text, size_t *len)
{
    const size_t width = v->separator != NULL ? strlen(v->separator) : 0;
    const char *at = *text, *end = *text + *len, *found = at;
    size_t n = 0, found_len = 0;

    if (width == 0)
        return false;
    while (at <= end) {
        const char *stop = strstr(at, v->separator);
        size_t part_len = stop != NULL ? (size_t)(stop - at) : (size_t)(end - at);
        const char *part = uc_text_trim(at, &part_len);
        const bool repeated =
            n > 0 && part_len == found_len && memcmp(part, found, part_len) == 0;

        if (!uc_case_is_unknown(rules, part, part_len) && !repeated) {
            found = part;
            found_len = part_len;
            n++;
        }
        if (stop == NULL)
            break;
        at = stop + width;
    }
    *text = found;
    *len = found_len;
    return n > 1;
}

static const char *mapped(const uc_case_variable *v, const char **value, size_t *len)
{
    size_t k;

    if (v->from.n > 0) {
        k = uc_case_words_find(&v->from, *value, *len);
        if (k == v->from.n)
            k = uc_case_words_find(&v->from, "*", 1);
        if (k == v->from.n)
            return "a value that 'map' names";
        (void)set_value(v->to.word[k], value, len);
    }
    if (v->values.n > 0 && uc_case_words_find(&v->values, *value, *len) == v->values.n)
        return "one of the declared values";
    return NULL;
}

const char *uc_case_value(const uc_case_rules *rules, const uc_case_variable *variable,
                          const char *text, size_t len, char out[UC_CASE_VALUE],
                          const char **value, size_t *value_len)
{
    *value = text;
    *value_len = len;
    if (uc_case_is_unknown(rules, text, len))
        return set_value(UC_CASE_UNKNOWN, value, value_len);
    if (variable == NULL)
        return NULL;
    if (is_several(rules, variable, value, value_len))
        return set_value(UC_CASE_SEVERAL, value, value_len);
    if (*value_len == 0)
        return set_value(UC_CASE_UNKNOWN, value, value_len);
    if (variable->kind == UC_CASE_PERIOD)
        return period(rules, variable, *value, *value_len, out, value, value_len);
    if (variable->kind == UC_CASE_AGE && variable->from.n == 0) {
        char copy[UC_CASE_VALUE];

        if (*value_len >= sizeof copy)
            return "an age from 0 to 130";
        memcpy(copy, *value, *value_len);
        copy[*value_len] = '\0';
        return age_group(variable, copy, out, value, value_len);
    }
    return mapped(variable, value, value_len);
}
