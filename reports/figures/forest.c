/* forest.c - forest plot */
#include "reports/figures/forest.h"

#include <math.h>
#include <stdlib.h>

#include "reports/reasons.h"

static const uc_column columns[] = {
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"label", "Part", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"value", "Value", UC_COLUMN_REAL, UC_ROLE_PLAIN, 3},
    {"low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 3},
    {"high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 3},
};

static void add_data(const uc_forest *forest, uc_table *data)
{
    const char *group = NULL;
    size_t i;

    uc_table_add_columns(data, columns, sizeof columns / sizeof columns[0]);
    for (i = 0; i < forest->n; i++) {
        const uc_forest_row *row = &forest->row[i];
        const char *why = row->missing != NULL ? row->missing : "not_available";

        if (row->heading != NULL)
            group = row->heading;
        if (group != NULL)
            uc_table_text(data, group);
        else
            uc_table_missing(data, "not_applicable");
        uc_table_text(data, row->label);
        uc_table_real(data, row->value, why);
        uc_table_real(data, row->low, row->missing != NULL ? why : "no_interval");
        uc_table_real(data, row->high, row->missing != NULL ? why : "no_interval");
    }
}

static void fill(const uc_forest *forest, const uc_look *look, uc_rows_row row[],
                 char (*number)[UC_ROWS_NUMBER])
{
    const uc_language *language = look != NULL ? look->language : NULL;
    size_t i;

    for (i = 0; i < forest->n; i++) {
        const uc_forest_row *from = &forest->row[i];

        row[i] = (uc_rows_row){
            .label = from->label,
            .heading = from->heading,
            .number = uc_rows_number(look, from->value, from->low, from->high,
                                     forest->decimals, forest->percent, number[i]),
            .n_marks = isfinite(from->value) ? 1 : 0,
            .mark = {{from->value, from->low, from->high, from->series}},
            .remark = isfinite(from->value)
                          ? NULL
                          : uc_say(language, uc_reason_text(from->missing))};
    }
}

uc_status uc_forest_figure(const uc_forest *forest, const uc_look *look, uc_plot *plot,
                           uc_error *err)
{
    const uc_language *language = look != NULL ? look->language : NULL;
    uc_rows_row *row = calloc(forest->n + 1, sizeof *row);
    char(*number)[UC_ROWS_NUMBER] = calloc(forest->n + 1, sizeof *number);
    uc_canvas canvas;
    uc_status status;

    if (row == NULL || number == NULL) {
        status = uc_fail(err, UC_ENOMEM, "no memory for a figure");
    } else {
        fill(forest, look, row, number);
        uc_canvas_begin_of(&canvas, look, forest->name, forest->title, forest->label);
        add_data(forest, &canvas.plot.data);
        status = uc_rows_draw(
            &canvas,
            &(uc_rows){.x_title = uc_say(language, forest->x_title),
                       .number_title = uc_say(language, "Estimate and interval"),
                       .row = row,
                       .n = forest->n,
                       .log = forest->log,
                       .percent = forest->percent,
                       .reference = forest->reference},
            plot, err);
    }
    free(row);
    free(number);
    return status;
}
