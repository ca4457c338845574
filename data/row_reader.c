/* row_reader.c - the common part of the readers of keyed rows */
#include "data/row_reader.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "data/sets.h"

/* One file being read. */
typedef struct row_pass {
    const uc_row_reader *reader;
    const uc_csv_opts *opts;
    const char *path;
    uc_faults *faults;
    uc_schema_binding binding;
    uc_row_file file;
} row_pass;

void uc_row_file_clear(uc_row_file *file)
{
    for (size_t i = 0; i < file->n_ignored; i++)
        free(file->ignored[i]);
    free(file->ignored);
    free(file->path);
    *file = (uc_row_file){0};
}

static uc_status keep_ignored(row_pass *pass, const uc_csv_record *header,
                              uc_error *err)
{
    uc_row_file *file = &pass->file;

    file->ignored = calloc(pass->binding.n_other + 1, sizeof *file->ignored);
    if (file->ignored == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    for (size_t i = 0; i < pass->binding.n_other; i++) {
        char *name = uc_text_copy(header->field[pass->binding.other[i]].text);

        if (name == NULL)
            return uc_fail(err, UC_ENOMEM, "out of memory");
        file->ignored[file->n_ignored++] = name;
    }
    return UC_OK;
}

static uc_status on_header(void *context, const uc_csv_record *header, bool *stop,
                           uc_error *err)
{
    row_pass *pass = context;
    const uc_row_reader *reader = pass->reader;
    const size_t n_before = pass->faults->n_total;
    uc_status status = uc_schema_bind(reader->schema, header, pass->path, pass->faults,
                                      &pass->binding, err);

    if (status != UC_OK)
        return status;
    *stop = pass->faults->n_total > n_before;
    /* The first column of every schema is the area's. */
    pass->file.area_column = pass->binding.field[0] + 1;
    if (!*stop && reader->schema->unknown == UC_SCHEMA_IGNORE)
        status = keep_ignored(pass, header, err);
    if (!*stop && status == UC_OK && reader->others != NULL)
        status = reader->others(reader->context, header, &pass->binding, err);
    return status;
}

static uc_status on_record(void *context, const uc_csv_record *record, uc_error *err)
{
    row_pass *pass = context;
    const uc_row_reader *reader = pass->reader;
    uc_schema_cell cells[UC_SCHEMA_MAX_COLUMNS];

    if (!uc_schema_cells(reader->schema, &pass->binding, record, pass->opts, pass->path,
                         pass->faults, cells))
        return UC_OK;
    return reader->row(reader->context, cells, record, &pass->binding, err);
}

uc_status uc_row_read(uc_source *source, const uc_csv_opts *opts,
                      const uc_row_reader *reader, uc_faults *faults, uc_row_file *file,
                      uc_error *err)
{
    row_pass pass = {reader, opts, uc_source_name(source), faults, {{0}, NULL, 0}, {0}};
    const uc_csv_handler handler = {on_header, on_record, &pass};
    uc_status status;

    pass.file.path = uc_text_copy(pass.path);
    if (pass.file.path == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    status = uc_csv_read(source, opts, &handler, faults, pass.file.sha256, err);
    uc_schema_unbind(&pass.binding);
    if (status != UC_OK) {
        uc_row_file_clear(&pass.file);
        return status;
    }
    *file = pass.file;
    return UC_OK;
}

uc_status uc_row_open(const char *path, uc_faults *faults, uc_source **source,
                      uc_error *err)
{
    uc_error why;
    const uc_status status = uc_source_open(path, uc_sets_lookup, source, &why);

    if (status == UC_OK)
        return UC_OK;
    *source = NULL;
    if (status == UC_ENOMEM)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    uc_faults_add_error(faults, &why);
    return UC_OK;
}
