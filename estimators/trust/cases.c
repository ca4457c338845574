/* cases.c - what a sensitivity analysis estimates */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "estimators/trust/internal/cases.h"
#include "estimators/trust/variant.h"

static const double thresholds[] = {0.0001, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2};

void uc_trust_cases_clear(uc_trust_cases *cases)
{
    for (size_t i = 0; i < cases->n; i++) {
        free(cases->item[i].label);
        uc_capture_table_clear(&cases->item[i].table);
        uc_mse_settings_clear(&cases->item[i].settings);
    }
    free(cases->item);
    uc_capture_table_clear(&cases->pooled);
    *cases = (uc_trust_cases){0};
}

static uc_status pool(const uc_capture_set *set, size_t without, uc_capture_table *to,
                      uc_error *err)
{
    uc_status status = UC_OK;

    uc_capture_table_init(to, set->n_lists);
    for (size_t s = 0; s < set->n_strata; s++) {
        const uc_capture_table *from = &set->strata[s].table;

        for (size_t i = 0; s != without && i < from->n_histories && status == UC_OK;
             i++)
            status = uc_capture_table_add(to, from->history[i], from->count[i], err);
    }
    if (status != UC_OK)
        uc_capture_table_clear(to);
    return status;
}

/* Adds a case without a table: the caller fills in the rest. NULL when memory is
 * short. Only what keeps its bootstrap is repeated on resampled tables. */
static uc_trust_case *add(uc_trust_cases *cases, uc_sensitivity_kind kind,
                          const uc_method *method, bool bootstrap, const char *fmt, ...)
    UC_PRINTF(5, 6);

static uc_trust_case *add(uc_trust_cases *cases, uc_sensitivity_kind kind,
                          const uc_method *method, bool bootstrap, const char *fmt, ...)
{
    char text[512];
    uc_trust_case *made;
    va_list args;

    if (cases->n == cases->capacity) {
        const size_t capacity = cases->capacity > 0 ? 2 * cases->capacity : 64;
        uc_trust_case *grown = realloc(cases->item, capacity * sizeof *grown);

        if (grown == NULL)
            return NULL;
        cases->item = grown;
        cases->capacity = capacity;
    }
    made = &cases->item[cases->n];
    *made = (uc_trust_case){.kind = kind, .method = method};
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    made->label = uc_text_copy(text);
    if (made->label == NULL ||
        uc_mse_settings_copy(&made->settings, cases->opts->settings, NULL) != UC_OK) {
        free(made->label);
        return NULL;
    }
    if (!bootstrap) {
        made->settings.n_boot = 0;
        made->settings.boot_auto = false;
        made->settings.intervals &= ~(
            unsigned)(UC_INTERVAL_BCA | UC_INTERVAL_PERCENTILE | UC_INTERVAL_JACKKNIFE);
    }
    cases->n++;
    return made;
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for a sensitivity analysis");
}

static const uc_method *base_method(const uc_trust_cases *cases)
{
    return cases->opts->method[0];
}

/* A case on the pooled table. */
static uc_trust_case *add_pooled(uc_trust_cases *cases, uc_sensitivity_kind kind,
                                 const uc_method *method, const char *label)
{
    uc_trust_case *made =
        add(cases, kind, method, kind == UC_SENSITIVITY_BASE, "%s", label);

    if (made != NULL &&
        uc_capture_table_copy(&made->table, &cases->pooled, NULL) != UC_OK)
        return NULL;
    return made;
}

static uc_status add_lists(uc_trust_cases *cases, uc_error *err)
{
    const uc_capture_set *set = cases->opts->set;
    uc_status status = UC_OK;

    for (size_t j = 0; j < set->n_lists && set->n_lists > 2 && status == UC_OK; j++) {
        uc_trust_case *made = add(cases, UC_SENSITIVITY_LIST, base_method(cases), false,
                                  "without %s", set->list_names[j]);

        status = made == NULL
                     ? no_memory(err)
                     : uc_variant_without(&cases->pooled, j, &made->table, err);
    }
    return status;
}

