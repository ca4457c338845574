/* scaleup_report.c - results of a scale-up as a report */
#include "pipeline/network/scaleup_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/network/output.h"
#include "pipeline/survey/report.h"
#include "reports/figures/network/validation.h"
#include "reports/writers/csv.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"

/* -- Sentences -----------------------------------------------------------------------
 */

static void add_line(uc_sink *line, uc_report *report)
{
    if (line->text != NULL && line->len > 0)
        uc_report_paragraph(report, line->text);
    uc_sink_clear(line);
}

static void say_degrees(const uc_scaleup_results *r, uc_report *report)
{
    const uc_scaleup_estimate *e = &r->row[0].e;
    const bool left_out = r->input->plan->method == UC_SCALEUP_SIZE_MEAN;
    uc_sink line;

    uc_sink_memory(&line);
    uc_sink_printf(&line,
                   "Degrees come from %zu groups of known size in a population of "
                   "%.15g; the mean degree is %.1f. ",
                   r->input->n_known, r->input->plan->population, e->mean_degree);
    if (e->n_zero > 0)
        uc_sink_printf(
            &line, "%zu respondent%s nobody in any known group (degree 0): %s.",
            e->n_zero, e->n_zero == 1 ? " knows" : "s know",
            left_out ? "left out of the mean of ratios" : "kept in the ratio of sums");
    else
        uc_sink_puts(&line, "No respondent has degree 0.");
    add_line(&line, report);
}

static void say_factor(const char *name, const uc_scaleup_factor *f, uc_sink *line)
{
    const bool is_one = f->value <= 1 && f->value >= 1 && f->se <= 0;

    if (is_one)
        return;
    uc_sink_printf(line, "%s%s %.6g", line->len > 0 ? ", " : "Adjusted by ", name,
                   f->value);
    if (f->se > 0)
        uc_sink_printf(line, " (standard error %.6g)", f->se);
}

static void say_adjustment(const uc_scaleup_results *r, uc_report *report)
{
    const uc_scaleup_adjustment *a = &r->input->plan->adjustment;
    uc_sink line;

    uc_sink_memory(&line);
    say_factor("degree ratio", &a->degree_ratio, &line);
    say_factor("transmission", &a->transmission, &line);
    say_factor("frame ratio", &a->frame, &line);
    say_factor("precision", &a->precision, &line);
    if (line.len > 0)
        uc_sink_puts(&line, "; factors with an error are taken as log-normal.");
    else
        uc_sink_puts(
            &line, "Not adjusted: the hidden groups are taken to have the mean degree "
                   "of the population, and all who know a member to know of the "
                   "membership. Where they are less visible the sizes are too low.");
    add_line(&line, report);
}

static void say_check(const uc_scaleup_results *r, uc_report *report)
{
    double sum = 0;
    size_t k, n = 0, held = 0;
    uc_sink line;

    for (k = 0; k < r->n_checks; k++) {
        const uc_scaleup_row *row = &r->check[k];

        if (row->e.status != UC_SCALEUP_OK)
            continue;
        n++;
        sum += pow(log(row->e.size / row->known), 2);
        held += row->low <= row->known && row->known <= row->high;
    }
    if (n == 0)
        return;
    uc_sink_memory(&line);
    uc_sink_printf(
        &line,
        "Each known group estimated from the others: off by a factor of %.2f "
        "in the quadratic mean; %zu of %zu intervals hold the known size. "
        "What is off here is off for hidden groups too, and no interval "
        "counts it.",
        exp(sqrt(sum / (double)n)), held, n);
    add_line(&line, report);
}

static void add_table(uc_table *table, unsigned level, uc_report *report)
{
    if (table->status != UC_OK || uc_table_n_rows(table) > 0)
        uc_report_table(report, table, level);
    else
        uc_table_clear(table);
}

void uc_scaleup_add_to_report(const uc_scaleup_results *r, unsigned level,
                              uc_report *report)
{
    const uc_scaleup_view view = uc_scaleup_results_view(r);
    uc_table table;
    uc_sink line;

    uc_sink_memory(&line);
    uc_survey_write_design(&r->input->survey, &line);
    add_line(&line, report);
    uc_survey_add_notes(&r->input->survey, report);
    say_degrees(r, report);
    say_adjustment(r, report);
    uc_scaleup_table(&view, &table);
    add_table(&table, level, report);
    say_check(r, report);
    uc_scaleup_check_table(&view, &table);
    add_table(&table, level, report);
}

/* -- Figure --------------------------------------------------------------------------
 */

