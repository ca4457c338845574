/* capture_family.c - capture models as methods */
#include "estimators/capture/capture_family.h"

#include <math.h>
#include <stdlib.h>

#include "data/base/text.h"
#include "estimators/core/elementary.h"
#include "estimators/capture/capture_design.h"
#include "estimators/mse/family.h"
#include "estimators/mse/profile.h"

static void free_extra(void *extra)
{
    uc_capture_ws_free(extra);
    free(extra);
}

/* The family's own scratch in the workspace of the thread. */
static uc_capture_ws *scratch(uc_select_ws *ws)
{
    if (ws->extra != NULL && ws->extra_free != free_extra) {
        ws->extra_free(ws->extra);
        ws->extra = NULL;
    }
    if (ws->extra == NULL)
        ws->extra = calloc(1, sizeof(uc_capture_ws));
    ws->extra_free = free_extra;
    return ws->extra;
}

static uc_capture_model model_of(const uc_method *method,
                                 const uc_mse_settings *settings)
{
    return (uc_capture_model){
        .form = (uc_capture_form)(method->variant / 8),
        .heterogeneity = (uc_heterogeneity)(method->variant % 8),
        .theta = uc_method_takes(method, "theta") ? settings->theta : 0.0,
        .corrected = settings->corrected};
}

