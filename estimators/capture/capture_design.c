/* capture_design.c - designs of capture models */
#include "estimators/capture/capture_design.h"

#include "estimators/core/elementary.h"

double uc_capture_theta(const uc_capture_model *model)
{
    if (model->heterogeneity == UC_POISSON)
        return model->theta > 0.0 ? model->theta : 2.0;
    if (model->heterogeneity == UC_GAMMA)
        return model->theta > 0.0 ? model->theta : 3.5;
    return 0.0;
}

double uc_log_choose(unsigned n, unsigned k)
{
    return uc_log_factorial(n) - uc_log_factorial(k) - uc_log_factorial(n - k);
}

double uc_capture_h(const uc_capture_model *model, double k)
{
    const double theta = uc_capture_theta(model);
    double power = 1.0;

    if (model->heterogeneity == UC_DARROCH)
        return 0.5 * k * k;
    if (model->heterogeneity == UC_GAMMA)
        return uc_log(theta) - uc_log(theta + k);
    for (double i = 0.0; i < k; i += 1.0)
        power *= theta;
    return power - 1.0;
}

/* Columns for heterogeneity, of k captures. */
static size_t n_heterogeneity(const uc_capture_model *model, unsigned t)
{
    if (model->heterogeneity == UC_CHAO)
        return t - 2;
    return model->heterogeneity == UC_ALIKE ? 0 : 1;
}

static void set_heterogeneity(const uc_capture_model *model, unsigned t, unsigned k,
                              double row[])
{
    if (model->heterogeneity == UC_CHAO)
        for (unsigned j = 3; j <= t; j++)
            row[j - 3] = k >= j ? (double)(k - j + 1) : 0.0;
    else if (model->heterogeneity != UC_ALIKE)
        row[0] = uc_capture_h(model, k) / uc_capture_h(model, t);
}

static bool is_behavioural(const uc_capture_model *model)
{
    return model->form == UC_CAPTURE_MB || model->form == UC_CAPTURE_MBH;
}

/* Row of those first caught at occasion u (from 0) who were caught k times. */
static size_t behaviour_row(unsigned t, unsigned u, unsigned k)
{
    return (size_t)u * t - (size_t)u * (u - (u > 0)) / 2 + k - 1;
}

size_t uc_capture_row(const uc_capture_model *model, unsigned n_lists, uint32_t history)
{
    const unsigned k = uc_term_order(history);

    if (model->form == UC_CAPTURE_MT)
        return history - 1;
    if (!is_behavioural(model))
        return k - 1;
    return behaviour_row(n_lists, (unsigned)__builtin_ctz(history), k);
}

void uc_capture_counts(const uc_capture_model *model, const uc_dense *table,
                       double by_row[], size_t n_rows)
{
    for (size_t r = 0; r < n_rows; r++)
        by_row[r] = 0.0;
    for (size_t w = 1; w < table->n_cells; w++)
        by_row[uc_capture_row(model, table->n_lists, (uint32_t)w)] += table->count[w];
}

static uc_status design_by_frequency(const uc_capture_model *model, unsigned t,
                                     uc_glm_design *design, uc_error *err)
{
    uc_status status =
        uc_glm_design_alloc(t, 2 + n_heterogeneity(model, t), design, err);

    for (unsigned k = 1; status == UC_OK && k <= t; k++) {
        double *row = design->x + (k - 1) * design->n_columns;

        row[0] = 1.0;
        row[1] = k;
        set_heterogeneity(model, t, k, row + 2);
        design->offset[k - 1] = uc_log_choose(t, k);
    }
    return status;
}

static uc_status design_by_history(const uc_capture_model *model, unsigned t,
                                   uc_glm_design *design, uc_error *err)
{
    const size_t n_rows = ((size_t)1 << t) - 1;
    uc_status status =
        uc_glm_design_alloc(n_rows, 1 + t + n_heterogeneity(model, t), design, err);

    for (uint32_t w = 1; status == UC_OK && w <= n_rows; w++) {
        double *row = design->x + (w - 1) * design->n_columns;

        row[0] = 1.0;
        for (unsigned j = 0; j < t; j++)
            row[1 + j] = w >> j & 1u;
        set_heterogeneity(model, t, uc_term_order(w), row + 1 + t);
    }
    return status;
}

/* Columns: intercept; Mbh: not caught at the first occasion; occasions before the first
 * capture; captures after it. */
static uc_status design_by_behaviour(const uc_capture_model *model, unsigned t,
                                     uc_glm_design *design, uc_error *err)
{
    const bool first_apart = model->form == UC_CAPTURE_MBH;
    uc_status status =
        uc_glm_design_alloc((size_t)t * (t + 1) / 2, first_apart ? 4 : 3, design, err);

    for (unsigned u = 0; status == UC_OK && u < t; u++)
        for (unsigned k = 1; k <= t - u; k++) {
            const size_t r = behaviour_row(t, u, k);
            double *row = design->x + r * design->n_columns;

            *row++ = 1.0;
            if (first_apart)
                *row++ = u > 0;
            *row++ = u;
            *row = k - 1;
            design->offset[r] = uc_log_choose(t - u - 1, k - 1);
        }
    return status;
}

uc_status uc_capture_design(const uc_capture_model *model, unsigned n_lists,
                            uc_glm_design *design, uc_error *err)
{
    uc_status status;

    if (is_behavioural(model))
        return design_by_behaviour(model, n_lists, design, err);
    if (model->form == UC_CAPTURE_M0)
        status = design_by_frequency(model, n_lists, design, err);
    else
        status = design_by_history(model, n_lists, design, err);
    if (status == UC_OK && model->heterogeneity == UC_CHAO)
        design->first_positive = design->n_columns - n_heterogeneity(model, n_lists);
    return status;
}
