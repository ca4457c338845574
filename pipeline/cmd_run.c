/* cmd_run.c - undercount run */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/stage_publish.h"
#include "reports/tables/gap_lines.h"
#include "reports/writers/text.h"

/* Findings shown on the screen; the rest is in the files. */
#define MAX_FINDINGS 24

static const uc_option options[] = {
    {.name = "output",
     .short_name = 'o',
     .value = "DIR",
     .help = "write to DIR instead of the run file's 'output'",
     .neutral = true,
     .read = uc_read_output},
    {.name = "allow-outside",
     .help = "paths in the run file may leave its folder",
     .neutral = true,
     .read = uc_read_allow_outside},
    UC_OPTION_QUOTE_VALUES,
    UC_OPTION_STORE,
    UC_OPTION_SHARD,
    UC_OPTION_PART,
    UC_OPTION_THREADS,
    UC_OPTION_STRICT,
    UC_OPTION_QUIET,
    UC_OPTION_MAX_ERRORS,
};

typedef struct session {
    uc_common_options chosen;
    uc_args args;
    uc_run_file run;
    uc_ingest ingest;
    uc_estimate_job *job; /* one per entry of run.estimate */
    uc_estimates *view;
    uc_gap_list gap;
    uc_table models;
    uc_survey_results *survey; /* one per survey of the run file */
    uc_artefacts artefacts;
    char *folder;
    bool sharded; /* only part of the replicates was done: nothing to report */
    uc_cancel *cancel;
} session;

static void session_clear(session *s)
{
    size_t i;

    uc_artefacts_clear(&s->artefacts);
    uc_table_clear(&s->models);
    for (i = 0; s->survey != NULL && i < s->run.n_surveys; i++)
        uc_survey_results_clear(&s->survey[i]);
    free(s->survey);
    uc_gap_list_clear(&s->gap);
    for (i = 0; s->job != NULL && i < s->run.n_estimates; i++)
        uc_estimate_job_clear(&s->job[i]);
    free(s->job);
    free(s->view);
    free(s->folder);
    uc_ingest_clear(&s->ingest);
    uc_run_file_clear(&s->run);
    uc_args_clear(&s->args);
}

/* Reads the run file, then every input; all faults are printed. */
static uc_status read_everything(session *s, int *code, uc_error *err)
{
    uc_faults faults;
    uc_status status;

    uc_faults_init(&faults, s->chosen.max_errors);
    status = uc_run_file_read(s->args.operand[0], s->chosen.allow_outside, &faults,
                              &s->run, err);
    if (status == UC_OK && faults.n_total == 0) {
        status = uc_stage_ingest(&s->run, s->chosen.quote_values, s->cancel, &faults,
                                 &s->ingest, err);
        if (status == UC_OK)
            uc_stage_gap_check(&s->run, &s->ingest, &faults);
    }
    *code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    return status;
}

/* Shards and stores are for replicates that are known beforehand. */
static uc_status check_replicates(const session *s, uc_error *err)
{
    bool any = false, is_auto = false;

    for (size_t i = 0; i < s->run.n_estimates; i++) {
        any = any || s->run.estimate[i].settings.n_boot > 0;
        is_auto = is_auto || s->run.estimate[i].settings.boot_auto;
    }
    return uc_check_replicate_options(&s->chosen, any, is_auto, err);
}

