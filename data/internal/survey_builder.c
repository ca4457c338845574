/* survey_builder.c - columns that grow row by row */
#include "data/internal/survey_builder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "data/csv_reader.h"
#include "data/schema.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the survey file");
}

void uc_survey_builder_init(uc_survey_builder *b, const uc_survey_opts *opts,
                            const char *path, uc_faults *faults)
{
    *b = (uc_survey_builder){.opts = opts, .path = path, .faults = faults};
}

static void column_clear(uc_survey_column *column)
{
    free(column->name);
    free(column->number);
    free(column->code);
    uc_pool_free(column->levels);
}

void uc_survey_builder_clear(uc_survey_builder *b)
{
    size_t c;

    for (c = 0; c < b->n_columns; c++)
        column_clear(&b->column[c]);
    free(b->column);
    free(b->field);
    free(b->last);
    *b = (uc_survey_builder){0};
}

void uc_survey_frame_clear(uc_survey_frame *frame)
{
    size_t c;

    for (c = 0; c < frame->n_columns; c++)
        column_clear(&frame->column[c]);
    free(frame->column);
    free(frame->path);
    free(frame->dataset);
    *frame = (uc_survey_frame){.n = 0};
}

/* -- Which columns ------------------------------------------------------------- */

static bool grow_columns(uc_survey_builder *b)
{
    const size_t size = b->columns_size != 0 ? 2 * b->columns_size : 16;
    uc_survey_column *column;
    size_t *field;
    uint32_t *last;

    if (b->n_columns < b->columns_size)
        return true;
    column = realloc(b->column, size * sizeof *column);
    if (column == NULL)
        return false;
    b->column = column;
    field = realloc(b->field, size * sizeof *field);
    if (field == NULL)
        return false;
    b->field = field;
    last = realloc(b->last, size * sizeof *last);
    if (last == NULL)
        return false;
    b->last = last;
    b->columns_size = size;
    return true;
}

static uc_status add_column(uc_survey_builder *b, size_t want, const char *name,
                            size_t field, uc_error *err)
{
    uc_survey_column *column;

    if (!grow_columns(b))
        return no_memory(err);
    column = &b->column[b->n_columns];
    *column = (uc_survey_column){.kind = b->opts->want[want].kind, .want = want};
    column->name = uc_text_copy(name);
    if (column->kind == UC_SURVEY_CATEGORY)
        column->levels = uc_pool_alloc();
    b->field[b->n_columns] = field;
    b->last[b->n_columns] = UC_SURVEY_MISSING;
    b->n_columns++;
    if (column->name == NULL ||
        (column->kind == UC_SURVEY_CATEGORY && column->levels == NULL))
        return no_memory(err);
    return UC_OK;
}

static bool name_fits(const char *want, const char *name)
{
    const size_t len = strlen(want);

    if (len > 0 && want[len - 1] == '*')
        return strncmp(want, name, len - 1) == 0;
    return strcmp(want, name) == 0;
}

uc_status uc_survey_builder_bind(uc_survey_builder *b, const char *const names[],
                                 size_t n_names, size_t line, bool *ok, uc_error *err)
{
    size_t w, f;
    uc_status status = UC_OK;

    for (w = 0; status == UC_OK && w < b->opts->n_want; w++) {
        const char *want = b->opts->want[w].name;
        const size_t before = b->n_columns;
        char advice[200], shown[100];

        for (f = 0; status == UC_OK && f < n_names; f++)
            if (name_fits(want, names[f]))
                status = add_column(b, w, names[f], f, err);
        if (status == UC_OK && b->n_columns == before) {
            uc_faults_add(
                b->faults, UC_EDATA, b->path, line, 0, "there is no column '%s'%s",
                uc_text_display(want, strlen(want), 60, shown, sizeof shown),
                uc_schema_advice(want, names, n_names, advice, sizeof advice));
            *ok = false;
        }
    }
    return status;
}

/* -- Rows ---------------------------------------------------------------------- */

uc_status uc_survey_builder_row(uc_survey_builder *b, uc_error *err)
{
    const size_t size = b->capacity != 0 ? b->capacity + b->capacity / 2 : 1024;
    size_t c;

    if (b->n < b->capacity)
        return UC_OK;
    for (c = 0; c < b->n_columns; c++) {
        uc_survey_column *column = &b->column[c];
        const bool is_number = column->kind == UC_SURVEY_NUMBER;
        void *grown = is_number ? realloc(column->number, size * sizeof(double))
                                : realloc(column->code, size * sizeof(uint32_t));

        if (grown == NULL)
            return no_memory(err);
        if (is_number)
            column->number = grown;
        else
            column->code = grown;
    }
    b->capacity = size;
    return UC_OK;
}

