/* stage_survey.c - the survey stage */
#include "pipeline/stage_survey.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/distribution.h"
#include "estimators/mse/bootstrap.h"
#include "estimators/survey/pair_index.h"
#include "estimators/survey/variance.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the survey estimates");
}

void uc_survey_results_clear(uc_survey_results *results)
{
    size_t i;

    for (i = 0; results->group != NULL && i < results->n_rows; i++)
        free(results->group[i]);
    free(results->group);
    free(results->row);
    free(results->by);
    memset(results, 0, sizeof *results);
}

uc_survey_row *uc_survey_results_add(uc_survey_results *r)
{
    const size_t size = r->capacity != 0 ? 2 * r->capacity : 64;
    uc_survey_row *row;
    const char ***group;

    if (r->n_rows == r->capacity) {
        row = realloc(r->row, size * sizeof *row);
        if (row == NULL)
            return NULL;
        r->row = row;
        group = realloc(r->group, size * sizeof *group);
        if (group == NULL)
            return NULL;
        r->group = group;
        r->capacity = size;
    }
    r->group[r->n_rows] = calloc(r->n_by + 1, sizeof(const char *));
    if (r->group[r->n_rows] == NULL)
        return NULL;
    row = &r->row[r->n_rows++];
    *row = (uc_survey_row){.estimate = NAN,
                           .se = NAN,
                           .low = NAN,
                           .high = NAN,
                           .df = NAN,
                           .deff = NAN,
                           .probability = NAN,
                           .persons = NAN,
                           .persons_se = NAN,
                           .persons_low = NAN,
                           .persons_high = NAN,
                           .psu_limit = NAN,
                           .status = "ok",
                           .method = "t"};
    return row;
}

uc_survey_view uc_survey_results_view(const uc_survey_results *r)
{
    const uc_survey_plan *plan = r->input->plan;
    size_t i;

    for (i = 0; i < r->n_rows; i++)
        r->row[i].group = r->group[i];
    return (uc_survey_view){
        r->input->frame.dataset, r->by,  r->n_by,  plan->level, plan->per,
        plan->min_events,        r->row, r->n_rows};
}

/* -- Groupings -----------------------------------------------------------------------
 */

/* Rows of every group of one grouping: those of group d are rows[first[d]] ... . */
typedef struct grouping {
    const uc_names *by; /* NULL: everybody */
    uint32_t *rows, *first;
    uint32_t *example; /* a row of each group, for its labels */
    size_t n_groups;
} grouping;

static void grouping_clear(grouping *g)
{
    free(g->rows);
    free(g->first);
    free(g->example);
}

static uc_status code_groups(const uc_survey_input *in, const uc_names *by,
                             uint32_t code[], size_t *n_groups, uc_error *err)
{
    uc_pair_index index = {.n = 0};
    size_t i, k;

    *n_groups = 1;
    for (k = 0; by != NULL && k < by->n; k++) {
        const uint32_t *column =
            uc_survey_find(&in->frame, by->name[k], UC_SURVEY_CATEGORY)->code;

        uc_pair_index_clear(&index);
        for (i = 0; i < in->frame.n; i++) {
            if (code[i] == UC_SURVEY_MISSING)
                continue;
            if (column[i] == UC_SURVEY_MISSING)
                code[i] = UC_SURVEY_MISSING;
            else if (!uc_pair_index_get(&index, code[i], column[i], &code[i])) {
                uc_pair_index_clear(&index);
                return no_memory(err);
            }
        }
        *n_groups = index.n;
    }
    uc_pair_index_clear(&index);
    return UC_OK;
}

