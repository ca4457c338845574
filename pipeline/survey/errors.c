/* errors.c - estimates of a survey and their standard errors */
#include "pipeline/survey/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/survey/variance.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the survey estimates");
}

/* -- Estimates and their errors ------------------------------------------------------
 */

uc_status uc_survey_by_taylor(const uc_survey_input *in,
                              const uc_survey_target target[], size_t n,
                              uc_survey_found out[], uc_error *err)
{
    size_t k;

    for (k = 0; k < n; k++) {
        double v = NAN;
        const uc_status status = uc_survey_taylor(
            &in->design, in->calibration, &target[k], 1, &out[k].value, &v, err);

        if (status != UC_OK)
            return status;
        out[k].se = sqrt(v);
    }
    return UC_OK;
}

/* The logit of every draw, where it exists. */
static void to_logits(double draw[], size_t n)
{
    size_t r;

    for (r = 0; r < n; r++)
        draw[r] =
            draw[r] > 0 && draw[r] < 1 ? log(draw[r] / (1 - draw[r])) : (double)NAN;
}

static uc_status errors_from_draws(const uc_survey_input *in, const double draws[],
                                   size_t n, const uc_survey_target target[],
                                   uc_survey_found out[], uc_error *err)
{
    double *one = malloc((in->reps.n + 1) * sizeof *one), v;
    uc_status status = one != NULL ? UC_OK : no_memory(err);
    size_t k, r, used;

    for (k = 0; status == UC_OK && k < n; k++) {
        for (r = 0; r < in->reps.n; r++)
            one[r] = draws[r * n + k];
        status = uc_survey_replicates_variance(&in->reps, one, 1, &out[k].value, &v,
                                               &used, err);
        out[k].se = sqrt(v);
        out[k].n_lost = in->reps.n - used;
        if (status == UC_OK && target[k].statistic == UC_SURVEY_MEAN &&
            out[k].value > 0 && out[k].value < 1) {
            const double logit = log(out[k].value / (1 - out[k].value));

            to_logits(one, in->reps.n);
            status = uc_survey_replicates_variance(&in->reps, one, 1, &logit, &v, &used,
                                                   err);
            out[k].se_logit = used == in->reps.n ? sqrt(v) : 0;
        }
    }
    free(one);
    return status;
}

uc_status uc_survey_by_replicates(const uc_survey_input *in,
                                  const uc_survey_target target[], size_t n,
                                  uc_survey_found out[], uc_error *err)
{
    double *draws = malloc((in->reps.n * n + 1) * sizeof *draws);
    uc_status status = draws != NULL ? UC_OK : no_memory(err);
    size_t k;

    for (k = 0; k < n; k++)
        out[k].value = uc_survey_evaluate(&target[k], in->design.weight);
    if (status == UC_OK)
        status = uc_survey_replicates_run(&in->reps, in->again, in->n_steps, target, n,
                                          draws, err);
    if (status == UC_OK)
        status = errors_from_draws(in, draws, n, target, out, err);
    free(draws);
    return status;
}
