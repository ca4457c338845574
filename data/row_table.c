/* row_table.c - tables of keyed rows from one or more files */
#include "data/row_table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One file on its way into a table. */
typedef struct table_pass {
    const uc_row_kind *kind;
    const uc_row_table *table;
    const char *path;
    uc_faults *faults;
    uc_pool *pool; /* of the table */
    uc_pool *keys; /* number of a key = number of its row, old rows first */
    char *row;     /* the new rows */
    size_t n_rows, capacity;
    char *key; /* of one row */
    size_t key_size;
} table_pass;

static uc_status out_of_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "out of memory");
}

bool uc_row_refuse(const uc_row_place *at, size_t schema_column, const char *fmt, ...)
{
    const size_t f = at->binding->field[schema_column];
    char text[UC_ERROR_MSG];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    uc_faults_add(at->faults, UC_EDATA, at->path, at->record->line,
                  f != UC_SCHEMA_ABSENT ? f + 1 : 0, "%s", text);
    return false;
}

/* -- Members of rows ----------------------------------------------------------- */

static const char *text_of(const void *row, size_t offset)
{
    const char *text;

    memcpy(&text, (const char *)row + offset, sizeof text);
    return text;
}

static void set_text(void *row, size_t offset, const char *text)
{
    memcpy((char *)row + offset, &text, sizeof text);
}

static size_t size_of(const void *row, size_t offset)
{
    size_t value;

    memcpy(&value, (const char *)row + offset, sizeof value);
    return value;
}

static void set_size(void *row, size_t offset, size_t value)
{
    memcpy((char *)row + offset, &value, sizeof value);
}

static const void *old_row(const uc_row_table *table, const uc_row_kind *kind, size_t i)
{
    return (const char *)table->row + i * kind->row_size;
}

/* Row number `i` over the old rows and the new. */
static const void *any_row(const table_pass *pass, size_t i)
{
    if (i < pass->table->n_rows)
        return old_row(pass->table, pass->kind, i);
    return pass->row + (i - pass->table->n_rows) * pass->kind->row_size;
}

/* -- Keys ---------------------------------------------------------------------- */

/* Numbers the key of a row. Returns false when memory is short. */
static bool key_index(table_pass *pass, const void *row, size_t *index)
{
    size_t len = 0;

    for (size_t c = 0; c < pass->kind->schema->n_columns; c++) {
        const char *text;
        size_t size;

        if (!pass->kind->text[c].key)
            continue;
        text = text_of(row, pass->kind->text[c].offset);
        size = strlen(text) + 1;
        if (len + size > pass->key_size) {
            char *key = realloc(pass->key, 2 * (len + size));

            if (key == NULL)
                return false;
            pass->key = key;
            pass->key_size = 2 * (len + size);
        }
        memcpy(pass->key + len, text, size);
        len += size;
    }
    return uc_pool_index(pass->keys, pass->key, len, index);
}

static bool number_old_keys(table_pass *pass)
{
    size_t index;

    for (size_t i = 0; i < pass->table->n_rows; i++)
        if (!key_index(pass, old_row(pass->table, pass->kind, i), &index))
            return false;
    return true;
}

/* Adds the fault of a row whose key an earlier row has. */
static void report_repeat(const table_pass *pass, const void *earlier, const void *row,
                          size_t line)
{
    const uc_row_kind *kind = pass->kind;
    const size_t file = size_of(earlier, kind->file_offset);
    const size_t earlier_line = size_of(earlier, kind->line_offset);
    char where[UC_ERROR_PATH + 32];

    if (file == pass->table->n_files)
        (void)snprintf(where, sizeof where, "line %zu", earlier_line);
    else
        (void)snprintf(where, sizeof where, "%s:%zu", pass->table->file[file].path,
                       earlier_line);
    if (kind->same(earlier, row))
        uc_faults_add(pass->faults, UC_EDATA, pass->path, line, 0,
                      "%s is given twice: %s has the same %s", kind->noun, where,
                      kind->key_words);
    else
        uc_faults_add(pass->faults, UC_EDATA, pass->path, line, 0,
                      "%s conflicts with %s, which has the same %s", kind->noun, where,
                      kind->key_words);
}

/* -- Rows ---------------------------------------------------------------------- */

static bool reserve(table_pass *pass)
{
    const size_t capacity = pass->capacity != 0 ? 2 * pass->capacity : 64;
    char *row;

    if (pass->n_rows < pass->capacity)
        return true;
    row = realloc(pass->row, capacity * pass->kind->row_size);
    if (row == NULL)
        return false;
    pass->row = row;
    pass->capacity = capacity;
    return true;
}

