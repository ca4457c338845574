/* areas.c - codes, names and groupings of areas */
#include "data/areas.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "data/schema.h"

enum { CODE, NAME, N_COLUMNS };

#define SHOWN_CHARS 40

static const uc_schema_column columns[N_COLUMNS] = {
    [CODE] = {"code", {"area", "area_code", "iso3"}, UC_SCHEMA_CODE, true, true, 0},
    [NAME] = {"name", {"area_name"}, UC_SCHEMA_TEXT, true, true, 0},
};

static const uc_schema schema = {columns, N_COLUMNS, UC_SCHEMA_KEEP};

/* One file being read. */
typedef struct areas_pass {
    uc_areas areas;
    uc_pool *codes; /* number of a code = number of its row */
    const char *path;
    uc_faults *faults;
} areas_pass;

static uc_status out_of_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "out of memory");
}

void uc_areas_clear(uc_areas *areas)
{
    for (size_t i = 0; i < areas->n_rows; i++)
        free(areas->row[i].group);
    free(areas->row);
    free(areas->grouping);
    free(areas->by_code);
    uc_row_file_clear(&areas->file);
    uc_pool_free(areas->pool);
    *areas = (uc_areas){0};
}

static uc_status on_others(void *context, const uc_csv_record *header,
                           const uc_schema_binding *binding, uc_error *err)
{
    areas_pass *pass = context;
    uc_areas *areas = &pass->areas;

    areas->grouping = calloc(binding->n_other + 1, sizeof *areas->grouping);
    if (areas->grouping == NULL)
        return out_of_memory(err);
    for (size_t g = 0; g < binding->n_other; g++) {
        const uc_csv_field *field = &header->field[binding->other[g]];

        areas->grouping[g] = uc_pool_intern(areas->pool, field->text, field->len);
        if (areas->grouping[g] == NULL)
            return out_of_memory(err);
        areas->n_groupings++;
    }
    return UC_OK;
}

static bool reserve(uc_areas *areas)
{
    const size_t capacity = areas->capacity != 0 ? 2 * areas->capacity : 64;
    uc_areas_row *row;

    if (areas->n_rows < areas->capacity)
        return true;
    row = realloc(areas->row, capacity * sizeof *row);
    if (row == NULL)
        return false;
    areas->row = row;
    areas->capacity = capacity;
    return true;
}

/* Fills a row; what it holds is released by the caller also on failure. */
static bool fill(uc_areas *areas, uc_areas_row *row, const uc_schema_cell cells[],
                 const uc_csv_record *record, const uc_schema_binding *binding)
{
    row->code = uc_pool_intern(areas->pool, cells[CODE].text, cells[CODE].len);
    row->name = uc_pool_intern(areas->pool, cells[NAME].text, cells[NAME].len);
    row->group = calloc(binding->n_other + 1, sizeof *row->group);
    row->line = record->line;
    if (row->code == NULL || row->name == NULL || row->group == NULL)
        return false;
    for (size_t g = 0; g < binding->n_other; g++) {
        const uc_csv_field *field = &record->field[binding->other[g]];
        size_t len = field->len;
        const char *text = uc_text_trim(field->text, &len);

        row->group[g] = uc_pool_intern(areas->pool, text, len);
        if (row->group[g] == NULL)
            return false;
    }
    return true;
}

static uc_status on_row(void *context, const uc_schema_cell cells[],
                        const uc_csv_record *record, const uc_schema_binding *binding,
                        uc_error *err)
{
    areas_pass *pass = context;
    uc_areas *areas = &pass->areas;
    const uc_schema_cell *code = &cells[CODE];
    char shown[UC_CSV_SHOWN];
    size_t index;

    if (!reserve(areas) || !uc_pool_index(pass->codes, code->text, code->len, &index))
        return out_of_memory(err);
    if (index < areas->n_rows) {
        uc_faults_add(
            pass->faults, UC_EDATA, pass->path, record->line, binding->field[CODE] + 1,
            "code '%s' is given twice: line %zu has it too",
            uc_text_display(code->text, code->len, SHOWN_CHARS, shown, sizeof shown),
            areas->row[index].line);
        return UC_OK;
    }
    areas->row[areas->n_rows] = (uc_areas_row){0};
    areas->n_rows++;
    if (!fill(areas, &areas->row[index], cells, record, binding))
        return out_of_memory(err);
    return UC_OK;
}

