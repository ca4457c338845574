/* run_publish.c - a run: what is recorded, printed and published */
#include "pipeline/run_session.h"

#include "pipeline/history/record.h"
#include "pipeline/message.h"
#include "pipeline/run_summary.h"
#include "reports/writers/text.h"

/* Figures that move more than this are called revised, unless the run file says. */
#define DEFAULT_TOLERANCE 0.01

uc_status uc_run_print(const uc_run_session *s, uc_sink *out, uc_error *err)
{
    if (!s->chosen.quiet)
        return uc_deliver(NULL, out, err);
    uc_sink_clear(out);
    return UC_OK;
}

static void write_plan(const uc_run_session *s, uc_sink *out)
{
    const uc_plan *plan = &s->keeping.plan;

    uc_sink_printf(out, "%s\n",
                   s->chosen.dry_run ? "Would be made, and why" : "Made anew, and why");
    uc_sink_puts(out, plan->lines.text != NULL ? plan->lines.text : "  nothing\n");
    uc_sink_printf(out,
                   "Estimates: %zu %s, %zu as before; rankings of models: %zu, %zu\n",
                   plan->n_estimated, s->chosen.dry_run ? "to make" : "made",
                   plan->n_estimates_kept, plan->n_ranked, plan->n_rankings_kept);
}

/* The findings go out before anything is published: with a standard output that takes
 * nothing, the old set stays. */
static uc_status print_findings(const uc_run_session *s, uc_error *err)
{
    uc_sink out;

    uc_sink_memory(&out);
    if (s->run.title.text != NULL) {
        uc_text_write_safe(s->run.title.text, &out);
        uc_sink_puts(&out, "\n\n");
    }
    if (s->chosen.explain)
        write_plan(s, &out);
    uc_run_write_findings(&s->results, &out);
    if (uc_run_count_warnings(&s->results) > 0)
        uc_sink_printf(&out, "  %zu warning%s beside the estimates\n",
                       uc_run_count_warnings(&s->results),
                       uc_run_count_warnings(&s->results) == 1 ? " stands" : "s stand");
    return uc_run_print(s, &out, err);
}

/* The report waits beside the old one; what is said and recorded comes first, so that
 * when any of it fails the old one stays. */
static uc_status prepare(uc_run_session *s, uc_error *err)
{
    uc_status status =
        uc_publish_build(&s->keeping.place, &s->artefacts, &s->publication, err);

    if (status == UC_OK && s->history != NULL)
        status = uc_record_files(s->history, &s->artefacts, err);
    if (status == UC_OK)
        status = print_findings(s, err);
    if (status == UC_OK && uc_cancelled(s->cancel))
        status = uc_fail(err, UC_ECANCELED, "stopped; nothing was written");
    return status;
}

/* How the recorded run ended. After a failure the failure is what counts. */
static uc_status record_end(uc_run_session *s, uc_status status, uc_error *err)
{
    uc_error ignored;

    if (s->history == NULL)
        return status;
    if (status == UC_OK)
        return uc_record_end(s->history, "published", err);
    if (sqlite3_get_autocommit(s->history->db) != 0)
        (void)!uc_record_end(s->history, "interrupted", &ignored);
    return status;
}

uc_status uc_run_publish(uc_run_session *s, uc_error *err)
{
    uc_sink out;
    uc_status status = prepare(s, err);

    if (status == UC_OK)
        status = uc_publish_switch(&s->publication, err);
    status = record_end(s, status, err);
    if (status != UC_OK)
        return status;
    if (s->publication.one_by_one)
        uc_log_line(UC_LOG_NOTICE, "publish",
                    "note: this file system cannot exchange folders; files were "
                    "replaced one by one, run.json last, and 'undercount verify' tells "
                    "a reader whether a set is whole");
    uc_keeping_done(&s->keeping);
    uc_sink_memory(&out);
    uc_run_write_files(s->folder, &s->artefacts, &out);
    return uc_run_print(s, &out, err);
}

/* Records the figures, and compares them with those of the last report. */
uc_status uc_run_record(uc_run_session *s, uc_error *err)
{
    const uc_run_thresholds *thresholds = &s->run.thresholds;
    double tolerance = DEFAULT_TOLERANCE;
    uc_status status;

    if (s->history == NULL)
        return UC_OK;
    if (thresholds->revised_above.given)
        tolerance = thresholds->revised_above.share;
    if (thresholds->fail_above.given && thresholds->fail_above.share < tolerance)
        tolerance = thresholds->fail_above.share;
    status = uc_record_begin(s->history, &s->results, s->keeping.key,
                             s->keeping.place.folder, err);
    if (status == UC_OK)
        status = uc_record_revisions(s->history, tolerance, &s->revisions, err);
    s->results.revisions = &s->revisions;
    return status;
}

/* A report that was stopped is recorded too: somebody will ask what it said. */
uc_status uc_run_record_stop(uc_run_session *s, uc_error *err)
{
    return s->history != NULL ? uc_record_end(s->history, "stopped", err) : UC_OK;
}

uc_status uc_run_print_plan(const uc_run_session *s, uc_error *err)
{
    uc_sink out;

    uc_sink_memory(&out);
    write_plan(s, &out);
    return uc_run_print(s, &out, err);
}
