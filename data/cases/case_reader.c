/* case_reader.c - case and list files, row by row */
#include "data/cases/case_rows.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "data/cases/case_values.h"
#include "data/cases/internal/case_pass.h"
#include "data/row_reader.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "out of memory");
}

static void cell_fault(const uc_case_pass *p, const uc_csv_record *record, size_t field,
                       const char *what, const char *name, const char *allowed)
{
    const uc_csv_field *cell = &record->field[field];
    char shown[UC_CSV_SHOWN];

    (void)uc_csv_show_cell(&p->csv, cell->text, cell->len, shown);
    uc_faults_add(p->faults, UC_EDATA, p->path, cell->line, field + 1,
                  cell->len > 0 ? "%s '%s' cell%s must be %s"
                                : "%s '%s' cell is blank%s; it must be %s",
                  what, name, shown, allowed);
}

static const char *trimmed(const uc_csv_record *record, size_t field, size_t *len)
{
    *len = record->field[field].len;
    return uc_text_trim(record->field[field].text, len);
}

static bool has_word(const uc_case_words *words, const char *text)
{
    for (size_t i = 0; i < words->n; i++)
        if (uc_text_equal_nocase(words->word[i], text))
            return true;
    return false;
}

/* 0, 1, or -1 for a cell that is neither. */
static int flag_of(const uc_case_pass *p, const char *text, size_t len)
{
    char word[UC_CASE_VALUE];

    if (len == 1 && (text[0] == '0' || text[0] == '1'))
        return text[0] - '0';
    if (len >= sizeof word || p->rules->yes.n + p->rules->no.n == 0)
        return -1;
    memcpy(word, text, len);
    word[len] = '\0';
    if (has_word(&p->rules->yes, word))
        return 1;
    return has_word(&p->rules->no, word) ? 0 : -1;
}

static const char *flags_allowed(const uc_case_pass *p)
{
    return p->rules->yes.n + p->rules->no.n == 0 ? "0 or 1" : "0, 1 or a declared word";
}

/* Whether the filters take the row. */
static bool is_taken(uc_case_pass *p, const uc_csv_record *record)
{
    for (size_t i = 0; i < p->rules->n_filters; i++) {
        const uc_case_words *values = &p->rules->filter[i].values;
        size_t len;
        const char *text = trimmed(record, p->filter_field[i], &len);

        if (uc_case_words_find(values, text, len) == values->n)
            return false;
    }
    return true;
}

/* Adds the list of one name in the list column; false when memory is short. */
static bool add_name(uc_case_pass *p, const uc_csv_record *record, const char *name,
                     size_t len, uint32_t *lists, bool *good)
{
    const uc_case_words *known = &p->rules->lists;
    size_t k;

    if (known->n > 0) {
        k = uc_case_words_find(known, name, len);
        if (k == known->n) {
            cell_fault(p, record, p->list_field, "list column", p->rules->list_column,
                       "one of the declared lists");
            *good = false;
            return true;
        }
    } else if (!uc_pool_index(p->names, name, len, &k)) {
        return false;
    }
    if (k >= UC_CAPTURE_MAX_LISTS) {
        if (!p->too_many)
            uc_faults_add(p->faults, UC_EDATA, p->path, record->line, p->list_field + 1,
                          "list column '%s' has more than %d different names, the most "
                          "allowed; declare the lists",
                          p->rules->list_column, UC_CAPTURE_MAX_LISTS);
        p->too_many = true;
        *good = false;
        return true;
    }
    *lists |= 1u << k;
    return true;
}

/* All names of the list column. */
static bool read_names(uc_case_pass *p, const uc_csv_record *record, uint32_t *lists,
                       bool *good)
{
    const char *separator = p->rules->separator;
    size_t len;
    const char *at = trimmed(record, p->list_field, &len), *end = at + len;

    for (;;) {
        const char *stop = separator != NULL ? strstr(at, separator) : NULL;
        size_t part_len = (size_t)((stop != NULL ? stop : end) - at);
        const char *part = uc_text_trim(at, &part_len);

        if (!uc_case_is_unknown(p->rules, part, part_len) &&
            !add_name(p, record, part, part_len, lists, good))
            return false;
        if (stop == NULL)
            return true;
        at = stop + strlen(separator);
    }
}

