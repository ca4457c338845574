/* fuzz_csv.c - any bytes as a CSV file */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "data/csv_reader.h"

typedef struct seen {
    size_t n_fields, line, n_lines;
} seen;

/* What the reader promises about every record it hands on. */
static void check_record(const seen *s, const uc_csv_record *record)
{
    if (record->n_fields == 0 || record->line < s->line || record->line > s->n_lines)
        abort();
    for (size_t i = 0; i < record->n_fields; i++) {
        const uc_csv_field *field = &record->field[i];

        if (field->text == NULL || strlen(field->text) != field->len ||
            uc_text_utf8_prefix(field->text, field->len) != field->len ||
            field->line < record->line || field->line > s->n_lines)
            abort();
    }
}

static uc_status on_header(void *context, const uc_csv_record *header, bool *stop,
                           uc_error *err)
{
    seen *s = context;

    (void)stop;
    (void)err;
    check_record(s, header);
    s->n_fields = header->n_fields;
    s->line = header->line;
    return UC_OK;
}

static uc_status on_record(void *context, const uc_csv_record *record, uc_error *err)
{
    seen *s = context;

    (void)err;
    check_record(s, record);
    if (record->n_fields != s->n_fields)
        abort();
    s->line = record->line;
    return UC_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* The first byte chooses the options. */
    const uc_csv_opts opts = {.max_field = size > 0 && (data[0] & 1) ? 16 : 0,
                              .max_columns = size > 0 && (data[0] & 2) ? 4 : 0,
                              .hide_values = size > 0 && (data[0] & 4)};
    const size_t skip = size > 0;
    seen s = {.n_lines = 1};
    const uc_csv_handler handler = {on_header, on_record, &s};
    char hex[UC_SHA256_HEX] = "";
    uc_source *source = NULL;
    uc_faults faults = {0};

    for (size_t i = skip; i < size; i++)
        s.n_lines += data[i] == '\n';
    if (uc_source_open_memory("fuzz", data + skip, size - skip, &source, NULL) != UC_OK)
        return 0;
    if (uc_csv_read(source, &opts, &handler, &faults, hex, NULL) != UC_OK)
        abort();
    /* Without a fault the file was read to its end. */
    if (faults.n_total == 0 && hex[0] == '\0')
        abort();
    uc_faults_clear(&faults);
    uc_source_close(source);
    return 0;
}
