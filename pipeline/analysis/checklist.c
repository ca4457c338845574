/* checklist.c - the reporting standard, filled from the run
 *
 * Ref  Stevens et al. (2016) Guidelines for Accurate and Transparent Health Estimates
 *      Reporting: the GATHER statement, Lancet 388:e19. Its 18 items, in our words.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "pipeline/analysis/analysis.h"
#include "pipeline/commands.h"

#define OPEN "to be filled in by the author"

static const uc_column columns[] = {
    {"item", "Item", UC_COLUMN_COUNT, UC_ROLE_PLAIN, 0},
    {"asked", "What is asked", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"status", "Status", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"answer", "Answer", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
};

typedef void answer(const uc_analysis_input *in, uc_sink *out);

static void distinct(const uc_gap_list *gap, size_t offset, uc_sink *out)
{
    for (size_t i = 0; i < gap->n; i++) {
        const char *text = *(const char *const *)((const char *)&gap->row[i] + offset);
        bool before = text == NULL || text[0] == '\0' ||
                      (out->text != NULL && strstr(out->text, text) != NULL);

        if (!before)
            uc_sink_printf(out, "%s%s", out->len > 0 ? "; " : "", text);
    }
}

static void what(const uc_analysis_input *in, uc_sink *out)
{
    uc_sink names;

    if (in->gap->n == 0)
        return;
    uc_sink_memory(&names);
    distinct(in->gap, offsetof(uc_gap_row, definition), &names);
    uc_sink_printf(out, "estimated: %s", names.len > 0 ? names.text : "persons");
    uc_sink_clear(&names);
    uc_sink_memory(&names);
    distinct(in->gap, offsetof(uc_gap_row, period), &names);
    uc_sink_printf(out, ". Periods: %s", names.len > 0 ? names.text : "not given");
    uc_sink_clear(&names);
}

static void sources(const uc_analysis_input *in, uc_sink *out)
{
    distinct(in->gap, offsetof(uc_gap_row, estimate_source), out);
    distinct(in->gap, offsetof(uc_gap_row, identified_source), out);
}

static void mismatches(const uc_analysis_input *in, uc_sink *out)
{
    distinct(in->gap, offsetof(uc_gap_row, mismatch), out);
}

static void populations(const uc_analysis_input *in, uc_sink *out)
{
    distinct(in->gap, offsetof(uc_gap_row, population_source), out);
    if (out->len == 0 && in->ingest->population.n_rows > 0)
        uc_sink_puts(out, "populations are given without their source");
}

static void input_files(const uc_analysis_input *in, uc_sink *out)
{
    const size_t n = in->ingest->n_sets + in->ingest->counts.n_files +
                     in->ingest->published.n_files + in->ingest->population.n_files;

    if (n > 0)
        uc_sink_printf(out, "%zu input file%s in CSV, named %sin run.json", n,
                       n == 1 ? "" : "s",
                       in->masks->asked ? "" : "with their SHA-256 ");
}

static void overview(const uc_analysis_input *in, uc_sink *out)
{
    if (in->run->n_estimates > 0)
        uc_sink_puts(out, "multiple systems estimation from lists of the same persons");
    if (in->ingest->published.n_rows > 0)
        uc_sink_printf(out, "%spublished estimates as their sources give them",
                       out->len > 0 ? "; " : "");
    if (out->len > 0)
        uc_sink_puts(out,
                     "; compared with identified persons by area, period and group");
}

static void steps(const uc_analysis_input *in, uc_sink *out)
{
    for (size_t i = 0; i < in->run->n_estimates; i++)
        for (size_t m = 0; m < in->run->estimate[i].n_methods; m++)
            if (out->text == NULL ||
                strstr(out->text, in->run->estimate[i].method[m]->name) == NULL)
                uc_sink_printf(out, "%s%s", out->len > 0 ? ", " : "methods: ",
                               in->run->estimate[i].method[m]->name);
    if (out->len > 0)
        uc_sink_puts(out,
                     "; settings in run.json, references in the section on methods");
}

static void selection(const uc_analysis_input *in, uc_sink *out)
{
    if (in->run->n_estimates > 0)
        uc_sink_puts(out, "by the criterion of each method, over the models it names; "
                          "whether the best was proved stands beside each estimate");
}

static void sensitivity(const uc_analysis_input *in, uc_sink *out)
{
    if (in->run->n_estimates > 0)
        uc_sink_puts(out, "range of the estimate over models within 2 and 6 units of "
                          "the best, beside each estimate");
}

static void uncertainty(const uc_analysis_input *in, uc_sink *out)
{
    bool draws = false, limits = false;

    for (size_t i = 0; i < in->gap->n; i++) {
        draws = draws || in->gap->row[i].draw != NULL;
        limits = limits || (in->gap->row[i].draw == NULL &&
                            in->gap->row[i].input.estimate.no_low == NULL);
    }
    if (draws)
        uc_sink_puts(out, "by bootstrap replicates or draws, replicate with replicate");
    if (limits)
        uc_sink_printf(out,
                       "%sby limits, monotone figures from the limits, estimates "
                       "taken to be independent",
                       draws ? "; elsewhere " : "");
    if (draws || limits)
        uc_sink_puts(out, "; identified counts are taken as known; errors of linkage "
                          "and of definition are not counted unless said");
}

static void code(const uc_analysis_input *in, uc_sink *out)
{
    (void)in;
    uc_sink_printf(out,
                   "undercount %s, free software under GPL-3.0-or-later; the run "
                   "file and seed repeat this report byte for byte",
                   UC_VERSION);
}

static void files(const uc_analysis_input *in, uc_sink *out)
{
    if (in->run->write_csv)
        uc_sink_puts(out, "estimates.csv and gap.csv beside this report");
}

static void intervals(const uc_analysis_input *in, uc_sink *out)
{
    size_t n = 0;

    for (size_t i = 0; i < in->gap->n; i++)
        n += in->gap->row[i].input.estimate.no_low == NULL &&
             in->gap->row[i].input.estimate.no_high == NULL;
    if (n > 0)
        uc_sink_printf(out,
                       "%zu of %zu estimates have an interval; the others say why "
                       "not",
                       n, in->gap->n);
}

/* The author's own words, where the run file gives them, come first. */
static const struct {
    const char *asked;
    answer *fill; /* NULL: only the author can */
    size_t own;   /* uc_run_checklist field; SIZE_MAX: none */
} items[] = {
    {"What is estimated, of whom, where and when", what, SIZE_MAX},
    {"Who paid for the work", NULL, offsetof(uc_run_checklist, funding)},
    {"How data were found and obtained", NULL, offsetof(uc_run_checklist, access)},
    {"Which data were taken in and left out, and why", NULL,
     offsetof(uc_run_checklist, inclusion)},
    {"All data sources and what they hold", sources, SIZE_MAX},
    {"Which input data may be biased, and how", mismatches,
     offsetof(uc_run_checklist, biases)},
    {"Other inputs, such as populations, with sources", populations, SIZE_MAX},
    {"Input data in a form that can be used", input_files, SIZE_MAX},
    {"The method in outline", overview, SIZE_MAX},
    {"The method in detail, with formulas and settings", steps, SIZE_MAX},
    {"How models were compared and chosen", selection, SIZE_MAX},
    {"How well the model does, and sensitivity", sensitivity, SIZE_MAX},
    {"How uncertainty was computed, and what it leaves out", uncertainty, SIZE_MAX},
    {"Where the code can be had", code, SIZE_MAX},
    {"Estimates in a form that can be used", files, SIZE_MAX},
    {"A measure of uncertainty with each estimate", intervals, SIZE_MAX},
    {"Interpretation in the light of other evidence, and changes since the last "
     "edition",
     NULL, offsetof(uc_run_checklist, interpretation)},
    {"Limitations", NULL, offsetof(uc_run_checklist, limitations)},
};

static void add_item(const uc_analysis_input *in, size_t k, uc_table *table)
{
    const char *own = NULL;
    uc_sink out;

    uc_sink_memory(&out);
    if (items[k].own != SIZE_MAX)
        own = ((const uc_run_text *)(const void *)((const char *)&in->run->checklist +
                                                   items[k].own))
                  ->text;
    if (own != NULL)
        uc_sink_puts(&out, own);
    else if (items[k].fill != NULL)
        items[k].fill(in, &out);
    uc_table_count(table, k + 1);
    uc_table_text(table, items[k].asked);
    uc_table_text(table, out.len > 0 ? "filled" : "open");
    uc_table_text(table, out.len > 0 ? out.text : OPEN);
    uc_sink_clear(&out);
}

uc_status uc_analysis_checklist(const uc_analysis_input *in, uc_table *table,
                                uc_error *err)
{
    uc_table_init(table, "checklist", "Reporting checklist (after GATHER)");
    uc_table_add_columns(table, columns, sizeof columns / sizeof columns[0]);
    for (size_t k = 0; k < sizeof items / sizeof items[0]; k++)
        add_item(in, k, table);
    return uc_table_finish(table, err);
}
