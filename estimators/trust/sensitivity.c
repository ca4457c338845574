/* sensitivity.c - an estimate beside what it would be otherwise */
#include "estimators/trust/sensitivity.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "data/base/text.h"
#include "estimators/core/elementary.h"
#include "estimators/trust/departure.h"
#include "estimators/trust/internal/cases.h"

static const struct {
    const char *name, *title;
} kinds[UC_SENSITIVITY_N] = {
    [UC_SENSITIVITY_BASE] = {"base", "The estimate"},
    [UC_SENSITIVITY_LIST] = {"leave_one_list_out", "One list left out"},
    [UC_SENSITIVITY_MERGED] = {"merge_two_lists", "Two lists taken as one"},
    [UC_SENSITIVITY_STRATUM] = {"leave_one_stratum_out", "One stratum left out"},
    [UC_SENSITIVITY_METHOD] = {"method", "Every method"},
    [UC_SENSITIVITY_MODELS] = {"near_models",
                               "Models nearly as good as the chosen one"},
    [UC_SENSITIVITY_THRESHOLD] = {"p_threshold", "Threshold of stepwise selection"},
    [UC_SENSITIVITY_ORDER] = {"max_order", "Largest interaction allowed"},
    [UC_SENSITIVITY_TOP] = {"n_top", "Models that replicates choose from"},
    [UC_SENSITIVITY_EXISTENCE] = {"existence", "Which estimates are admitted"},
    [UC_SENSITIVITY_HIGHEST] = {"highest_interaction",
                                "Interaction of all lists (xi) other than 1"},
    [UC_SENSITIVITY_TWO_LISTS] = {"two_lists_odds_ratio",
                                  "Two lists alone, dependent by an odds ratio"},
    [UC_SENSITIVITY_PAIR] = {"pair_odds_ratio",
                             "A pair in the chosen model, held at an odds ratio"},
    [UC_SENSITIVITY_MISSED] = {"missed_links", "Links between records missed"},
    [UC_SENSITIVITY_FALSE] = {"false_links", "Records linked falsely"},
    [UC_SENSITIVITY_OUT_OF_SCOPE] = {"out_of_scope", "Persons who do not belong"},
};

const char *uc_sensitivity_name(uc_sensitivity_kind kind)
{
    return (unsigned)kind < UC_SENSITIVITY_N ? kinds[kind].name : "unknown";
}

const char *uc_sensitivity_title(uc_sensitivity_kind kind)
{
    return (unsigned)kind < UC_SENSITIVITY_N ? kinds[kind].title : "Unknown";
}

void uc_sensitivity_clear(uc_sensitivity *found)
{
    for (size_t i = 0; i < found->n_rows; i++) {
        free(found->row[i].label);
        free(found->row[i].model);
    }
    free(found->row);
    free(found->consistency);
    free(found->summary);
    *found = (uc_sensitivity){0};
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for a sensitivity analysis");
}

/* Adds a row whose label is copied; NULL when memory is short. */
static uc_sensitivity_row *add_row(uc_sensitivity *found, uc_sensitivity_kind kind,
                                   const char *label)
{
    uc_sensitivity_row *made;

    if (found->n_rows == found->capacity) {
        const size_t capacity = found->capacity > 0 ? 2 * found->capacity : 128;
        uc_sensitivity_row *grown = realloc(found->row, capacity * sizeof *grown);

        if (grown == NULL)
            return NULL;
        found->row = grown;
        found->capacity = capacity;
    }
    made = &found->row[found->n_rows];
    *made = (uc_sensitivity_row){.kind = kind,
                                 .label = uc_text_copy(label),
                                 .odds = NAN,
                                 .estimate = NAN,
                                 .low = NAN,
                                 .high = NAN,
                                 .ratio = NAN};
    if (made->label == NULL)
        return NULL;
    found->n_rows++;
    return made;
}

/* The limits of the first kind of interval that was asked for. */
static void take_limits(const uc_estimate *e, double *low, double *high,
                        const char **reason)
{
    *low = *high = NAN;
    *reason = e->n_intervals == 0 ? "no_interval" : e->interval[0].note;
    if (e->n_intervals == 0 || e->interval[0].note != NULL)
        return;
    *low = e->interval[0].low;
    *high = e->interval[0].high;
}

