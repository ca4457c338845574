/* gap_summary.c - comparisons in plain words */
#include "reports/tables/gap_summary.h"

#include <math.h>
#include <string.h>

static bool given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static void subject(const uc_gap_row *row, uc_sink *out)
{
    uc_sink_puts(out, given(row->area_name) ? row->area_name
                      : given(row->area)    ? row->area
                      : given(row->dataset) ? row->dataset
                                            : "-");
    if (given(row->period))
        uc_sink_printf(out, " %s", row->period);
    if (given(row->group) && strcmp(row->group, "all") != 0)
        uc_sink_printf(out, " (%s)", row->group);
    if (given(row->definition))
        uc_sink_printf(out, ", %s", row->definition);
    if (row->method != NULL)
        uc_sink_printf(out, " [%s]", row->method);
    if (given(row->identified_period) && given(row->period) &&
        strcmp(row->identified_period, row->period) != 0)
        uc_sink_printf(out, " (%s)", row->identified_period);
}

/* One decimal below 10, where it matters. */
static const char *one_in(const uc_language *language, double per, char *out)
{
    return uc_language_number(language, per, per < 9.95 ? 1 : 0, out);
}

bool uc_gap_write_plain(const uc_gap_row *row, const uc_language *language,
                        uc_sink *out)
{
    const uc_figure *per = &row->gap.per_identified;
    char a[UC_LANGUAGE_NUMBER], b[UC_LANGUAGE_NUMBER], c[UC_LANGUAGE_NUMBER];
    uc_sink who;

    if (per->no_value != NULL || !isfinite(per->value))
        return false;
    uc_sink_memory(&who);
    subject(row, &who);
    (void)one_in(language, per->value, a);
    /* the templates of the catalogue keep the conversions of the English one */
    if (row->gap.finding == UC_GAP_ABOVE_ESTIMATE ||
        row->gap.finding == UC_GAP_ABOVE_INTERVAL)
        uc_sink_printf(out,
                       uc_say(language, "%s: more persons were identified than are "
                                        "estimated, a contradiction."),
                       who.text);
    else if (per->no_low != NULL || per->no_high != NULL)
        uc_sink_printf(out,
                       uc_say(language, "%s: about 1 in %s persons estimated was "
                                        "identified; the source gives no interval."),
                       who.text, a);
    else if (per->low < 1)
        uc_sink_printf(out,
                       uc_say(language,
                              "%s: about 1 in %s persons estimated was identified, "
                              "between 1 in %s and more than all of them."),
                       who.text, a, one_in(language, per->high, b));
    else
        uc_sink_printf(
            out,
            uc_say(language, "%s: about 1 in %s persons estimated was identified, "
                             "between 1 in %s and 1 in %s."),
            who.text, a, one_in(language, per->low, b), one_in(language, per->high, c));
    uc_sink_clear(&who);
    return true;
}
