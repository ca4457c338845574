/* sdmx.c - comparisons as SDMX-CSV 2.0
 *
 * One observation a line under a dataflow of this program's own agency: counts of
 * identified persons and estimates are different indicators, so that an estimate can
 * never be taken for a number of detected victims. Bounds are LOWER_BOUND and
 * UPPER_BOUND.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/pool.h"
#include "data/base/text.h"
#include "reports/writers/csv.h"
#include "reports/writers/writer.h"

#define FLOW "UNDERCOUNT:DF_GAP(1.0)"

static const char header[] =
    "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,TIME_PERIOD,INDICATOR,POPULATION_GROUP,"
    "DEFINITION,METHOD,OBS_VALUE,LOWER_BOUND,UPPER_BOUND,CONF_LEVEL,UNIT_MEASURE,"
    "OBS_STATUS,PERIOD_TEXT,SOURCE,COMMENT_OBS\n";

/* The cell of a column by name; a missing one when the table has no such column. */
static const uc_cell *cell(const uc_table *table, size_t row, const char *name)
{
    static const uc_cell none = {.kind = UC_CELL_MISSING, .reason = "not_available"};
    size_t i;

    for (i = 0; i < table->n_columns; i++)
        if (strcmp(table->column[i].name, name) == 0)
            return uc_table_cell(table, row, i);
    return &none;
}

static void put_text(const uc_cell *from, const char *otherwise, uc_sink *out)
{
    uc_csv_write_field(from->kind == UC_CELL_TEXT ? from->text : otherwise, true, out);
    uc_sink_putc(out, ',');
}

static void put_number(const uc_cell *from, uc_sink *out)
{
    char number[UC_NUMBER_TEXT];

    if (from->kind == UC_CELL_COUNT)
        uc_sink_printf(out, "%llu", (unsigned long long)from->count);
    else if (from->kind == UC_CELL_REAL)
        uc_sink_puts(out, uc_number_format(from->real, 17, number));
    uc_sink_putc(out, ',');
}

/* "2016" as it is, "2002-2011" as "2002-01-01/P10Y", any other text with years from the
 * first to the last of them; nothing without a year. */
static void put_time(const uc_cell *from, uc_sink *out)
{
    int first, last;

    if (from->kind != UC_CELL_TEXT || !uc_text_years(from->text, &first, &last)) {
        uc_sink_putc(out, ',');
        return;
    }
    if (first == last)
        uc_sink_printf(out, "%04d", first);
    else
        uc_sink_printf(out, "%04d-01-01/P%dY", first, last - first + 1);
    uc_sink_putc(out, ',');
}

static bool is_missing(const uc_cell *c)
{
    return c->kind == UC_CELL_MISSING;
}

static void lead(const uc_cell *area, const uc_cell *time, const char *indicator,
                 uc_sink *out)
{
    uc_sink_puts(out, "dataflow," FLOW ",I,");
    put_text(area, "_Z", out);
    put_time(time, out);
    uc_sink_printf(out, "%s,", indicator);
}

static void write_identified(const uc_table *t, size_t row, uc_sink *out)
{
    const uc_cell *value = cell(t, row, "identified");
    const uc_cell *period = cell(t, row, "identified_period");

    if (is_missing(period))
        period = cell(t, row, "period");
    lead(is_missing(cell(t, row, "identified_area")) ? cell(t, row, "area")
                                                     : cell(t, row, "identified_area"),
         period, "PERSONS_IDENTIFIED", out);
    put_text(cell(t, row, "group"), "_T", out);
    put_text(cell(t, row, "identified_as"), "_Z", out);
    uc_sink_puts(out, "COUNT,");
    put_number(value, out);
    uc_sink_puts(out, ",,,PS,"); /* a count has no bounds and no level */
    uc_sink_puts(out, is_missing(value) ? "M," : "A,");
    put_text(period, "", out);
    put_text(cell(t, row, "identified_source"), "", out);
    uc_csv_write_field(is_missing(value) ? value->reason : "", true, out);
    uc_sink_putc(out, '\n');
}

static void write_estimate(const uc_table *t, size_t row, uc_sink *out)
{
    const uc_cell *value = cell(t, row, "estimate"), *notes = cell(t, row, "notes");

    lead(cell(t, row, "area"), cell(t, row, "period"), "PERSONS_ESTIMATED", out);
    put_text(cell(t, row, "group"), "_T", out);
    put_text(cell(t, row, "definition"), "_Z", out);
    put_text(cell(t, row, "method"), "_Z", out);
    put_number(value, out);
    put_number(cell(t, row, "estimate.low"), out);
    put_number(cell(t, row, "estimate.high"), out);
    put_number(cell(t, row, "conf.level"), out);
    uc_sink_printf(out, "PS,%s,", is_missing(value) ? "M" : "E");
    put_text(cell(t, row, "period"), "", out);
    put_text(cell(t, row, "estimate_source"), "", out);
    uc_csv_write_field(is_missing(value)             ? value->reason
                       : notes->kind == UC_CELL_TEXT ? notes->text
                                                     : "",
                       true, out);
    uc_sink_putc(out, '\n');
}

/* Writes a line unless it was written: one count is compared with several estimates. */
static void write_once(const uc_table *table, size_t row,
                       void (*write)(const uc_table *, size_t, uc_sink *),
                       uc_pool *written, uc_sink *out)
{
    const size_t before = uc_pool_size(written);
    uc_sink line;
    size_t index;

    uc_sink_memory(&line);
    write(table, row, &line);
    if (line.status != UC_OK || line.text == NULL ||
        !uc_pool_index(written, line.text, line.len, &index))
        out->status = out->status == UC_OK ? UC_ENOMEM : out->status;
    else if (index == before) /* a new one */
        uc_sink_write(out, line.text, line.len);
    uc_sink_clear(&line);
}

static uc_status render(const uc_report *report, uc_sink *out, uc_error *err)
{
    const uc_table *gap = uc_report_find_data(report, "gap");
    uc_pool *written = uc_pool_alloc();
    size_t row;

    if (written == NULL)
        return uc_fail(err, UC_ENOMEM, "no memory for observations");
    uc_sink_puts(out, header);
    for (row = 0; gap != NULL && row < uc_table_n_rows(gap); row++) {
        write_once(gap, row, write_identified, written, out);
        write_once(gap, row, write_estimate, written, out);
    }
    uc_pool_free(written);
    return uc_sink_finish(out, err);
}

const uc_writer uc_writer_sdmx = {
    .name = "sdmx", .file = "gap.sdmx.csv", .render = render};
