/* csv_reader.c - CSV files, record by record, on libcsv */
#include "data/csv_reader.h"

#include <csv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

#define BLOCK_SIZE    ((size_t)65536)
#define PARSER_GROWTH ((size_t)4096)
#define SHOWN_CHARS   40

/* A longer row of digits may be of a telephone or a passport. */
#define MAX_SHOWN_NUMBER 12

typedef struct reader {
    uc_source *source;
    uc_csv_opts opts; /* resolved: no zeros */
    const uc_csv_handler *handler;
    uc_faults *faults;
    uc_error *err;
    uc_status status; /* of a callback or of memory */
    bool stopped;     /* a fault or the status says why */

    struct csv_parser parser;
    size_t line;       /* physical line being read, 1-based */
    size_t field_line; /* line on which the next or open field starts */
    bool in_quotes;    /* an odd number of quotes so far in this record */
    bool any_bytes;    /* beyond a byte order mark */

    /* The record so far. Offsets turn into pointers when it is complete. */
    char *text;
    size_t text_len, text_size;
    uc_csv_field *field;
    size_t *offset;
    size_t n_fields, fields_size;
    bool bad_cell; /* a fault was added about a cell of this record */

    size_t n_columns; /* of the header; 0 before it */
    size_t row;       /* data rows so far, good or bad */
} reader;

/* libcsv asks for memory here and has no place for our context, so this is the same
 * limit for every reader; a smaller max_field is checked when the field is complete. */
static void *capped_realloc(void *memory, size_t size)
{
    if (size > UC_CSV_MAX_FIELD + PARSER_GROWTH)
        return NULL;
    return realloc(memory, size);
}

static void add_fault(reader *r, size_t line, size_t column, const char *text)
{
    uc_faults_add(r->faults, UC_EDATA, uc_source_name(r->source), line, column, "%s",
                  text);
}

static void end_with_fault(reader *r, size_t line, size_t column, const char *text)
{
    add_fault(r, line, column, text);
    r->stopped = true;
}

static void end_with_status(reader *r, uc_status status)
{
    r->status = status;
    r->stopped = true;
}

static void end_out_of_memory(reader *r)
{
    end_with_status(r, uc_fail(r->err, UC_ENOMEM, "out of memory"));
}

/* A number, or a word for a missing one or for yes and no. Anything else could be what
 * a person is called by, or born on, in a file that should never have been given. */
static bool may_be_shown(const char *text, size_t len)
{
    static const char *const words[] = {
        "na",   "n/a",   "nan",   "inf",     "null", "none", "yes",    "no",
        "true", "false", "maybe", "unknown", "nil",  "tbd",  "tba",    "some",
        "few",  "many",  "-inf",  "x",       "y",    "n",    "missing"};
    char word[16];
    size_t n_blank = 0;

    if (len > MAX_SHOWN_NUMBER)
        return false;
    while (n_blank < len && (text[n_blank] == ' ' || text[n_blank] == '\t'))
        n_blank++;
    if (n_blank == len)
        return true;
    if (len < sizeof word) {
        memcpy(word, text, len);
        word[len] = '\0';
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (uc_text_equal_nocase(word, words[i]))
                return true;
    }
    for (size_t i = 0; i < len; i++) {
        const bool after_e = i > 0 && (text[i - 1] == 'e' || text[i - 1] == 'E');

        if (strchr("0123456789.,eE%?*", text[i]) == NULL &&
            !(strchr("+-<>~", text[i]) != NULL && (i == 0 || after_e)))
            return false;
    }
    return true;
}

const char *uc_csv_show_cell(const uc_csv_opts *opts, const char *text, size_t len,
                             char out[UC_CSV_SHOWN])
{
    const bool quote = opts != NULL && opts->quote_values;
    const bool hide = opts != NULL && opts->hide_values;
    char shown[UC_CSV_SHOWN - 4];

    out[0] = '\0';
    if (len > 0 && !quote && (hide || !may_be_shown(text, len)))
        (void)snprintf(out, UC_CSV_SHOWN, " (%zu %s)", len,
                       len == 1 ? "byte" : "bytes");
    else if (len > 0)
        (void)snprintf(out, UC_CSV_SHOWN, " '%s'",
                       uc_text_display(text, len, SHOWN_CHARS, shown, sizeof shown));
    return out;
}

