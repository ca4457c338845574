/* cmd_fit.c - undercount fit */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/mse/batch.h"
#include "pipeline/commands.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/method_settings.h"
#include "pipeline/stage_estimate.h"
#include "pipeline/table_options.h"
#include "reports/tables/goodness.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

#define DEFAULT_BOOTSTRAP 999
/* Residuals that people see of each fit. */
#define LARGEST 10

typedef struct fit_options {
    uc_table_options table; /* first: the shared readers write here */
    bool time;              /* the one column of --by is time */
} fit_options;

static uc_status read_time(void *target, const char *text, uc_error *err)
{
    fit_options *options = target;
    uc_status status;

    if (options->table.by.n > 0)
        return uc_fail(err, UC_EUSAGE, "--time does not go with --by");
    status = uc_names_read(&options->table.by, text, err);
    if (status == UC_OK && options->table.by.n != 1)
        return uc_fail(err, UC_EUSAGE, "--time takes one column");
    options->time = status == UC_OK;
    return status;
}

static uc_status read_by(void *target, const char *text, uc_error *err)
{
    if (((fit_options *)target)->time)
        return uc_fail(err, UC_EUSAGE, "--by does not go with --time");
    return uc_read_by(target, text, err);
}

static const uc_option options[] = {
    UC_OPTIONS_TABLE,
    {.name = "by",
     .value = "COL[,COL]",
     .help = "a fit for each combination of these columns",
     .read = read_by},
    {.name = "time",
     .value = "COL",
     .help = "column with the period: do histories change over time?",
     .read = read_time},
    UC_OPTION_METHOD,
    UC_OPTION_FORMAT,
    UC_OPTION_OUTPUT,
    UC_OPTION_THREADS,
    UC_OPTION_QUIET,
    UC_OPTION_MAX_ERRORS,
};

/* Everything one run of the command holds. */
typedef struct session {
    fit_options chosen;
    uc_mse_settings settings;
    size_t n_boot;
    uc_args args;
    uc_capture_set set;
    uc_estimate_job job;
    uc_goodness *fit;     /* strata x methods */
    uc_goodness_row *row; /* the same */
    char **stratum;       /* n_strata names */
    uc_drift drift;
    uc_cancel *cancel;
} session;

static size_t n_fits(const session *s)
{
    return s->set.n_strata * s->chosen.table.n_methods;
}

static void session_clear(session *s)
{
    for (size_t i = 0; s->fit != NULL && i < n_fits(s); i++)
        uc_goodness_clear(&s->fit[i]);
    for (size_t i = 0; s->stratum != NULL && i < s->set.n_strata; i++)
        free(s->stratum[i]);
    free(s->fit);
    free(s->row);
    free(s->stratum);
    uc_drift_clear(&s->drift);
    uc_estimate_job_clear(&s->job);
    uc_capture_set_clear(&s->set);
    uc_args_clear(&s->args);
    uc_mse_settings_clear(&s->settings);
    uc_table_options_clear(&s->chosen.table);
}

/* "EU, female"; NULL without strata. */
static char *stratum_name(const uc_capture_set *set, size_t at)
{
    uc_sink text;
    char *name;

    uc_sink_memory(&text);
    for (size_t i = 0; i < set->n_by; i++)
        uc_sink_printf(&text, "%s%s", i > 0 ? ", " : "", set->strata[at].value[i]);
    name = set->n_by > 0 ? uc_sink_take(&text) : NULL;
    uc_sink_clear(&text);
    return name;
}

static uint64_t key_of(const session *s, size_t stratum)
{
    const char *const names[] = {
        s->set.dataset, "fit", s->stratum[stratum] != NULL ? s->stratum[stratum] : ""};

    return uc_hash_names(names, 3);
}

