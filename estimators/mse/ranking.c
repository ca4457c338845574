/* ranking.c - all models, or the best of them, in order */
#include "estimators/mse/ranking.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/mse/hierarchy.h"
#include "estimators/mse/loglin.h"
#include "estimators/mse/rank_order.h"
#include "estimators/mse/search.h"
#include "estimators/mse/select.h"

/* Up to so many lists every model is listed; beyond, the best MAX_LISTED. */
#define LIST_ALL_UP_TO 5
#define MAX_LISTED     1000

void uc_ranking_clear(uc_ranking *ranking)
{
    for (size_t i = 0; i < ranking->n_models; i++)
        uc_model_clear(&ranking->model[i].model);
    free(ranking->model);
    *ranking = (uc_ranking){0};
}

typedef struct listing {
    const uc_dense *table;
    uc_loglin_ws ws;
    uc_cancel *cancel;
    uc_ranking ranking;
    size_t room;
    bool facial;
} listing;

static void set_numbers(uc_ranked_model *r, const uc_loglin_fit *fit)
{
    r->order = uc_model_order(&r->model);
    r->n_parameters = fit->n_parameters;
    r->n_boundary = fit->n_boundary;
    r->estimate = fit->estimate;
    r->bic = fit->bic;
    r->aic = fit->aic;
    r->aicc = fit->aicc;
    r->deviance = fit->deviance;
    r->existence = fit->existence;
}

