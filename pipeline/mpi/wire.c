/* wire.c - items of a batch as bytes */
#include "pipeline/mpi/wire.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/store_format.h"

#define MAX_SETTING 4096

static void put_text(uc_sink *out, const char *text)
{
    uc_put_number(out, strlen(text), 4);
    uc_sink_puts(out, text);
}

static void write_setting(const uc_setting *setting, const uc_mse_settings *settings,
                          char *text)
{
    setting->write(settings, text, MAX_SETTING);
}

static void write_settings(const uc_mse_settings *settings, uc_sink *out)
{
    char ours[MAX_SETTING], usual[MAX_SETTING];
    uc_mse_settings defaults;
    size_t n;
    const uc_setting *table = uc_mse_settings_table(&n);

    uc_mse_settings_init(&defaults);
    for (size_t i = 0; i < n; i++) {
        write_setting(&table[i], settings, ours);
        write_setting(&table[i], &defaults, usual);
        put_text(out, strcmp(ours, usual) != 0 ? ours : "");
    }
}

static void write_table(const uc_capture_table *table, uc_sink *out)
{
    uc_put_number(out, table->n_lists, 4);
    uc_put_number(out, table->n_histories, 8);
    for (size_t i = 0; i < table->n_histories; i++) {
        uc_put_number(out, table->history[i], 4);
        uc_put_number(out, table->count[i], 8);
    }
    uc_put_number(out, table->n_impossible, 8);
    for (size_t i = 0; i < table->n_impossible; i++)
        uc_put_number(out, table->impossible[i], 4);
    uc_put_number(out, table->batches.n_batches, 8);
    for (size_t b = 0; b < table->batches.n_batches; b++) {
        const uc_capture_batches *batches = &table->batches;

        uc_put_number(out, batches->start[b + 1] - batches->start[b], 8);
        for (size_t i = batches->start[b]; i < batches->start[b + 1]; i++) {
            uc_put_number(out, batches->history[i], 4);
            uc_put_number(out, batches->count[i], 8);
        }
    }
}

void uc_wire_write(const uc_batch_item items[], size_t n_items, uc_sink *out)
{
    uc_put_number(out, n_items, 8);
    for (size_t i = 0; i < n_items; i++) {
        uc_put_number(out, items[i].key, 8);
        put_text(out, items[i].method->name);
        write_settings(items[i].settings, out);
        write_table(items[i].table, out);
        uc_put_number(out, items[i].n_imputations, 8);
        for (size_t m = 0; m < items[i].n_imputations; m++)
            write_table(&items[i].imputation[m], out);
    }
}

/* Bytes being read; `short_of` once there were too few. */
typedef struct reader {
    const unsigned char *bytes;
    size_t len, at;
    bool short_of;
} reader;

static uint64_t get_number(reader *r, unsigned n_bytes)
{
    uint64_t value = 0;

    if (r->len - r->at < n_bytes) {
        r->short_of = true;
        return 0;
    }
    for (unsigned i = n_bytes; i-- > 0;)
        value = value << 8 | r->bytes[r->at + i];
    r->at += n_bytes;
    return value;
}

/* Copies a text of at most MAX_SETTING - 1 bytes. */
static void get_text(reader *r, char text[MAX_SETTING])
{
    const size_t len = (size_t)get_number(r, 4);

    text[0] = '\0';
    if (r->short_of || len >= MAX_SETTING || r->len - r->at < len) {
        r->short_of = true;
        return;
    }
    memcpy(text, r->bytes + r->at, len);
    text[len] = '\0';
    r->at += len;
}

static uc_status read_settings(reader *r, uc_mse_settings *settings, uc_error *err)
{
    char text[MAX_SETTING];
    size_t n;
    const uc_setting *table = uc_mse_settings_table(&n);
    uc_status status = UC_OK;

    uc_mse_settings_init(settings);
    for (size_t i = 0; i < n && status == UC_OK; i++) {
        get_text(r, text);
        if (text[0] != '\0')
            status = table[i].read(settings, text, err);
    }
    return status;
}

