/* diagnose.c - lists, overlaps, existence */
#include "estimators/mse/diagnose.h"

#include <stdlib.h>

#include "estimators/mse/loglin.h"
#include "estimators/mse/model.h"
#include "estimators/mse/search.h"

/* Fits that a look may cost for each best model; beyond, it is said not to be proved.
 */
#define FITS_TO_SPEND 20000

static uc_status allocate(size_t n_lists, uc_diagnosis *d, uc_error *err)
{
    d->size = calloc(n_lists, sizeof *d->size);
    d->only = calloc(n_lists, sizeof *d->only);
    d->overlap = calloc(n_lists * n_lists, sizeof *d->overlap);
    d->captured = calloc(n_lists + 1, sizeof *d->captured);
    d->finding = calloc(n_lists, sizeof *d->finding);
    d->duplicate_of = calloc(n_lists, sizeof *d->duplicate_of);
    if (d->size == NULL || d->only == NULL || d->overlap == NULL ||
        d->captured == NULL || d->finding == NULL || d->duplicate_of == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory to look at %zu lists", n_lists);
    return UC_OK;
}

void uc_diagnosis_clear(uc_diagnosis *d)
{
    free(d->size);
    free(d->only);
    free(d->overlap);
    free(d->captured);
    free(d->finding);
    free(d->duplicate_of);
    for (size_t i = 0; i < 4; i++)
        uc_model_clear(&d->best[i / 2][i % 2].model);
    *d = (uc_diagnosis){0};
}

static void count_history(uc_diagnosis *d, uint32_t history, uint64_t count)
{
    const size_t t = d->n_lists;

    d->captured[uc_term_order(history)] += count;
    for (size_t i = 0; i < t; i++) {
        if (!(history >> i & 1u))
            continue;
        if (history == 1u << i)
            d->only[i] += count;
        d->size[i] += count;
        for (size_t j = 0; j < t; j++)
            if (history >> j & 1u)
                d->overlap[i * t + j] += count;
    }
}

static bool is_isolated(const uc_diagnosis *d, size_t i)
{
    return d->only[i] == d->size[i];
}

/* Two lists hold the same people when both sizes equal their overlap. */
static void judge_list(uc_diagnosis *d, size_t i)
{
    const size_t t = d->n_lists;

    d->duplicate_of[i] = i;
    if (d->size[i] == 0) {
        d->finding[i] = UC_LIST_EMPTY;
        return;
    }
    for (size_t j = 0; j < i; j++)
        if (d->size[j] == d->size[i] && d->overlap[i * t + j] == d->size[i]) {
            d->finding[i] = UC_LIST_DUPLICATE;
            d->duplicate_of[i] = j;
            return;
        }
    if (d->size[i] == d->n_people)
        d->finding[i] = UC_LIST_COMPLETE;
    else if (is_isolated(d, i))
        d->finding[i] = UC_LIST_ISOLATED;
}

static uint64_t on_all_three(const uc_capture_table *table, uint32_t triple)
{
    uint64_t n = 0;

    for (size_t i = 0; i < table->n_histories; i++)
        if ((table->history[i] & triple) == triple)
            n += table->count[i];
    return n;
}

static void count_triangles(const uc_capture_table *table, uc_diagnosis *d)
{
    const size_t t = d->n_lists;

    for (size_t i = 0; i < t; i++)
        for (size_t j = i + 1; j < t; j++) {
            if (d->overlap[i * t + j] == 0) {
                d->n_empty_pairs++;
                continue;
            }
            for (size_t k = j + 1; k < t; k++) {
                if (d->overlap[i * t + k] == 0 || d->overlap[j * t + k] == 0)
                    continue;
                d->n_triangles++;
                d->n_empty_triples +=
                    on_all_three(table, 1u << i | 1u << j | 1u << k) == 0;
            }
        }
}

uc_status uc_diagnose_lists(const uc_capture_table *table, uc_diagnosis *diagnosis,
                            uc_error *err)
{
    uc_diagnosis d = {.n_lists = table->n_lists,
                      .n_people = table->n_people,
                      .n_impossible = table->n_impossible};
    uc_status status = allocate(table->n_lists, &d, err);

    if (status != UC_OK) {
        uc_diagnosis_clear(&d);
        return status;
    }
    for (size_t i = 0; i < table->n_histories; i++)
        count_history(&d, table->history[i], table->count[i]);
    for (size_t i = 0; i < d.n_lists; i++)
        judge_list(&d, i);
    count_triangles(table, &d);
    *diagnosis = d;
    return UC_OK;
}

static uc_status existence_of(uc_loglin_ws *ws, const uc_dense *dense,
                              const uc_model *model, unsigned *code, bool *facial,
                              uc_error *err)
{
    uc_loglin_fit fit;
    uc_status status;

    ws->facial = false;
    status =
        uc_loglin_fit_terms(ws, dense, model->term, model->n_terms, NULL, &fit, err);
    if (status != UC_OK)
        return status;
    *code = fit.existence;
    ws->facial = true;
    status =
        uc_loglin_fit_terms(ws, dense, model->term, model->n_terms, NULL, &fit, err);
    if (status == UC_OK)
        *facial = fit.existence == 0;
    return status;
}

/* The best models by BIC and AIC, with existence in both senses: which of them are
 * admitted can change the answer. */
static uc_status find_best(const uc_dense *dense, uc_diagnosis *d, uc_error *err)
{
    static const uc_selection_rule rules[2] = {UC_RULE_BIC, UC_RULE_AIC};
    uc_search *search = uc_search_alloc(dense->n_lists);
    uc_status status = UC_OK;

    if (search == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a search");
    for (size_t i = 0; i < 4 && status == UC_OK; i++) {
        uc_best_model *best = &d->best[i / 2][i % 2];
        const uc_search_opts opts = {.rule = rules[i / 2],
                                     .facial = i % 2 == 1,
                                     .n_best = 1,
                                     .limit = FITS_TO_SPEND};
        const uc_search_result *found;

        status = uc_search_run(search, dense, &opts, &found, err);
        if (status != UC_OK || found->n_found == 0)
            continue;
        best->estimate = found->best[0].estimate;
        best->proved = found->proved;
        status = uc_search_model(search, &found->best[0], &best->model, err);
    }
    uc_search_free(search);
    return status;
}

/* The models with main effects alone and with all pairs. */
static uc_status diagnose_models(const uc_dense *dense, uc_diagnosis *d, uc_error *err)
{
    const size_t t = d->n_lists;
    uint32_t pairs[UC_MODEL_MAX_LISTS * UC_MODEL_MAX_LISTS];
    size_t n_pairs = 0;
    uc_model main_effects = {0}, all_pairs = {0};
    uc_loglin_ws ws = {0};
    uc_status status;

    for (size_t i = 0; i < t && t > 2; i++)
        for (size_t j = i + 1; j < t; j++)
            pairs[n_pairs++] = 1u << i | 1u << j;
    status = uc_model_from_terms(t, NULL, 0, &main_effects, err);
    if (status == UC_OK)
        status = uc_model_from_terms(t, pairs, n_pairs, &all_pairs, err);
    if (status == UC_OK)
        status = uc_loglin_ws_alloc((unsigned)t, uc_model_n_parameters(&all_pairs), &ws,
                                    err);
    if (status == UC_OK)
        status = existence_of(&ws, dense, &main_effects, &d->existence_main,
                              &d->facial_main, err);
    if (status == UC_OK)
        status = existence_of(&ws, dense, &all_pairs, &d->existence_pairs,
                              &d->facial_pairs, err);
    if (status == UC_OK)
        status = find_best(dense, d, err);
    d->has_models = status == UC_OK;
    uc_loglin_ws_free(&ws);
    uc_model_clear(&main_effects);
    uc_model_clear(&all_pairs);
    return status;
}

uc_status uc_diagnose(const uc_capture_table *table, uc_diagnosis *diagnosis,
                      uc_error *err)
{
    uc_diagnosis d;
    uc_dense dense = {0};
    uc_status status = uc_diagnose_lists(table, &d, err);

    if (status != UC_OK)
        return status;
    if (table->n_lists >= 2 && table->n_lists <= UC_MODEL_MAX_LISTS &&
        table->n_people > 0) {
        status = uc_dense_alloc((unsigned)table->n_lists, &dense, err);
        if (status == UC_OK) {
            uc_dense_load(&dense, table);
            status = diagnose_models(&dense, &d, err);
        }
        uc_dense_free(&dense);
    }
    if (status != UC_OK) {
        uc_diagnosis_clear(&d);
        return status;
    }
    *diagnosis = d;
    return UC_OK;
}
