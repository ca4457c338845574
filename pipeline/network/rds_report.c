/* rds_report.c - results of respondent-driven sampling as a report */
#include "pipeline/network/rds_report.h"

#include <math.h>
#include <stdio.h>

#include "pipeline/network/output.h"
#include "reports/writers/json.h"
#include "reports/writers/markdown.h"

static void add_line(uc_sink *line, uc_report *report)
{
    if (line->text != NULL && line->len > 0)
        uc_report_paragraph(report, line->text);
    uc_sink_clear(line);
}

static uint32_t last_wave(const uc_recruitment *f)
{
    return f->wave[f->by_wave[f->n - 1]];
}

static void say_sample(const uc_rds_input *in, uc_report *report)
{
    const uc_recruitment *f = &in->forest;
    size_t i, idle = 0;
    uc_sink line;

    for (i = 0; i < f->n_seeds; i++)
        idle += f->first[f->seed[i] + 1] == f->first[f->seed[i]];
    uc_sink_memory(&line);
    uc_sink_printf(&line,
                   "%zu persons, of whom %zu seed%s; %u wave%s. The degrees of those "
                   "sampled are their own word, and every weight rests on them.",
                   f->n, f->n_seeds, f->n_seeds == 1 ? "" : "s", last_wave(f),
                   last_wave(f) == 1 ? "" : "s");
    if (idle > 0)
        uc_sink_printf(&line, " %zu seed%s recruited nobody.", idle,
                       idle == 1 ? "" : "s");
    add_line(&line, report);
}

static void say_errors(const uc_rds_results *r, uc_report *report)
{
    const uc_rds_plan *plan = r->input->plan;
    uc_rds_method method[UC_RDS_N_METHODS];
    const size_t n = uc_rds_plan_methods(plan, method);
    size_t i;
    uc_sink line;

    uc_sink_memory(&line);
    if (plan->no_bootstrap)
        uc_sink_puts(&line, "No bootstrap was asked for: there are no errors.");
    for (i = 0; !plan->no_bootstrap && i < n; i++)
        uc_sink_printf(&line, "%s%s: %s",
                       i > 0 ? "; " : "Bootstraps: ", uc_rds_method_name(method[i]),
                       uc_rds_bootstrap_name(uc_rds_plan_bootstrap(plan, method[i])));
    if (!plan->no_bootstrap)
        uc_sink_printf(&line, "; %zu replicates each.", r->n_draws);
    add_line(&line, report);
}

/* Fewer waves than this, and the sample is still like its seeds. */
#define FEW_WAVES 4

static void say_warnings(const uc_rds_results *r, uc_report *report)
{
    const uc_rds_input *in = r->input;
    size_t i, lost = 0;
    uc_sink line;

    uc_sink_memory(&line);
    if (last_wave(&in->forest) < FEW_WAVES)
        uc_sink_printf(&line,
                       "With fewer than %d waves the sample may still be like its "
                       "seeds.",
                       FEW_WAVES);
    add_line(&line, report);
    for (i = 0; i < in->n_variables; i++) {
        uc_sink_memory(&line);
        uc_sink_printf(&line, "%s: ", in->variable[i].name);
        if (isnan(r->homophily[i]))
            uc_sink_puts(&line, "nobody recruited anybody who answered, too.");
        else
            uc_sink_printf(&line,
                           "recruitment within the own category is %.2f times what "
                           "chance would give.",
                           r->homophily[i]);
        add_line(&line, report);
    }
    for (i = 0; i < r->n_rows; i++)
        if (r->row[i].n_replicates - r->row[i].n_usable > lost && r->row[i].share >= 0)
            lost = r->row[i].n_replicates - r->row[i].n_usable;
    uc_sink_memory(&line);
    if (lost > 0)
        uc_sink_printf(&line,
                       "Up to %zu of %zu replicates have no estimate, because their "
                       "recruitment does not lead from every group to every other; "
                       "they are left out.",
                       lost, r->n_draws);
    add_line(&line, report);
}

