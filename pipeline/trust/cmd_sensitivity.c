/* cmd_sensitivity.c - undercount sensitivity */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/faults.h"
#include "estimators/trust/sensitivity.h"
#include "pipeline/commands.h"
#include "pipeline/exit_code.h"
#include "pipeline/figures.h"
#include "pipeline/message.h"
#include "pipeline/method_settings.h"
#include "pipeline/progress.h"
#include "pipeline/stage_publish.h"
#include "pipeline/table_options.h"
#include "pipeline/trust/number_list.h"
#include "pipeline/trust/sensitivity_report.h"

#define MAX_GRID 16
/* Binette & Steorts' summary leaves out lists that share fewer people. */
#define MIN_SHARED 30

typedef struct sensitivity_options {
    uc_table_options table; /* first: the shared readers write here */
    double odds[MAX_GRID], rate[MAX_GRID];
    size_t n_odds, n_rates, minimum;
    const char *figures; /* folder, or NULL */
} sensitivity_options;

static uc_status read_odds(void *target, const char *text, uc_error *err)
{
    sensitivity_options *options = target;

    return uc_read_numbers(text, 0.0, 0, INFINITY, MAX_GRID, options->odds,
                           &options->n_odds, err);
}

static uc_status read_rates(void *target, const char *text, uc_error *err)
{
    sensitivity_options *options = target;

    return uc_read_numbers(text, 0.0, 1, 1.0, MAX_GRID, options->rate,
                           &options->n_rates, err);
}

static uc_status read_minimum(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 1, 1000000000,
                          &((sensitivity_options *)target)->minimum, err);
}

static uc_status read_figures(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    ((sensitivity_options *)target)->figures = text;
    return UC_OK;
}

static const uc_option options[] = {
    UC_OPTIONS_TABLE,
    {.name = "by",
     .value = "COL[,COL]",
     .help = "also leave out each combination of these columns in turn",
     .read = uc_read_by},
    {.name = "method",
     .short_name = 'm',
     .value = "NAME[,NAME]",
     .help = "the method that is examined (default bic), and others whose consistency "
             "is checked",
     .read = uc_read_method},
    {.name = "odds-ratios",
     .value = "X[,X]",
     .help = "odds ratios of dependent lists, also values of xi (default "
             "0.25,0.5,0.8,1,1.25,2,4)",
     .read = read_odds},
    {.name = "error-rates",
     .value = "X[,X]",
     .help = "shares of records in error (default 0.01,0.05,0.1,0.2)",
     .read = read_rates},
    {.name = "min-shared",
     .value = "N",
     .help = "persons a list must share with others to count in the summary of "
             "consistency (default 30)",
     .read = read_minimum},
    {.name = "figures",
     .value = "DIR",
     .help =
         "write figures (SVG) and their data (CSV) into DIR: what moves the estimate "
         "(tornado), the pair of lists whose dependence moves it most, consistency",
     .neutral = true,
     .read = read_figures},
    UC_OPTION_FORMAT,
    UC_OPTION_OUTPUT,
    UC_OPTION_THREADS,
    UC_OPTION_QUIET,
    UC_OPTION_MAX_ERRORS,
};

static uc_status write_report(const sensitivity_options *chosen, const uc_args *args,
                              const uc_capture_set *set,
                              const uc_mse_settings *settings,
                              const uc_sensitivity *found, uc_error *err)
{
    const uc_sensitivity_report report = {.found = found,
                                          .set = set,
                                          .minimum = chosen->minimum,
                                          .seed = settings->seed,
                                          .command = args->recorded,
                                          .n_command = args->n_recorded,
                                          .format = chosen->table.common.format};
    uc_sink out;
    uc_status status;

    uc_sink_memory(&out);
    status = uc_sensitivity_report_write(&report, &out, err);
    if (status == UC_OK &&
        (!chosen->table.common.quiet || chosen->table.common.output != NULL))
        status = uc_deliver(chosen->table.common.output, &out, err);
    uc_sink_clear(&out);
    return status;
}

