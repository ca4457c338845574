/* cmd_reproduce.c - undercount reproduce */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "data/sets.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/output_file.h"
#include "pipeline/trust/reproduce.h"
#include "reports/writers/markdown.h"

/* A set of this kind is a paper. */
#define PAPER_KIND "published results"

#define DEFAULT_BOOTSTRAP 1000
#define DEFAULT_REPEATS   500
/* Operand that stands for every paper. */
#define ALL "all"

typedef struct reproduce_options {
    uc_common_options common; /* first: the shared readers write here */
    size_t n_boot, n_repeats, seed;
} reproduce_options;

static uc_status read_bootstrap(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 1, UC_MAX_BOOTSTRAP,
                          &((reproduce_options *)target)->n_boot, err);
}

static uc_status read_repeats(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 1, 1000000, &((reproduce_options *)target)->n_repeats,
                          err);
}

static uc_status read_seed(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 0, SIZE_MAX, &((reproduce_options *)target)->seed, err);
}

static const uc_option options[] = {
    {.name = "bootstrap",
     .value = "B",
     .help = "bootstrap replicates (default 1000, as the papers)",
     .read = read_bootstrap},
    {.name = "repeats",
     .value = "R",
     .help = "simulated tables, where a paper simulates (default 500)",
     .read = read_repeats},
    {.name = "seed",
     .value = "S",
     .help = "seed of the random numbers (default 1)",
     .read = read_seed},
    UC_OPTION_FORMAT,
    UC_OPTION_OUTPUT,
    UC_OPTION_THREADS,
    UC_OPTION_QUIET,
};

static const uc_set *find_paper(const char *name, uc_error *err)
{
    const char *names[64], *near;
    char shown[128];
    size_t n = 0;

    for (size_t i = 0; i < uc_sets_count(); i++) {
        const uc_set *set = uc_sets_at(i);

        if (strcmp(set->kind, PAPER_KIND) != 0)
            continue;
        if (strcmp(set->name, name) == 0)
            return set;
        if (n < sizeof names / sizeof names[0])
            names[n++] = set->name;
    }
    near = uc_text_nearest(name, names, n);
    (void)uc_text_display(name, strlen(name), 60, shown, sizeof shown);
    if (near != NULL)
        (void)!uc_fail(err, UC_EUSAGE, "unknown paper '%s'; did you mean '%s'?", shown,
                       near);
    else
        (void)!uc_fail(err, UC_EUSAGE,
                       "unknown paper '%s'; 'undercount reproduce' lists them", shown);
    return NULL;
}

