/* target.c - totals, means and ratios as functions of the weights */
#include "estimators/survey/target.h"

#include <math.h>
#include <stdlib.h>

static size_t row_at(const uc_survey_target *t, size_t i)
{
    return t->rows != NULL ? t->rows[i] : i;
}

double uc_survey_evaluate(const uc_survey_target *t, const double weight[])
{
    double above = 0, below = 0;
    size_t i;

    if (t->statistic == UC_SURVEY_QUANTILE)
        return uc_weighted_quantile(t->y, t->rows, t->n_rows, weight, t->p, t->rule);
    for (i = 0; i < t->n_rows; i++) {
        const size_t row = row_at(t, i);
        const double w = weight[row];

        above += w * t->y[row];
        below += t->statistic == UC_SURVEY_RATIO ? w * t->x[row] : w;
    }
    if (t->statistic == UC_SURVEY_TOTAL)
        return above;
    return below < 0 || below > 0 ? above / below : NAN;
}

void uc_survey_linearise(const uc_survey_target *t, const double weight[],
                         double estimate, double z[], size_t stride)
{
    double below = 0;
    size_t i;

    for (i = 0; i < t->n_rows; i++) {
        const size_t row = row_at(t, i);

        below +=
            t->statistic == UC_SURVEY_RATIO ? weight[row] * t->x[row] : weight[row];
    }
    for (i = 0; i < t->n_rows; i++) {
        const size_t row = row_at(t, i);
        const double w = weight[row], y = t->y[row];

        if (t->statistic == UC_SURVEY_TOTAL)
            z[i * stride] = w * y;
        else if (t->statistic == UC_SURVEY_MEAN)
            z[i * stride] = w * (y - estimate) / below;
        else
            z[i * stride] = w * (y - estimate * t->x[row]) / below;
    }
}

size_t uc_survey_complete(const double *const column[], size_t n_columns,
                          const uint32_t rows[], size_t n_rows, uint32_t kept[])
{
    size_t i, c, n = 0;

    for (i = 0; i < n_rows; i++) {
        const uint32_t row = rows != NULL ? rows[i] : (uint32_t)i;

        for (c = 0; c < n_columns; c++)
            if (column[c] != NULL && isnan(column[c][row]))
                break;
        if (c == n_columns)
            kept[n++] = row;
    }
    return n;
}

typedef struct keyed {
    double y;
    uint32_t row;
} keyed;

static int by_value(const void *a, const void *b)
{
    const keyed *x = a, *y = b;

    if (x->y < y->y)
        return -1;
    if (x->y > y->y)
        return 1;
    return (x->row > y->row) - (x->row < y->row);
}

uc_status uc_survey_sort_rows(const double y[], uint32_t rows[], size_t n_rows,
                              uc_error *err)
{
    keyed *list = malloc((n_rows + 1) * sizeof *list);
    size_t i;

    if (list == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for sorting %zu rows", n_rows);
    for (i = 0; i < n_rows; i++)
        list[i] = (keyed){y[rows[i]], rows[i]};
    qsort(list, n_rows, sizeof *list, by_value);
    for (i = 0; i < n_rows; i++)
        rows[i] = list[i].row;
    free(list);
    return UC_OK;
}
