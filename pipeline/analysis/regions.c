/* regions.c - totals over the members of groupings
 *
 * A member without a number is listed, never counted as zero; a total that lacks one
 * says "of n of m members". Only where the run file says "impute: rate" does a missing
 * member get the mean (log) rate of the others times its population, with limits that
 * count how much rates differ, and it is named as imputed.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "estimators/core/quantile.h"
#include "estimators/mse/bootstrap.h"
#include "pipeline/analysis/analysis.h"

static const uc_column columns[] = {
    {"grouping", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"region", "Region", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"period", "Period", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"definition", "Estimated", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"method", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"members", "Members", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"estimate_of", "Estimate is the total", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"estimate.low", "Estimate, interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"estimate.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"uncertainty_from", "Uncertainty from", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"identified_of", "Identified is the total", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"identified", "Identified", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"share_identified", "Share identified, of members with both", UC_COLUMN_SHARE,
     UC_ROLE_PLAIN, 2},
    {"present", "Members present", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"missing_estimate", "Without estimate", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"missing_identified", "Without identified", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"suppressed", "Suppressed", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"imputed", "Imputed", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
};

typedef struct region {
    const uc_analysis_input *in;
    size_t grouping;
    const char *name;
    const uc_gap_row *like; /* period, group, definition and method of the total */
    uc_uncertain *part;     /* room for every area */
    uc_uncertain *both;
    double identified, identified_both;
    size_t n_members, n_part, n_identified, n_both, n_suppressed, n_imputed;
    uc_sink present, no_estimate, no_identified, suppressed, imputed;
} region;

static const char *group_of(const region *r, const uc_areas_row *area)
{
    return area->group[r->grouping];
}

static bool one_series(const uc_gap_row *a, const uc_gap_row *b)
{
    return uc_analysis_same(a->period, b->period) &&
           uc_analysis_same(a->group, b->group) &&
           uc_analysis_same(a->definition, b->definition) &&
           uc_analysis_same(a->method, b->method);
}

/* The member's row: the first with an estimate, else the first. */
static const uc_gap_row *row_of(const region *r, const char *code)
{
    const uc_gap_row *found = NULL;

    for (size_t i = 0; i < r->in->gap->n; i++) {
        const uc_gap_row *row = &r->in->gap->row[i];

        if (!uc_analysis_same(row->area, code) || !one_series(row, r->like))
            continue;
        if (row->input.estimate.no_value == NULL)
            return row;
        found = found != NULL ? found : row;
    }
    return found;
}

static void list(uc_sink *names, const uc_areas_row *area)
{
    uc_sink_printf(names, "%s%s", names->len > 0 ? "; " : "", area->name);
}

static void add_member(region *r, const uc_areas_row *area)
{
    const uc_gap_row *row = row_of(r, area->code);
    const bool has_estimate = row != NULL && row->input.estimate.no_value == NULL;
    const bool has_identified = row != NULL && isfinite(row->input.identified);

    r->n_members++;
    if (has_estimate || has_identified)
        list(&r->present, area);
    if (has_estimate)
        r->part[r->n_part++] = uc_analysis_uncertain(row);
    else
        list(&r->no_estimate, area);
    if (has_identified) {
        r->identified += row->input.identified;
        r->n_identified++;
    } else if (row != NULL &&
               uc_analysis_same(row->input.no_identified, "suppressed")) {
        list(&r->suppressed, area);
        r->n_suppressed++;
    } else {
        list(&r->no_identified, area);
    }
    if (has_estimate && has_identified) {
        r->both[r->n_both++] = uc_analysis_uncertain(row);
        r->identified_both += row->input.identified;
    }
}

/* -- Imputation ------------------------------------------------------------------- */

static double population_of(const region *r, const char *code)
{
    const char *sex = r->like->sex != NULL ? r->like->sex : "";
    const char *age = r->like->age_group != NULL ? r->like->age_group : "";
    const uc_population_row *found =
        r->like->period != NULL && uc_analysis_same(r->like->form, "")
            ? uc_population_find(&r->in->ingest->population, code, r->like->period, sex,
                                 age)
            : NULL;

    return found != NULL ? (double)found->population : NAN;
}

