/* revisions.c - figures that moved since the last report */
#include "pipeline/history/revisions.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"

/* Revisions named in one line. */
#define MAX_NAMED 3

bool uc_revisions_add(uc_revisions *revisions, const char *figure, const char *what,
                      double before, double now, const char *cause)
{
    uc_revision *grown =
        realloc(revisions->item, (revisions->n + 1) * sizeof *revisions->item);
    uc_revision *made;

    if (grown == NULL)
        return false;
    revisions->item = grown;
    made = &grown[revisions->n++];
    *made = (uc_revision){.figure = uc_text_copy(figure),
                          .what = uc_text_copy(what),
                          .before = before,
                          .now = now,
                          .moved = uc_revision_moved(before, now),
                          .cause = uc_text_copy(cause)};
    return made->figure != NULL && made->what != NULL && made->cause != NULL;
}

double uc_revision_moved(double before, double now)
{
    if (isnan(before) && isnan(now))
        return 0.0;
    if (isnan(before) || isnan(now))
        return INFINITY;
    if (before == now)
        return 0.0;
    return fabs(now - before) / fabs(before); /* infinite when it was 0 */
}

static const uc_column columns[] = {
    {"figure", "Figure", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"what", "Number", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"before", "Before", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"now", "Now", UC_COLUMN_REAL, UC_ROLE_PLAIN, 4},
    {"moved", "Moved", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 1},
    {"cause", "Because of", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
};

void uc_revisions_table(const uc_revisions *revisions, uc_table *table)
{
    char note[96];

    (void)snprintf(note, sizeof note, "by more than %.6g %%",
                   100.0 * revisions->tolerance);
    uc_table_init(table, "revisions", "Figures that moved since the last report");
    uc_table_add_columns(table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < revisions->n && table->status == UC_OK; i++) {
        const uc_revision *r = &revisions->item[i];

        uc_table_text(table, r->figure);
        uc_table_text(table, r->what);
        uc_table_real(table, r->before, "not_available");
        uc_table_real(table, r->now, "not_available");
        uc_table_real(table, r->moved, "not_available");
        uc_table_text(table, r->cause);
    }
    (void)uc_table_footnote(table, note);
}

static void write_value(double value, const char *what, uc_sink *out)
{
    char text[64];

    if (isnan(value))
        uc_sink_puts(out, "none");
    else if (strcmp(what, "share") == 0)
        uc_sink_printf(out, "%.2f%%", 100.0 * value);
    else
        uc_sink_puts(out, uc_number_grouped(value, 0, text));
}

void uc_revisions_write_line(const uc_revisions *revisions, uc_sink *out)
{
    char shown[256];

    if (!revisions->compared)
        return;
    uc_sink_printf(out, "; %zu figure%s moved more than %.6g %%%s", revisions->n,
                   revisions->n == 1 ? "" : "s", 100.0 * revisions->tolerance,
                   revisions->n > 0 ? ": " : "");
    for (size_t i = 0; i < revisions->n && i < MAX_NAMED; i++) {
        const uc_revision *r = &revisions->item[i];

        uc_sink_printf(
            out, "%s%s %s ", i > 0 ? ", " : "",
            uc_text_display(r->figure, strlen(r->figure), 60, shown, sizeof shown),
            r->what);
        write_value(r->before, r->what, out);
        uc_sink_puts(out, " to ");
        write_value(r->now, r->what, out);
        uc_sink_printf(
            out, " (%s)",
            uc_text_display(r->cause, strlen(r->cause), 60, shown, sizeof shown));
    }
    if (revisions->n > MAX_NAMED)
        uc_sink_printf(out, " and %zu more", revisions->n - MAX_NAMED);
}

void uc_revisions_clear(uc_revisions *revisions)
{
    for (size_t i = 0; i < revisions->n; i++) {
        free(revisions->item[i].figure);
        free(revisions->item[i].what);
        free(revisions->item[i].cause);
    }
    free(revisions->item);
    memset(revisions, 0, sizeof *revisions);
}
