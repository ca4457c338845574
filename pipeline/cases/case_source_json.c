/* case_source_json.c - case files as understood, for run.json */
#include "pipeline/cases/case_source_json.h"

#include "reports/writers/json.h"

static void put_words(json_t *object, const char *key, const uc_case_words *words,
                      bool *ok)
{
    json_t *array;

    if (words->n == 0)
        return;
    array = json_array();
    for (size_t i = 0; i < words->n; i++)
        uc_json_add(array, uc_json_text(words->word[i]), ok);
    uc_json_put(object, key, array, ok);
}

static void put_word(json_t *object, const char *key, const char *text, bool *ok)
{
    if (text != NULL)
        uc_json_put(object, key, uc_json_text(text), ok);
}

static json_t *variables_json(const uc_case_rules *rules, bool *ok)
{
    static const char *const units[] = {"year", "quarter", "month", "days"};
    json_t *array = json_array();

    for (size_t i = 0; i < rules->n_variables; i++) {
        const uc_case_variable *v = &rules->variable[i];
        json_t *object = json_object(), *cuts = json_array();

        put_word(object, "name", v->name, ok);
        put_word(object, "unit",
                 v->kind == UC_CASE_AGE      ? "age"
                 : v->kind == UC_CASE_PERIOD ? units[v->unit]
                                             : NULL,
                 ok);
        put_word(object, "column", v->column, ok);
        put_word(object, "several", v->separator, ok);
        put_words(object, "from", &v->from, ok);
        put_words(object, "to", &v->to, ok);
        put_words(object, "values", &v->values, ok);
        for (size_t k = 0; k < v->n_cuts; k++)
            uc_json_add(cuts, json_integer(v->cut[k]), ok);
        uc_json_put(object, "cuts", cuts, ok);
        uc_json_add(array, object, ok);
    }
    return array;
}

void uc_case_source_put(json_t *object, const uc_case_source *source, bool *ok)
{
    static const char *const conflicts[] = {NULL, "first", "latest", "majority",
                                            "unknown"};
    const uc_case_rules *rules = &source->rules;
    json_t *keys, *fields;

    put_words(object, "structural zeros", &rules->zeros, ok);
    if (!uc_case_source_given(source))
        return;
    keys = json_array();
    fields = json_object();
    put_words(object, "cases", &source->cases, ok);
    put_words(object, "list files", &source->list_file, ok);
    put_word(object, "list column", rules->list_column, ok);
    put_word(object, "separator", rules->separator, ok);
    put_words(object, "unknown", &rules->unknown, ok);
    put_word(object, "conflicts", conflicts[rules->conflict], ok);
    put_word(object, "date", rules->date, ok);
    uc_json_put(object, "columns", variables_json(rules, ok), ok);
    for (size_t i = 0; i < rules->n_passes; i++) {
        json_t *pass = json_object();

        put_words(pass, "columns", &rules->pass[i], ok);
        uc_json_add(keys, pass, ok);
    }
    uc_json_put(object, "keys", keys, ok);
    for (size_t i = 0; i < rules->n_filters; i++)
        put_words(fields, rules->filter[i].column, &rules->filter[i].values, ok);
    uc_json_put(object, "filter", fields, ok);
    if (rules->n_fields > 0) {
        uc_json_put(object, "link at", uc_json_real(source->link.link_at), ok);
        uc_json_put(object, "imputations", uc_json_count(source->link.n_imputations),
                    ok);
        put_word(object, "decisions", source->decisions, ok);
    }
}
