/* case_rules.c - what the columns of case files mean */
#include "data/cases/case_rules.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "data/capture_table.h"
#include "data/cases/stage_rule.h"

bool uc_case_words_add(uc_case_words *words, const char *word)
{
    char **grown = realloc(words->word, (words->n + 1) * sizeof *grown);

    if (grown == NULL)
        return false;
    words->word = grown;
    grown[words->n] = uc_text_copy(word);
    if (grown[words->n] == NULL)
        return false;
    words->n++;
    return true;
}

void uc_case_words_clear(uc_case_words *words)
{
    for (size_t i = 0; i < words->n; i++)
        free(words->word[i]);
    free(words->word);
    *words = (uc_case_words){0};
}

size_t uc_case_words_find(const uc_case_words *words, const char *text, size_t len)
{
    size_t i = 0;

    while (i < words->n &&
           (strncmp(words->word[i], text, len) != 0 || words->word[i][len] != '\0'))
        i++;
    return i;
}

static void clear_variable(uc_case_variable *v)
{
    free(v->name);
    free(v->column);
    free(v->cut);
    free(v->separator);
    uc_case_words_clear(&v->from);
    uc_case_words_clear(&v->to);
    uc_case_words_clear(&v->values);
}

static void clear_arrays(uc_case_rules *rules)
{
    for (size_t i = 0; i < rules->n_variables; i++)
        clear_variable(&rules->variable[i]);
    for (size_t i = 0; i < rules->n_filters; i++) {
        free(rules->filter[i].column);
        uc_case_words_clear(&rules->filter[i].values);
    }
    for (size_t i = 0; i < rules->n_stages; i++) {
        free(rules->stage[i].name);
        free(rules->stage[i].column);
    }
    for (size_t i = 0; i < rules->n_fields; i++)
        free(rules->field[i].column);
    for (size_t i = 0; i < rules->n_blocks; i++) {
        for (size_t k = 0; k < rules->block[i].n_parts; k++)
            free(rules->block[i].part[k].column);
        free(rules->block[i].part);
    }
}

void uc_case_rules_clear(uc_case_rules *rules)
{
    clear_arrays(rules);
    for (size_t i = 0; i < UC_CASE_MAX_PASSES; i++)
        uc_case_words_clear(&rules->pass[i]);
    uc_case_words_clear(&rules->lists);
    uc_case_words_clear(&rules->yes);
    uc_case_words_clear(&rules->no);
    uc_case_words_clear(&rules->unknown);
    uc_case_words_clear(&rules->by);
    uc_case_words_clear(&rules->zeros);
    free(rules->variable);
    free(rules->filter);
    free(rules->stage);
    free(rules->list_column);
    free(rules->separator);
    free(rules->date);
    free(rules->identified);
    free(rules->warning);
    *rules = (uc_case_rules){0};
}

const uc_case_variable *uc_case_rules_find(const uc_case_rules *rules, const char *name)
{
    for (size_t i = 0; i < rules->n_variables; i++)
        if (strcmp(rules->variable[i].name, name) == 0)
            return &rules->variable[i];
    return NULL;
}

/* One more zeroed element at the end of an array, or NULL. */
static void *append(void *array, size_t *n, size_t size)
{
    void *old;
    char *grown;

    memcpy(&old, array, sizeof old); /* a pointer of any type */
    grown = realloc(old, (*n + 1) * size);
    if (grown == NULL)
        return NULL;
    memcpy(array, &grown, sizeof grown);
    memset(grown + *n * size, 0, size);
    return grown + (*n)++ * size;
}

uc_case_variable *uc_case_rules_variable(uc_case_rules *rules, const char *name)
{
    for (size_t i = 0; i < rules->n_variables; i++)
        if (strcmp(rules->variable[i].name, name) == 0)
            return &rules->variable[i];
    uc_case_variable *made =
        append(&rules->variable, &rules->n_variables, sizeof *rules->variable);

    if (made == NULL)
        return NULL;
    made->name = uc_text_copy(name);
    if (made->name != NULL)
        return made;
    rules->n_variables--;
    return NULL;
}

