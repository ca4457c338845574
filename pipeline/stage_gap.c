/* stage_gap.c - the gap stage */
#include "pipeline/stage_gap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "estimators/mse/identified.h"
#include "estimators/mse/sampler.h"
#include "pipeline/gap_place.h"

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

static uc_status finish_row(uc_gap_list *list, const uc_ingest *ingest, uc_gap_row *row,
                            const uc_gap_key *key, uc_error *err)
{
    row->area_name = area_name(ingest, row->area);
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
    row->input.identified = count != NULL ? (double)count->count : NAN;
    row->input.no_identified = count != NULL ? NULL : why;
    if (count != NULL) {
        row->identified_source = count->source;
        row->identified_note = count->note;
    }
    return finish_row(list, ingest, row, key, err);
}

/* -- Published estimates ---------------------------------------------------------- */

static const uc_gap_key all_groups = {.sex = "", .age_group = "", .form = ""};

static bool wanted_area(const uc_run_compare *compare, const char *area)
{
    size_t i;

    for (i = 0; i < compare->area.n; i++)
        if (strcmp(compare->area.item[i].text, area) == 0)
            return true;
    return compare->area.n == 0;
}

static bool matches(const uc_run_compare *compare, const uc_published_row *row)
{
    if (compare->definition.text != NULL &&
        strcmp(compare->definition.text, row->definition) != 0)
        return false;
    if (compare->period.text != NULL && strcmp(compare->period.text, row->period) != 0)
        return false;
    if (compare->source.text != NULL &&
        strstr(row->source, compare->source.text) == NULL)
        return false;
    return wanted_area(compare, row->area);
}

static uc_gap_key counts_key(const uc_run_identified *identified, const char *area,
                             const char *period)
{
    uc_gap_key key = all_groups;

    key.area = identified->area.text != NULL ? identified->area.text : area;
    key.period = identified->period.text != NULL ? identified->period.text : period;
    key.stage = identified->stage.text;
    return key;
}

static uc_status add_published(const uc_run_compare *compare, const uc_ingest *ingest,
                               const uc_published_row *found, const char *area,
                               uc_gap_list *list, uc_error *err)
{
    uc_gap_row row = {.area = area,
                      .period = found != NULL ? found->period : compare->period.text,
                      .definition = compare->definition.text,
                      .level = NAN,
                      .mismatch = compare->note.text};
    const uc_gap_key key = counts_key(&compare->identified, row.area, row.period);

    if (found != NULL) {
        row.definition = found->definition;
        row.level = found->level;
        row.estimate_source = found->source;
        row.estimate_note = found->note;
        row.input.estimate = uc_figure_of(found->estimate, found->low, found->high,
                                          UC_GAP_NO_ESTIMATE, UC_GAP_NO_INTERVAL);
    } else {
        row.input.estimate =
            uc_figure_of(NAN, NAN, NAN, UC_GAP_NO_ESTIMATE, UC_GAP_NO_ESTIMATE);
    }
    return uc_gap_add_from_counts(list, ingest, &row, &key, err);
}

/* One row per published estimate; for an area without any, a row that says so. */
static uc_status compare_published(const uc_run_compare *compare,
                                   const uc_ingest *ingest, const char *area,
                                   uc_gap_list *list, uc_error *err)
{
    const uc_published *published = &ingest->published;
    uc_status status = UC_OK;
    size_t i, n = 0;

    for (i = 0; status == UC_OK && i < published->n_rows; i++)
        if (matches(compare, &published->row[i]) &&
            (area == NULL || strcmp(area, published->row[i].area) == 0)) {
            status = add_published(compare, ingest, &published->row[i],
                                   published->row[i].area, list, err);
            n++;
        }
    if (status == UC_OK && n == 0)
        status = add_published(compare, ingest, NULL, area, list, err);
    return status;
}

