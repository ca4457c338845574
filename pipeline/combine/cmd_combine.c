/* cmd_combine.c - undercount combine */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "data/survey_frame.h"
#include "estimators/combine/combine.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "reports/tables/combine.h"

typedef struct plan {
    uc_common_options common; /* first: the shared readers write here */
    bool strata, chosen;
    const char *estimate, *std_error, *observed, *name; /* borrowed from argv */
    double level;
} plan;

static uc_status read_as(void *target, const char *text, uc_error *err)
{
    plan *p = target;
    char shown[128];

    p->strata = strcmp(text, "strata") == 0;
    p->chosen = p->strata || strcmp(text, "copies") == 0;
    if (p->chosen)
        return UC_OK;
    (void)uc_text_display(text, strlen(text), 60, shown, sizeof shown);
    return uc_fail(err, UC_EUSAGE, "unknown value '%s'; allowed are copies and strata",
                   shown);
}

static uc_status read_estimate(void *target, const char *text, uc_error *err)
{
    (void)err;
    ((plan *)target)->estimate = text;
    return UC_OK;
}

static uc_status read_std_error(void *target, const char *text, uc_error *err)
{
    (void)err;
    ((plan *)target)->std_error = text;
    return UC_OK;
}

static uc_status read_observed(void *target, const char *text, uc_error *err)
{
    (void)err;
    ((plan *)target)->observed = text;
    return UC_OK;
}

static uc_status read_name(void *target, const char *text, uc_error *err)
{
    (void)err;
    ((plan *)target)->name = text;
    return UC_OK;
}

static uc_status read_level(void *target, const char *text, uc_error *err)
{
    double level = 0.0;
    char shown[128];

    (void)uc_text_display(text, strlen(text), 60, shown, sizeof shown);
    if (uc_number_real(text, &level) != UC_NUMBER_OK ||
        !(level >= 0.5 && level <= 0.9999))
        return uc_fail(err, UC_EUSAGE, "'%s' is not a number from 0.5 to 0.9999",
                       shown);
    ((plan *)target)->level = level;
    return UC_OK;
}

static const uc_option options[] = {
    {.name = "as",
     .value = "WHAT",
     .help = "copies: rows are estimates of one population from imputed or re-linked "
             "copies of its data (Rubin's rules); strata: rows are disjoint strata, "
             "pooled in part",
     .read = read_as},
    {.name = "estimate",
     .value = "COL",
     .help = "column of the estimate (default estimate)",
     .read = read_estimate},
    {.name = "std-error",
     .value = "COL",
     .help = "column of its standard error (default std.error)",
     .read = read_std_error},
    {.name = "observed",
     .value = "COL",
     .help = "column of the people observed (default n.observed)",
     .read = read_observed},
    {.name = "name",
     .value = "COL",
     .help = "column that names a row (default: rows are numbered)",
     .read = read_name},
    {.name = "level",
     .value = "P",
     .help = "level of the intervals (default 0.95)",
     .read = read_level},
    UC_OPTION_FORMAT,
    UC_OPTION_OUTPUT,
    UC_OPTION_QUIET,
    UC_OPTION_MAX_ERRORS,
};

/* The rows of the file; names are borrowed from the frame. */
typedef struct rows {
    uc_survey_frame frame;
    uc_combine_item *item;
    const char **name;
} rows;

static void rows_clear(rows *r)
{
    free(r->item);
    free(r->name);
    uc_survey_frame_clear(&r->frame);
}

