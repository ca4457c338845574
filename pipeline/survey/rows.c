/* rows.c - the rows of one variable over one grouping */
#include "pipeline/survey/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/distribution.h"
#include "estimators/mse/bootstrap.h"
#include "estimators/survey/variance.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the survey estimates");
}

/* -- Rows of results -----------------------------------------------------------------
 */

typedef struct job {
    const uc_survey_input *in;
    uc_survey_results *results;
    const uc_survey_variable *var;
    const uc_survey_groups *g;
    uint32_t *rows;           /* complete rows, in the order of the groups */
    size_t *start;            /* n_groups + 1 */
    uc_survey_target *target; /* per group and uc_survey_found */
    uc_survey_found *found;
    size_t per_group; /* targets of one group */
} job;

static size_t count_units(const job *j, size_t d)
{
    const uc_design_stage *stage = &j->in->design.stage[0];
    unsigned char *seen = calloc(stage->n_units + 1, 1);
    size_t i, n = 0;

    for (i = j->start[d]; seen != NULL && i < j->start[d + 1]; i++) {
        const uint32_t u = stage->unit_of_row[j->rows[i]];

        n += !seen[u];
        seen[u] = 1;
    }
    free(seen);
    return n;
}

static uc_status degrees(const job *j, size_t d, double *df, uc_error *err)
{
    size_t n = 0;
    uc_status status;

    if (!isnan(j->in->plan->df)) {
        *df = j->in->plan->df;
        return UC_OK;
    }
    if (j->in->has_reps) {
        *df = j->in->reps.df;
        return UC_OK;
    }
    status = uc_design_domain_df(&j->in->design, j->rows + j->start[d],
                                 j->start[d + 1] - j->start[d], &n, err);
    *df = (double)n;
    return status;
}

static const char *status_of(const uc_prop_interval *ci, const uc_survey_row *row,
                             size_t min_events)
{
    static const char *const words[] = {"ok", "no_events", "all_events", "no_variance",
                                        "no_data"};

    if (ci->outcome != UC_PROP_OK)
        return words[ci->outcome];
    return row->events < min_events ? "few_events" : "ok";
}

/* Persons with the status: a total, with a log-normal interval because it cannot be
 * below 0; without events, the limit of the share times the size of the group. */
static void persons(const job *j, size_t d, const uc_survey_found *total, double t,
                    const uc_prop_interval *ci, uc_survey_row *row)
{
    double size = 0;
    size_t i;

    row->persons = total->value;
    row->persons_se = isnan(row->se) ? (double)NAN : total->se;
    if (ci->outcome == UC_PROP_OK && total->value > 0 && !isnan(t)) {
        const double spread = exp(t * total->se / total->value);

        row->persons_low = uc_round12(total->value / spread);
        row->persons_high = uc_round12(total->value * spread);
    } else if (ci->outcome == UC_PROP_NO_EVENTS || ci->outcome == UC_PROP_ALL_EVENTS) {
        for (i = j->start[d]; i < j->start[d + 1]; i++)
            size += j->in->design.weight[j->rows[i]];
        row->persons_low = uc_round12(size * ci->low);
        row->persons_high = uc_round12(size * ci->high);
    }
}

static bool clustered(const uc_design *design)
{
    return design->stage[0].n_units < design->n;
}

static void proportion_row(const job *j, size_t d, double df,
                           const uc_survey_found found[], uc_survey_row *row)
{
    const uc_survey_plan *plan = j->in->plan;
    const double t = uc_student_quantile(1 - (1 - plan->level) / 2, df);
    uc_prop_data data = {.p = found[0].value,
                         .se = row->se,
                         .n = j->in->design.n_positive,
                         .n_domain = j->start[d + 1] - j->start[d],
                         .df = df,
                         .deff = plan->declared_deff,
                         .se_logit = found[0].se_logit};
    uc_prop_interval ci;
    size_t i;

    data.kish = uc_design_kish(&j->in->design, j->rows + j->start[d], data.n_domain);
    row->counts_events = row->has_rate = true;
    for (i = j->start[d]; i < j->start[d + 1]; i++)
        row->events += j->var->y[j->rows[i]] > 0;
    uc_prop_ci(plan->interval, &data, plan->level, &ci);
    row->low = uc_round12(ci.low);
    row->high = uc_round12(ci.high);
    row->method =
        ci.outcome == UC_PROP_OK ? uc_prop_method_name(plan->interval) : "beta";
    row->status = status_of(&ci, row, plan->min_events);
    if (ci.outcome == UC_PROP_NO_VARIANCE && !(df > 0))
        row->status = "no_degrees_of_freedom";
    row->withheld = plan->withhold && row->events < plan->min_events;
    persons(j, d, &found[1], t, &ci, row);
    if ((ci.outcome == UC_PROP_NO_EVENTS || ci.outcome == UC_PROP_ALL_EVENTS) &&
        clustered(&j->in->design) && !(plan->declared_deff > 0)) {
        const double limit = pow((1 - plan->level) / 2, 1 / (double)count_units(j, d));

        row->psu_limit =
            uc_round12(ci.outcome == UC_PROP_NO_EVENTS ? 1 - limit : limit);
    }
}

