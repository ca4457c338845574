/* repeated_total.c - Horvitz and Thompson's total and the coefficients */
#include <math.h>

#include "estimators/core/elementary.h"
#include "estimators/repeated/repeated.h"

void uc_repeated_coefficient(const uc_repeated_data *data, const uc_repeated_fit *fit,
                             size_t kept, double *value, double *std_error)
{
    const size_t stride = fit->stride, m = fit->n_kept;
    const bool shaped = fit->model == UC_REPEATED_NEGATIVE_BINOMIAL;
    double estimate, variance = 0.0, weight[UC_REPEATED_MAX_COLUMNS + 1] = {0};
    size_t a, b;

    if (kept > 0) {
        const double scale = data->column[data->kept[kept]].scale;

        *value = fit->beta[kept] / scale;
        *std_error = sqrt(fit->covariance[kept * stride + kept]) / scale;
        return;
    }
    estimate = fit->beta[0] + (shaped ? uc_log(fit->r) : 0.0);
    weight[0] = 1.0;
    weight[m] = shaped ? 1.0 : 0.0;
    for (a = 1; a < m; a++) {
        const uc_repeated_column *column = &data->column[data->kept[a]];

        weight[a] = -column->centre / column->scale;
        estimate += weight[a] * fit->beta[a];
    }
    for (a = 0; a <= m; a++)
        for (b = 0; b <= m; b++)
            variance += weight[a] * weight[b] * fit->covariance[a * stride + b];
    *value = estimate;
    *std_error = sqrt(variance);
}

static void limits(double z, uc_repeated_total *t)
{
    const double half = z * sqrt(t->variance);
    const double ratio = t->variance / (t->hidden * t->hidden);

    t->normal_low = fmax(t->observed, t->total - half);
    t->normal_high = t->total + half;
    if (t->hidden > 0.0) {
        const double factor = uc_exp(z * sqrt(uc_log(1.0 + ratio)));

        t->low = t->observed + t->hidden / factor;
        t->high = t->observed + t->hidden * factor;
    } else {
        t->low = t->high = t->total;
    }
}

void uc_repeated_sum(const uc_repeated_data *data, const uc_repeated_fit *fit,
                     const double people[], size_t covariate, size_t level, double z,
                     uc_repeated_total *total)
{
    const double *n = people != NULL ? people : data->people;
    const size_t m = fit->n_kept;
    double gradient[UC_REPEATED_MAX_COLUMNS + 1] = {0};
    uc_repeated_total t = {0};
    size_t c, a, b;

    for (c = 0; c < data->n_cells; c++) {
        const size_t i = data->pattern[c];
        uc_truncated_weight w;

        if (covariate != SIZE_MAX &&
            data->level[i * data->n_covariates + covariate] != level)
            continue;
        t.observed += n[c];
        if (fit->model == UC_REPEATED_CHAO && data->count[c] > 2)
            continue;
        uc_truncated_weigh(fit->model, fit->r, fit->eta[i], &w);
        t.hidden += n[c] * w.hidden;
        t.variance_counted += n[c] * w.variance;
        for (a = 0; a < m; a++)
            gradient[a] += n[c] * w.d_eta * data->x[i * m + a];
        gradient[m] += n[c] * w.d_r * fit->r;
    }
    for (a = 0; a <= m; a++)
        for (b = 0; b <= m; b++)
            t.variance_model +=
                gradient[a] * gradient[b] * fit->covariance[a * fit->stride + b];
    t.total = t.observed + t.hidden;
    t.variance = t.variance_counted + t.variance_model;
    limits(z, &t);
    *total = t;
}