static uc_status compare_all_published(const uc_run_compare *compare,
                                       const uc_ingest *ingest, uc_gap_list *list,
                                       uc_error *err)
{
    uc_status status = UC_OK;
    size_t i;

    if (compare->area.n == 0)
        return compare_published(compare, ingest, NULL, list, err);
    for (i = 0; status == UC_OK && i < compare->area.n; i++)
        status =
            compare_published(compare, ingest, compare->area.item[i].text, list, err);
    return status;
}

/* -- Captures --------------------------------------------------------------------- */

/* One estimate of a capture to compare. */
typedef struct subject {
    const uc_run_capture *capture;
    const uc_run_compare *compare;
    const uc_estimate_job *job;
    size_t stratum, method; /* stratum n_strata: the total */
} subject;

static bool is_total(const subject *s)
{
    return s->stratum >= s->job->set->n_strata;
}

/* Reads area, period and group from the stratum; the rest from the capture. */
static uc_status place_subject(const subject *s, uc_gap_list *list, uc_gap_row *row,
                               uc_gap_key *key, uc_error *err)
{
    const uc_capture_set *set = s->job->set;
    uc_sink group;
    size_t i;

    *key = all_groups;
    row->area = s->capture->area.text;
    row->period = s->capture->period.text;
    uc_sink_memory(&group);
    for (i = 0; i < set->n_by && !is_total(s); i++)
        uc_gap_place(set->by_names[i], set->strata[s->stratum].value[i], row, key,
                     &group);
    if (is_total(s) && set->n_by > 0)
        uc_sink_puts(&group, "total over strata");
    row->group = uc_gap_keep(list, group.text != NULL ? group.text : "");
    uc_sink_clear(&group);
    return row->group != NULL ? UC_OK
                              : uc_fail(err, UC_ENOMEM, "no memory for the gap table");
}

static void fill_estimate(uc_gap_row *row, double value, const char *why,
                          const uc_interval intervals[], size_t n)
{
    const uc_interval *interval = uc_interval_preferred(intervals, n);
    const char *no_interval =
        interval != NULL && interval->note != NULL ? interval->note : "no_interval";

    row->input.estimate =
        uc_figure_of(value, interval != NULL ? interval->low : NAN,
                     interval != NULL ? interval->high : NAN, why, no_interval);
    row->level = interval != NULL ? interval->level : NAN;
    if (interval != NULL)
        row->interval_kind = uc_interval_name(interval->kind);
}

static void fill_subject_estimate(const subject *s, uc_gap_row *row)
{
    const uc_estimate_job *job = s->job;

    if (is_total(s)) {
        const uc_mse_total *sum = &job->sum[s->method];

        fill_estimate(row, sum->estimate, UC_GAP_NO_ESTIMATE, sum->interval,
                      sum->n_intervals);
        if (sum->n_with_estimate < sum->n_strata)
            row->estimate_note = "total over those strata that have an estimate";
    } else {
        const uc_estimate *e = &job->estimate[s->stratum * job->n_methods + s->method];

        fill_estimate(row, e->estimate, uc_mse_status_name(e->status), e->interval,
                      e->n_intervals);
        if (e->draws.n_chains > 0 && !e->draws.mixed)
            row->estimate_note = "the chains behind this estimate have not mixed; it "
                                 "cannot be trusted";
    }
}

static uint64_t list_size(const uc_capture_table *table, size_t list)
{
    uint64_t sum = 0;
    size_t i;

    for (i = 0; i < table->n_histories; i++)
        if ((table->history[i] >> list & 1U) != 0)
            sum += table->count[i];
    return sum;
}

/* Persons on the list (list n_lists: on any) in the subject's strata. */
static double people_on(const subject *s, size_t list)
{
    const uc_capture_set *set = s->job->set;
    uint64_t sum = 0;
    size_t i;

    for (i = 0; i < set->n_strata; i++)
        if (is_total(s) || i == s->stratum)
            sum += list < set->n_lists ? list_size(&set->strata[i].table, list)
                                       : set->strata[i].table.n_people;
    return (double)sum;
}

