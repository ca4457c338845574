/* common_options.c - options that several commands share */
#include "pipeline/common_options.h"

#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "pipeline/message.h"
#include "pipeline/output_file.h"
#include "reports/writers/csv.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

#define MAX_THREADS 1024

static const char *shown(const char *text, char out[128])
{
    return uc_text_display(text, strlen(text), 60, out, 128);
}

uc_status uc_read_number(const char *text, size_t min, size_t max, size_t *value,
                         uc_error *err)
{
    uint64_t number;
    const uc_number_fault fault = uc_number_count(text, &number);
    char out[128];

    if (fault != UC_NUMBER_OK)
        return uc_fail(err, UC_EUSAGE,
                       "'%s' %s; allowed is a whole number from %zu to %zu",
                       shown(text, out), uc_number_reason(fault), min, max);
    if (number < min || number > max)
        return uc_fail(err, UC_EUSAGE, "'%s' is not from %zu to %zu", shown(text, out),
                       min, max);
    *value = (size_t)number;
    return UC_OK;
}

uc_status uc_read_format(void *target, const char *text, uc_error *err)
{
    static const char *const names[] = {"text", "json", "csv", "markdown"};
    uc_common_options *options = target;
    const char *near;
    char out[128];
    size_t i;

    for (i = 0; i < 4; i++)
        if (strcmp(text, names[i]) == 0) {
            options->format = (uc_format)i;
            return UC_OK;
        }
    near = uc_text_nearest(text, names, 4);
    if (near != NULL)
        return uc_fail(err, UC_EUSAGE, "unknown format '%s'; did you mean '%s'?",
                       shown(text, out), near);
    return uc_fail(err, UC_EUSAGE,
                   "unknown format '%s'; allowed are text, json, csv and markdown",
                   shown(text, out));
}

uc_status uc_read_output(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    ((uc_common_options *)target)->output = text;
    return UC_OK;
}

uc_status uc_read_threads(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 1, MAX_THREADS, &((uc_common_options *)target)->threads,
                          err);
}

uc_status uc_read_max_errors(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 1, 1000000, &((uc_common_options *)target)->max_errors,
                          err);
}

uc_status uc_read_quiet(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((uc_common_options *)target)->quiet = true;
    uc_log_set_quiet(true);
    return UC_OK;
}

uc_status uc_read_explain(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((uc_common_options *)target)->explain = true;
    return UC_OK;
}

uc_status uc_read_force(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((uc_common_options *)target)->force = true;
    return UC_OK;
}

uc_status uc_read_dry_run(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((uc_common_options *)target)->dry_run = true;
    return UC_OK;
}

uc_status uc_read_resume(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((uc_common_options *)target)->resume = true;
    return UC_OK;
}

uc_status uc_read_accept(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((uc_common_options *)target)->accept = true;
    return UC_OK;
}

uc_status uc_read_fail_on(void *target, const char *text, uc_error *err)
{
    uc_common_options *options = target;
    const char *codes[UC_MAX_WARNING_CODES], *near;
    const size_t n_codes = uc_warning_codes(codes);
    char out[128];

    if (uc_warning_code_known(text)) {
        if (options->n_fail_on < UC_MAX_WARNING_CODES)
            options->fail_on[options->n_fail_on++] = text;
        return UC_OK;
    }
    near = uc_text_nearest(text, codes, n_codes);
    if (near != NULL)
        return uc_fail(err, UC_EUSAGE, "unknown warning '%s'; did you mean '%s'?",
                       shown(text, out), near);
    return uc_fail(err, UC_EUSAGE,
                   "unknown warning '%s'; 'man 5 undercount-run' lists them",
                   shown(text, out));
}

/* Takes effect at once: what is wrong with a later option is said in this format. */
uc_status uc_read_log_format(void *target, const char *text, uc_error *err)
{
    static const char *const names[] = {"human", "json", "journal"};
    char out[128];

    (void)target;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i]) == 0) {
            uc_log_set_format((uc_log_format)i);
            return UC_OK;
        }
    return uc_fail(err, UC_EUSAGE,
                   "unknown format '%s'; allowed are human, json and journal",
                   shown(text, out));
}

uc_status uc_read_strict(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((uc_common_options *)target)->strict = true;
    return UC_OK;
}

uc_status uc_read_excel(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((uc_common_options *)target)->excel = true;
    return UC_OK;
}

void uc_begin_report(const uc_common_options *options, uc_sink *out)
{
    if (options->excel && options->format == UC_FORMAT_CSV)
        uc_csv_write_mark(out);
}

uc_status uc_read_allow_outside(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((uc_common_options *)target)->allow_outside = true;
    return UC_OK;
}

uc_status uc_read_quote_values(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((uc_common_options *)target)->quote_values = true;
    return UC_OK;
}

