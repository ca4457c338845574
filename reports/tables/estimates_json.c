/* estimates_json.c - multiple systems estimates as JSON */
#include <math.h>
#include <stdlib.h>

#include "reports/tables/estimates.h"
#include "reports/tables/model_text.h"
#include "reports/writers/json.h"

/* Text of a memory sink as a JSON value. */
static json_t *sink_text(uc_sink *sink)
{
    char *text = uc_sink_take(sink);
    json_t *made = text != NULL ? uc_json_text(text) : NULL;

    free(text);
    uc_sink_clear(sink);
    return made;
}

static json_t *model_json(const uc_estimate *e, char *const names[])
{
    uc_sink sink;

    if (!uc_estimate_has_model(e))
        return json_null();
    uc_sink_memory(&sink);
    uc_estimate_write_model(e, names, &sink);
    return sink_text(&sink);
}

json_t *uc_estimates_stratum_json(const uc_capture_set *set, size_t stratum, bool *ok)
{
    json_t *object = json_object();
    size_t i;

    for (i = 0; i < set->n_by; i++)
        uc_json_put(object, set->by_names[i],
                    uc_json_text(set->strata[stratum].value[i]), ok);
    return object;
}

static json_t *coefficient_json(const uc_coefficient *c, const uc_capture_set *set,
                                bool *ok)
{
    json_t *object = json_object();
    uc_sink term, names;

    uc_sink_memory(&term);
    uc_sink_memory(&names);
    uc_term_write(c->term, set->n_lists, &term);
    uc_term_write_names(c->term, set->n_lists, set->list_names, &names);
    uc_json_put(object, "term", sink_text(&term), ok);
    uc_json_put(object, "names", sink_text(&names), ok);
    uc_json_put(object, "estimate", uc_json_real(c->estimate), ok);
    uc_json_put(object, "std_error", uc_json_real(c->std_error), ok);
    if (c->term != 0)
        uc_json_put(object, "boundary", json_boolean(c->boundary), ok);
    return object;
}

static json_t *top_json(size_t top)
{
    if (top == 0)
        return json_null();
    return top == UC_TOP_ALL ? json_string("all") : uc_json_count(top);
}

static json_t *pair_json(double low, double high, bool *ok)
{
    json_t *array;

    if (!isfinite(low) && !isfinite(high))
        return json_null();
    array = json_array();
    uc_json_add(array, uc_json_real(low), ok);
    uc_json_add(array, uc_json_real(high), ok);
    return array;
}

static json_t *interval_json(const uc_interval *interval, bool *ok)
{
    json_t *object = json_object();

    uc_json_put(object, "kind", json_string(uc_interval_name(interval->kind)), ok);
    uc_json_put(object, "level", uc_json_real(interval->level), ok);
    uc_json_put(object, "low", uc_json_real(interval->low), ok);
    uc_json_put(object, "high", uc_json_real(interval->high), ok);
    uc_json_put(object, "top", top_json(interval->top), ok);
    uc_json_put(object, "adjusted_levels",
                pair_json(interval->adjusted_low, interval->adjusted_high, ok), ok);
    uc_json_put(object, "mcse", pair_json(interval->mcse_low, interval->mcse_high, ok),
                ok);
    uc_json_put(object, "note", uc_json_text(interval->note), ok);
    return object;
}

static json_t *intervals_json(const uc_interval intervals[], size_t n, bool *ok)
{
    json_t *array = json_array();
    size_t i;

    for (i = 0; i < n; i++)
        uc_json_add(array, interval_json(&intervals[i], ok), ok);
    return array;
}

static json_t *bootstrap_json(const uc_bootstrap *boot, bool *ok)
{
    json_t *object = json_object();

    uc_json_put(object, "replicates", uc_json_count(boot->replicates), ok);
    uc_json_put(object, "usable", uc_json_count(boot->usable), ok);
    uc_json_put(object, "failed", uc_json_count(boot->failed), ok);
    uc_json_put(object, "std_error", uc_json_real(boot->std_error), ok);
    uc_json_put(object, "acceleration", uc_json_real(boot->acceleration), ok);
    uc_json_put(object, "z0", uc_json_real(boot->z0), ok);
    uc_json_put(object, "ties", uc_json_count(boot->ties), ok);
    uc_json_put(object, "jackknife_std_error", uc_json_real(boot->jackknife_std_error),
                ok);
    uc_json_put(object, "top", top_json(boot->top), ok);
    return object;
}