static void add_table(uc_table *table, unsigned level, uc_report *report)
{
    if (table->status != UC_OK || uc_table_n_rows(table) > 0)
        uc_report_table(report, table, level);
    else
        uc_table_clear(table);
}

void uc_rds_add_to_report(const uc_rds_results *r, unsigned level, uc_report *report)
{
    const uc_rds_view view = uc_rds_results_view(r);
    uc_table table;

    say_sample(r->input, report);
    say_errors(r, report);
    uc_rds_table(&view, &table);
    add_table(&table, level, report);
    say_warnings(r, report);
    uc_rds_link_table(&view, &table);
    add_table(&table, level, report);
}

static json_t *sample_json(const uc_rds_results *r, bool *ok)
{
    const uc_rds_plan *plan = r->input->plan;
    json_t *to = json_object();

    *ok = *ok && to != NULL;
    uc_json_put(to, "persons", uc_json_count(r->input->forest.n), ok);
    uc_json_put(to, "seeds", uc_json_count(r->input->forest.n_seeds), ok);
    uc_json_put(to, "waves", uc_json_count(last_wave(&r->input->forest)), ok);
    uc_json_put(to, "seed", uc_json_count(plan->survey.seed), ok);
    if (!isnan(plan->population))
        uc_json_put(to, "population", uc_json_real(plan->population), ok);
    return to;
}

json_t *uc_rds_json(const uc_rds_results *r)
{
    const uc_rds_view view = uc_rds_results_view(r);
    json_t *root = json_object();
    bool ok = root != NULL;
    uc_table table;

    uc_json_put(root, "dataset", uc_json_text(view.dataset), &ok);
    uc_json_put(root, "sha256", uc_json_text(r->input->frame.sha256), &ok);
    uc_json_put(root, "sample", sample_json(r, &ok), &ok);
    uc_rds_tidy_table(&view, 1, &table);
    ok = ok && uc_table_finish(&table, NULL) == UC_OK;
    uc_json_put(root, "estimates", uc_json_table(&table), &ok);
    uc_table_clear(&table);
    uc_rds_link_table(&view, &table);
    ok = ok && uc_table_finish(&table, NULL) == UC_OK;
    uc_json_put(root, "recruitment", uc_json_table(&table), &ok);
    uc_table_clear(&table);
    if (!ok) {
        json_decref(root);
        return NULL;
    }
    return root;
}

static uc_status render_people(const uc_rds_results *r, bool markdown, uc_sink *out,
                               uc_error *err)
{
    const uc_look look = {.language = NULL};
    char title[600];
    uc_report report;
    uc_status status;

    (void)snprintf(title, sizeof title, "Respondent-driven sampling: %.200s (%.300s)",
                   r->input->frame.dataset, r->input->frame.path);
    uc_report_init(&report, &look, title);
    uc_rds_add_to_report(r, 2, &report);
    status = uc_report_finish(&report, err);
    if (status == UC_OK && markdown)
        uc_markdown_write_report(&report, UC_MARKDOWN_PLAIN, out);
    else if (status == UC_OK)
        uc_network_write_text(&report, out);
    uc_report_clear(&report);
    return status;
}

uc_status uc_rds_report(const uc_rds_results *r, const char *const command[],
                        size_t n_command, uc_format format, uc_sink *out, uc_error *err)
{
    const uc_rds_view view = uc_rds_results_view(r);
    uc_table table;
    uc_status status;

    if (format == UC_FORMAT_JSON)
        return uc_network_write_json("rds", uc_rds_json(r), command, n_command, out,
                                     err);
    if (format != UC_FORMAT_CSV)
        return render_people(r, format == UC_FORMAT_MARKDOWN, out, err);
    uc_rds_tidy_table(&view, 1, &table);
    status = uc_render_table(&table, UC_FORMAT_CSV, out, err);
    uc_table_clear(&table);
    return status;
}
