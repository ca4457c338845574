/* report.c - results of a survey as a report */
#include "pipeline/survey/report.h"

#include <math.h>
#include <string.h>

#include "pipeline/commands.h"
#include "reports/writers/csv.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"
#include "reports/writers/text.h"

static uc_status write_table(uc_table *table, unsigned level, uc_sink *out,
                             uc_error *err)
{
    const uc_status status = uc_table_finish(table, err);

    if (status == UC_OK && uc_table_n_rows(table) > 0) {
        uc_sink_putc(out, '\n');
        if (level > 0)
            uc_markdown_write_table(table, level, out);
        else
            uc_text_write_table(table, out);
    }
    uc_table_clear(table);
    return status;
}

static const char *variance_name(const uc_survey_input *in)
{
    if (!in->has_reps)
        return "Taylor linearisation";
    return uc_replicate_kind_name(in->reps.spec.kind);
}

/* The design in one sentence, with what every reader must know first. */
void uc_survey_write_design(const uc_survey_input *in, uc_sink *line)
{
    const uc_design_stage *stage = &in->design.stage[0];

    uc_sink_printf(
        line,
        "%zu respondents with a weight, %zu sampling units in %zu strat%s, %zu "
        "stage%s; weights add up to %.6g; %zu degrees of freedom; standard "
        "errors by %s",
        in->design.n_positive, stage->n_units, stage->n_strata,
        stage->n_strata == 1 ? "um" : "a", in->design.n_stages,
        in->design.n_stages == 1 ? "" : "s", in->design.sum_weights,
        in->has_reps ? (size_t)in->reps.df : in->design.df, variance_name(in));
    if (in->has_reps)
        uc_sink_printf(line, " (%zu replicates)", in->reps.n);
    uc_sink_putc(line, '.');
}

static void write_line(const char *bullet, const char *text, bool markdown,
                       uc_sink *out)
{
    if (markdown) {
        uc_markdown_write_text(text, out);
        uc_sink_puts(out, "\n\n");
    } else {
        uc_text_write_wrapped(bullet, text, out);
    }
}

static void write_notes(const uc_survey_input *in, bool markdown, uc_sink *out)
{
    const char *at = in->notes.text != NULL ? in->notes.text : "";
    char line[1000];

    while (*at != '\0') {
        const size_t len = strcspn(at, "\n");
        const size_t kept = len < sizeof line - 1 ? len : sizeof line - 1;

        memcpy(line, at, kept);
        line[kept] = '\0';
        write_line("  ", line, markdown, out);
        at += len + (at[len] == '\n');
    }
}

void uc_survey_add_notes(const uc_survey_input *in, uc_report *report)
{
    const char *at = in->notes.text != NULL ? in->notes.text : "";
    uc_sink line;

    while (*at != '\0') {
        const size_t len = strcspn(at, "\n");

        uc_sink_memory(&line);
        uc_sink_write(&line, at, len);
        uc_report_paragraph(report, line.text != NULL ? line.text : "");
        uc_sink_clear(&line);
        at += len + (at[len] == '\n');
    }
}

/* A table without rows is left out, as it is in text. */
static void add_table(uc_table *table, unsigned level, uc_report *report)
{
    if (table->status != UC_OK || uc_table_n_rows(table) > 0)
        uc_report_table(report, table, level);
    else
        uc_table_clear(table);
}

uc_status uc_survey_write_tables(const uc_survey_results *r, unsigned level,
                                 uc_sink *out, uc_error *err)
{
    const uc_survey_view view = uc_survey_results_view(r);
    const uc_survey_input *in = r->input;
    uc_table table;
    uc_sink line;
    uc_status status;

    uc_sink_memory(&line);
    uc_survey_write_design(in, &line);
    write_line("", line.text != NULL ? line.text : "", level > 0, out);
    uc_sink_clear(&line);
    write_notes(in, level > 0, out);
    uc_survey_table(&view, true, &table);
    status = write_table(&table, level, out, err);
    if (status == UC_OK) {
        uc_survey_table(&view, false, &table);
        status = write_table(&table, level, out, err);
    }
    if (status == UC_OK && in->n_tally > 0) {
        uc_survey_tally_table(in->tally, in->n_tally, in->plan->min_events,
                              in->plan->withhold, &table);
        status = write_table(&table, level, out, err);
    }
    return status;
}