/* -- One record ---------------------------------------------------------------- */

static bool grow_text(reader *r, size_t len)
{
    size_t size = r->text_size != 0 ? r->text_size : 1024;
    char *text;

    while (size < r->text_len + len + 1)
        size *= 2;
    if (size == r->text_size)
        return true;
    text = realloc(r->text, size);
    if (text == NULL)
        return false;
    r->text = text;
    r->text_size = size;
    return true;
}

static bool grow_fields(reader *r)
{
    const size_t size = r->fields_size != 0 ? 2 * r->fields_size : 32;
    uc_csv_field *field;
    size_t *offset;

    if (r->n_fields < r->fields_size)
        return true;
    field = realloc(r->field, size * sizeof *field);
    if (field == NULL)
        return false;
    r->field = field;
    offset = realloc(r->offset, size * sizeof *offset);
    if (offset == NULL)
        return false;
    r->offset = offset;
    r->fields_size = size;
    return true;
}

static void end_too_long(reader *r)
{
    char text[160];

    (void)snprintf(text, sizeof text,
                   "field is longer than %zu bytes, the most allowed; is a quote not "
                   "closed?",
                   r->opts.max_field);
    end_with_fault(r, r->field_line, r->n_fields + 1, text);
}

/* Whether one more field of `len` bytes is within the limits; ends the reading if not.
 */
static bool field_fits(reader *r, size_t len)
{
    char text[160];

    if (len > r->opts.max_field) {
        end_too_long(r);
        return false;
    }
    if (r->n_fields == r->opts.max_columns) {
        (void)snprintf(text, sizeof text,
                       "row has more than %zu fields, the most "
                       "allowed",
                       r->opts.max_columns);
        end_with_fault(r, r->field_line, 0, text);
        return false;
    }
    if (r->text_len + len > UC_CSV_MAX_RECORD) {
        (void)snprintf(text, sizeof text,
                       "row is longer than %zu bytes, the most "
                       "allowed",
                       UC_CSV_MAX_RECORD);
        end_with_fault(r, r->field_line, 0, text);
        return false;
    }
    return true;
}

/* Adds the fault if a cell is not UTF-8 text without NUL. */
static void check_text(reader *r, const char *text, size_t len)
{
    const size_t good = uc_text_utf8_prefix(text, len);
    const char *nul = memchr(text, '\0', len);
    char shown[UC_CSV_SHOWN], message[UC_ERROR_MSG];

    if (good == len && nul == NULL)
        return;
    r->bad_cell = true;
    (void)uc_csv_show_cell(&r->opts, text, len, shown);
    if (nul != NULL)
        (void)snprintf(message, sizeof message,
                       "cell%s has a NUL byte at byte %zu; only UTF-8 text is allowed",
                       shown, (size_t)(nul - text) + 1);
    else
        (void)snprintf(message, sizeof message,
                       "cell%s is not valid UTF-8 at byte %zu; save the file as UTF-8",
                       shown, good + 1);
    add_fault(r, r->field_line, r->n_fields + 1, message);
}

static void on_field(void *bytes, size_t len, void *context)
{
    reader *r = context;
    const char *text = bytes != NULL ? bytes : "";

    if (r->stopped || !field_fits(r, len))
        return;
    if (!grow_text(r, len) || !grow_fields(r)) {
        end_out_of_memory(r);
        return;
    }
    check_text(r, text, len);
    memcpy(r->text + r->text_len, text, len);
    r->text[r->text_len + len] = '\0';
    r->field[r->n_fields] = (uc_csv_field){.len = len, .line = r->field_line};
    r->offset[r->n_fields] = r->text_len;
    r->n_fields++;
    r->text_len += len + 1;
    r->field_line = r->line;
}

/* -- The header ---------------------------------------------------------------- */

static void trim_names(reader *r)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        uc_csv_field *field = &r->field[i];
        const char *name = uc_text_trim(field->text, &field->len);

        field->text = name;
        r->text[(size_t)(name - r->text) + field->len] = '\0';
    }
}

