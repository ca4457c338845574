/* cmd_disclose.c - undercount disclose */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/source.h"
#include "data/base/text.h"
#include "data/row_reader.h"
#include "data/sets.h"
#include "estimators/disclosure/rounding.h"
#include "pipeline/commands.h"
#include "pipeline/common_options.h"
#include "pipeline/disclose/disclosure_table.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"

#define MAX_TABLES      64
#define DEFAULT_BELOW   10
#define MAX_HIERARCHIES UC_FRAME_MAX_DIMENSIONS

typedef struct disclose_options {
    uc_common_options common; /* first: the shared readers write here */
    uc_names by;
    const char *count, *value, *total;
    const char *hierarchy[MAX_HIERARCHIES]; /* COL=FILE */
    size_t n_hierarchies;
    uc_primary_rules rules;
    double round_to;
    bool has_below, audit, add_totals, heuristic;
} disclose_options;

/* -- Options ---------------------------------------------------------------------- */

static uc_status keep(const char **field, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the value is blank");
    *field = text;
    return UC_OK;
}

static uc_status read_count(void *target, const char *text, uc_error *err)
{
    return keep(&((disclose_options *)target)->count, text, err);
}

static uc_status read_value(void *target, const char *text, uc_error *err)
{
    return keep(&((disclose_options *)target)->value, text, err);
}

static uc_status read_total(void *target, const char *text, uc_error *err)
{
    return keep(&((disclose_options *)target)->total, text, err);
}

static uc_status read_by(void *target, const char *text, uc_error *err)
{
    return uc_names_read(&((disclose_options *)target)->by, text, err);
}

static uc_status read_hierarchy(void *target, const char *text, uc_error *err)
{
    disclose_options *o = target;
    const char *equals = strchr(text, '=');

    if (equals == NULL || equals == text || equals[1] == '\0')
        return uc_fail(err, UC_EUSAGE, "'%.60s' must be COLUMN=FILE.csv", text);
    if (o->n_hierarchies == MAX_HIERARCHIES)
        return uc_fail(err, UC_EUSAGE, "more than %d hierarchies", MAX_HIERARCHIES);
    o->hierarchy[o->n_hierarchies++] = text;
    return UC_OK;
}

static uc_status read_below(void *target, const char *text, uc_error *err)
{
    disclose_options *o = target;
    size_t k = 0;
    const uc_status status = uc_read_number(text, 2, 1000000, &k, err);

    o->rules.threshold = (double)k;
    o->has_below = status == UC_OK;
    return status;
}

/* "A,B" as two numbers. */
static uc_status read_pair(const char *text, double *a, double *b, uc_error *err)
{
    const char *comma = strchr(text, ',');
    char first[32];

    if (comma == NULL || (size_t)(comma - text) >= sizeof first)
        return uc_fail(err, UC_EUSAGE, "'%.40s' must be two numbers, as 2,75", text);
    memcpy(first, text, (size_t)(comma - text));
    first[comma - text] = '\0';
    if (uc_number_real(first, a) != UC_NUMBER_OK ||
        uc_number_real(comma + 1, b) != UC_NUMBER_OK)
        return uc_fail(err, UC_EUSAGE, "'%.40s' must be two numbers, as 2,75", text);
    return UC_OK;
}

static uc_status read_dominance(void *target, const char *text, uc_error *err)
{
    disclose_options *o = target;
    double n = 0;
    const uc_status status = read_pair(text, &n, &o->rules.dominance_percent, err);

    if (status == UC_OK && !(n >= 1 && n <= 10 && n == floor(n)))
        return uc_fail(err, UC_EUSAGE, "'%.40s' must begin with 1 to 10 contributors",
                       text);
    if (status == UC_OK)
        o->rules.dominance_n = (size_t)n;
    return status;
}

static uc_status read_p_percent(void *target, const char *text, uc_error *err)
{
    disclose_options *o = target;

    if (uc_number_real(text, &o->rules.p) != UC_NUMBER_OK)
        return uc_fail(err, UC_EUSAGE, "'%.40s' must be a percentage", text);
    o->rules.q = 100;
    return UC_OK;
}

static uc_status read_pq(void *target, const char *text, uc_error *err)
{
    disclose_options *o = target;

    return read_pair(text, &o->rules.p, &o->rules.q, err);
}

static uc_status read_round(void *target, const char *text, uc_error *err)
{
    size_t base = 0;
    const uc_status status = uc_read_number(text, 2, 1000000, &base, err);

    ((disclose_options *)target)->round_to = (double)base;
    return status;
}

