/* survey_readstat.c - survey columns from SPSS, Stata and SAS files */
#include "data/internal/survey_readstat.h"

#ifdef UC_HAVE_READSTAT

#include <math.h>
#include <readstat.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "data/internal/survey_builder.h"
#include "data/row_reader.h"

#define NOT_WANTED ((size_t)-1)

/* Labels of one named set, kept until the set of every variable is known. */
typedef struct label {
    char *set, *text;
    double value;
    char *code; /* of a text variable; NULL: the number */
} label;

typedef struct reading {
    uc_survey_builder builder;
    char **name; /* of each variable in the file */
    char **set;  /* its value label set, or NULL */
    size_t n_variables, size;
    label *labels;
    size_t n_labels, labels_size;
    bool bound, ok;
    long row; /* row being filled, 0-based; -1: none yet */
    uc_status status;
    uc_error *err;
} reading;

static int stop(reading *r, uc_status status)
{
    r->status = status;
    return READSTAT_HANDLER_ABORT;
}

static int no_memory(reading *r)
{
    return stop(r, uc_fail(r->err, UC_ENOMEM, "no memory for the survey file"));
}

static int on_variable(int index, readstat_variable_t *variable, const char *val_labels,
                       void *context)
{
    reading *r = context;

    (void)index;
    if (r->n_variables == r->size) {
        const size_t size = r->size != 0 ? 2 * r->size : 64;
        char **name = realloc(r->name, size * sizeof *name);
        char **set = name != NULL ? realloc(r->set, size * sizeof *set) : NULL;

        if (name != NULL)
            r->name = name;
        if (set == NULL)
            return no_memory(r);
        r->set = set;
        r->size = size;
    }
    r->name[r->n_variables] = uc_text_copy(readstat_variable_get_name(variable));
    r->set[r->n_variables] = uc_text_copy(val_labels);
    if (r->name[r->n_variables++] == NULL)
        return no_memory(r);
    return READSTAT_HANDLER_OK;
}

static int on_label(const char *val_labels, readstat_value_t value, const char *text,
                    void *context)
{
    reading *r = context;
    label *item;

    if (r->n_labels == r->labels_size) {
        const size_t size = r->labels_size != 0 ? 2 * r->labels_size : 64;
        label *grown = realloc(r->labels, size * sizeof *grown);

        if (grown == NULL)
            return no_memory(r);
        r->labels = grown;
        r->labels_size = size;
    }
    item = &r->labels[r->n_labels++];
    *item = (label){.set = uc_text_copy(val_labels), .text = uc_text_copy(text)};
    if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING)
        item->code = uc_text_copy(readstat_string_value(value));
    else if (!readstat_value_is_system_missing(value) &&
             !readstat_value_is_tagged_missing(value))
        item->value = readstat_double_value(value);
    else
        item->value = NAN;
    return item->set != NULL && item->text != NULL ? READSTAT_HANDLER_OK : no_memory(r);
}

static const char *label_of(const reading *r, size_t field, double value,
                            const char *code)
{
    size_t i;

    if (r->set[field] == NULL)
        return NULL;
    for (i = 0; i < r->n_labels; i++) {
        const label *l = &r->labels[i];

        if (strcmp(l->set, r->set[field]) != 0)
            continue;
        if (code != NULL ? l->code != NULL && strcmp(l->code, code) == 0
                         : l->code == NULL && l->value <= value && l->value >= value)
            return l->text;
    }
    return NULL;
}

static bool bind(reading *r)
{
    if (!r->bound) {
        r->bound = true;
        r->status = uc_survey_builder_bind(&r->builder, (const char *const *)r->name,
                                           r->n_variables, 0, &r->ok, r->err);
    }
    return r->ok && r->status == UC_OK;
}

static uc_status set_cell(reading *r, size_t c, readstat_variable_t *variable,
                          readstat_value_t value)
{
    uc_survey_builder *b = &r->builder;
    const size_t field = b->field[c];
    const bool category = b->column[c].kind == UC_SURVEY_CATEGORY;
    const char *text;
    double number;

    if (readstat_value_is_missing(value, variable))
        return uc_survey_builder_text(b, c, "", 0, b->n + 1, r->err);
    if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING) {
        const char *code = readstat_string_value(value);

        text = category ? label_of(r, field, NAN, code != NULL ? code : "") : NULL;
        if (text == NULL)
            text = code != NULL ? code : "";
        return uc_survey_builder_text(b, c, text, strlen(text), b->n + 1, r->err);
    }
    number = readstat_double_value(value);
    text = category ? label_of(r, field, number, NULL) : NULL;
    if (text != NULL)
        return uc_survey_builder_text(b, c, text, strlen(text), b->n + 1, r->err);
    return uc_survey_builder_number(b, c, number, r->err);
}

