/* cmd_estimate.c - undercount estimate */
#include <stdlib.h>
#include <string.h>

#include "data/capture_reader.h"
#include "estimators/mse/select.h"
#include "estimators/mse/family.h"
#include "estimators/registry.h"
#include "pipeline/cases/case_source.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/estimate_report.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/method_settings.h"
#include "pipeline/stage_estimate.h"
#include "pipeline/table_options.h"

typedef struct estimate_options {
    uc_table_options table; /* first: the shared readers write here */
    bool total;
    const char *models, *replicates, *draws, *figures;
    bool ranks;
} estimate_options;

static uc_status read_batch(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name of the batch column is blank");
    ((estimate_options *)target)->table.batch = text;
    return UC_OK;
}

static uc_status read_total(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((estimate_options *)target)->total = true;
    return UC_OK;
}

static uc_status read_models(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    ((estimate_options *)target)->models = text;
    return UC_OK;
}

static uc_status read_replicates(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    ((estimate_options *)target)->replicates = text;
    return UC_OK;
}

static uc_status read_figures(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    ((estimate_options *)target)->figures = text;
    return UC_OK;
}

static uc_status read_ranks(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((estimate_options *)target)->ranks = true;
    return UC_OK;
}

static uc_status read_draws(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    ((estimate_options *)target)->draws = text;
    return UC_OK;
}

static const uc_option options[] = {
    {.name = "lists",
     .value = "A,B,C",
     .help = "columns that are lists, in this order (default: every 0/1 column)",
     .read = uc_read_lists},
    {.name = "structural-zero",
     .value = "LISTS",
     .help = "histories nobody can have: A+B, 'A where period=2013', 'only A+B'",
     .repeatable = true,
     .read = uc_read_zero},
    {.name = "count",
     .value = "COL",
     .help = "column with the number of persons (default: count, n, freq, frequency)",
     .read = uc_read_count},
    {.name = "batch",
     .value = "COL",
     .help =
         "column of what arrived together (an operation, a workplace): the bootstrap "
         "draws whole batches",
     .read = read_batch},
    {.name = "by",
     .value = "COL[,COL]",
     .help = "one estimate for each combination of these columns",
     .read = uc_read_by},
    {.name = "total",
     .help = "with --by: also the total over strata",
     .read = read_total},
    {.name = "yes",
     .value = "WORD[,WORD]",
     .help = "words that mean 1 in a list column",
     .read = uc_read_yes},
    {.name = "no",
     .value = "WORD[,WORD]",
     .help = "words that mean 0 in a list column",
     .read = uc_read_no},
    {.name = "method",
     .short_name = 'm',
     .value = "NAME[,NAME]",
     .help = "estimation methods (default bic); 'undercount methods' lists them",
     .read = uc_read_method},
    {.name = "models",
     .value = "FILE",
     .help = "write all models in order, or the best 1,000, as CSV",
     .neutral = true,
     .read = read_models},
    {.name = "replicates",
     .value = "FILE",
     .help = "write the bootstrap replicates as CSV",
     .neutral = true,
     .read = read_replicates},
    {.name = "figures",
     .value = "DIR",
     .help = "write figures (SVG) and their data (CSV) into DIR: overlap, models, "
             "estimates, bootstrap, n_top, posterior, trace, rank",
     .neutral = true,
     .read = read_figures},
    {.name = "draws",
     .value = "FILE",
     .help = "write the draws of posteriors, thinned, as CSV",
     .neutral = true,
     .read = read_draws},
    {.name = "rank-of-optimum",
     .help = "tabulate where the best model of each replicate stands on the data "
             "(bic, aic, aicc; not with --format csv)",
     .neutral = true,
     .read = read_ranks},
    UC_OPTION_FORMAT,
    UC_OPTION_EXCEL,
    UC_OPTION_OUTPUT,
    UC_OPTION_STORE,
    UC_OPTION_SHARD,
    UC_OPTION_PART,
    UC_OPTION_THREADS,
    UC_OPTION_STRICT,
    UC_OPTION_QUIET,
    UC_OPTION_MAX_ERRORS,
};

