/* run_json.c - results.json and run.json */
#include <stdlib.h>
#include <string.h>

#include "data/base/hash.h"
#include "pipeline/cases/case_source_json.h"
#include "pipeline/commands.h"
#include "pipeline/stage_publish.h"
#include "pipeline/survey/report.h"
#include "reports/writers/json.h"

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

static void put_text(json_t *object, const char *key, const uc_run_text *text, bool *ok)
{
    if (text->text != NULL)
        uc_json_put(object, key, uc_json_text(text->text), ok);
}

static void put_list(json_t *object, const char *key, const uc_run_list *list, bool *ok)
{
    json_t *array;
    size_t i;

    if (list->n == 0)
        return;
    array = json_array();
    for (i = 0; i < list->n; i++)
        uc_json_add(array, uc_json_text(list->item[i].text), ok);
    uc_json_put(object, key, array, ok);
}

static void add_input(json_t *array, const uc_run_file *run, const char *path,
                      const char *sha256, bool *ok)
{
    json_t *object = json_object();

    uc_json_put(object, "path", uc_json_text(uc_written_path(run, path)), ok);
    uc_json_put(object, "sha256", uc_json_text(sha256), ok);
    uc_json_add(array, object, ok);
}

static void add_files(json_t *array, const uc_run_file *run, const uc_row_file files[],
                      size_t n, bool *ok)
{
    size_t i;

    for (i = 0; i < n; i++)
        add_input(array, run, files[i].path, files[i].sha256, ok);
}

static void add_survey_inputs(json_t *array, const uc_run_file *run,
                              const uc_survey_input *survey, bool *ok)
{
    size_t i;

    add_input(array, run, survey->frame.path, survey->frame.sha256, ok);
    for (i = 0; i < survey->n_steps; i++)
        add_input(array, run, survey->step[i].table.path, survey->step[i].table.sha256,
                  ok);
    if (survey->areas.path != NULL)
        add_input(array, run, survey->areas.path, survey->areas.sha256, ok);
}

/* The settings of a survey as they were written. A key that was given several times has
 * a list. */
static json_t *survey_settings_json(const uc_run_survey *survey, bool *ok)
{
    json_t *object = json_object();
    size_t i, j;

    uc_json_put(object, "file", uc_json_text(survey->file.text), ok);
    put_text(object, "area", &survey->area, ok);
    put_text(object, "period", &survey->period, ok);
    for (i = 0; i < survey->n_written; i += 2) {
        json_t *values;

        if (json_object_get(object, survey->written[i]) != NULL)
            continue;
        values = json_array();
        for (j = i; j < survey->n_written; j += 2)
            if (strcmp(survey->written[j], survey->written[i]) == 0)
                uc_json_add(values, uc_json_text(survey->written[j + 1]), ok);
        uc_json_put(object, survey->written[i], values, ok);
    }
    return object;
}

static json_t *inputs_json(const uc_run_results *results, bool *ok)
{
    const uc_ingest *in = results->ingest;
    const uc_run_file *run = results->run;
    json_t *array = json_array();
    size_t i;

    if (in->has_areas)
        add_files(array, run, &in->areas.file, 1, ok);
    add_files(array, run, in->counts.file, in->counts.n_files, ok);
    add_files(array, run, in->published.file, in->published.n_files, ok);
    add_files(array, run, in->draws.file, in->draws.n_files, ok);
    add_files(array, run, in->population.file, in->population.n_files, ok);
    for (i = 0; i < in->n_sets; i++) {
        const uc_capture_set *set = &in->set[i];

        for (size_t k = 0; k < set->n_files; k++)
            add_input(array, run, set->file[k].path, set->file[k].sha256, ok);
        if (set->n_files == 0)
            add_input(array, run, set->path, set->sha256, ok);
    }
    for (i = 0; i < in->n_surveys; i++)
        add_survey_inputs(array, run, &in->survey[i], ok);
    if (in->logo.path != NULL)
        add_input(array, run, in->logo.path, in->logo.sha256, ok);
    for (i = 0; i < in->network.n_scaleups; i++) {
        add_survey_inputs(array, run, &in->network.scaleup[i].survey, ok);
        add_input(array, run, in->network.scaleup[i].known.path,
                  in->network.scaleup[i].known.sha256, ok);
    }
    for (i = 0; i < in->network.n_rds; i++)
        add_input(array, run, in->network.rds[i].frame.path,
                  in->network.rds[i].frame.sha256, ok);
    return array;
}

