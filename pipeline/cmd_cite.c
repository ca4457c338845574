/* cmd_cite.c - undercount cite */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/source.h"
#include "data/base/text.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/run_file.h"
#include "reports/tables/cite.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

static const uc_option options[] = {UC_OPTION_FORMAT, UC_OPTION_OUTPUT,
                                    UC_OPTION_MAX_ERRORS};

/* A run.json larger than this is not one. */
#define MAX_RECORD ((size_t)1 << 28)

/* What an operand names, and what of it is owned here. */
typedef struct source {
    const uc_method **method;  /* owned, of every entry one after the other */
    uc_mse_settings *settings; /* owned, one an entry; NULL: methods alone */
    uc_cited *cited;           /* owned */
    size_t n_cited;
    char version[32]; /* of the program that was used */
    uc_run_file run;
} source;

static void source_clear(source *s)
{
    for (size_t i = 0; s->settings != NULL && i < s->n_cited; i++)
        uc_mse_settings_clear(&s->settings[i]);
    free(s->method);
    free(s->settings);
    free(s->cited);
    uc_run_file_clear(&s->run);
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for a citation");
}

static bool ends_in(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

static uc_status unknown(const char *name, uc_error *err)
{
    size_t n;
    const char *const *names = uc_registry_names(&n);
    const char *near = uc_text_nearest(name, names, n);
    char shown[128];

    (void)uc_text_display(name, strlen(name), 60, shown, sizeof shown);
    return uc_fail(err, UC_EUSAGE, "unknown method '%s'%s%s%s", shown,
                   near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                   near != NULL ? "'?" : "; 'undercount methods' lists them");
}

/* -- Methods named on the command line --------------------------------------------- */

static uc_status read_names(const char *const operand[], size_t n, source *s,
                            uc_error *err)
{
    s->method = calloc(n + 1, sizeof *s->method);
    s->cited = calloc(1, sizeof *s->cited);
    if (s->method == NULL || s->cited == NULL)
        return no_memory(err);
    for (size_t i = 0; i < n; i++) {
        s->method[i] = uc_registry_find_any(operand[i]);
        if (s->method[i] == NULL)
            return unknown(operand[i], err);
    }
    s->cited[0] = (uc_cited){.method = s->method, .n_methods = n};
    s->n_cited = 1;
    return UC_OK;
}

/* -- A run file ---------------------------------------------------------------------
 */

static uc_status read_run(const char *path, size_t max_errors, source *s, int *code,
                          uc_error *err)
{
    uc_faults faults;
    uc_status status;

    uc_faults_init(&faults, max_errors);
    status = uc_run_file_read(path, true, &faults, &s->run, err);
    *code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    if (status != UC_OK || *code != UC_EXIT_OK)
        return status;
    s->cited = calloc(s->run.n_estimates + 1, sizeof *s->cited);
    if (s->cited == NULL)
        return no_memory(err);
    for (size_t i = 0; i < s->run.n_estimates; i++) {
        uc_run_estimate *estimate = &s->run.estimate[i];

        if (estimate->settings.boot_kind == UC_BOOTSTRAP_USUAL &&
            s->run.capture[estimate->capture].batch.text != NULL)
            estimate->settings.boot_kind = UC_BOOTSTRAP_BATCHES;
        s->cited[s->n_cited++] = (uc_cited){.method = estimate->method,
                                            .n_methods = estimate->n_methods,
                                            .settings = &estimate->settings};
    }
    return UC_OK;
}

/* -- The record of a run ------------------------------------------------------------
 */

static uc_status bad_record(const char *path, const char *why, uc_error *err)
{
    return uc_fail(err, UC_EDATA, "%.200s: %s; cite takes the run.json of a run", path,
                   why);
}

static uc_status read_settings(const char *path, const json_t *given,
                               uc_mse_settings *settings, uc_error *err)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)given, name, value)
    {
        const uc_setting *setting = uc_mse_setting_find(name);
        uc_error why = {.msg = ""};

        if (setting != NULL && json_is_string(value) &&
            strcmp(json_string_value(value), setting->default_text) == 0)
            continue;
        if (setting == NULL || !json_is_string(value) ||
            setting->read(settings, json_string_value(value), &why) != UC_OK)
            return bad_record(path, "it has a setting that is none", err);
    }
    return UC_OK;
}

