/* cmd_covariates.c - undercount covariates */
#include <jansson.h>
#include <stdlib.h>

#include "pipeline/commands.h"
#include "pipeline/crossed/stage.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "reports/reasons.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

typedef struct session {
    uc_crossed_plan plan;
    uc_args args;
    uc_crossed_results results;
    uc_cancel *cancel;
} session;

/* What a reader must know, as sentences. */
static void write_notes(const uc_crossed_results *r, uc_sink *out)
{
    size_t c;

    if (r->choice.found)
        uc_sink_printf(out,
                       "The model of least %s%s: %s; %zu parameters, the joint margin "
                       "of the covariates among them; %zu fits.",
                       r->plan->aic ? "AIC" : "BIC",
                       !r->choice.proved     ? " found within the search limit"
                       : r->table.incomplete ? " (as far as EM finds every maximum)"
                                             : " (proved)",
                       r->model, r->fit.n_parameters, r->choice.n_fits);
    else
        uc_sink_printf(out, "There is no estimate: %s.",
                       uc_reason_text("no_admissible_model"));
    uc_sink_printf(
        out, " A total holds if, given the covariates and the terms of the model, "
             "lists are independent and people alike.");
    for (c = 0; c < r->table.n_covariates; c++)
        if (r->table.n_levels[c] == 1)
            uc_sink_printf(out, " %s has one level only, so nothing hangs on it.",
                           r->plan->covariates.name[c]);
    if (r->n_missing > 0.0)
        uc_sink_printf(
            out,
            " %.0f people have a covariate missing: they are divided over its "
            "levels by the model, as if missing at random (EM), and only the "
            "bootstrap has their intervals.",
            r->n_missing);
    if (r->n_empty > 0)
        uc_sink_printf(
            out,
            " %zu of %zu combinations of covariates have nobody on any list; "
            "the model puts nobody hidden there either.",
            r->n_empty, r->table.n_cells);
    if (r->boot.n_asked > 0)
        uc_sink_printf(out,
                       " %zu of %zu replicates have an estimate; %zu chose this model.",
                       r->boot.n_usable, r->boot.n_asked, r->boot.n_same);
}

static uc_status write_people(const uc_crossed_results *r, bool markdown, uc_sink *out,
                              uc_error *err)
{
    const uc_crossed_view view = uc_crossed_view_of(r);
    uc_table table;
    uc_sink line;
    uc_status status;

    uc_sink_memory(&line);
    write_notes(r, &line);
    uc_sink_printf(out, "%sLists and covariates: ", markdown ? "# " : "");
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
    uc_crossed_total_table(&view, &table);
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
    const uc_crossed_results *r = &s->results;
    const uc_crossed_view view = uc_crossed_view_of(r);
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
    uc_crossed_tidy_table(&view, &table);
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
    const uc_crossed_view view = uc_crossed_view_of(&s->results);
    uc_table table;
    uc_status status;
    uc_sink out;

    uc_sink_memory(&out);
    if (common->format == UC_FORMAT_JSON) {
        status = write_json(s, &out, err);
    } else if (common->format == UC_FORMAT_CSV) {
        uc_crossed_tidy_table(&view, &table);
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

static int covariates(session *s)
{
    uc_error err = {.msg = ""};
    int code = UC_EXIT_OK;
    uc_faults faults;
    uc_status status = uc_crossed_plan_check(&s->plan, &err);

    if (status != UC_OK)
        return uc_message_failure(&err, "covariates");
    uc_faults_init(&faults, s->plan.common.max_errors);
    status = uc_crossed_read(&s->plan, s->args.operand[0], &faults, &s->results, &err);
    code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    if (status == UC_OK && code != UC_EXIT_OK)
        return code;
    if (status == UC_OK)
        status = uc_crossed_estimate(&s->results, s->cancel, &err);
    if (status == UC_OK)
        status = write_report(s, &err);
    if (status != UC_OK)
        return uc_message_failure(&err, NULL);
    return s->plan.common.strict && !s->results.choice.found ? UC_EXIT_STRICT
                                                             : UC_EXIT_OK;
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
    uc_crossed_plan_init(&s->plan);
    if (uc_options_parse(&uc_command_covariates, argc, argv, &s->plan, NULL, &s->args,
                         &err) != UC_OK)
        code = uc_message_failure(&err, "covariates");
    else if (s->args.help)
        code = uc_commands_print_help(&uc_command_covariates);
    else
        code = covariates(s);
    uc_crossed_results_clear(&s->results);
    uc_crossed_plan_clear(&s->plan);
    uc_args_clear(&s->args);
    free(s);
    return code;
}

const uc_command uc_command_covariates = {
    .name = "covariates",
    .operands = "FILE",
    .summary = "persons on no list, by year, sex, age or other covariates",
    .details =
        "FILE has one row per person, or per group with --count: a column of 0 and 1 "
        "for "
        "every list, and columns of categories. The log-linear model has one hidden "
        "cell for every combination of covariates and holds their joint margin; which "
        "lists and covariates interact is searched over every hierarchical model, to "
        "the proved minimum of BIC. Covariates that some lists do not record are left "
        "blank. Every level of every covariate gets its hidden persons and interval.\n"
        "No cell of the file is shown in a message unless --quote-values is given.",
    .options = uc_crossed_option_table,
    .n_options = UC_CROSSED_N_OPTIONS,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