/* Rows without weight are nobody's: they only inform the weights of others. */
static uc_status group_rows(const uc_survey_input *in, const uc_names *by, grouping *g,
                            uc_error *err)
{
    const size_t n = in->frame.n;
    uint32_t *code = calloc(n + 1, sizeof *code);
    uc_status status = code != NULL ? UC_OK : no_memory(err);
    size_t i, d;

    *g = (grouping){.by = by};
    if (status == UC_OK)
        status = code_groups(in, by, code, &g->n_groups, err);
    if (status == UC_OK) {
        g->rows = malloc((n + 1) * sizeof *g->rows);
        g->first = calloc(g->n_groups + 2, sizeof *g->first);
        g->example = calloc(g->n_groups + 1, sizeof *g->example);
        if (g->rows == NULL || g->first == NULL || g->example == NULL)
            status = no_memory(err);
    }
    for (i = 0; status == UC_OK && i < n; i++)
        if (code[i] != UC_SURVEY_MISSING)
            g->first[code[i] + 1]++;
    for (d = 0; status == UC_OK && d < g->n_groups; d++)
        g->first[d + 1] += g->first[d];
    for (i = 0; status == UC_OK && i < n; i++)
        if (code[i] != UC_SURVEY_MISSING) {
            g->example[code[i]] = (uint32_t)i;
            g->rows[g->first[code[i]]++] = (uint32_t)i;
        }
    for (d = g->n_groups; status == UC_OK && d > 0; d--)
        g->first[d] = g->first[d - 1];
    if (status == UC_OK)
        g->first[0] = 0;
    free(code);
    return status;
}

static void label_row(uc_survey_results *r, const grouping *g, size_t d, size_t row)
{
    size_t k, b;

    for (k = 0; g->by != NULL && k < g->by->n; k++)
        for (b = 0; b < r->n_by; b++)
            if (strcmp(r->by[b], g->by->name[k]) == 0) {
                const uc_survey_column *column = uc_survey_find(
                    &r->input->frame, g->by->name[k], UC_SURVEY_CATEGORY);

                r->group[row][b] = uc_survey_level(column, column->code[g->example[d]]);
            }
}

/* -- Estimates and their errors ------------------------------------------------------
 */

typedef struct estimate {
    double value, se, se_logit;
    size_t n_lost; /* replicates without an estimate */
} estimate;

static uc_status by_taylor(const uc_survey_input *in, const uc_survey_target target[],
                           size_t n, estimate out[], uc_error *err)
{
    size_t k;

    for (k = 0; k < n; k++) {
        double v = NAN;
        const uc_status status = uc_survey_taylor(
            &in->design, in->calibration, &target[k], 1, &out[k].value, &v, err);

        if (status != UC_OK)
            return status;
        out[k].se = sqrt(v);
    }
    return UC_OK;
}

/* The logit of every draw, where it exists. */
static void to_logits(double draw[], size_t n)
{
    size_t r;

    for (r = 0; r < n; r++)
        draw[r] =
            draw[r] > 0 && draw[r] < 1 ? log(draw[r] / (1 - draw[r])) : (double)NAN;
}

static uc_status errors_from_draws(const uc_survey_input *in, const double draws[],
                                   size_t n, const uc_survey_target target[],
                                   estimate out[], uc_error *err)
{
    double *one = malloc((in->reps.n + 1) * sizeof *one), v;
    uc_status status = one != NULL ? UC_OK : no_memory(err);
    size_t k, r, used;

    for (k = 0; status == UC_OK && k < n; k++) {
        for (r = 0; r < in->reps.n; r++)
            one[r] = draws[r * n + k];
        status = uc_survey_replicates_variance(&in->reps, one, 1, &out[k].value, &v,
                                               &used, err);
        out[k].se = sqrt(v);
        out[k].n_lost = in->reps.n - used;
        if (status == UC_OK && target[k].statistic == UC_SURVEY_MEAN &&
            out[k].value > 0 && out[k].value < 1) {
            const double logit = log(out[k].value / (1 - out[k].value));

            to_logits(one, in->reps.n);
            status = uc_survey_replicates_variance(&in->reps, one, 1, &logit, &v, &used,
                                                   err);
            out[k].se_logit = used == in->reps.n ? sqrt(v) : 0;
        }
    }
    free(one);
    return status;
}

static uc_status by_replicates(const uc_survey_input *in,
                               const uc_survey_target target[], size_t n,
                               estimate out[], uc_error *err)
{
    double *draws = malloc((in->reps.n * n + 1) * sizeof *draws);
    uc_status status = draws != NULL ? UC_OK : no_memory(err);
    size_t k;

    for (k = 0; k < n; k++)
        out[k].value = uc_survey_evaluate(&target[k], in->design.weight);
    if (status == UC_OK)
        status = uc_survey_replicates_run(&in->reps, in->again, in->n_steps, target, n,
                                          draws, err);
    if (status == UC_OK)
        status = errors_from_draws(in, draws, n, target, out, err);
    free(draws);
    return status;
}