static json_t *stratum_text(const uc_capture_set *set, size_t stratum)
{
    uc_sink sink;
    json_t *made;

    uc_sink_memory(&sink);
    uc_estimates_write_stratum(set, stratum, ", ", &sink);
    made = uc_json_text(sink.text != NULL ? sink.text : "");
    uc_sink_clear(&sink);
    return made;
}

static void add_warnings(json_t *array, const uc_estimates *view, size_t s, size_t m,
                         bool *ok)
{
    const uc_estimate *e = uc_estimates_at(view, s, m);
    size_t i;

    for (i = 0; i < e->n_warnings; i++) {
        json_t *object = json_object();

        uc_json_put(object, "capture", uc_json_text(view->capture), ok);
        uc_json_put(object, "stratum", stratum_text(view->set, s), ok);
        uc_json_put(object, "method", json_string(e->method->name), ok);
        uc_json_put(object, "code", json_string(e->warning[i].code), ok);
        uc_json_put(object, "text", uc_json_text(e->warning[i].text), ok);
        uc_json_add(array, object, ok);
    }
}

static void add_contradictions(json_t *array, const uc_gap_list *gap, bool *ok)
{
    size_t i;

    for (i = 0; i < gap->n; i++) {
        const uc_gap_row *row = &gap->row[i];
        json_t *object;

        if (row->gap.finding != UC_GAP_ABOVE_ESTIMATE &&
            row->gap.finding != UC_GAP_ABOVE_INTERVAL)
            continue;
        object = json_object();
        uc_json_put(object, "area", uc_json_text(row->area), ok);
        uc_json_put(object, "period", uc_json_text(row->period), ok);
        uc_json_put(object, "definition", uc_json_text(row->definition), ok);
        uc_json_put(object, "code", json_string(uc_gap_finding_name(row->gap.finding)),
                    ok);
        uc_json_put(object, "text",
                    json_string("more persons were identified than are estimated"), ok);
        uc_json_add(array, object, ok);
    }
}

json_t *uc_run_warnings_json(const uc_run_results *results, bool *ok)
{
    json_t *array = json_array();
    size_t i, s, m;

    for (i = 0; i < results->run->n_estimates; i++)
        for (s = 0; s < results->view[i].set->n_strata; s++)
            for (m = 0; m < results->view[i].n_methods; m++)
                add_warnings(array, &results->view[i], s, m, ok);
    add_contradictions(array, results->gap, ok);
    return array;
}

static json_t *run_file_json(const uc_run_file *run, bool *ok)
{
    json_t *object = json_object();

    uc_json_put(object, "path", uc_json_text(base_name(run->path)), ok);
    uc_json_put(object, "sha256", uc_json_text(run->sha256), ok);
    return object;
}

static void put_head(json_t *root, const uc_run_results *results, bool *ok)
{
    uc_json_put(root, "tool", json_string("undercount"), ok);
    uc_json_put(root, "version", json_string(UC_VERSION), ok);
    uc_json_put(root, "title", uc_json_text(results->run->title.text), ok);
    uc_json_put(root, "run_file", run_file_json(results->run, ok), ok);
    uc_json_put(root, "inputs", inputs_json(results, ok), ok);
    uc_json_put(root, "seed", uc_json_count(results->run->seed), ok);
}

/* -- results.json ----------------------------------------------------------------- */

static json_t *totals_json(const uc_run_results *results, bool *ok)
{
    json_t *object = json_object();
    size_t i;

    for (i = 0; i < results->run->n_estimates; i++)
        if (results->view[i].total != NULL)
            uc_json_put(object, results->view[i].capture,
                        uc_estimates_totals_json(&results->view[i]), ok);
    return object;
}

