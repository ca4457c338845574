/* comparison.c - pairs within blocks */
#include "estimators/link/comparison.h"

#include <stdlib.h>
#include <string.h>

/* Hashes of what rows say, for blocks, order and random streams. They stay in memory,
 * and the streams must be the same in every run: the secret is fixed. */
static const unsigned char fixed[16] = "uc-row-content-1";

typedef struct blocked_row {
    uint64_t block;
    uint32_t row;
} blocked_row;

typedef struct comparer {
    const uc_case_rows *rows;
    uc_case_people *people;
    const uc_case_rules *rules;
    uc_cancel *cancel;
    uint64_t *block;  /* n_blocks x n: block of every row, 0 none */
    uc_date *date;    /* by text number; year 0: no date */
    uint32_t *lists;  /* by person: its lists */
    uint32_t *person; /* by row */
    uc_link_pair *pair;
    size_t n_pairs, size;
    uc_error *err;
} comparer;

static uint32_t text_of(const comparer *c, size_t row, size_t field)
{
    return c->rows->field[row * c->rules->n_fields + field];
}

/* Length of the first n characters of a text. */
static size_t prefix_of(const char *text, size_t len, size_t n_chars)
{
    size_t i = 0;

    while (i < len && n_chars > 0) {
        i++;
        while (i < len && ((unsigned char)text[i] & 0xC0) == 0x80)
            i++;
        n_chars--;
    }
    return i;
}

static size_t field_called(const uc_case_rules *rules, const char *column)
{
    size_t f = 0;

    while (f < rules->n_fields && strcmp(rules->field[f].column, column) != 0)
        f++;
    return f;
}

/* Appends one part of a block; false when the row has no value for it. */
static bool block_part(const comparer *c, const uc_case_block_part *part, size_t row,
                       uc_case_text *text, bool *ok)
{
    const size_t field = field_called(c->rules, part->column);
    const uint32_t number = text_of(c, row, field);
    size_t len;
    const char *value = uc_pool_at(c->rows->texts, number, &len);
    char year[8];

    if (number == 0)
        return false;
    if (part->year) {
        const int y = c->date[number].year;

        if (y == 0)
            return false;
        for (int i = 3, left = y; i >= 0; i--, left /= 10)
            year[i] = (char)('0' + left % 10);
        *ok = uc_case_text_append(text, year, 4);
    } else {
        *ok = uc_case_text_append(
            text, value,
            part->n_chars > 0 ? prefix_of(value, len, part->n_chars) : len);
    }
    *ok = *ok && uc_case_text_append(text, "\x1f", 1);
    return *ok;
}

static uc_status set_blocks(comparer *c)
{
    const size_t n = c->rows->n;
    uc_case_text text = {0};
    bool ok = true;

    for (size_t b = 0; b < c->rules->n_blocks && ok; b++)
        for (size_t i = 0; i < n && ok; i++) {
            const uc_case_block *block = &c->rules->block[b];
            bool has = true;

            text.len = 0;
            for (size_t k = 0; k < block->n_parts && has && ok; k++)
                has = block_part(c, &block->part[k], i, &text, &ok);
            if (has && ok)
                c->block[b * n + i] =
                    uc_case_hash_of(text.text, text.len, fixed).part[0] | 1;
        }
    uc_case_text_clear(&text);
    return ok ? UC_OK : uc_fail(c->err, UC_ENOMEM, "out of memory");
}

/* Texts of date fields, read once. */
static void read_dates(comparer *c)
{
    const size_t n_texts = uc_pool_size(c->rows->texts);

    for (size_t t = 1; t < n_texts; t++) {
        size_t len;
        const char *text = uc_pool_at(c->rows->texts, t, &len);

        if (!uc_date_read(text, len, c->rules->date_order, &c->date[t]))
            c->date[t] = (uc_date){0, 0, 0};
    }
}

static unsigned level_of(const comparer *c, size_t field, uint32_t a, uint32_t b)
{
    size_t len_a, len_b;
    const char *x, *y;

    if (a == 0 || b == 0)
        return UC_LINK_MISSING;
    if (a == b)
        return UC_LINK_EQUAL;
    switch (c->rules->field[field].compare) {
    case UC_CASE_NAME:
        x = uc_pool_at(c->rows->texts, a, &len_a);
        y = uc_pool_at(c->rows->texts, b, &len_b);
        return uc_link_compare_names(x, len_a, y, len_b);
    case UC_CASE_DATE:
        if (c->date[a].year == 0 || c->date[b].year == 0)
            return UC_LINK_DIFFERS;
        return uc_link_compare_dates(&c->date[a], &c->date[b]);
    case UC_CASE_BLOOM:
        x = uc_pool_at(c->rows->texts, a, &len_a);
        y = uc_pool_at(c->rows->texts, b, &len_b);
        return uc_link_compare_encodings(x, len_a, y, len_b);
    case UC_CASE_EXACT:
        break;
    }
    return UC_LINK_DIFFERS;
}

