/* cmd_pseudonymise.c - undercount pseudonymise */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/base/text.h"
#include "data/cases/case_key.h"
#include "data/cases/case_rules.h"
#include "data/csv_reader.h"
#include "data/pseudonym/pseudonym.h"
#include "data/row_reader.h"
#include "pipeline/cases/case_source.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/output_file.h"
#include "pipeline/secrecy.h"
#include "reports/writers/csv.h"

typedef struct pseudonymise_options {
    uc_common_options common; /* first: the shared readers write here */
    uc_names key[UC_CASE_MAX_PASSES];
    size_t n_keys;
    uc_names keep, bloom, dates;
    const char *key_file;
    const char *make_key;
    uc_case_rules rules; /* only the order of dates */
} pseudonymise_options;

static uc_status read_key(void *target, const char *text, uc_error *err)
{
    pseudonymise_options *o = target;
    uc_status status;

    if (o->n_keys == UC_CASE_MAX_PASSES)
        return uc_fail(err, UC_EUSAGE, "at most %d keys", UC_CASE_MAX_PASSES);
    status = uc_names_read(&o->key[o->n_keys], text, err);
    o->n_keys += status == UC_OK;
    return status;
}

static uc_status read_keep(void *target, const char *text, uc_error *err)
{
    return uc_names_read(&((pseudonymise_options *)target)->keep, text, err);
}

static uc_status read_bloom(void *target, const char *text, uc_error *err)
{
    return uc_names_read(&((pseudonymise_options *)target)->bloom, text, err);
}

static uc_status read_dates(void *target, const char *text, uc_error *err)
{
    return uc_names_read(&((pseudonymise_options *)target)->dates, text, err);
}

static uc_status read_key_file(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name of the key file is blank");
    ((pseudonymise_options *)target)->key_file = text;
    return UC_OK;
}

static uc_status read_make_key(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name of the key file is blank");
    ((pseudonymise_options *)target)->make_key = text;
    return UC_OK;
}

static uc_status read_date_order(void *target, const char *text, uc_error *err)
{
    return uc_case_read_date_order(text, &((pseudonymise_options *)target)->rules, err);
}

static const uc_option options[] = {
    {.name = "key-file",
     .value = "FILE",
     .help = "the secret that all who share lists have; readable by its owner only",
     .read = read_key_file},
    {.name = "make-key",
     .value = "FILE",
     .help = "make a new secret and write it to FILE, which must not exist",
     .read = read_make_key},
    {.name = "key",
     .value = "COL[,COL]",
     .help = "columns that make up a person's key; given again: further pseudonyms",
     .repeatable = true,
     .read = read_key},
    {.name = "keep",
     .value = "COL[,COL]",
     .help = "columns to copy as they are; every other is left out",
     .read = read_keep},
    {.name = "bloom",
     .value = "COL[,COL]",
     .help = "columns to encode for approximate linkage; see the warning below",
     .read = read_bloom},
    {.name = "dates",
     .value = "COL[,COL]",
     .help = "key columns that are dates, so that all spellings of a day are one",
     .read = read_dates},
    {.name = "date-order",
     .value = "ORDER",
     .help = "of day, month and year: ymd (default), dmy or mdy",
     .read = read_date_order},
    UC_OPTION_OUTPUT,
    UC_OPTION_QUIET,
    UC_OPTION_MAX_ERRORS,
};

/* -- The rows ---------------------------------------------------------------------- */

typedef struct pass {
    const pseudonymise_options *o;
    const char *path;
    uc_faults *faults;
    uc_pseudonym_key secret;
    size_t *key_field[UC_CASE_MAX_PASSES], *keep_field, *bloom_field;
    uc_case_text text;
    uc_sink out;
    size_t n_rows, n_blank[UC_CASE_MAX_PASSES];
} pass;

static size_t *fields_of(pass *p, const uc_csv_record *header, const uc_names *names)
{
    size_t *field = calloc(names->n + 1, sizeof *field);

    for (size_t i = 0; field != NULL && i < names->n; i++) {
        size_t f = 0;

        while (f < header->n_fields &&
               strcmp(header->field[f].text, names->name[i]) != 0)
            f++;
        if (f == header->n_fields)
            uc_faults_add(p->faults, UC_EDATA, p->path, header->line, 0,
                          "column '%s' is missing", names->name[i]);
        else
            field[i] = f;
    }
    return field;
}

