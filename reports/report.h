/** @file report.h
 * A report as people read it, before it has a format: headings, sentences, tables and
 * figures in order, and the whole tables that data formats take.
 *
 * Built by calls that cannot be interrupted, as a table is: the first failure is kept
 * and uc_report_finish() reports it. Tables and plots are moved in.
 */
#ifndef UC_REPORT_H
#define UC_REPORT_H

#include <stddef.h>

#include "data/base/status.h"
#include "reports/figures/draw/plot.h"
#include "reports/look.h"
#include "reports/table.h"

typedef enum uc_block_kind {
    UC_BLOCK_HEADING,
    UC_BLOCK_PARAGRAPH,
    UC_BLOCK_ITEM, /* one line of a list */
    UC_BLOCK_TABLE,
    UC_BLOCK_FIGURE
} uc_block_kind;

typedef struct uc_block {
    uc_block_kind kind;
    unsigned level; /* of a heading, 2 and more; of a table: its title's, 0: none; of a
                       paragraph: 1 where it sums the report up */
    char *label;    /* of an item, or NULL */
    char *text;
    uc_table table;
    uc_plot plot;
} uc_block;

typedef struct uc_report {
    const uc_look *look; /* borrowed */
    char *title;
    uc_block *block;
    size_t n_blocks, capacity;
    uc_table *data; /* not shown; for data formats, by name */
    size_t n_data;
    uc_status status; /* sticky */
} uc_report;

/** Begins a report; `title` is copied. */
void uc_report_init(uc_report *report, const uc_look *look, const char *title);

/** Releases everything; a zeroed report is allowed. */
void uc_report_clear(uc_report *report);

/** Adds a heading, said in the look's language. */
void uc_report_heading(uc_report *report, unsigned level, const char *text);

/** Adds a paragraph, or an item of a list with its label or NULL. As they are. */
void uc_report_paragraph(uc_report *report, const char *text);

/** Adds a sentence that sums the report up. */
void uc_report_lead(uc_report *report, const char *text);
void uc_report_item(uc_report *report, const char *label, const char *text);

/** Moves a table in; its titles are said in the look's language.
 * @param level  Of its title as a heading; 0: the title is not shown. */
void uc_report_table(uc_report *report, uc_table *table, unsigned level);

/** Moves a figure in. */
void uc_report_figure(uc_report *report, uc_plot *plot);

/** Moves a table for data formats in. */
void uc_report_data(uc_report *report, uc_table *table);

/** The data table of this name, or NULL. */
const uc_table *uc_report_find_data(const uc_report *report, const char *name);

/** Reports the first failure. @return UC_OK; UC_ENOMEM; what a table failed with. */
uc_status uc_report_finish(const uc_report *report, uc_error *err) UC_MUST_CHECK;

#endif
