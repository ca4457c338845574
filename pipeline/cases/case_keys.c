/* case_keys.c - keys of case files in a run file or a profile */
#include "pipeline/cases/case_keys.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static bool is_text(uc_run_reader *reader, const uc_yaml_node *node)
{
    if (node->kind == UC_YAML_SCALAR && node->text != NULL &&
        (node->text[0] != '\0' || node->quoted))
        return true;
    uc_run_fault(reader, node, "must be one text");
    return false;
}

static void outcome(uc_run_reader *reader, const uc_yaml_node *node, uc_status status,
                    const uc_error *err)
{
    if (status == UC_ENOMEM)
        reader->no_memory = true;
    else if (status != UC_OK)
        uc_run_fault(reader, node, "%s", err->msg);
}

/* A text or a list of texts. The words are replaced. */
static void read_words(uc_run_reader *reader, const uc_yaml_node *node,
                       uc_case_words *words)
{
    const bool many = node->kind == UC_YAML_SEQUENCE;
    const size_t n = many ? node->n : 1;

    uc_case_words_clear(words);
    if (many && n == 0)
        uc_run_fault(reader, node, "is an empty list");
    for (size_t i = 0; i < n; i++) {
        const uc_yaml_node *item = many ? &node->child[i] : node;

        if (is_text(reader, item) && !uc_case_words_add(words, item->text))
            reader->no_memory = true;
    }
}

static void read_text(uc_run_reader *reader, const uc_yaml_node *node, char **text)
{
    if (!is_text(reader, node))
        return;
    free(*text);
    *text = uc_text_copy(node->text);
    reader->no_memory = reader->no_memory || *text == NULL;
}

static bool is_mapping(uc_run_reader *reader, const uc_yaml_node *node,
                       const char *example)
{
    if (node->kind == UC_YAML_MAPPING)
        return true;
    uc_run_fault(reader, node, "must be a mapping such as %s", example);
    return false;
}

/* -- Readers: one per key ---------------------------------------------------------- */

typedef void key_reader(uc_run_reader *reader, const uc_yaml_node *node,
                        uc_case_source *source);

static void read_path_words(uc_run_reader *reader, const uc_yaml_node *node,
                            uc_case_words *words)
{
    uc_run_list list = {NULL, 0};

    uc_run_read_paths(reader, node, &list);
    uc_case_words_clear(words);
    for (size_t i = 0; i < list.n; i++)
        if (!uc_case_words_add(words, list.item[i].text))
            reader->no_memory = true;
    uc_run_list_clear(&list);
}

static void read_cases(uc_run_reader *reader, const uc_yaml_node *node,
                       uc_case_source *source)
{
    read_path_words(reader, node, &source->cases);
}

static void read_list_files(uc_run_reader *reader, const uc_yaml_node *node,
                            uc_case_source *source)
{
    if (!is_mapping(reader, node, "{police: police.csv, hotline: hotline.csv}"))
        return;
    uc_case_words_clear(&source->rules.lists);
    uc_case_words_clear(&source->list_file);
    for (size_t i = 0; i < node->n; i++) {
        uc_case_words path = {0};

        read_path_words(reader, &node->child[i], &path);
        if (path.n == 1 && (!uc_case_words_add(&source->rules.lists, node->key[i]) ||
                            !uc_case_words_add(&source->list_file, path.word[0])))
            reader->no_memory = true;
        else if (path.n > 1)
            uc_run_fault(reader, &node->child[i], "must be one file");
        uc_case_words_clear(&path);
    }
}

static void read_lists(uc_run_reader *reader, const uc_yaml_node *node,
                       uc_case_source *source)
{
    read_words(reader, node, &source->rules.lists);
}

static void read_list_column(uc_run_reader *reader, const uc_yaml_node *node,
                             uc_case_source *source)
{
    read_text(reader, node, &source->rules.list_column);
}

static void read_separator(uc_run_reader *reader, const uc_yaml_node *node,
                           uc_case_source *source)
{
    read_text(reader, node, &source->rules.separator);
}

static void read_by(uc_run_reader *reader, const uc_yaml_node *node,
                    uc_case_source *source)
{
    read_words(reader, node, &source->rules.by);
}

static void read_yes(uc_run_reader *reader, const uc_yaml_node *node,
                     uc_case_source *source)
{
    read_words(reader, node, &source->rules.yes);
}

