/* cascade.c - one picture of the cascade for each comparison */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/figures.h"
#include "reports/figures/gap/cascade.h"

#define MAX_CASCADES 6

/* Columns of the table that are read here, in this order. */
static const char *const names[] = {"area_name",    "period", "group",   "definition",
                                    "method",       "stage",  "persons", "persons.low",
                                    "persons.high", "finding"};
enum { AREA, PERIOD, GROUP, DEFINITION, METHOD, STAGE, PERSONS, LOW, HIGH, FINDING, N };

static const char *text_at(const uc_table *table, size_t row, size_t column)
{
    const uc_cell *cell = uc_table_cell(table, row, column);

    return cell->kind == UC_CELL_TEXT && cell->text != NULL ? cell->text : "";
}

static double real_at(const uc_table *table, size_t row, size_t column)
{
    const uc_cell *cell = uc_table_cell(table, row, column);

    return cell->kind == UC_CELL_REAL    ? cell->real
           : cell->kind == UC_CELL_COUNT ? (double)cell->count
                                         : NAN;
}

/* Reads the stages from `row` to the next comparison. A limit that is the number itself
 * is that of a count, which has none. @return how many. */
static size_t read_stages(const uc_table *table, const size_t at[N], size_t row,
                          const uc_language *language, uc_cascade_bar bar[],
                          size_t *n_known)
{
    const size_t n_rows = uc_table_n_rows(table);
    size_t n = 0;

    *n_known = 0;
    do {
        const uc_cell *persons = uc_table_cell(table, row + n, at[PERSONS]);
        const double value = real_at(table, row + n, at[PERSONS]);
        const double low = real_at(table, row + n, at[LOW]);
        const double high = real_at(table, row + n, at[HIGH]);
        const bool exact = low == value && high == value;

        bar[n] = (uc_cascade_bar){
            .stage = uc_say(language, text_at(table, row + n, at[STAGE])),
            .persons = value,
            .low = exact ? NAN : low,
            .high = exact ? NAN : high,
            .missing = persons->kind == UC_CELL_MISSING ? persons->reason : NULL,
            .largest_loss =
                strcmp(text_at(table, row + n, at[FINDING]), "largest_loss") == 0};
        *n_known += isfinite(value) ? 1 : 0;
        n++;
    } while (row + n < n_rows &&
             strcmp(text_at(table, row + n, at[STAGE]), "estimated") != 0);
    return n;
}

/* "Alpha 2020 (sex=f), modern slavery, bic"; free() it. */
static char *label_at(const uc_table *table, const size_t at[N], size_t row)
{
    const char *group = text_at(table, row, at[GROUP]);
    const char *definition = text_at(table, row, at[DEFINITION]);
    const char *method = text_at(table, row, at[METHOD]);
    uc_sink text;
    char *made;

    uc_sink_memory(&text);
    uc_sink_printf(&text, "%s %s", text_at(table, row, at[AREA]),
                   text_at(table, row, at[PERIOD]));
    if (group[0] != '\0' && strcmp(group, "all") != 0)
        uc_sink_printf(&text, " (%s)", group);
    if (definition[0] != '\0')
        uc_sink_printf(&text, ", %s", definition);
    if (strcmp(method, "published") != 0)
        uc_sink_printf(&text, ", %s", method);
    made = uc_sink_take(&text);
    uc_sink_clear(&text);
    return made;
}

static uc_status add_one(const uc_table *table, const size_t at[N], size_t row,
                         const uc_cascade_bar bar[], size_t n, size_t number,
                         uc_report *report, uc_error *err)
{
    char name[32], *label = label_at(table, at, row);
    uc_status status;
    uc_plot plot;

    if (label == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the figures");
    (void)snprintf(name, sizeof name, "cascade-%zu", number);
    status = uc_cascade_figure(bar, n, name, label, report->look, &plot, err);
    if (status == UC_OK)
        uc_report_figure(report, &plot);
    free(label);
    return status;
}

uc_status uc_figures_add_cascade(const uc_table *table, uc_report *report,
                                 uc_error *err)
{
    const uc_language *language = report->look != NULL ? report->look->language : NULL;
    const size_t n_rows = uc_table_n_rows(table);
    uc_cascade_bar *bar = calloc(n_rows + 1, sizeof *bar);
    size_t at[N], row, n, n_known, number = 0;
    uc_status status = UC_OK;

    if (bar == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for the figures");
    for (size_t i = 0; i < N; i++)
        for (at[i] = 0; at[i] + 1 < table->n_columns &&
                        strcmp(table->column[at[i]].name, names[i]) != 0;
             at[i]++)
            ;
    for (row = 0; status == UC_OK && row < n_rows && number < MAX_CASCADES; row += n) {
        n = read_stages(table, at, row, language, bar, &n_known);
        if (n_known > 2) /* estimated and identified are in the gap already */
            status = add_one(table, at, row, bar, n, ++number, report, err);
    }
    free(bar);
    return status;
}
