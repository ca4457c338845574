/* gap_records.c - who is identified, from the records behind an estimate */
#include "pipeline/gap/gap_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/mse/identified.h"
#include "estimators/mse/sampler.h"

static uint64_t list_size(const uc_capture_table *table, size_t list)
{
    uint64_t sum = 0;
    size_t i;

    for (i = 0; i < table->n_histories; i++)
        if ((table->history[i] >> list & 1U) != 0)
            sum += table->count[i];
    return sum;
}

/* Persons of one stratum who count as identified (list n_lists: those on any). */
static double people_of(const uc_capture_stratum *stratum, const uc_run_identified *how,
                        size_t list)
{
    if (how->kind == UC_RUN_IDENTIFIED_STAGE)
        return (double)stratum->identified.n_people;
    return list < stratum->table.n_lists ? (double)list_size(&stratum->table, list)
                                         : (double)stratum->table.n_people;
}

/* Persons identified in all strata of the subject; for a row that adds up strata, also
 * in each of them. */
static uc_status count_identified(const uc_gap_subject *s, size_t list,
                                  uc_gap_list *rows, uc_gap_row *row, uc_error *err)
{
    double *each = calloc(s->n_members + 1, sizeof *each);

    if (each == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the gap table");
    row->input.identified = 0.0;
    for (size_t m = 0; m < s->n_members; m++) {
        each[m] =
            people_of(&s->job->set->strata[s->member[m]], uc_gap_identified(s), list);
        row->input.identified += each[m];
    }
    if (row->stratum != NULL)
        row->stratum_identified = (const double *)(const void *)uc_pool_intern(
            rows->pool, each, s->n_members * sizeof *each);
    free(each);
    return row->stratum == NULL || row->stratum_identified != NULL
               ? UC_OK
               : uc_fail(err, UC_ENOMEM, "no memory for the gap table");
}

static size_t list_index(const uc_capture_set *set, const char *name)
{
    size_t i;

    for (i = 0; i < set->n_lists; i++)
        if (strcmp(set->list_names[i], name) == 0)
            break;
    return i;
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

static uc_status identified_tables_of(const uc_gap_subject *s, size_t stratum,
                                      identified_tables *t, uc_error *err)
{
    const uc_capture_set *set = s->job->set;
    const uc_capture_stratum *data = &set->strata[stratum];
    const uc_run_identified *how = uc_gap_identified(s);
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
static bool identified_varies(const uc_gap_subject *s)
{
    const uc_capture_set *set = s->job->set;

    /* replicates of batches or of the fitted model are not drawn from single people:
     * who is identified in them cannot be told, and counts as known */
    for (size_t i = 0; i < set->n_strata; i++)
        if (uc_sampler_kind(s->job->settings, &set->strata[i].table) !=
            UC_BOOTSTRAP_PEOPLE)
            return false;
    if (uc_gap_identified(s)->kind != UC_RUN_IDENTIFIED_ANY_LIST)
        return true;
    for (size_t i = 0; i < set->n_strata; i++)
        if (set->strata[i].n_imputations > 0)
            return true;
    return false;
}

/* Adds those identified in the replicates of one stratum to those of the subject. */
static uc_status add_identified(const uc_gap_subject *s, size_t member, size_t n,
                                double identified[], uc_error *err)
{
    const size_t stratum = s->member[member];
    double *persons = calloc(n + 1, sizeof *persons);
    identified_tables tables;
    uc_batch_item item;
    uc_status status = uc_estimate_job_item(s->job, stratum, s->method, &item, err);

    if (persons == NULL && status == UC_OK)
        status = uc_fail(err, UC_ENOMEM, "no memory for replicates");
    if (status != UC_OK) {
        free(persons);
        return status;
    }
    status = identified_tables_of(s, stratum, &tables, err);
    if (status == UC_OK)
        status = uc_identified_replicates(&item, &tables.table, tables.imputed, n,
                                          persons, err);
    identified_clear(&tables);
    for (size_t r = 0; r < n && status == UC_OK; r++)
        identified[r] += persons[r];
    free(persons);
    return status;
}

/* Finishes a row whose identified persons come from the records of the estimate: the
 * limits of what hangs on both are read from replicates drawn together. */
static uc_status finish_from_replicates(const uc_gap_subject *s, uc_gap_list *list,
                                        const uc_ingest *ingest, uc_gap_row *row,
                                        const uc_gap_key *key, uc_error *err)
{
    const uc_interval *from = uc_gap_interval(s);
    double *estimate = NULL, *identified;
    uc_gap_replicates reps;
    uc_status status;
    size_t n;

    if (from == NULL || !isfinite(from->adjusted_low))
        return uc_gap_finish_row(list, ingest, row, key, err);
    status = uc_gap_series(s, &estimate, &n, err);
    identified = calloc(n + 1, sizeof *identified);
    if (status == UC_OK && identified == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for replicates");
    for (size_t m = 0; m < s->n_members && status == UC_OK; m++)
        if (uc_gap_estimate(s, m)->n_bootstraps > 0)
            status = add_identified(s, m, n, identified, err);
    reps = (uc_gap_replicates){.estimate = estimate,
                               .identified = identified,
                               .n = n,
                               .low = from->adjusted_low,
                               .high = from->adjusted_high};
    row->input.replicates = estimate != NULL ? &reps : NULL;
    if (status == UC_OK)
        status = uc_gap_finish_row(list, ingest, row, key, err);
    free(identified);
    free(estimate);
    return status;
}

uc_status uc_gap_add_from_records(const uc_gap_subject *s, const uc_ingest *ingest,
                                  uc_gap_list *list, uc_gap_row *row, uc_gap_key *key,
                                  uc_error *err)
{
    const uc_run_identified *identified = uc_gap_identified(s);
    const uc_capture_set *set = s->job->set;
    size_t on = set->n_lists;
    uc_status status;
    uc_sink what;

    key->area = row->area;
    key->period = row->period;
    row->identified_period = row->period;
    row->identified_source = s->capture->source.text;
    uc_sink_memory(&what);
    if (identified->kind == UC_RUN_IDENTIFIED_STAGE) {
        uc_sink_printf(&what, "by stages: %s", identified->rule.text);
    } else if (identified->kind == UC_RUN_IDENTIFIED_LIST) {
        uc_sink_printf(&what, "on list %s", identified->list.text);
        on = list_index(set, identified->list.text);
    } else {
        uc_sink_puts(&what, "on any list");
    }
    row->identified_what = uc_gap_keep(list, what.text);
    uc_sink_clear(&what);
    if (row->identified_what == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the gap table");
    status = count_identified(s, on, list, row, err);
    if (status != UC_OK)
        return status;
    if (identified_varies(s))
        return finish_from_replicates(s, list, ingest, row, key, err);
    return uc_gap_finish_row(list, ingest, row, key, err);
}
