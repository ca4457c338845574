/* cmd_check.c - undercount check */
#include <stdlib.h>
#include <string.h>

#include "data/capture_reader.h"
#include "estimators/mse/diagnose.h"
#include "pipeline/cases/case_source.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "reports/tables/check.h"
#include "reports/tables/estimates.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

typedef struct check_options {
    uc_common_options common; /* first: the shared readers write here */
    uc_names lists, by;
    const char *count;
    uc_case_words zeros;
} check_options;

static uc_status read_lists(void *target, const char *text, uc_error *err)
{
    return uc_names_read(&((check_options *)target)->lists, text, err);
}

static uc_status read_by(void *target, const char *text, uc_error *err)
{
    return uc_names_read(&((check_options *)target)->by, text, err);
}

static uc_status read_zero(void *target, const char *text, uc_error *err)
{
    return uc_case_words_add(&((check_options *)target)->zeros, text)
               ? UC_OK
               : uc_fail(err, UC_ENOMEM, "out of memory");
}

static uc_status read_count(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name of the count column is blank");
    ((check_options *)target)->count = text;
    return UC_OK;
}

static const uc_option options[] = {
    {.name = "lists",
     .value = "A,B,C",
     .help = "columns that are lists, in this order (default: every 0/1 column)",
     .read = read_lists},
    {.name = "structural-zero",
     .value = "LISTS",
     .help = "histories nobody can have: A+B, 'A where period=2013', 'only A+B'",
     .repeatable = true,
     .read = read_zero},
    {.name = "count",
     .value = "COL",
     .help = "column with the number of persons (default: count, n, freq, frequency)",
     .read = read_count},
    {.name = "by",
     .value = "COL[,COL]",
     .help = "check each combination of these columns",
     .read = read_by},
    UC_OPTION_FORMAT,
    UC_OPTION_EXCEL,
    UC_OPTION_OUTPUT,
    UC_OPTION_MAX_ERRORS,
};

typedef struct session {
    check_options chosen;
    uc_args args;
    uc_capture_set set;
    uc_diagnosis *diagnosis; /* one per stratum */
} session;

static void session_clear(session *s)
{
    size_t i;

    for (i = 0; s->diagnosis != NULL && i < s->set.n_strata; i++)
        uc_diagnosis_clear(&s->diagnosis[i]);
    free(s->diagnosis);
    uc_capture_set_clear(&s->set);
    uc_args_clear(&s->args);
    uc_names_clear(&s->chosen.lists);
    uc_case_words_clear(&s->chosen.zeros);
    uc_names_clear(&s->chosen.by);
}

static uc_status read_table(session *s, int *code, uc_error *err)
{
    const check_options *chosen = &s->chosen;
    const uc_capture_opts opts = {.lists = (const char *const *)chosen->lists.name,
                                  .n_lists = chosen->lists.n,
                                  .count = chosen->count,
                                  .by = (const char *const *)chosen->by.name,
                                  .n_by = chosen->by.n};
    uc_faults faults;
    uc_status status;

    uc_faults_init(&faults, chosen->common.max_errors);
    status = uc_capture_read(s->args.operand[0], &opts, &faults, &s->set, err);
    if (status == UC_OK && faults.n_total == 0)
        status = uc_case_zeros_apply(&chosen->zeros, &s->set, &faults, err);
    *code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    return status;
}

