/* stage_ingest.c - the ingest stage */
#include "pipeline/stage_ingest.h"

#include <stdlib.h>
#include <string.h>

#include "data/capture_reader.h"
#include "pipeline/cases/stage_cases.h"

/* Reads one path into a table of `ingest`. */
typedef uc_status read_path(uc_ingest *ingest, const char *path, uc_faults *faults,
                            uc_error *err);

static uc_status read_counts(uc_ingest *ingest, const char *path, uc_faults *faults,
                             uc_error *err)
{
    return uc_counts_read(&ingest->counts, path, NULL, faults, err);
}

static uc_status read_published(uc_ingest *ingest, const char *path, uc_faults *faults,
                                uc_error *err)
{
    return uc_published_read(&ingest->published, path, NULL, faults, err);
}

static uc_status read_draws(uc_ingest *ingest, const char *path, uc_faults *faults,
                            uc_error *err)
{
    return uc_given_draws_read(&ingest->draws, path, NULL, faults, err);
}

static uc_status read_population(uc_ingest *ingest, const char *path, uc_faults *faults,
                                 uc_error *err)
{
    return uc_population_read(&ingest->population, path, NULL, faults, err);
}

static uc_status read_all(const uc_run_file *run, const uc_run_list *list,
                          read_path *read, uc_ingest *ingest, uc_faults *faults,
                          uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    for (i = 0; status == UC_OK && i < list->n; i++) {
        char *path = uc_run_path(run, list->item[i].text);

        status = path == NULL ? uc_fail(err, UC_ENOMEM, "no memory for a path")
                              : read(ingest, path, faults, err);
        free(path);
    }
    return status;
}