static void read_no(uc_run_reader *reader, const uc_yaml_node *node,
                    uc_case_source *source)
{
    read_words(reader, node, &source->rules.no);
}

static void read_unknown(uc_run_reader *reader, const uc_yaml_node *node,
                         uc_case_source *source)
{
    read_words(reader, node, &source->rules.unknown);
}

static void read_date(uc_run_reader *reader, const uc_yaml_node *node,
                      uc_case_source *source)
{
    read_text(reader, node, &source->rules.date);
}

static void read_identified_rule(uc_run_reader *reader, const uc_yaml_node *node,
                                 uc_case_source *source)
{
    read_text(reader, node, &source->rules.identified);
}

static void read_warning(uc_run_reader *reader, const uc_yaml_node *node,
                         uc_case_source *source)
{
    read_text(reader, node, &source->rules.warning);
}

static void read_zeros(uc_run_reader *reader, const uc_yaml_node *node,
                       uc_case_source *source)
{
    read_words(reader, node, &source->rules.zeros);
}

static void read_conflicts(uc_run_reader *reader, const uc_yaml_node *node,
                           uc_case_source *source)
{
    uc_error err;

    if (is_text(reader, node))
        outcome(reader, node, uc_case_read_conflict(node->text, &source->rules, &err),
                &err);
}

static void read_date_order(uc_run_reader *reader, const uc_yaml_node *node,
                            uc_case_source *source)
{
    uc_error err;

    if (is_text(reader, node))
        outcome(reader, node, uc_case_read_date_order(node->text, &source->rules, &err),
                &err);
}

static void read_unlisted(uc_run_reader *reader, const uc_yaml_node *node,
                          uc_case_source *source)
{
    uc_error err;

    if (is_text(reader, node))
        outcome(reader, node, uc_case_read_unlisted(node->text, &source->rules, &err),
                &err);
}

/* A key is a column or a list of columns; or a list of such lists, tried in turn. */
static void read_key(uc_run_reader *reader, const uc_yaml_node *node,
                     uc_case_source *source)
{
    uc_case_rules *rules = &source->rules;
    const bool turns = node->kind == UC_YAML_SEQUENCE && node->n > 0 &&
                       node->child[0].kind == UC_YAML_SEQUENCE;
    const size_t n = turns ? node->n : 1;

    for (size_t i = 0; i < UC_CASE_MAX_PASSES; i++)
        uc_case_words_clear(&rules->pass[i]);
    rules->n_passes = 0;
    if (n > UC_CASE_MAX_PASSES) {
        uc_run_fault(reader, node, "at most %d keys are tried in turn",
                     UC_CASE_MAX_PASSES);
        return;
    }
    for (size_t i = 0; i < n; i++)
        read_words(reader, turns ? &node->child[i] : node, &rules->pass[i]);
    rules->n_passes = n;
}

static void read_common(uc_run_reader *reader, const uc_yaml_node *node,
                        uc_case_source *source)
{
    uint64_t rows = 0;

    if (!is_text(reader, node))
        return;
    if (uc_number_count(node->text, &rows) != UC_NUMBER_OK || rows < 2)
        uc_run_fault(reader, node, "must be a number of rows, 2 or more");
    else
        source->rules.common_rows = (size_t)rows;
}

static void read_filter(uc_run_reader *reader, const uc_yaml_node *node,
                        uc_case_source *source)
{
    if (!is_mapping(reader, node, "{status: [confirmed, presumed]}"))
        return;
    for (size_t i = 0; i < node->n; i++) {
        uc_case_rules *rules = &source->rules;
        uc_case_filter *filter = NULL;

        for (size_t k = 0; k < rules->n_filters; k++)
            if (strcmp(rules->filter[k].column, node->key[i]) == 0)
                filter = &rules->filter[k];
        if (filter == NULL)
            filter = uc_case_rules_filter(rules, node->key[i]);
        if (filter == NULL)
            reader->no_memory = true;
        else
            read_words(reader, &node->child[i], &filter->values);
    }
}

/* {stage: column}, or a list of columns that are the stages. */
static void read_stages(uc_run_reader *reader, const uc_yaml_node *node,
                        uc_case_source *source)
{
    const bool named = node->kind == UC_YAML_MAPPING;
    uc_case_words words = {0};

    if (!named)
        read_words(reader, node, &words);
    for (size_t i = 0; i < (named ? node->n : words.n); i++) {
        uc_case_stage *stage =
            uc_case_rules_stage(&source->rules, named ? node->key[i] : words.word[i]);

        if (stage == NULL)
            reader->no_memory = true;
        else if (named)
            read_text(reader, &node->child[i], &stage->column);
    }
    uc_case_words_clear(&words);
}

