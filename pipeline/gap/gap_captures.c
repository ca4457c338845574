/* gap_captures.c - estimates of captures against identified persons */
#include "pipeline/gap/gap_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/gap/gap_place.h"

const uc_estimate *uc_gap_estimate(const uc_gap_subject *s, size_t member)
{
    return &s->job->estimate[s->member[member] * s->job->n_methods + s->method];
}

const uc_interval *uc_gap_interval(const uc_gap_subject *s)
{
    const uc_estimate *e = uc_gap_estimate(s, 0);

    return s->sum != NULL ? uc_interval_preferred(s->sum->interval, s->sum->n_intervals)
                          : uc_interval_preferred(e->interval, e->n_intervals);
}

const uc_run_identified *uc_gap_identified(const uc_gap_subject *s)
{
    return s->compare->identified.kind != UC_RUN_IDENTIFIED_UNSET
               ? &s->compare->identified
               : &s->capture->identified;
}

/* -- Where the subject belongs ---------------------------------------------------- */

static bool is_by(const uc_run_compare *compare, const char *column)
{
    for (size_t i = 0; i < compare->by.n; i++)
        if (strcmp(compare->by.item[i].text, column) == 0)
            return true;
    return false;
}

/* Whether the subject is known by the column: a stratum by all of them, strata put
 * together by those of "by", the total by none. */
static bool placed_by(const uc_gap_subject *s, const char *column)
{
    return !s->total && (s->compare->by.n == 0 || is_by(s->compare, column));
}

/* Reads area, period and group from the strata; the rest from the capture. */
static uc_status place_subject(const uc_gap_subject *s, uc_gap_list *list,
                               uc_gap_row *row, uc_gap_key *key, uc_error *err)
{
    const uc_capture_set *set = s->job->set;
    bool placed = false;
    uc_sink group;

    *key = UC_GAP_ALL_GROUPS;
    row->area = s->capture->area.text;
    row->period = s->capture->period.text;
    uc_sink_memory(&group);
    for (size_t i = 0; i < set->n_by; i++)
        if (placed_by(s, set->by_names[i])) {
            uc_gap_place(set->by_names[i], set->strata[s->member[0]].value[i], row, key,
                         &group);
            placed = true;
        }
    if (!placed && set->n_by > 0)
        uc_sink_puts(&group, "total over strata");
    row->group = uc_gap_keep(list, group.text != NULL ? group.text : "");
    uc_sink_clear(&group);
    return row->group != NULL ? UC_OK
                              : uc_fail(err, UC_ENOMEM, "no memory for the gap table");
}

/* Names the strata that a row of "by" adds up. */
static uc_status name_members(const uc_gap_subject *s, uc_gap_list *list,
                              uc_gap_row *row, uc_error *err)
{
    if (s->total || s->compare->by.n == 0)
        return UC_OK;
    row->stratum = (const size_t *)(const void *)uc_pool_intern(
        list->pool, s->member, s->n_members * sizeof *s->member);
    row->n_strata = s->n_members;
    return row->stratum != NULL
               ? UC_OK
               : uc_fail(err, UC_ENOMEM, "no memory for the gap table");
}

/* -- What is estimated ------------------------------------------------------------ */

static void fill_figure(uc_gap_row *row, double value, const char *why,
                        const uc_interval *interval)
{
    const char *no_interval =
        interval != NULL && interval->note != NULL ? interval->note : "no_interval";

    row->input.estimate =
        uc_figure_of(value, interval != NULL ? interval->low : NAN,
                     interval != NULL ? interval->high : NAN, why, no_interval);
    row->level = interval != NULL ? interval->level : NAN;
    if (interval != NULL)
        row->interval_kind = uc_interval_name(interval->kind);
}