static void cell_fault(uc_survey_builder *b, size_t c, size_t line, const char *text,
                       size_t len, const char *problem)
{
    const uc_csv_opts how = {.hide_values = !b->opts->quote_values,
                             .quote_values = b->opts->quote_values};
    char shown[UC_CSV_SHOWN];

    uc_faults_add(b->faults, UC_EDATA, b->path, line, b->field[c] + 1, "%s%s %s",
                  b->column[c].name, uc_csv_show_cell(&how, text, len, shown), problem);
}

static void set_missing(uc_survey_builder *b, size_t c, size_t line)
{
    uc_survey_column *column = &b->column[c];

    if (column->kind == UC_SURVEY_NUMBER)
        column->number[b->n] = NAN;
    else
        column->code[b->n] = UC_SURVEY_MISSING;
    column->n_missing++;
    if (b->opts->want[column->want].filled)
        cell_fault(b, c, line, "", 0, "is missing; every row needs it");
}

static bool check_min(uc_survey_builder *b, size_t c, double value, size_t line,
                      const char *text, size_t len)
{
    const double min = b->opts->want[b->column[c].want].min;
    char problem[80];

    if (value >= min)
        return true;
    (void)snprintf(problem, sizeof problem, "must be %g or more", min);
    cell_fault(b, c, line, text, len, problem);
    return false;
}

static uc_status set_category(uc_survey_builder *b, size_t c, const char *text,
                              size_t len, uc_error *err)
{
    uc_survey_column *column = &b->column[c];
    const uint32_t last = b->last[c];
    size_t index, last_len = 0;

    if (last != UC_SURVEY_MISSING) {
        const char *known = uc_pool_at(column->levels, last, &last_len);

        if (last_len == len && memcmp(known, text, len) == 0) {
            column->code[b->n] = last;
            return UC_OK;
        }
    }
    if (!uc_pool_index(column->levels, text, len, &index) || index >= UC_SURVEY_MISSING)
        return no_memory(err);
    column->code[b->n] = (uint32_t)index;
    b->last[c] = (uint32_t)index;
    return UC_OK;
}

static bool is_missing_word(uc_survey_builder *b, const char *text, size_t len)
{
    size_t i;

    for (i = 0; i < b->opts->n_missing; i++)
        if (strlen(b->opts->missing[i]) == len &&
            memcmp(b->opts->missing[i], text, len) == 0)
            return true;
    return false;
}

uc_status uc_survey_builder_text(uc_survey_builder *b, size_t c, const char *text,
                                 size_t len, size_t line, uc_error *err)
{
    uc_survey_column *column = &b->column[c];
    uc_number_fault fault;
    double value = NAN;

    text = uc_text_trim(text, &len);
    if (len == 0 || is_missing_word(b, text, len)) {
        set_missing(b, c, line);
        return UC_OK;
    }
    if (column->kind == UC_SURVEY_CATEGORY)
        return set_category(b, c, text, len, err);
    fault = uc_number_real(text, &value);
    if (fault != UC_NUMBER_OK)
        cell_fault(b, c, line, text, len, uc_number_reason(fault));
    else
        (void)check_min(b, c, value, line, text, len);
    column->number[b->n] = value;
    return UC_OK;
}

uc_status uc_survey_builder_number(uc_survey_builder *b, size_t c, double value,
                                   uc_error *err)
{
    uc_survey_column *column = &b->column[c];
    char text[UC_NUMBER_TEXT];

    if (isnan(value)) {
        set_missing(b, c, b->n + 1);
        return UC_OK;
    }
    if (column->kind == UC_SURVEY_NUMBER) {
        if (!isfinite(value))
            cell_fault(b, c, b->n + 1, "", 0, "is not a finite number");
        else
            (void)check_min(b, c, value, b->n + 1, "", 0);
        column->number[b->n] = value;
        return UC_OK;
    }
    (void)uc_number_format(value, 15, text);
    return set_category(b, c, text, strlen(text), err);
}

uc_status uc_survey_builder_finish(uc_survey_builder *b,
                                   const char sha256[UC_SHA256_HEX],
                                   uc_survey_frame *frame, uc_error *err)
{
    uc_survey_frame made = {.n = b->n};

    made.path = uc_text_copy(b->path);
    made.dataset = uc_source_dataset(b->path);
    if (made.path == NULL || made.dataset == NULL) {
        free(made.path);
        free(made.dataset);
        return no_memory(err);
    }
    memcpy(made.sha256, sha256, UC_SHA256_HEX);
    made.column = b->column;
    made.n_columns = b->n_columns;
    b->column = NULL;
    b->n_columns = 0;
    *frame = made;
    return UC_OK;
}
