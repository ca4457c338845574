/** @file row_reader.h
 * What the readers of keyed rows (counts, published, population, areas) have in common:
 * open, read, check against a schema, refuse what is given twice.
 */
#ifndef UC_ROW_READER_H
#define UC_ROW_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/faults.h"
#include "data/base/hash.h"
#include "data/base/source.h"
#include "data/base/status.h"
#include "data/csv_reader.h"
#include "data/schema.h"

/** One input file of a table. */
typedef struct uc_row_file {
    char *path; /* as the user named it; owned */
    char sha256[UC_SHA256_HEX];
    size_t area_column; /* 1-based field of the area code, for later faults */
    char **ignored;     /* names of columns that are not in the schema; owned */
    size_t n_ignored;
} uc_row_file;

/** A table of rows that uc_row_read() fills. */
typedef struct uc_row_reader {
    const uc_schema *schema;
    /* Gets the header's other columns, once, before the rows; may be NULL. */
    uc_status (*others)(void *context, const uc_csv_record *header,
                        const uc_schema_binding *binding, uc_error *err);
    /* Gets each row whose cells are good, and adds faults about the row as a whole. */
    uc_status (*row)(void *context, const uc_schema_cell cells[],
                     const uc_csv_record *record, const uc_schema_binding *binding,
                     uc_error *err);
    void *context;
} uc_row_reader;

/** Reads one file of rows.
 *
 * @param source  Open and unread; borrowed. The caller leaves the rows out when faults
 *                were added, which it knows from faults->n_total.
 * @param file    Set on UC_OK; uc_row_file_clear() it.
 * @return UC_OK also when faults were added; UC_EINVAL, UC_ENOMEM or the status of a
 *         callback. */
uc_status uc_row_read(uc_source *source, const uc_csv_opts *opts,
                      const uc_row_reader *reader, uc_faults *faults, uc_row_file *file,
                      uc_error *err) UC_MUST_CHECK;

/** Releases what a file owns; a zeroed one is allowed. */
void uc_row_file_clear(uc_row_file *file);

/** Opens `path` with the embedded sets known; a failure to open is added to `faults`
 * and leaves `source` NULL.
 * @return UC_OK also then; UC_ENOMEM. */
uc_status uc_row_open(const char *path, uc_faults *faults, uc_source **source,
                      uc_error *err) UC_MUST_CHECK;

#endif