static uc_status read_entry(const char *path, const json_t *entry, size_t *n_methods,
                            source *s, uc_error *err)
{
    const json_t *methods = json_object_get(entry, "methods");
    uc_mse_settings *settings = &s->settings[s->n_cited];
    const size_t first = *n_methods;
    size_t i;
    json_t *name;

    uc_mse_settings_init(settings);
    s->cited[s->n_cited] =
        (uc_cited){.method = s->method + first, .settings = settings};
    s->n_cited++;
    json_array_foreach((json_t *)methods, i, name)
    {
        const uc_method *method =
            json_is_string(name) ? uc_registry_find(json_string_value(name)) : NULL;

        if (method == NULL)
            return bad_record(path, "it names a method that is none", err);
        s->method[(*n_methods)++] = method;
        s->cited[s->n_cited - 1].n_methods++;
    }
    return read_settings(path, json_object_get(entry, "settings"), settings, err);
}

/* A capture that was read with a batch column was resampled by batches. */
static void note_batches(const json_t *captures, const json_t *entry,
                         uc_mse_settings *settings)
{
    const json_t *from = json_object_get(entry, "from");
    const json_t *capture = json_is_string(from)
                                ? json_object_get(captures, json_string_value(from))
                                : NULL;

    if (settings->boot_kind == UC_BOOTSTRAP_USUAL &&
        json_is_string(json_object_get(capture, "batch")))
        settings->boot_kind = UC_BOOTSTRAP_BATCHES;
}

static uc_status read_entries(const char *path, const json_t *captures,
                              const json_t *entries, source *s, uc_error *err)
{
    size_t i, n_methods = 0, n_names = 0;
    json_t *entry;

    json_array_foreach((json_t *)entries, i, entry) n_names +=
        json_array_size(json_object_get(entry, "methods"));
    s->method = calloc(n_names + 1, sizeof *s->method);
    s->cited = calloc(json_array_size(entries) + 1, sizeof *s->cited);
    s->settings = calloc(json_array_size(entries) + 1, sizeof *s->settings);
    if (s->method == NULL || s->cited == NULL || s->settings == NULL)
        return no_memory(err);
    json_array_foreach((json_t *)entries, i, entry)
    {
        const uc_status status = read_entry(path, entry, &n_methods, s, err);

        if (status != UC_OK)
            return status;
        note_batches(captures, entry, &s->settings[s->n_cited - 1]);
    }
    return UC_OK;
}

static uc_status read_record(const char *path, source *s, uc_error *err)
{
    json_error_t fault;
    json_t *root, *resolved, *entries;
    char *text = NULL;
    size_t len = 0;
    uc_status status =
        uc_source_read_all(path, NULL, MAX_RECORD, &text, &len, NULL, err);

    if (status != UC_OK)
        return status;
    errno = 0;
    root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &fault);
    free(text);
    if (root == NULL && errno == ENOMEM)
        return uc_fail(err, UC_ENOMEM, "no memory for %.200s", path);
    resolved = json_object_get(root, "resolved");
    entries = json_object_get(resolved, "estimate");
    if (root == NULL)
        status = uc_fail(err, UC_EDATA, "%.200s:%d:%d: not JSON: %s", path, fault.line,
                         fault.column, fault.text);
    else if (!json_is_array(entries))
        status = bad_record(path, "it has no estimates", err);
    else
        status =
            read_entries(path, json_object_get(resolved, "captures"), entries, s, err);
    if (status == UC_OK)
        (void)snprintf(s->version, sizeof s->version, "%s",
                       json_is_string(json_object_get(root, "version"))
                           ? json_string_value(json_object_get(root, "version"))
                           : UC_VERSION);
    json_decref(root);
    return status;
}

/* -- Output -------------------------------------------------------------------------
 */