/* Mean and predictive standard deviation of the logarithms of the members' rates.
 * @return whether at least three members have one. */
static bool mean_rate(const region *r, double *mean, double *sd)
{
    const uc_areas *areas = &r->in->ingest->areas;
    double sum = 0, squares = 0;
    size_t n = 0;

    for (size_t i = 0; i < areas->n_rows; i++) {
        const uc_gap_row *row = row_of(r, areas->row[i].code);
        const double population = population_of(r, areas->row[i].code);
        double rate;

        if (strcmp(group_of(r, &areas->row[i]), r->name) != 0 || row == NULL ||
            row->input.estimate.no_value != NULL || !(row->input.estimate.value > 0) ||
            !(population > 0))
            continue;
        rate = log(row->input.estimate.value / population);
        sum += rate;
        squares += rate * rate;
        n++;
    }
    if (n < 3)
        return false;
    *mean = sum / (double)n;
    *sd = sqrt(fmax(0, squares - sum * *mean) / (double)(n - 1) * (1 + 1 / (double)n));
    return true;
}

static void impute(region *r)
{
    const uc_areas *areas = &r->in->ingest->areas;
    const double z = uc_normal_quantile((1 + UC_ANALYSIS_LEVEL) / 2);
    double mean = 0, sd = 0;

    if (!r->in->run->regions.impute_rate || !mean_rate(r, &mean, &sd))
        return;
    for (size_t i = 0; i < areas->n_rows; i++) {
        const uc_areas_row *area = &areas->row[i];
        const uc_gap_row *row = row_of(r, area->code);
        const double population = population_of(r, area->code);

        if (strcmp(group_of(r, area), r->name) != 0 || !(population > 0) ||
            (row != NULL && row->input.estimate.no_value == NULL))
            continue;
        r->part[r->n_part++] =
            (uc_uncertain){.figure = uc_figure_of(
                               population * exp(mean), population * exp(mean - z * sd),
                               population * exp(mean + z * sd), NULL, NULL),
                           .level = UC_ANALYSIS_LEVEL};
        list(&r->imputed, area);
        r->n_imputed++;
    }
}

/* -- Rows ------------------------------------------------------------------------- */

static void of_members(uc_table *table, size_t n, size_t m, size_t n_imputed)
{
    uc_sink text;

    uc_sink_memory(&text);
    if (n == m)
        uc_sink_printf(&text, "of all %zu members", m);
    else
        uc_sink_printf(&text, "of %zu of %zu members", n, m);
    if (n_imputed > 0)
        uc_sink_printf(&text, ", %zu more imputed", n_imputed);
    uc_table_text(table, text.text);
    uc_sink_clear(&text);
}

static void names(uc_table *table, const uc_sink *list_of)
{
    if (list_of->len > 0)
        uc_table_text(table, list_of->text);
    else
        uc_table_missing(table, "not_applicable");
}

static void write_row(const region *r, const uc_figure *sum, uc_uncertain_basis basis,
                      double estimate_both, uc_table *table)
{
    const uc_gap_row *like = r->like;
    const char *why = r->n_suppressed > 0 ? "suppressed" : UC_GAP_NO_IDENTIFIED;

    uc_table_text(table, r->in->ingest->areas.grouping[r->grouping]);
    uc_table_text(table, r->name);
    uc_analysis_text(table, like->period);
    uc_table_text(table, like->group != NULL && like->group[0] ? like->group : "all");
    uc_analysis_text(table, like->definition);
    uc_table_text(table, like->method != NULL ? like->method : "published");
    uc_table_count(table, r->n_members);
    of_members(table, r->n_part - r->n_imputed, r->n_members, r->n_imputed);
    uc_analysis_figure(table, sum, 1);
    uc_table_text(table, uc_uncertain_basis_name(basis));
    of_members(table, r->n_identified, r->n_members, 0);
    uc_analysis_count(table, r->n_identified > 0 ? r->identified : NAN, why);
    uc_table_real(
        table,
        r->n_both > 0 && estimate_both > 0 ? r->identified_both / estimate_both : NAN,
        r->n_both > 0 ? UC_GAP_ZERO_ESTIMATE : "no_member_with_both");
    names(table, &r->present);
    names(table, &r->no_estimate);
    names(table, &r->no_identified);
    names(table, &r->suppressed);
    names(table, &r->imputed);
}

