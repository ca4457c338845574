/* reproduce.c - a paper's numbers as estimates */
#include "pipeline/reproduce.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/capture_reader.h"

/* Counts of ranks are per so many replicates, as papers print them. */
#define RANKS_OF 1000.0

/* Rows that one estimate answers: same data, method and order. */
typedef struct task {
    const uc_paper_row *pattern;
    const uc_method *method;
    uc_mse_settings settings;
    uc_capture_set set;
    bool wants_ranks;
} task;

typedef struct plan {
    task *task;
    uc_estimate_job *job;
    size_t n;
    size_t *task_of; /* of every row */
} plan;

static bool same_task(const uc_paper_row *a, const uc_paper_row *b)
{
    return strcmp(a->dataset, b->dataset) == 0 && strcmp(a->method, b->method) == 0 &&
           a->max_order == b->max_order;
}

static void plan_clear(plan *p)
{
    for (size_t i = 0; i < p->n; i++) {
        uc_estimate_job_clear(&p->job[i]);
        uc_mse_settings_clear(&p->task[i].settings);
        uc_capture_set_clear(&p->task[i].set);
    }
    free(p->task);
    free(p->job);
    free(p->task_of);
}

/* Puts a value into an ascending list without repeats. */
static bool insert_top(uc_mse_settings *s, size_t top)
{
    size_t at = s->n_tops;

    while (at > 0 && s->top[at - 1] >= top)
        at--;
    if (at < s->n_tops && s->top[at] == top)
        return true;
    if (s->n_tops == UC_MAX_TOPS)
        return false;
    memmove(&s->top[at + 1], &s->top[at], (s->n_tops - at) * sizeof *s->top);
    s->top[at] = top;
    s->n_tops++;
    return true;
}

static bool insert_level(uc_mse_settings *s, double level)
{
    for (size_t i = 0; i < s->n_levels; i++)
        if (s->level[i] == level)
            return true;
    if (s->n_levels == UC_MAX_LEVELS)
        return false;
    s->level[s->n_levels++] = level;
    return true;
}

/* Makes the settings answer the row too. */
static uc_status want(task *t, const uc_paper_row *row, size_t n_boot, uc_error *err)
{
    bool room = true;

    if (row->statistic != UC_PAPER_ESTIMATE) {
        t->settings.n_boot = n_boot;
        room = insert_top(&t->settings, row->top);
    }
    if (row->statistic == UC_PAPER_LOW || row->statistic == UC_PAPER_HIGH) {
        t->settings.intervals = UC_INTERVAL_BCA;
        room = insert_level(&t->settings, row->level) && room;
    }
    t->wants_ranks = t->wants_ranks || row->statistic == UC_PAPER_RANK;
    return room ? UC_OK
                : uc_fail(err, UC_EINVAL, "too many levels or tops for '%.60s'",
                          row->dataset);
}

static void start_task(task *t, const uc_paper_row *row, uint64_t seed)
{
    *t = (task){.pattern = row, .method = uc_registry_find(row->method)};
    uc_mse_settings_init(&t->settings);
    t->settings.n_tops = 0;
    t->settings.n_levels = 0;
    t->settings.max_order = row->max_order;
    t->settings.seed = seed;
}

