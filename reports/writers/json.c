/* json.c - JSON values by the rules of the reports */
#include "reports/writers/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

json_t *uc_json_real(double value)
{
    if (!isfinite(value))
        return json_null();
    return json_real(value == 0 ? 0.0 : value); /* no negative zero */
}

json_t *uc_json_count(uint64_t value)
{
    if (value > INT64_MAX)
        return json_null();
    return json_integer((json_int_t)value);
}

json_t *uc_json_text(const char *text)
{
    size_t len, room;
    char *shown;
    json_t *made;

    if (text == NULL)
        return json_null();
    len = strlen(text);
    if (uc_text_utf8_prefix(text, len) == len)
        return json_stringn_nocheck(text, len);
    room = 4 * len + 4;
    shown = malloc(room);
    if (shown == NULL)
        return NULL;
    made = json_string(uc_text_display(text, len, len, shown, room));
    free(shown);
    return made;
}

void uc_json_put(json_t *object, const char *key, json_t *value, bool *ok)
{
    if (json_object_set_new_nocheck(object, key, value) != 0)
        *ok = false;
}

void uc_json_add(json_t *array, json_t *value, bool *ok)
{
    if (json_array_append_new(array, value) != 0)
        *ok = false;
}

static json_t *cell_value(const uc_cell *cell)
{
    switch (cell->kind) {
    case UC_CELL_COUNT:
        return uc_json_count(cell->count);
    case UC_CELL_REAL:
        return uc_json_real(cell->real);
    case UC_CELL_TEXT:
        return uc_json_text(cell->text);
    case UC_CELL_MISSING:
        break;
    }
    return json_null();
}

static json_t *row_object(const uc_table *table, size_t row, bool *ok)
{
    json_t *object = json_object();
    size_t i;

    for (i = 0; i < table->n_columns; i++)
        uc_json_put(object, table->column[i].name,
                    cell_value(uc_table_cell(table, row, i)), ok);
    return object;
}

static json_t *missing_object(const uc_table *table, size_t row, size_t column,
                              bool *ok)
{
    json_t *object = json_object();

    uc_json_put(object, "row", uc_json_count(row + 1), ok);
    uc_json_put(object, "column", uc_json_text(table->column[column].name), ok);
    uc_json_put(object, "reason",
                uc_json_text(uc_table_cell(table, row, column)->reason), ok);
    return object;
}

static void put_rows(json_t *object, const uc_table *table, bool *ok)
{
    json_t *rows = json_array(), *missing = json_array();
    const size_t n_rows = uc_table_n_rows(table);
    size_t row, i;

    for (row = 0; row < n_rows; row++) {
        uc_json_add(rows, row_object(table, row, ok), ok);
        for (i = 0; i < table->n_columns; i++)
            if (uc_table_cell(table, row, i)->kind == UC_CELL_MISSING)
                uc_json_add(missing, missing_object(table, row, i, ok), ok);
    }
    uc_json_put(object, "rows", rows, ok);
    uc_json_put(object, "missing", missing, ok);
}

static void put_texts(json_t *object, const char *key, char *const text[], size_t n,
                      bool *ok)
{
    json_t *array = json_array();
    size_t i;

    for (i = 0; i < n; i++)
        uc_json_add(array, uc_json_text(text[i]), ok);
    uc_json_put(object, key, array, ok);
}

json_t *uc_json_table(const uc_table *table)
{
    json_t *object = json_object(), *columns = json_array();
    bool ok = true;
    size_t i;

    uc_json_put(object, "name", uc_json_text(table->name), &ok);
    uc_json_put(object, "title", uc_json_text(table->title), &ok);
    for (i = 0; i < table->n_columns; i++)
        uc_json_add(columns, uc_json_text(table->column[i].name), &ok);
    uc_json_put(object, "columns", columns, &ok);
    put_rows(object, table, &ok);
    put_texts(object, "footnotes", table->footnote, table->n_footnotes, &ok);
    put_texts(object, "sources", table->source, table->n_sources, &ok);
    if (ok)
        return object;
    json_decref(object);
    return NULL;
}

static int to_sink(const char *bytes, size_t len, void *sink)
{
    uc_sink_write(sink, bytes, len);
    return 0;
}

uc_status uc_json_write(const json_t *value, uc_sink *out, uc_error *err)
{
    const size_t flags = JSON_INDENT(2) | JSON_REAL_PRECISION(17) | JSON_ENCODE_ANY;

    if (value == NULL || json_dump_callback(value, to_sink, out, flags) != 0)
        return uc_fail(err, UC_ENOMEM, "no memory to write JSON");
    uc_sink_putc(out, '\n');
    return uc_sink_finish(out, err);
}
