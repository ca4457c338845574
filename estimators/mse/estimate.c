/* estimate.c - names of outcomes, release of estimates, warnings */
#include "estimators/mse/estimate.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "data/base/text.h"

static const struct {
    const char *name, *text;
} outcomes[UC_MSE_N_STATUS] = {
    [UC_MSE_OK] = {"ok", "a finite, identifiable estimate"},
    [UC_MSE_NO_FINITE_ESTIMATE] = {"no_finite_estimate",
                                   "the model has no finite estimate on these counts"},
    [UC_MSE_NOT_IDENTIFIABLE] = {"not_identifiable",
                                 "these counts do not identify the model"},
    [UC_MSE_NO_FINITE_ESTIMATE_AND_NOT_IDENTIFIABLE] =
        {"no_finite_estimate_and_not_identifiable",
         "the model has no finite estimate on these counts, nor do they identify it"},
    [UC_MSE_TOO_FEW_LISTS] = {"too_few_lists", "fewer lists than the method needs"},
    [UC_MSE_TOO_MANY_LISTS] = {"too_many_lists", "more lists than the method takes"},
    [UC_MSE_NO_PEOPLE] = {"no_people", "nobody was observed"},
    [UC_MSE_NO_ADMISSIBLE_MODEL] = {"no_admissible_model",
                                    "no candidate model has a finite, identifiable "
                                    "estimate"},
    [UC_MSE_MODEL_DOES_NOT_FIT] =
        {"model_does_not_fit", "the model names lists that the table does not have"},
    [UC_MSE_NOT_REACHED] = {"not_reached",
                            "counts differ so much in size that the estimate is not "
                            "reached in double precision"},
    [UC_MSE_NOT_CORRECTED] = {"not_corrected",
                              "no correction of the bias is known for this model with "
                              "so few lists or this theta"},
    [UC_MSE_OUT_OF_RANGE] = {"out_of_range",
                             "the fit contradicts the model: a chance outside 0 to 1, "
                             "or fewer persons than were observed"},
    [UC_MSE_NOT_PROPER] = {"posterior_not_proper",
                           "the posterior has no finite total under this prior"},
    [UC_MSE_STOPPED] = {"stopped", "the search limit ended before any model was found"},
};

const char *uc_mse_status_name(uc_mse_status status)
{
    return (unsigned)status < UC_MSE_N_STATUS ? outcomes[status].name : "unknown";
}

const char *uc_mse_status_text(uc_mse_status status)
{
    return (unsigned)status < UC_MSE_N_STATUS ? outcomes[status].text : "unknown";
}

uc_status uc_estimate_warn(uc_estimate *estimate, uc_error *err, const char *code,
                           const char *fmt, ...)
{
    char text[UC_ERROR_MSG];
    uc_warning *grown;
    va_list args;

    grown = realloc(estimate->warning, (estimate->n_warnings + 1) * sizeof *grown);
    if (grown == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a warning");
    estimate->warning = grown;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    grown[estimate->n_warnings] = (uc_warning){code, uc_text_copy(text)};
    if (grown[estimate->n_warnings].text == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a warning");
    estimate->n_warnings++;
    return UC_OK;
}

uc_status uc_estimate_fact(uc_estimate *estimate, uc_error *err, const char *code,
                           const char *label, double value, const char *fmt, ...)
{
    uc_fact *grown = realloc(estimate->fact, (estimate->n_facts + 1) * sizeof *grown);
    char text[UC_ERROR_MSG];
    va_list args;

    if (grown == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a fact");
    estimate->fact = grown;
    grown[estimate->n_facts] = (uc_fact){code, label, value, NULL};
    if (fmt != NULL) {
        va_start(args, fmt);
        (void)vsnprintf(text, sizeof text, fmt, args);
        va_end(args);
        grown[estimate->n_facts].text = uc_text_copy(text);
        if (grown[estimate->n_facts].text == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for a fact");
    }
    estimate->n_facts++;
    return UC_OK;
}

const char *uc_estimate_status_name(const uc_estimate *estimate)
{
    if (estimate->status == UC_MSE_OK && estimate->on_face)
        return "ok_on_face";
    return uc_mse_status_name(estimate->status);
}

bool uc_estimate_has_model(const uc_estimate *estimate)
{
    return estimate->label != NULL || estimate->model.n_terms > 0;
}

void uc_estimate_write_model(const uc_estimate *estimate, char *const names[],
                             uc_sink *out)
{
    if (estimate->label != NULL)
        uc_sink_puts(out, estimate->label);
    else if (names != NULL)
        uc_model_write_names(&estimate->model, names, out);
    else
        uc_model_write(&estimate->model, out);
}

uc_status uc_estimate_name(uc_estimate *estimate, const char *label, uc_error *err)
{
    char *copy = uc_text_copy(label);

    if (copy == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the name of a model");
    free(estimate->label);
    estimate->label = copy;
    return UC_OK;
}

uc_status uc_estimate_give(uc_estimate *estimate, const uc_interval *interval,
                           uc_error *err)
{
    uc_interval *grown =
        realloc(estimate->given, (estimate->n_given + 1) * sizeof *grown);

    if (grown == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for an interval");
    estimate->given = grown;
    grown[estimate->n_given++] = *interval;
    return UC_OK;
}

static void clear_bootstrap(uc_bootstrap *boot)
{
    for (size_t r = 0; boot->model != NULL && r < boot->replicates; r++)
        free(boot->model[r]);
    free(boot->model);
    free(boot->estimate);
    free(boot->status);
    free(boot->jackknife);
    free(boot->jackknife_count);
}

void uc_estimate_clear(uc_estimate *estimate)
{
    for (size_t i = 0; i < estimate->n_bootstraps; i++)
        clear_bootstrap(&estimate->bootstrap[i]);
    for (size_t i = 0; i < estimate->n_warnings; i++)
        free(estimate->warning[i].text);
    for (size_t i = 0; i < estimate->n_facts; i++)
        free(estimate->fact[i].text);
    free(estimate->fact);
    free(estimate->draws.persons);
    uc_model_clear(&estimate->model);
    free(estimate->label);
    free(estimate->given);
    free(estimate->weight);
    free(estimate->coefficient);
    free(estimate->interval);
    free(estimate->bootstrap);
    free(estimate->warning);
    *estimate = (uc_estimate){0};
}
