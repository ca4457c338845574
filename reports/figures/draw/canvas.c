/* canvas.c - shapes as SVG */
#include "reports/figures/draw/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/base/text.h"
#include "reports/writers/text.h"

#define EM_PER_COLUMN 6.9 /* pixels a column of text takes at most, at 12 px */

void uc_canvas_escape(const char *text, uc_sink *out)
{
    uc_sink safe;
    const char *at;

    uc_sink_memory(&safe);
    uc_text_write_safe(text != NULL ? text : "", &safe);
    for (at = safe.text != NULL ? safe.text : ""; *at != '\0'; at++) {
        if (*at == '<')
            uc_sink_puts(out, "&lt;");
        else if (*at == '>')
            uc_sink_puts(out, "&gt;");
        else if (*at == '&')
            uc_sink_puts(out, "&amp;");
        else if (*at == '"')
            uc_sink_puts(out, "&quot;");
        else if (memcmp(at, "\xEF\xBF", 2) == 0 &&
                 (at[2] == '\xBE' || at[2] == '\xBF')) {
            uc_sink_puts(out, "?"); /* U+FFFE and U+FFFF are no XML characters */
            at += 2;
        } else
            uc_sink_putc(out, *at);
    }
    if (safe.status != UC_OK && out->status == UC_OK)
        out->status = safe.status;
    uc_sink_clear(&safe);
}

double uc_canvas_text_width(const char *text)
{
    return EM_PER_COLUMN * (double)uc_text_width(text);
}

void uc_canvas_begin(uc_canvas *canvas, const uc_look *look, const char *name,
                     const char *title, const char *description)
{
    const char *said = uc_say(look != NULL ? look->language : NULL, title);

    memset(canvas, 0, sizeof *canvas);
    uc_sink_memory(&canvas->body);
    canvas->look = look;
    canvas->plot.name = uc_text_copy(name);
    canvas->plot.title = uc_text_copy(said);
    canvas->plot.description = uc_text_copy(description);
    uc_table_init(&canvas->plot.data, name, said);
}

void uc_canvas_begin_of(uc_canvas *canvas, const uc_look *look, const char *name,
                        const char *title, const char *label)
{
    uc_sink text;

    uc_sink_memory(&text);
    uc_sink_puts(&text, uc_say(look != NULL ? look->language : NULL, title));
    if (label != NULL)
        uc_sink_printf(&text, ": %s", label);
    uc_canvas_begin(canvas, look, name, text.text, NULL);
    uc_sink_clear(&text);
}

void uc_canvas_describe(uc_canvas *canvas, uc_sink *text)
{
    free(canvas->plot.description);
    canvas->plot.description = uc_sink_take(text);
    uc_sink_clear(text);
}

uc_status uc_canvas_end(uc_canvas *canvas, double width, double height, uc_plot *plot,
                        uc_error *err)
{
    uc_plot *made = &canvas->plot;
    uc_status status = uc_sink_finish(&canvas->body, err);
    uc_sink whole;

    uc_sink_memory(&whole);
    uc_sink_printf(&whole, "<rect class=\"paper\" width=\"%.0f\" height=\"%.0f\"/>\n",
                   ceil(width), ceil(height));
    uc_sink_puts(&whole, canvas->body.text != NULL ? canvas->body.text : "");
    made->body = uc_sink_take(&whole);
    made->width = ceil(width);
    made->height = ceil(height);
    if (status == UC_OK)
        status = uc_table_finish(&made->data, err);
    if (status == UC_OK && (made->name == NULL || made->title == NULL ||
                            made->description == NULL || made->body == NULL))
        status = uc_fail(err, UC_ENOMEM, "no memory for a figure");
    if (status == UC_OK)
        *plot = *made;
    else
        uc_plot_clear(made);
    uc_sink_clear(&whole);
    uc_sink_clear(&canvas->body);
    return status;
}

void uc_canvas_line(uc_canvas *canvas, double x1, double y1, double x2, double y2,
                    const char *kind)
{
    uc_sink_printf(&canvas->body,
                   "<line class=\"%s\" x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" "
                   "y2=\"%.2f\"/>\n",
                   kind, x1, y1, x2, y2);
}

void uc_canvas_rect(uc_canvas *canvas, double x, double y, double width, double height,
                    const char *kind)
{
    uc_sink_printf(&canvas->body,
                   "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" "
                   "height=\"%.2f\"/>\n",
                   kind, x, y, width < 0 ? 0 : width, height < 0 ? 0 : height);
}

void uc_canvas_circle(uc_canvas *canvas, double x, double y, double r, const char *kind)
{
    uc_sink_printf(&canvas->body,
                   "<circle class=\"%s\" cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\"/>\n", kind,
                   x, y, r);
}