uc_case_filter *uc_case_rules_filter(uc_case_rules *rules, const char *column)
{
    uc_case_filter *made =
        append(&rules->filter, &rules->n_filters, sizeof *rules->filter);

    if (made != NULL)
        made->column = uc_text_copy(column);
    return made != NULL && made->column != NULL ? made : NULL;
}

uc_case_stage *uc_case_rules_stage(uc_case_rules *rules, const char *name)
{
    uc_case_stage *made = append(&rules->stage, &rules->n_stages, sizeof *rules->stage);

    if (made != NULL)
        made->name = uc_text_copy(name);
    return made != NULL && made->name != NULL ? made : NULL;
}

uc_status uc_case_block_add(uc_case_block *block, const char *text, uc_error *err)
{
    const char *colon = strrchr(text, ':');
    uc_case_block_part part = {0};

    if (colon != NULL && strcmp(colon, ":year") == 0)
        part.year = true;
    else if (colon != NULL && colon[1] >= '1' && colon[1] <= '9' && colon[2] == '\0')
        part.n_chars = (size_t)(colon[1] - '0');
    else if (colon != NULL)
        return uc_fail(err, UC_EINVAL,
                       "block '%.60s': after the colon comes 'year' or a number of "
                       "characters from 1 to 9",
                       text);
    part.column = uc_text_copy(text);
    if (part.column == NULL)
        return uc_fail(err, UC_ENOMEM, "out of memory");
    if (colon != NULL)
        part.column[colon - text] = '\0';
    uc_case_block_part *made = append(&block->part, &block->n_parts, sizeof part);

    if (made == NULL) {
        free(part.column);
        return uc_fail(err, UC_ENOMEM, "out of memory");
    }
    *made = part;
    return UC_OK;
}

static uc_status check_names(const uc_case_rules *rules, uc_error *err)
{
    if (rules->by.n > UC_CASE_MAX_STRATA)
        return uc_fail(err, UC_EINVAL, "%zu stratum columns; at most %d are allowed",
                       rules->by.n, UC_CASE_MAX_STRATA);
    if (rules->lists.n > UC_CAPTURE_MAX_LISTS)
        return uc_fail(err, UC_EINVAL, "%zu lists; at most %d are allowed",
                       rules->lists.n, UC_CAPTURE_MAX_LISTS);
    if (rules->n_stages > UC_CASE_MAX_STAGES)
        return uc_fail(err, UC_EINVAL, "%zu stages; at most %d are allowed",
                       rules->n_stages, UC_CASE_MAX_STAGES);
    for (size_t i = 1; i < rules->lists.n; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(rules->lists.word[i], rules->lists.word[j]) == 0)
                return uc_fail(err, UC_EINVAL, "list '%.60s' is named twice",
                               rules->lists.word[i]);
    return UC_OK;
}

/* Blocks are made of columns that are compared. */
static uc_status check_blocks(const uc_case_rules *rules, uc_error *err)
{
    for (size_t i = 0; i < rules->n_blocks; i++)
        for (size_t k = 0; k < rules->block[i].n_parts; k++) {
            size_t f = 0;

            while (f < rules->n_fields &&
                   strcmp(rules->field[f].column, rules->block[i].part[k].column) != 0)
                f++;
            if (f == rules->n_fields)
                return uc_fail(err, UC_EINVAL,
                               "block column '%.60s' is not among the columns compared",
                               rules->block[i].part[k].column);
        }
    return UC_OK;
}

uc_status uc_case_rules_check(const uc_case_rules *rules, uc_error *err)
{
    uc_stage_rule rule;
    uc_status status = check_names(rules, err);

    if (status != UC_OK)
        return status;
    if (rules->conflict == UC_CASE_CONFLICT_LATEST && rules->date == NULL)
        return uc_fail(err, UC_EINVAL,
                       "the rule 'latest' for conflicts needs a date column");
    if (rules->separator != NULL && rules->list_column == NULL)
        return uc_fail(err, UC_EINVAL, "a separator needs a list column");
    if (rules->n_fields > 0 && rules->n_blocks == 0)
        return uc_fail(err, UC_EINVAL,
                       "comparing by probability needs at least one block");
    status = check_blocks(rules, err);
    if (status == UC_OK && rules->identified != NULL)
        status = uc_stage_rule_parse(rules->identified, rules, &rule, err);
    return status;
}