static bool read_lists(uc_case_pass *p, const uc_csv_record *record, uint32_t *lists,
                       bool *good)
{
    *lists = 0;
    if (p->fixed_list != UC_CASE_NO_LIST) {
        *lists = 1u << p->fixed_list;
        return true;
    }
    if (p->rules->list_column != NULL)
        return read_names(p, record, lists, good);
    for (size_t j = 0; j < p->rules->lists.n; j++) {
        size_t len;
        const char *text = trimmed(record, p->lists_field[j], &len);
        const int flag = flag_of(p, text, len);

        if (flag < 0) {
            cell_fault(p, record, p->lists_field[j], "list", p->rules->lists.word[j],
                       flags_allowed(p));
            *good = false;
        } else {
            *lists |= (uint32_t)flag << j;
        }
    }
    return true;
}

static void read_stages(uc_case_pass *p, const uc_csv_record *record, uint32_t *stages,
                        bool *good)
{
    *stages = 0;
    for (size_t j = 0; j < p->rules->n_stages; j++) {
        size_t len;
        const char *text = trimmed(record, p->stage_field[j], &len);
        const int flag =
            uc_case_is_unknown(p->rules, text, len) ? 0 : flag_of(p, text, len);

        if (flag < 0) {
            cell_fault(p, record, p->stage_field[j], "stage", p->rules->stage[j].name,
                       flags_allowed(p));
            *good = false;
        } else {
            *stages |= (uint32_t)flag << j;
        }
    }
}

/* The stratum of the row as a number. */
static bool read_stratum(uc_case_pass *p, const uc_csv_record *record,
                         uint32_t *stratum, bool *good)
{
    char room[UC_CASE_VALUE];
    size_t index;

    p->tuple.len = 0;
    for (size_t j = 0; j < p->rules->by.n; j++) {
        size_t len, value_len;
        const char *text = trimmed(record, p->by_field[j], &len), *value;
        const char *allowed =
            uc_case_value(p->rules, p->by[j], text, len, room, &value, &value_len);

        if (allowed != NULL) {
            cell_fault(p, record, p->by_field[j], "stratum", p->rules->by.word[j],
                       allowed);
            *good = false;
            value_len = 0;
        }
        p->unknown[j] = value_len == strlen(UC_CASE_UNKNOWN) &&
                        memcmp(value, UC_CASE_UNKNOWN, value_len) == 0;
        if (!uc_case_text_append(&p->tuple, value, value_len) ||
            !uc_case_text_append(&p->tuple, "", 1))
            return false;
    }
    if (!*good)
        return true;
    if (!uc_pool_index(p->rows->strata, p->tuple.len > 0 ? p->tuple.text : "",
                       p->tuple.len, &index))
        return false;
    *stratum = (uint32_t)index;
    return true;
}

/* The key of one pass: none when a column of it is blank or unknown. */
static bool read_key(uc_case_pass *p, const uc_csv_record *record, size_t pass,
                     uc_case_hash *hash)
{
    *hash = (uc_case_hash){{0, 0}};
    p->tuple.len = 0;
    for (size_t j = 0; j < p->rules->pass[pass].n; j++) {
        size_t len;
        const char *text = trimmed(record, p->pass_field[pass][j], &len);
        const size_t before = p->tuple.len;

        if (uc_case_is_unknown(p->rules, text, len))
            return true;
        if (!uc_case_normalise(text, len, &p->tuple))
            return false;
        if (p->tuple.len == before)
            return true;
        if (!uc_case_text_append(&p->tuple, "\x1f", 1))
            return false;
    }
    *hash = uc_case_hash_of(p->tuple.text, p->tuple.len, p->secret);
    return true;
}

static int32_t read_day(uc_case_pass *p, const uc_csv_record *record, bool *good)
{
    static const char *const allowed[] = {"a date such as 2016-07-31",
                                          "a date such as 31/07/2016",
                                          "a date such as 07/31/2016"};
    uc_date date;
    size_t len;
    const char *text;

    if (p->rules->date == NULL)
        return UC_CASE_NO_DAY;
    text = trimmed(record, p->date_field, &len);
    if (uc_case_is_unknown(p->rules, text, len))
        return UC_CASE_NO_DAY;
    if (uc_date_read(text, len, p->rules->date_order, &date))
        return uc_date_first_day(&date);
    cell_fault(p, record, p->date_field, "date", p->rules->date,
               allowed[p->rules->date_order]);
    *good = false;
    return UC_CASE_NO_DAY;
}

static bool reserve_keys(uc_case_rows *rows, size_t size)
{
    for (size_t i = 0; i < rows->rules->n_passes; i++) {
        uc_case_hash *key = realloc(rows->key[i], size * sizeof *key);

        if (key == NULL)
            return false;
        rows->key[i] = key;
    }
    return true;
}

static bool reserve_fields(uc_case_rows *rows, size_t size)
{
    const size_t n = size * rows->rules->n_fields;
    uint32_t *field;

    if (n == 0)
        return true;
    field = realloc(rows->field, n * sizeof *field);
    if (field == NULL)
        return false;
    rows->field = field;
    return true;
}

