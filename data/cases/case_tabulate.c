/* case_tabulate.c - from persons to capture tables */
#include "data/cases/case_people.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "data/cases/stage_rule.h"
#include "data/structural_zeros.h"

/* What is being counted. */
typedef struct tally {
    const uc_case_rows *rows;
    uc_faults *faults;
    uc_case_report *report;
    uc_stage_rule rule;
    const char **value; /* of every stratum read, column by column; equal texts are one
                           pointer */
    uc_pool *texts;
    const char *unknown; /* in texts */
    uc_pool *strata;     /* that persons are in */
    uc_pool *cells;      /* uint32_t[3]: stratum, lists, identified */
    uint64_t *count;
    size_t count_size;
    char *tuple;
    size_t tuple_size;
} tally;

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "out of memory");
}

static void tally_clear(tally *t)
{
    free(t->value);
    free(t->count);
    free(t->tuple);
    uc_pool_free(t->texts);
    uc_pool_free(t->strata);
    uc_pool_free(t->cells);
}

/* Splits the strata read into values. */
static bool tally_start(tally *t)
{
    const size_t n = uc_pool_size(t->rows->strata), n_by = t->rows->rules->by.n;

    t->texts = uc_pool_alloc();
    t->strata = uc_pool_alloc();
    t->cells = uc_pool_alloc();
    t->value = malloc((n * n_by + 1) * sizeof *t->value);
    if (t->texts == NULL || t->strata == NULL || t->cells == NULL || t->value == NULL)
        return false;
    t->unknown = uc_pool_intern(t->texts, UC_CASE_UNKNOWN, strlen(UC_CASE_UNKNOWN));
    for (size_t s = 0; s < n; s++) {
        size_t len;
        const char *at = uc_pool_at(t->rows->strata, s, &len);

        for (size_t j = 0; j < n_by; j++) {
            t->value[s * n_by + j] = uc_pool_intern(t->texts, at, strlen(at));
            if (t->value[s * n_by + j] == NULL)
                return false;
            at += strlen(at) + 1;
        }
    }
    return t->unknown != NULL;
}

static const char *value_of(const tally *t, const uc_case_row *row, size_t j)
{
    return t->value[row->stratum * t->rows->rules->by.n + j];
}

/* -- Conflicts -------------------------------------------------------------------- */

static void note_disagreement(tally *t, size_t j, const uc_case_row *a,
                              const uc_case_row *b)
{
    const uc_case_rules *rules = t->rows->rules;
    const uc_case_disagreement found = {j, {a->file, a->row}, {b->file, b->row}};

    t->report->n_disagree[j]++;
    if (t->report->n_disagreements < UC_CASE_MAX_NAMED)
        t->report->disagreement[t->report->n_disagreements++] = found;
    if (rules->conflict != UC_CASE_CONFLICT_NONE)
        return;
    uc_faults_add(t->faults, UC_EDATA, t->rows->file[b->file].path, 0, 0,
                  "row %llu and row %llu of %s are one person but disagree on '%s'; "
                  "declare what counts: first, latest, majority or unknown",
                  (unsigned long long)b->row, (unsigned long long)a->row,
                  t->rows->file[a->file].path, rules->by.word[j]);
}

/* The value that most rows have, the first of equals. */
static const char *majority(const tally *t, const uint32_t index[], size_t n, size_t j)
{
    const char *best = t->unknown;
    size_t best_n = 0;

    for (size_t i = 0; i < n; i++) {
        const char *value = value_of(t, &t->rows->row[index[i]], j);
        size_t same = 0;

        for (size_t k = i; k < n; k++)
            same += value_of(t, &t->rows->row[index[k]], j) == value;
        if (value != t->unknown && same > best_n) {
            best = value;
            best_n = same;
        }
    }
    return best;
}

/* The value of the row with the latest date; of equal dates, the later row. */
static const char *latest(const tally *t, const uint32_t index[], size_t n, size_t j)
{
    const char *best = t->unknown;
    int32_t day = UC_CASE_NO_DAY;

    for (size_t i = 0; i < n; i++) {
        const uc_case_row *row = &t->rows->row[index[i]];
        const char *value = value_of(t, row, j);

        if (value != t->unknown && row->day >= day) {
            best = value;
            day = row->day;
        }
    }
    return best;
}

