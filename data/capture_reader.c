/* capture_reader.c - capture tables from CSV */
#include "data/capture_reader.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/pool.h"
#include "data/base/text.h"
#include "data/row_reader.h"
#include "data/schema.h"

#define SHOWN_CHARS 40
#define MAX_LATE    100 /* faults kept per column until the lists are known */

/* What a field is. */
typedef enum role {
    ROLE_OTHER, /* summed over */
    ROLE_CANDIDATE,
    ROLE_COUNT,
    ROLE_BY
} role;

/* A fault that waits until the lists are known. */
typedef struct late_fault {
    size_t line;
    char *cell; /* as uc_csv_show_cell() shows it; owned; NULL: not about a cell */
} late_fault;

typedef struct late_faults {
    late_fault *item;
    size_t n_kept, n_total;
} late_faults;

/* A column that may be a list. Its number is its bit in the patterns. */
typedef struct candidate {
    size_t field;  /* 0-based */
    size_t n_good; /* cells that are 0 or 1 */
    late_faults bad;
} candidate;

/* People with one pattern in one stratum. */
typedef struct cell_sum {
    uint64_t count;
    size_t line; /* where it was first seen */
} cell_sum;

typedef struct capture_pass {
    const uc_capture_opts *opts;
    const char *path;
    uc_faults *faults;
    bool named;        /* the caller named the lists */
    char allowed[160]; /* "0 or 1", and the declared words */

    char **name; /* of every field; owned */
    role *role;  /* of every field */
    size_t n_fields, header_line;
    size_t count_field; /* UC_SCHEMA_ABSENT: one case a row */
    size_t *by_field;   /* opts->n_by of them */
    candidate *candidate;
    size_t n_candidates, n_words;

    uc_pool *strata; /* stratum values, each with its final NUL */
    uc_pool *cells;  /* stratum number, then n_words words of pattern */
    cell_sum *sum;   /* by number of the cell */
    size_t sum_size;
    uint64_t *pattern; /* the row's cell: 1 + n_words words */
    char *key;         /* the row's stratum values */
    size_t key_size;
    size_t n_rows;
    uint64_t n_people;
    late_faults zero; /* rows without any 1 */
} capture_pass;

static uc_status out_of_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "out of memory");
}

static const char *show(const char *name, char out[UC_CSV_SHOWN])
{
    return uc_text_display(name, strlen(name), SHOWN_CHARS, out, UC_CSV_SHOWN);
}

/* -- Faults that wait ---------------------------------------------------------- */

static bool keep_late(late_faults *late, size_t line, const char *cell)
{
    const size_t n = late->n_kept;
    char *copy = NULL;

    late->n_total++;
    if (n == MAX_LATE)
        return true;
    if (n == 0 || (n & (n - 1)) == 0) {
        late_fault *item = realloc(late->item, (n == 0 ? 1 : 2 * n) * sizeof *item);

        if (item == NULL)
            return false;
        late->item = item;
    }
    if (cell != NULL && (copy = uc_text_copy(cell)) == NULL)
        return false;
    late->item[late->n_kept++] = (late_fault){line, copy};
    return true;
}

static void clear_late(late_faults *late)
{
    for (size_t i = 0; i < late->n_kept; i++)
        free(late->item[i].cell);
    free(late->item);
    *late = (late_faults){0};
}

/* -- The header ---------------------------------------------------------------- */

static size_t field_called(const capture_pass *pass, const char *name)
{
    for (size_t f = 0; f < pass->n_fields; f++)
        if (strcmp(pass->name[f], name) == 0)
            return f;
    return UC_SCHEMA_ABSENT;
}

static bool copy_names(capture_pass *pass, const uc_csv_record *header)
{
    const size_t n = header->n_fields;

    pass->name = calloc(n, sizeof *pass->name);
    pass->role = calloc(n, sizeof *pass->role);
    pass->candidate = calloc(n, sizeof *pass->candidate);
    pass->by_field = calloc(pass->opts->n_by + 1, sizeof *pass->by_field);
    if (pass->name == NULL || pass->role == NULL || pass->candidate == NULL ||
        pass->by_field == NULL)
        return false;
    pass->n_fields = n;
    for (size_t f = 0; f < n; f++) {
        pass->name[f] = uc_text_copy(header->field[f].text);
        if (pass->name[f] == NULL)
            return false;
    }
    return true;
}

