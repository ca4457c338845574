/* point.c - the point estimate and what stands beside it */
#include "estimators/mse/point.h"

#include <math.h>
#include <stdlib.h>

#include "estimators/mse/diagnose.h"
#include "estimators/mse/family.h"
#include "estimators/mse/profile.h"

/* Models compared for the range of estimates; more are said to be more. */
#define MAX_NEAR 1000
/* Fits that the comparison may use; beyond it the range is said to be incomplete. */
#define NEAR_LIMIT 200000
/* A range so wide (high over low) within 2 units of the criterion is warned of. */
#define WIDE_RANGE 1.5

static const double near_units[2] = {2.0, 6.0};

void uc_point_work_clear(uc_point_work *work)
{
    uc_model_clear(&work->fixed);
    for (size_t i = 0; i < work->n_hints; i++)
        uc_model_clear(&work->hint[i]);
    for (size_t i = 0; i < work->n_top; i++)
        uc_model_clear(&work->top[i]);
    free(work->top);
    free(work->fitted);
    *work = (uc_point_work){0};
}

uc_mse_status uc_point_applies(const uc_capture_table *table, const uc_method *method)
{
    if (uc_capture_table_n_active(table) < method->min_lists)
        return UC_MSE_TOO_FEW_LISTS;
    if (table->n_lists > method->max_lists)
        return UC_MSE_TOO_MANY_LISTS;
    return table->n_people > 0 ? UC_MSE_OK : UC_MSE_NO_PEOPLE;
}

/* On a face some coefficients are not to be told apart, or run to infinity. */
static uc_status is_estimable(const uc_loglin_ws *ws, const uc_dense *dense,
                              size_t position, bool *estimable, uc_error *err)
{
    const uc_newton_model model = uc_layout_model(&ws->layout);

    *estimable = true;
    if (!ws->on_face)
        return UC_OK;
    return uc_existence_estimable(dense, &model, position, estimable, err);
}

/* The answer stands only with facial sets: that is said wherever it is. */
static uc_status say_face(const uc_loglin_fit *fit, const uc_loglin_ws *ws,
                          const uc_dense *dense, uc_estimate *estimate, uc_error *err)
{
    if (!fit->on_face)
        return UC_OK;
    estimate->on_face = true;
    return uc_estimate_fact(
        estimate, err, "face", "Existence", (double)ws->layout.n_kept,
        "on a face: the model has no finite estimate in the strict sense; %zu of %zu "
        "histories can have people, and the number on no list is estimable from them",
        ws->layout.n_kept, dense->n_cells - 1);
}

