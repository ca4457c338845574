/* cmd_simulate.c - undercount simulate */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/capture_reader.h"
#include "estimators/mse/batch.h"
#include "estimators/simulate/fitted.h"
#include "pipeline/commands.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/method_settings.h"
#include "pipeline/table_options.h"
#include "pipeline/trust/stage_simulate.h"
#include "reports/tables/simulation.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

#define MAX_REPEATS     10000000
#define DEFAULT_REPEATS 200

typedef struct simulate_options {
    uc_table_options table; /* first: the shared readers write here */
    uc_truth_spec spec;
    size_t n_repeats;
    const char *file; /* to fit a model to, or NULL */
} simulate_options;

static uc_truth_spec *spec_of(void *target)
{
    return &((simulate_options *)target)->spec;
}

static uc_status read_population(void *target, const char *text, uc_error *err)
{
    size_t n = 0;
    uc_status status = uc_read_number(text, 1, UC_TRUTH_MAX_PERSONS, &n, err);

    if (status == UC_OK)
        spec_of(target)->population = n;
    return status;
}

static uc_status read_n_lists(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 2, UC_MODEL_MAX_LISTS, &spec_of(target)->n_lists, err);
}

static uc_status read_repeats(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 1, MAX_REPEATS,
                          &((simulate_options *)target)->n_repeats, err);
}

static uc_status read_fit(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    ((simulate_options *)target)->file = text;
    return UC_OK;
}

static uc_status read_captures(void *target, const char *text, uc_error *err)
{
    return uc_truth_read_captures(spec_of(target), text, err);
}

static uc_status read_effects(void *target, const char *text, uc_error *err)
{
    return uc_truth_read_effects(spec_of(target), text, err);
}

static uc_status read_classes(void *target, const char *text, uc_error *err)
{
    return uc_truth_read_classes(spec_of(target), text, err);
}

static uc_status read_referrals(void *target, const char *text, uc_error *err)
{
    return uc_truth_read_referrals(spec_of(target), text, err);
}

static uc_status read_groups(void *target, const char *text, uc_error *err)
{
    return uc_truth_read_groups(spec_of(target), text, err);
}

static uc_status read_real(const char *text, double most, double *value, uc_error *err)
{
    double read;

    if (uc_number_real(text, &read) != UC_NUMBER_OK || !(read >= 0.0) || read > most)
        return uc_fail(err, UC_EUSAGE, "'%.40s' must be a number from 0 to %g", text,
                       most);
    *value = read;
    return UC_OK;
}

static uc_status read_spread(void *target, const char *text, uc_error *err)
{
    return read_real(text, 10.0, &spec_of(target)->spread, err);
}

static uc_status read_stay(void *target, const char *text, uc_error *err)
{
    return read_real(text, 1000.0, &spec_of(target)->stay, err);
}

static uc_status read_missed(void *target, const char *text, uc_error *err)
{
    return read_real(text, 0.99, &spec_of(target)->missed, err);
}

static uc_status read_linked(void *target, const char *text, uc_error *err)
{
    return read_real(text, 0.99, &spec_of(target)->linked, err);
}

static const uc_option options[] = {
    {.name = "population",
     .value = "N",
     .help = "persons, those on no list included (default 1000, or as fitted)",
     .read = read_population},
    {.name = "lists",
     .value = "T",
     .help = "number of lists (default 3)",
     .read = read_n_lists},
    {.name = "capture",
     .value = "P[,P]",
     .help = "chance to be on each list, or on any (default 0.2)",
     .read = read_captures},
    {.name = "effect",
     .value = "TERM=X[,..]",
     .help = "dependence: the odds of lists together, as 12=2 or 123=0.5",
     .read = read_effects},
    {.name = "classes",
     .value = "SHARE:P[,P]/..",
     .help = "classes of persons and their chances, as 0.7:0.1/0.3:0.4,0.5,0.3",
     .read = read_classes},
    {.name = "heterogeneity",
     .value = "SD",
     .help = "persons differ: standard deviation of their log odds",
     .read = read_spread},
    {.name = "referral",
     .value = "A-B=P[,..]",
     .help = "chance that list A puts a person on list B, as 1-2=0.3",
     .read = read_referrals},
    {.name = "stay",
     .value = "X",
     .help = "persons come and go: mean stay, in lengths of the period",
     .read = read_stay},
    {.name = "groups",
     .value = "SIZE:P",
     .help = "persons arrive in groups, found together with chance P, as 4:0.8",
     .read = read_groups},
    {.name = "missed-links",
     .value = "P",
     .help = "share of persons on several lists whose link is missed",
     .read = read_missed},
    {.name = "false-links",
     .value = "P",
     .help = "share of observed persons linked to another one",
     .read = read_linked},
    {.name = "fit",
     .value = "FILE",
     .help = "the truth is the model that the first method chooses for this table",
     .read = read_fit},
    {.name = "repeats",
     .value = "R",
     .help = "tables to draw (default 200)",
     .read = read_repeats},
    UC_OPTION_METHOD,
    UC_OPTION_FORMAT,
    UC_OPTION_OUTPUT,
    UC_OPTION_STORE,
    UC_OPTION_SHARD,
    UC_OPTION_PART,
    UC_OPTION_THREADS,
    UC_OPTION_QUIET,
    UC_OPTION_MAX_ERRORS,
};

