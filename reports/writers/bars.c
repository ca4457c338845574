/* bars.c - intervals as bars of characters */
#include "reports/writers/bars.h"

#include <math.h>
#include <string.h>

#include "data/base/number.h"
#include "data/base/text.h"
#include "estimators/core/elementary.h"
#include "reports/writers/text.h"

#define WIDTH     56
#define MAX_LABEL 34

typedef struct scale {
    double low, high;
} scale;

static bool drawn(const uc_bar *bar)
{
    return isfinite(bar->value) && bar->value > 0;
}

static void widen(scale *s, double value)
{
    if (!isfinite(value) || value <= 0)
        return;
    s->low = s->low == 0 || value < s->low ? value : s->low;
    s->high = value > s->high ? value : s->high;
}

static size_t place(const scale *s, double value)
{
    double part;

    if (!(s->high > s->low))
        return WIDTH / 2;
    part = value <= s->low ? 0 : uc_log(value / s->low) / uc_log(s->high / s->low);
    return (size_t)(0.5 + (part > 1 ? 1 : part) * (WIDTH - 1));
}

/* The character in column `i` of a bar: end, line, value or blank. */
static const char *glyph(const scale *s, const uc_bar *bar, size_t i, bool unicode)
{
    const bool interval = isfinite(bar->low) && isfinite(bar->high);
    const size_t low = interval ? place(s, bar->low) : WIDTH,
                 high = interval ? place(s, bar->high) : 0;

    if (i == place(s, bar->value))
        return unicode ? "\xE2\x97\x8F" : "o";
    if (i == low)
        return unicode ? "\xE2\x94\x9C" : "|";
    if (i == high && interval)
        return unicode ? "\xE2\x94\xA4" : "|";
    if (i > low && i < high)
        return unicode ? "\xE2\x94\x80" : "-";
    return " ";
}

static void write_bar(const scale *s, const uc_bar *bar, size_t label_width,
                      const uc_bar_style *style, uc_sink *out)
{
    char label[4 * MAX_LABEL + 8];
    size_t i, last = WIDTH;

    (void)uc_text_display(bar->label, strlen(bar->label), MAX_LABEL - 3, label,
                          sizeof label);
    uc_sink_printf(out, "  %s", label);
    for (i = uc_text_width(label); i < label_width + 2; i++)
        uc_sink_putc(out, ' ');
    while (last > 0 && strcmp(glyph(s, bar, last - 1, false), " ") == 0)
        last--; /* no blanks at the end of a line */
    uc_sink_puts(out, style->colour ? "\x1b[36m" : "");
    for (i = 0; i < last; i++)
        uc_sink_puts(out, glyph(s, bar, i, style->unicode));
    uc_sink_puts(out, style->colour ? "\x1b[0m\n" : "\n");
}

static void write_ends(const scale *s, size_t label_width, uc_sink *out)
{
    char low[64], high[64];
    size_t used;

    (void)uc_number_grouped(s->low, 0, low);
    (void)uc_number_grouped(s->high, 0, high);
    uc_sink_repeat(out, " ", label_width + 4);
    uc_sink_puts(out, low);
    used = strlen(low) + strlen(high);
    uc_sink_repeat(out, " ", used < WIDTH ? WIDTH - used : 1);
    uc_sink_printf(out, "%s\n", high);
}

void uc_bars_write(const uc_bar bars[], size_t n, const uc_bar_style *style,
                   uc_sink *out)
{
    size_t i, label_width = 0, n_drawn = 0;
    scale s = {0, 0};

    for (i = 0; i < n; i++) {
        const size_t width = uc_text_width(bars[i].label);

        if (!drawn(&bars[i]))
            continue;
        n_drawn++;
        widen(&s, bars[i].value);
        widen(&s, bars[i].low);
        widen(&s, bars[i].high);
        label_width = width > label_width ? width : label_width;
    }
    if (n_drawn == 0 || !style->shown)
        return;
    label_width = label_width > MAX_LABEL ? MAX_LABEL : label_width;
    uc_sink_putc(out, '\n');
    for (i = 0; i < n; i++)
        if (drawn(&bars[i]))
            write_bar(&s, &bars[i], label_width, style, out);
    write_ends(&s, label_width, out);
}
