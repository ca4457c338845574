/* cmd_gap.c - undercount gap */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/source.h"
#include "data/sets.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/estimates_file.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/stage_gap.h"
#include "reports/tables/gap.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

#define MAX_BYTES ((size_t)1 << 30)

typedef struct gap_options {
    uc_common_options common; /* first: the shared readers write here */
    const char *population, *areas, *definition, *stage, *area, *period, *note;
} gap_options;

static uc_status keep(const char **field, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the value is blank");
    *field = text;
    return UC_OK;
}

static uc_status read_population(void *target, const char *text, uc_error *err)
{
    return keep(&((gap_options *)target)->population, text, err);
}

static uc_status read_areas(void *target, const char *text, uc_error *err)
{
    return keep(&((gap_options *)target)->areas, text, err);
}

static uc_status read_definition(void *target, const char *text, uc_error *err)
{
    return keep(&((gap_options *)target)->definition, text, err);
}

static uc_status read_stage(void *target, const char *text, uc_error *err)
{
    return keep(&((gap_options *)target)->stage, text, err);
}

static uc_status read_area(void *target, const char *text, uc_error *err)
{
    return keep(&((gap_options *)target)->area, text, err);
}

static uc_status read_period(void *target, const char *text, uc_error *err)
{
    return keep(&((gap_options *)target)->period, text, err);
}

static uc_status read_note(void *target, const char *text, uc_error *err)
{
    return keep(&((gap_options *)target)->note, text, err);
}

static const uc_option options[] = {
    {.name = "population",
     .value = "FILE",
     .help = "populations, for rates per 100,000",
     .read = read_population},
    {.name = "areas",
     .value = "FILE",
     .help = "areas; then every area code must be one of them",
     .read = read_areas},
    {.name = "definition",
     .value = "TEXT",
     .help = "only published estimates of this definition",
     .read = read_definition},
    {.name = "stage",
     .value = "TEXT",
     .help = "stage of the identified counts (default identified)",
     .read = read_stage},
    {.name = "area",
     .value = "CODE",
     .help = "area of an estimates.csv that has no area column",
     .read = read_area},
    {.name = "period",
     .value = "TEXT",
     .help = "period of an estimates.csv that has no period column",
     .read = read_period},
    {.name = "note",
     .value = "TEXT",
     .help = "footnote, such as a mismatch of definitions",
     .read = read_note},
    UC_OPTION_FORMAT,
    UC_OPTION_EXCEL,
    UC_OPTION_OUTPUT,
    UC_OPTION_MAX_ERRORS,
};

typedef struct session {
    gap_options chosen;
    uc_args args;
    uc_ingest ingest;
    uc_gap_list list;
    char *text; /* of the file of estimates */
    size_t len;
    bool own; /* it is an estimates.csv */
} session;

static void session_clear(session *s)
{
    uc_gap_list_clear(&s->list);
    uc_ingest_clear(&s->ingest);
    uc_args_clear(&s->args);
    free(s->text);
}

/* Reads the file of estimates into memory: its header tells what it is. */
static uc_status read_estimates(session *s, uc_faults *faults, uc_error *err)
{
    const char *path = s->args.operand[1];
    uc_source *source = NULL;
    uc_status status = uc_source_read_all(path, uc_sets_lookup, MAX_BYTES, &s->text,
                                          &s->len, NULL, err);

    if (status == UC_ENOINPUT || status == UC_EIO || status == UC_EDATA) {
        uc_faults_add_error(faults, err);
        return UC_OK;
    }
    if (status != UC_OK)
        return status;
    s->own = uc_estimates_file_is(s->text, s->len);
    if (s->own)
        return UC_OK;
    status = uc_source_open_memory(path, s->text, s->len, &source, err);
    if (status == UC_OK)
        status =
            uc_published_read_source(&s->ingest.published, source, NULL, faults, err);
    uc_source_close(source);
    return status;
}

static uc_status read_inputs(session *s, uc_faults *faults, uc_error *err)
{
    uc_ingest *in = &s->ingest;
    const size_t before = faults->n_total;
    uc_status status =
        uc_counts_read(&in->counts, s->args.operand[0], NULL, faults, err);

    if (status == UC_OK)
        status = read_estimates(s, faults, err);
    if (status == UC_OK && s->chosen.population != NULL)
        status = uc_population_read(&in->population, s->chosen.population, NULL, faults,
                                    err);
    if (status == UC_OK && s->chosen.areas != NULL) {
        status = uc_areas_read(s->chosen.areas, NULL, faults, &in->areas, err);
        in->has_areas = status == UC_OK && faults->n_total == before;
    }
    if (status == UC_OK)
        uc_ingest_check_areas(in, faults);
    return status;
}

/* A published estimate is compared with the count of its own area and period. */
static uc_status compare_published(session *s, uc_error *err)
{
    uc_run_compare compare = {.published = true};
    uc_run_file run = {.compare = &compare, .n_compares = 1};

    compare.definition.text = (char *)s->chosen.definition;
    compare.identified.stage.text = (char *)s->chosen.stage;
    compare.note.text = (char *)s->chosen.note;
    return uc_stage_gap(&run, &s->ingest, NULL, &s->list, err);
}

static uc_status compare_own(session *s, uc_faults *faults, uc_error *err)
{
    uc_source *source = NULL;
    uc_status status =
        uc_source_open_memory(s->args.operand[1], s->text, s->len, &source, err);
    size_t i;

    if (status == UC_OK)
        status =
            uc_estimates_file_read(source, s->chosen.area, s->chosen.period,
                                   s->chosen.stage, &s->ingest, faults, &s->list, err);
    for (i = 0; i < s->list.n; i++)
        s->list.row[i].mismatch = s->chosen.note;
    uc_source_close(source);
    return status;
}

