/* survey_frame.c - survey columns from CSV */
#include "data/survey_frame.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "data/csv_reader.h"
#include "data/internal/survey_builder.h"
#include "data/internal/survey_readstat.h"
#include "data/row_reader.h"

static uc_status on_header(void *context, const uc_csv_record *header, bool *stop,
                           uc_error *err)
{
    uc_survey_builder *b = context;
    const char **names = calloc(header->n_fields + 1, sizeof *names);
    bool ok = true;
    uc_status status;
    size_t f;

    if (names == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the survey file");
    for (f = 0; f < header->n_fields; f++)
        names[f] = header->field[f].text;
    status = uc_survey_builder_bind(b, names, header->n_fields, header->line, &ok, err);
    free(names);
    *stop = !ok;
    return status;
}

static uc_status on_record(void *context, const uc_csv_record *record, uc_error *err)
{
    uc_survey_builder *b = context;
    uc_status status = uc_survey_builder_row(b, err);
    size_t c;

    for (c = 0; status == UC_OK && c < b->n_columns; c++) {
        const uc_csv_field *field = &record->field[b->field[c]];

        status =
            uc_survey_builder_text(b, c, field->text, field->len, field->line, err);
    }
    b->n++;
    return status;
}

uc_status uc_survey_read_csv(uc_source *source, const uc_survey_opts *opts,
                             uc_faults *faults, uc_survey_frame *frame, uc_error *err)
{
    const size_t before = faults->n_total;
    const uc_csv_opts csv = {.hide_values = !opts->quote_values,
                             .quote_values = opts->quote_values};
    uc_survey_builder b;
    const uc_csv_handler handler = {on_header, on_record, &b};
    char sha256[UC_SHA256_HEX] = "";
    uc_status status;

    uc_survey_builder_init(&b, opts, uc_source_name(source), faults);
    status = uc_csv_read(source, &csv, &handler, faults, sha256, err);
    if (status == UC_OK && faults->n_total == before)
        status = uc_survey_builder_finish(&b, sha256, frame, err);
    uc_survey_builder_clear(&b);
    return status;
}

uc_survey_format uc_survey_format_of(const char *path)
{
    static const struct {
        const char *extension;
        uc_survey_format format;
    } known[] = {{"sav", UC_SURVEY_SAV}, {"zsav", UC_SURVEY_SAV},
                 {"por", UC_SURVEY_POR}, {"dta", UC_SURVEY_DTA},
                 {"xpt", UC_SURVEY_XPT}, {"sas7bdat", UC_SURVEY_SAS}};
    const char *dot = strrchr(path, '.');
    size_t i;

    if (strncmp(path, UC_SOURCE_SET_PREFIX, strlen(UC_SOURCE_SET_PREFIX)) == 0)
        return UC_SURVEY_CSV;
    for (i = 0; dot != NULL && i < sizeof known / sizeof known[0]; i++)
        if (uc_text_equal_nocase(dot + 1, known[i].extension))
            return known[i].format;
    return UC_SURVEY_CSV;
}

uc_status uc_survey_read(const char *path, const uc_survey_opts *opts,
                         uc_faults *faults, uc_survey_frame *frame, uc_error *err)
{
    uc_source *source = NULL;
    uc_status status;

    if (uc_survey_format_of(path) != UC_SURVEY_CSV)
        return uc_survey_read_readstat(path, opts, faults, frame, err);
    status = uc_row_open(path, faults, &source, err);
    if (status == UC_OK && source != NULL)
        status = uc_survey_read_csv(source, opts, faults, frame, err);
    uc_source_close(source);
    return status;
}

const uc_survey_column *uc_survey_find(const uc_survey_frame *frame, const char *name,
                                       uc_survey_kind kind)
{
    size_t c;

    for (c = 0; c < frame->n_columns; c++)
        if (frame->column[c].kind == kind && strcmp(frame->column[c].name, name) == 0)
            return &frame->column[c];
    return NULL;
}

const char *uc_survey_level(const uc_survey_column *column, uint32_t code)
{
    size_t len;

    return code == UC_SURVEY_MISSING ? NULL : uc_pool_at(column->levels, code, &len);
}

size_t uc_survey_n_levels(const uc_survey_column *column)
{
    return uc_pool_size(column->levels);
}
