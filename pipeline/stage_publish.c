/* stage_publish.c - the publish stage */
#include "pipeline/stage_publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/tables/gap.h"
#include "reports/tables/models.h"
#include "reports/tables/survey.h"
#include "reports/writers/csv.h"

const char *uc_written_path(const uc_run_file *run, const char *path)
{
    const size_t len = strlen(run->folder);

    if (strncmp(path, run->folder, len) == 0 && path[len] == '/')
        return path + len + 1;
    return path;
}

static uc_artefact *add(uc_artefacts *artefacts, const char *name)
{
    uc_artefact *made = &artefacts->item[artefacts->n++];

    made->name = name;
    uc_sink_memory(&made->bytes);
    return made;
}

static uc_status add_csv(uc_artefacts *artefacts, const char *name,
                         const uc_table *table, uc_error *err)
{
    uc_status status = uc_table_finish(table, err);
    uc_artefact *made = add(artefacts, name);

    if (status != UC_OK)
        return status;
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
    status = add_csv(artefacts, "estimates.csv", &table, err);
    uc_table_clear(&table);
    return status;
}

static uc_status add_gap(const uc_run_results *results, uc_artefacts *artefacts,
                         uc_error *err)
{
    uc_table table;
    uc_status status;

    uc_gap_table(results->gap->row, results->gap->n, &table);
    status = add_csv(artefacts, "gap.csv", &table, err);
    uc_table_clear(&table);
    return status;
}

static uc_status add_draws(const uc_run_results *results, uc_artefacts *artefacts,
                           uc_error *err)
{
    uc_table table;
    uc_status status;

    uc_draws_table(results->view, results->run->n_estimates, &table);
    status = add_csv(artefacts, "draws.csv", &table, err);
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
        return uc_fail(err, UC_ENOMEM, "no memory for the survey table");
    for (i = 0; i < n; i++) {
        view[i] = uc_survey_results_view(&results->survey[i]);
        view[i].dataset = results->run->survey[i].name.text;
    }
    uc_survey_tidy_table(view, n, &table);
    status = add_csv(artefacts, "surveys.csv", &table, err);
    uc_table_clear(&table);
    free(view);
    return status;
}

uc_status uc_stage_render(const uc_run_results *results, uc_artefacts *artefacts,
                          uc_error *err)
{
    const uc_run_file *run = results->run;
    uc_status status = UC_OK;
    uc_artefact *made;

    if (run->write_csv) {
        status = add_estimates(results, artefacts, err);
        if (status == UC_OK && !results->masks->asked)
            status = add_csv(artefacts, "models.csv", results->models, err);
        if (status == UC_OK)
            status = add_gap(results, artefacts, err);
        if (status == UC_OK && !results->masks->asked &&
            uc_estimates_have_draws(results->view, run->n_estimates))
            status = add_draws(results, artefacts, err);
        if (status == UC_OK && run->n_surveys > 0 && !results->masks->asked)
            status = add_surveys(results, artefacts, err);
        for (size_t k = 0; status == UC_OK && k < UC_ANALYSIS_N; k++)
            if (results->analysis->as_data[k])
                status = add_csv(artefacts, uc_analysis_file(k),
                                 &results->analysis->table[k], err);
    }
    if (status == UC_OK && run->write_markdown) {
        made = add(artefacts, "annex.md");
        status = uc_annex_write(results, &made->bytes, err);
    }
    /* full precision gives counts away, so results.json stays in the house */
    if (status == UC_OK && run->write_json && !results->masks->asked) {
        made = add(artefacts, "results.json");
        status = uc_results_json_write(results, &made->bytes, err);
    }
    if (status == UC_OK) {
        const uc_artefacts before = *artefacts;

        made = add(artefacts, "run.json");
        status = uc_run_json_write(results, &before, &made->bytes, err);
    }
    return status;
}

void uc_artefacts_clear(uc_artefacts *artefacts)
{
    size_t i;

    for (i = 0; i < artefacts->n; i++)
        uc_sink_clear(&artefacts->item[i].bytes);
    artefacts->n = 0;
}
