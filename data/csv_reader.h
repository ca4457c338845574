/** @file csv_reader.h
 * CSV files, record by record, with the line of every field.
 *
 * The format: UTF-8 with or without byte order mark; lines end in LF or CRLF; fields
 * are separated by commas; a field with a comma, a quote or a line break stands in
 * double quotes, quotes in it doubled. Spaces and tabs around an unquoted field are not
 * part of it. The first record is the header. Lines that are blank, or hold only spaces
 * and tabs, are skipped but counted: in a file of one column a blank cell is therefore
 * written "".
 *
 * Faults that leave the rest of the file readable (a ragged row, a byte that is not
 * UTF-8, a NUL) are added and reading goes on with the next record. Faults after which
 * field borders are guesses end the reading of the file: a bad or unclosed quote, a
 * carriage return without a line feed, a size limit, another encoding, a bad header.
 */
#ifndef UC_CSV_READER_H
#define UC_CSV_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/faults.h"
#include "data/base/source.h"
#include "data/base/status.h"

#define UC_CSV_MAX_FIELD   ((size_t)1 << 20) /* bytes of one field */
#define UC_CSV_MAX_RECORD  ((size_t)1 << 24) /* bytes of all fields of one record */
#define UC_CSV_MAX_COLUMNS ((size_t)10000)

/** How to read; a zeroed struct is the default. */
typedef struct uc_csv_opts {
    size_t max_field;   /* bytes, up to UC_CSV_MAX_FIELD; 0: that */
    size_t max_columns; /* up to UC_CSV_MAX_COLUMNS; 0: that */
    bool hide_values;   /* messages give position and length, never the cell's value */
    bool quote_values;  /* messages quote any cell; hide_values does not count */
} uc_csv_opts;

typedef struct uc_csv_field {
    const char *text; /* NUL-terminated, never NULL, valid UTF-8 without NUL */
    size_t len;       /* bytes */
    size_t line;      /* 1-based physical line on which the field starts */
} uc_csv_field;

typedef struct uc_csv_record {
    const uc_csv_field *field; /* borrowed until the callback returns */
    size_t n_fields;           /* as many as the header has */
    size_t line;               /* 1-based physical line on which the record starts */
    size_t row;                /* 1-based number of the data row; 0: the header */
} uc_csv_record;

/** Receives the records. Data faults are the receiver's to add; a status other than
 * UC_OK (UC_ENOMEM, UC_ECANCELED) ends the reading and is returned. */
typedef struct uc_csv_handler {
    /* Gets the header, names trimmed. Sets `stop` to end the reading quietly (it has
     * added faults that make the rows meaningless). */
    uc_status (*header)(void *context, const uc_csv_record *header, bool *stop,
                        uc_error *err);
    uc_status (*record)(void *context, const uc_csv_record *record, uc_error *err);
    void *context;
} uc_csv_handler;

/** Reads the whole of `source`.
 *
 * Ragged rows and rows with a cell that is not text are reported and not handed on.
 * An empty file, a header without rows, blank and repeated header names, and a failure
 * to read are faults. Memory is bounded by the largest record.
 *
 * @param source  Open and unread; borrowed.
 * @param opts    NULL for the default.
 * @param sha256  Set to the hash of the bytes when the file was read to its end.
 * @return UC_OK   read; what is wrong with the file is in `faults`;
 *         UC_EINVAL an option is out of range;
 *         UC_ENOMEM, or the status of a callback. */
uc_status uc_csv_read(uc_source *source, const uc_csv_opts *opts,
                      const uc_csv_handler *handler, uc_faults *faults,
                      char sha256[UC_SHA256_HEX], uc_error *err) UC_MUST_CHECK;

/** Room uc_csv_show_cell() needs. */
#define UC_CSV_SHOWN 200

/** Describes a cell for a message: " 'value'" of a number or a word like NA, and
 * " (5 bytes)" of other text, which in a file that was mistaken for a table could be a
 * name, and where values are hidden. A blank cell gives the empty string. The leading
 * space lets it follow the column's name.
 * @return `out`. */
const char *uc_csv_show_cell(const uc_csv_opts *opts, const char *text, size_t len,
                             char out[UC_CSV_SHOWN]);

#endif