static bool add_pair(comparer *c, uint32_t a, uint32_t b)
{
    uint32_t pattern = 0;

    if (c->n_pairs == c->size) {
        const size_t size = c->size == 0 ? 4096 : 2 * c->size;
        uc_link_pair *grown = realloc(c->pair, size * sizeof *grown);

        if (grown == NULL)
            return false;
        c->pair = grown;
        c->size = size;
    }
    for (size_t f = 0; f < c->rules->n_fields; f++)
        pattern |= level_of(c, f, text_of(c, a, f), text_of(c, b, f))
                   << (UC_LINK_LEVEL_BITS * f);
    c->pair[c->n_pairs++] = (uc_link_pair){a < b ? a : b, a < b ? b : a, pattern};
    return true;
}

/* Whether an earlier block has brought the two together. */
static bool met_before(const comparer *c, size_t block, uint32_t a, uint32_t b)
{
    for (size_t k = 0; k < block; k++) {
        const uint64_t x = c->block[k * c->rows->n + a];

        if (x != 0 && x == c->block[k * c->rows->n + b])
            return true;
    }
    return false;
}

static uc_status compare_group(comparer *c, size_t block, const blocked_row rows[],
                               size_t n)
{
    if (uc_cancelled(c->cancel))
        return uc_fail(c->err, UC_ECANCELED, "stopped on request");
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            const uint32_t a = rows[i].row, b = rows[j].row;

            if ((c->lists[c->person[a]] & c->lists[c->person[b]]) != 0 ||
                met_before(c, block, a, b))
                continue;
            if (c->n_pairs == UC_LINK_MAX_PAIRS)
                return uc_fail(c->err, UC_EDATA,
                               "the blocks bring together more than %zu pairs of rows; "
                               "declare finer blocks",
                               UC_LINK_MAX_PAIRS);
            if (!add_pair(c, a, b))
                return uc_fail(c->err, UC_ENOMEM, "out of memory");
        }
    return UC_OK;
}

static int by_block(const void *a, const void *b)
{
    const blocked_row *x = a, *y = b;

    if (x->block != y->block)
        return x->block < y->block ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static uc_status compare_block(comparer *c, size_t block)
{
    const size_t n = c->rows->n;
    blocked_row *sorted = malloc((n + 1) * sizeof *sorted);
    uc_status status = UC_OK;
    size_t m = 0, first = 0;

    if (sorted == NULL)
        return uc_fail(c->err, UC_ENOMEM, "out of memory");
    for (size_t i = 0; i < n; i++)
        if (c->block[block * n + i] != 0)
            sorted[m++] = (blocked_row){c->block[block * n + i], (uint32_t)i};
    qsort(sorted, m, sizeof *sorted, by_block);
    for (size_t i = 1; i <= m && status == UC_OK; i++)
        if (i == m || sorted[i].block != sorted[first].block) {
            status = compare_group(c, block, sorted + first, i - first);
            first = i;
        }
    free(sorted);
    return status;
}

/* What a row says, in one number. */
static uc_status set_content(const comparer *c, uint64_t content[])
{
    uc_case_text text = {0};
    bool ok = true;

    for (size_t i = 0; i < c->rows->n && ok; i++) {
        text.len = 0;
        ok = uc_case_text_append(&text, (const char *)&c->rows->row[i].lists,
                                 sizeof c->rows->row[i].lists);
        for (size_t f = 0; f < c->rules->n_fields && ok; f++) {
            size_t len;
            const char *value = uc_pool_at(c->rows->texts, text_of(c, i, f), &len);

            ok = uc_case_text_append(&text, value, len) &&
                 uc_case_text_append(&text, "\x1f", 1);
        }
        if (ok)
            content[i] = uc_case_hash_of(text.text, text.len, fixed).part[0];
    }
    uc_case_text_clear(&text);
    return ok ? UC_OK : uc_fail(c->err, UC_ENOMEM, "out of memory");
}

uc_status uc_link_compare_rows(const uc_case_rows *rows, uc_case_people *people,
                               uc_cancel *cancel, uc_linkage *linkage, uc_error *err)
{
    const size_t n = rows->n;
    comparer c = {.rows = rows,
                  .people = people,
                  .rules = rows->rules,
                  .cancel = cancel,
                  .block = calloc(rows->rules->n_blocks * n + 1, sizeof *c.block),
                  .date = calloc(uc_pool_size(rows->texts) + 1, sizeof *c.date),
                  .lists = calloc(n + 1, sizeof *c.lists),
                  .person = malloc((n + 1) * sizeof *c.person),
                  .err = err};
    uc_status status = UC_OK;

    linkage->content = malloc((n + 1) * sizeof *linkage->content);
    if (c.block == NULL || c.date == NULL || c.lists == NULL || c.person == NULL ||
        linkage->content == NULL)
        status = uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t i = 0; i < n && status == UC_OK; i++) {
        c.person[i] = uc_case_people_find(people, (uint32_t)i);
        c.lists[c.person[i]] |= rows->row[i].lists;
    }
    if (status == UC_OK) {
        read_dates(&c);
        status = set_blocks(&c);
    }
    if (status == UC_OK)
        status = set_content(&c, linkage->content);
    for (size_t b = 0; b < rows->rules->n_blocks && status == UC_OK; b++)
        status = compare_block(&c, b);
    linkage->pair = c.pair;
    linkage->n_pairs = c.n_pairs;
    free(c.block);
    free(c.date);
    free(c.lists);
    free(c.person);
    return status;
}
