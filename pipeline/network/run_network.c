/* run_network.c - scale-ups and respondent-driven samples of a run */
#include "pipeline/network/run_network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/network/output.h"
#include "pipeline/network/rds_report.h"
#include "pipeline/network/scaleup_report.h"
#include "reports/writers/json.h"

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the surveys");
}

/* -- Reading -------------------------------------------------------------------------
 */

static uc_status read_scaleups(const uc_run_file *run, bool quote_values,
                               uc_faults *faults, uc_network_inputs *in, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    in->scaleup = calloc(run->n_scaleups + 1, sizeof *in->scaleup);
    if (in->scaleup == NULL)
        return no_memory(err);
    in->n_scaleups = run->n_scaleups;
    for (i = 0; status == UC_OK && i < run->n_scaleups; i++) {
        char *path = uc_run_path(run, run->scaleup[i].file.text);

        if (path == NULL)
            return no_memory(err);
        if (quote_values)
            run->scaleup[i].plan->quote_values = true;
        status = uc_scaleup_input_read((uc_scaleup_plan *)run->scaleup[i].plan, path,
                                       faults, &in->scaleup[i], err);
        free(path);
    }
    return status;
}

uc_status uc_network_read(const uc_run_file *run, bool quote_values, uc_faults *faults,
                          uc_network_inputs *in, uc_error *err)
{
    uc_status status = read_scaleups(run, quote_values, faults, in, err);
    size_t i;

    in->rds = calloc(run->n_rds + 1, sizeof *in->rds);
    if (in->rds == NULL)
        return no_memory(err);
    in->n_rds = run->n_rds;
    for (i = 0; status == UC_OK && i < run->n_rds; i++) {
        char *path = uc_run_path(run, run->rds[i].file.text);

        if (path == NULL)
            return no_memory(err);
        if (quote_values)
            run->rds[i].plan->quote_values = true;
        status = uc_rds_input_read((uc_rds_plan *)run->rds[i].plan, path, faults,
                                   &in->rds[i], err);
        free(path);
    }
    return status;
}

void uc_network_inputs_clear(uc_network_inputs *in)
{
    size_t i;

    for (i = 0; in->scaleup != NULL && i < in->n_scaleups; i++)
        uc_scaleup_input_clear(&in->scaleup[i]);
    for (i = 0; in->rds != NULL && i < in->n_rds; i++)
        uc_rds_input_clear(&in->rds[i]);
    free(in->scaleup);
    free(in->rds);
    memset(in, 0, sizeof *in);
}

/* -- Making --------------------------------------------------------------------------
 */

uc_status uc_network_make(const uc_network_inputs *in, uc_cancel *cancel,
                          uc_network_results *r, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    r->scaleup = calloc(in->n_scaleups + 1, sizeof *r->scaleup);
    r->rds = calloc(in->n_rds + 1, sizeof *r->rds);
    if (r->scaleup == NULL || r->rds == NULL)
        return no_memory(err);
    r->n_scaleups = in->n_scaleups;
    r->n_rds = in->n_rds;
    for (i = 0; status == UC_OK && i < in->n_scaleups; i++) {
        status = uc_stage_scaleup(&in->scaleup[i], &r->scaleup[i], err);
        uc_network_blame(status, in->scaleup[i].survey.frame.path, err);
    }
    for (i = 0; status == UC_OK && i < in->n_rds; i++)
        status = uc_stage_rds(&in->rds[i], cancel, &r->rds[i], err);
    return status;
}

void uc_network_results_clear(uc_network_results *r)
{
    size_t i;

    for (i = 0; r->scaleup != NULL && i < r->n_scaleups; i++)
        uc_scaleup_results_clear(&r->scaleup[i]);
    for (i = 0; r->rds != NULL && i < r->n_rds; i++)
        uc_rds_results_clear(&r->rds[i]);
    for (i = 0; r->draws != NULL && i < r->n_draws; i++)
        free(r->draws[i]);
    free(r->scaleup);
    free(r->rds);
    free(r->draws);
    memset(r, 0, sizeof *r);
}

/* -- Reports -------------------------------------------------------------------------
 */

void uc_network_add_to_report(const uc_run_file *run, const uc_network_results *r,
                              uc_report *report)
{
    size_t i;

    for (i = 0; i < r->n_scaleups; i++) {
        if (i == 0)
            uc_report_heading(report, 2, "Network scale-up");
        uc_report_heading(report, 3, run->scaleup[i].name.text);
        uc_scaleup_add_to_report(&r->scaleup[i], 4, report);
    }
    for (i = 0; i < r->n_rds; i++) {
        if (i == 0)
            uc_report_heading(report, 2, "Respondent-driven sampling");
        uc_report_heading(report, 3, run->rds[i].name.text);
        uc_rds_add_to_report(&r->rds[i], 4, report);
    }
}

uc_status uc_network_add_figures(const uc_run_file *run, const uc_network_results *r,
                                 uc_report *report, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    for (i = 0; status == UC_OK && i < r->n_scaleups; i++)
        status = uc_scaleup_add_figures(&r->scaleup[i], run->scaleup[i].name.text,
                                        report, err);
    for (i = 0; status == UC_OK && i < r->n_rds; i++)
        status = uc_rds_add_figures(&r->rds[i], run->rds[i].name.text, report, err);
    return status;
}

void uc_network_json(const uc_run_file *run, const uc_network_results *r, json_t *to,
                     bool *ok)
{
    json_t *scaleups = json_object(), *rds = json_object();
    size_t i;

    for (i = 0; i < r->n_scaleups; i++)
        uc_json_put(scaleups, run->scaleup[i].name.text,
                    uc_scaleup_json(&r->scaleup[i]), ok);
    for (i = 0; i < r->n_rds; i++)
        uc_json_put(rds, run->rds[i].name.text, uc_rds_json(&r->rds[i]), ok);
    if (r->n_scaleups > 0)
        uc_json_put(to, "scaleup", json_incref(scaleups), ok);
    if (r->n_rds > 0)
        uc_json_put(to, "rds", json_incref(rds), ok);
    json_decref(scaleups);
    json_decref(rds);
}

uc_status uc_network_tables(const uc_run_file *run, const uc_network_results *r,
                            uc_table *scaleup, uc_table *rds, uc_error *err)
{
    uc_scaleup_view *sizes = calloc(r->n_scaleups + 1, sizeof *sizes);
    uc_rds_view *shares = calloc(r->n_rds + 1, sizeof *shares);
    const bool ok = sizes != NULL && shares != NULL;
    size_t i;

    for (i = 0; ok && i < r->n_scaleups; i++) {
        sizes[i] = uc_scaleup_results_view(&r->scaleup[i]);
        sizes[i].dataset = run->scaleup[i].name.text;
    }
    for (i = 0; ok && i < r->n_rds; i++) {
        shares[i] = uc_rds_results_view(&r->rds[i]);
        shares[i].dataset = run->rds[i].name.text;
    }
    if (ok) {
        uc_scaleup_tidy_table(sizes, r->n_scaleups, scaleup);
        uc_rds_tidy_table(shares, r->n_rds, rds);
    }
    free(sizes);
    free(shares);
    return ok ? UC_OK : no_memory(err);
}