static uc_status list_papers(const reproduce_options *chosen, uc_error *err)
{
    static const uc_column columns[] = {
        {"name", "Name", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
        {"description", "Paper", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0}};
    uc_table table;
    uc_sink out;
    uc_status status;

    uc_sink_memory(&out);
    uc_table_init(&table, "papers", "Papers whose numbers can be computed again");
    uc_table_add_columns(&table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < uc_sets_count(); i++) {
        const uc_set *set = uc_sets_at(i);

        if (strcmp(set->kind, PAPER_KIND) != 0)
            continue;
        uc_table_text(&table, set->name);
        uc_table_text(&table, set->description);
    }
    status = uc_render_table(&table, chosen->common.format, &out, err);
    uc_table_clear(&table);
    if (status == UC_OK)
        return uc_deliver(chosen->common.output, &out, err);
    uc_sink_clear(&out);
    return status;
}

/* The long table for programs, or the paper's tables for people. */
static uc_status render(uc_format format, const uc_set *set, const uc_paper *paper,
                        const uc_reproduced ours[], uc_sink *out, uc_error *err)
{
    const bool people = format == UC_FORMAT_TEXT || format == UC_FORMAT_MARKDOWN;
    uc_table table;
    uc_status status = UC_OK;

    if (people)
        uc_sink_printf(out, "%s%s\n\n", format == UC_FORMAT_MARKDOWN ? "# " : "",
                       set->description);
    for (size_t i = 0; i < paper->n_rows && status == UC_OK;) {
        if (people) {
            uc_sink_puts(out, i > 0 ? "\n" : "");
            i = uc_reproduction_people_table(paper, ours, i, &table);
        } else {
            i = paper->n_rows;
            uc_reproduction_table(paper, ours, set->description, &table);
        }
        status = uc_table_finish(&table, err);
        if (status == UC_OK && format == UC_FORMAT_MARKDOWN)
            uc_markdown_write_table(&table, 2, out);
        else if (status == UC_OK)
            status = uc_render_table(&table, format, out, err);
        uc_table_clear(&table);
    }
    return status;
}

/* One paper, added to the report. */
static uc_status reproduce(const reproduce_options *chosen, const uc_set *set,
                           uc_cancel *cancel, uc_sink *out, uc_faults *faults,
                           uc_error *err)
{
    const uc_estimate_run run = {.options = &chosen->common, .cancel = cancel};
    uc_paper paper = {0};
    uc_reproduced *ours = NULL;
    char path[300];
    uc_status status;

    (void)snprintf(path, sizeof path, "data:%.200s", set->name);
    status = uc_paper_read(&paper, path, faults, err);
    if (status == UC_OK && faults->n_total == 0) {
        ours = calloc(paper.n_rows + 1, sizeof *ours);
        status = ours == NULL ? uc_fail(err, UC_ENOMEM, "no memory for the paper")
                              : uc_reproduce(&paper, chosen->n_boot, chosen->n_repeats,
                                             chosen->seed, &run, ours, faults, err);
    }
    if (status == UC_OK && faults->n_total == 0)
        status = render(chosen->common.format, set, &paper, ours, out, err);
    free(ours);
    uc_paper_clear(&paper);
    return status;
}

/* Every paper, one after the other. */
static uc_status reproduce_all(const reproduce_options *chosen, uc_cancel *cancel,
                               uc_sink *out, uc_faults *faults, uc_error *err)
{
    const bool people = chosen->common.format == UC_FORMAT_TEXT ||
                        chosen->common.format == UC_FORMAT_MARKDOWN;
    uc_status status = UC_OK;

    for (size_t i = 0; i < uc_sets_count() && status == UC_OK; i++) {
        const uc_set *set = uc_sets_at(i);

        if (strcmp(set->kind, PAPER_KIND) != 0)
            continue;
        uc_sink_puts(out, people && out->len > 0 ? "\n" : "");
        status = reproduce(chosen, set, cancel, out, faults, err);
    }
    return status;
}

static int run_papers(const reproduce_options *chosen, const char *name,
                      uc_cancel *cancel)
{
    const bool all = strcmp(name, ALL) == 0;
    uc_error err = {.msg = ""};
    const uc_set *set = all ? NULL : find_paper(name, &err);
    uc_faults faults;
    uc_sink out;
    uc_status status;
    int code;

    if (set == NULL && !all)
        return uc_message_failure(&err, "reproduce");
    if (all && (chosen->common.format == UC_FORMAT_JSON ||
                chosen->common.format == UC_FORMAT_CSV)) {
        (void)!uc_fail(&err, UC_EUSAGE, "--format json and csv are for one paper");
        return uc_message_failure(&err, "reproduce");
    }
    uc_faults_init(&faults, chosen->common.max_errors);
    uc_sink_memory(&out);
    status = all ? reproduce_all(chosen, cancel, &out, &faults, &err)
                 : reproduce(chosen, set, cancel, &out, &faults, &err);
    code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    if (status == UC_OK && code == UC_EXIT_OK &&
        (!chosen->common.quiet || chosen->common.output != NULL))
        status = uc_deliver(chosen->common.output, &out, &err);
    uc_sink_clear(&out);
    return status == UC_OK ? code : uc_message_failure(&err, NULL);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    reproduce_options chosen = {
        .n_boot = DEFAULT_BOOTSTRAP, .n_repeats = DEFAULT_REPEATS, .seed = 1};
    uc_args args;
    uc_error err;
    int code;

    if (uc_options_parse(&uc_command_reproduce, argc, argv, &chosen, NULL, &args,
                         &err) != UC_OK)
        return uc_message_failure(&err, "reproduce");
    if (args.help)
        code = uc_commands_print_help(&uc_command_reproduce);
    else if (args.n_operands == 1)
        code = run_papers(&chosen, args.operand[0], cancel);
    else
        code = list_papers(&chosen, &err) == UC_OK ? UC_EXIT_OK
                                                   : uc_message_failure(&err, NULL);
    uc_args_clear(&args);
    return code;
}

const uc_command uc_command_reproduce = {
    .name = "reproduce",
    .operands = "[PAPER|all]",
    .summary = "compute a paper's numbers again, beside the published ones",
    .details =
        "Without PAPER the papers are listed; all computes every paper. Every number "
        "is computed anew from "
        "the published tables; a simulated one is compared with regard to its "
        "simulation error. A number that the paper leaves blank is marked as new.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .max_operands = 1,
    .run = run,
};
