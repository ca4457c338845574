/* reproduce.c - a paper's numbers as estimates */
#include "pipeline/trust/reproduce.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/bayes/posterior.h"
#include "estimators/core/elementary.h"
#include "estimators/simulate/fitted.h"
#include "pipeline/trust/reproduce_plan.h"
#include "pipeline/trust/reproduce_repeated.h"
#include "pipeline/trust/stage_simulate.h"

/* Counts of ranks are per so many replicates, as papers print them. */
#define RANKS_OF 1000.0

/* The limit of a row in an estimate: of the first kind of interval that was named, or
 * of the method's own where it has no such kind. */
static void take_limit(const uc_estimate *e, const uc_mse_settings *settings,
                       const uc_paper_row *row, uc_reproduced *ours)
{
    const unsigned named = settings->intervals & (0u - settings->intervals);
    const uc_interval *found = NULL;

    for (size_t i = 0; i < e->n_intervals; i++) {
        const uc_interval *interval = &e->interval[i];
        const bool resampled =
            (interval->kind & (UC_INTERVAL_BCA | UC_INTERVAL_PERCENTILE)) != 0;

        if (interval->level != row->level || (resampled && interval->top != row->top))
            continue;
        if (found == NULL || (unsigned)interval->kind == named)
            found = interval;
    }
    if (found == NULL)
        return;
    ours->value = row->statistic == UC_PAPER_LOW ? found->low : found->high;
    ours->error = row->statistic == UC_PAPER_LOW ? found->mcse_low : found->mcse_high;
    ours->reason = found->note;
    if ((found->kind & (UC_INTERVAL_BCA | UC_INTERVAL_PERCENTILE)) == 0 &&
        !(found->kind == UC_INTERVAL_CREDIBLE && isfinite(ours->error)))
        ours->error = 0.0;
}

/* Simulation error of an estimate: chains have one. */
static double error_of(const uc_estimate *e)
{
    for (size_t i = 0; i < e->n_facts; i++)
        if (strcmp(e->fact[i].code, UC_POSTERIOR_ERROR) == 0 &&
            isfinite(e->fact[i].value))
            return e->fact[i].value;
    return 0.0;
}

static void take_rank(const uc_optimum_ranks *ranks, const uc_paper_row *row,
                      uc_reproduced *ours)
{
    const double n = (double)ranks->n_replicates;
    const double up_to = (double)uc_optimum_ranks_up_to(ranks, (size_t)row->level);
    /* with all or none of a few replicates the error is not zero */
    const double share = (up_to + 1.0) / (n + 2.0);

    if (ranks->n_replicates == 0)
        return;
    ours->value = RANKS_OF * up_to / n;
    ours->error = RANKS_OF * sqrt(share * (1.0 - share) / n);
}

/* The numbers of all rows that an estimate answers. */
static uc_status take(const uc_paper *paper, const uc_reproduce_plan *p, size_t k,
                      const uc_estimate_run *run, uc_reproduced ours[], uc_error *err)
{
    const uc_reproduce_task *t = &p->task[k];
    const uc_estimates view = uc_estimate_job_view(&p->job[t->job]);
    const uc_estimate *e = uc_estimates_at(&view, 0, 0);
    uc_optimum_ranks *ranks = NULL;
    uc_status status = UC_OK;

    if (t->wants_ranks)
        status = uc_stage_ranks(&view, run->cancel, &ranks, err);
    for (size_t i = 0; i < paper->n_rows && status == UC_OK; i++) {
        const uc_paper_row *row = &paper->row[i];

        if (p->task_of[i] != k)
            continue;
        ours[i] =
            (uc_reproduced){NAN, error_of(e), uc_mse_status_name(e->status), false};
        if (row->statistic == UC_PAPER_ESTIMATE)
            ours[i].value = e->estimate;
        else if (row->statistic == UC_PAPER_RANK)
            take_rank(&ranks[0], row, &ours[i]);
        else
            take_limit(e, &t->settings, row, &ours[i]);
    }
    if (ranks != NULL)
        uc_optimum_ranks_clear(&ranks[0]);
    free(ranks);
    return status;
}

