/* scaleup_stage.c - every size that a scale-up survey is asked for */
#include "pipeline/network/scaleup_stage.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/distribution.h"
#include "estimators/core/quantile.h"
#include "estimators/mse/bootstrap.h"
#include "pipeline/survey/parts.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the scale-up");
}

void uc_scaleup_results_clear(uc_scaleup_results *r)
{
    size_t i;

    for (i = 0; i < r->n_rows; i++)
        free((void *)(uintptr_t)r->row[i].group);
    free(r->row);
    free(r->check);
    free(r->by);
    free(r->draws);
    memset(r, 0, sizeof *r);
}

uc_scaleup_view uc_scaleup_results_view(const uc_scaleup_results *r)
{
    const uc_scaleup_plan *plan = r->input->plan;

    return (uc_scaleup_view){.dataset = r->input->survey.frame.dataset,
                             .by = r->by,
                             .n_by = r->n_by,
                             .level = plan->survey.level,
                             .population = plan->population,
                             .row = r->row,
                             .n_rows = r->n_rows,
                             .check = r->check,
                             .n_checks = r->n_checks};
}

bool uc_scaleup_results_incomplete(const uc_scaleup_results *r)
{
    size_t i;

    for (i = 0; i < r->n_rows; i++)
        if (r->row[i].e.status == UC_SCALEUP_NO_DEGREE)
            return true;
    return false;
}

/* -- Intervals -----------------------------------------------------------------------
 */

static void by_percentile(const double draws[], size_t n, size_t stride, double level,
                          double room[], uc_scaleup_row *row)
{
    size_t r, used = 0;

    for (r = 0; r < n; r++)
        if (isfinite(draws[r * stride]))
            room[used++] = draws[r * stride];
    if (used < 2)
        return;
    uc_sort_doubles(room, used);
    row->low = uc_quantile8(room, used, (1 - level) / 2);
    row->high = uc_quantile8(room, used, (1 + level) / 2);
}

static void set_interval(const uc_scaleup_plan *plan, uc_scaleup_interval kind,
                         uc_scaleup_row *row)
{
    const double level = plan->survey.level, size = row->e.size;
    const double t = uc_student_quantile(1 - (1 - level) / 2, row->e.df);

    row->method = row->e.status == UC_SCALEUP_NO_REPORTS
                      ? "poisson"
                      : uc_scaleup_interval_name(kind);
    row->low = row->high = NAN; /* limits pass through libm: 12 digits */
    if (row->e.status == UC_SCALEUP_NO_REPORTS) {
        row->low = 0;
        row->high = uc_round12(row->e.upper);
    } else if (row->e.status == UC_SCALEUP_OK && kind == UC_SCALEUP_NORMAL) {
        row->low = uc_round12(size - t * row->e.se);
        row->high = uc_round12(size + t * row->e.se);
    } else if (row->e.status == UC_SCALEUP_OK) {
        row->low = uc_round12(size * exp(-t * row->e.se / size));
        row->high = uc_round12(size * exp(t * row->e.se / size));
    }
}

/* -- Rows ----------------------------------------------------------------------------
 */

static uc_scaleup_reports reports_of(const uc_scaleup_input *in)
{
    return (uc_scaleup_reports){.n = in->survey.frame.n,
                                .known = in->column,
                                .size = in->size,
                                .n_known = in->n_known,
                                .population = in->plan->population,
                                .top_code = in->plan->top_code,
                                .degree = in->plan->degree};
}

static uc_scaleup_design design_of(const uc_scaleup_input *in, bool replicates)
{
    return (uc_scaleup_design){.design = &in->survey.design,
                               .calibration = in->survey.calibration,
                               .reps = replicates ? &in->survey.reps : NULL,
                               .again = in->survey.again,
                               .n_again = in->survey.n_steps};
}

