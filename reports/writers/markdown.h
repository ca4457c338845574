/** @file markdown.h
 * Tables as Markdown pipe tables, with footnotes and sources under them.
 */
#ifndef UC_WRITERS_MARKDOWN_H
#define UC_WRITERS_MARKDOWN_H

#include "data/base/sink.h"
#include "reports/report.h"
#include "reports/table.h"

/** Writes a heading of `level` (1 to 6; 0: none), the table, footnotes and sources. */
void uc_markdown_write_table(const uc_table *table, unsigned level, uc_sink *out);

/** Writes text with every character that Markdown or HTML could act on escaped, and
 * line ends as blanks. */
void uc_markdown_write_text(const char *text, uc_sink *out);

typedef enum uc_markdown_figures {
    UC_MARKDOWN_PLAIN,   /* no figures */
    UC_MARKDOWN_LINKED,  /* links to figure-NAME.svg beside the file */
    UC_MARKDOWN_PICTURES /* links to figure-NAME.png, of those that have a picture */
} uc_markdown_figures;

/** Writes a whole report. */
void uc_markdown_write_report(const uc_report *report, uc_markdown_figures figures,
                              uc_sink *out);

#endif