static uc_status add_merged(uc_trust_cases *cases, uc_error *err)
{
    const uc_capture_set *set = cases->opts->set;
    uc_status status = UC_OK;

    for (size_t a = 0; a < set->n_lists && set->n_lists > 2; a++)
        for (size_t b = a + 1; b < set->n_lists && status == UC_OK; b++) {
            uc_trust_case *made =
                add(cases, UC_SENSITIVITY_MERGED, base_method(cases), false,
                    "%s with %s", set->list_names[a], set->list_names[b]);

            status = made == NULL
                         ? no_memory(err)
                         : uc_variant_merged(&cases->pooled, a, b, &made->table, err);
        }
    return status;
}

/* "EU, female" */
static void stratum_words(const uc_capture_set *set, size_t s, char *out, size_t size)
{
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; i < set->n_by && len < size; i++)
        len += (size_t)snprintf(out + len, size - len, "%s%s", i > 0 ? ", " : "",
                                set->strata[s].value[i]);
}

/* Every stratum left out, and every stratum alone: the sum is made of those. */
static uc_status add_strata(uc_trust_cases *cases, uc_error *err)
{
    const uc_capture_set *set = cases->opts->set;
    uc_status status = UC_OK;

    for (size_t s = 0; s < set->n_strata && set->n_strata > 1 && status == UC_OK; s++) {
        char words[300];
        uc_trust_case *made;

        stratum_words(set, s, words, sizeof words);
        made = add(cases, UC_SENSITIVITY_STRATUM, base_method(cases), false,
                   "without %s", words);
        if (made == NULL)
            return no_memory(err);
        made->part = true;
        status = pool(set, s, &made->table, err);
        made = status == UC_OK ? add(cases, UC_SENSITIVITY_STRATUM, base_method(cases),
                                     false, "%s alone", words)
                               : NULL;
        if (made == NULL)
            return status == UC_OK ? no_memory(err) : status;
        made->part = true;
        status = uc_capture_table_copy(&made->table, &set->strata[s].table, err);
    }
    return status;
}

/* Why a method is not tried, or NULL. */
static const char *left_out(const uc_method *method, const uc_mse_settings *settings)
{
    if (method->rule == UC_RULE_FIXED && settings->model == NULL)
        return "no_model_given";
    if (uc_method_takes(method, "ordered") && !settings->ordered)
        return "lists_not_ordered";
    return NULL;
}

static uc_status add_methods(uc_trust_cases *cases, uc_error *err)
{
    size_t n;
    const uc_method *method = uc_registry_methods(&n);

    for (size_t i = 0; i < n; i++) {
        uc_trust_case *made =
            add_pooled(cases, UC_SENSITIVITY_METHOD, &method[i], method[i].name);

        if (made == NULL)
            return no_memory(err);
        made->reason = left_out(&method[i], cases->opts->settings);
    }
    return UC_OK;
}

static uc_status add_thresholds(uc_trust_cases *cases, uc_error *err)
{
    const uc_method *method = base_method(cases);

    if (!uc_method_takes(method, "p-threshold"))
        method = uc_registry_find("stepwise");
    for (size_t i = 0; i < sizeof thresholds / sizeof thresholds[0]; i++) {
        char label[64];
        uc_trust_case *made;

        (void)snprintf(label, sizeof label, "p below %g", thresholds[i]);
        made = add_pooled(cases, UC_SENSITIVITY_THRESHOLD, method, label);
        if (made == NULL)
            return no_memory(err);
        made->settings.p_threshold = thresholds[i];
    }
    return UC_OK;
}

static uc_status add_orders(uc_trust_cases *cases, uc_error *err)
{
    const uc_method *method = base_method(cases);

    if (!uc_method_takes(method, "max-order"))
        return UC_OK;
    for (unsigned order = 1; order < cases->opts->set->n_lists; order++) {
        char label[64];
        uc_trust_case *made;

        (void)snprintf(label, sizeof label, "order up to %u", order);
        made = add_pooled(cases, UC_SENSITIVITY_ORDER, method, label);
        if (made == NULL)
            return no_memory(err);
        made->settings.max_order = order;
    }
    return UC_OK;
}