static uc_status read_audit(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((disclose_options *)target)->audit = true;
    return UC_OK;
}

static uc_status read_totals(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((disclose_options *)target)->add_totals = true;
    return UC_OK;
}

static uc_status read_heuristic(void *target, const char *text, uc_error *err)
{
    (void)text;
    (void)err;
    ((disclose_options *)target)->heuristic = true;
    return UC_OK;
}

static const uc_option options[] = {
    {.name = "below",
     .value = "K",
     .help = "counts above 0 and below K are sensitive (default 10)",
     .read = read_below},
    {.name = "by",
     .value = "COL[,COL]",
     .help = "columns of codes (default: all but count, value and status)",
     .read = read_by},
    {.name = "count",
     .value = "COL",
     .help = "column of counts (default: count, n, freq, frequency; none: a row is one "
             "person)",
     .read = read_count},
    {.name = "total",
     .value = "WORD",
     .help = "word for a total among the codes (default: total, all, tot, or blank)",
     .read = read_total},
    {.name = "hierarchy",
     .value = "COL=FILE",
     .help = "what the codes of COL are part of: a CSV with columns code and parent",
     .repeatable = true,
     .read = read_hierarchy},
    {.name = "totals",
     .help = "print all totals too, and protect them",
     .read = read_totals},
    {.name = "value",
     .value = "COL",
     .help = "each row is one contributor with this magnitude, for the rules below",
     .read = read_value},
    {.name = "dominance",
     .value = "N,PERCENT",
     .help = "sensitive where N contributors make more than PERCENT of a cell",
     .read = read_dominance},
    {.name = "p-percent",
     .value = "P",
     .help = "sensitive where the second contributor knows the first within P percent",
     .read = read_p_percent},
    {.name = "pq",
     .value = "P,Q",
     .help = "the same when everyone knew each other within Q percent before",
     .read = read_pq},
    {.name = "round-to",
     .value = "BASE",
     .help = "controlled rounding to multiples of BASE, instead of suppression",
     .read = read_round},
    {.name = "heuristic",
     .help = "do not search for the least suppression",
     .read = read_heuristic},
    {.name = "audit",
     .help = "attack tables in which counts are hidden already; exit with 65 when a "
             "cell is given away",
     .read = read_audit},
    UC_OPTION_FORMAT,
    UC_OPTION_OUTPUT,
    UC_OPTION_QUIET,
    UC_OPTION_MAX_ERRORS,
};

/* -- Reading ---------------------------------------------------------------------- */

typedef struct session {
    disclose_options chosen;
    uc_args args;
    uc_cross_table table[MAX_TABLES];
    size_t n_tables;
    uc_cross_table tree[MAX_HIERARCHIES];
    char *tree_column[MAX_HIERARCHIES];
    uc_linked_part *part;
    size_t n_parts;
    uc_linked linked;
    double *rounded;
    uc_suppress_attack *attack;
    size_t n_attacks;
    uc_cancel *cancel;
} session;

static void session_clear(session *s)
{
    for (size_t t = 0; t < MAX_TABLES; t++)
        uc_cross_table_clear(&s->table[t]);
    for (size_t h = 0; h < MAX_HIERARCHIES; h++) {
        uc_cross_table_clear(&s->tree[h]);
        free(s->tree_column[h]);
    }
    uc_linked_clear(&s->linked);
    uc_names_clear(&s->chosen.by);
    uc_args_clear(&s->args);
    free(s->part);
    free(s->rounded);
    free(s->attack);
}

static uc_status read_table(const char *path, const uc_cross_opts *opts,
                            uc_faults *faults, uc_cross_table *table, uc_error *err)
{
    uc_source *source = NULL;
    uc_status status = uc_row_open(path, faults, &source, err);

    if (status == UC_OK && source != NULL)
        status = uc_cross_table_read(source, opts, faults, table, err);
    uc_source_close(source);
    return status;
}