/* The variable of a mapping's key; NULL when memory is short. */
static uc_case_variable *variable(uc_run_reader *reader, uc_case_source *source,
                                  const char *name)
{
    uc_case_variable *v = uc_case_rules_variable(&source->rules, name);

    if (v == NULL)
        reader->no_memory = true;
    return v;
}

static void read_columns(uc_run_reader *reader, const uc_yaml_node *node,
                         uc_case_source *source)
{
    if (!is_mapping(reader, node, "{sex: prs_Gender}"))
        return;
    for (size_t i = 0; i < node->n; i++) {
        uc_case_variable *v = variable(reader, source, node->key[i]);

        if (v != NULL)
            read_text(reader, &node->child[i], &v->column);
    }
}

static void read_several(uc_run_reader *reader, const uc_yaml_node *node,
                         uc_case_source *source)
{
    if (!is_mapping(reader, node, "{form: ';'}"))
        return;
    for (size_t i = 0; i < node->n; i++) {
        uc_case_variable *v = variable(reader, source, node->key[i]);

        if (v != NULL)
            read_text(reader, &node->child[i], &v->separator);
    }
}

static void read_values(uc_run_reader *reader, const uc_yaml_node *node,
                        uc_case_source *source)
{
    if (!is_mapping(reader, node, "{sex: [female, male]}"))
        return;
    for (size_t i = 0; i < node->n; i++) {
        uc_case_variable *v = variable(reader, source, node->key[i]);

        if (v != NULL)
            read_words(reader, &node->child[i], &v->values);
    }
}

static void read_one_map(uc_run_reader *reader, const uc_yaml_node *node,
                         uc_case_variable *v)
{
    if (!is_mapping(reader, node, "{F: female, M: male}"))
        return;
    uc_case_words_clear(&v->from);
    uc_case_words_clear(&v->to);
    for (size_t k = 0; k < node->n; k++)
        if (is_text(reader, &node->child[k]) &&
            (!uc_case_words_add(&v->from, node->key[k]) ||
             !uc_case_words_add(&v->to, node->child[k].text)))
            reader->no_memory = true;
}

static void read_map(uc_run_reader *reader, const uc_yaml_node *node,
                     uc_case_source *source)
{
    if (!is_mapping(reader, node, "{sex: {F: female, M: male}}"))
        return;
    for (size_t i = 0; i < node->n; i++) {
        uc_case_variable *v = variable(reader, source, node->key[i]);

        if (v != NULL)
            read_one_map(reader, &node->child[i], v);
    }
}

typedef uc_status cuts_reader(const char *name, char *const cuts[], size_t n,
                              uc_case_rules *rules, uc_error *err);

static void read_cuts(uc_run_reader *reader, const uc_yaml_node *node,
                      uc_case_source *source, cuts_reader *read)
{
    for (size_t i = 0; i < node->n; i++) {
        uc_case_words words = {0};
        uc_error err;

        read_words(reader, &node->child[i], &words);
        if (words.n > 0)
            outcome(reader, &node->child[i],
                    read(node->key[i], words.word, words.n, &source->rules, &err),
                    &err);
        uc_case_words_clear(&words);
    }
}

static void read_ages(uc_run_reader *reader, const uc_yaml_node *node,
                      uc_case_source *source)
{
    if (is_mapping(reader, node, "{age_group: [18, 30]}"))
        read_cuts(reader, node, source, uc_case_read_ages);
}

static void read_periods(uc_run_reader *reader, const uc_yaml_node *node,
                         uc_case_source *source)
{
    if (is_mapping(reader, node, "{period: year}"))
        read_cuts(reader, node, source, uc_case_read_periods);
}

static void read_compare(uc_run_reader *reader, const uc_yaml_node *node,
                         uc_case_source *source)
{
    uc_error err;

    if (!is_mapping(reader, node, "{name: name, born: date, nationality: exact}"))
        return;
    for (size_t i = 0; i < node->n; i++)
        if (is_text(reader, &node->child[i]))
            outcome(reader, &node->child[i],
                    uc_case_read_compare(node->key[i], node->child[i].text,
                                         &source->rules, &err),
                    &err);
}

