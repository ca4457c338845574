/* cmd_doubly.c - undercount doubly-robust */
#include <jansson.h>
#include <stdlib.h>

#include "pipeline/commands.h"
#include "pipeline/doubly/stage.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "reports/reasons.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

typedef struct session {
    uc_doubly_plan plan;
    uc_args args;
    uc_doubly_results results;
    uc_cancel *cancel;
} session;

/* What a reader must know, as sentences. */
static void write_notes(const uc_doubly_results *r, uc_sink *out)
{
    size_t i, n_bounded = 0;

    uc_sink_puts(out,
                 "A total holds if the two lists of its pair are independent given "
                 "the covariates, and everybody has some chance of being on both.");
    if (r->n_columns == 0)
        uc_sink_puts(out,
                     " No covariate tells people apart: without folds it is Lincoln "
                     "and Petersen's estimate.");
    for (i = 0; i < r->n_rows; i++) {
        if (r->row[i].result.end != UC_DOUBLY_OK)
            uc_sink_printf(out, " %s and %s, %s: no estimate; %s.", r->row[i].list1,
                           r->row[i].list2, uc_nuisance_name(r->row[i].nuisance),
                           uc_reason_text(uc_doubly_end_name(r->row[i].result.end)));
        n_bounded += r->row[i].result.n_bounded;
    }
    if (n_bounded > 0)
        uc_sink_puts(
            out, " Where people are bounded, their estimated chances were impossible "
                 "or below 0.005 and were moved: many of them mean that covariates "
                 "nearly decide who is on a list.");
}

static uc_status write_people(const uc_doubly_results *r, bool markdown, uc_sink *out,
                              uc_error *err)
{
    const uc_doubly_view view = uc_doubly_view_of(r);
    uc_table table;
    uc_sink line;
    uc_status status;

    uc_sink_memory(&line);
    write_notes(r, &line);
    uc_sink_printf(out, "%sDoubly robust: ", markdown ? "# " : "");
    if (markdown)
        uc_markdown_write_text(view.dataset, out);
    else
        uc_sink_puts(out, view.dataset);
    uc_sink_puts(out, "\n\n");
    if (markdown)
        uc_markdown_write_text(line.text != NULL ? line.text : "", out);
    else
        uc_text_write_wrapped("", line.text != NULL ? line.text : "", out);
    uc_sink_puts(out, markdown ? "\n\n" : "\n");
    uc_sink_clear(&line);
    uc_doubly_total_table(&view, &table);
    status = uc_table_finish(&table, err);
    if (status == UC_OK && markdown)
        uc_markdown_write_table(&table, 2, out);
    else if (status == UC_OK)
        uc_text_write_table(&table, out);
    uc_table_clear(&table);
    return status;
}

static uc_status write_json(const session *s, uc_sink *out, uc_error *err)
{
    const uc_doubly_results *r = &s->results;
    const uc_doubly_view view = uc_doubly_view_of(r);
    json_t *root = json_object(), *words = json_array();
    bool ok = root != NULL && words != NULL;
    uc_table table;
    uc_sink line;
    uc_status status;
    size_t i;

    uc_json_put(root, "tool", json_string("undercount"), &ok);
    uc_json_put(root, "version", json_string(UC_VERSION), &ok);
    for (i = 0; i < s->args.n_recorded; i++)
        uc_json_add(words, uc_json_text(s->args.recorded[i]), &ok);
    uc_json_put(root, "command", words, &ok);
    uc_json_put(root, "dataset", uc_json_text(view.dataset), &ok);
    uc_json_put(root, "sha256", uc_json_text(r->frame.sha256), &ok);
    uc_sink_memory(&line);
    write_notes(r, &line);
    uc_json_put(root, "notes", uc_json_text(line.text != NULL ? line.text : ""), &ok);
    uc_sink_clear(&line);
    uc_doubly_tidy_table(&view, &table);
    ok = ok && uc_table_finish(&table, NULL) == UC_OK;
    uc_json_put(root, "totals", uc_json_table(&table), &ok);
    uc_table_clear(&table);
    status = ok ? uc_json_write(root, out, err)
                : uc_fail(err, UC_ENOMEM, "no memory for the report");
    json_decref(root);
    return status;
}

