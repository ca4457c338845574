/* tabulate_options.c - what 'undercount tabulate' can be told */
#include "pipeline/cases/tabulate_options.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "pipeline/cases/case_keys.h"

static uc_case_rules *rules_of(void *target)
{
    return &((uc_tabulate_options *)target)->source.rules;
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "out of memory");
}

static uc_status set_text(char **text, const char *value, uc_error *err)
{
    free(*text);
    *text = uc_text_copy(value);
    return *text != NULL ? UC_OK : no_memory(err);
}

/* Replaces words by those between commas. */
static uc_status set_words(uc_case_words *words, const char *text, uc_error *err)
{
    uc_names names = {NULL, 0};
    uc_status status = uc_names_read(&names, text, err);

    uc_case_words_clear(words);
    for (size_t i = 0; i < names.n && status == UC_OK; i++)
        if (!uc_case_words_add(words, names.name[i]))
            status = no_memory(err);
    uc_names_clear(&names);
    return status;
}

/* Cuts "name=rest" in two. @param name  Owned, set on UC_OK. */
static uc_status split(const char *text, const char *example, char **name,
                       const char **rest, uc_error *err)
{
    const char *equals = strchr(text, '=');

    if (equals == NULL || equals == text || equals[1] == '\0')
        return uc_fail(err, UC_EUSAGE, "'%.60s' must be like %s", text, example);
    *name = uc_text_copy(text);
    if (*name == NULL)
        return no_memory(err);
    (*name)[equals - text] = '\0';
    *rest = equals + 1;
    return UC_OK;
}

static uc_status read_lists(void *target, const char *text, uc_error *err)
{
    return set_words(&rules_of(target)->lists, text, err);
}

static uc_status read_list_column(void *target, const char *text, uc_error *err)
{
    return set_text(&rules_of(target)->list_column, text, err);
}

static uc_status read_separator(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the separator is empty");
    return set_text(&rules_of(target)->separator, text, err);
}

static uc_status read_list_file(void *target, const char *text, uc_error *err)
{
    uc_case_source *source = &((uc_tabulate_options *)target)->source;
    const char *path;
    char *name;
    uc_status status = split(text, "police=police.csv", &name, &path, err);

    if (status != UC_OK)
        return status;
    if (!uc_case_words_add(&source->rules.lists, name) ||
        !uc_case_words_add(&source->list_file, path))
        status = no_memory(err);
    free(name);
    return status;
}

static uc_status read_by(void *target, const char *text, uc_error *err)
{
    return set_words(&rules_of(target)->by, text, err);
}

static uc_status read_key(void *target, const char *text, uc_error *err)
{
    uc_case_rules *rules = rules_of(target);
    const size_t pass = rules->n_passes;
    uc_names names = {NULL, 0};
    uc_status status = uc_names_read(&names, text, err);

    for (size_t i = 0; i < names.n && status == UC_OK; i++)
        status = uc_case_add_key(rules, pass, names.name[i], err);
    uc_names_clear(&names);
    return status;
}

static uc_status read_common(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 2, UINT32_MAX, &rules_of(target)->common_rows, err);
}

static uc_status read_conflicts(void *target, const char *text, uc_error *err)
{
    return uc_case_read_conflict(text, rules_of(target), err);
}

static uc_status read_date(void *target, const char *text, uc_error *err)
{
    return set_text(&rules_of(target)->date, text, err);
}

static uc_status read_date_order(void *target, const char *text, uc_error *err)
{
    return uc_case_read_date_order(text, rules_of(target), err);
}

static uc_status read_unlisted(void *target, const char *text, uc_error *err)
{
    return uc_case_read_unlisted(text, rules_of(target), err);
}

static uc_status read_yes(void *target, const char *text, uc_error *err)
{
    return set_words(&rules_of(target)->yes, text, err);
}

static uc_status read_no(void *target, const char *text, uc_error *err)
{
    return set_words(&rules_of(target)->no, text, err);
}

static uc_status read_unknown(void *target, const char *text, uc_error *err)
{
    return set_words(&rules_of(target)->unknown, text, err);
}

static uc_status read_column(void *target, const char *text, uc_error *err)
{
    const char *column;
    char *name;
    uc_case_variable *v;
    uc_status status = split(text, "sex=prs_Gender", &name, &column, err);

    if (status != UC_OK)
        return status;
    v = uc_case_rules_variable(rules_of(target), name);
    status = v != NULL ? set_text(&v->column, column, err) : no_memory(err);
    free(name);
    return status;
}

