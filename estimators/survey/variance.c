/* variance.c - design-based variance by recursion over the stages */
#include "estimators/survey/variance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NO_VARIANCE 1e-7 /* a sampling fraction this near to 1 leaves none */

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for a survey variance");
}

/* Totals of one stage: p for each unit, and whether the domain has a row of it. */
typedef struct totals {
    const uc_design *design;
    const uc_design_stage *stage;
    size_t number; /* of the stage, from 1 */
    size_t p;
    double *t; /* n_units x p */
    unsigned char *touched;
    double *group_mean; /* p: mean over all units of the strata of one parent */
    double *center;     /* p */
    double *group;      /* p x p: contribution of the strata of one parent */
    double *v;          /* p x p: the result */
} totals;

static bool totals_alloc(totals *x)
{
    const size_t n = x->stage->n_units, p = x->p;

    x->t = calloc(n * p + 1, sizeof(double));
    x->touched = calloc(n + 1, 1);
    x->group_mean = calloc(p + 1, sizeof(double));
    x->center = calloc(p + 1, sizeof(double));
    x->group = calloc(p * p + 1, sizeof(double));
    return x->t != NULL && x->touched != NULL && x->group_mean != NULL &&
           x->center != NULL && x->group != NULL;
}

static void totals_clear(totals *x)
{
    free(x->t);
    free(x->touched);
    free(x->group_mean);
    free(x->center);
    free(x->group);
}

static void sum_rows(totals *x, const uint32_t rows[], size_t n_rows, const double z[])
{
    size_t i, k;

    for (i = 0; i < n_rows; i++) {
        const size_t row = rows != NULL ? rows[i] : i;
        const size_t u = x->stage->unit_of_row[row];

        x->touched[u] = 1;
        for (k = 0; k < x->p; k++)
            x->t[u * x->p + k] += z[i * x->p + k];
    }
}

static void add_products(totals *x, uint32_t first, uint32_t end, double scale)
{
    const size_t p = x->p;
    size_t u, i, j;

    for (u = first; u < end; u++)
        for (i = 0; i < p; i++) {
            const double a = x->t[u * p + i] - x->center[i];

            for (j = 0; j <= i; j++)
                x->group[i * p + j] += scale * (a * (x->t[u * p + j] - x->center[j]));
        }
}

static void stratum_mean(totals *x, uint32_t first, uint32_t end)
{
    size_t u, k;

    for (k = 0; k < x->p; k++) {
        double sum = 0;

        for (u = first; u < end; u++)
            sum += x->t[u * x->p + k];
        x->center[k] = sum / (double)(end - first);
    }
}

static uc_status lonely_failure(const totals *x, uint32_t h, uc_error *err)
{
    return uc_fail(
        err, UC_EDATA,
        "the stratum of row %zu has only one sampling unit at stage %zu, which "
        "shows no variance; merge it with another stratum, or choose --lonely "
        "certainty, remove, adjust or average",
        (size_t)x->stage->row_of_unit[x->stage->first_unit[h]] + 1, x->number);
}

/* Adds one stratum to the group. @param alone  Set when it has no variance of its own
 * and the policy is to give it the average. */
static uc_status add_stratum(totals *x, uint32_t h, bool *alone, uc_error *err)
{
    const uc_design *design = x->design;
    const uint32_t first = x->stage->first_unit[h], end = x->stage->first_unit[h + 1];
    const double n = end - first, size = x->stage->popsize[h];
    const double f = isinf(size) ? 1 : (size - n) / size;
    const bool lonely = end - first == 1;
    size_t u, n_touched = 0;

    *alone = false;
    if (f < NO_VARIANCE)
        return UC_OK;
    if (lonely && design->lonely == UC_LONELY_FAIL)
        return lonely_failure(x, h, err);
    for (u = first; u < end; u++)
        n_touched += x->touched[u];
    if (lonely || (n_touched == 1 && design->adjust_domain_lonely)) {
        *alone = design->lonely == UC_LONELY_AVERAGE;
        if (*alone)
            return UC_OK;
        if (design->lonely == UC_LONELY_ADJUST)
            memcpy(x->center, x->group_mean, x->p * sizeof(double));
        else
            stratum_mean(x, first, end);
    } else {
        stratum_mean(x, first, end);
    }
    add_products(x, first, end, lonely ? f : f * n / (n - 1));
    return UC_OK;
}