uc_status uc_scaleup_add_figures(const uc_scaleup_results *r, const char *name,
                                 uc_report *report, uc_error *err)
{
    uc_validation_point *point = calloc(r->n_checks + 1, sizeof *point);
    uc_status status = UC_OK;
    uc_plot plot;
    size_t k;

    if (point == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the figures");
    for (k = 0; k < r->n_checks; k++)
        point[k] = (uc_validation_point){r->check[k].name, r->check[k].known,
                                         r->check[k].e.size, r->check[k].low,
                                         r->check[k].high};
    if (r->n_checks > 0) {
        status = uc_validation_figure(point, r->n_checks, report->look, &plot, err);
        if (status == UC_OK) {
            status = uc_network_name_figure(&plot, "scaleup", name, err);
            uc_report_figure(report, &plot);
        }
    }
    free(point);
    return status;
}

uc_status uc_scaleup_write_figures(const uc_scaleup_results *r, const char *folder,
                                   uc_error *err)
{
    const uc_look look = {.language = NULL};
    uc_report report;
    uc_status status;

    uc_report_init(&report, &look, "");
    status = uc_scaleup_add_figures(r, r->input->survey.frame.dataset, &report, err);
    if (status == UC_OK)
        status = uc_report_finish(&report, err);
    if (status == UC_OK)
        status = uc_network_write_figures(&report, folder, err);
    uc_report_clear(&report);
    return status;
}

/* -- Formats -------------------------------------------------------------------------
 */

static void put_factor(json_t *to, const char *name, const uc_scaleup_factor *f,
                       bool *ok)
{
    json_t *pair = json_object();

    uc_json_put(pair, "value", uc_json_real(f->value), ok);
    uc_json_put(pair, "std_error", uc_json_real(f->se), ok);
    uc_json_put(to, name, pair, ok);
}

static json_t *settings(const uc_scaleup_results *r, bool *ok)
{
    const uc_scaleup_plan *plan = r->input->plan;
    json_t *to = json_object();

    *ok = *ok && to != NULL;
    uc_json_put(to, "population", uc_json_real(plan->population), ok);
    uc_json_put(to, "method",
                uc_json_text(plan->method == UC_SCALEUP_SIZE_RATIO ? "ratio"
                                                                   : "mean-of-ratios"),
                ok);
    uc_json_put(
        to, "degree",
        uc_json_text(plan->degree == UC_SCALEUP_DEGREE_RATIO ? "ratio" : "mean"), ok);
    if (isfinite(plan->top_code))
        uc_json_put(to, "top_code", uc_json_real(plan->top_code), ok);
    if (isfinite(plan->hidden_top_code))
        uc_json_put(to, "top_code_hidden", uc_json_real(plan->hidden_top_code), ok);
    put_factor(to, "degree_ratio", &plan->adjustment.degree_ratio, ok);
    put_factor(to, "transmission", &plan->adjustment.transmission, ok);
    put_factor(to, "frame_ratio", &plan->adjustment.frame, ok);
    put_factor(to, "precision", &plan->adjustment.precision, ok);
    return to;
}

json_t *uc_scaleup_json(const uc_scaleup_results *r)
{
    const uc_scaleup_view view = uc_scaleup_results_view(r);
    json_t *root = json_object();
    bool ok = root != NULL;
    uc_table table;

    uc_json_put(root, "dataset", uc_json_text(view.dataset), &ok);
    uc_json_put(root, "sha256", uc_json_text(r->input->survey.frame.sha256), &ok);
    uc_json_put(root, "known_sha256", uc_json_text(r->input->known.sha256), &ok);
    uc_json_put(root, "design", uc_survey_design_json(&r->input->survey), &ok);
    uc_json_put(root, "settings", settings(r, &ok), &ok);
    uc_scaleup_tidy_table(&view, 1, &table);
    ok = ok && uc_table_finish(&table, NULL) == UC_OK;
    uc_json_put(root, "estimates", uc_json_table(&table), &ok);
    uc_table_clear(&table);
    if (!ok) {
        json_decref(root);
        return NULL;
    }
    return root;
}

static uc_status render_people(const uc_scaleup_results *r, bool markdown, uc_sink *out,
                               uc_error *err)
{
    const uc_look look = {.language = NULL};
    char title[600];
    uc_report report;
    uc_status status;

    (void)snprintf(title, sizeof title, "Network scale-up: %.200s (%.300s)",
                   r->input->survey.frame.dataset, r->input->survey.frame.path);
    uc_report_init(&report, &look, title);
    uc_scaleup_add_to_report(r, 2, &report);
    status = uc_report_finish(&report, err);
    if (status == UC_OK && markdown)
        uc_markdown_write_report(&report, UC_MARKDOWN_PLAIN, out);
    else if (status == UC_OK)
        uc_network_write_text(&report, out);
    uc_report_clear(&report);
    return status;
}

uc_status uc_scaleup_report(const uc_scaleup_results *r, const char *const command[],
                            size_t n_command, uc_format format, uc_sink *out,
                            uc_error *err)
{
    const uc_scaleup_view view = uc_scaleup_results_view(r);
    uc_table table;
    uc_status status;

    if (format == UC_FORMAT_JSON)
        return uc_network_write_json("scaleup", uc_scaleup_json(r), command, n_command,
                                     out, err);
    if (format != UC_FORMAT_CSV)
        return render_people(r, format == UC_FORMAT_MARKDOWN, out, err);
    uc_scaleup_tidy_table(&view, 1, &table);
    status = uc_render_table(&table, UC_FORMAT_CSV, out, err);
    uc_table_clear(&table);
    return status;
}
