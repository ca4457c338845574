/* cmd_repeated.c - undercount repeated */
#include <stdlib.h>

#include "pipeline/commands.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/repeated/report.h"

typedef struct session {
    uc_repeated_plan plan;
    uc_args args;
    uc_repeated_results results;
    uc_cancel *cancel;
} session;

static uc_status read_file(session *s, int *code, uc_error *err)
{
    uc_faults faults;
    uc_status status;

    uc_faults_init(&faults, s->plan.common.max_errors);
    status = uc_repeated_read(&s->plan, s->args.operand[0], &faults, &s->results, err);
    *code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    return status;
}

static uc_status write_report(const session *s, uc_error *err)
{
    const uc_common_options *common = &s->plan.common;
    uc_status status;
    uc_sink out;

    uc_sink_memory(&out);
    status = uc_repeated_report(&s->results, (const char *const *)s->args.recorded,
                                s->args.n_recorded, &out, err);
    if (status == UC_OK && !(common->quiet && common->output == NULL))
        status = uc_deliver(common->output, &out, err);
    uc_sink_clear(&out);
    return status;
}

static int repeated(session *s)
{
    uc_error err = {.msg = ""};
    int code = UC_EXIT_OK;
    uc_status status = uc_repeated_plan_check(&s->plan, &err);

    if (status != UC_OK)
        return uc_message_failure(&err, "repeated");
    status = read_file(s, &code, &err);
    if (status == UC_OK && code != UC_EXIT_OK)
        return code;
    if (status == UC_OK)
        status = uc_repeated_estimate(&s->results, s->cancel, &err);
    if (status == UC_OK)
        status = write_report(s, &err);
    if (status != UC_OK)
        return uc_message_failure(&err, NULL);
    return s->plan.common.strict && !uc_repeated_all_ok(&s->results) ? UC_EXIT_STRICT
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
    uc_repeated_plan_init(&s->plan);
    if (uc_options_parse(&uc_command_repeated, argc, argv, &s->plan, NULL, &s->args,
                         &err) != UC_OK)
        code = uc_message_failure(&err, "repeated");
    else if (s->args.help)
        code = uc_commands_print_help(&uc_command_repeated);
    else
        code = repeated(s);
    uc_repeated_results_clear(&s->results);
    uc_repeated_plan_clear(&s->plan);
    uc_args_clear(&s->args);
    free(s);
    return code;
}

const uc_command uc_command_repeated = {
    .name = "repeated",
    .operands = "FILE",
    .summary = "totals from how often each person was counted on one list",
    .details =
        "FILE has one row per person, or per group of people with --freq, and is CSV, "
        "SPSS, Stata or SAS. Each model is a regression of the number of counts, given "
        "that it is 1 or more, on covariates; the total is the sum of 1/p over those "
        "counted. Chao and Zelterman use only whether people were counted once or "
        "twice: Chao's is a lower bound. A negative binomial at its boundary has no "
        "estimate, and says so.\n"
        "No cell of the file is shown in a message.",
    .options = uc_repeated_option_table,
    .n_options = UC_REPEATED_N_OPTIONS,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