/* Gives a named column its role; adds a fault if there is no such column or it has a
 * role already. Returns its field, or UC_SCHEMA_ABSENT. */
static size_t claim(capture_pass *pass, const char *what, const char *name, role as)
{
    static const char *const taken[] = {[ROLE_CANDIDATE] = "a list",
                                        [ROLE_COUNT] = "the count",
                                        [ROLE_BY] = "a stratum column"};
    const size_t f = field_called(pass, name);
    char shown[UC_CSV_SHOWN], advice[UC_CSV_SHOWN];

    if (f == UC_SCHEMA_ABSENT) {
        (void)uc_schema_advice(name, (const char *const *)pass->name, pass->n_fields,
                               advice, sizeof advice);
        uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line, 0,
                      "%s column '%s' is missing%s", what, show(name, shown), advice);
        return f;
    }
    if (pass->role[f] != ROLE_OTHER) {
        uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line, f + 1,
                      "column '%s' is named as %s column but is already %s",
                      show(name, shown), what, taken[pass->role[f]]);
        return UC_SCHEMA_ABSENT;
    }
    pass->role[f] = as;
    return f;
}

static bool is_count_name(const char *name)
{
    static const char *const names[] = {"count", "n", "freq", "frequency"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (uc_text_equal_nocase(name, names[i]))
            return true;
    return false;
}

/* Finds the count column among those that have no role yet. */
static void find_count(capture_pass *pass)
{
    char first[UC_CSV_SHOWN], second[UC_CSV_SHOWN];

    for (size_t f = 0; f < pass->n_fields; f++) {
        if (pass->role[f] != ROLE_OTHER || !is_count_name(pass->name[f]))
            continue;
        if (pass->count_field != UC_SCHEMA_ABSENT) {
            uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line, f + 1,
                          "columns '%s' and '%s' can both be the count; say which with "
                          "--count",
                          show(pass->name[pass->count_field], first),
                          show(pass->name[f], second));
            return;
        }
        pass->count_field = f;
    }
    if (pass->count_field != UC_SCHEMA_ABSENT)
        pass->role[pass->count_field] = ROLE_COUNT;
}

static void add_candidate(capture_pass *pass, size_t field)
{
    pass->role[field] = ROLE_CANDIDATE;
    pass->candidate[pass->n_candidates++].field = field;
}

static void assign_roles(capture_pass *pass)
{
    const uc_capture_opts *opts = pass->opts;

    for (size_t j = 0; pass->named && j < opts->n_lists; j++) {
        const size_t f = claim(pass, "list", opts->lists[j], ROLE_CANDIDATE);

        if (f != UC_SCHEMA_ABSENT)
            add_candidate(pass, f);
    }
    if (opts->count != NULL)
        pass->count_field = claim(pass, "count", opts->count, ROLE_COUNT);
    for (size_t j = 0; j < opts->n_by; j++)
        pass->by_field[j] = claim(pass, "stratum", opts->by[j], ROLE_BY);
    if (opts->count == NULL)
        find_count(pass);
    for (size_t f = 0; !pass->named && f < pass->n_fields; f++)
        if (pass->role[f] == ROLE_OTHER)
            add_candidate(pass, f);
}

static uc_status on_header(void *context, const uc_csv_record *header, bool *stop,
                           uc_error *err)
{
    capture_pass *pass = context;
    const size_t n_before = pass->faults->n_total;

    pass->header_line = header->line;
    if (!copy_names(pass, header))
        return out_of_memory(err);
    if (pass->named && pass->opts->n_lists > UC_CAPTURE_MAX_LISTS)
        uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line, 0,
                      "%zu lists are named; at most %d are allowed",
                      pass->opts->n_lists, UC_CAPTURE_MAX_LISTS);
    assign_roles(pass);
    pass->n_words = (pass->n_candidates + 63) / 64;
    pass->pattern = calloc(1 + pass->n_words, sizeof *pass->pattern);
    if (pass->pattern == NULL)
        return out_of_memory(err);
    *stop = pass->faults->n_total > n_before;
    return UC_OK;
}