/* Everything one run of the command holds. */
typedef struct session {
    estimate_options chosen;
    uc_mse_settings settings;
    uc_args args;
    uc_capture_set set;
    uc_estimate_job job;
    uc_cancel *cancel;
} session;

static void session_clear(session *s)
{
    uc_estimate_job_clear(&s->job);
    uc_capture_set_clear(&s->set);
    uc_args_clear(&s->args);
    uc_mse_settings_clear(&s->settings);
    uc_table_options_clear(&s->chosen.table);
}

static uc_status check_columns(const estimate_options *chosen, uc_error *err)
{
    const uc_status status = uc_check_columns(&chosen->table, err);
    size_t i;

    if (status != UC_OK)
        return status;
    for (i = 0; chosen->table.batch != NULL && i < chosen->table.by.n; i++)
        if (strcmp(chosen->table.by.name[i], chosen->table.batch) == 0)
            return uc_fail(err, UC_EUSAGE,
                           "column '%.100s' is named in --by and as --batch",
                           chosen->table.batch);
    if (chosen->total && chosen->table.by.n == 0)
        return uc_fail(err, UC_EUSAGE, "--total needs --by");
    return UC_OK;
}

static uc_status check_ranks(const session *s, uc_error *err)
{
    const uc_mse_settings *settings = &s->settings;
    bool all = false, searched = false;
    size_t i;

    if (!s->chosen.ranks)
        return UC_OK;
    for (i = 0; i < settings->n_tops; i++)
        all = all || settings->top[i] == UC_TOP_ALL;
    for (i = 0; i < s->chosen.table.n_methods; i++)
        searched = searched || uc_rule_is_criterion(s->chosen.table.method[i]->rule);
    if (settings->n_boot == 0 && !settings->boot_auto)
        return uc_fail(err, UC_EUSAGE, "--rank-of-optimum needs --bootstrap");
    if (!searched)
        return uc_fail(err, UC_EUSAGE,
                       "--rank-of-optimum needs method bic, aic or aicc");
    if (!all)
        return uc_fail(err, UC_EUSAGE,
                       "--rank-of-optimum needs replicates over all models: add 'all' "
                       "to --top");
    if (s->chosen.table.common.format == UC_FORMAT_CSV)
        return uc_fail(err, UC_EUSAGE,
                       "--rank-of-optimum is not part of --format csv; use json");
    return UC_OK;
}

static bool any_posterior(const estimate_options *chosen)
{
    size_t i;

    for (i = 0; i < chosen->table.n_methods; i++)
        if (chosen->table.method[i]->family->has_posterior)
            return true;
    return false;
}

static uc_status check_options(session *s, uc_error *err)
{
    uc_status status = check_columns(&s->chosen, err);

    if (s->chosen.table.n_methods == 0)
        s->chosen.table.method[s->chosen.table.n_methods++] = uc_registry_find("bic");
    if (status == UC_OK)
        status = uc_check_settings(&s->settings, s->chosen.table.method,
                                   s->chosen.table.n_methods, err);
    if (status == UC_OK && s->settings.boot_kind == UC_BOOTSTRAP_BATCHES &&
        s->chosen.table.batch == NULL)
        status = uc_fail(err, UC_EUSAGE, "--bootstrap-kind batches needs --batch");
    if (status == UC_OK && s->chosen.table.batch != NULL && s->settings.n_boot == 0 &&
        (uc_mse_settings_intervals(&s->settings) & UC_INTERVAL_JACKKNIFE) == 0)
        status = uc_fail(err, UC_EUSAGE,
                         "--batch is felt by the bootstrap and the jackknife only; add "
                         "--bootstrap or leave it out");
    if (status == UC_OK && s->chosen.replicates != NULL && s->settings.n_boot == 0 &&
        !s->settings.boot_auto)
        status = uc_fail(err, UC_EUSAGE, "--replicates needs --bootstrap");
    if (status == UC_OK && s->chosen.draws != NULL && !any_posterior(&s->chosen))
        status = uc_fail(err, UC_EUSAGE,
                         "--draws needs a method with a posterior, such as "
                         "decomposable");
    if (status == UC_OK)
        status = check_ranks(s, err);
    if (status == UC_OK)
        status =
            uc_check_replicate_options(&s->chosen.table.common, s->settings.n_boot > 0,
                                       s->settings.boot_auto, err);
    return status;
}