static json_t *search_json(const uc_search_report *search, bool *ok)
{
    json_t *object;

    if (!search->searched)
        return json_null();
    object = json_object();
    uc_json_put(object, "max_order", uc_json_count(search->max_order), ok);
    uc_json_put(object, "proved_optimal", json_boolean(search->proved_optimal), ok);
    uc_json_put(object, "criterion_gap", uc_json_real(search->criterion_gap), ok);
    uc_json_put(object, "ties", uc_json_count(search->n_ties), ok);
    return object;
}

static json_t *warnings_json(const uc_estimate *estimate, bool *ok)
{
    json_t *array = json_array();
    size_t i;

    for (i = 0; i < estimate->n_warnings; i++) {
        json_t *object = json_object();

        uc_json_put(object, "code", json_string(estimate->warning[i].code), ok);
        uc_json_put(object, "text", uc_json_text(estimate->warning[i].text), ok);
        uc_json_add(array, object, ok);
    }
    return array;
}

static json_t *facts_json(const uc_estimate *estimate, bool *ok)
{
    json_t *array = json_array();
    size_t i;

    for (i = 0; i < estimate->n_facts; i++) {
        const uc_fact *fact = &estimate->fact[i];
        json_t *object = json_object();

        uc_json_put(object, "code", json_string(fact->code), ok);
        uc_json_put(object, "label", json_string(fact->label), ok);
        uc_json_put(object, "value", uc_json_real(fact->value), ok);
        uc_json_put(object, "text",
                    fact->text != NULL ? uc_json_text(fact->text) : json_null(), ok);
        uc_json_add(array, object, ok);
    }
    return array;
}

static json_t *weights_json(const uc_estimate *e, const uc_capture_set *set, bool *ok)
{
    json_t *array = json_array();
    size_t i;

    for (i = 0; i < e->n_weights; i++) {
        json_t *object = json_object();
        uc_sink term, names;

        uc_sink_memory(&term);
        uc_sink_memory(&names);
        uc_term_write(e->weight[i].term, set->n_lists, &term);
        uc_term_write_names(e->weight[i].term, set->n_lists, set->list_names, &names);
        uc_json_put(object, "term", sink_text(&term), ok);
        uc_json_put(object, "names", sink_text(&names), ok);
        uc_json_put(object, "weight", uc_json_real(e->weight[i].weight), ok);
        uc_json_add(array, object, ok);
    }
    return array;
}

static json_t *ranges_json(const uc_estimate *estimate, bool *ok)
{
    json_t *array = json_array();
    size_t i;

    for (i = 0; estimate->has_range && i < 2; i++) {
        const uc_model_range *range = &estimate->range[i];
        json_t *object = json_object();

        uc_json_put(object, "within", uc_json_real(range->within), ok);
        uc_json_put(object, "low", uc_json_real(range->low), ok);
        uc_json_put(object, "high", uc_json_real(range->high), ok);
        uc_json_put(object, "n_models", uc_json_count(range->n_models), ok);
        uc_json_put(object, "complete", json_boolean(range->complete), ok);
        uc_json_add(array, object, ok);
    }
    return array;
}

static void put_numbers(json_t *object, const uc_estimate *e, bool *ok)
{
    const bool fitted = uc_estimate_has_model(e) && isfinite(e->deviance);

    uc_json_put(object, "status", json_string(uc_estimate_status_name(e)), ok);
    uc_json_put(object, "n_lists", uc_json_count(e->n_lists), ok);
    uc_json_put(object, "n_observed", uc_json_count(e->n_observed), ok);
    uc_json_put(object, "estimate", uc_json_real(e->estimate), ok);
    uc_json_put(object, "hidden", uc_json_real(e->hidden), ok);
    uc_json_put(object, "std_error", uc_json_real(e->std_error), ok);
    uc_json_put(object, "n_parameters",
                e->n_parameters > 0 ? uc_json_count(e->n_parameters) : json_null(), ok);
    uc_json_put(object, "n_boundary",
                e->n_parameters > 0 ? uc_json_count(e->n_boundary) : json_null(), ok);
    uc_json_put(object, "aic", uc_json_real(fitted ? e->aic : NAN), ok);
    uc_json_put(object, "bic", uc_json_real(fitted ? e->bic : NAN), ok);
    uc_json_put(object, "aicc", uc_json_real(fitted ? e->aicc : NAN), ok);
    uc_json_put(object, "deviance", uc_json_real(fitted ? e->deviance : NAN), ok);
    uc_json_put(object, "df", fitted ? json_integer(e->df) : json_null(), ok);
}

