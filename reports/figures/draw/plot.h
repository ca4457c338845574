/** @file plot.h
 * A figure that is ready to be written: its drawing, its words and its data.
 *
 * The drawing is the inside of an SVG element: text stays text, nothing is scripted,
 * and every look is a class, so that a page can restyle it for the night or for print.
 * A standalone file carries the style itself.
 */
#ifndef UC_PLOT_H
#define UC_PLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/sink.h"
#include "data/base/status.h"
#include "reports/look.h"
#include "reports/table.h"

typedef struct uc_plot {
    char *name;        /* letters, digits, hyphens; unique in a report: "gap" */
    char *title;       /* for people */
    char *description; /* for who cannot see it: what is shown, in sentences */
    double width, height;
    char *body;    /* the inside of the SVG element */
    uc_table data; /* what is drawn, for programs */
    void *png;     /* rendered by the pipeline, or NULL; owned */
    size_t png_len;
} uc_plot;

/** Releases everything; a zeroed plot is allowed. */
void uc_plot_clear(uc_plot *plot);

/** Writes the SVG element. @param standalone  With XML declaration and style. */
void uc_plot_write_svg(const uc_plot *plot, const uc_look *look, bool standalone,
                       uc_sink *out);

/** Writes the rules of the classes that drawings use, each behind `prefix`. */
void uc_plot_write_css(const uc_look *look, bool dark, const char *prefix,
                       uc_sink *out);

#endif
