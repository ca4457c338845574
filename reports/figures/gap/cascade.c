/* cascade.c - the protection cascade */
#include "reports/figures/gap/cascade.h"

#include <math.h>
#include <stdlib.h>

#include "reports/figures/draw/rows.h"
#include "reports/reasons.h"

static const uc_column columns[] = {
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"stage", "Part", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"persons", "Persons", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"largest_loss", "largest loss", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
};

static void add_data(const uc_cascade_bar stages[], size_t n, uc_table *data)
{
    const char *group = NULL;
    size_t i;

    uc_table_add_columns(data, columns, sizeof columns / sizeof columns[0]);
    for (i = 0; i < n; i++) {
        const uc_cascade_bar *s = &stages[i];
        const char *why = s->missing != NULL ? s->missing : "not_available";

        group = s->group != NULL ? s->group : group;
        if (group != NULL)
            uc_table_text(data, group);
        else
            uc_table_missing(data, "not_applicable");
        uc_table_text(data, s->stage);
        uc_table_real(data, s->persons, why);
        uc_table_real(data, s->low, s->missing != NULL ? why : "no_interval");
        uc_table_real(data, s->high, s->missing != NULL ? why : "no_interval");
        uc_table_count(data, s->largest_loss);
    }
}

static void fill(const uc_cascade_bar stages[], size_t n, const uc_look *look,
                 uc_rows_row row[], char (*number)[UC_ROWS_NUMBER])
{
    const uc_language *language = look != NULL ? look->language : NULL;
    size_t i;

    for (i = 0; i < n; i++) {
        const uc_cascade_bar *s = &stages[i];

        row[i] = (uc_rows_row){
            .heading = s->group,
            .label = s->stage,
            .number =
                uc_rows_number(look, s->persons, s->low, s->high, 0, false, number[i]),
            .n_marks = isfinite(s->persons) ? 1 : 0,
            .mark = {{s->persons, s->low, s->high, s->largest_loss ? 1 : 0}}};
        if (!isfinite(s->persons))
            row[i].remark = uc_say(language, uc_reason_text(s->missing));
    }
}

uc_status uc_cascade_figure(const uc_cascade_bar stages[], size_t n_stages,
                            const char *name, const char *label, const uc_look *look,
                            uc_plot *plot, uc_error *err)
{
    static const uc_key keys[] = {{"Persons", UC_KEY_BAR, 0},
                                  {"largest loss", UC_KEY_BAR, 1}};
    const uc_language *language = look != NULL ? look->language : NULL;
    uc_rows_row *row = calloc(n_stages + 1, sizeof *row);
    char(*number)[UC_ROWS_NUMBER] = calloc(n_stages + 1, sizeof *number);
    uc_canvas canvas;
    uc_status status;

    if (row == NULL || number == NULL) {
        status = uc_fail(err, UC_ENOMEM, "no memory for a figure");
    } else {
        fill(stages, n_stages, look, row, number);
        uc_canvas_begin_of(&canvas, look, name, "Protection cascade", label);
        add_data(stages, n_stages, &canvas.plot.data);
        status = uc_rows_draw(&canvas,
                              &(uc_rows){.x_title = uc_say(language, "Persons"),
                                         .number_title = uc_say(language, "Persons"),
                                         .row = row,
                                         .n = n_stages,
                                         .bars = true,
                                         .reference = NAN,
                                         .key = keys,
                                         .n_keys = 2},
                              plot, err);
    }
    free(row);
    free(number);
    return status;
}