/* -- Rows ---------------------------------------------------------------------- */

static bool is_word(const char *const words[], size_t n_words, const char *text)
{
    for (size_t i = 0; i < n_words; i++)
        if (uc_text_equal_nocase(words[i], text))
            return true;
    return false;
}

/* 0 or 1, or -1 when the cell is neither. */
static int list_cell(const uc_capture_opts *opts, const uc_csv_field *cell)
{
    if (cell->len == 1 && (cell->text[0] == '0' || cell->text[0] == '1'))
        return cell->text[0] - '0';
    if (is_word(opts->yes, opts->n_yes, cell->text))
        return 1;
    return is_word(opts->no, opts->n_no, cell->text) ? 0 : -1;
}

static void bad_cell(const capture_pass *pass, size_t field, size_t line,
                     const char *cell)
{
    char shown[UC_CSV_SHOWN];

    uc_faults_add(pass->faults, UC_EDATA, pass->path, line, field + 1,
                  cell[0] != '\0' ? "list '%s' cell%s must be %s"
                                  : "list '%s' cell is blank%s; it must be %s",
                  show(pass->name[field], shown), cell, pass->allowed);
}

/* Notes a cell that is neither 0 nor 1. Returns false when memory is short. */
static bool note_bad(capture_pass *pass, candidate *c, const uc_csv_field *cell)
{
    char shown[UC_CSV_SHOWN] = "";

    if (pass->named || c->bad.n_kept < MAX_LATE)
        (void)uc_csv_show_cell(&pass->opts->csv, cell->text, cell->len, shown);
    if (!pass->named)
        return keep_late(&c->bad, cell->line, shown);
    bad_cell(pass, c->field, cell->line, shown);
    return true;
}

/* Reads the list cells into the row's pattern. Returns false when memory is short. */
static bool read_lists(capture_pass *pass, const uc_csv_record *record, bool *all_good)
{
    *all_good = true;
    memset(pass->pattern, 0, (1 + pass->n_words) * sizeof *pass->pattern);
    for (size_t k = 0; k < pass->n_candidates; k++) {
        candidate *c = &pass->candidate[k];
        const uc_csv_field *cell = &record->field[c->field];
        const int value = list_cell(pass->opts, cell);

        if (value >= 0) {
            c->n_good++;
            pass->pattern[1 + k / 64] |= (uint64_t)value << (k % 64);
        } else {
            *all_good = false;
            if (!note_bad(pass, c, cell))
                return false;
        }
    }
    return true;
}

/* Finds the row's stratum, adding it when it is new. */
static bool find_stratum(capture_pass *pass, const uc_csv_record *record, size_t *index)
{
    size_t len = 0;

    for (size_t j = 0; j < pass->opts->n_by; j++) {
        const uc_csv_field *cell = &record->field[pass->by_field[j]];
        size_t cell_len = cell->len;
        const char *value = uc_text_trim(cell->text, &cell_len);

        if (len + cell_len + 1 > pass->key_size) {
            const size_t size = 2 * (len + cell_len + 1);
            char *key = realloc(pass->key, size);

            if (key == NULL)
                return false;
            pass->key = key;
            pass->key_size = size;
        }
        memcpy(pass->key + len, value, cell_len);
        pass->key[len + cell_len] = '\0';
        len += cell_len + 1;
    }
    return uc_pool_index(pass->strata, len > 0 ? pass->key : "", len, index);
}

static bool is_zero(const capture_pass *pass)
{
    for (size_t w = 1; w <= pass->n_words; w++)
        if (pass->pattern[w] != 0)
            return false;
    return true;
}