/* -- Figures over simulated tables ---------------------------------------------------
 */

/* The truth: the model that a method chooses for the table. */
static uc_status make_truth(const uc_reproduce_task *t, uc_cancel *cancel,
                            uc_truth *truth, uc_error *err)
{
    const uc_capture_table *table = &t->set.strata[0].table;
    const uc_truth_spec spec = {0};
    const uc_batch_opts opts = {.n_threads = 1, .cancel = cancel};
    uc_mse_settings plain = t->settings; /* borrows */
    const uc_batch_item item = {.table = table, .method = t->truth, .settings = &plain};
    uc_estimate estimate = {0};
    uc_status status;

    plain.n_boot = 0;
    plain.intervals = 0;
    status = uc_mse_batch(&item, 1, &opts, &estimate, err);
    if (status == UC_OK)
        status = uc_truth_fitted(table, &estimate.model, &spec, truth, err);
    uc_estimate_clear(&estimate);
    return status;
}

static void take_score(const uc_scores *scores, const uc_paper_row *row,
                       double population, uc_reproduced *ours)
{
    uc_figure figure = {NAN, NAN};

    if (row->statistic == UC_PAPER_RMSE)
        figure = (uc_figure){scores->score[0].rmse.value * population,
                             scores->score[0].rmse.error * population};
    if (row->statistic == UC_PAPER_LOG_RMSE)
        figure = scores->score[0].log_rmse;
    for (size_t k = 0; k < scores->n_intervals; k++)
        if (row->statistic == UC_PAPER_COVERAGE &&
            scores->interval[k].level == row->level)
            figure = scores->interval[k].coverage;
    *ours = (uc_reproduced){figure.value, figure.error, "not_available", false};
}

static uc_status take_simulation(const uc_paper *paper, const uc_reproduce_plan *p,
                                 size_t k, size_t n_repeats, const uc_estimate_run *run,
                                 uc_reproduced ours[], uc_error *err)
{
    const uc_reproduce_task *t = &p->task[k];
    const char *const names[] = {"reproduce", t->pattern->dataset, t->pattern->truth};
    uc_truth truth;
    uc_scores scores;
    bool sharded;
    uc_status status = make_truth(t, run->cancel, &truth, err);
    const uc_trial_plan plan = {.truth = &truth,
                                .method = &t->method,
                                .n_methods = 1,
                                .settings = &t->settings,
                                .key = uc_hash_names(names, 3)};
    const uc_simulate_run how = {.options = run->options,
                                 .truth = "",
                                 .n_repeats = n_repeats,
                                 .cancel = run->cancel};

    if (status != UC_OK)
        return status;
    status = uc_stage_simulate(&plan, &how, &scores, &sharded, err);
    for (size_t i = 0; i < paper->n_rows && status == UC_OK; i++)
        if (p->task_of[i] == k)
            take_score(&scores, &paper->row[i], (double)truth.spec.population,
                       &ours[i]);
    if (status == UC_OK)
        uc_scores_clear(&scores);
    uc_truth_clear(&truth);
    return status;
}

/* -- Consistency of lists, summed over the paper's rows ------------------------------
 */

/* Our limit of that side beside the estimate of row i; NAN without. */
static double limit_beside(const uc_paper *paper, const uc_reproduce_plan *p,
                           const uc_reproduced ours[], size_t i,
                           uc_paper_statistic statistic)
{
    for (size_t k = 0; k < paper->n_rows; k++)
        if (p->task_of[k] == p->task_of[i] && paper->row[k].statistic == statistic)
            return ours[k].value;
    return NAN;
}

/* Whether every method of the paper that this program has estimates the people of that
 * list: the paper's summary is over such lists. */
