/* analysis.c - the analysis stage */
#include "pipeline/analysis/analysis.h"

#include <math.h>
#include <string.h>

typedef struct maker {
    const char *file;
    uc_analysis_maker *make;
} maker;

static const maker makers[UC_ANALYSIS_N] = {
    [UC_ANALYSIS_CASCADE] = {"cascade.csv", uc_analysis_cascade},
    [UC_ANALYSIS_REGIONS] = {"regions.csv", uc_analysis_regions},
    [UC_ANALYSIS_TREND] = {"trend.csv", uc_analysis_trend},
    [UC_ANALYSIS_SYNTHESIS] = {"synthesis.csv", uc_analysis_synthesis},
    [UC_ANALYSIS_INDICATOR] = {"indicator-16-2-2.csv", uc_analysis_indicator},
    [UC_ANALYSIS_CHECKLIST] = {"checklist.csv", uc_analysis_checklist},
};

const char *uc_analysis_file(size_t which)
{
    return makers[which].file;
}

uc_status uc_stage_analysis(const uc_analysis_input *input, uc_analysis *analysis,
                            uc_error *err)
{
    const uc_run_file *run = input->run;
    uc_status status = UC_OK;

    analysis->asked[UC_ANALYSIS_CASCADE] = run->cascade.n > 0;
    analysis->asked[UC_ANALYSIS_REGIONS] = run->regions.grouping.n > 0;
    analysis->asked[UC_ANALYSIS_TREND] = run->trend;
    analysis->asked[UC_ANALYSIS_SYNTHESIS] = run->n_syntheses > 0;
    analysis->asked[UC_ANALYSIS_INDICATOR] = run->indicator;
    analysis->asked[UC_ANALYSIS_CHECKLIST] = true;
    memcpy(analysis->as_data, analysis->asked, sizeof analysis->as_data);
    analysis->as_data[UC_ANALYSIS_CHECKLIST] = run->has_checklist;
    for (size_t k = 0; status == UC_OK && k < UC_ANALYSIS_N; k++)
        if (analysis->asked[k])
            status = makers[k].make(input, &analysis->table[k], err);
    return status;
}

void uc_analysis_clear(uc_analysis *analysis)
{
    for (size_t k = 0; k < UC_ANALYSIS_N; k++)
        uc_table_clear(&analysis->table[k]);
    memset(analysis, 0, sizeof *analysis);
}

void uc_analysis_text(uc_table *table, const char *text)
{
    uc_table_text(table, text != NULL && text[0] != '\0' ? text : NULL);
}

void uc_analysis_figure(uc_table *table, const uc_figure *figure, double scale)
{
    uc_table_real(table, scale * figure->value, figure->no_value);
    uc_table_real(table, scale * figure->low, figure->no_low);
    uc_table_real(table, scale * figure->high, figure->no_high);
}

void uc_analysis_count(uc_table *table, double count, const char *why)
{
    if (count >= 0 && count <= 9007199254740992.0 && floor(count) == count)
        uc_table_count(table, (uint64_t)count);
    else
        uc_table_real(table, count, why);
}

bool uc_analysis_same(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

uc_uncertain uc_analysis_uncertain(const uc_gap_row *row)
{
    return (uc_uncertain){.figure = row->input.estimate,
                          .level = row->level,
                          .draw = row->draw,
                          .n_draws = row->n_draws};
}

static bool same_estimate(const uc_gap_row *a, const uc_gap_row *b)
{
    const uc_figure *x = &a->input.estimate, *y = &b->input.estimate;

    return uc_analysis_same(a->area, b->area) &&
           uc_analysis_same(a->period, b->period) &&
           uc_analysis_same(a->group, b->group) &&
           uc_analysis_same(a->definition, b->definition) &&
           uc_analysis_same(a->dataset, b->dataset) &&
           uc_analysis_same(a->method, b->method) &&
           uc_analysis_same(a->estimate_source, b->estimate_source) &&
           (x->value == y->value || (isnan(x->value) && isnan(y->value)));
}

bool uc_analysis_repeats(const uc_gap_list *gap, size_t row)
{
    for (size_t i = 0; i < row; i++)
        if (same_estimate(&gap->row[i], &gap->row[row]))
            return true;
    return false;
}