static uc_status take_model(const uc_estimate *e, char **model, uc_error *err)
{
    uc_sink text;

    if (!uc_estimate_has_model(e))
        return UC_OK;
    uc_sink_memory(&text);
    uc_estimate_write_model(e, NULL, &text);
    *model = uc_sink_take(&text);
    uc_sink_clear(&text);
    return *model != NULL ? UC_OK : no_memory(err);
}

/* What the estimate is, over the base's. */
static double ratio_to(const uc_sensitivity_row *base, double estimate,
                       uint64_t n_observed, bool part)
{
    double ratio = estimate / base->estimate;

    if (part)
        ratio *= (double)base->n_observed / (double)n_observed;
    return isfinite(ratio) ? ratio : NAN;
}

static uc_status add_case(const uc_trust_case *c, const uc_estimate *e,
                          uc_sensitivity *found, uc_error *err)
{
    uc_sensitivity_row *row = add_row(found, c->kind, c->label);

    if (row == NULL)
        return no_memory(err);
    row->method = c->method;
    row->n_observed = c->table.n_people;
    if (c->reason != NULL || e->status != UC_MSE_OK) {
        row->reason = c->reason != NULL ? c->reason : uc_mse_status_name(e->status);
        row->no_interval = row->reason;
        return c->reason == NULL ? take_model(e, &row->model, err) : UC_OK;
    }
    row->estimate = e->estimate;
    take_limits(e, &row->low, &row->high, &row->no_interval);
    row->ratio = ratio_to(&found->row[0], row->estimate, row->n_observed, c->part);
    return take_model(e, &row->model, err);
}

/* -- Rows that follow from the base without another fit ------------------------- */

/* A row with an estimate only. */
static uc_status add_point(uc_sensitivity *found, uc_sensitivity_kind kind,
                           const char *label, double estimate, const char *reason,
                           uc_error *err)
{
    uc_sensitivity_row *row = add_row(found, kind, label);

    if (row == NULL)
        return no_memory(err);
    row->method = found->row[0].method;
    row->n_observed = found->row[0].n_observed;
    row->estimate = estimate;
    row->no_interval = "not_applicable";
    if (isfinite(estimate))
        row->ratio = ratio_to(&found->row[0], estimate, row->n_observed, false);
    else
        row->reason = reason != NULL ? reason : "not_available";
    return UC_OK;
}

/* Of the row that was added last. */
static void set_odds(uc_sensitivity *found, double odds, size_t a, size_t b)
{
    uc_sensitivity_row *row = &found->row[found->n_rows - 1];

    row->odds = odds;
    row->list[0] = a;
    row->list[1] = b;
}

static uc_status add_near_models(const uc_estimate *base, uc_sensitivity *found,
                                 uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t k = 0; base->has_range && k < 4 && status == UC_OK; k++) {
        const uc_model_range *range = &base->range[k / 2];
        char label[96];

        (void)snprintf(label, sizeof label, "%s of %zu model%s within %g units",
                       k % 2 == 0 ? "least" : "most", range->n_models,
                       range->n_models == 1 ? "" : "s", range->within);
        status = add_point(found, UC_SENSITIVITY_MODELS, label,
                           k % 2 == 0 ? range->low : range->high, NULL, err);
    }
    return status;
}

static uc_status add_tops(const uc_estimate *base, uc_sensitivity *found, uc_error *err)
{
    for (size_t i = 0; i < base->n_intervals; i++) {
        const uc_interval *interval = &base->interval[i];
        char label[96], top[32] = "all";
        uc_sensitivity_row *row;

        if ((interval->kind != UC_INTERVAL_BCA &&
             interval->kind != UC_INTERVAL_PERCENTILE) ||
            interval->level != found->level)
            continue;
        if (interval->top != UC_TOP_ALL)
            (void)snprintf(top, sizeof top, "%zu best", interval->top);
        (void)snprintf(label, sizeof label, "%s models, %s", top,
                       uc_interval_kind_name(interval->kind));
        row = add_row(found, UC_SENSITIVITY_TOP, label);
        if (row == NULL)
            return no_memory(err);
        row->method = base->method;
        row->n_observed = base->n_observed;
        row->estimate = base->estimate;
        row->ratio = 1.0;
        row->low = interval->low;
        row->high = interval->high;
        row->no_interval = interval->note;
    }
    return UC_OK;
}