/* The value of a person in one stratum column. Known values go before unknown ones. */
static const char *resolve(tally *t, const uint32_t index[], size_t n, size_t j)
{
    const char *first = t->unknown;
    const uc_case_row *where = NULL;
    bool differs = false;

    for (size_t i = 0; i < n && !differs; i++) {
        const uc_case_row *row = &t->rows->row[index[i]];
        const char *value = value_of(t, row, j);

        if (value == t->unknown)
            continue;
        if (where == NULL) {
            where = row;
            first = value;
        } else if (value != first) {
            note_disagreement(t, j, where, row);
            differs = true;
        }
    }
    if (!differs)
        return first;
    switch (t->rows->rules->conflict) {
    case UC_CASE_CONFLICT_LATEST:
        return latest(t, index, n, j);
    case UC_CASE_CONFLICT_MAJORITY:
        return majority(t, index, n, j);
    case UC_CASE_CONFLICT_UNKNOWN:
        return t->unknown;
    case UC_CASE_CONFLICT_FIRST:
    case UC_CASE_CONFLICT_NONE:
        break;
    }
    return first;
}

/* -- Counting --------------------------------------------------------------------- */

static bool append_value(tally *t, size_t *len, const char *value)
{
    const size_t more = strlen(value) + 1;

    if (*len + more > t->tuple_size) {
        const size_t size = 2 * (*len + more);
        char *grown = realloc(t->tuple, size);

        if (grown == NULL)
            return false;
        t->tuple = grown;
        t->tuple_size = size;
    }
    memcpy(t->tuple + *len, value, more);
    *len += more;
    return true;
}

static bool count_cell(tally *t, size_t stratum, uint32_t lists, bool identified,
                       uint64_t people)
{
    const uint32_t cell[3] = {(uint32_t)stratum, lists, identified};
    const size_t before = uc_pool_size(t->cells);
    size_t index;

    if (t->count == NULL || before == t->count_size) {
        const size_t size = before == 0 ? 256 : 2 * before;
        uint64_t *grown = realloc(t->count, size * sizeof *grown);

        if (grown == NULL)
            return false;
        t->count = grown;
        t->count_size = size;
    }
    if (!uc_pool_index(t->cells, cell, sizeof cell, &index))
        return false;
    if (index == before)
        t->count[index] = 0;
    t->count[index] += people;
    t->report->n_people += people;
    return true;
}

/* One person: its rows in order. */
static bool count_person(tally *t, const uint32_t index[], size_t n)
{
    const uc_case_rules *rules = t->rows->rules;
    uint32_t lists = 0, stages = 0, seen[UC_CAPTURE_MAX_LISTS] = {0};
    size_t len = 0, stratum;

    for (size_t i = 0; i < n; i++) {
        const uc_case_row *row = &t->rows->row[index[i]];

        for (uint32_t left = row->lists; n > 1 && left != 0; left &= left - 1)
            seen[__builtin_ctz(left)]++;
        lists |= row->lists;
        stages |= row->stages;
    }
    for (size_t j = 0; n > 1 && j < t->rows->n_lists; j++)
        t->report->n_repeated[j] += seen[j] > 1 ? seen[j] - 1 : 0;
    for (size_t j = 0; j < rules->by.n; j++)
        if (!append_value(t, &len,
                          n == 1 ? value_of(t, &t->rows->row[index[0]], j)
                                 : resolve(t, index, n, j)))
            return false;
    if (!uc_pool_index(t->strata, len > 0 ? t->tuple : "", len, &stratum))
        return false;
    return count_cell(
        t, stratum, lists,
        rules->identified != NULL && uc_stage_rule_holds(&t->rule, stages), 1);
}