static void fill_estimate(const uc_gap_subject *s, uc_gap_row *row)
{
    const uc_estimate *e = uc_gap_estimate(s, 0);

    if (s->sum == NULL) {
        fill_figure(row, e->estimate, uc_mse_status_name(e->status),
                    uc_gap_interval(s));
        if (e->draws.n_chains > 0 && !e->draws.mixed)
            row->estimate_note = "the chains behind this estimate have not mixed; it "
                                 "cannot be trusted";
        return;
    }
    fill_figure(row, s->sum->estimate, UC_GAP_NO_ESTIMATE, uc_gap_interval(s));
    if (s->sum->n_with_estimate < s->sum->n_strata)
        row->estimate_note = "total over those strata that have an estimate";
}

/* The bootstrap that an interval was read from, or NULL. */
static const uc_bootstrap *bootstrap_of(const uc_estimate *e, const uc_interval *from)
{
    for (size_t i = 0; i < e->n_bootstraps; i++)
        if (e->bootstrap[i].top == from->top && e->bootstrap[i].replicates > 0)
            return &e->bootstrap[i];
    return NULL;
}

/* Replicates of one estimate, or its posterior draws; NULL: it has none. */
static const double *series_of(const uc_estimate *e, const uc_interval *from, size_t *n)
{
    const uc_bootstrap *boot = bootstrap_of(e, from);

    if (e->draws.n_chains > 0) {
        *n = e->draws.n_chains * e->draws.n_draws;
        return e->draws.persons;
    }
    *n = boot != NULL ? boot->replicates : 0;
    return boot != NULL ? boot->estimate : NULL;
}