static uc_status read_rows(const plan *p, const char *path, uc_faults *faults, rows *r,
                           uc_error *err)
{
    const uc_survey_want want[] = {{p->estimate, UC_SURVEY_NUMBER, true, 0},
                                   {p->std_error, UC_SURVEY_NUMBER, true, 0},
                                   {p->observed, UC_SURVEY_NUMBER, true, 0},
                                   {p->name, UC_SURVEY_CATEGORY, true, -HUGE_VAL}};
    const uc_survey_opts opts = {
        .want = want, .n_want = p->name != NULL ? 4 : 3, .quote_values = true};
    const size_t before = faults->n_total;
    uc_status status = uc_survey_read(path, &opts, faults, &r->frame, err);
    const uc_survey_column *c = r->frame.column;
    size_t i;

    if (status != UC_OK || faults->n_total > before)
        return status;
    r->item = calloc(r->frame.n + 1, sizeof *r->item);
    r->name = calloc(r->frame.n + 1, sizeof *r->name);
    if (r->item == NULL || r->name == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the estimates");
    for (i = 0; i < r->frame.n; i++) {
        r->item[i].hidden = c[0].number[i] - c[2].number[i];
        r->item[i].std_error = c[1].number[i];
        r->item[i].observed = c[2].number[i];
        r->name[i] = p->name != NULL ? uc_survey_level(&c[3], c[3].code[i]) : NULL;
        if (!(r->item[i].hidden > 0.0) || !(r->item[i].std_error > 0.0) ||
            !(r->item[i].observed > 0.0))
            uc_faults_add(
                faults, UC_EDATA, r->frame.path, 0, 0,
                "row %zu: the estimate must be above the people observed, and "
                "these and the standard error above 0",
                i + 1);
    }
    if (faults->n_total == before && r->frame.n < (p->strata ? 4U : 2U))
        uc_faults_add(faults, UC_EDATA, r->frame.path, 0, 0,
                      "%zu estimate%s; at least %d are needed", r->frame.n,
                      r->frame.n == 1 ? "" : "s", p->strata ? 4 : 2);
    return UC_OK;
}

static uc_status make_table(const plan *p, const rows *r, uc_table *table,
                            uc_error *err)
{
    const size_t n = r->frame.n;
    uc_shrunk *shrunk;
    uc_shrinkage all;
    uc_rubin rubin;
    uc_status status;

    if (!p->strata) {
        status = uc_combine_copies(r->item, n, p->level, &rubin, err);
        if (status == UC_OK)
            uc_copies_table(&rubin, p->level, table);
        return status;
    }
    shrunk = calloc(n, sizeof *shrunk);
    if (shrunk == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the strata");
    status = uc_combine_strata(r->item, n, p->level, shrunk, &all, err);
    if (status == UC_OK)
        uc_strata_table(r->item, r->name, n, shrunk, &all, p->level, table);
    free(shrunk);
    return status;
}

static int combine(const plan *p, const uc_args *args, rows *r)
{
    uc_error err = {.msg = ""};
    uc_faults faults;
    uc_table table;
    uc_sink out;
    int code;
    uc_status status;

    if (!p->chosen) {
        (void)!uc_fail(&err, UC_EUSAGE, "--as is needed: copies or strata");
        return uc_message_failure(&err, "combine");
    }
    uc_faults_init(&faults, p->common.max_errors);
    status = read_rows(p, args->operand[0], &faults, r, &err);
    code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    if (status == UC_OK && code != UC_EXIT_OK)
        return code;
    if (status == UC_OK)
        status = make_table(p, r, &table, &err);
    if (status != UC_OK)
        return uc_message_failure(&err, NULL);
    uc_sink_memory(&out);
    status = uc_render_table(&table, p->common.format, &out, &err);
    uc_table_clear(&table);
    if (status == UC_OK && !(p->common.quiet && p->common.output == NULL))
        status = uc_deliver(p->common.output, &out, &err);
    uc_sink_clear(&out);
    return status == UC_OK ? UC_EXIT_OK : uc_message_failure(&err, NULL);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    plan p = {.estimate = "estimate",
              .std_error = "std.error",
              .observed = "n.observed",
              .level = 0.95};
    rows r = {.item = NULL};
    uc_args args = {0};
    uc_error err = {.msg = ""};
    int code;

    (void)cancel;
    if (uc_options_parse(&uc_command_combine, argc, argv, &p, NULL, &args, &err) !=
        UC_OK)
        code = uc_message_failure(&err, "combine");
    else if (args.help)
        code = uc_commands_print_help(&uc_command_combine);
    else
        code = combine(&p, &args, &r);
    rows_clear(&r);
    uc_args_clear(&args);
    return code;
}

const uc_command uc_command_combine = {
    .name = "combine",
    .operands = "FILE.csv",
    .summary = "one estimate from copies of the data, or strata pooled in part",
    .details =
        "FILE has one row per estimate: people observed, estimate, standard error. "
        "Copies (imputed, or linked anew) are combined by Rubin's rules on the log of "
        "the hidden part. Strata too thin to stand alone are drawn to their common "
        "ratio of hidden to observed, each as far as its own estimate is uncertain; "
        "how "
        "much of its own weight a stratum keeps is shown. Both need estimates with a "
        "standard error: a row without one is a fault, never left out.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