static uc_status diagnose(session *s, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    s->diagnosis = calloc(s->set.n_strata + 1, sizeof *s->diagnosis);
    if (s->diagnosis == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the diagnosis");
    for (i = 0; status == UC_OK && i < s->set.n_strata; i++)
        status = uc_diagnose(&s->set.strata[i].table, &s->diagnosis[i], err);
    return status;
}

static void write_head(const session *s, bool markdown, uc_sink *out)
{
    const uc_capture_set *set = &s->set;
    size_t i;

    if (markdown) {
        uc_sink_puts(out, "# Check of ");
        uc_markdown_write_text(set->path, out);
        uc_sink_puts(out, "\n\n");
    } else {
        uc_sink_printf(out, "%s (%s): %zu lists\n", set->dataset, set->path,
                       set->n_lists);
    }
    if (set->n_pooled > 0) {
        uc_sink_puts(out, "Columns summed over: ");
        for (i = 0; i < set->n_pooled; i++)
            uc_sink_printf(out, "%s%s", i > 0 ? ", " : "", set->pooled_names[i]);
        uc_sink_puts(out, "\n");
    }
    if (!set->counted)
        uc_sink_puts(out, "No count column: each row was read as one person.\n");
}

static uc_status write_table(const uc_table *table, bool markdown, uc_sink *out,
                             uc_error *err)
{
    const uc_status status = uc_table_finish(table, err);

    uc_sink_putc(out, '\n');
    if (status == UC_OK && markdown)
        uc_markdown_write_table(table, 3, out);
    else if (status == UC_OK)
        uc_text_write_table(table, out);
    return status;
}

static void write_stratum_head(const session *s, size_t i, bool markdown, uc_sink *out)
{
    uc_sink_puts(out, markdown ? "\n## " : "\n");
    uc_estimates_write_stratum(&s->set, i, ", ", out);
    uc_sink_printf(out, "%s%llu persons observed\n", s->set.n_by > 0 ? ": " : "",
                   (unsigned long long)s->diagnosis[i].n_people);
}

static uc_status write_stratum(const session *s, size_t i, bool markdown, uc_sink *out,
                               uc_error *err)
{
    uc_check_tables tables;
    uc_status status;

    write_stratum_head(s, i, markdown, out);
    uc_check_tables_make(&s->set, &s->diagnosis[i], &tables);
    status = write_table(&tables.lists, markdown, out, err);
    if (status == UC_OK)
        status = write_table(&tables.overlap, markdown, out, err);
    if (status == UC_OK)
        status = write_table(&tables.captured, markdown, out, err);
    uc_check_tables_clear(&tables);
    uc_sink_puts(out, markdown ? "\n### Findings\n\n" : "\nFindings\n");
    uc_check_write_findings(&s->set, &s->diagnosis[i], markdown ? "- " : "  - ", out);
    return status;
}

static uc_status render_pages(const session *s, bool markdown, uc_sink *out,
                              uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    write_head(s, markdown, out);
    for (i = 0; status == UC_OK && i < s->set.n_strata; i++)
        status = write_stratum(s, i, markdown, out, err);
    return status;
}

static uc_status render_json(const session *s, uc_sink *out, uc_error *err)
{
    json_t *root = json_object(), *strata = json_array();
    bool ok = root != NULL;
    uc_status status;
    size_t i;

    uc_json_put(root, "tool", json_string("undercount"), &ok);
    uc_json_put(root, "version", json_string(UC_VERSION), &ok);
    uc_json_put(root, "dataset", uc_json_text(s->set.dataset), &ok);
    uc_json_put(root, "path", uc_json_text(s->set.path), &ok);
    uc_json_put(root, "sha256", uc_json_text(s->set.sha256), &ok);
    for (i = 0; i < s->set.n_strata; i++)
        uc_json_add(strata, uc_check_json(&s->set, i, &s->diagnosis[i]), &ok);
    uc_json_put(root, "strata", strata, &ok);
    status = ok ? uc_json_write(root, out, err)
                : uc_fail(err, UC_ENOMEM, "no memory for the report");
    json_decref(root);
    return status;
}

static uc_status render(const session *s, uc_sink *out, uc_error *err)
{
    uc_table table;
    uc_status status;

    switch (s->chosen.common.format) {
    case UC_FORMAT_JSON:
        return render_json(s, out, err);
    case UC_FORMAT_CSV:
        uc_begin_report(&s->chosen.common, out);
        uc_check_tidy_table(&s->set, s->diagnosis, &table);
        status = uc_render_table(&table, UC_FORMAT_CSV, out, err);
        uc_table_clear(&table);
        return status;
    case UC_FORMAT_MARKDOWN:
        return render_pages(s, true, out, err);
    case UC_FORMAT_TEXT:
        break;
    }
    return render_pages(s, false, out, err);
}

static int check(session *s)
{
    uc_error err = {.msg = ""};
    uc_sink out;
    int code = UC_EXIT_OK;
    uc_status status = read_table(s, &code, &err);

    if (status == UC_OK && code != UC_EXIT_OK)
        return code;
    uc_sink_memory(&out);
    if (status == UC_OK)
        status = diagnose(s, &err);
    if (status == UC_OK)
        status = render(s, &out, &err);
    if (status == UC_OK)
        status = uc_deliver(s->chosen.common.output, &out, &err);
    uc_sink_clear(&out);
    return status == UC_OK ? UC_EXIT_OK : uc_message_failure(&err, NULL);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    session s;
    uc_error err;
    int code;

    (void)cancel;
    memset(&s, 0, sizeof s);
    if (uc_options_parse(&uc_command_check, argc, argv, &s.chosen, NULL, &s.args,
                         &err) != UC_OK)
        code = uc_message_failure(&err, "check");
    else if (s.args.help)
        code = uc_commands_print_help(&uc_command_check);
    else
        code = check(&s);
    session_clear(&s);
    return code;
}

const uc_command uc_command_check = {
    .name = "check",
    .operands = "FILE",
    .summary = "what to look at before any estimate: lists, overlaps, existence",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
