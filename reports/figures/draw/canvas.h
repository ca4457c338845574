/** @file canvas.h
 * Drawing: the few shapes that figures need, written as SVG.
 *
 * Coordinates are pixels, y downwards, written with two decimals. Shapes carry a class
 * of uc_plot_write_css(): "axis", "grid", "mark", "dash", "f0".."f3" (filled),
 * "l0".."l3" (line), "b0".."b3" (band), and for text "soft", "bold", "small".
 */
#ifndef UC_CANVAS_H
#define UC_CANVAS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/sink.h"
#include "reports/figures/draw/plot.h"

typedef struct uc_canvas {
    uc_sink body;
    const uc_look *look; /* borrowed */
    uc_plot plot;        /* being made: words, size and data */
} uc_canvas;

typedef enum uc_anchor { UC_ANCHOR_START, UC_ANCHOR_MIDDLE, UC_ANCHOR_END } uc_anchor;

/** Begins a figure. `title` is said in the look's language; `name` is copied. The
 * caller adds columns and cells to canvas->plot.data.
 * @param description  Or NULL, to be given by uc_canvas_describe(). */
void uc_canvas_begin(uc_canvas *canvas, const uc_look *look, const char *name,
                     const char *title, const char *description);

/** As uc_canvas_begin(), with what is drawn added to the title: "Trend: Alpha". What is
 * said of the title is said before. @param label  Or NULL. */
void uc_canvas_begin_of(uc_canvas *canvas, const uc_look *look, const char *name,
                        const char *title, const char *label);

/** Sets the description from a sink, which is emptied. */
void uc_canvas_describe(uc_canvas *canvas, uc_sink *text);

/** Ends it: paper of this size, and the drawing over it.
 * @param plot  Set on UC_OK. The canvas is released in any case.
 * @return UC_OK; UC_ENOMEM; what the data table failed with. */
uc_status uc_canvas_end(uc_canvas *canvas, double width, double height, uc_plot *plot,
                        uc_error *err) UC_MUST_CHECK;

void uc_canvas_line(uc_canvas *canvas, double x1, double y1, double x2, double y2,
                    const char *kind);
void uc_canvas_rect(uc_canvas *canvas, double x, double y, double width, double height,
                    const char *kind);
void uc_canvas_circle(uc_canvas *canvas, double x, double y, double r,
                      const char *kind);

/** Mark of series `i`: circle, square, diamond, triangle, so that colour is never the
 * only difference. */
void uc_canvas_symbol(uc_canvas *canvas, double x, double y, double r, size_t i);

/** A line through n points, or the area they enclose. Points beside a gap (x or y not
 * finite) are not joined; a closed shape leaves them out. */
void uc_canvas_path(uc_canvas *canvas, size_t n, const double x[], const double y[],
                    bool closed, const char *kind);

/** Text whose baseline is at y; characters that SVG cannot hold are shown as \x1B. */
void uc_canvas_text(uc_canvas *canvas, double x, double y, uc_anchor anchor,
                    const char *kind, const char *text);

/** As uc_canvas_text(), reading upwards. */
void uc_canvas_text_up(uc_canvas *canvas, double x, double y, uc_anchor anchor,
                       const char *kind, const char *text);

/** Text cut with an ellipsis to `width` pixels; whole where it is pointed at. */
void uc_canvas_text_in(uc_canvas *canvas, double x, double y, double width,
                       uc_anchor anchor, const char *kind, const char *text);

/** Pixels that `text` takes at 12 px, estimated on the safe side: there are no font
 * files here to measure with. */
double uc_canvas_text_width(const char *text);

/** Writes text with what XML gives a meaning to escaped, and what it forbids shown. */
void uc_canvas_escape(const char *text, uc_sink *out);

#endif