static uc_status fit_one(uc_select_ws *ws, const uc_dense *dense,
                         const uc_method *method, const uc_mse_settings *settings,
                         uc_capture_ws **own, uc_capture_fit *fit, uc_error *err)
{
    const uc_capture_model model = model_of(method, settings);

    *own = scratch(ws);
    if (*own == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for capture models");
    if (model.form >= UC_CAPTURE_MB && !settings->ordered)
        return uc_fail(err, UC_EINVAL,
                       "method %s takes lists that are occasions in time order",
                       method->name);
    return uc_capture_fit_table(*own, dense, &model, fit, err);
}

static uc_status add_facts(const uc_capture_fit *fit, uc_estimate *e, uc_error *err)
{
    uc_status status = UC_OK;

    if (isfinite(fit->frequency_deviance))
        status = uc_estimate_fact(
            e, err, "frequency_deviance", "Capture numbers", fit->frequency_deviance,
            "deviance %.2f on %ld df over the numbers of captures; BIC %.3f, AIC %.3f",
            fit->frequency_deviance, fit->frequency_df, fit->frequency_bic,
            fit->frequency_aic);
    if (status == UC_OK && isfinite(fit->chance))
        status = uc_estimate_fact(e, err, "chance",
                                  isfinite(fit->again) ? "First capture" : "Capture",
                                  fit->chance, "chance %.4f", fit->chance);
    if (status == UC_OK && isfinite(fit->again))
        status = uc_estimate_fact(e, err, "chance_again", "Later captures", fit->again,
                                  "chance %.4f", fit->again);
    if (status == UC_OK && fit->n_left_out > 0)
        status =
            uc_estimate_fact(e, err, "left_out", "Chao's terms",
                             (double)fit->n_left_out, "%zu would be negative and %s 0",
                             fit->n_left_out, fit->n_left_out == 1 ? "is" : "are");
    return status;
}

/* Mb and Mbh with x persons never caught: chances of a first capture come from the
 * numbers caught and not caught at each occasion, from the second on for Mbh. */
typedef struct removal {
    double first[UC_MODEL_MAX_LISTS]; /* people by first occasion */
    unsigned t;
    bool apart;
} removal;

static uc_status fit_removal(void *ctx, double x, uc_profile_point *point, bool *found,
                             uc_error *err)
{
    const removal *r = ctx;
    double caught = 0.0, missed = 0.0, all = x, p, mean;

    (void)err;
    point->loglik = 0.0;
    for (unsigned u = r->apart; u < r->t; u++) {
        caught += r->first[u];
        missed += (u - r->apart) * r->first[u];
        all += r->first[u];
    }
    missed += (r->t - r->apart) * x;
    p = caught / (caught + missed);
    *found = all > 0.0 && p > 0.0 && p < 1.0;
    if (!*found)
        return UC_OK;
    mean = all * p;
    for (unsigned u = r->apart; u < r->t; u++) {
        point->loglik += (r->first[u] > 0.0 ? r->first[u] * uc_log(mean) : 0.0) - mean;
        mean *= 1.0 - p;
    }
    if (r->apart && r->first[0] > 0.0)
        point->loglik += r->first[0] * uc_log(r->first[0]) - r->first[0];
    point->hidden = mean / p;
    return UC_OK;
}

static uc_status give_profile(uc_capture_ws *own, const uc_dense *dense,
                              const uc_mse_settings *settings, uc_estimate *e,
                              uc_error *err)
{
    removal r = {.t = dense->n_lists, .apart = own->model.form == UC_CAPTURE_MBH};

    if (own->model.form < UC_CAPTURE_MB)
        return uc_profile_design(&own->design, own->count, settings, e, err);
    for (size_t w = 1; w < dense->n_cells; w++)
        r.first[__builtin_ctzll(w)] += dense->count[w];
    return uc_profile_give(fit_removal, &r, settings, e, err);
}

/* Means by history, from which a parametric bootstrap draws. */
static uc_status keep_fitted(const uc_capture_ws *own, const uc_dense *dense,
                             const uc_capture_fit *fit, uc_point_work *work,
                             uc_error *err)
{
    work->fitted = calloc(dense->n_cells, sizeof *work->fitted);
    if (work->fitted == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for fitted means");
    work->fitted[0] = fit->hidden;
    for (uint32_t w = 1; w < dense->n_cells; w++) {
        const size_t r = uc_capture_row(&own->model, dense->n_lists, w);

        work->fitted[w] = own->glm.mu[r] / uc_exp(own->design.offset[r]);
    }
    return UC_OK;
}

static uc_status warn_of_correction(const uc_mse_settings *settings, uc_estimate *e,
                                    uc_error *err)
{
    if (!uc_profile_wanted(settings))
        return UC_OK;
    return uc_estimate_warn(e, err, "no_profile_of_corrected",
                            "a bias-corrected estimate has no profile likelihood");
}

static uc_status capture_point(uc_select_ws *ws, const uc_capture_table *table,
                               const uc_dense *dense, const uc_method *method,
                               const uc_mse_settings *settings, uc_point_work *work,
                               uc_estimate *e, uc_error *err)
{
    const uc_capture_model model = model_of(method, settings);
    char name[96];
    uc_capture_ws *own;
    uc_capture_fit fit;
    uc_status status = fit_one(ws, dense, method, settings, &own, &fit, err);

    (void)table;
    if (status != UC_OK)
        return status;
    uc_capture_name(&model, name, sizeof name);
    e->status = fit.status;
    e->estimate = fit.estimate;
    e->hidden = fit.hidden;
    e->std_error = fit.std_error;
    e->n_parameters = fit.n_parameters;
    e->loglik = fit.loglik;
    e->deviance = fit.deviance;
    e->df = fit.df;
    e->aic = fit.aic;
    e->aicc = fit.aicc;
    e->bic = fit.bic;
    status = uc_estimate_name(e, name, err);
    if (status == UC_OK)
        status = add_facts(&fit, e, err);
    if (status != UC_OK || fit.status != UC_MSE_OK)
        return status;
    if (model.corrected)
        return warn_of_correction(settings, e, err);
    if (settings->boot_kind == UC_BOOTSTRAP_PARAMETRIC)
        status = keep_fitted(own, dense, &fit, work, err);
    if (status != UC_OK)
        return status;
    return uc_profile_wanted(settings) ? give_profile(own, dense, settings, e, err)
                                       : UC_OK;
}

static uc_status capture_again(uc_select_ws *ws, const uc_dense *dense,
                               const uc_method *method, const uc_mse_settings *settings,
                               const uc_point_work *work, uc_selection *selection,
                               uc_error *err)
{
    uc_selection made = {.estimate = NAN, .proved = true, .status = UC_MSE_NO_PEOPLE};
    const uc_capture_model model = model_of(method, settings);
    char name[96];
    uc_capture_ws *own;
    uc_capture_fit fit;
    uc_status status;

    (void)work;
    if (dense->n_people > 0.0) {
        status = fit_one(ws, dense, method, settings, &own, &fit, err);
        if (status != UC_OK)
            return status;
        made.status = fit.status;
        made.estimate = fit.estimate;
        uc_capture_name(&model, name, sizeof name);
        made.label = uc_text_copy(name);
        if (made.label == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for the name of a model");
    }
    *selection = made;
    return UC_OK;
}

static const char *const capture_assumptions[] = {
    "the lists cover one closed population of persons, and each list only members of "
    "it;",
    "records of one person on several lists are linked without error;",
    "chances of being listed differ between lists and persons only as the capture "
    "model "
    "says: a list says nothing of another beyond that.",
    NULL};

const struct uc_method_family uc_family_capture = {capture_point, capture_again,
                                                   "conditional on the model",
                                                   capture_assumptions, .fits = true};
