/* cascade.c - the protection cascade of every comparison */
#include <math.h>
#include <string.h>

#include "estimators/gap/cascade.h"
#include "pipeline/analysis/analysis.h"

static const uc_column columns[] = {
    {"area", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"area_name", "Area", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"period", "Period", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"definition", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"dataset", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"method", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"stage", "Stage", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"persons", "Persons", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"persons.low", "Persons, interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"persons.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"of_previous", "Of the stage before", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 1},
    {"of_previous.low", "Of the stage before, interval", UC_COLUMN_SHARE, UC_ROLE_LOW,
     1},
    {"of_previous.high", "to", UC_COLUMN_SHARE, UC_ROLE_HIGH, 1},
    {"of_estimate", "Of the estimate", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 2},
    {"of_estimate.low", "Of the estimate, interval", UC_COLUMN_SHARE, UC_ROLE_LOW, 2},
    {"of_estimate.high", "to", UC_COLUMN_SHARE, UC_ROLE_HIGH, 2},
    {"lost", "Lost", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"lost.low", "Lost, interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"lost.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"finding", "Finding", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

static const uc_counts_row *find(const uc_counts *counts, const uc_gap_row *row,
                                 const char *stage)
{
    const char *area = row->count_area != NULL ? row->count_area : row->area;
    const char *period = row->count_area != NULL ? row->count_period : row->period;

    for (size_t i = 0; i < counts->n_rows; i++) {
        const uc_counts_row *c = &counts->row[i];

        if (uc_analysis_same(c->area, area) && uc_analysis_same(c->period, period) &&
            strcmp(c->stage, stage) == 0 && uc_analysis_same(c->sex, row->sex) &&
            uc_analysis_same(c->age_group, row->age_group) &&
            uc_analysis_same(c->form, row->form))
            return c;
    }
    return NULL;
}

/* Persons at a stage: those the row identified, or a count of the inputs. */
static double persons_at(const uc_analysis_input *in, const uc_gap_row *row,
                         const char *stage, const char **why)
{
    const uc_counts_row *count;

    if (strcmp(stage, UC_COUNTS_STAGE) == 0) {
        *why = row->input.no_identified != NULL ? row->input.no_identified
                                                : UC_GAP_NO_IDENTIFIED;
        return row->input.identified;
    }
    count = find(&in->ingest->counts, row, stage);
    *why = "no_count_at_stage";
    if (count != NULL && in->masks->asked &&
        in->masks->count_hidden[count - in->ingest->counts.row]) {
        *why = "suppressed";
        return NAN;
    }
    return count != NULL ? (double)count->count : NAN;
}

static void add_stage(const uc_gap_row *row, const char *name,
                      const uc_cascade_stage *stage, uc_table *table)
{
    uc_analysis_text(table, row->area);
    uc_analysis_text(table, row->area_name != NULL ? row->area_name : row->area);
    uc_analysis_text(table, row->period);
    uc_table_text(table, row->group != NULL && row->group[0] ? row->group : "all");
    uc_analysis_text(table, row->definition);
    uc_analysis_text(table, row->dataset);
    uc_table_text(table, row->method != NULL ? row->method : "published");
    uc_table_text(table, name);
    uc_analysis_figure(table, &stage->persons, 1);
    uc_analysis_figure(table, &stage->of_previous, 1);
    uc_analysis_figure(table, &stage->of_estimate, 1);
    uc_analysis_figure(table, &stage->lost, 1);
    uc_table_text(table, stage->above_previous ? "more_than_stage_before"
                         : stage->largest_loss ? "largest_loss"
                                               : "none");
}

static void add_row(const uc_analysis_input *in, const uc_gap_row *row, uc_table *table)
{
    const uc_run_list *names = &in->run->cascade;
    uc_cascade_stage stage[UC_CASCADE_MAX_STAGES + 1];
    double count[UC_CASCADE_MAX_STAGES];
    const char *why[UC_CASCADE_MAX_STAGES];
    bool any = false;

    for (size_t k = 0; k < names->n; k++) {
        count[k] = persons_at(in, row, names->item[k].text, &why[k]);
        any = any || isfinite(count[k]);
    }
    if (!any && row->input.estimate.no_value != NULL)
        return;
    uc_cascade_compute(&row->input.estimate, count, why, names->n, stage);
    add_stage(row, "estimated", &stage[0], table);
    for (size_t k = 0; k < names->n; k++)
        add_stage(row, names->item[k].text, &stage[k + 1], table);
}

uc_status uc_analysis_cascade(const uc_analysis_input *in, uc_table *table,
                              uc_error *err)
{
    uc_table_init(table, "cascade", "The protection cascade");
    uc_table_add_columns(table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < in->gap->n; i++)
        add_row(in, &in->gap->row[i], table);
    return uc_table_finish(table, err);
}