static uc_status add_model(listing *l, const uint32_t terms[], size_t n_terms,
                           uc_error *err)
{
    uc_loglin_fit fit;
    uc_ranked_model *slot;
    uc_status status =
        uc_loglin_fit_terms(&l->ws, l->table, terms, n_terms, NULL, &fit, err);

    if (status != UC_OK)
        return status;
    if (l->ranking.n_models == l->room) {
        const size_t room = 2 * l->room + 64;
        uc_ranked_model *grown = realloc(l->ranking.model, room * sizeof *grown);

        if (grown == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for %zu models", room);
        l->ranking.model = grown;
        l->room = room;
    }
    slot = &l->ranking.model[l->ranking.n_models];
    status = uc_model_from_terms(l->table->n_lists, terms, n_terms, &slot->model, err);
    if (status != UC_OK)
        return status;
    set_numbers(slot, &fit);
    l->ranking.n_models++;
    l->ranking.n_admissible += fit.existence == 0;
    return UC_OK;
}

static uc_status visit(void *ctx, const uint32_t terms[], size_t n_terms, uc_error *err)
{
    listing *l = ctx;

    if (uc_cancelled(l->cancel))
        return uc_fail(err, UC_ECANCELED, "stopped on request");
    for (size_t i = 0; l->table->has_zeros && i < n_terms; i++)
        if (uc_term_order(terms[i]) > 1 && !uc_dense_is_term(l->table, terms[i]))
            return UC_OK; /* the same model without that term is another visit */
    return add_model(l, terms, n_terms, err);
}

/* The best admissible models by search, each fitted once more for its numbers. */
static uc_status list_best(listing *l, uc_selection_rule rule, unsigned max_order,
                           uc_error *err)
{
    const uc_search_opts opts = {.rule = rule,
                                 .max_order = max_order,
                                 .n_best = MAX_LISTED,
                                 .facial = l->ws.facial,
                                 .cancel = l->cancel};
    uc_search *search = uc_search_alloc(l->table->n_lists);
    const uc_search_result *found;
    uc_status status = UC_OK;

    if (search == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a search");
    status = uc_search_run(search, l->table, &opts, &found, err);
    for (size_t i = 0; status == UC_OK && i < found->n_found; i++) {
        uc_model model;

        status = uc_search_model(search, &found->best[i], &model, err);
        if (status == UC_OK) {
            status = uc_model_n_parameters(&model) > l->ws.max_terms
                         ? UC_OK
                         : add_model(l, model.term, model.n_terms, err);
            uc_model_clear(&model);
        }
    }
    uc_search_free(search);
    return status;
}

/* Sorting needs the rule; a pair of model and key carries it. */
typedef struct entry {
    uc_ranked_model model;
    uc_rank_key key;
    char *text;
} entry;

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    int order;

    if ((x->model.existence == 0) != (y->model.existence == 0))
        return x->model.existence == 0 ? -1 : 1;
    order = x->model.existence == 0 ? uc_rank_compare(&x->key, &y->key) : 0;
    if (order == 0 && x->model.n_parameters != y->model.n_parameters)
        order = x->model.n_parameters < y->model.n_parameters ? -1 : 1;
    return order != 0 ? order : strcmp(x->text, y->text);
}

static uc_status make_entry(const uc_ranked_model *model, uc_selection_rule rule,
                            entry *made, uc_error *err)
{
    const uc_loglin_fit fit = {
        .bic = model->bic, .aic = model->aic, .aicc = model->aicc};
    uc_sink text;

    uc_sink_memory(&text);
    uc_model_write(&model->model, &text);
    *made =
        (entry){*model,
                {uc_rule_criterion(rule, &fit), model->n_parameters, model->estimate},
                uc_sink_take(&text)};
    return made->text != NULL ? UC_OK : uc_fail(err, UC_ENOMEM, "no memory to sort");
}

static uc_status sort_models(uc_ranking *ranking, uc_selection_rule rule, uc_error *err)
{
    entry *entries = calloc(ranking->n_models + 1, sizeof *entries);
    uc_status status = UC_OK;

    if (entries == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory to sort models");
    for (size_t i = 0; i < ranking->n_models && status == UC_OK; i++)
        status = make_entry(&ranking->model[i], rule, &entries[i], err);
    if (status == UC_OK) {
        qsort(entries, ranking->n_models, sizeof *entries, compare_entries);
        for (size_t i = 0; i < ranking->n_models; i++)
            ranking->model[i] = entries[i].model;
    }
    for (size_t i = 0; i < ranking->n_models; i++)
        free(entries[i].text);
    free(entries);
    return status;
}

/* Terms that the models may have: all of them for few lists. */
static size_t room_for_terms(size_t n_lists)
{
    return n_lists <= 8 ? (size_t)1 << n_lists : 512;
}

static uc_status list_models(listing *l, uc_selection_rule rule, unsigned max_order,
                             uc_error *err)
{
    uc_status status = uc_loglin_ws_alloc(
        l->table->n_lists, room_for_terms(l->table->n_lists), &l->ws, err);

    if (status != UC_OK)
        return status;
    l->ws.facial = l->facial;
    l->ranking.complete = l->table->n_lists <= LIST_ALL_UP_TO;
    if (l->ranking.complete)
        status = uc_hierarchy_walk(l->table->n_lists, max_order, visit, l, err);
    else
        status = list_best(l, rule, max_order, err);
    if (status == UC_OK)
        status = sort_models(&l->ranking, rule, err);
    return status;
}

uc_status uc_mse_rank(const uc_capture_table *table, uc_selection_rule rule,
                      unsigned max_order, uc_cancel *cancel, uc_ranking *ranking,
                      uc_error *err)
{
    return uc_mse_rank_facial(table, rule, max_order, false, cancel, ranking, err);
}

uc_status uc_mse_rank_facial(const uc_capture_table *table, uc_selection_rule rule,
                             unsigned max_order, bool facial, uc_cancel *cancel,
                             uc_ranking *ranking, uc_error *err)
{
    uc_dense dense;
    listing l = {.table = &dense, .cancel = cancel, .facial = facial};
    uc_status status;

    if (table->n_lists < 2 || table->n_lists > UC_MODEL_MAX_LISTS ||
        table->n_people == 0)
        return uc_fail(err, UC_EINVAL,
                       "models are ranked for 2 to %d lists with people",
                       UC_MODEL_MAX_LISTS);
    status = uc_dense_alloc((unsigned)table->n_lists, &dense, err);
    if (status != UC_OK)
        return status;
    uc_dense_load(&dense, table);
    status = list_models(&l, rule, max_order, err);
    uc_loglin_ws_free(&l.ws);
    uc_dense_free(&dense);
    if (status != UC_OK) {
        uc_ranking_clear(&l.ranking);
        return status;
    }
    *ranking = l.ranking;
    return UC_OK;
}