/* Brings the rows of a person together, in their order, and counts the persons. */
static bool count_people(tally *t, uc_case_people *people)
{
    const size_t n = people->n_rows;
    uint32_t *start = calloc(n + 2, sizeof *start);
    uint32_t *index = malloc((n + 1) * sizeof *index);
    bool ok = start != NULL && index != NULL;

    for (size_t i = 0; ok && i < n; i++)
        start[uc_case_people_find(people, (uint32_t)i) + 2]++;
    for (size_t i = 2; ok && i < n + 2; i++)
        start[i] += start[i - 1];
    for (size_t i = 0; ok && i < n; i++)
        index[start[uc_case_people_find(people, (uint32_t)i) + 1]++] = (uint32_t)i;
    for (size_t i = 0; ok && i < n; i++)
        if (start[i + 1] > start[i])
            ok = count_person(t, index + start[i], start[i + 1] - start[i]);
    free(start);
    free(index);
    return ok;
}

/* Rows that were summed as they were read. */
static bool count_cells(tally *t)
{
    const uc_case_rows *rows = t->rows;

    for (size_t i = 0; i < uc_pool_size(rows->cells); i++) {
        size_t len, stratum;
        uint32_t cell[3];
        const void *tuple;

        memcpy(cell, uc_pool_at(rows->cells, i, &len), sizeof cell);
        tuple = uc_pool_at(rows->strata, cell[0], &len);
        if (!uc_pool_index(t->strata, tuple, len, &stratum) ||
            !count_cell(t, stratum, cell[1], cell[2] != 0, rows->count[i]))
            return false;
    }
    return true;
}

/* -- The capture set -------------------------------------------------------------- */

typedef struct sorted_stratum {
    const char *tuple;
    size_t len, index;
} sorted_stratum;

