/** @file bars.h
 * Intervals as bars of characters, for a terminal.
 */
#ifndef UC_WRITERS_BARS_H
#define UC_WRITERS_BARS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/base/sink.h"

/** What the terminal can show. Zeroed: no bars. */
typedef struct uc_bar_style {
    bool shown, unicode, colour;
} uc_bar_style;

typedef struct uc_bar {
    const char *label;       /* borrowed */
    double value, low, high; /* NAN: none */
} uc_bar;

/** Writes one line for each bar on one log scale, with its two ends under them:
 * "|---o-------|", or thin lines where the terminal has them. Bars without a value
 * above 0 are left out; nothing is written when none is left or style->shown is false.
 */
void uc_bars_write(const uc_bar bars[], size_t n, const uc_bar_style *style,
                   uc_sink *out);

#endif
