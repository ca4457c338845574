/* select.c - choosing a model by a method's rule */
#include "estimators/mse/select.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/mse/rank_order.h"
#include "estimators/mse/stepwise.h"

/* Terms beyond this would take 32 MB of information matrix; no table identifies them.
 */
#define MAX_TERMS 2048

void uc_selection_clear(uc_selection *selection)
{
    uc_model_clear(&selection->model);
    free(selection->label);
    *selection = (uc_selection){0};
}

void uc_select_ws_free(uc_select_ws *ws)
{
    uc_search_free(ws->search);
    uc_loglin_ws_free(&ws->loglin);
    if (ws->extra != NULL)
        ws->extra_free(ws->extra);
    *ws = (uc_select_ws){0};
}

uc_status uc_select_reserve(uc_select_ws *ws, unsigned n_lists, size_t max_terms,
                            uc_error *err)
{
    if (max_terms > MAX_TERMS)
        return uc_fail(err, UC_EINVAL, "a model of %zu terms; at most %d", max_terms,
                       MAX_TERMS);
    if (ws->search == NULL || ws->n_lists != n_lists) {
        uc_search_free(ws->search);
        uc_loglin_ws_free(&ws->loglin);
        ws->n_lists = n_lists;
        ws->search = uc_search_alloc(n_lists);
        if (ws->search == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for a search of %u lists",
                           n_lists);
    }
    if (ws->loglin.newton == NULL || ws->loglin.max_terms < max_terms) {
        uc_status status;

        uc_loglin_ws_free(&ws->loglin);
        status = uc_loglin_ws_alloc(n_lists, max_terms, &ws->loglin, err);
        if (status != UC_OK)
            return status;
    }
    ws->loglin.facial = ws->facial;
    return UC_OK;
}

uc_mse_status uc_status_of_existence(unsigned code)
{
    switch (code) {
    case 0:
        return UC_MSE_OK;
    case UC_EXISTENCE_NO_ESTIMATE:
        return UC_MSE_NO_FINITE_ESTIMATE;
    case UC_EXISTENCE_NOT_IDENTIFIABLE:
        return UC_MSE_NOT_IDENTIFIABLE;
    case UC_EXISTENCE_NOT_REACHED:
        return UC_MSE_NOT_REACHED;
    default:
        return UC_MSE_NO_FINITE_ESTIMATE_AND_NOT_IDENTIFIABLE;
    }
}

bool uc_rule_is_criterion(uc_selection_rule rule)
{
    return rule == UC_RULE_BIC || rule == UC_RULE_AIC || rule == UC_RULE_AICC;
}

double uc_rule_criterion(uc_selection_rule rule, const uc_loglin_fit *fit)
{
    if (rule == UC_RULE_AIC)
        return fit->aic;
    if (rule == UC_RULE_AICC)
        return fit->aicc;
    return fit->bic;
}

static uc_status select_by_search(uc_select_ws *ws, const uc_dense *table,
                                  const uc_method *method,
                                  const uc_mse_settings *settings,
                                  const uc_model hint[], size_t n_hints,
                                  uc_selection *selection, uc_error *err)
{
    const uc_search_opts opts = {.rule = method->rule,
                                 .max_order = settings->max_order,
                                 .n_best = 1,
                                 .limit = settings->search_limit,
                                 .facial = settings->facial,
                                 .cancel = ws->cancel,
                                 .hint = hint,
                                 .n_hints = n_hints};
    const uc_search_result *found;
    uc_status status = uc_search_run(ws->search, table, &opts, &found, err);

    if (status != UC_OK)
        return status;
    selection->proved = found->proved;
    selection->gap = found->gap;
    selection->n_fits = found->n_fits;
    selection->n_ties = found->n_ties;
    if (found->n_found == 0) {
        selection->status = found->proved ? UC_MSE_NO_ADMISSIBLE_MODEL : UC_MSE_STOPPED;
        return UC_OK;
    }
    selection->status = UC_MSE_OK;
    selection->estimate = found->best[0].estimate;
    return uc_search_model(ws->search, &found->best[0], &selection->model, err);
}

