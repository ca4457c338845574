/* repeated_check.c - residuals, and the test for heterogeneity */
#include "estimators/repeated/repeated_check.h"

#include <math.h>

#include "estimators/core/distribution.h"
#include "estimators/core/elementary.h"

void uc_repeated_classify(const uc_repeated_data *data, const uc_repeated_fit *fit,
                          size_t covariate, size_t level, uc_repeated_classes *classes)
{
    size_t c, k;

    *classes = (uc_repeated_classes){.observed = {0}};
    for (c = 0; c < data->n_cells; c++) {
        const size_t i = data->pattern[c], last = UC_REPEATED_CLASSES - 1;
        const size_t class = data->count[c] <= last ? (size_t)data->count[c] - 1 : last;
        double left = 1.0;

        if ((covariate != SIZE_MAX &&
             data->level[i * data->n_covariates + covariate] != level) ||
            !uc_truncated_uses(fit->model, data->count[c]))
            continue;
        classes->observed[class] += data->people[c];
        for (k = 0; k < last; k++) {
            const double p =
                uc_truncated_probability(fit->model, fit->r, k + 1, fit->eta[i]);

            classes->expected[k] += data->people[c] * p;
            left -= p;
        }
        if (fit->model != UC_REPEATED_CHAO && fit->model != UC_REPEATED_ZELTERMAN)
            classes->expected[last] += data->people[c] * fmax(left, 0.0);
    }
}

double uc_repeated_residual(const uc_repeated_classes *classes, size_t i)
{
    if (!(classes->expected[i] > 0.0))
        return NAN;
    return (classes->observed[i] - classes->expected[i]) / sqrt(classes->expected[i]);
}

/* Moments under the truncated Poisson of mean lambda before truncation: of the score in
 * alpha s(y) = ((y-lambda)^2 - y)/2 + c, whose mean is 0, and of y. E y(y-1)...(y-k+1)
 * = lambda^k / p. */
static void moments(double eta, double *c, double *variance, double *covariance)
{
    const double l = uc_exp(eta), p = uc_one_minus_exp(l);
    const double m1 = l / p, f2 = l * l / p, f3 = f2 * l, f4 = f3 * l;
    const double y2 = f2 + m1, y3 = f3 + 3.0 * f2 + m1;
    const double y4 = f4 + 6.0 * f3 + 7.0 * f2 + m1;
    /* s = (y^2 - (2l+1) y + l^2)/2 + c */
    const double a = 2.0 * l + 1.0;
    const double mean = (y2 - a * m1 + l * l) / 2.0;
    const double square = (y4 + a * a * y2 + l * l * l * l - 2.0 * a * y3 +
                           2.0 * l * l * y2 - 2.0 * a * l * l * m1) /
                          4.0;

    *c = -mean;
    *variance = square - mean * mean;
    *covariance = (y3 - a * y2 + l * l * m1) / 2.0 - mean * m1;
}

void uc_repeated_heterogeneity(const uc_repeated_data *data, const uc_repeated_fit *fit,
                               uc_repeated_test *test)
{
    const size_t m = fit->n_kept;
    double cross[UC_REPEATED_MAX_COLUMNS] = {0}, variance = 0.0, score = 0.0;
    size_t cell, a, b;

    for (cell = 0; cell < data->n_cells; cell++) {
        const size_t i = data->pattern[cell];
        const double people = data->people[cell], y = (double)data->count[cell];
        const double l = uc_exp(fit->eta[i]);
        double c, v, cov;

        moments(fit->eta[i], &c, &v, &cov);
        score += people * (((y - l) * (y - l) - y) / 2.0 + c);
        variance += people * v;
        for (a = 0; a < m; a++)
            cross[a] += people * cov * data->x[i * m + a];
    }
    for (a = 0; a < m; a++)
        for (b = 0; b < m; b++)
            variance -= cross[a] * cross[b] * fit->covariance[a * fit->stride + b];
    test->score = score;
    test->statistic = variance > 0.0 ? score * score / variance : (double)NAN;
    test->p_value =
        isnan(test->statistic) ? (double)NAN : uc_chi2_upper(test->statistic, 1.0);
}