static uc_status add_existence(uc_trust_cases *cases, uc_error *err)
{
    if (!uc_method_takes(base_method(cases), "existence"))
        return UC_OK;
    for (unsigned facial = 0; facial < 2; facial++) {
        uc_trust_case *made =
            add_pooled(cases, UC_SENSITIVITY_EXISTENCE, base_method(cases),
                       facial ? "facial" : "strict");

        if (made == NULL)
            return no_memory(err);
        made->settings.facial = facial != 0;
    }
    return UC_OK;
}

static uc_status add_errors(uc_trust_cases *cases, uc_sensitivity_kind kind,
                            uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t i = 0; i < cases->opts->n_rates && status == UC_OK; i++) {
        const double rate = cases->opts->rate[i];
        const uc_record_errors errors = {kind == UC_SENSITIVITY_MISSED ? rate : 0.0,
                                         kind == UC_SENSITIVITY_FALSE ? rate : 0.0,
                                         kind == UC_SENSITIVITY_OUT_OF_SCOPE ? rate
                                                                             : 0.0};
        bool possible = true;
        uc_trust_case *made =
            add(cases, kind, base_method(cases), false, "if %g%% of %s", 100.0 * rate,
                kind == UC_SENSITIVITY_OUT_OF_SCOPE ? "persons on one list"
                                                    : "persons on several lists");

        if (made == NULL)
            return no_memory(err);
        status =
            uc_variant_corrected(&cases->pooled, &errors, &made->table, &possible, err);
        if (status == UC_OK && !possible)
            made->reason = "errors_not_possible";
    }
    return status;
}

static uc_status add_consistency(uc_trust_cases *cases, uc_error *err)
{
    const uc_sensitivity_opts *opts = cases->opts;
    uc_status status = UC_OK;

    for (size_t m = 0; m < opts->n_methods && opts->set->n_lists > 2; m++)
        for (size_t j = 0; j < opts->set->n_lists && status == UC_OK; j++) {
            uc_trust_case *made = add(cases, UC_SENSITIVITY_N, opts->method[m], true,
                                      "within %s", opts->set->list_names[j]);

            if (made == NULL)
                return no_memory(err);
            made->consistency = true;
            made->list = j;
            made->reason = left_out(opts->method[m], opts->settings);
            status =
                uc_variant_within(&cases->pooled, j, &made->table, &made->known, err);
        }
    return status;
}

uc_status uc_trust_cases_list(const uc_sensitivity_opts *opts, uc_trust_cases *cases,
                              uc_error *err)
{
    static uc_status (*const full[])(uc_trust_cases *, uc_error *) = {
        add_merged, add_strata, add_methods, add_thresholds, add_orders, add_existence};
    static const uc_sensitivity_kind errors[] = {
        UC_SENSITIVITY_MISSED, UC_SENSITIVITY_FALSE, UC_SENSITIVITY_OUT_OF_SCOPE};
    uc_status status;

    *cases = (uc_trust_cases){.opts = opts};
    status = pool(opts->set, SIZE_MAX, &cases->pooled, err);
    if (status == UC_OK &&
        add_pooled(cases, UC_SENSITIVITY_BASE, opts->method[0], "as estimated") == NULL)
        status = no_memory(err);
    if (status == UC_OK)
        status = add_lists(cases, err);
    for (size_t i = 0; i < sizeof full / sizeof full[0] && !opts->short_form; i++)
        if (status == UC_OK)
            status = full[i](cases, err);
    if (status == UC_OK && (!opts->short_form || opts->consistency))
        status = add_consistency(cases, err);
    for (size_t i = 0; i < 3 && !opts->short_form && status == UC_OK; i++)
        if (opts->set->n_lists <= UC_MODEL_MAX_LISTS)
            status = add_errors(cases, errors[i], err);
    return status;
}