static uc_status add_highest(const uc_sensitivity_opts *opts, const uc_estimate *base,
                             uc_sensitivity *found, uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t i = 0; i < opts->n_odds && base->status == UC_MSE_OK && status == UC_OK;
         i++) {
        char label[64];

        (void)snprintf(label, sizeof label, "xi = %g", opts->odds[i]);
        status = add_point(
            found, UC_SENSITIVITY_HIGHEST, label,
            (double)base->n_observed +
                uc_departure_highest(base->hidden, base->n_lists, opts->odds[i]),
            NULL, err);
        if (status == UC_OK)
            set_odds(found, opts->odds[i], 0, 0);
    }
    return status;
}

static uc_status add_two_lists(const uc_sensitivity_opts *opts,
                               const uc_trust_cases *cases, uc_sensitivity *found,
                               uc_error *err)
{
    char *const *names = opts->set->list_names;
    uc_status status = UC_OK;

    for (size_t a = 0; a < opts->set->n_lists; a++)
        for (size_t b = a + 1; b < opts->set->n_lists; b++)
            for (size_t i = 0; i < opts->n_odds && status == UC_OK; i++) {
                char label[300];

                (void)snprintf(label, sizeof label, "%s and %s, odds ratio %g",
                               names[a], names[b], opts->odds[i]);
                status = add_point(
                    found, UC_SENSITIVITY_TWO_LISTS, label,
                    uc_departure_two_lists(&cases->pooled, a, b, opts->odds[i]),
                    "no_overlap", err);
                if (status == UC_OK)
                    set_odds(found, opts->odds[i], a, b);
            }
    return status;
}

static uc_status add_pair(const uc_sensitivity_opts *opts, const uc_dense *dense,
                          const uc_estimate *base, size_t a, size_t b,
                          uc_sensitivity *found, uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t i = 0; i < opts->n_odds && status == UC_OK; i++) {
        char label[300];
        double estimate = NAN;
        uc_mse_status ended = UC_MSE_OK;

        (void)snprintf(label, sizeof label, "%s and %s, odds ratio %g",
                       opts->set->list_names[a], opts->set->list_names[b],
                       opts->odds[i]);
        status = uc_departure_offset(dense, &base->model, 1u << a | 1u << b,
                                     opts->odds[i], &estimate, &ended, err);
        if (status == UC_OK)
            status = add_point(found, UC_SENSITIVITY_PAIR, label, estimate,
                               uc_mse_status_name(ended), err);
        if (status == UC_OK)
            set_odds(found, opts->odds[i], a, b);
    }
    return status;
}

static uc_status add_pairs(const uc_sensitivity_opts *opts, const uc_trust_cases *cases,
                           const uc_estimate *base, uc_sensitivity *found,
                           uc_error *err)
{
    uc_dense dense;
    uc_status status;

    if (base->status != UC_MSE_OK || base->model.n_terms == 0)
        return UC_OK;
    status = uc_dense_alloc((unsigned)opts->set->n_lists, &dense, err);
    if (status != UC_OK)
        return status;
    uc_dense_load(&dense, &cases->pooled);
    for (size_t a = 0; a < opts->set->n_lists; a++)
        for (size_t b = a + 1; b < opts->set->n_lists && status == UC_OK; b++)
            status = add_pair(opts, &dense, base, a, b, found, err);
    uc_dense_free(&dense);
    return status;
}

