/* annex.c - the annex of a run in Markdown */
#include <string.h>

#include "pipeline/commands.h"
#include "pipeline/stage_publish.h"
#include "pipeline/survey/report.h"
#include "pipeline/trust/short_form.h"
#include "reports/tables/gap.h"
#include "reports/writers/markdown.h"

static void heading(const char *text, uc_sink *out)
{
    uc_sink_puts(out, "\n## ");
    uc_markdown_write_text(text, out);
    uc_sink_puts(out, "\n\n");
}

static void bullet(uc_sink *text, uc_sink *out)
{
    uc_sink_puts(out, "- ");
    uc_markdown_write_text(text->text != NULL ? text->text : "", out);
    uc_sink_putc(out, '\n');
    uc_sink_clear(text);
    uc_sink_memory(text);
}

static void write_findings(const uc_gap_list *gap, uc_sink *out)
{
    uc_sink text;
    size_t i;

    heading("Findings", out);
    uc_sink_memory(&text);
    for (i = 0; i < gap->n; i++) {
        uc_gap_write_sentence(&gap->row[i], false, &text);
        bullet(&text, out);
    }
    uc_sink_clear(&text);
}

static uc_status write_gap(const uc_gap_list *gap, uc_sink *out, uc_error *err)
{
    uc_table persons, rates;
    uc_status status;

    uc_gap_annex_tables(gap->row, gap->n, &persons, &rates);
    status = uc_table_finish(&persons, err);
    if (status == UC_OK)
        status = uc_table_finish(&rates, err);
    if (status == UC_OK) {
        uc_sink_putc(out, '\n');
        uc_markdown_write_table(&persons, 2, out);
        uc_sink_putc(out, '\n');
        uc_markdown_write_table(&rates, 2, out);
    }
    uc_table_clear(&persons);
    uc_table_clear(&rates);
    return status;
}

static void write_analysis(const uc_analysis *analysis, size_t k, uc_sink *out)
{
    if (!analysis->asked[k])
        return;
    uc_sink_putc(out, '\n');
    uc_markdown_write_table(&analysis->table[k], 2, out);
}

static uc_status write_estimates(const uc_run_results *results, uc_sink *out,
                                 uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    if (results->run->n_estimates == 0)
        return UC_OK;
    if (results->masks->asked) {
        heading("Multiple systems estimates", out);
        uc_sink_puts(out, "Small counts are suppressed in what is published, so models "
                          "and overlaps, from which they could be worked out, are left "
                          "out; estimates are rounded to whole persons.\n");
        return UC_OK;
    }
    heading("Multiple systems estimates", out);
    for (i = 0; i < results->run->n_estimates && status == UC_OK; i++) {
        uc_sink_puts(out, i > 0 ? "\n### " : "### ");
        uc_markdown_write_text(results->view[i].capture, out);
        uc_sink_puts(out, "\n\n");
        uc_estimates_write_markdown(&results->view[i], 3, out);
        status = uc_short_form_write(&results->view[i], true, NULL, out, err);
    }
    heading("What these estimates assume", out);
    uc_estimates_write_assumptions(results->view, results->run->n_estimates, true, out);
    return status;
}

static uc_status write_surveys(const uc_run_results *results, uc_sink *out,
                               uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    if (results->masks->asked) /* with few events a share is a count */
        return UC_OK;
    for (i = 0; status == UC_OK && i < results->run->n_surveys; i++) {
        if (i == 0)
            heading("Surveys", out);
        uc_sink_puts(out, i > 0 ? "\n### " : "### ");
        uc_markdown_write_text(results->run->survey[i].name.text, out);
        uc_sink_puts(out, "\n\n");
        status = uc_survey_write_tables(&results->survey[i], 4, out, err);
    }
    return status;
}

/* What was found while cases became tables. */
static void write_cases(const uc_run_results *results, uc_sink *out)
{
    bool any = false;

    for (size_t i = 0; i < results->run->n_captures; i++) {
        const char *line = results->ingest->case_notes[i];
        const char *warning = results->run->capture[i].source_files.rules.warning;
        uc_sink text;

        if (line == NULL)
            continue;
        if (!any)
            heading("Case records", out);
        any = true;
        uc_sink_memory(&text);
        if (warning != NULL) {
            uc_sink_printf(&text, "%s: %s", results->run->capture[i].name.text,
                           warning);
            bullet(&text, out);
        }
        while (*line != '\0') {
            const size_t len = strcspn(line, "\n");

            uc_sink_printf(&text, "%s: ", results->run->capture[i].name.text);
            uc_sink_write(&text, line, len);
            bullet(&text, out);
            line += len + (line[len] == '\n');
        }
        uc_sink_clear(&text);
    }
}