static bool set_texts(table_pass *pass, void *row, const uc_schema_cell cells[])
{
    for (size_t c = 0; c < pass->kind->schema->n_columns; c++) {
        const size_t offset = pass->kind->text[c].offset;
        const char *text;

        if (offset == UC_SCHEMA_ABSENT)
            continue;
        text = uc_pool_intern(pass->pool, cells[c].text, cells[c].len);
        if (text == NULL)
            return false;
        set_text(row, offset, text);
    }
    return true;
}

static uc_status on_row(void *context, const uc_schema_cell cells[],
                        const uc_csv_record *record, const uc_schema_binding *binding,
                        uc_error *err)
{
    table_pass *pass = context;
    const uc_row_place at = {pass->path, record, binding, pass->faults};
    const size_t next = pass->table->n_rows + pass->n_rows;
    size_t index;
    char *row;

    if (!reserve(pass))
        return out_of_memory(err);
    row = pass->row + pass->n_rows * pass->kind->row_size;
    memset(row, 0, pass->kind->row_size);
    if (!set_texts(pass, row, cells))
        return out_of_memory(err);
    set_size(row, pass->kind->file_offset, pass->table->n_files);
    set_size(row, pass->kind->line_offset, record->line);
    if (!pass->kind->complete(row, cells, &at))
        return UC_OK;
    if (!key_index(pass, row, &index))
        return out_of_memory(err);
    if (index < next)
        report_repeat(pass, any_row(pass, index), row, record->line);
    else
        pass->n_rows++;
    return UC_OK;
}

/* -- One file ------------------------------------------------------------------ */

/* Appends the new rows and their file, which the table then owns. */
static uc_status commit(const table_pass *pass, const uc_row_file *file,
                        uc_row_table *table, uc_error *err)
{
    const size_t size = pass->kind->row_size, n = table->n_rows + pass->n_rows;
    uc_row_file *files = realloc(table->file, (table->n_files + 1) * sizeof *files);
    char *rows;

    if (files == NULL)
        return out_of_memory(err);
    table->file = files;
    rows = realloc(table->row, (n + 1) * size);
    if (rows == NULL)
        return out_of_memory(err);
    if (pass->n_rows > 0)
        memcpy(rows + table->n_rows * size, pass->row, pass->n_rows * size);
    table->row = rows;
    table->capacity = n + 1;
    table->n_rows = n;
    table->file[table->n_files++] = *file;
    return UC_OK;
}

static uc_status start(table_pass *pass, uc_row_table *table, uc_error *err)
{
    if (table->pool == NULL)
        table->pool = uc_pool_alloc();
    pass->pool = table->pool;
    pass->keys = uc_pool_alloc();
    if (pass->pool == NULL || pass->keys == NULL || !number_old_keys(pass))
        return out_of_memory(err);
    return UC_OK;
}

uc_status uc_row_table_read(const uc_row_kind *kind, uc_row_table *table,
                            uc_source *source, const uc_csv_opts *opts,
                            uc_faults *faults, uc_error *err)
{
    table_pass pass = {
        .kind = kind, .table = table, .path = uc_source_name(source), .faults = faults};
    const uc_row_reader reader = {kind->schema, NULL, on_row, &pass};
    const size_t n_before = faults->n_total;
    uc_row_file file = {0};
    uc_status status = start(&pass, table, err);

    if (status == UC_OK)
        status = uc_row_read(source, opts, &reader, faults, &file, err);
    if (status == UC_OK && faults->n_total == n_before) {
        status = commit(&pass, &file, table, err);
        if (status == UC_OK)
            file = (uc_row_file){0};
    }
    uc_row_file_clear(&file);
    uc_pool_free(pass.keys);
    free(pass.row);
    free(pass.key);
    return status;
}

void uc_row_table_check_areas(const uc_row_kind *kind, const uc_row_table *table,
                              const uc_areas *areas, uc_faults *faults)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        const void *row = old_row(table, kind, i);
        const uc_row_file *file = &table->file[size_of(row, kind->file_offset)];

        (void)uc_areas_check(areas, text_of(row, kind->text[0].offset), file->path,
                             size_of(row, kind->line_offset), file->area_column,
                             faults);
    }
}

void uc_row_table_clear(uc_row_table *table)
{
    for (size_t i = 0; i < table->n_files; i++)
        uc_row_file_clear(&table->file[i]);
    free(table->file);
    free(table->row);
    uc_pool_free(table->pool);
    *table = (uc_row_table){0};
}