/* Persons whom the rule over stages names, in the subject's strata. */
static double people_by_stage(const subject *s)
{
    const uc_capture_set *set = s->job->set;
    uint64_t sum = 0;

    for (size_t i = 0; i < set->n_strata; i++)
        if (is_total(s) || i == s->stratum)
            sum += set->strata[i].identified.n_people;
    return (double)sum;
}

static size_t list_index(const uc_capture_set *set, const char *name)
{
    size_t i;

    for (i = 0; i < set->n_lists; i++)
        if (strcmp(set->list_names[i], name) == 0)
            break;
    return i;
}

static const uc_run_identified *identified_of(const subject *s)
{
    return s->compare->identified.kind != UC_RUN_IDENTIFIED_UNSET
               ? &s->compare->identified
               : &s->capture->identified;
}

/* The part of a table that is on a list (list n_lists: on any). */
static uc_status part_on(const uc_capture_table *table, size_t list,
                         uc_capture_table *part, uc_error *err)
{
    uc_status status = UC_OK;

    uc_capture_table_init(part, table->n_lists);
    for (size_t i = 0; i < table->n_histories && status == UC_OK; i++)
        if (list >= table->n_lists || (table->history[i] >> list & 1U) != 0)
            status =
                uc_capture_table_add(part, table->history[i], table->count[i], err);
    return status;
}

/* Those identified in a stratum and in every version of it. */
typedef struct identified_tables {
    uc_capture_table table;
    uc_capture_table *imputed; /* n_imputed; owned */
    size_t n_imputed;
} identified_tables;

static void identified_clear(identified_tables *t)
{
    uc_capture_table_clear(&t->table);
    for (size_t m = 0; m < t->n_imputed; m++)
        uc_capture_table_clear(&t->imputed[m]);
    free(t->imputed);
}