static json_t *gap_json(const uc_gap_list *gap)
{
    uc_table table;
    json_t *made = NULL;

    uc_gap_table(gap->row, gap->n, &table);
    if (uc_table_finish(&table, NULL) == UC_OK)
        made = uc_json_table(&table);
    uc_table_clear(&table);
    return made;
}

/* As the annex prints it; null where there is nothing to compare with. */
static json_t *revisions_json(const uc_revisions *revisions)
{
    uc_table table;
    json_t *made = NULL;

    if (!revisions->compared)
        return json_null();
    uc_revisions_table(revisions, &table);
    if (uc_table_finish(&table, NULL) == UC_OK)
        made = uc_json_table(&table);
    uc_table_clear(&table);
    return made;
}

uc_status uc_results_json_write(const uc_run_results *results, uc_sink *out,
                                uc_error *err)
{
    json_t *root = json_object(), *estimates = json_array();
    json_t *surveys = json_object();
    bool ok = root != NULL && estimates != NULL;
    uc_status status;
    size_t i;

    put_head(root, results, &ok);
    for (i = 0; i < results->run->n_estimates; i++)
        uc_estimates_json_append(&results->view[i], estimates, &ok);
    uc_json_put(root, "estimates", estimates, &ok);
    uc_json_put(root, "totals", totals_json(results, &ok), &ok);
    uc_json_put(root, "gap", gap_json(results->gap), &ok);
    for (i = 0; i < results->run->n_surveys; i++)
        uc_json_put(surveys, results->run->survey[i].name.text,
                    uc_survey_json(&results->survey[i]), &ok);
    if (results->run->n_surveys > 0)
        uc_json_put(root, "surveys", json_incref(surveys), &ok);
    json_decref(surveys);
    uc_network_json(results->run, results->network, root, &ok);
    for (size_t k = 0; k < UC_ANALYSIS_N; k++)
        if (results->analysis->as_data[k])
            uc_json_put(root, results->analysis->table[k].name,
                        uc_json_table(&results->analysis->table[k]), &ok);
    if (results->revisions != NULL)
        uc_json_put(root, "revisions", revisions_json(results->revisions), &ok);
    uc_json_put(root, "warnings", uc_run_warnings_json(results, &ok), &ok);
    status = ok ? uc_json_write(root, out, err)
                : uc_fail(err, UC_ENOMEM, "no memory for results.json");
    json_decref(root);
    return status;
}

/* -- run.json --------------------------------------------------------------------- */

static json_t *identified_json(const uc_run_identified *identified, bool *ok)
{
    json_t *object;

    switch (identified->kind) {
    case UC_RUN_IDENTIFIED_UNSET:
        break;
    case UC_RUN_IDENTIFIED_ANY_LIST:
        return json_string("any list");
    case UC_RUN_IDENTIFIED_LIST:
        object = json_object();
        put_text(object, "list", &identified->list, ok);
        return object;
    case UC_RUN_IDENTIFIED_STAGE:
        object = json_object();
        put_text(object, "rule", &identified->rule, ok);
        return object;
    case UC_RUN_IDENTIFIED_COUNTS:
        object = json_object();
        put_text(object, "area", &identified->area, ok);
        put_text(object, "period", &identified->period, ok);
        put_text(object, "stage", &identified->stage, ok);
        return object;
    }
    return json_null();
}

static json_t *capture_json(const uc_run_capture *capture, const uc_capture_set *set,
                            bool *ok)
{
    json_t *object = json_object(), *lists = json_array();
    size_t i;

    put_text(object, "file", &capture->file, ok);
    put_text(object, "profile", &capture->profile, ok);
    uc_case_source_put(object, &capture->source_files, ok);
    put_text(object, "area", &capture->area, ok);
    put_text(object, "period", &capture->period, ok);
    for (i = 0; i < set->n_lists; i++)
        uc_json_add(lists, uc_json_text(set->list_names[i]), ok);
    uc_json_put(object, "lists", lists, ok);
    put_text(object, "count", &capture->count, ok);
    put_text(object, "batch", &capture->batch, ok);
    put_list(object, "by", &capture->by, ok);
    uc_json_put(object, "identified", identified_json(&capture->identified, ok), ok);
    put_text(object, "definition", &capture->definition, ok);
    put_text(object, "source", &capture->source, ok);
    put_text(object, "note", &capture->note, ok);
    return object;
}

