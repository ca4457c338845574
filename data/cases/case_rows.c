/* case_rows.c - the rows of case and list files */
#include "data/cases/case_rows.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "data/cases/internal/case_pass.h"
#include "data/row_reader.h"
#include "data/schema.h"

void uc_case_report_clear(uc_case_report *report)
{
    free(report->overlap);
    *report = (uc_case_report){0};
}

uint64_t uc_case_report_overlap(const uc_case_report *report, size_t pass, size_t a,
                                size_t b)
{
    return report->overlap[(pass * report->n_lists + a) * report->n_lists + b];
}

/* -- The header ------------------------------------------------------------------ */

/* The field of a column that the rules name; a fault when there is none. Names from the
 * file are not quoted: a file without a header has a person in its first row. */
static size_t field_of(uc_case_pass *p, const uc_csv_record *header, const char *what,
                       const char *column)
{
    for (size_t f = 0; f < header->n_fields; f++)
        if (strcmp(header->field[f].text, column) == 0)
            return f;
    uc_faults_add(p->faults, UC_EDATA, p->path, header->line, 0,
                  "%s column '%s' is missing", what, column);
    return 0;
}

static size_t n_fields_of(const uc_case_rules *rules)
{
    size_t n = rules->lists.n + rules->n_filters + rules->n_stages + rules->by.n +
               rules->n_fields;

    for (size_t i = 0; i < rules->n_passes; i++)
        n += rules->pass[i].n;
    return n;
}

static void find_strata(uc_case_pass *p, const uc_csv_record *header)
{
    for (size_t j = 0; j < p->rules->by.n; j++) {
        const char *name = p->rules->by.word[j];

        p->by[j] = uc_case_rules_find(p->rules, name);
        p->by_field[j] = field_of(
            p, header, "stratum",
            p->by[j] != NULL && p->by[j]->column != NULL ? p->by[j]->column : name);
    }
}

static void find_lists(uc_case_pass *p, const uc_csv_record *header)
{
    const uc_case_rules *rules = p->rules;

    if (p->fixed_list != UC_CASE_NO_LIST)
        return;
    if (rules->list_column != NULL)
        p->list_field = field_of(p, header, "list", rules->list_column);
    for (size_t j = 0; rules->list_column == NULL && j < rules->lists.n; j++)
        p->lists_field[j] = field_of(p, header, "list", rules->lists.word[j]);
}

static void find_keys(uc_case_pass *p, const uc_csv_record *header, size_t *at)
{
    for (size_t i = 0; i < p->rules->n_passes; i++) {
        p->pass_field[i] = at;
        for (size_t j = 0; j < p->rules->pass[i].n; j++)
            *at++ = field_of(p, header, "key", p->rules->pass[i].word[j]);
    }
    for (size_t j = 0; j < p->rules->n_fields; j++)
        p->field_field[j] = field_of(p, header, "compared", p->rules->field[j].column);
}