typedef uc_status cuts_reader(const char *name, char *const cuts[], size_t n,
                              uc_case_rules *rules, uc_error *err);

static uc_status read_cuts(void *target, const char *text, const char *example,
                           cuts_reader *read, uc_error *err)
{
    uc_names cuts = {NULL, 0};
    const char *rest;
    char *name;
    uc_status status = split(text, example, &name, &rest, err);

    if (status != UC_OK)
        return status;
    status = uc_names_read(&cuts, rest, err);
    if (status == UC_OK)
        status = read(name, cuts.name, cuts.n, rules_of(target), err);
    uc_names_clear(&cuts);
    free(name);
    return status;
}

static uc_status read_ages(void *target, const char *text, uc_error *err)
{
    return read_cuts(target, text, "age=18,30", uc_case_read_ages, err);
}

static uc_status read_periods(void *target, const char *text, uc_error *err)
{
    return read_cuts(target, text, "period=year", uc_case_read_periods, err);
}

/* Adds FROM=TO pairs to the table of a variable. */
static uc_status add_pairs(uc_case_variable *v, const uc_names *pairs, uc_error *err)
{
    for (size_t i = 0; i < pairs->n; i++) {
        const char *to;
        char *from;
        uc_status status = split(pairs->name[i], "F=female", &from, &to, err);

        if (status != UC_OK)
            return status;
        if (!uc_case_words_add(&v->from, from) || !uc_case_words_add(&v->to, to))
            status = no_memory(err);
        free(from);
        if (status != UC_OK)
            return status;
    }
    return UC_OK;
}

static uc_status read_map(void *target, const char *text, uc_error *err)
{
    const char *colon = strchr(text, ':');
    uc_names pairs = {NULL, 0};
    uc_case_variable *v;
    char *name;
    uc_status status;

    if (colon == NULL || colon == text)
        return uc_fail(err, UC_EUSAGE, "'%.60s' must be like sex:F=female,M=male",
                       text);
    name = uc_text_copy(text);
    if (name == NULL)
        return no_memory(err);
    name[colon - text] = '\0';
    v = uc_case_rules_variable(rules_of(target), name);
    free(name);
    if (v == NULL)
        return no_memory(err);
    status = uc_names_read(&pairs, colon + 1, err);
    if (status == UC_OK)
        status = add_pairs(v, &pairs, err);
    uc_names_clear(&pairs);
    return status;
}

static uc_status read_several(void *target, const char *text, uc_error *err)
{
    const char *separator;
    char *name;
    uc_case_variable *v;
    uc_status status = split(text, "form=;", &name, &separator, err);

    if (status != UC_OK)
        return status;
    v = uc_case_rules_variable(rules_of(target), name);
    status = v != NULL ? set_text(&v->separator, separator, err) : no_memory(err);
    free(name);
    return status;
}

static uc_status read_values(void *target, const char *text, uc_error *err)
{
    const char *values;
    char *name;
    uc_case_variable *v;
    uc_status status = split(text, "sex=female,male", &name, &values, err);

    if (status != UC_OK)
        return status;
    v = uc_case_rules_variable(rules_of(target), name);
    status = v != NULL ? set_words(&v->values, values, err) : no_memory(err);
    free(name);
    return status;
}

static uc_status read_filter(void *target, const char *text, uc_error *err)
{
    uc_case_filter *filter;
    const char *values;
    char *column;
    uc_status status = split(text, "status=confirmed,presumed", &column, &values, err);

    if (status != UC_OK)
        return status;
    filter = uc_case_rules_filter(rules_of(target), column);
    status = filter != NULL ? set_words(&filter->values, values, err) : no_memory(err);
    free(column);
    return status;
}

static uc_status read_stage(void *target, const char *text, uc_error *err)
{
    const char *equals = strchr(text, '=');
    char *name = uc_text_copy(text);
    uc_case_stage *stage;
    uc_status status = UC_OK;

    if (name == NULL)
        return no_memory(err);
    if (equals != NULL)
        name[equals - text] = '\0';
    stage = uc_case_rules_stage(rules_of(target), name);
    if (stage == NULL)
        status = no_memory(err);
    else if (equals != NULL)
        status = set_text(&stage->column, equals + 1, err);
    free(name);
    return status;
}

static uc_status read_identified(void *target, const char *text, uc_error *err)
{
    return set_text(&rules_of(target)->identified, text, err);
}

static uc_status read_zero(void *target, const char *text, uc_error *err)
{
    return uc_case_words_add(&rules_of(target)->zeros, text) ? UC_OK : no_memory(err);
}