/* Room for one more row. */
static bool reserve_row(uc_case_rows *rows)
{
    const size_t size = rows->size == 0 ? 1024 : rows->size + rows->size / 2;
    uc_case_row *row;

    if (rows->n < rows->size)
        return true;
    row = realloc(rows->row, size * sizeof *row);
    if (row == NULL)
        return false;
    rows->row = row;
    if (!reserve_keys(rows, size) || !reserve_fields(rows, size))
        return false;
    rows->size = size;
    return true;
}

/* The normal form of every field that is compared; 0 for blank and unknown ones. */
static bool read_fields(uc_case_pass *p, const uc_csv_record *record, uint32_t *field)
{
    for (size_t j = 0; j < p->rules->n_fields; j++) {
        size_t len, index = 0;
        const char *text = trimmed(record, p->field_field[j], &len);

        p->tuple.len = 0;
        if (!uc_case_is_unknown(p->rules, text, len) &&
            (!uc_case_normalise(text, len, &p->tuple) ||
             !uc_pool_index(p->rows->texts, p->tuple.text, p->tuple.len, &index)))
            return false;
        field[j] = (uint32_t)index;
    }
    return true;
}

static bool keep_row(uc_case_pass *p, const uc_csv_record *record,
                     const uc_case_row *row)
{
    uc_case_rows *rows = p->rows;
    bool any = false;

    if (!reserve_row(rows))
        return false;
    for (size_t i = 0; i < p->rules->n_passes; i++) {
        uc_case_hash *hash = &rows->key[i][rows->n];

        if (!read_key(p, record, i, hash))
            return false;
        any = any || !uc_case_hash_none(hash);
        rows->report.n_keys[i] += !uc_case_hash_none(hash);
    }
    rows->report.n_without_key += !any;
    if (p->rules->n_fields > 0 &&
        !read_fields(p, record, rows->field + rows->n * p->rules->n_fields))
        return false;
    rows->row[rows->n++] = *row;
    return true;
}

/* Adds one person to the cell of the row. */
static bool sum_row(uc_case_pass *p, const uc_case_row *row)
{
    uc_case_rows *rows = p->rows;
    const size_t before = uc_pool_size(rows->cells);
    const uint32_t cell[3] = {row->stratum, row->lists,
                              p->rules->identified != NULL &&
                                  uc_stage_rule_holds(&p->rule, row->stages)};
    size_t index;

    if (before == rows->count_size) {
        const size_t size = before == 0 ? 256 : 2 * before;

        uint64_t *count = realloc(rows->count, size * sizeof *count);

        if (count == NULL)
            return false;
        rows->count = count;
        rows->count_size = size;
    }
    if (!uc_pool_index(rows->cells, cell, sizeof cell, &index))
        return false;
    if (index == before)
        rows->count[index] = 0;
    rows->count[index]++;
    return true;
}

/* A row on no list is left out or is a fault, as declared. */
static void without_list(uc_case_pass *p, const uc_csv_record *record)
{
    if (p->rules->leave_out_unlisted)
        p->rows->report.n_unlisted++;
    else
        uc_faults_add(p->faults, UC_EDATA, p->path, record->line, 0,
                      "case is on no list; a row needs one of them");
}

uc_status uc_case_on_record(void *context, const uc_csv_record *record, uc_error *err)
{
    uc_case_pass *p = context;
    uc_case_row row = {.row = (uint32_t)record->row, .file = (uint32_t)p->file};
    bool good = true, kept;

    p->n_seen++;
    if (!is_taken(p, record)) {
        p->rows->report.n_filtered++;
        return UC_OK;
    }
    if (!read_lists(p, record, &row.lists, &good))
        return no_memory(err);
    read_stages(p, record, &row.stages, &good);
    row.day = read_day(p, record, &good);
    if (!read_stratum(p, record, &row.stratum, &good))
        return no_memory(err);
    if (!good)
        return UC_OK;
    if (row.lists == 0) {
        without_list(p, record);
        return UC_OK;
    }
    p->rows->report.n_rows++;
    for (size_t j = 0; j < p->rules->by.n; j++)
        p->rows->report.n_unknown[j] += p->unknown[j];
    if (p->rows->report.n_rows > UINT32_MAX - 1 && p->rows->keyed)
        return uc_fail(err, UC_EDATA, "more rows than a table with keys can take");
    kept = p->rows->keyed ? keep_row(p, record, &row) : sum_row(p, &row);
    return kept ? UC_OK : no_memory(err);
}