/* Room for the terms that a greedy rule may gather. */
static size_t path_room(const uc_dense *table, uc_selection_rule rule)
{
    const size_t t = table->n_lists, pairs = t + t * (t - 1) / 2;

    if (rule != UC_RULE_DOWNHILL)
        return pairs + 1;
    return table->n_cells < MAX_TERMS ? table->n_cells : MAX_TERMS;
}

static uc_status select_by_steps(uc_select_ws *ws, const uc_dense *table,
                                 const uc_method *method,
                                 const uc_mse_settings *settings,
                                 uc_selection *selection, uc_error *err)
{
    const size_t room = path_room(table, method->rule);
    const unsigned top_order = table->n_lists - 1;
    const unsigned max_order =
        settings->max_order == 0 || settings->max_order > top_order
            ? top_order
            : settings->max_order;
    uc_path path = {.term = malloc(room * sizeof *path.term)};
    uc_status status;

    if (path.term == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a model of %zu terms", room);
    status = uc_select_reserve(ws, table->n_lists, room, err);
    if (status == UC_OK && method->rule == UC_RULE_STEPWISE)
        status = uc_stepwise(&ws->loglin, table, settings->p_threshold, ws->cancel,
                             &path, err);
    else if (status == UC_OK && method->rule == UC_RULE_AIC_STEPWISE)
        status = uc_aic_stepwise(&ws->loglin, table, ws->cancel, &path, err);
    else if (status == UC_OK)
        status = uc_downhill(&ws->loglin, table, max_order, ws->cancel, &path, err);
    if (status == UC_OK) {
        selection->status = uc_status_of_existence(path.fit.existence);
        selection->estimate = path.fit.estimate;
        selection->n_fits = path.n_fits;
        selection->n_ties = path.n_ties;
        selection->stopped_at_empty_pair = path.stopped_at_empty_pair;
        status = uc_model_from_terms(table->n_lists, path.term, path.n_terms,
                                     &selection->model, err);
    }
    free(path.term);
    return status;
}

static uc_status select_fixed(uc_select_ws *ws, const uc_dense *table,
                              const uc_model *fixed, uc_selection *selection,
                              uc_error *err)
{
    uc_loglin_fit fit;
    uc_status status =
        uc_select_reserve(ws, table->n_lists, uc_model_n_parameters(fixed), err);

    if (status == UC_OK)
        status = uc_loglin_fit_terms(&ws->loglin, table, fixed->term, fixed->n_terms,
                                     NULL, &fit, err);
    if (status != UC_OK)
        return status;
    selection->status = uc_status_of_existence(fit.existence);
    selection->estimate = fit.estimate;
    selection->n_fits = 1;
    return uc_model_copy(&selection->model, fixed, err);
}

static uc_status select_main(uc_select_ws *ws, const uc_dense *table,
                             uc_selection *selection, uc_error *err)
{
    uc_model main_effects;
    uc_status status = uc_model_from_terms(table->n_lists, NULL, 0, &main_effects, err);

    if (status != UC_OK)
        return status;
    status = select_fixed(ws, table, &main_effects, selection, err);
    uc_model_clear(&main_effects);
    return status;
}

uc_status uc_select(uc_select_ws *ws, const uc_dense *table, const uc_method *method,
                    const uc_mse_settings *settings, const uc_model *fixed,
                    const uc_model hint[], size_t n_hints, uc_selection *selection,
                    uc_error *err)
{
    uc_selection made = {.estimate = NAN, .proved = true};
    uc_status status;

    ws->facial = settings->facial;
    status = uc_select_reserve(ws, table->n_lists, table->n_lists + 1, err);

    if (status != UC_OK)
        return status;
    if (!(table->n_people > 0.0)) {
        made.status = UC_MSE_NO_PEOPLE;
        *selection = made;
        return UC_OK;
    }
    if (uc_rule_is_criterion(method->rule))
        status =
            select_by_search(ws, table, method, settings, hint, n_hints, &made, err);
    else if (method->rule == UC_RULE_FIXED)
        status = select_fixed(ws, table, fixed, &made, err);
    else if (method->rule == UC_RULE_MAIN)
        status = select_main(ws, table, &made, err);
    else
        status = select_by_steps(ws, table, method, settings, &made, err);
    if (status != UC_OK) {
        uc_selection_clear(&made);
        return status;
    }
    *selection = made;
    return UC_OK;
}

/* Whether model `a` comes before `b` where nothing but the string can tell. */
static uc_status string_first(const uc_model *a, const uc_model *b, bool *first,
                              uc_error *err)
{
    uc_sink sink_a, sink_b;
    uc_status status;

    uc_sink_memory(&sink_a);
    uc_sink_memory(&sink_b);
    uc_model_write(a, &sink_a);
    uc_model_write(b, &sink_b);
    status = uc_sink_finish(&sink_a, err);
    if (status == UC_OK)
        status = uc_sink_finish(&sink_b, err);
    if (status == UC_OK)
        *first = strcmp(sink_a.text, sink_b.text) < 0;
    uc_sink_clear(&sink_a);
    uc_sink_clear(&sink_b);
    return status;
}

/* Takes models[i] as best if it comes before models[*best]. */
static uc_status challenge(const uc_model models[], size_t i, const uc_rank_key *key,
                           size_t *best, uc_rank_key *best_key, uc_error *err)
{
    bool first = *best == SIZE_MAX;

    if (!first) {
        const int order = uc_rank_compare(key, best_key);

        first = order < 0;
        if (order == 0) {
            uc_status status = string_first(&models[i], &models[*best], &first, err);

            if (status != UC_OK)
                return status;
        }
    }
    if (first) {
        *best = i;
        *best_key = *key;
    }
    return UC_OK;
}

static uc_status settle(const uc_model models[], size_t best, const uc_rank_key *key,
                        uc_selection *selection, uc_error *err)
{
    uc_selection made = {
        .status = UC_MSE_NO_ADMISSIBLE_MODEL, .estimate = NAN, .proved = true};
    uc_status status = UC_OK;

    if (best != SIZE_MAX) {
        made.status = UC_MSE_OK;
        made.estimate = key->estimate;
        status = uc_model_copy(&made.model, &models[best], err);
    }
    if (status == UC_OK)
        *selection = made;
    return status;
}

uc_status uc_select_among(uc_select_ws *ws, const uc_dense *table,
                          uc_selection_rule rule, const uc_model models[],
                          size_t n_models, const size_t top[], size_t n_tops,
                          uc_selection selections[], uc_error *err)
{
    size_t best = SIZE_MAX, next = 0;
    uc_rank_key best_key = {INFINITY, 0, NAN};
    uc_status status = UC_OK;

    for (size_t i = 0; i < n_models && status == UC_OK; i++) {
        uc_loglin_fit fit;

        status = uc_select_reserve(ws, table->n_lists,
                                   uc_model_n_parameters(&models[i]), err);
        if (status == UC_OK)
            status = uc_loglin_fit_terms(&ws->loglin, table, models[i].term,
                                         models[i].n_terms, NULL, &fit, err);
        if (status == UC_OK && fit.existence == 0 &&
            isfinite(uc_rule_criterion(rule, &fit))) {
            const uc_rank_key key = {uc_rule_criterion(rule, &fit), fit.n_parameters,
                                     fit.estimate};

            status = challenge(models, i, &key, &best, &best_key, err);
        }
        for (; status == UC_OK && next < n_tops && top[next] == i + 1; next++)
            status = settle(models, best, &best_key, &selections[next], err);
    }
    for (; status == UC_OK && next < n_tops; next++)
        status = settle(models, best, &best_key, &selections[next], err);
    if (status != UC_OK)
        while (next-- > 0)
            uc_selection_clear(&selections[next]);
    return status;
}
