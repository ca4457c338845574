/* message.c - what the program says on standard error */
#include "pipeline/message.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "data/base/sink.h"
#include "data/base/text.h"
#include "pipeline/exit_code.h"
#include "pipeline/memory_limit.h"
#include "reports/writers/json.h"

/* Standard error belongs to the whole process, and so does the way its lines look: it
 * is set once, when the command line is read, and cannot change a result. */
static struct {
    uc_log_format format;
    bool quiet;
} look;

void uc_log_set_format(uc_log_format format)
{
    look.format = format;
}

void uc_log_set_quiet(bool quiet)
{
    look.quiet = quiet;
}

uc_log_format uc_log_format_now(void)
{
    return look.format;
}

/* systemd names the device and inode of the stream that it reads. */
void uc_log_detect_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat info;
    char own[64];

    if (stream == NULL || fstat(STDERR_FILENO, &info) != 0)
        return;
    (void)snprintf(own, sizeof own, "%llu:%llu", (unsigned long long)info.st_dev,
                   (unsigned long long)info.st_ino);
    if (strcmp(stream, own) == 0)
        look.format = UC_LOG_JOURNAL;
}

static const char *level_name(uc_log_level level)
{
    switch (level) {
    case UC_LOG_ERROR:
        return "error";
    case UC_LOG_WARNING:
        return "warning";
    case UC_LOG_NOTICE:
        return "notice";
    case UC_LOG_INFO:
        break;
    }
    return "info";
}

/* "2026-11-24T22:15:03.250Z" */
static json_t *time_json(void)
{
    struct timespec now;
    struct tm utc;
    char text[40];
    size_t len;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (gmtime_r(&now.tv_sec, &utc) == NULL)
        return json_null();
    len = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    (void)snprintf(text + len, sizeof text - len, ".%03ldZ", now.tv_nsec / 1000000);
    return json_string(text);
}

/* Room for any text of a uc_error with control characters and bytes that are not UTF-8
 * made visible. */
#define SHOWN_SIZE (4 * sizeof((uc_error *)NULL)->msg + 8)

static char *shown_safe(const char *text, char room[SHOWN_SIZE])
{
    return uc_text_display(text, strlen(text), SHOWN_SIZE, room, SHOWN_SIZE);
}