static uc_status read_compare(void *target, const char *text, uc_error *err)
{
    const char *how;
    char *column;
    uc_status status = split(text, "name=name", &column, &how, err);

    if (status != UC_OK)
        return status;
    status = uc_case_read_compare(column, how, rules_of(target), err);
    free(column);
    return status;
}

static uc_status read_block(void *target, const char *text, uc_error *err)
{
    uc_case_rules *rules = rules_of(target);
    uc_names parts = {NULL, 0};
    uc_status status;

    if (rules->n_blocks == UC_CASE_MAX_PASSES)
        return uc_fail(err, UC_EUSAGE, "at most %d blocks", UC_CASE_MAX_PASSES);
    status = uc_names_read(&parts, text, err);
    for (size_t i = 0; i < parts.n && status == UC_OK; i++)
        status = uc_case_block_add(&rules->block[rules->n_blocks], parts.name[i], err);
    rules->n_blocks++;
    uc_names_clear(&parts);
    return status;
}

static uc_status read_probability(const char *text, double *value, uc_error *err)
{
    double read = 0.0;

    if (uc_number_real(text, &read) != UC_NUMBER_OK || read <= 0.0 || read > 1.0)
        return uc_fail(err, UC_EUSAGE,
                       "'%.40s' must be a probability, above 0 and up to 1", text);
    *value = read;
    return UC_OK;
}

static uc_status read_link_at(void *target, const char *text, uc_error *err)
{
    return read_probability(text, &((uc_tabulate_options *)target)->source.link.link_at,
                            err);
}

static uc_status read_review_from(void *target, const char *text, uc_error *err)
{
    return read_probability(
        text, &((uc_tabulate_options *)target)->source.link.review_from, err);
}

static uc_status read_imputations(void *target, const char *text, uc_error *err)
{
    return uc_read_number(text, 0, UC_LINK_MAX_IMPUTATIONS,
                          &((uc_tabulate_options *)target)->source.link.n_imputations,
                          err);
}

static uc_status read_seed(void *target, const char *text, uc_error *err)
{
    uint64_t seed = 0;

    if (uc_number_count(text, &seed) != UC_NUMBER_OK)
        return uc_fail(err, UC_EUSAGE, "seed '%.40s' must be a whole number", text);
    ((uc_tabulate_options *)target)->source.link.seed = seed;
    return UC_OK;
}

static uc_status read_report(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    ((uc_tabulate_options *)target)->report = text;
    return UC_OK;
}

static uc_status read_review(void *target, const char *text, uc_error *err)
{
    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    ((uc_tabulate_options *)target)->review = text;
    return UC_OK;
}

static uc_status read_decisions(void *target, const char *text, uc_error *err)
{
    uc_case_source *source = &((uc_tabulate_options *)target)->source;

    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name is blank");
    free(source->decisions);
    source->decisions = uc_text_copy(text);
    return source->decisions != NULL ? UC_OK : uc_fail(err, UC_ENOMEM, "out of memory");
}

/* The profile is read at once: options after it replace what it says. */
static uc_status read_profile(void *target, const char *text, uc_error *err)
{
    uc_tabulate_options *options = target;
    uc_run_reader reader = {
        .faults = &options->faults, .path = text, .allow_outside = true};

    if (text[0] == '\0')
        return uc_fail(err, UC_EUSAGE, "the name of the profile is blank");
    options->profile = text;
    uc_case_profile_read(&reader, NULL, text, &options->source);
    return reader.no_memory ? no_memory(err) : UC_OK;
}