/* The sum of the strata estimated each by itself. */
static uc_status add_stratum_sum(const uc_trust_cases *cases,
                                 const uc_estimate estimates[], uc_sensitivity *found,
                                 uc_error *err)
{
    const char *reason = NULL;
    double sum = 0.0;
    size_t n = 0, seen = 0;

    for (size_t i = 0; i < cases->n; i++) {
        /* cases alternate: without it, it alone */
        if (cases->item[i].kind != UC_SENSITIVITY_STRATUM || seen++ % 2 == 0)
            continue;
        n++;
        sum += estimates[i].estimate;
        if (estimates[i].status != UC_MSE_OK)
            reason = "a_stratum_has_no_estimate";
    }
    return n == 0 ? UC_OK
                  : add_point(found, UC_SENSITIVITY_STRATUM,
                              "sum of strata, each by itself",
                              reason == NULL ? sum : NAN, reason, err);
}

/* -- Consistency of lists -----------------------------------------------------------
 */

static void take_consistency(const uc_trust_case *c, const uc_estimate *e,
                             uc_consistency_row *row)
{
    *row = (uc_consistency_row){.method = c->method,
                                .list = c->list,
                                .known = c->known,
                                .observed = c->table.n_people,
                                .estimate = NAN,
                                .low = NAN,
                                .high = NAN,
                                .log_ratio = NAN};
    if (c->reason != NULL || e->status != UC_MSE_OK) {
        row->reason = c->reason != NULL ? c->reason : uc_mse_status_name(e->status);
        row->no_interval = row->reason;
        return;
    }
    row->estimate = e->estimate;
    row->log_ratio = uc_log(e->estimate / (double)c->known);
    take_limits(e, &row->low, &row->high, &row->no_interval);
    row->covered = row->low <= (double)c->known && (double)c->known <= row->high;
}

uc_consistency_summary uc_consistency_sum(const uc_consistency_row rows[], size_t n,
                                          const uc_method *method, uint64_t minimum)
{
    uc_consistency_summary sum = {.method = method};
    double logs = 0.0;

    for (size_t i = 0; i < n; i++) {
        const uc_consistency_row *row = &rows[i];

        if (row->method != method || row->observed < minimum)
            continue;
        sum.n_lists++;
        if (!isfinite(row->log_ratio))
            continue;
        sum.n_estimates++;
        logs += row->log_ratio;
        if (isfinite(row->low) && isfinite(row->high)) {
            sum.n_intervals++;
            sum.n_covered += row->covered;
        }
    }
    sum.mean_log_ratio = sum.n_estimates > 0 ? logs / (double)sum.n_estimates : NAN;
    return sum;
}

static uc_status add_all_consistency(const uc_trust_cases *cases,
                                     const uc_estimate estimates[],
                                     uc_sensitivity *found, uc_error *err)
{
    const uc_sensitivity_opts *opts = cases->opts;

    found->consistency = calloc(cases->n + 1, sizeof *found->consistency);
    found->summary = calloc(opts->n_methods + 1, sizeof *found->summary);
    if (found->consistency == NULL || found->summary == NULL)
        return no_memory(err);
    for (size_t i = 0; i < cases->n; i++)
        if (cases->item[i].consistency)
            take_consistency(&cases->item[i], &estimates[i],
                             &found->consistency[found->n_consistency++]);
    for (size_t m = 0; m < opts->n_methods && found->n_consistency > 0; m++)
        found->summary[found->n_summaries++] = uc_consistency_sum(
            found->consistency, found->n_consistency, opts->method[m], opts->minimum);
    return UC_OK;
}

/* -- All of it ----------------------------------------------------------------------
 */

/* Rows of one kind, estimated and derived. */
static uc_status add_kind(const uc_trust_cases *cases, const uc_estimate estimates[],
                          uc_sensitivity_kind kind, uc_sensitivity *found,
                          uc_error *err)
{
    const uc_sensitivity_opts *opts = cases->opts;
    uc_status status = UC_OK;

    for (size_t i = 0; i < cases->n && status == UC_OK; i++)
        if (cases->item[i].kind == kind && !cases->item[i].consistency)
            status = add_case(&cases->item[i], &estimates[i], found, err);
    if (status != UC_OK)
        return status;
    if (kind == UC_SENSITIVITY_MODELS)
        return add_near_models(&estimates[0], found, err);
    if (kind == UC_SENSITIVITY_TOP)
        return add_tops(&estimates[0], found, err);
    if (kind == UC_SENSITIVITY_STRATUM)
        return add_stratum_sum(cases, estimates, found, err);
    if (opts->short_form && !(opts->pairs && kind == UC_SENSITIVITY_PAIR))
        return UC_OK;
    if (kind == UC_SENSITIVITY_HIGHEST)
        return add_highest(opts, &estimates[0], found, err);
    if (kind == UC_SENSITIVITY_TWO_LISTS)
        return add_two_lists(opts, cases, found, err);
    if (kind == UC_SENSITIVITY_PAIR)
        return add_pairs(opts, cases, &estimates[0], found, err);
    return UC_OK;
}