uc_status uc_names_read(uc_names *names, const char *text, uc_error *err)
{
    uc_names made = {NULL, 0};
    uc_status status = uc_split_commas(text, &made.name, &made.n, err);
    char out[128];
    size_t i, j;

    for (i = 1; status == UC_OK && i < made.n; i++)
        for (j = 0; status == UC_OK && j < i; j++)
            if (strcmp(made.name[i], made.name[j]) == 0)
                status = uc_fail(err, UC_EUSAGE, "'%s' is named twice",
                                 shown(made.name[i], out));
    if (status == UC_OK)
        *names = made;
    else
        uc_names_clear(&made);
    return status;
}

void uc_names_clear(uc_names *names)
{
    uc_free_strings(names->name, names->n);
    names->name = NULL;
    names->n = 0;
}

uc_status uc_render_table(const uc_table *table, uc_format format, uc_sink *out,
                          uc_error *err)
{
    uc_status status = uc_table_finish(table, err);
    json_t *json;

    if (status != UC_OK)
        return status;
    switch (format) {
    case UC_FORMAT_TEXT:
        uc_text_write_table(table, out);
        break;
    case UC_FORMAT_CSV:
        uc_csv_write_table(table, out);
        break;
    case UC_FORMAT_MARKDOWN:
        uc_markdown_write_table(table, 1, out);
        break;
    case UC_FORMAT_JSON:
        json = uc_json_table(table);
        status = uc_json_write(json, out, err);
        json_decref(json);
        return status;
    }
    return uc_sink_finish(out, err);
}

/* Bytes of the colour that the program gives its bars, if it begins here. */
static size_t colour_at(const char *text)
{
    if (strncmp(text, "\x1b[36m", 5) == 0)
        return 5;
    return strncmp(text, "\x1b[0m", 4) == 0 ? 4 : 0;
}

/* Nothing else that a terminal obeys leaves, whatever a cell or a name holds. */
static void make_harmless(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (colour_at(text + i) > 0)
            i += colour_at(text + i) - 1;
        else if (((unsigned char)text[i] < ' ' && text[i] != '\n' && text[i] != '\t' &&
                  text[i] != '\r') ||
                 text[i] == '\x7f')
            text[i] = '?';
}

uc_status uc_deliver(const char *output, uc_sink *sink, uc_error *err)
{
    uc_status status = uc_sink_finish(sink, err);
    const char *text = sink->text != NULL ? sink->text : "";

    if (sink->text != NULL)
        make_harmless(sink->text, sink->len);
    if (status == UC_OK)
        status = output == NULL ? uc_output_stdout(text, sink->len, err)
                                : uc_output_file(output, text, sink->len, NULL, err);
    uc_sink_clear(sink);
    return status;
}

uc_status uc_read_store(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    ((uc_common_options *)target)->store = text;
    return UC_OK;
}

uc_status uc_read_part(void *target, const char *text, uc_error *err)
{
    uc_common_options *options = target;

    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    if (options->n_parts == UC_MAX_PARTS)
        return uc_fail(err, UC_EUSAGE, "more than %d parts", UC_MAX_PARTS);
    options->part[options->n_parts++] = text;
    return UC_OK;
}

/* I/N with 1 <= I <= N. */
uc_status uc_read_shard(void *target, const char *text, uc_error *err)
{
    uc_common_options *options = target;
    const char *slash = strchr(text, '/');
    char first[24];
    size_t i, n;
    uc_status status;

    if (slash == NULL || slash == text || (size_t)(slash - text) >= sizeof first)
        return uc_fail(err, UC_EUSAGE, "'%.40s' must be I/N, such as 1/3", text);
    memcpy(first, text, (size_t)(slash - text));
    first[slash - text] = '\0';
    status = uc_read_number(slash + 1, 1, 1000000, &n, err);
    if (status == UC_OK)
        status = uc_read_number(first, 1, n, &i, err);
    if (status != UC_OK)
        return status;
    options->shard = i - 1;
    options->n_shards = n;
    return UC_OK;
}

uc_status uc_check_replicate_options(const uc_common_options *options,
                                     bool has_bootstrap, bool is_auto, uc_error *err)
{
    if (options->n_shards > 0 && options->store == NULL)
        return uc_fail(err, UC_EUSAGE,
                       "--shard needs --store FILE to keep its part in");
    if (options->n_shards > 0 && options->dry_run)
        return uc_fail(err, UC_EUSAGE, "--dry-run goes with no --shard");
    if (options->n_parts > 0 && (options->store != NULL || options->n_shards > 0))
        return uc_fail(err, UC_EUSAGE, "--part goes with neither --store nor --shard");
    if (options->n_shards > 0 && !has_bootstrap)
        return uc_fail(err, UC_EUSAGE,
                       "--shard divides replicates; ask for some with --bootstrap");
    if (options->n_shards > 1 && is_auto)
        return uc_fail(
            err, UC_EUSAGE,
            "--bootstrap auto cannot be divided: how many replicates it takes "
            "hangs on all of them");
    return UC_OK;
}