const uc_option uc_tabulate_option_table[UC_TABULATE_N_OPTIONS] = {
    {.name = "profile",
     .value = "NAME|FILE",
     .help = "what the columns mean: htcds, kanon, or a file of keys as in a run file; "
             "options after it replace what it says",
     .read = read_profile},
    {.name = "lists",
     .value = "A,B,C",
     .help = "0/1 columns that are lists; with --list-column: the names it may have",
     .read = read_lists},
    {.name = "list-column",
     .value = "COL",
     .help = "column with the name of the list, or names",
     .read = read_list_column},
    {.name = "separator",
     .value = "TEXT",
     .help = "what stands between names in the list column",
     .read = read_separator},
    {.name = "list-file",
     .value = "LIST=FILE",
     .help = "file of those on one list; once for every list",
     .repeatable = true,
     .read = read_list_file},
    {.name = "by",
     .value = "COL[,COL]",
     .help = "columns or variables that make strata",
     .read = read_by},
    {.name = "key",
     .value = "COL[,COL]",
     .help = "rows equal in these columns are one person; given again: tried in turn",
     .repeatable = true,
     .read = read_key},
    {.name = "common-key",
     .value = "N",
     .help = "a key on more than N rows is none (default 100)",
     .read = read_common},
    {.name = "conflicts",
     .value = "RULE",
     .help = "which stratum counts where rows of a person disagree: first, latest, "
             "majority, unknown",
     .read = read_conflicts},
    {.name = "date",
     .value = "COL",
     .help = "column that tells the latest row",
     .read = read_date},
    {.name = "date-order",
     .value = "ORDER",
     .help = "of day, month and year: ymd (default), dmy or mdy",
     .read = read_date_order},
    {.name = "column",
     .value = "NAME=COL",
     .help = "call a column by another name",
     .repeatable = true,
     .read = read_column},
    {.name = "age-groups",
     .value = "NAME=AGE[,AGE]",
     .help = "make ages into groups that begin at these ages",
     .repeatable = true,
     .read = read_ages},
    {.name = "periods",
     .value = "NAME=UNIT|DATES",
     .help = "make dates into periods: year, quarter, month, or from date to date",
     .repeatable = true,
     .read = read_periods},
    {.name = "map",
     .value = "NAME:FROM=TO[,..]",
     .help = "replace values; '*' stands for any other",
     .repeatable = true,
     .read = read_map},
    {.name = "values",
     .value = "NAME=VALUE[,VALUE]",
     .help = "values that a stratum column may have; another is a fault",
     .repeatable = true,
     .read = read_values},
    {.name = "several",
     .value = "NAME=TEXT",
     .help = "what stands between values where a cell may hold several of them",
     .repeatable = true,
     .read = read_several},
    {.name = "filter",
     .value = "COL=VALUE[,VALUE]",
     .help = "take only rows with one of these values",
     .repeatable = true,
     .read = read_filter},
    {.name = "yes",
     .value = "WORD[,WORD]",
     .help = "words that mean 1 in a list or stage column",
     .read = read_yes},
    {.name = "no",
     .value = "WORD[,WORD]",
     .help = "words that mean 0 in a list or stage column",
     .read = read_no},
    {.name = "unknown",
     .value = "WORD[,WORD]",
     .help = "words that mean unknown, as a blank does",
     .read = read_unknown},
    {.name = "unlisted",
     .value = "RULE",
     .help = "rows on no list: fault (default) or 'leave out'",
     .read = read_unlisted},
    {.name = "stage",
     .value = "NAME[=COL]",
     .help = "0/1 column that says how far a case went",
     .repeatable = true,
     .read = read_stage},
    {.name = "identified",
     .value = "RULE",
     .help = "who counts as identified: a rule over stages with and, or, not",
     .read = read_identified},
    {.name = "structural-zero",
     .value = "LISTS",
     .help = "histories nobody can have: A+B, 'A where period=2013', 'only A+B'",
     .repeatable = true,
     .read = read_zero},
    {.name = "compare",
     .value = "COL=HOW",
     .help = "link by probability, comparing this column: exact, name, date "
             "or bloom",
     .repeatable = true,
     .read = read_compare},
    {.name = "block",
     .value = "COL[:N|:year],..",
     .help = "compare only rows equal in these; given again: other blocks",
     .repeatable = true,
     .read = read_block},
    {.name = "link-at",
     .value = "P",
     .help = "probability from which a pair is a link (default 0.9)",
     .read = read_link_at},
    {.name = "review-from",
     .value = "P",
     .help = "probability from which a pair is for review (default 0.1)",
     .read = read_review_from},
    {.name = "imputations",
     .value = "M",
     .help = "linked versions to draw, so that doubt reaches the interval (default 20)",
     .read = read_imputations},
    {.name = "seed", .value = "S", .help = "seed of the versions", .read = read_seed},
    {.name = "review",
     .value = "FILE",
     .help = "write the pairs for clerical review, by row number",
     .neutral = true,
     .read = read_review},
    {.name = "decisions",
     .value = "FILE",
     .help = "such a file with its column 'decision' filled in: one or two persons",
     .read = read_decisions},
    {.name = "report",
     .value = "FILE",
     .help = "write what was found as JSON",
     .neutral = true,
     .read = read_report},
    UC_OPTION_QUOTE_VALUES,
    UC_OPTION_OUTPUT,
    UC_OPTION_QUIET,
    UC_OPTION_MAX_ERRORS,
};
