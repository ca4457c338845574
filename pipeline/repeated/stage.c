/* stage.c - repeated counts from file to totals */
#include "pipeline/repeated/stage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"

#define MAX_WANTS (UC_REPEATED_MAX_COVARIATES + 2)

void uc_repeated_results_clear(uc_repeated_results *r)
{
    size_t i;

    for (i = 0; i < UC_N_REPEATED_MODELS; i++) {
        uc_repeated_fit_clear(&r->fit[i]);
        uc_repeated_boot_clear(&r->boot[i]);
    }
    uc_repeated_data_clear(&r->data);
    free(r->texts);
    uc_survey_frame_clear(&r->frame);
    memset(r, 0, sizeof *r);
}

static uc_status read_columns(const uc_repeated_plan *plan, const char *path,
                              uc_faults *faults, uc_repeated_results *r, uc_error *err)
{
    uc_survey_want want[MAX_WANTS];
    uc_survey_opts opts = {.want = want, .quote_values = plan->common.quote_values};
    size_t i, n = 0;

    want[n++] = (uc_survey_want){plan->captures, UC_SURVEY_NUMBER, true, 1};
    if (plan->freq != NULL)
        want[n++] = (uc_survey_want){plan->freq, UC_SURVEY_NUMBER, true, 0};
    for (i = 0; i < plan->covariates.n; i++)
        want[n++] = (uc_survey_want){plan->covariates.name[i], UC_SURVEY_CATEGORY, true,
                                     -HUGE_VAL};
    for (i = 0; i < plan->measures.n; i++)
        want[n++] =
            (uc_survey_want){plan->measures.name[i], UC_SURVEY_NUMBER, true, -HUGE_VAL};
    opts.n_want = n;
    return uc_survey_read(path, &opts, faults, &r->frame, err);
}

/* Counts and frequencies are whole numbers; a row that breaks this is named, its cell
 * is not shown. */
static void check_whole(const uc_repeated_results *r, const char *name, double most,
                        double least, uc_faults *faults)
{
    const uc_survey_column *column = uc_survey_find(&r->frame, name, UC_SURVEY_NUMBER);
    size_t i;

    for (i = 0; i < r->frame.n; i++)
        if (!(column->number[i] >= least && column->number[i] <= most) ||
            column->number[i] != floor(column->number[i]))
            uc_faults_add(faults, UC_EDATA, r->frame.path, 0, 0,
                          "row %zu: %s must be a whole number from %.0f to %.0f", i + 1,
                          name, least, most);
}

/* Column by name and kind, as a covariate; texts go to *room. */
static void take_category(const uc_repeated_results *r, const char *name,
                          const char ***room, uc_repeated_covariate *to)
{
    const uc_survey_column *column =
        uc_survey_find(&r->frame, name, UC_SURVEY_CATEGORY);
    const size_t n = uc_survey_n_levels(column);
    size_t l;

    *to = (uc_repeated_covariate){
        .name = name, .code = column->code, .level = *room, .n_levels = n};
    for (l = 0; l < n; l++)
        (*room)[l] = uc_survey_level(column, (uint32_t)l);
    *room += n;
}

static size_t count_texts(const uc_repeated_plan *plan, const uc_survey_frame *frame)
{
    size_t i, n = 0;

    for (i = 0; i < plan->covariates.n; i++)
        n += uc_survey_n_levels(
            uc_survey_find(frame, plan->covariates.name[i], UC_SURVEY_CATEGORY));
    return n;
}