/* Random streams hang on the names of the data and of the case. */
static void fill_items(const uc_trust_cases *cases, uc_batch_item items[], size_t at[],
                       size_t *n_items)
{
    *n_items = 0;
    for (size_t i = 0; i < cases->n; i++) {
        const uc_trust_case *c = &cases->item[i];
        const char *const names[] = {cases->opts->set->dataset, "sensitivity",
                                     c->label};

        at[i] = SIZE_MAX;
        if (c->reason != NULL)
            continue;
        at[i] = *n_items;
        items[(*n_items)++] =
            (uc_batch_item){.table = &c->table,
                            .key = uc_hash_names(names, i == 0 ? 1 : 3),
                            .method = c->method,
                            .settings = &c->settings};
    }
}

/* The estimates in the order of the cases; zeroed where there is none. */
static uc_status estimate_all(const uc_trust_cases *cases, const uc_batch_opts *batch,
                              uc_estimate estimates[], uc_error *err)
{
    uc_batch_item *items = calloc(cases->n + 1, sizeof *items);
    uc_estimate *results = calloc(cases->n + 1, sizeof *results);
    size_t *at = calloc(cases->n + 1, sizeof *at), n_items;
    uc_status status = UC_ENOMEM;

    if (items == NULL || results == NULL || at == NULL) {
        status = no_memory(err);
    } else {
        fill_items(cases, items, at, &n_items);
        status = uc_mse_batch(items, n_items, batch, results, err);
    }
    for (size_t i = 0; i < cases->n && status == UC_OK; i++)
        if (at[i] != SIZE_MAX)
            estimates[i] = results[at[i]]; /* what it owns passes on */
    free(items);
    free(results);
    free(at);
    return status;
}

uc_status uc_sensitivity_find(const uc_sensitivity_opts *opts,
                              const uc_batch_opts *batch, uc_sensitivity *found,
                              uc_error *err)
{
    uc_sensitivity made = {.level = opts->settings->level[0]};
    uc_estimate *estimates = NULL;
    uc_trust_cases cases;
    uc_status status = uc_trust_cases_list(opts, &cases, err);

    if (status == UC_OK) {
        estimates = calloc(cases.n + 1, sizeof *estimates);
        status = estimates == NULL ? no_memory(err)
                                   : estimate_all(&cases, batch, estimates, err);
    }
    for (unsigned kind = 0; kind < UC_SENSITIVITY_N && status == UC_OK; kind++)
        status = add_kind(&cases, estimates, (uc_sensitivity_kind)kind, &made, err);
    if (status == UC_OK)
        status = add_all_consistency(&cases, estimates, &made, err);
    for (size_t i = 0; estimates != NULL && i < cases.n; i++)
        uc_estimate_clear(&estimates[i]);
    free(estimates);
    uc_trust_cases_clear(&cases);
    if (status == UC_OK)
        *found = made;
    else
        uc_sensitivity_clear(&made);
    return status;
}

const uc_sensitivity_row *uc_sensitivity_farthest(const uc_sensitivity *found,
                                                  uc_sensitivity_kind kind)
{
    const uc_sensitivity_row *farthest = NULL;

    for (size_t i = 0; i < found->n_rows; i++) {
        const uc_sensitivity_row *row = &found->row[i];

        if (row->kind == kind && row->ratio > 0.0 &&
            (farthest == NULL ||
             fabs(uc_log(row->ratio)) > fabs(uc_log(farthest->ratio))))
            farthest = row;
    }
    return farthest;
}
