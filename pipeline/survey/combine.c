/* combine.c - pooled estimates and small areas, from the rows of a survey */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/distribution.h"
#include "estimators/core/quantile.h"
#include "estimators/mse/bootstrap.h"
#include "pipeline/survey/stage.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for combining estimates");
}

/* Rows that one grouping of one variable gave: neighbours with the same columns set. */
static bool same_set(const uc_survey_results *r, size_t a, size_t b)
{
    size_t k;

    for (k = 0; k < r->n_by; k++)
        if ((r->group[a][k] == NULL) != (r->group[b][k] == NULL))
            return false;
    return r->row[a].variable == r->row[b].variable &&
           strcmp(r->row[a].statistic, r->row[b].statistic) == 0 &&
           r->row[a].level == r->row[b].level;
}

static bool is_grouped(const uc_survey_results *r, size_t i)
{
    size_t k;

    for (k = 0; k < r->n_by; k++)
        if (r->group[i][k] != NULL)
            return true;
    return false;
}

static bool usable(const uc_survey_row *row)
{
    return !row->withheld && isfinite(row->estimate) && row->se > 0 &&
           isfinite(row->se);
}

static bool can_combine(const uc_survey_row *row)
{
    return strcmp(row->statistic, "proportion") == 0 ||
           strcmp(row->statistic, "mean") == 0 || strcmp(row->statistic, "ratio") == 0;
}

/* -- Pooling ----------------------------------------------------------------------- */

static uc_status pool_set(uc_survey_results *r, size_t first, size_t end, uc_error *err)
{
    const uc_survey_plan *plan = r->input->plan;
    double *y = malloc((end - first + 1) * sizeof *y);
    double *v = malloc((end - first + 1) * sizeof *v);
    const uc_survey_row from = r->row[first];
    uc_pool_result pooled;
    uc_survey_row *row;
    uc_status status = y != NULL && v != NULL ? UC_OK : no_memory(err);
    size_t i, k = 0, n = 0;

    for (i = first; status == UC_OK && i < end; i++) {
        if (!usable(&r->row[i]))
            continue;
        y[k] = r->row[i].estimate;
        v[k++] = r->row[i].se * r->row[i].se;
        n += r->row[i].n;
    }
    if (status == UC_OK && k >= 2) {
        status = uc_pool_estimates(y, v, k, plan->pool, UC_POOL_KNHA, plan->level,
                                   &pooled, err);
        row = status == UC_OK ? uc_survey_results_add(r) : NULL;
        if (status == UC_OK && row == NULL)
            status = no_memory(err);
        if (status == UC_OK) {
            row->statistic = "pooled";
            row->variable = from.variable;
            row->level = from.level;
            row->n = n;
            row->estimate = pooled.estimate;
            row->se = pooled.se;
            row->low = uc_round12(pooled.low);
            row->high = uc_round12(pooled.high);
            row->df = (double)k - 1;
            row->method = "knha";
        }
    }
    free(y);
    free(v);
    return status;
}

/* -- Small areas ------------------------------------------------------------------- */

/* The row of the file of covariates for an area, or its number of rows. */
static size_t find_area(const uc_survey_frame *areas, const char *name)
{
    size_t i;

    for (i = 0; i < areas->n; i++)
        if (strcmp(uc_survey_level(&areas->column[0], areas->column[0].code[i]),
                   name) == 0)
            break;
    return i;
}

typedef struct area_data {
    double *y, *v, *x;
    size_t *at; /* row of the results */
    size_t m, p;
} area_data;

static void area_data_clear(area_data *a)
{
    free(a->y);
    free(a->v);
    free(a->x);
    free(a->at);
}

static uc_status collect_areas(const uc_survey_results *r, size_t first, size_t end,
                               size_t by, area_data *a, uc_error *err)
{
    const uc_survey_frame *areas = &r->input->areas;
    size_t i, c;

    a->p = areas->n_columns; /* the first is the area; its place is the constant's */
    a->y = malloc((end - first + 1) * sizeof(double));
    a->v = malloc((end - first + 1) * sizeof(double));
    a->x = malloc(((end - first) * a->p + 1) * sizeof(double));
    a->at = malloc((end - first + 1) * sizeof(size_t));
    if (a->y == NULL || a->v == NULL || a->x == NULL || a->at == NULL)
        return no_memory(err);
    for (i = first; i < end; i++) {
        const size_t area = find_area(areas, r->group[i][by]);

        if (!usable(&r->row[i]) || area == areas->n)
            continue;
        a->y[a->m] = r->row[i].estimate;
        a->v[a->m] = r->row[i].se * r->row[i].se;
        a->x[a->m * a->p] = 1;
        for (c = 1; c < a->p; c++)
            a->x[a->m * a->p + c] = areas->column[c].number[area];
        a->at[a->m++] = i;
    }
    return UC_OK;
}

static uc_status add_area(uc_survey_results *r, size_t from, const uc_small_area *fit,
                          size_t d, uc_error *err)
{
    const double z = uc_normal_quantile(1 - (1 - r->input->plan->level) / 2);
    const uc_survey_row direct = r->row[from];
    uc_survey_row *row = uc_survey_results_add(r);

    if (row == NULL)
        return no_memory(err);
    memcpy(r->group[r->n_rows - 1], r->group[from], r->n_by * sizeof(const char *));
    row->statistic = "small area";
    row->variable = direct.variable;
    row->level = direct.level;
    row->n = direct.n;
    row->estimate = fit->estimate[d];
    row->se = sqrt(fit->mse[d]);
    row->low = uc_round12(row->estimate - z * row->se);
    row->high = uc_round12(row->estimate + z * row->se);
    row->method = uc_small_area_method_name(r->input->plan->area_method);
    row->status = fit->at_zero ? "area_variance_zero" : "ok";
    return UC_OK;
}

static uc_status fit_areas(uc_survey_results *r, size_t first, size_t end, size_t by,
                           uc_error *err)
{
    area_data a = {.m = 0};
    uc_small_area fit = {.m = 0};
    uc_status status = collect_areas(r, first, end, by, &a, err);
    size_t d;

    if (status == UC_OK && a.m > a.p) {
        status = uc_small_area_fit(a.y, a.v, a.x, a.m, a.p, r->input->plan->area_method,
                                   &fit, err);
        for (d = 0; status == UC_OK && d < a.m; d++)
            status = add_area(r, a.at[d], &fit, d, err);
    }
    uc_small_area_clear(&fit);
    area_data_clear(&a);
    return status;
}

/* The only column that groups these rows, or n_by. */
static size_t single_by(const uc_survey_results *r, size_t i)
{
    size_t k, at = r->n_by, n = 0;

    for (k = 0; k < r->n_by; k++)
        if (r->group[i][k] != NULL) {
            at = k;
            n++;
        }
    return n == 1 ? at : r->n_by;
}

uc_status uc_survey_combine(uc_survey_results *r, uc_error *err)
{
    const uc_survey_plan *plan = r->input->plan;
    const size_t n = r->n_rows;
    uc_status status = UC_OK;
    size_t first, end;

    for (first = 0; status == UC_OK && first < n; first = end) {
        for (end = first + 1; end < n && same_set(r, first, end); end++)
            ;
        if (!is_grouped(r, first) || !can_combine(&r->row[first]))
            continue;
        if (plan->pooled)
            status = pool_set(r, first, end, err);
        if (status == UC_OK && plan->areas != NULL && single_by(r, first) < r->n_by)
            status = fit_areas(r, first, end, single_by(r, first), err);
    }
    return status;
}
