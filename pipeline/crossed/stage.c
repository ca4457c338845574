/* stage.c - lists crossed with covariates from file to totals */
#include "pipeline/crossed/stage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "data/base/sink.h"
#include "estimators/core/elementary.h"

#define MAX_WANTS (UC_CROSSED_MAX_LISTS + UC_CROSSED_MAX_COVARIATES + 1)

void uc_crossed_results_clear(uc_crossed_results *r)
{
    uc_crossed_boot_clear(&r->boot);
    uc_crossed_fit_free(&r->fit);
    uc_crossed_table_clear(&r->table);
    uc_survey_frame_clear(&r->frame);
    free(r->text);
    free(r->model);
    free(r->row);
    memset(r, 0, sizeof *r);
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for lists and covariates");
}

static uc_status read_columns(const uc_crossed_plan *plan, const char *path,
                              uc_faults *faults, uc_crossed_results *r, uc_error *err)
{
    uc_survey_want want[MAX_WANTS];
    uc_survey_opts opts = {.want = want, .quote_values = plan->common.quote_values};
    size_t i, n = 0;

    for (i = 0; i < plan->lists.n; i++)
        want[n++] = (uc_survey_want){plan->lists.name[i], UC_SURVEY_NUMBER, true, 0};
    for (i = 0; i < plan->covariates.n; i++)
        want[n++] = (uc_survey_want){plan->covariates.name[i], UC_SURVEY_CATEGORY,
                                     false, -HUGE_VAL};
    if (plan->count != NULL)
        want[n++] = (uc_survey_want){plan->count, UC_SURVEY_NUMBER, true, 0};
    opts.n_want = n;
    return uc_survey_read(path, &opts, faults, &r->frame, err);
}

static const double *numbers(const uc_crossed_results *r, const char *name)
{
    return uc_survey_find(&r->frame, name, UC_SURVEY_NUMBER)->number;
}

/* What cells must hold beyond being numbers; no cell is shown. */
static void check_rows(const uc_crossed_results *r, uint32_t history[],
                       uc_faults *faults)
{
    const uc_crossed_plan *plan = r->plan;
    const double *count = plan->count != NULL ? numbers(r, plan->count) : NULL;
    size_t i, l;

    for (l = 0; l < plan->lists.n; l++) {
        const double *on = numbers(r, plan->lists.name[l]);

        for (i = 0; i < r->frame.n; i++) {
            if (on[i] == 1.0)
                history[i] |= (uint32_t)1 << l;
            else if (on[i] != 0.0)
                uc_faults_add(faults, UC_EDATA, r->frame.path, 0, 0,
                              "row %zu: %s must be 0 or 1", i + 1, plan->lists.name[l]);
        }
    }
    for (i = 0; i < r->frame.n; i++) {
        if (history[i] == 0)
            uc_faults_add(faults, UC_EDATA, r->frame.path, 0, 0,
                          "row %zu is on no list; people on no list are what is "
                          "estimated",
                          i + 1);
        if (count != NULL && (count[i] != floor(count[i]) || count[i] > 1e12))
            uc_faults_add(faults, UC_EDATA, r->frame.path, 0, 0,
                          "row %zu: %s must be a whole number", i + 1, plan->count);
    }
}

static int compare_texts(const void *p, const void *q)
{
    return strcmp(*(const char *const *)p, *(const char *const *)q);
}

