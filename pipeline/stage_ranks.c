/* stage_ranks.c - models ranked, and where the replicates' optima stand among them */
#include <stdlib.h>
#include <string.h>

#include "estimators/mse/select.h"
#include "pipeline/keep/estimate_parts.h"
#include "pipeline/stage_estimate.h"

static uc_selection_rule ranking_rule(const uc_estimates *view)
{
    size_t m;

    for (m = 0; m < view->n_methods; m++)
        if (view->method[m]->rule == UC_RULE_BIC ||
            view->method[m]->rule == UC_RULE_AIC ||
            view->method[m]->rule == UC_RULE_AICC)
            return view->method[m]->rule;
    return UC_RULE_BIC;
}

/* Ranks, or takes the ranking from the plan; a dry plan ranks nothing. */
static uc_status make_ranking(const uc_estimates *view, size_t stratum,
                              uc_cancel *cancel, uc_plan *plan, uc_ranking *ranking,
                              uc_error *err)
{
    const uc_selection_rule rule = ranking_rule(view);
    uc_status status = UC_OK;
    bool there = false;
    uc_part part;

    memset(&part, 0, sizeof part);
    if (plan != NULL) {
        uc_ranking_part(view, stratum, rule, &part);
        there = uc_ranking_fetch(plan, &part, ranking);
    }
    if (!there && (plan == NULL || !plan->dry)) {
        status = uc_mse_rank_facial(&view->set->strata[stratum].table, rule,
                                    view->settings->max_order, view->settings->facial,
                                    cancel, ranking, err);
        if (status == UC_OK && plan != NULL)
            status = uc_ranking_keep(plan, &part, ranking, err);
    }
    uc_part_clear(&part);
    return status;
}

static uc_status rank_stratum(const uc_estimates *view, size_t stratum,
                              uc_cancel *cancel, uc_plan *plan, uc_table *table,
                              uc_error *err)
{
    const uc_capture_table *counts = &view->set->strata[stratum].table;
    uc_ranking ranking;
    uc_status status;

    if (counts->n_people == 0 || counts->n_lists < 2 ||
        counts->n_lists > UC_MODEL_MAX_LISTS)
        return UC_OK;
    memset(&ranking, 0, sizeof ranking);
    status = make_ranking(view, stratum, cancel, plan, &ranking, err);
    if (status == UC_OK)
        uc_models_table_add(view, stratum, &ranking, table);
    uc_ranking_clear(&ranking);
    return status;
}

uc_status uc_stage_models(const uc_estimates views[], size_t n_views, uc_cancel *cancel,
                          uc_plan *plan, uc_table *table, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i, s;

    uc_models_table_init(views, n_views, table);
    for (i = 0; i < n_views; i++)
        for (s = 0; status == UC_OK && s < views[i].set->n_strata; s++)
            status = rank_stratum(&views[i], s, cancel, plan, table, err);
    if (status == UC_OK)
        status = uc_table_finish(table, err);
    return status;
}

/* The replicates over all models, or NULL. */
static const uc_bootstrap *over_all_models(const uc_estimate *e)
{
    size_t i;

    for (i = 0; i < e->n_bootstraps; i++)
        if (e->bootstrap[i].top == UC_TOP_ALL && e->bootstrap[i].replicates > 0)
            return &e->bootstrap[i];
    return NULL;
}

static uc_status ranks_of(const uc_estimates *view, size_t stratum, size_t m,
                          uc_cancel *cancel, uc_optimum_ranks *ranks, uc_error *err)
{
    const uc_estimate *e = uc_estimates_at(view, stratum, m);
    const uc_bootstrap *boot = over_all_models(e);
    uc_ranking ranking = {0};
    uc_status status;

    if (boot == NULL || !uc_rule_is_criterion(view->method[m]->rule))
        return UC_OK;
    status = uc_mse_rank_facial(&view->set->strata[stratum].table,
                                view->method[m]->rule, view->settings->max_order,
                                view->settings->facial, cancel, &ranking, err);
    if (status == UC_OK)
        status = uc_optimum_ranks_count(&ranking, boot, ranks, err);
    uc_ranking_clear(&ranking);
    return status;
}

uc_status uc_stage_ranks(const uc_estimates *view, uc_cancel *cancel,
                         uc_optimum_ranks **ranks, uc_error *err)
{
    const size_t n = view->set->n_strata * view->n_methods;
    uc_optimum_ranks *made = calloc(n + 1, sizeof *made);
    uc_status status = UC_OK;
    size_t i;

    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory to count replicates by rank");
    for (i = 0; i < n && status == UC_OK; i++)
        status = ranks_of(view, i / view->n_methods, i % view->n_methods, cancel,
                          &made[i], err);
    if (status == UC_OK) {
        *ranks = made;
        return UC_OK;
    }
    for (i = 0; i < n; i++)
        uc_optimum_ranks_clear(&made[i]);
    free(made);
    return status;
}