/* What the report is made of, as asked for. */
static uc_status report(const session *s, uc_error *err)
{
    const uc_estimates view = uc_estimate_job_view(&s->job);
    const uc_estimate_report report = {.view = &view,
                                       .command = s->args.recorded,
                                       .n_command = s->args.n_recorded,
                                       .format = s->chosen.table.common.format,
                                       .output = s->chosen.table.common.output,
                                       .models = s->chosen.models,
                                       .replicates = s->chosen.replicates,
                                       .figures = s->chosen.figures,
                                       .excel = s->chosen.table.common.excel,
                                       .draws = s->chosen.draws,
                                       .ranks = s->chosen.ranks,
                                       .quiet = s->chosen.table.common.quiet,
                                       .cancel = s->cancel};

    return uc_estimate_report_write(&report, err);
}

static int estimate(session *s)
{
    const uc_estimate_run run = {.options = &s->chosen.table.common,
                                 .command = s->args.recorded,
                                 .n_command = s->args.n_recorded,
                                 .cancel = s->cancel};
    uc_error err = {.msg = ""};
    uc_status status = check_options(s, &err);
    bool sharded = false;
    int code = UC_EXIT_OK;

    if (status != UC_OK)
        return uc_message_failure(&err, "estimate");
    status = uc_read_table(&s->chosen.table, s->args.operand[0], &s->set, &code, &err);
    if (status == UC_OK && code != UC_EXIT_OK)
        return code;
    if (status == UC_OK) {
        s->job = (uc_estimate_job){.set = &s->set,
                                   .method = s->chosen.table.method,
                                   .n_methods = s->chosen.table.n_methods,
                                   .settings = &s->settings,
                                   .total = s->chosen.total};
        status = uc_stage_estimate(&s->job, 1, &run, &sharded, &err);
    }
    if (status == UC_OK && sharded)
        return UC_EXIT_OK;
    if (status == UC_OK)
        status = report(s, &err);
    if (status != UC_OK)
        return uc_message_failure(&err, NULL);
    if (s->chosen.table.common.strict && uc_estimate_job_incomplete(&s->job))
        return UC_EXIT_STRICT;
    return UC_EXIT_OK;
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    session s;
    uc_error err;
    int code;

    memset(&s, 0, sizeof s);
    s.cancel = cancel;
    uc_mse_settings_init(&s.settings);
    if (uc_options_parse(&uc_command_estimate, argc, argv, &s.chosen, &s.settings,
                         &s.args, &err) != UC_OK)
        code = uc_message_failure(&err, "estimate");
    else if (s.args.help)
        code = uc_commands_print_help(&uc_command_estimate);
    else
        code = estimate(&s);
    session_clear(&s);
    return code;
}

const uc_command uc_command_estimate = {
    .name = "estimate",
    .operands = "FILE",
    .summary = "estimate how many persons are on no list, from a capture table",
    .details =
        "FILE is CSV with one 0/1 column per list, a count column and any number of "
        "stratum columns; '-' is standard input and data:NAME a published data set. "
        "Without --by, columns that are neither list nor count are summed over. "
        "Without --bootstrap the interval is the log-normal one, conditional on the "
        "chosen model.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .estimates = true,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