typedef struct session {
    simulate_options chosen;
    uc_mse_settings settings;
    uc_args args;
    uc_truth truth;
    uc_sink words; /* of the truth */
    uc_cancel *cancel;
} session;

/* The model that the first method chooses for the table. */
static uc_status fit_table(session *s, const uc_capture_table *table, uc_error *err)
{
    uc_mse_settings plain = s->settings; /* borrows its model */
    const uc_batch_item item = {
        .table = table, .method = s->chosen.table.method[0], .settings = &plain};
    const uc_batch_opts opts = {.n_threads = 1, .cancel = s->cancel};
    uc_estimate estimate = {0};
    uc_status status;

    plain.n_boot = 0;
    plain.boot_auto = false;
    plain.intervals = 0;
    status = uc_mse_batch(&item, 1, &opts, &estimate, err);
    if (status != UC_OK)
        return status;
    if (estimate.status != UC_MSE_OK || estimate.model.n_terms == 0)
        status = uc_fail(err, UC_EDATA,
                         "%.200s: method '%s' gives no log-linear model to draw from",
                         s->chosen.file, item.method->name);
    else
        status =
            uc_truth_fitted(table, &estimate.model, &s->chosen.spec, &s->truth, err);
    if (status == UC_OK) {
        uc_sink_puts(&s->words, "model ");
        uc_model_write(&estimate.model, &s->words);
    }
    uc_estimate_clear(&estimate);
    return status;
}

static uc_status read_and_fit(session *s, int *code, uc_error *err)
{
    uc_capture_set set = {0};
    uc_status status = uc_read_table(&s->chosen.table, s->chosen.file, &set, code, err);

    if (status == UC_OK && *code == UC_EXIT_OK) {
        status = fit_table(s, &set.strata[0].table, err);
        uc_sink_printf(&s->words, " of the table with SHA-256 %s, ", set.sha256);
    }
    uc_capture_set_clear(&set);
    return status;
}

static uc_status check(session *s, uc_error *err)
{
    simulate_options *chosen = &s->chosen;
    uc_truth_spec *spec = &chosen->spec;
    const bool stated = spec->n_captures > 0 || spec->n_effects > 0 ||
                        spec->n_classes > 0 || spec->n_referrals > 0 ||
                        spec->spread > 0.0 || spec->stay > 0.0 || spec->n_lists > 0;

    if (chosen->table.n_methods == 0)
        chosen->table.method[chosen->table.n_methods++] = uc_registry_find("bic");
    if (chosen->file != NULL && stated)
        return uc_fail(
            err, UC_EUSAGE,
            "--fit takes lists and chances from the table; only --population, "
            "--groups, --missed-links and --false-links go with it");
    if (chosen->file == NULL) {
        spec->population = spec->population > 0 ? spec->population : 1000;
        spec->n_lists = spec->n_lists > 0      ? spec->n_lists
                        : spec->n_captures > 1 ? spec->n_captures
                                               : 3;
        if (spec->n_captures == 0)
            spec->capture[spec->n_captures++] = 0.2;
    }
    if (s->settings.boot_auto)
        return uc_fail(err, UC_EUSAGE, "--bootstrap must be a number here, not auto");
    return uc_check_settings(&s->settings, chosen->table.method,
                             chosen->table.n_methods, err);
}

