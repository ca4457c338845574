/* cmd_scaleup.c - undercount scaleup */
#include <stdlib.h>

#include "pipeline/commands.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/network/output.h"
#include "pipeline/network/scaleup_report.h"

typedef struct session {
    uc_scaleup_plan plan;
    uc_args args;
    uc_scaleup_input input;
    uc_scaleup_results results;
} session;

static void session_clear(session *s)
{
    uc_scaleup_results_clear(&s->results);
    uc_scaleup_input_clear(&s->input);
    uc_scaleup_plan_clear(&s->plan);
    uc_args_clear(&s->args);
}

static uc_status read_everything(session *s, int *code, uc_error *err)
{
    uc_faults faults;
    uc_status status;

    uc_faults_init(&faults, s->plan.survey.common.max_errors);
    status =
        uc_scaleup_input_read(&s->plan, s->args.operand[0], &faults, &s->input, err);
    *code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    return status;
}

static uc_status deliver(session *s, uc_error *err)
{
    const uc_common_options *common = &s->plan.survey.common;
    uc_status status = UC_OK;
    uc_sink out;

    uc_sink_memory(&out);
    uc_begin_report(common, &out);
    if (s->plan.figures != NULL)
        status = uc_scaleup_write_figures(&s->results, s->plan.figures, err);
    if (status == UC_OK)
        status = uc_scaleup_report(&s->results, (const char *const *)s->args.recorded,
                                   s->args.n_recorded, common->format, &out, err);
    if (status == UC_OK && !(common->quiet && common->output == NULL))
        status = uc_deliver(common->output, &out, err);
    uc_sink_clear(&out);
    return status;
}

static int scaleup(session *s)
{
    uc_error err = {.msg = ""};
    int code = UC_EXIT_OK;
    uc_status status = uc_scaleup_plan_check(&s->plan, &err);

    if (status != UC_OK)
        return uc_message_failure(&err, "scaleup");
    status = read_everything(s, &code, &err);
    if (status == UC_OK && code != UC_EXIT_OK)
        return code;
    if (status == UC_OK)
        status = uc_stage_scaleup(&s->input, &s->results, &err);
    if (status == UC_OK)
        status = deliver(s, &err);
    uc_network_blame(status, s->args.operand[0], &err);
    if (status != UC_OK)
        return uc_message_failure(&err, NULL);
    return s->plan.survey.common.strict && uc_scaleup_results_incomplete(&s->results)
               ? UC_EXIT_STRICT
               : UC_EXIT_OK;
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    session *s = calloc(1, sizeof *s);
    uc_error err = {.msg = ""};
    int code;

    (void)cancel;
    if (s == NULL) {
        (void)!uc_fail(&err, UC_ENOMEM, "out of memory");
        return uc_message_failure(&err, NULL);
    }
    uc_scaleup_plan_init(&s->plan);
    if (uc_options_parse(&uc_command_scaleup, argc, argv, &s->plan, NULL, &s->args,
                         &err) != UC_OK)
        code = uc_message_failure(&err, "scaleup");
    else if (s->args.help)
        code = uc_commands_print_help(&uc_command_scaleup);
    else
        code = scaleup(s);
    session_clear(s);
    free(s);
    return code;
}

const uc_command uc_command_scaleup = {
    .name = "scaleup",
    .operands = "FILE",
    .summary = "sizes of hidden groups from how many members respondents know",
    .details =
        "FILE has one row per respondent and, for each group, a column of how many "
        "persons in it the respondent knows. Degrees come from the groups whose size "
        "is "
        "known; each of these is also estimated from the others, which shows how far "
        "off the method is here. Standard errors follow the design, by linearisation "
        "or "
        "replicates (--variance rao-wu is the rescaled bootstrap). The binomial error "
        "of Killworth et al. stands beside them: it is too small.\n"
        "A group of which nobody knows a member has an upper limit, and says so. No "
        "cell of the file is shown in a message unless --quote-values is given.",
    .options = uc_scaleup_option_table,
    .n_options = UC_SCALEUP_N_OPTIONS,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