static uc_status group(const uc_repeated_plan *plan, uc_repeated_results *r,
                       uc_error *err)
{
    const double *captures =
        uc_survey_find(&r->frame, plan->captures, UC_SURVEY_NUMBER)->number;
    const double *freq =
        plan->freq == NULL
            ? NULL
            : uc_survey_find(&r->frame, plan->freq, UC_SURVEY_NUMBER)->number;
    uint64_t *count = calloc(r->frame.n + 1, sizeof *count);
    uc_repeated_covariate covariate[UC_REPEATED_MAX_COVARIATES];
    const char **room;
    size_t i, n = 0;
    uc_status status;

    r->texts = calloc(count_texts(plan, &r->frame) + 1, sizeof *r->texts);
    if (count == NULL || r->texts == NULL) {
        free(count);
        return uc_fail(err, UC_ENOMEM, "no memory for repeated counts");
    }
    room = r->texts;
    for (i = 0; i < r->frame.n; i++)
        count[i] = (uint64_t)captures[i];
    for (i = 0; i < plan->covariates.n; i++)
        take_category(r, plan->covariates.name[i], &room, &covariate[n++]);
    for (i = 0; i < plan->measures.n; i++)
        covariate[n++] = (uc_repeated_covariate){
            .name = plan->measures.name[i],
            .measure =
                uc_survey_find(&r->frame, plan->measures.name[i], UC_SURVEY_NUMBER)
                    ->number};
    status = uc_repeated_group(r->frame.n, count, freq, covariate, n, &r->data, err);
    free(count);
    return status;
}

uc_status uc_repeated_read(const uc_repeated_plan *plan, const char *path,
                           uc_faults *faults, uc_repeated_results *r, uc_error *err)
{
    const size_t before = faults->n_total;
    uc_error problem = {.msg = ""};
    uc_status status = read_columns(plan, path, faults, r, err);

    r->plan = plan;
    if (status != UC_OK || faults->n_total > before)
        return status;
    check_whole(r, plan->captures, UC_REPEATED_MAX_COUNT, 1, faults);
    if (plan->freq != NULL)
        check_whole(r, plan->freq, 1e12, 0, faults);
    if (faults->n_total > before)
        return UC_OK;
    status = group(plan, r, &problem);
    if (status == UC_EINVAL) {
        uc_faults_add(faults, UC_EDATA, r->frame.path, 0, 0, "%s", problem.msg);
        return UC_OK;
    }
    if (status != UC_OK && err != NULL)
        *err = problem;
    return status;
}

uc_status uc_repeated_estimate(uc_repeated_results *r, uc_cancel *cancel, uc_error *err)
{
    const uc_repeated_plan *plan = r->plan;
    const char *const names[] = {r->frame.dataset, "repeated counts"};
    const uc_repeated_boot_opts opts = {.n_replicates = plan->n_boot,
                                        .n_threads = plan->common.threads,
                                        .seed = plan->seed,
                                        .key = uc_hash_names(names, 2),
                                        .level = plan->level,
                                        .cancel = cancel};
    uc_status status = UC_OK;
    size_t i;

    for (i = 0; status == UC_OK && i < plan->n_models; i++) {
        uc_repeated_model_view *view = &r->model[i];

        status = uc_repeated_fit_model(&r->data, plan->model[i], NULL, &r->fit[i], err);
        view->fit = &r->fit[i];
        if (status != UC_OK || r->fit[i].end != UC_REPEATED_OK)
            continue;
        if (plan->model[i] == UC_REPEATED_POISSON) {
            uc_repeated_heterogeneity(&r->data, &r->fit[i], &r->test);
            view->test = &r->test;
        }
        if (plan->n_boot > 0) {
            status =
                uc_repeated_bootstrap(&r->data, &r->fit[i], &opts, &r->boot[i], err);
            view->boot = &r->boot[i];
        }
    }
    return status;
}

uc_repeated_view uc_repeated_view_of(const uc_repeated_results *r)
{
    return (uc_repeated_view){.dataset = r->frame.dataset,
                              .data = &r->data,
                              .model = r->model,
                              .n_models = r->plan->n_models,
                              .level = r->plan->level,
                              .seed = r->plan->seed};
}

bool uc_repeated_all_ok(const uc_repeated_results *r)
{
    size_t i;

    for (i = 0; i < r->plan->n_models; i++)
        if (r->fit[i].end != UC_REPEATED_OK)
            return false;
    return true;
}