static uc_status write_report(const session *s, uc_error *err)
{
    const uc_common_options *common = &s->plan.common;
    const uc_doubly_view view = uc_doubly_view_of(&s->results);
    uc_table table;
    uc_status status;
    uc_sink out;

    uc_sink_memory(&out);
    if (common->format == UC_FORMAT_JSON) {
        status = write_json(s, &out, err);
    } else if (common->format == UC_FORMAT_CSV) {
        uc_doubly_tidy_table(&view, &table);
        status = uc_render_table(&table, UC_FORMAT_CSV, &out, err);
        uc_table_clear(&table);
    } else {
        status =
            write_people(&s->results, common->format == UC_FORMAT_MARKDOWN, &out, err);
    }
    if (status == UC_OK && !(common->quiet && common->output == NULL))
        status = uc_deliver(common->output, &out, err);
    uc_sink_clear(&out);
    return status;
}

static bool has_all(const uc_doubly_results *r)
{
    size_t i;

    for (i = 0; i < r->n_rows; i++)
        if (r->row[i].result.end != UC_DOUBLY_OK)
            return false;
    return true;
}

static int doubly_robust(session *s)
{
    uc_error err = {.msg = ""};
    int code = UC_EXIT_OK;
    uc_faults faults;
    uc_status status = uc_doubly_plan_check(&s->plan, &err);

    if (status != UC_OK)
        return uc_message_failure(&err, "doubly-robust");
    uc_faults_init(&faults, s->plan.common.max_errors);
    status = uc_doubly_read(&s->plan, s->args.operand[0], &faults, &s->results, &err);
    code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    if (status == UC_OK && code != UC_EXIT_OK)
        return code;
    if (status == UC_OK)
        status = uc_doubly_estimate(&s->results, s->cancel, &err);
    if (status == UC_OK)
        status = write_report(s, &err);
    if (status != UC_OK)
        return uc_message_failure(&err, NULL);
    return s->plan.common.strict && !has_all(&s->results) ? UC_EXIT_STRICT : UC_EXIT_OK;
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    session *s = calloc(1, sizeof *s);
    uc_error err = {.msg = ""};
    int code;

    if (s == NULL) {
        (void)!uc_fail(&err, UC_ENOMEM, "out of memory");
        return uc_message_failure(&err, NULL);
    }
    s->cancel = cancel;
    uc_doubly_plan_init(&s->plan);
    if (uc_options_parse(&uc_command_doubly, argc, argv, &s->plan, NULL, &s->args,
                         &err) != UC_OK)
        code = uc_message_failure(&err, "doubly-robust");
    else if (s->args.help)
        code = uc_commands_print_help(&uc_command_doubly);
    else
        code = doubly_robust(s);
    uc_doubly_results_clear(&s->results);
    uc_doubly_plan_clear(&s->plan);
    uc_args_clear(&s->args);
    free(s);
    return code;
}

const uc_command uc_command_doubly = {
    .name = "doubly-robust",
    .operands = "FILE",
    .summary = "persons on no list from two lists, given what is known of each person",
    .details =
        "FILE has one row per person on a list: a column of 0 and 1 for every list, "
        "columns of categories and of numbers. The estimator of Das, Kennedy and "
        "Jewell "
        "corrects regressions of who is on which list, fitted on other folds of the "
        "people, so that they may be flexible and slow.\n"
        "No cell of the file is shown in a message unless --quote-values is given.",
    .options = uc_doubly_option_table,
    .n_options = UC_DOUBLY_N_OPTIONS,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
