/* stage.c - the doubly robust estimator from file to totals */
#include "pipeline/doubly/stage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"

#define MAX_WANTS (UC_DOUBLY_MAX_LISTS + UC_DOUBLY_MAX_COLUMNS)
#define LEAST     0.005

void uc_doubly_results_clear(uc_doubly_results *r)
{
    uc_survey_frame_clear(&r->frame);
    free(r->x);
    free(r->on);
    free(r->row);
    memset(r, 0, sizeof *r);
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the estimator");
}

static uc_status read_columns(const uc_doubly_plan *plan, const char *path,
                              uc_faults *faults, uc_doubly_results *r, uc_error *err)
{
    uc_survey_want want[MAX_WANTS];
    uc_survey_opts opts = {.want = want, .quote_values = plan->common.quote_values};
    size_t i, n = 0;

    for (i = 0; i < plan->lists.n; i++)
        want[n++] = (uc_survey_want){plan->lists.name[i], UC_SURVEY_NUMBER, true, 0};
    for (i = 0; i < plan->covariates.n; i++)
        want[n++] = (uc_survey_want){plan->covariates.name[i], UC_SURVEY_CATEGORY, true,
                                     -HUGE_VAL};
    for (i = 0; i < plan->measures.n; i++)
        want[n++] =
            (uc_survey_want){plan->measures.name[i], UC_SURVEY_NUMBER, true, -HUGE_VAL};
    opts.n_want = n;
    return uc_survey_read(path, &opts, faults, &r->frame, err);
}

static void read_lists(uc_doubly_results *r, uc_faults *faults)
{
    const size_t n = r->frame.n;
    size_t i, l;

    for (l = 0; l < r->plan->lists.n; l++) {
        const char *name = r->plan->lists.name[l];
        const double *on = uc_survey_find(&r->frame, name, UC_SURVEY_NUMBER)->number;

        for (i = 0; i < n; i++) {
            r->on[l * n + i] = on[i] == 1.0;
            if (on[i] != 0.0 && on[i] != 1.0)
                uc_faults_add(faults, UC_EDATA, r->frame.path, 0, 0,
                              "row %zu: %s must be 0 or 1", i + 1, name);
        }
    }
    for (i = 0; i < n; i++) {
        bool any = false;

        for (l = 0; l < r->plan->lists.n; l++)
            any = any || r->on[l * n + i] != 0;
        if (!any)
            uc_faults_add(faults, UC_EDATA, r->frame.path, 0, 0,
                          "row %zu is on no list; people on no list are what is "
                          "estimated",
                          i + 1);
    }
}

/* Levels in the order of their texts: the order of rows chooses none of them. */
static int compare_texts(const void *p, const void *q)
{
    return strcmp(*(const char *const *)p, *(const char *const *)q);
}

/* Fills the indicators of a category from column `at` on. */
static uc_status add_category(uc_doubly_results *r, const char *name, size_t width,
                              size_t *at, uc_error *err)
{
    const uc_survey_column *column =
        uc_survey_find(&r->frame, name, UC_SURVEY_CATEGORY);
    const size_t n_levels = uc_survey_n_levels(column);
    const char **text = calloc(n_levels + 1, sizeof *text);
    size_t i, l;

    if (text == NULL)
        return no_memory(err);
    for (l = 0; l < n_levels; l++)
        text[l] = uc_survey_level(column, (uint32_t)l);
    qsort(text, n_levels, sizeof *text, compare_texts);
    for (i = 0; i < r->frame.n; i++)
        for (l = 1; l < n_levels; l++)
            r->x[i * width + *at + l - 1] =
                strcmp(uc_survey_level(column, column->code[i]), text[l]) == 0;
    *at += n_levels - 1;
    free(text);
    return UC_OK;
}

static uc_status make_columns(uc_doubly_results *r, uc_faults *faults, uc_error *err)
{
    const uc_doubly_plan *plan = r->plan;
    size_t i, k, width = plan->measures.n, at = 0;
    uc_status status = UC_OK;

    for (k = 0; k < plan->covariates.n; k++)
        width += uc_survey_n_levels(uc_survey_find(&r->frame, plan->covariates.name[k],
                                                   UC_SURVEY_CATEGORY)) -
                 1;
    if (width > UC_DOUBLY_MAX_COLUMNS) {
        uc_faults_add(faults, UC_EDATA, r->frame.path, 0, 0,
                      "the covariates have %zu levels beyond the first; allowed are %d",
                      width, UC_DOUBLY_MAX_COLUMNS);
        return UC_OK;
    }
    r->n_columns = width;
    r->x = calloc(r->frame.n * width + 1, sizeof *r->x);
    if (r->x == NULL)
        return no_memory(err);
    for (k = 0; status == UC_OK && k < plan->covariates.n; k++)
        status = add_category(r, plan->covariates.name[k], width, &at, err);
    for (k = 0; status == UC_OK && k < plan->measures.n; k++, at++) {
        const double *value =
            uc_survey_find(&r->frame, plan->measures.name[k], UC_SURVEY_NUMBER)->number;

        r->measure[at] = true;
        for (i = 0; i < r->frame.n; i++)
            r->x[i * width + at] = value[i];
    }
    return status;
}

uc_status uc_doubly_read(const uc_doubly_plan *plan, const char *path,
                         uc_faults *faults, uc_doubly_results *r, uc_error *err)
{
    const size_t before = faults->n_total;
    uc_status status = read_columns(plan, path, faults, r, err);

    r->plan = plan;
    if (status != UC_OK || faults->n_total > before)
        return status;
    r->on = calloc(r->frame.n * plan->lists.n + 1, sizeof *r->on);
    if (r->on == NULL)
        return no_memory(err);
    read_lists(r, faults);
    return make_columns(r, faults, err);
}

uc_status uc_doubly_estimate(uc_doubly_results *r, uc_cancel *cancel, uc_error *err)
{
    const uc_doubly_plan *plan = r->plan;
    const char *const names[] = {r->frame.dataset, "doubly robust"};
    const size_t n = r->frame.n, lists = plan->lists.n;
    uc_doubly_opts opts = {.n_folds = plan->n_folds,
                           .n_neighbours = plan->n_neighbours,
                           .seed = plan->seed,
                           .key = uc_hash_names(names, 2),
                           .least = LEAST,
                           .cancel = cancel};
    uc_status status = UC_OK;
    size_t a, b, k;

    r->row = calloc(lists * lists * plan->n_nuisances, sizeof *r->row);
    if (r->row == NULL)
        return no_memory(err);
    for (a = 0; a < lists; a++)
        for (b = a + 1; b < lists; b++)
            for (k = 0; status == UC_OK && k < plan->n_nuisances; k++) {
                uc_doubly_row *row = &r->row[r->n_rows++];

                opts.nuisance = row->nuisance = plan->nuisance[k];
                row->list1 = plan->lists.name[a];
                row->list2 = plan->lists.name[b];
                status =
                    uc_doubly_robust(n, r->n_columns, r->x, r->measure, r->on + a * n,
                                     r->on + b * n, &opts, NULL, &row->result, err);
            }
    return status;
}

uc_doubly_view uc_doubly_view_of(const uc_doubly_results *r)
{
    return (uc_doubly_view){.dataset = r->frame.dataset,
                            .row = r->row,
                            .n_rows = r->n_rows,
                            .n_folds = r->plan->n_folds,
                            .level = r->plan->level,
                            .seed = r->plan->seed};
}