uc_status uc_case_on_header(void *context, const uc_csv_record *header, bool *stop,
                            uc_error *err)
{
    uc_case_pass *p = context;
    const uc_case_rules *rules = p->rules;
    const size_t before = p->faults->n_total;
    size_t *at;

    free(p->fields);
    p->fields = calloc(n_fields_of(rules) + 1, sizeof *p->fields);
    if (p->fields == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    at = p->fields;
    p->lists_field = at;
    p->filter_field = at += rules->lists.n;
    p->stage_field = at += rules->n_filters;
    p->by_field = at += rules->n_stages;
    p->field_field = at += rules->by.n;
    find_lists(p, header);
    find_strata(p, header);
    find_keys(p, header, at + rules->n_fields);
    for (size_t j = 0; j < rules->n_filters; j++)
        p->filter_field[j] = field_of(p, header, "filter", rules->filter[j].column);
    for (size_t j = 0; j < rules->n_stages; j++) {
        const uc_case_stage *stage = &rules->stage[j];

        p->stage_field[j] = field_of(
            p, header, "stage", stage->column != NULL ? stage->column : stage->name);
    }
    if (rules->date != NULL)
        p->date_field = field_of(p, header, "date", rules->date);
    *stop = p->faults->n_total > before;
    return UC_OK;
}

/* -- The files ------------------------------------------------------------------- */

uc_status uc_case_rows_keep_file(uc_case_rows *rows, const char *path,
                                 const char *sha256, uc_error *err)
{
    uc_capture_file *grown =
        realloc(rows->file, (rows->n_files + 1) * sizeof *rows->file);

    if (grown != NULL) {
        rows->file = grown;
        grown[rows->n_files].path = uc_text_copy(path);
    }
    if (grown == NULL || grown[rows->n_files].path == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    memcpy(grown[rows->n_files].sha256, sha256, sizeof grown->sha256);
    rows->n_files++;
    return UC_OK;
}

static uc_status read_file(uc_case_pass *p, const uc_case_input *input, uc_error *err)
{
    const uc_csv_handler handler = {uc_case_on_header, uc_case_on_record, p};
    char sha256[UC_SHA256_HEX] = "";
    uc_source *source = input->source;
    uc_status status = UC_OK;

    if (source == NULL)
        status = uc_row_open(input->path, p->faults, &source, err);

    p->path = input->path;
    p->file = p->rows->n_files;
    p->fixed_list = input->list;
    if (status == UC_OK && source != NULL)
        status = uc_csv_read(source, &p->csv, &handler, p->faults, sha256, err);
    if (input->source == NULL)
        uc_source_close(source);
    if (status == UC_OK)
        status = uc_case_rows_keep_file(p->rows, input->path, sha256, err);
    return status;
}

/* Identifiers do not stand in strata: a stratum column with nearly as many values as
 * rows is refused unless its values were declared. */
static void check_strata(uc_case_pass *p)
{
    const size_t n_strata = uc_pool_size(p->rows->strata);
    const uint64_t n_rows = p->rows->report.n_rows;

    for (size_t j = 0; j < p->rules->by.n && n_strata > 8; j++) {
        const uc_case_variable *v = p->by[j];
        uc_pool *values;
        size_t n, index;

        if (v != NULL && (v->kind != UC_CASE_TEXT || v->from.n > 0 || v->values.n > 0))
            continue;
        values = uc_pool_alloc();
        for (size_t s = 0; values != NULL && s < n_strata; s++) {
            size_t len;
            const char *value = uc_pool_at(p->rows->strata, s, &len);

            for (size_t k = 0; k < j; k++)
                value += strlen(value) + 1;
            (void)uc_pool_index(values, value, strlen(value), &index);
        }
        n = values != NULL ? uc_pool_size(values) : 0;
        uc_pool_free(values);
        if (n > 8 && n > n_rows / 2)
            uc_faults_add(p->faults, UC_EDATA, p->rows->file[0].path, 0,
                          p->by_field[j] + 1,
                          "stratum '%s' has %zu different values on %llu rows, as "
                          "identifiers have; declare its values if they are none",
                          p->rules->by.word[j], n, (unsigned long long)n_rows);
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Position in the sorted names of each name in order of appearance. */
static void sort_names(const uc_case_pass *p, char **sorted, uint32_t place[])
{
    const size_t n = uc_pool_size(p->names);
    size_t len;

    qsort(sorted, n, sizeof *sorted, by_text);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            if (strcmp(uc_pool_at(p->names, i, &len), sorted[k]) == 0)
                place[i] = (uint32_t)k;
}

static uint32_t moved(uint32_t lists, const uint32_t place[])
{
    uint32_t to = 0;

    for (unsigned j = 0; lists >> j != 0; j++) {
        if (lists >> j & 1u)
            to |= 1u << place[j];
        if (j == 31)
            break;
    }
    return to;
}

/* Lists found in a column are numbered in byte order, whatever the order of rows. */
static uc_status renumber(uc_case_pass *p, uc_error *err)
{
    uc_case_rows *rows = p->rows;
    uint32_t place[UC_CAPTURE_MAX_LISTS] = {0};
    uc_pool *cells;

    sort_names(p, rows->list_name, place);
    for (size_t i = 0; i < rows->n; i++)
        rows->row[i].lists = moved(rows->row[i].lists, place);
    if (rows->keyed)
        return UC_OK;
    cells = uc_pool_alloc();
    for (size_t i = 0; cells != NULL && i < uc_pool_size(rows->cells); i++) {
        size_t len, index;
        uint32_t cell[3];

        memcpy(cell, uc_pool_at(rows->cells, i, &len), sizeof cell);
        cell[1] = moved(cell[1], place);
        if (!uc_pool_index(cells, cell, sizeof cell, &index)) {
            uc_pool_free(cells);
            cells = NULL;
        }
    }
    if (cells == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    uc_pool_free(rows->cells);
    rows->cells = cells; /* a permutation: the numbers of cells stay */
    return UC_OK;
}

static uc_status name_lists(uc_case_pass *p, uc_error *err)
{
    const uc_case_words *declared = &p->rules->lists;
    const size_t n = declared->n > 0 ? declared->n : uc_pool_size(p->names);
    uc_case_rows *rows = p->rows;

    rows->list_name = calloc(n + 1, sizeof *rows->list_name);
    if (rows->list_name == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t j = 0; j < n; j++) {
        size_t len;

        rows->list_name[j] = uc_text_copy(
            declared->n > 0 ? declared->word[j] : uc_pool_at(p->names, j, &len));
        if (rows->list_name[j] == NULL)
            return uc_fail(err, UC_ENOMEM, "out of memory");
        rows->n_lists++;
    }
    rows->report.n_lists = n;
    return declared->n > 0 ? UC_OK : renumber(p, err);
}

static bool start(uc_case_pass *p, uc_case_rows *rows)
{
    size_t index;

    rows->strata = uc_pool_alloc();
    rows->cells = uc_pool_alloc();
    rows->texts = uc_pool_alloc();
    p->names = uc_pool_alloc();
    randombytes_buf(p->secret, sizeof p->secret);
    return rows->strata != NULL && rows->cells != NULL && rows->texts != NULL &&
           p->names != NULL && uc_pool_index(rows->texts, "", 0, &index);
}

static void finish_pass(uc_case_pass *p)
{
    uc_case_text_clear(&p->tuple);
    uc_pool_free(p->names);
    free(p->fields);
    sodium_memzero(p->secret, sizeof p->secret);
}

uc_status uc_case_rows_read(const uc_case_input inputs[], size_t n_inputs,
                            const uc_case_rules *rules, bool quote_values,
                            uc_faults *faults, uc_case_rows *rows, uc_error *err)
{
    uc_case_rows made = {.rules = rules,
                         .keyed = rules->n_passes > 0 || rules->n_fields > 0};
    uc_case_pass p = {
        .rules = rules,
        .faults = faults,
        .csv = {.hide_values = !quote_values, .quote_values = quote_values},
        .rows = &made};
    const size_t before = faults->n_total;
    uc_status status = uc_case_rules_check(rules, err);

    if (status == UC_OK && !start(&p, &made))
        status = uc_fail(err, UC_ENOMEM, "out of memory");
    if (status == UC_OK && rules->identified != NULL)
        status = uc_stage_rule_parse(rules->identified, rules, &p.rule, err);
    for (size_t i = 0; status == UC_OK && i < n_inputs; i++)
        status = read_file(&p, &inputs[i], err);
    if (status == UC_OK && faults->n_total == before)
        check_strata(&p);
    if (status == UC_OK && faults->n_total == before && !p.too_many)
        status = name_lists(&p, err);
    finish_pass(&p);
    if (status != UC_OK || faults->n_total > before) {
        uc_case_rows_clear(&made);
        return status;
    }
    *rows = made;
    return UC_OK;
}

void uc_case_rows_clear(uc_case_rows *rows)
{
    for (size_t j = 0; j < rows->n_lists; j++)
        free(rows->list_name[j]);
    free(rows->list_name);
    for (size_t i = 0; i < rows->n_files; i++)
        free(rows->file[i].path);
    free(rows->file);
    uc_pool_free(rows->strata);
    uc_pool_free(rows->cells);
    uc_pool_free(rows->texts);
    free(rows->count);
    free(rows->row);
    for (size_t i = 0; i < UC_CASE_MAX_PASSES; i++)
        free(rows->key[i]);
    free(rows->field);
    uc_case_report_clear(&rows->report);
    *rows = (uc_case_rows){0};
}
