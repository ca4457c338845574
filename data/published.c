/* published.c - published estimates */
#include "data/published.h"

#include <math.h>
#include <stdbool.h>

#include "data/base/number.h"
#include "data/row_table.h"

enum {
    AREA,
    PERIOD,
    DEFINITION,
    ESTIMATE,
    LOW,
    HIGH,
    LEVEL,
    SEX,
    AGE,
    FORM,
    SOURCE,
    NOTE,
    N_COLUMNS
};

static const uc_schema_column columns[N_COLUMNS] = {
    [AREA] = {"area", {"area_code", "code"}, UC_SCHEMA_CODE, true, true, 0},
    [PERIOD] = {"period", {"year"}, UC_SCHEMA_CODE, true, true, 0},
    [DEFINITION] = {"definition", {"measure"}, UC_SCHEMA_CODE, true, true, 0},
    [ESTIMATE] = {"estimate", {"value", "number"}, UC_SCHEMA_REAL, true, false, 0},
    [LOW] = {"low", {"lo", "lower", "conf_low"}, UC_SCHEMA_REAL, false, false, 0},
    [HIGH] = {"high", {"hi", "upper", "conf_high"}, UC_SCHEMA_REAL, false, false, 0},
    [LEVEL] = {"level", {"conf_level"}, UC_SCHEMA_REAL, false, false, 0},
    [SEX] = {"sex", {"gender"}, UC_SCHEMA_CODE, false, false, 0},
    [AGE] = {"age_group", {"age"}, UC_SCHEMA_CODE, false, false, 0},
    [FORM] = {"form",
              {"form_of_exploitation", "exploitation"},
              UC_SCHEMA_CODE,
              false,
              false,
              0},
    [SOURCE] = {"source", {"url"}, UC_SCHEMA_TEXT, false, false, 0},
    [NOTE] = {"note", {"notes"}, UC_SCHEMA_TEXT, false, false, 0},
};

static const uc_schema schema = {columns, N_COLUMNS, UC_SCHEMA_IGNORE};

static const uc_row_text texts[N_COLUMNS] = {
    [AREA] = {offsetof(uc_published_row, area), true},
    [PERIOD] = {offsetof(uc_published_row, period), true},
    [DEFINITION] = {offsetof(uc_published_row, definition), true},
    [ESTIMATE] = {UC_SCHEMA_ABSENT, false},
    [LOW] = {UC_SCHEMA_ABSENT, false},
    [HIGH] = {UC_SCHEMA_ABSENT, false},
    [LEVEL] = {UC_SCHEMA_ABSENT, false},
    [SEX] = {offsetof(uc_published_row, sex), true},
    [AGE] = {offsetof(uc_published_row, age_group), true},
    [FORM] = {offsetof(uc_published_row, form), true},
    [SOURCE] = {offsetof(uc_published_row, source), true},
    [NOTE] = {offsetof(uc_published_row, note), true},
};

/* Refuses a > b, either of which may be missing. */
static bool check_order(const uc_row_place *at, size_t column_a, double a,
                        size_t column_b, double b)
{
    char text_a[UC_NUMBER_TEXT], text_b[UC_NUMBER_TEXT];

    if (!(a > b))
        return true;
    return uc_row_refuse(at, column_a,
                         "%s '%s' is above %s '%s'; low <= estimate <= high is needed",
                         columns[column_a].name, uc_number_format(a, 15, text_a),
                         columns[column_b].name, uc_number_format(b, 15, text_b));
}

/* A level of 95 and one of 0.95 mean the same. */
static bool complete_level(double written, const uc_row_place *at, double *level)
{
    char text[UC_NUMBER_TEXT];

    *level = written > 1 ? written / 100 : written;
    if (isnan(written) || (*level > 0 && *level < 1 && written != 1))
        return true;
    return uc_row_refuse(at, LEVEL,
                         "level '%s' must be between 0 and 1, or a percentage between "
                         "1 and 100",
                         uc_number_format(written, 15, text));
}

static bool complete(void *row, const uc_schema_cell cells[], const uc_row_place *at)
{
    uc_published_row *p = row;
    bool good;

    p->estimate = cells[ESTIMATE].real;
    p->low = cells[LOW].real;
    p->high = cells[HIGH].real;
    if (isnan(p->estimate) && isnan(p->low) && isnan(p->high))
        return uc_row_refuse(at, ESTIMATE,
                             "estimate is blank, and so are low and high; one of them "
                             "is needed");
    good = check_order(at, LOW, p->low, ESTIMATE, p->estimate);
    good = check_order(at, ESTIMATE, p->estimate, HIGH, p->high) && good;
    good = good && check_order(at, LOW, p->low, HIGH, p->high);
    return complete_level(cells[LEVEL].real, at, &p->level) && good;
}

static bool equal(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same(const void *a, const void *b)
{
    const uc_published_row *x = a, *y = b;

    return equal(x->estimate, y->estimate) && equal(x->low, y->low) &&
           equal(x->high, y->high) && equal(x->level, y->level);
}

static const uc_row_kind kind = {
    .schema = &schema,
    .text = texts,
    .noun = "estimate",
    .key_words = "area, period, definition, group, source and note",
    .row_size = sizeof(uc_published_row),
    .file_offset = offsetof(uc_published_row, file),
    .line_offset = offsetof(uc_published_row, line),
    .complete = complete,
    .same = same,
};

static uc_row_table view(const uc_published *published)
{
    return (uc_row_table){published->row,  published->n_rows,  published->capacity,
                          published->file, published->n_files, published->pool};
}

static void store(uc_published *published, const uc_row_table *table)
{
    *published = (uc_published){table->row,  table->n_rows,  table->capacity,
                                table->file, table->n_files, table->pool};
}

uc_status uc_published_read_source(uc_published *published, uc_source *source,
                                   const uc_csv_opts *opts, uc_faults *faults,
                                   uc_error *err)
{
    uc_row_table table = view(published);
    const uc_status status =
        uc_row_table_read(&kind, &table, source, opts, faults, err);

    store(published, &table);
    return status;
}

uc_status uc_published_read(uc_published *published, const char *path,
                            const uc_csv_opts *opts, uc_faults *faults, uc_error *err)
{
    uc_source *source = NULL;
    uc_status status = uc_row_open(path, faults, &source, err);

    if (status == UC_OK && source != NULL)
        status = uc_published_read_source(published, source, opts, faults, err);
    uc_source_close(source);
    return status;
}

void uc_published_check_areas(const uc_published *published, const uc_areas *areas,
                              uc_faults *faults)
{
    const uc_row_table table = view(published);

    uc_row_table_check_areas(&kind, &table, areas, faults);
}

void uc_published_clear(uc_published *published)
{
    uc_row_table table = view(published);

    uc_row_table_clear(&table);
    store(published, &table);
}
