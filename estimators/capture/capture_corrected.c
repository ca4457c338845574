/* capture_corrected.c - capture models with less bias */
#include "estimators/capture/capture_corrected.h"

#include <math.h>
#include <stdlib.h>

#include "estimators/core/elementary.h"
#include "estimators/capture/capture_design.h"

#define BISECTIONS 200

static void set_estimate(double n, double estimate, double variance,
                         uc_capture_fit *fit)
{
    if (!isfinite(estimate) || !(estimate >= n)) {
        fit->status = UC_MSE_OUT_OF_RANGE;
        return;
    }
    fit->estimate = estimate;
    fit->hidden = estimate - n;
    fit->std_error = variance >= 0.0 ? sqrt(variance) : NAN;
}

/* Two occasions: Chapman's estimator (Seber 1982:60). */
static void correct_pair(const uc_dense *table, uc_capture_fit *fit)
{
    const double n1 = table->margin[1], n2 = table->margin[2], m = table->margin[3];

    set_estimate(table->n_people, (n1 + 1.0) * (n2 + 1.0) / (m + 1.0) - 1.0,
                 (n1 + 1.0) * (n2 + 1.0) * (n1 - m) * (n2 - m) /
                     ((m + 2.0) * (m + 1.0) * (m + 1.0)),
                 fit);
}

/* log of the product of (1 - n_j/N) less log(1 - n/N), falling in N where it matters.
 */
static double occasions_equation(const double size[], unsigned t, double n, double all)
{
    double sum = -uc_log(1.0 - n / all);

    for (unsigned j = 0; j < t; j++)
        sum += uc_log(1.0 - size[j] / all);
    return sum;
}

/* Mt: the likelihood equation of Seber (1982:131) with half a person more a history. */
static void correct_occasions(const uc_dense *table, uc_capture_fit *fit)
{
    const unsigned t = table->n_lists;
    const double n = table->n_people + 0.5 * t;
    double size[UC_MODEL_MAX_LISTS], sum = 0.0, low = n, high = 2.0 * n, information;

    for (unsigned j = 0; j < t; j++) {
        size[j] = table->margin[1u << j] + (t + 2.0) / (2.0 * t);
        sum += size[j];
    }
    if (!(sum > n)) {
        fit->status = UC_MSE_NO_FINITE_ESTIMATE;
        return;
    }
    while (occasions_equation(size, t, n, high) > 0.0 && high < 1e15)
        high *= 2.0;
    for (unsigned i = 0; i < BISECTIONS && low < high; i++) {
        const double middle = 0.5 * (low + high);

        if (middle <= low || middle >= high)
            break;
        if (middle > n && occasions_equation(size, t, n, middle) <= 0.0)
            high = middle;
        else
            low = middle;
    }
    information = 1.0 / (high - n) + (t - 1.0) / high;
    for (unsigned j = 0; j < t; j++)
        information -= 1.0 / (high - size[j]);
    set_estimate(table->n_people, high - 0.5 * t, 1.0 / information, fit);
}

/* Mh Chao: the bias-corrected lower bound and its variance (Chao 1987, 1989). */
static void correct_bound(const uc_capture_ws *ws, const uc_dense *table,
                          uc_capture_fit *fit)
{
    const double t = ws->n_lists, a = (t - 1.0) / t;
    const double f1 = ws->count[0], f2 = ws->count[1];
    const double hidden = a * f1 * (f1 - 1.0) / (2.0 * (f2 + 1.0));
    const double more = a * a * f1 * (f1 - 1.0) *
                        (f1 * f1 + 4.0 * f1 * f2 + 3.0 * f1 - 6.0 * f2 - 6.0) /
                        (4.0 * (f2 + 1.0) * (f2 + 1.0) * (f2 + 2.0));

    set_estimate(table->n_people, table->n_people + hidden, hidden + more, fit);
}

/* Mb and Mbh: first captures by occasion, from the second on for Mbh, are a geometric
 * sequence; frequencies +2, -1, -1. */
static uc_status correct_behaviour(const uc_dense *table, const uc_capture_model *model,
                                   uc_capture_fit *fit, uc_error *err)
{
    static const double more[3] = {2.0, -1.0, -1.0};
    const unsigned t = table->n_lists, skipped = model->form == UC_CAPTURE_MBH;
    double first[UC_MODEL_MAX_LISTS] = {0}, q, all, gradient[2];
    uc_glm glm = {0};
    uc_glm_design design = {0};
    uc_status status = uc_glm_design_alloc(t - skipped, 2, &design, err);

    if (status == UC_OK)
        status = uc_glm_reserve(&glm, t - skipped, 2, err);
    for (size_t w = 1; w < table->n_cells; w++)
        first[__builtin_ctzll(w)] += table->count[w];
    for (unsigned u = skipped; status == UC_OK && u < t; u++) {
        design.x[2 * (u - skipped)] = 1.0;
        design.x[2 * (u - skipped) + 1] = u - skipped;
        if (u - skipped < 3)
            first[u] = fmax(0.0, first[u] + more[u - skipped]);
    }
    if (status == UC_OK)
        status = uc_glm_fit(&glm, &design, first + skipped, false, err);
    if (status == UC_OK && glm.end != UC_GLM_OK) {
        fit->status = UC_MSE_NO_FINITE_ESTIMATE;
    } else if (status == UC_OK) {
        uc_glm_variance(&glm, &design);
        q = uc_exp(glm.beta[1]);
        all = uc_exp(glm.beta[0]) / (1.0 - q);
        gradient[0] = all;
        gradient[1] = all * q / (1.0 - q);
        fit->chance = 1.0 - q;
        if (!(fit->chance > 1e-9))
            fit->status = UC_MSE_OUT_OF_RANGE;
        else
            set_estimate(
                table->n_people, all + (skipped ? first[0] : 0.0),
                gradient[0] * gradient[0] * uc_glm_covariance(&glm, 0, 0) +
                    2.0 * gradient[0] * gradient[1] * uc_glm_covariance(&glm, 0, 1) +
                    gradient[1] * gradient[1] * uc_glm_covariance(&glm, 1, 1) - all,
                fit);
    }
    uc_glm_free(&glm);
    uc_glm_design_free(&design);
    return status;
}