/* A list of blocks, each a list of parts. */
static void read_blocks(uc_run_reader *reader, const uc_yaml_node *node,
                        uc_case_source *source)
{
    uc_case_rules *rules = &source->rules;
    uc_error err;

    if (node->kind != UC_YAML_SEQUENCE || node->n == 0 ||
        node->n > UC_CASE_MAX_PASSES) {
        uc_run_fault(reader, node,
                     "must be a list of 1 to %d blocks, such as "
                     "[[born:year, sex], [name:2]]",
                     UC_CASE_MAX_PASSES);
        return;
    }
    for (size_t i = 0; i < node->n; i++) {
        uc_case_words words = {0};

        read_words(reader, &node->child[i], &words);
        for (size_t k = 0; k < words.n; k++)
            outcome(reader, &node->child[i],
                    uc_case_block_add(&rules->block[i], words.word[k], &err), &err);
        uc_case_words_clear(&words);
        rules->n_blocks = i + 1;
    }
}

static void read_probability(uc_run_reader *reader, const uc_yaml_node *node,
                             double *value)
{
    double read = 0.0;

    if (!is_text(reader, node))
        return;
    if (uc_number_real(node->text, &read) != UC_NUMBER_OK || read <= 0.0 || read > 1.0)
        uc_run_fault(reader, node, "must be a probability, above 0 and up to 1");
    else
        *value = read;
}

static void read_link_at(uc_run_reader *reader, const uc_yaml_node *node,
                         uc_case_source *source)
{
    read_probability(reader, node, &source->link.link_at);
}

static void read_review_from(uc_run_reader *reader, const uc_yaml_node *node,
                             uc_case_source *source)
{
    read_probability(reader, node, &source->link.review_from);
}

static void read_decisions(uc_run_reader *reader, const uc_yaml_node *node,
                           uc_case_source *source)
{
    if (!is_text(reader, node))
        return;
    free(source->decisions);
    source->decisions = uc_text_copy(node->text);
    reader->no_memory = reader->no_memory || source->decisions == NULL;
}

static void read_imputations(uc_run_reader *reader, const uc_yaml_node *node,
                             uc_case_source *source)
{
    uint64_t n = 0;

    if (!is_text(reader, node))
        return;
    if (uc_number_count(node->text, &n) != UC_NUMBER_OK || n > UC_LINK_MAX_IMPUTATIONS)
        uc_run_fault(reader, node, "must be a number from 0 to %d",
                     UC_LINK_MAX_IMPUTATIONS);
    else
        source->link.n_imputations = (size_t)n;
}

static const struct {
    const char *key;
    key_reader *read;
    bool in_profile;
} keys[] = {
    {"cases", read_cases, false},
    {"list files", read_list_files, false},
    {"lists", read_lists, true},
    {"list column", read_list_column, true},
    {"separator", read_separator, true},
    {"by", read_by, true},
    {"yes", read_yes, true},
    {"no", read_no, true},
    {"unknown", read_unknown, true},
    {"columns", read_columns, true},
    {"several", read_several, true},
    {"values", read_values, true},
    {"map", read_map, true},
    {"age groups", read_ages, true},
    {"periods", read_periods, true},
    {"filter", read_filter, true},
    {"key", read_key, true},
    {"common key", read_common, true},
    {"conflicts", read_conflicts, true},
    {"date", read_date, true},
    {"date order", read_date_order, true},
    {"unlisted", read_unlisted, true},
    {"stages", read_stages, true},
    {"identified rule", read_identified_rule, true},
    {"structural zeros", read_zeros, true},
    {"compare fields", read_compare, true},
    {"blocks", read_blocks, true},
    {"link at", read_link_at, true},
    {"review from", read_review_from, true},
    {"imputations", read_imputations, true},
    {"decisions", read_decisions, false},
    {"warning", read_warning, true},
};

bool uc_case_key_known(const char *key)
{
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (strcmp(keys[i].key, key) == 0)
            return true;
    return false;
}

size_t uc_case_key_names(bool of_profile, const char *names[], size_t room)
{
    size_t n = 0;

    for (size_t i = 0; i < COUNT_OF(keys) && n < room; i++)
        if (keys[i].in_profile || !of_profile)
            names[n++] = keys[i].key;
    return n;
}

void uc_case_key_read(uc_run_reader *reader, const uc_yaml_node *mapping, size_t index,
                      uc_case_source *source)
{
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (strcmp(keys[i].key, mapping->key[index]) == 0)
            keys[i].read(reader, &mapping->child[index], source);
}