static uc_status estimate_all(session *s, uc_error *err)
{
    const uc_estimate_run run = {.options = &s->chosen,
                                 .command = s->args.recorded,
                                 .n_command = s->args.n_recorded,
                                 .cancel = s->cancel};
    const size_t n = s->run.n_estimates;
    uc_status status;
    size_t i;

    s->job = calloc(n + 1, sizeof *s->job);
    s->view = calloc(n + 1, sizeof *s->view);
    if (s->job == NULL || s->view == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the estimates");
    for (i = 0; i < n; i++) {
        const uc_run_estimate *wanted = &s->run.estimate[i];

        s->job[i] =
            (uc_estimate_job){.capture = s->run.capture[wanted->capture].name.text,
                              .set = &s->ingest.set[wanted->capture],
                              .method = wanted->method,
                              .n_methods = wanted->n_methods,
                              .settings = &wanted->settings,
                              .total = wanted->total};
    }
    status = check_replicates(s, err);
    if (status == UC_OK)
        status = uc_stage_estimate(s->job, n, &run, &s->sharded, err);
    for (i = 0; status == UC_OK && i < n; i++)
        s->view[i] = uc_estimate_job_view(&s->job[i]);
    return status;
}

/* The models of each capture once, however many entries estimate it. */
static uc_status rank_all(session *s, uc_error *err)
{
    uc_estimates *once = calloc(s->run.n_estimates + 1, sizeof *once);
    uc_status status;
    size_t i, j, n = 0;

    if (once == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the models");
    for (i = 0; i < s->run.n_estimates; i++) {
        for (j = 0; j < n && once[j].set != s->view[i].set; j++)
            ;
        if (j == n)
            once[n++] = s->view[i];
    }
    status = uc_stage_models(once, n, s->cancel, &s->models, err);
    free(once);
    return status;
}

static uc_status choose_folder(session *s, uc_error *err)
{
    const char *written = s->run.output.text != NULL ? s->run.output.text : "output";

    s->folder = s->chosen.output != NULL ? uc_text_copy(s->chosen.output)
                                         : uc_run_path(&s->run, written);
    return s->folder != NULL ? UC_OK : uc_fail(err, UC_ENOMEM, "no memory for a path");
}

static uc_status survey_all(session *s, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    s->survey = calloc(s->run.n_surveys + 1, sizeof *s->survey);
    if (s->survey == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the surveys");
    for (i = 0; status == UC_OK && i < s->run.n_surveys; i++) {
        status = uc_stage_survey(&s->ingest.survey[i], &s->survey[i], err);
        if (status == UC_EDATA && err->path[0] == '\0')
            (void)snprintf(err->path, sizeof err->path, "%s",
                           s->ingest.survey[i].frame.path);
    }
    return status;
}

static uc_status compute(session *s, uc_error *err)
{
    uc_status status = estimate_all(s, err);

    if (status != UC_OK || s->sharded)
        return status;
    if (status == UC_OK)
        status = uc_stage_gap(&s->run, &s->ingest, s->job, &s->gap, err);
    if (status == UC_OK)
        status = survey_all(s, err);
    if (status == UC_OK && (s->run.write_csv || uc_run_has_figures(&s->run)))
        status = rank_all(s, err);
    if (status == UC_OK)
        status = choose_folder(s, err);
    if (status == UC_OK) {
        const uc_run_results results = {.run = &s->run,
                                        .ingest = &s->ingest,
                                        .job = s->job,
                                        .view = s->view,
                                        .gap = &s->gap,
                                        .models = &s->models,
                                        .survey = s->survey};

        status = uc_stage_render(&results, &s->artefacts, err);
    }
    if (status == UC_OK && uc_cancelled(s->cancel))
        status = uc_fail(err, UC_ECANCELED, "stopped; nothing was written");
    if (status == UC_OK)
        status = uc_stage_publish(&s->artefacts, s->folder, err);
    return status;
}

static bool has_both(const uc_gap_row *row)
{
    return row->input.estimate.no_value == NULL && row->input.no_identified == NULL;
}

/* Names of the areas of rows that lack one of the two numbers, each once.
 * @return how many rows those are. */
static size_t incomplete_areas(const session *s, uc_sink *names)
{
    size_t i, n = 0;

    for (i = 0; i < s->gap.n; i++) {
        const uc_gap_row *row = &s->gap.row[i];
        const char *name = row->area_name != NULL ? row->area_name : row->area;

        if (has_both(row))
            continue;
        n++;
        if (name != NULL && (names->text == NULL || strstr(names->text, name) == NULL))
            uc_sink_printf(names, "%s%s", names->len > 0 ? ", " : " ", name);
    }
    return n;
}

static void write_incomplete(const session *s, uc_sink *out)
{
    uc_sink names, line;
    size_t n;

    uc_sink_memory(&names);
    uc_sink_memory(&line);
    n = incomplete_areas(s, &names);
    if (n > 0) {
        uc_sink_printf(&line,
                       "no share where a number is missing (%zu row%s of gap.csv "
                       "say why):%s",
                       n, n == 1 ? "" : "s", names.text != NULL ? names.text : "");
        uc_text_write_wrapped("  ", line.text != NULL ? line.text : "", out);
    }
    uc_sink_clear(&line);
    uc_sink_clear(&names);
}

static void write_findings(const session *s, uc_sink *out)
{
    size_t n_both;

    uc_sink_puts(out,
                 "Found: identified of estimated persons, and the share identified\n");
    n_both = uc_gap_write_lines(s->gap.row, s->gap.n, MAX_FINDINGS, out);
    if (n_both > MAX_FINDINGS)
        uc_sink_printf(out, "  and %zu more in gap.csv\n", n_both - MAX_FINDINGS);
    write_incomplete(s, out);
    if (s->gap.n == 0)
        uc_sink_puts(out, "  the run file compares nothing\n");
}

static size_t count_warnings(const session *s)
{
    size_t i, k, n = 0;

    for (i = 0; i < s->run.n_estimates; i++)
        for (k = 0; k < s->job[i].set->n_strata * s->job[i].n_methods; k++)
            n += s->job[i].estimate[k].n_warnings;
    return n;
}

static uc_status print_summary(const session *s, uc_error *err)
{
    static const char *const outcomes[] = {"new", "replaced", "unchanged"};
    const size_t n_warnings = count_warnings(s);
    uc_sink out;
    size_t i;

    uc_sink_memory(&out);
    if (s->run.title.text != NULL) {
        uc_text_write_safe(s->run.title.text, &out);
        uc_sink_puts(&out, "\n\n");
    }
    write_findings(s, &out);
    if (n_warnings > 0)
        uc_sink_printf(&out, "  %zu warning%s stand%s beside the estimates\n",
                       n_warnings, n_warnings == 1 ? "" : "s",
                       n_warnings == 1 ? "s" : "");
    uc_sink_printf(&out, "Wrote to %s\n", s->folder);
    for (i = 0; i < s->artefacts.n; i++)
        uc_sink_printf(&out, "  %-14s %s\n", s->artefacts.item[i].name,
                       outcomes[s->artefacts.item[i].outcome]);
    return uc_deliver(NULL, &out, err);
}

static bool incomplete(const session *s)
{
    size_t i;

    for (i = 0; i < s->run.n_estimates; i++)
        if (uc_estimate_job_incomplete(&s->job[i]))
            return true;
    return false;
}

static int run_all(session *s)
{
    uc_error err = {.msg = ""};
    int code = UC_EXIT_OK;
    uc_status status = read_everything(s, &code, &err);

    if (status == UC_OK && code != UC_EXIT_OK)
        return code;
    if (status == UC_OK)
        status = compute(s, &err);
    if (status == UC_OK && s->sharded)
        return UC_EXIT_OK;
    if (status == UC_OK && !s->chosen.quiet)
        status = print_summary(s, &err);
    if (status != UC_OK)
        return uc_message_failure(&err, NULL);
    if (s->chosen.strict && incomplete(s)) {
        uc_message("--strict: a stratum has no estimate");
        return UC_EXIT_STRICT;
    }
    return UC_EXIT_OK;
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    session s;
    uc_error err;
    int code;

    memset(&s, 0, sizeof s);
    s.cancel = cancel;
    if (uc_options_parse(&uc_command_run, argc, argv, &s.chosen, NULL, &s.args, &err) !=
        UC_OK)
        code = uc_message_failure(&err, "run");
    else if (s.args.help)
        code = uc_commands_print_help(&uc_command_run);
    else
        code = run_all(&s);
    session_clear(&s);
    return code;
}

const uc_command uc_command_run = {
    .name = "run",
    .operands = "FILE.yml",
    .summary = "make a whole report from a run file",
    .details =
        "Reads and checks every input that the run file names, estimates, compares "
        "with "
        "identified counts, and writes estimates.csv, models.csv, gap.csv, annex.md, "
        "results.json and run.json. Nothing is written when any input has a fault.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