static uc_status fit_one(session *s, size_t stratum, size_t m, uc_error *err)
{
    const size_t at = stratum * s->chosen.table.n_methods + m;
    const uc_estimate *estimate = &s->job.estimate[at];

    s->row[at] = (uc_goodness_row){s->stratum[stratum], estimate, NULL};
    if (estimate->model.n_terms == 0 || estimate->label != NULL)
        return UC_OK;
    s->row[at].fit = &s->fit[at];
    return uc_goodness_of(&s->set.strata[stratum].table, &estimate->model, s->n_boot,
                          s->settings.seed, key_of(s, stratum), s->cancel, &s->fit[at],
                          err);
}

static uc_status fit_all(session *s, uc_error *err)
{
    uc_status status = UC_OK;

    s->fit = calloc(n_fits(s) + 1, sizeof *s->fit);
    s->row = calloc(n_fits(s) + 1, sizeof *s->row);
    s->stratum = calloc(s->set.n_strata + 1, sizeof *s->stratum);
    if (s->fit == NULL || s->row == NULL || s->stratum == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu fits", n_fits(s));
    for (size_t i = 0; i < s->set.n_strata && status == UC_OK; i++) {
        s->stratum[i] = stratum_name(&s->set, i);
        for (size_t m = 0; m < s->chosen.table.n_methods && status == UC_OK; m++)
            status = fit_one(s, i, m, err);
    }
    return status;
}

static uc_status compare_periods(session *s, uc_error *err)
{
    const uc_capture_table **tables;
    uc_status status;

    if (!s->chosen.time)
        return UC_OK;
    tables = malloc((s->set.n_strata + 1) * sizeof *tables);
    if (tables == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu periods", s->set.n_strata);
    for (size_t i = 0; i < s->set.n_strata; i++)
        tables[i] = &s->set.strata[i].table;
    status = uc_drift_of(tables, s->set.n_strata, s->n_boot, s->settings.seed,
                         uc_hash_names((const char *const[]){s->set.dataset}, 1),
                         s->cancel, &s->drift, err);
    free((void *)tables);
    return status;
}

/* The tables of the report, by number; false after the last. */
static bool make_table(const session *s, unsigned number, bool people, uc_table *table)
{
    switch (number) {
    case 0:
        uc_goodness_table(s->row, n_fits(s), table);
        return true;
    case 1:
        uc_residual_table(s->row, n_fits(s), &s->set, people ? LARGEST : 0, table);
        return true;
    case 2:
        if (s->chosen.time)
            uc_periods_table(&s->set, table);
        return s->chosen.time;
    case 3:
        uc_drift_table(&s->drift, &s->set, table);
        return true;
    default:
        return false;
    }
}

static uc_status render_people(const session *s, uc_sink *out, uc_error *err)
{
    const bool markdown = s->chosen.table.common.format == UC_FORMAT_MARKDOWN;
    uc_table table;
    uc_status status = UC_OK;

    uc_sink_printf(out, "%sFit: %s\n", markdown ? "# " : "", s->set.dataset);
    for (unsigned k = 0; status == UC_OK && make_table(s, k, true, &table); k++) {
        status = uc_table_finish(&table, err);
        uc_sink_putc(out, '\n');
        if (status == UC_OK && markdown)
            uc_markdown_write_table(&table, 2, out);
        else if (status == UC_OK)
            uc_text_write_table(&table, out);
        uc_table_clear(&table);
    }
    return status;
}

static uc_status render_json(const session *s, uc_sink *out, uc_error *err)
{
    json_t *root = json_object(), *command = json_array();
    bool ok = root != NULL;
    uc_table table;
    uc_status status = UC_OK;

    for (size_t i = 0; i < s->args.n_recorded; i++)
        uc_json_add(command, uc_json_text(s->args.recorded[i]), &ok);
    uc_json_put(root, "tool", json_string("undercount"), &ok);
    uc_json_put(root, "version", json_string(UC_VERSION), &ok);
    uc_json_put(root, "command", command, &ok);
    uc_json_put(root, "path", uc_json_text(s->set.path), &ok);
    uc_json_put(root, "sha256", uc_json_text(s->set.sha256), &ok);
    uc_json_put(root, "seed", uc_json_count(s->settings.seed), &ok);
    for (unsigned k = 0; status == UC_OK && make_table(s, k, false, &table); k++) {
        status = uc_table_finish(&table, err);
        if (status == UC_OK)
            uc_json_put(root, table.name, uc_json_table(&table), &ok);
        uc_table_clear(&table);
    }
    if (status == UC_OK)
        status = ok ? uc_json_write(root, out, err)
                    : uc_fail(err, UC_ENOMEM, "no memory for the report");
    json_decref(root);
    return status;
}

static uc_status report(const session *s, uc_error *err)
{
    const uc_common_options *common = &s->chosen.table.common;
    uc_table table;
    uc_sink out;
    uc_status status;

    uc_sink_memory(&out);
    if (common->format == UC_FORMAT_JSON) {
        status = render_json(s, &out, err);
    } else if (common->format == UC_FORMAT_CSV) {
        (void)make_table(s, 1, false, &table);
        status = uc_render_table(&table, UC_FORMAT_CSV, &out, err);
        uc_table_clear(&table);
    } else {
        status = render_people(s, &out, err);
    }
    if (status == UC_OK && (!common->quiet || common->output != NULL))
        status = uc_deliver(common->output, &out, err);
    uc_sink_clear(&out);
    return status;
}

static uc_status check(session *s, uc_error *err)
{
    uc_table_options *table = &s->chosen.table;
    uc_status status = uc_check_columns(table, err);

    if (table->n_methods == 0)
        table->method[table->n_methods++] = uc_registry_find("bic");
    if (status == UC_OK && s->settings.boot_auto)
        return uc_fail(err, UC_EUSAGE, "--bootstrap must be a number here, not auto");
    if (status == UC_OK)
        status = uc_check_settings(&s->settings, table->method, table->n_methods, err);
    /* the replicates are of the fitted model, not of the estimate */
    s->n_boot = s->settings.n_boot > 0 ? s->settings.n_boot : DEFAULT_BOOTSTRAP;
    s->settings.n_boot = 0;
    s->settings.intervals = 0;
    return status;
}

static int fit(session *s)
{
    const uc_estimate_run run = {.options = &s->chosen.table.common,
                                 .command = s->args.recorded,
                                 .n_command = s->args.n_recorded,
                                 .cancel = s->cancel};
    uc_error err = {.msg = ""};
    bool sharded = false;
    int code = UC_EXIT_OK;
    uc_status status = check(s, &err);

    if (status != UC_OK)
        return uc_message_failure(&err, "fit");
    status = uc_read_table(&s->chosen.table, s->args.operand[0], &s->set, &code, &err);
    if (status == UC_OK && code != UC_EXIT_OK)
        return code;
    if (status == UC_OK) {
        s->job = (uc_estimate_job){.set = &s->set,
                                   .method = s->chosen.table.method,
                                   .n_methods = s->chosen.table.n_methods,
                                   .settings = &s->settings};
        status = uc_stage_estimate(&s->job, 1, &run, &sharded, &err);
    }
    if (status == UC_OK)
        status = fit_all(s, &err);
    if (status == UC_OK)
        status = compare_periods(s, &err);
    if (status == UC_OK)
        status = report(s, &err);
    return status == UC_OK ? UC_EXIT_OK : uc_message_failure(&err, NULL);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    session s = {.cancel = cancel};
    uc_error err;
    int code;

    uc_mse_settings_init(&s.settings);
    if (uc_options_parse(&uc_command_fit, argc, argv, &s.chosen, &s.settings, &s.args,
                         &err) != UC_OK)
        code = uc_message_failure(&err, "fit");
    else if (s.args.help)
        code = uc_commands_print_help(&uc_command_fit);
    else
        code = fit(&s);
    session_clear(&s);
    return code;
}

const uc_command uc_command_fit = {
    .name = "fit",
    .operands = "FILE",
    .summary = "whether the chosen model fits, and whether histories change over time",
    .details =
        "Deviance and Pearson's statistic with p values from tables drawn from the "
        "fitted model (--bootstrap, default 999), because neither is chi-squared on "
        "sparse tables; the Anscombe residual of every history. With --time, whether "
        "the histories are the same in every period, as in a closed population.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .estimates = true,
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
