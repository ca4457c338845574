/* report.c - a report before it has a format */
#include "reports/report.h"

#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"

static void fail(uc_report *report, uc_status status)
{
    if (report->status == UC_OK)
        report->status = status;
}

void uc_report_init(uc_report *report, const uc_look *look, const char *title)
{
    memset(report, 0, sizeof *report);
    report->look = look;
    report->title = uc_text_copy(title);
    if (report->title == NULL)
        fail(report, UC_ENOMEM);
}

void uc_report_clear(uc_report *report)
{
    size_t i;

    for (i = 0; i < report->n_blocks; i++) {
        free(report->block[i].label);
        free(report->block[i].text);
        uc_table_clear(&report->block[i].table);
        uc_plot_clear(&report->block[i].plot);
    }
    for (i = 0; i < report->n_data; i++)
        uc_table_clear(&report->data[i]);
    free(report->block);
    free(report->data);
    free(report->title);
    memset(report, 0, sizeof *report);
}

/* A block at the end; NULL with the report failed. */
static uc_block *add(uc_report *report, uc_block_kind kind)
{
    if (report->status != UC_OK)
        return NULL;
    if (report->n_blocks == report->capacity) {
        const size_t wanted = report->capacity == 0 ? 64 : 2 * report->capacity;
        uc_block *grown = realloc(report->block, wanted * sizeof *grown);

        if (grown == NULL) {
            fail(report, UC_ENOMEM);
            return NULL;
        }
        report->block = grown;
        report->capacity = wanted;
    }
    memset(&report->block[report->n_blocks], 0, sizeof *report->block);
    report->block[report->n_blocks].kind = kind;
    return &report->block[report->n_blocks++];
}

static void set_text(uc_report *report, char **to, const char *text)
{
    *to = uc_text_copy(text);
    if (*to == NULL && text != NULL)
        fail(report, UC_ENOMEM);
}

static const uc_language *language_of(const uc_report *report)
{
    return report->look != NULL ? report->look->language : NULL;
}

void uc_report_heading(uc_report *report, unsigned level, const char *text)
{
    uc_block *block = add(report, UC_BLOCK_HEADING);

    if (block == NULL)
        return;
    block->level = level;
    set_text(report, &block->text, uc_say(language_of(report), text));
}

void uc_report_paragraph(uc_report *report, const char *text)
{
    uc_block *block = add(report, UC_BLOCK_PARAGRAPH);

    if (block != NULL)
        set_text(report, &block->text, text);
}

void uc_report_lead(uc_report *report, const char *text)
{
    uc_report_paragraph(report, text);
    if (report->status == UC_OK)
        report->block[report->n_blocks - 1].level = 1;
}

void uc_report_item(uc_report *report, const char *label, const char *text)
{
    uc_block *block = add(report, UC_BLOCK_ITEM);

    if (block == NULL)
        return;
    set_text(report, &block->label, label);
    set_text(report, &block->text, text);
}

void uc_report_table(uc_report *report, uc_table *table, unsigned level)
{
    uc_block *block;

    uc_table_say(table, language_of(report));
    if (uc_table_finish(table, NULL) != UC_OK)
        fail(report, table->status != UC_OK ? table->status : UC_EINVAL);
    block = add(report, UC_BLOCK_TABLE);
    if (block == NULL) {
        uc_table_clear(table);
        return;
    }
    block->level = level;
    block->table = *table;
    memset(table, 0, sizeof *table);
}

void uc_report_figure(uc_report *report, uc_plot *plot)
{
    uc_block *block = add(report, UC_BLOCK_FIGURE);

    if (block == NULL) {
        uc_plot_clear(plot);
        return;
    }
    block->plot = *plot;
    memset(plot, 0, sizeof *plot);
}

void uc_report_data(uc_report *report, uc_table *table)
{
    uc_table *grown;

    if (uc_table_finish(table, NULL) != UC_OK)
        fail(report, table->status != UC_OK ? table->status : UC_EINVAL);
    grown = report->status != UC_OK
                ? NULL
                : realloc(report->data, (report->n_data + 1) * sizeof *grown);
    if (grown == NULL) {
        fail(report, UC_ENOMEM);
        uc_table_clear(table);
        return;
    }
    report->data = grown;
    grown[report->n_data++] = *table;
    memset(table, 0, sizeof *table);
}

const uc_table *uc_report_find_data(const uc_report *report, const char *name)
{
    size_t i;

    for (i = 0; i < report->n_data; i++)
        if (strcmp(report->data[i].name, name) == 0)
            return &report->data[i];
    return NULL;
}

uc_status uc_report_finish(const uc_report *report, uc_error *err)
{
    if (report->status == UC_OK)
        return UC_OK;
    return uc_fail(err, report->status, "%s",
                   report->status == UC_ENOMEM ? "no memory for the report"
                                               : "a table of the report is broken");
}