void uc_survey_add_to_report(const uc_survey_results *r, unsigned level,
                             uc_report *report)
{
    const uc_survey_view view = uc_survey_results_view(r);
    const uc_survey_input *in = r->input;
    uc_table table;
    uc_sink line;

    uc_sink_memory(&line);
    uc_survey_write_design(in, &line);
    uc_report_paragraph(report, line.text != NULL ? line.text : "");
    uc_sink_clear(&line);
    uc_survey_add_notes(in, report);
    uc_survey_table(&view, true, &table);
    add_table(&table, level, report);
    uc_survey_table(&view, false, &table);
    add_table(&table, level, report);
    if (in->n_tally == 0)
        return;
    uc_survey_tally_table(in->tally, in->n_tally, in->plan->min_events,
                          in->plan->withhold, &table);
    add_table(&table, level, report);
}

json_t *uc_survey_design_json(const uc_survey_input *in)
{
    json_t *design = json_object();
    bool ok = design != NULL;

    uc_json_put(design, "respondents", uc_json_count(in->design.n_positive), &ok);
    uc_json_put(design, "units", uc_json_count(in->design.stage[0].n_units), &ok);
    uc_json_put(design, "strata", uc_json_count(in->design.stage[0].n_strata), &ok);
    uc_json_put(design, "stages", uc_json_count(in->design.n_stages), &ok);
    uc_json_put(design, "sum_weights", uc_json_real(in->design.sum_weights), &ok);
    uc_json_put(design, "df",
                uc_json_real(in->has_reps ? in->reps.df : (double)in->design.df), &ok);
    uc_json_put(design, "variance", uc_json_text(variance_name(in)), &ok);
    uc_json_put(design, "replicates", uc_json_count(in->has_reps ? in->reps.n : 0),
                &ok);
    if (!ok) {
        json_decref(design);
        return NULL;
    }
    return design;
}

json_t *uc_survey_json(const uc_survey_results *r)
{
    const uc_survey_view view = uc_survey_results_view(r);
    const uc_survey_input *in = r->input;
    json_t *root = json_object();
    uc_table table;
    bool ok = root != NULL;

    uc_json_put(root, "dataset", uc_json_text(in->frame.dataset), &ok);
    uc_json_put(root, "sha256", uc_json_text(in->frame.sha256), &ok);
    uc_json_put(root, "design", uc_survey_design_json(in), &ok);
    uc_json_put(root, "notes",
                uc_json_text(in->notes.text != NULL ? in->notes.text : ""), &ok);
    uc_survey_tidy_table(&view, 1, &table);
    ok = ok && uc_table_finish(&table, NULL) == UC_OK;
    uc_json_put(root, "estimates", uc_json_table(&table), &ok);
    uc_table_clear(&table);
    if (in->n_tally > 0) {
        uc_survey_tally_table(in->tally, in->n_tally, in->plan->min_events,
                              in->plan->withhold, &table);
        ok = ok && uc_table_finish(&table, NULL) == UC_OK;
        uc_json_put(root, "indicators", uc_json_table(&table), &ok);
        uc_table_clear(&table);
    }
    if (!ok) {
        json_decref(root);
        return NULL;
    }
    return root;
}

static uc_status report_json(const uc_survey_results *r, const char *const command[],
                             size_t n_command, uc_sink *out, uc_error *err)
{
    json_t *root = json_object(), *words = json_array();
    bool ok = root != NULL;
    uc_status status;
    size_t i;

    uc_json_put(root, "tool", json_string("undercount"), &ok);
    uc_json_put(root, "version", json_string(UC_VERSION), &ok);
    for (i = 0; i < n_command; i++)
        uc_json_add(words, uc_json_text(command[i]), &ok);
    uc_json_put(root, "command", words, &ok);
    uc_json_put(root, "survey", uc_survey_json(r), &ok);
    status = ok ? uc_json_write(root, out, err)
                : uc_fail(err, UC_ENOMEM, "no memory for the report");
    json_decref(root);
    return status;
}

uc_status uc_survey_report(const uc_survey_results *r, const char *const command[],
                           size_t n_command, uc_format format, uc_sink *out,
                           uc_error *err)
{
    const uc_survey_view view = uc_survey_results_view(r);
    uc_table table;
    uc_status status;

    switch (format) {
    case UC_FORMAT_JSON:
        return report_json(r, command, n_command, out, err);
    case UC_FORMAT_CSV:
        uc_survey_tidy_table(&view, 1, &table);
        status = uc_render_table(&table, UC_FORMAT_CSV, out, err);
        uc_table_clear(&table);
        return status;
    case UC_FORMAT_MARKDOWN:
        uc_sink_puts(out, "# Survey ");
        uc_markdown_write_text(r->input->frame.dataset, out);
        uc_sink_puts(out, "\n\n");
        return uc_survey_write_tables(r, 2, out, err);
    case UC_FORMAT_TEXT:
        break;
    }
    uc_sink_printf(out, "%s (%s)\n", r->input->frame.dataset, r->input->frame.path);
    return uc_survey_write_tables(r, 0, out, err);
}
