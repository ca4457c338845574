/* table.c - typed tables */
#include "reports/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

static void fail(uc_table *table, uc_status status)
{
    if (table->status == UC_OK)
        table->status = status;
}

/* A copy, or NULL with the table failed. */
static char *copy(uc_table *table, const char *text)
{
    char *made;

    if (text == NULL)
        return NULL;
    made = uc_text_copy(text);
    if (made == NULL)
        fail(table, UC_ENOMEM);
    return made;
}

void uc_table_init(uc_table *table, const char *name, const char *title)
{
    memset(table, 0, sizeof *table);
    table->name = copy(table, name);
    table->title = copy(table, title);
}

static void free_texts(char **text, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        free(text[i]);
    free(text);
}

void uc_table_clear(uc_table *table)
{
    size_t i;

    for (i = 0; i < table->n_columns; i++) {
        free((char *)table->column[i].name);
        free((char *)table->column[i].title);
    }
    free(table->column);
    for (i = 0; i < table->n_cells; i++)
        free(table->cell[i].text);
    free(table->cell);
    free_texts(table->footnote, table->n_footnotes);
    free_texts(table->source, table->n_sources);
    free(table->name);
    free(table->title);
    memset(table, 0, sizeof *table);
}

void uc_table_add_columns(uc_table *table, const uc_column columns[], size_t n_columns)
{
    const size_t total = table->n_columns + n_columns;
    uc_column *grown;
    size_t i;

    if (table->status != UC_OK || n_columns == 0)
        return;
    if (table->n_cells != 0) {
        fail(table, UC_EINVAL);
        return;
    }
    grown = realloc(table->column, total * sizeof *grown);
    if (grown == NULL) {
        fail(table, UC_ENOMEM);
        return;
    }
    table->column = grown;
    for (i = 0; i < n_columns; i++) {
        uc_column *to = &table->column[table->n_columns++];

        *to = columns[i];
        to->name = copy(table, columns[i].name);
        to->title = copy(table, columns[i].title);
    }
}

/* Room for one more cell; NULL with the table failed. */
static uc_cell *add_cell(uc_table *table, uc_cell_kind kind)
{
    uc_cell *cell;

    if (table->status != UC_OK)
        return NULL;
    if (table->n_cells == table->cell_capacity) {
        const size_t wanted = table->cell_capacity == 0 ? 64 : 2 * table->cell_capacity;
        uc_cell *grown = realloc(table->cell, wanted * sizeof *grown);

        if (grown == NULL) {
            fail(table, UC_ENOMEM);
            return NULL;
        }
        table->cell = grown;
        table->cell_capacity = wanted;
    }
    cell = &table->cell[table->n_cells++];
    memset(cell, 0, sizeof *cell);
    cell->kind = kind;
    return cell;
}

void uc_table_text(uc_table *table, const char *text)
{
    uc_cell *cell;

    if (text == NULL) {
        uc_table_missing(table, "not_given");
        return;
    }
    cell = add_cell(table, UC_CELL_TEXT);
    if (cell != NULL)
        cell->text = copy(table, text);
}

void uc_table_count(uc_table *table, uint64_t count)
{
    uc_cell *cell = add_cell(table, UC_CELL_COUNT);

    if (cell != NULL)
        cell->count = count;
}

void uc_table_real(uc_table *table, double value, const char *reason)
{
    uc_cell *cell;

    if (!isfinite(value)) {
        uc_table_missing(table, reason);
        return;
    }
    cell = add_cell(table, UC_CELL_REAL);
    if (cell != NULL)
        cell->real = value;
}

void uc_table_missing(uc_table *table, const char *reason)
{
    uc_cell *cell = add_cell(table, UC_CELL_MISSING);

    if (cell != NULL)
        cell->reason = reason != NULL ? reason : "not_available";
}

/* Finds `text` in the list or appends a copy; its 1-based number, 0 on failure. */
static size_t intern(uc_table *table, char ***list, size_t *n, const char *text)
{
    char **grown;
    size_t i;

    if (table->status != UC_OK || text == NULL)
        return 0;
    for (i = 0; i < *n; i++)
        if (strcmp((*list)[i], text) == 0)
            return i + 1;
    grown = realloc(*list, (*n + 1) * sizeof *grown);
    if (grown == NULL) {
        fail(table, UC_ENOMEM);
        return 0;
    }
    *list = grown;
    grown[*n] = copy(table, text);
    if (grown[*n] == NULL)
        return 0;
    return ++*n;
}

size_t uc_table_footnote(uc_table *table, const char *text)
{
    return intern(table, &table->footnote, &table->n_footnotes, text);
}

void uc_table_mark(uc_table *table, size_t number)
{
    if (table->status == UC_OK && table->n_cells > 0)
        table->cell[table->n_cells - 1].footnote = number;
}

void uc_table_source(uc_table *table, const char *text)
{
    (void)intern(table, &table->source, &table->n_sources, text);
}

/* Replaces an owned text by what the language says for it. */
static void say(uc_table *table, const uc_language *language, char **text)
{
    char *said = copy(table, uc_say(language, *text));

    if (said == NULL)
        return;
    free(*text);
    *text = said;
}

void uc_table_say(uc_table *table, const uc_language *language)
{
    size_t i;

    table->language = language;
    say(table, language, &table->title);
    for (i = 0; i < table->n_columns; i++)
        say(table, language, (char **)&table->column[i].title);
}

size_t uc_table_n_rows(const uc_table *table)
{
    return table->n_columns == 0 ? 0 : table->n_cells / table->n_columns;
}

const uc_cell *uc_table_cell(const uc_table *table, size_t row, size_t column)
{
    return &table->cell[row * table->n_columns + column];
}

uc_status uc_table_finish(const uc_table *table, uc_error *err)
{
    const char *name = table->name != NULL ? table->name : "";

    if (table->status == UC_ENOMEM)
        return uc_fail(err, UC_ENOMEM, "no memory for the table %s", name);
    if (table->status != UC_OK)
        return uc_fail(err, table->status, "table %s was built wrongly", name);
    if (table->n_columns == 0 || table->n_cells % table->n_columns != 0)
        return uc_fail(err, UC_EINVAL, "table %s: %zu cells do not fill rows of %zu",
                       name, table->n_cells, table->n_columns);
    return UC_OK;
}

static void copy_cell(const uc_cell *cell, uc_table *to)
{
    switch (cell->kind) {
    case UC_CELL_MISSING:
        uc_table_missing(to, cell->reason);
        break;
    case UC_CELL_COUNT:
        uc_table_count(to, cell->count);
        break;
    case UC_CELL_REAL:
        uc_table_real(to, cell->real, cell->reason);
        break;
    case UC_CELL_TEXT:
        uc_table_text(to, cell->text);
        break;
    }
    if (cell->footnote > 0)
        uc_table_mark(to, cell->footnote);
}

void uc_table_copy(const uc_table *table, uc_table *copied)
{
    uc_table_init(copied, table->name, table->title);
    uc_table_add_columns(copied, table->column, table->n_columns);
    for (size_t i = 0; i < table->n_footnotes; i++)
        (void)uc_table_footnote(copied, table->footnote[i]);
    for (size_t i = 0; i < table->n_cells && copied->status == UC_OK; i++)
        copy_cell(&table->cell[i], copied);
    for (size_t i = 0; i < table->n_sources; i++)
        uc_table_source(copied, table->source[i]);
    if (table->status != UC_OK)
        fail(copied, table->status);
}