static void zero_history(const capture_pass *pass, size_t line)
{
    if (pass->count_field == UC_SCHEMA_ABSENT)
        uc_faults_add(pass->faults, UC_EDATA, pass->path, line, 0,
                      "case is on no list; a row needs a 1 in one of them");
    else
        uc_faults_add(pass->faults, UC_EDATA, pass->path, line, pass->count_field + 1,
                      "count of the history of zeros must be 0: people on no list are "
                      "not observed");
}

/* Adds `count` people to the row's cell. */
static bool add_to_cell(capture_pass *pass, uint64_t count, size_t line)
{
    const size_t size = (1 + pass->n_words) * sizeof *pass->pattern;
    size_t n_before = uc_pool_size(pass->cells), index;

    if (n_before == pass->sum_size) {
        const size_t more = n_before == 0 ? 64 : 2 * n_before;
        cell_sum *sum = realloc(pass->sum, more * sizeof *sum);

        if (sum == NULL)
            return false;
        pass->sum = sum;
        pass->sum_size = more;
    }
    if (!uc_pool_index(pass->cells, pass->pattern, size, &index))
        return false;
    if (index == n_before)
        pass->sum[index] = (cell_sum){0, line};
    pass->sum[index].count += count;
    return true;
}

/* Reads the row's count. Returns false when a fault was added. */
static bool read_count(capture_pass *pass, const uc_csv_record *record, uint64_t *count)
{
    const size_t f = pass->count_field;

    *count = 1;
    if (f != UC_SCHEMA_ABSENT &&
        !uc_schema_count(pass->name[f], &record->field[f], f + 1, &pass->opts->csv,
                         pass->path, pass->faults, count))
        return false;
    if (*count > UC_NUMBER_MAX_COUNT - pass->n_people) {
        uc_faults_add(pass->faults, UC_EDATA, pass->path, record->line,
                      f != UC_SCHEMA_ABSENT ? f + 1 : 0,
                      "counts up to here sum to more than %llu, the largest allowed",
                      UC_NUMBER_MAX_COUNT);
        return false;
    }
    pass->n_people += *count;
    return true;
}

static uc_status on_record(void *context, const uc_csv_record *record, uc_error *err)
{
    capture_pass *pass = context;
    uint64_t count;
    size_t stratum;
    bool all_good;

    pass->n_rows++;
    if (!read_lists(pass, record, &all_good))
        return out_of_memory(err);
    if (!read_count(pass, record, &count) || (pass->named && !all_good))
        return UC_OK;
    if (!find_stratum(pass, record, &stratum))
        return out_of_memory(err);
    if (count == 0)
        return UC_OK;
    if (is_zero(pass))
        return keep_late(&pass->zero, record->line, NULL) ? UC_OK : out_of_memory(err);
    pass->pattern[0] = stratum;
    return add_to_cell(pass, count, record->line) ? UC_OK : out_of_memory(err);
}

/* -- Which candidates are lists ------------------------------------------------ */

/* Adds the faults of a column that looks like a list with bad cells. */
static void report_bad(const capture_pass *pass, const candidate *c)
{
    char shown[UC_CSV_SHOWN];

    for (size_t i = 0; i < c->bad.n_kept; i++)
        bad_cell(pass, c->field, c->bad.item[i].line, c->bad.item[i].cell);
    if (c->bad.n_total > c->bad.n_kept)
        uc_faults_add(pass->faults, UC_EDATA, pass->path, 0, c->field + 1,
                      "list '%s' has %zu more cells that are not %s",
                      show(pass->name[c->field], shown), c->bad.n_total - c->bad.n_kept,
                      pass->allowed);
}

/* Names up to five columns that are no lists: ": 'a', 'b' and 3 more". */
static void name_others(const capture_pass *pass, char *out, size_t out_size)
{
    size_t n = 0, end = 0;

    out[0] = '\0';
    for (size_t k = 0; k < pass->n_candidates; k++) {
        char shown[UC_CSV_SHOWN];
        int used;

        if (pass->candidate[k].bad.n_total == 0 || ++n > 5)
            continue;
        used = snprintf(out + end, out_size - end, "%s'%s'", n == 1 ? ": " : ", ",
                        show(pass->name[pass->candidate[k].field], shown));
        if (used < 0 || (size_t)used >= out_size - end)
            return;
        end += (size_t)used;
    }
    if (n > 5)
        (void)snprintf(out + end, out_size - end, " and %zu more", n - 5);
}

