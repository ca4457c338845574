/* rds_figures.c - figures of respondent-driven sampling */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "pipeline/network/output.h"
#include "pipeline/network/rds_report.h"
#include "reports/figures/network/rds.h"
#include "reports/figures/network/recruitment.h"

#define MAX_LINES 64

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the figures");
}

static uc_status keep(uc_status status, uc_plot *plot, const char *kind,
                      const char *name, uc_report *report, uc_error *err)
{
    if (status != UC_OK)
        return status;
    status = uc_network_name_figure(plot, kind, name, err);
    uc_report_figure(report, plot);
    return status;
}

/* -- Shares --------------------------------------------------------------------------
 */

static uc_status add_shares(const uc_rds_results *r, const char *name,
                            uc_report *report, uc_error *err)
{
    uc_forest_row *row = calloc(r->n_rows + 1, sizeof *row);
    char(*label)[200] = calloc(r->n_rows + 1, sizeof *label);
    uc_status status = row != NULL && label != NULL ? UC_OK : no_memory(err);
    const char *last = NULL;
    uc_plot plot;
    size_t i;

    for (i = 0; status == UC_OK && i < r->n_rows; i++) {
        const uc_rds_row *from = &r->row[i];

        (void)snprintf(label[i], sizeof *label, "%.150s, %s", from->category,
                       from->method);
        row[i] =
            (uc_forest_row){.heading = from->variable != last ? from->variable : NULL,
                            .label = label[i],
                            .value = from->share,
                            .low = from->low,
                            .high = from->high,
                            .missing = isnan(from->share) ? from->status : NULL};
        last = from->variable;
    }
    if (status == UC_OK)
        status = keep(uc_rds_figure(row, r->n_rows, report->look, &plot, err), &plot,
                      "rds", name, report, err);
    free(label);
    free(row);
    return status;
}

/* -- How they settled ----------------------------------------------------------------
 */

/* RDS-II of a category after each person of a tree (root NULL: of all), wave by wave.
 */
static size_t settle(const uc_rds_input *in, const uc_rds_variable *v, size_t g,
                     const uint32_t *root, double out[])
{
    double own = 0, all = 0;
    size_t i, n = 0;

    for (i = 0; i < in->forest.n; i++) {
        const uint32_t person = in->forest.by_wave[i];

        if (root != NULL && in->forest.root[person] != *root)
            continue;
        if (v->group[person] != UC_RDS_NO_GROUP) {
            all += 1 / in->degree[person];
            own += v->group[person] == g ? 1 / in->degree[person] : 0;
        }
        out[n++] = all > 0 ? own / all : (double)NAN;
    }
    return n;
}

static uc_status draw_lines(const uc_settling *settling, const char *kind,
                            const char *name, uc_report *report, uc_error *err)
{
    uc_plot plot;

    return keep(uc_settling_figure(settling, report->look, &plot, err), &plot, kind,
                name, report, err);
}

static uc_status add_convergence(const uc_rds_input *in, const uc_rds_variable *v,
                                 const char *name, uc_report *report, uc_error *err)
{
    const size_t n = v->n_groups;
    uc_settling_line *line = calloc(n + 1, sizeof *line);
    double *value = calloc(n * in->forest.n + 1, sizeof *value);
    uc_status status = line != NULL && value != NULL ? UC_OK : no_memory(err);
    size_t g;

    for (g = 0; status == UC_OK && g < n; g++)
        line[g] = (uc_settling_line){v->label[g], value + g * in->forest.n,
                                     settle(in, v, g, NULL, value + g * in->forest.n)};
    if (status == UC_OK)
        status = draw_lines(&(uc_settling){.name = "convergence",
                                           .title = "Convergence",
                                           .label = v->name,
                                           .line = line,
                                           .n_lines = n,
                                           .final = NAN},
                            "rds-convergence", name, report, err);
    free(line);
    free(value);
    return status;
}

/* A line for each seed, of the category that people name most often after the first;
 * lines that stay apart show a bottleneck between parts of the network. */
static uc_status add_bottleneck(const uc_rds_input *in, const uc_rds_variable *v,
                                const char *name, uc_report *report, uc_error *err)
{
    const size_t n = in->forest.n_seeds < MAX_LINES ? in->forest.n_seeds : MAX_LINES;
    uc_settling_line *line = calloc(n + 1, sizeof *line);
    double *value = calloc(n * in->forest.n + 1, sizeof *value),
           *all = calloc(in->forest.n + 1, sizeof *all);
    char(*label)[40] = calloc(n + 1, sizeof *label), title[200];
    uc_status status = line != NULL && value != NULL && all != NULL && label != NULL
                           ? UC_OK
                           : no_memory(err);
    size_t s;

    (void)snprintf(title, sizeof title, "%.80s, %.80s", v->name,
                   v->n_groups > 0 ? v->label[0] : "");
    for (s = 0; status == UC_OK && s < n; s++) {
        (void)snprintf(label[s], sizeof *label, "Seed %zu", s + 1);
        line[s] = (uc_settling_line){
            label[s], value + s * in->forest.n,
            settle(in, v, 0, &in->forest.seed[s], value + s * in->forest.n)};
    }
    if (status == UC_OK) {
        const size_t last = settle(in, v, 0, NULL, all);

        status = draw_lines(&(uc_settling){.name = "bottleneck",
                                           .title = "Bottlenecks: each seed apart",
                                           .label = title,
                                           .line = line,
                                           .n_lines = n,
                                           .final = all[last - 1]},
                            "rds-bottleneck", name, report, err);
    }
    free(label);
    free(all);
    free(line);
    free(value);
    return status;
}

static uc_status add_forest(const uc_rds_input *in, const uc_rds_variable *v,
                            const char *name, uc_report *report, uc_error *err)
{
    uc_plot plot;

    return keep(
        uc_recruitment_figure(&(uc_forest_picture){.name = "forest",
                                                   .label = v->name,
                                                   .n = in->forest.n,
                                                   .recruiter = in->forest.recruiter,
                                                   .by_wave = in->forest.by_wave,
                                                   .wave = in->forest.wave,
                                                   .group = v->group,
                                                   .group_name = v->label,
                                                   .n_groups = v->n_groups},
                              report->look, &plot, err),
        &plot, "rds-forest", name, report, err);
}

uc_status uc_rds_add_figures(const uc_rds_results *r, const char *name,
                             uc_report *report, uc_error *err)
{
    uc_status status = add_shares(r, name, report, err);
    size_t i;

    for (i = 0; status == UC_OK && i < r->input->n_variables; i++) {
        const uc_rds_variable *v = &r->input->variable[i];
        char of[200];

        (void)snprintf(of, sizeof of, "%.40s-%.38s", name, v->name);
        status = add_convergence(r->input, v, of, report, err);
        if (status == UC_OK)
            status = add_bottleneck(r->input, v, of, report, err);
        if (status == UC_OK)
            status = add_forest(r->input, v, of, report, err);
    }
    return status;
}

uc_status uc_rds_write_figures(const uc_rds_results *r, const char *folder,
                               uc_error *err)
{
    const uc_look look = {.language = NULL};
    uc_report report;
    uc_status status;

    uc_report_init(&report, &look, "");
    status = uc_rds_add_figures(r, r->input->frame.dataset, &report, err);
    if (status == UC_OK)
        status = uc_report_finish(&report, err);
    if (status == UC_OK)
        status = uc_network_write_figures(&report, folder, err);
    uc_report_clear(&report);
    return status;
}