static uc_status read_areas(const uc_run_file *run, uc_ingest *ingest,
                            uc_faults *faults, uc_error *err)
{
    const size_t before = faults->n_total;
    char *path;
    uc_status status;

    if (run->areas.text == NULL)
        return UC_OK;
    path = uc_run_path(run, run->areas.text);
    if (path == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for a path");
    status = uc_areas_read(path, NULL, faults, &ingest->areas, err);
    ingest->has_areas = status == UC_OK && faults->n_total == before;
    free(path);
    return status;
}

/* Texts of a list as the reader takes them; free() the array. */
static const char **texts(const uc_run_list *list)
{
    const char **text = calloc(list->n + 1, sizeof *text);
    size_t i;

    for (i = 0; text != NULL && i < list->n; i++)
        text[i] = list->item[i].text;
    return text;
}

static bool is_binary(const uc_capture_set *set, size_t column)
{
    size_t i;

    for (i = 0; i < set->n_strata; i++)
        if (strcmp(set->strata[i].value[column], "0") != 0 &&
            strcmp(set->strata[i].value[column], "1") != 0)
            return false;
    return true;
}

/* A 0/1 column that is no list makes the choice of lists a matter of words. */
static void check_lists_named(const uc_run_file *run, const uc_run_capture *capture,
                              const uc_capture_set *set, uc_faults *faults)
{
    size_t i;

    if (capture->lists.n > 0)
        return;
    for (i = 0; i < set->n_by; i++)
        if (is_binary(set, i))
            uc_faults_add(faults, UC_ECONFIG, run->path, capture->name.line,
                          capture->name.column,
                          "capture '%.80s' must name its lists: column '%.80s' holds 0 "
                          "and 1 too and is not one of them",
                          capture->name.text, set->by_names[i]);
}

static void check_identified_list(const uc_run_file *run,
                                  const uc_run_identified *identified,
                                  const uc_capture_set *set, uc_faults *faults)
{
    size_t i;

    if (identified->kind != UC_RUN_IDENTIFIED_LIST)
        return;
    for (i = 0; i < set->n_lists; i++)
        if (strcmp(set->list_names[i], identified->list.text) == 0)
            return;
    uc_faults_add(faults, UC_ECONFIG, run->path, identified->list.line,
                  identified->list.column, "%s has no list '%.80s'", set->path,
                  identified->list.text);
}

static char *resolve(const void *context, const char *written)
{
    return uc_run_path(context, written);
}

/* Keeps what was found while cases became tables. */
static uc_status keep_report(const uc_case_result *result, uc_ingest *ingest,
                             size_t index, uc_error *err)
{
    uc_sink json, notes;
    uc_status status;

    uc_sink_memory(&json);
    uc_sink_memory(&notes);
    status = uc_case_result_json(result, &json, err);
    uc_case_result_notes(result, &notes);
    if (status == UC_OK)
        status = uc_sink_finish(&notes, err);
    if (status == UC_OK) {
        ingest->case_report[index] = uc_sink_take(&json);
        ingest->case_notes[index] = uc_sink_take(&notes);
    }
    uc_sink_clear(&json);
    uc_sink_clear(&notes);
    return status;
}

static uc_status read_cases(const uc_run_file *run, size_t index, bool quote_values,
                            uc_cancel *cancel, uc_ingest *ingest, uc_faults *faults,
                            uc_error *err)
{
    const uc_run_capture *capture = &run->capture[index];
    const size_t before = faults->n_total;
    uc_case_result result = {.linked = false};
    uc_status status =
        uc_stage_cases(&capture->source_files, capture->name.text, resolve, run,
                       quote_values, cancel, faults, &result, err);

    if (status == UC_OK && faults->n_total == before) {
        status = keep_report(&result, ingest, index, err);
        ingest->set[index] = result.set; /* ownership passes */
        result.set = (uc_capture_set){0};
        check_identified_list(run, &capture->identified, &ingest->set[index], faults);
    }
    uc_case_result_clear(&result);
    return status;
}

static uc_status read_capture(const uc_run_file *run, size_t index, uc_ingest *ingest,
                              uc_faults *faults, uc_error *err)
{
    const uc_run_capture *capture = &run->capture[index];
    const size_t before = faults->n_total;
    const char **lists = texts(&capture->lists), **by = texts(&capture->by);
    char *path = uc_run_path(run, capture->file.text);
    uc_status status = UC_ENOMEM;

    if (lists != NULL && by != NULL && path != NULL) {
        const uc_capture_opts opts = {.lists = capture->lists.n > 0 ? lists : NULL,
                                      .n_lists = capture->lists.n,
                                      .count = capture->count.text,
                                      .batch = capture->batch.text,
                                      .by = by,
                                      .n_by = capture->by.n};

        status = uc_capture_read(path, &opts, faults, &ingest->set[index], err);
    } else {
        status = uc_fail(err, UC_ENOMEM, "no memory for a capture table");
    }
    free(lists);
    free(by);
    free(path);
    if (status == UC_OK && faults->n_total == before)
        status = uc_case_zeros_apply(&capture->source_files.rules.zeros,
                                     &ingest->set[index], faults, err);
    if (status == UC_OK && faults->n_total == before) {
        check_lists_named(run, capture, &ingest->set[index], faults);
        check_identified_list(run, &capture->identified, &ingest->set[index], faults);
    }
    return status;
}

static void check_area(const uc_run_file *run, const uc_ingest *ingest,
                       const uc_run_text *area, uc_faults *faults)
{
    if (area->text != NULL && ingest->has_areas)
        (void)uc_areas_check(&ingest->areas, area->text, run->path, area->line,
                             area->column, faults);
}

static void check_run_areas(const uc_run_file *run, const uc_ingest *ingest,
                            uc_faults *faults)
{
    size_t i, j;

    for (i = 0; i < run->n_captures; i++) {
        check_area(run, ingest, &run->capture[i].area, faults);
        check_area(run, ingest, &run->capture[i].identified.area, faults);
    }
    for (i = 0; i < run->n_compares; i++) {
        check_area(run, ingest, &run->compare[i].identified.area, faults);
        for (j = 0; j < run->compare[i].area.n; j++)
            check_area(run, ingest, &run->compare[i].area.item[j], faults);
    }
}

static void check_compared_lists(const uc_run_file *run, const uc_ingest *ingest,
                                 uc_faults *faults)
{
    size_t i;

    for (i = 0; i < run->n_compares; i++)
        if (!run->compare[i].published && run->compare[i].capture < ingest->n_sets &&
            ingest->set[run->compare[i].capture].n_lists > 0)
            check_identified_list(run, &run->compare[i].identified,
                                  &ingest->set[run->compare[i].capture], faults);
}

void uc_ingest_check_areas(const uc_ingest *ingest, uc_faults *faults)
{
    if (!ingest->has_areas)
        return;
    uc_counts_check_areas(&ingest->counts, &ingest->areas, faults);
    uc_published_check_areas(&ingest->published, &ingest->areas, faults);
    uc_population_check_areas(&ingest->population, &ingest->areas, faults);
}

static uc_status read_surveys(const uc_run_file *run, bool quote_values,
                              uc_ingest *ingest, uc_faults *faults, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    ingest->survey = calloc(run->n_surveys + 1, sizeof *ingest->survey);
    if (ingest->survey == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the surveys");
    ingest->n_surveys = run->n_surveys;
    for (i = 0; status == UC_OK && i < run->n_surveys; i++) {
        char *path = uc_run_path(run, run->survey[i].file.text);

        if (path == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for the surveys");
        if (quote_values)
            run->survey[i].plan->quote_values = true;
        status = uc_survey_input_read(run->survey[i].plan, path, faults,
                                      &ingest->survey[i], err);
        free(path);
    }
    return status;
}

uc_status uc_stage_ingest(const uc_run_file *run, bool quote_values, uc_cancel *cancel,
                          uc_faults *faults, uc_ingest *ingest, uc_error *err)
{
    uc_status status = read_areas(run, ingest, faults, err);
    size_t i;

    if (status == UC_OK)
        status = read_all(run, &run->identified, read_counts, ingest, faults, err);
    if (status == UC_OK)
        status = read_all(run, &run->published, read_published, ingest, faults, err);
    if (status == UC_OK)
        status = read_all(run, &run->draws, read_draws, ingest, faults, err);
    if (status == UC_OK)
        status = read_all(run, &run->population, read_population, ingest, faults, err);
    ingest->set = calloc(run->n_captures + 1, sizeof *ingest->set);
    ingest->case_report = calloc(run->n_captures + 1, sizeof *ingest->case_report);
    ingest->case_notes = calloc(run->n_captures + 1, sizeof *ingest->case_notes);
    if (ingest->set == NULL || ingest->case_report == NULL ||
        ingest->case_notes == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the capture tables");
    ingest->n_sets = run->n_captures;
    for (i = 0; status == UC_OK && i < run->n_captures; i++)
        status = uc_case_source_given(&run->capture[i].source_files)
                     ? read_cases(run, i, quote_values, cancel, ingest, faults, err)
                     : read_capture(run, i, ingest, faults, err);
    if (status == UC_OK)
        status = read_surveys(run, quote_values, ingest, faults, err);
    if (status == UC_OK)
        status = uc_logo_read(run, faults, &ingest->logo, err);
    if (status == UC_OK)
        status = uc_network_read(run, quote_values, faults, &ingest->network, err);
    if (status == UC_OK) {
        uc_ingest_check_areas(ingest, faults);
        if (ingest->has_areas)
            uc_given_draws_check_areas(&ingest->draws, &ingest->areas, faults);
        check_run_areas(run, ingest, faults);
        check_compared_lists(run, ingest, faults);
        /* last: what was read is checked against its files before */
        status = uc_given_draws_publish(&ingest->draws, &ingest->published, err);
        if (status == UC_OK)
            status = uc_network_announce(run, &ingest->network,
                                         ingest->has_areas ? &ingest->areas : NULL,
                                         &ingest->published, faults, err);
    }
    return status;
}

void uc_ingest_clear(uc_ingest *ingest)
{
    size_t i;

    for (i = 0; i < ingest->n_sets; i++) {
        uc_capture_set_clear(&ingest->set[i]);
        free(ingest->case_report != NULL ? ingest->case_report[i] : NULL);
        free(ingest->case_notes != NULL ? ingest->case_notes[i] : NULL);
    }
    free(ingest->case_report);
    free(ingest->case_notes);
    free(ingest->set);
    for (i = 0; i < ingest->n_surveys; i++)
        uc_survey_input_clear(&ingest->survey[i]);
    free(ingest->survey);
    uc_logo_clear(&ingest->logo);
    uc_network_inputs_clear(&ingest->network);
    uc_areas_clear(&ingest->areas);
    uc_counts_clear(&ingest->counts);
    uc_published_clear(&ingest->published);
    uc_given_draws_clear(&ingest->draws);
    uc_population_clear(&ingest->population);
    memset(ingest, 0, sizeof *ingest);
}
