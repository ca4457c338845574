/* rds_stage.c - every share that a respondent-driven sample is asked for */
#include "pipeline/network/rds_stage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "estimators/core/elementary.h"
#include "estimators/core/quantile.h"
#include "estimators/mse/bootstrap.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the shares");
}

void uc_rds_results_clear(uc_rds_results *r)
{
    size_t i;

    for (i = 0; r->draws != NULL && i < r->n_rows; i++)
        free(r->draws[i]);
    free(r->draws);
    free(r->row);
    free(r->link);
    free(r->homophily);
    memset(r, 0, sizeof *r);
}

uc_rds_view uc_rds_results_view(const uc_rds_results *r)
{
    return (uc_rds_view){.dataset = r->input->frame.dataset,
                         .level = r->input->plan->survey.level,
                         .population = r->input->plan->population,
                         .row = r->row,
                         .n_rows = r->n_rows,
                         .link = r->link,
                         .n_links = r->n_links};
}

bool uc_rds_results_incomplete(const uc_rds_results *r)
{
    size_t i;

    for (i = 0; i < r->n_rows; i++)
        if (isnan(r->row[i].share))
            return true;
    return false;
}

/* -- One variable --------------------------------------------------------------------
 */

static uc_rds_sample sample_of(const uc_rds_input *in, const uc_rds_variable *v)
{
    return (uc_rds_sample){&in->forest, in->degree, v->group, v->n_groups};
}

/* A stream of random numbers belongs to names, not to places. */
static uint64_t key_of(const uc_rds_input *in, const uc_rds_variable *v)
{
    const char *const names[] = {in->frame.dataset, v->name};

    return uc_hash_names(names, 2);
}

static uc_rds_successive successive_of(const uc_rds_plan *plan)
{
    return (uc_rds_successive){plan->population, plan->n_samples, plan->n_iterations};
}

static uc_status point(const uc_rds_input *in, const uc_rds_variable *v,
                       uc_rds_method method, double share[], uc_rds_status *outcome,
                       uc_error *err)
{
    const uc_rds_successive how = successive_of(in->plan);
    double transitions[UC_RDS_MAX_GROUPS * UC_RDS_MAX_GROUPS];
    const uc_rds_people people = {in->forest.n, in->degree, v->group, v->n_groups,
                                  transitions};
    double *weight = malloc((in->forest.n + 1) * sizeof *weight);
    uc_status status = weight != NULL ? UC_OK : no_memory(err);
    uc_rng rng;

    uc_rds_count_transitions(in->forest.recruiter, v->group, in->forest.n, v->n_groups,
                             transitions);
    uc_rng_start(&rng, in->plan->survey.seed, key_of(in, v), UC_RNG_SUCCESSIVE, 0);
    if (status == UC_OK)
        status =
            uc_rds_shares(&people, method, &how, &rng, weight, share, outcome, err);
    free(weight);
    return status;
}

static uc_status draw(const uc_rds_input *in, const uc_rds_variable *v,
                      uc_rds_method method, uc_cancel *cancel, double share[],
                      uc_error *err)
{
    const uc_rds_plan *plan = in->plan;
    const uc_rds_sample sample = sample_of(in, v);
    const uc_rds_bootstrap_spec spec = {.kind = uc_rds_plan_bootstrap(plan, method),
                                        .n = plan->survey.n_replicates,
                                        .successive = successive_of(plan),
                                        .seed = plan->survey.seed,
                                        .key = key_of(in, v),
                                        .n_threads = plan->survey.common.threads,
                                        .cancel = cancel};

    return uc_rds_resample(&sample, &spec, &method, 1, share, err);
}

/* -- Intervals -----------------------------------------------------------------------
 */

