/* counts.c - identified persons by area, period and more */
#include "data/counts.h"

#include <stdbool.h>

#include "data/row_table.h"

enum { AREA, PERIOD, COUNT, SEX, AGE_GROUP, FORM, STAGE, SOURCE, NOTE, N_COLUMNS };

static const uc_schema_column columns[N_COLUMNS] = {
    [AREA] = {"area", {"area_code", "code"}, UC_SCHEMA_CODE, true, true, 0},
    [PERIOD] = {"period", {"year"}, UC_SCHEMA_CODE, true, true, 0},
    [COUNT] = {"count",
               {"n", "identified", "victims", "victims_identified"},
               UC_SCHEMA_COUNT,
               true,
               true,
               0},
    [SEX] = {"sex", {"gender"}, UC_SCHEMA_CODE, false, false, 0},
    [AGE_GROUP] = {"age_group", {"age"}, UC_SCHEMA_CODE, false, false, 0},
    [FORM] = {"form",
              {"form_of_exploitation", "exploitation"},
              UC_SCHEMA_CODE,
              false,
              false,
              0},
    [STAGE] = {"stage", {"status"}, UC_SCHEMA_CODE, false, false, 0},
    [SOURCE] = {"source", {"url"}, UC_SCHEMA_TEXT, false, false, 0},
    [NOTE] = {"note", {"notes"}, UC_SCHEMA_TEXT, false, false, 0},
};

static const uc_schema schema = {columns, N_COLUMNS, UC_SCHEMA_IGNORE};

static const uc_row_text texts[N_COLUMNS] = {
    [AREA] = {offsetof(uc_counts_row, area), true},
    [PERIOD] = {offsetof(uc_counts_row, period), true},
    [COUNT] = {UC_SCHEMA_ABSENT, false},
    [SEX] = {offsetof(uc_counts_row, sex), true},
    [AGE_GROUP] = {offsetof(uc_counts_row, age_group), true},
    [FORM] = {offsetof(uc_counts_row, form), true},
    [STAGE] = {offsetof(uc_counts_row, stage), true},
    [SOURCE] = {offsetof(uc_counts_row, source), false},
    [NOTE] = {offsetof(uc_counts_row, note), false},
};

static bool complete(void *row, const uc_schema_cell cells[], const uc_row_place *at)
{
    uc_counts_row *counts_row = row;

    (void)at;
    counts_row->count = cells[COUNT].count;
    if (!cells[STAGE].given)
        counts_row->stage = UC_COUNTS_STAGE;
    return true;
}

static bool same(const void *a, const void *b)
{
    const uc_counts_row *x = a, *y = b;

    return x->count == y->count;
}

static const uc_row_kind kind = {
    .schema = &schema,
    .text = texts,
    .noun = "count",
    .key_words = "area, period, sex, age group, form and stage",
    .row_size = sizeof(uc_counts_row),
    .file_offset = offsetof(uc_counts_row, file),
    .line_offset = offsetof(uc_counts_row, line),
    .complete = complete,
    .same = same,
};

static uc_row_table view(const uc_counts *counts)
{
    return (uc_row_table){counts->row,  counts->n_rows,  counts->capacity,
                          counts->file, counts->n_files, counts->pool};
}

static void store(uc_counts *counts, const uc_row_table *table)
{
    *counts = (uc_counts){table->row,  table->n_rows,  table->capacity,
                          table->file, table->n_files, table->pool};
}

uc_status uc_counts_read_source(uc_counts *counts, uc_source *source,
                                const uc_csv_opts *opts, uc_faults *faults,
                                uc_error *err)
{
    uc_row_table table = view(counts);
    const uc_status status =
        uc_row_table_read(&kind, &table, source, opts, faults, err);

    store(counts, &table);
    return status;
}

uc_status uc_counts_read(uc_counts *counts, const char *path, const uc_csv_opts *opts,
                         uc_faults *faults, uc_error *err)
{
    uc_source *source = NULL;
    uc_status status = uc_row_open(path, faults, &source, err);

    if (status == UC_OK && source != NULL)
        status = uc_counts_read_source(counts, source, opts, faults, err);
    uc_source_close(source);
    return status;
}

void uc_counts_check_areas(const uc_counts *counts, const uc_areas *areas,
                           uc_faults *faults)
{
    const uc_row_table table = view(counts);

    uc_row_table_check_areas(&kind, &table, areas, faults);
}

void uc_counts_clear(uc_counts *counts)
{
    uc_row_table table = view(counts);

    uc_row_table_clear(&table);
    store(counts, &table);
}