static void render_text(const source *s, bool markdown, uc_sink *out)
{
    uc_sink paragraph;
    char *words;

    uc_sink_memory(&paragraph);
    uc_cite_write_paragraph(s->cited, s->n_cited, s->version, &paragraph);
    words = uc_sink_take(&paragraph);
    if (words == NULL) {
        out->status = out->status == UC_OK ? UC_ENOMEM : out->status;
    } else if (markdown) {
        uc_markdown_write_text(words, out);
        uc_sink_puts(out, "\n\n```bibtex\n");
    } else {
        uc_text_write_wrapped("", words, out);
        uc_sink_putc(out, '\n');
    }
    free(words);
    uc_sink_clear(&paragraph);
    uc_cite_write_bibtex(s->cited, s->n_cited, s->version, out);
    if (markdown)
        uc_sink_puts(out, "```\n");
}

static uc_status render(const source *s, uc_format format, uc_sink *out, uc_error *err)
{
    uc_table table;
    json_t *root;
    uc_status status;

    if (format == UC_FORMAT_JSON) {
        root = uc_cite_json(s->cited, s->n_cited, s->version);
        status = root != NULL ? uc_json_write(root, out, err) : no_memory(err);
        json_decref(root);
        return status;
    }
    if (format == UC_FORMAT_CSV) {
        uc_cite_table(s->cited, s->n_cited, &table);
        status = uc_render_table(&table, UC_FORMAT_CSV, out, err);
        uc_table_clear(&table);
        return status;
    }
    render_text(s, format == UC_FORMAT_MARKDOWN, out);
    return uc_sink_finish(out, err);
}

static bool is_run_file(const char *operand)
{
    return ends_in(operand, ".yml") || ends_in(operand, ".yaml");
}

static int cite(const uc_args *args, const uc_common_options *chosen)
{
    const char *first = args->operand[0];
    const bool file = is_run_file(first) || ends_in(first, ".json");
    source s;
    uc_error err = {.msg = ""};
    uc_sink out;
    uc_status status;
    int code = UC_EXIT_OK;

    memset(&s, 0, sizeof s);
    (void)snprintf(s.version, sizeof s.version, "%s", UC_VERSION);
    uc_sink_memory(&out);
    if (file && args->n_operands > 1)
        status = uc_fail(&err, UC_EUSAGE, "one run, or names of methods");
    else if (is_run_file(first))
        status = read_run(first, chosen->max_errors, &s, &code, &err);
    else if (file)
        status = read_record(first, &s, &err);
    else
        status =
            read_names((const char *const *)args->operand, args->n_operands, &s, &err);
    if (status == UC_OK && code == UC_EXIT_OK)
        status = render(&s, chosen->format, &out, &err);
    if (status == UC_OK && code == UC_EXIT_OK)
        status = uc_deliver(chosen->output, &out, &err);
    uc_sink_clear(&out);
    source_clear(&s);
    if (status == UC_OK)
        return code;
    return uc_message_failure(&err, err.code == UC_EUSAGE ? "cite" : NULL);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    uc_common_options chosen;
    uc_args args;
    uc_error err;
    int code;

    (void)cancel;
    memset(&chosen, 0, sizeof chosen);
    if (uc_options_parse(&uc_command_cite, argc, argv, &chosen, NULL, &args, &err) !=
        UC_OK)
        return uc_message_failure(&err, "cite");
    if (args.help)
        code = uc_commands_print_help(&uc_command_cite);
    else
        code = cite(&args, &chosen);
    uc_args_clear(&args);
    return code;
}

const uc_command uc_command_cite = {
    .name = "cite",
    .operands = "METHOD...|RUN.yml|run.json",
    .summary = "write the methods paragraph and the BibTeX of methods or of a run",
    .details = "METHOD is a name that 'undercount methods' lists; RUN.yml a run file; "
               "run.json the record that a run leaves in its output folder. Of a run, "
               "intervals and other settings are described too.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_operands = 1,
    .max_operands = 64,
    .run = run,
};