/* Strata in byte order of their values, column by column. */
static int by_tuple(const void *a, const void *b)
{
    const sorted_stratum *x = a, *y = b;
    const size_t len = x->len < y->len ? x->len : y->len;
    const int order = memcmp(x->tuple, y->tuple, len);

    return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

static bool copy_words(char *const from[], size_t n, char ***to, size_t *n_to)
{
    *to = calloc(n + 1, sizeof **to);
    for (size_t i = 0; *to != NULL && i < n; i++) {
        (*to)[i] = uc_text_copy(from[i]);
        if ((*to)[i] == NULL)
            return false;
        ++*n_to;
    }
    return *to != NULL;
}

static bool copy_files(const uc_case_rows *rows, uc_capture_set *set)
{
    set->file = calloc(rows->n_files + 1, sizeof *set->file);
    for (size_t i = 0; set->file != NULL && i < rows->n_files; i++) {
        set->file[i] = rows->file[i];
        set->file[i].path = uc_text_copy(rows->file[i].path);
        if (set->file[i].path == NULL)
            return false;
        set->n_files++;
    }
    return set->file != NULL;
}

static bool name_set(const uc_case_rows *rows, const char *dataset, uc_capture_set *set)
{
    set->dataset = uc_text_copy(dataset);
    set->path = uc_text_copy(rows->n_files > 0 ? rows->file[0].path : dataset);
    if (rows->n_files > 0)
        memcpy(set->sha256, rows->file[0].sha256, sizeof set->sha256);
    set->counted = true;
    set->has_identified = rows->rules->identified != NULL;
    return set->dataset != NULL && set->path != NULL &&
           copy_words(rows->list_name, rows->n_lists, &set->list_names,
                      &set->n_lists) &&
           copy_words(rows->rules->by.word, rows->rules->by.n, &set->by_names,
                      &set->n_by) &&
           copy_files(rows, set);
}

static bool name_stratum(const char *tuple, size_t n_by, uc_capture_stratum *stratum)
{
    stratum->value = calloc(n_by + 1, sizeof *stratum->value);
    for (size_t j = 0; stratum->value != NULL && j < n_by; j++) {
        stratum->value[j] = uc_text_copy(tuple);
        if (stratum->value[j] == NULL)
            return false;
        tuple += strlen(tuple) + 1;
    }
    return stratum->value != NULL;
}

/* Makes the strata; place[index] is where the stratum of that number went. */
static uc_status make_strata(const tally *t, uc_capture_set *set, size_t place[],
                             uc_error *err)
{
    const size_t n = uc_pool_size(t->strata);
    sorted_stratum *sorted = malloc((n + 1) * sizeof *sorted);
    uc_status status = UC_OK;

    set->strata = calloc(n + 1, sizeof *set->strata);
    if (sorted == NULL || set->strata == NULL) {
        free(sorted);
        return no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        sorted[i].index = i;
        sorted[i].tuple = uc_pool_at(t->strata, i, &sorted[i].len);
    }
    qsort(sorted, n, sizeof *sorted, by_tuple);
    for (size_t i = 0; i < n && status == UC_OK; i++) {
        uc_capture_stratum *stratum = &set->strata[i];

        set->n_strata++;
        uc_capture_table_init(&stratum->table, set->n_lists);
        uc_capture_table_init(&stratum->identified, set->n_lists);
        place[sorted[i].index] = i;
        if (!name_stratum(sorted[i].tuple, set->n_by, stratum))
            status = no_memory(err);
    }
    free(sorted);
    return status;
}

static uc_status fill_strata(const tally *t, uc_capture_set *set, uc_error *err)
{
    size_t *place = malloc((uc_pool_size(t->strata) + 1) * sizeof *place);
    uc_status status = place != NULL ? make_strata(t, set, place, err) : no_memory(err);

    for (size_t i = 0;
         status == UC_OK && t->count != NULL && i < uc_pool_size(t->cells); i++) {
        size_t len;
        uint32_t cell[3];
        uc_capture_stratum *stratum;

        memcpy(cell, uc_pool_at(t->cells, i, &len), sizeof cell);
        stratum = &set->strata[place[cell[0]]];
        status = uc_capture_table_add(&stratum->table, cell[1], t->count[i], err);
        if (status == UC_OK && cell[2] != 0)
            status =
                uc_capture_table_add(&stratum->identified, cell[1], t->count[i], err);
    }
    free(place);
    return status;
}

static uc_status apply_zeros(const tally *t, uc_capture_set *set)
{
    const uc_case_words *zeros = &t->rows->rules->zeros;
    uc_error why;

    for (size_t i = 0; i < zeros->n; i++) {
        const uc_status status = uc_structural_zeros_apply(set, zeros->word[i], &why);

        if (status == UC_ENOMEM)
            return status;
        if (status != UC_OK)
            uc_faults_add(t->faults, UC_EDATA, set->path, 0, 0, "%s", why.msg);
    }
    return UC_OK;
}

uc_status uc_case_people_tabulate(const uc_case_rows *rows, uc_case_people *people,
                                  const char *dataset, uc_faults *faults,
                                  uc_case_report *report, uc_capture_set *set,
                                  uc_error *err)
{
    tally t = {.rows = rows, .faults = faults, .report = report};
    const size_t before = faults->n_total;
    uc_capture_set made = {0};
    uc_status status = UC_OK;

    report->n_people = 0;
    if (rows->rules->identified != NULL)
        status =
            uc_stage_rule_parse(rows->rules->identified, rows->rules, &t.rule, err);
    if (status == UC_OK &&
        (!tally_start(&t) ||
         !(people != NULL ? count_people(&t, people) : count_cells(&t))))
        status = no_memory(err);
    /* without stratum columns there is one stratum, cases or not */
    if (status == UC_OK && rows->rules->by.n == 0) {
        size_t index;

        if (!uc_pool_index(t.strata, "", 0, &index))
            status = no_memory(err);
    }
    if (status == UC_OK && !name_set(rows, dataset, &made))
        status = no_memory(err);
    if (status == UC_OK)
        status = fill_strata(&t, &made, err);
    if (status == UC_OK && faults->n_total == before)
        status = apply_zeros(&t, &made);
    tally_clear(&t);
    if (status != UC_OK || faults->n_total > before) {
        uc_capture_set_clear(&made);
        return status;
    }
    *set = made;
    return UC_OK;
}
