/* schema.c - declared columns: found in a header, converted row by row */
#include "data/schema.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"

#define SHOWN_CHARS 40

char *uc_schema_advice(const char *word, const char *const names[], size_t n_names,
                       char *out, size_t out_size)
{
    const char *near = uc_text_nearest(word, names, n_names);
    char shown[UC_CSV_SHOWN];

    if (out_size > 0)
        out[0] = '\0';
    if (near != NULL)
        (void)snprintf(
            out, out_size, "; did you mean '%s'?",
            uc_text_display(near, strlen(near), SHOWN_CHARS, shown, sizeof shown));
    return out;
}

/* -- Binding ------------------------------------------------------------------- */

static bool is_name_of(const uc_schema_column *column, const char *name)
{
    if (strcmp(column->name, name) == 0)
        return true;
    for (size_t i = 0; column->alias[i] != NULL; i++)
        if (strcmp(column->alias[i], name) == 0)
            return true;
    return false;
}

static size_t column_called(const uc_schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->n_columns; i++)
        if (is_name_of(&schema->column[i], name))
            return i;
    return schema->n_columns;
}

static void bind_fields(const uc_schema *schema, const uc_csv_record *header,
                        const char *path, uc_faults *faults, uc_schema_binding *b)
{
    for (size_t f = 0; f < header->n_fields; f++) {
        const size_t c = column_called(schema, header->field[f].text);

        if (c == schema->n_columns)
            b->other[b->n_other++] = f;
        else if (b->field[c] == UC_SCHEMA_ABSENT)
            b->field[c] = f;
        else
            uc_faults_add(faults, UC_EDATA, path, header->field[f].line, f + 1,
                          "column '%s' is already given by '%s' in field %zu",
                          header->field[f].text, header->field[b->field[c]].text,
                          b->field[c] + 1);
    }
}

/* Adds the fault of a required column that is missing, with the unknown name nearest to
 * its own. */
static void report_missing(const uc_schema_column *column, const uc_csv_record *header,
                           const char *const others[], size_t n_others,
                           const char *path, uc_faults *faults)
{
    char advice[UC_CSV_SHOWN];

    uc_faults_add(
        faults, UC_EDATA, path, header->line, 0, "column '%s' is missing%s",
        column->name,
        uc_schema_advice(column->name, others, n_others, advice, sizeof advice));
}

/* Whether an unknown name is a slip of this column's name or one of its aliases. */
static bool is_slip_of(const uc_schema_column *column, const char *name)
{
    const char *names[UC_SCHEMA_MAX_ALIASES + 1] = {column->name};
    size_t n = 1;

    while (column->alias[n - 1] != NULL) {
        names[n] = column->alias[n - 1];
        n++;
    }
    return uc_text_nearest(name, names, n) != NULL;
}

/* A slip in an optional column would be read as its absence, unseen. */
static void report_slips(const uc_schema *schema, const uc_csv_record *header,
                         const char *path, uc_faults *faults,
                         const uc_schema_binding *b)
{
    for (size_t o = 0; o < b->n_other; o++) {
        const uc_csv_field *field = &header->field[b->other[o]];
        char shown[UC_CSV_SHOWN];

        for (size_t c = 0; c < schema->n_columns; c++) {
            const uc_schema_column *column = &schema->column[c];

            if (b->field[c] != UC_SCHEMA_ABSENT || column->required ||
                !is_slip_of(column, field->text))
                continue;
            uc_faults_add(faults, UC_EDATA, path, field->line, b->other[o] + 1,
                          "unknown column '%s'; did you mean '%s'?",
                          uc_text_display(field->text, field->len, SHOWN_CHARS, shown,
                                          sizeof shown),
                          column->name);
            break;
        }
    }
}

static uc_status report_absent(const uc_schema *schema, const uc_csv_record *header,
                               const char *path, uc_faults *faults,
                               const uc_schema_binding *b, uc_error *err)
{
    const char **others = malloc((b->n_other + 1) * sizeof *others);

    if (others == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t o = 0; o < b->n_other; o++)
        others[o] = header->field[b->other[o]].text;
    for (size_t c = 0; c < schema->n_columns; c++)
        if (b->field[c] == UC_SCHEMA_ABSENT && schema->column[c].required)
            report_missing(&schema->column[c], header, others, b->n_other, path,
                           faults);
    free(others);
    report_slips(schema, header, path, faults, b);
    return UC_OK;
}

uc_status uc_schema_bind(const uc_schema *schema, const uc_csv_record *header,
                         const char *path, uc_faults *faults,
                         uc_schema_binding *binding, uc_error *err)
{
    uc_schema_binding b = {0};
    uc_status status;

    b.other = malloc((header->n_fields + 1) * sizeof *b.other);
    if (b.other == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t c = 0; c < UC_SCHEMA_MAX_COLUMNS; c++)
        b.field[c] = UC_SCHEMA_ABSENT;
    bind_fields(schema, header, path, faults, &b);
    status = report_absent(schema, header, path, faults, &b, err);
    if (status != UC_OK) {
        free(b.other);
        return status;
    }
    *binding = b;
    return UC_OK;
}

void uc_schema_unbind(uc_schema_binding *binding)
{
    free(binding->other);
    *binding = (uc_schema_binding){0};
}

