/* run_make.c - a run: what is estimated, ranked and compared */
#include "pipeline/run_session.h"

#include <stdio.h>
#include <stdlib.h>

#include "pipeline/message.h"

/* Shards and stores are for replicates that are known beforehand. */
static uc_status check_replicates(const uc_run_session *s, uc_error *err)
{
    bool any = false, is_auto = false;

    for (size_t i = 0; i < s->run.n_estimates; i++) {
        any = any || s->run.estimate[i].settings.n_boot > 0;
        is_auto = is_auto || s->run.estimate[i].settings.boot_auto;
    }
    return uc_check_replicate_options(&s->chosen, any, is_auto, err);
}

static uc_status estimate_all(uc_run_session *s, uc_error *err)
{
    const uc_estimate_run run = {.options = &s->chosen,
                                 .command = s->args.recorded,
                                 .n_command = s->args.n_recorded,
                                 .cancel = s->cancel,
                                 .plan =
                                     s->chosen.n_shards > 1 ? NULL : &s->keeping.plan};
    const size_t n = s->run.n_estimates;
    uc_status status;
    size_t i;

    s->job = calloc(n + 1, sizeof *s->job);
    s->view = calloc(n + 1, sizeof *s->view);
    if (s->job == NULL || s->view == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the estimates");
    for (i = 0; i < n; i++) {
        const uc_run_estimate *wanted = &s->run.estimate[i];

        s->job[i] =
            (uc_estimate_job){.capture = s->run.capture[wanted->capture].name.text,
                              .set = &s->ingest.set[wanted->capture],
                              .method = wanted->method,
                              .n_methods = wanted->n_methods,
                              .settings = &wanted->settings,
                              .total = wanted->total};
    }
    status = check_replicates(s, err);
    if (status == UC_OK)
        status = uc_stage_estimate(s->job, n, &run, &s->sharded, err);
    for (i = 0; status == UC_OK && i < n; i++)
        s->view[i] = uc_estimate_job_view(&s->job[i]);
    s->results.job = s->job;
    s->results.view = s->view;
    return status;
}

/* The models of each capture once, however many entries estimate it. */
static uc_status rank_all(uc_run_session *s, uc_error *err)
{
    uc_estimates *once = calloc(s->run.n_estimates + 1, sizeof *once);
    uc_status status;
    size_t i, j, n = 0;

    if (once == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the models");
    for (i = 0; i < s->run.n_estimates; i++) {
        for (j = 0; j < n && once[j].set != s->view[i].set; j++)
            ;
        if (j == n)
            once[n++] = s->view[i];
    }
    status = uc_stage_models(once, n, s->cancel, &s->keeping.plan, &s->models, err);
    free(once);
    return status;
}

static uc_status survey_all(uc_run_session *s, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    s->survey = calloc(s->run.n_surveys + 1, sizeof *s->survey);
    if (s->survey == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the surveys");
    for (i = 0; status == UC_OK && i < s->run.n_surveys; i++) {
        status = uc_stage_survey(&s->ingest.survey[i], &s->survey[i], err);
        if (status == UC_EDATA && err->path[0] == '\0')
            (void)snprintf(err->path, sizeof err->path, "%s",
                           s->ingest.survey[i].frame.path);
    }
    s->results.survey = s->survey;
    if (status == UC_OK)
        status = uc_network_make(&s->ingest.network, s->cancel, &s->network, err);
    s->results.network = &s->network;
    if (status == UC_OK)
        status = uc_network_publish(&s->run, s->survey, &s->network,
                                    &s->ingest.published, err);
    return status;
}

/* What is suppressed, then what follows from the comparisons that are left. */
static uc_status follow_up(uc_run_session *s, uc_error *err)
{
    const uc_analysis_input input = {&s->run, &s->ingest, &s->gap, &s->masks};
    const uc_status status =
        uc_stage_disclose(&s->run, &s->ingest, &s->gap, s->cancel, &s->masks, err);

    return status == UC_OK ? uc_stage_analysis(&input, &s->analysis, err) : status;
}

/* What is made; a dry run ends before anything is. */
uc_status uc_run_make(uc_run_session *s, uc_error *err)
{
    uc_status status = estimate_all(s, err);

    if (status != UC_OK || s->sharded)
        return status;
    if (s->run.write_csv || uc_run_has_figures(&s->run))
        status = rank_all(s, err);
    if (status == UC_OK && !s->chosen.dry_run)
        status = survey_all(s, err);
    if (status == UC_OK && !s->chosen.dry_run)
        status = uc_stage_gap(&s->run, &s->ingest, s->job, &s->gap, err);
    if (status == UC_OK && !s->chosen.dry_run)
        status = follow_up(s, err);
    if (status == UC_OK && !s->chosen.dry_run) {
        uc_keeping_save(&s->keeping);
        uc_log_line(UC_LOG_INFO, "estimate",
                    "estimated %zu of %zu, the rest as before; %zu comparison%s",
                    s->keeping.plan.n_estimated,
                    s->keeping.plan.n_estimated + s->keeping.plan.n_estimates_kept,
                    s->gap.n, s->gap.n == 1 ? "" : "s");
    }
    return status;
}