static bool has_row(const uc_gap_list *list, const uc_counts_row *count)
{
    size_t i;

    for (i = 0; i < list->n; i++)
        if (list->row[i].area != NULL && strcmp(list->row[i].area, count->area) == 0 &&
            list->row[i].period != NULL &&
            strcmp(list->row[i].period, count->period) == 0)
            return true;
    return false;
}

/* Counts without any estimate stand in the table too, with the reason. */
static uc_status add_unmatched(session *s, uc_error *err)
{
    const char *stage = s->chosen.stage != NULL ? s->chosen.stage : UC_COUNTS_STAGE;
    uc_status status = UC_OK;
    size_t i;

    for (i = 0; status == UC_OK && i < s->ingest.counts.n_rows; i++) {
        const uc_counts_row *count = &s->ingest.counts.row[i];
        uc_gap_row row = {.area = count->area, .period = count->period, .level = NAN};
        const uc_gap_key key = {.area = count->area,
                                .period = count->period,
                                .stage = stage,
                                .sex = "",
                                .age_group = "",
                                .form = ""};

        if (strcmp(count->stage, stage) != 0 || has_row(&s->list, count))
            continue;
        row.input.estimate =
            uc_figure_of(NAN, NAN, NAN, UC_GAP_NO_ESTIMATE, UC_GAP_NO_ESTIMATE);
        status = uc_gap_add_from_counts(&s->list, &s->ingest, &row, &key, err);
    }
    return status;
}

static void write_sentences(const session *s, uc_sink *out)
{
    uc_sink text;
    size_t i;

    uc_sink_memory(&text);
    for (i = 0; i < s->list.n; i++) {
        uc_gap_write_sentence(&s->list.row[i], false, NULL, &text);
        uc_text_write_wrapped("- ", text.text != NULL ? text.text : "", out);
        uc_sink_clear(&text);
        uc_sink_memory(&text);
    }
    uc_sink_clear(&text);
    uc_sink_putc(out, '\n');
}

/* For people: what is found in sentences, then the tables of an annex. */
static uc_status render_pages(const session *s, bool markdown, uc_sink *out,
                              uc_error *err)
{
    uc_table persons, rates;
    uc_status status;

    uc_gap_annex_tables(s->list.row, s->list.n, &persons, &rates);
    status = uc_table_finish(&persons, err);
    if (status == UC_OK)
        status = uc_table_finish(&rates, err);
    if (status == UC_OK && markdown) {
        uc_markdown_write_table(&persons, 1, out);
        uc_sink_putc(out, '\n');
        uc_markdown_write_table(&rates, 1, out);
    } else if (status == UC_OK) {
        write_sentences(s, out);
        uc_text_write_table(&persons, out);
        uc_sink_putc(out, '\n');
        uc_text_write_table(&rates, out);
    }
    uc_table_clear(&persons);
    uc_table_clear(&rates);
    return status;
}

static uc_status report(const session *s, uc_error *err)
{
    uc_table table;
    uc_sink out;
    uc_status status;

    uc_sink_memory(&out);
    if (s->chosen.common.format == UC_FORMAT_MARKDOWN ||
        s->chosen.common.format == UC_FORMAT_TEXT) {
        status =
            render_pages(s, s->chosen.common.format == UC_FORMAT_MARKDOWN, &out, err);
    } else {
        uc_begin_report(&s->chosen.common, &out);
        uc_gap_table(s->list.row, s->list.n, &table);
        status = uc_render_table(&table, s->chosen.common.format, &out, err);
        uc_table_clear(&table);
    }
    if (status == UC_OK)
        status = uc_deliver(s->chosen.common.output, &out, err);
    uc_sink_clear(&out);
    return status;
}

static uc_status compare(session *s, uc_faults *faults, uc_error *err)
{
    const uc_status status =
        s->own ? compare_own(s, faults, err) : compare_published(s, err);

    if (status != UC_OK || s->chosen.definition != NULL)
        return status;
    return add_unmatched(s, err);
}

static int gap(session *s)
{
    uc_error err = {.msg = ""};
    uc_faults faults;
    uc_status status;
    int code;

    uc_faults_init(&faults, s->chosen.common.max_errors);
    status = read_inputs(s, &faults, &err);
    if (status == UC_OK && faults.n_total == 0)
        status = compare(s, &faults, &err);
    code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    if (status == UC_OK && code == UC_EXIT_OK)
        status = report(s, &err);
    return status == UC_OK ? code : uc_message_failure(&err, NULL);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    session s;
    uc_error err;
    int code;

    (void)cancel;
    memset(&s, 0, sizeof s);
    if (uc_options_parse(&uc_command_gap, argc, argv, &s.chosen, NULL, &s.args, &err) !=
        UC_OK)
        code = uc_message_failure(&err, "gap");
    else if (s.args.help)
        code = uc_commands_print_help(&uc_command_gap);
    else
        code = gap(&s);
    session_clear(&s);
    return code;
}

const uc_command uc_command_gap = {
    .name = "gap",
    .operands = "IDENTIFIED.csv ESTIMATES.csv",
    .summary = "compare identified counts with estimates, without a run file",
    .details =
        "ESTIMATES.csv holds published estimates, or is an estimates.csv that "
        "this program wrote. Each estimate is compared with the count of its own "
        "area, period and group; what is missing is said, with the reason.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_operands = 2,
    .max_operands = 2,
    .run = run,
};
