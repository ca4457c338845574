/* annex.c - the report of a run, before it has a format */
#include <stdlib.h>
#include <string.h>

#include "pipeline/commands.h"
#include "pipeline/figures.h"
#include "pipeline/stage_publish.h"
#include "pipeline/survey/report.h"
#include "pipeline/trust/short_form.h"
#include "reports/tables/gap.h"
#include "reports/tables/gap_summary.h"

#define MAX_SUMMARY 5

/* One item; the sink is emptied. */
static void bullet(uc_sink *text, uc_report *report)
{
    uc_report_item(report, NULL, text->text != NULL ? text->text : "");
    uc_sink_clear(text);
    uc_sink_memory(text);
}

/* Adds up to MAX_SUMMARY sentences in all, of comparisons with an interval or without.
 * @return how many comparisons lack one of their numbers. */
static size_t add_sentences(const uc_gap_list *gap, bool interval, size_t *n,
                            uc_report *report)
{
    size_t i, n_without = 0;
    uc_sink text;

    for (i = 0; i < gap->n; i++) {
        const uc_figure *per = &gap->row[i].gap.per_identified;

        uc_sink_memory(&text);
        if (!uc_gap_write_plain(&gap->row[i], report->look->language, &text))
            n_without++;
        else if (interval == (per->no_low == NULL && per->no_high == NULL) &&
                 (*n)++ < MAX_SUMMARY)
            uc_report_lead(report, text.text != NULL ? text.text : "");
        uc_sink_clear(&text);
    }
    return n_without;
}

/* The first comparisons in plain words, those that tell how sure they are before the
 * others; all of them are in the findings. */
static void write_summary(const uc_gap_list *gap, uc_report *report)
{
    const uc_language *language = report->look->language;
    size_t n = 0, n_without;
    uc_sink text;

    uc_report_heading(report, 2, "Summary");
    (void)add_sentences(gap, true, &n, report);
    n_without = add_sentences(gap, false, &n, report);
    if (n_without == 0)
        return;
    uc_sink_memory(&text);
    uc_sink_printf(&text,
                   uc_say(language, "%zu comparisons lack one of the two numbers; the "
                                    "tables say why."),
                   n_without);
    uc_report_lead(report, text.text != NULL ? text.text : "");
    uc_sink_clear(&text);
}

static void write_findings(const uc_gap_list *gap, uc_report *report)
{
    uc_sink text;
    size_t i;

    uc_report_heading(report, 2, "Findings");
    uc_sink_memory(&text);
    for (i = 0; i < gap->n; i++) {
        uc_gap_write_sentence(&gap->row[i], false, report->look->language, &text);
        bullet(&text, report);
    }
    uc_sink_clear(&text);
}

static void write_gap(const uc_gap_list *gap, uc_report *report)
{
    uc_table persons, rates;

    uc_gap_annex_tables(gap->row, gap->n, &persons, &rates);
    uc_report_table(report, &persons, 2);
    uc_report_table(report, &rates, 2);
}

static void write_analysis(const uc_analysis *analysis, size_t k, uc_report *report)
{
    uc_table copy;

    if (!analysis->asked[k])
        return;
    uc_table_copy(&analysis->table[k], &copy);
    uc_report_table(report, &copy, 2);
}

static uc_status write_estimates(const uc_run_results *results,
                                 const uc_short_form forms[], uc_report *report,
                                 uc_error *err)
{
    uc_status status = UC_OK;
    uc_table sensitivity;
    size_t i;

    if (results->run->n_estimates == 0)
        return UC_OK;
    uc_report_heading(report, 2, "Multiple systems estimates");
    if (results->masks->asked) {
        uc_report_paragraph(
            report, "Small counts are suppressed in what is published, so models and "
                    "overlaps, from which they could be worked out, are left out; "
                    "estimates are rounded to whole persons.");
        return UC_OK;
    }
    for (i = 0; i < results->run->n_estimates && status == UC_OK; i++) {
        uc_report_heading(report, 3, results->view[i].capture);
        uc_estimates_report(&results->view[i], 3, report);
        status = uc_short_form_report(&results->view[i], &forms[i], report, err);
    }
    uc_report_heading(report, 2, "What these estimates assume");
    uc_estimates_report_assumptions(results->view, results->run->n_estimates, report);
    uc_estimates_sensitivity(results->view, results->run->n_estimates, &sensitivity);
    uc_report_table(report, &sensitivity, 2);
    return status;
}

static void write_surveys(const uc_run_results *results, uc_report *report)
{
    size_t i;

    if (results->masks->asked) /* with few events a share is a count */
        return;
    for (i = 0; i < results->run->n_surveys; i++) {
        if (i == 0)
            uc_report_heading(report, 2, "Surveys");
        uc_report_heading(report, 3, results->run->survey[i].name.text);
        uc_survey_add_to_report(&results->survey[i], 4, report);
    }
    uc_network_add_to_report(results->run, results->network, report);
}