static int by_name(const void *a, const void *b)
{
    const uc_csv_field *const *x = a, *const *y = b;
    const int order = strcmp((*x)->text, (*y)->text);

    return order != 0 ? order : (*x > *y) - (*x < *y);
}

/* Adds a fault for every name that an earlier column has too. */
static void check_repeated(reader *r, const uc_csv_field **sorted)
{
    const char *path = uc_source_name(r->source);
    size_t first = 0;

    for (size_t i = 0; i < r->n_fields; i++)
        sorted[i] = &r->field[i];
    qsort(sorted, r->n_fields, sizeof(const uc_csv_field *), by_name);
    for (size_t i = 1; i < r->n_fields; i++) {
        char shown[UC_CSV_SHOWN];

        if (strcmp(sorted[i]->text, sorted[first]->text) != 0)
            first = i;
        else if (sorted[i]->len > 0)
            uc_faults_add(
                r->faults, UC_EDATA, path, sorted[i]->line,
                (size_t)(sorted[i] - r->field) + 1,
                "column name%s is already that of field %zu; names must "
                "differ",
                uc_csv_show_cell(&r->opts, sorted[i]->text, sorted[i]->len, shown),
                (size_t)(sorted[first] - r->field) + 1);
    }
}

static bool check_header(reader *r)
{
    const size_t n_before = r->faults->n_total;
    const uc_csv_field **sorted =
        malloc((r->n_fields + 1) * sizeof(const uc_csv_field *));

    if (sorted == NULL) {
        end_out_of_memory(r);
        return false;
    }
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->field[i].len == 0)
            add_fault(r, r->field[i].line, i + 1, "column name is blank");
    check_repeated(r, sorted);
    free(sorted);
    return r->faults->n_total == n_before;
}

static void finish_header(reader *r, const uc_csv_record *header)
{
    bool stop = false;
    uc_status status;

    r->n_columns = r->n_fields;
    trim_names(r);
    if (r->bad_cell || !check_header(r)) {
        r->stopped = true;
        return;
    }
    status = r->handler->header(r->handler->context, header, &stop, r->err);
    if (status != UC_OK)
        end_with_status(r, status);
    else if (stop)
        r->stopped = true;
}

static void finish_row(reader *r, const uc_csv_record *record)
{
    uc_status status;

    if (r->n_fields != r->n_columns) {
        uc_faults_add(r->faults, UC_EDATA, uc_source_name(r->source), record->line, 0,
                      "row has %zu %s; %zu expected, as in the header", r->n_fields,
                      r->n_fields == 1 ? "field" : "fields", r->n_columns);
        return;
    }
    if (r->bad_cell)
        return;
    status = r->handler->record(r->handler->context, record, r->err);
    if (status != UC_OK)
        end_with_status(r, status);
}

static void on_record(int terminator, void *context)
{
    reader *r = context;
    uc_csv_record record = {.field = r->field, .n_fields = r->n_fields};

    (void)terminator;
    if (r->stopped)
        return;
    for (size_t i = 0; i < r->n_fields; i++)
        r->field[i].text = r->text + r->offset[i];
    record.line = r->n_fields > 0 ? r->field[0].line : r->line;
    if (r->n_columns == 0) {
        finish_header(r, &record);
    } else {
        record.row = ++r->row;
        finish_row(r, &record);
    }
    r->n_fields = 0;
    r->text_len = 0;
    r->bad_cell = false;
}

/* -- Bytes to libcsv, a line at a time ----------------------------------------- */

static void end_on_parse_error(reader *r)
{
    const size_t column = r->n_fields + 1;

    if (csv_error(&r->parser) == CSV_ENOMEM &&
        r->parser.entry_size + PARSER_GROWTH > UC_CSV_MAX_FIELD)
        end_too_long(r);
    else if (csv_error(&r->parser) != CSV_EPARSE)
        end_out_of_memory(r);
    else if (r->parser.quoted)
        end_with_fault(r, r->line, column,
                       "text after a closing quote; a quote inside a quoted field is "
                       "written twice");
    else
        end_with_fault(r, r->line, column,
                       "quote inside a field that does not start with one; quote the "
                       "whole field and write inner quotes twice");
}