static void mean_of_group(totals *x, uint32_t first_unit, uint32_t end_unit)
{
    size_t u, k;

    for (k = 0; k < x->p; k++) {
        x->group_mean[k] = 0;
        for (u = first_unit; u < end_unit; u++)
            x->group_mean[k] += x->t[u * x->p + k];
        x->group_mean[k] /= (double)(end_unit - first_unit);
    }
}

/* The strata within one unit of the stage above. */
static uc_status add_group(totals *x, size_t parent, uc_error *err)
{
    const uint32_t first = x->stage->first_stratum[parent];
    const uint32_t end = x->stage->first_stratum[parent + 1];
    const double share = x->stage->share[first];
    size_t k, n_alone = 0;
    uint32_t h;
    double factor = share;

    if (!(share > 0))
        return UC_OK;
    memset(x->group, 0, x->p * x->p * sizeof(double));
    if (x->design->lonely == UC_LONELY_ADJUST)
        mean_of_group(x, x->stage->first_unit[first], x->stage->first_unit[end]);
    for (h = first; h < end; h++) {
        bool alone;
        const uc_status status = add_stratum(x, h, &alone, err);

        if (status != UC_OK)
            return status;
        n_alone += alone;
    }
    if (n_alone > 0 && n_alone < end - first)
        factor *= (double)(end - first) / (double)(end - first - n_alone);
    else if (n_alone > 0)
        factor = NAN; /* there is no stratum to take an average of */
    for (k = 0; k < x->p * x->p; k++)
        x->v[k] += factor * x->group[k];
    return UC_OK;
}

static uc_status add_stage(totals *x, const uint32_t rows[], size_t n_rows,
                           const double z[], uc_error *err)
{
    uc_status status = UC_OK;
    size_t parent;

    if (totals_alloc(x)) {
        sum_rows(x, rows, n_rows, z);
        for (parent = 0; status == UC_OK && parent < x->stage->n_parents; parent++)
            status = add_group(x, parent, err);
    } else {
        status = no_memory(err);
    }
    totals_clear(x);
    return status;
}

static bool stage_counts(const uc_design *design, size_t s)
{
    size_t h;

    for (h = 0; s > 0 && h < design->stage[s].n_strata; h++)
        if (design->stage[s].share[h] > 0)
            return true;
    return s == 0;
}

uc_status uc_survey_variance(const uc_design *design, const uint32_t rows[],
                             size_t n_rows, size_t p, const double z[], double v[],
                             uc_error *err)
{
    double *sum = calloc(p * p + 1, sizeof *sum);
    uc_status status = sum != NULL ? UC_OK : no_memory(err);
    size_t s, i, j;

    if (rows == NULL)
        n_rows = design->n;
    for (s = 0; status == UC_OK && s < design->n_stages; s++) {
        totals x = {.design = design,
                    .stage = &design->stage[s],
                    .number = s + 1,
                    .p = p,
                    .v = sum};

        if (stage_counts(design, s))
            status = add_stage(&x, rows, n_rows, z, err);
    }
    for (i = 0; status == UC_OK && i < p; i++)
        for (j = 0; j <= i; j++)
            v[i * p + j] = v[j * p + i] = sum[i * p + j];
    free(sum);
    return status;
}

/* -- Estimates ------------------------------------------------------------------- */

static bool same_rows(const uc_survey_target target[], size_t n_targets)
{
    size_t k;

    for (k = 1; k < n_targets; k++)
        if (target[k].rows != target[0].rows || target[k].n_rows != target[0].n_rows)
            return false;
    return true;
}

/* Influences over all rows, zeros outside each target's domain. */
static void spread(const uc_design *design, const uc_survey_target *t, double estimate,
                   double scratch[], double z[], size_t stride)
{
    size_t i;

    if (isnan(estimate))
        return;
    uc_survey_linearise(t, design->weight, estimate, scratch, 1);
    for (i = 0; i < t->n_rows; i++)
        z[(t->rows != NULL ? t->rows[i] : i) * stride] = scratch[i];
}