/* What moved since the last report. Without an earlier one there is nothing to say. */
static uc_status write_revisions(const uc_run_results *results, uc_sink *out,
                                 uc_error *err)
{
    const uc_revisions *revisions = results->revisions;
    uc_table table;
    uc_status status;

    if (revisions == NULL || !revisions->compared || results->masks->asked)
        return UC_OK;
    if (revisions->n == 0) {
        heading("Revisions", out);
        uc_sink_printf(out,
                       "No figure moved more than %.6g %% since the last report.\n",
                       100.0 * revisions->tolerance);
        return UC_OK;
    }
    uc_revisions_table(revisions, &table);
    status = uc_table_finish(&table, err);
    if (status == UC_OK) {
        uc_sink_putc(out, '\n');
        uc_markdown_write_table(&table, 2, out);
    }
    uc_table_clear(&table);
    return status;
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

static void write_methods(const uc_run_file *run, uc_sink *out)
{
    uc_sink text;
    size_t i, m;

    if (run->n_estimates == 0)
        return;
    heading("Methods", out);
    uc_sink_memory(&text);
    for (i = 0; i < run->n_estimates; i++)
        for (m = 0; m < run->estimate[i].n_methods; m++) {
            const uc_method *method = run->estimate[i].method[m];

            if (used_before(run, i, m))
                continue;
            uc_sink_printf(&text, "%s (%s): %s Reference: %s", method->title,
                           method->name, method->summary, method->reference);
            bullet(&text, out);
        }
    uc_sink_clear(&text);
}

static void write_input(const uc_run_results *results, const char *path,
                        const char *sha256, uc_sink *out)
{
    uc_sink text;

    uc_sink_memory(&text);
    uc_sink_printf(&text, "%s, SHA-256 %s", uc_written_path(results->run, path),
                   sha256);
    bullet(&text, out);
    uc_sink_clear(&text);
}

static void write_files(const uc_run_results *results, const uc_row_file files[],
                        size_t n, uc_sink *out)
{
    size_t i;

    for (i = 0; i < n; i++)
        write_input(results, files[i].path, files[i].sha256, out);
}

static void write_survey_inputs(const uc_run_results *results,
                                const uc_survey_input *survey, uc_sink *out)
{
    size_t i;

    write_input(results, survey->frame.path, survey->frame.sha256, out);
    for (i = 0; i < survey->n_steps; i++)
        write_input(results, survey->step[i].table.path, survey->step[i].table.sha256,
                    out);
    if (survey->areas.path != NULL)
        write_input(results, survey->areas.path, survey->areas.sha256, out);
}

static void write_inputs(const uc_run_results *results, uc_sink *out)
{
    const uc_ingest *in = results->ingest;
    size_t i;

    heading("Inputs", out);
    if (in->has_areas)
        write_files(results, &in->areas.file, 1, out);
    write_files(results, in->counts.file, in->counts.n_files, out);
    write_files(results, in->published.file, in->published.n_files, out);
    write_files(results, in->draws.file, in->draws.n_files, out);
    write_files(results, in->population.file, in->population.n_files, out);
    for (i = 0; i < in->n_sets; i++) {
        const uc_capture_set *set = &in->set[i];

        for (size_t k = 0; k < set->n_files; k++)
            write_input(results, set->file[k].path, set->file[k].sha256, out);
        if (set->n_files == 0)
            write_input(results, set->path, set->sha256, out);
    }
    for (i = 0; i < in->n_surveys; i++)
        write_survey_inputs(results, &in->survey[i], out);
    uc_sink_printf(out, "\nMade by undercount %s from ", UC_VERSION);
    uc_markdown_write_text(strrchr(results->run->path, '/') != NULL
                               ? strrchr(results->run->path, '/') + 1
                               : results->run->path,
                           out);
    uc_sink_printf(out, ", seed %llu.\n", (unsigned long long)results->run->seed);
}

uc_status uc_annex_write(const uc_run_results *results, uc_sink *out, uc_error *err)
{
    const char *title = results->run->title.text;
    uc_status status = UC_OK;

    uc_sink_puts(out, "# ");
    uc_markdown_write_text(title != NULL ? title : "Estimated and identified persons",
                           out);
    uc_sink_putc(out, '\n');
    if (results->gap->n > 0) {
        write_findings(results->gap, out);
        status = write_gap(results->gap, out, err);
    }
    for (size_t k = 0; k < UC_ANALYSIS_CHECKLIST; k++)
        write_analysis(results->analysis, k, out);
    if (status == UC_OK)
        status = write_revisions(results, out, err);
    if (status == UC_OK)
        status = write_estimates(results, out, err);
    if (status == UC_OK)
        status = write_surveys(results, out, err);
    write_methods(results->run, out);
    if (!results->masks->asked) /* linkage is told in small counts */
        write_cases(results, out);
    write_analysis(results->analysis, UC_ANALYSIS_CHECKLIST, out);
    write_inputs(results, out);
    return status == UC_OK ? uc_sink_finish(out, err) : status;
}
