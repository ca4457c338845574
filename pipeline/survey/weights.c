/* weights.c - design, non-response, calibration, trimming, replicates */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <stdio.h>
#include "pipeline/survey/input.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the survey's weights");
}

static const double *number_column(const uc_survey_input *in, const char *name)
{
    return uc_survey_find(&in->frame, name, UC_SURVEY_NUMBER)->number;
}

static const uc_survey_column *category(const uc_survey_input *in, const char *name)
{
    return uc_survey_find(&in->frame, name, UC_SURVEY_CATEGORY);
}

static uc_status make_design(uc_survey_input *in, uc_error *err)
{
    const uc_survey_plan *plan = in->plan;
    uc_design_spec spec = {.n = in->frame.n,
                           .nest = plan->nest,
                           .lonely = plan->lonely,
                           .adjust_domain_lonely = plan->domain_lonely};
    size_t s;

    spec.n_stages = plan->psu.n > 1 ? plan->psu.n : 1;
    if (plan->fpc.n > spec.n_stages)
        spec.n_stages = plan->fpc.n;
    if (plan->weight != NULL)
        spec.weight = number_column(in, plan->weight);
    for (s = 0; s < plan->strata.n; s++)
        spec.stratum[s] = category(in, plan->strata.name[s])->code;
    for (s = 0; s < plan->psu.n; s++)
        spec.unit[s] = category(in, plan->psu.name[s])->code;
    for (s = 0; s < plan->fpc.n; s++)
        spec.fpc[s] = number_column(in, plan->fpc.name[s]);
    return uc_design_make(&spec, &in->design, err);
}

/* -- Non-response ------------------------------------------------------------------ */

static uc_status by_classes(uc_survey_input *in, const double responded[],
                            double weight[], uc_error *err)
{
    uint32_t *code = NULL;
    size_t n_codes = 0;
    uc_status status = uc_survey_cross(in, in->plan->classes.name, in->plan->classes.n,
                                       &code, &n_codes, err);

    if (status == UC_OK)
        status = uc_weighting_classes(code, n_codes, responded, in->frame.n, weight,
                                      &in->nonresponse, err);
    free(code);
    return status;
}

static uc_status by_model(uc_survey_input *in, const double responded[],
                          double weight[], uc_error *err)
{
    const uc_names *names = &in->plan->propensity;
    uc_term *term = calloc(names->n + 2, sizeof *term);
    uc_terms terms = {.n = in->frame.n, .term = term, .n_terms = names->n + 1};
    uc_status status;
    size_t k;

    if (term == NULL)
        return no_memory(err);
    for (k = 0; k < names->n; k++) {
        const uc_survey_column *column = category(in, names->name[k]);

        term[k + 1] =
            (uc_term){.code = column->code, .n_levels = uc_survey_n_levels(column)};
    }
    status = uc_response_propensity(&terms, responded, weight, &in->nonresponse, err);
    free(term);
    return status;
}

static uc_status adjust_nonresponse(uc_survey_input *in, double weight[], uc_error *err)
{
    const double *responded;
    uc_status status;
    size_t i;

    if (in->plan->responded == NULL)
        return UC_OK;
    responded = number_column(in, in->plan->responded);
    for (i = 0; i < in->frame.n; i++)
        if (!(responded[i] <= 0) && !(responded[i] >= 1 && responded[i] <= 1))
            return uc_fail(err, UC_EDATA, "row %zu: %s must be 0 or 1", i + 1,
                           in->plan->responded);
    status = in->plan->propensity.n > 0 ? by_model(in, responded, weight, err)
                                        : by_classes(in, responded, weight, err);
    if (status == UC_OK)
        uc_sink_printf(
            &in->notes,
            "Weights of %zu respondents were raised for %zu who did not "
            "answer, by factors from %.3g to %.3g; variances take the factors "
            "as given.\n",
            in->nonresponse.n_respondents, in->nonresponse.n_others,
            in->nonresponse.least, in->nonresponse.most);
    return status;
}

/* -- Calibration ------------------------------------------------------------------- */

/* Reports must not depend on where a run file lies. */
static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static uc_status calibrate(uc_survey_input *in, uc_survey_step *step, double weight[],
                           uc_error *err)
{
    double *before = malloc((in->frame.n + 1) * sizeof *before);
    const bool bounded = in->plan->bounded && !step->from->post_stratify;
    uc_status status;

    if (before == NULL)
        return no_memory(err);
    memcpy(before, weight, in->frame.n * sizeof *before);
    step->opts =
        (uc_calibration_opts){step->from->kind, bounded, in->plan->low, in->plan->high};
    status = uc_survey_make_step(in, step, err);
    if (status == UC_OK)
        status = uc_calibrate(&step->terms, step->totals, &step->opts, before, weight,
                              &step->outcome, err);
    if (status == UC_OK && step->outcome == UC_CALIBRATION_INFEASIBLE)
        status = uc_fail(err, UC_EDATA,
                         "%s: the totals cannot be met%s; widen the bounds or merge "
                         "categories",
                         step->table.path,
                         bounded ? " within the bounds" : ", or contradict each other");
    if (status == UC_OK)
        status = uc_calibration_keep(&step->terms, before, weight, &step->kept, err);
    free(before);
    if (status != UC_OK)
        return status;
    step->kept.inner = in->calibration;
    in->calibration = &step->kept;
    uc_sink_printf(&in->notes,
                   "Weights were calibrated to %s by factors from %.3g to %.3g",
                   base_name(step->table.path), step->kept.least, step->kept.most);
    if (step->kept.n_negative > 0)
        uc_sink_printf(&in->notes, "; %zu became negative: take --rake or --bounds",
                       step->kept.n_negative);
    uc_sink_puts(&in->notes, ".\n");
    return UC_OK;
}

