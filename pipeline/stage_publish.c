/* stage_publish.c - the publish stage */
#include "pipeline/stage_publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "pipeline/run_look.h"
#include "reports/tables/gap.h"
#include "reports/tables/models.h"
#include "reports/tables/survey.h"
#include "reports/writers/csv.h"
#include "reports/writers/markdown.h"

const char *uc_written_path(const uc_run_file *run, const char *path)
{
    const size_t len = strlen(run->folder);

    if (strncmp(path, run->folder, len) == 0 && path[len] == '/')
        return path + len + 1;
    return path;
}

uc_artefact *uc_artefacts_add(uc_artefacts *artefacts, const char *name)
{
    uc_artefact *made;

    if (artefacts->n == artefacts->capacity) {
        const size_t wanted = artefacts->capacity == 0 ? 16 : 2 * artefacts->capacity;
        uc_artefact *grown = realloc(artefacts->item, wanted * sizeof *grown);

        if (grown == NULL)
            return NULL;
        artefacts->item = grown;
        artefacts->capacity = wanted;
    }
    made = &artefacts->item[artefacts->n];
    memset(made, 0, sizeof *made);
    made->name = uc_text_copy(name);
    if (made->name == NULL)
        return NULL;
    uc_sink_memory(&made->bytes);
    artefacts->n++;
    return made;
}

static uc_status no_memory(uc_error *err)
{
    return uc_fail(err, UC_ENOMEM, "no memory for the files of the report");
}

static uc_status add_csv(const uc_run_file *run, uc_artefacts *artefacts,
                         const char *name, const uc_table *table, uc_error *err)
{
    uc_status status = uc_table_finish(table, err);
    uc_artefact *made = uc_artefacts_add(artefacts, name);

    if (status != UC_OK)
        return status;
    if (made == NULL)
        return no_memory(err);
    if (run->publish.excel)
        uc_csv_write_mark(&made->bytes);
    uc_csv_write_table(table, &made->bytes);
    return uc_sink_finish(&made->bytes, err);
}

static uc_status add_estimates(const uc_run_results *results, uc_artefacts *artefacts,
                               uc_error *err)
{
    uc_table table;
    uc_status status;

    uc_estimates_table(results->view, results->run->n_estimates, &table);
    uc_run_masks_apply(results->masks, results->ingest, &table);
    status = add_csv(results->run, artefacts, "estimates.csv", &table, err);
    uc_table_clear(&table);
    return status;
}

static uc_status add_gap(const uc_run_results *results, uc_artefacts *artefacts,
                         uc_error *err)
{
    uc_table table;
    uc_status status;

    uc_gap_table(results->gap->row, results->gap->n, &table);
    status = add_csv(results->run, artefacts, "gap.csv", &table, err);
    uc_table_clear(&table);
    return status;
}

static uc_status add_draws(const uc_run_results *results, uc_artefacts *artefacts,
                           uc_error *err)
{
    uc_table table;
    uc_status status;

    uc_draws_table(results->view, results->run->n_estimates, &table);
    status = add_csv(results->run, artefacts, "draws.csv", &table, err);
    uc_table_clear(&table);
    return status;
}

static uc_status add_surveys(const uc_run_results *results, uc_artefacts *artefacts,
                             uc_error *err)
{
    const size_t n = results->run->n_surveys;
    uc_survey_view *view = calloc(n + 1, sizeof *view);
    uc_table table;
    uc_status status;
    size_t i;

    if (view == NULL)
        return no_memory(err);
    for (i = 0; i < n; i++) {
        view[i] = uc_survey_results_view(&results->survey[i]);
        view[i].dataset = results->run->survey[i].name.text;
    }
    uc_survey_tidy_table(view, n, &table);
    status = add_csv(results->run, artefacts, "surveys.csv", &table, err);
    uc_table_clear(&table);
    free(view);
    return status;
}

/* Sizes and shares, each in a file where the run has any. */
static uc_status add_network(const uc_run_results *results, uc_artefacts *artefacts,
                             uc_error *err)
{
    uc_table sizes, shares;
    uc_status status =
        uc_network_tables(results->run, results->network, &sizes, &shares, err);

    if (status != UC_OK)
        return status;
    if (results->run->n_scaleups > 0)
        status = add_csv(results->run, artefacts, "scaleup.csv", &sizes, err);
    if (status == UC_OK && results->run->n_rds > 0)
        status = add_csv(results->run, artefacts, "rds.csv", &shares, err);
    uc_table_clear(&sizes);
    uc_table_clear(&shares);
    return status;
}

static uc_status add_analysis(const uc_run_results *results, uc_artefacts *artefacts,
                              uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t k = 0; status == UC_OK && k < UC_ANALYSIS_N; k++)
        if (results->analysis->as_data[k])
            status = add_csv(results->run, artefacts, uc_analysis_file(k),
                             &results->analysis->table[k], err);
    return status;
}