static uc_status read_tree(session *s, size_t h, uc_faults *faults, uc_error *err)
{
    static const char *const columns[] = {"code", "parent"};
    const uc_cross_opts opts = {.by = columns, .n_by = 2, .records = true};
    const char *equals = strchr(s->chosen.hierarchy[h], '=');
    uc_cross_table *tree = &s->tree[h];
    uc_status status = read_table(equals + 1, &opts, faults, tree, err);
    uc_linked_part *grown;

    s->tree_column[h] = uc_text_copy(s->chosen.hierarchy[h]);
    grown = realloc(s->part, (s->n_parts + tree->n_rows + 1) * sizeof *grown);
    if (grown != NULL)
        s->part = grown;
    if (s->tree_column[h] == NULL || grown == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a hierarchy");
    s->tree_column[h][equals - s->chosen.hierarchy[h]] = '\0';
    for (size_t r = 0; status == UC_OK && r < tree->n_rows; r++)
        s->part[s->n_parts++] = (uc_linked_part){
            s->tree_column[h], tree->row[r].code[0], tree->row[r].code[1]};
    return status;
}

static uc_status read_inputs(session *s, uc_faults *faults, uc_error *err)
{
    const disclose_options *o = &s->chosen;
    const uc_cross_opts opts = {.count = o->count,
                                .by = (const char *const *)o->by.name,
                                .n_by = o->by.n,
                                .value = o->value,
                                .hidden = o->audit,
                                .records = !o->audit};
    uc_status status = UC_OK;

    for (size_t i = 0; status == UC_OK && i < s->args.n_operands; i++)
        status = read_table(s->args.operand[i], &opts, faults, &s->table[s->n_tables++],
                            err);
    for (size_t h = 0; status == UC_OK && h < o->n_hierarchies; h++)
        status = read_tree(s, h, faults, err);
    if (status == UC_OK && faults->n_total == 0) {
        const uc_linked_opts linked = {.total = o->total,
                                       .part = s->part,
                                       .n_parts = s->n_parts,
                                       .audit = o->audit ? o->rules.threshold : 0,
                                       .add_totals = o->add_totals};

        status =
            uc_linked_make(s->table, s->n_tables, &linked, faults, &s->linked, err);
    }
    return status;
}

/* -- Working ---------------------------------------------------------------------- */

static void say_suppressed(const session *s, const uc_suppress_result *r)
{
    if (s->chosen.common.quiet)
        return;
    uc_message("%zu of %zu counts are sensitive, %zu more are suppressed (persons in "
               "them: %.0f)",
               r->n_primary, s->linked.frame.cells.n, r->n_secondary, r->cost);
    if (r->outcome == UC_SUPPRESS_OPTIMAL && r->n_primary > 0)
        uc_message("proved: no smaller number of persons would do");
    if (r->outcome == UC_SUPPRESS_WITH_GAP)
        uc_message("not proved to be the least: at least %.0f have to be", r->bound);
    if (r->n_unproved > 0)
        uc_message("%zu sensitive counts are protected among real numbers; the search "
                   "among whole ones was not ended",
                   r->n_unproved);
}

static uc_status suppress(session *s, uc_error *err)
{
    uc_suppress_result result;
    uc_status status;

    uc_linked_apply(&s->linked, &s->chosen.rules);
    status =
        uc_suppress(&s->linked.frame.cells, s->chosen.heuristic ? 0 : UC_SUPPRESS_WORK,
                    s->cancel, &result, err);
    if (status != UC_OK)
        return status;
    if (result.outcome == UC_SUPPRESS_IMPOSSIBLE)
        return uc_fail(err, UC_EDATA,
                       "suppressing every cell would not protect these tables; do not "
                       "publish them");
    status = uc_suppress_audit(&s->linked.frame.cells, &s->attack, &s->n_attacks, err);
    for (size_t i = 0; status == UC_OK && i < s->n_attacks; i++)
        if (s->attack[i].broken)
            return uc_fail(err, UC_ENUMERIC,
                           "the audit found a suppressed cell that is given away");
    if (status == UC_OK)
        say_suppressed(s, &result);
    return status;
}

static uc_status round_all(session *s, uc_error *err)
{
    uc_rounding_result result;
    uc_status status;

    s->rounded = calloc(s->linked.frame.cells.n + 1, sizeof *s->rounded);
    if (s->rounded == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for controlled rounding");
    status = uc_rounding(&s->linked.frame.cells, s->chosen.round_to, s->rounded,
                         &result, err);
    if (status != UC_OK)
        return status;
    if (result.outcome == UC_ROUNDING_IMPOSSIBLE)
        return uc_fail(err, UC_EDATA,
                       "no additive rounding was found; try another base");
    if (!s->chosen.common.quiet)
        uc_message("rounded to multiples of %.0f; the largest change is %.0f%s",
                   s->chosen.round_to, result.largest_change,
                   result.outcome == UC_ROUNDING_WIDER
                       ? ", because the nearest multiples do not add up"
                       : "");
    return UC_OK;
}

/* The exit code says whether a cell is given away. */
static uc_status audit(session *s, int *code, uc_error *err)
{
    size_t n_given = 0;
    const uc_status status =
        uc_suppress_audit(&s->linked.frame.cells, &s->attack, &s->n_attacks, err);

    if (status == UC_ENUMERIC)
        return uc_fail(err, UC_EDATA,
                       "no table agrees with what is shown: totals contradict parts");
    for (size_t i = 0; status == UC_OK && i < s->n_attacks; i++)
        n_given += uc_disclosure_is_given_away(&s->linked, &s->attack[i]);
    if (n_given > 0) {
        uc_message("%zu of %zu hidden counts are given away", n_given, s->n_attacks);
        *code = UC_EXIT_DATA;
    } else if (status == UC_OK && !s->chosen.common.quiet) {
        uc_message("%zu hidden counts attacked, none is given away", s->n_attacks);
    }
    return status;
}

static uc_status report(const session *s, uc_error *err)
{
    uc_table table;
    uc_sink out;
    uc_status status;

    if (s->chosen.audit)
        uc_disclosure_attacks(&s->linked, s->attack, s->n_attacks, &table);
    else
        uc_disclosure_cells(s->table, &s->linked, s->rounded, &table);
    uc_sink_memory(&out);
    status = uc_render_table(&table, s->chosen.common.format, &out, err);
    if (status == UC_OK)
        status = uc_deliver(s->chosen.common.output, &out, err);
    uc_sink_clear(&out);
    uc_table_clear(&table);
    return status;
}

static uc_status check_options(disclose_options *o, uc_error *err)
{
    const bool magnitudes = o->rules.dominance_n > 0 || o->rules.p > 0;
    uc_status status;

    if (!o->has_below && (o->audit || !magnitudes))
        o->rules.threshold = DEFAULT_BELOW;
    if (magnitudes && o->value == NULL)
        return uc_fail(err, UC_EUSAGE, "rules on magnitudes need --value COL");
    if (o->audit && (o->round_to > 0 || magnitudes || o->add_totals))
        return uc_fail(err, UC_EUSAGE,
                       "--audit goes with neither rounding, totals nor magnitudes");
    status = uc_primary_check(&o->rules, err);
    return status == UC_EINVAL ? uc_fail(err, UC_EUSAGE, "%s", err->msg) : status;
}

static int disclose(session *s)
{
    uc_error err = {.msg = ""};
    uc_faults faults;
    uc_status status;
    int code;

    uc_faults_init(&faults, s->chosen.common.max_errors);
    status = read_inputs(s, &faults, &err);
    code = uc_message_faults(&faults);
    uc_faults_clear(&faults);
    if (status != UC_OK)
        return uc_message_failure(&err, NULL);
    if (code != UC_EXIT_OK)
        return code;
    if (s->chosen.audit)
        status = audit(s, &code, &err);
    else
        status = s->chosen.round_to > 0 ? round_all(s, &err) : suppress(s, &err);
    if (status == UC_OK)
        status = report(s, &err);
    return status == UC_OK ? code : uc_message_failure(&err, NULL);
}

static int run(int argc, char **argv, uc_cancel *cancel)
{
    session *s = calloc(1, sizeof *s);
    uc_error err = {.msg = ""};
    uc_status status;
    int code;

    if (s == NULL)
        return UC_EXIT_SOFTWARE;
    s->cancel = cancel;
    status = uc_options_parse(&uc_command_disclose, argc, argv, &s->chosen, NULL,
                              &s->args, &err);
    if (status == UC_OK && s->args.help) {
        code = uc_commands_print_help(&uc_command_disclose);
    } else {
        if (status == UC_OK)
            status = check_options(&s->chosen, &err);
        code = status == UC_OK ? disclose(s) : uc_message_failure(&err, "disclose");
    }
    session_clear(s);
    free(s);
    return code;
}

const uc_command uc_command_disclose = {
    .name = "disclose",
    .operands = "TABLE.csv...",
    .summary =
        "suppress small counts so that none can be worked out, or attack a table",
    .details =
        "Each table is a CSV of codes and counts; totals are rows too. Several tables "
        "are protected together: columns of one name are one dimension, and a number "
        "that two tables print is one cell. The least number of persons is suppressed "
        "besides the sensitive counts, by an integer programme; what was proved is "
        "said. --audit attacks published tables, where hidden counts are blank, x, *, "
        ".. or suppressed.",
    .options = options,
    .n_options = sizeof options / sizeof options[0],
    .min_operands = 1,
    .max_operands = MAX_TABLES,
    .run = run,
};
