/* cmd_run.c - undercount run */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "data/base/text.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/exit_code.h"
#include "pipeline/history/record.h"
#include "pipeline/message.h"
#include "pipeline/run_session.h"
#include "pipeline/run_stops.h"

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
    UC_OPTION_EXPLAIN,
    UC_OPTION_DRY_RUN,
    UC_OPTION_FORCE,
    UC_OPTION_RESUME,
    UC_OPTION_ACCEPT,
    UC_OPTION_FAIL_ON,
    UC_OPTION_STRICT,
    UC_OPTION_STORE,
    UC_OPTION_SHARD,
    UC_OPTION_PART,
    UC_OPTION_THREADS,
    UC_OPTION_QUIET,
    UC_OPTION_LOG_FORMAT,
    UC_OPTION_MAX_ERRORS,
};
static void session_clear(uc_run_session *s)
{
    size_t i;

    uc_publish_end(&s->publication);
    uc_history_close(s->history);
    uc_revisions_clear(&s->revisions);
    uc_artefacts_clear(&s->artefacts);
    uc_table_clear(&s->models);
    for (i = 0; s->survey != NULL && i < s->run.n_surveys; i++)
        uc_survey_results_clear(&s->survey[i]);
    free(s->survey);
    uc_network_results_clear(&s->network);
    uc_analysis_clear(&s->analysis);
    uc_run_masks_clear(&s->masks);
    uc_gap_list_clear(&s->gap);
    for (i = 0; s->job != NULL && i < s->run.n_estimates; i++)
        uc_estimate_job_clear(&s->job[i]);
    free(s->job);
    free(s->view);
    free(s->folder);
    uc_ingest_clear(&s->ingest);
    uc_run_file_clear(&s->run);
    uc_args_clear(&s->args);
    uc_keeping_end(&s->keeping); /* the cache outlives the estimates taken from it */
}
static uc_status read_run_file(uc_run_session *s, uc_error *err)
{
    uc_faults faults;
    uc_status status;

    uc_faults_init(&faults, s->chosen.max_errors);
    status = uc_run_file_read(s->args.operand[0], s->chosen.allow_outside, &faults,
                              &s->run, err);
    s->code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    return status;
}
/* Reads every input; all faults are printed. */
static uc_status read_inputs(uc_run_session *s, uc_error *err)
{
    uc_faults faults;
    uc_status status;

    uc_faults_init(&faults, s->chosen.max_errors);
    status = uc_stage_ingest(&s->run, s->chosen.quote_values, s->cancel, &faults,
                             &s->ingest, err);
    if (status == UC_OK)
        uc_stage_gap_check(&s->run, &s->ingest, &faults);
    s->code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    if (status == UC_OK && uc_cancelled(s->cancel))
        status = uc_fail(err, UC_ECANCELED, "stopped; nothing was written");
    if (status == UC_OK && s->code == UC_EXIT_OK)
        uc_run_log_inputs(s);
    return status;
}
static uc_status choose_folder(uc_run_session *s, uc_error *err)
{
    const char *written = s->run.output.text != NULL ? s->run.output.text : "output";

    s->folder = s->chosen.output != NULL ? uc_text_copy(s->chosen.output)
                                         : uc_run_path(&s->run, written);
    return s->folder != NULL ? UC_OK : uc_fail(err, UC_ENOMEM, "no memory for a path");
}
static uc_status compute(uc_run_session *s, uc_error *err)
{
    uc_status status = uc_run_make(s, err);

    if (status != UC_OK || s->sharded)
        return status;
    if (s->chosen.dry_run)
        return uc_run_print_plan(s, err);
    if (uc_cancelled(s->cancel))
        return uc_fail(err, UC_ECANCELED, "stopped; nothing was written");
    status = uc_run_record(s, err);
    if (status != UC_OK)
        return status;
    s->code = uc_run_stops(&s->results, &s->chosen);
    if (s->code != UC_EXIT_OK)
        return uc_run_record_stop(s, err);
    status = uc_stage_render(&s->results, &s->artefacts, err);
    if (status == UC_OK)
        status = uc_run_publish(s, err);
    return status;
}

/* Nothing has changed since the last report: it is looked at, and left alone. */
static uc_status leave_alone(uc_run_session *s, uc_error *err)
{
    uc_sink out;

    s->up_to_date = true;
    s->code = uc_run_stops_published(&s->keeping.current, &s->run, &s->chosen);
    uc_sink_memory(&out);
    uc_sink_printf(&out, "Nothing to do: %s is what would be made\n", s->folder);
    return uc_run_print(s, &out, err);
}

