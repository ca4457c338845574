/* cmd_check_config.c - undercount check-config */
#include <string.h>

#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/run_file.h"
#include "pipeline/stage_gap.h"
#include "pipeline/stage_ingest.h"

typedef struct check_config_options {
    uc_common_options common; /* first: the shared readers write here */
    bool inputs;
} check_config_options;

static uc_status read_inputs(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((check_config_options *)target)->inputs = true;
    return UC_OK;
}

static const uc_option options[] = {
    {.name = "inputs",
     .help = "read and check every input that it names, too",
     .read = read_inputs},
    {.name = "allow-outside",
     .help = "paths in the run file may leave its folder",
     .neutral = true,
     .read = uc_read_allow_outside},
    UC_OPTION_QUIET,
    UC_OPTION_MAX_ERRORS,
};

static uc_status read_all(const char *path, const check_config_options *chosen,
                          uc_faults *faults, uc_run_file *run, uc_error *err)
{
    uc_ingest ingest;
    uc_status status =
        uc_run_file_read(path, chosen->common.allow_outside, faults, run, err);

    memset(&ingest, 0, sizeof ingest);
    if (status == UC_OK && faults->n_total == 0 && chosen->inputs) {
        status = uc_stage_ingest(run, false, NULL, faults, &ingest, err);
        if (status == UC_OK)
            uc_stage_gap_check(run, &ingest, faults);
    }
    uc_ingest_clear(&ingest);
    return status;
}

static uc_status say_good(const uc_run_file *run, bool inputs, uc_error *err)
{
    uc_sink out;

    uc_sink_memory(&out);
    uc_sink_printf(&out,
                   "%s: good%s; %zu capture table%s, %zu entr%s to estimate, %zu to "
                   "compare\n",
                   run->path, inputs ? ", and so is every input" : "", run->n_captures,
                   run->n_captures == 1 ? "" : "s", run->n_estimates,
                   run->n_estimates == 1 ? "y" : "ies", run->n_compares);
    return uc_deliver(NULL, &out, err);
}

static int check_config(const char *path, const check_config_options *chosen)
{
    uc_error err = {.msg = ""};
    uc_run_file run;
    uc_faults faults;
    uc_status status;
    int code;

    memset(&run, 0, sizeof run);
    uc_faults_init(&faults, chosen->common.max_errors);
    status = read_all(path, chosen, &faults, &run, &err);
    code = uc_message_faults(&faults);
    if (status == UC_OK && code == UC_EXIT_OK && !chosen->common.quiet)
        status = say_good(&run, chosen->inputs, &err);
    uc_faults_clear(&faults);
    uc_run_file_clear(&run);
    return status == UC_OK ? code : uc_message_failure(&err, NULL);
}

static int run_command(int argc, char **argv, uc_cancel *cancel)
{
    check_config_options chosen;
    uc_args args;
    uc_error err;
    int code;

    (void)cancel;
    memset(&chosen, 0, sizeof chosen);
    if (uc_options_parse(&uc_command_check_config, argc, argv, &chosen, NULL, &args,
                         &err) != UC_OK)
        return uc_message_failure(&err, "check-config");
    if (args.help)
        code = uc_commands_print_help(&uc_command_check_config);
    else
        code = check_config(args.operand[0], &chosen);
    uc_args_clear(&args);
    return code;
}

const uc_command uc_command_check_config = {
    .name = "check-config",
    .operands = "FILE.yml",
    .summary = "check a run file without running it",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_operands = 1,
    .max_operands = 1,
    .run = run_command,
};