static uc_status trim(uc_survey_input *in, double weight[], uc_error *err)
{
    uc_status status;

    if (!in->plan->trim)
        return UC_OK;
    status = uc_trim_weights(weight, in->frame.n, in->plan->trim_low,
                             in->plan->trim_high, true, &in->n_cut, err);
    if (status == UC_OK)
        uc_sink_printf(
            &in->notes, "%zu weights were trimmed to %g to %g%s.\n", in->n_cut,
            in->plan->trim_low, in->plan->trim_high,
            in->n_steps > 0 ? "; calibration totals are no longer met exactly" : "");
    return status;
}

/* -- Replicates -------------------------------------------------------------------- */

static uc_status given_weights(uc_survey_input *in, uc_replicate_spec *spec,
                               uc_error *err)
{
    const uc_survey_plan *plan = in->plan;
    size_t c, k, n = 0;

    in->repweight = calloc(in->frame.n_columns + 1, sizeof *in->repweight);
    if (in->repweight == NULL)
        return no_memory(err);
    for (k = 0; k < plan->repweights.n; k++) {
        const char *name = plan->repweights.name[k];
        const size_t len = strlen(name);

        for (c = 0; c < in->frame.n_columns; c++) {
            const uc_survey_column *column = &in->frame.column[c];
            const bool fits = name[len - 1] == '*'
                                  ? strncmp(column->name, name, len - 1) == 0
                                  : strcmp(column->name, name) == 0;

            if (fits && column->kind == UC_SURVEY_NUMBER && column->n_missing == 0)
                in->repweight[n++] = column->number;
        }
    }
    spec->given_as = plan->replicated ? plan->kind : UC_REPLICATE_GIVEN;
    spec->kind = UC_REPLICATE_GIVEN;
    spec->n = n;
    spec->weight = in->repweight;
    spec->factors = plan->factors;
    spec->scale = plan->scale;
    if (plan->n_replicates != 0 && plan->n_replicates != n)
        return uc_fail(err, UC_EDATA, "the file has %zu replicate weights, not %zu", n,
                       plan->n_replicates);
    if (plan->n_rscale != 0 && plan->n_rscale != n)
        return uc_fail(err, UC_EDATA,
                       "there are %zu --rscales for %zu replicate weights",
                       plan->n_rscale, n);
    spec->rscale = plan->n_rscale > 0 ? plan->rscale : NULL;
    return UC_OK;
}

/* A stream of random numbers belongs to the data set's name, not to its place. */
static uint64_t key_of(const char *dataset)
{
    uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */

    for (; *dataset != '\0'; dataset++)
        h = (h ^ (unsigned char)*dataset) * 0x100000001b3u;
    return h;
}

static uc_status make_replicates(uc_survey_input *in, uc_error *err)
{
    const uc_survey_plan *plan = in->plan;
    uc_replicate_spec spec = {.kind = plan->kind,
                              .n = plan->n_replicates,
                              .rho = plan->rho,
                              .mse = plan->mse,
                              .seed = plan->seed,
                              .key = key_of(in->frame.dataset),
                              .df = plan->df,
                              .scale = plan->scale};
    uc_status status = UC_OK;
    size_t i;

    if (plan->repweights.n > 0)
        status = given_weights(in, &spec, err);
    else if (!plan->replicated)
        return UC_OK;
    in->plain = in->design;
    in->plain.weight = in->base;
    for (i = 0; i < in->n_steps; i++)
        in->again[i] = (uc_recalibration){&in->step[i].terms, in->step[i].totals,
                                          &in->step[i].opts};
    if (status == UC_OK)
        status = uc_survey_replicates_make(&spec, &in->plain, &in->reps, err);
    if (status == UC_OK) {
        in->has_reps = true;
        if (plan->trim)
            uc_sink_puts(&in->notes,
                         "Replicates are calibrated anew but not trimmed.\n");
    }
    return status;
}

uc_status uc_survey_weights(uc_survey_input *in, uc_error *err)
{
    double *weight = NULL;
    uc_status status = make_design(in, err);
    size_t i;

    if (status != UC_OK)
        return status;
    weight = malloc((in->frame.n + 1) * sizeof *weight);
    in->base = malloc((in->frame.n + 1) * sizeof *in->base);
    if (weight == NULL || in->base == NULL) {
        free(weight);
        return no_memory(err);
    }
    memcpy(weight, in->design.weight, in->frame.n * sizeof *weight);
    status = adjust_nonresponse(in, weight, err);
    memcpy(in->base, weight, in->frame.n * sizeof *weight);
    for (i = 0; status == UC_OK && i < in->n_steps; i++)
        status = calibrate(in, &in->step[i], weight, err);
    if (status == UC_OK)
        status = trim(in, weight, err);
    if (status == UC_OK)
        status = uc_design_reweight(&in->design, weight, err);
    if (status == UC_OK)
        status = make_replicates(in, err);
    if (in->plan->pooled)
        uc_sink_puts(&in->notes,
                     "Pooled rows take the groups as independent samples, and their "
                     "variances as known.\n");
    if (in->plan->areas != NULL)
        uc_sink_puts(&in->notes,
                     "Small-area rows take the areas as independent, and the variances "
                     "of the direct estimates as known.\n");
    free(weight);
    return status;
}
