/* reproduce_plan.c - a paper's numbers as estimates and simulations */
#include "pipeline/trust/reproduce_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/capture_reader.h"
#include "estimators/trust/variant.h"
#include "pipeline/options.h"
#include "pipeline/trust/reproduce_repeated.h"

static bool same_task(const uc_paper_row *a, const uc_paper_row *b)
{
    return strcmp(a->dataset, b->dataset) == 0 && strcmp(a->method, b->method) == 0 &&
           a->max_order == b->max_order && strcmp(a->settings, b->settings) == 0 &&
           strcmp(a->within, b->within) == 0 && strcmp(a->truth, b->truth) == 0;
}

void uc_reproduce_plan_clear(uc_reproduce_plan *p)
{
    for (size_t k = 0; k < p->n_jobs; k++)
        uc_estimate_job_clear(&p->job[k]);
    for (size_t k = 0; k < p->n; k++) {
        uc_mse_settings_clear(&p->task[k].settings);
        uc_capture_set_clear(&p->task[k].set);
    }
    free(p->task);
    free(p->job);
    free(p->task_of);
    *p = (uc_reproduce_plan){0};
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

static bool is_limit(uc_paper_statistic statistic)
{
    return statistic == UC_PAPER_LOW || statistic == UC_PAPER_HIGH ||
           statistic == UC_PAPER_COVERAGE;
}

/* Makes the settings answer the row too. Limits are BCa where no interval is named. */
static uc_status want(uc_reproduce_task *t, const uc_paper_row *row, size_t n_boot,
                      uc_error *err)
{
    const bool limit = is_limit(row->statistic), rank = row->statistic == UC_PAPER_RANK;
    bool room = true;

    t->summary =
        row->statistic == UC_PAPER_LOG_RATIO || row->statistic == UC_PAPER_COVERED;
    if (limit && t->settings.intervals == 0)
        t->settings.intervals = UC_INTERVAL_BCA;
    if (rank || (limit && (t->settings.intervals &
                           (UC_INTERVAL_BCA | UC_INTERVAL_PERCENTILE)) != 0)) {
        t->settings.n_boot = n_boot;
        room = insert_top(&t->settings, row->top);
    }
    if (limit)
        room = insert_level(&t->settings, row->level) && room;
    t->wants_ranks = t->wants_ranks || rank;
    return room ? UC_OK
                : uc_fail(err, UC_EINVAL, "too many levels or tops for '%.60s'",
                          row->dataset);
}

static void fault_at(const uc_paper *paper, const uc_paper_row *row, uc_faults *faults,
                     const char *what, const char *value)
{
    uc_faults_add(faults, UC_EDATA, paper->file[row->file].path, row->line, 0,
                  "%s '%.60s'", what, value);
}

/* "p-threshold=0.02;interval=profile" */
static uc_status read_settings(const uc_paper *paper, const uc_paper_row *row,
                               uc_mse_settings *settings, uc_faults *faults,
                               uc_error *err)
{
    const char *at = row->settings;
    uc_error why;

    (void)err;
    while (*at != '\0') {
        char item[128];
        const size_t len = strcspn(at, ";");
        const uc_setting *setting;
        char *value;

        (void)snprintf(item, sizeof item, "%.*s", (int)len, at);
        at += len + (at[len] == ';');
        value = strchr(item, '=');
        if (value != NULL)
            *value++ = '\0';
        setting = uc_mse_setting_find(item);
        if (setting == NULL || value == NULL)
            fault_at(paper, row, faults, "unknown setting", item);
        else if (setting->read(settings, value, &why) != UC_OK)
            fault_at(paper, row, faults, why.msg, value);
    }
    return UC_OK;
}

static uc_status start_task(const uc_paper *paper, const uc_paper_row *row,
                            uint64_t seed, uc_reproduce_task *t, uc_faults *faults,
                            uc_error *err)
{
    *t = (uc_reproduce_task){
        .pattern = row, .method = uc_registry_find(row->method), .job = SIZE_MAX};
    t->repeated = uc_reproduce_is_repeated(row);
    uc_mse_settings_init(&t->settings);
    t->settings.n_tops = 0;
    t->settings.n_levels = 0;
    t->settings.max_order = row->max_order;
    t->settings.seed = seed;
    if (row->truth[0] != '\0') {
        t->truth = uc_registry_find(row->truth);
        if (t->truth == NULL)
            fault_at(paper, row, faults, "unknown method", row->truth);
    }
    return t->method == NULL ? UC_OK /* its settings may be unknown too */
                             : read_settings(paper, row, &t->settings, faults, err);
}

/* What nothing asked for still needs a value that is allowed. */
static void complete_settings(uc_mse_settings *s)
{
    if (s->n_tops == 0)
        (void)insert_top(s, UC_TOP_ALL);
    if (s->n_levels == 0)
        (void)insert_level(s, 0.95);
}

/* Leaves the people of the list named, with that list hidden. */
static uc_status hide_list(const uc_paper *paper, uc_reproduce_task *t,
                           uc_faults *faults, uc_error *err)
{
    const char *name = t->pattern->within;
    uc_capture_table *table = &t->set.strata[0].table, within;
    size_t j = 0;
    uc_status status;

    while (j < t->set.n_lists && strcmp(t->set.list_names[j], name) != 0)
        j++;
    if (j == t->set.n_lists) {
        fault_at(paper, t->pattern, faults, "no such list", name);
        return UC_OK;
    }
    status = uc_variant_within(table, j, &within, &t->known, err);
    if (status != UC_OK)
        return status;
    uc_capture_table_clear(table);
    *table = within;
    free(t->set.list_names[j]);
    memmove(&t->set.list_names[j], &t->set.list_names[j + 1],
            (t->set.n_lists - j - 1) * sizeof *t->set.list_names);
    t->set.n_lists--;
    return UC_OK;
}

static uc_status read_tables(const uc_paper *paper, uc_reproduce_plan *p,
                             uc_faults *faults, uc_error *err)
{
    static const uc_capture_opts opts;
    uc_status status = UC_OK;

    for (size_t k = 0; k < p->n && status == UC_OK; k++) {
        uc_reproduce_task *t = &p->task[k];
        const size_t before = faults->n_total;
        char path[300];

        complete_settings(&t->settings);
        if (t->method == NULL || t->summary)
            continue;
        (void)snprintf(path, sizeof path, "data:%.200s", t->pattern->dataset);
        status = uc_capture_read(path, &opts, faults, &t->set, err);
        if (status == UC_OK && t->pattern->within[0] != '\0' &&
            faults->n_total == before)
            status = hide_list(paper, t, faults, err);
        if (t->truth != NULL)
            continue;
        t->job = p->n_jobs;
        p->job[p->n_jobs++] = (uc_estimate_job){.set = &t->set,
                                                .method = &t->method,
                                                .n_methods = 1,
                                                .settings = &t->settings};
    }
    return status;
}

uc_status uc_reproduce_plan_make(const uc_paper *paper, size_t n_boot, uint64_t seed,
                                 uc_reproduce_plan *p, uc_faults *faults, uc_error *err)
{
    uc_status status = UC_OK;

    *p = (uc_reproduce_plan){.task = calloc(paper->n_rows + 1, sizeof *p->task),
                             .job = calloc(paper->n_rows + 1, sizeof *p->job),
                             .task_of = calloc(paper->n_rows + 1, sizeof *p->task_of)};
    if (p->task == NULL || p->job == NULL || p->task_of == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for %zu numbers", paper->n_rows);
    for (size_t i = 0; i < paper->n_rows && status == UC_OK; i++) {
        size_t k = 0;

        while (k < p->n && !same_task(p->task[k].pattern, &paper->row[i]))
            k++;
        if (k == p->n)
            status =
                start_task(paper, &paper->row[i], seed, &p->task[p->n++], faults, err);
        p->task_of[i] = k;
        if (status == UC_OK)
            status = want(&p->task[k], &paper->row[i], n_boot, err);
    }
    return status == UC_OK ? read_tables(paper, p, faults, err) : status;
}