static int on_value(int row, readstat_variable_t *variable, readstat_value_t value,
                    void *context)
{
    reading *r = context;
    const size_t field = (size_t)readstat_variable_get_index(variable);
    size_t c;

    if (!bind(r))
        return READSTAT_HANDLER_ABORT;
    if (row != r->row) {
        if (r->row >= 0)
            r->builder.n++;
        r->row = row;
        r->status = uc_survey_builder_row(&r->builder, r->err);
    }
    for (c = 0; r->status == UC_OK && c < r->builder.n_columns; c++)
        if (r->builder.field[c] == field)
            r->status = set_cell(r, c, variable, value);
    return r->status == UC_OK ? READSTAT_HANDLER_OK : READSTAT_HANDLER_ABORT;
}

static int on_known_variable(int index, readstat_variable_t *variable,
                             const char *val_labels, void *context)
{
    (void)index;
    (void)variable;
    (void)val_labels;
    (void)context;
    return READSTAT_HANDLER_OK;
}

/* Hashes the file, which also finds that it cannot be opened. */
static uc_status hash_file(const char *path, uc_faults *faults,
                           char sha256[UC_SHA256_HEX], bool *opened, uc_error *err)
{
    uc_source *source = NULL;
    uc_status status = uc_row_open(path, faults, &source, err);
    uc_error problem = {.msg = ""};

    *opened = source != NULL;
    if (source != NULL && uc_source_finish(source, sha256, &problem) != UC_OK) {
        uc_faults_add(faults, problem.code, path, 0, 0, "%s", problem.msg);
        *opened = false;
    }
    uc_source_close(source);
    return status;
}

/* Stata keeps value labels behind the data, so a first pass reads names and labels
 * only, and a second one the rows; the file is never held. */
static readstat_error_t parse(const char *path, reading *r, bool rows)
{
    readstat_parser_t *parser = readstat_parser_init();
    readstat_error_t result;

    if (parser == NULL)
        return READSTAT_ERROR_MALLOC;
    if (rows) {
        /* Without a handler of variables the library forgets to prepare them. */
        readstat_set_variable_handler(parser, on_known_variable);
        readstat_set_value_handler(parser, on_value);
    } else {
        readstat_set_variable_handler(parser, on_variable);
        readstat_set_value_label_handler(parser, on_label);
    }
    switch (uc_survey_format_of(path)) {
    case UC_SURVEY_SAV:
        result = readstat_parse_sav(parser, path, r);
        break;
    case UC_SURVEY_POR:
        result = readstat_parse_por(parser, path, r);
        break;
    case UC_SURVEY_DTA:
        result = readstat_parse_dta(parser, path, r);
        break;
    case UC_SURVEY_XPT:
        result = readstat_parse_xport(parser, path, r);
        break;
    default:
        result = readstat_parse_sas7bdat(parser, path, r);
        break;
    }
    readstat_parser_free(parser);
    return result;
}

static void reading_clear(reading *r)
{
    size_t i;

    for (i = 0; i < r->n_variables; i++) {
        free(r->name[i]);
        free(r->set[i]);
    }
    for (i = 0; i < r->n_labels; i++) {
        free(r->labels[i].set);
        free(r->labels[i].text);
        free(r->labels[i].code);
    }
    free(r->name);
    free(r->set);
    free(r->labels);
    uc_survey_builder_clear(&r->builder);
}

bool uc_survey_has_readstat(void)
{
    return true;
}

uc_status uc_survey_read_readstat(const char *path, const uc_survey_opts *opts,
                                  uc_faults *faults, uc_survey_frame *frame,
                                  uc_error *err)
{
    const size_t before = faults->n_total;
    reading r = {.row = -1, .ok = true, .err = err, .status = UC_OK};
    char sha256[UC_SHA256_HEX] = "";
    bool opened;
    readstat_error_t result;
    uc_status status = hash_file(path, faults, sha256, &opened, err);

    if (status != UC_OK || !opened)
        return status;
    uc_survey_builder_init(&r.builder, opts, path, faults);
    result = parse(path, &r, false);
    if (r.status == UC_OK && result == READSTAT_OK)
        result = parse(path, &r, true);
    if (r.status == UC_OK && result != READSTAT_OK && faults->n_total == before)
        uc_faults_add(faults, UC_EDATA, path, 0, 0,
                      "the file is damaged, or not what its extension says: %s",
                      readstat_error_message(result));
    if (r.status == UC_OK && result == READSTAT_OK && r.row < 0) {
        (void)bind(&r);
        uc_faults_add(faults, UC_EDATA, path, 0, 0, "there are no rows");
    }
    status = r.status;
    if (status == UC_OK && faults->n_total == before) {
        r.builder.n++;
        status = uc_survey_builder_finish(&r.builder, sha256, frame, err);
    }
    reading_clear(&r);
    return status;
}

#else

bool uc_survey_has_readstat(void)
{
    return false;
}

uc_status uc_survey_read_readstat(const char *path, const uc_survey_opts *opts,
                                  uc_faults *faults, uc_survey_frame *frame,
                                  uc_error *err)
{
    (void)opts;
    (void)frame;
    (void)err;
    uc_faults_add(
        faults, UC_EDATA, path, 0, 0,
        "this build cannot read SPSS, Stata and SAS files: libreadstat-dev was "
        "missing when it was made; save the file as CSV");
    return UC_OK;
}

#endif