static void spread(const double draws[], size_t n, uc_rds_row *row, double used[])
{
    double mean = 0, sum = 0;
    size_t r, k = 0;

    for (r = 0; r < n; r++)
        if (isfinite(draws[r]))
            used[k++] = draws[r];
    row->n_usable = k;
    for (r = 0; r < k; r++)
        mean += used[r] / (double)k;
    for (r = 0; r < k; r++)
        sum += (used[r] - mean) * (used[r] - mean);
    row->se = k > 1 ? sqrt(sum / (double)(k - 1)) : (double)NAN;
    if (row->se < 1e-12) /* all alike but for the rounding of the mean */
        row->se = 0;
}

static void set_interval(const uc_rds_plan *plan, uc_rds_row *row, double used[])
{
    const double level = plan->survey.level, p = row->share;
    const double z = uc_normal_quantile_exact(1 - (1 - level) / 2);

    if (isnan(row->se) || !(row->se > 0))
        return;
    if (plan->interval == UC_RDS_PERCENTILE) {
        uc_sort_doubles(used, row->n_usable);
        row->low = uc_quantile8(used, row->n_usable, (1 - level) / 2);
        row->high = uc_quantile8(used, row->n_usable, (1 + level) / 2);
    } else if (plan->interval == UC_RDS_NORMAL) {
        row->low = fmax(p - z * row->se, 0);
        row->high = fmin(p + z * row->se, 1);
    } else if (p > 0 && p < 1) {
        const double odds = p / (1 - p), by = uc_exp(z * row->se / (p * (1 - p)));

        row->low = odds / by / (1 + odds / by);
        row->high = 1 / (1 + 1 / (odds * by));
    }
}

static void in_persons(double population, uc_rds_row *row)
{
    row->persons = population * row->share;
    row->persons_se = population * row->se;
    row->persons_low = population * row->low;
    row->persons_high = population * row->high;
}

/* -- Rows ----------------------------------------------------------------------------
 */

static size_t members(const uc_rds_input *in, const uc_rds_variable *v, size_t g)
{
    size_t i, n = 0;

    for (i = 0; i < in->forest.n; i++)
        n += g < v->n_groups ? v->group[i] == g : v->group[i] != UC_RDS_NO_GROUP;
    return n;
}

static uc_rds_row start_row(const uc_rds_results *r, const uc_rds_variable *v, size_t g,
                            uc_rds_method method, double share, uc_rds_status outcome)
{
    const uc_rds_plan *plan = r->input->plan;
    const size_t all = members(r->input, v, v->n_groups);
    const bool boot = !plan->no_bootstrap;
    uc_rds_row row = {.variable = v->name,
                      .category = v->label[g],
                      .method = uc_rds_method_name(method),
                      .n = members(r->input, v, g),
                      .share = share,
                      .se = NAN,
                      .low = NAN,
                      .high = NAN,
                      .interval = uc_rds_interval_name(plan->interval),
                      .status = uc_rds_status_name(outcome)};

    row.crude = (double)row.n / (double)all;
    row.bootstrap =
        boot ? uc_rds_bootstrap_name(uc_rds_plan_bootstrap(plan, method)) : NULL;
    row.n_replicates = boot ? plan->survey.n_replicates : 0;
    return row;
}

/* Draws of the category, out of those of all of them. */
static uc_status keep_draws(uc_rds_results *r, const double share[], size_t n_groups,
                            size_t g, uc_rds_row *row, uc_error *err)
{
    const size_t n = r->n_draws;
    double *one = malloc((n + 1) * sizeof *one), *used = malloc((n + 1) * sizeof *used);
    size_t i;

    if (one == NULL || used == NULL) {
        free(one);
        free(used);
        return no_memory(err);
    }
    for (i = 0; i < n; i++)
        one[i] = share[i * n_groups + g];
    spread(one, n, row, used);
    set_interval(r->input->plan, row, used);
    free(used);
    r->draws[r->n_rows] = one;
    return UC_OK;
}