void uc_canvas_symbol(uc_canvas *canvas, double x, double y, double r, size_t i)
{
    const double square[2][4] = {{x - r, x + r, x + r, x - r},
                                 {y - r, y - r, y + r, y + r}};
    const double d = 1.3 * r;
    const double diamond[2][4] = {{x, x + d, x, x - d}, {y - d, y, y + d, y}};
    const double triangle[2][3] = {{x, x + d, x - d}, {y - d, y + r, y + r}};
    char kind[8];

    i %= UC_LOOK_COLOURS;
    (void)snprintf(kind, sizeof kind, "f%zu", i);
    if (i == 0)
        uc_canvas_circle(canvas, x, y, r, kind);
    else if (i == 1)
        uc_canvas_path(canvas, 4, diamond[0], diamond[1], true, kind);
    else if (i == 2)
        uc_canvas_path(canvas, 4, square[0], square[1], true, kind);
    else
        uc_canvas_path(canvas, 3, triangle[0], triangle[1], true, kind);
}

void uc_canvas_path(uc_canvas *canvas, size_t n, const double x[], const double y[],
                    bool closed, const char *kind)
{
    bool joined = false;
    size_t i, n_written = 0;

    for (i = 0; i < n; i++) {
        if (!isfinite(x[i]) || !isfinite(y[i])) {
            joined = joined && closed;
            continue;
        }
        if (n_written++ == 0)
            uc_sink_printf(&canvas->body, "<path class=\"%s\" d=\"", kind);
        uc_sink_printf(&canvas->body, "%s%.2f %.2f", joined ? "L" : "M", x[i], y[i]);
        joined = true;
    }
    if (n_written > 0)
        uc_sink_puts(&canvas->body, closed ? "Z\"/>\n" : "\"/>\n");
}

static const char *anchor_name(uc_anchor anchor)
{
    static const char *const names[] = {"start", "middle", "end"};

    return names[anchor];
}

void uc_canvas_text(uc_canvas *canvas, double x, double y, uc_anchor anchor,
                    const char *kind, const char *text)
{
    uc_sink_printf(&canvas->body,
                   "<text class=\"%s\" x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\">", kind,
                   x, y, anchor_name(anchor));
    uc_canvas_escape(text, &canvas->body);
    uc_sink_puts(&canvas->body, "</text>\n");
}

void uc_canvas_text_up(uc_canvas *canvas, double x, double y, uc_anchor anchor,
                       const char *kind, const char *text)
{
    uc_sink_printf(&canvas->body,
                   "<text class=\"%s\" transform=\"translate(%.2f %.2f) rotate(-90)\" "
                   "text-anchor=\"%s\">",
                   kind, x, y, anchor_name(anchor));
    uc_canvas_escape(text, &canvas->body);
    uc_sink_puts(&canvas->body, "</text>\n");
}

/* Bold letters are wider. */
static double width_of(const char *kind, const char *text)
{
    return (strstr(kind, "bold") != NULL ? 1.12 : 1) * uc_canvas_text_width(text);
}

/* Bytes of `text` whose columns fit into `width` with the ellipsis. */
static size_t fitting(const char *text, double width)
{
    size_t len = strlen(text);
    char *part = uc_text_copy(text);

    while (part != NULL && len > 0) {
        while (len > 0 && ((unsigned char)part[len] & 0xC0) == 0x80)
            len--;
        part[len] = '\0';
        if (uc_canvas_text_width(part) + EM_PER_COLUMN <= width)
            break;
        len--;
    }
    free(part);
    return len;
}

void uc_canvas_text_in(uc_canvas *canvas, double x, double y, double width,
                       uc_anchor anchor, const char *kind, const char *text)
{
    const size_t len = strlen(text);

    if (uc_text_utf8_prefix(text, len) < len || width_of(kind, text) <= width) {
        uc_canvas_text(canvas, x, y, anchor, kind, text);
        return;
    }
    uc_sink_printf(&canvas->body,
                   "<text class=\"%s\" x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\">"
                   "<title>",
                   kind, x, y, anchor_name(anchor));
    uc_canvas_escape(text, &canvas->body);
    uc_sink_puts(&canvas->body, "</title>");
    {
        char *part = uc_text_copy(text);

        if (part != NULL)
            part[fitting(text, strstr(kind, "bold") != NULL ? width / 1.12 : width)] =
                '\0';
        uc_canvas_escape(part, &canvas->body);
        free(part);
    }
    uc_sink_puts(&canvas->body, "\xE2\x80\xA6</text>\n");
}