static uc_status add_region(region *r, uc_table *table, uc_error *err)
{
    const uc_areas *areas = &r->in->ingest->areas;
    uc_figure sum, both;
    uc_uncertain_basis basis, unused;
    uc_status status;

    uc_sink_memory(&r->present);
    uc_sink_memory(&r->no_estimate);
    uc_sink_memory(&r->no_identified);
    uc_sink_memory(&r->suppressed);
    uc_sink_memory(&r->imputed);
    for (size_t i = 0; i < areas->n_rows; i++)
        if (strcmp(group_of(r, &areas->row[i]), r->name) == 0)
            add_member(r, &areas->row[i]);
    impute(r);
    status = uc_uncertain_sum(r->part, r->n_part, UC_ANALYSIS_LEVEL, &sum, &basis, err);
    if (status == UC_OK)
        status = uc_uncertain_sum(r->both, r->n_both, UC_ANALYSIS_LEVEL, &both, &unused,
                                  err);
    if (status == UC_OK)
        write_row(r, &sum, basis, both.value, table);
    uc_sink_clear(&r->present);
    uc_sink_clear(&r->no_estimate);
    uc_sink_clear(&r->no_identified);
    uc_sink_clear(&r->suppressed);
    uc_sink_clear(&r->imputed);
    return status;
}

/* Whether an earlier row of the list has made this region's total already. */
static bool done_before(const region *r, size_t row)
{
    for (size_t i = 0; i < row; i++) {
        const uc_gap_row *other = &r->in->gap->row[i];
        const uc_areas_row *area =
            other->area != NULL ? uc_areas_find(&r->in->ingest->areas, other->area)
                                : NULL;

        if (area != NULL && strcmp(group_of(r, area), r->name) == 0 &&
            one_series(other, r->like))
            return true;
    }
    return false;
}

static uc_status add_grouping(const uc_analysis_input *in, size_t grouping,
                              uc_uncertain room[], uc_table *table, uc_error *err)
{
    uc_status status = UC_OK;

    for (size_t i = 0; status == UC_OK && i < in->gap->n; i++) {
        const uc_gap_row *row = &in->gap->row[i];
        const uc_areas_row *area =
            row->area != NULL ? uc_areas_find(&in->ingest->areas, row->area) : NULL;
        region r = {.in = in,
                    .grouping = grouping,
                    .like = row,
                    .part = room,
                    .both = room + in->ingest->areas.n_rows};

        if (area == NULL || area->group[grouping][0] == '\0')
            continue;
        r.name = area->group[grouping];
        if (!done_before(&r, i))
            status = add_region(&r, table, err);
    }
    return status;
}

uc_status uc_analysis_regions(const uc_analysis_input *in, uc_table *table,
                              uc_error *err)
{
    const uc_run_list *wanted = &in->run->regions.grouping;
    uc_uncertain *room = calloc(2 * in->ingest->areas.n_rows + 2, sizeof *room);
    uc_status status = UC_OK;

    uc_table_init(table, "regions", "Totals of regions");
    uc_table_add_columns(table, columns, sizeof columns / sizeof columns[0]);
    if (room == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the totals of regions");
    for (size_t g = 0; status == UC_OK && g < wanted->n; g++) {
        const size_t at = uc_areas_grouping(&in->ingest->areas, wanted->item[g].text);

        if (at < in->ingest->areas.n_groupings)
            status = add_grouping(in, at, room, table, err);
    }
    free(room);
    return status == UC_OK ? uc_table_finish(table, err) : status;
}
