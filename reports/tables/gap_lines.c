/* gap_lines.c - comparisons, one line each */
#include "reports/tables/gap_lines.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"

#define NAME_WIDTH 40
#define MIN_AREA   8  /* columns that a cut area keeps */
#define NUMBER     64 /* what uc_number_grouped() may need */

static bool given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* What tells comparisons of one area apart: " 2016, forced labour", " [uk-2013, bic]".
 */
static void write_rest(const uc_gap_row *row, uc_sink *rest)
{
    if (given(row->period))
        uc_sink_printf(rest, " %s", row->period);
    if (given(row->group) && strcmp(row->group, "total over strata") == 0)
        uc_sink_puts(rest, " (total)");
    else if (given(row->group) && strcmp(row->group, "all") != 0)
        uc_sink_printf(rest, " (%s)", row->group);
    if (row->method != NULL && given(row->dataset))
        uc_sink_printf(rest, " [%s, %s]", row->dataset, row->method);
    else if (given(row->definition))
        uc_sink_printf(rest, ", %s", row->definition);
    if (given(row->identified_period) && given(row->period) &&
        strcmp(row->identified_period, row->period) != 0)
        uc_sink_printf(rest, " (found %s)", row->identified_period);
}

/* The area, cut where the line would grow too long, and the rest; padded. */
static void write_name(const uc_gap_row *row, uc_sink *out)
{
    const char *area = given(row->area_name) ? row->area_name : row->area;
    char shown[4 * NAME_WIDTH + 8];
    uc_sink rest, name;
    size_t width;

    uc_sink_memory(&rest);
    uc_sink_memory(&name);
    write_rest(row, &rest);
    width = rest.text != NULL ? uc_text_width(rest.text) : 0;
    if (width > NAME_WIDTH - MIN_AREA)
        width = NAME_WIDTH - MIN_AREA;
    if (given(area) && uc_text_width(area) > NAME_WIDTH - width)
        uc_sink_puts(&name, uc_text_display(area, strlen(area), NAME_WIDTH - width - 3,
                                            shown, sizeof shown));
    else
        uc_sink_puts(&name, given(area) ? area : "Persons");
    uc_sink_puts(&name, rest.text != NULL ? rest.text : "");
    width = name.text != NULL ? uc_text_width(name.text) : 0;
    if (width > NAME_WIDTH)
        uc_sink_puts(out, uc_text_display(name.text, name.len, NAME_WIDTH - 3, shown,
                                          sizeof shown));
    else
        uc_sink_puts(out, name.text != NULL ? name.text : "");
    uc_sink_repeat(out, " ", width < NAME_WIDTH ? NAME_WIDTH - width : 0);
    uc_sink_clear(&rest);
    uc_sink_clear(&name);
}

static void write_line(const uc_gap_row *row, uc_sink *out)
{
    const uc_figure *e = &row->input.estimate;
    char identified[NUMBER], value[NUMBER], low[NUMBER], high[NUMBER], interval[140];

    uc_sink_puts(out, "  ");
    write_name(row, out);
    if (isfinite(e->low) && isfinite(e->high))
        (void)snprintf(interval, sizeof interval, "(%s to %s)",
                       uc_number_grouped(e->low, 0, low),
                       uc_number_grouped(e->high, 0, high));
    else
        (void)snprintf(interval, sizeof interval, "(no interval given)");
    uc_sink_printf(
        out, " %8s of %10s %-21s %5.2f%% 1 in %s\n",
        uc_number_grouped(row->input.identified, 0, identified),
        uc_number_grouped(e->value, 0, value), interval, 100.0 * row->gap.share.value,
        uc_number_grouped(row->gap.per_identified.value,
                          row->gap.per_identified.value < 10.0 ? 1 : 0, low));
}

size_t uc_gap_write_lines(const uc_gap_row rows[], size_t n_rows, size_t max_lines,
                          uc_sink *out)
{
    size_t n_both = 0;

    for (size_t i = 0; i < n_rows; i++) {
        if (rows[i].input.estimate.no_value != NULL ||
            rows[i].input.no_identified != NULL ||
            !isfinite(rows[i].gap.per_identified.value))
            continue;
        if (n_both++ < max_lines)
            write_line(&rows[i], out);
    }
    return n_both;
}