/* Adds the fault of a number of lists that no table can have. */
static bool check_number(const capture_pass *pass, size_t n_lists, size_t first)
{
    char others[320], shown[UC_CSV_SHOWN];

    if (n_lists > UC_CAPTURE_MAX_LISTS) {
        uc_faults_add(
            pass->faults, UC_EDATA, pass->path, pass->header_line, 0,
            "file has %zu list columns; at most %d are allowed, name those to "
            "use",
            n_lists, UC_CAPTURE_MAX_LISTS);
        return false;
    }
    if (n_lists > 1 || pass->named)
        return true;
    name_others(pass, others, sizeof others);
    if (n_lists == 0)
        uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line, 0,
                      "no list column found: every cell of a list is %s; columns with "
                      "other cells%s",
                      pass->allowed, others[0] != '\0' ? others : ": none");
    else
        uc_faults_add(pass->faults, UC_EDATA, pass->path, pass->header_line, first + 1,
                      "only one list column found, '%s'; two are needed; columns with "
                      "other cells%s",
                      show(pass->name[first], shown),
                      others[0] != '\0' ? others : ": none");
    return false;
}

static void report_zero(const capture_pass *pass)
{
    for (size_t i = 0; i < pass->zero.n_kept; i++)
        zero_history(pass, pass->zero.item[i].line);
    if (pass->zero.n_total > pass->zero.n_kept)
        uc_faults_add(pass->faults, UC_EDATA, pass->path, 0, 0,
                      "%zu more rows have a history of zeros",
                      pass->zero.n_total - pass->zero.n_kept);
}

static bool is_list(const candidate *c)
{
    return c->bad.n_total == 0 && c->n_good > 0;
}

/* Reduces the candidates to the lists and adds the faults this brings to light. `bit`
 * gets the pattern's bit of each list. Returns the number of lists. */
static size_t choose_lists(const capture_pass *pass, size_t bit[UC_CAPTURE_MAX_LISTS])
{
    size_t n_lists = 0, n_suspect = 0;

    for (size_t k = 0; k < pass->n_candidates; k++) {
        const candidate *c = &pass->candidate[k];

        if (pass->named || is_list(c)) {
            if (n_lists < UC_CAPTURE_MAX_LISTS)
                bit[n_lists] = k;
            n_lists++;
        } else if (c->n_good >= c->bad.n_total) {
            report_bad(pass, c);
            n_suspect++;
        }
    }
    if (n_suspect == 0 && check_number(pass, n_lists, pass->candidate[bit[0]].field))
        report_zero(pass);
    return n_lists;
}

/* -- The result ---------------------------------------------------------------- */

typedef struct sorted_cell {
    size_t stratum;
    uint32_t history;
    uint64_t count;
} sorted_cell;

static int by_stratum_and_history(const void *a, const void *b)
{
    const sorted_cell *x = a, *y = b;

    if (x->stratum != y->stratum)
        return x->stratum < y->stratum ? -1 : 1;
    return (x->history > y->history) - (x->history < y->history);
}

static uint32_t history_of(const uint64_t pattern[], const size_t bit[], size_t n_lists)
{
    uint32_t history = 0;

    for (size_t j = 0; j < n_lists; j++)
        history |= (uint32_t)(pattern[1 + bit[j] / 64] >> (bit[j] % 64) & 1) << j;
    return history;
}

