/* gap_published.c - published estimates against identified counts */
#include "pipeline/gap/gap_parts.h"

#include <math.h>
#include <string.h>

#include "pipeline/gap/gap_place.h"

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
    uc_gap_key key = UC_GAP_ALL_GROUPS;

    key.area = identified->area.text != NULL ? identified->area.text : area;
    key.period = identified->period.text != NULL ? identified->period.text : period;
    key.stage = identified->stage.text;
    return key;
}

/* Sex, age group and form of a published estimate, and its group in words. */
static const char *place_published(const uc_published_row *found, uc_gap_list *list,
                                   uc_gap_row *row, uc_gap_key *key)
{
    const char *const value[] = {found->sex, found->age_group, found->form};
    const char *const name[] = {"sex", "age_group", "form"};
    uc_sink group;

    uc_sink_memory(&group);
    for (size_t i = 0; i < 3; i++)
        if (value[i][0] != '\0')
            uc_gap_place(name[i], value[i], row, key, &group);
    row->group = uc_gap_keep(list, group.text != NULL ? group.text : "");
    uc_sink_clear(&group);
    return row->group;
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
    uc_gap_key key = counts_key(&compare->identified, row.area, row.period);

    if (found != NULL && place_published(found, list, &row, &key) == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the gap table");
    if (found != NULL) {
        row.draw = found->draw;
        row.n_draws = found->n_draws;
        row.method = found->method;
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

uc_status uc_gap_compare_published(const uc_run_compare *compare,
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