static void plain_row(const job *j, double df, uc_survey_row *row)
{
    const double t = uc_student_quantile(1 - (1 - j->in->plan->level) / 2, df);

    row->low = uc_round12(row->estimate - t * row->se);
    row->high = uc_round12(row->estimate + t * row->se);
    if (isnan(row->estimate))
        row->status = "no_data";
    else if (isnan(t))
        row->status = "no_degrees_of_freedom";
    else if (!(row->se >= 0))
        row->status = "no_variance";
}

/* A second row with the proportion corrected for wrong answers. */
static bool corrected_row(const job *j, size_t d, double df, const uc_survey_row *from)
{
    const uc_survey_plan *plan = j->in->plan;
    const uc_survey_row raw = *from;
    uc_survey_row *row = uc_survey_results_add(j->results);
    uc_misclassified_outcome outcome;
    uc_prop_data data = {.n = j->in->design.n_positive,
                         .df = df,
                         .kish = 1,
                         .n_domain = j->start[d + 1] - j->start[d]};
    uc_prop_interval ci;

    if (row == NULL)
        return false;
    *row = raw;
    uc_survey_label_row(j->results, j->g, d, j->results->n_rows - 1);
    row->statistic = "corrected proportion";
    row->persons = row->persons_se = row->persons_low = row->persons_high = NAN;
    row->deff = row->psu_limit = NAN;
    outcome = uc_misclassified_correct(&plan->accuracy, raw.estimate, raw.se, &data.p,
                                       &data.se);
    uc_prop_ci(UC_PROP_MEAN, &data, plan->level, &ci);
    row->estimate = data.p;
    row->se = data.se;
    row->low = ci.low > 0 ? uc_round12(ci.low) : ci.low <= 0 ? 0 : (double)NAN;
    row->high = ci.high < 1 ? uc_round12(ci.high) : ci.high >= 1 ? 1 : (double)NAN;
    row->method = "mean";
    if (outcome == UC_MISCLASSIFIED_UNINFORMATIVE) {
        row->status = "uninformative";
    } else if (outcome == UC_MISCLASSIFIED_CLIPPED) {
        row->status = "clipped";
        row->low = row->high = NAN;
    }
    return true;
}

static uc_status add_row(const job *j, size_t d, size_t first, uc_error *err)
{
    const uc_survey_found *found = &j->found[first];
    const uc_survey_target *target = &j->target[first];
    uc_survey_row *row = uc_survey_results_add(j->results);
    double df = NAN;
    uc_status status;

    if (row == NULL)
        return no_memory(err);
    uc_survey_label_row(j->results, j->g, d, j->results->n_rows - 1);
    status = degrees(j, d, &df, err);
    if (status != UC_OK)
        return status;
    row->statistic = j->var->statistic;
    row->variable = j->var->name;
    row->level = j->var->level;
    row->n = j->start[d + 1] - j->start[d];
    row->estimate = found->value;
    /* One sampling unit shows no variance: what is left is the rounding of zero. */
    row->se = df > 0 ? found->se : (double)NAN;
    row->df = df;
    row->deff =
        uc_survey_deff(&j->in->design, target, row->se * row->se, UC_DEFF_WITHOUT);
    if (j->var->request->ask == UC_ASK_PROPORTION)
        proportion_row(j, d, df, found, row);
    else
        plain_row(j, df, row);
    if (j->var->request->ask == UC_ASK_PROPORTION && j->in->plan->misclassified &&
        !corrected_row(j, d, df, &j->results->row[j->results->n_rows - 1]))
        return no_memory(err);
    return UC_OK;
}

/* -- Quantiles -----------------------------------------------------------------------
 */