/* Sorted, every history goes to the end of its table. */
static uc_status fill_tables(const capture_pass *pass, const size_t bit[],
                             uc_capture_set *set, uc_error *err)
{
    const size_t n = uc_pool_size(pass->cells);
    sorted_cell *cell = malloc((n + 1) * sizeof *cell);
    uc_status status = UC_OK;

    if (cell == NULL)
        return out_of_memory(err);
    for (size_t i = 0; i < n; i++) {
        size_t len;
        const uint64_t *pattern = uc_pool_at(pass->cells, i, &len);

        cell[i] =
            (sorted_cell){(size_t)pattern[0], history_of(pattern, bit, set->n_lists),
                          pass->sum[i].count};
        if (cell[i].history == 0)
            zero_history(pass, pass->sum[i].line);
    }
    qsort(cell, n, sizeof *cell, by_stratum_and_history);
    for (size_t i = 0; i < n && status == UC_OK; i++)
        if (cell[i].history != 0)
            status = uc_capture_table_add(&set->strata[cell[i].stratum].table,
                                          cell[i].history, cell[i].count, err);
    free(cell);
    return status;
}

static uc_status make_strata(const capture_pass *pass, uc_capture_set *set,
                             uc_error *err)
{
    const size_t n = uc_pool_size(pass->strata);

    set->strata = calloc(n + 1, sizeof *set->strata);
    if (set->strata == NULL)
        return out_of_memory(err);
    set->n_strata = n;
    for (size_t s = 0; s < n; s++) {
        uc_capture_stratum *stratum = &set->strata[s];
        size_t len;
        const char *value = uc_pool_at(pass->strata, s, &len);

        uc_capture_table_init(&stratum->table, set->n_lists);
        stratum->value = calloc(set->n_by + 1, sizeof *stratum->value);
        if (stratum->value == NULL)
            return out_of_memory(err);
        for (size_t j = 0; j < set->n_by; j++) {
            stratum->value[j] = uc_text_copy(value);
            if (stratum->value[j] == NULL)
                return out_of_memory(err);
            value += strlen(value) + 1;
        }
    }
    return UC_OK;
}

static bool append_name(char **names, size_t *n, const char *name)
{
    names[*n] = uc_text_copy(name);
    if (names[*n] == NULL)
        return false;
    ++*n;
    return true;
}

static bool is_bit(const size_t bit[], size_t n_lists, size_t k)
{
    for (size_t j = 0; j < n_lists; j++)
        if (bit[j] == k)
            return true;
    return false;
}

static bool name_pooled(const capture_pass *pass, const size_t bit[],
                        uc_capture_set *set)
{
    size_t k = 0;

    set->pooled_names = calloc(pass->n_fields + 1, sizeof *set->pooled_names);
    if (set->pooled_names == NULL)
        return false;
    for (size_t f = 0; f < pass->n_fields; f++) {
        bool pooled = pass->role[f] == ROLE_OTHER;

        /* Candidates that are not named come in the order of the fields. */
        if (pass->role[f] == ROLE_CANDIDATE && !pass->named)
            pooled = !is_bit(bit, set->n_lists, k++);
        if (pooled && !append_name(set->pooled_names, &set->n_pooled, pass->name[f]))
            return false;
    }
    return true;
}

static uc_status name_columns(const capture_pass *pass, const size_t bit[],
                              size_t n_lists, uc_capture_set *set, uc_error *err)
{
    set->counted = pass->count_field != UC_SCHEMA_ABSENT;
    set->path = uc_text_copy(pass->path);
    set->dataset = uc_source_dataset(pass->path);
    set->list_names = calloc(n_lists + 1, sizeof *set->list_names);
    set->by_names = calloc(pass->opts->n_by + 1, sizeof *set->by_names);
    if (set->path == NULL || set->dataset == NULL || set->list_names == NULL ||
        set->by_names == NULL)
        return out_of_memory(err);
    for (size_t j = 0; j < n_lists; j++)
        if (!append_name(set->list_names, &set->n_lists,
                         pass->name[pass->candidate[bit[j]].field]))
            return out_of_memory(err);
    for (size_t j = 0; j < pass->opts->n_by; j++)
        if (!append_name(set->by_names, &set->n_by, pass->opts->by[j]))
            return out_of_memory(err);
    return name_pooled(pass, bit, set) ? UC_OK : out_of_memory(err);
}

/* Makes the set of a file that was read to its end. With faults, `set` stays as it is.
 */
