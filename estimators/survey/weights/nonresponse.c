/* nonresponse.c - weights raised for those who did not answer */
#include "estimators/survey/weights/nonresponse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/elementary.h"

#define MAX_STEPS 100
#define SEPARATED 15 /* a linear predictor beyond it is a propensity of 0 or 1 */

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the non-response adjustment");
}

static void apply(const double responded[], const double factor, size_t i,
                  double weight[], uc_nonresponse *found)
{
    if (responded[i] > 0) {
        weight[i] *= factor;
        found->n_respondents++;
        if (factor < found->least)
            found->least = factor;
        if (factor > found->most)
            found->most = factor;
    } else {
        weight[i] = 0;
        found->n_others++;
    }
}

uc_status uc_weighting_classes(const uint32_t code[], size_t n_classes,
                               const double responded[], size_t n, double weight[],
                               uc_nonresponse *found, uc_error *err)
{
    const size_t k = code != NULL ? n_classes : 1;
    double *all = calloc(k + 1, sizeof *all),
           *answered = calloc(k + 1, sizeof *answered);
    uc_nonresponse made = {.least = INFINITY, .most = -INFINITY};
    uc_status status = all != NULL && answered != NULL ? UC_OK : no_memory(err);
    size_t i, c;

    for (i = 0; status == UC_OK && i < n; i++) {
        c = code != NULL ? code[i] : 0;
        all[c] += weight[i];
        answered[c] += responded[i] > 0 ? weight[i] : 0;
    }
    for (i = 0; status == UC_OK && i < n; i++) {
        c = code != NULL ? code[i] : 0;
        if (all[c] > 0 && !(answered[c] > 0))
            status =
                uc_fail(err, UC_EDATA,
                        "nobody answered in the weighting class of row %zu; merge it "
                        "with another",
                        i + 1);
    }
    for (i = 0; status == UC_OK && i < n; i++) {
        c = code != NULL ? code[i] : 0;
        apply(responded, answered[c] > 0 ? all[c] / answered[c] : 1, i, weight, &made);
    }
    if (status == UC_OK)
        *found = made;
    free(all);
    free(answered);
    return status;
}

static double expit(double x)
{
    return 1 / (1 + uc_exp(-x));
}

/* One Newton step; @param moved  Set to the largest change of a coefficient. */
static uc_status newton(const uc_terms *terms, const double responded[],
                        const double weight[], double beta[], double score[],
                        double cross[], double *moved, uc_error *err)
{
    const size_t p = uc_terms_width(terms);
    uc_psd psd;
    size_t i;

    memset(score, 0, p * sizeof *score);
    memset(cross, 0, p * p * sizeof *cross);
    for (i = 0; i < terms->n; i++) {
        const double q = expit(uc_terms_dot(terms, i, beta));

        uc_terms_add(terms, i, weight[i] * (responded[i] - q), score);
        uc_terms_cross(terms, i, weight[i] * q * (1 - q), cross);
    }
    if (!uc_psd_make(cross, p, &psd))
        return no_memory(err);
    uc_psd_solve(&psd, score, score);
    uc_psd_clear(&psd);
    *moved = 0;
    for (i = 0; i < p; i++) {
        beta[i] += score[i];
        if (!(fabs(score[i]) <= *moved))
            *moved = fabs(score[i]);
    }
    return UC_OK;
}

uc_status uc_response_propensity(const uc_terms *terms, const double responded[],
                                 double weight[], uc_nonresponse *found, uc_error *err)
{
    const size_t p = uc_terms_width(terms);
    double *beta = calloc(p + 1, sizeof *beta), *score = calloc(p + 1, sizeof *score);
    double *cross = calloc(p * p + 1, sizeof *cross), moved = INFINITY;
    uc_nonresponse made = {.least = INFINITY, .most = -INFINITY};
    uc_status status =
        beta != NULL && score != NULL && cross != NULL ? UC_OK : no_memory(err);
    size_t i;
    int step;

    for (step = 0; status == UC_OK && step < MAX_STEPS && moved > 1e-13; step++)
        status = newton(terms, responded, weight, beta, score, cross, &moved, err);
    for (i = 0; status == UC_OK && i < terms->n; i++)
        if (!(fabs(uc_terms_dot(terms, i, beta)) < SEPARATED))
            status =
                uc_fail(err, UC_EDATA,
                        "the response model predicts row %zu with certainty: all or "
                        "none like it answered; leave a category out or merge it",
                        i + 1);
    for (i = 0; status == UC_OK && i < terms->n; i++)
        apply(responded, 1 / expit(uc_terms_dot(terms, i, beta)), i, weight, &made);
    if (status == UC_OK)
        *found = made;
    free(beta);
    free(score);
    free(cross);
    return status;
}