static void feed(reader *r, const char *bytes, size_t len)
{
    if (len == 0 || r->stopped)
        return;
    if (csv_parse(&r->parser, bytes, len, on_field, on_record, r) != len && !r->stopped)
        end_on_parse_error(r);
}

/* Counts quotes, and finds the first carriage return outside of them that no line feed
 * follows. `last` says whether the piece ends the line or the file. In a file that
 * libcsv accepts, a byte is inside quotes exactly when the quotes before it are odd in
 * number. */
static const char *lone_return(reader *r, const char *piece, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (piece[i] == '"')
            r->in_quotes = !r->in_quotes;
        else if (piece[i] == '\r' && !r->in_quotes &&
                 (i + 1 == len || piece[i + 1] != '\n'))
            return piece + i;
    }
    return NULL;
}

/* Reads a piece of one physical line; with a line feed it is the line's end. */
static void read_piece(reader *r, const char *piece, size_t len)
{
    const char *lone = NULL;

    if (memchr(piece, '"', len) != NULL || memchr(piece, '\r', len) != NULL)
        lone = lone_return(r, piece, len);
    feed(r, piece, lone != NULL ? (size_t)(lone - piece) : len);
    if (lone != NULL && !r->stopped)
        end_with_fault(r, r->line, 0,
                       "carriage return without a line feed; lines end in LF or CRLF");
    if (len > 0 && piece[len - 1] == '\n') {
        r->line++;
        if (!r->in_quotes)
            r->field_line = r->line;
    }
}

/* Cuts a block into pieces at its line feeds. A carriage return at the very end is held
 * back for the next block. Returns the bytes used. */
static size_t read_block(reader *r, const char *block, size_t len, bool last)
{
    size_t at = 0;

    if (!last && len > 0 && block[len - 1] == '\r')
        len--;
    while (at < len && !r->stopped) {
        const char *feed_at = memchr(block + at, '\n', len - at);
        const size_t end = feed_at != NULL ? (size_t)(feed_at - block) + 1 : len;

        read_piece(r, block + at, end - at);
        at = end;
    }
    return len;
}

static void end_of_file(reader *r)
{
    if (r->stopped)
        return;
    if (csv_fini(&r->parser, on_field, on_record, r) != 0 && !r->stopped)
        end_with_fault(r, r->field_line, r->n_fields + 1,
                       "quoted field is not closed before the end of the file");
    if (r->stopped)
        return;
    if (!r->any_bytes)
        end_with_fault(r, 0, 0, "file is empty; a header and rows are needed");
    else if (r->n_columns == 0)
        end_with_fault(r, 0, 0,
                       "file has only blank lines; a header and rows are "
                       "needed");
    else if (r->row == 0)
        end_with_fault(r, 0, 0, "file has a header but no rows");
}

/* -- Encodings ----------------------------------------------------------------- */

typedef struct encoding {
    const char *name;
    unsigned char mark[4];
    size_t mark_len;
    const char *zeros; /* of the first four bytes of ASCII text; 0: NUL, 1: not */
} encoding;

/* The longer marks come first: that of UTF-16 little-endian begins that of UTF-32. */
static const encoding encodings[] = {
    {"UTF-32 (little-endian)", {0xFF, 0xFE, 0, 0}, 4, "1000"},
    {"UTF-32 (big-endian)", {0, 0, 0xFE, 0xFF}, 4, "0001"},
    {"UTF-16 (little-endian)", {0xFF, 0xFE}, 2, "1010"},
    {"UTF-16 (big-endian)", {0xFE, 0xFF}, 2, "0101"},
};

static bool has_zeros(const char *bytes, size_t len, const char *zeros)
{
    if (len < 4)
        return false;
    for (size_t i = 0; i < 4; i++)
        if ((bytes[i] == '\0') != (zeros[i] == '0'))
            return false;
    return true;
}