static uc_status finish(const capture_pass *pass, size_t n_faults_before,
                        const char *sha256, uc_capture_set *set, uc_error *err)
{
    size_t bit[UC_CAPTURE_MAX_LISTS] = {0}, n_lists;
    uc_capture_set made = {0};
    uc_status status;

    if (pass->n_rows == 0) /* every row was ragged or not text */
        return UC_OK;
    n_lists = choose_lists(pass, bit);
    if (pass->faults->n_total > n_faults_before)
        return UC_OK;
    (void)snprintf(made.sha256, sizeof made.sha256, "%s", sha256);
    status = name_columns(pass, bit, n_lists, &made, err);
    if (status == UC_OK)
        status = make_strata(pass, &made, err);
    if (status == UC_OK)
        status = fill_tables(pass, bit, &made, err);
    if (status == UC_OK && pass->faults->n_total == n_faults_before)
        *set = made;
    else
        uc_capture_set_clear(&made);
    return status;
}

/* -- The whole file ------------------------------------------------------------ */

static void describe_allowed(capture_pass *pass)
{
    const uc_capture_opts *opts = pass->opts;
    const size_t n = opts->n_yes + opts->n_no;
    size_t end = (size_t)snprintf(pass->allowed, sizeof pass->allowed,
                                  n == 0 ? "0 or 1" : "0, 1");

    for (size_t i = 0; i < n; i++) {
        const char *word = i < opts->n_no ? opts->no[i] : opts->yes[i - opts->n_no];
        const int used = snprintf(pass->allowed + end, sizeof pass->allowed - end,
                                  "%s%s", i + 1 < n ? ", " : " or ", word);

        if (used < 0 || (size_t)used >= sizeof pass->allowed - end)
            return;
        end += (size_t)used;
    }
}

static void clear_pass(capture_pass *pass)
{
    for (size_t k = 0; k < pass->n_candidates; k++)
        clear_late(&pass->candidate[k].bad);
    for (size_t f = 0; f < pass->n_fields; f++)
        free(pass->name[f]);
    clear_late(&pass->zero);
    uc_pool_free(pass->strata);
    uc_pool_free(pass->cells);
    free(pass->name);
    free(pass->role);
    free(pass->by_field);
    free(pass->candidate);
    free(pass->sum);
    free(pass->pattern);
    free(pass->key);
}

uc_status uc_capture_read_source(uc_source *source, const uc_capture_opts *opts,
                                 uc_faults *faults, uc_capture_set *set, uc_error *err)
{
    static const uc_capture_opts defaults = {0};
    const size_t n_before = faults->n_total;
    capture_pass pass = {.opts = opts != NULL ? opts : &defaults,
                         .path = uc_source_name(source),
                         .faults = faults,
                         .count_field = UC_SCHEMA_ABSENT};
    const uc_csv_handler handler = {on_header, on_record, &pass};
    char sha256[UC_SHA256_HEX] = "";
    uc_status status = UC_OK;

    pass.named = pass.opts->lists != NULL && pass.opts->n_lists > 0;
    describe_allowed(&pass);
    pass.strata = uc_pool_alloc();
    pass.cells = uc_pool_alloc();
    if (pass.strata == NULL || pass.cells == NULL)
        status = out_of_memory(err);
    if (status == UC_OK)
        status = uc_csv_read(source, &pass.opts->csv, &handler, faults, sha256, err);
    /* Read to its end, as the hash shows: what depends on all rows can be checked. */
    if (status == UC_OK && sha256[0] != '\0')
        status = finish(&pass, n_before, sha256, set, err);
    clear_pass(&pass);
    return status;
}

uc_status uc_capture_read(const char *path, const uc_capture_opts *opts,
                          uc_faults *faults, uc_capture_set *set, uc_error *err)
{
    uc_source *source = NULL;
    uc_status status = uc_row_open(path, faults, &source, err);

    if (status == UC_OK && source != NULL)
        status = uc_capture_read_source(source, opts, faults, set, err);
    uc_source_close(source);
    return status;
}