static void put_details(json_t *object, const uc_estimate *e, const uc_capture_set *set,
                        bool *ok)
{
    json_t *coefficients = json_array();
    size_t i;

    for (i = 0; i < e->n_coefficients; i++)
        uc_json_add(coefficients, coefficient_json(&e->coefficient[i], set, ok), ok);
    uc_json_put(object, "coefficients", coefficients, ok);
    uc_json_put(object, "intervals", intervals_json(e->interval, e->n_intervals, ok),
                ok);
    uc_json_put(
        object, "bootstrap",
        e->n_bootstraps > 0 ? bootstrap_json(&e->bootstrap[0], ok) : json_null(), ok);
    uc_json_put(object, "search", search_json(&e->search, ok), ok);
    uc_json_put(object, "warnings", warnings_json(e, ok), ok);
    uc_json_put(object, "model_range", ranges_json(e, ok), ok);
    if (e->n_weights > 0)
        uc_json_put(object, "term_weights", weights_json(e, set, ok), ok);
    if (e->n_facts > 0)
        uc_json_put(object, "facts", facts_json(e, ok), ok);
    if (e->n_bootstraps > 1) {
        json_t *by_top = json_array();

        for (i = 0; i < e->n_bootstraps; i++)
            uc_json_add(by_top, bootstrap_json(&e->bootstrap[i], ok), ok);
        uc_json_put(object, "bootstrap_by_top", by_top, ok);
    }
}

static json_t *estimate_json(const uc_estimates *all, size_t stratum, size_t method,
                             bool *ok)
{
    const uc_estimate *e = uc_estimates_at(all, stratum, method);
    json_t *object = json_object();

    if (all->capture != NULL)
        uc_json_put(object, "capture", uc_json_text(all->capture), ok);
    uc_json_put(object, "dataset", uc_json_text(all->set->dataset), ok);
    uc_json_put(object, "stratum", uc_estimates_stratum_json(all->set, stratum, ok),
                ok);
    uc_json_put(object, "method", json_string(e->method->name), ok);
    uc_json_put(object, "model", model_json(e, NULL), ok);
    uc_json_put(object, "model_names", model_json(e, all->set->list_names), ok);
    put_numbers(object, e, ok);
    put_details(object, e, all->set, ok);
    return object;
}

void uc_estimates_json_append(const uc_estimates *all, json_t *array, bool *ok)
{
    size_t s, m;

    for (s = 0; s < all->set->n_strata; s++)
        for (m = 0; m < all->n_methods; m++)
            uc_json_add(array, estimate_json(all, s, m, ok), ok);
}

json_t *uc_estimates_json(const uc_estimates *all)
{
    json_t *array = json_array();
    bool ok = array != NULL;

    uc_estimates_json_append(all, array, &ok);
    if (ok)
        return array;
    json_decref(array);
    return NULL;
}

static json_t *total_json(const uc_estimates *all, size_t method, bool *ok)
{
    const uc_mse_total *total = &all->total[method];
    json_t *object = json_object();

    uc_json_put(object, "dataset", uc_json_text(all->set->dataset), ok);
    uc_json_put(object, "method", json_string(all->method[method]->name), ok);
    uc_json_put(object, "n_strata", uc_json_count(total->n_strata), ok);
    uc_json_put(object, "n_with_estimate", uc_json_count(total->n_with_estimate), ok);
    uc_json_put(object, "n_observed", uc_json_count(total->n_observed), ok);
    uc_json_put(object, "estimate", uc_json_real(total->estimate), ok);
    uc_json_put(object, "hidden", uc_json_real(total->hidden), ok);
    uc_json_put(object, "std_error", uc_json_real(total->std_error), ok);
    uc_json_put(object, "intervals",
                intervals_json(total->interval, total->n_intervals, ok), ok);
    uc_json_put(object, "replicates", uc_json_count(total->replicates), ok);
    uc_json_put(object, "usable", uc_json_count(total->usable), ok);
    return object;
}

json_t *uc_estimates_totals_json(const uc_estimates *all)
{
    json_t *object;
    bool ok = true;
    size_t m;

    if (all->total == NULL)
        return json_null();
    object = json_object();
    for (m = 0; m < all->n_methods; m++)
        uc_json_put(object, all->method[m]->name, total_json(all, m, &ok), &ok);
    if (ok && object != NULL)
        return object;
    json_decref(object);
    return NULL;
}