static uc_status estimate(uc_rds_results *r, const uc_rds_variable *v,
                          uc_rds_method method, uc_cancel *cancel, uc_error *err)
{
    const size_t g = v->n_groups;
    double *share = malloc((g + 1) * sizeof *share),
           *draws = malloc((r->n_draws * g + 1) * sizeof *draws);
    uc_rds_status outcome = UC_RDS_OK;
    uc_status status = share != NULL && draws != NULL ? UC_OK : no_memory(err);
    size_t k;

    if (status == UC_OK)
        status = point(r->input, v, method, share, &outcome, err);
    if (status == UC_OK && r->n_draws > 0 && outcome == UC_RDS_OK)
        status = draw(r->input, v, method, cancel, draws, err);
    for (k = 0; status == UC_OK && k < g; k++) {
        uc_rds_row *row = &r->row[r->n_rows];

        *row = start_row(r, v, k, method, share[k], outcome);
        if (r->n_draws > 0 && outcome == UC_RDS_OK)
            status = keep_draws(r, draws, g, k, row, err);
        in_persons(r->input->plan->population, row);
        r->n_rows++;
    }
    free(share);
    free(draws);
    return status;
}

/* -- Recruitment ---------------------------------------------------------------------
 */

static void link_row(const uc_rds_input *in, const uc_rds_variable *v, size_t g,
                     const double t[], const double two[], uc_rds_link *link)
{
    double inverse = 0;
    size_t i, j;

    *link = (uc_rds_link){
        .variable = v->name, .category = v->label[g], .n = members(in, v, g)};
    for (i = 0; i < in->forest.n; i++)
        if (v->group[i] == g)
            inverse += 1 / in->degree[i];
    link->mean_degree = (double)link->n / inverse;
    for (j = 0; j < v->n_groups; j++)
        link->recruits += t[g * v->n_groups + j];
    link->own = t[g * v->n_groups + g];
    link->homophily = uc_rds_group_homophily(t, v->n_groups, g, two[g]);
}

/* Homophily against the shares of RDS-II, which always exist. */
static uc_status describe(uc_rds_results *r, size_t which, uc_error *err)
{
    const uc_rds_variable *v = &r->input->variable[which];
    double t[UC_RDS_MAX_GROUPS * UC_RDS_MAX_GROUPS], two[UC_RDS_MAX_GROUPS];
    uc_rds_status outcome = UC_RDS_OK;
    const uc_status status = point(r->input, v, UC_RDS_II, two, &outcome, err);
    size_t g;

    if (status != UC_OK)
        return status;
    uc_rds_count_transitions(r->input->forest.recruiter, v->group, r->input->forest.n,
                             v->n_groups, t);
    r->homophily[which] = uc_rds_recruitment_homophily(t, v->n_groups);
    for (g = 0; g < v->n_groups; g++)
        link_row(r->input, v, g, t, two, &r->link[r->n_links++]);
    return UC_OK;
}

uc_status uc_stage_rds(const uc_rds_input *in, uc_cancel *cancel, uc_rds_results *r,
                       uc_error *err)
{
    uc_rds_method method[UC_RDS_N_METHODS];
    const size_t n_methods = uc_rds_plan_methods(in->plan, method);
    uc_status status = UC_OK;
    size_t i, m, n = 0;

    r->input = in;
    r->n_draws = in->plan->no_bootstrap ? 0 : in->plan->survey.n_replicates;
    for (i = 0; i < in->n_variables; i++)
        n += in->variable[i].n_groups;
    r->row = calloc(n * n_methods + 1, sizeof *r->row);
    r->draws = calloc(n * n_methods + 1, sizeof *r->draws);
    r->link = calloc(n + 1, sizeof *r->link);
    r->homophily = calloc(in->n_variables + 1, sizeof *r->homophily);
    if (r->row == NULL || r->draws == NULL || r->link == NULL || r->homophily == NULL)
        return no_memory(err);
    for (i = 0; status == UC_OK && i < in->n_variables; i++) {
        status = describe(r, i, err);
        for (m = 0; status == UC_OK && m < n_methods; m++)
            status = estimate(r, &in->variable[i], method[m], cancel, err);
    }
    return status;
}
