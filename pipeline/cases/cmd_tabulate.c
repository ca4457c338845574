/* cmd_tabulate.c - undercount tabulate */
#include <stdlib.h>
#include <string.h>

#include "data/base/source.h"
#include "pipeline/cases/stage_cases.h"
#include "pipeline/cases/tabulate_options.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/output_file.h"
#include "reports/tables/capture.h"
#include "reports/writers/csv.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "out of memory");
}

typedef struct session {
    uc_tabulate_options chosen;
    uc_args args;
    uc_case_result result;
    uc_cancel *cancel;
} session;

static void session_clear(session *s)
{
    uc_case_result_clear(&s->result);
    uc_case_source_clear(&s->chosen.source);
    uc_faults_clear(&s->chosen.faults);
    uc_args_clear(&s->args);
}

static uc_status check_options(session *s, uc_error *err)
{
    uc_case_source *source = &s->chosen.source;
    uc_status status;

    for (size_t i = 0; i < s->args.n_operands; i++)
        if (!uc_case_words_add(&source->cases, s->args.operand[i]))
            return no_memory(err);
    if (!uc_case_source_given(source))
        return uc_fail(err, UC_EUSAGE, "name case files, or list files by --list-file");
    if (source->cases.n > 0 && source->list_file.n > 0)
        return uc_fail(err, UC_EUSAGE, "case files and --list-file do not go together");
    if (source->cases.n > 0 && source->rules.lists.n == 0 &&
        source->rules.list_column == NULL)
        return uc_fail(err, UC_EUSAGE,
                       "say which columns are lists with --lists, or which column "
                       "names them with --list-column");
    if (source->list_file.n > 0 && source->rules.lists.n != source->list_file.n)
        return uc_fail(err, UC_EUSAGE, "--lists and --list-file do not go together");
    if (s->chosen.review != NULL && source->rules.n_fields == 0)
        return uc_fail(err, UC_EUSAGE, "--review needs --compare");
    if (source->decisions != NULL && source->rules.n_fields == 0)
        return uc_fail(err, UC_EUSAGE, "--decisions needs --compare");
    status = uc_case_rules_check(&source->rules, err);
    if (status == UC_EINVAL)
        err->code = UC_EUSAGE;
    return status == UC_EINVAL ? UC_EUSAGE : status;
}

static uc_status read_all(session *s, int *code, uc_error *err)
{
    uc_faults *faults = &s->chosen.faults;
    char *dataset = uc_source_dataset(
        s->chosen.common.output != NULL ? s->chosen.common.output : "table");
    uc_status status;

    if (dataset == NULL)
        return no_memory(err);
    status = uc_stage_cases(&s->chosen.source, dataset, NULL, NULL,
                            s->chosen.common.quote_values, s->cancel, faults,
                            &s->result, err);
    free(dataset);
    *code = uc_message_faults(faults);
    return status;
}

static void say_notes(const session *s)
{
    const char *warning = s->chosen.source.rules.warning;
    uc_sink notes;
    char *line;

    if (warning != NULL)
        uc_message("warning: %s", warning);
    if (s->chosen.common.quiet)
        return;
    uc_sink_memory(&notes);
    uc_case_result_notes(&s->result, &notes);
    line = notes.text;
    while (line != NULL && *line != '\0') {
        char *end = strchr(line, '\n');

        *end = '\0';
        uc_message("%s", line);
        line = end + 1;
    }
    uc_sink_clear(&notes);
}

static uc_status deliver(const char *path, uc_sink *sink, uc_error *err)
{
    uc_status status = uc_sink_finish(sink, err);

    if (status == UC_OK && path == NULL)
        status = uc_output_stdout(sink->text != NULL ? sink->text : "", sink->len, err);
    else if (status == UC_OK)
        status = uc_output_private_file(path, sink->text != NULL ? sink->text : "",
                                        sink->len, err);
    return status;
}

static uc_status write_outputs(const session *s, uc_error *err)
{
    uc_sink table_text, report, review;
    uc_table table;
    uc_status status;

    uc_sink_memory(&table_text);
    uc_sink_memory(&report);
    uc_sink_memory(&review);
    uc_capture_set_table(&s->result.set, &table);
    status = uc_table_finish(&table, err);
    if (status == UC_OK)
        uc_csv_write_table(&table, &table_text);
    uc_table_clear(&table);
    if (status == UC_OK && s->chosen.report != NULL)
        status = uc_case_result_json(&s->result, &report, err);
    if (status == UC_OK && s->chosen.review != NULL)
        status = uc_case_result_review(&s->result, &review, err);
    if (status == UC_OK && s->chosen.report != NULL)
        status = deliver(s->chosen.report, &report, err);
    if (status == UC_OK && s->chosen.review != NULL)
        status = deliver(s->chosen.review, &review, err);
    if (status == UC_OK)
        say_notes(s);
    if (status == UC_OK && (!s->chosen.common.quiet || s->chosen.common.output != NULL))
        status = deliver(s->chosen.common.output, &table_text, err);
    uc_sink_clear(&table_text);
    uc_sink_clear(&report);
    uc_sink_clear(&review);
    return status;
}

static int tabulate(session *s)
{
    uc_error err = {.msg = ""};
    int code = UC_EXIT_OK;
    uc_status status = UC_OK;

    if (s->chosen.faults.n_total > 0)
        return uc_message_faults(&s->chosen.faults);
    status = check_options(s, &err);
    if (status != UC_OK)
        return uc_message_failure(&err, "tabulate");
    s->chosen.faults.max = s->chosen.common.max_errors;
    status = read_all(s, &code, &err);
    if (status == UC_OK && code != UC_EXIT_OK)
        return code;
    if (status == UC_OK)
        status = write_outputs(s, &err);
    return status == UC_OK ? UC_EXIT_OK : uc_message_failure(&err, NULL);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    session s;
    uc_error err;
    int code;

    memset(&s, 0, sizeof s);
    s.cancel = cancel;
    uc_case_source_init(&s.chosen.source);
    uc_faults_init(&s.chosen.faults, 0);
    if (uc_options_parse(&uc_command_tabulate, argc, argv, &s.chosen, NULL, &s.args,
                         &err) != UC_OK)
        code = uc_message_failure(&err, "tabulate");
    else if (s.args.help)
        code = uc_commands_print_help(&uc_command_tabulate);
    else
        code = tabulate(&s);
    session_clear(&s);
    return code;
}

const uc_command uc_command_tabulate = {
    .name = "tabulate",
    .operands = "[FILE...]",
    .summary = "make a capture table from case files, or from one file per list",
    .details =
        "FILE is CSV with one row per case; list membership stands in 0/1 columns or "
        "in "
        "one column of list names. Rows with one key are one person: lists are united, "
        "and strata that disagree follow --conflicts. What was found is said on "
        "standard "
        "error by row number; no cell is quoted unless --quote-values is given. Files "
        "that are written can be read by their owner only. The table is what "
        "'undercount "
        "estimate' reads.",
    .options = uc_tabulate_option_table,
    .n_options = UC_TABULATE_N_OPTIONS,
    .min_operands = 0,
    .max_operands = (size_t)-1,
    .run = run,
};