/* Coefficients in the order of the model, the intercept first. */
static uc_status set_coefficients(const uc_loglin_ws *ws, const uc_dense *dense,
                                  uc_estimate *estimate, uc_error *err)
{
    const uc_model *model = &estimate->model;
    const size_t n = ws->layout.n_terms;
    size_t m = 0;
    uc_coefficient *made = calloc(model->n_terms + 1, sizeof *made);
    uc_status status = UC_OK;

    if (made == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for coefficients");
    for (size_t i = 0; i <= model->n_terms; i++) {
        const uint32_t term = i == 0 ? 0 : model->term[i - 1];
        bool shown = false;

        if (!uc_dense_is_term(dense, term))
            continue;
        made[m] = (uc_coefficient){term, NAN, NAN, !(dense->margin[term] > 0.0)};
        for (size_t k = 0; k < n && status == UC_OK; k++) {
            if (ws->layout.term[k] != term)
                continue;
            status = is_estimable(ws, dense, k, &shown, err);
            if (!shown)
                continue;
            made[m].estimate = ws->point.alpha[term];
            made[m].std_error = sqrt(uc_loglin_covariance(ws, k, k));
        }
        m++;
    }
    estimate->coefficient = made;
    estimate->n_coefficients = m;
    return status;
}

/* Fits the chosen model once more, to the last digits, and writes down what it says. */
static uc_status set_fit(uc_select_ws *ws, const uc_dense *dense,
                         const uc_mse_settings *settings, uc_estimate *estimate,
                         uc_error *err)
{
    const uc_model *model = &estimate->model;
    uc_loglin_fit fit;
    uc_status status =
        uc_select_reserve(ws, dense->n_lists, uc_model_n_parameters(model), err);

    if (status == UC_OK)
        status = uc_loglin_fit_terms(&ws->loglin, dense, model->term, model->n_terms,
                                     NULL, &fit, err);
    if (status != UC_OK)
        return status;
    estimate->n_parameters = fit.n_parameters;
    estimate->n_boundary = fit.n_boundary;
    estimate->df = fit.df;
    estimate->estimate = fit.estimate;
    estimate->hidden = fit.hidden;
    estimate->loglik = fit.loglik;
    estimate->aic = fit.aic;
    estimate->aicc = fit.aicc;
    estimate->bic = fit.bic;
    estimate->deviance = fit.deviance;
    if (fit.existence != 0) {
        estimate->status = uc_status_of_existence(fit.existence);
        return UC_OK;
    }
    uc_loglin_variance(&ws->loglin);
    estimate->std_error = uc_loglin_std_error(&ws->loglin, &fit);
    status = set_coefficients(&ws->loglin, dense, estimate, err);
    if (status == UC_OK)
        status = say_face(&fit, &ws->loglin, dense, estimate, err);
    if (status == UC_OK && uc_profile_wanted(settings))
        status = uc_profile_loglin(&ws->loglin, dense, settings, estimate, err);
    return status;
}

static void set_ranges(const uc_search_result *found, uc_estimate *estimate)
{
    const double best = found->best[0].criterion;

    for (size_t k = 0; k < 2; k++) {
        uc_model_range *range = &estimate->range[k];
        size_t n = 0;

        *range = (uc_model_range){near_units[k], INFINITY, -INFINITY, 0, true};
        for (; n < found->n_found && found->best[n].criterion <= best + near_units[k];
             n++) {
            range->low = fmin(range->low, found->best[n].estimate);
            range->high = fmax(range->high, found->best[n].estimate);
        }
        range->n_models = n;
        range->complete = found->proved && (n < MAX_NEAR || n < found->n_found);
    }
    estimate->has_range = true;
}

static uc_status keep_hints(uc_select_ws *ws, const uc_search_result *found,
                            uc_point_work *work, uc_error *err)
{
    for (size_t i = 0; i < found->n_found && work->n_hints < UC_POINT_MAX_HINTS; i++) {
        uc_status status = uc_search_model(ws->search, &found->best[i],
                                           &work->hint[work->n_hints], err);

        if (status != UC_OK)
            return status;
        work->n_hints++;
    }
    return UC_OK;
}

/* Compares all models near the best, by the method's criterion or by BIC. */
static uc_status compare_models(uc_select_ws *ws, const uc_dense *dense,
                                const uc_method *method,
                                const uc_mse_settings *settings, uc_point_work *work,
                                uc_estimate *estimate, uc_error *err)
{
    const bool by_rule = uc_rule_is_criterion(method->rule);
    const uint64_t limit = settings->search_limit;
    const uc_search_opts opts = {.rule = by_rule ? method->rule : UC_RULE_BIC,
                                 .max_order = settings->max_order,
                                 .n_best = MAX_NEAR,
                                 .within = near_units[1],
                                 .limit = limit > 0 && limit < NEAR_LIMIT ? limit
                                                                          : NEAR_LIMIT,
                                 .facial = settings->facial,
                                 .cancel = ws->cancel,
                                 .hint = &estimate->model,
                                 .n_hints = estimate->model.n_terms > 0 ? 1 : 0};
    const uc_search_result *found;
    uc_status status = uc_search_run(ws->search, dense, &opts, &found, err);

    if (status != UC_OK || found->n_found == 0)
        return status;
    set_ranges(found, estimate);
    return by_rule ? keep_hints(ws, found, work, err) : UC_OK;
}

static size_t largest_finite_top(const uc_mse_settings *settings)
{
    size_t largest = 0;

    for (size_t i = 0; i < settings->n_tops; i++)
        if (settings->top[i] != UC_TOP_ALL && settings->top[i] > largest)
            largest = settings->top[i];
    return largest;
}

/* Lists the best models that replicates with a finite --top choose from. */
static uc_status list_top(uc_select_ws *ws, const uc_dense *dense,
                          const uc_method *method, const uc_mse_settings *settings,
                          uc_point_work *work, uc_error *err)
{
    const uc_search_opts opts = {.rule = method->rule,
                                 .max_order = settings->max_order,
                                 .n_best = largest_finite_top(settings),
                                 .limit = settings->search_limit,
                                 .facial = settings->facial,
                                 .cancel = ws->cancel,
                                 .hint = work->hint,
                                 .n_hints = work->n_hints};
    const uc_search_result *found;
    uc_status status;

    if (opts.n_best == 0 || settings->n_boot == 0)
        return UC_OK;
    status = uc_search_run(ws->search, dense, &opts, &found, err);
    if (status != UC_OK)
        return status;
    work->top = calloc(found->n_found + 1, sizeof *work->top);
    if (work->top == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu models", found->n_found);
    for (size_t i = 0; i < found->n_found && status == UC_OK; i++) {
        status = uc_search_model(ws->search, &found->best[i], &work->top[i], err);
        work->n_top += status == UC_OK;
    }
    return status;
}

static uc_status warn_of_search(const uc_selection *chosen, uc_estimate *estimate,
                                uc_error *err)
{
    uc_status status = UC_OK;

    if (chosen->n_ties > 0)
        status =
            uc_estimate_warn(estimate, err, "tied_models",
                             "%zu other model%s as good by the criterion; the one with "
                             "fewest terms, then "
                             "the smallest estimate, was taken",
                             chosen->n_ties, chosen->n_ties == 1 ? " is" : "s are");
    if (status == UC_OK && !chosen->proved)
        status = uc_estimate_warn(
            estimate, err, "not_proved_optimal",
            "the search ended at its limit; another model may be better by up to %.6g "
            "units of the criterion",
            chosen->gap);
    if (status == UC_OK && chosen->stopped_at_empty_pair)
        status = uc_estimate_warn(
            estimate, err, "stopped_at_empty_pair",
            "the selection stopped at a pair of lists that share nobody, whose Wald p "
            "value is 1 by convention");
    return status;
}

static uc_status warn_of_range(uc_estimate *estimate, uc_error *err)
{
    const uc_model_range *range = &estimate->range[0];

    if (!estimate->has_range || range->high <= WIDE_RANGE * range->low)
        return UC_OK;
    return uc_estimate_warn(estimate, err, "depends_on_model",
                            "models within 2 units of the best differ: their estimates "
                            "run from %.0f to %.0f",
                            range->low, range->high);
}

static const char *const list_words[] = {
    [UC_LIST_EMPTY] = "has nobody on it",
    [UC_LIST_COMPLETE] = "has everybody on it",
    [UC_LIST_DUPLICATE] = "has the same people as an earlier list",
    [UC_LIST_ISOLATED] = "shares nobody with any other list"};

/* Whether structural zeros say that nobody can be on a list. */
static bool is_inactive(const uc_capture_table *table, size_t list)
{
    size_t on = 0;

    for (size_t i = 0; i < table->n_impossible; i++)
        on += table->impossible[i] >> list & 1u;
    return on == (size_t)1 << (table->n_lists - 1);
}

/* What was declared impossible stands beside the estimate. */
static uc_status warn_of_zeros(const uc_capture_table *table, const uc_dense *dense,
                               uc_estimate *estimate, uc_error *err)
{
    size_t n_dropped = 0;

    if (!dense->has_zeros)
        return UC_OK;
    for (size_t i = 0; i < estimate->model.n_terms; i++)
        n_dropped += !uc_dense_is_term(dense, estimate->model.term[i]);
    if (n_dropped == 0)
        return uc_estimate_warn(estimate, err, "structural_zeros",
                                "%zu histories were declared impossible and left out",
                                table->n_impossible);
    return uc_estimate_warn(
        estimate, err, "structural_zeros",
        "%zu histories were declared impossible and left out; %zu terms of the model "
        "have none of the others and are no parameters",
        table->n_impossible, n_dropped);
}

static uc_status warn_of_lists(const uc_capture_table *table, uc_estimate *estimate,
                               uc_error *err)
{
    uc_diagnosis diagnosis;
    uc_status status = uc_diagnose_lists(table, &diagnosis, err);

    if (status != UC_OK)
        return status;
    for (size_t j = 0; j < table->n_lists && status == UC_OK; j++)
        if (diagnosis.finding[j] != UC_LIST_INFORMATIVE && !is_inactive(table, j))
            status =
                uc_estimate_warn(estimate, err, "uninformative_list", "list %zu %s",
                                 j + 1, list_words[diagnosis.finding[j]]);
    uc_diagnosis_clear(&diagnosis);
    return status;
}

static void start_estimate(const uc_capture_table *table, const uc_method *method,
                           const uc_mse_settings *settings, uc_estimate *estimate)
{
    const unsigned most = table->n_lists > 1 ? (unsigned)table->n_lists - 1 : 1;
    const unsigned max_order = settings->max_order > 0 && settings->max_order < most
                                   ? settings->max_order
                                   : most;

    *estimate = (uc_estimate){.method = method,
                              .status = uc_point_applies(table, method),
                              .n_lists = table->n_lists,
                              .n_observed = table->n_people,
                              .estimate = NAN,
                              .hidden = NAN,
                              .std_error = NAN,
                              .loglik = NAN,
                              .aic = NAN,
                              .aicc = NAN,
                              .bic = NAN,
                              .deviance = NAN,
                              .search = {.max_order = max_order}};
}

static uc_status read_fixed(const uc_capture_table *table, const uc_method *method,
                            const uc_mse_settings *settings, uc_point_work *work,
                            uc_estimate *estimate, uc_error *err)
{
    uc_error why;

    if (method->rule != UC_RULE_FIXED)
        return UC_OK;
    if (settings->model == NULL)
        return uc_fail(err, UC_EINVAL, "method fixed needs a model, such as [12,3]");
    if (uc_model_parse(settings->model, table->n_lists, &work->fixed, &why) == UC_OK)
        return UC_OK;
    if (why.code != UC_EINVAL)
        return uc_fail(err, why.code, "%s", why.msg);
    estimate->status = UC_MSE_MODEL_DOES_NOT_FIT;
    return uc_estimate_warn(estimate, err, "model_does_not_fit", "model '%.60s': %s",
                            settings->model, why.msg);
}

static uc_status choose_model(uc_select_ws *ws, const uc_dense *dense,
                              const uc_method *method, const uc_mse_settings *settings,
                              const uc_point_work *work, uc_estimate *estimate,
                              uc_error *err)
{
    uc_selection chosen;
    uc_status status =
        uc_select(ws, dense, method, settings, &work->fixed, NULL, 0, &chosen, err);

    if (status != UC_OK)
        return status;
    estimate->status = chosen.status;
    estimate->model = chosen.model; /* ownership passes */
    estimate->search.searched = uc_rule_is_criterion(method->rule);
    estimate->search.proved_optimal = chosen.proved;
    estimate->search.criterion_gap = chosen.gap;
    estimate->search.n_fits = chosen.n_fits;
    estimate->search.n_ties = chosen.n_ties;
    status = warn_of_search(&chosen, estimate, err);
    if (status == UC_OK && estimate->model.n_terms > 0)
        status = set_fit(ws, dense, settings, estimate, err);
    return status;
}

/* Means of the chosen model, from which a parametric bootstrap draws. */
static uc_status keep_fitted(const uc_select_ws *ws, const uc_dense *dense,
                             const uc_mse_settings *settings, uc_point_work *work,
                             const uc_estimate *estimate, uc_error *err)
{
    if (settings->boot_kind != UC_BOOTSTRAP_PARAMETRIC || estimate->status != UC_MSE_OK)
        return UC_OK;
    work->fitted = calloc(dense->n_cells, sizeof *work->fitted);
    if (work->fitted == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for fitted means");
    work->fitted[0] = estimate->hidden;
    for (size_t w = 1; w < dense->n_cells; w++)
        if (ws->loglin.layout.keep[w] != 0.0)
            work->fitted[w] = ws->loglin.point.mu[w];
    return UC_OK;
}

static uc_status loglinear_point(uc_select_ws *ws, const uc_capture_table *table,
                                 const uc_dense *dense, const uc_method *method,
                                 const uc_mse_settings *settings, uc_point_work *work,
                                 uc_estimate *estimate, uc_error *err)
{
    uc_status status = read_fixed(table, method, settings, work, estimate, err);

    if (status != UC_OK || estimate->status != UC_MSE_OK)
        return status;
    status = choose_model(ws, dense, method, settings, work, estimate, err);
    if (status == UC_OK)
        status = keep_fitted(ws, dense, settings, work, estimate, err);
    if (status == UC_OK && estimate->status != UC_MSE_NOT_REACHED)
        status = compare_models(ws, dense, method, settings, work, estimate, err);
    if (status == UC_OK && uc_rule_is_criterion(method->rule))
        status = list_top(ws, dense, method, settings, work, err);
    if (status == UC_OK)
        status = warn_of_range(estimate, err);
    return status;
}

static uc_status loglinear_again(uc_select_ws *ws, const uc_dense *dense,
                                 const uc_method *method,
                                 const uc_mse_settings *settings,
                                 const uc_point_work *work, uc_selection *selection,
                                 uc_error *err)
{
    return uc_select(ws, dense, method, settings, &work->fixed, work->hint,
                     work->n_hints, selection, err);
}

static const char *const loglinear_assumptions[] = {
    "the lists cover one closed population of persons, and each list only members of "
    "it;",
    "records of one person on several lists are linked without error;",
    "persons of one stratum differ in their chances of being listed only as the terms "
    "of the model allow, and all lists together do not interact.",
    NULL};

const struct uc_method_family uc_family_loglinear = {
    loglinear_point,       loglinear_again,     "conditional on the chosen model",
    loglinear_assumptions, .takes_zeros = true, .fits = true};

uc_status uc_point_estimate(uc_select_ws *ws, const uc_capture_table *table,
                            const uc_dense *dense, const uc_method *method,
                            const uc_mse_settings *settings, uc_point_work *work,
                            uc_estimate *estimate, uc_error *err)
{
    uc_status status;

    start_estimate(table, method, settings, estimate);
    if (estimate->status != UC_MSE_OK)
        return UC_OK;
    if (table->n_impossible > 0 && !method->family->takes_zeros) {
        estimate->status = UC_MSE_MODEL_DOES_NOT_FIT;
        return uc_estimate_warn(estimate, err, "structural_zeros",
                                "this method cannot leave out histories declared "
                                "impossible; log-linear methods can");
    }
    status =
        method->family->point(ws, table, dense, method, settings, work, estimate, err);
    if (status == UC_OK && estimate->status != UC_MSE_MODEL_DOES_NOT_FIT)
        status = warn_of_lists(table, estimate, err);
    if (status == UC_OK && estimate->status != UC_MSE_MODEL_DOES_NOT_FIT)
        status = warn_of_zeros(table, dense, estimate, err);
    return status;
}