static uc_status read_zeros(reader *r, uc_capture_table *table, uc_error *err)
{
    const uint64_t n = get_number(r, 8);
    uint32_t *zero;
    uc_status status;

    if (r->short_of || n > (r->len - r->at) / 4)
        return uc_fail(err, UC_EDATA, "the work that arrived is cut off");
    zero = malloc(((size_t)n + 1) * sizeof *zero);
    if (zero == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for structural zeros");
    for (uint64_t i = 0; i < n; i++)
        zero[i] = (uint32_t)get_number(r, 4);
    status = n > 0 ? uc_capture_table_forbid(table, zero, (size_t)n, err) : UC_OK;
    free(zero);
    return status;
}

static void free_batches(uc_capture_batches *batches)
{
    free(batches->start);
    free(batches->history);
    free(batches->count);
}

/* A batch has 12 bytes an entry and 8 more: no count can ask for more than is there. */
static uc_status read_batches(reader *r, uc_capture_table *table, uc_error *err)
{
    const uint64_t n = get_number(r, 8);
    const size_t room = (r->len - r->at) / 12;
    uc_capture_batches made = {.n_batches = (size_t)n};
    size_t at = 0;

    if (n == 0 || r->short_of || n > r->len)
        return UC_OK;
    made.start = calloc((size_t)n + 1, sizeof *made.start);
    made.history = calloc(room + 1, sizeof *made.history);
    made.count = calloc(room + 1, sizeof *made.count);
    if (made.start == NULL || made.history == NULL || made.count == NULL) {
        free_batches(&made);
        return uc_fail(err, UC_ENOMEM, "no memory for %llu batches",
                       (unsigned long long)n);
    }
    for (size_t b = 0; b < made.n_batches && !r->short_of; b++) {
        const uint64_t entries = get_number(r, 8);

        for (uint64_t i = 0; i < entries && at < room && !r->short_of; i++) {
            made.history[at] = (uint32_t)get_number(r, 4);
            made.count[at++] = get_number(r, 8);
        }
        made.start[b + 1] = at;
    }
    uc_capture_table_batch(table, &made);
    return UC_OK;
}

static uc_status read_table(reader *r, uc_capture_table *table, uc_error *err)
{
    const size_t n_lists = (size_t)get_number(r, 4);
    const uint64_t n = get_number(r, 8);
    uc_status status = UC_OK;

    if (n_lists < 1 || n_lists > UC_CAPTURE_MAX_LISTS)
        return uc_fail(err, UC_EDATA, "a table of %zu lists arrived", n_lists);
    uc_capture_table_init(table, n_lists);
    for (uint64_t i = 0; i < n && status == UC_OK && !r->short_of; i++) {
        const uint32_t history = (uint32_t)get_number(r, 4);
        const uint64_t count = get_number(r, 8);

        if (!r->short_of)
            status = uc_capture_table_add(table, history, count, err);
    }
    if (status == UC_OK)
        status = read_zeros(r, table, err);
    return status == UC_OK ? read_batches(r, table, err) : status;
}

/* The versions of a table. */
static uc_status read_versions(reader *r, uc_wire_items *items, size_t i, uc_error *err)
{
    const uint64_t n = get_number(r, 8);
    uc_capture_table *version;
    uc_status status = UC_OK;

    if (r->short_of || n > r->len)
        return uc_fail(err, UC_EDATA, "the work that arrived is cut off");
    version = calloc((size_t)n + 1, sizeof *version);
    if (version == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for linked versions");
    items->item[i].imputation = items->versions[i] = version;
    for (uint64_t m = 0; m < n && status == UC_OK; m++) {
        status = read_table(r, &version[m], err);
        items->item[i].n_imputations++;
    }
    return status;
}

static uc_status read_item(reader *r, uc_wire_items *items, size_t i, uc_error *err)
{
    const uint64_t key = get_number(r, 8);
    char method[MAX_SETTING];
    uc_status status;

    get_text(r, method);
    items->item[i] = (uc_batch_item){.table = &items->table[i],
                                     .key = key,
                                     .method = uc_registry_find(method),
                                     .settings = &items->settings[i]};
    status = read_settings(r, &items->settings[i], err);
    if (status == UC_OK)
        status = read_table(r, &items->table[i], err);
    if (status == UC_OK)
        status = read_versions(r, items, i, err);
    if (status == UC_OK && (r->short_of || items->item[i].method == NULL))
        status = uc_fail(err, UC_EDATA, "the work that arrived is not of this version");
    return status;
}

uc_status uc_wire_read(const unsigned char *bytes, size_t len, uc_wire_items *items,
                       uc_error *err)
{
    reader r = {bytes, len, 0, false};
    const size_t n = (size_t)get_number(&r, 8);
    uc_wire_items made = {.item = calloc(n + 1, sizeof *made.item),
                          .table = calloc(n + 1, sizeof *made.table),
                          .settings = calloc(n + 1, sizeof *made.settings),
                          .versions = calloc(n + 1, sizeof *made.versions)};
    uc_status status = UC_OK;

    if (made.item == NULL || made.table == NULL || made.settings == NULL ||
        made.versions == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for %zu estimates", n);
    while (status == UC_OK && made.n < n)
        status = read_item(&r, &made, made.n++, err);
    if (status != UC_OK) {
        uc_wire_clear(&made);
        return status;
    }
    *items = made;
    return UC_OK;
}

void uc_wire_clear(uc_wire_items *items)
{
    for (size_t i = 0; i < items->n; i++) {
        uc_capture_table_clear(&items->table[i]);
        uc_mse_settings_clear(&items->settings[i]);
        for (size_t m = 0; items->versions != NULL && items->versions[i] != NULL &&
                           m < items->item[i].n_imputations;
             m++)
            uc_capture_table_clear(&items->versions[i][m]);
        if (items->versions != NULL)
            free(items->versions[i]);
    }
    free(items->versions);
    free(items->item);
    free(items->table);
    free(items->settings);
    *items = (uc_wire_items){0};
}
