/* plot.c - figures as SVG elements, and their style */
#include "reports/figures/draw/plot.h"

#include <stdlib.h>
#include <string.h>

#include "reports/figures/draw/canvas.h"

#define FONT "Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif"

void uc_plot_clear(uc_plot *plot)
{
    free(plot->name);
    free(plot->title);
    free(plot->description);
    free(plot->body);
    free(plot->png);
    uc_table_clear(&plot->data);
    memset(plot, 0, sizeof *plot);
}

static void rule(const char *prefix, const char *selector, const char *what,
                 const char *colour, const char *rest, uc_sink *out)
{
    uc_sink_printf(out, "%s%s{%s:%s%s%s}\n", prefix, selector, what, colour,
                   rest[0] != '\0' ? ";" : "", rest);
}

void uc_plot_write_css(const uc_look *look, bool dark, const char *prefix, uc_sink *out)
{
    const char *ink = dark ? "#e8eaed" : "#1a1a1a",
               *soft = dark ? "#b4b9c1" : "#55595f";
    const char *line = dark ? "#868d96" : "#767b82",
               *grid = dark ? "#363c44" : "#e3e5e8";
    char name[8];
    size_t i;

    uc_sink_printf(out, "%s text{font:12px " FONT ";fill:%s}\n", prefix, ink);
    rule(prefix, " .soft", "fill", soft, "", out);
    uc_sink_printf(out, "%s .bold{font-weight:bold}\n", prefix);
    uc_sink_printf(out, "%s .small{font-size:11px}\n", prefix);
    rule(prefix, " .paper", "fill", dark ? UC_LOOK_NIGHT : UC_LOOK_PAPER, "", out);
    rule(prefix, " .axis", "stroke", line, "fill:none", out);
    rule(prefix, " .grid", "stroke", grid, "fill:none", out);
    rule(prefix, " .mark", "stroke", ink, "stroke-width:1.5;fill:none", out);
    rule(prefix, " .dash", "stroke", ink, "stroke-dasharray:4 3;fill:none", out);
    rule(prefix, " .none", "fill", grid, "", out);
    for (i = 0; i < UC_LOOK_COLOURS; i++) {
        const char *colour = uc_look_colour(look, i, dark);

        (void)snprintf(name, sizeof name, " .f%zu", i);
        rule(prefix, name, "fill", colour, "", out);
        (void)snprintf(name, sizeof name, " .l%zu", i);
        rule(prefix, name, "stroke", colour, "stroke-width:2;fill:none", out);
        (void)snprintf(name, sizeof name, " .b%zu", i);
        rule(prefix, name, "fill", colour, "fill-opacity:0.25", out);
    }
    uc_sink_printf(out, "%s .thin{stroke-width:1}\n", prefix);
}

void uc_plot_write_svg(const uc_plot *plot, const uc_look *look, bool standalone,
                       uc_sink *out)
{
    const char *lang = uc_language_code(look != NULL ? look->language : NULL);

    if (standalone)
        uc_sink_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    uc_sink_printf(out,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure\" "
                   "viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" "
                   "role=\"img\" lang=\"%s\" xml:lang=\"%s\" "
                   "aria-labelledby=\"%s-title %s-desc\">\n",
                   plot->width, plot->height, plot->width, plot->height, lang, lang,
                   plot->name, plot->name);
    uc_sink_printf(out, "<title id=\"%s-title\">", plot->name);
    uc_canvas_escape(plot->title, out);
    uc_sink_printf(out, "</title>\n<desc id=\"%s-desc\">", plot->name);
    uc_canvas_escape(plot->description, out);
    uc_sink_puts(out, "</desc>\n");
    if (standalone) {
        uc_sink_puts(out, "<style>\n");
        uc_plot_write_css(look, false, ".figure", out);
        uc_sink_puts(out, "</style>\n");
    }
    uc_sink_puts(out, plot->body);
    uc_sink_puts(out, "</svg>\n");
}