static uc_status quantile_row(const job *j, size_t d, double p, uc_error *err)
{
    const uc_survey_plan *plan = j->in->plan;
    const uc_survey_target target = {UC_SURVEY_QUANTILE,
                                     j->var->y,
                                     NULL,
                                     j->rows + j->start[d],
                                     j->start[d + 1] - j->start[d],
                                     p,
                                     plan->rule};
    uc_survey_row *row = uc_survey_results_add(j->results);
    uc_quantile_result q = {NAN, NAN, NAN, NAN};
    uc_survey_found found = {0};
    double df = NAN;
    uc_status status;

    if (row == NULL)
        return no_memory(err);
    uc_survey_label_row(j->results, j->g, d, j->results->n_rows - 1);
    status = degrees(j, d, &df, err);
    row->statistic = "quantile";
    row->variable = j->var->name;
    row->probability = p;
    row->n = target.n_rows;
    row->df = df;
    if (status == UC_OK && j->in->has_reps) {
        status = uc_survey_by_replicates(j->in, &target, 1, &found, err);
        row->estimate = found.value;
        row->se = found.se;
        row->method = "replicates";
        plain_row(j, df, row);
        return status;
    }
    if (status == UC_OK)
        status = uc_quantile_ci(&j->in->design, j->in->calibration, &target, df,
                                plan->level, plan->quantile_interval, &q, err);
    row->estimate = q.estimate;
    row->se = uc_round12(q.se);
    row->low = q.low;
    row->high = q.high;
    row->method = uc_quantile_interval_name(plan->quantile_interval);
    if (isnan(q.estimate))
        row->status = "no_data";
    else if (isnan(q.low) || isnan(q.high))
        row->status = "beyond_the_data";
    return status;
}

static uc_status quantile_rows(const job *j, uc_error *err)
{
    uc_status status = UC_OK;
    size_t d, k;

    for (d = 0; status == UC_OK && d < j->g->n_groups; d++) {
        status = uc_survey_sort_rows(j->var->y, j->rows + j->start[d],
                                     j->start[d + 1] - j->start[d], err);
        for (k = 0; status == UC_OK && k < j->in->plan->n_probs; k++)
            status = quantile_row(j, d, j->in->plan->prob[k], err);
    }
    return status;
}

/* -- One request over one uc_survey_groups
 * ---------------------------------------------------
 */

static void set_targets(job *j)
{
    static const uc_survey_statistic kinds[] = {UC_SURVEY_MEAN, UC_SURVEY_MEAN,
                                                UC_SURVEY_TOTAL, UC_SURVEY_RATIO};
    size_t d;

    for (d = 0; d < j->g->n_groups; d++) {
        uc_survey_target *t = &j->target[d * j->per_group];

        *t = (uc_survey_target){
            kinds[j->var->request->ask],   j->var->y, j->var->x, j->rows + j->start[d],
            j->start[d + 1] - j->start[d], 0,         0};
        if (j->per_group > 1) {
            t[1] = t[0];
            t[1].statistic = UC_SURVEY_TOTAL;
        }
    }
}

static uc_status linear_rows(job *j, uc_error *err)
{
    const size_t n = j->g->n_groups * j->per_group;
    uc_status status = UC_OK;
    size_t d;

    j->target = calloc(n + 1, sizeof *j->target);
    j->found = calloc(n + 1, sizeof *j->found);
    if (j->target == NULL || j->found == NULL)
        return no_memory(err);
    set_targets(j);
    status = j->in->has_reps
                 ? uc_survey_by_replicates(j->in, j->target, n, j->found, err)
                 : uc_survey_by_taylor(j->in, j->target, n, j->found, err);
    for (d = 0; status == UC_OK && d < j->g->n_groups; d++)
        status = add_row(j, d, d * j->per_group, err);
    return status;
}

static size_t with_weight(const uc_survey_input *in, uint32_t rows[], size_t n)
{
    size_t i, kept = 0;

    for (i = 0; i < n; i++)
        if (in->design.weight[rows[i]] < 0 || in->design.weight[rows[i]] > 0)
            rows[kept++] = rows[i];
    return kept;
}

uc_status uc_survey_estimate_groups(const uc_survey_input *in,
                                    const uc_survey_variable *var,
                                    const uc_survey_groups *g,
                                    uc_survey_results *results, uc_error *err)
{
    const double *columns[] = {var->y, var->x};
    job j = {.in = in,
             .results = results,
             .var = var,
             .g = g,
             .per_group = var->request->ask == UC_ASK_PROPORTION ? 2 : 1};
    uc_status status;
    size_t d;

    j.rows = malloc((in->frame.n + 1) * sizeof *j.rows);
    j.start = calloc(g->n_groups + 2, sizeof *j.start);
    if (j.rows == NULL || j.start == NULL) {
        status = no_memory(err);
    } else {
        for (d = 0; d < g->n_groups; d++) {
            const size_t n =
                uc_survey_complete(columns, 2, g->rows + g->first[d],
                                   g->first[d + 1] - g->first[d], j.rows + j.start[d]);

            j.start[d + 1] = j.start[d] + with_weight(in, j.rows + j.start[d], n);
        }
        status = var->request->ask == UC_ASK_QUANTILE ? quantile_rows(&j, err)
                                                      : linear_rows(&j, err);
    }
    free(j.rows);
    free(j.start);
    free(j.target);
    free(j.found);
    return status;
}