static uc_status dense_variance(const uc_design *design,
                                const uc_calibration *calibration,
                                const uc_survey_target target[], size_t p,
                                const double estimate[], double v[], uc_error *err)
{
    double *z = calloc(design->n * p + 1, sizeof *z);
    double *scratch = malloc((design->n + 1) * sizeof *scratch);
    uc_status status = z != NULL && scratch != NULL ? UC_OK : no_memory(err);
    size_t k;

    for (k = 0; status == UC_OK && k < p; k++)
        spread(design, &target[k], estimate[k], scratch, z + k, p);
    if (status == UC_OK)
        status = uc_calibration_residuals(calibration, p, z, err);
    if (status == UC_OK)
        status = uc_survey_variance(design, NULL, 0, p, z, v, err);
    free(z);
    free(scratch);
    return status;
}

static uc_status sparse_variance(const uc_design *design,
                                 const uc_survey_target target[], size_t p,
                                 const double estimate[], double v[], uc_error *err)
{
    const size_t n = target[0].n_rows;
    double *z = malloc((n * p + 1) * sizeof *z);
    uc_status status;
    size_t k;

    if (z == NULL)
        return no_memory(err);
    for (k = 0; k < n * p; k++)
        z[k] = 0;
    for (k = 0; k < p; k++)
        if (!isnan(estimate[k]))
            uc_survey_linearise(&target[k], design->weight, estimate[k], z + k, p);
    status = uc_survey_variance(design, target[0].rows, n, p, z, v, err);
    free(z);
    return status;
}

uc_status uc_survey_taylor(const uc_design *design, const uc_calibration *calibration,
                           const uc_survey_target target[], size_t n_targets,
                           double estimate[], double v[], uc_error *err)
{
    uc_status status;
    size_t k;

    for (k = 0; k < n_targets; k++)
        if (target[k].statistic == UC_SURVEY_QUANTILE)
            return uc_fail(err, UC_EINVAL, "a quantile cannot be linearised");
    for (k = 0; k < n_targets; k++)
        estimate[k] = uc_survey_evaluate(&target[k], design->weight);
    if (v == NULL || n_targets == 0)
        return UC_OK;
    if (calibration == NULL && same_rows(target, n_targets))
        status = sparse_variance(design, target, n_targets, estimate, v, err);
    else
        status =
            dense_variance(design, calibration, target, n_targets, estimate, v, err);
    for (k = 0; status == UC_OK && k < n_targets * n_targets; k++)
        if (isnan(estimate[k / n_targets]) || isnan(estimate[k % n_targets]))
            v[k] = NAN;
    return status;
}

/* -- Design effects -------------------------------------------------------------- */

double uc_survey_population_variance(const uc_design *design, const double y[],
                                     const uint32_t rows[], size_t n_rows, double z[])
{
    const uc_survey_target mean = {
        .statistic = UC_SURVEY_MEAN, .y = y, .rows = rows, .n_rows = n_rows};
    const double m = uc_survey_evaluate(&mean, design->weight);
    double sum = 0, above = 0, n = 0, variance, factor;
    size_t i;

    for (i = 0; i < n_rows; i++) {
        const size_t row = rows != NULL ? rows[i] : i;
        const double w = design->weight[row];

        sum += w;
        n += w < 0 || w > 0;
        above += w * ((y[row] - m) * (y[row] - m));
    }
    if (n < 2 || !(sum > 0))
        return NAN;
    factor = n / (n - 1);
    variance = above / sum * factor;
    for (i = 0; z != NULL && i < n_rows; i++) {
        const size_t row = rows != NULL ? rows[i] : i;

        z[i] = design->weight[row] * ((y[row] - m) * (y[row] - m) * factor - variance) /
               sum;
    }
    return variance;
}

double uc_survey_deff(const uc_design *design, const uc_survey_target *t,
                      double variance, uc_deff_kind kind)
{
    double n = 0, sum = 0, population, simple;
    size_t i;

    if (t->statistic != UC_SURVEY_MEAN && t->statistic != UC_SURVEY_TOTAL)
        return NAN;
    for (i = 0; i < t->n_rows; i++) {
        const double w = design->weight[t->rows != NULL ? t->rows[i] : i];

        sum += w;
        n += w < 0 || w > 0;
    }
    population = uc_survey_population_variance(design, t->y, t->rows, t->n_rows, NULL);
    if (kind == UC_DEFF_WITHOUT && sum < n)
        return NAN;
    simple = population * (kind == UC_DEFF_WITHOUT ? (sum - n) / (sum * n) : 1 / n);
    if (t->statistic == UC_SURVEY_TOTAL)
        simple *= sum * sum;
    return simple > 0 ? variance / simple : NAN;
}
