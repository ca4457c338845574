/* cmd_survey.c - undercount survey */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/commands.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/survey/stage.h"
#include "pipeline/survey/report.h"

typedef struct session {
    uc_survey_plan plan;
    uc_args args;
    uc_survey_input input;
    uc_survey_results results;
} session;

static void session_clear(session *s)
{
    uc_survey_results_clear(&s->results);
    uc_survey_input_clear(&s->input);
    uc_survey_plan_clear(&s->plan);
    uc_args_clear(&s->args);
}

static uc_status read_everything(session *s, int *code, uc_error *err)
{
    uc_faults faults;
    uc_status status;

    uc_faults_init(&faults, s->plan.common.max_errors);
    status =
        uc_survey_input_read(&s->plan, s->args.operand[0], &faults, &s->input, err);
    *code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    return status;
}

static int survey(session *s)
{
    uc_error err = {.msg = ""};
    int code = UC_EXIT_OK;
    uc_sink out;
    uc_status status = uc_survey_plan_check(&s->plan, &err);

    if (status != UC_OK)
        return uc_message_failure(&err, "survey");
    status = read_everything(s, &code, &err);
    if (status == UC_OK && code != UC_EXIT_OK)
        return code;
    uc_sink_memory(&out);
    if (status == UC_OK)
        status = uc_stage_survey(&s->input, &s->results, &err);
    if (status == UC_OK)
        status =
            uc_survey_report(&s->results, (const char *const *)s->args.recorded,
                             s->args.n_recorded, s->plan.common.format, &out, &err);
    if (status == UC_OK && !(s->plan.common.quiet && s->plan.common.output == NULL))
        status = uc_deliver(s->plan.common.output, &out, &err);
    uc_sink_clear(&out);
    if (status == UC_EDATA && err.path[0] == '\0')
        (void)snprintf(err.path, sizeof err.path, "%s", s->args.operand[0]);
    return status == UC_OK ? UC_EXIT_OK : uc_message_failure(&err, NULL);
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
    uc_survey_plan_init(&s->plan);
    if (uc_options_parse(&uc_command_survey, argc, argv, &s->plan, NULL, &s->args,
                         &err) != UC_OK)
        code = uc_message_failure(&err, "survey");
    else if (s->args.help)
        code = uc_commands_print_help(&uc_command_survey);
    else
        code = survey(s);
    session_clear(s);
    free(s);
    return code;
}

const uc_command uc_command_survey = {
    .name = "survey",
    .operands = "FILE",
    .summary = "prevalence, totals and means from survey microdata",
    .details =
        "FILE is CSV with one row per respondent, or SPSS (.sav, .zsav, .por), Stata "
        "(.dta) or SAS (.sas7bdat, .xpt). Standard errors follow the design: weights, "
        "strata, sampling units and finite populations, or replicate weights. A sample "
        "without events has an upper limit, and says so.\n"
        "No cell of the file is shown in a message unless --quote-values is given.",
    .options = uc_survey_option_table,
    .n_options = UC_SURVEY_N_OPTIONS,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