static uc_status render_people(const session *s, const uc_scores *scores, uc_sink *out,
                               uc_error *err)
{
    const bool markdown = s->chosen.table.common.format == UC_FORMAT_MARKDOWN;
    uc_status status = UC_OK;

    uc_sink_puts(out, markdown ? "# Simulation\n\n" : "Simulation\n\n");
    if (markdown)
        uc_markdown_write_text(s->words.text, out);
    else
        uc_text_write_wrapped("", s->words.text, out);
    uc_sink_printf(out, "%s%.1f persons are observed on average\n",
                   markdown ? "\n\n" : "", scores->mean_observed);
    for (unsigned k = 0; k < 2 && status == UC_OK; k++) {
        uc_table table;

        if (k == 0)
            uc_simulation_table(scores, &table);
        else
            uc_simulation_interval_table(scores, &table);
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

static uc_status render_json(const session *s, const uc_scores *scores, uc_sink *out,
                             uc_error *err)
{
    json_t *root = json_object(), *command = json_array();
    bool ok = root != NULL;
    uc_table table;
    uc_status status;

    for (size_t i = 0; i < s->args.n_recorded; i++)
        uc_json_add(command, uc_json_text(s->args.recorded[i]), &ok);
    uc_json_put(root, "tool", json_string("undercount"), &ok);
    uc_json_put(root, "version", json_string(UC_VERSION), &ok);
    uc_json_put(root, "command", command, &ok);
    uc_json_put(root, "truth", uc_json_text(s->words.text), &ok);
    uc_json_put(root, "population", uc_json_count(s->truth.spec.population), &ok);
    uc_json_put(root, "seed", uc_json_count(s->settings.seed), &ok);
    uc_json_put(root, "mean_observed", uc_json_real(scores->mean_observed), &ok);
    uc_simulation_long_table(scores, &table);
    status = uc_table_finish(&table, err);
    if (status == UC_OK)
        uc_json_put(root, "simulation", uc_json_table(&table), &ok);
    uc_table_clear(&table);
    if (status == UC_OK)
        status = ok ? uc_json_write(root, out, err)
                    : uc_fail(err, UC_ENOMEM, "no memory for the report");
    json_decref(root);
    return status;
}

static uc_status report(const session *s, const uc_scores *scores, uc_error *err)
{
    const uc_common_options *common = &s->chosen.table.common;
    uc_table table;
    uc_sink out;
    uc_status status;

    uc_sink_memory(&out);
    if (common->format == UC_FORMAT_JSON) {
        status = render_json(s, scores, &out, err);
    } else if (common->format == UC_FORMAT_CSV) {
        uc_simulation_long_table(scores, &table);
        status = uc_render_table(&table, UC_FORMAT_CSV, &out, err);
        uc_table_clear(&table);
    } else {
        status = render_people(s, scores, &out, err);
    }
    if (status == UC_OK && (!common->quiet || common->output != NULL))
        status = uc_deliver(common->output, &out, err);
    uc_sink_clear(&out);
    return status;
}

static uc_status simulate_and_report(session *s, uc_error *err)
{
    const uc_trial_plan plan = {
        .truth = &s->truth,
        .method = s->chosen.table.method,
        .n_methods = s->chosen.table.n_methods,
        .settings = &s->settings,
        .key = uc_hash_names((const char *const[]){s->words.text}, 1)};
    const uc_simulate_run run = {.options = &s->chosen.table.common,
                                 .truth = s->words.text,
                                 .n_repeats = s->chosen.n_repeats,
                                 .cancel = s->cancel};
    uc_scores scores;
    bool sharded;
    uc_status status = uc_stage_simulate(&plan, &run, &scores, &sharded, err);

    if (status != UC_OK || sharded)
        return status;
    status = report(s, &scores, err);
    uc_scores_clear(&scores);
    return status;
}

static int simulate(session *s)
{
    uc_error err = {.msg = ""};
    int code = UC_EXIT_OK;
    uc_status status = check(s, &err);

    if (status == UC_OK)
        status = uc_check_replicate_options(&s->chosen.table.common, true, false, &err);
    if (status != UC_OK)
        return uc_message_failure(&err, "simulate");
    status = s->chosen.file != NULL ? read_and_fit(s, &code, &err)
                                    : uc_truth_make(&s->chosen.spec, &s->truth, &err);
    if (status == UC_EUSAGE)
        return uc_message_failure(&err, "simulate");
    if (status == UC_OK && code != UC_EXIT_OK)
        return code;
    if (status == UC_OK) {
        uc_truth_write(&s->truth.spec, &s->words);
        status = uc_sink_finish(&s->words, &err);
    }
    if (status == UC_OK)
        status = simulate_and_report(s, &err);
    return status == UC_OK ? UC_EXIT_OK : uc_message_failure(&err, NULL);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    session s = {.chosen = {.n_repeats = DEFAULT_REPEATS}, .cancel = cancel};
    uc_error err;
    int code;

    uc_mse_settings_init(&s.settings);
    uc_sink_memory(&s.words);
    if (uc_options_parse(&uc_command_simulate, argc, argv, &s.chosen, &s.settings,
                         &s.args, &err) != UC_OK)
        code = uc_message_failure(&err, "simulate");
    else if (s.args.help)
        code = uc_commands_print_help(&uc_command_simulate);
    else
        code = simulate(&s);
    uc_truth_clear(&s.truth);
    uc_sink_clear(&s.words);
    uc_args_clear(&s.args);
    uc_mse_settings_clear(&s.settings);
    uc_table_options_clear(&s.chosen.table);
    return code;
}

const uc_command uc_command_simulate = {
    .name = "simulate",
    .operands = "",
    .summary = "how methods fare where the answer is known: bias, error, coverage",
    .details =
        "Draws tables from a stated population, or from a model fitted to a table, and "
        "estimates each by every method. Every figure has its Monte-Carlo standard "
        "error. With --store a run that was stopped goes on; --shard and --part divide "
        "it over machines.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .estimates = true,
    .run = run,
};
