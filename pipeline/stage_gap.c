/* stage_gap.c - the gap stage */
#include "pipeline/stage_gap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/gap/gap_parts.h"

#define ONLY_IN_PARTS "identified_only_in_parts"
#define OTHER_GROUP   "no_identified_count_for_group"

static bool same(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

const char *uc_gap_keep(uc_gap_list *list, const char *text)
{
    if (text == NULL)
        return NULL;
    if (list->pool == NULL)
        list->pool = uc_pool_alloc();
    return list->pool == NULL ? NULL : uc_pool_intern(list->pool, text, strlen(text));
}

void uc_gap_list_clear(uc_gap_list *list)
{
    free(list->row);
    uc_pool_free(list->pool);
    memset(list, 0, sizeof *list);
}

static uc_status add_row(uc_gap_list *list, const uc_gap_row *row, uc_error *err)
{
    if (list->n == list->capacity) {
        const size_t wanted = list->capacity == 0 ? 32 : 2 * list->capacity;
        uc_gap_row *grown = realloc(list->row, wanted * sizeof *grown);

        if (grown == NULL)
            return uc_fail(err, UC_ENOMEM, "no memory for the gap table");
        list->row = grown;
        list->capacity = wanted;
    }
    list->row[list->n++] = *row;
    return UC_OK;
}

static const char *area_name(const uc_ingest *ingest, const char *code)
{
    const uc_areas_row *area;

    if (code == NULL || !ingest->has_areas)
        return NULL;
    area = uc_areas_find(&ingest->areas, code);
    return area != NULL ? area->name : NULL;
}

/* -- Identified counts and populations -------------------------------------------- */

static const uc_counts_row *find_count(const uc_counts *counts, const uc_gap_key *key,
                                       const char **reason)
{
    const char *stage = key->stage != NULL ? key->stage : UC_COUNTS_STAGE;
    size_t i;

    *reason = key->other_group ? OTHER_GROUP : UC_GAP_NO_IDENTIFIED;
    for (i = 0; !key->other_group && i < counts->n_rows; i++) {
        const uc_counts_row *row = &counts->row[i];

        if (!same(row->area, key->area) || !same(row->period, key->period) ||
            !same(row->stage, stage))
            continue;
        if (same(row->sex, key->sex) && same(row->age_group, key->age_group) &&
            same(row->form, key->form))
            return row;
        *reason = ONLY_IN_PARTS;
    }
    return NULL;
}

static const uc_population_row *find_population(const uc_ingest *ingest,
                                                const char *area, const char *period,
                                                const uc_gap_key *key)
{
    if (area == NULL || period == NULL || key->other_group || key->form[0] != '\0')
        return NULL;
    return uc_population_find(&ingest->population, area, period, key->sex,
                              key->age_group);
}

/* Population of the estimate, and of the identified count. */
static void fill_population(const uc_ingest *ingest, uc_gap_row *row,
                            const uc_gap_key *key)
{
    const uc_population_row *mine =
        find_population(ingest, row->area, row->period, key);
    const uc_population_row *theirs =
        find_population(ingest, key->area, key->period, key);

    row->input.population = mine != NULL ? (double)mine->population : NAN;
    row->input.identified_population =
        theirs != NULL ? (double)theirs->population : NAN;
    if (mine != NULL)
        row->population_source = mine->source;
    else if (theirs != NULL)
        row->population_source = theirs->source;
}

uc_status uc_gap_finish_row(uc_gap_list *list, const uc_ingest *ingest, uc_gap_row *row,
                            const uc_gap_key *key, uc_error *err)
{
    row->area_name = area_name(ingest, row->area);
    row->sex = key->sex;
    row->age_group = key->age_group;
    row->form = key->form;
    fill_population(ingest, row, key);
    row->gap = uc_gap_compute(&row->input);
    row->input.replicates = NULL; /* they end here */
    return add_row(list, row, err);
}

uc_status uc_gap_add_from_counts(uc_gap_list *list, const uc_ingest *ingest,
                                 uc_gap_row *row, const uc_gap_key *key, uc_error *err)
{
    const char *why = NULL;
    const uc_counts_row *count = find_count(&ingest->counts, key, &why);
    const char *name = area_name(ingest, key->area);

    row->identified_what = key->stage != NULL ? key->stage : UC_COUNTS_STAGE;
    if (!same(key->area, row->area))
        row->identified_area = name != NULL ? name : key->area;
    row->identified_period = key->period;
    row->count_area = key->other_group ? NULL : key->area;
    row->count_period = key->period;
    row->input.identified = count != NULL ? (double)count->count : NAN;
    row->input.no_identified = count != NULL ? NULL : why;
    if (count != NULL) {
        row->identified_source = count->source;
        row->identified_note = count->note;
    }
    return uc_gap_finish_row(list, ingest, row, key, err);
}

/* -- All of it ------------------------------------------------------------------- */

uc_status uc_stage_gap(const uc_run_file *run, const uc_ingest *ingest,
                       const uc_estimate_job jobs[], uc_gap_list *list, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i, j;

    for (i = 0; status == UC_OK && i < run->n_compares; i++) {
        const uc_run_compare *compare = &run->compare[i];

        if (compare->published) {
            status = uc_gap_compare_published(compare, ingest, list, err);
            continue;
        }
        for (j = 0; status == UC_OK && j < run->n_estimates; j++)
            if (run->estimate[j].capture == compare->capture)
                status = uc_gap_compare_capture(&run->capture[compare->capture],
                                                compare, &jobs[j], ingest, list, err);
    }
    return status;
}