static void put_json(uc_log_level level, const char *event, const uc_error *where,
                     json_t *fields, const char *text, uc_sink *out)
{
    json_t *root = json_object();
    bool ok = root != NULL;
    char *line;

    uc_json_put(root, "time", time_json(), &ok);
    uc_json_put(root, "level", json_string(level_name(level)), &ok);
    uc_json_put(root, "event", json_string(event), &ok);
    if (where != NULL && where->path[0] != '\0') {
        uc_json_put(root, "path", uc_json_text(where->path), &ok);
        if (where->line > 0)
            uc_json_put(root, "line", uc_json_count(where->line), &ok);
        if (where->line > 0 && where->column > 0)
            uc_json_put(root, "column", uc_json_count(where->column), &ok);
    }
    uc_json_put(root, "message", uc_json_text(text), &ok);
    if (fields != NULL)
        (void)json_object_update(root, fields);
    line = ok ? json_dumps(root, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
    if (line != NULL)
        uc_sink_puts(out, line);
    free(line);
    json_decref(root);
}

static void put_plain(uc_log_level level, const uc_error *where, const char *text,
                      uc_sink *out)
{
    char room[SHOWN_SIZE];

    if (look.format == UC_LOG_JOURNAL)
        uc_sink_printf(out, "<%d>", (int)level);
    else
        uc_sink_puts(out, "undercount: ");
    if (where != NULL && where->path[0] != '\0') {
        uc_sink_puts(out, shown_safe(where->path, room));
        if (where->line > 0)
            uc_sink_printf(out, ":%zu", where->line);
        if (where->line > 0 && where->column > 0)
            uc_sink_printf(out, ":%zu", where->column);
        uc_sink_puts(out, ": ");
    }
    uc_sink_puts(out, text);
}

/* What is said when there is no memory to say it properly. */
static void put_bare(uc_log_level level, const uc_error *where, const char *text)
{
    uc_sink out;

    uc_sink_stream(&out, stderr);
    if (look.format != UC_LOG_JSON) {
        put_plain(level, where, text, &out);
    } else {
        uc_sink_printf(&out, "{\"level\":\"%s\",\"message\":\"", level_name(level));
        for (; *text != '\0'; text++)
            uc_sink_putc(&out, strchr("\"\\", *text) != NULL ? (char)'/' : *text);
        uc_sink_puts(&out, "\"}");
    }
    uc_sink_putc(&out, '\n');
}

/* A line leaves in one piece, so that lines of several runs in one log never mix. */
static void emit(uc_log_level level, const char *event, const uc_error *where,
                 json_t *fields, const char *text)
{
    uc_sink out;

    if (look.quiet && level >= UC_LOG_INFO) {
        json_decref(fields);
        return;
    }
    uc_sink_memory(&out);
    if (look.format == UC_LOG_JSON)
        put_json(level, event, where, fields, text, &out);
    else
        put_plain(level, where, text, &out);
    if (out.len == 0) /* a line of JSON that could not be made */
        out.status = UC_ENOMEM;
    uc_sink_putc(&out, '\n');
    if (out.status == UC_OK)
        (void)fwrite(out.text, 1, out.len, stderr);
    else
        put_bare(level, where, text);
    uc_sink_clear(&out);
    json_decref(fields);
}

static void emit_args(uc_log_level level, const char *event, json_t *fields,
                      const char *fmt, va_list args) UC_PRINTF(4, 0);

static void emit_args(uc_log_level level, const char *event, json_t *fields,
                      const char *fmt, va_list args)
{
    char text[2048];

    (void)vsnprintf(text, sizeof text, fmt, args);
    emit(level, event, NULL, fields, text);
}

void uc_message_error(const uc_error *err)
{
    char room[SHOWN_SIZE];

    emit(UC_LOG_ERROR, "error", err, NULL, shown_safe(err->msg, room));
}

void uc_message(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    emit_args(UC_LOG_NOTICE, "note", NULL, fmt, args);
    va_end(args);
}

void uc_log_line(uc_log_level level, const char *event, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    emit_args(level, event, NULL, fmt, args);
    va_end(args);
}

void uc_log_fields(uc_log_level level, const char *event, json_t *fields,
                   const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    emit_args(level, event, fields, fmt, args);
    va_end(args);
}

typedef struct placed {
    const uc_error *fault;
    size_t file, order; /* file: number of the path by first mention */
} placed;

static int by_place(const void *a, const void *b)
{
    const placed *x = a, *y = b;

    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (x->fault->line != y->fault->line)
        return x->fault->line < y->fault->line ? -1 : 1;
    if (x->fault->column != y->fault->column)
        return x->fault->column < y->fault->column ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

/* Numbers the files; returns how many there are. */
static size_t number_files(const uc_faults *faults, placed list[])
{
    size_t i, j, n_files = 0;

    for (i = 0; i < faults->n_kept; i++) {
        list[i] = (placed){&faults->item[i], n_files, i};
        for (j = 0; j < i; j++)
            if (strcmp(faults->item[j].path, faults->item[i].path) == 0)
                break;
        if (j < i)
            list[i].file = list[j].file;
        else
            n_files++;
    }
    return n_files;
}

static bool same_fault(const uc_error *a, const uc_error *b)
{
    return a->line == b->line && a->column == b->column &&
           strcmp(a->path, b->path) == 0 && strcmp(a->msg, b->msg) == 0;
}

/* Prints the sorted list; a fault found twice, because two captures read one file,
 * once. Returns how many were left out for that. */
static size_t print_sorted(const placed list[], size_t n)
{
    size_t i, n_repeated = 0;

    for (i = 0; i < n; i++) {
        if (i > 0 && same_fault(list[i].fault, list[i - 1].fault))
            n_repeated++;
        else
            uc_message_error(list[i].fault);
    }
    return n_repeated;
}

int uc_message_faults(const uc_faults *faults)
{
    placed *list;
    size_t n_files, n_total;

    if (faults->n_total == 0)
        return UC_EXIT_OK;
    list = faults->n_kept > 0 ? malloc(faults->n_kept * sizeof *list) : NULL;
    if (list == NULL) {
        uc_message("out of memory before %zu fault%s could be listed", faults->n_total,
                   faults->n_total == 1 ? "" : "s");
        return UC_EXIT_SOFTWARE;
    }
    n_files = number_files(faults, list);
    qsort(list, faults->n_kept, sizeof *list, by_place);
    n_total = faults->n_total - print_sorted(list, faults->n_kept);
    if (faults->n_total > faults->n_kept)
        uc_message("%zu more not shown; --max-errors shows more",
                   faults->n_total - faults->n_kept);
    uc_message("%zu fault%s in %zu file%s; nothing was written", n_total,
               n_total == 1 ? "" : "s", n_files, n_files == 1 ? "" : "s");
    free(list);
    return uc_exit_code(uc_faults_code(faults));
}

int uc_message_failure(const uc_error *err, const char *command)
{
    uc_message_error(err);
    if (err->code == UC_ENOMEM)
        uc_memory_limit_explain();
    if (err->code == UC_EUSAGE && command != NULL)
        uc_message("'undercount %s --help' shows how it is used", command);
    return uc_exit_code(err->code);
}
