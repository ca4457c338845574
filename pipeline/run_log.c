/* run_log.c - a run: what its log says */
#include "pipeline/run_session.h"

#include <stdio.h>

#include <string.h>

#include "data/base/text.h"
#include "pipeline/exit_code.h"
#include "pipeline/message.h"
#include "pipeline/run_summary.h"
#include "reports/writers/json.h"

void uc_run_log_inputs(const uc_run_session *s)
{
    const uc_ingest *in = &s->ingest;
    const size_t n_inputs = in->has_areas + in->counts.n_files + in->published.n_files +
                            in->population.n_files + in->n_sets + s->run.n_surveys +
                            s->run.n_scaleups + s->run.n_rds;
    char surveys[40] = "";
    size_t n_strata = 0;

    for (size_t i = 0; i < in->n_sets; i++)
        n_strata += in->set[i].n_strata;
    if (s->run.n_surveys > 0)
        (void)snprintf(surveys, sizeof surveys, "; %zu survey%s", s->run.n_surveys,
                       s->run.n_surveys == 1 ? "" : "s");
    uc_log_line(UC_LOG_INFO, "ingest",
                "read %zu input%s; %zu capture table%s with %zu strat%s%s", n_inputs,
                n_inputs == 1 ? "" : "s", in->n_sets, in->n_sets == 1 ? "" : "s",
                n_strata, n_strata == 1 ? "um" : "a", surveys);
}

static double seconds_since(const struct timespec *then)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) +
           1e-9 * (double)(now.tv_nsec - then->tv_nsec);
}

static json_t *revisions_json(const uc_revisions *revisions)
{
    uc_table table;
    json_t *made = NULL, *rows = NULL;

    uc_revisions_table(revisions, &table);
    if (uc_table_finish(&table, NULL) == UC_OK)
        made = uc_json_table(&table);
    uc_table_clear(&table);
    rows = json_incref(json_object_get(made, "rows"));
    json_decref(made);
    return rows;
}

/* What programs that read the log are told at the end. */
static json_t *summary_fields(const uc_run_session *s)
{
    const uc_plan *plan = &s->keeping.plan;
    const bool done = !s->up_to_date && s->publication.place != NULL;
    json_t *fields = json_object();
    bool ok = fields != NULL;

    uc_json_put(fields, "run_file", uc_json_text(s->args.operand[0]), &ok);
    uc_json_put(fields, "exit", json_integer(s->code), &ok);
    uc_json_put(fields, "seconds", json_real(seconds_since(&s->start)), &ok);
    uc_json_put(fields, "estimated", uc_json_count(plan->n_estimated), &ok);
    uc_json_put(fields, "as_before", uc_json_count(plan->n_estimates_kept), &ok);
    uc_json_put(fields, "files_changed",
                uc_json_count(done ? uc_run_count_changed(&s->artefacts) : 0), &ok);
    if (s->revisions.compared)
        uc_json_put(fields, "revisions", revisions_json(&s->revisions), &ok);
    if (done)
        uc_json_put(fields, "warnings",
                    uc_json_count(uc_run_count_warnings(&s->results)), &ok);
    return fields;
}

/* The last line. To people an error has said already why there is no report. */
void uc_run_log_summary(const uc_run_session *s)
{
    const uc_plan *plan = &s->keeping.plan;
    const char *name = s->args.operand[0];
    char shown[128];
    uc_sink moved;

    (void)uc_text_display(name, strlen(name), 60, shown, sizeof shown);
    if (s->code != UC_EXIT_OK && s->code != UC_EXIT_STRICT) {
        if (uc_log_format_now() != UC_LOG_HUMAN)
            uc_log_fields(UC_LOG_ERROR, "summary", summary_fields(s),
                          "%s: no new report, exit code %d", shown, s->code);
        return;
    }
    if (s->up_to_date) {
        uc_log_fields(UC_LOG_INFO, "summary", summary_fields(s),
                      "%s: nothing changed, nothing done", shown);
        return;
    }
    uc_sink_memory(&moved);
    uc_revisions_write_line(&s->revisions, &moved);
    /* figures that moved are news, even to those who asked for quiet */
    uc_log_fields(
        s->revisions.n > 0 ? UC_LOG_NOTICE : UC_LOG_INFO, "summary", summary_fields(s),
        "%s: %zu of %zu files changed; %zu estimated, %zu as before%s", shown,
        uc_run_count_changed(&s->artefacts), s->artefacts.n, plan->n_estimated,
        plan->n_estimates_kept, moved.text != NULL ? moved.text : "");
    uc_sink_clear(&moved);
}