static const char *foreign_encoding(const char *bytes, size_t len)
{
    for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++) {
        const encoding *e = &encodings[i];

        if ((len >= e->mark_len && memcmp(bytes, e->mark, e->mark_len) == 0) ||
            has_zeros(bytes, len, e->zeros))
            return e->name;
    }
    return NULL;
}

/* Looks at the first bytes of the file; returns how many are a byte order mark. */
static size_t begin_file(reader *r, const char *block, size_t len)
{
    static const char mark[] = "\xEF\xBB\xBF";
    const char *foreign = foreign_encoding(block, len);
    const bool marked = len >= 3 && memcmp(block, mark, 3) == 0;

    r->any_bytes = len > (marked ? 3 : 0);
    if (foreign != NULL) {
        uc_faults_add(r->faults, UC_EDATA, uc_source_name(r->source), 0, 0,
                      "file is %s text; save it as UTF-8", foreign);
        r->stopped = true;
    }
    return marked ? 3 : 0;
}

/* -- The whole file ------------------------------------------------------------ */

static void fault_of_source(reader *r, uc_status status, const uc_error *why)
{
    if (status == UC_ENOMEM)
        end_out_of_memory(r);
    else
        uc_faults_add_error(r->faults, why);
    r->stopped = true;
}

static void read_blocks(reader *r, char *block)
{
    size_t held = 0, n = BLOCK_SIZE;
    bool first = true;
    uc_error why;

    while (!r->stopped && n > 0) {
        const uc_status status =
            uc_source_read(r->source, block + held, BLOCK_SIZE, &n, &why);
        size_t start = 0, used;

        if (status != UC_OK) {
            fault_of_source(r, status, &why);
            return;
        }
        if (first)
            start = begin_file(r, block, n);
        first = false;
        used = start + read_block(r, block + start, held + n - start, n == 0);
        held = held + n - used;
        if (held > 0)
            block[0] = block[used];
    }
    end_of_file(r);
}

static uc_status resolve(const uc_csv_opts *opts, uc_csv_opts *resolved, uc_error *err)
{
    *resolved = opts != NULL ? *opts : (uc_csv_opts){0};
    if (resolved->max_field == 0)
        resolved->max_field = UC_CSV_MAX_FIELD;
    if (resolved->max_columns == 0)
        resolved->max_columns = UC_CSV_MAX_COLUMNS;
    if (resolved->max_field > UC_CSV_MAX_FIELD)
        return uc_fail(err, UC_EINVAL, "max_field is %zu; at most %zu",
                       resolved->max_field, UC_CSV_MAX_FIELD);
    if (resolved->max_columns > UC_CSV_MAX_COLUMNS)
        return uc_fail(err, UC_EINVAL, "max_columns is %zu; at most %zu",
                       resolved->max_columns, UC_CSV_MAX_COLUMNS);
    return UC_OK;
}

static bool start_parser(struct csv_parser *parser)
{
    const unsigned char options =
        CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_EMPTY_IS_NULL;

    if (csv_init(parser, options) != 0)
        return false;
    csv_set_realloc_func(parser, capped_realloc);
    csv_set_blk_size(parser, PARSER_GROWTH);
    return true;
}

uc_status uc_csv_read(uc_source *source, const uc_csv_opts *opts,
                      const uc_csv_handler *handler, uc_faults *faults,
                      char sha256[UC_SHA256_HEX], uc_error *err)
{
    reader r = {.source = source, .handler = handler, .faults = faults, .err = err};
    uc_status status = resolve(opts, &r.opts, err);
    char *block = NULL;
    uc_error why;

    if (status != UC_OK)
        return status;
    r.line = r.field_line = 1;
    block = malloc(BLOCK_SIZE + 1);
    if (block == NULL || !start_parser(&r.parser)) {
        free(block);
        return uc_fail(err, UC_ENOMEM, "out of memory");
    }
    read_blocks(&r, block);
    if (!r.stopped) {
        status = uc_source_finish(source, sha256, &why);
        if (status != UC_OK)
            fault_of_source(&r, status, &why);
    }
    csv_free(&r.parser);
    free(block);
    free(r.text);
    free(r.field);
    free(r.offset);
    return r.status;
}