static uc_status write_figures(const sensitivity_options *chosen,
                               const uc_capture_set *set, const uc_sensitivity *found,
                               uc_error *err)
{
    uc_capture_set whole = *set; /* strata are pooled here; all is borrowed */
    const uc_estimates view = {.set = &whole};
    const uc_look look = {.language = NULL};
    const char *method = chosen->table.method[0]->name;
    char stem[UC_FIGURE_NAME], *label;
    uc_report report;
    uc_status status;

    whole.n_strata = 1;
    whole.n_by = 0;
    label = uc_figures_label(&view, 0, method);
    if (label == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the figures");
    uc_figures_stem(&view, 0, method, stem);
    uc_report_init(&report, &look, "");
    status = uc_figures_add_trust(found, set->list_names, stem, label, &report, err);
    if (status == UC_OK)
        status = uc_figures_write(&report, chosen->figures, err);
    uc_report_clear(&report);
    free(label);
    return status;
}

static uc_status examine(const sensitivity_options *chosen, const uc_args *args,
                         const uc_capture_set *set, const uc_mse_settings *settings,
                         uc_cancel *cancel, uc_error *err)
{
    uc_progress progress;
    const uc_batch_opts batch = {.n_threads = chosen->table.common.threads,
                                 .cancel = cancel,
                                 .progress = uc_progress_report,
                                 .progress_ctx = &progress};
    const uc_sensitivity_opts opts = {.set = set,
                                      .method = chosen->table.method,
                                      .n_methods = chosen->table.n_methods,
                                      .settings = settings,
                                      .odds = chosen->odds,
                                      .n_odds = chosen->n_odds,
                                      .rate = chosen->rate,
                                      .n_rates = chosen->n_rates,
                                      .minimum = chosen->minimum};
    uc_sensitivity found;
    uc_status status;

    uc_progress_start(&progress, chosen->table.common.quiet);
    status = uc_sensitivity_find(&opts, &batch, &found, err);
    uc_progress_end(&progress);
    if (status != UC_OK)
        return status;
    if (chosen->figures != NULL)
        status = write_figures(chosen, set, &found, err);
    if (status == UC_OK)
        status = write_report(chosen, args, set, settings, &found, err);
    uc_sensitivity_clear(&found);
    return status;
}

static int sensitivity(sensitivity_options *chosen, uc_mse_settings *settings,
                       const uc_args *args, uc_cancel *cancel)
{
    uc_error err = {.msg = ""};
    uc_capture_set set = {0};
    uc_status status = uc_check_columns(&chosen->table, &err);
    int code = UC_EXIT_OK;

    if (chosen->table.n_methods == 0)
        chosen->table.method[chosen->table.n_methods++] = uc_registry_find("bic");
    if (status == UC_OK)
        status = uc_check_settings(settings, chosen->table.method,
                                   chosen->table.n_methods, &err);
    if (status != UC_OK)
        return uc_message_failure(&err, "sensitivity");
    status = uc_read_table(&chosen->table, args->operand[0], &set, &code, &err);
    if (status == UC_OK && code == UC_EXIT_OK)
        status = examine(chosen, args, &set, settings, cancel, &err);
    uc_capture_set_clear(&set);
    return status == UC_OK ? code : uc_message_failure(&err, NULL);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    sensitivity_options chosen = {.odds = {0.25, 0.5, 0.8, 1.0, 1.25, 2.0, 4.0},
                                  .n_odds = 7,
                                  .rate = {0.01, 0.05, 0.1, 0.2},
                                  .n_rates = 4,
                                  .minimum = MIN_SHARED};
    uc_mse_settings settings;
    uc_args args = {0};
    uc_error err;
    int code;

    uc_mse_settings_init(&settings);
    if (uc_options_parse(&uc_command_sensitivity, argc, argv, &chosen, &settings, &args,
                         &err) != UC_OK)
        code = uc_message_failure(&err, "sensitivity");
    else if (args.help)
        code = uc_commands_print_help(&uc_command_sensitivity);
    else
        code = sensitivity(&chosen, &settings, &args, cancel);
    uc_args_clear(&args);
    uc_mse_settings_clear(&settings);
    uc_table_options_clear(&chosen.table);
    return code;
}

const uc_command uc_command_sensitivity = {
    .name = "sensitivity",
    .operands = "FILE",
    .summary = "how far an estimate can be trusted: what moves it, and by how much",
    .details =
        "Estimates again without each list, with two lists as one, without each "
        "stratum, by every method, at other thresholds and orders, under stated "
        "dependence of lists and stated errors of the records. Then the people of each "
        "list are estimated from the other lists and set beside their known number. "
        "With --bootstrap the estimate and the consistency of lists are bootstrapped.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .estimates = true,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