/* The place of a column among those that group; n_by: not there. */
static size_t by_index(const uc_scaleup_results *r, const char *name)
{
    size_t b;

    for (b = 0; b < r->n_by; b++)
        if (r->by[b] != NULL && strcmp(r->by[b], name) == 0)
            break;
    return b;
}

static const char **label(const uc_scaleup_results *r, const uc_survey_groups *g,
                          size_t d)
{
    const char **value = calloc(r->n_by + 1, sizeof *value);
    size_t k;

    for (k = 0; value != NULL && g->by != NULL && k < g->by->n; k++) {
        const uc_survey_column *column =
            uc_survey_find(&r->input->survey.frame, g->by->name[k], UC_SURVEY_CATEGORY);

        value[by_index(r, g->by->name[k])] =
            uc_survey_level(column, column->code[g->example[d]]);
    }
    return value;
}

static uc_status add_rows(uc_scaleup_results *r, const uc_survey_groups *g, size_t d,
                          const uc_scaleup_estimate e[], const double draws[],
                          size_t n_draws, uc_error *err)
{
    const uc_scaleup_plan *plan = r->input->plan;
    const size_t n = plan->hidden.n;
    double *room = malloc((n_draws + 1) * sizeof *room);
    uc_scaleup_row *grown = realloc(r->row, (r->n_rows + n) * sizeof *grown);
    size_t h;

    if (grown != NULL)
        r->row = grown;
    for (h = 0; room != NULL && grown != NULL && h < n; h++) {
        uc_scaleup_row *row = &r->row[r->n_rows];

        *row = (uc_scaleup_row){.name = plan->hidden.name[h],
                                .group = label(r, g, d),
                                .e = e[h],
                                .known = NAN};
        if (row->group == NULL)
            break;
        r->n_rows++;
        set_interval(plan, plan->interval, row);
        if (plan->interval == UC_SCALEUP_PERCENTILE && e[h].status == UC_SCALEUP_OK)
            by_percentile(draws + h, n_draws, n, plan->survey.level, room, row);
    }
    free(room);
    return h == n ? UC_OK : no_memory(err);
}

static bool is_bootstrap(uc_replicate_kind kind)
{
    return kind == UC_REPLICATE_BOOTSTRAP || kind == UC_REPLICATE_RAO_WU ||
           kind == UC_REPLICATE_PRESTON;
}

/* Draws of all respondents together are kept, for what is made of the sizes later. */
static void keep_draws(uc_scaleup_results *r, const uc_survey_groups *g, double **draws,
                       size_t n_draws)
{
    const uc_survey_replicates *reps = &r->input->survey.reps;
    const uc_replicate_kind kind =
        reps->spec.kind == UC_REPLICATE_GIVEN ? reps->spec.given_as : reps->spec.kind;

    if (g->by != NULL || n_draws == 0 || !is_bootstrap(kind))
        return;
    r->draws = *draws;
    r->n_draws = n_draws;
    *draws = NULL;
}

static uc_status estimate_group(uc_scaleup_results *r, const double degree[],
                                const uc_survey_groups *g, size_t d, uc_error *err)
{
    const uc_scaleup_input *in = r->input;
    const uc_scaleup_plan *plan = in->plan;
    const size_t n = plan->hidden.n,
                 n_draws = in->survey.has_reps ? in->survey.reps.n : 0;
    const uc_scaleup_reports reports = reports_of(in);
    const uc_scaleup_design design = design_of(in, in->survey.has_reps);
    const uc_scaleup_question question = {.hidden = in->column + in->n_known,
                                          .n_hidden = n,
                                          .degree = degree,
                                          .rows = g->rows + g->first[d],
                                          .n_rows = g->first[d + 1] - g->first[d],
                                          .top_code = plan->hidden_top_code,
                                          .method = plan->method,
                                          .adjustment = plan->adjustment,
                                          .level = plan->survey.level};
    uc_scaleup_estimate *e = malloc((n + 1) * sizeof *e);
    double *draws = malloc((n_draws * n + 1) * sizeof *draws);
    uc_status status = e != NULL && draws != NULL ? UC_OK : no_memory(err);

    if (status == UC_OK)
        status = uc_scaleup_estimate_sizes(&reports, &question, &design, e, draws, err);
    if (status == UC_OK)
        status = add_rows(r, g, d, e, draws, n_draws, err);
    if (status == UC_OK)
        keep_draws(r, g, &draws, n_draws);
    free(draws);
    free(e);
    return status;
}