/* Levels in the order of their texts, so that the order of rows changes nothing. */
static uc_status take_levels(uc_crossed_results *r, uint32_t level[], size_t n_levels[],
                             uc_error *err)
{
    const uc_names *names = &r->plan->covariates;
    size_t c, i, l, n = 0;

    for (c = 0; c < names->n; c++)
        n += uc_survey_n_levels(
            uc_survey_find(&r->frame, names->name[c], UC_SURVEY_CATEGORY));
    r->text = calloc(n + 1, sizeof *r->text);
    if (r->text == NULL)
        return no_memory(err);
    for (c = 0; c < names->n; c++) {
        const uc_survey_column *column =
            uc_survey_find(&r->frame, names->name[c], UC_SURVEY_CATEGORY);
        const char **text = r->text + r->first[c];

        n_levels[c] = uc_survey_n_levels(column);
        for (l = 0; l < n_levels[c]; l++)
            text[l] = uc_survey_level(column, (uint32_t)l);
        qsort(text, n_levels[c], sizeof *text, compare_texts);
        r->first[c + 1] = r->first[c] + n_levels[c];
        for (i = 0; i < r->frame.n; i++) {
            const char *want = uc_survey_level(column, column->code[i]);
            const char **at = want == NULL ? NULL
                                           : bsearch(&want, text, n_levels[c],
                                                     sizeof *text, compare_texts);

            level[i * names->n + c] =
                at == NULL ? UC_CROSSED_MISSING : (uint32_t)(at - text);
        }
    }
    return UC_OK;
}

static uc_status group(uc_crossed_results *r, const uint32_t history[],
                       uint32_t level[], uc_error *err)
{
    const uc_crossed_plan *plan = r->plan;
    size_t n_levels[UC_CROSSED_MAX_COVARIATES];
    uc_status status = take_levels(r, level, n_levels, err);
    size_t i, c;

    if (status == UC_OK)
        status = uc_crossed_group((unsigned)plan->lists.n, plan->covariates.n, n_levels,
                                  r->frame.n, history, level,
                                  plan->count != NULL ? numbers(r, plan->count) : NULL,
                                  &r->table, err);
    if (status == UC_OK)
        status =
            uc_crossed_terms_of(&r->table, (unsigned)plan->max_order, &r->terms, err);
    for (i = 0; status == UC_OK && i < r->table.n_rows; i++)
        for (c = 0; c < r->table.n_covariates; c++)
            if (r->table.level[i * r->table.n_covariates + c] == UC_CROSSED_MISSING) {
                r->n_missing += r->table.people[i];
                break;
            }
    return status;
}

uc_status uc_crossed_read(const uc_crossed_plan *plan, const char *path,
                          uc_faults *faults, uc_crossed_results *r, uc_error *err)
{
    const size_t before = faults->n_total;
    uc_error problem = {.msg = ""};
    uc_status status = read_columns(plan, path, faults, r, err);
    uint32_t *history, *level;

    r->plan = plan;
    if (status != UC_OK || faults->n_total > before)
        return status;
    history = calloc(r->frame.n + 1, sizeof *history);
    level = calloc(r->frame.n * plan->covariates.n + 1, sizeof *level);
    if (history == NULL || level == NULL) {
        free(history);
        free(level);
        return no_memory(err);
    }
    check_rows(r, history, faults);
    if (faults->n_total == before)
        status = group(r, history, level, &problem);
    free(history);
    free(level);
    if (status == UC_EINVAL) {
        uc_faults_add(faults, UC_EDATA, r->frame.path, 0, 0, "%s", problem.msg);
        return UC_OK;
    }
    if (status != UC_OK && err != NULL)
        *err = problem;
    return status;
}

/* -- Results ----------------------------------------------------------------------- */

static uc_status write_model(uc_crossed_results *r, uc_error *err)
{
    const uc_crossed_plan *plan = r->plan;
    size_t j, k, n = 0;
    uc_sink out;

    uc_sink_memory(&out);
    for (j = r->terms.n_main; j < r->terms.n; j++) {
        const uc_crossed_term *term = &r->terms.term[j];
        const char *between = "";

        if ((r->choice.set >> (j - r->terms.n_main) & 1) == 0)
            continue;
        uc_sink_puts(&out, n++ > 0 ? ", " : "");
        for (k = 0; k < plan->lists.n; k++)
            if ((term->lists >> k & 1) != 0) {
                uc_sink_printf(&out, "%s%s", between, plan->lists.name[k]);
                between = "*";
            }
        for (k = 0; k < plan->covariates.n; k++)
            if ((term->covariates >> k & 1) != 0)
                uc_sink_printf(&out, "*%s", plan->covariates.name[k]);
    }
    if (n == 0)
        uc_sink_puts(&out, "independent lists");
    r->model = uc_sink_take(&out);
    uc_sink_clear(&out);
    return r->model != NULL ? UC_OK : no_memory(err);
}

