/* cmd_rds.c - undercount rds */
#include <stdlib.h>

#include "pipeline/commands.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/network/output.h"
#include "pipeline/network/rds_report.h"

typedef struct session {
    uc_rds_plan plan;
    uc_args args;
    uc_rds_input input;
    uc_rds_results results;
    uc_cancel *cancel;
} session;

static void session_clear(session *s)
{
    uc_rds_results_clear(&s->results);
    uc_rds_input_clear(&s->input);
    uc_rds_plan_clear(&s->plan);
    uc_args_clear(&s->args);
}

static uc_status read_everything(session *s, int *code, uc_error *err)
{
    uc_faults faults;
    uc_status status;

    uc_faults_init(&faults, s->plan.survey.common.max_errors);
    status = uc_rds_input_read(&s->plan, s->args.operand[0], &faults, &s->input, err);
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
        status = uc_rds_write_figures(&s->results, s->plan.figures, err);
    if (status == UC_OK)
        status = uc_rds_report(&s->results, (const char *const *)s->args.recorded,
                               s->args.n_recorded, common->format, &out, err);
    if (status == UC_OK && !(common->quiet && common->output == NULL))
        status = uc_deliver(common->output, &out, err);
    uc_sink_clear(&out);
    return status;
}

static int rds(session *s)
{
    uc_error err = {.msg = ""};
    int code = UC_EXIT_OK;
    uc_status status = uc_rds_plan_check(&s->plan, &err);

    if (status != UC_OK)
        return uc_message_failure(&err, "rds");
    status = read_everything(s, &code, &err);
    if (status == UC_OK && code != UC_EXIT_OK)
        return code;
    if (status == UC_OK)
        status = uc_stage_rds(&s->input, s->cancel, &s->results, &err);
    if (status == UC_OK)
        status = deliver(s, &err);
    uc_network_blame(status, s->args.operand[0], &err);
    if (status != UC_OK)
        return uc_message_failure(&err, NULL);
    return s->plan.survey.common.strict && uc_rds_results_incomplete(&s->results)
               ? UC_EXIT_STRICT
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
    uc_rds_plan_init(&s->plan);
    if (uc_options_parse(&uc_command_rds, argc, argv, &s->plan, NULL, &s->args, &err) !=
        UC_OK)
        code = uc_message_failure(&err, "rds");
    else if (s->args.help)
        code = uc_commands_print_help(&uc_command_rds);
    else
        code = rds(s);
    session_clear(s);
    free(s);
    return code;
}

const uc_command uc_command_rds = {
    .name = "rds",
    .operands = "FILE",
    .summary = "shares of groups by respondent-driven sampling",
    .details =
        "FILE has one row per person: who recruited him or her, as an id or by "
        "coupons, "
        "how many of the population the person knows, and the answers whose shares are "
        "wanted. Shares by RDS-I, RDS-II and successive sampling, with the bootstraps "
        "of "
        "Salganik, by trees and without replacement. Names of categories and the order "
        "of "
        "rows change nothing.\n"
        "Recruitment that is no forest is refused: rows are named where people "
        "recruited "
        "each other in a circle, where there are two recruiters or the recruiter is "
        "not "
        "in the file, and where a degree is not above 0.",
    .options = uc_rds_option_table,
    .n_options = UC_RDS_N_OPTIONS,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