/* What is added to the frequencies of 1, 2 and 3 captures: to f_k for M0 and Mh, to the
 * count of every history for Mth. */
static void additions(const uc_capture_model *model, double t, double add[3])
{
    const double h1 = uc_capture_h(model, 1), h2 = uc_capture_h(model, 2),
                 h3 = uc_capture_h(model, 3);
    const double bend = (h2 - 2.0 * h1) / (h3 - 2.0 * h2 + h1);

    if (model->form == UC_CAPTURE_M0 && model->heterogeneity == UC_ALIKE) {
        add[0] = -0.5, add[1] = 1.0, add[2] = 0.0;
    } else if (model->form == UC_CAPTURE_M0) {
        add[0] = -0.5 * (1.0 + bend), add[1] = 1.0 + bend, add[2] = 0.5 * (1.0 - bend);
    } else if (model->heterogeneity == UC_CHAO) {
        add[0] = (t - 2.0) / (2.0 * t), add[1] = 2.0 / (t * (t - 1.0)), add[2] = 0.0;
    } else if (model->heterogeneity == UC_POISSON) {
        add[0] = (2.0 * t - 5.0) / (4.0 * t), add[1] = 3.0 / (t * (t - 1.0));
        add[2] = 3.0 / (2.0 * t * (t - 1.0) * (t - 2.0));
    } else {
        add[0] = (t - 3.0) / (2.0 * t), add[1] = 4.0 / (t * (t - 1.0)), add[2] = 0.0;
    }
}

static uc_status correct_frequencies(uc_capture_ws *ws, const uc_dense *table,
                                     const uc_capture_model *model, uc_capture_fit *fit,
                                     uc_error *err)
{
    const bool by_history = model->form == UC_CAPTURE_MT;
    double add[3];
    uc_status status;

    additions(model, ws->n_lists, add);
    for (size_t r = 0; r < ws->design.n_rows; r++) {
        const size_t k = by_history ? uc_term_order((uint32_t)r + 1) : r + 1;

        if (k <= 3)
            ws->count[r] = fmax(0.0, ws->count[r] + add[k - 1]);
    }
    status = uc_glm_fit(&ws->glm, &ws->design, ws->count, false, err);
    if (status != UC_OK)
        return status;
    if (ws->glm.end != UC_GLM_OK) {
        fit->status = UC_MSE_NO_FINITE_ESTIMATE;
        return UC_OK;
    }
    uc_glm_variance(&ws->glm, &ws->design);
    fit->hidden = uc_exp(ws->glm.beta[0]);
    set_estimate(table->n_people, table->n_people + fit->hidden,
                 fit->hidden +
                     fit->hidden * fit->hidden * uc_glm_covariance(&ws->glm, 0, 0),
                 fit);
    fit->hidden = uc_exp(ws->glm.beta[0]);
    return UC_OK;
}

/* Cases for which a correction has been worked out. */
static bool is_known(const uc_capture_model *model, unsigned t)
{
    if (model->form == UC_CAPTURE_MBH)
        return t >= 4;
    if (model->form == UC_CAPTURE_MB)
        return t >= 3;
    if (model->form == UC_CAPTURE_MT && model->heterogeneity != UC_ALIKE)
        return t >= 3 && model->heterogeneity != UC_GAMMA &&
               (model->heterogeneity != UC_POISSON || uc_capture_theta(model) == 2.0);
    return model->heterogeneity == UC_ALIKE || t >= 3;
}

uc_status uc_capture_correct(uc_capture_ws *ws, const uc_dense *table,
                             const uc_capture_model *model, uc_capture_fit *fit,
                             uc_error *err)
{
    const unsigned t = table->n_lists;

    if (!is_known(model, t)) {
        fit->status = UC_MSE_NOT_CORRECTED;
        return UC_OK;
    }
    if (model->form >= UC_CAPTURE_MB)
        return correct_behaviour(table, model, fit, err);
    if (model->form == UC_CAPTURE_MT && model->heterogeneity == UC_ALIKE) {
        if (t == 2)
            correct_pair(table, fit);
        else
            correct_occasions(table, fit);
        return UC_OK;
    }
    if (model->form == UC_CAPTURE_M0 && model->heterogeneity == UC_CHAO) {
        correct_bound(ws, table, fit);
        return UC_OK;
    }
    return correct_frequencies(ws, table, model, fit, err);
}