/* -- Rows of results -----------------------------------------------------------------
 */

/* What one request is about, over all rows of the file. */
typedef struct variable {
    const uc_survey_request *request;
    const char *name, *level;
    const char *statistic;
    const double *y, *x;
    double *made; /* y, where it had to be made; owned */
} variable;

typedef struct job {
    const uc_survey_input *in;
    uc_survey_results *results;
    const variable *var;
    const grouping *g;
    uint32_t *rows;           /* complete rows, in the order of the groups */
    size_t *start;            /* n_groups + 1 */
    uc_survey_target *target; /* per group and estimate */
    estimate *found;
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
static void persons(const job *j, size_t d, const estimate *total, double t,
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

static void proportion_row(const job *j, size_t d, double df, const estimate found[],
                           uc_survey_row *row)
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
    label_row(j->results, j->g, d, j->results->n_rows - 1);
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
    const estimate *found = &j->found[first];
    const uc_survey_target *target = &j->target[first];
    uc_survey_row *row = uc_survey_results_add(j->results);
    double df = NAN;
    uc_status status;

    if (row == NULL)
        return no_memory(err);
    label_row(j->results, j->g, d, j->results->n_rows - 1);
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
    estimate found = {0};
    double df = NAN;
    uc_status status;

    if (row == NULL)
        return no_memory(err);
    label_row(j->results, j->g, d, j->results->n_rows - 1);
    status = degrees(j, d, &df, err);
    row->statistic = "quantile";
    row->variable = j->var->name;
    row->probability = p;
    row->n = target.n_rows;
    row->df = df;
    if (status == UC_OK && j->in->has_reps) {
        status = by_replicates(j->in, &target, 1, &found, err);
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

/* -- One request over one grouping ---------------------------------------------------
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
    status = j->in->has_reps ? by_replicates(j->in, j->target, n, j->found, err)
                             : by_taylor(j->in, j->target, n, j->found, err);
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

static uc_status estimate_groups(const uc_survey_input *in, const variable *var,
                                 const grouping *g, uc_survey_results *results,
                                 uc_error *err)
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

/* -- Requests ------------------------------------------------------------------------
 */

static uc_status make_indicator(const uc_survey_input *in, variable *var, uc_error *err)
{
    const uc_survey_column *column =
        uc_survey_find(&in->frame, var->request->column, UC_SURVEY_CATEGORY);
    size_t i;
    uint32_t code;

    for (code = 0; code < uc_survey_n_levels(column); code++)
        if (strcmp(uc_survey_level(column, code), var->request->other) == 0)
            break;
    if (code == uc_survey_n_levels(column))
        return uc_fail(err, UC_EDATA, "%s: nobody has the category '%s' of column %s",
                       in->frame.path, var->request->other, column->name);
    var->made = malloc((in->frame.n + 1) * sizeof *var->made);
    if (var->made == NULL)
        return no_memory(err);
    for (i = 0; i < in->frame.n; i++)
        var->made[i] = column->code[i] == UC_SURVEY_MISSING ? (double)NAN
                                                            : column->code[i] == code;
    return UC_OK;
}

/* A rule as 1 and 0; unknown as given. */
static uc_status make_rule(const uc_survey_input *in, variable *var, const char *name,
                           double unknown, uc_error *err)
{
    size_t k, i;

    for (k = 0; k < in->rules->n_rules; k++)
        if (strcmp(in->rules->rule[k].name, name) == 0)
            break;
    var->made = malloc((in->frame.n + 1) * sizeof *var->made);
    if (var->made == NULL)
        return no_memory(err);
    for (i = 0; i < in->frame.n; i++) {
        const uc_truth truth =
            uc_survey_truth(in, i, in->rules->n_indicators + in->rules->n_groups + k);

        var->made[i] = truth == UC_UNKNOWN ? unknown : truth == UC_YES ? 1 : 0;
    }
    return UC_OK;
}

static uc_status check_zero_one(const uc_survey_input *in, const variable *var,
                                uc_error *err)
{
    size_t i;

    for (i = 0; i < in->frame.n; i++)
        if (!isnan(var->y[i]) && !(var->y[i] <= 0 && var->y[i] >= 0) &&
            !(var->y[i] <= 1 && var->y[i] >= 1))
            return uc_fail(
                err, UC_EDATA,
                "%s: row %zu: column %s must be 0, 1 or blank for a proportion; "
                "for a category give --proportion '%s=CATEGORY'",
                in->frame.path, i + 1, var->name, var->name);
    return UC_OK;
}

static uc_status estimate_variable(const uc_survey_input *in, variable *var,
                                   uc_survey_results *results, uc_error *err)
{
    uc_status status = UC_OK;
    size_t b;

    if (var->made != NULL)
        var->y = var->made;
    if (var->request->ask == UC_ASK_PROPORTION)
        status = check_zero_one(in, var, err);
    for (b = 0; status == UC_OK && b <= in->plan->n_by; b++) {
        grouping g;

        status = group_rows(in, b == 0 ? NULL : &in->plan->by[b - 1], &g, err);
        if (status == UC_OK)
            status = estimate_groups(in, var, &g, results, err);
        grouping_clear(&g);
    }
    free(var->made);
    var->made = NULL;
    return status;
}

/* A rule three times: among those whose status is known, with every unknown as no, and
 * with every unknown as yes, which bound it. */
static uc_status estimate_rule(const uc_survey_input *in,
                               const uc_survey_request *request, const char *name,
                               uc_survey_results *results, uc_error *err)
{
    static const char *const levels[] = {NULL, "lowest", "highest"};
    static const double unknown[] = {NAN, 0, 1};
    uc_status status = UC_OK;
    size_t k;

    for (k = 0; status == UC_OK && k < 3; k++) {
        variable var = {.request = request,
                        .name = name,
                        .level = levels[k],
                        .statistic = "proportion"};

        status = make_rule(in, &var, name, unknown[k], err);
        if (status == UC_OK)
            status = estimate_variable(in, &var, results, err);
    }
    return status;
}

static uc_status estimate_request(const uc_survey_input *in,
                                  const uc_survey_request *request,
                                  uc_survey_results *results, uc_error *err)
{
    static const char *const words[] = {"proportion", "mean", "total", "ratio",
                                        "quantile"};
    variable var = {.request = request,
                    .name = request->column,
                    .level = request->other,
                    .statistic = words[request->ask]};
    uc_status status = UC_OK;

    if (strncmp(request->column, "rule:", 5) == 0)
        return estimate_rule(in, request, request->column + 5, results, err);
    if (request->ask == UC_ASK_PROPORTION && request->other != NULL)
        status = make_indicator(in, &var, err);
    else
        var.y = uc_survey_find(&in->frame, request->column, UC_SURVEY_NUMBER)->number;
    if (request->ask == UC_ASK_RATIO)
        var.x = uc_survey_find(&in->frame, request->other, UC_SURVEY_NUMBER)->number;
    if (status == UC_OK)
        status = estimate_variable(in, &var, results, err);
    return status;
}

static uc_status collect_by(const uc_survey_plan *plan, uc_survey_results *r,
                            uc_error *err)
{
    size_t i, k, b;

    r->by = calloc(UC_SURVEY_MAX_BY * 64, sizeof *r->by);
    if (r->by == NULL)
        return no_memory(err);
    for (i = 0; i < plan->n_by; i++)
        for (k = 0; k < plan->by[i].n; k++) {
            for (b = 0; b < r->n_by && strcmp(r->by[b], plan->by[i].name[k]) != 0; b++)
                ;
            if (b == r->n_by && r->n_by < UC_SURVEY_MAX_BY * 64)
                r->by[r->n_by++] = plan->by[i].name[k];
        }
    return UC_OK;
}

uc_status uc_stage_survey(const uc_survey_input *in, uc_survey_results *results,
                          uc_error *err)
{
    static const uc_survey_request every_rule = {.ask = UC_ASK_PROPORTION};
    uc_status status;
    size_t i;

    results->input = in;
    status = collect_by(in->plan, results, err);
    for (i = 0; status == UC_OK && i < in->plan->n_requests; i++)
        status = estimate_request(in, &in->plan->request[i], results, err);
    /* rules and nothing else asked for: every rule */
    for (i = 0; status == UC_OK && in->plan->n_requests == 0 && i < in->rules->n_rules;
         i++)
        status = estimate_rule(in, &every_rule, in->rules->rule[i].name, results, err);
    if (status == UC_OK)
        status = uc_survey_combine(results, err);
    return status;
}