/* Where small counts are suppressed, what gives them away stays in the house. */
static uc_status add_data(const uc_run_results *results, uc_artefacts *artefacts,
                          uc_error *err)
{
    const bool whole = !results->masks->asked;
    uc_status status = add_estimates(results, artefacts, err);

    if (status == UC_OK && whole)
        status = add_csv(results->run, artefacts, "models.csv", results->models, err);
    if (status == UC_OK)
        status = add_gap(results, artefacts, err);
    if (status == UC_OK && whole &&
        uc_estimates_have_draws(results->view, results->run->n_estimates))
        status = add_draws(results, artefacts, err);
    if (status == UC_OK && whole && results->run->n_surveys > 0)
        status = add_surveys(results, artefacts, err);
    if (status == UC_OK && whole)
        status = add_network(results, artefacts, err);
    return status == UC_OK ? add_analysis(results, artefacts, err) : status;
}

static uc_status add_markdown(const uc_report *report, bool figures,
                              uc_artefacts *artefacts, uc_error *err)
{
    uc_artefact *made = uc_artefacts_add(artefacts, "annex.md");

    if (made == NULL)
        return no_memory(err);
    uc_markdown_write_report(report, figures ? UC_MARKDOWN_LINKED : UC_MARKDOWN_PLAIN,
                             &made->bytes);
    return uc_sink_finish(&made->bytes, err);
}

/* Documents and workbooks hold pictures whether or not files of them are asked for. */
static bool wants_pictures(const uc_run_publication *publish)
{
    bool wanted = publish->docx;

    for (size_t i = 0; i < publish->n_writers; i++)
        wanted = wanted || strcmp(publish->writer[i]->file, "annex.xlsx") == 0;
    return wanted;
}

static uc_status add_formats(const uc_run_file *run, uc_report *report,
                             uc_artefacts *artefacts, uc_error *err)
{
    const uc_run_publication *publish = &run->publish;
    uc_status status = uc_publish_figures(report, publish->svg, publish->png,
                                          publish->pdf, artefacts, err);
    size_t i;

    if (status == UC_OK && run->write_markdown)
        status = add_markdown(report, publish->svg, artefacts, err);
    if (status == UC_OK && wants_pictures(publish))
        status = uc_publish_pictures(report, err);
    for (i = 0; status == UC_OK && i < publish->n_writers; i++) {
        uc_artefact *made = uc_artefacts_add(artefacts, publish->writer[i]->file);

        status = made != NULL ? publish->writer[i]->render(report, &made->bytes, err)
                              : no_memory(err);
    }
    if (status == UC_OK && publish->docx)
        status = uc_publish_docx(report, artefacts, err);
    return status;
}

static uc_status add_report(const uc_run_results *results, uc_artefacts *artefacts,
                            uc_error *err)
{
    uc_run_look look;
    uc_report report;
    uc_status status =
        uc_run_look_make(results->run, &results->ingest->logo, &look, err);

    if (status != UC_OK)
        return status;
    status = uc_annex_make(results, &look.look, &report, err);
    if (status == UC_OK)
        status = add_formats(results->run, &report, artefacts, err);
    uc_report_clear(&report);
    uc_run_look_clear(&look);
    return status;
}

static uc_status add_json(const uc_run_results *results, uc_artefacts *artefacts,
                          uc_error *err)
{
    uc_artefact *made = uc_artefacts_add(artefacts, "results.json");

    return made != NULL ? uc_results_json_write(results, &made->bytes, err)
                        : no_memory(err);
}

uc_status uc_stage_render(const uc_run_results *results, uc_artefacts *artefacts,
                          uc_error *err)
{
    const uc_run_file *run = results->run;
    uc_status status = UC_OK;

    if (run->write_csv)
        status = add_data(results, artefacts, err);
    if (status == UC_OK)
        status = add_report(results, artefacts, err);
    /* full precision gives counts away, so results.json stays in the house */
    if (status == UC_OK && run->write_json && !results->masks->asked)
        status = add_json(results, artefacts, err);
    if (status == UC_OK) {
        uc_artefact *made = uc_artefacts_add(artefacts, "run.json");
        const uc_artefacts before = {artefacts->item, artefacts->n - 1, 0};

        status = made != NULL ? uc_run_json_write(results, &before, &made->bytes, err)
                              : no_memory(err);
    }
    return status;
}

void uc_artefacts_clear(uc_artefacts *artefacts)
{
    size_t i;

    for (i = 0; i < artefacts->n; i++) {
        free(artefacts->item[i].name);
        uc_sink_clear(&artefacts->item[i].bytes);
    }
    free(artefacts->item);
    memset(artefacts, 0, sizeof *artefacts);
}