/* What was found while cases became tables. */
static void write_cases(const uc_run_results *results, uc_report *report)
{
    bool any = false;

    for (size_t i = 0; i < results->run->n_captures; i++) {
        const char *line = results->ingest->case_notes[i];
        const char *warning = results->run->capture[i].source_files.rules.warning;
        uc_sink text;

        if (line == NULL)
            continue;
        if (!any)
            uc_report_heading(report, 2, "Case records");
        any = true;
        uc_sink_memory(&text);
        if (warning != NULL) {
            uc_sink_printf(&text, "%s: %s", results->run->capture[i].name.text,
                           warning);
            bullet(&text, report);
        }
        while (*line != '\0') {
            const size_t len = strcspn(line, "\n");

            uc_sink_printf(&text, "%s: ", results->run->capture[i].name.text);
            uc_sink_write(&text, line, len);
            bullet(&text, report);
            line += len + (line[len] == '\n');
        }
        uc_sink_clear(&text);
    }
}

/* What moved since the last report. Without an earlier one there is nothing to say. */
static void write_revisions(const uc_run_results *results, uc_report *report)
{
    const uc_revisions *revisions = results->revisions;
    uc_table table;
    uc_sink text;

    if (revisions == NULL || !revisions->compared || results->masks->asked)
        return;
    if (revisions->n > 0) {
        uc_revisions_table(revisions, &table);
        uc_report_table(report, &table, 2);
        return;
    }
    uc_report_heading(report, 2, "Revisions");
    uc_sink_memory(&text);
    uc_sink_printf(&text, "No figure moved more than %.6g %% since the last report.",
                   100.0 * revisions->tolerance);
    uc_report_paragraph(report, text.text != NULL ? text.text : "");
    uc_sink_clear(&text);
}

static bool used_before(const uc_run_file *run, size_t entry, size_t m)
{
    size_t i, j;

    for (i = 0; i <= entry; i++)
        for (j = 0; j < run->estimate[i].n_methods; j++) {
            if (i == entry && j == m)
                return false;
            if (run->estimate[i].method[j] == run->estimate[entry].method[m])
                return true;
        }
    return false;
}

static void write_methods(const uc_run_file *run, uc_report *report)
{
    uc_sink text;
    size_t i, m;

    if (run->n_estimates == 0)
        return;
    uc_report_heading(report, 2, "Methods");
    uc_sink_memory(&text);
    for (i = 0; i < run->n_estimates; i++)
        for (m = 0; m < run->estimate[i].n_methods; m++) {
            const uc_method *method = run->estimate[i].method[m];

            if (used_before(run, i, m))
                continue;
            uc_sink_printf(&text, "%s (%s): %s Reference: %s", method->title,
                           method->name, method->summary, method->reference);
            bullet(&text, report);
        }
    uc_sink_clear(&text);
}

static void write_input(const uc_run_results *results, const char *path,
                        const char *sha256, uc_report *report)
{
    uc_sink text;

    uc_sink_memory(&text);
    uc_sink_puts(&text, uc_written_path(results->run, path));
    if (!results->masks->asked) /* a hash gives away the one count that is unknown */
        uc_sink_printf(&text, ", SHA-256 %s", sha256);
    bullet(&text, report);
    uc_sink_clear(&text);
}

static void write_files(const uc_run_results *results, const uc_row_file files[],
                        size_t n, uc_report *report)
{
    size_t i;

    for (i = 0; i < n; i++)
        write_input(results, files[i].path, files[i].sha256, report);
}

static void write_survey_inputs(const uc_run_results *results,
                                const uc_survey_input *survey, uc_report *report)
{
    size_t i;

    write_input(results, survey->frame.path, survey->frame.sha256, report);
    for (i = 0; i < survey->n_steps; i++)
        write_input(results, survey->step[i].table.path, survey->step[i].table.sha256,
                    report);
    if (survey->areas.path != NULL)
        write_input(results, survey->areas.path, survey->areas.sha256, report);
}

static void write_maker(const uc_run_file *run, uc_report *report)
{
    const char *slash = strrchr(run->path, '/');
    uc_sink text;

    uc_sink_memory(&text);
    /* the templates of the catalogue keep the conversions of the English one */
    uc_sink_printf(
        &text,
        uc_say(report->look->language, "Made by undercount %s from %s, seed %llu."),
        UC_VERSION, slash != NULL ? slash + 1 : run->path,
        (unsigned long long)run->seed);
    uc_report_paragraph(report, text.text != NULL ? text.text : "");
    uc_sink_clear(&text);
}

