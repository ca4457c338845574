/* run_summary.c - what a run says of its report */
#include "pipeline/run_summary.h"

#include <string.h>

#include "reports/tables/gap_lines.h"
#include "reports/writers/text.h"

/* Findings shown on the screen; the rest is in the files. */
#define MAX_FINDINGS 24

static bool has_both(const uc_gap_row *row)
{
    return row->input.estimate.no_value == NULL && row->input.no_identified == NULL;
}

/* Names of the areas of rows that lack one of the two numbers, each once.
 * @return how many rows those are. */
static size_t incomplete_areas(const uc_run_results *results, uc_sink *names)
{
    size_t i, n = 0;

    for (i = 0; i < results->gap->n; i++) {
        const uc_gap_row *row = &results->gap->row[i];
        const char *name = row->area_name != NULL ? row->area_name : row->area;

        if (has_both(row))
            continue;
        n++;
        if (name != NULL && (names->text == NULL || strstr(names->text, name) == NULL))
            uc_sink_printf(names, "%s%s", names->len > 0 ? ", " : " ", name);
    }
    return n;
}

static void write_incomplete(const uc_run_results *results, uc_sink *out)
{
    uc_sink names, line;
    size_t n;

    uc_sink_memory(&names);
    uc_sink_memory(&line);
    n = incomplete_areas(results, &names);
    if (n > 0) {
        uc_sink_printf(&line,
                       "no share where a number is missing (%zu row%s of gap.csv "
                       "say why):%s",
                       n, n == 1 ? "" : "s", names.text != NULL ? names.text : "");
        uc_text_write_wrapped("  ", line.text != NULL ? line.text : "", out);
    }
    uc_sink_clear(&line);
    uc_sink_clear(&names);
}

void uc_run_write_findings(const uc_run_results *results, uc_sink *out)
{
    size_t n_both;

    uc_sink_puts(out,
                 "Found: identified of estimated persons, and the share identified\n");
    n_both = uc_gap_write_lines(results->gap->row, results->gap->n, MAX_FINDINGS, out);
    if (n_both > MAX_FINDINGS)
        uc_sink_printf(out, "  and %zu more in gap.csv\n", n_both - MAX_FINDINGS);
    write_incomplete(results, out);
    if (results->gap->n == 0)
        uc_sink_puts(out, "  the run file compares nothing\n");
}

size_t uc_run_count_warnings(const uc_run_results *results)
{
    size_t i, k, n = 0;

    for (i = 0; i < results->run->n_estimates; i++)
        for (k = 0; k < results->job[i].set->n_strata * results->job[i].n_methods; k++)
            n += results->job[i].estimate[k].n_warnings;
    return n;
}

void uc_run_write_files(const char *folder, const uc_artefacts *artefacts, uc_sink *out)
{
    static const char *const outcomes[] = {"new", "replaced", "unchanged"};

    size_t n_figures = 0, n_changed = 0;

    uc_sink_printf(out, "Wrote to %s\n", folder);
    for (size_t i = 0; i < artefacts->n; i++) {
        const uc_artefact *made = &artefacts->item[i];

        if (strncmp(made->name, "figure-", 7) == 0) {
            n_figures++;
            n_changed += made->outcome != UC_OUTPUT_UNCHANGED;
            continue;
        }
        uc_sink_printf(out, "  %-14s %s\n", made->name, outcomes[made->outcome]);
    }
    if (n_figures > 0)
        uc_sink_printf(out, "  figure-*       %zu files, %zu of them new or replaced\n",
                       n_figures, n_changed);
}

size_t uc_run_count_changed(const uc_artefacts *artefacts)
{
    size_t n = 0;

    for (size_t i = 0; i < artefacts->n; i++)
        n += artefacts->item[i].outcome != UC_OUTPUT_UNCHANGED;
    return n;
}
