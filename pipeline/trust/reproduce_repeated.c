/* reproduce_repeated.c - published totals from repeated counts, computed again */
#include "pipeline/trust/reproduce_repeated.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/repeated/stage.h"

#define PREFIX "repeated "
#define Z_95   1.959963984540054 /* papers of this kind give 95 % limits */

bool uc_reproduce_is_repeated(const uc_paper_row *row)
{
    return strncmp(row->method, PREFIX, strlen(PREFIX)) == 0;
}

typedef struct wanted {
    uc_repeated_plan plan;
    bool log_normal;
} wanted;

/* One setting as the option of that name reads it. */
static bool read_setting(const char *name, const char *value, wanted *w)
{
    uc_error why;

    if (strcmp(name, "interval") == 0) {
        w->log_normal = strcmp(value, "log-normal") == 0;
        return w->log_normal || strcmp(value, "normal") == 0;
    }
    for (size_t i = 0; i < UC_REPEATED_N_OPTIONS; i++) {
        const uc_option *option = &uc_repeated_option_table[i];

        if (strcmp(option->name, name) == 0 && option->value != NULL)
            return option->read(&w->plan, value, &why) == UC_OK;
    }
    return false;
}

/* "captures=capture;covariates=gender,age" */
static bool read_settings(const char *at, wanted *w)
{
    while (*at != '\0') {
        char item[128];
        const size_t len = strcspn(at, ";");
        char *value;

        (void)snprintf(item, sizeof item, "%.*s", (int)len, at);
        at += len + (at[len] == ';');
        value = strchr(item, '=');
        if (value == NULL)
            return false;
        *value++ = '\0';
        if (!read_setting(item, value, w))
            return false;
    }
    return true;
}

static double statistic_of(const uc_repeated_total *total, const wanted *w,
                           uc_paper_statistic statistic)
{
    switch (statistic) {
    case UC_PAPER_ESTIMATE:
        return total->total;
    case UC_PAPER_LOW:
        return w->log_normal ? total->low : total->normal_low;
    case UC_PAPER_HIGH:
        return w->log_normal ? total->high : total->normal_high;
    default:
        return NAN;
    }
}

static uc_status fill(const uc_paper *paper, const uc_reproduce_plan *p, size_t task,
                      const wanted *w, uc_cancel *cancel, uc_reproduced ours[],
                      uc_faults *faults, uc_error *err)
{
    const size_t before = faults->n_total;
    uc_repeated_total total = {.total = NAN};
    uc_repeated_results results = {.plan = NULL};
    char path[300];
    uc_status status;

    (void)snprintf(path, sizeof path, "data:%.200s", p->task[task].pattern->dataset);
    status = uc_repeated_read(&w->plan, path, faults, &results, err);
    if (status == UC_OK && faults->n_total == before)
        status = uc_repeated_estimate(&results, cancel, err);
    if (status == UC_OK && faults->n_total == before &&
        results.fit[0].end == UC_REPEATED_OK)
        uc_repeated_sum(&results.data, &results.fit[0], NULL, SIZE_MAX, 0, Z_95,
                        &total);
    for (size_t i = 0;
         status == UC_OK && faults->n_total == before && i < paper->n_rows; i++) {
        if (p->task_of[i] != task)
            continue;
        ours[i] =
            (uc_reproduced){NAN, 0.0, uc_repeated_end_name(results.fit[0].end), false};
        if (results.fit[0].end == UC_REPEATED_OK)
            ours[i].value = statistic_of(&total, w, paper->row[i].statistic);
    }
    uc_repeated_results_clear(&results);
    return status;
}

uc_status uc_reproduce_repeated(const uc_paper *paper, const uc_reproduce_plan *p,
                                size_t task, uc_cancel *cancel, uc_reproduced ours[],
                                uc_faults *faults, uc_error *err)
{
    const uc_paper_row *row = p->task[task].pattern;
    wanted w = {.log_normal = false};
    uc_status status = UC_OK;

    uc_repeated_plan_init(&w.plan);
    if (!read_setting("model", row->method + strlen(PREFIX), &w) ||
        !read_settings(row->settings, &w) ||
        uc_repeated_plan_check(&w.plan, err) != UC_OK)
        uc_faults_add(faults, UC_EDATA, paper->file[row->file].path, row->line, 0,
                      "method '%.60s' with settings '%.80s' cannot be computed",
                      row->method, row->settings);
    else
        status = fill(paper, p, task, &w, cancel, ours, faults, err);
    uc_repeated_plan_clear(&w.plan);
    return status;
}
