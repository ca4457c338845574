/* indicator.c - the layout of indicator 16.2.2: victims per 100,000, detected and not
 */
#include <math.h>

#include "pipeline/analysis/analysis.h"

#define PER 1e5

static const uc_column columns[] = {
    {"area", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"area_name", "Area", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"period", "Period", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"sex", "Sex", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"age_group", "Age group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"form", "Form of exploitation", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"definition", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"method", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"detected", "Detected", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"undetected", "Undetected", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"undetected.low", "Undetected, interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"undetected.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"detected_per_100000", "Detected per 100,000", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"undetected_per_100000", "Undetected per 100,000", UC_COLUMN_REAL, UC_ROLE_PLAIN,
     2},
    {"undetected_per_100000.low", "Undetected per 100,000, interval", UC_COLUMN_REAL,
     UC_ROLE_LOW, 2},
    {"undetected_per_100000.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 2},
};

static const char *or_all(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : "all";
}

static uc_figure per_person(const uc_figure *f, double population)
{
    uc_figure rate = *f;

    if (!(population > 0))
        return uc_figure_of(NAN, NAN, NAN, UC_GAP_NO_POPULATION, NULL);
    rate.value /= population;
    rate.low /= population;
    rate.high /= population;
    return rate;
}

static void add_row(const uc_gap_row *row, uc_table *table)
{
    const uc_figure rate = per_person(&row->gap.unidentified, row->input.population);

    uc_analysis_text(table, row->area);
    uc_analysis_text(table, row->area_name != NULL ? row->area_name : row->area);
    uc_analysis_text(table, row->period);
    uc_table_text(table, or_all(row->sex));
    uc_table_text(table, or_all(row->age_group));
    uc_table_text(table, or_all(row->form));
    uc_analysis_text(table, row->definition);
    uc_table_text(table, row->method != NULL ? row->method : "published");
    uc_analysis_count(table, row->input.identified,
                      row->input.no_identified != NULL ? row->input.no_identified
                                                       : UC_GAP_NO_IDENTIFIED);
    uc_analysis_figure(table, &row->gap.unidentified, 1);
    uc_table_real(table, PER * row->gap.identified_rate.value,
                  row->gap.identified_rate.no_value);
    uc_analysis_figure(table, &rate, PER);
}

uc_status uc_analysis_indicator(const uc_analysis_input *in, uc_table *table,
                                uc_error *err)
{
    uc_table_init(table, "indicator_16_2_2",
                  "Victims of trafficking per 100,000 population, detected and "
                  "undetected (16.2.2)");
    uc_table_add_columns(table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < in->gap->n; i++)
        add_row(&in->gap->row[i], table);
    return uc_table_finish(table, err);
}