/* Each known group as if it were not; by linearisation, unless the file brings its own
 * replicates, for a bootstrap of every one would cost as many times as much. */
static uc_status check_known(uc_scaleup_results *r, double degree[], uc_error *err)
{
    const uc_scaleup_factor one = {1, 0};
    const uc_scaleup_input *in = r->input;
    const bool given =
        in->survey.has_reps && in->survey.reps.spec.kind == UC_REPLICATE_GIVEN;
    const uc_scaleup_reports reports = reports_of(in);
    const uc_scaleup_design design = design_of(in, given);
    uc_status status = UC_OK;
    size_t k;

    r->check = calloc(in->n_known + 1, sizeof *r->check);
    if (r->check == NULL)
        return no_memory(err);
    for (k = 0; status == UC_OK && in->n_known > 1 && k < in->n_known; k++) {
        const uc_scaleup_question question = {.hidden = &in->column[k],
                                              .n_hidden = 1,
                                              .degree = degree,
                                              .top_code = in->plan->top_code,
                                              .method = in->plan->method,
                                              .adjustment = {one, one, one, one},
                                              .level = in->plan->survey.level};
        uc_scaleup_row *row = &r->check[k];

        *row =
            (uc_scaleup_row){.name = in->asked.request[k].column, .known = in->size[k]};
        uc_scaleup_degrees(&reports, k, degree);
        status =
            uc_scaleup_estimate_sizes(&reports, &question, &design, &row->e, NULL, err);
        set_interval(in->plan,
                     in->plan->interval == UC_SCALEUP_NORMAL ? UC_SCALEUP_NORMAL
                                                             : UC_SCALEUP_LOG,
                     row);
        r->n_checks = k + 1;
    }
    return status;
}

static uc_status collect_by(uc_scaleup_results *r, uc_error *err)
{
    const uc_survey_plan *plan = &r->input->plan->survey;
    size_t i, k, n = 0;

    for (i = 0; i < plan->n_by; i++)
        n += plan->by[i].n;
    r->by = calloc(n + 1, sizeof *r->by);
    if (r->by == NULL)
        return no_memory(err);
    for (i = 0; i < plan->n_by; i++)
        for (k = 0; k < plan->by[i].n; k++)
            if (by_index(r, plan->by[i].name[k]) == r->n_by)
                r->by[r->n_by++] = plan->by[i].name[k];
    return UC_OK;
}

uc_status uc_stage_scaleup(const uc_scaleup_input *in, uc_scaleup_results *r,
                           uc_error *err)
{
    const uc_scaleup_reports reports = reports_of(in);
    double *degree = malloc((in->survey.frame.n + 1) * sizeof *degree);
    uc_status status = degree != NULL ? UC_OK : no_memory(err);
    size_t b, d;

    r->input = in;
    if (status == UC_OK)
        status = collect_by(r, err);
    if (status == UC_OK)
        uc_scaleup_degrees(&reports, in->n_known, degree);
    for (b = 0; status == UC_OK && b <= in->plan->survey.n_by; b++) {
        uc_survey_groups g;

        status = uc_survey_group_rows(
            &in->survey, b == 0 ? NULL : &in->plan->survey.by[b - 1], &g, err);
        for (d = 0; status == UC_OK && d < g.n_groups; d++)
            status = estimate_group(r, degree, &g, d, err);
        uc_survey_groups_clear(&g);
    }
    if (status == UC_OK)
        status = check_known(r, degree, err);
    free(degree);
    return status;
}