/* -- Cells --------------------------------------------------------------------- */

/* One cell under conversion: what a fault about it needs. */
typedef struct cell_place {
    const char *path, *name;
    const uc_csv_field *field;
    size_t column; /* 1-based */
    const uc_csv_opts *opts;
    uc_faults *faults;
} cell_place;

/* Adds the fault "<name> '<value>' <what>". Returns false for the caller to return. */
static bool refuse(const cell_place *at, const char *what)
{
    char shown[UC_CSV_SHOWN];

    uc_faults_add(at->faults, UC_EDATA, at->path, at->field->line, at->column,
                  "%s%s %s", at->name,
                  uc_csv_show_cell(at->opts, at->field->text, at->field->len, shown),
                  what);
    return false;
}

static bool refuse_count(const cell_place *at, uc_number_fault fault)
{
    char what[160];

    switch (fault) {
    case UC_NUMBER_NEGATIVE:
        return refuse(at, "must be a whole number, 0 or more");
    case UC_NUMBER_BLANK:
    case UC_NUMBER_NOT_A_NUMBER:
    case UC_NUMBER_NONFINITE:
        (void)snprintf(what, sizeof what, "%s; it must be a whole number, 0 or more",
                       uc_number_reason(fault));
        return refuse(at, what);
    case UC_NUMBER_OVERFLOW:
        (void)snprintf(what, sizeof what, "is too large; the largest allowed is %llu",
                       UC_NUMBER_MAX_COUNT);
        return refuse(at, what);
    default:
        (void)snprintf(what, sizeof what, "%s; write digits only",
                       uc_number_reason(fault));
        return refuse(at, what);
    }
}

static bool refuse_real(const cell_place *at, uc_number_fault fault)
{
    char what[160];
    const char *allowed = "it must be a number such as 12.5 or 1e6";

    if (fault == UC_NUMBER_SEPARATOR || fault == UC_NUMBER_SPACE)
        allowed = "write digits and at most one decimal point";
    (void)snprintf(what, sizeof what, "%s; %s", uc_number_reason(fault), allowed);
    return refuse(at, what);
}

static bool count_of(const cell_place *at, double min, uint64_t *value)
{
    uint64_t found = 0;
    const uc_number_fault fault = uc_number_count(at->field->text, &found);
    char what[80];

    if (fault != UC_NUMBER_OK)
        return refuse_count(at, fault);
    if ((double)found < min) {
        (void)snprintf(what, sizeof what, "must be a whole number, %.0f or more", min);
        return refuse(at, what);
    }
    *value = found;
    return true;
}

static bool real_of(const cell_place *at, double min, double *value)
{
    double found = 0;
    const uc_number_fault fault = uc_number_real(at->field->text, &found);
    char what[80];

    if (fault != UC_NUMBER_OK)
        return refuse_real(at, fault);
    if (found < min) {
        (void)snprintf(what, sizeof what, "must be %.0f or more", min);
        return refuse(at, what);
    }
    *value = found;
    return true;
}

static bool flag_of(const cell_place *at, const uc_schema_cell *cell, uint64_t *value)
{
    if (cell->len != 1 || (cell->text[0] != '0' && cell->text[0] != '1'))
        return refuse(at, "must be 0 or 1");
    *value = (uint64_t)(cell->text[0] - '0');
    return true;
}

static bool convert(const uc_schema_column *column, const cell_place *at,
                    uc_schema_cell *cell)
{
    *cell = (uc_schema_cell){.len = at->field->len, .real = (double)NAN};
    cell->text = uc_text_trim(at->field->text, &cell->len);
    cell->given = cell->len > 0;
    if (!cell->given && column->filled && column->kind == UC_SCHEMA_COUNT)
        return refuse_count(at, UC_NUMBER_BLANK);
    if (!cell->given)
        return !column->filled || refuse(at, "is blank; a value is needed");
    switch (column->kind) {
    case UC_SCHEMA_COUNT:
        return count_of(at, column->min, &cell->count);
    case UC_SCHEMA_REAL:
        return real_of(at, column->min, &cell->real);
    case UC_SCHEMA_FLAG:
        return flag_of(at, cell, &cell->count);
    default:
        return true;
    }
}

bool uc_schema_cells(const uc_schema *schema, const uc_schema_binding *binding,
                     const uc_csv_record *record, const uc_csv_opts *opts,
                     const char *path, uc_faults *faults, uc_schema_cell cells[])
{
    bool good = true;

    for (size_t c = 0; c < schema->n_columns; c++) {
        const size_t f = binding->field[c];
        cell_place at = {path, schema->column[c].name, NULL, f + 1, opts, faults};

        cells[c] = (uc_schema_cell){.text = "", .real = (double)NAN};
        if (f == UC_SCHEMA_ABSENT)
            continue;
        at.field = &record->field[f];
        good = convert(&schema->column[c], &at, &cells[c]) && good;
    }
    return good;
}

bool uc_schema_count(const char *name, const uc_csv_field *field, size_t column,
                     const uc_csv_opts *opts, const char *path, uc_faults *faults,
                     uint64_t *value)
{
    const cell_place at = {path, name, field, column, opts, faults};

    return count_of(&at, 0, value);
}