/* A row as qsort() sees it, since it hands no context on. */
typedef struct code_at {
    const char *code;
    size_t row;
} code_at;

static int by_code(const void *a, const void *b)
{
    const code_at *x = a, *y = b;

    return strcmp(x->code, y->code);
}

static uc_status sort_codes(uc_areas *areas, uc_error *err)
{
    code_at *sorted = malloc((areas->n_rows + 1) * sizeof *sorted);

    areas->by_code = malloc((areas->n_rows + 1) * sizeof *areas->by_code);
    if (sorted == NULL || areas->by_code == NULL) {
        free(sorted);
        return out_of_memory(err);
    }
    for (size_t i = 0; i < areas->n_rows; i++)
        sorted[i] = (code_at){areas->row[i].code, i};
    qsort(sorted, areas->n_rows, sizeof *sorted, by_code);
    for (size_t i = 0; i < areas->n_rows; i++)
        areas->by_code[i] = sorted[i].row;
    free(sorted);
    return UC_OK;
}

uc_status uc_areas_read_source(uc_source *source, const uc_csv_opts *opts,
                               uc_faults *faults, uc_areas *areas, uc_error *err)
{
    areas_pass pass = {.path = uc_source_name(source), .faults = faults};
    const uc_row_reader reader = {&schema, on_others, on_row, &pass};
    const size_t n_before = faults->n_total;
    uc_status status = UC_OK;

    pass.areas.pool = uc_pool_alloc();
    pass.codes = uc_pool_alloc();
    if (pass.areas.pool == NULL || pass.codes == NULL)
        status = out_of_memory(err);
    if (status == UC_OK)
        status = uc_row_read(source, opts, &reader, faults, &pass.areas.file, err);
    if (status == UC_OK)
        status = sort_codes(&pass.areas, err);
    if (status == UC_OK && faults->n_total == n_before)
        *areas = pass.areas;
    else
        uc_areas_clear(&pass.areas);
    uc_pool_free(pass.codes);
    return status;
}

uc_status uc_areas_read(const char *path, const uc_csv_opts *opts, uc_faults *faults,
                        uc_areas *areas, uc_error *err)
{
    uc_source *source = NULL;
    uc_status status = uc_row_open(path, faults, &source, err);

    if (status == UC_OK && source != NULL)
        status = uc_areas_read_source(source, opts, faults, areas, err);
    uc_source_close(source);
    return status;
}

const uc_areas_row *uc_areas_find(const uc_areas *areas, const char *code)
{
    size_t low = 0, high = areas->n_rows;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const uc_areas_row *row = &areas->row[areas->by_code[middle]];
        const int order = strcmp(row->code, code);

        if (order == 0)
            return row;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

size_t uc_areas_grouping(const uc_areas *areas, const char *name)
{
    size_t g = 0;

    while (g < areas->n_groupings && strcmp(areas->grouping[g], name) != 0)
        g++;
    return g;
}

/* The code nearest to a wrong one, or of the area whose name was written instead. */
static const char *suggest(const uc_areas *areas, const char *code)
{
    const char *nearest = NULL;

    for (size_t i = 0; i < areas->n_rows; i++)
        if (uc_text_equal_nocase(areas->row[i].name, code))
            return areas->row[i].code;
    for (size_t i = 0; i < areas->n_rows; i++) {
        const char *const pair[] = {nearest, areas->row[i].code};

        nearest = uc_text_nearest(code, pair, 2);
    }
    return nearest;
}

bool uc_areas_check(const uc_areas *areas, const char *code, const char *path,
                    size_t line, size_t column, uc_faults *faults)
{
    char shown[UC_CSV_SHOWN], advised[UC_CSV_SHOWN];
    const char *near;

    if (uc_areas_find(areas, code) != NULL)
        return true;
    near = suggest(areas, code);
    (void)uc_text_display(code, strlen(code), SHOWN_CHARS, shown, sizeof shown);
    if (near == NULL)
        uc_faults_add(faults, UC_EDATA, path, line, column,
                      "area '%s' is not in %s; codes listed there are allowed", shown,
                      areas->file.path);
    else
        uc_faults_add(
            faults, UC_EDATA, path, line, column,
            "area '%s' is not in %s; did you mean '%s'?", shown, areas->file.path,
            uc_text_display(near, strlen(near), SHOWN_CHARS, advised, sizeof advised));
    return false;
}