static void write_header(pass *p)
{
    bool first = true;

    for (size_t k = 0; k < p->o->n_keys; k++) {
        if (k == 0)
            uc_sink_puts(&p->out, "pseudonym");
        else
            uc_sink_printf(&p->out, ",pseudonym_%zu", k + 1);
        first = false;
    }
    for (size_t i = 0; i < p->o->bloom.n; i++) {
        char name[256];

        (void)snprintf(name, sizeof name, "%.200s_bloom", p->o->bloom.name[i]);
        uc_sink_puts(&p->out, first ? "" : ",");
        uc_csv_write_field(name, false, &p->out);
        first = false;
    }
    for (size_t i = 0; i < p->o->keep.n; i++) {
        uc_sink_puts(&p->out, first ? "" : ",");
        uc_csv_write_field(p->o->keep.name[i], false, &p->out);
        first = false;
    }
    uc_sink_putc(&p->out, '\n');
}

static uc_status on_header(void *context, const uc_csv_record *header, bool *stop,
                           uc_error *err)
{
    pass *p = context;
    const size_t before = p->faults->n_total;
    bool ok = true;

    for (size_t k = 0; k < p->o->n_keys; k++) {
        p->key_field[k] = fields_of(p, header, &p->o->key[k]);
        ok = ok && p->key_field[k] != NULL;
    }
    p->keep_field = fields_of(p, header, &p->o->keep);
    p->bloom_field = fields_of(p, header, &p->o->bloom);
    if (!ok || p->keep_field == NULL || p->bloom_field == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    *stop = p->faults->n_total > before;
    write_header(p);
    return UC_OK;
}

static bool is_date(const pass *p, const char *column)
{
    for (size_t i = 0; i < p->o->dates.n; i++)
        if (strcmp(p->o->dates.name[i], column) == 0)
            return true;
    return false;
}

/* Appends a part of a key; false when it is blank or no date. */
static bool append_part(pass *p, const uc_csv_record *record, size_t field,
                        const char *column, bool *ok)
{
    size_t len = record->field[field].len;
    const char *text = uc_text_trim(record->field[field].text, &len);
    uc_date date;
    char day[48];

    if (len == 0)
        return false;
    if (!is_date(p, column)) {
        const size_t before = p->text.len;

        *ok = uc_case_normalise(text, len, &p->text);
        if (p->text.len == before)
            return false;
    } else if (uc_date_read(text, len, p->o->rules.date_order, &date)) {
        (void)snprintf(day, sizeof day, "%04d-%02d-%02d", date.year, date.month,
                       date.day);
        *ok = uc_case_text_append(&p->text, day, strlen(day));
    } else {
        uc_faults_add(p->faults, UC_EDATA, p->path, record->field[field].line,
                      field + 1, "cell (%zu bytes) is no date of the declared order",
                      len);
        return false;
    }
    *ok = *ok && uc_case_text_append(&p->text, "\x1f", 1);
    return *ok;
}

static bool write_pseudonym(pass *p, const uc_csv_record *record, size_t k)
{
    const uc_names *columns = &p->o->key[k];
    char hex[UC_PSEUDONYM_HEX];
    bool ok = true, has = true;

    p->text.len = 0;
    for (size_t i = 0; i < columns->n && has && ok; i++)
        has = append_part(p, record, p->key_field[k][i], columns->name[i], &ok);
    if (has && ok) {
        uc_pseudonym_of(&p->secret, p->text.text, p->text.len, hex);
        uc_sink_puts(&p->out, hex);
    } else {
        p->n_blank[k]++;
    }
    return ok;
}

static bool write_bloom(pass *p, const uc_csv_record *record, size_t field)
{
    size_t len = record->field[field].len;
    const char *text = uc_text_trim(record->field[field].text, &len);
    char hex[UC_BLOOM_HEX];

    p->text.len = 0;
    if (len == 0)
        return true;
    if (!uc_case_normalise(text, len, &p->text))
        return false;
    if (p->text.len > 0) {
        uc_bloom_of(&p->secret, p->text.text, p->text.len, hex);
        uc_sink_puts(&p->out, hex);
    }
    return true;
}

static uc_status on_record(void *context, const uc_csv_record *record, uc_error *err)
{
    pass *p = context;
    bool first = true, ok = true;

    p->n_rows++;
    for (size_t k = 0; k < p->o->n_keys && ok; k++) {
        uc_sink_puts(&p->out, first ? "" : ",");
        ok = write_pseudonym(p, record, k);
        first = false;
    }
    for (size_t i = 0; i < p->o->bloom.n && ok; i++) {
        uc_sink_puts(&p->out, first ? "" : ",");
        ok = write_bloom(p, record, p->bloom_field[i]);
        first = false;
    }
    for (size_t i = 0; i < p->o->keep.n && ok; i++) {
        uc_sink_puts(&p->out, first ? "" : ",");
        uc_csv_write_field(record->field[p->keep_field[i]].text, true, &p->out);
        first = false;
    }
    uc_sink_putc(&p->out, '\n');
    return ok ? UC_OK : uc_fail(err, UC_ENOMEM, "out of memory");
}

/* -- The command ------------------------------------------------------------------- */

typedef struct session {
    pseudonymise_options chosen;
    uc_args args;
} session;

static void session_clear(session *s)
{
    for (size_t k = 0; k < s->chosen.n_keys; k++)
        uc_names_clear(&s->chosen.key[k]);
    uc_names_clear(&s->chosen.keep);
    uc_names_clear(&s->chosen.bloom);
    uc_names_clear(&s->chosen.dates);
    uc_args_clear(&s->args);
}

static uc_status make_key(const char *path, uc_error *err)
{
    unsigned char secret[32];
    char hex[2 * sizeof secret + 2];
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t n = 1;
    uc_status status = UC_OK;

    if (fd < 0)
        return errno == EEXIST
                   ? uc_fail_at(err, UC_ECREATE, path, 0, 0,
                                "key file cannot be created; it must not exist yet")
                   : uc_fail_at(err, UC_ECREATE, path, 0, 0,
                                "key file cannot be created: %s", strerror(errno));
    randombytes_buf(secret, sizeof secret);
    (void)sodium_bin2hex(hex, sizeof hex, secret, sizeof secret);
    hex[2 * sizeof secret] = '\n';
    for (size_t at = 0; at < 2 * sizeof secret + 1 && n > 0; at += (size_t)n)
        n = write(fd, hex + at, 2 * sizeof secret + 1 - at);
    if (n <= 0 || fsync(fd) != 0)
        status = uc_fail_at(err, UC_EIO, path, 0, 0, "key file cannot be written: %s",
                            strerror(errno));
    if (close(fd) != 0 && status == UC_OK)
        status = uc_fail_at(err, UC_EIO, path, 0, 0, "key file cannot be written: %s",
                            strerror(errno));
    if (status != UC_OK)
        (void)unlink(path);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(hex, sizeof hex);
    return status;
}

/* A key column that is copied as it is would undo everything. */
static uc_status check_options(const session *s, uc_error *err)
{
    const pseudonymise_options *o = &s->chosen;

    if (o->make_key != NULL)
        return s->args.n_operands == 0
                   ? UC_OK
                   : uc_fail(err, UC_EUSAGE, "--make-key takes no file");
    if (s->args.n_operands == 0)
        return uc_fail(err, UC_EUSAGE, "name the file to pseudonymise");
    if (o->key_file == NULL)
        return uc_fail(err, UC_EUSAGE, "give the secret with --key-file");
    if (o->n_keys + o->bloom.n == 0)
        return uc_fail(err, UC_EUSAGE,
                       "say with --key which columns make up a person's key");
    for (size_t i = 0; i < o->keep.n; i++) {
        for (size_t k = 0; k < o->n_keys; k++)
            for (size_t j = 0; o->key[k].n > 0 && j < o->key[k].n; j++)
                if (strcmp(o->keep.name[i], o->key[k].name[j]) == 0)
                    return uc_fail(err, UC_EUSAGE,
                                   "column '%.60s' is part of a key; it cannot be kept "
                                   "as it is",
                                   o->keep.name[i]);
        for (size_t j = 0; j < o->bloom.n; j++)
            if (strcmp(o->keep.name[i], o->bloom.name[j]) == 0)
                return uc_fail(err, UC_EUSAGE,
                               "column '%.60s' is encoded; it cannot be kept as it is",
                               o->keep.name[i]);
    }
    return UC_OK;
}

static uc_status read_file(session *s, pass *p, uc_error *err)
{
    const uc_csv_handler handler = {on_header, on_record, p};
    const uc_csv_opts csv = {.hide_values = true};
    char sha256[UC_SHA256_HEX] = "";
    uc_source *source = NULL;
    uc_status status = uc_row_open(s->args.operand[0], p->faults, &source, err);

    if (status == UC_OK && source != NULL)
        status = uc_csv_read(source, &csv, &handler, p->faults, sha256, err);
    uc_source_close(source);
    return status;
}

static void say_notes(const session *s, const pass *p)
{
    if (s->chosen.bloom.n > 0)
        uc_message("warning: encodings of names can be broken by who has many of them "
                   "and a list of names; share them with the linking party only");
    if (s->chosen.common.quiet)
        return;
    for (size_t k = 0; k < s->chosen.n_keys; k++)
        if (p->n_blank[k] > 0)
            uc_message(
                "key %zu: %zu of %zu rows lack a part of it and have no pseudonym",
                k + 1, p->n_blank[k], p->n_rows);
}

static uc_status deliver(const session *s, uc_sink *sink, uc_error *err)
{
    const char *path = s->chosen.common.output;
    uc_status status = uc_sink_finish(sink, err);

    if (status == UC_OK && path == NULL)
        return uc_output_stdout(sink->text, sink->len, err);
    return status == UC_OK ? uc_output_private_file(path, sink->text, sink->len, err)
                           : status;
}

static int pseudonymise(session *s)
{
    uc_faults faults;
    pass p = {.o = &s->chosen, .faults = &faults};
    uc_error err = {.msg = ""};
    uc_status status = check_options(s, &err);
    int code = UC_EXIT_OK;

    if (status != UC_OK)
        return uc_message_failure(&err, "pseudonymise");
    uc_secrecy_begin();
    if (s->chosen.make_key != NULL)
        return make_key(s->chosen.make_key, &err) == UC_OK
                   ? UC_EXIT_OK
                   : uc_message_failure(&err, NULL);
    p.path = s->args.operand[0];
    uc_faults_init(&faults, s->chosen.common.max_errors);
    uc_sink_memory(&p.out);
    status = uc_pseudonym_read_key(s->chosen.key_file, &p.secret, &err);
    if (status == UC_OK)
        status = read_file(s, &p, &err);
    if (status == UC_OK)
        code = uc_message_faults(&faults);
    if (status == UC_OK && code == UC_EXIT_OK)
        status = deliver(s, &p.out, &err);
    if (status == UC_OK && code == UC_EXIT_OK)
        say_notes(s, &p);
    uc_faults_clear(&faults);
    uc_pseudonym_forget(&p.secret);
    uc_case_text_clear(&p.text);
    uc_sink_clear(&p.out);
    for (size_t k = 0; k < s->chosen.n_keys; k++)
        free(p.key_field[k]);
    free(p.keep_field);
    free(p.bloom_field);
    return status == UC_OK ? code : uc_message_failure(&err, NULL);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    session s;
    uc_error err;
    int code;

    (void)cancel;
    memset(&s, 0, sizeof s);
    if (uc_options_parse(&uc_command_pseudonymise, argc, argv, &s.chosen, NULL, &s.args,
                         &err) != UC_OK)
        code = uc_message_failure(&err, "pseudonymise");
    else if (s.args.help)
        code = uc_commands_print_help(&uc_command_pseudonymise);
    else
        code = pseudonymise(&s);
    session_clear(&s);
    return code;
}

const uc_command uc_command_pseudonymise = {
    .name = "pseudonymise",
    .operands = "[FILE]",
    .summary = "replace the keys of persons by pseudonyms, so that lists can be shared",
    .details =
        "Key columns are trimmed, case-folded and brought to Unicode normal form C; "
        "their "
        "keyed BLAKE2b hash is the pseudonym. The same person under the same key file "
        "has "
        "the same pseudonym in every organisation. Columns that are not kept are left "
        "out. --bloom writes keyed encodings of bigrams that can be compared for "
        "likeness. Their weakness is known: frequent names give frequent patterns, and "
        "who has many encodings and a list of names can recover some without the "
        "secret. "
        "Give them to the linking party only, and delete them after linking.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_operands = 0,
    .max_operands = 1,
    .run = run,
};
