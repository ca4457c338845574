/* check.c - the diagnosis of capture tables */
#include "reports/tables/check.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/base/number.h"
#include "estimators/core/elementary.h"

#include "reports/tables/estimates.h"
#include "reports/tables/model_text.h"
#include "reports/writers/json.h"
#include "reports/writers/text.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static const char *finding_code(uc_list_finding finding)
{
    static const char *const codes[] = {"informative", "empty", "complete", "duplicate",
                                        "isolated"};

    return codes[finding];
}

static const char *const existence_text[] = {
    "has a finite, identifiable estimate", "has no finite estimate",
    "is not identifiable", "has no finite estimate and is not identifiable",
    "has an estimate beyond double precision: counts differ too much in size"};

static const uc_column list_columns[] = {
    {"number", "No.", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"list", "List", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"size", "Persons", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"only", "On it alone", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"share", "Of all observed", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 1},
    {"finding", "Finding", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

static void make_lists(const uc_capture_set *set, const uc_diagnosis *d,
                       uc_table *table)
{
    size_t i;

    uc_table_init(table, "lists", "Lists");
    uc_table_add_columns(table, list_columns, COUNT_OF(list_columns));
    for (i = 0; i < d->n_lists; i++) {
        uc_table_count(table, i + 1);
        uc_table_text(table, set->list_names[i]);
        uc_table_count(table, d->size[i]);
        uc_table_count(table, d->only[i]);
        uc_table_real(table,
                      d->n_people > 0 ? (double)d->size[i] / (double)d->n_people : NAN,
                      "no_people");
        uc_table_text(table, finding_code(d->finding[i]));
    }
}

static void make_overlap(const uc_capture_set *set, const uc_diagnosis *d,
                         uc_table *table)
{
    const uc_column name = {"list", "List", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0};
    size_t i, j;

    uc_table_init(table, "overlap",
                  "Persons on both lists (on the diagonal: on the list)");
    uc_table_add_columns(table, &name, 1);
    for (i = 0; i < d->n_lists; i++) {
        const uc_column column = {.name = set->list_names[i],
                                  .title = set->list_names[i],
                                  .kind = UC_COLUMN_COUNT};

        uc_table_add_columns(table, &column, 1);
    }
    for (i = 0; i < d->n_lists; i++) {
        uc_table_text(table, set->list_names[i]);
        for (j = 0; j < d->n_lists; j++)
            uc_table_count(table, d->overlap[i * d->n_lists + j]);
    }
}

static const uc_column captured_columns[] = {
    {"lists", "On exactly", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"persons", "Persons", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"log_per_history", "Log per history", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
};

/* What the plot of capture frequencies shows: log of the persons on exactly k lists
 * over the number of such histories; a straight line in k where persons and lists are
 * alike, bent upwards where persons differ. */
static double log_per_history(const uc_diagnosis *d, size_t k)
{
    return d->captured[k] > 0
               ? uc_log((double)d->captured[k]) -
                     (uc_log_factorial(d->n_lists) - uc_log_factorial(k) -
                      uc_log_factorial(d->n_lists - k))
               : NAN;
}

static void make_captured(const uc_diagnosis *d, uc_table *table)
{
    size_t k;

    uc_table_init(table, "captured", "Persons by the number of lists they are on");
    uc_table_add_columns(table, captured_columns, COUNT_OF(captured_columns));
    for (k = 1; k <= d->n_lists; k++) {
        uc_table_count(table, k);
        uc_table_count(table, d->captured[k]);
        uc_table_real(table, log_per_history(d, k), "nobody");
    }
}

void uc_check_tables_make(const uc_capture_set *set, const uc_diagnosis *diagnosis,
                          uc_check_tables *tables)
{
    make_lists(set, diagnosis, &tables->lists);
    make_overlap(set, diagnosis, &tables->overlap);
    make_captured(diagnosis, &tables->captured);
}

void uc_check_tables_clear(uc_check_tables *tables)
{
    uc_table_clear(&tables->lists);
    uc_table_clear(&tables->overlap);
    uc_table_clear(&tables->captured);
}

static void sentence(const char *bullet, uc_sink *text, uc_sink *out)
{
    uc_text_write_wrapped(bullet, text->text != NULL ? text->text : "", out);
    uc_sink_clear(text);
    uc_sink_memory(text);
}

static void list_sentences(const uc_capture_set *set, const uc_diagnosis *d,
                           const char *bullet, uc_sink *text, uc_sink *out)
{
    size_t i;

    for (i = 0; i < d->n_lists; i++) {
        const char *name = set->list_names[i];

        if (d->finding[i] == UC_LIST_INFORMATIVE)
            continue;
        uc_sink_printf(text, "list %zu %s ", i + 1, name);
        if (d->finding[i] == UC_LIST_EMPTY)
            uc_sink_puts(text, "is empty; it carries no information");
        else if (d->finding[i] == UC_LIST_COMPLETE)
            uc_sink_puts(text, "holds everybody observed; it carries no information "
                               "about who is hidden");
        else if (d->finding[i] == UC_LIST_DUPLICATE)
            uc_sink_printf(text, "holds the same persons as list %s; it adds nothing",
                           set->list_names[d->duplicate_of[i]]);
        else
            uc_sink_puts(text, "shares nobody with any other list");
        sentence(bullet, text, out);
    }
}

static void pair_sentences(const uc_capture_set *set, const uc_diagnosis *d,
                           const char *bullet, uc_sink *text, uc_sink *out)
{
    size_t i, j, n = 0;

    for (i = 0; i < d->n_lists; i++)
        for (j = i + 1; j < d->n_lists; j++)
            if (d->overlap[i * d->n_lists + j] == 0)
                uc_sink_printf(text, "%s%s:%s",
                               n++ > 0 ? ", " : "pairs with no overlap: ",
                               set->list_names[i], set->list_names[j]);
    if (n == 0)
        uc_sink_puts(text, "every pair of lists overlaps");
    sentence(bullet, text, out);
    if (d->n_lists < 3)
        return;
    if (d->n_triangles == 0)
        uc_sink_puts(text, "no three lists overlap pairwise");
    else
        uc_sink_printf(
            text,
            "%zu triple%s of lists overlap%s pairwise; on %zu of them nobody is "
            "on all three",
            d->n_triangles, d->n_triangles == 1 ? "" : "s",
            d->n_triangles == 1 ? "s" : "", d->n_empty_triples);
    sentence(bullet, text, out);
}

/* Existence of a model: strict, then on a face. */
static void existence_sentence(const char *which, unsigned code, bool facial,
                               const char *bullet, uc_sink *text, uc_sink *out)
{
    uc_sink_printf(text, "the model of %s %s (code %u)", which,
                   existence_text[code <= 4 ? code : 4], code);
    if (code != 0 && code < 4)
        uc_sink_printf(text,
                       "; on the face of its supremum the number on no list is %s",
                       facial ? "estimable (--existence facial admits it)"
                              : "not estimable either");
    sentence(bullet, text, out);
}

static void write_best(const uc_best_model *best, uc_sink *text)
{
    char shown[64];

    uc_model_write(&best->model, text);
    uc_sink_printf(text, " with %s persons%s",
                   uc_number_grouped(best->estimate, 0, shown),
                   best->proved ? "" : " (not proved the best)");
}

/* The best model by a criterion, strict and facial. */
static void best_sentence(const char *criterion, const uc_best_model best[2],
                          const char *bullet, uc_sink *text, uc_sink *out)
{
    const bool found[2] = {best[0].model.n_terms > 0, best[1].model.n_terms > 0};

    if (!found[0] && !found[1]) {
        uc_sink_printf(text, "by %s no model is admissible, on a face neither",
                       criterion);
    } else if (found[0] && found[1] && uc_model_equal(&best[0].model, &best[1].model)) {
        uc_sink_printf(text, "by %s the best model is ", criterion);
        write_best(&best[0], text);
        uc_sink_puts(text, ", with --existence facial too");
    } else {
        uc_sink_printf(text, "by %s the best model is ", criterion);
        if (found[0])
            write_best(&best[0], text);
        else
            uc_sink_puts(text, "none");
        uc_sink_puts(text, "; with --existence facial it is ");
        write_best(&best[1], text);
    }
    sentence(bullet, text, out);
}

static void model_sentences(const uc_diagnosis *d, const char *bullet, uc_sink *text,
                            uc_sink *out)
{
    if (!d->has_models) {
        uc_sink_puts(text, d->n_people == 0
                               ? "nobody was observed: no model can be fitted"
                               : "models need 2 to 16 lists: none was tried");
        sentence(bullet, text, out);
        return;
    }
    existence_sentence("independent lists", d->existence_main, d->facial_main, bullet,
                       text, out);
    if (d->n_lists >= 3)
        existence_sentence("all pairs", d->existence_pairs, d->facial_pairs, bullet,
                           text, out);
    best_sentence("BIC", d->best[0], bullet, text, out);
    best_sentence("AIC", d->best[1], bullet, text, out);
}

void uc_check_write_findings(const uc_capture_set *set, const uc_diagnosis *diagnosis,
                             const char *bullet, uc_sink *out)
{
    uc_sink text;

    uc_sink_memory(&text);
    list_sentences(set, diagnosis, bullet, &text, out);
    pair_sentences(set, diagnosis, bullet, &text, out);
    model_sentences(diagnosis, bullet, &text, out);
    if (diagnosis->n_impossible > 0)
        uc_sink_printf(
            out,
            "%s%zu histories were declared impossible (structural zeros) and "
            "are left out of every model\n",
            bullet, diagnosis->n_impossible);
    uc_sink_clear(&text);
}

/* -- Tidy ------------------------------------------------------------------------- */

static const uc_column tidy_columns[] = {
    {"item", "Item", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"list", "List", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"with", "With", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"value", "Value", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"code", "Finding", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"log_per_history", NULL, UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
};

typedef struct tidy {
    const uc_estimates *all; /* only its set is used */
    size_t stratum, n;
    uc_table *table;
} tidy;

static void tidy_text(const tidy *t, const char *text)
{
    if (text != NULL)
        uc_table_text(t->table, text);
    else
        uc_table_missing(t->table, "not_applicable");
}

static void tidy_plot_row(const tidy *t, const char *item, const char *list,
                          const char *with, uint64_t value, const char *code,
                          double log_ratio)
{
    uc_estimates_stratum_cells(t->all, t->stratum, 0, t->n, t->table);
    uc_table_text(t->table, item);
    tidy_text(t, list);
    tidy_text(t, with);
    uc_table_count(t->table, value);
    tidy_text(t, code);
    uc_table_real(t->table, log_ratio, "not_applicable");
}

static void tidy_row(const tidy *t, const char *item, const char *list,
                     const char *with, uint64_t value, const char *code)
{
    tidy_plot_row(t, item, list, with, value, code, NAN);
}

static void tidy_lists(const tidy *t, const uc_diagnosis *d)
{
    char *const *name = t->all->set->list_names;
    char lists[16];
    size_t i, j;

    tidy_row(t, "people", NULL, NULL, d->n_people, NULL);
    for (i = 0; i < d->n_lists; i++)
        tidy_row(t, "size", name[i], NULL, d->size[i], finding_code(d->finding[i]));
    for (i = 0; i < d->n_lists; i++)
        tidy_row(t, "only", name[i], NULL, d->only[i], NULL);
    for (i = 0; i < d->n_lists; i++)
        for (j = i + 1; j < d->n_lists; j++)
            tidy_row(t, "overlap", name[i], name[j], d->overlap[i * d->n_lists + j],
                     NULL);
    for (i = 1; i <= d->n_lists; i++) {
        (void)snprintf(lists, sizeof lists, "%zu", i);
        tidy_plot_row(t, "captured", NULL, NULL, d->captured[i], lists,
                      log_per_history(d, i));
    }
}

static const char *const best_names[4] = {"best_bic_strict", "best_bic_facial",
                                          "best_aic_strict", "best_aic_facial"};

/* The model, and its estimate to the nearest person. */
static void tidy_best(const tidy *t, const char *item, const uc_best_model *best)
{
    char *model = uc_model_string(&best->model, NULL);

    if (model != NULL)
        tidy_row(t, item, NULL, NULL, (uint64_t)llround(best->estimate), model);
    free(model);
}

static void tidy_models(const tidy *t, const uc_diagnosis *d)
{
    tidy_row(t, "empty_pairs", NULL, NULL, d->n_empty_pairs, NULL);
    tidy_row(t, "triangles", NULL, NULL, d->n_triangles, NULL);
    tidy_row(t, "empty_triples", NULL, NULL, d->n_empty_triples, NULL);
    if (!d->has_models)
        return;
    tidy_row(t, "existence_main", NULL, NULL, d->existence_main, NULL);
    tidy_row(t, "facial_main", NULL, NULL, d->facial_main, NULL);
    if (d->n_lists >= 3) {
        tidy_row(t, "existence_pairs", NULL, NULL, d->existence_pairs, NULL);
        tidy_row(t, "facial_pairs", NULL, NULL, d->facial_pairs, NULL);
    }
    for (size_t i = 0; i < 4; i++)
        tidy_best(t, best_names[i], &d->best[i / 2][i % 2]);
}

void uc_check_tidy_table(const uc_capture_set *set, const uc_diagnosis diagnosis[],
                         uc_table *table)
{
    const uc_estimates all = {.set = set};
    tidy t = {.all = &all, .table = table};

    uc_table_init(table, "check", "Check");
    uc_estimates_stratum_columns(&all, 1, table);
    t.n = table->n_columns;
    uc_table_add_columns(table, tidy_columns, COUNT_OF(tidy_columns));
    for (t.stratum = 0; t.stratum < set->n_strata; t.stratum++) {
        tidy_lists(&t, &diagnosis[t.stratum]);
        tidy_models(&t, &diagnosis[t.stratum]);
    }
}

/* -- JSON ------------------------------------------------------------------------- */

static json_t *list_json(const uc_capture_set *set, const uc_diagnosis *d, size_t i,
                         bool *ok)
{
    json_t *object = json_object();

    uc_json_put(object, "number", uc_json_count(i + 1), ok);
    uc_json_put(object, "name", uc_json_text(set->list_names[i]), ok);
    uc_json_put(object, "size", uc_json_count(d->size[i]), ok);
    uc_json_put(object, "only", uc_json_count(d->only[i]), ok);
    uc_json_put(object, "finding", json_string(finding_code(d->finding[i])), ok);
    uc_json_put(object, "duplicate_of",
                d->finding[i] == UC_LIST_DUPLICATE
                    ? uc_json_text(set->list_names[d->duplicate_of[i]])
                    : json_null(),
                ok);
    return object;
}

static json_t *counts_json(const uint64_t counts[], size_t n, bool *ok)
{
    json_t *array = json_array();
    size_t i;

    for (i = 0; i < n; i++)
        uc_json_add(array, uc_json_count(counts[i]), ok);
    return array;
}

static json_t *empty_pairs_json(const uc_capture_set *set, const uc_diagnosis *d,
                                bool *ok)
{
    json_t *array = json_array();
    size_t i, j;

    for (i = 0; i < d->n_lists; i++)
        for (j = i + 1; j < d->n_lists; j++)
            if (d->overlap[i * d->n_lists + j] == 0) {
                json_t *pair = json_array();

                uc_json_add(pair, uc_json_text(set->list_names[i]), ok);
                uc_json_add(pair, uc_json_text(set->list_names[j]), ok);
                uc_json_add(array, pair, ok);
            }
    return array;
}

static json_t *stratum_object(const uc_capture_set *set, size_t stratum, bool *ok)
{
    json_t *object = json_object();
    size_t i;

    for (i = 0; i < set->n_by; i++)
        uc_json_put(object, set->by_names[i],
                    uc_json_text(set->strata[stratum].value[i]), ok);
    return object;
}

static json_t *best_json(const uc_diagnosis *d, bool *ok)
{
    json_t *array = json_array();

    for (size_t i = 0; i < 4; i++) {
        const uc_best_model *best = &d->best[i / 2][i % 2];
        char *model = uc_model_string(&best->model, NULL);
        json_t *object;

        if (model == NULL)
            continue;
        object = json_object();
        uc_json_put(object, "criterion", json_string(i < 2 ? "bic" : "aic"), ok);
        uc_json_put(object, "existence", json_string(i % 2 == 0 ? "strict" : "facial"),
                    ok);
        uc_json_put(object, "model", uc_json_text(model), ok);
        uc_json_put(object, "estimate", uc_json_real(best->estimate), ok);
        uc_json_put(object, "proved", json_boolean(best->proved), ok);
        uc_json_add(array, object, ok);
        free(model);
    }
    return array;
}

json_t *uc_check_json(const uc_capture_set *set, size_t stratum, const uc_diagnosis *d)
{
    json_t *object = json_object(), *lists = json_array(), *overlap = json_array();
    json_t *plot = json_array();
    const bool pairs = d->has_models && d->n_lists >= 3;
    bool ok = true;
    size_t i;

    uc_json_put(object, "stratum", stratum_object(set, stratum, &ok), &ok);
    uc_json_put(object, "n_people", uc_json_count(d->n_people), &ok);
    for (i = 0; i < d->n_lists; i++) {
        uc_json_add(lists, list_json(set, d, i, &ok), &ok);
        uc_json_add(overlap, counts_json(&d->overlap[i * d->n_lists], d->n_lists, &ok),
                    &ok);
    }
    uc_json_put(object, "lists", lists, &ok);
    uc_json_put(object, "overlap", overlap, &ok);
    uc_json_put(object, "captured", counts_json(&d->captured[1], d->n_lists, &ok), &ok);
    for (i = 1; i <= d->n_lists; i++)
        uc_json_add(plot, uc_json_real(log_per_history(d, i)), &ok);
    uc_json_put(object, "log_per_history", plot, &ok);
    uc_json_put(object, "empty_pairs", empty_pairs_json(set, d, &ok), &ok);
    uc_json_put(object, "triangles", uc_json_count(d->n_triangles), &ok);
    uc_json_put(object, "empty_triples", uc_json_count(d->n_empty_triples), &ok);
    uc_json_put(object, "existence_main",
                d->has_models ? uc_json_count(d->existence_main) : json_null(), &ok);
    uc_json_put(object, "existence_pairs",
                pairs ? uc_json_count(d->existence_pairs) : json_null(), &ok);
    uc_json_put(object, "facial_main",
                d->has_models ? json_boolean(d->facial_main) : json_null(), &ok);
    uc_json_put(object, "facial_pairs",
                pairs ? json_boolean(d->facial_pairs) : json_null(), &ok);
    uc_json_put(object, "best", best_json(d, &ok), &ok);
    if (ok)
        return object;
    json_decref(object);
    return NULL;
}
