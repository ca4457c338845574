/* tornado.c - what moves the estimate most */
#include <math.h>
#include <stdlib.h>

#include "reports/figures/draw/rows.h"
#include "reports/figures/mse/sensitivity.h"
#include "reports/reasons.h"

static const uc_column columns[] = {
    {"label", "Part", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"low", "Interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
};

typedef struct ordered {
    const uc_tornado_bar *bar;
    double width;
    size_t place;
} ordered;

/* Widest first; bars without numbers last; else in their order. */
static int by_width(const void *a, const void *b)
{
    const ordered *x = a, *y = b;

    if (x->width != y->width)
        return x->width < y->width ? 1 : -1;
    return (x->place > y->place) - (x->place < y->place);
}

static void order(const uc_tornado_bar bars[], size_t n, ordered sorted[])
{
    size_t i;

    for (i = 0; i < n; i++) {
        const double width = bars[i].high - bars[i].low;

        sorted[i] = (ordered){&bars[i], isfinite(width) ? width : -1, i};
    }
    qsort(sorted, n, sizeof *sorted, by_width);
}

static void fill(const ordered sorted[], size_t n, const uc_look *look,
                 uc_rows_row row[], char (*number)[UC_ROWS_NUMBER], uc_table *data)
{
    const uc_language *language = look != NULL ? look->language : NULL;
    char a[UC_LANGUAGE_NUMBER], b[UC_LANGUAGE_NUMBER];
    size_t i;

    uc_table_add_columns(data, columns, sizeof columns / sizeof columns[0]);
    for (i = 0; i < n; i++) {
        const uc_tornado_bar *bar = sorted[i].bar;
        const bool known = isfinite(bar->low) && isfinite(bar->high);
        const char *why = bar->missing != NULL ? bar->missing : "not_available";

        row[i] = (uc_rows_row){.label = bar->label,
                               .n_marks = known ? 1 : 0,
                               .mark = {{NAN, bar->low, bar->high, 0}}};
        if (known) {
            (void)snprintf(number[i], sizeof number[i], "%s %s %s",
                           uc_language_number(language, bar->low, 0, a),
                           uc_say(language, "to"),
                           uc_language_number(language, bar->high, 0, b));
            row[i].number = number[i];
        } else {
            row[i].remark = uc_say(language, uc_reason_text(why));
        }
        uc_table_text(data, bar->label);
        uc_table_real(data, bar->low, why);
        uc_table_real(data, bar->high, why);
    }
}

uc_status uc_tornado_figure(const uc_tornado_bar bars[], size_t n_bars, double estimate,
                            const char *name, const char *label, const uc_look *look,
                            uc_plot *plot, uc_error *err)
{
    const uc_language *language = look != NULL ? look->language : NULL;
    uc_rows_row *row = calloc(n_bars + 1, sizeof *row);
    char(*number)[UC_ROWS_NUMBER] = calloc(n_bars + 1, sizeof *number);
    ordered *sorted = calloc(n_bars + 1, sizeof *sorted);
    uc_canvas canvas;
    uc_status status;

    if (row == NULL || number == NULL || sorted == NULL) {
        status = uc_fail(err, UC_ENOMEM, "no memory for a figure");
    } else {
        uc_canvas_begin_of(&canvas, look, name, "Sensitivity of the estimate", label);
        order(bars, n_bars, sorted);
        fill(sorted, n_bars, look, row, number, &canvas.plot.data);
        status = uc_rows_draw(&canvas,
                              &(uc_rows){.x_title = uc_say(language, "Persons"),
                                         .number_title = uc_say(language, "Persons"),
                                         .row = row,
                                         .n = n_bars,
                                         .reference = estimate},
                              plot, err);
    }
    free(row);
    free(number);
    free(sorted);
    return status;
}