/* People on lists at one level as given, when there is no model to divide the rest. */
static double counted(const uc_crossed_results *r, size_t c, size_t l)
{
    double sum = 0.0;
    size_t i;

    for (i = 0; i < r->table.n_rows; i++)
        if (c == SIZE_MAX || r->table.level[i * r->table.n_covariates + c] == l)
            sum += r->table.people[i];
    return sum;
}

static void fill_row(uc_crossed_results *r, size_t c, size_t l, size_t q)
{
    const double none = (double)NAN;
    uc_crossed_row *row = &r->row[q];

    *row = (uc_crossed_row){.covariate =
                                c == SIZE_MAX ? NULL : r->plan->covariates.name[c],
                            .group = c == SIZE_MAX ? NULL : r->text[r->first[c] + l],
                            .total = {counted(r, c, l), none, none, none, none},
                            .boot = {none, none, none},
                            .status = r->choice.found ? "ok" : "no_admissible_model"};
    if (r->choice.found)
        uc_crossed_sum(&r->fit, c, l,
                       uc_normal_quantile_exact(0.5 + r->plan->level / 2.0),
                       &row->total);
    if (r->boot.one != NULL)
        row->boot = r->boot.one[q];
}

static uc_status fill_rows(uc_crossed_results *r, uc_error *err)
{
    size_t c, l, q = 0, x;

    r->n_rows = 1 + r->first[r->table.n_covariates];
    r->row = calloc(r->n_rows, sizeof *r->row);
    if (r->row == NULL)
        return no_memory(err);
    fill_row(r, SIZE_MAX, 0, q++);
    for (c = 0; c < r->table.n_covariates; c++)
        for (l = 0; l < r->table.n_levels[c]; l++)
            fill_row(r, c, l, q++);
    for (x = 0; x < r->table.n_cells; x++)
        r->n_empty += !(r->fit.margin[x << r->table.n_lists] > 0.0);
    return UC_OK;
}

uc_status uc_crossed_estimate(uc_crossed_results *r, uc_cancel *cancel, uc_error *err)
{
    const uc_crossed_plan *plan = r->plan;
    const char *const names[] = {r->frame.dataset, "lists and covariates"};
    uc_crossed_boot_opts opts = {.n_replicates = plan->n_boot,
                                 .n_threads = plan->common.threads,
                                 .seed = plan->seed,
                                 .key = uc_hash_names(names, 2),
                                 .level = plan->level,
                                 .aic = plan->aic,
                                 .limit = plan->limit,
                                 .cancel = cancel};
    uc_status status = uc_crossed_fit_alloc(&r->table, &r->terms, &r->fit, err);

    if (status != UC_OK)
        return status;
    uc_crossed_load(&r->fit, NULL);
    status =
        uc_crossed_search(&r->fit, plan->aic, 0, plan->limit, cancel, &r->choice, err);
    opts.set = r->choice.set;
    if (status == UC_OK && r->choice.found && plan->n_boot > 0)
        status = uc_crossed_bootstrap(&r->table, &r->terms, &opts, &r->boot, err);
    if (status == UC_OK)
        status = write_model(r, err);
    return status == UC_OK ? fill_rows(r, err) : status;
}

uc_crossed_view uc_crossed_view_of(const uc_crossed_results *r)
{
    return (uc_crossed_view){.dataset = r->frame.dataset,
                             .model = r->choice.found ? r->model : NULL,
                             .row = r->row,
                             .n_rows = r->n_rows,
                             .level = r->plan->level,
                             .criterion =
                                 r->choice.found ? r->choice.criterion : (double)NAN,
                             .criterion_name = r->plan->aic ? "aic" : "bic",
                             .n_parameters = r->choice.found ? r->fit.n_parameters : 0,
                             .n_replicates = r->boot.n_asked,
                             .n_usable = r->boot.n_usable,
                             .seed = r->plan->seed,
                             .proved = r->choice.proved};
}
