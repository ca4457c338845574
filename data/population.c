/* population.c - populations, for rates */
#include "data/population.h"

#include <stdbool.h>
#include <string.h>

#include "data/row_table.h"

enum { AREA, PERIOD, POPULATION, SEX, AGE_GROUP, SOURCE, N_COLUMNS };

static const uc_schema_column columns[N_COLUMNS] = {
    [AREA] = {"area", {"area_code", "code"}, UC_SCHEMA_CODE, true, true, 0},
    [PERIOD] = {"period", {"year"}, UC_SCHEMA_CODE, true, true, 0},
    [POPULATION] =
        {"population", {"pop", "count", "n"}, UC_SCHEMA_COUNT, true, true, 1},
    [SEX] = {"sex", {"gender"}, UC_SCHEMA_CODE, false, false, 0},
    [AGE_GROUP] = {"age_group", {"age"}, UC_SCHEMA_CODE, false, false, 0},
    [SOURCE] = {"source", {"url"}, UC_SCHEMA_TEXT, false, false, 0},
};

static const uc_schema schema = {columns, N_COLUMNS, UC_SCHEMA_IGNORE};

static const uc_row_text texts[N_COLUMNS] = {
    [AREA] = {offsetof(uc_population_row, area), true},
    [PERIOD] = {offsetof(uc_population_row, period), true},
    [POPULATION] = {UC_SCHEMA_ABSENT, false},
    [SEX] = {offsetof(uc_population_row, sex), true},
    [AGE_GROUP] = {offsetof(uc_population_row, age_group), true},
    [SOURCE] = {offsetof(uc_population_row, source), false},
};

static bool complete(void *row, const uc_schema_cell cells[], const uc_row_place *at)
{
    uc_population_row *population_row = row;

    (void)at;
    population_row->population = cells[POPULATION].count;
    return true;
}

static bool same(const void *a, const void *b)
{
    const uc_population_row *x = a, *y = b;

    return x->population == y->population;
}

static const uc_row_kind kind = {
    .schema = &schema,
    .text = texts,
    .noun = "population",
    .key_words = "area, period, sex and age group",
    .row_size = sizeof(uc_population_row),
    .file_offset = offsetof(uc_population_row, file),
    .line_offset = offsetof(uc_population_row, line),
    .complete = complete,
    .same = same,
};

static uc_row_table view(const uc_population *population)
{
    return (uc_row_table){population->row,  population->n_rows,  population->capacity,
                          population->file, population->n_files, population->pool};
}

static void store(uc_population *population, const uc_row_table *table)
{
    *population = (uc_population){table->row,  table->n_rows,  table->capacity,
                                  table->file, table->n_files, table->pool};
}

uc_status uc_population_read_source(uc_population *population, uc_source *source,
                                    const uc_csv_opts *opts, uc_faults *faults,
                                    uc_error *err)
{
    uc_row_table table = view(population);
    const uc_status status =
        uc_row_table_read(&kind, &table, source, opts, faults, err);

    store(population, &table);
    return status;
}

uc_status uc_population_read(uc_population *population, const char *path,
                             const uc_csv_opts *opts, uc_faults *faults, uc_error *err)
{
    uc_source *source = NULL;
    uc_status status = uc_row_open(path, faults, &source, err);

    if (status == UC_OK && source != NULL)
        status = uc_population_read_source(population, source, opts, faults, err);
    uc_source_close(source);
    return status;
}

void uc_population_check_areas(const uc_population *population, const uc_areas *areas,
                               uc_faults *faults)
{
    const uc_row_table table = view(population);

    uc_row_table_check_areas(&kind, &table, areas, faults);
}

void uc_population_clear(uc_population *population)
{
    uc_row_table table = view(population);

    uc_row_table_clear(&table);
    store(population, &table);
}

const uc_population_row *uc_population_find(const uc_population *population,
                                            const char *area, const char *period,
                                            const char *sex, const char *age_group)
{
    for (size_t i = 0; i < population->n_rows; i++) {
        const uc_population_row *row = &population->row[i];

        if (strcmp(row->area, area) == 0 && strcmp(row->period, period) == 0 &&
            strcmp(row->sex, sex) == 0 && strcmp(row->age_group, age_group) == 0)
            return row;
    }
    return NULL;
}
