/* cross_table.c - tables in long form */
#include "data/cross_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"

#define NONE       ((size_t)-1)
#define MAX_LISTED 32

typedef struct pass {
    const uc_cross_opts *opts;
    uc_faults *faults;
    uc_cross_table table;
    size_t field[UC_CROSS_MAX_DIMENSIONS]; /* of each dimension */
    size_t count, value;                   /* fields, or NONE */
} pass;

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for a table");
}

static size_t find(const uc_csv_record *header, const char *name)
{
    for (size_t i = 0; i < header->n_fields; i++)
        if (strcmp(header->field[i].text, name) == 0)
            return i;
    return NONE;
}

static bool is_count_name(const char *name)
{
    static const char *const names[] = {"count", "n", "freq", "frequency"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (uc_text_equal_nocase(name, names[i]))
            return true;
    return false;
}

/* A column that must exist; a fault, with advice, when it does not. */
static size_t named(pass *p, const uc_csv_record *header, const char *name)
{
    const char *known[MAX_LISTED], *near;
    const size_t at = find(header, name);
    size_t n = 0;

    if (at != NONE)
        return at;
    for (; n < header->n_fields && n < MAX_LISTED; n++)
        known[n] = header->field[n].text;
    near = uc_text_nearest(name, known, n);
    uc_faults_add(p->faults, UC_EDATA, p->table.path, header->line, 0,
                  "there is no column '%.80s'%s%.80s%s", name,
                  near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                  near != NULL ? "'?" : "");
    return NONE;
}

static void find_count(pass *p, const uc_csv_record *header)
{
    p->count = p->value = NONE;
    if (p->opts->value != NULL)
        p->value = named(p, header, p->opts->value);
    if (p->opts->count != NULL) {
        p->count = named(p, header, p->opts->count);
        return;
    }
    for (size_t i = 0; i < header->n_fields; i++) {
        if (!is_count_name(header->field[i].text) || i == p->value)
            continue;
        if (p->count != NONE)
            uc_faults_add(p->faults, UC_EDATA, p->table.path, header->line, i + 1,
                          "columns '%.80s' and '%.80s' could both be the count; name "
                          "it",
                          header->field[p->count].text, header->field[i].text);
        p->count = i;
    }
    if (p->count == NONE && !p->opts->records)
        uc_faults_add(p->faults, UC_EDATA, p->table.path, header->line, 0,
                      "there is no count column; it is called count, n, freq or "
                      "frequency, or named");
}

static uc_status add_dimension(pass *p, const uc_csv_record *header, size_t field,
                               uc_error *err)
{
    uc_cross_table *t = &p->table;
    const uc_csv_field *name = &header->field[field];

    if (t->n_dimensions == UC_CROSS_MAX_DIMENSIONS) {
        uc_faults_add(p->faults, UC_EDATA, t->path, header->line, field + 1,
                      "there are more than %d columns of codes; choose with --by",
                      UC_CROSS_MAX_DIMENSIONS);
        return UC_OK;
    }
    t->dimension[t->n_dimensions] = uc_pool_intern(t->pool, name->text, name->len);
    if (t->dimension[t->n_dimensions] == NULL)
        return no_memory(err);
    p->field[t->n_dimensions++] = field;
    return UC_OK;
}

static uc_status on_header(void *context, const uc_csv_record *header, bool *stop,
                           uc_error *err)
{
    pass *p = context;
    const size_t before = p->faults->n_total;
    uc_status status = UC_OK;

    find_count(p, header);
    for (size_t i = 0; status == UC_OK && i < p->opts->n_by; i++) {
        const size_t at = named(p, header, p->opts->by[i]);

        if (at != NONE)
            status = add_dimension(p, header, at, err);
    }
    for (size_t i = 0; status == UC_OK && p->opts->n_by == 0 && i < header->n_fields;
         i++)
        if (i != p->count && i != p->value && p->faults->n_total == before &&
            strcmp(header->field[i].text, "status") != 0)
            status = add_dimension(p, header, i, err);
    if (status == UC_OK && p->table.n_dimensions == 0 && p->faults->n_total == before)
        uc_faults_add(p->faults, UC_EDATA, p->table.path, header->line, 0,
                      "there is no column of codes");
    p->table.count_column = p->count != NONE ? p->count + 1 : 0;
    *stop = p->faults->n_total > before;
    return status;
}

static bool is_hidden(const char *text)
{
    static const char *const words[] = {"", "x", "*", "..", "suppressed"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

/* Count and value of a record; false when a fault was added. */
static bool numbers(pass *p, const uc_csv_record *record, uc_cross_row *row)
{
    row->count = 1;
    row->value = NAN;
    if (p->count != NONE) {
        const uc_csv_field *field = &record->field[p->count];
        uc_number_fault fault;

        row->hidden = p->opts->hidden && is_hidden(field->text);
        row->count = 0;
        fault = row->hidden ? UC_NUMBER_OK : uc_number_count(field->text, &row->count);
        if (fault != UC_NUMBER_OK) {
            char shown[UC_CSV_SHOWN];

            uc_faults_add(p->faults, UC_EDATA, p->table.path, field->line, p->count + 1,
                          "count%s must be a whole number, 0 or more",
                          uc_csv_show_cell(NULL, field->text, field->len, shown));
            return false;
        }
    }
    if (p->value != NONE) {
        const uc_csv_field *field = &record->field[p->value];

        if (uc_number_real(field->text, &row->value) != UC_NUMBER_OK ||
            row->value < 0) {
            uc_faults_add(p->faults, UC_EDATA, p->table.path, field->line, p->value + 1,
                          "a contribution must be a number, 0 or more");
            return false;
        }
    }
    return true;
}

static bool reserve(uc_cross_table *t)
{
    const size_t wanted = t->capacity != 0 ? 2 * t->capacity : 64;
    uc_cross_row *grown;

    if (t->n_rows < t->capacity)
        return true;
    grown = realloc(t->row, wanted * sizeof *grown);
    if (grown == NULL)
        return false;
    t->row = grown;
    t->capacity = wanted;
    return true;
}

static uc_status on_record(void *context, const uc_csv_record *record, uc_error *err)
{
    pass *p = context;
    uc_cross_table *t = &p->table;
    uc_cross_row row = {.line = record->line};

    if (!numbers(p, record, &row))
        return UC_OK;
    row.code = calloc(t->n_dimensions + 1, sizeof *row.code);
    if (row.code == NULL || !reserve(t)) {
        free(row.code);
        return no_memory(err);
    }
    t->row[t->n_rows++] = row;
    for (size_t d = 0; d < t->n_dimensions; d++) {
        const uc_csv_field *field = &record->field[p->field[d]];
        size_t len = field->len;
        const char *text = uc_text_trim(field->text, &len);

        row.code[d] = uc_pool_intern(t->pool, text, len);
        if (row.code[d] == NULL)
            return no_memory(err);
    }
    return UC_OK;
}

uc_status uc_cross_table_read(uc_source *source, const uc_cross_opts *opts,
                              uc_faults *faults, uc_cross_table *table, uc_error *err)
{
    const size_t before = faults->n_total;
    pass p = {.opts = opts, .faults = faults};
    const uc_csv_handler handler = {on_header, on_record, &p};
    uc_status status;

    p.table.path = uc_text_copy(uc_source_name(source));
    p.table.pool = uc_pool_alloc();
    if (p.table.path == NULL || p.table.pool == NULL)
        status = no_memory(err);
    else
        status = uc_csv_read(source, NULL, &handler, faults, p.table.sha256, err);
    if (status != UC_OK || faults->n_total > before)
        uc_cross_table_clear(&p.table);
    else
        *table = p.table;
    return status;
}

void uc_cross_table_clear(uc_cross_table *table)
{
    for (size_t i = 0; i < table->n_rows; i++)
        free(table->row[i].code);
    free(table->row);
    free(table->path);
    uc_pool_free(table->pool);
    memset(table, 0, sizeof *table);
}