uc_status uc_gap_series(const uc_gap_subject *s, double **series, size_t *n,
                        uc_error *err)
{
    const uc_interval *from = uc_gap_interval(s);
    size_t shortest = SIZE_MAX, have;

    *series = NULL;
    *n = 0;
    for (size_t m = 0; from != NULL && m < s->n_members; m++)
        if (series_of(uc_gap_estimate(s, m), from, &have) != NULL && have < shortest)
            shortest = have;
    if (shortest == SIZE_MAX || shortest == 0)
        return UC_OK;
    *series = calloc(shortest, sizeof **series);
    if (*series == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for replicates");
    *n = shortest;
    for (size_t m = 0; m < s->n_members; m++) {
        /* a stratum without an estimate is in no sum either */
        const double *one = series_of(uc_gap_estimate(s, m), from, &have);

        for (size_t r = 0; one != NULL && r < shortest; r++)
            (*series)[r] += one[r];
    }
    return UC_OK;
}

/* What the interval was read from, kept for sums and changes. */
static uc_status keep_draws(const uc_gap_subject *s, uc_gap_list *list, uc_gap_row *row,
                            uc_error *err)
{
    double *series;
    size_t n;
    const uc_status status = uc_gap_series(s, &series, &n, err);

    if (status != UC_OK || series == NULL)
        return status;
    row->draw = (const double *)(const void *)uc_pool_intern(list->pool, series,
                                                             n * sizeof *series);
    row->n_draws = n;
    free(series);
    return row->draw != NULL ? UC_OK
                             : uc_fail(err, UC_ENOMEM, "no memory for replicates");
}

/* -- Rows ------------------------------------------------------------------------- */

static uc_status compare_subject(const uc_gap_subject *s, const uc_ingest *ingest,
                                 uc_gap_list *list, uc_error *err)
{
    const uc_run_identified *identified = uc_gap_identified(s);
    uc_gap_row row = {.dataset = s->capture->name.text,
                      .method = s->job->method[s->method]->name,
                      .definition = s->capture->definition.text,
                      .estimate_source = s->capture->source.text,
                      .estimate_note = s->capture->note.text,
                      .mismatch = s->compare->note.text};
    uc_gap_key key;
    uc_status status = place_subject(s, list, &row, &key, err);

    if (status == UC_OK)
        status = name_members(s, list, &row, err);
    if (status != UC_OK)
        return status;
    fill_estimate(s, &row);
    status = keep_draws(s, list, &row, err);
    if (status != UC_OK)
        return status;
    if (identified->kind != UC_RUN_IDENTIFIED_COUNTS)
        return uc_gap_add_from_records(s, ingest, list, &row, &key, err);
    key.area = identified->area.text != NULL ? identified->area.text : row.area;
    key.period = identified->period.text != NULL ? identified->period.text : row.period;
    key.stage = identified->stage.text;
    return uc_gap_add_from_counts(list, ingest, &row, &key, err);
}

/* The strata that agree with stratum `first` in the columns of "by", from it on; none
 * when an earlier one agrees with it. */
static size_t find_members(const uc_gap_subject *s, size_t first, size_t member[])
{
    const uc_capture_set *set = s->job->set;
    size_t n = 0;

    for (size_t i = 0; i < set->n_strata; i++) {
        bool same = true;

        for (size_t c = 0; c < set->n_by && same; c++)
            same = !is_by(s->compare, set->by_names[c]) ||
                   strcmp(set->strata[i].value[c], set->strata[first].value[c]) == 0;
        if (same && i < first)
            return 0;
        if (same)
            member[n++] = i;
    }
    return n;
}

/* The sum of a method's estimates over some strata, and its row. */
static uc_status compare_sum(uc_gap_subject *s, const uc_ingest *ingest,
                             uc_gap_list *list, uc_error *err)
{
    const uc_estimate **part = calloc(s->n_members + 1, sizeof *part);
    uc_mse_total sum = {.interval = NULL};
    uc_status status;

    if (part == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the gap table");
    for (size_t m = 0; m < s->n_members; m++)
        part[m] = uc_gap_estimate(s, m);
    status = uc_mse_total_of(part, s->n_members, s->job->settings, &sum, err);
    free(part);
    if (status != UC_OK)
        return status;
    s->sum = &sum;
    status = compare_subject(s, ingest, list, err);
    s->sum = NULL;
    uc_mse_total_clear(&sum);
    return status;
}

/* One stratum, or the strata that "by" puts together with it. */
static uc_status compare_strata(uc_gap_subject *s, size_t first, size_t member[],
                                const uc_ingest *ingest, uc_gap_list *list,
                                uc_error *err)
{
    uc_status status = UC_OK;

    member[0] = first;
    s->n_members = s->compare->by.n > 0 ? find_members(s, first, member) : 1;
    for (s->method = 0;
         status == UC_OK && s->n_members > 0 && s->method < s->job->n_methods;
         s->method++)
        status = s->n_members > 1 ? compare_sum(s, ingest, list, err)
                                  : compare_subject(s, ingest, list, err);
    return status;
}

static uc_status compare_total(uc_gap_subject *s, size_t member[],
                               const uc_ingest *ingest, uc_gap_list *list,
                               uc_error *err)
{
    uc_status status = UC_OK;

    s->total = true;
    s->n_members = s->job->set->n_strata;
    for (size_t i = 0; i < s->n_members; i++)
        member[i] = i;
    for (s->method = 0; status == UC_OK && s->method < s->job->n_methods; s->method++) {
        s->sum = &s->job->sum[s->method];
        status = compare_subject(s, ingest, list, err);
    }
    return status;
}

uc_status uc_gap_compare_capture(const uc_run_capture *capture,
                                 const uc_run_compare *compare,
                                 const uc_estimate_job *job, const uc_ingest *ingest,
                                 uc_gap_list *list, uc_error *err)
{
    const size_t n = job->set->n_strata;
    size_t *member = calloc(n + 1, sizeof *member);
    uc_gap_subject s = {
        .capture = capture, .compare = compare, .job = job, .member = member};
    uc_status status = UC_OK;

    if (list->pool == NULL)
        list->pool = uc_pool_alloc();
    if (member == NULL || list->pool == NULL)
        status = uc_fail(err, UC_ENOMEM, "no memory for the gap table");
    for (size_t i = 0; status == UC_OK && i < n; i++)
        status = compare_strata(&s, i, member, ingest, list, err);
    if (status == UC_OK && job->sum != NULL && n > 0)
        status = compare_total(&s, member, ingest, list, err);
    free(member);
    return status;
}