static json_t *settings_json(const uc_mse_settings *settings, bool *ok)
{
    json_t *object = json_object();
    char text[512];
    size_t n, i;
    const uc_setting *setting = uc_mse_settings_table(&n);

    for (i = 0; i < n; i++) {
        text[0] = '\0';
        setting[i].write(settings, text, sizeof text);
        if (text[0] != '\0')
            uc_json_put(object, setting[i].name, uc_json_text(text), ok);
    }
    return object;
}

static json_t *estimate_json(const uc_run_file *run, const uc_run_estimate *estimate,
                             bool *ok)
{
    json_t *object = json_object(), *methods = json_array();
    size_t i;

    uc_json_put(object, "from", uc_json_text(run->capture[estimate->capture].name.text),
                ok);
    for (i = 0; i < estimate->n_methods; i++)
        uc_json_add(methods, json_string(estimate->method[i]->name), ok);
    uc_json_put(object, "methods", methods, ok);
    uc_json_put(object, "total", json_boolean(estimate->total), ok);
    uc_json_put(object, "settings", settings_json(&estimate->settings, ok), ok);
    return object;
}

static json_t *compare_json(const uc_run_file *run, const uc_run_compare *compare,
                            bool *ok)
{
    json_t *object = json_object(), *published;

    if (compare->survey_kind != UC_RUN_OF_CAPTURE) {
        static const char *const keys[] = {"", "survey", "scaleup", "rds"};

        published = json_object();
        put_text(published, keys[compare->survey_kind], &compare->of_survey, ok);
        put_text(published, "of", &compare->of, ok);
        put_text(published, "method", &compare->method, ok);
        uc_json_put(object, "estimate", published, ok);
    } else if (compare->published) {
        published = json_object();
        put_text(published, "published", &compare->definition, ok);
        put_list(published, "area", &compare->area, ok);
        put_text(published, "period", &compare->period, ok);
        put_text(published, "source", &compare->source, ok);
        uc_json_put(object, "estimate", published, ok);
    } else {
        uc_json_put(object, "estimate",
                    uc_json_text(run->capture[compare->capture].name.text), ok);
    }
    uc_json_put(object, "identified", identified_json(&compare->identified, ok), ok);
    put_text(object, "note", &compare->note, ok);
    return object;
}

static json_t *formats_json(const uc_run_file *run, bool *ok)
{
    json_t *array = json_array();
    size_t i;

    if (run->write_csv)
        uc_json_add(array, json_string("csv"), ok);
    if (run->write_markdown)
        uc_json_add(array, json_string("markdown"), ok);
    if (run->write_json)
        uc_json_add(array, json_string("json"), ok);
    if (run->publish.svg)
        uc_json_add(array, json_string("svg"), ok);
    if (run->publish.png)
        uc_json_add(array, json_string("png"), ok);
    if (run->publish.pdf)
        uc_json_add(array, json_string("pdf"), ok);
    for (i = 0; i < run->publish.n_writers; i++)
        uc_json_add(array, json_string(run->publish.writer[i]->name), ok);
    if (run->publish.docx)
        uc_json_add(array, json_string("docx"), ok);
    return array;
}

/* How the report looks; keys that were not given are left out. */
static void put_look(json_t *object, const uc_run_publication *publish, bool *ok)
{
    if (publish->language != NULL)
        uc_json_put(object, "language",
                    uc_json_text(uc_language_code(publish->language)), ok);
    put_list(object, "authors", &publish->authors, ok);
    put_text(object, "organisation", &publish->organisation, ok);
    put_text(object, "logo", &publish->logo, ok);
    put_text(object, "footer", &publish->footer, ok);
    put_list(object, "colours", &publish->colours, ok);
}

/* What was found while cases became tables, by capture. */
static json_t *cases_json(const uc_run_results *results, bool *ok)
{
    json_t *object = json_object();

    for (size_t i = 0; i < results->run->n_captures; i++) {
        const char *text = results->ingest->case_report[i];

        if (text != NULL)
            uc_json_put(object, results->run->capture[i].name.text,
                        json_loads(text, 0, NULL), ok);
    }
    return object;
}

