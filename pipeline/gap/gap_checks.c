/* gap_checks.c - what a run file compares that no input has */
#include <string.h>

#include "data/base/text.h"
#include "pipeline/stage_gap.h"

#define MAX_CANDIDATES 256

static void check_definition(const uc_run_file *run, const uc_run_text *definition,
                             const uc_published *published, uc_faults *faults)
{
    const char *known[MAX_CANDIDATES], *near;
    size_t i, n = 0;

    for (i = 0; i < published->n_rows; i++) {
        if (strcmp(published->row[i].definition, definition->text) == 0)
            return;
        if (n < MAX_CANDIDATES)
            known[n++] = published->row[i].definition;
    }
    near = uc_text_nearest(definition->text, known, n);
    uc_faults_add(faults, UC_ECONFIG, run->path, definition->line, definition->column,
                  "no published estimate has the definition '%.80s'%s%.80s%s",
                  definition->text, near != NULL ? "; did you mean '" : "",
                  near != NULL ? near : "", near != NULL ? "'?" : "");
}

static void check_stage(const uc_run_file *run, const uc_run_text *stage,
                        const uc_counts *counts, uc_faults *faults)
{
    const char *known[MAX_CANDIDATES], *near;
    size_t i, n = 0;

    if (stage->text == NULL)
        return;
    for (i = 0; i < counts->n_rows; i++) {
        if (strcmp(counts->row[i].stage, stage->text) == 0)
            return;
        if (n < MAX_CANDIDATES)
            known[n++] = counts->row[i].stage;
    }
    near = uc_text_nearest(stage->text, known, n);
    uc_faults_add(faults, UC_ECONFIG, run->path, stage->line, stage->column,
                  "no identified count has the stage '%.80s'%s%.80s%s", stage->text,
                  near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                  near != NULL ? "'?" : "");
}

/* Faults of the run file only: every input was read whole. */
static bool inputs_are_good(const uc_faults *faults)
{
    size_t i;

    for (i = 0; i < faults->n_kept; i++)
        if (faults->item[i].code != UC_ECONFIG)
            return false;
    return true;
}

static void check_groupings(const uc_run_file *run, const uc_ingest *ingest,
                            uc_faults *faults)
{
    const uc_run_list *wanted = &run->regions.grouping;
    const char *near;

    for (size_t g = 0; g < wanted->n; g++) {
        const uc_run_text *at = &wanted->item[g];

        if (ingest->has_areas &&
            uc_areas_grouping(&ingest->areas, at->text) < ingest->areas.n_groupings)
            continue;
        near = uc_text_nearest(at->text, ingest->areas.grouping,
                               ingest->areas.n_groupings);
        uc_faults_add(faults, UC_ECONFIG, run->path, at->line, at->column,
                      "the areas file has no grouping '%.80s'%s%.80s%s", at->text,
                      near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                      near != NULL ? "'?" : "");
    }
}

void uc_stage_gap_check(const uc_run_file *run, const uc_ingest *ingest,
                        uc_faults *faults)
{
    size_t i;

    if (!inputs_are_good(faults))
        return;
    check_groupings(run, ingest, faults);
    for (i = 0; i < run->cascade.n; i++)
        if (strcmp(run->cascade.item[i].text, UC_COUNTS_STAGE) != 0)
            check_stage(run, &run->cascade.item[i], &ingest->counts, faults);
    for (i = 0; i < run->n_captures; i++)
        check_stage(run, &run->capture[i].identified.stage, &ingest->counts, faults);
    for (i = 0; i < run->n_compares; i++) {
        /* what this run estimates itself is checked where it is announced */
        if (run->compare[i].definition.text != NULL &&
            run->compare[i].survey_kind == UC_RUN_OF_CAPTURE)
            check_definition(run, &run->compare[i].definition, &ingest->published,
                             faults);
        check_stage(run, &run->compare[i].identified.stage, &ingest->counts, faults);
    }
}
