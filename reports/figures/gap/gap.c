/* gap.c - estimated against identified */
#include "reports/figures/gap/gap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/figures/draw/rows.h"
#include "reports/reasons.h"

static const uc_column columns[] = {
    {"label", "Part", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"identified", "Identified", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"estimate.low", "Estimate, interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"estimate.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
};

static bool given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* "United Kingdom 2013, bic", "World 2016, forced labour". */
static char *label_of(const uc_gap_row *row)
{
    uc_sink text;
    char *made;

    uc_sink_memory(&text);
    uc_sink_puts(&text, given(row->area_name) ? row->area_name
                        : given(row->area)    ? row->area
                        : given(row->dataset) ? row->dataset
                                              : "-");
    if (given(row->period))
        uc_sink_printf(&text, " %s", row->period);
    if (given(row->group) && strcmp(row->group, "all") != 0)
        uc_sink_printf(&text, ", %s", row->group);
    uc_sink_printf(&text, ", %s",
                   row->method != NULL      ? row->method
                   : given(row->definition) ? row->definition
                                            : "-");
    if (given(row->identified_period) && given(row->period) &&
        strcmp(row->identified_period, row->period) != 0)
        uc_sink_printf(&text, " (%s)", row->identified_period);
    made = uc_sink_take(&text);
    uc_sink_clear(&text);
    return made;
}

static void add_data(const uc_gap_row *row, const char *label, uc_table *data)
{
    const uc_figure *e = &row->input.estimate;

    uc_table_text(data, label);
    uc_table_real(data, row->input.identified,
                  row->input.no_identified != NULL ? row->input.no_identified
                                                   : UC_GAP_NO_IDENTIFIED);
    uc_table_real(data, e->value, e->no_value);
    uc_table_real(data, e->low, e->no_low);
    uc_table_real(data, e->high, e->no_high);
}

/* "66,520 / 24,900,000": what the row compares. */
static char *number_of(const uc_gap_row *row, const uc_look *look)
{
    const uc_language *language = look != NULL ? look->language : NULL;
    char a[UC_LANGUAGE_NUMBER], b[UC_LANGUAGE_NUMBER];
    uc_sink text;
    char *made;

    uc_sink_memory(&text);
    uc_sink_printf(&text, "%s / %s",
                   isfinite(row->input.identified)
                       ? uc_language_number(language, row->input.identified, 0, a)
                       : "-",
                   isfinite(row->input.estimate.value)
                       ? uc_language_number(language, row->input.estimate.value, 0, b)
                       : "-");
    made = uc_sink_take(&text);
    uc_sink_clear(&text);
    return made;
}

static void fill_row(const uc_gap_row *from, const uc_look *look, uc_rows_row *to)
{
    const uc_figure *e = &from->input.estimate;
    const uc_language *language = look != NULL ? look->language : NULL;

    to->n_marks = 2;
    to->mark[0] = (uc_rows_mark){e->value, e->low, e->high, 0};
    to->mark[1] = (uc_rows_mark){from->input.identified, NAN, NAN, 1};
    if (!isfinite(e->value) && !isfinite(from->input.identified))
        to->remark = uc_say(language, uc_reason_text(e->no_value));
}

typedef struct drawing {
    uc_rows_row *row;
    char **text; /* labels and numbers; owned */
    size_t n;
} drawing;

static bool collect(const uc_gap_row rows[], size_t n_rows, const uc_look *look,
                    drawing *d, uc_table *data)
{
    size_t i;

    uc_table_add_columns(data, columns, sizeof columns / sizeof columns[0]);
    d->row = calloc(n_rows + 1, sizeof *d->row);
    d->text = calloc(2 * n_rows + 1, sizeof *d->text);
    if (d->row == NULL || d->text == NULL)
        return false;
    for (i = 0; i < n_rows; i++) {
        char *label, *number;

        if (rows[i].input.estimate.no_value != NULL &&
            !isfinite(rows[i].input.identified))
            continue;
        label = d->text[2 * d->n] = label_of(&rows[i]);
        number = d->text[2 * d->n + 1] = number_of(&rows[i], look);
        if (label == NULL || number == NULL)
            return false;
        d->row[d->n].label = label;
        d->row[d->n].number = number;
        fill_row(&rows[i], look, &d->row[d->n++]);
        add_data(&rows[i], label, data);
    }
    return true;
}

uc_status uc_gap_figure(const uc_gap_row rows[], size_t n_rows, bool log,
                        const uc_look *look, uc_plot *plot, uc_error *err)
{
    static const uc_key keys[] = {{"identified", UC_KEY_SYMBOL, 1},
                                  {"estimate", UC_KEY_SYMBOL, 0},
                                  {"interval", UC_KEY_LINE, 0}};
    const uc_language *language = look != NULL ? look->language : NULL;
    drawing d = {NULL, NULL, 0};
    uc_canvas canvas;
    uc_status status;
    size_t i;

    uc_canvas_begin(&canvas, look, log ? "gap" : "gap-linear",
                    "Estimated and identified persons (gap)", NULL);
    if (!collect(rows, n_rows, look, &d, &canvas.plot.data))
        canvas.body.status = UC_ENOMEM;
    status = uc_rows_draw(
        &canvas,
        &(uc_rows){.x_title = uc_say(language, log ? "Persons (log scale)" : "Persons"),
                   .number_title = uc_say(language, "identified / estimated"),
                   .row = d.row,
                   .n = d.n,
                   .log = log,
                   .zero = !log,
                   .reference = NAN,
                   .key = keys,
                   .n_keys = 3},
        plot, err);
    for (i = 0; d.text != NULL && i < 2 * d.n; i++)
        free(d.text[i]);
    free(d.text);
    free(d.row);
    return status;
}