static void put_syntheses(json_t *object, const uc_run_file *run, bool *ok)
{
    json_t *array = json_array();

    for (size_t i = 0; i < run->n_syntheses; i++) {
        json_t *entry = json_object();

        put_text(entry, "area", &run->synthesis[i].area, ok);
        put_text(entry, "period", &run->synthesis[i].period, ok);
        put_text(entry, "definition", &run->synthesis[i].definition, ok);
        uc_json_put(entry, "disjoint", json_boolean(run->synthesis[i].disjoint), ok);
        uc_json_add(array, entry, ok);
    }
    if (run->n_syntheses > 0)
        uc_json_put(object, "synthesis", array, ok);
    else
        json_decref(array);
}

static void put_checklist(json_t *object, const uc_run_checklist *c, bool *ok)
{
    put_text(object, "checklist_funding", &c->funding, ok);
    put_text(object, "checklist_access", &c->access, ok);
    put_text(object, "checklist_inclusion", &c->inclusion, ok);
    put_text(object, "checklist_biases", &c->biases, ok);
    put_text(object, "checklist_interpretation", &c->interpretation, ok);
    put_text(object, "checklist_limitations", &c->limitations, ok);
}

static void put_sections(json_t *to, const char *key, const uc_run_survey entries[],
                         size_t n, bool *ok)
{
    json_t *object;
    size_t i;

    if (n == 0)
        return;
    object = json_object();
    for (i = 0; i < n; i++)
        uc_json_put(object, entries[i].name.text, survey_settings_json(&entries[i], ok),
                    ok);
    uc_json_put(to, key, object, ok);
}

/* The run file as understood. Its output folder cannot change results: left out. */
static json_t *resolved_json(const uc_run_results *results, bool *ok)
{
    const uc_run_file *run = results->run;
    json_t *object = json_object(), *captures = json_object();
    json_t *estimates = json_array(), *compares = json_array();
    json_t *surveys = json_object();
    size_t i;

    put_text(object, "title", &run->title, ok);
    uc_json_put(object, "seed", uc_json_count(run->seed), ok);
    put_text(object, "areas", &run->areas, ok);
    put_list(object, "identified", &run->identified, ok);
    put_list(object, "published", &run->published, ok);
    put_list(object, "draws", &run->draws, ok);
    put_list(object, "population", &run->population, ok);
    for (i = 0; i < run->n_captures; i++)
        uc_json_put(captures, run->capture[i].name.text,
                    capture_json(&run->capture[i], &results->ingest->set[i], ok), ok);
    uc_json_put(object, "captures", captures, ok);
    for (i = 0; i < run->n_estimates; i++)
        uc_json_add(estimates, estimate_json(run, &run->estimate[i], ok), ok);
    uc_json_put(object, "estimate", estimates, ok);
    for (i = 0; i < run->n_compares; i++)
        uc_json_add(compares, compare_json(run, &run->compare[i], ok), ok);
    uc_json_put(object, "compare", compares, ok);
    for (i = 0; i < run->n_surveys; i++)
        uc_json_put(surveys, run->survey[i].name.text,
                    survey_settings_json(&run->survey[i], ok), ok);
    if (run->n_surveys > 0)
        uc_json_put(object, "surveys", surveys, ok);
    else
        json_decref(surveys);
    put_sections(object, "scaleup", run->scaleup, run->n_scaleups, ok);
    put_sections(object, "rds", run->rds, run->n_rds, ok);
    put_list(object, "cascade", &run->cascade, ok);
    put_list(object, "regions", &run->regions.grouping, ok);
    if (run->trend)
        uc_json_put(object, "trend", json_true(), ok);
    if (run->indicator)
        uc_json_put(object, "indicator_16_2_2", json_true(), ok);
    put_syntheses(object, run, ok);
    put_checklist(object, &run->checklist, ok);
    if (run->suppress_below > 0)
        uc_json_put(object, "suppress_below", uc_json_count(run->suppress_below), ok);
    if (run->regions.impute_rate)
        uc_json_put(object, "impute", json_string("rate"), ok);
    uc_json_put(object, "formats", formats_json(run, ok), ok);
    put_look(object, &run->publish, ok);
    if (run->thresholds.revised_above.given)
        uc_json_put(object, "revised_above",
                    uc_json_real(run->thresholds.revised_above.share), ok);
    return object;
}

