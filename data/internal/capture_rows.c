/* capture_rows.c - rows of a capture table summed by stratum and pattern */
#include "data/internal/capture_pass.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"

/* Linked versions of a table. */
#define MAX_VERSIONS 1000

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

void uc_capture_bad_cell(const uc_capture_pass *pass, size_t field, size_t line,
                         const char *cell)
{
    char shown[UC_CSV_SHOWN];

    uc_faults_add(pass->faults, UC_EDATA, pass->path, line, field + 1,
                  cell[0] != '\0' ? "list '%s' cell%s must be %s"
                                  : "list '%s' cell is blank%s; it must be %s",
                  uc_capture_show(pass->name[field], shown), cell, pass->allowed);
}

/* Notes a cell that is neither 0 nor 1. Returns false when memory is short. */
static bool note_bad(uc_capture_pass *pass, uc_capture_candidate *c,
                     const uc_csv_field *cell)
{
    char shown[UC_CSV_SHOWN] = "";

    if (pass->named || c->bad.n_kept < UC_MAX_LATE)
        (void)uc_csv_show_cell(&pass->opts->csv, cell->text, cell->len, shown);
    if (!pass->named)
        return uc_late_keep(&c->bad, cell->line, shown);
    uc_capture_bad_cell(pass, c->field, cell->line, shown);
    return true;
}

/* Reads the list cells into the row's pattern. Returns false when memory is short. */
static bool read_lists(uc_capture_pass *pass, const uc_csv_record *record,
                       bool *all_good)
{
    *all_good = true;
    memset(pass->pattern, 0, (2 + pass->n_words) * sizeof *pass->pattern);
    for (size_t k = 0; k < pass->n_candidates; k++) {
        uc_capture_candidate *c = &pass->candidate[k];
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
static bool find_stratum(uc_capture_pass *pass, const uc_csv_record *record,
                         size_t *index)
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

/* Puts the number of the row's batch into its cell. A blank one is a fault: such people
 * arrived together with nobody, or with whom is not known, and the user must say. */
static bool find_batch(uc_capture_pass *pass, const uc_csv_record *record, bool *good)
{
    const uc_csv_field *cell;
    const char *value;
    size_t len, index;

    *good = true;
    if (pass->batch_field == UC_SCHEMA_ABSENT)
        return true;
    cell = &record->field[pass->batch_field];
    len = cell->len;
    value = uc_text_trim(cell->text, &len);
    if (len == 0) {
        char shown[UC_CSV_SHOWN];

        *good = false;
        uc_faults_add(pass->faults, UC_EDATA, pass->path, cell->line,
                      pass->batch_field + 1,
                      "batch '%s' cell is blank; people who came alone need a batch of "
                      "their own",
                      uc_capture_show(pass->name[pass->batch_field], shown));
        return true;
    }
    if (!uc_pool_index(pass->batches, value, len, &index))
        return false;
    pass->pattern[1 + pass->n_words] = index;
    return true;
}

static bool is_zero(const uc_capture_pass *pass)
{
    for (size_t w = 1; w <= pass->n_words; w++)
        if (pass->pattern[w] != 0)
            return false;
    return true;
}

void uc_capture_zero_history(const uc_capture_pass *pass, size_t line)
{
    if (pass->count_field == UC_SCHEMA_ABSENT)
        uc_faults_add(pass->faults, UC_EDATA, pass->path, line, 0,
                      "case is on no list; a row needs a 1 in one of them");
    else
        uc_faults_add(pass->faults, UC_EDATA, pass->path, line, pass->count_field + 1,
                      "count of the history of zeros must be 0: people on no list are "
                      "not observed");
}

/* What stands beside the count. */
typedef struct beside {
    uint64_t identified, zero, version;
} beside;

static bool read_one(uc_capture_pass *pass, const uc_csv_record *record, size_t field,
                     uint64_t most, const char *allowed, uint64_t *value)
{
    *value = 0;
    if (field == UC_SCHEMA_ABSENT)
        return true;
    if (!uc_schema_count(pass->name[field], &record->field[field], field + 1,
                         &pass->opts->csv, pass->path, pass->faults, value))
        return false;
    if (*value <= most)
        return true;
    uc_faults_add(pass->faults, UC_EDATA, pass->path, record->line, field + 1,
                  "%s is %llu; it must be %s", pass->name[field],
                  (unsigned long long)*value, allowed);
    return false;
}

/* Reads the columns beside the count. Returns false when a fault was added. */
static bool read_beside(uc_capture_pass *pass, const uc_csv_record *record,
                        uint64_t count, beside *b)
{
    const bool ok = read_one(pass, record, pass->identified_field, count,
                             "at most the count", &b->identified) &&
                    read_one(pass, record, pass->zero_field, 1, "0 or 1", &b->zero) &&
                    read_one(pass, record, pass->imputation_field, MAX_VERSIONS,
                             "at most 1000", &b->version);

    if (ok && b->zero > 0 && count > 0) {
        uc_faults_add(pass->faults, UC_EDATA, pass->path, record->line,
                      pass->count_field + 1,
                      "count of a history that nobody can have must be 0");
        return false;
    }
    if (ok && b->version > pass->n_imputations)
        pass->n_imputations = (size_t)b->version;
    return ok;
}

/* Adds `count` people to the row's cell. */
static bool add_to_cell(uc_capture_pass *pass, uint64_t count, const beside *b,
                        size_t line)
{
    const size_t size = (2 + pass->n_words) * sizeof *pass->pattern;
    size_t n_before = uc_pool_size(pass->cells), index;

    if (n_before == pass->sum_size) {
        const size_t more = n_before == 0 ? 64 : 2 * n_before;
        uc_capture_sum *sum = realloc(pass->sum, more * sizeof *sum);

        if (sum == NULL)
            return false;
        pass->sum = sum;
        pass->sum_size = more;
    }
    if (!uc_pool_index(pass->cells, pass->pattern, size, &index))
        return false;
    if (index == n_before)
        pass->sum[index] = (uc_capture_sum){.line = line};
    pass->sum[index].count += count;
    pass->sum[index].identified += b->identified;
    pass->sum[index].impossible = pass->sum[index].impossible || b->zero > 0;
    return true;
}

/* Reads the row's count. Returns false when a fault was added. */
static bool read_count(uc_capture_pass *pass, const uc_csv_record *record,
                       uint64_t *count)
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

uc_status uc_capture_on_record(void *context, const uc_csv_record *record,
                               uc_error *err)
{
    uc_capture_pass *pass = context;
    uint64_t count;
    size_t stratum;
    bool all_good, good_batch = true;
    beside b;

    pass->n_rows++;
    if (!read_lists(pass, record, &all_good))
        return uc_capture_no_memory(err);
    if (!read_count(pass, record, &count) || !read_beside(pass, record, count, &b) ||
        (pass->named && !all_good))
        return UC_OK;
    if (!find_stratum(pass, record, &stratum) ||
        (count > 0 && !find_batch(pass, record, &good_batch)))
        return uc_capture_no_memory(err);
    if ((count == 0 && b.zero == 0) || !good_batch)
        return UC_OK;
    if (is_zero(pass))
        return uc_late_keep(&pass->zero, record->line, NULL)
                   ? UC_OK
                   : uc_capture_no_memory(err);
    pass->pattern[0] = stratum | b.version << UC_CELL_VERSION_SHIFT;
    return add_to_cell(pass, count, &b, record->line) ? UC_OK
                                                      : uc_capture_no_memory(err);
}