static uc_status make_plan(const uc_paper *paper, size_t n_boot, uint64_t seed, plan *p,
                           uc_error *err)
{
    uc_status status = UC_OK;

    *p = (plan){.task = calloc(paper->n_rows + 1, sizeof *p->task),
                .job = calloc(paper->n_rows + 1, sizeof *p->job),
                .task_of = calloc(paper->n_rows + 1, sizeof *p->task_of)};
    if (p->task == NULL || p->job == NULL || p->task_of == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu numbers", paper->n_rows);
    for (size_t i = 0; i < paper->n_rows && status == UC_OK; i++) {
        size_t k = 0;

        while (k < p->n && !same_task(p->task[k].pattern, &paper->row[i]))
            k++;
        if (k == p->n)
            start_task(&p->task[p->n++], &paper->row[i], seed);
        p->task_of[i] = k;
        status = want(&p->task[k], &paper->row[i], n_boot, err);
    }
    return status;
}

/* What nothing asked for still needs a value that is allowed. */
static void complete_settings(uc_mse_settings *s)
{
    if (s->n_tops == 0)
        (void)insert_top(s, UC_TOP_ALL);
    if (s->n_levels == 0)
        (void)insert_level(s, 0.95);
}

static uc_status read_tables(const uc_paper *paper, plan *p, uc_faults *faults,
                             uc_error *err)
{
    static const uc_capture_opts opts;
    uc_status status = UC_OK;

    for (size_t k = 0; k < p->n && status == UC_OK; k++) {
        task *t = &p->task[k];
        const uc_paper_row *row = t->pattern;
        char path[300] = "data:";

        complete_settings(&t->settings);
        if (t->method == NULL)
            uc_faults_add(faults, UC_EDATA, paper->file[row->file].path, row->line, 0,
                          "unknown method '%.60s'", row->method);
        strncat(path, row->dataset, sizeof path - sizeof "data:");
        status = uc_capture_read(path, &opts, faults, &t->set, err);
        p->job[k] = (uc_estimate_job){.set = &t->set,
                                      .method = &t->method,
                                      .n_methods = 1,
                                      .settings = &t->settings};
    }
    return status;
}

/* The limit of a row in an estimate. */
static void take_limit(const uc_estimate *e, const uc_paper_row *row, size_t top,
                       uc_reproduced *ours)
{
    for (size_t i = 0; i < e->n_intervals; i++) {
        const uc_interval *interval = &e->interval[i];
        const bool low = row->statistic == UC_PAPER_LOW;

        if (interval->kind != UC_INTERVAL_BCA || interval->top != top ||
            interval->level != row->level)
            continue;
        ours->value = low ? interval->low : interval->high;
        ours->error = low ? interval->mcse_low : interval->mcse_high;
        ours->reason = interval->note;
    }
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

/* The numbers of all rows that a task answers. */
static uc_status take(const uc_paper *paper, const plan *p, size_t k,
                      const uc_estimate_run *run, uc_reproduced ours[], uc_error *err)
{
    const uc_estimates view = uc_estimate_job_view(&p->job[k]);
    const uc_estimate *e = uc_estimates_at(&view, 0, 0);
    uc_optimum_ranks *ranks = NULL;
    uc_status status = UC_OK;

    if (p->task[k].wants_ranks)
        status = uc_stage_ranks(&view, run->cancel, &ranks, err);
    for (size_t i = 0; i < paper->n_rows && status == UC_OK; i++) {
        const uc_paper_row *row = &paper->row[i];

        if (p->task_of[i] != k)
            continue;
        ours[i] = (uc_reproduced){NAN, 0.0, uc_mse_status_name(e->status)};
        if (row->statistic == UC_PAPER_ESTIMATE)
            ours[i].value = e->estimate;
        else if (row->statistic == UC_PAPER_RANK)
            take_rank(&ranks[0], row, &ours[i]);
        else
            take_limit(e, row, row->top, &ours[i]);
    }
    if (ranks != NULL)
        uc_optimum_ranks_clear(&ranks[0]);
    free(ranks);
    return status;
}

uc_status uc_reproduce(const uc_paper *paper, size_t n_boot, uint64_t seed,
                       const uc_estimate_run *run, uc_reproduced ours[],
                       uc_faults *faults, uc_error *err)
{
    bool sharded = false;
    plan p;
    uc_status status = make_plan(paper, n_boot, seed, &p, err);

    if (status == UC_OK)
        status = read_tables(paper, &p, faults, err);
    if (status == UC_OK && faults->n_total == 0) {
        status = uc_stage_estimate(p.job, p.n, run, &sharded, err);
        for (size_t k = 0; k < p.n && status == UC_OK; k++)
            status = take(paper, &p, k, run, ours, err);
    }
    plan_clear(&p);
    return status;
}
