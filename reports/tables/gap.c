/* gap.c - the gap table */
#include "reports/tables/gap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/reasons.h"
#include "reports/tables/model_text.h"

#define COUNT_OF(a)          (sizeof(a) / sizeof((a)[0]))
#define PER_HUNDRED_THOUSAND 1e5

static bool given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static void text_or(uc_table *table, const char *text, const char *reason)
{
    if (given(text))
        uc_table_text(table, text);
    else
        uc_table_missing(table, reason);
}

/* Whole numbers of persons stay whole in every format. */
static void persons_cell(uc_table *table, double persons, const char *reason)
{
    if (persons >= 0 && persons <= 9007199254740992.0 && floor(persons) == persons)
        uc_table_count(table, (uint64_t)persons);
    else
        uc_table_real(table, persons, reason);
}

static void figure_cells(uc_table *table, const uc_figure *figure, double scale)
{
    uc_table_real(table, scale * figure->value, figure->no_value);
    uc_table_real(table, scale * figure->low, figure->no_low);
    uc_table_real(table, scale * figure->high, figure->no_high);
}

static const uc_column lead_columns[] = {
    {"area", NULL, UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"area_name", "Area", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"period", "Period", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"group", "Group", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"definition", "Definition", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"dataset", "Dataset", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"method", "Method", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};
static const uc_column identified_columns[] = {
    {"identified", "Identified", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"identified_as", "Identified as", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"identified_area", "Identified in", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"identified_period", "Identified during", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
};
static const uc_column estimate_columns[] = {
    {"estimate", "Estimate", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"estimate.low", "Estimate, interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"estimate.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"conf.level", "Level", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 0},
    {"conf.method", "Interval kind", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};
static const uc_column gap_columns[] = {
    {"unidentified", "Unidentified", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"unidentified.low", "Unidentified, interval", UC_COLUMN_REAL, UC_ROLE_LOW, 0},
    {"unidentified.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 0},
    {"share_identified", "Share identified", UC_COLUMN_SHARE, UC_ROLE_PLAIN, 2},
    {"share_identified.low", "Share, interval", UC_COLUMN_SHARE, UC_ROLE_LOW, 2},
    {"share_identified.high", "to", UC_COLUMN_SHARE, UC_ROLE_HIGH, 2},
};
static const uc_column rate_columns[] = {
    {"per_identified", "Persons per identified person", UC_COLUMN_REAL, UC_ROLE_PLAIN,
     1},
    {"per_identified.low", "Per identified, interval", UC_COLUMN_REAL, UC_ROLE_LOW, 1},
    {"per_identified.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 1},
    {"population", "Population", UC_COLUMN_REAL, UC_ROLE_PLAIN, 0},
    {"estimate_per_100000", "Estimate per 100,000", UC_COLUMN_REAL, UC_ROLE_PLAIN, 2},
    {"estimate_per_100000.low", "Estimate per 100,000, interval", UC_COLUMN_REAL,
     UC_ROLE_LOW, 2},
    {"estimate_per_100000.high", "to", UC_COLUMN_REAL, UC_ROLE_HIGH, 2},
    {"identified_per_100000", "Identified per 100,000", UC_COLUMN_REAL, UC_ROLE_PLAIN,
     2},
};
static const uc_column last_columns[] = {
    {"finding", "Finding", UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
    {"estimate_source", "Source of the estimate", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"identified_source", "Source of identified", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"population_source", "Source of population", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"notes", "Notes", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"missing", NULL, UC_COLUMN_CODE, UC_ROLE_PLAIN, 0},
};

static void lead_cells(const uc_gap_row *row, uc_table *table)
{
    text_or(table, row->area, "not_given");
    text_or(table, given(row->area_name) ? row->area_name : row->area, "not_given");
    text_or(table, row->period, "not_given");
    text_or(table, given(row->group) ? row->group : "all", "not_given");
    text_or(table, row->definition, "not_given");
    text_or(table, row->dataset, "published_estimate");
    uc_table_text(table, row->method != NULL ? row->method : "published");
}

static void identified_cells(const uc_gap_row *row, uc_table *table)
{
    const uc_gap_input *in = &row->input;
    const char *why =
        in->no_identified != NULL ? in->no_identified : UC_GAP_NO_IDENTIFIED;
    const bool known = isfinite(in->identified);

    persons_cell(table, in->identified, why);
    text_or(table, row->identified_what, why);
    text_or(table, given(row->identified_area) ? row->identified_area : row->area,
            known ? "not_given" : why);
    text_or(table, row->identified_period, known ? "not_given" : why);
}

static void estimate_cells(const uc_gap_row *row, uc_table *table)
{
    const uc_figure *e = &row->input.estimate;
    const char *why = e->no_low != NULL && e->no_high != NULL ? e->no_low : "not_given";

    figure_cells(table, e, 1);
    if (given(row->mismatch))
        uc_table_mark(table, uc_table_footnote(table, row->mismatch));
    uc_table_real(table, row->level, why);
    text_or(table, row->interval_kind,
            row->method == NULL && e->no_low == NULL ? "published_estimate" : why);
}

static void rate_cells(const uc_gap_row *row, uc_table *table)
{
    figure_cells(table, &row->gap.per_identified, 1);
    persons_cell(table, row->input.population, UC_GAP_NO_POPULATION);
    figure_cells(table, &row->gap.estimate_rate, PER_HUNDRED_THOUSAND);
    uc_table_real(table, PER_HUNDRED_THOUSAND * row->gap.identified_rate.value,
                  row->gap.identified_rate.no_value);
}

static void add_note(uc_sink *notes, const char *note)
{
    if (!given(note))
        return;
    if (notes->len > 0)
        uc_sink_puts(notes, "; ");
    uc_sink_puts(notes, note);
}

static void sink_cell(uc_table *table, uc_sink *sink, const char *reason)
{
    char *text = uc_sink_take(sink);

    if (text == NULL && table->status == UC_OK)
        table->status = UC_ENOMEM;
    text_or(table, text, reason);
    free(text);
    uc_sink_clear(sink);
}

/* "population: no_population; ..." for the cells of the row so far. */
static void missing_cell(uc_table *table)
{
    const size_t n = table->n_columns;
    const size_t first = n == 0 ? 0 : table->n_cells - table->n_cells % n;
    uc_sink list;
    size_t i;

    uc_sink_memory(&list);
    for (i = first; i < table->n_cells; i++)
        if (table->cell[i].kind == UC_CELL_MISSING)
            uc_sink_printf(&list, "%s%s: %s", list.len > 0 ? "; " : "",
                           table->column[i - first].name, table->cell[i].reason);
    sink_cell(table, &list, "not_applicable");
}

static void last_cells(const uc_gap_row *row, uc_table *table)
{
    uc_sink notes;

    uc_table_text(table, uc_gap_finding_name(row->gap.finding));
    text_or(table, row->estimate_source, "not_given");
    text_or(table, row->identified_source,
            isfinite(row->input.identified) ? "not_given" : UC_GAP_NO_IDENTIFIED);
    text_or(table, row->population_source,
            isfinite(row->input.population) ? "not_given" : UC_GAP_NO_POPULATION);
    uc_sink_memory(&notes);
    add_note(&notes, row->mismatch);
    add_note(&notes, row->estimate_note);
    add_note(&notes, row->identified_note);
    sink_cell(table, &notes, "no_notes");
    missing_cell(table);
}

void uc_gap_table(const uc_gap_row rows[], size_t n_rows, uc_table *table)
{
    size_t i;

    uc_table_init(table, "gap", "Estimated and identified persons");
    uc_table_add_columns(table, lead_columns, COUNT_OF(lead_columns));
    uc_table_add_columns(table, identified_columns, COUNT_OF(identified_columns));
    uc_table_add_columns(table, estimate_columns, COUNT_OF(estimate_columns));
    uc_table_add_columns(table, gap_columns, COUNT_OF(gap_columns));
    uc_table_add_columns(table, rate_columns, COUNT_OF(rate_columns));
    uc_table_add_columns(table, last_columns, COUNT_OF(last_columns));
    for (i = 0; i < n_rows; i++) {
        lead_cells(&rows[i], table);
        identified_cells(&rows[i], table);
        estimate_cells(&rows[i], table);
        figure_cells(table, &rows[i].gap.unidentified, 1);
        figure_cells(table, &rows[i].gap.share, 1);
        rate_cells(&rows[i], table);
        last_cells(&rows[i], table);
    }
}

/* -- Annex ------------------------------------------------------------------------ */

static const uc_column annex_lead[] = {
    {"area_name", "Area", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"period", "Period", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
    {"definition", "Estimated", UC_COLUMN_TEXT, UC_ROLE_PLAIN, 0},
};

static void annex_label(const uc_gap_row *row, uc_table *table)
{
    uc_sink label;

    text_or(table, given(row->area_name) ? row->area_name : row->area, "not_given");
    text_or(table, row->period, "not_given");
    uc_sink_memory(&label);
    uc_sink_puts(&label, given(row->definition) ? row->definition : "persons");
    if (given(row->group) && strcmp(row->group, "all") != 0)
        uc_sink_printf(&label, ", %s", row->group);
    if (row->method != NULL)
        uc_sink_printf(&label, " (%s, %s)", row->dataset, row->method);
    sink_cell(table, &label, "not_given");
}

static void annex_identified(const uc_gap_row *row, uc_table *table)
{
    uc_sink note;

    persons_cell(table, row->input.identified,
                 row->input.no_identified != NULL ? row->input.no_identified
                                                  : UC_GAP_NO_IDENTIFIED);
    if (!isfinite(row->input.identified))
        return;
    uc_sink_memory(&note);
    uc_sink_printf(&note, "counted: persons %s", row->identified_what);
    if (given(row->identified_area))
        uc_sink_printf(&note, ", %s", row->identified_area);
    if (given(row->identified_period))
        uc_sink_printf(&note, ", %s", row->identified_period);
    if (note.text != NULL)
        uc_table_mark(table, uc_table_footnote(table, note.text));
    uc_sink_clear(&note);
}

/* An interval says little without its level; that of a row is the same throughout. */
static void mark_level(const uc_gap_row *row, uc_table *table)
{
    const uc_figure *e = &row->input.estimate;
    char text[96];

    if (e->no_low != NULL && e->no_high != NULL)
        return;
    if (isfinite(row->level))
        (void)snprintf(text, sizeof text, "intervals of this row: %.6g%%, %.40s",
                       100.0 * row->level,
                       given(row->interval_kind) ? row->interval_kind : "as published");
    else
        (void)snprintf(text, sizeof text,
                       "intervals of this row: as published, level not given");
    uc_table_mark(table, uc_table_footnote(table, text));
}

static void annex_sources(const uc_gap_row *row, uc_table *table)
{
    if (given(row->estimate_source))
        uc_table_source(table, row->estimate_source);
    if (given(row->identified_source))
        uc_table_source(table, row->identified_source);
}

void uc_gap_annex_tables(const uc_gap_row rows[], size_t n_rows, uc_table *persons,
                         uc_table *rates)
{
    size_t i;

    uc_table_init(persons, "gap_persons", "Estimated and identified persons");
    uc_table_add_columns(persons, annex_lead, COUNT_OF(annex_lead));
    uc_table_add_columns(persons, identified_columns, 1);
    uc_table_add_columns(persons, estimate_columns, 3);
    uc_table_add_columns(persons, gap_columns, COUNT_OF(gap_columns));
    uc_table_init(rates, "gap_rates", "Ratios, and rates per 100,000 population");
    uc_table_add_columns(rates, annex_lead, COUNT_OF(annex_lead));
    uc_table_add_columns(rates, rate_columns, COUNT_OF(rate_columns));
    for (i = 0; i < n_rows; i++) {
        annex_label(&rows[i], persons);
        annex_identified(&rows[i], persons);
        figure_cells(persons, &rows[i].input.estimate, 1);
        if (given(rows[i].mismatch))
            uc_table_mark(persons, uc_table_footnote(persons, rows[i].mismatch));
        figure_cells(persons, &rows[i].gap.unidentified, 1);
        mark_level(&rows[i], persons);
        figure_cells(persons, &rows[i].gap.share, 1);
        annex_sources(&rows[i], persons);
        annex_label(&rows[i], rates);
        rate_cells(&rows[i], rates);
        if (given(rows[i].population_source))
            uc_table_source(rates, rows[i].population_source);
    }
}

/* -- Sentence --------------------------------------------------------------------- */

static void sentence_subject(const uc_gap_row *row, bool brief, uc_sink *out)
{
    uc_sink_puts(out, given(row->area_name)
                          ? row->area_name
                          : (given(row->area) ? row->area : "Persons"));
    if (given(row->period))
        uc_sink_printf(out, " %s", row->period);
    if (given(row->group) && strcmp(row->group, "all") != 0)
        uc_sink_printf(out, " (%s)", row->group);
    if (given(row->definition) && (!brief || row->method == NULL))
        uc_sink_printf(out, ", %s", row->definition);
    if (row->method != NULL)
        uc_sink_printf(out, " [%s, %s]", row->dataset, row->method);
    uc_sink_puts(out, ": ");
}

static void sentence_number(const uc_language *language, double value, int decimals,
                            uc_sink *out)
{
    char number[UC_LANGUAGE_NUMBER];

    uc_sink_puts(out, uc_language_number(language, value, decimals, number));
}

static void sentence_estimate(const uc_gap_row *row, const uc_language *language,
                              uc_sink *out)
{
    const uc_figure *e = &row->input.estimate;

    uc_sink_puts(out, uc_say(language, "about "));
    sentence_number(language, e->value, 0, out);
    if (e->no_low == NULL && e->no_high == NULL) {
        uc_sink_puts(out, " (");
        sentence_number(language, e->low, 0, out);
        uc_sink_printf(out, " %s ", uc_say(language, "to"));
        sentence_number(language, e->high, 0, out);
        uc_sink_puts(out, ")");
    }
    uc_sink_puts(out, uc_say(language, " estimated"));
}

static void sentence_identified(const uc_gap_row *row, const uc_language *language,
                                uc_sink *out)
{
    sentence_number(language, row->input.identified, 0, out);
    uc_sink_puts(out, uc_say(language, " identified"));
    if (given(row->identified_period) && given(row->period) &&
        strcmp(row->identified_period, row->period) != 0)
        uc_sink_printf(out, uc_say(language, " in %s"), row->identified_period);
    uc_sink_puts(out, uc_say(language, " of "));
}

static void sentence_gap(const uc_gap *gap, const uc_language *language, uc_sink *out)
{
    if (gap->finding == UC_GAP_ABOVE_ESTIMATE ||
        gap->finding == UC_GAP_ABOVE_INTERVAL) {
        uc_sink_puts(
            out, uc_say(language, ": more identified than estimated, a contradiction"));
        return;
    }
    if (gap->share.no_value == NULL) {
        char percent[UC_LANGUAGE_NUMBER];

        uc_sink_printf(out, ", %s",
                       uc_language_percent(language, gap->share.value,
                                           gap->share.value < 0.01 ? 2 : 1, percent));
    }
    if (gap->per_identified.no_value == NULL) {
        const double per = gap->per_identified.value;

        uc_sink_puts(out, uc_say(language, ", 1 in "));
        sentence_number(language, per, per < 10 ? 1 : 0, out);
    }
}

void uc_gap_write_sentence(const uc_gap_row *row, bool brief,
                           const uc_language *language, uc_sink *out)
{
    sentence_subject(row, brief, out);
    if (row->input.estimate.no_value != NULL) {
        /* "no estimate: no estimate is available" says one thing twice */
        if (strcmp(row->input.estimate.no_value, UC_GAP_NO_ESTIMATE) == 0)
            uc_sink_puts(
                out, uc_say(language, uc_reason_text(row->input.estimate.no_value)));
        else
            uc_sink_printf(
                out, uc_say(language, "no estimate: %s"),
                uc_say(language, uc_reason_text(row->input.estimate.no_value)));
        return;
    }
    if (isfinite(row->input.identified)) {
        sentence_identified(row, language, out);
        sentence_estimate(row, language, out);
        sentence_gap(&row->gap, language, out);
        return;
    }
    sentence_estimate(row, language, out);
    uc_sink_printf(out, "; %s",
                   uc_say(language, uc_reason_text(row->input.no_identified != NULL
                                                       ? row->input.no_identified
                                                       : UC_GAP_NO_IDENTIFIED)));
}