static uc_status identified_tables_of(const subject *s, size_t stratum,
                                      identified_tables *t, uc_error *err)
{
    const uc_capture_set *set = s->job->set;
    const uc_capture_stratum *data = &set->strata[stratum];
    const uc_run_identified *how = identified_of(s);
    const bool by_stage = how->kind == UC_RUN_IDENTIFIED_STAGE;
    const size_t list = how->kind == UC_RUN_IDENTIFIED_LIST
                            ? list_index(set, how->list.text)
                            : set->n_lists;
    uc_status status;

    *t = (identified_tables){.imputed =
                                 calloc(data->n_imputations + 1, sizeof *t->imputed)};
    if (t->imputed == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for replicates");
    status = by_stage ? part_on(&data->identified, set->n_lists, &t->table, err)
                      : part_on(&data->table, list, &t->table, err);
    for (size_t m = 0; m < data->n_imputations && status == UC_OK; m++) {
        status = by_stage ? part_on(&data->imputed_identified[m], set->n_lists,
                                    &t->imputed[m], err)
                          : part_on(&data->imputation[m], list, &t->imputed[m], err);
        t->n_imputed++;
    }
    return status;
}

/* Whether the number identified varies from replicate to replicate: everybody on any
 * list is always as many, but for linked versions. */
static bool identified_varies(const subject *s)
{
    const uc_capture_set *set = s->job->set;

    /* replicates of batches or of the fitted model are not drawn from single people:
     * who is identified in them cannot be told, and counts as known */
    for (size_t i = 0; i < set->n_strata; i++)
        if (uc_sampler_kind(s->job->settings, &set->strata[i].table) !=
            UC_BOOTSTRAP_PEOPLE)
            return false;
    if (identified_of(s)->kind != UC_RUN_IDENTIFIED_ANY_LIST)
        return true;
    for (size_t i = 0; i < set->n_strata; i++)
        if (set->strata[i].n_imputations > 0)
            return true;
    return false;
}

/* The bootstrap that an interval was read from, or NULL. */
static const uc_bootstrap *bootstrap_of(const uc_estimate *e, const uc_interval *from)
{
    for (size_t i = 0; i < e->n_bootstraps; i++)
        if (e->bootstrap[i].top == from->top && e->bootstrap[i].replicates > 0)
            return &e->bootstrap[i];
    return NULL;
}

/* Adds the replicates of one stratum to those of the subject. */
static uc_status add_replicates(const subject *s, size_t stratum,
                                const uc_interval *from, size_t n, double estimate[],
                                double identified[], uc_error *err)
{
    identified_tables tables;
    const uc_bootstrap *boot =
        bootstrap_of(&s->job->estimate[stratum * s->job->n_methods + s->method], from);
    double *persons;
    uc_batch_item item;
    uc_status status = uc_estimate_job_item(s->job, stratum, s->method, &item, err);

    if (status != UC_OK)
        return status;
    if (boot == NULL) /* a stratum without an estimate is in no total either */
        return UC_OK;
    persons = calloc(n + 1, sizeof *persons);
    if (persons == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for replicates");
    status = identified_tables_of(s, stratum, &tables, err);
    if (status == UC_OK)
        status = uc_identified_replicates(&item, &tables.table, tables.imputed, n,
                                          persons, err);
    identified_clear(&tables);
    for (size_t r = 0; r < n && status == UC_OK; r++) {
        estimate[r] += r < boot->replicates ? boot->estimate[r] : NAN;
        identified[r] += persons[r];
    }
    free(persons);
    return status;
}

/* Replicates that every stratum of the subject with an estimate has. */
static size_t n_replicates(const subject *s, const uc_interval *from)
{
    size_t n = SIZE_MAX;

    for (size_t i = 0; i < s->job->set->n_strata; i++) {
        const uc_bootstrap *boot =
            bootstrap_of(&s->job->estimate[i * s->job->n_methods + s->method], from);

        if ((is_total(s) || i == s->stratum) && boot != NULL && boot->replicates < n)
            n = boot->replicates;
    }
    return n == SIZE_MAX ? 0 : n;
}

static const uc_interval *interval_of(const subject *s)
{
    const uc_estimate_job *job = s->job;

    if (is_total(s))
        return uc_interval_preferred(job->sum[s->method].interval,
                                     job->sum[s->method].n_intervals);
    return uc_interval_preferred(
        job->estimate[s->stratum * job->n_methods + s->method].interval,
        job->estimate[s->stratum * job->n_methods + s->method].n_intervals);
}

/* Finishes a row whose identified persons come from the records of the estimate: the
 * limits of what hangs on both are read from replicates drawn together. */
static uc_status finish_from_records(const subject *s, uc_gap_list *list,
                                     const uc_ingest *ingest, uc_gap_row *row,
                                     const uc_gap_key *key, uc_error *err)
{
    const uc_interval *from = interval_of(s);
    double *estimate, *identified;
    uc_gap_replicates reps;
    uc_status status = UC_OK;
    size_t n;

    if (from == NULL || !isfinite(from->adjusted_low))
        return finish_row(list, ingest, row, key, err);
    n = n_replicates(s, from);
    estimate = calloc(2 * n + 1, sizeof *estimate);
    if (estimate == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for replicates");
    identified = estimate + n;
    for (size_t i = 0; i < s->job->set->n_strata && status == UC_OK; i++)
        if (is_total(s) || i == s->stratum)
            status = add_replicates(s, i, from, n, estimate, identified, err);
    reps = (uc_gap_replicates){.estimate = estimate,
                               .identified = identified,
                               .n = n,
                               .low = from->adjusted_low,
                               .high = from->adjusted_high};
    row->input.replicates = &reps;
    if (status == UC_OK)
        status = finish_row(list, ingest, row, key, err);
    free(estimate);
    return status;
}

static uc_status add_from_lists(const subject *s, const uc_ingest *ingest,
                                uc_gap_list *list, uc_gap_row *row, uc_gap_key *key,
                                uc_error *err)
{
    const uc_run_identified *identified = identified_of(s);
    const uc_capture_set *set = s->job->set;
    uc_sink what;

    key->area = row->area;
    key->period = row->period;
    row->identified_period = row->period;
    row->identified_source = s->capture->source.text;
    uc_sink_memory(&what);
    if (identified->kind == UC_RUN_IDENTIFIED_STAGE) {
        uc_sink_printf(&what, "by stages: %s", identified->rule.text);
        row->input.identified = people_by_stage(s);
    } else if (identified->kind == UC_RUN_IDENTIFIED_LIST) {
        uc_sink_printf(&what, "on list %s", identified->list.text);
        row->input.identified = people_on(s, list_index(set, identified->list.text));
    } else {
        uc_sink_puts(&what, "on any list");
        row->input.identified = people_on(s, set->n_lists);
    }
    row->identified_what = uc_gap_keep(list, what.text);
    uc_sink_clear(&what);
    if (row->identified_what == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the gap table");
    if (identified_varies(s))
        return finish_from_records(s, list, ingest, row, key, err);
    return finish_row(list, ingest, row, key, err);
}

static uc_status compare_subject(const subject *s, const uc_ingest *ingest,
                                 uc_gap_list *list, uc_error *err)
{
    const uc_run_identified *identified = identified_of(s);
    uc_gap_row row = {.dataset = s->capture->name.text,
                      .method = s->job->method[s->method]->name,
                      .definition = s->capture->definition.text,
                      .estimate_source = s->capture->source.text,
                      .estimate_note = s->capture->note.text,
                      .mismatch = s->compare->note.text};
    uc_gap_key key;
    uc_status status = place_subject(s, list, &row, &key, err);

    if (status != UC_OK)
        return status;
    fill_subject_estimate(s, &row);
    if (identified->kind != UC_RUN_IDENTIFIED_COUNTS)
        return add_from_lists(s, ingest, list, &row, &key, err);
    key.area = identified->area.text != NULL ? identified->area.text : row.area;
    key.period = identified->period.text != NULL ? identified->period.text : row.period;
    key.stage = identified->stage.text;
    return uc_gap_add_from_counts(list, ingest, &row, &key, err);
}

static uc_status compare_job(subject *s, const uc_ingest *ingest, uc_gap_list *list,
                             uc_error *err)
{
    const size_t n = s->job->set->n_strata + (s->job->sum != NULL ? 1 : 0);
    uc_status status = UC_OK;

    for (s->stratum = 0; s->stratum < n; s->stratum++)
        for (s->method = 0; status == UC_OK && s->method < s->job->n_methods;
             s->method++)
            status = compare_subject(s, ingest, list, err);
    return status;
}

uc_status uc_stage_gap(const uc_run_file *run, const uc_ingest *ingest,
                       const uc_estimate_job jobs[], uc_gap_list *list, uc_error *err)
{
    uc_status status = UC_OK;
    size_t i, j;

    for (i = 0; status == UC_OK && i < run->n_compares; i++) {
        const uc_run_compare *compare = &run->compare[i];

        if (compare->published) {
            status = compare_all_published(compare, ingest, list, err);
            continue;
        }
        for (j = 0; status == UC_OK && j < run->n_estimates; j++)
            if (run->estimate[j].capture == compare->capture) {
                subject s = {.capture = &run->capture[compare->capture],
                             .compare = compare,
                             .job = &jobs[j]};

                status = compare_job(&s, ingest, list, err);
            }
    }
    return status;
}

/* -- Checks ----------------------------------------------------------------------- */

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

void uc_stage_gap_check(const uc_run_file *run, const uc_ingest *ingest,
                        uc_faults *faults)
{
    size_t i;

    if (!inputs_are_good(faults))
        return;
    for (i = 0; i < run->n_captures; i++)
        check_stage(run, &run->capture[i].identified.stage, &ingest->counts, faults);
    for (i = 0; i < run->n_compares; i++) {
        if (run->compare[i].definition.text != NULL)
            check_definition(run, &run->compare[i].definition, &ingest->published,
                             faults);
        check_stage(run, &run->compare[i].identified.stage, &ingest->counts, faults);
    }
}