static bool has_case_reports(const uc_run_results *results)
{
    for (size_t i = 0; i < results->run->n_captures; i++)
        if (results->ingest->case_report[i] != NULL)
            return true;
    return false;
}

static json_t *outputs_json(const uc_artefacts *before, bool *ok)
{
    json_t *array = json_array();
    char hex[UC_SHA256_HEX];
    size_t i;

    for (i = 0; i < before->n; i++) {
        const uc_sink *bytes = &before->item[i].bytes;
        json_t *object = json_object();

        uc_sha256_bytes(bytes->text != NULL ? bytes->text : "", bytes->len, hex);
        uc_json_put(object, "name", json_string(before->item[i].name), ok);
        uc_json_put(object, "sha256", json_string(hex), ok);
        uc_json_add(array, object, ok);
    }
    return array;
}

json_t *uc_run_made_of(const uc_run_results *results, bool *ok)
{
    json_t *root = json_object();

    *ok = *ok && root != NULL;
    put_head(root, results, ok);
    uc_json_put(root, "resolved", resolved_json(results, ok), ok);
    return root;
}

uc_status uc_run_key(const uc_run_results *results, char key[UC_SHA256_HEX],
                     uc_error *err)
{
    bool ok = true;
    json_t *made_of = uc_run_made_of(results, &ok);
    char *text;

    text = ok ? json_dumps(made_of, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(made_of);
    if (text == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the key of the run");
    uc_sha256_bytes(text, strlen(text), key);
    free(text);
    return UC_OK;
}

static size_t count_without_estimate(const uc_run_results *results)
{
    size_t n = 0;

    for (size_t i = 0; i < results->run->n_estimates; i++)
        for (size_t s = 0; s < results->view[i].set->n_strata; s++)
            for (size_t m = 0; m < results->view[i].n_methods; m++)
                n += uc_estimates_at(&results->view[i], s, m)->status != UC_MSE_OK;
    return n;
}

/* The hash of a file whose only unknown is a small count gives that count away: whoever
 * can write the file tries them all. So where counts are suppressed no hash of an input
 * is published, and the key is that of what is published. */
static uc_status keep_hashes_in(json_t *root, const json_t *outputs,
                                char key[UC_SHA256_HEX], uc_error *err)
{
    char *text = json_dumps(outputs, JSON_COMPACT | JSON_SORT_KEYS);
    json_t *input;
    size_t i;

    if (text == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for run.json");
    uc_sha256_bytes(text, strlen(text), key);
    free(text);
    json_array_foreach(json_object_get(root, "inputs"), i, input)(void)
        json_object_del(input, "sha256");
    return UC_OK;
}

uc_status uc_run_json_write(const uc_run_results *results, const uc_artefacts *before,
                            uc_sink *out, uc_error *err)
{
    bool ok = true;
    json_t *root = uc_run_made_of(results, &ok), *outputs = outputs_json(before, &ok);
    char key[UC_SHA256_HEX];
    uc_status status = results->masks->asked ? keep_hashes_in(root, outputs, key, err)
                                             : uc_run_key(results, key, err);

    if (status != UC_OK) {
        json_decref(outputs);
        json_decref(root);
        return status;
    }
    uc_json_put(root, "key", json_string(key), &ok);
    uc_json_put(root, "without_estimate",
                uc_json_count(count_without_estimate(results)), &ok);
    uc_json_put(root, "warnings", uc_run_warnings_json(results, &ok), &ok);
    if (has_case_reports(results) && !results->masks->asked)
        uc_json_put(root, "cases", cases_json(results, &ok), &ok);
    uc_json_put(root, "outputs", outputs, &ok);
    status = ok ? uc_json_write(root, out, err)
                : uc_fail(err, UC_ENOMEM, "no memory for run.json");
    json_decref(root);
    return status;
}
