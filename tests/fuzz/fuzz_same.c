/* fuzz_same.c - the same people written in other ways are the same table
 *
 * Bytes are rows: a history, a stratum, a count. They are written as they are; in
 * another order with the columns in another order; every count split over two rows;
 * alike rows merged; and a row a person. All must be read as one table, and the tables
 * of strata must add up to it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/sink.h"
#include "data/capture_reader.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define N_LISTS  3
#define MAX_ROWS 64

typedef struct row {
    unsigned history, stratum, count;
} row;

static size_t rows_of(const uint8_t *data, size_t size, row rows[MAX_ROWS])
{
    size_t n = 0;

    for (size_t i = 0; i + 1 < size && n < MAX_ROWS; i += 2)
        rows[n++] = (row){1 + data[i] % 7u, data[i] / 7u % 3u, data[i + 1]};
    return n;
}

static void write_row(row r, bool turned, bool counted, uc_sink *out)
{
    const unsigned a = r.history & 1u, b = r.history >> 1 & 1u, c = r.history >> 2;

    if (turned)
        uc_sink_printf(out, "s%u,%u,%u,%u", r.stratum, c, a, b);
    else
        uc_sink_printf(out, "%u,%u,%u,s%u", a, b, c, r.stratum);
    if (counted)
        uc_sink_printf(out, ",%u", r.count);
    uc_sink_putc(out, '\n');
}

static const char *head_of(bool turned, bool counted)
{
    if (turned)
        return counted ? "s,C,A,B,count\n" : "s,C,A,B\n";
    return counted ? "A,B,C,s,count\n" : "A,B,C,s\n";
}

/* Rows again without those whose history and stratum came before, counts summed. */
static size_t merge(const row rows[], size_t n, row merged[MAX_ROWS])
{
    size_t n_merged = 0;

    for (size_t i = 0; i < n; i++) {
        size_t k = 0;

        while (k < n_merged && (merged[k].history != rows[i].history ||
                                merged[k].stratum != rows[i].stratum))
            k++;
        if (k == n_merged)
            merged[n_merged++] = (row){rows[i].history, rows[i].stratum, 0};
        merged[k].count += rows[i].count;
    }
    return n_merged;
}

enum { AS_IT_IS, TURNED, SPLIT, MERGED, ONE_BY_ONE, N_WAYS };

static void write_way(int way, const row rows[], size_t n, uc_sink *out)
{
    row merged[MAX_ROWS];
    const row *at = rows;

    uc_sink_puts(out, head_of(way == TURNED, way != ONE_BY_ONE));
    if (way == MERGED) {
        n = merge(rows, n, merged);
        at = merged;
    }
    for (size_t i = 0; i < n; i++) {
        row r = at[way == TURNED ? n - 1 - i : i], half = r;

        if (way == SPLIT) {
            half.count = r.count / 3;
            r.count -= half.count;
            write_row(half, false, true, out);
        }
        for (unsigned k = 0; way == ONE_BY_ONE && k < r.count; k++)
            write_row(r, false, false, out);
        if (way != ONE_BY_ONE)
            write_row(r, way == TURNED, true, out);
    }
}

static void read_text(const uc_sink *text, size_t n_by, uc_capture_set *set)
{
    static const char *const lists[] = {"A", "B", "C"}, *const by[] = {"s"};
    const uc_capture_opts opts = {
        .lists = lists, .n_lists = N_LISTS, .by = by, .n_by = n_by};
    uc_faults faults = {.max = 1};
    uc_source *source;

    must(uc_source_open_memory("fuzz", text->text, text->len, &source, NULL) == UC_OK);
    must(uc_capture_read_source(source, &opts, &faults, set, NULL) == UC_OK);
    must(faults.n_total == 0);
    uc_faults_clear(&faults);
    uc_source_close(source);
}

static void check_same(const uc_capture_table *a, const uc_capture_table *b)
{
    must(a->n_histories == b->n_histories && a->n_people == b->n_people);
    if (a->n_histories == 0)
        return;
    must(memcmp(a->history, b->history, a->n_histories * sizeof *a->history) == 0);
    must(memcmp(a->count, b->count, a->n_histories * sizeof *a->count) == 0);
}

static void check_strata(const uc_sink *text, const uc_capture_table *whole)
{
    uc_capture_table sum;
    uc_capture_set set = {0};

    read_text(text, 1, &set);
    uc_capture_table_init(&sum, N_LISTS);
    for (size_t s = 0; s < set.n_strata; s++) {
        const uc_capture_table *t = &set.strata[s].table;

        for (size_t h = 0; h < t->n_histories; h++)
            must(uc_capture_table_add(&sum, t->history[h], t->count[h], NULL) == UC_OK);
    }
    check_same(&sum, whole);
    uc_capture_table_clear(&sum);
    uc_capture_set_clear(&set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uc_capture_set first = {0};
    row rows[MAX_ROWS];
    const size_t n = rows_of(data, size, rows);
    unsigned people = 0;

    for (size_t i = 0; i < n; i++)
        people += rows[i].count;
    if (people == 0)
        return 0;
    for (int way = 0; way < N_WAYS; way++) {
        uc_capture_set set = {0};
        uc_sink text;

        uc_sink_memory(&text);
        write_way(way, rows, n, &text);
        must(uc_sink_finish(&text, NULL) == UC_OK);
        read_text(&text, 0, way == 0 ? &first : &set);
        if (way > 0)
            check_same(&first.strata[0].table, &set.strata[0].table);
        check_strata(&text, &first.strata[0].table);
        uc_capture_set_clear(&set);
        uc_sink_clear(&text);
    }
    uc_capture_set_clear(&first);
    return 0;
}