static void write_inputs(const uc_run_results *results, uc_report *report)
{
    const uc_ingest *in = results->ingest;
    size_t i;

    uc_report_heading(report, 2, "Inputs");
    if (in->has_areas)
        write_files(results, &in->areas.file, 1, report);
    write_files(results, in->counts.file, in->counts.n_files, report);
    write_files(results, in->published.file, in->published.n_files, report);
    write_files(results, in->draws.file, in->draws.n_files, report);
    write_files(results, in->population.file, in->population.n_files, report);
    for (i = 0; i < in->n_sets; i++) {
        const uc_capture_set *set = &in->set[i];

        for (size_t k = 0; k < set->n_files; k++)
            write_input(results, set->file[k].path, set->file[k].sha256, report);
        if (set->n_files == 0)
            write_input(results, set->path, set->sha256, report);
    }
    for (i = 0; i < in->n_surveys; i++)
        write_survey_inputs(results, &in->survey[i], report);
    if (in->logo.path != NULL)
        write_input(results, in->logo.path, in->logo.sha256, report);
    for (i = 0; i < in->network.n_scaleups; i++) {
        write_survey_inputs(results, &in->network.scaleup[i].survey, report);
        write_input(results, in->network.scaleup[i].known.path,
                    in->network.scaleup[i].known.sha256, report);
    }
    for (i = 0; i < in->network.n_rds; i++)
        write_input(results, in->network.rds[i].frame.path,
                    in->network.rds[i].frame.sha256, report);
    write_maker(results->run, report);
}

/* -- Figures ------------------------------------------------------------------------
 */

static uc_status add_figures(const uc_run_results *results, const uc_short_form forms[],
                             uc_report *report, uc_error *err)
{
    const uc_run_file *run = results->run;
    const uc_analysis *analysis = results->analysis;
    uc_status status;

    if (!uc_run_has_figures(run) ||
        results->gap->n + run->n_estimates + run->n_scaleups + run->n_rds == 0)
        return UC_OK;
    uc_report_heading(report, 2, "Figures");
    status = uc_figures_add_gap(results->gap, run->publish.linear, report, err);
    if (status == UC_OK && analysis->asked[UC_ANALYSIS_CASCADE])
        status =
            uc_figures_add_cascade(&analysis->table[UC_ANALYSIS_CASCADE], report, err);
    if (status == UC_OK && analysis->asked[UC_ANALYSIS_TREND])
        status = uc_figures_add_trend(results->gap, results->view, run->n_estimates,
                                      run->publish.linear, report, err);
    if (results->masks->asked) /* the others show counts */
        return status;
    if (status == UC_OK)
        status = uc_figures_add_estimates(results->view, run->n_estimates,
                                          results->models, report, err);
    for (size_t i = 0; status == UC_OK && i < run->n_estimates; i++)
        status = uc_short_form_figures(&results->view[i], &forms[i], report, err);
    if (status == UC_OK)
        status = uc_network_add_figures(run, results->network, report, err);
    return status;
}

/* How far each estimate can be trusted: said and drawn, so found before. */
static uc_status find_short_forms(const uc_run_results *results, uc_short_form forms[],
                                  uc_error *err)
{
    const bool figures = uc_run_has_figures(results->run);
    uc_status status = UC_OK;

    if (results->masks->asked)
        return UC_OK;
    for (size_t i = 0; status == UC_OK && i < results->run->n_estimates; i++)
        status = uc_short_form_find(&results->view[i], figures, NULL, &forms[i], err);
    return status;
}

/* Tables that data formats take. */
static void add_data(const uc_run_results *results, uc_report *report)
{
    uc_table gap;

    uc_gap_table(results->gap->row, results->gap->n, &gap);
    uc_report_data(report, &gap);
}

uc_status uc_annex_make(const uc_run_results *results, const uc_look *look,
                        uc_report *report, uc_error *err)
{
    const char *title = results->run->title.text;
    uc_short_form *forms = calloc(results->run->n_estimates + 1, sizeof *forms);
    uc_status status = forms != NULL
                           ? find_short_forms(results, forms, err)
                           : uc_fail(err, UC_ENOMEM, "no memory for the report");

    uc_report_init(report, look,
                   title != NULL
                       ? title
                       : uc_say(look->language, "Estimated and identified persons"));
    if (results->gap->n > 0) {
        write_summary(results->gap, report);
        write_findings(results->gap, report);
        write_gap(results->gap, report);
    }
    for (size_t k = 0; k < UC_ANALYSIS_CHECKLIST; k++)
        write_analysis(results->analysis, k, report);
    if (status == UC_OK)
        status = add_figures(results, forms, report, err);
    write_revisions(results, report);
    if (status == UC_OK)
        status = write_estimates(results, forms, report, err);
    write_surveys(results, report);
    write_methods(results->run, report);
    if (!results->masks->asked) /* linkage is told in small counts */
        write_cases(results, report);
    write_analysis(results->analysis, UC_ANALYSIS_CHECKLIST, report);
    write_inputs(results, report);
    add_data(results, report);
    for (size_t i = 0; forms != NULL && i < results->run->n_estimates; i++)
        uc_short_form_clear(&forms[i]);
    free(forms);
    return status == UC_OK ? uc_report_finish(report, err) : status;
}