static bool all_estimate(const uc_paper *paper, const uc_reproduce_plan *p,
                         const uc_reproduced ours[], const uc_paper_row *row)
{
    for (size_t k = 0; k < paper->n_rows; k++) {
        const uc_paper_row *other = &paper->row[k];

        if (other->statistic == UC_PAPER_ESTIMATE &&
            p->task[p->task_of[k]].job != SIZE_MAX &&
            strcmp(other->dataset, row->dataset) == 0 &&
            strcmp(other->within, row->within) == 0 && !isfinite(ours[k].value))
            return false;
    }
    return true;
}

/* Whether the summary row counts row i: an estimate within a list, by the method, that
 * the paper has too. */
static bool counts(const uc_paper *paper, const uc_reproduce_plan *p,
                   const uc_reproduced ours[], size_t summary, size_t i)
{
    const uc_paper_row *row = &paper->row[i];
    const uc_reproduce_task *t = &p->task[p->task_of[i]];

    return row->statistic == UC_PAPER_ESTIMATE && row->within[0] != '\0' &&
           strcmp(row->method, paper->row[summary].method) == 0 &&
           isfinite(row->published) && t->job != SIZE_MAX &&
           (double)t->set.strata[0].table.n_people >= paper->row[summary].level &&
           all_estimate(paper, p, ours, row);
}

static void take_summary(const uc_paper *paper, const uc_reproduce_plan *p,
                         size_t summary, uc_reproduced ours[])
{
    double logs = 0.0, n = 0.0, covered = 0.0, n_limits = 0.0;

    for (size_t i = 0; i < paper->n_rows; i++) {
        const double known = (double)p->task[p->task_of[i]].known;
        double low, high;

        if (!counts(paper, p, ours, summary, i))
            continue;
        logs += uc_log(ours[i].value / known);
        n += 1.0;
        low = limit_beside(paper, p, ours, i, UC_PAPER_LOW);
        high = limit_beside(paper, p, ours, i, UC_PAPER_HIGH);
        if (isfinite(low) && isfinite(high)) {
            n_limits += 1.0;
            covered += low <= known && known <= high;
        }
    }
    ours[summary] = (uc_reproduced){NAN, 0.0, "no_estimate", false};
    if (paper->row[summary].statistic == UC_PAPER_LOG_RATIO && n > 0.0)
        ours[summary].value = logs / n;
    if (paper->row[summary].statistic == UC_PAPER_COVERED && n_limits > 0.0)
        ours[summary].value = covered / n_limits;
}

/* -- All of it ------------------------------------------------------------------------
 */

static uc_status compute(const uc_paper *paper, uc_reproduce_plan *p, size_t n_repeats,
                         const uc_estimate_run *run, uc_reproduced ours[],
                         uc_faults *faults, uc_error *err)
{
    bool sharded = false;
    uc_status status = uc_stage_estimate(p->job, p->n_jobs, run, &sharded, err);

    for (size_t k = 0; k < p->n && status == UC_OK; k++) {
        if (p->task[k].job != SIZE_MAX)
            status = take(paper, p, k, run, ours, err);
        else if (p->task[k].method != NULL && p->task[k].truth != NULL)
            status = take_simulation(paper, p, k, n_repeats, run, ours, err);
        else if (p->task[k].repeated)
            status = uc_reproduce_repeated(paper, p, k, run->cancel, ours, faults, err);
    }
    for (size_t i = 0; i < paper->n_rows && status == UC_OK; i++) {
        const uc_reproduce_task *t = &p->task[p->task_of[i]];

        if (t->method == NULL && !t->repeated)
            ours[i] = (uc_reproduced){NAN, 0.0, "no_method", true};
        else if (t->summary)
            take_summary(paper, p, i, ours);
    }
    return status;
}

uc_status uc_reproduce(const uc_paper *paper, size_t n_boot, size_t n_repeats,
                       uint64_t seed, const uc_estimate_run *run, uc_reproduced ours[],
                       uc_faults *faults, uc_error *err)
{
    uc_reproduce_plan p;
    uc_status status = uc_reproduce_plan_make(paper, n_boot, seed, &p, faults, err);

    if (status == UC_OK && faults->n_total == 0)
        status = compute(paper, &p, n_repeats, run, ours, faults, err);
    uc_reproduce_plan_clear(&p);
    return status;
}
