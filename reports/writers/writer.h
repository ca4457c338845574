/** @file writer.h
 * The formats of a report: one row each. A new one is a file that defines a uc_writer
 * and its row in the table of registry.c.
 */
#ifndef UC_WRITER_H
#define UC_WRITER_H

#include "data/base/sink.h"
#include "data/base/status.h"
#include "reports/report.h"

typedef struct uc_writer {
    const char *name; /* in `formats`: "html" */
    const char *file; /* what a run calls it: "annex.html" */
    /* What this build lacks for it ("libxlsxwriter"), or NULL: it can. */
    const char *lacks;
    /* Renders the whole report. UC_OK; UC_ENOMEM; UC_EIO. */
    uc_status (*render)(const uc_report *report, uc_sink *out, uc_error *err);
} uc_writer;

extern const uc_writer uc_writer_html, uc_writer_latex, uc_writer_sdmx, uc_writer_xlsx;

/** All writers, in the order in which files are written. */
const uc_writer *const *uc_writers(size_t *n);

/** The writer of this name, or NULL. */
const uc_writer *uc_writer_find(const char *name);

#endif
