/* trend.c - changes between periods */
#include <math.h>
#include <string.h>

#include "pipeline/analysis/analysis.h"

static const uc_column columns[] = {
    {"area", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"area_name", "Area", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"definition", "Estimated", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"method", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"from", "From", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"to", "To", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"estimate.from", "Estimate before", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"estimate.to", "Estimate after", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"difference", "Change", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"difference.low", "Change, interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"difference.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"ratio", "Ratio", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"ratio.low", "Ratio, interval", UC_COLUMN_REAL, UC_ROLE_LOW, 2},
    {"ratio.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 2},
    {"probability_of_increase", "Probability of an increase", UC_COLUMN_SHARE,
     UC_ROLE_PLAIN, 0},
    {"uncertainty_from", "Uncertainty from", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"identified.from", "Identified before", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"identified.to", "Identified after", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
};

static bool one_series(const uc_gap_row *a, const uc_gap_row *b)
{
    return uc_analysis_same(a->area, b->area) && uc_analysis_same(a->group, b->group) &&
           uc_analysis_same(a->definition, b->definition) &&
           uc_analysis_same(a->method, b->method);
}

/* The next period of a row's series in text order, or NULL. */
static const char *next_period(const uc_gap_list *gap, const uc_gap_row *row)
{
    const char *next = NULL;

    for (size_t i = 0; i < gap->n; i++) {
        const char *period = gap->row[i].period;

        if (period == NULL || !one_series(row, &gap->row[i]) ||
            gap->row[i].input.estimate.no_value != NULL ||
            strcmp(period, row->period) <= 0)
            continue;
        if (next == NULL || strcmp(period, next) < 0)
            next = period;
    }
    return next;
}

static uc_status add_change(const uc_gap_row *a, const uc_gap_row *b, uc_table *table,
                            uc_error *err)
{
    const uc_uncertain earlier = uc_analysis_uncertain(a);
    const uc_uncertain later = uc_analysis_uncertain(b);
    uc_change change;
    const uc_status status =
        uc_uncertain_change(&earlier, &later, UC_ANALYSIS_LEVEL, &change, err);

    if (status != UC_OK)
        return status;
    uc_analysis_text(table, a->area);
    uc_analysis_text(table, a->area_name != NULL ? a->area_name : a->area);
    uc_table_text(table, a->group != NULL && a->group[0] ? a->group : "all");
    uc_analysis_text(table, a->definition);
    uc_table_text(table, a->method != NULL ? a->method : "published");
    uc_table_text(table, a->period);
    uc_table_text(table, b->period);
    uc_table_real(table, a->input.estimate.value, a->input.estimate.no_value);
    uc_table_real(table, b->input.estimate.value, b->input.estimate.no_value);
    uc_analysis_figure(table, &change.difference, 1);
    uc_analysis_figure(table, &change.ratio, 1);
    uc_table_real(table, change.probability, "no_interval_of_a_part");
    uc_table_text(table, uc_uncertain_basis_name(change.basis));
    uc_analysis_count(table, a->input.identified,
                      a->input.no_identified != NULL ? a->input.no_identified
                                                     : UC_GAP_NO_IDENTIFIED);
    uc_analysis_count(table, b->input.identified,
                      b->input.no_identified != NULL ? b->input.no_identified
                                                     : UC_GAP_NO_IDENTIFIED);
    return UC_OK;
}

uc_status uc_analysis_trend(const uc_analysis_input *in, uc_table *table, uc_error *err)
{
    const uc_gap_list *gap = in->gap;
    uc_status status = UC_OK;

    uc_table_init(table, "trend", "Changes between periods");
    uc_table_add_columns(table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; status == UC_OK && i < gap->n; i++) {
        const uc_gap_row *row = &gap->row[i];
        const char *next;

        if (row->period == NULL || row->input.estimate.no_value != NULL ||
            uc_analysis_repeats(gap, i))
            continue;
        next = next_period(gap, row);
        for (size_t j = 0; next != NULL && status == UC_OK && j < gap->n; j++)
            if (one_series(row, &gap->row[j]) &&
                uc_analysis_same(gap->row[j].period, next) &&
                gap->row[j].input.estimate.no_value == NULL &&
                !uc_analysis_repeats(gap, j))
                status = add_change(row, &gap->row[j], table, err);
    }
    (void)uc_table_footnote(
        table, "uncertainty from draws: replicate with replicate; from limits: "
               "estimates are taken to be independent, and log-normal for the "
               "probability; none: some estimate has no interval");
    return status == UC_OK ? uc_table_finish(table, err) : status;
}