static bool incomplete(const uc_run_session *s)
{
    size_t i;

    if (s->up_to_date)
        return s->keeping.current.n_without_estimate > 0;
    for (i = 0; i < s->run.n_estimates; i++)
        if (uc_estimate_job_incomplete(&s->job[i]))
            return true;
    return false;
}

static uc_status open_history(uc_run_session *s, uc_error *err)
{
    char *path;
    uc_status status;

    if (s->run.history.text == NULL || s->chosen.dry_run)
        return UC_OK;
    path = uc_run_path(&s->run, s->run.history.text);
    if (path == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a path");
    status = uc_history_open(path, true, &s->history, err);
    free(path);
    return status;
}

/* Where the run works, and whether it has to. */
static uc_status begin(uc_run_session *s, uc_error *err)
{
    uc_status status = choose_folder(s, err);

    if (status == UC_OK && s->chosen.n_shards <= 1)
        status = uc_keeping_begin(&s->keeping, &s->run, s->folder, &s->chosen, err);
    if (status == UC_OK && s->chosen.n_shards <= 1)
        status = open_history(s, err);
    if (status == UC_OK)
        status = read_inputs(s, err);
    return status;
}

/* Is the published report what this run would make, and does the history know it? */
static uc_status look(uc_run_session *s, bool *current, uc_error *err)
{
    bool is_last = true;
    uc_status status;

    *current = false;
    if (s->chosen.n_shards > 1)
        return UC_OK;
    status = uc_keeping_look(&s->keeping, &s->results, current, err);
    if (status == UC_OK && s->history != NULL)
        status =
            uc_record_look(s->history, &s->run, &s->keeping.current, &is_last, err);
    if (status == UC_OK && *current && !is_last)
        uc_plan_note(&s->keeping.plan, "report", "", "the history does not have it");
    *current = *current && is_last && !s->chosen.force;
    return status;
}

static uc_status work(uc_run_session *s, uc_error *err)
{
    bool current = false;
    uc_status status = read_run_file(s, err);

    s->results = (uc_run_results){.run = &s->run,
                                  .ingest = &s->ingest,
                                  .gap = &s->gap,
                                  .models = &s->models,
                                  .analysis = &s->analysis,
                                  .masks = &s->masks};
    if (status == UC_OK && s->code == UC_EXIT_OK)
        status = begin(s, err);
    if (status != UC_OK || s->code != UC_EXIT_OK)
        return status;
    status = look(s, &current, err);
    if (status != UC_OK)
        return status;
    return current ? leave_alone(s, err) : compute(s, err);
}
static int finish(uc_run_session *s, uc_status status, const uc_error *err)
{
    if (status != UC_OK)
        s->code = uc_message_failure(err, NULL);
    else if (s->code == UC_EXIT_OK && s->chosen.strict && !s->sharded &&
             !s->chosen.dry_run && incomplete(s)) {
        uc_log_line(UC_LOG_WARNING, "strict", "--strict: a stratum has no estimate");
        s->code = UC_EXIT_STRICT;
    }
    if (!s->sharded && !s->chosen.dry_run)
        uc_run_log_summary(s);
    return s->code;
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    uc_run_session s;
    uc_error err = {.msg = ""};
    int code;

    memset(&s, 0, sizeof s);
    s.cancel = cancel;
    (void)clock_gettime(CLOCK_MONOTONIC, &s.start);
    if (uc_options_parse(&uc_command_run, argc, argv, &s.chosen, NULL, &s.args, &err) !=
        UC_OK) {
        code = uc_message_failure(&err, "run");
    } else if (s.args.help) {
        code = uc_commands_print_help(&uc_command_run);
    } else {
        const uc_status status = work(&s, &err);

        code = finish(&s, status, &err);
    }
    session_clear(&s);
    return code;
}

const uc_command uc_command_run = {
    .name = "run",
    .operands = "FILE.yml",
    .summary = "make a whole report from a run file",
    .details =
        "Reads and checks every input that the run file names, estimates, compares "
        "with identified counts, and writes estimates.csv, models.csv, gap.csv, "
        "annex.md, results.json and run.json. Nothing is written when any input has a "
        "fault. When nothing has changed since the last report, nothing is done; "
        "otherwise only what changed is estimated anew. All files of a report change "
        "in one step.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
